//! From mentions and trees to events: what is said to have happened (or will, or might).
//!
//! In: `Document`, `Analysis`, `Mentions`, `Entities`, and the frames of `detente-data`. Out: [`Event`]s, merged
//! within the article, each with the words that made it.

mod beside;
pub mod cast;
pub mod change;
pub mod commitment;
pub mod dating;
mod dyad;
mod find;
mod grammar;
mod learned;
mod matching;
mod merge;
mod party;
mod precision;
pub mod response;
pub mod same;
mod slot;
mod status;
mod told;
pub mod worth;

pub use find::{Choice, Choosing, Layers, find, find_with, undated};
pub use precision::Precision;

use crate::choice::Signs;
use crate::mention::Days;
use crate::text::{ByteSpan, EntityId, EventId, SentenceId, TokenId, TokenSpan};
use detente_data::{ActorCode, CameoCode, EventType, Mode, RelationChange, Sector, StateCode};
pub use detente_data::{CommitmentState, Status};

/// What is said to have happened, once per article however often it is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// PLOVER type.
    pub kind: EventType,
    /// PLOVER mode.
    pub mode: Option<Mode>,
    /// CAMEO code; its Goldstein value follows from it.
    pub cameo: CameoCode,
    /// Where it is told; the first is the best evidence.
    pub tellings: Vec<Telling>,
    /// Who did it.
    pub actors: Vec<Party>,
    /// To or with whom.
    pub recipients: Vec<Party>,
    /// Whether it happened.
    pub status: Status,
    /// When.
    pub days: Option<Days>,
    /// Where.
    pub place: Option<EventPlace>,
    /// What it answers.
    pub responds_to: Vec<EventId>,
    /// Change of official relations it brings.
    pub relation: Option<RelationChange>,
    /// Words that were promised, where it makes a commitment.
    pub commitment: Option<Commitment>,
    /// The frame that found it.
    pub frame: String,
    /// How sure, 0 to 1.
    pub score: f32,
}

/// One place of the text that tells of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// The words that name the event.
    pub anchor: TokenSpan,
    /// The word that evokes it.
    pub trigger: TokenId,
    /// The sentence.
    pub sentence: SentenceId,
    /// The roles its words fill, for `--explain`.
    pub roles: Vec<RoleFill>,
}

/// A role and the words that fill it.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleFill {
    /// Name of the role in the frame.
    pub role: &'static str,
    /// The words.
    pub tokens: TokenSpan,
    /// The syntax that led to them ("nsubj", "nmod of", "owner").
    pub path: &'static str,
}

/// A party to an event or the source of a claim, as the text names it there.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The words.
    pub span: ByteSpan,
    /// Who that is, where it is an entity of the article.
    pub entity: Option<EntityId>,
    /// State it belongs to or acts in, or IGO or NGO.
    pub code: Option<ActorCode>,
    /// What part of a society it is.
    pub sector: Sector,
    /// How sure the code is, 0 to 1.
    pub score: f32,
}

/// Where an event is set.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPlace {
    /// The words.
    pub span: ByteSpan,
    /// The words, to compare places.
    pub name: String,
    /// Whether it is a place within a state and not the state itself.
    pub is_within_state: bool,
    /// The state it lies in.
    pub country: Option<StateCode>,
    /// How sure that is, 0 to 1.
    pub score: f32,
}

/// A choice of what few events do, as it was put, to learn weights from.
#[derive(Debug, Clone)]
pub struct Few {
    /// The event, by its place in the list.
    pub event: usize,
    /// For each option what is seen of it; the first is that the event does nothing of the kind.
    pub options: Vec<Signs>,
}

impl Few {
    /// An option but the first counts from this chance on: rarer than nothing, it would else be missed more often than made up.
    const LIKELY: f32 = 0.3;
}

/// A promise or agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commitment {
    /// What was promised.
    pub content: ByteSpan,
    /// What became of it, as far as the article says.
    pub state: CommitmentState,
}
