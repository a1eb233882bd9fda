//! Where things are: cities, provinces, regions, seas.
//!
//! The long lists are never parsed as a whole. Their lines are sorted by the folded name, so that a look-up is a
//! binary search in the text as it is.

use std::cmp::Ordering;

use super::phrase::fold;
use super::problem::{Problem, list, rows};
use crate::closed::closed_set;
use crate::code::StateCode;

pub(crate) const REGIONS_FILE: &str = "regions.tsv";
const REGIONS: &str = include_str!("../../knowledge/regions.tsv");
#[cfg(test)]
pub(crate) const CITIES_FILE: &str = "places.tsv";
pub(crate) const CITIES: &str = include_str!("../../knowledge/places.tsv");
#[cfg(test)]
pub(crate) const PROVINCES_FILE: &str = "provinces.tsv";
pub(crate) const PROVINCES: &str = include_str!("../../knowledge/provinces.tsv");

closed_set! {
    /// What kind of place it is.
    PlaceKind, "kind of place" {
        /// A city, town, village.
        City = "city",
        /// A first-level division of a state.
        Province = "province",
        /// A historic or disputed region, a strip of land, a zone.
        Region = "region",
        /// An island or a group of them.
        Island = "island",
        /// A sea, gulf, bay.
        Sea = "sea",
        /// A strait, canal, channel.
        Strait = "strait",
        /// A river or lake.
        River = "river",
        /// A mountain, a range, a glacier, a desert.
        Mountain = "mountain",
        /// A line or crossing between two sides.
        Border = "border",
        /// A camp of refugees.
        Camp = "camp",
        /// A base, airport, port, reactor, prison, temple.
        Site = "site",
        /// Several states together.
        Area = "area",
    }
}

/// A place that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its usual name, which may differ from the one looked up.
    pub name: String,
    /// The state it lies in; none for open seas and what several share.
    pub country: Option<StateCode>,
    /// Its kind.
    pub kind: PlaceKind,
    /// People living there; none where unknown.
    pub population: Option<u32>,
    /// Latitude and longitude in degrees.
    pub position: Option<(f32, f32)>,
}

/// A hand-kept place: a region, sea, island, border, site.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// The place itself.
    pub place: Place,
    /// Other names.
    pub aliases: Vec<String>,
    /// Words for its people and things: "Chechen", "Catalan".
    pub adjectives: Vec<String>,
}

fn position(lat: &str, lon: &str) -> Result<Option<(f32, f32)>, String> {
    if lat.is_empty() && lon.is_empty() {
        return Ok(None);
    }
    match (lat.parse::<f32>(), lon.parse::<f32>()) {
        (Ok(lat), Ok(lon)) if lat.abs() <= 90.0 && lon.abs() <= 180.0 => Ok(Some((lat, lon))),
        _ => Err(format!("{lat:?} {lon:?} is no position")),
    }
}

fn country(cell: &str) -> Result<Option<StateCode>, String> {
    if cell.is_empty() { Ok(None) } else { cell.parse().map(Some).map_err(|e| format!("{e}")) }
}

fn region(cells: &[&str]) -> Result<Region, String> {
    let &[name, aliases, adjectives, code, kind, lat, lon] = cells else {
        return Err(format!("{} cells instead of 7", cells.len()));
    };
    let owned = |cell| list(cell).map(str::to_owned).collect();
    let place = Place {
        name: name.to_owned(),
        country: country(code)?,
        kind: kind.parse().map_err(|e| format!("{e}"))?,
        population: None,
        position: position(lat, lon)?,
    };
    Ok(Region { place, aliases: owned(aliases), adjectives: owned(adjectives) })
}

pub(crate) fn load_regions(problems: &mut Vec<Problem>) -> Vec<Region> {
    let mut regions = Vec::new();
    for (line, cells) in rows(REGIONS) {
        match region(&cells) {
            Ok(region) => regions.push(region),
            Err(fault) => problems.push(Problem::new(REGIONS_FILE, format_args!("line {line}"), fault)),
        }
    }
    regions
}

/// Reads a line of a long list: name, state, people, latitude, longitude, usual name where another.
pub(crate) fn parse_line(line: &str, kind: PlaceKind) -> Result<Place, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let &[name, code, population, lat, lon, usual] = cells.as_slice() else {
        return Err(format!("{} cells instead of 6", cells.len()));
    };
    let population = match population {
        "" => None,
        digits => Some(digits.parse().map_err(|_| format!("{digits:?} is no number"))?),
    };
    let name = if usual.is_empty() { name } else { usual };
    Ok(Place {
        name: name.to_owned(),
        country: country(code)?,
        kind,
        population,
        position: position(lat, lon)?,
    })
}

/// The name a line is sorted by. Comments sort before everything.
pub(crate) fn line_key(line: &str) -> String {
    if line.starts_with('#') { String::new() } else { fold(line.split('\t').next().unwrap_or_default()) }
}

/// The line around a byte of the text.
fn line_at(text: &str, byte: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let start = bytes[..byte].iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[byte..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |offset| byte + offset);
    (start, end)
}

/// Calls `take` with every line of a sorted list whose folded name is `key`.
fn lines_named<'t>(text: &'t str, key: &str, mut take: impl FnMut(&'t str)) {
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let (start, end) = line_at(text, low + (high - low) / 2);
        match line_key(&text[start..end]).as_str().cmp(key) {
            Ordering::Less => low = (end + 1).min(high),
            Ordering::Equal | Ordering::Greater => high = start,
        }
    }
    for line in text[low.min(text.len())..].lines().take_while(|line| line_key(line) == key) {
        take(line);
    }
}

/// Cities and provinces of that folded name.
pub(crate) fn find(key: &str) -> Vec<Place> {
    let mut places = Vec::new();
    if key.is_empty() {
        return places;
    }
    for (text, kind) in [(PROVINCES, PlaceKind::Province), (CITIES, PlaceKind::City)] {
        lines_named(text, key, |line| places.extend(parse_line(line, kind)));
    }
    places
}
