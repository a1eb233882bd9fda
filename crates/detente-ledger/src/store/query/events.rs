//! Events, each with its article.

use super::super::codec::{day_of, spelt_key, unpack_record};
use super::super::database::{Database, values};
use super::super::{Seq, Store, StoreError};
use super::articles::{ArticleRow, article_row};
use super::filter::Filter;
use super::incidents::of_event;
use super::plan;
use crate::record;
use serde::Serialize;

/// An event as an article tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRow {
    /// Its name in the ledger: the article's number and the event's name in the record.
    pub id: String,
    /// The happening it tells of.
    pub incident: Option<String>,
    /// Told as happened, on a day that had not come.
    pub is_future: bool,
    /// The commit that brought it.
    pub seq: Seq,
    /// The commit that ended it.
    pub superseded_by: Option<Seq>,
    /// The article.
    pub article: ArticleRow,
    /// The event, as in `docs/output.md`; its `incident` is the article's own guess.
    pub event: record::Event,
}

/// What the plan's SQL gives.
struct Found {
    number: usize,
    reading: i64,
    revision: i64,
    is_future: bool,
    seq: i64,
    superseded_by: Option<i64>,
}

impl Store {
    /// Gives the events that a filter lets through to `take`, the latest first, until it answers false.
    ///
    /// # Errors
    /// Of the database; of a text without words.
    pub fn events(&self, filter: &Filter, take: impl FnMut(EventRow) -> bool) -> Result<(), StoreError> {
        self.named(events(&self.database, filter, take))
    }
}

fn events(
    database: &Database,
    filter: &Filter,
    mut take: impl FnMut(EventRow) -> bool,
) -> Result<(), StoreError> {
    let sql = plan::events(database, filter)?;
    let commit = filter.as_of.commit(database)?;
    // Events of one article mostly come together.
    let mut record: Option<(i64, record::Article)> = None;
    let mut article: Option<(i64, ArticleRow)> = None;
    database.stream(&sql.text, &sql.values, |row| {
        let found = Found {
            number: row.get::<u32>(1)? as usize,
            reading: row.get(2)?,
            revision: row.get(3)?,
            is_future: row.get(4)?,
            seq: row.get(5)?,
            superseded_by: row.get(6)?,
        };
        if record.as_ref().is_none_or(|(id, _)| *id != found.reading) {
            record = Some((found.reading, record_of(database, found.reading)?));
        }
        if article.as_ref().is_none_or(|(id, _)| *id != found.revision) {
            article = Some((found.revision, article_row(database, found.revision)?));
        }
        let (Some((_, record)), Some((_, article))) = (&record, &article) else { return Ok(true) };
        let event = record.events.get(found.number).cloned();
        let event =
            event.ok_or_else(|| StoreError::Corrupt(format!("no event {} in a record", found.number)))?;
        let number = u32::try_from(found.number).unwrap_or(u32::MAX);
        let incident = of_event(database, found.revision, number, commit)?;
        let row = EventRow {
            id: format!("{}.{}", article.key, event.id),
            incident: incident.map(shown_key),
            is_future: found.is_future,
            seq: Seq(found.seq),
            superseded_by: found.superseded_by.map(Seq),
            article: article.clone(),
            event,
        };
        Ok(take(row))
    })
}

/// The record of a reading.
pub(super) fn record_of(database: &Database, reading: i64) -> Result<record::Article, StoreError> {
    let sql = "SELECT record FROM reading WHERE id = ?1";
    let blob: Vec<u8> = database.one(sql, &values![reading], |row| row.get(0))?;
    unpack_record(&blob)
}

/// A day of the file that may be absent.
pub(super) fn maybe_day(number: Option<i64>) -> Result<Option<jiff::civil::Date>, StoreError> {
    number.map(day_of).transpose()
}

/// A number of an article, as people see it.
pub(super) fn shown_key(key: i64) -> String {
    spelt_key(key.cast_unsigned())
}
