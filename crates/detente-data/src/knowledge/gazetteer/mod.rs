//! The long lists of places in a compact form that is searched as it lies in the program: nothing is parsed at start.
//!
//! Names are the keys of a finite-state transducer; a key leads to the records of all places of that name. The file is
//! compiled from `places.tsv`, `divisions.tsv` and `sites.tsv` by `cargo xtask gazetteer`.
//!
//! ```
//! let lahore = &detente_data::Knowledge::builtin().places("Lahore")[0];
//! assert_eq!((lahore.geonames, lahore.division.as_deref()), (Some(1172451), Some("Punjab")));
//! ```

mod compile;

use std::sync::OnceLock;

use fst::Map;

use super::place::{Place, PlaceKind};
use crate::code::StateCode;
#[cfg(test)]
pub(crate) use compile::SOURCES;
pub use compile::{Fault, compile};

/// The compiled lists.
pub(crate) const COMPILED: &[u8] = include_bytes!("../../../knowledge/gazetteer.bin");

/// First bytes of the file; the digit is the version of the form.
const MAGIC: &[u8; 8] = b"detgaz1\n";

/// Bytes of one record.
const RECORD: usize = 22;

/// No division known.
const NO_DIVISION: u32 = 0xff_ffff;

/// Degrees are kept in steps of 0.0001, about eleven metres.
const STEPS: f32 = 10_000.0;

/// A key's value: one record, or a run of the list of records.
fn one(record: u32) -> u64 {
    u64::from(record) << 1 | 1
}

fn run(start: usize, count: usize) -> u64 {
    (start as u64) << 9 | (count.min(MOST) as u64) << 1
}

/// Most places of one name; no name has as many.
const MOST: usize = 255;

/// The compiled lists, opened.
pub(crate) struct Gazetteer {
    names: Map<&'static [u8]>,
    runs: &'static [u8],
    records: &'static [u8],
    strings: &'static str,
    states: Vec<StateCode>,
}

/// Three bytes as a number.
fn three(bytes: &[u8]) -> Option<u32> {
    let &[a, b, c] = bytes else { return None };
    Some(u32::from_le_bytes([a, b, c, 0]))
}

/// Three bytes as a number with a sign.
fn three_signed(bytes: &[u8]) -> Option<i32> {
    // Moved to the top and back, so that the sign fills the fourth byte.
    three(bytes).map(|number| ((number << 8) as i32) >> 8)
}

/// Takes a length and so many bytes off the front.
fn section<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (head, rest) = bytes.split_first_chunk::<4>()?;
    let (part, rest) = rest.split_at_checked(u32::from_le_bytes(*head) as usize)?;
    *bytes = rest;
    Some(part)
}

impl Gazetteer {
    /// Opens a compiled file; nothing where it is not one.
    pub(crate) fn open(file: &'static [u8]) -> Option<Self> {
        let mut rest = file.strip_prefix(MAGIC)?;
        let names = Map::new(section(&mut rest)?).ok()?;
        let (runs, records) = (section(&mut rest)?, section(&mut rest)?);
        let strings = std::str::from_utf8(section(&mut rest)?).ok()?;
        let states = section(&mut rest)?
            .chunks(3)
            .map(|code| std::str::from_utf8(code).ok()?.parse().ok())
            .collect::<Option<Vec<StateCode>>>()?;
        Some(Self { names, runs, records, strings, states })
    }

    /// The one compiled in; a test opens it.
    pub(crate) fn builtin() -> Option<&'static Self> {
        static CELL: OnceLock<Option<Gazetteer>> = OnceLock::new();
        CELL.get_or_init(|| Self::open(COMPILED)).as_ref()
    }

    /// How many places it has, and under how many names.
    pub(crate) fn sizes(&self) -> (usize, usize) {
        (self.records.len() / RECORD, self.names.len())
    }

    /// Whether any place has that folded name.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.names.get(key).is_some()
    }

    /// The numbers of the places of that folded name: provinces first, then by people living there.
    pub(crate) fn numbers(&self, key: &str) -> Vec<u32> {
        let Some(value) = self.names.get(key) else { return Vec::new() };
        if value & 1 == 1 {
            return vec![(value >> 1) as u32];
        }
        let (start, count) = ((value >> 9) as usize, (value >> 1) as usize & MOST);
        let run = self.runs.get(start * 3..(start + count) * 3).unwrap_or_default();
        run.chunks(3).filter_map(three).collect()
    }

    /// The place of that GeoNames id; looks at every record.
    pub(crate) fn numbered(&self, geonames: u32) -> Option<Place> {
        let id = |record: &[u8]| record.get(19..22).and_then(three);
        let number = self.records.chunks_exact(RECORD).position(|record| id(record) == Some(geonames))?;
        self.place(number as u32)
    }

    fn name(&self, record: &[u8]) -> Option<&'static str> {
        let start = three(record.get(..3)?)? as usize;
        self.strings.get(start..start + usize::from(*record.get(3)?))
    }

    fn record(&self, number: u32) -> Option<&'static [u8]> {
        let start = number as usize * RECORD;
        self.records.get(start..start + RECORD)
    }

    /// The place of that number.
    pub(crate) fn place(&self, number: u32) -> Option<Place> {
        let record = self.record(number)?;
        let degrees = |at: usize| Some(three_signed(record.get(at..at + 3)?)? as f32 / STEPS);
        let division = three(record.get(11..14)?).filter(|number| *number != NO_DIVISION);
        let people = u32::from_le_bytes(*record.get(15..19)?.first_chunk()?);
        Some(Place {
            name: self.name(record)?.to_owned(),
            country: self.states.get(usize::from(record[10])).copied(),
            division: division.and_then(|number| self.name(self.record(number)?)).map(str::to_owned),
            kind: *PlaceKind::ALL.get(usize::from(record[14]))?,
            population: (people > 0).then_some(people),
            position: Some((degrees(4)?, degrees(7)?)),
            geonames: three(record.get(19..22)?).filter(|id| *id > 0),
        })
    }
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (places, names) = self.sizes();
        write!(f, "Gazetteer {{ {places} places, {names} names }}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_file_is_what_the_lists_say() {
        let compiled = compile(&SOURCES).expect("the lists are sound");
        assert!(compiled == COMPILED, "gazetteer.bin is stale: run `cargo xtask gazetteer`");
    }

    #[test]
    fn the_gazetteer_is_large_and_compact() {
        let (places, names) = Gazetteer::builtin().expect("it opens").sizes();
        assert!(places >= 150_000 && names >= 150_000, "{places} places, {names} names");
        assert!(COMPILED.len() <= 15_000_000, "{} bytes", COMPILED.len());
    }

    #[test]
    fn what_goes_in_comes_out() {
        let list = "# head\nOld Town\tAlttown;Ültown\tDEU\t07\tcity\t1200\t-50.125\t-179.999\t2911298\n\
                    Upper Land\t\tDEU\t07\tprovince\t\t50.5\t7.25\t11\nOld Town\t\tFRA\t\tcity\t99\t1\t2\t\n";
        let bytes: &'static [u8] = Vec::leak(compile(&[("test", list)]).unwrap());
        let gazetteer = Gazetteer::open(bytes).unwrap();
        let found = |name: &str| -> Vec<Place> {
            gazetteer.numbers(name).into_iter().filter_map(|number| gazetteer.place(number)).collect()
        };
        let town = &found("ultown")[0];
        assert_eq!((town.name.as_str(), town.division.as_deref()), ("Old Town", Some("Upper Land")));
        assert_eq!((town.position, town.population), (Some((-50.125, -179.999)), Some(1200)));
        assert_eq!((town.kind, town.geonames), (PlaceKind::City, Some(2_911_298)));
        let countries: Vec<_> = found("old town").iter().filter_map(|p| p.country).collect();
        assert_eq!(countries.iter().map(StateCode::as_str).collect::<Vec<_>>(), ["DEU", "FRA"]);
        assert!(found("nowhere").is_empty() && found("").is_empty());
    }

    #[test]
    fn a_fault_names_its_line() {
        for (line, expected) in [
            ("A\t\tDEU\t\tcity\t\t1", "9 cells"),
            ("A\t\tGermany\t\tcity\t\t1\t1\t", "state"),
            ("A\t\tDEU\t\ttown\t\t1\t1\t", "kind"),
            ("A\t\tDEU\t\tcity\tmany\t1\t1\t", "people"),
            ("A\t\tDEU\t\tcity\t\t91\t1\t", "position"),
        ] {
            let fault = compile(&[("list", &format!("# head\n{line}\n"))]).unwrap_err().to_string();
            assert!(fault.starts_with("list:2: ") && fault.contains(expected), "{fault}");
        }
    }

    #[test]
    fn a_cut_file_is_refused() {
        for len in [0, 7, 8, 100, COMPILED.len() / 2] {
            assert!(Gazetteer::open(&COMPILED[..len]).is_none(), "{len}");
        }
    }
}
