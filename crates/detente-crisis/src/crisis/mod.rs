//! What incidents make up: dyads, relations, chains, commitments, phases, crises and their outlook.
//!
//! In: [`Incident`](crate::Incident)s with the [`Report`](crate::Report)s behind them, or deeds imported from elsewhere. Out: numbers and
//! statements that each name the incidents they rest on. Nothing here reads a clock or a file, and the order in which incidents
//! came cannot be seen in any result.

mod chain;
pub(crate) mod chronicle;
mod commitment;
mod crises;
pub(crate) mod daily;
pub(crate) mod deed;
mod dyad;
mod index;
pub(crate) mod names;
mod outlook;
mod pelt;
mod phase;
mod picture;
mod relations;
#[cfg(test)]
pub(crate) mod staged;

pub use chain::{Beginning, Beginnings, Ground, Link, Links, Node, Tree};
pub use chronicle::{Sentence, chronicle, sentence};
pub use commitment::{Basis, Commitment, Evidence, Fate, commitments};
pub use crises::{Crisis, TurningPoint, crises, crises_of};
pub use deed::{Act, Deed, Doubt, Tenths, Way, deeds};
pub use dyad::{Cell, Count, Dyad, Dyads, Pair, Series, Step, Sum, Tally, WorldDay};
pub(crate) use index::may_exceed;
pub use index::{Index, Parts, index};
pub use names::{party_name, party_of};
pub use outlook::{Bin, Chances, Forecaster, Horizon, Outlook, Record, Score, Trend};
pub use phase::{Phase, Stage};
pub use picture::Picture;
pub use relations::{Change, Flag, Kept, Moved, Part, Relations, Standing};
