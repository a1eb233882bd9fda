//! What went wrong, event by event, for whoever wants to mend a frame or an annotation.
//!
//! Worked example: an annotated ASSAULT at "struck Pakistan" that was found as COERCE gives one mistyped event, not a
//! missed and an extra one; found with its type but without the recipient it gives one with wrong parties.

use super::account::{Event, Gold, Parties, Span};
use detente_data::EventType;

/// Characters of the paragraph that are shown on either side of an anchor.
const AROUND: usize = 100;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MissKind {
    /// Annotated, not found.
    Missed,
    /// Found, not annotated.
    Extra,
    /// Found with another type.
    Mistyped,
    /// Found with its type, but others did it to others.
    Parties,
}

impl MissKind {
    /// Its name in reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            MissKind::Missed => "missed",
            MissKind::Extra => "extra",
            MissKind::Mistyped => "mistyped",
            MissKind::Parties => "parties",
        }
    }
}

/// One thing that went wrong.
#[derive(Debug, Clone)]
pub(crate) struct Miss {
    pub(crate) kind: MissKind,
    /// The article's id.
    pub(crate) article: String,
    /// The annotated event, if there is one.
    pub(crate) gold: Option<Sighting>,
    /// The found event, if there is one.
    pub(crate) found: Option<Sighting>,
    /// What stands around the anchor.
    pub(crate) text: String,
}

/// An event as one side has it.
#[derive(Debug, Clone)]
pub(crate) struct Sighting {
    pub(crate) id: String,
    pub(crate) kind: EventType,
    pub(crate) parties: Parties,
    /// The first anchor: where it stands, and its words.
    pub(crate) span: Option<Span>,
    pub(crate) anchor: String,
}

/// Everything that went wrong in one article: what was annotated in its order, then what was found beyond.
pub(super) fn misses(gold: &Gold, found: &[Event], pairs: &[(usize, usize)]) -> Vec<Miss> {
    let text: Vec<char> = gold.text.chars().collect();
    let events = &gold.account.events;
    let (missed, extra) = unpaired(events.len(), found.len(), pairs);
    let miss = |kind, one: Option<&Event>, other: Option<&Event>| {
        let span = one.or(other).and_then(|event| event.anchors.first().copied());
        Miss {
            kind,
            article: gold.id.clone(),
            gold: one.map(|event| sighting(event, &text)),
            found: other.map(|event| sighting(event, &text)),
            text: span.map(|span| around(&text, span)).unwrap_or_default(),
        }
    };
    let paired = pairs.iter().filter_map(|&(i, j)| {
        let (one, other) = (&events[i], &found[j]);
        let kind = if one.kind != other.kind { MissKind::Mistyped } else { MissKind::Parties };
        let is_wrong = kind == MissKind::Mistyped || one.parties() != other.parties();
        is_wrong.then(|| (i, miss(kind, Some(one), Some(other))))
    });
    let missed = missed.into_iter().map(|i| (i, miss(MissKind::Missed, Some(&events[i]), None)));
    let mut annotated: Vec<(usize, Miss)> = paired.chain(missed).collect();
    annotated.sort_by_key(|(i, _)| *i);
    let extra = extra.into_iter().map(|j| miss(MissKind::Extra, None, Some(&found[j])));
    annotated.into_iter().map(|(_, miss)| miss).chain(extra).collect()
}

/// The places in either list that are in no pair.
pub(super) fn unpaired(gold: usize, found: usize, pairs: &[(usize, usize)]) -> (Vec<usize>, Vec<usize>) {
    let missed = (0..gold).filter(|i| pairs.iter().all(|(one, _)| one != i)).collect();
    let extra = (0..found).filter(|j| pairs.iter().all(|(_, other)| other != j)).collect();
    (missed, extra)
}

fn sighting(event: &Event, text: &[char]) -> Sighting {
    let span = event.anchors.first().copied();
    Sighting {
        id: event.id.clone(),
        kind: event.kind,
        parties: event.parties(),
        span,
        anchor: span.map(|span| slice(text, span.start, span.end)).unwrap_or_default(),
    }
}

/// Characters of the text; an answer may name some that it does not have.
fn slice(text: &[char], start: usize, end: usize) -> String {
    let end = end.min(text.len());
    text[start.min(end)..end].iter().collect()
}

/// The anchor in its paragraph, on one line, cut at blanks.
fn around(text: &[char], span: Span) -> String {
    let end = span.end.min(text.len());
    let start = span.start.min(end);
    let is_break = |i: &usize| text[*i] == '\n';
    let first = (start.saturating_sub(AROUND)..start).rev().find(is_break).map(|i| i + 1);
    let last = (end..text.len().min(end + AROUND)).find(is_break);
    let first_blank =
        || (start.saturating_sub(AROUND)..start).find(|i| text[*i] == ' ').map_or(start, |i| i + 1);
    let last_blank = || (end..text.len().min(end + AROUND)).rev().find(|i| text[*i] == ' ').unwrap_or(end);
    let (from, before) = match first {
        Some(first) => (first, ""),
        None if start <= AROUND => (0, ""),
        None => (first_blank(), "... "),
    };
    let (to, after) = match last {
        Some(last) => (last, ""),
        None if text.len() - end <= AROUND => (text.len(), ""),
        None => (last_blank(), " ..."),
    };
    let words = slice(text, from, to);
    format!("{before}{}{after}", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{article, found_at};
    use super::*;

    const TEXT: &str = "Lima, Jan 3.-\n\nPerú shelled a post of Écuador. Quito protested.\n\nNothing else.";

    /// The kinds of miss with what was annotated and what was found.
    #[track_caller]
    fn check(gold: &[(&str, &str)], found: Vec<Event>, expected: &[(&str, &str, &str)]) {
        let gold = article(TEXT, gold);
        let pairs = super::super::align::align(TEXT, &gold.account.events, &found);
        let misses = misses(&gold, &found, &pairs);
        let shown = |side: &Option<Sighting>| {
            side.as_ref().map(|s| format!("{} {}", s.kind, s.anchor)).unwrap_or_default()
        };
        let rows: Vec<_> =
            misses.iter().map(|m| (m.kind.as_str(), shown(&m.gold), shown(&m.found))).collect();
        let rows: Vec<_> = rows.iter().map(|(kind, a, b)| (*kind, a.as_str(), b.as_str())).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn a_miss_says_what_was_annotated_and_what_was_found() {
        let gold = [("ASSAULT", "shelled a post"), ("PROTEST", "Quito protested")];
        check(
            &gold,
            vec![found_at(TEXT, "ASSAULT", "shelled")],
            &[("missed", "PROTEST Quito protested", "")],
        );
        let found = vec![found_at(TEXT, "COERCE", "shelled"), found_at(TEXT, "AID", "Nothing")];
        let expected = [
            ("mistyped", "ASSAULT shelled a post", "COERCE shelled"),
            ("missed", "PROTEST Quito protested", ""),
            ("extra", "", "AID Nothing"),
        ];
        check(&gold, found, &expected);
    }

    #[test]
    fn wrong_parties_are_told_where_the_type_is_right() {
        let mut found = found_at(TEXT, "ASSAULT", "shelled");
        found.actors.insert("PER".parse().ok());
        let expected = [("parties", "ASSAULT shelled a post", "ASSAULT shelled")];
        check(&[("ASSAULT", "shelled a post")], vec![found], &expected);
    }

    #[test]
    fn the_text_around_stays_in_its_paragraph_and_on_its_line() {
        let text: Vec<char> = TEXT.chars().collect();
        let at = TEXT.chars().position(|c| c == 'É').unwrap_or_default();
        let shown = around(&text, Span { start: at, end: at + 7 });
        assert_eq!(shown, "Perú shelled a post of Écuador. Quito protested.");
        let long: Vec<char> = "word ".repeat(100).chars().collect();
        let shown = around(&long, Span { start: 250, end: 254 });
        assert!(shown.starts_with("... word") && shown.ends_with("word ...") && shown.len() < 220, "{shown}");
        assert_eq!(around(&text, Span { start: 900, end: 990 }), "Nothing else.");
    }
}
