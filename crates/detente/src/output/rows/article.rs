//! Articles as rows.

use super::{Column, Row, filed, shown, spelt};
use detente_ledger::store::ArticleRow;
use serde_json::Value;

/// The columns of articles.
pub(crate) const ARTICLES: &[Column] = &[
    shown("article"),
    shown("day"),
    shown("agency"),
    shown("title"),
    filed("author"),
    filed("language"),
    filed("published"),
    filed("updated"),
    filed("received"),
    filed("doubts"),
    shown("withdrawn"),
    filed("source"),
    shown("name"),
    filed("url"),
    filed("seq"),
    filed("superseded_by"),
];

impl Row for ArticleRow {
    fn cells(&self) -> Vec<String> {
        vec![
            self.key.clone(),
            self.day.to_string(),
            spelt(self.agency.as_deref()),
            spelt(self.title.as_deref()),
            spelt(self.author.as_deref()),
            spelt(self.language.as_deref()),
            spelt(self.published),
            spelt(self.updated.as_deref()),
            self.received.clone(),
            self.doubts.join(";"),
            if self.withdrawn { "withdrawn".to_string() } else { String::new() },
            self.source.clone(),
            self.name.clone(),
            spelt(self.url.as_deref()),
            self.seq.to_string(),
            spelt(self.superseded_by),
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
