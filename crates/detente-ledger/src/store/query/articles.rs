//! Articles: as they stand, with their texts and histories.

use super::super::codec::{day_number, day_of, unpack_text};
use super::super::database::{Database, NO_LIMIT, Value, values};
use super::super::{AsOf, Doubts, Seq, Store, StoreError};
use super::events::{maybe_day, record_of, shown_key};
use super::filter::{Filter, terms};
use super::parts::Sql;
use super::plan;
use crate::record;
use detente_crisis::report::ArticleKey;
use jiff::civil::Date;
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
    /// Of the database; of a text without words.
    pub fn articles(&self, filter: &Filter, take: impl FnMut(ArticleRow) -> bool) -> Result<(), StoreError> {
        let found = if filter.asks_of_events() {
            by_events(&self.database, filter, take)
        } else {
            by_day(&self.database, filter, take)
        };
        self.named(found)
    }

    /// The numbers of the articles that a filter lets through, as far as it asks of articles alone, without reading what is known of
    /// them.
    ///
    /// # Errors
    /// Of the database; of a text without words.
    pub fn article_keys(
        &self,
        filter: &Filter,
        mut take: impl FnMut(ArticleKey) -> bool,
    ) -> Result<(), StoreError> {
        let mut find = || {
            let sql = articles_by_day(&self.database, filter, "a.key")?;
            self.database.stream(&sql.text, &sql.values, |row| {
                Ok(take(ArticleKey(row.get::<i64>(0)?.cast_unsigned())))
            })
        };
        self.named(find())
    }

    /// One article with its text, record and history; none where it is not there.
    ///
    /// # Errors
    /// Of the database, or where what is kept does not read back.
    pub fn article(&self, key: ArticleKey, as_of: AsOf) -> Result<Option<FoundArticle>, StoreError> {
        self.named(article(&self.database, key, as_of))
    }
}

impl Store {
    /// The sources and names of the articles that stand at an address, in the order in which they came.
    ///
    /// # Errors
    /// Of the database.
    pub fn articles_at(&self, address: &str) -> Result<Vec<(String, String)>, StoreError> {
        // Addresses have no index: this is asked where one is gone, which is seldom.
        let sql = "SELECT source.name, a.name FROM revision r JOIN article a ON a.id = r.article JOIN source ON source.id = a.source
                   WHERE r.url = ?1 AND r.superseded_by IS NULL AND r.body IS NOT NULL ORDER BY a.id";
        self.named(self.database.list(sql, &values![address], |row| Ok((row.get(0)?, row.get(1)?))))
    }
}

fn by_events(
    database: &Database,
    filter: &Filter,
    mut take: impl FnMut(ArticleRow) -> bool,
) -> Result<(), StoreError> {
    if filter.limit == Some(0) {
        return Ok(());
    }
    // Of articles, which have several events each: both are counted here.
    let sql = plan::events(database, &Filter { limit: None, skip: 0, ..filter.clone() })?;
    let mut seen = HashSet::new();
    database.stream(&sql.text, &sql.values, |row| {
        let revision: i64 = row.get(3)?;
        if !seen.insert(revision) || seen.len() <= filter.skip {
            return Ok(true);
        }
        let goes_on = take(article_row(database, revision)?);
        Ok(goes_on && filter.limit.is_none_or(|limit| seen.len() - filter.skip < limit))
    })
}

fn by_day(
    database: &Database,
    filter: &Filter,
    mut take: impl FnMut(ArticleRow) -> bool,
) -> Result<(), StoreError> {
    let sql = articles_by_day(database, filter, "r.id")?;
    database.stream(&sql.text, &sql.values, |row| Ok(take(article_row(database, row.get(0)?)?)))
}

/// A column of the revisions that a filter lets through, as far as it asks of articles alone.
fn articles_by_day(database: &Database, filter: &Filter, column: &'static str) -> Result<Sql, StoreError> {
    let commit = filter.as_of.commit(database)?;
    let mut sql = Sql::new(format!("SELECT {column} FROM "), Vec::new());
    if let Some(typed) = &filter.text {
        let words = database.expression(&terms(typed)?)?;
        let from =
            "body_text w CROSS JOIN revision r ON r.body = w.rowid CROSS JOIN article a ON a.id = r.article";
        let has_words = database.has_words("w", "?");
        sql.push(Sql::new(format!("{from} WHERE {has_words}"), vec![words.into()]));
    } else {
        sql.text.push_str("revision r CROSS JOIN article a ON a.id = r.article WHERE true");
    }
    let stands = " AND r.seq <= ? AND (r.superseded_by IS NULL OR r.superseded_by > ?)";
    sql.push(Sql::new(stands, vec![commit.into(), commit.into()]));
    for (sign, day) in [(">=", filter.since), ("<=", filter.until)] {
        if let Some(day) = day {
            sql.push(Sql::new(format!(" AND r.day {sign} ?"), vec![day_number(day).into()]));
        }
    }
    if let Some(source) = &filter.source {
        let source = Value::from(source.clone());
        sql.push(Sql::new(" AND a.source = (SELECT id FROM source WHERE name = ?)", vec![source]));
    }
    sql.text.push_str(&match filter.text {
        Some(_) => format!(" ORDER BY w.rowid DESC{}", database.after_words("r.id")),
        None => " ORDER BY r.day DESC, r.id DESC".to_string(),
    });
    let number = |n: usize| i64::try_from(n).unwrap_or(NO_LIMIT);
    let limit = filter.limit.map_or(NO_LIMIT, number);
    sql.push(Sql::new(" LIMIT ? OFFSET ?", vec![limit.into(), number(filter.skip).into()]));
    Ok(sql)
}

/// What is known of the article of a revision.
pub(in crate::store) fn article_row(database: &Database, revision: i64) -> Result<ArticleRow, StoreError> {
    let sql = "SELECT article.key, source.name, article.name, body.title, body.agency, revision.author, revision.url,
                      revision.language, body.published, revision.day, revision.updated, commit_log.at,
                      revision.doubts, revision.body IS NULL, revision.seq, revision.superseded_by
               FROM revision JOIN article ON article.id = revision.article JOIN source ON source.id = article.source
               JOIN commit_log ON commit_log.seq = revision.seq
               LEFT JOIN body ON body.id = revision.body WHERE revision.id = ?1";
    let (row, published, day) = database.one(sql, &values![revision], |row| {
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
            superseded_by: row.get::<Option<i64>>(15)?.map(Seq),
        };
        Ok((article, row.get::<Option<i64>>(8)?, row.get::<i64>(9)?))
    })?;
    Ok(ArticleRow { published: maybe_day(published)?, day: day_of(day)?, ..row })
}

fn article(database: &Database, key: ArticleKey, as_of: AsOf) -> Result<Option<FoundArticle>, StoreError> {
    let commit = as_of.commit(database)?;
    let sql =
        "SELECT revision.id, revision.body, revision.superseded_by IS NULL OR revision.superseded_by > ?2
               FROM revision JOIN article ON article.id = revision.article
               WHERE article.key = ?1 AND revision.seq <= ?2 ORDER BY revision.id";
    let mut revisions = Vec::new();
    let mut standing = None;
    let found: Vec<(i64, Option<i64>, bool)> =
        database.list(sql, &values![key.0.cast_signed(), commit], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    for (id, body, stands) in found {
        let revision = RevisionRow {
            row: article_row(database, id)?,
            text: body.map(|body| text_of(database, body)).transpose()?,
        };
        if stands {
            standing = Some((revision.clone(), body));
        }
        revisions.push(revision);
    }
    let Some((RevisionRow { row, text }, body)) = standing else { return Ok(None) };
    let record = body.map(|body| standing_record(database, body, commit)).transpose()?.flatten();
    Ok(Some(FoundArticle { row, text, record, revisions }))
}

/// The text of a body.
pub(in crate::store) fn text_of(database: &Database, body: i64) -> Result<String, StoreError> {
    let sql = "SELECT text FROM body WHERE id = ?1";
    let blob: Vec<u8> = database.one(sql, &values![body], |row| row.get(0))?;
    unpack_text(&blob)
}

fn standing_record(
    database: &Database,
    body: i64,
    commit: i64,
) -> Result<Option<record::Article>, StoreError> {
    let sql = "SELECT id FROM reading WHERE body = ?1 AND seq <= ?2 AND (superseded_by IS NULL OR superseded_by > ?2)";
    let id: Option<i64> = database.cell(sql, &values![body, commit])?;
    id.map(|id| record_of(database, id)).transpose()
}
