//! `cargo xtask borders`: turns the outlines of states into the compact list that the web pages draw maps from.
//!
//! In: `countries-110m.json` of the npm package `world-atlas` (TopoJSON of Natural Earth). Out: `borders.txt` in the
//! assets of detente-serve: a line for each piece of border, a line for each state that names its pieces.

use anyhow::{Context as _, bail};
use clap::Args as Arguments;
use detente_data::{Knowledge, StateCode};
use serde::Deserialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Options of the task.
#[derive(Debug, Arguments)]
pub(crate) struct Args {
    /// `countries-110m.json` (npm pack world-atlas@2.0.2)
    source: PathBuf,
}

const HEAD: &str = "\
# Outlines of states at 1:110 million. Boundaries are not an endorsement.
# Origin: Natural Earth 4.1, naturalearthdata.com (public domain), through npm world-atlas 2.0.2; made by `cargo xtask borders`.
# arc: hundredths of a degree east and north, the first point and then steps. state: code, name, rings of arcs; ~n is arc n backwards.
";

/// Names of the source that are no names of ours.
const CODES: [(&str, &str); 13] = [
    ("Bosnia and Herz.", "BIH"),
    ("Central African Rep.", "CAF"),
    ("Dem. Rep. Congo", "COD"),
    ("Dominican Rep.", "DOM"),
    ("eSwatini", "SWZ"),
    ("Eq. Guinea", "GNQ"),
    ("Fr. S. Antarctic Lands", "ATF"),
    ("Falkland Is.", "FLK"),
    ("S. Sudan", "SSD"),
    ("Solomon Is.", "SLB"),
    ("W. Sahara", "ESH"),
    ("Greenland", "GRL"),
    ("New Caledonia", "NCL"),
];

/// Not drawn: no news of states, and a third of the paper.
const LEFT_OUT: &str = "Antarctica";

#[derive(Deserialize)]
struct Topology {
    objects: Objects,
    arcs: Vec<Vec<(i64, i64)>>,
    transform: Transform,
}

#[derive(Deserialize)]
struct Objects {
    countries: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Geometry {
    Polygon { arcs: Vec<Vec<i64>>, properties: Named },
    MultiPolygon { arcs: Vec<Vec<Vec<i64>>>, properties: Named },
}

/// Converts the outlines.
pub(crate) fn run(root: &Path, args: &Args) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(&args.source).with_context(|| args.source.display().to_string())?;
    let world: Topology = serde_json::from_str(&text).with_context(|| args.source.display().to_string())?;
    let mut out = HEAD.to_string();
    for arc in &world.arcs {
        writeln!(out, "arc\t{}", line(&world.transform, arc))?;
    }
    for geometry in &world.objects.countries.geometries {
        let (name, rings) = match geometry {
            Geometry::Polygon { arcs, properties } => (&properties.name, arcs.clone()),
            Geometry::MultiPolygon { arcs, properties } => {
                (&properties.name, arcs.iter().flatten().cloned().collect())
            }
        };
        if name == LEFT_OUT {
            continue;
        }
        let rings: Vec<String> = rings.iter().map(|ring| ring_text(ring)).collect();
        writeln!(out, "state\t{}\t{name}\t{}", code(name)?, rings.join(";"))?;
    }
    let path = root.join("crates/detente-serve/assets/borders.txt");
    std::fs::write(&path, &out).with_context(|| path.display().to_string())?;
    println!("{}: {} bytes", path.display(), out.len());
    Ok(())
}

/// The steps of one piece of border, in hundredths of a degree; steps of nothing are left out.
fn line(transform: &Transform, arc: &[(i64, i64)]) -> String {
    let (mut x, mut y) = (0, 0);
    let mut last: Option<(i64, i64)> = None;
    let mut words = Vec::new();
    for (dx, dy) in arc {
        (x, y) = (x + dx, y + dy);
        let degrees =
            |v: i64, scale: f64, translate: f64| ((v as f64 * scale + translate) * 100.0).round() as i64;
        let at = (
            degrees(x, transform.scale.0, transform.translate.0),
            degrees(y, transform.scale.1, transform.translate.1),
        );
        let from = last.unwrap_or_default();
        if last != Some(at) {
            words.push(format!("{} {}", at.0 - from.0, at.1 - from.1));
        }
        last = Some(at);
    }
    words.join(" ")
}

fn ring_text(ring: &[i64]) -> String {
    let arc = |n: &i64| if *n < 0 { format!("~{}", !n) } else { n.to_string() };
    ring.iter().map(arc).collect::<Vec<_>>().join(",")
}

/// The code of a state by the source's name of it; `-` for what is none in our lists.
fn code(name: &str) -> anyhow::Result<String> {
    if let Some((_, code)) = CODES.iter().find(|(n, _)| *n == name) {
        return Ok((*code).to_string());
    }
    let states = Knowledge::builtin().states();
    let named = |state: &&detente_data::State| state.name == name || state.names.iter().any(|n| n == name);
    let found: Option<StateCode> = states.iter().find(named).map(|state| state.code);
    match found {
        Some(code) => Ok(code.as_str().to_string()),
        None if ["N. Cyprus", "Somaliland"].contains(&name) => Ok("-".to_string()),
        None => bail!("no state is called {name:?}: add it to the names in borders.rs"),
    }
}
