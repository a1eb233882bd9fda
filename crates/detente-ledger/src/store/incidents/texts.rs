//! Which texts are copies of one another, for the days around what is taken in.
//!
//! In: days of publication. Out: the [`Origins`] of all texts near enough to be compared with what is published then; of texts of the same
//! origins that lie elsewhere, only where a group is joined to another, parted or named anew. What is copied on for years is one group, and
//! all of it was at hand together.
//!
//! A notice that has been printed every Monday for ten years comes again: those of the last two weeks are there, whose origin it gets.

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
    /// The days around what was taken in last.
    around: BTreeSet<i64>,
    /// Who is there, by its row, with the day of its text.
    articles: HashMap<i64, (ArticleKey, Option<i64>)>,
    /// How many were left when others were last let go of.
    left: usize,
}

impl Texts {
    pub(super) fn is_empty(&self) -> bool {
        self.articles.is_empty() && self.days.is_empty()
    }

    /// Lets go of all but those of the days around what was taken in last, where they are too many.
    pub(super) fn bound(&mut self) {
        if self.articles.len() <= MOST.max(2 * self.left) {
            return;
        }
        let around = &self.around;
        self.days.retain(|day| around.contains(day));
        self.articles.retain(|_, (_, day)| day.is_some_and(|day| around.contains(&day)));
        let kept: HashSet<ArticleKey> = self.articles.values().map(|(key, _)| *key).collect();
        self.origins.keep(|article| kept.contains(&article));
        self.left = self.articles.len();
    }

    /// Fetches what is compared with texts of some days.
    pub(super) fn fetch(
        &mut self,
        database: &Database,
        days: &BTreeSet<Date>,
        as_of: i64,
    ) -> Result<(), StoreError> {
        let near = |day: &Date| {
            let day = *day;
            (-WINDOW_DAYS..=WINDOW_DAYS)
                .filter_map(move |ahead| day.checked_add(i64::from(ahead).days()).ok())
        };
        self.around = days.iter().flat_map(near).map(day_number).collect();
        let new: Vec<i64> = self.around.difference(&self.days).copied().collect();
        for day in new {
            for (touched, origin) in load::texts_of(database, day, as_of)? {
                if !self.articles.contains_key(&touched.article) {
                    self.lay_in(database, touched, origin, as_of)?;
                }
            }
            self.days.insert(day);
        }
        Ok(())
    }

    /// Lays a text in as the ledger has it.
    fn lay_in(
        &mut self,
        database: &Database,
        touched: Touched,
        origin: OriginKey,
        as_of: i64,
    ) -> Result<(), StoreError> {
        self.lay(touched, load::text(database, touched, as_of)?, origin);
        Ok(())
    }

    fn lay(&mut self, touched: Touched, text: Option<(Date, Option<Signature>)>, origin: OriginKey) {
        let day = text.as_ref().map(|(day, _)| day_number(*day));
        self.articles.insert(touched.article, (touched.key, day));
        if let Some((day, Some(signature))) = text {
            self.origins.lay_in(touched.key, day, signature, origin);
        }
    }

    /// Puts a text as it now stands into the place of what was there; says which other articles have another origin now. `as_of` is the last
    /// commit before that.
    pub(super) fn put(
        &mut self,
        database: &Database,
        touched: Touched,
        text: Option<(Date, Option<Signature>)>,
        as_of: i64,
    ) -> Result<Vec<Moved>, StoreError> {
        let day = text.as_ref().map(|(day, _)| day_number(*day));
        let text = text.and_then(|(day, signature)| Some((day, signature?)));
        let published = text.as_ref().map(|(day, _)| *day);
        let joined = text.as_ref().map(|(day, text)| self.origins.joined(*day, text)).unwrap_or_default();
        for first in published.map(|day| self.origins.unseen(day, &joined)).unwrap_or_default() {
            if let Some(first) = load::touched(database, first)? {
                let origin = load::origin(database, first, as_of)?;
                self.lay_in(database, first, origin, as_of)?;
            }
        }
        for origin in self.origins.wanted(touched.key, published, &joined) {
            self.fetch_group(database, origin, as_of)?;
        }
        self.articles.insert(touched.article, (touched.key, day));
        Ok(match text {
            Some((day, signature)) => self.origins.insert(touched.key, day, signature),
            None => self.origins.remove(touched.key),
        })
    }

    /// Fetches all texts of an origin, wherever they lie. Those that are there may be newer than the ledger's.
    fn fetch_group(&mut self, database: &Database, origin: OriginKey, as_of: i64) -> Result<(), StoreError> {
        let Some(first) = load::touched(database, origin.0)? else { return Ok(()) };
        let origin = load::origin(database, first, as_of)?;
        for copy in load::group(database, first, as_of)? {
            if !self.articles.contains_key(&copy.article) {
                self.lay_in(database, copy, origin, as_of)?;
            }
        }
        Ok(())
    }

    /// Takes over what another process made of an article, or of its origin.
    pub(super) fn take_over(
        &mut self,
        database: &Database,
        touched: Touched,
        as_of: i64,
    ) -> Result<(), StoreError> {
        let text = load::text(database, touched, as_of)?;
        let is_due = text.as_ref().is_some_and(|(day, _)| self.days.contains(&day_number(*day)));
        if is_due || self.articles.contains_key(&touched.article) {
            self.origins.forget(touched.key);
            let origin = load::origin(database, touched, as_of)?;
            self.lay(touched, text, origin);
        }
        Ok(())
    }

    /// The origin of an article.
    pub(super) fn of(&self, article: ArticleKey) -> OriginKey {
        self.origins.of(article)
    }
}
