//! Incidents, kept as articles come and go: which events tell of one happening, and what they together tell.
//!
//! In: the articles that a batch touched. Out: rows of what became of their incidents, in the same transaction. The index
//! of `detente-crisis` decides; it holds only what a batch can reach, fetched from the ledger as it is reached (`desk`, by the rows of
//! `marks`); when that is too much, what was not reached for longest is let go of. What is the same text is found among those published in the weeks around (`texts`).
//! What another process wrote meanwhile is taken over first.
//!
//! A second wire tells of Tuesday's strike: the incident has two articles from now on; a query as of the commit before still
//! has one.

mod desk;
mod load;
mod marks;
mod record;
mod texts;

pub(super) use load::{origin_of as origin, reports_of as reports};
pub(super) use record::{Kept, kept};

use super::Seq;
use super::database::Database;
use super::error::StoreError;
use desk::{Desk, Given};
use detente_crisis::fingerprint::Signature;
use detente_crisis::incident::{Incidents, Mark};
use detente_crisis::report::{ArticleKey, Report};
use jiff::civil::Date;
use marks::Marks;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use texts::Texts;

/// Tellings in the index beyond which some are let go of: some 1.5 KB each.
const MOST_TELLINGS: usize = if cfg!(test) { 30 } else { 100_000 };

/// Articles whose reports are kept at hand to sum incidents up, and as many of those that were so before.
const MOST_AT_HAND: usize = if cfg!(test) { 10 } else { 2_000 };

/// Articles of other processes that are taken over one by one; where they are more, all is let go of, and fetched anew as it is reached.
const MOST_TAKEN_OVER: usize = if cfg!(test) { 4 } else { 500 };

/// An article that a batch touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Touched {
    pub(super) article: i64,
    pub(super) key: ArticleKey,
}

/// What a batch took in.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) touched: BTreeSet<Touched>,
    /// The fingerprints of those whose texts need not be fetched for them.
    pub(super) signatures: HashMap<i64, Signature>,
    /// Marks of events, with their articles.
    pub(super) marks: Vec<(Mark, i64)>,
}

/// What is known of an article for incidents.
#[derive(Debug, Clone)]
struct Told {
    day: Date,
    reports: Vec<Report>,
}

/// The incidents around what is taken in.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    texts: Texts,
    incidents: Incidents,
    given: Given,
    marks: Marks,
    /// The last commit that is in it.
    seen: i64,
    at_hand: HashMap<ArticleKey, Vec<Report>>,
    /// What was at hand before it was too much: what is asked for again comes back from there, the rest is let go.
    put_away: HashMap<ArticleKey, Vec<Report>>,
    bound: Bound,
}

/// How many tellings may be left in the index when a batch begins.
#[derive(Debug)]
struct Bound {
    tellings: usize,
}

impl Default for Bound {
    fn default() -> Self {
        Bound { tellings: MOST_TELLINGS }
    }
}

impl Keeper {
    /// Brings the incidents of the ledger to what the touched articles make of them, as part of commit `seq`.
    pub(super) fn settle(&mut self, database: &Database, taken: Taken, seq: Seq) -> Result<(), StoreError> {
        let before = seq.0 - 1;
        self.catch_up(database, before)?;
        self.bound();
        for (mark, article) in &taken.marks {
            self.marks.add(mark, *article);
        }
        let mut signatures = taken.signatures;
        let (mut told, mut days) = (BTreeMap::new(), BTreeSet::new());
        for touched in taken.touched {
            days.extend(load::day(database, touched.article, before)?);
            let now = load::told(database, touched, i64::MAX)?;
            let signature = match (signatures.remove(&touched.article), &now) {
                (Some(signature), _) => Some(signature),
                (None, Some(_)) => load::text(database, touched, i64::MAX)?.and_then(|(_, s)| s),
                (None, None) => None,
            };
            days.extend(now.as_ref().map(|now| now.day));
            told.insert(touched, (now, signature));
        }
        self.texts.fetch(database, &days, before)?;
        let (gone, come) = self.retell(database, told, seq)?;
        let mut desk = Desk { database, marks: &mut self.marks, given: &mut self.given, before };
        let changes = self.incidents.apply_with(&mut desk, &gone, &come)?;
        if self.at_hand.len() > MOST_AT_HAND {
            self.put_away = std::mem::take(&mut self.at_hand);
        }
        for change in &changes {
            record::change(database, self, change, seq)?;
        }
        self.seen = seq.0;
        Ok(())
    }

    /// Lets go of what is too much.
    fn bound(&mut self) {
        self.texts.bound();
        if self.incidents.len() > self.bound.tellings {
            // Some more than are due, for letting go looks at all there are.
            self.incidents.shrink_to(self.bound.tellings / 4 * 3);
            self.given.keep_what_is_in(&self.incidents);
        }
    }

    /// What goes and what comes: the touched articles, and others whose origin is another for them.
    fn retell(
        &mut self,
        database: &Database,
        told: BTreeMap<Touched, (Option<Told>, Option<Signature>)>,
        seq: Seq,
    ) -> Result<(Vec<ArticleKey>, Vec<Report>), StoreError> {
        let mut moved: BTreeMap<ArticleKey, ArticleKey> = BTreeMap::new();
        for (touched, (told, signature)) in &told {
            let text = told.as_ref().map(|told| (told.day, signature.clone()));
            let moves = self.texts.put(database, *touched, text, seq.0 - 1)?;
            moved.extend(moves.into_iter().map(|step| (step.article, step.to.0)));
        }
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        for (touched, (told, _)) in told {
            moved.remove(&touched.key);
            self.tell(database, touched, told, seq, &mut come)?;
            gone.push(touched.key);
        }
        for key in moved.into_keys() {
            let Some(touched) = load::touched(database, key)? else { continue };
            let told = load::told(database, touched, i64::MAX)?;
            self.tell(database, touched, told, seq, &mut come)?;
            gone.push(key);
        }
        Ok((gone, come))
    }

    /// Notes the origin of an article, and adds its reports to those that come.
    fn tell(
        &mut self,
        database: &Database,
        touched: Touched,
        told: Option<Told>,
        seq: Seq,
        come: &mut Vec<Report>,
    ) -> Result<(), StoreError> {
        let origin = self.texts.of(touched.key);
        record::origin(database, touched, origin, seq)?;
        let reports = told.map(|told| told.reports).unwrap_or_default();
        let reports: Vec<Report> = reports.into_iter().map(|report| Report { origin, ..report }).collect();
        come.extend(reports.iter().cloned());
        self.at_hand.insert(touched.key, reports);
        Ok(())
    }

    /// Takes over what other processes committed since.
    fn catch_up(&mut self, database: &Database, before: i64) -> Result<(), StoreError> {
        let is_new = self.texts.is_empty() && self.given.is_empty();
        if self.seen != before && !is_new {
            let changed = load::changed(database, self.seen, before)?;
            if changed.len() > MOST_TAKEN_OVER {
                *self = Keeper { bound: std::mem::take(&mut self.bound), ..Keeper::default() };
            } else {
                self.take_over(database, &changed, before)?;
            }
        }
        self.seen = before;
        Ok(())
    }

    /// Takes over what others made of some articles, as if it had come here: incidents are what all reports at once would give, whoever
    /// took them in, and those who did recorded what became of them.
    fn take_over(
        &mut self,
        database: &Database,
        changed: &BTreeSet<Touched>,
        before: i64,
    ) -> Result<(), StoreError> {
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        let all = load::with_other_origins(database, changed, (self.seen, before))?;
        for touched in all.iter().copied() {
            let told = load::told(database, touched, before)?;
            let reports = told.map(|told| told.reports).unwrap_or_default();
            // The marks of who has another origin only are there.
            if changed.contains(&touched) {
                reports.iter().for_each(|report| self.marks.add(&Mark::of(report), touched.article));
            }
            self.at_hand.remove(&touched.key);
            self.put_away.remove(&touched.key);
            gone.push(touched.key);
            come.extend(reports);
        }
        for touched in all {
            self.texts.take_over(database, touched, before)?;
        }
        let mut desk = Desk { database, marks: &mut self.marks, given: &mut self.given, before: self.seen };
        self.incidents.apply_with(&mut desk, &gone, &come)?;
        Ok(())
    }

    /// The reports of an article, as the ledger has them now.
    fn reports_of(&mut self, database: &Database, key: ArticleKey) -> Result<&[Report], StoreError> {
        match self.at_hand.entry(key) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => Ok(entry.insert(match self.put_away.remove(&key) {
                Some(reports) => reports,
                None => load::reports_of(database, key, i64::MAX)?,
            })),
        }
    }
}

#[cfg(test)]
mod tests;
