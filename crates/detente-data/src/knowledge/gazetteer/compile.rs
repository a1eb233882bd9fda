//! From the source lists to the compiled form. Run by `cargo xtask gazetteer` and by the test that compares.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use fst::MapBuilder;

use super::{MAGIC, NO_DIVISION, STEPS, one, run};
use crate::code::StateCode;
use crate::knowledge::phrase::fold;
use crate::knowledge::place::PlaceKind;

/// The source lists with their names, for the test that compares them with the compiled form.
#[cfg(test)]
pub(crate) const SOURCES: [(&str, &str); 3] = [
    ("divisions.tsv", include_str!("../../../knowledge/divisions.tsv")),
    ("places.tsv", include_str!("../../../knowledge/places.tsv")),
    ("sites.tsv", include_str!("../../../knowledge/sites.tsv")),
];

/// What keeps a list from being compiled.
#[derive(Debug)]
pub struct Fault {
    file: String,
    line: usize,
    what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

impl std::error::Error for Fault {}

/// One line of a list.
struct Row<'t> {
    name: &'t str,
    others: &'t str,
    state: StateCode,
    division: &'t str,
    kind: PlaceKind,
    people: u32,
    position: (f32, f32),
    geonames: u32,
}

fn row(line: &str) -> Result<Row<'_>, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let &[name, others, state, division, kind, people, lat, lon, geonames] = cells.as_slice() else {
        return Err(format!("{} cells instead of 9 cells", cells.len()));
    };
    let number = |what: &str, cell: &str| match cell {
        "" => Ok(0),
        digits => digits.parse::<u32>().map_err(|_| format!("{what}: {digits:?} is no number")),
    };
    let position = match (lat.parse::<f32>(), lon.parse::<f32>()) {
        (Ok(lat), Ok(lon)) if lat.abs() <= 90.0 && lon.abs() <= 180.0 => (lat, lon),
        _ => return Err(format!("{lat:?} {lon:?} is no position")),
    };
    Ok(Row {
        name,
        others,
        state: state.parse().map_err(|e| format!("{e}"))?,
        division,
        kind: kind.parse().map_err(|e| format!("{e}"))?,
        people: number("people", people)?,
        position,
        geonames: number("GeoNames id", geonames)?,
    })
}

fn rows<'t>(sources: &[(&str, &'t str)]) -> Result<Vec<Row<'t>>, Fault> {
    let mut all = Vec::new();
    for (file, text) in sources {
        for (line, content) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let fault = |what| Fault { file: (*file).to_owned(), line: line + 1, what };
            all.push(row(content).map_err(fault)?);
        }
    }
    Ok(all)
}

/// Numbers of the places under each folded name, the weightiest first.
fn by_name(rows: &[Row<'_>]) -> BTreeMap<String, Vec<u32>> {
    let mut names: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (row, number) in rows.iter().zip(0u32..) {
        let others = row.others.split(';').filter(|name| !name.is_empty());
        for name in std::iter::once(row.name).chain(others) {
            let key = fold(name);
            let numbers = names.entry(key).or_default();
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
    }
    names.remove("");
    for numbers in names.values_mut() {
        numbers.sort_by_key(|number| {
            let row = &rows[*number as usize];
            (row.kind != PlaceKind::Province, std::cmp::Reverse(row.people), *number)
        });
    }
    names
}

fn push_three(number: u32, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&number.to_le_bytes()[..3]);
}

fn degrees(value: f32) -> u32 {
    ((value * STEPS).round() as i32) as u32
}

/// Compiles lists with the columns of `places.tsv`. The same lists give the same bytes.
///
/// # Errors
/// When a line is not what its columns say.
pub fn compile(sources: &[(&str, &str)]) -> Result<Vec<u8>, Fault> {
    let rows = rows(sources)?;
    let mut states: Vec<StateCode> = rows.iter().map(|row| row.state).collect();
    states.sort_unstable();
    states.dedup();
    let provinces: HashMap<(StateCode, &str), u32> = rows
        .iter()
        .zip(0..)
        .filter(|(row, _)| row.kind == PlaceKind::Province && !row.division.is_empty())
        .map(|(row, number)| ((row.state, row.division), number))
        .collect();
    let (mut records, mut strings) = (Vec::new(), String::new());
    let mut kept: HashMap<&str, u32> = HashMap::new();
    for row in &rows {
        let start = *kept.entry(row.name).or_insert_with(|| {
            strings.push_str(row.name);
            (strings.len() - row.name.len()) as u32
        });
        push_three(start, &mut records);
        records.push(row.name.len() as u8);
        push_three(degrees(row.position.0), &mut records);
        push_three(degrees(row.position.1), &mut records);
        records.push(states.binary_search(&row.state).unwrap_or_default() as u8);
        let own = row.kind == PlaceKind::Province;
        let division = provinces.get(&(row.state, row.division)).filter(|_| !own);
        push_three(division.copied().unwrap_or(NO_DIVISION), &mut records);
        records.push(PlaceKind::ALL.iter().position(|kind| *kind == row.kind).unwrap_or_default() as u8);
        records.extend_from_slice(&row.people.to_le_bytes());
        push_three(row.geonames, &mut records);
    }
    let (names, runs) = transducer(by_name(&rows))?;
    let states: Vec<u8> = states.iter().flat_map(|state| state.as_str().bytes()).collect();
    let mut file = MAGIC.to_vec();
    for part in [names, runs, records, strings.into_bytes(), states] {
        file.extend_from_slice(&(part.len() as u32).to_le_bytes());
        file.extend_from_slice(&part);
    }
    Ok(file)
}

/// The transducer over the names, and the list its runs point into.
fn transducer(names: BTreeMap<String, Vec<u32>>) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    // A sorted map holds each key once, so that the builder has nothing to refuse.
    let fault = |error: fst::Error| Fault { file: "names".to_owned(), line: 0, what: error.to_string() };
    let mut builder = MapBuilder::memory();
    let mut runs = Vec::new();
    for (name, numbers) in names {
        let value = match numbers.as_slice() {
            [only] => one(*only),
            many => {
                let start = runs.len() / 3;
                many.iter().for_each(|number| push_three(*number, &mut runs));
                run(start, many.len())
            }
        };
        builder.insert(name, value).map_err(fault)?;
    }
    Ok((builder.into_inner().map_err(fault)?, runs))
}
