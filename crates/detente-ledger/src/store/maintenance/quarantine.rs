//! What could not be taken in or read, and texts that a newer reader may read.

use super::super::codec::spelt_key;
use super::super::database::values;
use super::super::query::{article_row, text_of};
use super::super::{Seq, Store, StoreError};
use detente_core::document::Article;
use jiff::civil::Date;
use serde::Serialize;

/// Something that could not be taken in or read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quarantined {
    /// The commit that noted it.
    pub seq: Seq,
    /// Where it came from.
    pub source: String,
    /// The stage that failed.
    pub stage: String,
    /// A stable word.
    pub reason: String,
    /// For a person.
    pub detail: String,
    /// The version of the reader it failed with.
    pub reader: String,
    /// Whether its text is kept, so that `detente retry` can read it again.
    pub is_kept: bool,
}

/// A kept text that is to be read again.
#[derive(Debug, Clone, PartialEq)]
pub struct Reread {
    /// What [`Batch::reread`](super::super::Batch::reread) wants to know it by.
    pub body: i64,
    /// The article for the reader.
    pub article: Article,
}

impl Store {
    /// What waits in quarantine, the latest last.
    ///
    /// # Errors
    /// Of the database.
    pub fn quarantine(&self) -> Result<Vec<Quarantined>, StoreError> {
        let list = || -> Result<Vec<Quarantined>, StoreError> {
            let sql = "SELECT seq, source, stage, reason, detail, reader, body IS NOT NULL FROM quarantine
                       WHERE resolved_by IS NULL ORDER BY id";
            self.database.list(sql, &[], |row| {
                Ok(Quarantined {
                    seq: Seq(row.get(0)?),
                    source: row.get(1)?,
                    stage: row.get(2)?,
                    reason: row.get(3)?,
                    detail: row.get(4)?,
                    reader: row.get(5)?,
                    is_kept: row.get(6)?,
                })
            })
        };
        self.named(list())
    }

    /// Kept texts to be read again: those in quarantine that this reader has not tried, and, where `outdated`, those whose
    /// standing reading is another reader's. At most `limit` after the body `after`.
    ///
    /// # Errors
    /// Of the database.
    pub fn to_reread(&self, outdated: bool, after: i64, limit: usize) -> Result<Vec<Reread>, StoreError> {
        self.named(to_reread(self, outdated, after, limit))
    }
}

fn to_reread(store: &Store, outdated: bool, after: i64, limit: usize) -> Result<Vec<Reread>, StoreError> {
    let waiting = "SELECT DISTINCT q.body FROM quarantine q WHERE q.body > ?1 AND q.resolved_by IS NULL
                   AND NOT EXISTS (SELECT 1 FROM quarantine t WHERE t.body = q.body AND t.reader = ?2)";
    let old = "SELECT body FROM reading WHERE body > ?1 AND superseded_by IS NULL
               AND reader <> coalesce((SELECT id FROM reader WHERE version = ?2), -1)";
    let sql = match outdated {
        false => format!("{waiting} ORDER BY 1 LIMIT ?3"),
        true => format!("{waiting} UNION {old} ORDER BY 1 LIMIT ?3"),
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let bodies: Vec<i64> =
        store.database.list(&sql, &values![after, &store.reader, limit], |row| row.get(0))?;
    bodies.into_iter().map(|body| reread(store, body)).collect()
}

/// The article as it was given to the reader at first.
fn reread(store: &Store, body: i64) -> Result<Reread, StoreError> {
    let sql = "SELECT id, article FROM revision WHERE body = ?1 ORDER BY id LIMIT 1";
    let revision: i64 = store.database.one(sql, &values![body], |row| row.get(0))?;
    let row = article_row(&store.database, revision)?;
    // Marked days were not given to the reader.
    let published: Option<Date> = row.published.filter(|day| *day == row.day);
    let article = Article {
        id: row.name,
        text: text_of(&store.database, body)?,
        published,
        agency: row.agency,
        title: row.title,
        url: row.url,
    };
    Ok(Reread { body, article })
}

/// The number of an article by its row.
pub(super) fn key_of(store: &Store, article: i64) -> Result<String, StoreError> {
    let sql = "SELECT key FROM article WHERE id = ?1";
    let key: i64 = store.database.one(sql, &values![article], |row| row.get(0))?;
    Ok(spelt_key(key.cast_unsigned()))
}
