//! The frame of every page: head, navigation, search box, foot.

use maud::{DOCTYPE, Markup, html};

use crate::asset;

/// Where in the site a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The first page.
    Overview,
    /// Crises and dyads.
    Crises,
    /// Incidents and search.
    Incidents,
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
}

const LINKS: [(&str, &str, Place); 5] = [
    ("/", "Overview", Place::Overview),
    ("/crises", "Crises", Place::Crises),
    ("/incidents", "Incidents", Place::Incidents),
    ("/sources", "Sources", Place::Sources),
    ("/status", "Status", Place::Status),
];

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
            body data-seq=[frame.seq] {
                a.skip href="#main" { "Skip to content" }
                header.bar {
                    a.brand href="/" { "detente" }
                    nav aria-label="Site" {
                        @for (href, name, place) in LINKS {
                            a href=(href) aria-current=[(place == frame.place).then_some("page")] { (name) }
                        }
                    }
                    form.find action="/incidents" method="get" role="search" {
                        label.hidden for="q" { "Search texts" }
                        input #q type="search" name="q" value=(frame.search) placeholder="Search texts, parties, places  ( / )";
                    }
                }
                main #main tabindex="-1" {
                    @if frame.is_demo {
                        p.notice {
                            "Demo: exercises written for this project. The crises are real, minor scenes, figures and unnamed speakers are made up. Not a source on any of them."
                        }
                    }
                    (body)
                }
                footer.foot {
                    p {
                        "detente states what sources claim, never that a claim is true. "
                        a href="/v1/openapi.json" { "API" } " · " a href="/status" { "status" }
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
            p.cite { span { "Cite" } q #cite { (cite) } button.copy type="button" data-copy="cite" hidden { "Copy" } }
        }
    }
}

/// A page, or a part of one, without anything to show; says why and what to do.
pub(crate) fn nothing(what: &str, why: &str) -> Markup {
    html! { div.nothing { p { strong { (what) } } p { (why) } } }
}
