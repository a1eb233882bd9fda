//! Which articles tell of what an event may tell of: the rows of marks around its days, as they were asked for.
//!
//! In: a mark. Out: the articles whose marks it may match. Rows lie in drawers of some weeks. What is asked for often is read whole and kept
//! until too many are: those not asked for meanwhile go first. What is asked for seldom is looked through where it lies: one event in
//! twenty lies months or years back, each in other weeks, and thousands of rows were read for every one of them.
//!
//! A strike of Tuesday asks the drawers of its type for the weeks around; of 3,000 rows 4 match, of 3 articles.

use super::super::database::{Database, values};
use super::super::error::StoreError;
use detente_crisis::incident::{Drawer, Mark, Probe, Stretch};
use std::collections::{BTreeSet, HashMap};

/// Days of a drawer.
const DAYS: i32 = 16;

/// Rows that are kept, and as many of those that were so before: some 210 bytes each. With fewer than the year around has, the same drawers
/// were read again and again.
const MOST: usize = if cfg!(test) { 30 } else { 250_000 };

/// How often a drawer is looked through where it lies before it is read, which takes several times as long as looking through it.
const SELDOM: u8 = if cfg!(test) { 1 } else { 4 };

/// Drawers of which it is known how often they were looked through where they lie, some 50 bytes each; were they more, they begin anew.
const MOST_ASKED: usize = if cfg!(test) { 10 } else { 50_000 };

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
    /// How often others were asked for since some were last put away.
    asked: HashMap<Place, u8>,
}

impl Marks {
    /// The articles that a mark may match.
    pub(super) fn articles(&mut self, database: &Database, mark: &Mark) -> Result<BTreeSet<i64>, StoreError> {
        let (mut found, probe) = (BTreeSet::new(), Probe::of(mark));
        for stretch in mark.stretches() {
            // Days of drawers side by side that are not kept.
            let mut aside: Option<(i32, i32)> = None;
            for number in stretch.from.div_euclid(DAYS)..=stretch.to.div_euclid(DAYS) {
                if let Some(drawer) = self.kept(database, (stretch.shelf, number))? {
                    drawer.search(&probe, |article| {
                        found.insert(article);
                    });
                    look_through(database, &probe, stretch, aside.take(), &mut found)?;
                } else {
                    let (first, next) = (number * DAYS, (number + 1) * DAYS);
                    aside = Some((aside.map_or(first, |(first, _)| first), next));
                }
            }
            look_through(database, &probe, stretch, aside, &mut found)?;
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

    /// A drawer that is kept, or is from now on.
    fn kept(&mut self, database: &Database, place: Place) -> Result<Option<&mut Drawer>, StoreError> {
        if !self.drawers.contains_key(&place) {
            let drawer = match self.put_away.remove(&place) {
                Some(drawer) => drawer,
                None => {
                    if self.asked.len() >= MOST_ASKED && !self.asked.contains_key(&place) {
                        self.asked.clear();
                    }
                    let asked = self.asked.entry(place).or_default();
                    *asked += 1;
                    if *asked <= SELDOM {
                        return Ok(None);
                    }
                    read(database, place)?
                }
            };
            if self.rows > MOST {
                self.put_away = std::mem::take(&mut self.drawers);
                self.rows = 0;
                self.asked.clear();
            }
            self.rows += drawer.len() + EMPTY;
            self.asked.remove(&place);
            self.drawers.insert(place, drawer);
        }
        Ok(self.drawers.get_mut(&place))
    }
}

const ROWS: &str = "SELECT counted_day, article, traits FROM mark WHERE shelf = ?1 AND counted_day >= ?2 AND counted_day < ?3";

/// Looks for what a probe matches in the days of a stretch from one to before another, where they lie.
fn look_through(
    database: &Database,
    probe: &Probe<'_>,
    stretch: Stretch,
    days: Option<(i32, i32)>,
    found: &mut BTreeSet<i64>,
) -> Result<(), StoreError> {
    let Some((first, next)) = days else { return Ok(()) };
    let (first, next) = (first.max(stretch.from), next.min(stretch.to.saturating_add(1)));
    database.list::<(), ()>(ROWS, &values![stretch.shelf, first, next], |row| {
        let article: i64 = row.get(1)?;
        // Where one of an article is found, its others need not be looked at.
        if !found.contains(&article) {
            let is_match = probe.matches(stretch.shelf, day(row.get(0)?), &row.bytes(2)?);
            if is_match.ok_or_else(|| no_mark(article))? {
                found.insert(article);
            }
        }
        Ok(())
    })
}

fn read(database: &Database, (shelf, number): Place) -> Result<Drawer, StoreError> {
    let first = number * DAYS;
    let mut drawer = Drawer::default();
    database.list::<(), ()>(ROWS, &values![shelf, first, first + DAYS], |row| {
        let (day, article) = (day(row.get(0)?), row.get(1)?);
        let mark = Mark::from_row(shelf, day, &row.bytes(2)?);
        drawer.push(&mark.ok_or_else(|| no_mark(article))?, article);
        Ok(())
    })?;
    drawer.shrink();
    Ok(drawer)
}

fn day(counted: i64) -> i32 {
    i32::try_from(counted).unwrap_or(i32::MAX)
}

fn no_mark(article: i64) -> StoreError {
    StoreError::Corrupt(format!("a mark of article {article}"))
}
