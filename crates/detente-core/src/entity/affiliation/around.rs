//! What is seen around a mention whose owner is not told: who was named before it and beside it, where its sentence is set,
//! who speaks, what the article is about.

use super::super::EntityKind;
use super::super::resolve::Resolver;
use super::Hint;
use crate::analysis::Relation;
use crate::document::ZoneKind;
use crate::mention::{Form, Sort};
use crate::text::{EntityId, MentionId, TokenId, TokenSpan};
use detente_data::{ActorCode, Entry, Sector, StateCode};

/// Mentions further back than this are not looked at.
const FAR: usize = 250;
/// An entity whose code is at least so sure was told, not chosen.
const SURE: f32 = 0.8;

/// A party or place named before or beside the mention.
pub(super) struct Seen {
    pub(super) code: ActorCode,
    /// Sentences back.
    pub(super) back: usize,
    pub(super) is_sure: bool,
    pub(super) is_subject: bool,
    /// "in Tehran", "near the Georgian border".
    pub(super) is_setting: bool,
    pub(super) is_place: bool,
    pub(super) is_modifier: bool,
    pub(super) sort: Sort,
    pub(super) sector: Option<Sector>,
}

/// What is seen around a mention, of all states at once.
pub(super) struct Around {
    pub(super) kind: &'static str,
    pub(super) sector: Sector,
    pub(super) lemma: Option<String>,
    /// Nearest first.
    pub(super) seen: Vec<Seen>,
    /// States named in the rest of the sentence.
    pub(super) later: Vec<ActorCode>,
    /// By how often the article names them.
    pub(super) ranks: Vec<(ActorCode, usize)>,
    pub(super) governors: Vec<ActorCode>,
    pub(super) partners: Vec<ActorCode>,
    pub(super) speaker: Vec<ActorCode>,
    pub(super) own: Vec<ActorCode>,
    pub(super) headline: Vec<ActorCode>,
    pub(super) scene: Option<ActorCode>,
    pub(super) here: Option<ActorCode>,
    pub(super) setting: Option<ActorCode>,
    pub(super) rebels: Option<ActorCode>,
    pub(super) opposite: Option<ActorCode>,
    /// Whose the same role was before, with how many sentences back.
    pub(super) same_role: Option<(ActorCode, usize)>,
    /// Whose the last was that the same word named.
    pub(super) same_word: Option<ActorCode>,
    /// "an official there".
    pub(super) there: bool,
    /// Codes of what stands right before or after, with a comma between: "Russia's envoy, Zamir Kabulov".
    pub(super) beside: Vec<ActorCode>,
    /// A person's name, to hear of which state it sounds.
    pub(super) name: Option<String>,
    pub(super) relation: &'static str,
    pub(super) verb: Option<String>,
    pub(super) is_definite: bool,
    pub(super) is_plural: bool,
    pub(super) in_headline: bool,
}

impl Resolver<'_> {
    /// Looks around a mention.
    pub(super) fn around(&mut self, id: MentionId, sector: Sector, hint: Hint) -> Around {
        let mention = self.mentions.get(id);
        let (head, sort, core) = (mention.head, mention.sort, mention.core);
        let sentence = self.analysis.sentence_of(head);
        let role = !matches!(sort, Sort::Person | Sort::Organisation);
        let quoted = self.analysis.quote_of(head).is_some_and(|q| q.is_speech);
        let speaker = if quoted { self.speaker(id) } else { Vec::new() };
        let setting = self.setting_code(id);
        let mut governors = Vec::new();
        for governor in self.governors(head) {
            governors.extend(self.any_codes(governor));
        }
        Around {
            kind: kind(sort, sector),
            sector,
            lemma: role.then(|| self.analysis.lemma(head).to_lowercase()),
            seen: self.seen_before(id),
            later: self.later_in_sentence(id),
            ranks: self.ranks.clone(),
            governors,
            partners: self.partners(head, id),
            speaker: speaker.iter().filter_map(|e| self.all[e.index()].code).collect(),
            own: self.own_words(core),
            headline: self.headline.clone(),
            scene: self.scene(id),
            here: setting.filter(|code| self.set_here(id, *code)),
            setting,
            rebels: self.rebels_before(id),
            same_word: self.same_word(id),
            there: self.says_there(id),
            opposite: hint.opposite,
            same_role: hint.same_role.and_then(|entity| self.last_of(id, entity)),
            beside: self.beside(id),
            name: (sort == Sort::Person).then(|| self.words[core.range()].join(" ")),
            verb: self.analysis.head(head).map(|v| self.analysis.lemma(v).to_lowercase()),
            relation: self.analysis.relation(head).universal(),
            is_definite: self.starts_with_the(id),
            is_plural: self.mentions.get(id).plural,
            in_headline: self.zone_kind(sentence.tokens.start()) == Some(ZoneKind::Headline),
        }
    }

    fn zone_kind(&self, token: usize) -> Option<ZoneKind> {
        let sentence = self.analysis.sentence_of(TokenId::new(token));
        self.document.zones.get(sentence.zone.index()).map(|z| z.kind)
    }

    fn seen_before(&self, id: MentionId) -> Vec<Seen> {
        let mut seen = Vec::new();
        for other in self.before(id).take(FAR) {
            let mention = self.mentions.get(other);
            let entities = self.of[other.index()].as_deref().unwrap_or_default();
            let one = |code: ActorCode, is_sure: bool, is_place: bool, sector: Option<Sector>| Seen {
                code,
                back: self.distance(other, id),
                is_sure,
                is_subject: self.is_subject(mention.head),
                is_setting: self.is_setting(other),
                is_place,
                is_modifier: mention.form == Form::Modifier,
                sort: mention.sort,
                sector,
            };
            for entity in entities.iter().map(|e| &self.all[e.index()]) {
                if let Some(code) = entity.code {
                    let sure = entity.kind == EntityKind::State || entity.score >= SURE;
                    seen.push(one(code, sure, false, Some(entity.sector)));
                }
            }
            if entities.is_empty()
                && let Some(country) = self.country_of(other)
            {
                seen.push(one(country.into(), true, true, None));
            }
        }
        seen
    }

    fn later_in_sentence(&self, id: MentionId) -> Vec<ActorCode> {
        let tokens = self.analysis.sentence_of(self.mentions.get(id).head).tokens;
        self.within_reach(tokens, id).filter(|m| *m > id).filter_map(|m| self.state_word(m)).collect()
    }

    /// The state that a mention is a word for.
    pub(in super::super) fn state_word(&self, id: MentionId) -> Option<ActorCode> {
        let at = self.state_words.binary_search_by_key(&id.index(), |(_, at)| *at).ok()?;
        Some(self.state_words[at].0.into())
    }

    /// How often the article names a state.
    pub(in super::super) fn times_named(&self, state: StateCode) -> usize {
        self.ranks.iter().find(|(code, _)| code.state() == Some(state)).map_or(0, |(_, times)| *times)
    }

    /// Counts the states that the article names, and notes those of the headline.
    pub(in super::super) fn count_states(&mut self) {
        self.ranks = self.states_named().into_iter().map(|(code, n)| (code.into(), n)).collect();
        for (code, at) in &self.state_words {
            let code = ActorCode::State(*code);
            let head = self.mentions.all[*at].head.index();
            if self.zone_kind(head) == Some(ZoneKind::Headline) && !self.headline.contains(&code) {
                self.headline.push(code);
            }
        }
    }

    /// The states that words were found for, the one named most first, of equals the one named first; and how often.
    pub(in super::super) fn states_named(&self) -> Vec<(StateCode, usize)> {
        let mut counts: Vec<(StateCode, usize)> = Vec::new();
        for (code, _) in &self.state_words {
            match counts.iter_mut().find(|(c, _)| c == code) {
                Some((_, n)) => *n += 1,
                None => counts.push((*code, 1)),
            }
        }
        counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        counts
    }

    /// The codes of the other parties of the clause that a word is a party of: resolved ones, and states named later.
    fn partners(&self, head: TokenId, id: MentionId) -> Vec<ActorCode> {
        const CORE: [Relation; 5] =
            [Relation::Nsubj, Relation::NsubjPass, Relation::Obj, Relation::Iobj, Relation::Obl];
        if !CORE.contains(&self.analysis.relation(head)) {
            return Vec::new();
        }
        let Some(verb) = self.analysis.head(head) else { return Vec::new() };
        let mut codes = Vec::new();
        for other in self.analysis.children_by(verb, &CORE).filter(|t| *t != head) {
            let Some(mention) = self.mention_at(other) else { continue };
            if mention < id {
                codes.extend(self.any_codes(mention));
            } else {
                codes.extend(self.state_word(mention));
            }
        }
        codes
    }

    /// Whose those were whom the same word named last: "the sailors" after "24 Ukrainian sailors".
    fn same_word(&self, id: MentionId) -> Option<ActorCode> {
        let lemma = self.analysis.lemma(self.mentions.get(id).head);
        let alike =
            |m: &MentionId| self.analysis.lemma(self.mentions.get(*m).head).eq_ignore_ascii_case(lemma);
        self.before(id).take(FAR).filter(alike).find_map(|m| self.any_codes(m).first().copied())
    }

    fn last_of(&self, id: MentionId, entity: EntityId) -> Option<(ActorCode, usize)> {
        let code = self.all[entity.index()].code?;
        let named = |m: &MentionId| self.of[m.index()].as_deref().is_some_and(|of| of.contains(&entity));
        let before = self.before(id).find(named)?;
        Some((code, self.distance(before, id)))
    }

    fn says_there(&self, id: MentionId) -> bool {
        let after = self.mentions.get(id).tokens.end();
        self.words.get(after).is_some_and(|w| *w == "there")
    }

    /// The codes of a mention that ends right before this one or begins right after it, a comma or nothing between.
    fn beside(&self, id: MentionId) -> Vec<ActorCode> {
        let mention = self.mentions.get(id);
        let comma = |at: usize| self.words.get(at).is_some_and(|w| matches!(*w, "," | "(" | "-" | "–"));
        let (start, end) = (mention.tokens.start(), mention.tokens.end());
        let sentence = self.analysis.sentence_of(mention.head).tokens;
        let mut codes = Vec::new();
        for at in self.within(sentence).filter(|m| *m != id) {
            let other = self.mentions.get(at);
            if matches!(other.form, Form::Modifier | Form::Pronoun) {
                continue;
            }
            let before =
                other.tokens.end() + 1 == start && comma(other.tokens.end()) || other.tokens.end() == start;
            let after = end + 1 == other.tokens.start() && comma(end);
            if before && at < id {
                codes.extend(self.any_codes(at));
            }
            // What comes after is not resolved yet: the state that owns it, by its own word.
            if after {
                codes.extend(self.state_word(other.owner.unwrap_or(at)));
            }
        }
        codes
    }

    /// The states that the words of a name hold: "Nigeria Labour Congress".
    fn own_words(&self, core: TokenSpan) -> Vec<ActorCode> {
        let words = &self.words[..core.end()];
        let found = core.range().filter_map(|at| self.knowledge.lookup(words, at));
        let states = found.flat_map(|m| {
            m.entries.into_iter().filter_map(|e| match e {
                Entry::State(state, _) => Some(ActorCode::State(state.code)),
                _ => None,
            })
        });
        states.collect()
    }

    /// Whether the mention's own sentence is set in that state.
    fn set_here(&self, id: MentionId, code: ActorCode) -> bool {
        let tokens = self.analysis.sentence_of(self.mentions.get(id).head).tokens;
        let mut settings = self.within(tokens).filter(|m| self.is_setting(*m));
        settings.any(|m| self.country_of(m).map(ActorCode::State) == Some(code))
    }
}

/// What kind of mention it is, for its signs.
fn kind(sort: Sort, sector: Sector) -> &'static str {
    match sort {
        Sort::Institution => "body",
        Sort::Office => "office",
        Sort::Agent => "people",
        Sort::Thing => "thing",
        Sort::Spot => "spot",
        Sort::Organisation => "group",
        Sort::Person if sector == Sector::Uns => "name",
        Sort::Person => "titled",
        _ => "other",
    }
}
