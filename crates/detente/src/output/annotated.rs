//! `--format annotated`: the article's own text with its spans marked. On terminals by colour, elsewhere by
//! brackets with a label: `[recalling its ambassador]{e15 SANCTION}`. Nothing else of the text changes.

use super::text::{PARTY, PLACE, TIME, act_colour};
use anstyle::{Effects, Style};
use detente_core::claim::Source;
use detente_core::pipeline::Reading;
use detente_core::text::{ByteSpan, EventId};
use detente_ledger::record::event_name;

/// A span to mark.
struct Mark {
    span: ByteSpan,
    label: String,
    style: Style,
    is_event: bool,
}

/// The article with its marks.
pub(crate) fn render(reading: &Reading, colour: bool) -> String {
    let text = reading.document.text();
    let mut marks = marks(reading);
    marks.retain(|m| !m.span.is_empty() && !m.span.slice(text).is_empty());
    // Outer marks open first; of equal spans the one that is an event.
    marks.sort_by(|a, b| a.span.start().cmp(&b.span.start()).then(b.span.end().cmp(&a.span.end())));
    let mut out = if colour { coloured(text, &marks) } else { bracketed(text, &marks) };
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

fn marks(reading: &Reading) -> Vec<Mark> {
    let mut all: Vec<Mark> = Vec::new();
    let mut add = |span: ByteSpan, label: String, style: Style, is_event: bool| match all
        .iter_mut()
        .find(|m| m.span == span)
    {
        Some(mark) if mark.label.split("; ").any(|l| l == label) => {}
        Some(mark) => mark.label = format!("{}; {label}", mark.label),
        None => all.push(Mark { span, label, style, is_event }),
    };
    for (i, event) in reading.events.iter().enumerate() {
        for telling in &event.tellings {
            let style = act_colour(event.kind) | Effects::UNDERLINE;
            add(
                reading.analysis.bytes(telling.anchor),
                format!("{} {}", event_name(EventId::new(i)), event.kind),
                style,
                true,
            );
        }
    }
    for claim in &reading.claims {
        if let (Source::Party(party), Some(_)) = (&claim.source, claim.cue) {
            add(party.span, label(party, "source"), PARTY, false);
        }
    }
    for party in reading.events.iter().flat_map(|e| e.actors.iter().chain(&e.recipients)) {
        add(party.span, label(party, "party"), PARTY, false);
    }
    for time in &reading.mentions.times {
        if let Some(days) = time.days {
            let label = if days.from == days.to {
                days.from.to_string()
            } else {
                format!("{}/{}", days.from, days.to)
            };
            add(reading.analysis.bytes(time.tokens), label, TIME, false);
        }
    }
    for place in reading.events.iter().filter_map(|e| e.place.as_ref()) {
        let country = place.country.map(|c| format!(" {c}")).unwrap_or_default();
        add(place.span, format!("place{country}"), PLACE, false);
    }
    all
}

fn label(party: &detente_core::event::Party, role: &str) -> String {
    match party.code {
        Some(code) => format!("{role} {} {}", code.as_str(), party.sector),
        None => format!("{role} {}", party.sector),
    }
}

/// Brackets must nest to be read back, so a mark that only overlaps another is split where the other ends;
/// the second half repeats the label after "…".
fn bracketed(text: &str, marks: &[Mark]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut at = 0;
    let mut waiting: Vec<(ByteSpan, String)> =
        marks.iter().map(|m| (m.span, m.label.clone())).rev().collect();
    while let Some((span, label)) = waiting.pop() {
        at = close_until(text, &mut out, &mut open, at, span.start());
        let inner_end = open.last().map_or(usize::MAX, |(end, _)| *end);
        let end = span.end().min(inner_end);
        if end < span.end() {
            let rest = ByteSpan::new(end, span.end());
            let place = waiting.partition_point(|(s, _)| (s.start(), rest.end()) > (rest.start(), s.end()));
            waiting.insert(place, (rest, format!("…{}", label.trim_start_matches('…'))));
        }
        out.push_str(text.get(at..span.start()).unwrap_or(""));
        at = span.start();
        out.push('[');
        open.push((end, label));
    }
    at = close_until(text, &mut out, &mut open, at, usize::MAX);
    out.push_str(text.get(at..).unwrap_or(""));
    out
}

/// Closes the brackets that end at or before `limit`; gives back how far the text is written.
fn close_until(
    text: &str,
    out: &mut String,
    open: &mut Vec<(usize, String)>,
    at: usize,
    limit: usize,
) -> usize {
    let mut at = at;
    while let Some((end, label)) = open.pop_if(|(end, _)| *end <= limit) {
        out.push_str(text.get(at..end).unwrap_or(""));
        at = at.max(end);
        out.push_str(&format!("]{{{label}}}"));
    }
    at
}

/// The innermost mark gives the colour; only the label of an event is printed, faint, after its words.
fn coloured(text: &str, marks: &[Mark]) -> String {
    let mut cuts: Vec<usize> = marks.iter().flat_map(|m| [m.span.start(), m.span.end()]).collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = String::with_capacity(text.len() * 2);
    for piece in cuts.windows(2) {
        let (from, to) = (piece[0], piece[1]);
        let covering = marks.iter().filter(|m| m.span.start() <= from && to <= m.span.end());
        let inner = covering.min_by_key(|m| m.span.len());
        let words = text.get(from..to).unwrap_or("");
        match inner {
            Some(mark) => {
                out.push_str(&format!("{}{words}{}", mark.style.render(), mark.style.render_reset()))
            }
            None => out.push_str(words),
        }
        let faint = Style::new().dimmed();
        for mark in marks.iter().filter(|m| m.span.end() == to && m.is_event) {
            out.push_str(&format!("{}[{}]{}", faint.render(), mark.label, faint.render_reset()));
        }
    }
    out
}
