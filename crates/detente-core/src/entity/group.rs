//! Organisations and groups that no list knows: each gets a name, a sector and a probable state from the text, and keeps
//! them through the article, under its acronym too.
//!
//! "The Varun People's Front (VPF), a separatist militia based in Kandahar, ... The VPF said" is one armed group (REB) of
//! Afghanistan, named three times.

use super::affiliation::Hint;
use super::name::whole;
use super::resolve::{Found, Key, Resolver};
use super::{EntityId, EntityKind};
use crate::analysis::Relation;
use crate::mention::{Form, Mention, Sort};
use crate::text::{MentionId, TokenId};
use detente_data::{ActorCode, ReferenceWords, Sector};

/// How sure the state is that a group's own words name, its description, the place of its base.
const BY_OWNER: f32 = 0.8;
const BY_BASE: f32 = 0.7;

impl Resolver<'_> {
    /// An organisation or group by a name that is not known.
    pub(super) fn organisation(&mut self, id: MentionId) -> Vec<EntityId> {
        if let Some(before) = self.group_before(id) {
            self.also_named(id, before);
            return vec![before];
        }
        let described = self.description_of(id);
        let owner = self.owner_code(id).or_else(|| described.and_then(|d| self.owner_code(d)));
        let told = self.sector_told(id, described);
        let last = self.analysis.lemma(TokenId::new(self.mentions.get(id).core.end() - 1)).to_lowercase();
        let body = ReferenceWords::builtin().official.words.contains(&last);
        // "the State Commission on Prisoners of War": a commission that is a state's speaks for it.
        let official = (body && owner.is_some_and(|o| o.state().is_some())).then_some(Sector::Gov);
        let sector = told.or(official).unwrap_or(Sector::Uns);
        let (code, score) = self.state_of_group(id, described, owner, sector);
        let (code, sector) = whole(code, sector);
        let name = self.folded(self.mentions.get(id).core);
        let found = Found {
            key: Key::Name(name),
            code,
            sector,
            kind: EntityKind::Organisation,
            known: None,
            score: if code.is_some() { score } else { 0.0 },
            runner_up: None,
        };
        vec![self.entity(id, found)]
    }

    /// What the words around and in a name tell of its kind: "rebel", "the charity X", "X, a separatist militia", "X
    /// Liberation Army".
    fn sector_told(&mut self, id: MentionId, described: Option<MentionId>) -> Option<Sector> {
        let by_description =
            |s: &Self| described.and_then(|d| s.sector_by_words(d).or(s.mentions.get(d).sector));
        self.sector_by_words(id)
            .or_else(|| by_description(self))
            .or_else(|| self.role_before(id))
            .or_else(|| self.sector_by_name(id))
    }

    /// The sector of the role words right before a name: "the NGO Clear Water".
    fn role_before(&self, id: MentionId) -> Option<Sector> {
        let core = self.mentions.get(id).core;
        let before = TokenId::new(core.start().checked_sub(1)?);
        let same =
            self.analysis.token(before).sentence == self.analysis.token(TokenId::new(core.start())).sentence;
        let sector = self.role_around(before).filter(|_| same)?;
        (sector != Sector::Gov).then_some(sector)
    }

    /// The sector that the words of a name tell.
    fn sector_by_name(&self, id: MentionId) -> Option<Sector> {
        let naming = &ReferenceWords::builtin().naming;
        let core = self.mentions.get(id).core;
        core.ids().rev().find_map(|t| naming.get(&self.words[t.index()].to_lowercase()).copied())
    }

    /// The state that a group belongs to or acts in, with how sure that is.
    fn state_of_group(
        &mut self,
        id: MentionId,
        described: Option<MentionId>,
        owner: Option<ActorCode>,
        sector: Sector,
    ) -> (Option<ActorCode>, f32) {
        if owner.is_some() {
            return (owner, BY_OWNER);
        }
        let base = self.base_of(id).or_else(|| described.and_then(|d| self.base_of(d)));
        if base.is_some() {
            return (base.map(ActorCode::State), BY_BASE);
        }
        if matches!(sector, Sector::Igo | Sector::Ngo) {
            return (None, 0.0);
        }
        let found = self.affiliate(id, sector, Hint::default());
        (found.code, found.score)
    }

    /// The country of the place that a phrase gives as the group's: "a militia based in Keldar", "of the north of Mali".
    fn base_of(&self, id: MentionId) -> Option<detente_data::StateCode> {
        let mention = self.mentions.get(id);
        let phrase = self.analysis.subtree(mention.head);
        let all = (0..self.mentions.all.len()).map(MentionId::new);
        let inside = |m: &MentionId| {
            let other = self.mentions.get(*m);
            *m != id
                && matches!(other.sort, Sort::Place | Sort::State)
                && other.head > mention.head
                && (phrase.has(other.head) || self.is_right_after(mention, other))
        };
        let sets = |m: &MentionId| {
            let mut cases = self.analysis.children_by(self.mentions.get(*m).head, &[Relation::Case]);
            cases.any(|c| {
                let lemma = self.analysis.lemma(c);
                matches!(lemma, "in" | "of" | "from" | "at" | "near" | "around" | "across")
            })
        };
        all.filter(inside).filter(sets).find_map(|m| self.country_of(m))
    }

    /// "a militia based in Zinder", whatever the tree hangs the town on.
    fn is_right_after(&self, mention: &Mention, other: &Mention) -> bool {
        let (from, to) = (mention.head.index() + 1, other.head.index());
        let lower = |i: usize| self.words.get(i).map(|w| w.to_lowercase()).unwrap_or_default();
        let opens =
            matches!(lower(from).as_str(), "based" | "active" | "operating" | "rooted" | "headquartered");
        opens && to <= from + 4 && (from..to).all(|i| self.words[i] != ",")
    }

    /// The organisation before that this name stands for: in brackets after it, by its initials, or by a part of its name.
    fn group_before(&self, id: MentionId) -> Option<EntityId> {
        let mention = self.mentions.get(id);
        let word = self.words.get(mention.core.start())?;
        let is_acronym = mention.core.len() == 1 && word.len() > 1 && !word.chars().any(char::is_lowercase);
        let alone = mention.form == Form::Name || is_acronym;
        let before = self.before(id).filter(|_| alone).find(|b| {
            let other = self.mentions.get(*b);
            is_acronym && (self.in_brackets_after(mention, other) || self.initials(other) == **word)
                || matches!(other.sort, Sort::Organisation | Sort::Institution)
                    && other.form == Form::Name
                    && self.is_part_of(mention, other)
        })?;
        let entity = self.of[before.index()].as_deref().and_then(<[_]>::first).copied()?;
        // "Gulf (UAE)" explains a place, not a group.
        let kind = self.all[entity.index()].kind;
        matches!(kind, EntityKind::Organisation | EntityKind::Institution).then_some(entity)
    }

    /// "X (ABC)".
    fn in_brackets_after(&self, mention: &Mention, other: &Mention) -> bool {
        let at = mention.core.start();
        let open = at.checked_sub(1).and_then(|i| self.words.get(i)).is_some_and(|w| *w == "(");
        let close = self.words.get(mention.core.end()).is_some_and(|w| *w == ")");
        let named = matches!(other.sort, Sort::Organisation | Sort::Institution);
        open && close && named && (other.core.end() + 1 == at || other.tokens.end() + 1 == at)
    }

    /// The capitals that a name's words begin with.
    fn initials(&self, other: &Mention) -> String {
        if !matches!(other.sort, Sort::Organisation | Sort::Institution) || other.core.len() < 2 {
            return String::new();
        }
        let first = self.words[other.core.range()].iter().filter_map(|w| w.chars().next());
        first.filter(|c| c.is_uppercase()).collect()
    }

    /// Whether a name is a shorter form of another: "Jaish" of "Jaish al-Nur", with a word that is its own.
    fn is_part_of(&self, mention: &Mention, other: &Mention) -> bool {
        let long: Vec<&str> = self.words[other.core.range()].to_vec();
        let words = &self.words[mention.core.range()];
        let telling =
            words.iter().any(|w| w.chars().count() > 3 && w.chars().next().is_some_and(char::is_uppercase));
        telling
            && words.len() < long.len()
            && words.iter().all(|w| long.contains(w))
            && (words.first() == long.first() || words.len() > 1)
    }

    /// Notes that a name is another of an entity's.
    pub(super) fn also_named(&mut self, id: MentionId, entity: EntityId) {
        let mention = self.mentions.get(id);
        if mention.sort == Sort::Organisation && mention.form != Form::Description {
            let name = self.folded(mention.core);
            self.keys.entry(Key::Name(name)).or_insert(entity);
        }
    }
}
