//! What the ledger knows of articles, for incidents: reports, fingerprints, and who tells of the same.

use super::super::codec::{day_of, unpack_record, unpack_words};
use super::super::error::StoreError;
use super::super::rows;
use super::{Told, Touched};
use crate::report::{ArticleFacts, reports};
use detente_crisis::report::{ArticleKey, OriginKey, Report};
use detente_data::Status;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// The standing reading of an article as of a commit: id, day, record, words, signature.
type Row = (i64, i64, Vec<u8>, Option<Vec<u8>>, Option<Vec<u8>>);

fn standing(connection: &Connection, article: i64, as_of: i64) -> Result<Option<Row>, StoreError> {
    let sql = "SELECT r.id, r.day, g.record, g.words, g.signature
               FROM revision r JOIN reading g ON g.body = r.body
               WHERE r.article = ?1 AND r.seq <= ?2 AND (r.superseded_by IS NULL OR r.superseded_by > ?2)
                 AND g.seq <= ?2 AND (g.superseded_by IS NULL OR g.superseded_by > ?2)";
    let row = connection.prepare_cached(sql)?.query_row(params![article, as_of], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    });
    Ok(row.optional()?)
}

/// An article's reports and fingerprint; none where it is withdrawn or not read.
pub(super) fn told(
    connection: &Connection,
    touched: Touched,
    as_of: i64,
) -> Result<Option<Told>, StoreError> {
    let Some((revision, day, record, words, signature)) = standing(connection, touched.article, as_of)?
    else {
        return Ok(None);
    };
    let day = day_of(day)?;
    let facts = ArticleFacts {
        key: touched.key,
        origin: origin(connection, touched, as_of)?,
        published: day,
        words: words.map(|words| unpack_words(&words)).transpose()?.unwrap_or_default(),
    };
    let mut reports = reports(&unpack_record(&record)?, &facts);
    not_yet(connection, revision, as_of, &mut reports)?;
    Ok(Some(Told { day, reports, signature: signature.and_then(|bytes| rows::signature_of(&bytes)) }))
}

/// What is told as happened on a day that had not come has not happened.
fn not_yet(
    connection: &Connection,
    revision: i64,
    as_of: i64,
    reports: &mut [Report],
) -> Result<(), StoreError> {
    let sql = "SELECT number FROM event WHERE revision = ?1 AND is_future = 1 AND seq <= ?2
               AND (superseded_by IS NULL OR superseded_by > ?2)";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![revision, as_of])?;
    while let Some(row) = rows.next()? {
        let number: u32 = row.get(0)?;
        if let Some(report) = reports.iter_mut().find(|report| report.id.event == number) {
            report.status = Status::Future;
        }
    }
    Ok(())
}

/// An article's day and fingerprint alone.
pub(super) fn text(
    connection: &Connection,
    touched: Touched,
    as_of: i64,
) -> Result<Option<Told>, StoreError> {
    let sql = "SELECT r.day, g.signature FROM revision r JOIN reading g ON g.body = r.body
               WHERE r.article = ?1 AND r.seq <= ?2 AND (r.superseded_by IS NULL OR r.superseded_by > ?2)
                 AND g.seq <= ?2 AND (g.superseded_by IS NULL OR g.superseded_by > ?2)";
    let row: Option<(i64, Option<Vec<u8>>)> = connection
        .prepare_cached(sql)?
        .query_row(params![touched.article, as_of], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((day, signature)) = row else { return Ok(None) };
    let signature = signature.and_then(|bytes| rows::signature_of(&bytes));
    Ok(Some(Told { day: day_of(day)?, reports: Vec::new(), signature }))
}

fn origin(connection: &Connection, touched: Touched, as_of: i64) -> Result<OriginKey, StoreError> {
    let sql = "SELECT origin FROM origin WHERE article = ?1 AND seq <= ?2
               AND (superseded_by IS NULL OR superseded_by > ?2)";
    let found: Option<i64> = connection
        .prepare_cached(sql)?
        .query_row(params![touched.article, as_of], |row| row.get(0))
        .optional()?;
    Ok(OriginKey(found.map_or(touched.key, |key| ArticleKey(key.cast_unsigned()))))
}

/// The row of an article.
pub(super) fn touched(connection: &Connection, key: ArticleKey) -> Result<Option<Touched>, StoreError> {
    let sql = "SELECT id FROM article WHERE key = ?1";
    let found =
        connection.prepare_cached(sql)?.query_row([key.0.cast_signed()], |row| row.get(0)).optional()?;
    Ok(found.map(|article| Touched { article, key }))
}

/// Articles with an event in a month.
pub(super) fn articles_of(
    connection: &Connection,
    month: i64,
    as_of: i64,
) -> Result<BTreeSet<Touched>, StoreError> {
    let sql = "SELECT DISTINCT a.id, a.key FROM event e JOIN revision r ON r.id = e.revision
               JOIN article a ON a.id = r.article
               WHERE e.day BETWEEN ?1 AND ?2 AND e.seq <= ?3 AND (e.superseded_by IS NULL OR e.superseded_by > ?3)";
    list(connection, sql, params![month * 100, month * 100 + 99, as_of])
}

/// Articles published in a month.
pub(super) fn texts_of(
    connection: &Connection,
    month: i64,
    as_of: i64,
) -> Result<BTreeSet<Touched>, StoreError> {
    let sql = "SELECT a.id, a.key FROM revision r JOIN article a ON a.id = r.article
               WHERE r.day BETWEEN ?1 AND ?2 AND r.seq <= ?3 AND (r.superseded_by IS NULL OR r.superseded_by > ?3)";
    list(connection, sql, params![month * 100, month * 100 + 99, as_of])
}

/// Articles that tell of an incident that this one tells of.
pub(super) fn companions(
    connection: &Connection,
    article: i64,
    as_of: i64,
) -> Result<BTreeSet<Touched>, StoreError> {
    let sql = "SELECT DISTINCT a.id, a.key FROM incident_report m
               JOIN incident_report o ON o.incident = m.incident JOIN article a ON a.id = o.article
               WHERE m.article = ?1 AND m.seq <= ?2 AND (m.superseded_by IS NULL OR m.superseded_by > ?2)
                 AND o.seq <= ?2 AND (o.superseded_by IS NULL OR o.superseded_by > ?2)";
    list(connection, sql, params![article, as_of])
}

/// Articles that commits after `seen`, up to `until`, touched.
pub(super) fn changed(
    connection: &Connection,
    seen: i64,
    until: i64,
) -> Result<BTreeSet<Touched>, StoreError> {
    let sql = "SELECT a.id, a.key FROM article a WHERE a.id IN (
                   SELECT article FROM revision WHERE seq > ?1 AND seq <= ?2
                   UNION SELECT article FROM revision WHERE superseded_by > ?1 AND superseded_by <= ?2
                   UNION SELECT r.article FROM event e JOIN revision r ON r.id = e.revision
                         WHERE e.superseded_by > ?1 AND e.superseded_by <= ?2)";
    list(connection, sql, params![seen, until])
}

fn list(
    connection: &Connection,
    sql: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<BTreeSet<Touched>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| {
        Ok(Touched { article: row.get(0)?, key: ArticleKey(row.get::<_, i64>(1)?.cast_unsigned()) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The reports of an article as of a commit.
pub(in crate::store) fn reports_of(
    connection: &Connection,
    key: ArticleKey,
    as_of: i64,
) -> Result<Vec<Report>, StoreError> {
    let Some(touched) = touched(connection, key)? else { return Ok(Vec::new()) };
    Ok(told(connection, touched, as_of)?.map(|told| told.reports).unwrap_or_default())
}

/// The origin of an article as of a commit.
pub(in crate::store) fn origin_of(
    connection: &Connection,
    key: ArticleKey,
    as_of: i64,
) -> Result<OriginKey, StoreError> {
    match touched(connection, key)? {
        Some(touched) => origin(connection, touched, as_of),
        None => Ok(OriginKey(key)),
    }
}
