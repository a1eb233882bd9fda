//! What incidents make up: dyads, relations, chains, commitments, phases, crises and their outlook.
//!
//! In: [`Incident`](crate::Incident)s with the [`Report`](crate::Report)s behind them, or deeds imported from elsewhere. Out: numbers and
//! statements that each name the incidents they rest on. Nothing here reads a clock or a file, and the order in which incidents
//! came cannot be seen in any result.

mod chain;
mod commitment;
mod deed;
mod dyad;
mod picture;
mod relations;
#[cfg(test)]
mod staged;

pub use chain::{Beginning, Beginnings, Ground, Link, Links, Node, Tree};
pub use commitment::{Basis, Commitment, Evidence, Fate, commitments};
pub use deed::{Act, Deed, Doubt, Tenths, Way, deeds};
pub use dyad::{Cell, Count, Dyad, Dyads, Pair, Series, Step, Sum, Tally, WorldDay};
pub use picture::Picture;
pub use relations::{Change, Flag, Kept, Moved, Part, Relations, Standing};
