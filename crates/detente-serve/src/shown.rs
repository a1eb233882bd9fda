//! A page of a state, in its frame.
//!
//! In: what the page is called, its address, the snapshot that it shows, its body. Out: the answer, which says at its head what the address
//! leaves out, each with the way back.
//!
//! `/incidents?as_of=6`: "The ledger as of commit 6 (commit 6, made …). What came later is left out. Back to the present".

use axum::response::{IntoResponse as _, Response};
use maud::Markup;

use crate::app::App;
use crate::filter::Query;
use crate::page::layout::{Frame, LeftOut, Place, page};
use crate::problem::RETRY;
use crate::snapshot::Snapshot;
use crate::words;

/// What differs from page to page in the frame.
pub(crate) struct Shown<'a> {
    /// Title of the page.
    pub(crate) title: &'a str,
    /// Where it is.
    pub(crate) place: Place,
    /// The path of the page.
    pub(crate) path: &'a str,
    /// What its address asks for.
    pub(crate) query: &'a Query,
    /// The state that it shows.
    pub(crate) snapshot: &'a Snapshot,
    /// Whether it lacks something that is being computed, and is to be loaded again.
    pub(crate) is_awaited: bool,
}

/// The page.
pub(crate) fn html(app: &App, shown: &Shown<'_>, body: Markup) -> Response {
    let Shown { title, place, path, query, snapshot, is_awaited } = *shown;
    let has_days = ["/", "/crises", "/incidents", "/alerts"].contains(&path) || path.starts_with("/dyad/");
    let frame = Frame {
        title,
        place,
        search: if place == Place::Incidents { &query.q } else { "" },
        is_demo: app.is_demo,
        // A page of the present follows the ledger; one of the past does not.
        seq: query.as_of.is_empty().then_some(snapshot.seq.0),
        links: if place == Place::Crises && path != "/crises" {
            query.links()
        } else {
            query.links_within_days()
        },
        left_out: left_out(path, query, snapshot, has_days),
        again: is_awaited.then_some(RETRY),
    };
    page(&frame, body).into_response()
}

/// What the address leaves out: commits after a state, days outside of some.
fn left_out(path: &str, query: &Query, snapshot: &Snapshot, has_days: bool) -> Vec<LeftOut> {
    let mut all = Vec::new();
    if !query.as_of.is_empty() {
        let commit = match snapshot.at {
            Some(at) => format!("commit {}, made {}", snapshot.seq, words::minute(at)),
            None => "before its first commit".to_string(),
        };
        let shown = match path {
            "/status" => format!(
                "Your links show the ledger as of {}; this page shows it as it is now.",
                words::as_of(&query.as_of)
            ),
            _ => format!(
                "The ledger as of {} ({commit}). What came later is left out.",
                words::as_of(&query.as_of)
            ),
        };
        all.push(LeftOut { shown, back: query.with_value(path, "as_of", ""), label: "Back to the present" });
    }
    if has_days && !(query.from.is_empty() && query.to.is_empty()) {
        let day = |typed: &str| typed.parse().map_or_else(|_| typed.to_string(), words::day);
        let shown = match (query.from.is_empty(), query.to.is_empty()) {
            (false, false) => format!("Days from {} to {}.", day(&query.from), day(&query.to)),
            (false, true) => format!("Days from {} on.", day(&query.from)),
            _ => format!("Days up to {}.", day(&query.to)),
        };
        let all_days = Query { from: String::new(), to: String::new(), ..query.clone() };
        all.push(LeftOut { shown, back: all_days.with_value(path, "", ""), label: "All days" });
    }
    all
}
