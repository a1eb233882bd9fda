//! The state of the ledger and of the program, and where files are dropped.

use detente_ledger::store::Status;
use maud::{Markup, html};

use super::layout;
use crate::words;

/// What is told beside the ledger's own status.
pub(crate) struct Server {
    /// Whether articles can be sent.
    pub(crate) is_writable: bool,
    /// Whether this is the built-in ledger.
    pub(crate) is_demo: bool,
    /// Version of the program.
    pub(crate) version: &'static str,
}

/// The body of the page.
pub(crate) fn body(status: &Status, server: &Server, cite: &str) -> Markup {
    let rows = [
        ("Program", format!("detente {}", server.version)),
        ("Ledger", if server.is_demo { "built in (demo)".to_string() } else { status.path.to_string() }),
        ("Size", format!("{:.1} MB", status.bytes as f64 / 1e6)),
        ("Articles", format!("{} ({} withdrawn)", status.articles, status.withdrawn)),
        ("Revisions", status.revisions.to_string()),
        ("Events", status.events.to_string()),
        ("Not read", status.unread.to_string()),
    ];
    html! {
        h1 { "Status" }
        div.split {
            section.panel {
                h2 { "Ledger" }
                table { tbody {
                    @for (what, value) in &rows { tr { td.soft { (what) } td { bdi { (value) } } } }
                    tr { td.soft { "Last commit" } td { (status.seq) @if let Some(at) = status.at.as_deref().and_then(|at| at.parse::<jiff::Timestamp>().ok()) { ", " time datetime=(at) data-local { (words::minute(at)) } } } }
                } }
                h3 { "Read by" }
                table { tbody { @for (reader, count) in &status.readers { tr { td.small { (reader) } td.num { (count) } } } } }
            }
            section.panel {
                h2 { "Add articles" }
                @if server.is_writable { (drop()) }
                @else { p.soft { "The ledger is open for reading only. Articles come in with " code { "detente ingest" } "; pages follow by themselves." } }
                h3 { "Keys" }
                p.small { kbd { "/" } " search · " kbd { "j" } " " kbd { "k" } " next and previous row · " kbd { "Enter" } " open · " kbd { "g" } " then " kbd { "o" } " overview, " kbd { "c" } " crises, " kbd { "i" } " incidents, " kbd { "a" } " alerts, " kbd { "s" } " sources, " kbd { "t" } " status" }
                h3 { "For programs" }
                p.small { a href="/v1/openapi.json" { "OpenAPI 3.1" } " · " a href="/v1/incidents.atom" { "incidents (Atom)" } " · " a href="/v1/alerts.atom" { "alerts (Atom)" } " · " a href="/v1/changes" { "changes" } " · " a href="/metrics" { "metrics" } " · " a href="/health" { "health" } }
            }
        }
        (layout::colophon(cite, &[]))
    }
}

fn drop() -> Markup {
    html! {
        div.drop #drop {
            p { "Drop files here: text, HTML, JSON, JSON Lines, feeds." }
            p { label { "or choose: " input type="file" multiple; } }
            p { label { "Token with the scope write: " input type="password" autocomplete="off" size="24"; } }
            progress hidden aria-label="Sent and read" {}
            p role="status" aria-live="polite" {}
            ol.plain-list {}
        }
        noscript { p.small.soft { "Without a script, send files with a program: POST /v1/articles." } }
    }
}
