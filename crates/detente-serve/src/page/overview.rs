//! The first page: what goes on between whom, when, where, and what was told last.

use detente_crisis::Incident;
use detente_crisis::crisis::Pair;
use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};

use super::{crises, dyad, incident as incident_page, layout, rows, tension};
use crate::figure::{map, series, spark};
use crate::filter::{Filter, Query};
use crate::link::Links;
use crate::snapshot::Snapshot;
use crate::words;

/// Crises that are listed.
const CRISES: usize = 9;
/// Pairs of parties that are listed.
const PAIRS: usize = 8;
/// Incidents that are listed.
const NEWEST: usize = 15;
/// Signs on the map; more would cover one another.
const DOTS: usize = 600;

/// Days before the first article that still count as news.
const BACKGROUND: i32 = 60;

/// Counts that stand at the head of the present.
pub(crate) struct Counts {
    /// Articles that stand.
    pub(crate) articles: u64,
    /// Sources.
    pub(crate) sources: u64,
}

/// The body of the page.
pub(crate) fn body(
    snapshot: &Snapshot,
    counts: Option<&Counts>,
    query: &Query,
    filter: &Filter,
    cite: &str,
) -> Markup {
    let all: Vec<&Incident> = snapshot.incidents().filter(|i| filter.lets_through(i)).collect();
    // What articles tell of years long before them is background, and would press the news into a corner of the axis.
    let news = filter.from.or_else(|| all.iter().map(|i| i.first).min()?.checked_sub(BACKGROUND.days()).ok());
    let shown: Vec<&Incident> =
        all.iter().filter(|i| news.is_none_or(|day| i.days.from >= day)).copied().collect();
    let background = all.len() - shown.len();
    let links = query.links_within_days();
    html! {
        h1.hidden { "Overview" }
        (head(snapshot, counts, query, &shown))
        @if shown.is_empty() {
            @if snapshot.incidents().len() == 0 {
                (layout::nothing("The ledger holds no incident yet.", "Read articles into it: detente ingest FILE, or drop files on the status page."))
            } @else {
                (layout::nothing("No incident in these days.", "Widen the days above."))
            }
        } @else {
            section.panel {
                h2 {
                    "Incidents over time"
                    @if let Some(day) = news.filter(|_| background > 0) {
                        a.more href=(stretch(query, Date::MIN, day)) { (background) " earlier ones, told as background →" }
                    }
                }
                div.wide-figure { @if let Some(figure) = series::series(shown.iter().copied(), |from, to| stretch(query, from, to)) { (figure) } }
            }
            div.split {
                (crises_now(snapshot, filter, links))
                (world(&shown, links))
            }
            div.split {
                (dyads(snapshot, &shown, links))
                section.panel data-follow {
                h2 { "Newest incidents" a.more href=(query.with_value("/incidents", "", "")) { "all " (shown.len()) " →" } }
                (rows::table(&shown.iter().take(NEWEST).map(|i| (*i).clone()).collect::<Vec<_>>(), links))
            }
            }
        }
        (layout::colophon(cite, &[
            ("CSV", query.with_value("/v1/incidents", "format", "csv")),
            ("JSON Lines", query.with_value("/v1/incidents", "format", "jsonl")),
            ("GeoJSON", query.with_value("/v1/incidents", "format", "geojson")),
            ("map (SVG)", query.with_value("/map.svg", "", "")),
        ]))
    }
}

fn stretch(query: &Query, from: Date, to: Date) -> String {
    let from = if from == Date::MIN { String::new() } else { from.to_string() };
    let query = Query { from, ..query.clone() };
    query.with_value("/incidents", "to", &to.to_string())
}

fn head(snapshot: &Snapshot, counts: Option<&Counts>, query: &Query, shown: &[&Incident]) -> Markup {
    let disputed = shown.iter().filter(|i| !i.disputes.is_empty()).count();
    html! {
        div.masthead {
            dl.facts {
                div { dt { "Incidents" } dd { (shown.len()) } }
                div { dt { "Disputed" } dd { a href=(query.with_value("/incidents", "disputed", "yes")) { (disputed) } } }
                @if let Some(counts) = counts {
                    div { dt { "Articles" } dd { (counts.articles) } }
                    div { dt { "Sources" } dd { a href=(query.links().to("/sources")) { (counts.sources) } } }
                }
                @if let Some((from, to)) = snapshot.days() { div { dt { "Days" } dd { (words::day(from)) " – " (words::day(to)) } } }
            }
            form.filters action="/" method="get" {
                label { "From" input type="date" name="from" value=(query.from); }
                label { "To" input type="date" name="to" value=(query.to); }
                label { "As of" input name="as_of" value=(query.as_of) size="10" placeholder="day or commit"; }
                button { "Show" }
            }
        }
    }
}

/// The crises of the days shown, the open ones first.
fn crises_now(snapshot: &Snapshot, filter: &Filter, links: Links<'_>) -> Markup {
    let all = crises::latest(snapshot, filter);
    html! {
        section.panel {
            h2 { "Crises" a.more href=(links.to_days("/crises")) { "all " (all.len()) " →" } }
            @if all.is_empty() { p.soft { "No episode of conflict stands out in these days." } }
            @else { (crises::short_table(&all[..all.len().min(CRISES)], links)) }
        }
    }
}

/// The pairs that most is told of in the days shown.
fn dyads(snapshot: &Snapshot, shown: &[&Incident], links: Links<'_>) -> Markup {
    let from = shown.iter().map(|i| i.days.from).min();
    let to = shown.iter().map(|i| i.days.from).max();
    let span = from.zip(to);
    let is_shown = |day: Date| span.is_none_or(|(from, to)| (from..=to).contains(&day));
    let mut pairs: Vec<(&Pair, Vec<_>)> = snapshot
        .busiest()
        .into_iter()
        .take(PAIRS * 4)
        .map(|(pair, _)| {
            let acts = snapshot.dyads.get(pair).map(|d| d.done().to_vec()).unwrap_or_default();
            (pair, acts.into_iter().filter(|a| is_shown(a.day)).collect::<Vec<_>>())
        })
        .filter(|(_, acts)| !acts.is_empty())
        .collect();
    pairs.sort_by_key(|(_, acts)| std::cmp::Reverse(acts.len()));
    html! {
        section.panel {
            h2 { "Between whom" a.more href=(links.to_days("/crises")) { "all →" } }
            table {
                thead { tr { th { "Parties" } th { "Course" } th.num { "Incidents" } th.num { abbr title="index of tension on the last day shown, 0 to 100" { "Index" } } th.num.opt { "Last" } } }
                tbody {
                    @for (pair, acts) in pairs.iter().take(PAIRS) {
                        tr data-row {
                            td { a href=(links.dyad(pair.a(), pair.b())) { bdi { (words::party(pair.a())) } " – " bdi { (words::party(pair.b())) } } }
                            td { (spark::spark(&dyad::sums(acts, span), "Cooperation above, conflict below")) }
                            td.num { (acts.len()) }
                            td.num { @if let Some(at) = span.and_then(|span| tension::within(snapshot, pair, span).pop()) { (tension::points(at.value)) } }
                            td.when.num.opt { @if let Some(act) = acts.last() { (words::day(act.day)) } }
                        }
                    }
                }
            }
        }
    }
}

fn world(shown: &[&Incident], links: Links<'_>) -> Markup {
    html! {
        figure.panel {
            h2 { "Where" }
            (map::world(&dots(shown, links)))
            (rows::legend())
            figcaption { "Size: independent origins. Hollow: only the state is known. Boundaries are not an endorsement." }
        }
    }
}

/// The incidents that have a position, the newest.
pub(crate) fn dots(shown: &[&Incident], links: Links<'_>) -> Vec<map::Dot> {
    shown.iter().filter_map(|i| incident_page::dot(i, links)).take(DOTS).collect()
}
