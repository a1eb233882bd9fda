//! The page of a party: its course, with whom it deals, who held which of its offices and when, what it says, what it did.

use detente_crisis::Incident;
use detente_crisis::crisis::Pair;
use detente_crisis::report::{Days, PartyId};
use detente_data::{Knowledge, Leader, LeaderOffice};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{dyad, layout, overview, rows, tension};
use crate::figure::{series, spark};
use crate::filter::{Filter, Query};
use crate::link::{self, Links};
use crate::snapshot::Snapshot;
use crate::view::Statement;
use crate::words;

/// Incidents in the list.
const ROWS: usize = 40;
/// Other parties in the list.
const PARTNERS: usize = 15;

/// A party as it is shown.
pub(crate) struct ActorPage<'s> {
    /// Which.
    pub(crate) party: PartyId,
    /// What it takes part in, the latest day first.
    pub(crate) incidents: Vec<&'s Incident>,
    /// What it says, the latest first, with whether there is more.
    pub(crate) statements: (Vec<Statement>, bool),
    /// The day of its offices, where one is asked for.
    pub(crate) on: Option<Date>,
}

/// The body of the page.
pub(crate) fn body(snapshot: &Snapshot, page: &ActorPage<'_>, query: &Query, cite: &str) -> Markup {
    let (party, links) = (&page.party, query.links());
    let list = Query { party: party.to_string(), as_of: links.as_of().to_string(), ..Query::default() };
    let path = format!("/actor/{}", link::segment(&party.to_string()));
    let day = page.on.or_else(|| snapshot.days().map(|d| d.1));
    let download = |form: &str| list.with_value("/v1/incidents", "format", form);
    html! {
        p.crumbs { a href=(links.to("/crises")) { "Parties" } " / " bdi { (party) } }
        h1 { bdi { (words::party(party)) } }
        @if page.incidents.is_empty() && page.statements.0.is_empty() {
            (layout::nothing("Nothing is told of this party.", "It takes part in no incident and no article quotes it."))
            (offices(party, day, &path, links))
        } @else {
            (facts(page))
            @if let Some(figure) = course(&page.incidents, &list) {
                section.panel { h2 { "Incidents over time" } div.wide-figure { (figure) } }
            }
            div.split {
                div {
                    (partners(snapshot, party, links))
                    (offices(party, day, &path, links))
                }
                div {
                    (statements(&page.statements, links))
                    section.panel {
                        h2 { "Newest incidents" a.more href=(list.with_value("/incidents", "", "")) { "all " (page.incidents.len()) " →" } }
                        (rows::chronicle(page.incidents.iter().take(ROWS).copied(), links))
                    }
                }
            }
        }
        (layout::colophon(cite, &[
            ("CSV", download("csv")),
            ("JSON Lines", download("jsonl")),
            ("GeoJSON", download("geojson")),
            ("Parquet", download("parquet")),
            ("incidents over time (SVG)", list.with_value("/series.svg", "", "")),
        ]))
    }
}

fn facts(page: &ActorPage<'_>) -> Markup {
    let acts = |all: &[detente_crisis::Who]| all.iter().any(|who| who.party().as_ref() == Some(&page.party));
    let did = page.incidents.iter().filter(|i| acts(&i.actors)).count();
    let met = page.incidents.iter().filter(|i| acts(&i.recipients)).count();
    let conflict = page.incidents.iter().filter(|i| i.kind.quad_class().number() > 2).count();
    let disputed = page.incidents.iter().filter(|i| !i.disputes.is_empty()).count();
    let days = page.incidents.last().zip(page.incidents.first());
    html! {
        dl.facts {
            div { dt { "Incidents" } dd { (page.incidents.len()) } }
            div { dt { "Said to act in" } dd { (did) } }
            div { dt { "Acted upon in" } dd { (met) } }
            div { dt { "Conflict / cooperation" } dd { (conflict) " / " (page.incidents.len() - conflict) } }
            div { dt { "Disputed" } dd { (disputed) } }
            @if let Some((first, last)) = days { div { dt { "Days" } dd { (words::days(Days { from: first.days.from, to: last.days.from })) } } }
        }
    }
}

fn course(incidents: &[&Incident], list: &Query) -> Option<Markup> {
    let stretch = |from: Date, to: Date| {
        let query = Query { from: from.to_string(), ..list.clone() };
        query.with_value("/incidents", "to", &to.to_string())
    };
    let news = overview::news_of(incidents, overview::first_of_news(incidents, &Filter::default()));
    series::series(news.iter().copied(), stretch)
}

fn partners(snapshot: &Snapshot, party: &PartyId, links: Links<'_>) -> Markup {
    let pairs: Vec<_> =
        snapshot.busiest().iter().filter(|(pair, _)| pair.has(party)).take(PARTNERS).collect();
    let done = |pair: &Pair| snapshot.dyads.get(pair).map(|d| d.done()).unwrap_or_default();
    // On one axis, so that courses can be compared.
    let days = pairs.iter().flat_map(|(pair, _)| done(pair)).map(|act| act.day);
    let span = days.clone().min().zip(days.max());
    html! {
        @if !pairs.is_empty() {
            section.panel {
                h2 { "With whom" }
                table {
                    thead { tr { th { "Party" } th { "Course" } th.num { "Incidents" } th.num.opt { "Conflict" } th.num { abbr title="index of tension on the last day of which something is told, 0 to 100" { "Index" } } } }
                    tbody {
                        @for (pair, count) in &pairs {
                            @let other = if pair.a() == party { pair.b() } else { pair.a() };
                            @let acts = done(pair);
                            @let own = acts.first().map(|a| a.day).zip(acts.last().map(|a| a.day));
                            tr data-row {
                                td { a href=(links.dyad(pair.a(), pair.b())) { bdi { (words::party(other)) } } }
                                td { (spark::spark(&dyad::sums(acts, span), "Cooperation above, conflict below")) }
                                td.num { (count) }
                                td.num.opt { (acts.iter().filter(|a| a.quad().number() > 2).count()) }
                                td.num { @if let Some(at) = own.and_then(|own| tension::within(snapshot, pair, own).pop()) { (tension::points(at.value)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Who held which office of a state, as the lists say: on a day, and before and after it.
fn offices(party: &PartyId, day: Option<Date>, path: &str, links: Links<'_>) -> Markup {
    let (PartyId::State(code), Some(day)) = (party, day) else { return html! {} };
    let is_theirs = |office: &LeaderOffice| office.code.and_then(|c| c.state()) == Some(*code);
    let leaders = Knowledge::builtin().leaders().iter();
    let mut all: Vec<(&LeaderOffice, &Leader)> =
        leaders.flat_map(|l| l.offices.iter().filter(|o| is_theirs(o)).map(move |o| (o, l))).collect();
    all.sort_by_key(|(o, l)| (o.office, std::cmp::Reverse(o.from), &l.name));
    let (now, then): (Vec<_>, Vec<_>) = all.into_iter().partition(|(o, _)| o.held_on(day));
    html! {
        @if !now.is_empty() || !then.is_empty() {
            section.panel #offices {
                h2 { "Offices on " (words::day(day)) }
                form.filters action=(path) method="get" {
                    label { "On another day" input type="date" name="on" value=(day); }
                    @if !links.as_of().is_empty() { input type="hidden" name="as_of" value=(links.as_of()); }
                    button { "Show" }
                }
                @if now.is_empty() { p.soft { "The lists name nobody for that day." } }
                @else { (office_table(&now)) }
                @if !then.is_empty() {
                    details { summary.small { (then.len()) " of other days" } (office_table(&then)) }
                }
                p.small.soft { "By the lists that the program comes with (docs/knowledge.md), not by articles." }
            }
        }
    }
}

fn office_table(all: &[(&LeaderOffice, &Leader)]) -> Markup {
    let day = |day: Option<Date>| day.map_or_else(|| "…".to_string(), words::day);
    html! {
        table { tbody {
            @for (office, leader) in all {
                tr {
                    td { (words::capital(&office.office.as_str().replace('-', " "))) }
                    td { bdi { (leader.name) } }
                    td.when.num { @if office.from.is_some() || office.to.is_some() { (day(office.from)) " – " @if office.to.is_some() { (day(office.to)) } } }
                }
            }
        } }
    }
}

/// What the party says, with its words and where they stand.
fn statements((all, is_more): &(Vec<Statement>, bool), links: Links<'_>) -> Markup {
    html! {
        @if !all.is_empty() {
            section.panel {
                h2 { "What it says, by the newest articles" }
                ol.chronicle {
                    @for said in all {
                        li data-row {
                            time datetime=(said.head.day) { (words::day(said.head.day)) }
                            span { (rows::sign(said.kind)) }
                            div {
                                p {
                                    span.stance { (words::stance(said.stance)) } " "
                                    a href=(links.event(said.head.key, &said.event)) {
                                        @match &said.words { Some(text) => { "“" bdi { (text) } "”" } None => bdi { (words::capital(said.act)) } }
                                    }
                                }
                                p.small.soft {
                                    @if let Some(speaker) = &said.speaker { bdi { (speaker) } ", in " }
                                    bdi { (said.head.agency.as_deref().unwrap_or(&said.head.source)) }
                                    @if let Some(id) = said.incident { " · " a href=(links.incident(id)) { "all accounts" } }
                                }
                            }
                        }
                    }
                }
                @if *is_more { p.small.soft { "The newest " (all.len()) "; /v1/claims has all." } }
            }
        }
    }
}
