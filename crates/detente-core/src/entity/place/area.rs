//! Descriptions of a place as an area: "near the border", "45 km south of Quetta", "in Iranian territory".
//!
//! In: the words that set an event and the names of places among them. Out: a middle and how far from it. "45 km south
//! of Quetta" is a spot 45 km south of Quetta's middle, give or take a fifth of the way and the size of the town.

use detente_data::{Knowledge, Place, PlaceKind, StateCode};

use super::Toponym;
use crate::analysis::Analysis;
use crate::document::Document;
use crate::text::{ByteSpan, TokenSpan};

/// A place as an area.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// What it is reckoned from.
    pub place: Place,
    /// How sure that place is, 0 to 1.
    pub score: f32,
    /// The next place of that name.
    pub runner_up: Option<Place>,
    /// The middle, in degrees.
    pub position: (f32, f32),
    /// How far from the middle it may be, in kilometres; none for whole states and seas.
    pub radius_km: Option<f32>,
}

/// Words that put something beside a place, not into it.
const BESIDE: &[&str] =
    &["near", "outside", "around", "off", "close", "towards", "toward", "outskirts", "beside"];

/// Kilometres of a mile.
const MILE: f32 = 1.609;

/// Kilometres that "near" may mean.
const NEAR_KM: f32 = 30.0;

/// The area that the words of an event's place describe: by the name among them, else by the state they lie in.
pub fn area(
    document: &Document,
    analysis: &Analysis,
    knowledge: &Knowledge,
    toponyms: &[Toponym],
    span: ByteSpan,
    country: Option<StateCode>,
) -> Option<Area> {
    let inside = |t: &&Toponym| {
        let own = analysis.bytes(t.tokens);
        own.start() < span.end() && span.start() < own.end()
    };
    let fits = |t: &&Toponym| country.is_none() || t.country == country || t.best.is_none();
    let named = toponyms.iter().filter(inside).filter(fits).find_map(|t| Some((t, t.best.as_ref()?)));
    let Some((toponym, best)) = named else {
        let place = knowledge.state_place(country?)?;
        let position = place.position?;
        return Some(Area { place, score: 0.5, runner_up: None, position, radius_km: None });
    };
    let position = best.place.position?;
    let before = words_before(document, analysis, toponym.tokens);
    let (position, radius_km) = match distance(&before) {
        Some((km, bearing)) => {
            (moved(position, km, bearing), Some(km * if bearing.is_some() { 0.2 } else { 1.0 } + 5.0))
        }
        None if before.iter().any(|word| BESIDE.contains(&word.as_str())) => {
            (position, radius(best.place.kind).map(|km| km + NEAR_KM))
        }
        None => (position, radius(best.place.kind)),
    };
    let runner_up = toponym.runner_up.as_ref().map(|r| r.place.clone());
    Some(Area { place: best.place.clone(), score: best.score, runner_up, position, radius_km })
}

/// How far a place of a kind reaches; none where that differs too much to say.
fn radius(kind: PlaceKind) -> Option<f32> {
    match kind {
        PlaceKind::City => Some(10.0),
        PlaceKind::Site | PlaceKind::Base | PlaceKind::Airport | PlaceKind::Camp | PlaceKind::Border => {
            Some(5.0)
        }
        PlaceKind::District | PlaceKind::Island => Some(40.0),
        PlaceKind::Province | PlaceKind::Region | PlaceKind::Strait => Some(150.0),
        PlaceKind::Country | PlaceKind::Sea | PlaceKind::River | PlaceKind::Mountain | PlaceKind::Area => {
            None
        }
    }
}

/// The words of the sentence just before a name, in lower case: enough for "some 45 kilometres (28 miles) south of".
fn words_before(document: &Document, analysis: &Analysis, tokens: TokenSpan) -> Vec<String> {
    const REACH: usize = 9;
    let sentence = analysis.sentence_of(crate::text::TokenId::new(tokens.start())).tokens;
    let from = tokens.start().saturating_sub(REACH).max(sentence.start());
    let words = TokenSpan::new(from, tokens.start());
    words.ids().map(|id| analysis.word(id, document.text()).to_lowercase()).collect()
}

/// "45 km south of": how far, and in which direction in degrees from north. The words must run up to the name.
fn distance(before: &[String]) -> Option<(f32, Option<f32>)> {
    let word = |back: usize| before.len().checked_sub(back).and_then(|at| before.get(at)).map(String::as_str);
    if !matches!(word(1), Some("of" | "from" | "the")) {
        return None;
    }
    let of = if word(1) == Some("the") { 2 } else { 1 };
    let bearing = word(of + 1).and_then(bearing);
    let unit_at = (1..before.len()).rev().find(|at| unit(&before[*at]).is_some())?;
    // Between the unit and "of" only a direction and a second measure in brackets.
    let rest = &before[unit_at + 1..];
    let plain = |w: &String| bearing_or_filler(w);
    let mut number = before[unit_at - 1].as_str();
    let mut unit_word = before[unit_at].as_str();
    // "45 kilometres (28 miles) south of": the first measure counts.
    if unit_at >= 4 && before[unit_at - 2] == "(" && unit(&before[unit_at - 3]).is_some() {
        (number, unit_word) = (before[unit_at - 4].as_str(), before[unit_at - 3].as_str());
    }
    let count: f32 = number.replace(',', "").parse().ok().filter(|n: &f32| (0.0..2000.0).contains(n))?;
    rest.iter().all(plain).then_some((count * unit(unit_word)?, bearing))
}

fn unit(word: &str) -> Option<f32> {
    match word {
        "km" | "kilometre" | "kilometres" | "kilometer" | "kilometers" => Some(1.0),
        "mile" | "miles" => Some(MILE),
        _ => None,
    }
}

fn bearing_or_filler(word: &str) -> bool {
    bearing(word).is_some()
        || matches!(
            word,
            "of" | "from" | "the" | "to" | "away" | ")" | "city" | "town" | "border" | "capital"
        )
}

fn bearing(word: &str) -> Option<f32> {
    let plain = word.replace('-', "");
    const POINTS: [&str; 8] =
        ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"];
    let at = POINTS.iter().position(|point| *point == plain)?;
    Some(at as f32 * 45.0)
}

/// A position so many kilometres away.
fn moved(position: (f32, f32), km: f32, bearing: Option<f32>) -> (f32, f32) {
    const KM_PER_DEGREE: f32 = 111.2;
    let Some(bearing) = bearing else { return position };
    let angle = bearing.to_radians();
    let lat = (position.0 + km * angle.cos() / KM_PER_DEGREE).clamp(-90.0, 90.0);
    let lon = position.1 + km * angle.sin() / (KM_PER_DEGREE * position.0.to_radians().cos().max(0.05));
    (lat, lon)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(f32, Option<f32>)>) {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        assert_eq!(distance(&words), expected, "{text}");
    }

    #[test]
    fn distances_run_up_to_the_name() {
        check("a village 45 km south of", Some((45.0, Some(180.0))));
        check("some 45 kilometres ( 28 miles ) south of", Some((45.0, Some(180.0))));
        check("about 10 miles from", Some((16.09, None)));
        check("30 kilometers north - of", None);
        check("he walked 10 miles and told reporters of", None);
        check("south of", None);
        check("", None);
    }

    #[test]
    fn a_direction_moves_the_middle() {
        let (lat, lon) = moved((30.0, 60.0), 111.2, Some(180.0));
        assert!((lat - 29.0).abs() < 0.01 && (lon - 60.0).abs() < 0.01);
        let (_, east) = moved((60.0, 10.0), 55.6, Some(90.0));
        assert!((east - 11.0).abs() < 0.05);
        assert_eq!(moved((1.0, 2.0), 50.0, None), (1.0, 2.0));
    }
}
