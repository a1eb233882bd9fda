//! What those who follow a ledger want: its last commit, what came since, the sources.

use super::super::database::{NO_LIMIT, values};
use super::super::{AsOf, Seq, Store, StoreError};
use super::articles::{ArticleRow, article_row};
use jiff::Timestamp;
use serde::Serialize;

/// What a commit did to an article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The commit.
    pub seq: Seq,
    /// When it was made.
    pub at: String,
    /// `new`, `corrected` or `withdrawn`.
    pub what: &'static str,
    /// The article as that commit left it.
    pub article: ArticleRow,
}

/// A source with the number of its articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceCount {
    /// The source.
    pub source: String,
    /// Articles that ever came from it.
    pub articles: i64,
}

impl Store {
    /// The last commit.
    ///
    /// # Errors
    /// Of the database.
    pub fn seq(&self) -> Result<Seq, StoreError> {
        self.last_commit(AsOf::Now)
    }

    /// The last commit that counts as of then.
    ///
    /// # Errors
    /// Of the database.
    pub fn last_commit(&self, as_of: AsOf) -> Result<Seq, StoreError> {
        let find = || -> Result<Seq, StoreError> {
            let commit = as_of.commit(&self.database)?;
            let sql = "SELECT coalesce(max(seq), 0) FROM commit_log WHERE seq <= ?1";
            self.database.one(sql, &values![commit], |row| Ok(Seq(row.get(0)?)))
        };
        self.named(find())
    }

    /// When a commit was made; none where there is no such commit.
    ///
    /// # Errors
    /// Of the database.
    pub fn made(&self, seq: Seq) -> Result<Option<Timestamp>, StoreError> {
        let find = || -> Result<Option<Timestamp>, StoreError> {
            let sql = "SELECT at FROM commit_log WHERE seq = ?1";
            let at: Option<String> = self.database.cell(sql, &values![seq.0])?;
            Ok(at.and_then(|at| at.parse().ok()))
        };
        self.named(find())
    }

    /// What commits after one did, in their order, tombstones included: about so many changes. The last commit among them is there whole,
    /// since whoever goes on goes on after it.
    ///
    /// # Errors
    /// Of the database.
    pub fn changes(&self, after: Seq, limit: usize) -> Result<Vec<Change>, StoreError> {
        let list = || -> Result<Vec<Change>, StoreError> {
            let sql = "SELECT r.id, r.seq, c.at, r.body IS NULL,
                              EXISTS (SELECT 1 FROM revision o WHERE o.article = r.article AND o.id < r.id)
                       FROM revision r JOIN commit_log c ON c.seq = r.seq
                       WHERE r.seq > ?1
                         AND r.seq <= (SELECT max(seq) FROM (SELECT seq FROM revision WHERE seq > ?1 ORDER BY seq, id LIMIT ?2) some)
                       ORDER BY r.seq, r.id";
            let limit = i64::try_from(limit).unwrap_or(NO_LIMIT);
            self.database.list(sql, &values![after.0, limit], |row| {
                let (is_withdrawal, is_later): (bool, bool) = (row.get(3)?, row.get(4)?);
                Ok(Change {
                    seq: Seq(row.get(1)?),
                    at: row.get(2)?,
                    what: match (is_withdrawal, is_later) {
                        (true, _) => "withdrawn",
                        (false, true) => "corrected",
                        (false, false) => "new",
                    },
                    article: article_row(&self.database, row.get(0)?)?,
                })
            })
        };
        self.named(list())
    }

    /// The sources, that of most articles first.
    ///
    /// # Errors
    /// Of the database.
    pub fn sources(&self) -> Result<Vec<SourceCount>, StoreError> {
        let list = || -> Result<Vec<SourceCount>, StoreError> {
            let sql = "SELECT source.name, count(*) FROM article JOIN source ON source.id = article.source
                       GROUP BY source.id ORDER BY 2 DESC, 1";
            self.database.list(sql, &[], |row| Ok(SourceCount { source: row.get(0)?, articles: row.get(1)? }))
        };
        self.named(list())
    }
}
