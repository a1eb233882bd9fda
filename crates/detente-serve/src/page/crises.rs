//! The lists of crises and of dyads.

use detente_crisis::crisis::{Crisis, Pair};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{dyad, layout, tension};
use crate::figure::spark;
use crate::filter::Filter;
use crate::link::Links;
use crate::snapshot::Snapshot;
use crate::words;

/// Pairs that are listed.
const PAIRS: usize = 200;

/// The body of the page.
pub(crate) fn body(
    snapshot: &Snapshot,
    crises: &[Crisis],
    filter: &Filter,
    links: Links<'_>,
    cite: &str,
) -> Markup {
    let pairs = snapshot.busiest();
    html! {
        h1 { "Crises and dyads" }
        (episodes(&latest(crises, filter), links))
        @if pairs.is_empty() { (layout::nothing("No two parties yet.", "The ledger holds no incident between two known parties.")) }
        @else {
            section.panel {
                h2 { (pairs.len()) " pairs of parties" }
                div.scroll { table {
                    thead { tr { th { "Parties" } th { "Course" } th.num { "Incidents" } th.num { "Conflict" } th.num.opt { "First" } th.num.opt { "Last" } } }
                    tbody { @for (pair, _) in pairs.iter().take(PAIRS) { (row(snapshot, pair, links)) } }
                } }
                @if pairs.len() > PAIRS { p.small.soft { "The busiest " (PAIRS) " are shown; /v1/dyads has all." } }
            }
        }
        (layout::colophon(cite, &[("crises (JSON)", links.to_days("/v1/crises")), ("dyads (JSON)", links.to("/v1/dyads"))]))
    }
}

fn row(snapshot: &Snapshot, pair: &detente_crisis::crisis::Pair, links: Links<'_>) -> Markup {
    let acts = snapshot.dyads.get(pair).map(|d| d.done()).unwrap_or_default();
    let span = acts.first().map(|a| a.day).zip(acts.last().map(|a| a.day));
    let conflict = acts.iter().filter(|a| a.quad().number() > 2).count();
    html! {
        tr data-row {
            td { a href=(links.dyad(pair.a(), pair.b())) { bdi { (words::party(pair.a())) } " – " bdi { (words::party(pair.b())) } } }
            td { (spark::spark(&dyad::sums(acts, span), "Cooperation above, conflict below")) }
            td.num { (acts.len()) }
            td.num { (conflict) }
            @if let Some((from, to)) = span { td.num.when.opt { (words::day(from)) } td.num.when.opt { (words::day(to)) } }
        }
    }
}

/// The crises of the days asked for, the open ones and the latest first.
pub(crate) fn latest<'s>(crises: &'s [Crisis], filter: &Filter) -> Vec<&'s Crisis> {
    let is_shown =
        |c: &&Crisis| filter.from.is_none_or(|day| c.to >= day) && filter.to.is_none_or(|day| c.from <= day);
    let mut all: Vec<&Crisis> = crises.iter().filter(is_shown).collect();
    all.sort_by_key(|c| std::cmp::Reverse((c.is_open, c.to, c.id)));
    all
}

/// Crises as a table; nothing where there is none.
fn episodes(all: &[&Crisis], links: Links<'_>) -> Markup {
    html! {
        section.panel {
            h2 { (all.len()) @if all.len() == 1 { " crisis" } @else { " crises" } }
            @if all.is_empty() { p.soft { "No episode of conflict stands out from what else is told." } }
            @else { (table(all, links)) }
        }
    }
}

/// One row for each crisis.
fn table(all: &[&Crisis], links: Links<'_>) -> Markup {
    html! {
        div.scroll { table {
            thead { tr { th { "Parties" } th { "Stage" } th.num { "Incidents" } th.num.opt { "Worst day" } th.num.opt { "From" } th.num { "To" } } }
            tbody {
                @for crisis in all {
                    tr data-row {
                        td { a href=(links.crisis(crisis.id)) { bdi { (super::crisis::title(crisis)) } } }
                        td { @if let Some(last) = crisis.phases.last() { (super::crisis::stage_tag(last.stage)) } }
                        td.num { (crisis.incidents.len()) }
                        td.num.when.opt { (words::day(crisis.peak)) }
                        td.num.when.opt { (words::day(crisis.from)) }
                        td.num.when { @if crisis.is_open { "open" } @else { (words::day(crisis.to)) } }
                    }
                }
            }
        } }
    }
}

/// The same in a narrow column, with the course of each and the highest index of its busiest dyad.
pub(crate) fn short_table(snapshot: &Snapshot, all: &[&Crisis], links: Links<'_>) -> Markup {
    html! {
        table.short {
            thead { tr { th { "Parties" } th { "Course" } th { "Stage" } th.num { abbr title="highest index of tension of its busiest dyad, 0 to 100" { "Index" } } th.num.opt { "To" } } }
            tbody {
                @for crisis in all {
                    @let days = (crisis.from, crisis.to);
                    @let pair = super::crisis::busiest(snapshot, crisis);
                    tr data-row {
                        td { a href=(links.crisis(crisis.id)) { bdi { (super::crisis::title(crisis)) } } p.small.soft { (crisis.incidents.len()) " incidents" } }
                        td { @if let Some(pair) = &pair { (course(snapshot, pair, days)) } }
                        td { @if let Some(last) = crisis.phases.last() { (super::crisis::stage_tag(last.stage)) } }
                        td.num { @if let Some(at) = pair.and_then(|pair| tension::highest(&tension::within(snapshot, &pair, days)).map(|at| at.value)) { (tension::points(at)) } }
                        td.num.when.opt { @if crisis.is_open { "open" } @else { (words::day(crisis.to)) } }
                    }
                }
            }
        }
    }
}

/// What two parties did in some days, as a sparkline.
fn course(snapshot: &Snapshot, pair: &Pair, (from, to): (Date, Date)) -> Markup {
    let acts = snapshot.dyads.get(pair).map(|d| d.done()).unwrap_or_default();
    let acts: Vec<_> = acts.iter().filter(|a| (from..=to).contains(&a.day)).cloned().collect();
    spark::spark(&dyad::sums(&acts, Some((from, to))), "Cooperation above, conflict below")
}
