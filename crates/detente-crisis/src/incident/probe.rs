//! A mark that is looked for: in drawers, and among rows as a store has them, which nothing is made of unless they may be meant.
//!
//! In: a mark; rows, one after the other. Out: of each whether it may match. It tells of a row what a [`Drawer`](super::Drawer) with
//! that row tells: drawers are for rows that are asked again and again, rows by themselves for those that are asked once in a while.
//!
//! Of 5,000 rows of strikes in the two months around one of years ago, 60 share a party or a word with it; those alone are unpacked, and 4 match.

use super::cluster::JOINED;
use super::mark::Mark;
use super::pack::Wanted;
use super::score::Score;
use super::weights::Weights;

/// What is looked for.
#[derive(Debug)]
pub struct Probe<'m> {
    pub(super) mark: &'m Mark,
    /// Its keys, found once for all the rows and drawers that are looked through.
    pub(super) keys: Vec<u32>,
    wanted: Wanted,
}

impl<'m> Probe<'m> {
    /// For a mark.
    pub fn of(mark: &'m Mark) -> Self {
        let keys = mark.keys();
        let wanted = Wanted::of(&keys, Weights::builtin());
        Probe { mark, keys, wanted }
    }

    /// Whether the mark of a row may match; none where it is not a row.
    pub fn matches(&self, shelf: i64, day: i32, row: &[u8]) -> Option<bool> {
        let weights = Weights::builtin();
        if !self.wanted.is_named(row, weights)? {
            return Some(false);
        }
        let other = Mark::from_row(shelf, day, row)?;
        // A row is found by the rarest of its words only.
        let is_shared = other.keys().iter().any(|key| self.keys.contains(key));
        let most = || Score::at_most(&self.mark.traits.view(), &other.traits.view(), weights);
        Some(is_shared && most() >= JOINED)
    }
}
