//! What detente knows before it reads: the ontologies events are coded in, states, actors, people in office,
//! words for roles, and places. Everything is compiled in from files a person can read and edit
//! (`knowledge/` beside this crate's sources); nothing is fetched.

mod account;
mod answering;
mod cameo;
mod closed;
mod code;
pub mod frames;
mod irregular;
mod knowledge;
pub mod model;
mod newsroom;
pub mod own_file;
mod plover;
mod promise_rules;
mod quantity_words;
mod reference;
mod relation;
mod relation_rules;
mod reporting;
mod setting_words;
mod telling;
mod time_words;
mod tokens;
pub mod wording;

pub use account::{About, CommitmentState, Stance};
pub use answering::Answering;
pub use cameo::CameoCode;
pub use closed::UnknownName;
pub use code::{ActorCode, Sector, StateCode};
pub use frames::Frames;
pub use irregular::{irregular_bases, irregular_forms};
pub use knowledge::{
    Actor, ActorKind, Entry, Fault, FormerState, Knowledge, Leader, LeaderOffice, ListKind, Match, NamePart,
    Office, OwnLists, Place, PlaceKind, Problem, Region, RegionForm, RoleGroup, RoleMatch, State, StateForm,
    compile, distance, fold,
};
pub use newsroom::{Newsroom, newsroom};
pub use plover::{EventType, Mode, QuadClass, Status};
pub use promise_rules::{PromiseRule, PromiseRules};
pub use quantity_words::{Bounds, CasualtyWords, Never, People, QuantityWords};
pub use reference::ReferenceWords;
pub use relation::RelationChange;
pub use relation_rules::{Move, RelationRules, RelationState, Subject, Whose};
pub use reporting::{Named, ReportStance, ReportVerb, Reporting, Takes};
pub use setting_words::{SettingPrepositions, SettingVerbs, SettingWords};
pub use telling::Telling;
pub use time_words::{DayParts, FutureCues, LightVerbs, TimeUnit, TimeWords, WordList};
pub use tokens::TokenRules;

/// Closed classes of words that the event stage's syntax rests on (TOML, read by `detente-core`).
pub const GRAMMAR: &str = include_str!("../knowledge/grammar.toml");
