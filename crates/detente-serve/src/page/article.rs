//! The page of an article: its text with events, claims and parties marked, what was read, its revisions and copies.

use detente_core::document::ZoneKind;
use detente_core::document::{self, Document};
use detente_data::{Stance, wording};
use detente_ledger::record::{Event, Offsets, Party, Source};
use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use super::highlight::{Layer, Piece, Span, pieces};
use super::{layout, rows};
use crate::link::{self, Links};
use crate::view::{ArticlePage, Head, Revision};
use crate::words;

/// The body of the page.
pub(crate) fn body(page: &ArticlePage, links: Links<'_>, cite: &str) -> Markup {
    let head = &page.head;
    let events = page.record.as_ref().map(|r| r.events.as_slice()).unwrap_or_default();
    html! {
        p.crumbs { a href=(links.to("/sources")) { "Sources" } " / " a href=(links.source(&head.source)) { bdi { (head.source) } } }
        h1 { bdi { (head.label()) } }
        (line(head))
        @if head.is_withdrawn { p.notice { "The source has withdrawn this article. Nothing in it counts any more; its history is kept below." } }
        @else if page.record.is_none() { p.notice { "This article is kept and not read: its language is not read, or the reader failed on it." } }
        div.split.wide {
            div {
                section.panel aria-label="Text" { @if page.text.is_empty() { (layout::nothing("No text.", "The article is withdrawn.")) } @else { (text(&page.text, head, events)) } }
                (revisions(&page.revisions))
            }
            div.aside {
                section.panel {
                    h2 { (events.len()) @if events.len() == 1 { " event" } @else { " events" } }
                    @if events.is_empty() { p.soft { "No event was found in it." } }
                    @for (i, event) in events.iter().enumerate() { (card(page, i, event, links)) }
                    (rows::legend())
                    ul.legend { li { mark.party { "party" } } li { mark.claim { "what a source says" } } li { mark.place { "place" } } }
                }
                @if !page.copies.is_empty() { (copies(&page.copies, links)) }
            }
        }
        (layout::colophon(cite, &[("JSON", links.to(&format!("/v1/articles/{}", link::article_name(head.key))))]))
    }
}

fn line(head: &Head) -> Markup {
    html! {
        p.lead {
            @if let Some(agency) = &head.agency { bdi { (agency) } ", " }
            time datetime=(head.day) { (words::day(head.day)) }
            " · " bdi { (head.source) } ": " bdi { (head.name) }
            @if let Some(href) = head.url.as_deref().and_then(link::outside) {
                " · " a href=(href) rel="noopener noreferrer nofollow" { "at the source ↗" }
            }
        }
    }
}

fn text(text: &str, head: &Head, events: &[Event]) -> Markup {
    let article =
        document::Article { text: text.to_string(), published: Some(head.day), ..Default::default() };
    let document = Document::new(article);
    let offsets = Offsets::new(text);
    let mut spans: Vec<Span<'_>> = Vec::new();
    for zone in &document.zones {
        let layer = match zone.kind {
            ZoneKind::Headline => Layer::Headline,
            kind if kind.is_read() => continue,
            _ => Layer::Dim,
        };
        let (start, end) = offsets.of(zone.span);
        spans.push(Span { start, end, layer, event: "" });
    }
    events.iter().for_each(|event| spans.extend(event_spans(event)));
    let cut = pieces(text, &spans);
    html! { div.text dir="auto" { @for piece in &cut { (marked(piece, events)) } } }
}

fn event_spans(event: &Event) -> Vec<Span<'_>> {
    let span = |start, end, layer| Span { start, end, layer, event: &event.id };
    let mut spans: Vec<_> = event.anchors.iter().map(|w| span(w.start, w.end, Layer::Anchor)).collect();
    let parties = event.actors.iter().chain(&event.recipients);
    spans.extend(parties.map(|p| span(p.start, p.end, Layer::Party)));
    spans.extend(event.place.iter().map(|p| span(p.start, p.end, Layer::Place)));
    for claim in &event.claims {
        spans.extend(claim.content_span.iter().map(|s| span(s.start, s.end, Layer::Claim)));
        if let Source::Party(party) = &claim.source {
            spans.push(span(party.start, party.end, Layer::Party));
        }
    }
    spans
}

fn marked(piece: &Piece<'_>, events: &[Event]) -> Markup {
    let has = |layer| piece.layers.contains(&layer);
    let mut class = Vec::new();
    for (layer, name) in [
        (Layer::Anchor, "anchor"),
        (Layer::Party, "party"),
        (Layer::Place, "place"),
        (Layer::Claim, "claim"),
        (Layer::Dim, "dim"),
        (Layer::Headline, "headline"),
    ] {
        if has(layer) {
            class.push(name);
        }
    }
    if has(Layer::Anchor) {
        let told = |e: &&Event| piece.events.first() == Some(&e.id.as_str());
        class.extend(events.iter().find(told).map(|e| words::class(e.kind)));
    }
    let class = class.join(" ");
    let (first, others) = piece.begins.split_first().map_or((None, [].as_slice()), |(f, o)| (Some(f), o));
    html! {
        @for other in others { span id=(other) {} }
        @if !piece.events.is_empty() { mark class=(class) data-e=(piece.events.join(" ")) id=[first] { (piece.text) } }
        @else if !class.is_empty() { span class=(class) { (piece.text) } }
        @else { (piece.text) }
    }
}

fn card(page: &ArticlePage, number: usize, event: &Event, links: Links<'_>) -> Markup {
    let class = words::class(event.kind);
    let mode = event.mode();
    let incident = page.incidents.get(number).copied().flatten();
    html! {
        div class=(format!("event {class}")) data-card=(event.id) {
            p {
                (rows::sign(event.kind)) " "
                strong { a href=(format!("#{}", event.id)) { (words::capital(wording::act(event.kind, mode))) } } ": "
                bdi { (parties(&event.actors)) } @if !event.recipients.is_empty() { " → " bdi { (parties(&event.recipients)) } }
            }
            p.soft {
                @if let Some(days) = event.date { (words::days(detente_crisis::report::Days { from: days.from, to: days.to })) " " } @else { "day not stated " }
                @if let Some(place) = &event.place { "· " bdi { (place.name) } " " }
                @if let Some(status) = wording::status(event.status) { span.tag { (status) } " " }
                span title="found by" { "· " (event.frame) " " (format!("{:.2}", event.score)) }
            }
            @let claims = event.claims.iter().filter(|claim| says_something(claim));
            @if claims.clone().next().is_some() { ul { @for claim in claims { li { (claim_line(claim)) } } } }
            @if let Some(id) = incident { p { a href=(links.incident(id)) { "Incident: all accounts" } } }
        }
    }
}

/// Whether a claim says more than that the article tells of the event.
fn says_something(claim: &detente_ledger::record::Claim) -> bool {
    let is_plain = matches!(claim.source, Source::Narrator(_)) && claim.stance == Stance::Asserts;
    !is_plain || claim.killed.is_some() || claim.injured.is_some() || claim.target.is_some()
}

fn claim_line(claim: &detente_ledger::record::Claim) -> Markup {
    let who = match &claim.source {
        Source::Narrator(_) => "the report itself".to_string(),
        Source::Party(party) => party.name.clone().unwrap_or_else(|| party.text.clone()),
    };
    let toll = |t: Option<(u64, Option<u64>)>| {
        t.map(|(min, max)| words::toll(detente_crisis::report::Toll { min, max }))
    };
    html! {
        bdi { (who) } " " (words::stance(claim.stance))
        @if let Some(killed) = toll(claim.killed) { ", killed " strong { (killed) } }
        @if let Some(injured) = toll(claim.injured) { ", injured " strong { (injured) } }
        @if let Some(target) = &claim.target { ", hit " bdi { (target) } }
    }
}

fn parties(all: &[Party]) -> String {
    let name = |p: &Party| {
        let name = p.name.clone().unwrap_or_else(|| p.text.clone());
        p.code.filter(|c| words::label(c.as_str()) != name).map_or(name.clone(), |c| format!("{name} ({c})"))
    };
    if all.is_empty() { "unknown".to_string() } else { all.iter().map(name).collect::<Vec<_>>().join(", ") }
}

fn copies(copies: &[Head], links: Links<'_>) -> Markup {
    html! {
        section.panel {
            h2 { "Same origin" }
            p.small.soft { "Copies or rewrites of one text; together they count as one origin." }
            ul.list { @for head in copies { li.small { a href=(links.article(head.key)) { bdi { (head.label()) } } ", " bdi { (head.agency.as_deref().unwrap_or(&head.source)) } ", " (words::day(head.day)) } } }
        }
    }
}

fn revisions(all: &[Revision]) -> Markup {
    html! {
        @if all.len() > 1 {
            section.panel {
                h2 { "Revisions" }
                @for (i, revision) in all.iter().enumerate().rev() {
                    @let before = i.checked_sub(1).and_then(|b| all.get(b)).and_then(|r| r.text.as_deref());
                    details open[i + 1 == all.len()] {
                        summary {
                            "Revision " (revision.number) ", taken in "
                            time datetime=(revision.received) data-local { (revision.received.strftime("%-d %b %Y %H:%M UTC")) }
                            @if revision.text.is_none() { " · withdrawn" }
                        }
                        @match (before, &revision.text) {
                            (Some(before), Some(after)) => (difference(before, after)),
                            (None, Some(_)) => p.soft.small { "The first that the ledger has." },
                            (_, None) => p.soft.small { "The source took the article back." },
                        }
                    }
                }
            }
        }
    }
}

/// The words that came and went, with some around them.
fn difference(before: &str, after: &str) -> Markup {
    let diff = TextDiff::from_words(before, after);
    let groups = diff.grouped_ops(12);
    html! {
        @if groups.is_empty() { p.soft.small { "The words are the same." } }
        @for group in &groups {
            p.quote dir="auto" {
                @for op in group { @for change in diff.iter_changes(op) {
                    @match change.tag() {
                        ChangeTag::Equal => (change.value()),
                        ChangeTag::Insert => ins { (change.value()) },
                        ChangeTag::Delete => del { (change.value()) },
                    }
                } }
            }
        }
    }
}
