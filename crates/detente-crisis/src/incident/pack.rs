//! What matching looks at, as a row of few bytes for a store.
//!
//! In: traits. Out: bytes, and from them the same traits, but for type and first day, which the store has beside them. Words that the table
//! of weights lists are two bytes, their places in it; others four.
//!
//! A strike by one state on another, told in ten common words and two rare ones: some 50 bytes.

use detente_data::{EventType, Mode, RelationChange, StateCode};

use super::traits::{Place, Side, Span, Traits};
use super::weights::Weights;
use crate::word;

/// Set in the first byte where there is a mode, and so on.
const MODE: u8 = 1;
const PLACE: u8 = 2;
const COUNTRY: u8 = 4;
const RELATION: u8 = 8;
const REAL: u8 = 16;

/// The row of traits.
pub(super) fn row(traits: &Traits, weights: &Weights) -> Vec<u8> {
    let country = traits.place.as_ref().and_then(|place| place.country);
    let flags = [
        (MODE, traits.mode.is_some()),
        (PLACE, traits.place.is_some()),
        (COUNTRY, country.is_some()),
        (RELATION, traits.relation.is_some()),
        (REAL, traits.is_real),
    ];
    let mut row = vec![flags.iter().filter(|(_, is_set)| *is_set).map(|(flag, _)| flag).sum()];
    push(&mut row, u64::try_from(traits.span.to - traits.span.from).unwrap_or(0));
    // The places of modes and changes in their lists; a row with none of these has no byte for it. Ledgers keep these numbers: the
    // lists may only grow at the end.
    row.extend(traits.mode.map(|mode| mode as u8));
    row.extend(traits.relation.map(|relation| relation as u8));
    if let Some(place) = &traits.place {
        row.extend(place.name.to_le_bytes());
    }
    if let Some(country) = country {
        row.extend(country.as_str().as_bytes());
    }
    for side in [&traits.actors, &traits.recipients] {
        push_numbers(&mut row, &side.codes);
        push_numbers(&mut row, &side.names);
    }
    push(&mut row, traits.killed.len() as u64);
    traits.killed.iter().for_each(|killed| push(&mut row, *killed));
    push_numbers(&mut row, &traits.tells);
    let (listed, others): (Vec<u32>, Vec<u32>) =
        traits.told.iter().partition(|number| weights.place_of(**number).is_some());
    push(&mut row, listed.len() as u64);
    listed.iter().filter_map(|number| weights.place_of(*number)).for_each(|at| row.extend(at.to_le_bytes()));
    push_numbers(&mut row, &others);
    row
}

/// The traits of a row; none where it is not one.
pub(super) fn traits(
    kind: EventType,
    day: i32,
    is_stated: bool,
    row: &[u8],
    weights: &Weights,
) -> Option<Traits> {
    let mut rest = Rest(row);
    let flags = rest.byte()?;
    let has = |flag: u8| flags & flag != 0;
    let span = Span { from: day, to: day.checked_add(i32::try_from(rest.number()?).ok()?)?, is_stated };
    let mode = if has(MODE) { Some(*Mode::ALL.get(usize::from(rest.byte()?))?) } else { None };
    let relation =
        if has(RELATION) { Some(*RelationChange::ALL.get(usize::from(rest.byte()?))?) } else { None };
    let name = if has(PLACE) { Some(u32::from_le_bytes(rest.bytes()?)) } else { None };
    let country: Option<StateCode> = match has(COUNTRY) {
        true => Some(std::str::from_utf8(&rest.bytes::<3>()?).ok()?.parse().ok()?),
        false => None,
    };
    let actors = Side { codes: rest.numbers()?, names: rest.numbers()? };
    let recipients = Side { codes: rest.numbers()?, names: rest.numbers()? };
    let killed = (0..rest.number()?).map(|_| rest.number()).collect::<Option<Vec<u64>>>()?;
    let tells = rest.numbers()?;
    let listed = (0..rest.number()?)
        .map(|_| weights.at_place(u16::from_le_bytes(rest.bytes()?)))
        .collect::<Option<Vec<u32>>>()?;
    let mut told = rest.numbers()?;
    told.extend(listed);
    told.sort_unstable();
    let is_sound = rest.0.is_empty() && told.iter().all(|number| !word::tells(*number));
    is_sound.then(|| Traits {
        kind,
        mode,
        actors,
        recipients,
        span,
        place: name.map(|name| Place { name, country }),
        killed,
        length: weights.length(&told),
        told,
        tells,
        relation,
        is_real: has(REAL),
    })
}

/// Parties and words that are looked for in rows.
#[derive(Debug)]
pub(super) struct Wanted {
    numbers: Vec<u32>,
    /// The places of those that the table of weights lists.
    places: Vec<u16>,
    /// A bit for the lowest six of each number, and of each place: of eight in ten that are not wanted it tells so at once.
    bits: (u64, u64),
}

impl Wanted {
    /// Of some numbers.
    pub(super) fn of(numbers: &[u32], weights: &Weights) -> Self {
        let places: Vec<u16> = numbers.iter().filter_map(|number| weights.place_of(*number)).collect();
        let bits = (
            numbers.iter().fold(0, |bits, number| bits | bit(*number)),
            places.iter().fold(0, |bits, place| bits | bit(u32::from(*place))),
        );
        Wanted { numbers: numbers.to_vec(), places, bits }
    }

    /// Whether a row names one of them, seen without unpacking it; none where it is not a row.
    pub(super) fn is_named(&self, row: &[u8], weights: &Weights) -> Option<bool> {
        let mut rest = Rest(row);
        let flags = rest.byte()?;
        rest.number()?;
        for (flag, length) in [(MODE, 1), (RELATION, 1), (PLACE, 4), (COUNTRY, 3)] {
            if flags & flag != 0 {
                rest.skip(length)?;
            }
        }
        // Codes and names of both sides.
        for _ in 0..4 {
            if self.has_number(rest.list()?) {
                return Some(true);
            }
        }
        for _ in 0..rest.number()? {
            rest.number()?;
        }
        rest.list()?;
        for place in rest.places()? {
            let place = u16::from_le_bytes(*place);
            weights.at_place(place)?;
            if self.bits.1 & bit(u32::from(place)) != 0 && self.places.contains(&place) {
                return Some(true);
            }
        }
        rest.list().map(|list| self.has_number(list))
    }

    fn has_number(&self, list: &[[u8; 4]]) -> bool {
        let is_wanted = |number: u32| self.bits.0 & bit(number) != 0 && self.numbers.contains(&number);
        list.iter().any(|number| is_wanted(u32::from_le_bytes(*number)))
    }
}

fn bit(number: u32) -> u64 {
    1 << (number % 64)
}

/// A number, seven bits a byte, the lowest first; the highest bit says that more follow.
fn push(row: &mut Vec<u8>, mut number: u64) {
    while number > 127 {
        row.push(number as u8 | 128);
        number >>= 7;
    }
    row.push(number as u8);
}

fn push_numbers(row: &mut Vec<u8>, numbers: &[u32]) {
    push(row, numbers.len() as u64);
    row.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

/// What of a row is not yet read.
struct Rest<'r>(&'r [u8]);

impl Rest<'_> {
    fn byte(&mut self) -> Option<u8> {
        self.bytes::<1>().map(|[byte]| byte)
    }

    fn bytes<const COUNT: usize>(&mut self) -> Option<[u8; COUNT]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.0 = self.0.get(count..)?;
        Some(())
    }

    /// As many numbers as are said before them, as they lie.
    fn list(&mut self) -> Option<&[[u8; 4]]> {
        let bytes = usize::try_from(self.number()?).ok()?.checked_mul(4)?;
        let (numbers, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(numbers.as_chunks::<4>().0)
    }

    /// The same of places in the table of weights.
    fn places(&mut self) -> Option<&[[u8; 2]]> {
        let bytes = usize::try_from(self.number()?).ok()?.checked_mul(2)?;
        let (places, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(places.as_chunks::<2>().0)
    }

    fn numbers(&mut self) -> Option<Vec<u32>> {
        Some(self.list()?.iter().map(|number| u32::from_le_bytes(*number)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn numbers() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::btree_set(0..1u32 << 31, 0..5).prop_map(|set| set.into_iter().collect())
    }

    proptest! {
        #[test]
        fn a_row_has_all_of_it(
            parties in prop::array::uniform4(numbers()),
            (others, listed, tells) in (numbers(), prop::collection::btree_set(0..1_800u16, 0..9), numbers()),
            (days, is_stated, is_real) in (0..400i32, any::<bool>(), any::<bool>()),
            (mode, relation) in (prop::option::of(0..Mode::ALL.len()), prop::option::of(0..RelationChange::ALL.len())),
            place in prop::option::of((any::<u32>(), any::<bool>())),
            killed in prop::collection::vec(any::<u64>(), 0..3),
            cut in any::<prop::sample::Index>(),
        ) {
            let weights = Weights::builtin();
            let [a, b, c, d] = parties;
            let mut told = others;
            told.extend(listed.iter().filter_map(|at| weights.at_place(*at)));
            told.sort_unstable();
            told.dedup();
            let traits = Traits {
                kind: EventType::Assault,
                mode: mode.map(|at| Mode::ALL[at]),
                actors: Side { codes: a, names: b },
                recipients: Side { codes: c, names: d },
                span: Span { from: 9_000, to: 9_000 + days, is_stated },
                place: place.map(|(name, has)| Place { name, country: has.then(|| "IRN".parse().expect("a code")) }),
                killed,
                length: weights.length(&told),
                told,
                tells,
                relation: relation.map(|at| RelationChange::ALL[at]),
                is_real,
            };
            let row = row(&traits, weights);
            let read = |row: &[u8]| super::traits(traits.kind, 9_000, is_stated, row, weights);
            prop_assert_eq!(read(&row), Some(traits.clone()));
            prop_assert_eq!(read(&row[..cut.index(row.len())]), None);
        }
    }
}
