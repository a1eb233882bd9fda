//! The pass over the mentions, in text order, and the making of entities.

use super::affiliation::Case;
use super::salience::FAR;
use super::{Entity, EntityId, EntityKind, Place};
use crate::analysis::Analysis;
use crate::choice::Weights;
use crate::document::Document;
use crate::mention::{Form, Mentions, Sort};
use crate::text::{MentionId, TokenId, TokenSpan};
use detente_data::{ActorCode, Entry, Knowledge, Sector, StateCode};
use std::collections::BTreeMap;

/// A place located with less than this says nothing of whose its people are.
const UNSURE: f32 = 0.4;

/// By what an entity is known again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// A state as a whole.
    State(StateCode),
    /// A known actor, leader or seat by its usual name.
    Known(String),
    /// A person or organisation by the words of its name, folded.
    Name(String),
    /// A role of somebody: code and role words.
    Role(Option<ActorCode>, Sector, String),
    /// Nobody met before.
    Mention(MentionId),
}

/// What is worked out, mention by mention.
pub(super) struct Resolver<'a> {
    pub(super) document: &'a Document,
    pub(super) analysis: &'a Analysis,
    pub(super) mentions: &'a Mentions,
    pub(super) knowledge: &'a Knowledge,
    pub(super) words: Vec<&'a str>,
    pub(super) places: Vec<Option<Place>>,
    pub(super) all: Vec<Entity>,
    /// For each mention its entities; none while it is not resolved.
    pub(super) of: Vec<Option<Vec<EntityId>>>,
    /// Countries of the dateline with their weights.
    pub(super) home: Vec<(ActorCode, f32)>,
    /// Every word in the article that names a state, with the mention's place in the list.
    pub(super) state_words: Vec<(StateCode, usize)>,
    /// The states by how often the article names them, the first named first among equals.
    pub(super) ranks: Vec<(ActorCode, usize)>,
    /// The states that the headline names.
    pub(super) headline: Vec<ActorCode>,
    /// For each person's mention the folded words of the name, else nothing.
    pub(super) names: Vec<Vec<String>>,
    /// What tells whose a mention without owner is.
    pub(super) weights: &'a Weights,
    /// What is told of each choice made by it.
    pub(super) record: &'a mut dyn FnMut(Case),
    busy: Vec<bool>,
    pub(super) keys: BTreeMap<Key, EntityId>,
}

/// A new entity before it has its name.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) key: Key,
    pub(super) code: Option<ActorCode>,
    pub(super) sector: Sector,
    pub(super) kind: EntityKind,
    pub(super) known: Option<String>,
    pub(super) score: f32,
    pub(super) runner_up: Option<ActorCode>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(
        document: &'a Document,
        analysis: &'a Analysis,
        mentions: &'a Mentions,
        knowledge: &'a Knowledge,
        places: Vec<Option<Place>>,
        weights: &'a Weights,
        record: &'a mut dyn FnMut(Case),
    ) -> Self {
        let text = document.text();
        let count = mentions.all.len();
        let mut resolver = Resolver {
            document,
            analysis,
            mentions,
            knowledge,
            words: crate::mention::actor::words(analysis, text),
            places,
            all: Vec::new(),
            of: vec![None; count],
            home: Vec::new(),
            state_words: Vec::new(),
            ranks: Vec::new(),
            headline: Vec::new(),
            names: vec![Vec::new(); count],
            weights,
            record,
            busy: vec![false; count],
            keys: BTreeMap::new(),
        };
        for (i, mention) in mentions.all.iter().enumerate().filter(|(_, m)| m.sort == Sort::Person) {
            resolver.names[i] = resolver.folded(mention.core).split(' ').map(str::to_owned).collect();
        }
        resolver.find_home();
        resolver.find_state_words();
        resolver.count_states();
        resolver
    }

    /// Resolves all mentions in text order.
    pub(super) fn run(&mut self) {
        for i in 0..self.mentions.all.len() {
            self.one(MentionId::new(i));
        }
    }

    /// Resolves one mention, and before it those that it hangs on.
    pub(super) fn one(&mut self, id: MentionId) -> Vec<EntityId> {
        if let Some(done) = &self.of[id.index()] {
            return done.clone();
        }
        // "its ministry ... the ministry's it": what is asked for while it is worked out stays unknown.
        if std::mem::replace(&mut self.busy[id.index()], true) {
            return Vec::new();
        }
        let found = self.by_sort(id);
        self.busy[id.index()] = false;
        self.of[id.index()] = Some(found.clone());
        found
    }

    fn by_sort(&mut self, id: MentionId) -> Vec<EntityId> {
        let mention = self.mentions.get(id);
        if let Some(same) = mention.same_as.filter(|s| !self.busy[s.index()]) {
            let named = self.one(same);
            if let Some(first) = named.first().copied() {
                self.also_named(id, first);
                return named;
            }
        }
        match mention.sort {
            Sort::State => self.state(id),
            Sort::Actor => self.actor(id),
            Sort::Person => self.person(id),
            Sort::Organisation => self.organisation(id),
            Sort::Place => self.region(id),
            Sort::Institution | Sort::Office | Sort::Agent | Sort::Thing => self.role(id),
            Sort::Spot => self.spot(id),
            Sort::Generic(generic) => self.generic(id, generic),
            Sort::Pronoun(pronoun) => self.pronoun(id, pronoun),
        }
    }

    /// The entity of that key, made if it is new. A later, surer code replaces an unknown one.
    pub(super) fn entity(&mut self, id: MentionId, found: Found) -> EntityId {
        let name = self.mentions.get(id).tokens;
        if let Some(known) = self.keys.get(&found.key) {
            let entity = &mut self.all[known.index()];
            if found.score > entity.score && found.code.is_some() {
                (entity.code, entity.score, entity.runner_up) = (found.code, found.score, found.runner_up);
            }
            // What an unknown group is may be told only where it is named again.
            if entity.kind == EntityKind::Organisation && entity.sector == Sector::Uns {
                entity.sector = found.sector;
            }
            return *known;
        }
        let new = EntityId::new(self.all.len());
        self.keys.insert(found.key, new);
        self.all.push(Entity {
            name,
            code: found.code,
            sector: found.sector,
            kind: found.kind,
            known: found.known,
            holder: None,
            score: found.score,
            runner_up: found.runner_up,
        });
        new
    }

    /// The entity of a state as a whole.
    pub(super) fn state_entity(&mut self, id: MentionId, code: StateCode) -> EntityId {
        let known = self.knowledge.state(code).map(|s| s.name.clone());
        self.entity(
            id,
            Found {
                key: Key::State(code),
                code: Some(code.into()),
                sector: Sector::Gov,
                kind: EntityKind::State,
                known,
                score: 0.97,
                runner_up: None,
            },
        )
    }

    /// The country that a mention lies in or is.
    pub(super) fn country_of(&self, id: MentionId) -> Option<StateCode> {
        self.places
            .get(id.index())
            .and_then(Option::as_ref)
            .filter(|p| p.score >= UNSURE)
            .and_then(|p| p.country)
    }

    /// The mentions whose heads a span holds, in order.
    pub(super) fn within(&self, tokens: TokenSpan) -> impl Iterator<Item = MentionId> + use<> {
        self.mentions.range_headed_in(tokens).map(MentionId::new)
    }

    /// Those of them that are not too far from a mention to tell anything of it: a sentence that is made to be endless has thousands.
    pub(super) fn within_reach(
        &self,
        tokens: TokenSpan,
        id: MentionId,
    ) -> impl Iterator<Item = MentionId> + use<> {
        let all = self.mentions.range_headed_in(tokens);
        let first = id.index().saturating_sub(FAR).max(all.start);
        (first..all.end.min(id.index() + FAR)).map(MentionId::new)
    }

    /// The mention that a word heads.
    pub(super) fn mention_at(&self, token: TokenId) -> Option<MentionId> {
        self.mentions.headed_by(token)
    }

    /// What is known under the words of a mention's core.
    pub(super) fn known_entries(&self, core: TokenSpan) -> Vec<Entry<'a>> {
        let found = self.knowledge.lookup(&self.words[..core.end()], core.start());
        found.filter(|m| m.len == core.len()).map(|m| m.entries).unwrap_or_default()
    }

    /// The words of a span, folded to be compared.
    pub(super) fn folded(&self, span: TokenSpan) -> String {
        detente_data::fold(&self.words[span.range()].join(" "))
    }

    fn find_state_words(&mut self) {
        let mut halves = Vec::new();
        for (i, mention) in self.mentions.all.iter().enumerate() {
            if mention.sort != Sort::State {
                continue;
            }
            if let Some(north) = self.half_word(mention.core) {
                halves.push((north, i));
                continue;
            }
            let states: Vec<StateCode> = self
                .known_entries(mention.core)
                .iter()
                .filter_map(|e| match e {
                    Entry::State(state, _) => Some(state.code),
                    _ => None,
                })
                .collect();
            if let [only] = states.as_slice() {
                self.state_words.push((*only, i));
            }
        }
        let (north, south) = (self.half_named(true), self.half_named(false));
        let halves =
            halves.into_iter().filter_map(|(is_north, i)| Some((if is_north { north } else { south }?, i)));
        self.state_words.extend(halves);
        self.state_words.sort_by_key(|(_, at)| *at);
    }

    /// Whether a name is "the North" (true) or "the South", which is Korea's where no other divided country is talked about.
    pub(super) fn half_word(&self, name: TokenSpan) -> Option<bool> {
        match self.folded(name).as_str() {
            "the north" => Some(true),
            "the south" => Some(false),
            _ => None,
        }
    }

    /// Whether the mention is a bare modifier.
    pub(super) fn is_modifier(&self, id: MentionId) -> bool {
        self.mentions.get(id).form == Form::Modifier
    }
}
