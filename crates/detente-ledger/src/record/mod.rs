//! The record: what `detente read --format jsonl` writes, one object per article, and what the ledger keeps.
//!
//! These are wire types. The core's types are free to change; these promise their fields, which
//! `docs/output.md` describes. In: a [`Reading`]. Out: an [`Article`] that [serialises](serde::Serialize) to
//! the same bytes for the same text, and reads back from them.
//!
//! "Iran struck Pakistan on Tuesday" becomes `{"type": "ASSAULT", "actors": [{"text": "Iran", "code": "IRN", ..}], ..}`.
//!
//! [`Reading`]: detente_core::pipeline::Reading

mod of;
mod offsets;
mod provisional;

pub use of::{agency, entity_name, event_name, rounded};
pub use offsets::Offsets;

use detente_data::{
    About, ActorCode, CameoCode, CommitmentState, EventType, Mode, RelationChange, Sector, Stance, Status,
};
use jiff::civil;
use serde::{Deserialize, Serialize};

/// One article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Its name: as the source gives it, or its file's.
    pub id: String,
    /// Who wrote it, as the source or the dateline says.
    pub agency: Option<String>,
    /// Day of publication.
    pub published: Option<civil::Date>,
    /// Where and when it was filed.
    pub dateline: Option<Dateline>,
    /// What it says to have happened.
    pub events: Vec<Event>,
    /// Changes in official relations.
    pub relations: Vec<Relation>,
    /// Promises and agreements.
    pub commitments: Vec<Commitment>,
    /// Accounts that contradict each other.
    pub disputes: Vec<Dispute>,
}

/// Where and when the article was filed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dateline {
    /// The places it names.
    pub places: Vec<String>,
    /// The day it names.
    pub date: Option<civil::Date>,
}

/// Words of the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// First, in Unicode scalar values of the text.
    pub start: usize,
    /// One after the last.
    pub end: usize,
    /// The words.
    pub text: String,
}

/// What is said to have happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its name in the article: `e1`, `e2`, ...
    pub id: String,
    /// The words that tell it, best first.
    pub anchors: Vec<Words>,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// Name of the PLOVER mode; [`Event::mode`] has it typed, for a name can belong to several types.
    pub mode: Option<String>,
    /// Who did it.
    pub actors: Vec<Party>,
    /// To or with whom.
    pub recipients: Vec<Party>,
    /// Whether it happened.
    pub status: Status,
    /// When.
    pub date: Option<Days>,
    /// Where.
    pub place: Option<Place>,
    /// Who says so.
    pub claims: Vec<Claim>,
    /// Names of the events that it answers.
    pub responds_to: Vec<String>,
    /// The happening it tells of, as far as the article alone can name it; the ledger has its own.
    pub incident: String,
    /// CAMEO code.
    pub cameo: CameoCode,
    /// That code's Goldstein value, -10 to 10.
    pub goldstein: f32,
    /// PLOVER intensity of the mode or else the type, -10 to 10.
    pub intensity: f32,
    /// The frame that found it, or `learned`.
    pub frame: String,
    /// How sure, 0 to 1.
    pub score: f32,
    /// What made it, where asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub explain: Option<Explain>,
}

impl Event {
    /// The PLOVER mode; none where the type has no mode of that name.
    pub fn mode(&self) -> Option<Mode> {
        Mode::parse(self.kind, self.mode.as_deref()?)
    }
}

/// A party to an event, or the source of a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// The words.
    pub text: String,
    /// The state it belongs to or acts in, or IGO or NGO.
    pub code: Option<ActorCode>,
    /// What part of a society it is.
    pub sector: Sector,
    /// How sure the code is, 0 to 1.
    pub score: f32,
    /// Where the words begin, in scalar values.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// Its name in the knowledge base, or the fullest that the article gives it.
    pub name: Option<String>,
    /// Who held the office that the words name, on the article's day: inferred, not read.
    pub holder: Option<String>,
}

/// First and last day on which an event may have taken place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Days {
    /// First day.
    pub from: civil::Date,
    /// Last day.
    pub to: civil::Date,
}

/// Where an event is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The words.
    pub name: String,
    /// ISO 3166 alpha-3 code of the state it lies in.
    pub country: Option<detente_data::StateCode>,
    /// Where the words begin, in scalar values.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// How sure the country is, 0 to 1.
    pub score: f32,
    /// The place of the gazetteer.
    pub location: Option<Location>,
}

/// The place of the gazetteer that the words mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Its name.
    pub name: String,
    /// City, region, river, ...
    pub kind: String,
    /// First-level division it lies in.
    pub division: Option<String>,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Latitude, degrees north.
    pub lat: f32,
    /// Longitude, degrees east.
    pub lon: f32,
    /// For an area ("near the border"): its radius in kilometres.
    pub radius_km: Option<f32>,
    /// How sure, 0 to 1.
    pub score: f32,
    /// The second best, with its state.
    pub runner_up: Option<String>,
}

/// One source's account of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Who says so.
    pub source: Source,
    /// In which stance.
    pub stance: Stance,
    /// The words that attribute it; none for the narrator.
    pub anchor: Option<Words>,
    /// What is said.
    pub content: Option<String>,
    /// Where those words stand.
    pub content_span: Option<Extent>,
    /// The dead by this account: least and, where bounded, most.
    pub killed: Option<(u64, Option<u64>)>,
    /// The injured by this account.
    pub injured: Option<(u64, Option<u64>)>,
    /// What was hit or meant by this account.
    pub target: Option<String>,
    /// Where those words stand.
    pub target_span: Option<Extent>,
    /// How sure, 0 to 1.
    pub score: f32,
}

/// Where words stand that are given beside it, in scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// First.
    pub start: usize,
    /// One after the last.
    pub end: usize,
}

/// Who vouches: the word "narrator" or a party.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Source {
    /// The agency itself.
    Narrator(Narrator),
    /// Somebody it quotes.
    Party(Box<Party>),
}

/// Serialises as the string "narrator".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Narrator {
    /// The agency itself.
    #[serde(rename = "narrator")]
    Narrator,
}

/// A change in official relations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// From whom, to whom: codes, or names where there is none.
    pub parties: Vec<String>,
    /// Which.
    pub change: RelationChange,
    /// Name of the event that brings it.
    pub event: String,
}

/// A promise or agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Codes, or names where there is none.
    pub parties: Vec<String>,
    /// What was promised.
    pub content: String,
    /// Where those words stand.
    pub content_span: Extent,
    /// Name of the event that makes or breaks it.
    pub event: String,
    /// What became of it, as far as the article says.
    pub state: CommitmentState,
}

/// Accounts of one happening that cannot all be true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// As the events name it.
    pub incident: String,
    /// What they disagree on.
    pub about: About,
    /// The accounts.
    pub sides: Vec<Side>,
}

/// One account in a dispute: the event and the place of the claim among its claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Name of the event.
    pub event: String,
    /// Place among its claims, from 0.
    pub claim: usize,
}

/// Why the reader holds an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explain {
    /// The frame that found it, or `learned`.
    pub frame: String,
    /// How sure, 0 to 1.
    pub score: f32,
    /// Why it holds each telling.
    pub tellings: Vec<ExplainTelling>,
}

/// Why the reader holds one telling of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainTelling {
    /// The word that evokes it.
    pub trigger: Words,
    /// Its lemma.
    pub lemma: String,
    /// What fills each role.
    pub roles: Vec<ExplainRole>,
}

/// The words that fill a role, and the syntax that led to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainRole {
    /// Name of the role in the frame.
    pub role: String,
    /// The syntax that led to them.
    pub path: String,
    /// The words.
    pub words: Words,
}
