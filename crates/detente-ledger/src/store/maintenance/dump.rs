//! The content of a ledger in one canonical form: without row ids, commit numbers and times of arrival, sorted by what
//! things are. Two ledgers that took in the same give the same bytes, whatever the order, the threads and the restarts.

use super::super::codec::{hex, unpack_record, unpack_text};
use super::super::database::{Database, values};
use super::super::query::standing_by_number;
use super::super::{Store, StoreError};
use super::quarantine::key_of;
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Store {
    /// Gives the lines of the dump to `take`, until it answers false.
    ///
    /// # Errors
    /// Of the database, or where what is kept does not read back.
    pub fn dump(&self, mut take: impl FnMut(&str) -> bool) -> Result<(), StoreError> {
        self.named(dump(self, &mut take))
    }
}

fn dump(store: &Store, take: &mut impl FnMut(&str) -> bool) -> Result<(), StoreError> {
    let sql =
        "SELECT article.id, source.name, article.name FROM article JOIN source ON source.id = article.source
               ORDER BY source.name, article.name";
    let mut goes_on = true;
    store.database.stream(sql, &[], |row| {
        let (id, source, name): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let line = json!({
            "article": key_of(store, id)?, "source": source, "name": name,
            "revisions": revisions(&store.database, id)?,
            "record": record(&store.database, id)?,
        });
        goes_on = take(&line.to_string());
        Ok(goes_on)
    })?;
    if !goes_on {
        return Ok(());
    }
    standing_by_number(&store.database, |row| {
        let line =
            serde_json::to_string(&row.incident).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        goes_on = take(&format!("{{\"incident\":{line}}}"));
        Ok(goes_on)
    })?;
    if !goes_on {
        return Ok(());
    }
    if !store.coded_lines(take)? {
        return Ok(());
    }
    for line in quarantine(&store.database)? {
        if !take(&format!("{{\"quarantine\":{line}}}")) {
            return Ok(());
        }
    }
    Ok(())
}

/// What was set aside, each once, sorted.
fn quarantine(database: &Database) -> Result<BTreeSet<String>, StoreError> {
    let sql = "SELECT source, stage, reason, detail, resolved_by IS NOT NULL FROM quarantine";
    database.list(sql, &[], |row| {
        let (source, stage): (String, String) = (row.get(0)?, row.get(1)?);
        let (reason, detail): (String, String) = (row.get(2)?, row.get(3)?);
        let is_resolved = i64::from(row.get::<bool>(4)?);
        Ok(json!([source, stage, reason, detail, is_resolved]).to_string())
    })
}

/// Every state of an article, sorted by its content.
fn revisions(database: &Database, article: i64) -> Result<Vec<Value>, StoreError> {
    let sql = "SELECT b.hash, b.title, b.agency, b.published, b.text, r.updated, r.published_at, r.language, r.author,
                      r.superseded_by IS NULL
               FROM revision r LEFT JOIN body b ON b.id = r.body WHERE r.article = ?1
               ORDER BY b.hash NULLS FIRST, r.updated NULLS FIRST";
    database.list(sql, &values![article], |row| {
        let text: Option<Vec<u8>> = row.get(4)?;
        Ok(json!({
            "hash": row.get::<Option<Vec<u8>>>(0)?.map(|hash| hex(&hash)),
            "title": row.get::<Option<String>>(1)?,
            "agency": row.get::<Option<String>>(2)?,
            "published": row.get::<Option<i64>>(3)?,
            "text": text.map(|blob| unpack_text(&blob)).transpose()?,
            "updated": row.get::<Option<String>>(5)?,
            "published_at": row.get::<Option<String>>(6)?,
            "language": row.get::<Option<String>>(7)?,
            "author": row.get::<Option<String>>(8)?,
            "stands": row.get::<bool>(9)?,
        }))
    })
}

/// What the reader made of the state that stands.
fn record(database: &Database, article: i64) -> Result<Value, StoreError> {
    let sql = "SELECT g.record FROM revision r JOIN reading g ON g.body = r.body
               WHERE r.article = ?1 AND r.superseded_by IS NULL AND g.superseded_by IS NULL";
    let blob: Option<Vec<u8>> = database.cell(sql, &values![article])?;
    let Some(blob) = blob else { return Ok(Value::Null) };
    serde_json::to_value(unpack_record(&blob)?).map_err(|error| StoreError::Corrupt(error.to_string()))
}
