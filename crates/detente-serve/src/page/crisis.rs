//! The page of a crisis: its phases and relations on the timeline of its busiest dyad, how tense it was, what turned it, what
//! was promised, its chronicle by sources.

use detente_crisis::crisis::{Commitment, Crisis, Pair, Sentence, Stage};
use maud::{Markup, html};

use super::dyad::DyadPage;
use super::{dyad, layout, rows, tension};
use crate::figure::timeline::Phase;
use crate::filter::Query;
use crate::link::{self, Links};
use crate::snapshot::Snapshot;
use crate::words;

/// Sentences of the chronicle that are shown.
const SENTENCES: usize = 150;

/// What a stage is called.
pub(crate) fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Quiet => "quiet",
        Stage::Onset => "onset",
        Stage::Escalation => "escalation",
        Stage::Peak => "peak",
        Stage::DeEscalation => "de-escalation",
        Stage::Settled => "settled",
        Stage::Frozen => "frozen",
    }
}

/// Its class in the style sheet.
fn stage_class(stage: Stage) -> &'static str {
    match stage {
        Stage::Quiet | Stage::Frozen => "p4",
        Stage::Onset => "p0",
        Stage::Escalation => "p1",
        Stage::Peak => "p2",
        Stage::DeEscalation | Stage::Settled => "p3",
    }
}

/// The stage as a tag.
pub(crate) fn stage_tag(stage: Stage) -> Markup {
    html! { span class=(format!("phase-tag {}", stage_class(stage))) { (stage_name(stage)) } }
}

/// "Iran, Pakistan and 2 more".
pub(crate) fn title(crisis: &Crisis) -> String {
    let names: Vec<String> = crisis.parties.iter().map(words::party).collect();
    match names.len() {
        0..=3 => names.join(" – "),
        more => format!("{} and {} more", names[..2].join(" – "), more - 2),
    }
}

/// The dyad of the crisis between which most happened.
pub(crate) fn busiest(snapshot: &Snapshot, crisis: &Crisis) -> Option<Pair> {
    let acts = |pair: &Pair| {
        let done = snapshot.dyads.get(pair).map(|d| d.done()).unwrap_or_default();
        done.iter().filter(|a| (crisis.from..=crisis.to).contains(&a.day)).count()
    };
    crisis.pairs.iter().max_by_key(|p| (acts(p), std::cmp::Reverse(*p))).cloned()
}

/// The dyad page of the crisis, with its phases.
pub(crate) fn shown<'s>(snapshot: &'s Snapshot, crisis: &Crisis, links: Links<'s>) -> Option<DyadPage<'s>> {
    let pair = busiest(snapshot, crisis)?;
    let first = crisis.phases.first().map_or(crisis.from, |p| p.from.min(crisis.from));
    let mut page = DyadPage::new(snapshot, pair, (Some(first), Some(crisis.to)), links);
    page.phases = crisis
        .phases
        .iter()
        .map(|p| Phase {
            from: p.from,
            to: p.to,
            name: stage_name(p.stage).to_string(),
            class: stage_class(p.stage),
        })
        .collect();
    Some(page)
}

/// The body of the page.
pub(crate) fn body(
    snapshot: &Snapshot,
    crisis: &Crisis,
    chronicle: &[Sentence],
    links: Links<'_>,
    cite: &str,
) -> Markup {
    let page = shown(snapshot, crisis, links);
    let id = link::incident_name(crisis.id);
    html! {
        p.crumbs { a href=(links.to("/crises")) { "Crises and dyads" } " / " (id) }
        h1 { bdi { (title(crisis)) } " " @if let Some(last) = crisis.phases.last() { (stage_tag(last.stage)) } }
        (facts(crisis))
        @if let Some(page) = &page {
            section.panel {
                h2 {
                    "Timeline: " a href=(links.dyad(page.pair.a(), page.pair.b())) { bdi { (page.title()) } }
                    @if crisis.pairs.len() > 1 { span.soft { ", the busiest of " (crisis.pairs.len()) " dyads" } }
                }
                div.wide-figure { @if let Some(figure) = page.timeline() { (figure) } }
                (rows::legend())
            }
            @if let Some(span) = page.span { (tension::panel(&tension::within(snapshot, &page.pair, span), page.span)) }
        }
        div.split {
            div {
                (turning_points(snapshot, crisis, links))
                (pairs(snapshot, crisis, links))
                @if let Some(page) = &page { (dyad::relations(page)) }
                (dyad::commitments(&promises(snapshot, crisis), links))
                @if let Some(page) = &page { (dyad::where_it_was(page)) }
            }
            (sentences(snapshot, chronicle, links))
        }
        (layout::colophon(cite, &downloads(crisis, &id, links)))
    }
}

/// Promises between its parties that were made in its days, were open then, or turned out in them.
fn promises<'s>(snapshot: &'s Snapshot, crisis: &Crisis) -> Vec<&'s Commitment> {
    let is_theirs = |c: &&Commitment| {
        crisis.pairs.iter().any(|pair| c.parties.contains(pair.a()) && c.parties.contains(pair.b()))
    };
    let is_within = |day| (crisis.from..=crisis.to).contains(&day);
    let counts = |c: &&Commitment| {
        c.evidence.iter().any(|e| is_within(e.day))
            || c.made.is_some_and(|day| is_within(day) || (c.is_open() && day <= crisis.to))
    };
    snapshot.commitments.iter().filter(is_theirs).filter(counts).collect()
}

fn facts(crisis: &Crisis) -> Markup {
    html! {
        dl.facts {
            div { dt { "Days" } dd { (words::day(crisis.from)) " – " (words::day(crisis.to)) @if crisis.is_open { " (open)" } } }
            div { dt { "Worst day" } dd { (words::day(crisis.peak)) } }
            div { dt { "Incidents" } dd { (crisis.incidents.len()) } }
            div { dt { "Phases" } dd { @for phase in &crisis.phases { (stage_tag(phase.stage)) " " } } }
        }
    }
}

fn downloads(crisis: &Crisis, id: &str, links: Links<'_>) -> Vec<(&'static str, String)> {
    let as_of = links.as_of().to_string();
    let query = Query { from: crisis.from.to_string(), to: crisis.to.to_string(), as_of, ..Query::default() };
    vec![
        ("JSON", links.to(&format!("/v1/crises/{id}"))),
        ("incidents of these days (CSV)", query.with_value("/v1/incidents", "format", "csv")),
        ("GeoJSON", query.with_value("/v1/incidents", "format", "geojson")),
        ("Parquet", query.with_value("/v1/incidents", "format", "parquet")),
        ("figure (SVG)", links.to(&format!("/crisis/{id}/timeline.svg"))),
    ]
}

fn turning_points(snapshot: &Snapshot, crisis: &Crisis, links: Links<'_>) -> Markup {
    html! {
        @if !crisis.turning_points.is_empty() {
            section.panel {
                h2 { "What turned it" }
                table { tbody {
                    @for point in &crisis.turning_points {
                        tr {
                            td.when { (words::day(point.day)) }
                            td { (stage_tag(point.into)) }
                            td.turned {
                                @for incident in snapshot.all(&point.incidents) {
                                    p.small { (rows::sign(incident.kind)) " " a href=(links.incident(incident.id)) { bdi { (words::title(&incident)) } } }
                                }
                            }
                        }
                    }
                } }
            }
        }
    }
}

fn pairs(snapshot: &Snapshot, crisis: &Crisis, links: Links<'_>) -> Markup {
    html! {
        @if crisis.pairs.len() > 1 {
            section.panel {
                h2 { "Between whom" }
                table {
                    thead { tr { th { "Parties" } th.num { "Incidents" } th.num { "Index, highest" } } }
                    tbody {
                    @for pair in crisis.pairs.iter().take(20) {
                        @let done = snapshot.dyads.get(pair).map(|d| d.done()).unwrap_or_default();
                        @let count = done.iter().filter(|a| (crisis.from..=crisis.to).contains(&a.day)).count();
                        @let days = tension::within(snapshot, pair, (crisis.from, crisis.to));
                        tr data-row { td { a href=(links.dyad(pair.a(), pair.b())) { bdi { (words::party(pair.a())) } " – " bdi { (words::party(pair.b())) } } } td.num { (count) } td.num { @if let Some(at) = tension::highest(&days) { (tension::points(at.value)) } } }
                    }
                } }
            }
        }
    }
}

fn sentences(snapshot: &Snapshot, chronicle: &[Sentence], links: Links<'_>) -> Markup {
    html! {
        section.panel {
            h2 { "Chronicle" }
            ol.chronicle {
                @for sentence in chronicle.iter().take(SENTENCES) {
                    li data-row {
                        time datetime=(sentence.day) { (words::day(sentence.day)) }
                        span { @if let Some(incident) = snapshot.incident(sentence.incident) { (rows::sign(incident.kind)) } }
                        p { a href=(links.incident(sentence.incident)) { bdi { (sentence.text) } } }
                    }
                }
            }
            @if chronicle.len() > SENTENCES { p.small.soft { "The first " (SENTENCES) " of " (chronicle.len()) "." } }
        }
    }
}
