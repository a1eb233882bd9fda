//! By which a report is found where it is kept: what an index that holds only some reports asks for.
//!
//! In: a report. Out: its [`Mark`], a row for a store, and the [`Stretch`]es of such rows among which those of reports lie that may
//! match it. The rows found are some too many, never too few: the index looks closer.
//!
//! A strike on Tuesday, by one state on another, in words of which four are rare: its days, and six keys of three bytes.

use detente_data::EventType;

use super::block::numbers;
use super::traits::{REACH, STATED_REACH, Span, Traits};
use super::weights::Weights;
use crate::report::Report;

/// How many days reports of a class may lie in; those of the first state none, and lie in the few before their publication.
const CLASSES: [i32; 4] = [3, 7, 40, 400];
/// Bytes of a key.
const KEY: usize = 3;

/// What a report is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    kind: EventType,
    span: Span,
    keys: Vec<[u8; KEY]>,
}

/// Rows of marks that lie together: of one shelf, from a day to a day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The shelf.
    pub shelf: i64,
    /// First day, counted from 1970.
    pub from: i32,
    /// Last day.
    pub to: i32,
}

impl Mark {
    /// That of a report.
    pub fn of(report: &Report) -> Self {
        let weights = Weights::builtin();
        Mark::from_traits(&Traits::of(report, weights), weights)
    }

    pub(super) fn from_traits(traits: &Traits, weights: &Weights) -> Self {
        let key = |number: u32| {
            let [a, b, c, _] = number.to_le_bytes();
            [a, b, c]
        };
        Mark {
            kind: traits.kind,
            span: traits.span,
            keys: numbers(traits, weights).into_iter().map(key).collect(),
        }
    }

    /// The type of what it tells.
    pub fn kind(&self) -> EventType {
        self.kind
    }

    /// Where its row lies: rows of one type and of like length lie on one shelf.
    pub fn shelf(&self) -> i64 {
        shelf(self.kind, self.class())
    }

    /// The first of its days, counted from 1970: its row's place on the shelf.
    pub fn day(&self) -> i32 {
        self.span.from
    }

    /// The rest of its row: how many days, in pairs, and its keys.
    pub fn row(&self) -> Vec<u8> {
        let days = u32::try_from(self.span.to - self.span.from).unwrap_or(0).div_ceil(2);
        let mut row = vec![u8::try_from(days).unwrap_or(u8::MAX)];
        row.extend(self.keys.as_flattened());
        row
    }

    /// Where the rows lie that it may match.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch> + '_ {
        CLASSES.iter().enumerate().map(|(class, longest)| {
            let reach = self.reach(class);
            Stretch {
                shelf: shelf(self.kind, class),
                from: self.span.from - reach - longest,
                to: self.span.to + reach,
            }
        })
    }

    /// Whether a row of one of its stretches is of a report that it may match.
    pub fn may_match(&self, shelf: i64, day: i32, row: &[u8]) -> bool {
        let Some((days, keys)) = row.split_first() else { return false };
        let class = (shelf as usize) % CLASSES.len();
        let other = Span { from: day, to: day + 2 * i32::from(*days), is_stated: class != 0 };
        let (keys, _) = keys.as_chunks::<KEY>();
        self.span.gap(other) <= self.reach(class) && keys.iter().any(|key| self.keys.contains(key))
    }

    /// Days by which reports of a class may lie apart from it.
    fn reach(&self, class: usize) -> i32 {
        if self.span.is_stated && class != 0 { STATED_REACH } else { REACH }
    }

    fn class(&self) -> usize {
        let days = self.span.to - self.span.from;
        let stated = || CLASSES.iter().skip(1).position(|longest| days <= *longest).map(|at| at + 1);
        if self.span.is_stated { stated().unwrap_or(CLASSES.len() - 1) } else { 0 }
    }
}

/// The number of a shelf. Stores keep it.
fn shelf(kind: EventType, class: usize) -> i64 {
    (kind as usize * CLASSES.len() + class) as i64
}

#[cfg(test)]
mod tests {
    use super::super::index::tests::strike;
    use super::*;
    use twox_hash::XxHash3_64;

    /// Ledgers keep marks: whoever changes what they are made of (the weights of words, the order of types) must empty the table of
    /// marks in a migration and fill it anew.
    #[test]
    fn marks_last() {
        let mark = Mark::of(&strike(1, 0, 4, ["IRN", "PAK"], &["panjgur", "village", "missile"]));
        assert_eq!((mark.shelf(), mark.day()), (61, 18_265));
        assert_eq!(mark.row().len(), 1 + 5 * KEY);
        assert_eq!(XxHash3_64::oneshot(include_bytes!("../../data/words.tsv")), 3_139_793_378_407_941_411);
    }
}
