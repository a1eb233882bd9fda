//! Marks that lie together, as a store keeps them at hand: many, in little room.
//!
//! In: marks, each with a number of the store's own for where it is from. Out: the numbers of those that another mark may match. What may
//! match shares a key, so that only those are looked at.
//!
//! Ten thousand strikes of two weeks: some 210 bytes each, and those between two states are found without a look at the others.

use detente_data::{EventType, Mode, RelationChange};

use super::cluster::JOINED;
use super::mark::Mark;
use super::probe::Probe;
use super::score::Score;
use super::traits::{Place, SideView, Span, View};
use super::weights::Weights;

/// Keys that lie apart, where a few more are quickly sorted in, before they join the others; few in tests, so that these outgrow it.
const MOST_LATE: usize = if cfg!(test) { 20 } else { 256 };

/// The marks.
#[derive(Debug, Default)]
pub struct Drawer {
    rows: Vec<Row>,
    /// The lists of all rows, one after the other.
    numbers: Vec<u32>,
    /// The dead of all rows.
    killed: Vec<u64>,
    /// Keys of rows with the rows' places, sorted.
    keys: Vec<Key>,
    /// Those that came since they were last joined to `keys`.
    late: Vec<Key>,
    /// Whether one came to `late` since that was sorted.
    is_unsorted: bool,
}

/// A mark without its lists.
#[derive(Debug)]
struct Row {
    from: i64,
    kind: EventType,
    mode: Option<Mode>,
    span: Span,
    place: Option<Place>,
    length: f32,
    relation: Option<RelationChange>,
    is_real: bool,
    /// Where its lists end: codes and names of actors, of recipients, words, telling words.
    ends: [u32; LISTS],
    /// Where its dead end.
    killed: u32,
}

const LISTS: usize = 6;

/// Half as many bits of a key as it has, and the place of a row that has it, in two halves: six bytes, where whole ones took eight. A row
/// with another key of the same half, one in thousands, is looked at in vain.
type Key = (u16, u16, u16);

fn key(number: u32, place: u32) -> Key {
    (half(number), (place >> 16) as u16, place as u16)
}

fn half(number: u32) -> u16 {
    (number ^ number >> 16) as u16
}

impl Drawer {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a mark from a place that the store knows.
    pub fn push(&mut self, mark: &Mark, from: i64) {
        let traits = &mark.traits;
        let place = index(self.rows.len());
        self.late.extend(mark.keys().into_iter().map(|number| key(number, place)));
        self.is_unsorted = true;
        let (actors, recipients) = (&traits.actors, &traits.recipients);
        let lists =
            [&actors.codes, &actors.names, &recipients.codes, &recipients.names, &traits.told, &traits.tells];
        let ends = lists.map(|list| {
            self.numbers.extend(list);
            index(self.numbers.len())
        });
        self.killed.extend(&traits.killed);
        self.rows.push(Row {
            from,
            kind: traits.kind,
            mode: traits.mode,
            span: traits.span,
            place: traits.place,
            length: traits.length,
            relation: traits.relation,
            is_real: traits.is_real,
            ends,
            killed: index(self.killed.len()),
        });
    }

    /// Gives back room that was taken ahead, for one to which little will be added.
    pub fn shrink(&mut self) {
        self.sort();
        self.rows.shrink_to_fit();
        self.numbers.shrink_to_fit();
        self.killed.shrink_to_fit();
        self.keys.shrink_to_fit();
        self.late.shrink_to_fit();
    }

    /// Tells from where the marks are that one may match: some too many, never too few.
    pub fn search(&mut self, probe: &Probe<'_>, mut found: impl FnMut(i64)) {
        if self.late.len() > MOST_LATE {
            self.sort();
        } else if std::mem::take(&mut self.is_unsorted) {
            // Sorted but for the last few.
            self.late.sort();
        }
        let (weights, wanted) = (Weights::builtin(), probe.mark.traits.view());
        for place in self.sharing(&probe.keys) {
            let Some((row, view)) = self.view(place as usize) else { continue };
            if Score::at_most(&wanted, &view, weights) >= JOINED {
                found(row.from);
            }
        }
    }

    fn sort(&mut self) {
        self.keys.append(&mut self.late);
        // Two runs, of which the first is sorted and the second short.
        self.keys.sort();
        self.is_unsorted = false;
    }

    /// The rows that have one of some keys, or one like it.
    fn sharing(&self, keys: &[u32]) -> Vec<u32> {
        let mut places = Vec::new();
        for list in [&self.keys, &self.late] {
            for key in keys.iter().map(|key| half(*key)) {
                let from = list.partition_point(|(other, ..)| *other < key);
                let same = list.iter().skip(from).take_while(|(other, ..)| *other == key);
                places.extend(same.map(|(_, high, low)| u32::from(*high) << 16 | u32::from(*low)));
            }
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    fn view(&self, place: usize) -> Option<(&Row, View<'_>)> {
        let row = self.rows.get(place)?;
        let before = place.checked_sub(1).and_then(|before| self.rows.get(before));
        let mut start = before.map_or(0, |row| row.ends[LISTS - 1]) as usize;
        let [by, by_names, on, on_names, told, tells] = row.ends.map(|end| {
            let list = self.numbers.get(start..end as usize).unwrap_or_default();
            start = end as usize;
            list
        });
        let dead = before.map_or(0, |row| row.killed) as usize..row.killed as usize;
        let view = View {
            kind: row.kind,
            mode: row.mode,
            actors: SideView { codes: by, names: by_names },
            recipients: SideView { codes: on, names: on_names },
            span: row.span,
            place: row.place,
            killed: self.killed.get(dead).unwrap_or_default(),
            told,
            tells,
            length: row.length,
            relation: row.relation,
            is_real: row.is_real,
        };
        Some((row, view))
    }
}

/// A place in a drawer; one of four thousand million numbers is never made.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::index::tests::strike;
    use super::*;
    use crate::report::{Account, Claimant, Spot, Toll};
    use detente_data::Stance;
    use proptest::prelude::*;

    const PARTIES: [&str; 3] = ["IRN", "PAK", "IND"];
    const WORDS: [&str; 6] = ["panjgur", "saravan", "village", "hideout", "missile", "rocket"];

    /// A strike on some day, by one party on another, told in some words, with some dead somewhere.
    fn mark() -> impl Strategy<Value = Mark> {
        let words = prop::collection::vec(0..WORDS.len(), 0..4);
        let spot = |at: usize| Spot {
            name: WORDS[at].to_string(),
            country: PARTIES[at].parse().ok(),
            position: None,
            radius_km: 0.0,
        };
        let dead = |min: u64| Account {
            claimant: Claimant::Narrator(None),
            stance: Stance::Asserts,
            killed: Some(Toll { min, max: None }),
            injured: None,
            target: None,
            score: 1.0,
        };
        let (place, accounts) = (prop::option::of(0..3usize), prop::collection::vec(1..4u64, 0..3));
        (0..20i32, 0..3usize, 0..3usize, words, place, accounts).prop_map(
            move |(published, by, on, words, place, killed)| {
                let words: Vec<&str> = words.iter().map(|at| WORDS[*at]).collect();
                let mut report = strike(1, 0, published, [PARTIES[by], PARTIES[on]], &words);
                report.place = place.map(spot);
                report.accounts = killed.into_iter().map(dead).collect();
                Mark::of(&report)
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn many_in_one_are_found_as_each_in_its_own(
            marks in prop::collection::vec((mark(), prop::bool::weighted(0.1)), 1..60),
        ) {
            let is_match = |mark: &Mark, wanted: &Mark| {
                let (mut alone, mut is_found) = (Drawer::default(), false);
                alone.push(mark, 0);
                alone.search(&Probe::of(wanted), |_| is_found = true);
                is_found
            };
            let mut all = Drawer::default();
            for (at, (wanted, is_shrunk)) in marks.iter().enumerate() {
                all.push(wanted, at as i64);
                if *is_shrunk {
                    all.shrink();
                }
                let mut found = Vec::new();
                all.search(&Probe::of(wanted), |from| found.push(from));
                let expected = (0..).zip(&marks[..=at]).filter(|(_, (mark, _))| is_match(mark, wanted));
                let expected: Vec<i64> = expected.map(|(at, _)| at).collect();
                prop_assert_eq!(&found, &expected);
                let probe = Probe::of(wanted);
                let rows = (0..).zip(&marks[..=at]);
                let probed = rows.filter(|(_, (m, _))| probe.matches(m.shelf(), m.day(), &m.row()) == Some(true));
                prop_assert_eq!(probed.map(|(at, _)| at).collect::<Vec<i64>>(), expected);
            }
        }
    }
}
