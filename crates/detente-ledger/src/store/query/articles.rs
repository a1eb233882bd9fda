//! Articles: as they stand, with their texts and histories.

use super::super::codec::{day_of, unpack_text};
use super::super::{AsOf, Doubts, Seq, Store, StoreError};
use super::events::{maybe_day, record_of, shown_key};
use super::filter::{Filter, expression};
use super::plan;
use crate::record;
use detente_crisis::report::ArticleKey;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use serde::Serialize;
use std::collections::HashSet;

/// What is known of an article, but its text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleRow {
    /// Its lasting number, in hexadecimal digits.
    pub key: String,
    /// Its source.
    pub source: String,
    /// The source's name for it.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Who wrote or sent it.
    pub agency: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// ISO 639-3 code of its language.
    pub language: Option<String>,
    /// Day of publication, as claimed.
    pub published: Option<Date>,
    /// The day under which it is counted: of publication, or else of arrival.
    pub day: Date,
    /// When this state of it was made, by the source's word.
    pub updated: Option<String>,
    /// When it arrived.
    pub received: String,
    /// What is wrong with the times it claims.
    pub doubts: Vec<&'static str>,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// The commit that brought this state.
    pub seq: Seq,
    /// The commit that ended it.
    pub superseded_by: Option<Seq>,
}

/// A state of an article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RevisionRow {
    /// What was known of it.
    #[serde(flatten)]
    pub row: ArticleRow,
    /// Its text; none of a withdrawal.
    pub text: Option<String>,
}

/// An article with all that is kept of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundArticle {
    /// As it stands, or stood.
    #[serde(flatten)]
    pub row: ArticleRow,
    /// Its text; none where it was withdrawn.
    pub text: Option<String>,
    /// What the reader made of it; none where it was not read.
    pub record: Option<record::Article>,
    /// Every state until then, in the order of arrival.
    pub revisions: Vec<RevisionRow>,
}

impl Store {
    /// Gives the articles that a filter lets through to `take`, the latest first, until it answers false. What the filter
    /// asks of events must hold for one event of the article.
    ///
    /// # Errors
    /// Of SQLite; of a text without words.
    pub fn articles(&self, filter: &Filter, take: impl FnMut(ArticleRow) -> bool) -> Result<(), StoreError> {
        let found = if filter.asks_of_events() {
            by_events(&self.connection, filter, take)
        } else {
            by_day(&self.connection, filter, take)
        };
        self.named(found)
    }

    /// One article with its text, record and history; none where it is not there.
    ///
    /// # Errors
    /// Of SQLite, or where what is kept does not read back.
    pub fn article(&self, key: ArticleKey, as_of: AsOf) -> Result<Option<FoundArticle>, StoreError> {
        self.named(article(&self.connection, key, as_of))
    }
}

fn by_events(
    connection: &Connection,
    filter: &Filter,
    mut take: impl FnMut(ArticleRow) -> bool,
) -> Result<(), StoreError> {
    let sql = plan::events(connection, &Filter { limit: None, skip: 0, ..filter.clone() })?;
    let mut statement = connection.prepare(&sql.text)?;
    let mut rows = statement.query(params_from_iter(sql.values))?;
    let mut seen = HashSet::new();
    while let Some(row) = rows.next()? {
        let revision: i64 = row.get(3)?;
        if !seen.insert(revision) {
            continue;
        }
        if !take(article_row(connection, revision)?) || filter.limit.is_some_and(|limit| seen.len() >= limit)
        {
            break;
        }
    }
    Ok(())
}

fn by_day(
    connection: &Connection,
    filter: &Filter,
    mut take: impl FnMut(ArticleRow) -> bool,
) -> Result<(), StoreError> {
    let commit = filter.as_of.commit(connection)?;
    let day = |day: Option<Date>, open: i64| day.map_or(open, super::super::codec::day_number);
    let from = match filter.text {
        Some(_) => "body_text w CROSS JOIN revision r ON r.body = w.rowid",
        None => "revision r",
    };
    let words = if filter.text.is_some() { "w.body_text MATCH ?6" } else { "?6 IS NULL" };
    let order = if filter.text.is_some() { "w.rowid DESC" } else { "r.day DESC, r.id DESC" };
    let sql = format!(
        "SELECT r.id FROM {from} CROSS JOIN article a ON a.id = r.article
         WHERE {words} AND r.seq <= ?1 AND (r.superseded_by IS NULL OR r.superseded_by > ?1) AND r.day BETWEEN ?2 AND ?3
         AND (?4 IS NULL OR a.source = (SELECT id FROM source WHERE name = ?4)) ORDER BY {order} LIMIT ?5 OFFSET ?7"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let words = filter.text.as_deref().map(expression).transpose()?;
    let mut rows = statement.query(params![
        commit,
        day(filter.since, i64::MIN),
        day(filter.until, i64::MAX),
        filter.source,
        filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1)),
        words,
        i64::try_from(filter.skip).unwrap_or(i64::MAX),
    ])?;
    while let Some(row) = rows.next()? {
        if !take(article_row(connection, row.get(0)?)?) {
            break;
        }
    }
    Ok(())
}

/// What is known of the article of a revision.
pub(in crate::store) fn article_row(
    connection: &Connection,
    revision: i64,
) -> Result<ArticleRow, StoreError> {
    let sql = "SELECT article.key, source.name, article.name, body.title, body.agency, revision.author, revision.url,
                      revision.language, body.published, revision.day, revision.updated, revision.received,
                      revision.doubts, revision.body IS NULL, revision.seq, revision.superseded_by
               FROM revision JOIN article ON article.id = revision.article JOIN source ON source.id = article.source
               LEFT JOIN body ON body.id = revision.body WHERE revision.id = ?1";
    let (row, published, day) = connection.prepare_cached(sql)?.query_row([revision], |row| {
        let unknown = Date::constant(1, 1, 1);
        let article = ArticleRow {
            key: shown_key(row.get(0)?),
            source: row.get(1)?,
            name: row.get(2)?,
            title: row.get(3)?,
            agency: row.get(4)?,
            author: row.get(5)?,
            url: row.get(6)?,
            language: row.get(7)?,
            published: None,
            day: unknown,
            updated: row.get(10)?,
            received: row.get(11)?,
            doubts: Doubts(row.get(12)?).names(),
            withdrawn: row.get(13)?,
            seq: Seq(row.get(14)?),
            superseded_by: row.get::<_, Option<i64>>(15)?.map(Seq),
        };
        Ok((article, row.get::<_, Option<i64>>(8)?, row.get::<_, i64>(9)?))
    })?;
    Ok(ArticleRow { published: maybe_day(published)?, day: day_of(day)?, ..row })
}

fn article(
    connection: &Connection,
    key: ArticleKey,
    as_of: AsOf,
) -> Result<Option<FoundArticle>, StoreError> {
    let commit = as_of.commit(connection)?;
    let sql =
        "SELECT revision.id, revision.body, revision.superseded_by IS NULL OR revision.superseded_by > ?2
               FROM revision JOIN article ON article.id = revision.article
               WHERE article.key = ?1 AND revision.seq <= ?2 ORDER BY revision.id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![key.0.cast_signed(), commit])?;
    let mut revisions = Vec::new();
    let mut standing = None;
    while let Some(row) = rows.next()? {
        let (id, body, stands): (i64, Option<i64>, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let revision = RevisionRow {
            row: article_row(connection, id)?,
            text: body.map(|body| text_of(connection, body)).transpose()?,
        };
        if stands {
            standing = Some((revision.clone(), body));
        }
        revisions.push(revision);
    }
    let Some((RevisionRow { row, text }, body)) = standing else { return Ok(None) };
    let record = body.map(|body| standing_record(connection, body, commit)).transpose()?.flatten();
    Ok(Some(FoundArticle { row, text, record, revisions }))
}

/// The text of a body.
pub(in crate::store) fn text_of(connection: &Connection, body: i64) -> Result<String, StoreError> {
    let sql = "SELECT text FROM body WHERE id = ?1";
    let blob: Vec<u8> = connection.prepare_cached(sql)?.query_row([body], |row| row.get(0))?;
    unpack_text(&blob)
}

fn standing_record(
    connection: &Connection,
    body: i64,
    commit: i64,
) -> Result<Option<record::Article>, StoreError> {
    let sql = "SELECT id FROM reading WHERE body = ?1 AND seq <= ?2 AND (superseded_by IS NULL OR superseded_by > ?2)";
    let id = connection.prepare_cached(sql)?.query_row(params![body, commit], |row| row.get(0)).optional()?;
    id.map(|id| record_of(connection, id)).transpose()
}
