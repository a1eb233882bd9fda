//! Which texts are copies of one another, for the days around what is taken in.
//!
//! In: days of publication. Out: the [`Origins`] of all texts near enough to be compared with what is published then, and of all texts of
//! the same origins as these, wherever they lie: whoever joins or leaves a group needs the whole of it.

use super::super::codec::day_number;
use super::super::database::Database;
use super::super::error::StoreError;
use super::{Touched, load};
use detente_crisis::fingerprint::{Moved, Origins, Signature, WINDOW_DAYS};
use detente_crisis::report::{ArticleKey, OriginKey};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Texts that are kept, some 6 KB each, or twice what one batch needs where that is more.
const MOST: usize = if cfg!(test) { 20 } else { 8_000 };

/// The texts around what is taken in.
#[derive(Debug, Default)]
pub(super) struct Texts {
    origins: Origins,
    /// Days of publication whose texts are all there.
    days: BTreeSet<i64>,
    articles: HashSet<i64>,
    /// Days and fingerprints of what was let go of last, as they still are. The days around the next batch ask for half of it at once,
    /// and to unpack a text and make its fingerprint costs a hundred times what it takes to keep that.
    put_away: HashMap<ArticleKey, (Date, Signature)>,
    /// Texts that were there after the first batch.
    filled: usize,
}

impl Texts {
    pub(super) fn is_empty(&self) -> bool {
        self.articles.is_empty() && self.days.is_empty()
    }

    /// Lets go of all but the fingerprints where that is too much.
    pub(super) fn bound(&mut self) {
        if self.filled == 0 {
            self.filled = self.articles.len();
        } else if self.articles.len() > MOST.max(2 * self.filled) {
            let put_away = std::mem::take(&mut self.origins).into_texts().collect();
            *self = Texts { put_away, ..Texts::default() };
        }
    }

    /// Fetches what is compared with texts of some days.
    pub(super) fn fetch(
        &mut self,
        database: &Database,
        days: &BTreeSet<Date>,
        as_of: i64,
    ) -> Result<(), StoreError> {
        for day in days {
            for ahead in -WINDOW_DAYS..=WINDOW_DAYS {
                let Ok(near) = day.checked_add(i64::from(ahead).days()) else { continue };
                let near = day_number(near);
                if self.days.insert(near) {
                    for touched in load::texts_of(database, near, as_of)? {
                        self.fetch_group(database, touched, as_of)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Fetches a text and those of the same origin.
    fn fetch_group(&mut self, database: &Database, touched: Touched, as_of: i64) -> Result<(), StoreError> {
        if self.articles.contains(&touched.article) {
            return Ok(());
        }
        for copy in load::group(database, touched, as_of)? {
            if self.articles.insert(copy.article) {
                let text = match self.put_away.remove(&copy.key) {
                    Some((day, signature)) => Some((day, Some(signature))),
                    None => load::text(database, copy, as_of)?,
                };
                self.put(copy, text);
            }
        }
        Ok(())
    }

    /// Puts a text as it now stands into the place of what was there; says which other articles have another origin now.
    pub(super) fn put(&mut self, touched: Touched, text: Option<(Date, Option<Signature>)>) -> Vec<Moved> {
        self.articles.insert(touched.article);
        self.put_away.remove(&touched.key);
        match text.and_then(|(day, signature)| Some((day, signature?))) {
            Some((day, signature)) => self.origins.insert(touched.key, day, signature),
            None => self.origins.remove(touched.key),
        }
    }

    /// Takes over what another process made of an article.
    pub(super) fn take_over(
        &mut self,
        database: &Database,
        touched: Touched,
        as_of: i64,
    ) -> Result<(), StoreError> {
        self.put_away.remove(&touched.key);
        let text = load::text(database, touched, as_of)?;
        let is_due = text.as_ref().is_some_and(|(day, _)| self.days.contains(&day_number(*day)));
        if is_due || self.articles.contains(&touched.article) {
            self.put(touched, text);
            for copy in load::group(database, touched, as_of)? {
                self.fetch_group(database, copy, as_of)?;
            }
        }
        Ok(())
    }

    /// The origin of an article.
    pub(super) fn of(&self, article: ArticleKey) -> OriginKey {
        self.origins.of(article)
    }
}
