//! The frame of every page: head, navigation, search box, foot.

use maud::{DOCTYPE, Markup, html};

use crate::asset;
use crate::link::Links;

/// Where in the site a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The first page.
    Overview,
    /// Crises and dyads.
    Crises,
    /// Incidents and search.
    Incidents,
    /// What rules find.
    Alerts,
    /// Articles, sources, what could not be read.
    Sources,
    /// State of the program.
    Status,
    /// None of these.
    Elsewhere,
}

/// What the frame has to know.
pub(crate) struct Frame<'a> {
    /// Title of the page.
    pub(crate) title: &'a str,
    /// Where it is.
    pub(crate) place: Place,
    /// What stands in the search box.
    pub(crate) search: &'a str,
    /// Whether the ledger is the built-in one, which every page says.
    pub(crate) is_demo: bool,
    /// The commit that the page shows; pages that follow the ledger reload when it grows.
    pub(crate) seq: Option<i64>,
    /// The state and days that its links keep.
    pub(crate) links: Links<'a>,
    /// What is left out by the address, each with the way back.
    pub(crate) left_out: Vec<LeftOut>,
    /// Seconds after which a page that lacks something is worth loading again.
    pub(crate) again: Option<u16>,
}

/// Something that the address leaves out of the page.
pub(crate) struct LeftOut {
    /// What is shown.
    pub(crate) shown: String,
    /// The same page with all of it.
    pub(crate) back: String,
    /// What that link is called.
    pub(crate) label: &'static str,
}

/// Address, name, place, and the key that goes there after `g`.
const LINKS: [(&str, &str, Place, &str); 6] = [
    ("/", "Overview", Place::Overview, "o"),
    ("/crises", "Crises", Place::Crises, "c"),
    ("/incidents", "Incidents", Place::Incidents, "i"),
    ("/alerts", "Alerts", Place::Alerts, "a"),
    ("/sources", "Sources", Place::Sources, "s"),
    ("/status", "Status", Place::Status, "t"),
];

/// The address of a place; the first four have days to choose.
fn address(frame: &Frame<'_>, path: &str, place: Place) -> String {
    match place {
        Place::Overview | Place::Crises | Place::Incidents | Place::Alerts => frame.links.to_days(path),
        _ => frame.links.to(path),
    }
}

/// The whole document.
pub(crate) fn page(frame: &Frame<'_>, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (frame.title) " · detente" }
                link rel="stylesheet" href=(asset::STYLE.href());
                link rel="icon" href=(asset::ICON.href()) type="image/svg+xml";
                link rel="alternate" type="application/atom+xml" href="/v1/incidents.atom" title="Incidents";
                script src=(asset::SCRIPT.href()) defer {}
            }
            body data-seq=[frame.seq] data-again=[frame.again] {
                a.skip href="#main" { "Skip to content" }
                header.bar {
                    a.brand href=(address(frame, "/", Place::Overview)) { "detente" }
                    nav aria-label="Site" {
                        @for (path, name, place, key) in LINKS {
                            a href=(address(frame, path, place)) data-key=(key) aria-current=[(place == frame.place).then_some("page")] { (name) }
                        }
                    }
                    form.find action="/incidents" method="get" role="search" {
                        label.hidden for="q" { "Search texts" }
                        input #q type="search" name="q" value=(frame.search) placeholder="Search texts, parties, places  ( / )";
                        @if !frame.links.as_of().is_empty() { input type="hidden" name="as_of" value=(frame.links.as_of()); }
                    }
                }
                main #main tabindex="-1" {
                    @if frame.is_demo {
                        p.notice {
                            "Demo: exercises written for this project. The crises are real, minor scenes, figures and unnamed speakers are made up. Not a source on any of them."
                        }
                    }
                    @if !frame.left_out.is_empty() {
                        section.left-out aria-label="What this page shows" {
                            @for part in &frame.left_out { p { (part.shown) " " a href=(part.back) { (part.label) } } }
                        }
                    }
                    (body)
                }
                footer.foot {
                    p {
                        "detente states what sources claim, never that a claim is true. "
                        a href="/v1/openapi.json" { "API" } " · " a href=(frame.links.to("/status")) { "status" }
                    }
                    p #live role="status" aria-live="polite" {}
                }
            }
        }
    }
}

/// A line to cite the page by, and links to its data.
pub(crate) fn colophon(cite: &str, downloads: &[(&str, String)]) -> Markup {
    html! {
        div.colophon {
            @if !downloads.is_empty() {
                p.downloads {
                    span { "Download" }
                    @for (name, href) in downloads { a href=(href) download { (name) } }
                }
            }
            p.cite { span { "Cite" } q #cite { bdi { (cite) } } button.copy type="button" data-copy="cite" hidden { "Copy" } }
        }
    }
}

/// A page, or a part of one, without anything to show; says why and what to do.
pub(crate) fn nothing(what: &str, why: &str) -> Markup {
    html! { div.nothing { p { strong { (what) } } p { (why) } } }
}
