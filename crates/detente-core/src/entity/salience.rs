//! Who is talked about: the recent past of the text, the states it is about.

use super::resolve::Resolver;
use super::{EntityId, EntityKind};
use crate::analysis::Relation;
use crate::mention::{Form, Sort};
use crate::text::{MentionId, TokenId};
use detente_data::{ActorCode, ReferenceWords, StateCode};
use std::collections::BTreeMap;

/// How much less each sentence further back counts.
const DECAY: f32 = 0.65;
/// Sentences further back than this count nothing.
const REACH: usize = 8;
/// What the dateline's first country and the others weigh beside a mention in the same sentence (1.0).
const DATELINE: [f32; 2] = [1.4, 0.4];
/// Mentions further back than this are not looked at.
pub(super) const FAR: usize = 400;
/// What the agency's own country weighs.
const AGENCY: f32 = 0.6;
/// How many of an article's states can be the two that it speaks of as a pair.
const LEADING: usize = 3;
/// What the place weighs in which a sentence is set, for the subject of that sentence.
const SCENE: f32 = 2.0;

impl Resolver<'_> {
    /// The mentions before `id`, nearest first.
    pub(super) fn before(&self, id: MentionId) -> impl Iterator<Item = MentionId> + use<> {
        (0..id.index()).rev().map(MentionId::new)
    }

    /// Those of them that are not too far back to tell anything of it.
    pub(super) fn near(&self, id: MentionId) -> impl Iterator<Item = MentionId> + use<> {
        self.before(id).take(FAR)
    }

    /// How many sentences lie between two mentions.
    pub(super) fn distance(&self, from: MentionId, to: MentionId) -> usize {
        let sentence = |m: MentionId| self.analysis.token(self.mentions.get(m).head).sentence.index();
        sentence(from).abs_diff(sentence(to))
    }

    /// Whether the word is the subject of its clause, or of the noun phrase that is.
    pub(super) fn is_subject(&self, token: TokenId) -> bool {
        matches!(self.analysis.relation(token), Relation::Nsubj | Relation::NsubjPass | Relation::NsubjOuter)
    }

    /// The subject's mention of the verbs above a word that report it or hold it: "Pashinyan told parliament that
    /// 49 soldiers had died" gives Pashinyan for "parliament" and "soldiers".
    pub(super) fn governors(&self, token: TokenId) -> Vec<MentionId> {
        let mut found = Vec::new();
        let mut last = token;
        for up in self.analysis.ancestors(token) {
            let subject = self.analysis.children_by(up, &[Relation::Nsubj, Relation::NsubjOuter]).next();
            if let Some(subject) = subject.filter(|s| *s != last && *s != token) {
                found.extend(self.mention_at(subject));
            }
            last = up;
        }
        found
    }

    /// Whether the word is a verb of saying.
    pub(super) fn says(&self, token: TokenId) -> bool {
        ReferenceWords::builtin().saying.verbs.contains(&self.analysis.lemma(token).to_lowercase())
    }

    /// How much the talk around a mention is of each state: who governs its clause, who was named before, where the
    /// sentence is set and where the story is filed.
    pub(super) fn salience(&mut self, id: MentionId) -> BTreeMap<ActorCode, f32> {
        let mut weights: BTreeMap<ActorCode, f32> = BTreeMap::new();
        let head = self.mentions.get(id).head;
        let mut weight = 2.0;
        for governor in self.governors(head) {
            if governor < id && self.of[governor.index()].is_none() || governor > id {
                self.one(governor);
            }
            for code in self.codes(governor) {
                *weights.entry(code).or_default() += weight;
            }
            weight *= 0.5;
        }
        for other in self.near(id) {
            let distance = self.distance(other, id);
            if distance > REACH {
                break;
            }
            let mention = self.mentions.get(other);
            let form = match mention.form {
                Form::Name | Form::Description => 1.0,
                Form::Modifier => 0.5,
                Form::Pronoun => 0.3,
            };
            let subject = if self.is_subject(mention.head) { 1.6 } else { 1.0 };
            let place = if self.is_setting(other) { 0.6 } else { 1.0 };
            for code in self.codes(other) {
                *weights.entry(code).or_default() +=
                    0.5 * form * subject * place * DECAY.powf(distance as f32);
            }
        }
        if let Some(code) = self.scene(id) {
            *weights.entry(code).or_default() += SCENE;
        }
        for (code, weight) in self.home.clone() {
            *weights.entry(code).or_default() += weight;
        }
        weights
    }

    /// The state in whose capital, or in which, the sentence is set where it opens: "In Lisbon, the foreign minister
    /// summoned both envoys" has Portugal's minister.
    pub(super) fn scene(&self, id: MentionId) -> Option<ActorCode> {
        let head = self.mentions.get(id).head;
        let sentence = self.analysis.sentence_of(head).tokens;
        let opens = |m: &MentionId| {
            let place = self.mentions.get(*m);
            // "In Parliament in Canberra": the phrase that opens may hold the place within.
            let inner = self.analysis.relation(place.head) == Relation::Nmod;
            let top = if inner { self.analysis.head(place.head) } else { Some(place.head) };
            place.sort == Sort::State
                && place.form == Form::Name
                && self.analysis.case(place.head).is_some_and(|c| matches!(c.as_str(), "in" | "at"))
                && top.is_some_and(|t| {
                    self.analysis.relation(t) == Relation::Obl
                        && self.analysis.subtree(t).start() == sentence.start()
                        && self
                            .analysis
                            .head(t)
                            .is_some_and(|verb| self.analysis.ancestors(head).any(|a| a == verb))
                })
        };
        let here = self.near(id).take_while(|m| sentence.has(self.mentions.get(*m).head));
        here.filter(opens).find_map(|m| self.country_of(m)).map(ActorCode::State)
    }

    /// Whether a mention only sets the scene: "in Tehran", "near the Georgian border".
    pub(super) fn is_setting(&self, id: MentionId) -> bool {
        let head = self.mentions.get(id).head;
        self.analysis
            .case(head)
            .is_some_and(|case| matches!(case.as_str(), "in" | "near" | "at" | "from" | "to"))
    }

    /// The states of a mention.
    pub(super) fn codes(&self, id: MentionId) -> Vec<ActorCode> {
        let mut codes = self.any_codes(id);
        codes.retain(|c| matches!(c, ActorCode::State(_)));
        codes
    }

    /// The codes of a mention, of organisations of states too.
    pub(super) fn any_codes(&self, id: MentionId) -> Vec<ActorCode> {
        let entities = self.of[id.index()].as_deref().unwrap_or_default();
        entities.iter().filter_map(|e| self.all[e.index()].code).collect()
    }

    /// The two states that the article is about, as far as it is read: "the two countries".
    pub(super) fn dyad(&self, before: MentionId) -> Vec<StateCode> {
        let mut weights: BTreeMap<StateCode, f32> = BTreeMap::new();
        let mut first: BTreeMap<StateCode, usize> = BTreeMap::new();
        for (code, at) in &self.state_words {
            *weights.entry(*code).or_default() += if *at < before.index() { 1.0 } else { 0.5 };
            first.entry(*code).or_insert(*at);
        }
        let mut states: Vec<(StateCode, f32)> = weights.into_iter().collect();
        states.sort_by(|a, b| b.1.total_cmp(&a.1).then(first[&a.0].cmp(&first[&b.0])));
        // "Spain and Chile flew out their citizens" does not make "both capitals" theirs.
        let leading: Vec<StateCode> = states.iter().take(LEADING).map(|(code, _)| *code).collect();
        let near = self.near_pair(before);
        if near.len() == 2 && near.iter().all(|code| leading.contains(code)) {
            return near;
        }
        let mut two: Vec<StateCode> = states.into_iter().take(2).map(|(code, _)| code).collect();
        two.sort_by_key(|code| first[code]);
        two
    }

    /// Two states joined by "and" in the same or the previous sentence.
    fn near_pair(&self, before: MentionId) -> Vec<StateCode> {
        for id in self.near(before).take_while(|m| self.distance(*m, before) <= 1) {
            let mention = self.mentions.get(id);
            if self.analysis.relation(mention.head) != Relation::Conj || matches!(mention.sort, Sort::Place) {
                continue;
            }
            let first = self.analysis.head(mention.head).and_then(|h| self.mention_at(h));
            let codes =
                |m: MentionId| self.codes(m).into_iter().filter_map(ActorCode::state).collect::<Vec<_>>();
            if let Some(first) = first
                && let ([a], [b]) = (codes(first).as_slice(), codes(id).as_slice())
                && a != b
            {
                return vec![*a, *b];
            }
        }
        Vec::new()
    }

    /// The countries of the dateline and of the agency, with their weights.
    pub(super) fn find_home(&mut self) {
        use detente_data::Entry;
        let text = self.document.text();
        let signed = self.document.dateline.as_ref().and_then(|d| d.agency).map(|a| a.slice(text));
        if let Some(agency) = self.document.article.agency.as_deref().or(signed) {
            let known = self.knowledge.named(agency);
            let code = known.iter().find_map(|e| match e {
                Entry::Actor(actor) => actor.code.filter(|c| c.state().is_some()),
                _ => None,
            });
            self.home.extend(code.map(|c| (c, AGENCY)));
        }
        let Some(dateline) = self.document.dateline.clone() else { return };
        let mut seen: Vec<ActorCode> = Vec::new();
        for place in &dateline.places {
            if let Some(code) = self.country_of_words(place.slice(text))
                && !seen.contains(&code)
            {
                seen.push(code);
                let weight = DATELINE[usize::from(seen.len() > 1)];
                self.home.push((code, weight));
            }
        }
    }

    /// The country of a place named outside the read text.
    fn country_of_words(&self, name: &str) -> Option<ActorCode> {
        use detente_data::Entry;
        let named = self.knowledge.named(name);
        let state = named.iter().find_map(|e| match e {
            Entry::State(state, _) => Some(state.code),
            _ => None,
        });
        let place = || self.knowledge.places(name).into_iter().next().and_then(|p| p.country);
        state.or_else(place).map(ActorCode::State)
    }

    /// Entities of a kind before a mention, nearest first, each with the mention that named it.
    pub(super) fn earlier(&self, id: MentionId) -> Vec<(MentionId, EntityId)> {
        let of = |m: MentionId| self.of[m.index()].as_deref().unwrap_or_default().to_vec();
        self.near(id).flat_map(|m| of(m).into_iter().map(move |e| (m, e))).collect()
    }

    /// Whether an entity is a state as a whole.
    pub(super) fn is_state(&self, entity: EntityId) -> bool {
        self.all[entity.index()].kind == EntityKind::State
    }
}
