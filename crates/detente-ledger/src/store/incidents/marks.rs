//! Which articles tell of what an event may tell of: the rows of marks around its days, as they were asked for.
//!
//! In: a mark. Out: the articles whose marks it may match. Rows lie in drawers of some weeks, which are read whole and kept until too many
//! are: those not asked for meanwhile go first.
//!
//! A strike of Tuesday asks the drawers of its type for the weeks around; of 3,000 rows 4 match, of 3 articles.

use super::super::database::{Database, values};
use super::super::error::StoreError;
use detente_crisis::incident::{Drawer, Mark};
use std::collections::{BTreeSet, HashMap};

/// Days of a drawer.
const DAYS: i32 = 16;

/// Rows that are kept, and as many of those that were so before: some 250 bytes each.
const MOST: usize = if cfg!(test) { 30 } else { 120_000 };

/// What an empty drawer counts as.
const EMPTY: usize = 1;

/// A shelf and the number of a drawer on it.
type Place = (i64, i32);

/// Rows of marks.
#[derive(Debug, Default)]
pub(super) struct Marks {
    drawers: HashMap<Place, Drawer>,
    /// What was kept before it was too much.
    put_away: HashMap<Place, Drawer>,
    /// Rows in `drawers`.
    rows: usize,
}

impl Marks {
    /// The articles that a mark may match.
    pub(super) fn articles(&mut self, database: &Database, mark: &Mark) -> Result<BTreeSet<i64>, StoreError> {
        let mut found = BTreeSet::new();
        for stretch in mark.stretches() {
            for number in stretch.from.div_euclid(DAYS)..=stretch.to.div_euclid(DAYS) {
                self.drawer(database, (stretch.shelf, number))?.search(mark, |article| {
                    found.insert(article);
                });
            }
        }
        Ok(found)
    }

    /// Adds what a commit brings to what was read before.
    pub(super) fn add(&mut self, mark: &Mark, article: i64) {
        let place = (mark.shelf(), mark.day().div_euclid(DAYS));
        if let Some(drawer) = self.drawers.get_mut(&place) {
            self.rows += 1;
            drawer.push(mark, article);
        } else if let Some(drawer) = self.put_away.get_mut(&place) {
            drawer.push(mark, article);
        }
    }

    fn drawer(&mut self, database: &Database, place: Place) -> Result<&mut Drawer, StoreError> {
        if !self.drawers.contains_key(&place) {
            let drawer = match self.put_away.remove(&place) {
                Some(drawer) => drawer,
                None => read(database, place)?,
            };
            if self.rows > MOST {
                self.put_away = std::mem::take(&mut self.drawers);
                self.rows = 0;
            }
            self.rows += drawer.len() + EMPTY;
            self.drawers.insert(place, drawer);
        }
        Ok(self.drawers.entry(place).or_default())
    }
}

fn read(database: &Database, (shelf, number): Place) -> Result<Drawer, StoreError> {
    let sql = "SELECT counted_day, article, traits FROM mark WHERE shelf = ?1 AND counted_day >= ?2 AND counted_day < ?3";
    let first = number * DAYS;
    let mut drawer = Drawer::default();
    database.list::<(), ()>(sql, &values![shelf, first, first + DAYS], |row| {
        let (day, article): (i64, i64) = (row.get(0)?, row.get(1)?);
        let day = i32::try_from(day).unwrap_or(i32::MAX);
        let mark = Mark::from_row(shelf, day, &row.get::<Vec<u8>>(2)?);
        let mark = mark.ok_or_else(|| StoreError::Corrupt(format!("a mark of article {article}")))?;
        drawer.push(&mark, article);
        Ok(())
    })?;
    drawer.shrink();
    Ok(drawer)
}
