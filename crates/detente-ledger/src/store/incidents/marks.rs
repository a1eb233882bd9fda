//! Which articles may tell of what an event tells of: the rows of marks around its days, as they were asked for.
//!
//! In: a mark. Out: the articles whose marks it may match. Rows lie in drawers of some weeks, which are read whole and kept until too many
//! are: those not asked for meanwhile go first.

use super::super::database::{Database, values};
use super::super::error::StoreError;
use detente_crisis::incident::{Mark, Stretch};
use std::collections::{BTreeSet, HashMap};

/// Days of a drawer.
const DAYS: i32 = 64;

/// Rows that are kept, and as many of those that were so before: some 40 bytes each.
const MOST: usize = if cfg!(test) { 30 } else { 500_000 };

/// What an empty drawer counts as.
const EMPTY: usize = 4;

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

#[derive(Debug, Default)]
struct Drawer {
    rows: Vec<Row>,
    /// The keys of all rows, one after the other.
    keys: Vec<u8>,
}

#[derive(Debug)]
struct Row {
    day: i32,
    /// Where its keys end.
    end: u32,
    article: i64,
}

impl Marks {
    /// The articles that a mark may match.
    pub(super) fn articles(&mut self, database: &Database, mark: &Mark) -> Result<BTreeSet<i64>, StoreError> {
        let mut found = BTreeSet::new();
        for stretch in mark.stretches() {
            for number in stretch.from.div_euclid(DAYS)..=stretch.to.div_euclid(DAYS) {
                self.drawer(database, (stretch.shelf, number))?.search(&stretch, mark, &mut found);
            }
        }
        Ok(found)
    }

    /// Adds what a commit brings to what was read before.
    pub(super) fn add(&mut self, mark: &Mark, article: i64) {
        let place = (mark.shelf(), mark.day().div_euclid(DAYS));
        if let Some(drawer) = self.drawers.get_mut(&place) {
            self.rows += 1;
            drawer.push(mark.day(), article, &mark.row());
        } else if let Some(drawer) = self.put_away.get_mut(&place) {
            drawer.push(mark.day(), article, &mark.row());
        }
    }

    fn drawer(&mut self, database: &Database, place: Place) -> Result<&Drawer, StoreError> {
        if !self.drawers.contains_key(&place) {
            let drawer = match self.put_away.remove(&place) {
                Some(drawer) => drawer,
                None => read(database, place)?,
            };
            if self.rows > MOST {
                self.put_away = std::mem::take(&mut self.drawers);
                self.rows = 0;
            }
            self.rows += drawer.rows.len() + EMPTY;
            self.drawers.insert(place, drawer);
        }
        Ok(&self.drawers[&place])
    }
}

fn read(database: &Database, (shelf, number): Place) -> Result<Drawer, StoreError> {
    let sql = "SELECT counted_day, article, keys FROM mark WHERE shelf = ?1 AND counted_day >= ?2 AND counted_day < ?3";
    let first = number * DAYS;
    let mut drawer = Drawer::default();
    database.list::<(), ()>(sql, &values![shelf, first, first + DAYS], |row| {
        let day = i32::try_from(row.get::<i64>(0)?).unwrap_or(i32::MAX);
        drawer.push(day, row.get(1)?, &row.get::<Vec<u8>>(2)?);
        Ok(())
    })?;
    drawer.rows.shrink_to_fit();
    drawer.keys.shrink_to_fit();
    Ok(drawer)
}

impl Drawer {
    fn push(&mut self, day: i32, article: i64, keys: &[u8]) {
        self.keys.extend(keys);
        let end = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.rows.push(Row { day, end, article });
    }

    fn search(&self, stretch: &Stretch, mark: &Mark, found: &mut BTreeSet<i64>) {
        let mut start = 0;
        for Row { day, end, article } in &self.rows {
            let end = *end as usize;
            let keys = self.keys.get(start..end).unwrap_or_default();
            start = end;
            if (stretch.from..=stretch.to).contains(day) && mark.may_match(stretch.shelf, *day, keys) {
                found.insert(*article);
            }
        }
    }
}
