//! Articles as rows.

use super::{Column, Row, filed, moment, shown, text};
use detente_ledger::store::ArticleRow;
use detente_table::{Cell, Kind};
use serde_json::Value;

/// The columns of articles.
pub(crate) const ARTICLES: &[Column] = &[
    shown("article", Kind::Text),
    shown("day", Kind::Day),
    shown("agency", Kind::Text),
    shown("title", Kind::Text),
    filed("author", Kind::Text),
    filed("language", Kind::Text),
    filed("published", Kind::Day),
    filed("updated", Kind::Moment),
    filed("received", Kind::Moment),
    filed("doubts", Kind::List),
    shown("withdrawn", Kind::Text),
    filed("source", Kind::Text),
    shown("name", Kind::Text),
    filed("url", Kind::Text),
    filed("seq", Kind::Integer),
    filed("superseded_by", Kind::Integer),
];

impl Row for ArticleRow {
    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.key),
            self.day.into(),
            text(self.agency.as_deref()),
            text(self.title.as_deref()),
            text(self.author.as_deref()),
            text(self.language.as_deref()),
            self.published.into(),
            moment(self.updated.as_deref()),
            moment(Some(&self.received)),
            Cell::list(&self.doubts),
            text(self.withdrawn.then_some("withdrawn")),
            Cell::text(&self.source),
            Cell::text(&self.name),
            text(self.url.as_deref()),
            self.seq.0.into(),
            self.superseded_by.map(|seq| seq.0).into(),
        ]
    }

    fn json(&self) -> Value {
        // Strings, numbers and lists only: there is no way to fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    fn position(&self) -> Option<(f64, f64)> {
        None
    }
}
