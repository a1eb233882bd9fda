//! The ledger as the index of incidents asks it: for the reports that it does not hold.
//!
//! In: a mark, an article, an origin. Out: reports as they stood before the commit at hand, each with its incident, and each once.

use super::super::database::Database;
use super::super::error::StoreError;
use super::marks::Marks;
use super::{Touched, load};
use detente_crisis::incident::{Kept, Mark, Shelf};
use detente_crisis::report::{ArticleKey, OriginKey};
use detente_data::EventType;
use std::collections::HashSet;

/// Articles of whose reports those of a type were given.
pub(super) type Given = HashSet<(i64, EventType)>;

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
            let kinds: Vec<EventType> =
                kinds.iter().copied().filter(|kind| self.given.insert((copy.article, *kind))).collect();
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
            if !self.given.contains(&(article, mark.kind())) {
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
