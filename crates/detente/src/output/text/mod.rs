//! `--format text`: the article as a person reads it: a timeline by date, under each event the accounts
//! side by side, then what changed between the parties and what they promised.
//!
//! In: a `Reading`. Out: text, with ANSI colours if asked for. "Pakistan reported the death of two children,
//! recalling its ambassador" becomes
//!
//! ```text
//! e15  Pakistan (PAK) → withdrawal of envoys → Tehran (IRN)
//!      “recalling its ambassador from Tehran”
//! ```

mod accounts;
mod layout;
mod palette;
mod parties;
mod wording;

use detente_core::event::Event;
use detente_core::mention::Days;
use detente_core::pipeline::Reading;
use detente_core::text::EventId;
use detente_ledger::record::{self, event_name};
use layout::{Line, Run, indent, plain, run, wrap};
use std::collections::BTreeMap;

pub(crate) use palette::{PARTY, PLACE, TIME, act as act_colour};

/// How to set the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Columns to fill.
    pub(crate) width: usize,
    /// Whether to write ANSI colours.
    pub(crate) colour: bool,
    /// Whether to say why.
    pub(crate) explain: bool,
}

/// Where the text of an event begins, so that ids stand in a column of their own.
const MARGIN: usize = 6;

/// The article as text.
pub(crate) fn render(reading: &Reading, look: Look) -> String {
    let page = Page { reading, width: look.width.max(40), explain: look.explain };
    let mut lines = page.header();
    for (days, events) in page.by_day() {
        lines.extend(page.day(days, &events));
    }
    lines.extend(page.relations());
    lines.extend(page.commitments());
    lines.push(Line::default());
    let mut out = String::new();
    for line in &lines {
        line.write(&mut out, look.colour);
    }
    out
}

/// One article being set.
struct Page<'r> {
    reading: &'r Reading,
    width: usize,
    explain: bool,
}

impl Page<'_> {
    fn text(&self) -> &str {
        self.reading.document.text()
    }

    fn event(&self, id: EventId) -> &Event {
        &self.reading.events[id.index()]
    }

    /// Agency, day, places; title; how much was found.
    fn header(&self) -> Vec<Line> {
        let document = &self.reading.document;
        let mut parts: Vec<String> = Vec::new();
        parts.extend(record::agency(self.reading));
        parts.extend(document.day.map(|d| wording::days(Days::on(d))));
        if let Some(dateline) = document.dateline.as_ref().filter(|d| !d.places.is_empty()) {
            let places: Vec<_> = dateline.places.iter().map(|p| p.slice(self.text())).collect();
            parts.push(places.join("/"));
        }
        let mut head = vec![run(parts.join(" · "), palette::HEADING)];
        let gap = if parts.is_empty() { "" } else { " · " };
        head.push(run(format!("{gap}{}", document.article.id), palette::FAINT));
        let mut lines = wrap(&head, self.width, 0);
        if let Some(title) = &document.article.title {
            lines.extend(wrap(&[plain(title)], self.width, 0));
        }
        let found = match (self.reading.events.len(), self.reading.claims.len()) {
            (0, _) => "No event found.".to_string(),
            (events, claims) => format!("{}, {}", count(events, "event"), count(claims, "claim")),
        };
        lines.push(Line(vec![run(found, palette::FAINT)]));
        lines
    }

    /// Events by their days, in time; those without a day come last.
    fn by_day(&self) -> Vec<(Option<Days>, Vec<EventId>)> {
        let mut dated: BTreeMap<Days, Vec<EventId>> = BTreeMap::new();
        let mut undated = Vec::new();
        for (i, event) in self.reading.events.iter().enumerate() {
            match event.days {
                Some(days) => dated.entry(days).or_default().push(EventId::new(i)),
                None => undated.push(EventId::new(i)),
            }
        }
        let mut all: Vec<_> = dated.into_iter().map(|(days, events)| (Some(days), events)).collect();
        if !undated.is_empty() {
            all.push((None, undated));
        }
        all
    }

    fn day(&self, days: Option<Days>, events: &[EventId]) -> Vec<Line> {
        let title = days.map_or_else(|| "No date given".to_string(), wording::days);
        let mut lines = self.section(&title);
        for (i, id) in events.iter().enumerate() {
            if i > 0 {
                lines.push(Line::default());
            }
            lines.extend(self.entry(*id));
        }
        lines
    }

    fn section(&self, title: &str) -> Vec<Line> {
        let title = format!("── {title} ");
        let lacking = self.width.saturating_sub(Line(vec![plain(&title)]).width());
        let rule = run("─".repeat(lacking), palette::FAINT);
        vec![Line::default(), Line(vec![run(title, palette::HEADING), rule])]
    }

    /// One event: who → what → whom, the words, the accounts, the links, the codes.
    fn entry(&self, id: EventId) -> Vec<Line> {
        let event = self.event(id);
        let mut lines = wrap(&self.deed(event), self.width - MARGIN, 2);
        let mut below = self.anchors(event);
        below.extend(self.accounts(id));
        below.extend(self.links(event));
        below.extend(self.codes(event));
        if self.explain {
            below.extend(self.explanation(event));
        }
        lines.append(&mut below);
        let mut lines = indent(lines, MARGIN);
        if let Some(first) = lines.first_mut() {
            first.0[0] = run(format!("{:>width$}  ", event_name(id), width = MARGIN - 2), palette::FAINT);
        }
        lines
    }

    /// "Iran (IRN) → air strike → Pakistan (PAK), two children (PAK CVL), in Balochistan"
    fn deed(&self, event: &Event) -> Vec<Run> {
        let is_mutual = event.kind.is_symmetric() && event.recipients.is_empty() && event.actors.len() == 2;
        let mut runs = self.parties(&event.actors, if is_mutual { " ↔ " } else { ", " });
        if runs.is_empty() {
            runs.push(run("unnamed", palette::FAINT));
        }
        runs.push(plain(if is_mutual { " · " } else { " → " }));
        runs.push(run(wording::act(event.kind, event.mode), palette::act(event.kind)));
        if let Some(status) = wording::status(event.status) {
            runs.push(plain(" "));
            runs.push(run(format!("({status})"), palette::HEDGE));
        }
        let recipients = self.parties(&event.recipients, ", ");
        if !recipients.is_empty() {
            runs.push(plain(" → "));
            runs.extend(recipients);
        }
        if let Some(place) = &event.place {
            runs.push(plain(" · in "));
            runs.push(run(place.span.slice(self.text()), palette::PLACE));
            if let Some(country) = place.country {
                runs.push(run(format!(" ({country})"), palette::FAINT));
            }
        }
        runs
    }

    /// The words that name the event where they say it best, and how often else it is told.
    fn anchors(&self, event: &Event) -> Vec<Line> {
        let Some(first) = event.tellings.first() else { return Vec::new() };
        let words = self.reading.analysis.bytes(first.anchor).slice(self.text());
        let mut runs = vec![run(quoted(words), palette::QUOTED)];
        if event.tellings.len() > 1 {
            let again = format!(" and {} more", count(event.tellings.len() - 1, "mention"));
            runs.push(run(again, palette::FAINT));
        }
        wrap(&runs, self.width - MARGIN, 0)
    }

    fn links(&self, event: &Event) -> Vec<Line> {
        let mut lines = Vec::new();
        for id in &event.responds_to {
            let Some(cause) = self.reading.events.get(id.index()) else { continue };
            let what = wording::act(cause.kind, cause.mode);
            let by = self.brief(&cause.actors).map(|who| format!(" by {who}")).unwrap_or_default();
            let runs =
                [plain("↳ answers "), run(event_name(*id), palette::FAINT), plain(format!(" {what}{by}"))];
            lines.extend(wrap(&runs, self.width - MARGIN, 4));
        }
        lines
    }

    fn codes(&self, event: &Event) -> Vec<Line> {
        let kind = match event.mode {
            Some(mode) => format!("{} {mode}", event.kind),
            None => event.kind.to_string(),
        };
        let goldstein = event.cameo.goldstein();
        let codes =
            format!("{kind} · CAMEO {} {} · Goldstein {goldstein:+.1}", event.cameo, event.cameo.name());
        wrap(&[run(codes, palette::FAINT)], self.width - MARGIN, 2)
    }

    /// `--explain`: the frame, and for each telling the words that filled its roles.
    fn explanation(&self, event: &Event) -> Vec<Line> {
        let width = self.width - MARGIN - 2;
        let analysis = &self.reading.analysis;
        let head = format!("why: frame {}, score {:.2}", event.frame, event.score);
        let mut lines = wrap(&[run(head, palette::FAINT)], width, 2);
        for telling in &event.tellings {
            let word = analysis.word(telling.trigger, self.text());
            lines.extend(wrap(&[plain("  trigger "), run(quoted(word), palette::QUOTED)], width, 4));
            for fill in &telling.roles {
                let words = analysis.bytes(fill.tokens).slice(self.text());
                let runs = [
                    plain(format!("    {} ", fill.role)),
                    run(quoted(words), palette::QUOTED),
                    run(format!("  by {}", fill.path), palette::FAINT),
                ];
                lines.extend(wrap(&runs, width, 6));
            }
        }
        indent(lines, 2)
    }

    fn relations(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for relation in record::Article::of(self.reading, false).relations {
            let runs = [
                run(relation.parties.join(" → "), palette::PARTY),
                plain(format!(": {} ", wording::change(relation.change))),
                run(format!("({})", relation.event), palette::FAINT),
            ];
            lines.extend(wrap(&runs, self.width - 2, 4));
        }
        self.titled("Relations", lines)
    }

    fn commitments(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for commitment in record::Article::of(self.reading, false).commitments {
            let runs = [
                run(commitment.parties.join(", "), palette::PARTY),
                plain(format!(": {} ", commitment.state)),
                run(quoted(&commitment.content), palette::QUOTED),
                run(format!(" ({})", commitment.event), palette::FAINT),
            ];
            lines.extend(wrap(&runs, self.width - 2, 4));
        }
        self.titled("Commitments", lines)
    }

    fn titled(&self, title: &str, lines: Vec<Line>) -> Vec<Line> {
        if lines.is_empty() {
            return lines;
        }
        let mut all = self.section(title);
        all.extend(indent(lines, 2));
        all
    }
}

/// Words of the article in quotation marks, on one line; marks that stand in them become single ones.
fn quoted(words: &str) -> String {
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = flat.strip_prefix(['“', '"']).and_then(|rest| rest.strip_suffix(['”', '"']));
    let inner = whole.filter(|w| !w.contains(['“', '”', '"'])).unwrap_or(&flat);
    let mut out = String::with_capacity(inner.len() + 6);
    out.push('“');
    let mut is_open = false;
    for c in inner.chars() {
        out.push(match c {
            '“' => '‘',
            '”' => '’',
            '"' => {
                is_open = !is_open;
                if is_open { '‘' } else { '’' }
            }
            c => c,
        });
    }
    out.push('”');
    out
}

/// "1 event", "2 events"
fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
