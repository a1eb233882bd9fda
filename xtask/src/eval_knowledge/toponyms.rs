//! Which place is meant: the project's own set of mentions in context.
//!
//! A line is a short text with its mentions marked: `Police in [[Hyderabad|1176734]], Pakistan, held four men.` The number
//! is the place's in GeoNames.

use std::path::Path;

use anyhow::Context as _;
use detente_core::analysis::{Reader, analyse};
use detente_core::document::{Article, Document};
use detente_core::entity::place::toponyms;
use detente_data::Knowledge;

use super::Measure;

/// A place this near is the one meant, as the field counts.
const NEAR_KM: f32 = 161.0;

/// A marked mention: its bytes in the plain text, and the place's number.
struct Marked {
    start: usize,
    end: usize,
    geonames: u32,
}

/// Takes the marks out of a line.
fn unmark(line: &str) -> anyhow::Result<(String, Vec<Marked>)> {
    let (mut text, mut marked) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("[[") {
        let (inner, after) = after.split_once("]]").with_context(|| format!("no ]] in {line:?}"))?;
        let (name, number) = inner.split_once('|').with_context(|| format!("no | in {inner:?}"))?;
        text.push_str(before);
        let start = text.len();
        text.push_str(name);
        let geonames = number.parse().with_context(|| format!("{number:?} is no number in {line:?}"))?;
        marked.push(Marked { start, end: text.len(), geonames });
        rest = after;
    }
    text.push_str(rest);
    Ok((text, marked))
}

/// Measures which place is chosen for each mention.
pub(super) fn measure(
    root: &Path,
    reader: &Reader,
    knowledge: &Knowledge,
    show: bool,
) -> anyhow::Result<Vec<Measure>> {
    let path = root.join("crates/detente-core/tests/toponyms.txt");
    let set = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let (mut all, mut near, mut country, mut exact) = (0, 0, 0, 0);
    for line in set.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (text, marked) = unmark(line)?;
        let document = Document::new(Article { text, ..Article::default() });
        let analysis = analyse(reader, &document, None);
        let found = toponyms(&document, &analysis, knowledge);
        for mark in marked {
            let wanted = knowledge.place_numbered(mark.geonames);
            let wanted =
                wanted.with_context(|| format!("no place has the number {} in {line:?}", mark.geonames))?;
            let name = found.iter().find(|name| {
                let span = analysis.bytes(name.tokens);
                span.start() < mark.end && mark.start < span.end()
            });
            let best = name.and_then(|name| name.best.as_ref());
            let km = best.and_then(|best| best.place.distance(&wanted));
            // A whole state is its number, not its middle.
            let is_same = best.is_some_and(|best| best.place.geonames == Some(mark.geonames));
            let is_near = is_same || km.is_some_and(|km| km <= NEAR_KM);
            let is_country = name.is_some_and(|name| name.country == wanted.country);
            all += 1;
            near += usize::from(is_near);
            exact += usize::from(is_same);
            country += usize::from(is_country);
            if show && !(is_near && is_country) {
                let place = best.map(|b| {
                    format!("{} {:?} {:?} {:.2}", b.place.name, b.place.country, b.place.division, b.score)
                });
                println!(
                    "place  {line}\n       {} wanted {:?} {:?}, found {place:?}",
                    wanted.name, wanted.country, wanted.division
                );
            }
        }
    }
    Ok(vec![
        Measure::share("place within 161 km, own set", "0.90", near, all),
        Measure::share("country, own set", "0.96", country, all),
        Measure::share("the very place (GeoNames id), own set", "", exact, all),
    ])
}
