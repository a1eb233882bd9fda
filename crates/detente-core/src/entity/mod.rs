//! From mentions to entities: which mentions mean the same, who that is, to which state it belongs.
//!
//! In: `Document`, `Analysis`, `Mentions`. Out: [`Entities`]. "the ministry" is the foreign ministry named
//! before, "the two countries" are two entities, "its territory" is Iran's, "Tehran" is Iran's government
//! where it says or does something and a city where something happens in it.

pub mod affiliation;
mod body;
mod group;
mod holder;
mod name;
pub mod place;
mod refer;
mod resolve;
mod salience;

use crate::analysis::Analysis;
use crate::choice::Weights;
use crate::document::Document;
use crate::mention::Mentions;
use crate::text::{EntityId, MentionId, TokenId, TokenSpan};
use detente_data::{ActorCode, Knowledge, Sector, StateCode};
use std::collections::BTreeMap;

/// Works out whom each mention means.
pub fn resolve(
    document: &Document,
    analysis: &Analysis,
    mentions: &Mentions,
    knowledge: &Knowledge,
) -> Entities {
    resolve_with(document, analysis, mentions, knowledge, affiliation::weights(), &mut |_| {})
}

/// The same with given weights; each choice of whose a mention is goes to `record`.
pub fn resolve_with(
    document: &Document,
    analysis: &Analysis,
    mentions: &Mentions,
    knowledge: &Knowledge,
    weights: &Weights,
    record: &mut dyn FnMut(affiliation::Case),
) -> Entities {
    let (places, toponyms) = place::locate(document, analysis, mentions, knowledge);
    let mut resolver =
        resolve::Resolver::new(document, analysis, mentions, knowledge, places, weights, record);
    resolver.run();
    let of: Vec<Vec<EntityId>> = resolver.of.into_iter().map(Option::unwrap_or_default).collect();
    let (mut all, places) = (resolver.all, resolver.places);
    holder::infer(document, analysis, mentions, knowledge, &of, &mut all);
    Entities { all, of, places, toponyms }
}

/// The parties and places of the article.
#[derive(Debug, Clone, Default)]
pub struct Entities {
    /// The entities, by first mention.
    pub all: Vec<Entity>,
    /// For each mention, whom it means: none (unknown), one, or several ("the two countries").
    pub of: Vec<Vec<EntityId>>,
    /// For each mention, the place it is or lies in, where it can be read as a place.
    pub places: Vec<Option<Place>>,
    /// The names of places, in order, with what they mean.
    pub toponyms: Vec<place::Toponym>,
}

impl Entities {
    /// Whom a mention means.
    pub fn of(&self, mention: MentionId) -> &[EntityId] {
        self.of.get(mention.index()).map_or(&[], Vec::as_slice)
    }
    /// The place a mention names, if it can.
    pub fn place(&self, mention: MentionId) -> Option<&Place> {
        self.places.get(mention.index()).and_then(Option::as_ref)
    }
    /// The states talked about before a word, the most salient first: near mentions and frequent ones weigh more.
    pub fn salient_states(&self, mentions: &Mentions, up_to: TokenId) -> Vec<EntityId> {
        let mut weights: BTreeMap<EntityId, f32> = BTreeMap::new();
        for (mention, of) in mentions.all.iter().zip(&self.of).take_while(|(m, _)| m.head < up_to) {
            let distance = (up_to.index() - mention.head.index()) as f32;
            for entity in of.iter().filter(|e| self.get(**e).kind == EntityKind::State) {
                // Half as much for each forty words back, and a little for every mention at all.
                *weights.entry(*entity).or_default() += 0.1 + 0.5f32.powf(distance / 40.0);
            }
        }
        let mut order: Vec<(EntityId, f32)> = weights.into_iter().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        order.into_iter().map(|(entity, _)| entity).collect()
    }
    /// The code of the country that a mention lies in, where it can be read as a place.
    pub fn state_of_place(&self, mention: MentionId) -> Option<StateCode> {
        self.place(mention).and_then(|place| place.country)
    }
    /// The entity with that id.
    pub fn get(&self, id: EntityId) -> &Entity {
        &self.all[id.index()]
    }
}

/// An actor of the article.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The words of its fullest mention.
    pub name: TokenSpan,
    /// State it belongs to or acts in, or IGO or NGO.
    pub code: Option<ActorCode>,
    /// What part of a society it is.
    pub sector: Sector,
    /// What it is.
    pub kind: EntityKind,
    /// Name in the knowledge base ("Jalil Abbas Jilani", "Jaish al-Adl"), where it is known.
    pub known: Option<String>,
    /// Who held the office on the article's day, where the text names an office alone; inferred, not read.
    pub holder: Option<String>,
    /// How sure the code is, 0 to 1.
    pub score: f32,
    /// The next best code.
    pub runner_up: Option<ActorCode>,
}

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// A state or its government as a whole.
    State,
    /// A part of one, an office, an institution.
    Institution,
    /// A person.
    Person,
    /// An armed group, party, company, IGO, NGO.
    Organisation,
    /// Unnamed people ("villagers", "gunmen").
    People,
}

/// A place of the article.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its words.
    pub tokens: TokenSpan,
    /// The state it lies in.
    pub country: Option<StateCode>,
    /// How sure that is, 0 to 1.
    pub score: f32,
    /// The next best.
    pub runner_up: Option<StateCode>,
}
