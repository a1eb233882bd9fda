//! What the ledger knows of articles, for incidents: reports, fingerprints, and who tells of the same.

use super::super::codec::{day_of, unpack_record, unpack_text};
use super::super::database::{Database, Value, values};
use super::super::error::StoreError;
use super::super::words::unpack_words;
use super::{Told, Touched};
use crate::report::{ArticleFacts, reports};
use detente_crisis::fingerprint::Signature;
use detente_crisis::incident::{IncidentId, Kept};
use detente_crisis::report::{ArticleKey, OriginKey, Report};
use detente_data::{EventType, Status};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

/// The standing reading of an article as of a commit: id, day, record, words.
type Row = (i64, i64, Vec<u8>, Option<Vec<u8>>);

fn standing(database: &Database, article: i64, as_of: i64) -> Result<Option<Row>, StoreError> {
    let sql = "SELECT r.id, r.day, g.record, g.words
               FROM revision r JOIN reading g ON g.body = r.body
               WHERE r.article = ?1 AND r.seq <= ?2 AND (r.superseded_by IS NULL OR r.superseded_by > ?2)
                 AND g.seq <= ?2 AND (g.superseded_by IS NULL OR g.superseded_by > ?2)";
    database
        .first(sql, &values![article, as_of], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

/// An article's reports; none where it is withdrawn or not read.
pub(super) fn told(database: &Database, touched: Touched, as_of: i64) -> Result<Option<Told>, StoreError> {
    let Some((revision, day, record, words)) = standing(database, touched.article, as_of)? else {
        return Ok(None);
    };
    let day = day_of(day)?;
    let facts = ArticleFacts {
        key: touched.key,
        origin: origin(database, touched, as_of)?,
        published: day,
        words: words.map(|words| unpack_words(&words)).transpose()?.unwrap_or_default(),
    };
    let mut reports = reports(&unpack_record(&record)?, &facts);
    not_yet(database, revision, as_of, &mut reports)?;
    Ok(Some(Told { day, reports }))
}

/// What is told as happened on a day that had not come has not happened.
fn not_yet(database: &Database, revision: i64, as_of: i64, reports: &mut [Report]) -> Result<(), StoreError> {
    let sql = "SELECT number FROM event WHERE revision = ?1 AND is_future = 1 AND seq <= ?2
               AND (superseded_by IS NULL OR superseded_by > ?2)";
    let numbers: Vec<u32> = database.list(sql, &values![revision, as_of], |row| row.get(0))?;
    for number in numbers {
        if let Some(report) = reports.iter_mut().find(|report| report.id.event == number) {
            report.status = Status::Future;
        }
    }
    Ok(())
}

/// An article's day and fingerprint alone; none where it is withdrawn or not read.
pub(super) fn text(
    database: &Database,
    touched: Touched,
    as_of: i64,
) -> Result<Option<(Date, Option<Signature>)>, StoreError> {
    let sql = "SELECT r.day, b.text, g.is_compared FROM revision r JOIN reading g ON g.body = r.body
               JOIN body b ON b.id = r.body
               WHERE r.article = ?1 AND r.seq <= ?2 AND (r.superseded_by IS NULL OR r.superseded_by > ?2)
                 AND g.seq <= ?2 AND (g.superseded_by IS NULL OR g.superseded_by > ?2)";
    database.first(sql, &values![touched.article, as_of], |row| {
        let (blob, is_compared): (Vec<u8>, bool) = (row.get(1)?, row.get(2)?);
        let signature = if is_compared { Signature::of(&unpack_text(&blob)?) } else { None };
        Ok((day_of(row.get(0)?)?, signature))
    })
}

/// The day of an article that was read.
pub(super) fn day(database: &Database, article: i64, as_of: i64) -> Result<Option<Date>, StoreError> {
    let sql = "SELECT day FROM revision WHERE article = ?1 AND seq <= ?2 AND (superseded_by IS NULL OR superseded_by > ?2)";
    let found: Option<i64> = database.cell(sql, &values![article, as_of])?;
    found.map(day_of).transpose()
}

/// The origin of an article.
pub(super) fn origin(database: &Database, touched: Touched, as_of: i64) -> Result<OriginKey, StoreError> {
    let sql = "SELECT origin FROM origin WHERE article = ?1 AND seq <= ?2
               AND (superseded_by IS NULL OR superseded_by > ?2)";
    let found: Option<i64> = database.cell(sql, &values![touched.article, as_of])?;
    Ok(OriginKey(found.map_or(touched.key, |key| ArticleKey(key.cast_unsigned()))))
}

/// The row of an article.
pub(super) fn touched(database: &Database, key: ArticleKey) -> Result<Option<Touched>, StoreError> {
    let sql = "SELECT id FROM article WHERE key = ?1";
    let found = database.cell(sql, &values![key.0.cast_signed()])?;
    Ok(found.map(|article| Touched { article, key }))
}

/// The key of an article.
pub(super) fn key(database: &Database, article: i64) -> Result<ArticleKey, StoreError> {
    let sql = "SELECT key FROM article WHERE id = ?1";
    database.one(sql, &values![article], |row| Ok(ArticleKey(row.get::<i64>(0)?.cast_unsigned())))
}

/// Articles published on a day, each with its origin.
pub(super) fn texts_of(
    database: &Database,
    day: i64,
    as_of: i64,
) -> Result<Vec<(Touched, OriginKey)>, StoreError> {
    let sql = "SELECT a.id, a.key, o.origin FROM revision r JOIN article a ON a.id = r.article
               LEFT JOIN origin o ON o.article = a.id AND o.seq <= ?2 AND (o.superseded_by IS NULL OR o.superseded_by > ?2)
               WHERE r.day = ?1 AND r.seq <= ?2 AND (r.superseded_by IS NULL OR r.superseded_by > ?2)";
    database.list(sql, &values![day, as_of], |row| {
        let key: i64 = row.get(1)?;
        let origin = row.get::<Option<i64>>(2)?.unwrap_or(key);
        let touched = Touched { article: row.get(0)?, key: ArticleKey(key.cast_unsigned()) };
        Ok((touched, OriginKey(ArticleKey(origin.cast_unsigned()))))
    })
}

/// An article and all others of the same origin.
pub(super) fn group(
    database: &Database,
    touched: Touched,
    as_of: i64,
) -> Result<BTreeSet<Touched>, StoreError> {
    let OriginKey(first) = origin(database, touched, as_of)?;
    let sql = "SELECT a.id, a.key FROM origin o JOIN article a ON a.id = o.article
               WHERE o.origin = ?1 AND o.seq <= ?2 AND (o.superseded_by IS NULL OR o.superseded_by > ?2)";
    let mut all = list(database, sql, &values![first.0.cast_signed(), as_of])?;
    all.insert(touched);
    if first != touched.key {
        all.extend(self::touched(database, first)?);
    }
    Ok(all)
}

/// Some articles, and those whose origin is another at the second commit than at the first because of them: who copies one of them then, or
/// did.
pub(super) fn with_other_origins(
    database: &Database,
    changed: &BTreeSet<Touched>,
    (then, now): (i64, i64),
) -> Result<BTreeSet<Touched>, StoreError> {
    let mut all = changed.clone();
    for touched in changed {
        let mut copies = group(database, *touched, then)?;
        copies.append(&mut group(database, *touched, now)?);
        for copy in copies {
            if origin(database, copy, then)? != origin(database, copy, now)? {
                all.insert(copy);
            }
        }
    }
    Ok(all)
}

/// The reports of some types of an article, each with its incident.
pub(super) fn kept(
    database: &Database,
    touched: Touched,
    kinds: &[EventType],
    as_of: i64,
) -> Result<Vec<Kept>, StoreError> {
    let Some(told) = told(database, touched, as_of)? else { return Ok(Vec::new()) };
    let sql = "SELECT number, incident FROM incident_report WHERE article = ?1 AND seq <= ?2
               AND (superseded_by IS NULL OR superseded_by > ?2)";
    let incidents: HashMap<u32, IncidentId> =
        database.list(sql, &values![touched.article, as_of], |row| {
            Ok((row.get(0)?, IncidentId(row.get::<i64>(1)?.cast_unsigned())))
        })?;
    let wanted = told.reports.into_iter().filter(|report| kinds.contains(&report.kind));
    Ok(wanted.map(|report| Kept { incident: incidents.get(&report.id.event).copied(), report }).collect())
}

/// Articles that commits after `seen`, up to `until`, touched.
pub(super) fn changed(database: &Database, seen: i64, until: i64) -> Result<BTreeSet<Touched>, StoreError> {
    let sql = "SELECT a.id, a.key FROM article a WHERE a.id IN (
                   SELECT article FROM revision WHERE seq > ?1 AND seq <= ?2
                   UNION SELECT r.article FROM reading g JOIN revision r ON r.body = g.body
                         WHERE g.seq > ?1 AND g.seq <= ?2
                   UNION SELECT article FROM revision WHERE superseded_by > ?1 AND superseded_by <= ?2
                   UNION SELECT r.article FROM event e JOIN revision r ON r.id = e.revision
                         WHERE e.superseded_by > ?1 AND e.superseded_by <= ?2)";
    list(database, sql, &values![seen, until])
}

fn list(database: &Database, sql: &str, values: &[Value<'_>]) -> Result<BTreeSet<Touched>, StoreError> {
    database.list(sql, values, |row| {
        Ok(Touched { article: row.get(0)?, key: ArticleKey(row.get::<i64>(1)?.cast_unsigned()) })
    })
}

/// The reports of an article as of a commit.
pub(in crate::store) fn reports_of(
    database: &Database,
    key: ArticleKey,
    as_of: i64,
) -> Result<Vec<Report>, StoreError> {
    let Some(touched) = touched(database, key)? else { return Ok(Vec::new()) };
    Ok(told(database, touched, as_of)?.map(|told| told.reports).unwrap_or_default())
}

/// The origin of an article as of a commit.
pub(in crate::store) fn origin_of(
    database: &Database,
    key: ArticleKey,
    as_of: i64,
) -> Result<OriginKey, StoreError> {
    match touched(database, key)? {
        Some(touched) => origin(database, touched, as_of),
        None => Ok(OriginKey(key)),
    }
}
