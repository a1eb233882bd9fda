//! The page of a party: with whom it deals, what it did, what it says.

use std::collections::BTreeMap;

use detente_crisis::report::{Claimant, PartyId};
use detente_crisis::{Incident, IncidentId, Report};
use detente_data::{Knowledge, Stance};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{dyad, layout, rows};
use crate::figure::spark;
use crate::filter::Query;
use crate::link::Links;
use crate::snapshot::Snapshot;
use crate::words;

/// Rows in each list.
const ROWS: usize = 40;

/// The body of the page.
pub(crate) fn body(snapshot: &Snapshot, party: &PartyId, links: Links<'_>, cite: &str) -> Markup {
    let takes_part =
        |i: &&Incident| i.actors.iter().chain(&i.recipients).any(|w| w.party().as_ref() == Some(party));
    let incidents: Vec<Incident> = snapshot.incidents().filter(takes_part).cloned().collect();
    let query = Query { party: party.to_string(), as_of: links.as_of().to_string(), ..Query::default() };
    let said = statements(snapshot, party);
    html! {
        p.crumbs { a href=(links.to("/crises")) { "Parties" } " / " bdi { (party) } }
        h1 { bdi { (words::party(party)) } }
        @if incidents.is_empty() && said.is_empty() {
            (layout::nothing("Nothing is told of this party.", "It takes part in no incident and no article quotes it."))
        } @else {
            div.split {
                div {
                    (partners(snapshot, party, links))
                    (offices(party, snapshot.days().map(|d| d.1)))
                    (statement_list(snapshot, &said, links))
                }
                section.panel {
                    h2 { (incidents.len()) " incidents" a.more href=(query.with_value("/incidents", "", "")) { "filter →" } }
                    (rows::chronicle(&incidents.iter().take(ROWS).cloned().collect::<Vec<_>>(), links))
                }
            }
        }
        (layout::colophon(cite, &[("CSV", query.with_value("/v1/incidents", "format", "csv")), ("JSON Lines", query.with_value("/v1/incidents", "format", "jsonl"))]))
    }
}

fn partners(snapshot: &Snapshot, party: &PartyId, links: Links<'_>) -> Markup {
    let busiest = snapshot.busiest();
    let pairs = busiest.iter().filter(|(pair, _)| pair.has(party)).take(15);
    html! {
        section.panel {
            h2 { "With whom" }
            table { tbody {
                @for (pair, count) in pairs {
                    @let other = if pair.a() == party { pair.b() } else { pair.a() };
                    @let acts = snapshot.dyads.get(pair).map(|d| d.done()).unwrap_or_default();
                    @let span = acts.first().map(|a| a.day).zip(acts.last().map(|a| a.day));
                    tr data-row {
                        td { a href=(links.dyad(pair.a(), pair.b())) { bdi { (words::party(other)) } } }
                        td { (spark::spark(&dyad::sums(acts, span), "Cooperation above, conflict below")) }
                        td.num { (count) }
                    }
                }
            } }
        }
    }
}

/// Who held which office of a state on the ledger's last day, as the lists say.
fn offices(party: &PartyId, day: Option<Date>) -> Markup {
    let (PartyId::State(code), Some(day)) = (party, day) else { return html! {} };
    let held: Vec<(String, String)> = Knowledge::builtin()
        .leaders()
        .iter()
        .filter_map(|leader| {
            let office = leader.office_on(day)?;
            let is_theirs = office.code.and_then(|c| c.state()) == Some(*code);
            is_theirs.then(|| (words::capital(office.office.as_str()), leader.name.clone()))
        })
        .take(30)
        .collect();
    html! {
        @if !held.is_empty() {
            section.panel {
                h2 { "Offices on " (words::day(day)) ", by the lists" }
                table { tbody { @for (office, name) in &held { tr { td { (office) } td { (name) } } } } }
            }
        }
    }
}

/// Incidents on which the party gives an account, with its stances.
fn statements(snapshot: &Snapshot, party: &PartyId) -> BTreeMap<IncidentId, Vec<Stance>> {
    let mut said: BTreeMap<IncidentId, Vec<Stance>> = BTreeMap::new();
    let is_theirs = |claimant: &Claimant| match claimant {
        Claimant::Party(who) => who.party().as_ref() == Some(party),
        Claimant::Narrator(_) => false,
    };
    for report in snapshot.reports() {
        let stances = stances(report, is_theirs);
        if let Some(id) = snapshot.incident_of(report.id).filter(|_| !stances.is_empty()) {
            let all = said.entry(id).or_default();
            all.extend(stances);
            all.sort();
            all.dedup();
        }
    }
    said
}

fn stances(report: &Report, is_theirs: impl Fn(&Claimant) -> bool) -> Vec<Stance> {
    report.accounts.iter().filter(|a| is_theirs(&a.claimant)).map(|a| a.stance).collect()
}

fn statement_list(snapshot: &Snapshot, said: &BTreeMap<IncidentId, Vec<Stance>>, links: Links<'_>) -> Markup {
    let mut incidents = snapshot.all(&said.keys().copied().collect::<Vec<_>>());
    incidents.reverse();
    html! {
        @if !incidents.is_empty() {
            section.panel {
                h2 { "What it says" }
                table { tbody {
                    @for incident in incidents.iter().take(ROWS) {
                        tr data-row {
                            td.when { (words::days(incident.days)) }
                            td { @for (i, stance) in said.get(&incident.id).into_iter().flatten().enumerate() { @if i > 0 { ", " } (words::stance(*stance)) } }
                            td { a href=(links.incident(incident.id)) { bdi { (words::title(incident)) } } }
                        }
                    }
                } }
            }
        }
    }
}
