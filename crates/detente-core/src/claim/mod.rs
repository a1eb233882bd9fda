//! From events to claims: who says so, how, and with which figures.
//!
//! In: everything above. Out: for each event its [`Claim`]s. The agency's own telling is a claim of the
//! narrator; everybody else is named with the words that attribute it.

mod attribution;
mod content;
mod dispute;
mod find;
mod quote;
mod speaker;
mod toll;

pub use attribution::{Attribution, attributions, source_party};
pub use dispute::{Dispute, disputes};
pub use find::find;

use crate::event::Party;
use crate::text::{ByteSpan, EventId};
pub use detente_data::{About, Stance};

/// One source's account of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The event.
    pub event: EventId,
    /// Who says so.
    pub source: Source,
    /// In which stance.
    pub stance: Stance,
    /// The words that attribute it ("Pakistan’s foreign ministry said in a statement"); none for the narrator.
    pub cue: Option<ByteSpan>,
    /// What is said.
    pub content: Option<ByteSpan>,
    /// The dead by this source's account.
    pub killed: Option<Toll>,
    /// The injured by this source's account.
    pub injured: Option<Toll>,
    /// What was hit or meant by this source's account.
    pub target: Option<ByteSpan>,
    /// How sure, 0 to 1.
    pub score: f32,
}

/// Who vouches for an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// The agency itself.
    Narrator,
    /// Somebody it quotes.
    Party(Party),
}

/// A number of dead or injured as a source gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Toll {
    /// Least.
    pub min: u64,
    /// Most, where the source bounds it.
    pub max: Option<u64>,
}
