//! Where things are: what a place is, and the hand-kept list of regions, seas, borders, sites.
//!
//! ```
//! let gulf = &detente_data::Knowledge::builtin().places("Gulf of Aden")[0];
//! assert_eq!(gulf.kind, detente_data::PlaceKind::Sea);
//! ```

use super::problem::{CellFault, Problem, Row, expected, list, one_of, rows};
use crate::closed::closed_set;
use crate::code::StateCode;

pub(crate) const REGIONS_FILE: &str = "regions.tsv";
const REGIONS: &str = include_str!("../../knowledge/regions.tsv");

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
        /// A port, reactor, prison, temple, palace.
        Site = "site",
        /// Several states together.
        Area = "area",
        /// A state as a whole.
        Country = "country",
        /// A second-level division of a state.
        District = "district",
        /// A military base.
        Base = "base",
        /// An airport.
        Airport = "airport",
    }
}

/// A place that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its usual name, which may differ from the one looked up.
    pub name: String,
    /// The state it lies in; none for open seas and what several share.
    pub country: Option<StateCode>,
    /// The first-level division it lies in.
    pub division: Option<String>,
    /// Its kind.
    pub kind: PlaceKind,
    /// People living there; none where unknown.
    pub population: Option<u32>,
    /// Latitude and longitude in degrees.
    pub position: Option<(f32, f32)>,
    /// Its number in GeoNames.
    pub geonames: Option<u32>,
}

impl Place {
    /// Kilometres between two places, along the surface; none where a position is missing.
    pub fn distance(&self, other: &Self) -> Option<f32> {
        Some(distance(self.position?, other.position?))
    }
}

/// Kilometres between two positions in degrees, along the surface of a sphere.
///
/// ```
/// let (paris, london) = ((48.85, 2.35), (51.51, -0.13));
/// assert!((detente_data::distance(paris, london) - 344.0).abs() < 5.0);
/// ```
pub fn distance(one: (f32, f32), other: (f32, f32)) -> f32 {
    const RADIUS: f32 = 6_371.0;
    let (lat, lat2) = (one.0.to_radians(), other.0.to_radians());
    let (north, east) = ((lat2 - lat) / 2.0, (other.1 - one.1).to_radians() / 2.0);
    let part = north.sin().powi(2) + lat.cos() * lat2.cos() * east.sin().powi(2);
    2.0 * RADIUS * part.sqrt().min(1.0).asin()
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

/// The columns of the list.
const COLUMNS: &str =
    "name, aliases, adjectives, state, kind, lat, lon and, if known, the GeoNames id, parted by tabs";

fn degrees(cells: &[&str], cell: usize, most: f32) -> Result<f32, CellFault> {
    let value = cells[cell].parse::<f32>().ok().filter(|value| value.abs() <= most);
    value.ok_or_else(|| expected(cell, format_args!("degrees from -{most} to {most}"), cells[cell]))
}

fn region(cells: &[&str]) -> Result<Region, CellFault> {
    let (&[name, aliases, adjectives, code, kind, lat, lon]
    | &[name, aliases, adjectives, code, kind, lat, lon, _]) = cells
    else {
        return Err((cells.len().min(7), format!("expected 7 cells ({COLUMNS}), found {}", cells.len())));
    };
    if name.trim().is_empty() {
        return Err(expected(0, "a name", name));
    }
    let owned = |cell| list(cell).map(str::to_owned).collect();
    let country = match code {
        "" => None,
        code => Some(code.parse().map_err(|_| expected(3, "a state code such as IRN, or nothing", code))?),
    };
    let kind = kind.parse().map_err(|_| expected(4, one_of(PlaceKind::ALL, PlaceKind::as_str), kind))?;
    let position = match (lat, lon) {
        ("", "") => None,
        _ => Some((degrees(cells, 5, 90.0)?, degrees(cells, 6, 180.0)?)),
    };
    let geonames = match cells.get(7).copied().unwrap_or_default() {
        "" => None,
        id => Some(id.parse().map_err(|_| expected(7, "a GeoNames id, which is a number", id))?),
    };
    let place = Place {
        name: name.trim().to_owned(),
        country,
        division: None,
        kind,
        population: None,
        position,
        geonames,
    };
    Ok(Region { place, aliases: owned(aliases), adjectives: owned(adjectives) })
}

/// Reads a list in the form of `regions.tsv`, each entry with its row.
pub(crate) fn read<'t>(file: &str, text: &'t str, problems: &mut Vec<Problem>) -> Vec<(Row<'t>, Region)> {
    let mut regions = Vec::new();
    for row in rows(text) {
        match region(&row.cells) {
            Ok(region) => regions.push((row, region)),
            Err(fault) => problems.push(row.problem(file, fault)),
        }
    }
    regions
}

/// Loads the built-in list.
pub(crate) fn load_regions(problems: &mut Vec<Problem>) -> Vec<Region> {
    read(REGIONS_FILE, REGIONS, problems).into_iter().map(|(_, region)| region).collect()
}
