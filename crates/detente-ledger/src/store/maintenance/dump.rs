//! The content of a ledger in one canonical form: without row ids, commit numbers and times of arrival, sorted by what
//! things are. Two ledgers that took in the same give the same bytes, whatever the order, the threads and the restarts.

use super::super::codec::{hex, unpack_record, unpack_text};
use super::super::query::standing_by_number;
use super::super::{Store, StoreError};
use super::quarantine::key_of;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};

impl Store {
    /// Gives the lines of the dump to `take`, until it answers false.
    ///
    /// # Errors
    /// Of SQLite, or where what is kept does not read back.
    pub fn dump(&self, mut take: impl FnMut(&str) -> bool) -> Result<(), StoreError> {
        self.named(dump(self, &mut take))
    }
}

fn dump(store: &Store, take: &mut impl FnMut(&str) -> bool) -> Result<(), StoreError> {
    let sql =
        "SELECT article.id, source.name, article.name FROM article JOIN source ON source.id = article.source
               ORDER BY source.name, article.name";
    let mut statement = store.connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, source, name): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let line = json!({
            "article": key_of(store, id)?, "source": source, "name": name,
            "revisions": revisions(&store.connection, id)?,
            "record": record(&store.connection, id)?,
        });
        if !take(&line.to_string()) {
            return Ok(());
        }
    }
    let mut goes_on = true;
    standing_by_number(&store.connection, |row| {
        let line =
            serde_json::to_string(&row.incident).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        goes_on = take(&format!("{{\"incident\":{line}}}"));
        Ok(goes_on)
    })?;
    if !goes_on {
        return Ok(());
    }
    let sql = "SELECT DISTINCT json_array(source, stage, reason, detail, resolved_by IS NOT NULL) FROM quarantine ORDER BY 1";
    let mut statement = store.connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if !take(&format!("{{\"quarantine\":{line}}}")) {
            return Ok(());
        }
    }
    Ok(())
}

/// Every state of an article, sorted by its content.
fn revisions(connection: &Connection, article: i64) -> Result<Vec<Value>, StoreError> {
    let sql = "SELECT b.hash, b.title, b.agency, b.published, b.text, r.updated, r.published_at, r.language, r.author,
                      r.superseded_by IS NULL
               FROM revision r LEFT JOIN body b ON b.id = r.body WHERE r.article = ?1
               ORDER BY b.hash, r.updated";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([article])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let text: Option<Vec<u8>> = row.get(4)?;
        all.push(json!({
            "hash": row.get::<_, Option<Vec<u8>>>(0)?.map(|hash| hex(&hash)),
            "title": row.get::<_, Option<String>>(1)?,
            "agency": row.get::<_, Option<String>>(2)?,
            "published": row.get::<_, Option<i64>>(3)?,
            "text": text.map(|blob| unpack_text(&blob)).transpose()?,
            "updated": row.get::<_, Option<String>>(5)?,
            "published_at": row.get::<_, Option<String>>(6)?,
            "language": row.get::<_, Option<String>>(7)?,
            "author": row.get::<_, Option<String>>(8)?,
            "stands": row.get::<_, bool>(9)?,
        }));
    }
    Ok(all)
}

/// What the reader made of the state that stands.
fn record(connection: &Connection, article: i64) -> Result<Value, StoreError> {
    let sql = "SELECT g.record FROM revision r JOIN reading g ON g.body = r.body
               WHERE r.article = ?1 AND r.superseded_by IS NULL AND g.superseded_by IS NULL";
    let blob: Option<Vec<u8>> =
        connection.prepare_cached(sql)?.query_row([article], |row| row.get(0)).optional()?;
    let Some(blob) = blob else { return Ok(Value::Null) };
    serde_json::to_value(unpack_record(&blob)?).map_err(|error| StoreError::Corrupt(error.to_string()))
}
