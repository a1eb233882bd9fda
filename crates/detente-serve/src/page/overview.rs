//! The first page: what goes on between whom, when, where, and what was told last.

use std::time::Duration;

use detente_crisis::Incident;
use detente_crisis::crisis::Pair;
use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};

use super::{crises, dyad, incident as incident_page, layout, rows, tension};
use crate::figure::{map, series, spark};
use crate::filter::{Filter, Query};
use crate::later::Missing;
use crate::link::Links;
use crate::snapshot::{Counts, Snapshot};
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

/// What the page is asked for.
pub(crate) struct Asked<'a> {
    /// As it was typed.
    pub(crate) query: &'a Query,
    /// As it was understood.
    pub(crate) filter: &'a Filter,
    /// The snapshot whose crises are shown: of the present perhaps an earlier one.
    pub(crate) crises: &'a Snapshot,
}

/// The body of the page.
pub(crate) fn body(snapshot: &Snapshot, counts: Option<&Counts>, asked: &Asked<'_>, cite: &str) -> Markup {
    let Asked { query, filter, crises } = *asked;
    let all = snapshot.all_that_pass(filter);
    let news = first_of_news(&all, filter);
    let shown = news_of(&all, news);
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
                div.wide-figure { @if let Some(figure) = course(&shown, query) { (figure) } }
            }
            div.split {
                div {
                    (crises_now(crises, filter, links))
                    (dyads(snapshot, &shown, links))
                }
                div {
                    (world(&shown, query, links))
                    section.panel data-follow {
                        h2 { "Newest incidents" a.more href=(query.with_value("/incidents", "", "")) { "all " (shown.len()) " →" } }
                        (rows::table(shown.iter().take(NEWEST).copied(), links))
                    }
                }
            }
        }
        (layout::colophon(cite, &[
            ("CSV", query.with_value("/v1/incidents", "format", "csv")),
            ("JSON Lines", query.with_value("/v1/incidents", "format", "jsonl")),
            ("GeoJSON", query.with_value("/v1/incidents", "format", "geojson")),
            ("Parquet", query.with_value("/v1/incidents", "format", "parquet")),
            ("map (SVG)", query.with_value("/map.svg", "", "")),
            ("incidents over time (SVG)", query.with_value("/series.svg", "", "")),
        ]))
    }
}

/// The first day of what is news: what articles tell of years long before them is background, and would press the news into a corner
/// of the axis.
pub(super) fn first_of_news(all: &[&Incident], filter: &Filter) -> Option<Date> {
    filter.from.or_else(|| all.iter().map(|i| i.first).min()?.checked_sub(BACKGROUND.days()).ok())
}

pub(super) fn news_of<'i>(all: &[&'i Incident], first: Option<Date>) -> Vec<&'i Incident> {
    all.iter().filter(|i| first.is_none_or(|day| i.days.from >= day)).copied().collect()
}

fn course(shown: &[&Incident], query: &Query) -> Option<Markup> {
    series::series(shown.iter().copied(), |from, to| stretch(query, from, to))
}

/// The figure of incidents over time, alone.
pub(crate) fn course_figure(snapshot: &Snapshot, query: &Query, filter: &Filter) -> Option<Markup> {
    let all = snapshot.all_that_pass(filter);
    course(&news_of(&all, first_of_news(&all, filter)), query)
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
    // The handler has waited for them; the page has much else to show.
    let found = snapshot.crises(Duration::ZERO);
    let lack = found.err().map(|(_, why)| why);
    let all = crises::latest(found.unwrap_or_default(), filter);
    html! {
        section.panel {
            h2 { "Crises" a.more href=(links.to_days("/crises")) { "all " (all.len()) " →" } }
            @if let Some(why) = lack { p.soft role="status" { @match why {
                Missing::NotYet => "They are being computed; load the page again in a while.",
                Missing::Failed => "They could not be computed; the server's log says why.",
            } } }
            @else if all.is_empty() { p.soft { "No episode of conflict stands out in these days." } }
            @else { (crises::short_table(snapshot, &all[..all.len().min(CRISES)], links)) }
        }
    }
}

/// The pairs that most is told of in the days shown.
fn dyads(snapshot: &Snapshot, shown: &[&Incident], links: Links<'_>) -> Markup {
    let from = shown.iter().map(|i| i.days.from).min();
    let to = shown.iter().map(|i| i.days.from).max();
    let span = from.zip(to);
    let is_shown = |day: Date| span.is_none_or(|(from, to)| (from..=to).contains(&day));
    let busiest = snapshot.busiest();
    let mut pairs: Vec<(&Pair, Vec<_>)> = busiest
        .iter()
        .take(PAIRS * 4)
        .map(|(pair, _)| {
            let acts = snapshot.dyads.get(pair).map(|d| d.done()).unwrap_or_default();
            (pair, acts.iter().filter(|a| is_shown(a.day)).cloned().collect::<Vec<_>>())
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

fn world(shown: &[&Incident], query: &Query, links: Links<'_>) -> Markup {
    let dots = dots(shown, links);
    let placed = shown.iter().filter(|i| i.place.as_ref().is_some_and(|p| p.position.is_some())).count();
    html! {
        figure.panel {
            h2 { "Where" }
            (map::world(&dots))
            (slider(&dots, query))
            (rows::legend())
            figcaption {
                @if placed > dots.len() { "The newest " (dots.len()) " of " (placed) " with a known place. " }
                "Size: independent origins. Hollow: only the state is known. Boundaries are not an endorsement."
            }
        }
    }
}

/// What the script makes the days of the map with; without one the form at the head of the page does it.
fn slider(dots: &[map::Dot], query: &Query) -> Markup {
    let (from, to) = (dots.iter().map(|d| d.days.from).min(), dots.iter().map(|d| d.days.from).max());
    let Some((from, to)) = from.zip(to).filter(|(from, to)| from < to) else { return html! {} };
    let range = Query { from: String::new(), to: String::new(), ..query.clone() };
    html! {
        div.slider #slider hidden data-from=(from) data-to=(to) data-page=(range.with_value("/", "", "")) {
            button.plain type="button" { "Play" }
            div.track {
                label { span.hidden { "First day on the map" } input type="range" data-end="from" min="0" value="0"; }
                label { span.hidden { "Last day on the map" } input type="range" data-end="to" min="0" value="0"; }
            }
            p.small { output {} " " a href=(range.with_value("/", "", "")) { "Show these days on the whole page" } }
        }
    }
}

/// The incidents that have a position, the newest.
pub(crate) fn dots(shown: &[&Incident], links: Links<'_>) -> Vec<map::Dot> {
    shown.iter().filter_map(|i| incident_page::dot(i, links)).take(DOTS).collect()
}
