//! A score on paper: the table, the confusion of types, the list of misses; or all of it as one JSON object.
//!
//! Worked example: one article with one event that was found without its recipient:
//!
//! ```text
//! 1 article, 1 event annotated, 1 found
//!
//!                                  P      R     F1   agreed  annotated   found
//! event found, any type        1.000  1.000  1.000        1          1       1
//! who did what to whom         0.000  0.000  0.000        0          1       1
//! ```

use super::account::Parties;
use super::measure::{Measure, Rates, Score, Types};
use super::miss::{Miss, MissKind, Sighting};
use detente_data::EventType;
use serde::Serialize;
use std::fmt::Write;

/// The name of what B-cubed measures.
const INCIDENTS: &str = "same incident (B-cubed)";

/// What is reported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report {
    /// The table of annotated against found types.
    pub(crate) confusion: bool,
    /// The list of misses.
    pub(crate) misses: bool,
}

impl Report {
    /// The report for a person.
    pub(crate) fn text(self, score: &Score) -> String {
        let mut out = table(score);
        if self.confusion {
            out.push('\n');
            out.push_str(&confusion(score));
        }
        if self.misses {
            score.misses.iter().for_each(|miss| {
                out.push('\n');
                out.push_str(&shown(miss));
            });
        }
        out
    }

    /// All of it as one JSON object on a line.
    pub(crate) fn json(score: &Score) -> String {
        // Strings, numbers and lists only: serialising to memory has no way to fail.
        serde_json::to_string(&Record::of(score)).unwrap_or_default() + "\n"
    }
}

/// Writing to a string cannot fail; this says so once.
macro_rules! line {
    ($out:expr, $($format:tt)*) => { let _ = writeln!($out, $($format)*); };
}

fn table(score: &Score) -> String {
    let events = score.tally(Measure::Found);
    let mut out = String::new();
    let (articles, annotated) = (counted(score.articles, "article"), counted(events.gold, "event"));
    line!(out, "{articles}, {annotated} annotated, {} found\n", events.found);
    line!(
        out,
        "{:27} {:>6} {:>6} {:>6} {:>8} {:>10} {:>7}",
        "",
        "P",
        "R",
        "F1",
        "agreed",
        "annotated",
        "found"
    );
    for measure in Measure::ALL {
        let tally = score.tally(measure);
        let rates = rates(measure.as_str(), tally.rates());
        line!(out, "{rates} {:8} {:10} {:7}", tally.hits, tally.gold, tally.found);
    }
    line!(out, "{}", rates(INCIDENTS, score.incidents()));
    out
}

fn rates(name: &str, rates: Rates) -> String {
    format!("{name:27} {:6.3} {:6.3} {:6.3}", rates.precision, rates.recall, rates.f1)
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Annotated types down, found types across, of those that occur.
fn confusion(score: &Score) -> String {
    /// As many letters as tell the types apart.
    const LETTERS: usize = 4;
    let side = |of: fn(&Types) -> Option<EventType>| {
        let occurs = |kind: &EventType| score.confusion.keys().any(|types| of(types) == Some(*kind));
        let types = EventType::ALL.iter().copied().filter(occurs).map(Some);
        types.chain([None]).collect::<Vec<_>>()
    };
    let (rows, columns) = (side(|types| types.0), side(|types| types.1));
    let mut out = String::new();
    let _ = write!(out, "{:12}", "annotated");
    for column in &columns {
        let name: String = column.map_or("none", EventType::as_str).chars().take(LETTERS).collect();
        let _ = write!(out, "{name:>6}");
    }
    line!(out, "  found");
    for row in rows {
        let _ = write!(out, "{:12}", row.map_or("none", EventType::as_str));
        for column in &columns {
            let count = score.confusion.get(&(row, *column)).copied().unwrap_or_default();
            // Zeros would hide the few figures that matter.
            let count = if count == 0 { "·".to_string() } else { count.to_string() };
            let _ = write!(out, "{count:>6}");
        }
        line!(out, "");
    }
    out
}

/// One miss: what and where on the first line, the text on the second.
fn shown(miss: &Miss) -> String {
    let id = |side: &Option<Sighting>| side.as_ref().map(|s| s.id.clone());
    let ids: Vec<String> = [id(&miss.gold), id(&miss.found)].into_iter().flatten().collect();
    let seen = miss.gold.as_ref().or(miss.found.as_ref());
    let (kind, anchor) = seen.map_or(("", ""), |s| (s.kind.as_str(), s.anchor.as_str()));
    let mut out = format!("{:9} {} {}  {kind} “{anchor}”", miss.kind.as_str(), miss.article, ids.join("/"));
    if let (Some(gold), Some(found)) = (&miss.gold, &miss.found) {
        let _ = match miss.kind {
            MissKind::Parties => write!(out, ": annotated {}, found {}", gold.parties, found.parties),
            _ => write!(out, ": found as {} “{}”", found.kind, found.anchor),
        };
    }
    line!(out, "\n          {}", miss.text);
    out
}

/// The wire type of a score.
#[derive(Debug, Serialize)]
struct Record<'s> {
    articles: usize,
    events: Counts,
    measures: Vec<MeasureRecord>,
    incidents: RatesRecord,
    confusion: Vec<ConfusionRecord>,
    misses: Vec<MissRecord<'s>>,
}

#[derive(Debug, Serialize)]
struct Counts {
    annotated: usize,
    found: usize,
}

#[derive(Debug, Serialize)]
struct MeasureRecord {
    measure: &'static str,
    #[serde(flatten)]
    rates: RatesRecord,
    agreed: usize,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Debug, Serialize)]
struct RatesRecord {
    precision: f64,
    recall: f64,
    f1: f64,
}

/// Null for a type that one side does not have.
#[derive(Debug, Serialize)]
struct ConfusionRecord {
    annotated: Option<EventType>,
    found: Option<EventType>,
    count: usize,
}

#[derive(Debug, Serialize)]
struct MissRecord<'s> {
    kind: &'static str,
    article: &'s str,
    annotated: Option<SightingRecord<'s>>,
    found: Option<SightingRecord<'s>>,
    text: &'s str,
}

#[derive(Debug, Serialize)]
struct SightingRecord<'s> {
    id: &'s str,
    #[serde(rename = "type")]
    kind: EventType,
    actors: Vec<Option<&'s str>>,
    recipients: Vec<Option<&'s str>>,
    anchor: &'s str,
    start: Option<usize>,
    end: Option<usize>,
}

impl<'s> Record<'s> {
    fn of(score: &'s Score) -> Self {
        let events = score.tally(Measure::Found);
        let measure = |measure: Measure| {
            let tally = score.tally(measure);
            MeasureRecord {
                measure: measure.as_str(),
                rates: tally.rates().into(),
                agreed: tally.hits,
                counts: Counts { annotated: tally.gold, found: tally.found },
            }
        };
        let confused = score.confusion.iter();
        Record {
            articles: score.articles,
            events: Counts { annotated: events.gold, found: events.found },
            measures: Measure::ALL.into_iter().map(measure).collect(),
            incidents: score.incidents().into(),
            confusion: confused
                .map(|((annotated, found), count)| ConfusionRecord {
                    annotated: *annotated,
                    found: *found,
                    count: *count,
                })
                .collect(),
            misses: score.misses.iter().map(MissRecord::of).collect(),
        }
    }
}

impl From<Rates> for RatesRecord {
    fn from(rates: Rates) -> Self {
        RatesRecord { precision: rates.precision, recall: rates.recall, f1: rates.f1 }
    }
}

impl<'s> MissRecord<'s> {
    fn of(miss: &'s Miss) -> Self {
        MissRecord {
            kind: miss.kind.as_str(),
            article: &miss.article,
            annotated: miss.gold.as_ref().map(SightingRecord::of),
            found: miss.found.as_ref().map(SightingRecord::of),
            text: &miss.text,
        }
    }
}

impl<'s> SightingRecord<'s> {
    fn of(seen: &'s Sighting) -> Self {
        let Parties { actors, recipients } = &seen.parties;
        SightingRecord {
            id: &seen.id,
            kind: seen.kind,
            actors: actors.iter().map(|code| code.as_ref().map(|c| c.as_str())).collect(),
            recipients: recipients.iter().map(|code| code.as_ref().map(|c| c.as_str())).collect(),
            anchor: &seen.anchor,
            start: seen.span.map(|span| span.start),
            end: seen.span.map(|span| span.end),
        }
    }
}
