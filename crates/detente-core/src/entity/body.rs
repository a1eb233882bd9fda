//! Whom a role means: institutions, offices, people, things, with or without an owner.

use super::affiliation::Hint;
use super::name::whole;
use super::resolve::{Found, Key, Resolver};
use super::{EntityId, EntityKind};
use crate::analysis::Relation;
use crate::mention::{Form, Sort};
use crate::text::{MentionId, TokenId};
use detente_data::{ActorCode, ReferenceWords, Sector};

impl Resolver<'_> {
    /// The mentions that own `id`, resolved.
    pub(super) fn owners(&mut self, id: MentionId) -> Vec<MentionId> {
        let mention = self.mentions.get(id);
        let owners: Vec<MentionId> = mention.owner.iter().chain(&mention.more_owners).copied().collect();
        for owner in &owners {
            self.one(*owner);
        }
        owners
    }

    /// The codes of the owners, each once; a place gives its country.
    pub(super) fn owner_codes(&mut self, id: MentionId) -> Vec<ActorCode> {
        let mut codes: Vec<ActorCode> = Vec::new();
        for owner in self.owners(id) {
            let entities = self.of[owner.index()].clone().unwrap_or_default();
            let mut found: Vec<ActorCode> =
                entities.iter().filter_map(|e| self.all[e.index()].code).collect();
            if entities.is_empty() {
                found.extend(self.country_of(owner).map(ActorCode::State));
            }
            for code in found {
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
        }
        codes
    }

    /// The code of the first owner.
    pub(super) fn owner_code(&mut self, id: MentionId) -> Option<ActorCode> {
        self.owner_codes(id).into_iter().next()
    }

    /// The sector that a mention takes from its owner: a spokesman of the army is the army's, supporters of a
    /// religious group are religious.
    pub(super) fn inherited_sector(&mut self, id: MentionId) -> Option<Sector> {
        let owner = self.owners(id).into_iter().next()?;
        let entity = self.of[owner.index()].as_deref().and_then(<[_]>::first)?;
        let entity = &self.all[entity.index()];
        let own = self.mentions.get(id).sector;
        let plain = matches!(own, None | Some(Sector::Gov | Sector::Uns | Sector::Cvl | Sector::Igo));
        match entity.kind {
            EntityKind::Organisation
                if entity.sector != Sector::Uns && (plain || own == Some(Sector::Mil)) =>
            {
                Some(entity.sector)
            }
            EntityKind::Institution if entity.sector != Sector::Gov && plain && own != Some(Sector::Cvl) => {
                Some(entity.sector)
            }
            EntityKind::State if matches!(own, Some(Sector::Igo)) => Some(Sector::Gov),
            // "its batteries", "their convoy": as their owners are.
            EntityKind::People | EntityKind::Organisation if own.is_none() => Some(entity.sector),
            _ => None,
        }
    }

    /// The sector that describing words before the head show: "religious group", "rebel positions".
    pub(super) fn sector_by_words(&self, id: MentionId) -> Option<Sector> {
        let head = self.mentions.get(id).head;
        let before = &[Relation::Amod, Relation::Compound, Relation::NmodDesc, Relation::Flat];
        let mut near: Vec<TokenId> = self.analysis.children_by(head, before).collect();
        let deeper: Vec<TokenId> = near.iter().flat_map(|c| self.analysis.children_by(*c, before)).collect();
        near.extend(deeper);
        let told = || near.iter().filter(|t| **t < head).filter_map(|t| self.describing(*t));
        // "the Sunni armed group" is armed first.
        let acts = |s: &Sector| !matches!(s, Sector::Rel | Sector::Eth);
        told().find(acts).or_else(|| told().next())
    }

    fn describing(&self, token: TokenId) -> Option<Sector> {
        let lemma = self.analysis.lemma(token).to_lowercase();
        let listed = ReferenceWords::builtin().describing.get(&lemma).copied();
        let strong = |s: &Sector| {
            matches!(
                s,
                Sector::Reb
                    | Sector::Opp
                    | Sector::Crm
                    | Sector::Ngo
                    | Sector::Rel
                    | Sector::Eth
                    | Sector::Ref
                    | Sector::Mil
                    | Sector::Cop
            )
        };
        let role = self.knowledge.role(&[lemma.as_str()], 0).map(|r| r.sector).filter(strong);
        listed.or(role)
    }

    /// Institutions, offices, agents and things.
    pub(super) fn role(&mut self, id: MentionId) -> Vec<EntityId> {
        let codes = self.owner_codes(id);
        let inherited = self.inherited_sector(id);
        let sector = self.role_sector(id, inherited);
        if !codes.is_empty() {
            let (sure, other) = self.owners_worth(id);
            return codes.into_iter().map(|code| self.role_of(id, Some(code), sector, sure, other)).collect();
        }
        let lemma = self.analysis.lemma(self.mentions.get(id).head).to_lowercase();
        if ReferenceWords::builtin().generic.foreign.contains(&lemma) {
            return vec![self.role_of(id, None, sector, 0.0, None)];
        }
        // "European governments", "a Gulf official" are of no one state.
        let owner = self.mentions.get(id).owner.map(|o| self.mentions.get(o));
        if owner.is_some_and(|o| o.form == Form::Modifier && matches!(o.sort, Sort::Place | Sort::Actor)) {
            return vec![self.role_of(id, None, sector, 0.0, None)];
        }
        let before = self.same_role_before(id);
        let across = matches!(sector, Sector::Igo | Sector::Ngo);
        if let Some(several) = before.as_ref().filter(|before| before.len() > 1 || across) {
            return several.clone();
        }
        if self.is_several(id) && matches!(self.mentions.get(id).sort, Sort::Office | Sort::Institution) {
            let pair = self.dyad(id);
            return pair.into_iter().map(|c| self.role_of(id, Some(c.into()), sector, 0.7, None)).collect();
        }
        if across {
            return vec![self.role_of(id, None, sector, 0.6, None)];
        }
        let same_role = before.and_then(|before| before.first().copied());
        let found = self.affiliate(id, sector, Hint { same_role, ..Hint::default() });
        if let Some(same) = same_role.filter(|same| self.all[same.index()].code == found.code) {
            return vec![same];
        }
        vec![self.role_of(id, found.code, sector, found.score, found.runner_up)]
    }

    /// How sure it is whose something is, by how sure it is who its owner is, and who else that may be: "leaders of the Watch
    /// group" are of no state more surely than the group is.
    fn owners_worth(&self, id: MentionId) -> (f32, Option<ActorCode>) {
        const OWNED: f32 = 0.92;
        let mention = self.mentions.get(id);
        let owners = mention.owner.iter().chain(&mention.more_owners);
        let entities =
            owners.filter_map(|o| self.of[o.index()].as_ref()).flatten().map(|e| &self.all[e.index()]);
        let least = entities.filter(|e| e.code.is_some()).min_by(|a, b| a.score.total_cmp(&b.score));
        least.map_or((OWNED, None), |e| (OWNED.min(e.score), e.runner_up))
    }

    fn role_sector(&self, id: MentionId, inherited: Option<Sector>) -> Sector {
        let mention = self.mentions.get(id);
        let own = mention.sector.unwrap_or(Sector::Uns);
        if let Some(inherited) = inherited {
            return inherited;
        }
        let words = self.sector_by_words(id);
        if mention.sort == Sort::Thing && mention.sector.is_none() {
            return words.unwrap_or(Sector::Gov);
        }
        match (mention.sort, own) {
            (
                Sort::Agent | Sort::Thing | Sort::Office,
                Sector::Cvl | Sector::Gov | Sector::Uns | Sector::Mil,
            ) => words.filter(|w| *w != Sector::Cop || own != Sector::Mil).unwrap_or(own),
            _ => own,
        }
    }

    /// The state of the armed group named before.
    pub(super) fn rebels_before(&self, id: MentionId) -> Option<ActorCode> {
        let rebels = self.earlier(id).into_iter().map(|(_, e)| &self.all[e.index()]);
        rebels.filter(|e| e.sector == Sector::Reb).find_map(|e| e.code)
    }

    /// The country in which the clause, or the nearest clause before in the paragraph, is set.
    pub(super) fn setting_code(&self, id: MentionId) -> Option<ActorCode> {
        let head = self.mentions.get(id).head;
        let sentence = self.analysis.sentence_of(head);
        let country = |m: MentionId| {
            let country = self.country_of(m)?;
            let case = self.analysis.case(self.mentions.get(m).head)?;
            let sets = matches!(
                case.as_str(),
                "in" | "near" | "at" | "inside" | "on" | "outside" | "across" | "into"
            );
            sets.then_some(ActorCode::State(country))
        };
        let here = self.within_reach(sentence.tokens, id).find_map(country);
        let paragraph = |m: &MentionId| {
            let other = self.analysis.sentence_of(self.mentions.get(*m).head);
            other.zone == sentence.zone
        };
        here.or_else(|| self.near(id).take_while(paragraph).find_map(country))
    }

    /// The entity of a role of one owner.
    fn role_of(
        &mut self,
        id: MentionId,
        code: Option<ActorCode>,
        sector: Sector,
        score: f32,
        runner_up: Option<ActorCode>,
    ) -> EntityId {
        let mention = self.mentions.get(id);
        let (code, sector) = whole(code, sector);
        let kind = match mention.sort {
            Sort::Institution => EntityKind::Institution,
            Sort::Office if !mention.plural => EntityKind::Person,
            _ => EntityKind::People,
        };
        let lone = matches!(mention.sort, Sort::Institution | Sort::Office) && !mention.plural;
        let key = if lone && code.is_some() {
            Key::Role(code, sector, self.role_words(id).join(" "))
        } else if code.is_some() {
            Key::Role(code, sector, format!("#{}", id.index()))
        } else {
            Key::Mention(id)
        };
        self.entity(id, Found { key, code, sector, kind, known: None, score, runner_up })
    }

    /// The lemmas of the role words.
    fn role_words(&self, id: MentionId) -> Vec<String> {
        let core = self.mentions.get(id).core;
        core.ids().map(|t| self.analysis.lemma(t).to_lowercase()).collect()
    }

    /// Whom a bare "the ministry", "the rebels" mean when the same role was named before: all of its words must
    /// be among the earlier ones' ("the ministry" after "the foreign ministry").
    fn same_role_before(&self, id: MentionId) -> Option<Vec<EntityId>> {
        let mention = self.mentions.get(id);
        let indefinite = self.analysis.children(mention.head).iter().any(|c| {
            let word = self.words[c.index()].to_lowercase();
            matches!(word.as_str(), "a" | "an" | "other" | "another" | "more")
                || self.analysis.relation(*c) == Relation::Nummod
        });
        let bare_agents = matches!(mention.sort, Sort::Agent | Sort::Thing) && !self.starts_with_the(id);
        let modifies = mention.form == Form::Modifier && mention.sort != Sort::Institution;
        if indefinite || bare_agents || modifies {
            return None;
        }
        let words = self.role_words(id);
        let mut sector_match = None;
        for before in self.near(id).take_while(|b| self.distance(*b, id) <= 14) {
            let other = self.mentions.get(before);
            let entities = self.of[before.index()].as_deref().unwrap_or_default();
            if entities.is_empty() || entities.iter().all(|e| self.all[e.index()].code.is_none()) {
                continue;
            }
            let role = matches!(other.sort, Sort::Institution | Sort::Office | Sort::Agent | Sort::Thing);
            let theirs = self.role_words(before);
            let named_so = other.sort == Sort::Person && mention.sort == Sort::Office && {
                let title = other.title.map(|t| self.analysis.lemma(t).to_lowercase());
                title.is_some() && words.last() == title.as_ref()
            };
            if role && words.iter().all(|w| theirs.contains(w)) && other.plural == mention.plural || named_so
            {
                return Some(entities.to_vec());
            }
            let same_sector = role && other.sort == mention.sort && other.sector == mention.sector;
            if same_sector && mention.sort == Sort::Agent && self.distance(before, id) <= 2 {
                sector_match.get_or_insert_with(|| entities.to_vec());
            }
        }
        sector_match
    }

    /// "each capital", "either side".
    fn each_of_two(&self, id: MentionId) -> bool {
        let head = self.mentions.get(id).head;
        self.analysis
            .children(head)
            .iter()
            .any(|c| matches!(self.words[c.index()].to_lowercase().as_str(), "each" | "either" | "both"))
    }

    /// "the two ministers", "both governments".
    pub(super) fn is_several(&self, id: MentionId) -> bool {
        let mention = self.mentions.get(id);
        mention.plural
            && self.analysis.children(mention.head).iter().any(|c| {
                let word = self.words[c.index()].to_lowercase();
                matches!(word.as_str(), "two" | "both" | "2")
            })
    }

    /// "Georgian villages", "army positions": what is somebody's has that party's code.
    pub(super) fn spot(&mut self, id: MentionId) -> Vec<EntityId> {
        let own = self.mentions.get(id).sector;
        let codes = self.owner_codes(id);
        let inherited = self.inherited_sector(id);
        let words = self.sector_by_words(id);
        let lemma = self.analysis.lemma(self.mentions.get(id).head).to_lowercase();
        let military = ReferenceWords::builtin().place.military.contains(&lemma).then_some(Sector::Mil);
        let sector = inherited.or(words).or(own).or(military).unwrap_or(Sector::Gov);
        if codes.is_empty() && self.each_of_two(id) {
            return self
                .dyad(id)
                .into_iter()
                .map(|c| self.role_of(id, Some(c.into()), sector, 0.7, None))
                .collect();
        }
        if codes.is_empty() && own.is_none() {
            return Vec::new();
        }
        if codes.is_empty() {
            let found = self.affiliate(id, sector, Hint::default());
            return vec![self.role_of(id, found.code, sector, found.score, found.runner_up)];
        }
        codes.into_iter().map(|code| self.role_of(id, Some(code), sector, 0.8, None)).collect()
    }
}
