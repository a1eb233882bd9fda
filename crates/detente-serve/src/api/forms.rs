//! Rows as JSON Lines and feeds.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// One object a line.
pub(crate) fn jsonl<T: serde::Serialize>(rows: &[T]) -> Response {
    let lines: String =
        rows.iter().filter_map(|row| serde_json::to_string(row).ok()).map(|l| l + "\n").collect();
    let name = "attachment; filename=\"rows.jsonl\"";
    ([(header::CONTENT_TYPE, "application/jsonl"), (header::CONTENT_DISPOSITION, name)], lines)
        .into_response()
}

/// A feed.
pub(crate) struct Feed<'a> {
    /// What it is of, as its address has it.
    pub(crate) name: &'static str,
    /// What it is called.
    pub(crate) title: &'static str,
    /// When the state that it shows was made.
    pub(crate) updated: Option<&'a str>,
}

/// An entry of a feed; one with the same id takes the place of an earlier one.
pub(crate) struct Entry {
    /// What stays the same of it.
    pub(crate) id: String,
    /// What it is.
    pub(crate) title: String,
    /// The day of which it is.
    pub(crate) day: jiff::civil::Date,
    /// Its page, from the root of this server.
    pub(crate) page: String,
    /// More of it.
    pub(crate) summary: String,
}

/// A feed of entries.
pub(crate) fn atom(feed: &Feed<'_>, entries: &[Entry], base: &str) -> Response {
    // XML has no way to write control characters.
    let clean = |t: &str| -> String { t.chars().filter(|c| !c.is_control()).collect() };
    let text = |t: &str| {
        clean(t).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    let entry = |entry: &Entry| {
        format!(
            "<entry><id>{}</id><title>{}</title><updated>{}T00:00:00Z</updated>\
             <link href=\"{}{}\"/><summary>{}</summary></entry>\n",
            text(&entry.id),
            text(&entry.title),
            entry.day,
            text(base),
            text(&entry.page),
            text(&entry.summary)
        )
    };
    let all: String = entries.iter().map(entry).collect();
    let Feed { name, title, updated } = feed;
    let updated = text(updated.unwrap_or("1970-01-01T00:00:00Z"));
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\
         <id>urn:detente:{name}</id><title>{title}</title><updated>{updated}</updated>\
         <author><name>detente</name></author><link rel=\"self\" href=\"{}/v1/{name}.atom\"/>\n{all}</feed>\n",
        text(base)
    );
    ([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], body).into_response()
}
