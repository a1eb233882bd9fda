//! What can be compared: the same types for what an annotator wrote and for what a reader found.
//!
//! Worked example: "Iran struck Pakistan." annotated gives one [`Event`] with the span 5..20, the type ASSAULT, and the
//! [`Parties`] {IRN} → {PAK}; the annotation of "Iran and Pakistan held talks" gives {IRN, PAK} → nobody, whichever
//! party came first.

use detente_core::claim::{Stance, Toll};
use detente_core::event::CommitmentState;
use detente_data::{ActorCode, EventType, Mode, RelationChange, Sector, StateCode, Status};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;

/// One annotated article.
#[derive(Debug, Clone)]
pub(crate) struct Gold {
    /// Its name.
    pub(crate) id: String,
    /// The crisis it tells of; its incidents are those of the crisis's other articles.
    pub(crate) crisis: String,
    /// Who published it.
    pub(crate) agency: Option<String>,
    /// When.
    pub(crate) published: Date,
    /// What it says.
    pub(crate) text: String,
    /// What a reader should find in it.
    pub(crate) account: Account,
}

/// What is said to have happened in one article, as annotated or as found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Account {
    pub(crate) events: Vec<Event>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) commitments: Vec<Commitment>,
}

/// A part of the text in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// One event.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) anchors: Vec<Span>,
    pub(crate) kind: EventType,
    pub(crate) mode: Option<Mode>,
    /// The codes of the actors; a party without one counts as well.
    pub(crate) actors: BTreeSet<Option<ActorCode>>,
    pub(crate) recipients: BTreeSet<Option<ActorCode>>,
    /// None where a reader does not tell; it then agrees with nothing.
    pub(crate) status: Option<Status>,
    pub(crate) days: Option<(Date, Date)>,
    pub(crate) country: Option<StateCode>,
    pub(crate) claims: Vec<Claim>,
    /// Ids of events of the same account.
    pub(crate) responds_to: Vec<String>,
    /// The happening that it tells of.
    pub(crate) incident: Option<String>,
}

/// Who says so, and with which figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Claim {
    pub(crate) source: Source,
    /// None where a reader does not tell.
    pub(crate) stance: Option<Stance>,
    pub(crate) killed: Option<Toll>,
    pub(crate) injured: Option<Toll>,
}

/// Who vouches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    Narrator,
    Party(Option<ActorCode>, Option<Sector>),
}

/// A change in official relations. A party without a state's code stands under its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Relation {
    pub(crate) parties: Vec<String>,
    pub(crate) change: RelationChange,
}

/// A promise or agreement, whichever party is named first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Commitment {
    pub(crate) parties: BTreeSet<String>,
    pub(crate) state: CommitmentState,
}

/// Who did it to whom, as far as two accounts can agree on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parties {
    pub(crate) actors: BTreeSet<Option<ActorCode>>,
    pub(crate) recipients: BTreeSet<Option<ActorCode>>,
}

impl Event {
    /// Actors and recipients. In a call or an agreement nobody is the recipient, wherever an account has put the parties.
    pub(crate) fn parties(&self) -> Parties {
        let (actors, recipients) = (&self.actors, &self.recipients);
        if self.kind.is_symmetric() {
            Parties { actors: actors | recipients, recipients: BTreeSet::new() }
        } else {
            Parties { actors: actors.clone(), recipients: recipients.clone() }
        }
    }
}

impl fmt::Display for Parties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} → {}", listed(&self.actors), listed(&self.recipients))
    }
}

/// "IRN + PAK"; a question mark stands for a party without a code.
fn listed(codes: &BTreeSet<Option<ActorCode>>) -> String {
    if codes.is_empty() {
        return "nobody".to_string();
    }
    let shown = |code: &Option<ActorCode>| code.map_or_else(|| "?".to_string(), |code| code.to_string());
    codes.iter().map(shown).collect::<Vec<_>>().join(" + ")
}
