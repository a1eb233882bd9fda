//! The list of incidents with its filters, which live in the address.

use detente_crisis::Incident;
use detente_data::{EventType, Knowledge};
use maud::{Markup, html};

use super::{layout, rows};
use crate::app::MOST_HITS;
use crate::filter::Query;
use crate::words;

/// What is listed.
pub(crate) struct Listed<'l> {
    /// The incidents of this page.
    pub(crate) incidents: &'l [Incident],
    /// How many there are in all.
    pub(crate) total: usize,
    /// The `after` of the next page.
    pub(crate) next: Option<String>,
    /// Articles that hold the words, where words were asked for.
    pub(crate) articles: Option<Markup>,
    /// Whether more articles hold the words than were looked at.
    pub(crate) is_cut: bool,
    /// Why nothing was found.
    pub(crate) why: Option<String>,
}

/// The body of the page.
pub(crate) fn body(query: &Query, listed: &Listed<'_>, cite: &str) -> Markup {
    let download = |form: &str| query.with_value("/v1/incidents", "format", form);
    html! {
        h1 { @if query.q.is_empty() { "Incidents" } @else { "Search: " bdi { (query.q) } } }
        (filters("/incidents", query))
        @if listed.incidents.is_empty() {
            (layout::nothing("No incident found.", listed.why.as_deref().unwrap_or("Nothing in the ledger passes these filters.")))
        } @else {
            section.panel {
                h2 { (listed.total) @if listed.total == 1 { " incident" } @else { " incidents" } }
                @if listed.is_cut { p.small.soft { "These words stand in very many articles, of which the latest " (MOST_HITS) " were looked at. Another word, or one \"in quotes\", finds the rest." } }
                (rows::table(listed.incidents.iter(), query.links().of_list(&query.as_typed())))
                (rows::legend())
                p.pager {
                    @if !query.after.is_empty() { a href=(query.with_value("/incidents", "after", "")) { "← newest" } }
                    @if let Some(next) = &listed.next { a href=(query.with_value("/incidents", "after", next)) rel="next" { "older →" } }
                }
            }
        }
        @if let Some(articles) = &listed.articles { (articles) }
        (layout::colophon(cite, &[("CSV", download("csv")), ("JSON Lines", download("jsonl")), ("GeoJSON", download("geojson")), ("Parquet", download("parquet")), ("Atom", query.with_value("/v1/incidents.atom", "", ""))]))
    }
}

/// The form of filters; without a script it is sent by its button.
pub(crate) fn filters(action: &str, query: &Query) -> Markup {
    html! {
        form.filters action=(action) method="get" {
            label { "Words" input type="search" name="q" value=(query.q); }
            label { "Party" input name="party" value=(query.party) list="states" size="11" placeholder="IRN, Iran"; }
            label { "with" input name="with" value=(query.with) list="states" size="11"; }
            label { "Type"
                select name="type" {
                    option value="" { "any" }
                    @for kind in EventType::ALL {
                        option value=(kind.as_str()) selected[query.kind.eq_ignore_ascii_case(kind.as_str())] { (words::capital(detente_data::wording::act(*kind, None))) }
                    }
                }
            }
            label { "In" input name="country" value=(query.country) size="5" placeholder="PAK"; }
            label { "From" input type="date" name="from" value=(query.from); }
            label { "To" input type="date" name="to" value=(query.to); }
            label { "Disputed"
                select name="disputed" { option value="" { "any" } option value="yes" selected[query.disputed == "yes"] { "only" } }
            }
            label { "As of" input name="as_of" value=(query.as_of) size="10" placeholder="day or commit"; }
            button { "Show" }
            datalist #states { @for state in Knowledge::builtin().states() { option value=(state.code) { (state.name) } } }
        }
    }
}
