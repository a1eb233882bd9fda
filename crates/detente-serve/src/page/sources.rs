//! Where articles came from, the newest of them, and what could not be taken in or read.

use detente_ledger::store::Quarantined;
use maud::{Markup, html};

use super::layout;
use crate::link::{Links, address};
use crate::view::Head;
use crate::words;

/// One source with what came from it.
pub(crate) struct SourceRow {
    /// Its name.
    pub(crate) name: String,
    /// Articles.
    pub(crate) articles: u64,
}

/// What is shown.
pub(crate) struct Listed {
    /// The source that was asked for.
    pub(crate) source: String,
    /// All sources.
    pub(crate) sources: Vec<SourceRow>,
    /// Newest articles, of the source asked for or of all.
    pub(crate) articles: Vec<Head>,
    /// What waits in quarantine, the latest first.
    pub(crate) quarantine: Vec<Quarantined>,
}

/// Rows in each list.
const ROWS: usize = 100;

/// The body of the page.
pub(crate) fn body(listed: &Listed, links: Links<'_>, cite: &str) -> Markup {
    html! {
        h1 { @if listed.source.is_empty() { "Sources" } @else { "Source: " bdi { (listed.source) } } }
        div.split {
            div {
                section.panel {
                    h2 { (listed.sources.len()) " sources" }
                    @if listed.sources.is_empty() { p.soft { "No article has come in yet." } }
                    table { tbody {
                        @for source in listed.sources.iter().take(ROWS) {
                            tr data-row { td { a href=(links.source(&source.name)) { bdi { (source.name) } } } td.num { (source.articles) } }
                        }
                    } }
                }
                (quarantine(&listed.quarantine))
            }
            section.panel {
                h2 { "Newest articles" }
                @if listed.articles.is_empty() { p.soft { "None." } }
                (list(&listed.articles, links))
            }
        }
        (layout::colophon(cite, &[("JSON Lines", address("/v1/articles", &[("as_of", links.as_of()), ("format", "jsonl")]))]))
    }
}

/// Articles, one a line.
pub(crate) fn list(articles: &[Head], links: Links<'_>) -> Markup {
    html! {
        ul.plain-list {
            @for head in articles {
                li data-row {
                    a href=(links.article(head.key)) { bdi { (head.label()) } }
                    p.small.soft {
                        bdi { (head.agency.as_deref().unwrap_or(&head.source)) } ", " (words::day(head.day))
                        @if head.is_withdrawn { " · " span.tag { "withdrawn" } }
                    }
                }
            }
        }
    }
}

fn quarantine(all: &[Quarantined]) -> Markup {
    html! {
        section.panel {
            h2 { "Set aside" }
            @if all.is_empty() { p.soft { "Nothing: all that came was taken in and read." } }
            @else {
                p.small.soft { (all.len()) " could not be taken in or read. " code { "detente retry" } " tries them again with a newer reader." }
                div.scroll tabindex="0" role="region" aria-label="Set aside" { table {
                    thead { tr { th { "Source" } th { "Stage" } th { "Reason" } th { "What to do" } } }
                    tbody { @for one in all.iter().take(ROWS) {
                        tr { td { bdi { (one.source) } } td { (one.stage) } td { (one.reason) } td { bdi { (one.detail) } } }
                    } }
                } }
            }
        }
    }
}
