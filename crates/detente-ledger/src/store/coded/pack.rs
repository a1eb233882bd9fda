//! The deeds of a run as bytes.
//!
//! A byte that says the form (1); how many kinds of act there are (two bytes); each kind as its length and its words, "ASSAULT aerial 195";
//! then fifteen bytes a deed: its number, year, month, day, kind (two bytes), and marks (in which way, doubts, whether it ended).
//! Numbers have their least byte first. A form once used stays readable for ever.

use super::super::error::StoreError;
use detente_crisis::IncidentId;
use detente_crisis::crisis::{Act, Doubt, Way};
use detente_data::{CameoCode, EventType, Mode, Status};
use jiff::civil::Date;

/// The form.
const FORM: u8 = 1;
/// Bytes of a deed.
const DEED: usize = 15;

/// What was done, of what kind.
type Kind = (EventType, Option<Mode>, CameoCode);

/// A deed as a run tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) act: Act,
    /// Another state of its row took its place.
    pub(super) has_ended: bool,
}

/// The bytes of a run.
pub(super) fn pack(entries: &[Entry]) -> Result<Vec<u8>, StoreError> {
    let mut kinds: Vec<Kind> = Vec::new();
    let mut deeds = Vec::with_capacity(entries.len() * DEED);
    for Entry { act, has_ended } in entries {
        let kind = (act.kind, act.mode, act.cameo);
        let at = kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
            kinds.push(kind);
            kinds.len() - 1
        });
        let way = match act.way {
            Way::Forth => 0,
            Way::Back => 1,
            Way::Both => 2,
        };
        let Doubt { is_disputed, is_single, is_undated } = act.doubt;
        let mark = |at: u8, is_set: bool| u8::from(is_set) << at;
        let marks =
            way | mark(2, is_disputed) | mark(3, is_single) | mark(4, is_undated) | mark(5, *has_ended);
        deeds.extend(act.incident.0.to_le_bytes());
        deeds.extend(act.day.year().to_le_bytes());
        deeds.extend([act.day.month().cast_unsigned(), act.day.day().cast_unsigned()]);
        deeds.extend(place(at)?.to_le_bytes());
        deeds.push(marks);
    }
    let mut bytes = vec![FORM];
    bytes.extend(place(kinds.len())?.to_le_bytes());
    for (kind, mode, cameo) in kinds {
        let words = format!("{kind} {} {cameo}", mode.map(Mode::as_str).unwrap_or("-"));
        bytes.push(u8::try_from(words.len()).map_err(|_| StoreError::Corrupt(words.clone()))?);
        bytes.extend(words.as_bytes());
    }
    bytes.extend(deeds);
    Ok(bytes)
}

fn place(number: usize) -> Result<u16, StoreError> {
    u16::try_from(number).map_err(|_| StoreError::Corrupt("a run with 65,536 kinds of act".to_string()))
}

/// The deeds of a run.
pub(super) fn unpack(bytes: &[u8], mut take: impl FnMut(Entry)) -> Result<(), StoreError> {
    read(bytes, &mut take).ok_or_else(|| StoreError::Corrupt("a run of coded events".to_string()))
}

fn read(bytes: &[u8], take: &mut impl FnMut(Entry)) -> Option<()> {
    let (form, mut rest) = bytes.split_first()?;
    if *form != FORM {
        return None;
    }
    let mut kinds: Vec<Kind> = Vec::new();
    let (count, after) = rest.split_first_chunk::<2>()?;
    rest = after;
    for _ in 0..u16::from_le_bytes(*count) {
        let (length, after) = rest.split_first()?;
        let (words, after) = after.split_at_checked(usize::from(*length))?;
        kinds.push(kind(std::str::from_utf8(words).ok()?)?);
        rest = after;
    }
    let (deeds, left) = rest.as_chunks::<DEED>();
    for deed in deeds {
        take(entry(deed, &kinds)?);
    }
    left.is_empty().then_some(())
}

fn kind(words: &str) -> Option<Kind> {
    let mut words = words.split(' ');
    let kind: EventType = words.next()?.parse().ok()?;
    let mode = match words.next()? {
        "-" => None,
        mode => Some(Mode::parse(kind, mode)?),
    };
    Some((kind, mode, words.next()?.parse().ok()?))
}

fn entry(deed: &[u8; DEED], kinds: &[Kind]) -> Option<Entry> {
    let [n0, n1, n2, n3, n4, n5, n6, n7, y0, y1, month, day, k0, k1, marks] = *deed;
    let (kind, mode, cameo) = *kinds.get(usize::from(u16::from_le_bytes([k0, k1])))?;
    let has = |at: u8| marks >> at & 1 == 1;
    let act = Act {
        day: Date::new(i16::from_le_bytes([y0, y1]), month.cast_signed(), day.cast_signed()).ok()?,
        incident: IncidentId(u64::from_le_bytes([n0, n1, n2, n3, n4, n5, n6, n7])),
        way: [Way::Forth, Way::Back, Way::Both].get(usize::from(marks & 3)).copied()?,
        kind,
        mode,
        cameo,
        status: Status::Happened,
        doubt: Doubt { is_disputed: has(2), is_single: has(3), is_undated: has(4) },
    };
    Some(Entry { act, has_ended: has(5) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_entry() -> impl Strategy<Value = Entry> {
        let kinds = [("ASSAULT", Some("aerial"), "195"), ("CONSULT", None, "041"), ("SANCTION", None, "161")];
        (any::<u64>(), (1800i16..2100, 1i8..=12, 1i8..=28), 0usize..3, 0u8..64).prop_map(
            move |(number, (year, month, day), at, marks)| {
                let (kind, mode, cameo) = kinds[at];
                let kind: EventType = kind.parse().unwrap();
                let has = |at: u8| marks >> at & 1 == 1;
                let act = Act {
                    day: jiff::civil::date(year, month, day),
                    incident: IncidentId(number),
                    way: [Way::Forth, Way::Back, Way::Both][usize::from(marks & 3) % 3],
                    kind,
                    mode: mode.and_then(|mode| Mode::parse(kind, mode)),
                    cameo: cameo.parse().unwrap(),
                    status: Status::Happened,
                    doubt: Doubt { is_disputed: has(2), is_single: has(3), is_undated: has(4) },
                };
                Entry { act, has_ended: has(5) }
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_packed_reads_back(entries in proptest::collection::vec(any_entry(), 0..30)) {
            let bytes = pack(&entries).unwrap();
            let mut found = Vec::new();
            unpack(&bytes, |entry| found.push(entry)).unwrap();
            prop_assert_eq!(found, entries);
            // A byte too few is no run.
            if bytes.len() > 3 {
                prop_assert!(unpack(&bytes[..bytes.len() - 1], |_| ()).is_err());
            }
        }
    }
}
