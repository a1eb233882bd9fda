//! Incidents, kept as articles come and go: which events tell of one happening, and what they together tell.
//!
//! In: the articles that a batch touched. Out: rows of what became of their incidents, in the same transaction. The index
//! of `detente-crisis` decides; it holds only the months around what is taken in, and is filled from the ledger as they are
//! needed. What another process wrote meanwhile is taken over first.
//!
//! A second wire tells of Tuesday's strike: the incident has two articles from now on; a query as of the commit before still
//! has one.

mod load;
mod record;

pub(super) use load::{origin_of as origin, reports_of as reports};
pub(super) use record::{Kept, kept};

use super::Seq;
use super::codec::day_number;
use super::database::Database;
use super::error::StoreError;
use detente_crisis::fingerprint::{Origins, Signature};
use detente_crisis::incident::Incidents;
use detente_crisis::report::{ArticleKey, Report};
use jiff::civil::Date;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Articles in the index, beyond which it is emptied and filled anew with what is needed then: some 15 KB each. Where what is
/// needed is more than half of it, twice that, so that it is not filled anew for every batch.
const MOST_ARTICLES: usize = 20_000;

/// Articles whose reports are kept at hand to sum incidents up, and as many of those that were so before.
const MOST_AT_HAND: usize = 4_000;

/// An article that a batch touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Touched {
    pub(super) article: i64,
    pub(super) key: ArticleKey,
}

/// What is known of an article for incidents.
#[derive(Debug, Clone)]
struct Told {
    day: Date,
    reports: Vec<Report>,
    /// Where it is asked for.
    signature: Option<Signature>,
}

/// The incidents around what is taken in.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    origins: Origins,
    incidents: Incidents,
    /// The last commit that is in it.
    seen: i64,
    /// Months of events, and months of texts, that are in it whole.
    months: BTreeSet<i64>,
    text_months: BTreeSet<i64>,
    /// Articles whose reports, or whose texts, are in it.
    articles: HashSet<i64>,
    texts: HashSet<i64>,
    /// Of other articles, those reports that belong to incidents of these: without them these would be told in part.
    beside: HashMap<i64, BTreeSet<u32>>,
    /// Articles in it when it was last filled anew.
    filled: usize,
    at_hand: HashMap<ArticleKey, Vec<Report>>,
    /// What was at hand before it was too much: what is asked for again comes back from there, the rest is let go.
    put_away: HashMap<ArticleKey, Vec<Report>>,
}

impl Keeper {
    /// Brings the incidents of the ledger to what the touched articles make of them, as part of commit `seq`. `signatures` has
    /// the fingerprints of those whose texts need not be fetched for them.
    pub(super) fn settle(
        &mut self,
        database: &Database,
        touched: &BTreeSet<Touched>,
        mut signatures: HashMap<i64, Signature>,
        seq: Seq,
    ) -> Result<(), StoreError> {
        if self.is_full() {
            *self = Keeper::default();
        }
        let before = seq.0 - 1;
        self.catch_up(database, before)?;
        let mut told = BTreeMap::new();
        for article in touched {
            let mut now = load::told(database, *article, i64::MAX)?;
            if let Some(now) = &mut now {
                now.signature = match signatures.remove(&article.article) {
                    Some(signature) => Some(signature),
                    None => load::signature(database, *article, i64::MAX)?,
                };
            }
            told.insert(*article, now);
        }
        self.load_around(database, &told, touched, before)?;
        let (gone, come) = self.retell(database, told, seq)?;
        let changes = self.incidents.apply(&gone, &come);
        if self.at_hand.len() > MOST_AT_HAND {
            self.put_away = std::mem::take(&mut self.at_hand);
        }
        for change in &changes {
            record::change(database, self, change, seq)?;
        }
        for touched in touched {
            self.is_whole(touched.article);
            self.texts.insert(touched.article);
        }
        if self.filled == 0 {
            self.filled = self.size();
        }
        self.seen = seq.0;
        Ok(())
    }

    /// Articles in it, with those of which it has a part, or texts, whichever are more.
    fn size(&self) -> usize {
        self.texts.len().max(self.articles.len() + self.beside.len())
    }

    fn is_full(&self) -> bool {
        self.size() > MOST_ARTICLES.max(2 * self.filled)
    }

    /// Notes that all reports of an article are in it.
    fn is_whole(&mut self, article: i64) {
        self.articles.insert(article);
        self.beside.remove(&article);
    }

    /// What goes and what comes: the touched articles, and others whose origin is another for them.
    fn retell(
        &mut self,
        database: &Database,
        told: BTreeMap<Touched, Option<Told>>,
        seq: Seq,
    ) -> Result<(Vec<ArticleKey>, Vec<Report>), StoreError> {
        let mut moved: BTreeMap<ArticleKey, ArticleKey> = BTreeMap::new();
        let mut gone = Vec::new();
        for (touched, told) in &told {
            gone.push(touched.key);
            let signature = told.as_ref().and_then(|told| Some((told.day, told.signature.clone()?)));
            let moves = match signature {
                Some((day, signature)) => self.origins.insert(touched.key, day, signature),
                None => self.origins.remove(touched.key),
            };
            moved.extend(moves.into_iter().map(|step| (step.article, step.to.0)));
        }
        let mut come = Vec::new();
        for (touched, told) in told {
            let origin = self.origins.of(touched.key);
            record::origin(database, touched, origin, seq)?;
            moved.remove(&touched.key);
            let reports = told.map(|told| told.reports).unwrap_or_default();
            let reports: Vec<Report> =
                reports.into_iter().map(|report| Report { origin, ..report }).collect();
            self.at_hand.insert(touched.key, reports.clone());
            come.extend(reports);
        }
        for key in moved.into_keys() {
            let Some(touched) = load::touched(database, key)? else { continue };
            let origin = self.origins.of(key);
            record::origin(database, touched, origin, seq)?;
            let reports =
                load::told(database, touched, i64::MAX)?.map(|told| told.reports).unwrap_or_default();
            let reports: Vec<Report> =
                reports.into_iter().map(|report| Report { origin, ..report }).collect();
            self.at_hand.insert(key, reports.clone());
            gone.push(key);
            come.extend(reports);
            self.is_whole(touched.article);
        }
        Ok((gone, come))
    }

    /// Takes over what other processes committed since.
    fn catch_up(&mut self, database: &Database, before: i64) -> Result<(), StoreError> {
        if self.seen == before
            || (self.months.is_empty() && self.text_months.is_empty() && self.articles.is_empty())
        {
            self.seen = before;
            return Ok(());
        }
        for touched in load::changed(database, self.seen, before)? {
            self.at_hand.remove(&touched.key);
            self.put_away.remove(&touched.key);
            self.take_over(database, touched, before)?;
        }
        self.seen = before;
        Ok(())
    }

    /// Puts an article into the index as the ledger has it; what becomes of incidents is in the ledger already.
    fn take_over(&mut self, database: &Database, touched: Touched, as_of: i64) -> Result<(), StoreError> {
        let mut told = load::told(database, touched, as_of)?;
        if let Some(told) = &mut told {
            told.signature = load::signature(database, touched, as_of)?;
        }
        self.take_over_text(touched, told.as_ref());
        let reports = told.map(|told| told.reports).unwrap_or_default();
        self.incidents.apply(&[touched.key], &reports);
        self.is_whole(touched.article);
        Ok(())
    }

    fn take_over_text(&mut self, touched: Touched, told: Option<&Told>) {
        match told.and_then(|told| Some((told.day, told.signature.clone()?))) {
            Some((day, signature)) => drop(self.origins.insert(touched.key, day, signature)),
            None => drop(self.origins.remove(touched.key)),
        }
        self.texts.insert(touched.article);
    }

    /// Fills the index with the months around the days of what comes and of what goes, as the ledger had them before.
    fn load_around(
        &mut self,
        database: &Database,
        told: &BTreeMap<Touched, Option<Told>>,
        touched: &BTreeSet<Touched>,
        before: i64,
    ) -> Result<(), StoreError> {
        let mut days = BTreeSet::new();
        let mut text_days = BTreeSet::new();
        for told in told.values().flatten() {
            days.extend(told.reports.iter().map(|report| report.days.map_or(told.day, |days| days.from)));
            text_days.insert(told.day);
        }
        for touched in touched {
            if let Some(old) = load::told(database, *touched, before)? {
                days.extend(old.reports.iter().map(|report| report.days.map_or(old.day, |days| days.from)));
                text_days.insert(old.day);
            }
        }
        for month in months_around(&text_days) {
            if self.text_months.insert(month) {
                for article in load::texts_of(database, month, before)? {
                    if !self.texts.contains(&article.article) {
                        let told = load::text(database, article, before)?;
                        self.take_over_text(article, told.as_ref());
                    }
                }
            }
        }
        let mut wanted = BTreeSet::new();
        for month in months_around(&days) {
            if self.months.insert(month) {
                wanted.extend(load::articles_of(database, month, before)?);
            }
        }
        self.load(database, wanted, before)
    }

    /// Loads articles, and the rest of the incidents that they tell of, wherever in time that is. Other incidents of which that
    /// rest tells lie in months that are not asked for, and stay out.
    fn load(
        &mut self,
        database: &Database,
        wanted: BTreeSet<Touched>,
        before: i64,
    ) -> Result<(), StoreError> {
        let wanted: Vec<Touched> =
            wanted.into_iter().filter(|t| !self.articles.contains(&t.article)).collect();
        let mut reports = Vec::new();
        for touched in &wanted {
            self.is_whole(touched.article);
            if let Some(told) = load::told(database, *touched, before)? {
                reports.extend(told.reports);
            }
        }
        let mut more = BTreeSet::new();
        for touched in &wanted {
            for (other, number) in load::companions(database, touched.article, before)? {
                if !self.articles.contains(&other.article)
                    && self.beside.entry(other.article).or_default().insert(number)
                {
                    more.insert(other);
                }
            }
        }
        for touched in more {
            let (Some(told), Some(numbers)) =
                (load::told(database, touched, before)?, self.beside.get(&touched.article))
            else {
                continue;
            };
            reports.extend(told.reports.into_iter().filter(|report| numbers.contains(&report.id.event)));
        }
        self.incidents.apply(&[], &reports);
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

/// The months of some days, with the month before and after each: what is compared lies within 30 days.
fn months_around(days: &BTreeSet<Date>) -> BTreeSet<i64> {
    let month = |day: Date| day_number(day) / 100;
    let mut all = BTreeSet::new();
    for day in days {
        let first = day.first_of_month();
        all.insert(month(first));
        all.extend(first.yesterday().ok().map(month));
        all.extend(day.last_of_month().tomorrow().ok().map(month));
    }
    all
}
