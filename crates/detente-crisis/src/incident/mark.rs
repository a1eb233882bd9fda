//! By which a report is found where it is kept: what an index that holds only some reports asks for.
//!
//! In: a report. Out: its [`Mark`], a row for a store, and the [`Stretch`]es of such rows among which those of reports lie that may
//! match it. A mark has all that matching looks at, so what is found by it is what matches, and next to nothing besides: reports need not
//! be fetched to see that they are of something else.
//!
//! A strike on Tuesday, by one state on another, in words of which four are rare: its days, its parties, its words, and six numbers by
//! which marks like it are found.

use detente_data::EventType;

use super::block::numbers;
use super::pack;
use super::traits::{REACH, STATED_REACH, Span, Traits};
use super::weights::Weights;
use crate::report::Report;

/// How many days reports of a class may lie in; those of the first state none, and lie in the few before their publication.
const CLASSES: [i32; 4] = [3, 7, 40, 400];

/// What a report is found by.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub(super) traits: Traits,
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
        Mark::from_traits(Traits::of(report, Weights::builtin()))
    }

    pub(super) fn from_traits(traits: Traits) -> Self {
        Mark { traits }
    }

    /// The type of what it tells.
    pub fn kind(&self) -> EventType {
        self.traits.kind
    }

    /// Where its row lies: rows of one type and of like length lie on one shelf.
    pub fn shelf(&self) -> i64 {
        shelf(self.kind(), self.class())
    }

    /// The first of its days, counted from 1970: its row's place on the shelf.
    pub fn day(&self) -> i32 {
        self.traits.span.from
    }

    /// The rest of its row.
    pub fn row(&self) -> Vec<u8> {
        pack::row(&self.traits, Weights::builtin())
    }

    /// What has a row; none where it is not one.
    pub fn from_row(shelf: i64, day: i32, row: &[u8]) -> Option<Self> {
        let shelf = usize::try_from(shelf).ok()?;
        let kind = *EventType::ALL.get(shelf / CLASSES.len())?;
        let class = shelf % CLASSES.len();
        // Those of the first class state no day.
        let mark = pack::traits(kind, day, class != 0, row, Weights::builtin()).map(Mark::from_traits)?;
        let Span { from, to, .. } = mark.traits.span;
        // What lies in more days than its shelf has room for would be looked for in the wrong place.
        (to.checked_sub(from)? <= CLASSES[class]).then_some(mark)
    }

    /// The numbers of its parties and rarest words: what it may match has one of them too.
    pub(super) fn keys(&self) -> Vec<u32> {
        numbers(&self.traits, Weights::builtin())
    }

    /// Where the rows lie that it may match.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch> + '_ {
        let span = self.traits.span;
        CLASSES.iter().enumerate().map(move |(class, longest)| {
            let reach = if span.is_stated && class != 0 { STATED_REACH } else { REACH };
            Stretch {
                shelf: shelf(self.kind(), class),
                from: span.from - reach - longest,
                to: span.to + reach,
            }
        })
    }

    fn class(&self) -> usize {
        let Span { from, to, is_stated } = self.traits.span;
        let stated = || CLASSES.iter().skip(1).position(|longest| to - from <= *longest).map(|at| at + 1);
        if is_stated { stated().unwrap_or(CLASSES.len() - 1) } else { 0 }
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
    use crate::report::{Account, Claimant, Spot, Toll};
    use detente_data::{RelationChange, Stance};
    use twox_hash::XxHash3_64;

    /// Ledgers keep marks: whoever changes what they are made of (the weights of words, the order of types) must empty the table of
    /// marks in a migration and fill it anew.
    #[test]
    fn marks_last() {
        let mark = Mark::of(&Report {
            place: Some(Spot {
                name: "Panjgur".into(),
                country: "PAK".parse().ok(),
                position: None,
                radius_km: 10.0,
            }),
            accounts: vec![Account {
                claimant: Claimant::Narrator(None),
                stance: Stance::Asserts,
                killed: Some(Toll { min: 300, max: None }),
                injured: None,
                target: None,
                score: 0.9,
            }],
            relation: Some(RelationChange::CloseBorder),
            ..strike(1, 0, 4, ["IRN", "PAK"], &["panjgur", "village", "missile"])
        });
        assert_eq!((mark.shelf(), mark.day()), (61, 18_265));
        assert_eq!(XxHash3_64::oneshot(&mark.row()), 3_490_554_949_812_083_742);
        assert_eq!(XxHash3_64::oneshot(include_bytes!("../../data/words.tsv")), 3_139_793_378_407_941_411);
    }

    /// Whether a mark that lies in so many days reads back from its shelf, and from the one before.
    fn check(days: i32, expected: [bool; 2]) {
        let mut mark = Mark::of(&strike(1, 0, 4, ["IRN", "PAK"], &["panjgur"]));
        mark.traits.span.to = mark.traits.span.from.saturating_add(days);
        let found =
            [mark.shelf(), mark.shelf() - 1].map(|shelf| Mark::from_row(shelf, mark.day(), &mark.row()));
        assert_eq!(found.map(|found| found.as_ref() == Some(&mark)), expected, "{days} days");
    }

    #[test]
    fn a_row_that_is_longer_than_its_shelf_is_none() {
        check(30, [true, false]);
        check(400, [true, false]);
        check(401, [false, false]);
        check(i32::MAX, [false, false]);
    }
}
