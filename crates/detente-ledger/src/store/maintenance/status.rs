//! What a ledger holds.

use super::super::database::FromValue;
use super::super::{Address, CodedSet, Seq, Store, StoreError};
use serde::Serialize;

/// What a ledger holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    /// Where it is.
    pub path: Address,
    /// Its size in bytes; of a file with the log of what is not yet in its place.
    pub bytes: u64,
    /// Its schema.
    pub schema: i64,
    /// The last commit.
    pub seq: Seq,
    /// When that was.
    pub at: Option<String>,
    /// Articles that were ever taken in.
    pub articles: i64,
    /// Of these, withdrawn.
    pub withdrawn: i64,
    /// States of articles, corrections and withdrawals included.
    pub revisions: i64,
    /// Events that stand.
    pub events: i64,
    /// Texts that no reader has read: of other languages, or in quarantine.
    pub unread: i64,
    /// First and last day of events, as 20240119.
    pub days: Option<(i64, i64)>,
    /// Number of texts by the version of the reader whose reading stands.
    pub readers: Vec<(String, i64)>,
    /// What waits in quarantine: stage, reason, number.
    pub quarantine: Vec<(String, String, i64)>,
    /// Events of other systems that were imported, by set.
    pub coded: Vec<CodedSet>,
    /// Where sources were left: source, position.
    pub checkpoints: Vec<(String, String)>,
}

impl Store {
    /// Counts what is there.
    ///
    /// # Errors
    /// Of the database.
    pub fn status(&self) -> Result<Status, StoreError> {
        self.named(status(self))
    }

    /// Where sources were left: source, position.
    ///
    /// # Errors
    /// Of the database.
    pub fn checkpoints(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.named(pairs(self, "SELECT source, position FROM checkpoint ORDER BY source"))
    }
}

fn status(store: &Store) -> Result<Status, StoreError> {
    let number =
        |sql: &str| -> Result<Option<i64>, StoreError> { store.database.one(sql, &[], |row| row.get(0)) };
    // Rows are never deleted, so the last id is their number; those that ended are in small indexes.
    let count = |sql: &str| number(sql).map(|n| n.unwrap_or(0));
    let first = number("SELECT min(day) FROM event")?;
    let last = number("SELECT max(day) FROM event")?;
    let revisions = count("SELECT max(id) FROM revision")?;
    let readers = pairs(
        store,
        "SELECT version, (SELECT count(*) FROM reading WHERE reader = reader.id AND superseded_by IS NULL) FROM reader ORDER BY id",
    )?;
    let read: i64 = readers.iter().map(|(_, count)| count).sum();
    Ok(Status {
        path: store.address.clone(),
        bytes: store.database.size()?,
        schema: store.database.schema()?,
        seq: Seq(count("SELECT max(seq) FROM commit_log")?),
        at: store
            .database
            .cell("SELECT at FROM commit_log WHERE seq = (SELECT max(seq) FROM commit_log)", &[])?,
        articles: count("SELECT max(id) FROM article")?,
        withdrawn: count("SELECT count(*) FROM revision WHERE body IS NULL AND superseded_by IS NULL")?,
        revisions,
        events: count("SELECT max(id) FROM event")?
            - count("SELECT count(*) FROM event WHERE superseded_by IS NOT NULL")?,
        unread: count("SELECT max(id) FROM body")? - read,
        days: first.zip(last),
        readers,
        quarantine: quarantine(store)?,
        coded: store.coded_sets()?,
        checkpoints: store.checkpoints()?,
    })
}

fn pairs<T: FromValue>(store: &Store, sql: &str) -> Result<Vec<(String, T)>, StoreError> {
    store.database.list(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn quarantine(store: &Store) -> Result<Vec<(String, String, i64)>, StoreError> {
    let sql = "SELECT stage, reason, count(*) FROM quarantine WHERE resolved_by IS NULL GROUP BY 1, 2 ORDER BY 1, 2";
    store.database.list(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
