//! The page of a crisis: its phases on the timeline of its busiest dyad, what turned it, its chronicle by sources.

use detente_crisis::crisis::{Crisis, Pair, Sentence, Stage};
use maud::{Markup, html};

use super::dyad::DyadPage;
use super::{dyad, layout, rows};
use crate::figure::timeline::Phase;
use crate::filter::Query;
use crate::link;
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
fn busiest(snapshot: &Snapshot, crisis: &Crisis) -> Option<Pair> {
    let acts = |pair: &Pair| {
        let done = snapshot.dyads.get(pair).map(|d| d.done()).unwrap_or_default();
        done.iter().filter(|a| (crisis.from..=crisis.to).contains(&a.day)).count()
    };
    crisis.pairs.iter().max_by_key(|p| (acts(p), std::cmp::Reverse(*p))).cloned()
}

/// The dyad page of the crisis, with its phases.
pub(crate) fn shown<'s>(snapshot: &'s Snapshot, crisis: &Crisis) -> Option<DyadPage<'s>> {
    let pair = busiest(snapshot, crisis)?;
    let first = crisis.phases.first().map_or(crisis.from, |p| p.from.min(crisis.from));
    let mut page = DyadPage::new(snapshot, pair, Some(first), Some(crisis.to));
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
pub(crate) fn body(snapshot: &Snapshot, crisis: &Crisis, chronicle: &[Sentence], cite: &str) -> Markup {
    let page = shown(snapshot, crisis);
    let id = link::incident_name(crisis.id);
    html! {
        p.crumbs { a href="/crises" { "Crises and dyads" } " / " (id) }
        h1 { (title(crisis)) " " @if let Some(last) = crisis.phases.last() { (stage_tag(last.stage)) } }
        (facts(crisis))
        @if let Some(page) = &page {
            section.panel {
                h2 {
                    "Timeline: " a href=(link::dyad(page.pair.a(), page.pair.b())) { (page.title()) }
                    @if crisis.pairs.len() > 1 { span.soft { ", the busiest of " (crisis.pairs.len()) " dyads" } }
                }
                div.wide-figure { @if let Some(figure) = page.timeline() { (figure) } }
                (rows::legend())
            }
        }
        div.split {
            div {
                (turning_points(snapshot, crisis))
                (pairs(snapshot, crisis))
                @if let Some(page) = &page { (dyad::relations(page)) (dyad::commitments(&page.commitments)) (dyad::where_it_was(page)) }
            }
            (sentences(chronicle))
        }
        (layout::colophon(cite, &downloads(crisis, &id)))
    }
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

fn downloads(crisis: &Crisis, id: &str) -> Vec<(&'static str, String)> {
    let query = Query { from: crisis.from.to_string(), to: crisis.to.to_string(), ..Query::default() };
    vec![
        ("JSON", format!("/v1/crises/{id}")),
        ("incidents of these days (CSV)", query.with_value("/v1/incidents", "format", "csv")),
        ("figure (SVG)", format!("/crisis/{id}/timeline.svg")),
    ]
}

fn turning_points(snapshot: &Snapshot, crisis: &Crisis) -> Markup {
    html! {
        @if !crisis.turning_points.is_empty() {
            section.panel {
                h2 { "What turned it" }
                table { tbody {
                    @for point in &crisis.turning_points {
                        tr {
                            td.when { (words::day(point.day)) }
                            td { (stage_tag(point.into)) }
                            td {
                                @for incident in snapshot.all(&point.incidents) {
                                    p.small { (rows::sign(incident.kind)) " " a href=(link::incident(incident.id)) { (words::title(&incident)) } }
                                }
                            }
                        }
                    }
                } }
            }
        }
    }
}

fn pairs(snapshot: &Snapshot, crisis: &Crisis) -> Markup {
    html! {
        @if crisis.pairs.len() > 1 {
            section.panel {
                h2 { "Between whom" }
                table { tbody {
                    @for pair in crisis.pairs.iter().take(20) {
                        @let done = snapshot.dyads.get(pair).map(|d| d.done()).unwrap_or_default();
                        @let count = done.iter().filter(|a| (crisis.from..=crisis.to).contains(&a.day)).count();
                        tr data-row { td { a href=(link::dyad(pair.a(), pair.b())) { (words::party(pair.a())) " – " (words::party(pair.b())) } } td.num { (count) } }
                    }
                } }
            }
        }
    }
}

fn sentences(chronicle: &[Sentence]) -> Markup {
    html! {
        section.panel {
            h2 { "Chronicle" }
            ol.chronicle {
                @for sentence in chronicle.iter().take(SENTENCES) {
                    li data-row {
                        time datetime=(sentence.day) { (words::day(sentence.day)) }
                        span {}
                        p { a href=(link::incident(sentence.incident)) { bdi { (sentence.text) } } }
                    }
                }
            }
            @if chronicle.len() > SENTENCES { p.small.soft { "The first " (SENTENCES) " of " (chronicle.len()) "." } }
        }
    }
}
