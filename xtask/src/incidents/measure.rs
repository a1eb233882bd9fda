//! How far incidents agree with those of annotators: B-cubed, and pairs.
//!
//! Most happenings are told once, and whoever puts every event on its own scores a B-cubed F1 above 0.9; the pairs say
//! what is really joined.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Events;
use super::case::Case;

/// The agreement over events that an annotator has too.
#[derive(Debug, Default)]
pub struct Measure {
    events: usize,
    precision: f64,
    recall: f64,
    /// Pairs rightly joined, wrongly joined, missed.
    pairs: (usize, usize, usize),
}

/// Names the incident of an event, by its place among the article's.
type Name<'a> = &'a dyn Fn(&Case, usize) -> String;

/// An event: its article, its place, the annotator's incident, that found.
type Item<'a> = (&'a Case, usize, (&'a str, &'a str), String);

fn items<'a>(cases: &'a [Case], events: Events, name: Name<'_>) -> Vec<Item<'a>> {
    let mut items = Vec::new();
    for case in cases {
        for (at, event) in events(case).iter().enumerate() {
            if let Some(incident) = &event.incident {
                items.push((case, at, (case.crisis.as_str(), incident.as_str()), name(case, at)));
            }
        }
    }
    items
}

impl Measure {
    pub fn of(cases: &[Case], events: Events, name: Name<'_>) -> Self {
        let items = items(cases, events, name);
        // As the scorer does, crisis by crisis.
        let mut gold: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
        let mut found: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
        for (i, (case, _, incident, name)) in items.iter().enumerate() {
            gold.entry(*incident).or_default().insert(i);
            found.entry((&case.crisis, name)).or_default().insert(i);
        }
        let mut measure = Measure { events: items.len(), ..Measure::default() };
        for (case, _, incident, name) in &items {
            let (wanted, given) = (&gold[incident], &found[&(case.crisis.as_str(), name.as_str())]);
            let both = wanted.intersection(given).count();
            measure.precision += both as f64 / given.len() as f64;
            measure.recall += both as f64 / wanted.len() as f64;
            measure.pairs.0 += both - 1;
            measure.pairs.1 += given.len() - both;
            measure.pairs.2 += wanted.len() - both;
        }
        measure
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.events.max(1) as f64;
        let (p, r) = (self.precision / count, self.recall / count);
        let (right, wrong, missed) = (self.pairs.0 / 2, self.pairs.1 / 2, self.pairs.2 / 2);
        let pairs = 2.0 * right as f64 / (2 * right + wrong + missed).max(1) as f64;
        write!(f, "B-cubed P {p:.3} R {r:.3} F1 {:.3} on {} events; ", 2.0 * p * r / (p + r), self.events)?;
        write!(f, "pairs right {right} wrong {wrong} missed {missed} F1 {pairs:.3}")
    }
}

/// Prints the pairs on which the two differ.
pub fn show(cases: &[Case], events: Events, name: Name<'_>) {
    let items = items(cases, events, name);
    for (i, (case, at, wanted, given)) in items.iter().enumerate() {
        for (other, there, wanted_there, given_there) in &items[..i] {
            let (is_one, is_found) = (wanted == wanted_there, given == given_there);
            if is_one == is_found || case.crisis != other.crisis {
                continue;
            }
            let (a, b) = (&events(case)[*at].report, &events(other)[*there].report);
            let word = if is_found { "wrong " } else { "missed" };
            println!(
                "{word} {} {at} / {} {there}: {} {} / {}",
                case.id, other.id, a.kind, wanted.1, wanted_there.1
            );
            for report in [a, b] {
                let names = |side: &[detente_crisis::Who]| {
                    side.iter()
                        .map(|w| w.party().map_or("?".to_string(), |p| p.to_string()))
                        .collect::<Vec<_>>()
                        .join("+")
                };
                println!(
                    "       {:?} {} -> {} published {} days {:?} place {:?}",
                    report.mode,
                    names(&report.actors),
                    names(&report.recipients),
                    report.published,
                    report.days.map(|d| (d.from.to_string(), d.to.to_string())),
                    report.place.as_ref().map(|p| &p.name),
                );
            }
        }
    }
}
