//! The ledger as the index of incidents asks it: for the reports that it does not hold.
//!
//! In: a mark, an article, an origin. Out: reports as they stood before the commit at hand, each with its incident, and each once.
//!
//! Asked for what is near a strike, it gives the strikes of 3 articles and of the 2 that copy one of them; asked again, nothing.

use super::super::database::Database;
use super::super::error::StoreError;
use super::marks::Marks;
use super::{Touched, load};
use detente_crisis::incident::{Incidents, Kept, Mark, Shelf};
use detente_crisis::report::{ArticleKey, OriginKey};
use detente_data::EventType;
use std::collections::HashMap;

/// The articles whose reports were given, by their rows.
#[derive(Debug, Default)]
pub(super) struct Given(HashMap<i64, Kinds>);

/// Of an article: the types of reports that were given, a bit for each.
#[derive(Debug)]
struct Kinds {
    key: ArticleKey,
    given: u32,
}

fn bit(kind: EventType) -> u32 {
    1 << kind as u32
}

impl Given {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn has(&self, article: i64, kind: EventType) -> bool {
        self.0.get(&article).is_some_and(|kinds| kinds.given & bit(kind) != 0)
    }

    /// Notes that those of a type are given; whether they were not before.
    fn insert(&mut self, touched: Touched, kind: EventType) -> bool {
        let kinds = self.0.entry(touched.article).or_insert(Kinds { key: touched.key, given: 0 });
        let is_new = kinds.given & bit(kind) == 0;
        kinds.given |= bit(kind);
        is_new
    }

    /// Leaves what an index still has.
    pub(super) fn keep_what_is_in(&mut self, index: &Incidents) {
        self.0.retain(|_, kinds| {
            kinds.given &= index.kinds_of(kinds.key).map(bit).fold(0, |all, bit| all | bit);
            kinds.given != 0
        });
    }
}

/// What is asked, and what was given.
#[derive(Debug)]
pub(super) struct Desk<'d> {
    pub(super) database: &'d Database,
    pub(super) marks: &'d mut Marks,
    pub(super) given: &'d mut Given,
    /// The last commit before the one at hand.
    pub(super) before: i64,
}

impl Desk<'_> {
    /// The reports of some types of all articles of the origin that an article has.
    fn group(&mut self, touched: Touched, kinds: &[EventType]) -> Result<Vec<Kept>, StoreError> {
        let mut all = Vec::new();
        for copy in load::group(self.database, touched, self.before)? {
            let is_new = |kind: &EventType| self.given.insert(copy, *kind);
            let kinds: Vec<EventType> = kinds.iter().copied().filter(is_new).collect();
            if !kinds.is_empty() {
                all.extend(load::kept(self.database, copy, &kinds, self.before)?);
            }
        }
        Ok(all)
    }
}

impl Shelf for Desk<'_> {
    type Error = StoreError;

    fn near(&mut self, mark: &Mark) -> Result<Vec<Kept>, StoreError> {
        let mut all = Vec::new();
        for article in self.marks.articles(self.database, mark)? {
            if !self.given.has(article, mark.kind()) {
                let touched = Touched { article, key: load::key(self.database, article)? };
                all.extend(self.group(touched, &[mark.kind()])?);
            }
        }
        Ok(all)
    }

    fn of_article(&mut self, article: ArticleKey) -> Result<Vec<Kept>, StoreError> {
        match load::touched(self.database, article)? {
            Some(touched) => self.group(touched, EventType::ALL),
            None => Ok(Vec::new()),
        }
    }

    fn of_origin(&mut self, origin: OriginKey, kind: EventType) -> Result<Vec<Kept>, StoreError> {
        match load::touched(self.database, origin.0)? {
            Some(touched) => self.group(touched, &[kind]),
            None => Ok(Vec::new()),
        }
    }
}
