//! The ledger as it stood after one commit, put together: incidents, and what they make up.
//!
//! In: the incidents that stood then, with their reports. Out: incidents by day, found by number, report or words; dyads, relations,
//! promises, chains; crises, alerts and outlooks after a while. A snapshot never changes but for what is computed in the background, once; a
//! newer one, made of it and of what commits touched, takes its place.
//!
//! Commit 3 brings a second report of the strike of 16 January: the snapshot after it shares all other incidents with that of commit 2, has the
//! one strike with two reports, and lacks crises until [`Snapshot::make`] has computed them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use detente_crisis::alert::{Finding, Rules, find};
use detente_crisis::crisis::{
    Commitment, Crisis, Dyads, Forecaster, Links, Pair, Picture, Relations, commitments, crises,
};
use detente_crisis::report::{ArticleKey, OriginKey, PartyId};
use detente_crisis::{Incident, IncidentId, Report, ReportId};
use detente_data::Stance;
use detente_ledger::store::{Seq, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::filter::Filter;
use crate::later::{Later, Missing};
use crate::listing::Listing;

/// One state of the ledger.
pub(crate) struct Snapshot {
    /// The same in all that are made of one another, and no others.
    line: Arc<()>,
    /// The last commit in it.
    pub(crate) seq: Seq,
    /// When that was made; none before the first.
    pub(crate) at: Option<Timestamp>,
    /// The latest day first. Shared with the snapshots before and after.
    incidents: Vec<Arc<Incident>>,
    by_id: HashMap<IncidentId, usize>,
    listing: Listing,
    /// Those that the stages across incidents look into ([`is_kept`]), with no more than these look at; the ledger has all.
    reports: HashMap<ReportId, Arc<Report>>,
    answered_by: HashMap<IncidentId, Vec<IncidentId>>,
    origins: HashMap<ArticleKey, OriginKey>,
    same_origin: HashMap<OriginKey, Vec<ArticleKey>>,
    /// What any two parties did to each other.
    pub(crate) dyads: Dyads,
    /// Official relations.
    pub(crate) relations: Relations,
    /// Promises, by the day they were made.
    pub(crate) commitments: Vec<Commitment>,
    /// Computed in the background, as the next two: what takes longest of all that incidents make up.
    crises: Later<Vec<Crisis>>,
    forecaster: Later<Option<Forecaster>>,
    findings: Later<Findings>,
    /// Counted when they are first asked for.
    busiest: OnceLock<Vec<(Pair, usize)>>,
    /// Counted when they are first asked for: the ledger goes through all articles for it.
    counts: OnceLock<Counts>,
}

/// What takes so long that no request computes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slow {
    /// Crises.
    Crises,
    /// What rules find.
    Alerts,
    /// What gives outlooks.
    Outlooks,
}

/// What is missing, and why.
pub(crate) type Lacking = (Slow, Missing);

impl Slow {
    /// Each of them, what is asked for most first.
    pub(crate) const ALL: [Slow; 3] = [Slow::Crises, Slow::Alerts, Slow::Outlooks];

    /// In words.
    pub(crate) fn told(self) -> &'static str {
        match self {
            Slow::Crises => "crises",
            Slow::Alerts => "alerts",
            Slow::Outlooks => "outlooks",
        }
    }
}

/// How much the ledger holds.
#[derive(Clone, Copy)]
pub(crate) struct Counts {
    /// Articles that stand.
    pub(crate) articles: u64,
    /// Sources.
    pub(crate) sources: u64,
}

/// What rules find.
pub(crate) struct Findings {
    /// All, by day.
    pub(crate) all: Vec<Finding>,
    /// How many each rule has.
    pub(crate) by_rule: Vec<(String, usize)>,
    /// Where those of each party stand.
    by_party: HashMap<PartyId, Vec<usize>>,
}

impl Findings {
    fn of(rules: &Rules, all: Vec<Finding>) -> Self {
        let mut by_rule: Vec<(String, usize)> = rules.iter().map(|rule| (rule.name.clone(), 0)).collect();
        for (name, count) in &mut by_rule {
            *count = all.iter().filter(|finding| finding.rule == *name).count();
        }
        let mut by_party: HashMap<PartyId, Vec<usize>> = HashMap::new();
        for (at, finding) in all.iter().enumerate() {
            for party in &finding.parties {
                let places = by_party.entry(party.clone()).or_default();
                // One that is named twice in it has it once.
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        Findings { all, by_rule, by_party }
    }

    /// Those of a party, the latest day first.
    pub(crate) fn of_party(&self, party: &PartyId) -> impl Iterator<Item = &Finding> {
        let places = self.by_party.get(party).map(Vec::as_slice).unwrap_or_default();
        places.iter().rev().filter_map(|at| self.all.get(*at))
    }
}

/// What a snapshot keeps of reports.
#[derive(Default)]
pub(crate) struct Kept {
    reports: HashMap<ReportId, Arc<Report>>,
    origins: HashMap<ArticleKey, OriginKey>,
}

impl Kept {
    /// Takes of some reports what is kept.
    pub(crate) fn take(&mut self, reports: Vec<Report>) {
        self.origins.extend(reports.iter().map(|report| (report.id.article, report.origin)));
        let kept = reports.into_iter().filter(is_kept);
        self.reports.extend(kept.map(|report| (report.id, Arc::new(stripped(report)))));
    }
}

/// A report without what nobody looks at in one that is kept.
fn stripped(mut report: Report) -> Report {
    report.accounts.retain(|account| account.stance == Stance::Justifies);
    report.accounts.shrink_to_fit();
    Report {
        actors: Vec::new(),
        recipients: Vec::new(),
        place: None,
        answers: Vec::new(),
        words: Vec::new(),
        ..report
    }
}

/// An incident in no more memory than it needs: lists are read into room for several where most hold one.
fn fitted(mut incident: Incident) -> Arc<Incident> {
    incident.reports.shrink_to_fit();
    incident.actors.shrink_to_fit();
    incident.recipients.shrink_to_fit();
    incident.answers.shrink_to_fit();
    incident.disputes.shrink_to_fit();
    incident.disputes.iter_mut().for_each(|dispute| dispute.sides.shrink_to_fit());
    let figures = [&mut incident.killed, &mut incident.injured].into_iter().flatten();
    figures.for_each(|figures| figures.by_claimant.shrink_to_fit());
    Arc::new(incident)
}

/// Whether commitments and chains look into a report: for the words of a promise, and for who justifies a deed. Nine in ten have neither,
/// and would be most of what a snapshot needs of memory.
fn is_kept(report: &Report) -> bool {
    report.promise.is_some() || report.accounts.iter().any(|account| account.stance == Stance::Justifies)
}

/// A page of incidents.
pub(crate) struct Found<'s> {
    /// Those of the page.
    pub(crate) rows: Vec<&'s Incident>,
    /// How many pass the filter from here on.
    pub(crate) total: usize,
}

/// The number and the time of a commit.
pub(crate) type Stamp = (Seq, Option<Timestamp>);

impl Snapshot {
    /// Puts incidents and their reports together, and what they make up.
    pub(crate) fn new(stamp: Stamp, incidents: Vec<Incident>, reports: Kept) -> Self {
        let dyads: Dyads = incidents.iter().collect();
        let incidents = incidents.into_iter().map(fitted).collect();
        Self::assembled(Arc::default(), stamp, incidents, reports, dyads)
    }

    /// The numbers of incidents, and of those that are said to answer one of them.
    pub(crate) fn with_answers(&self, ids: BTreeSet<IncidentId>) -> BTreeSet<IncidentId> {
        let answers = ids.iter().filter_map(|id| self.answered_by.get(id)).flatten().copied();
        let answers: BTreeSet<IncidentId> = answers.collect();
        ids.into_iter().chain(answers).collect()
    }

    /// The same ledger some commits later: the incidents with these numbers are gone, `come` is what they are now, with its reports.
    pub(crate) fn after(
        &self,
        stamp: Stamp,
        touched: &BTreeSet<IncidentId>,
        come: Vec<Incident>,
        come_reports: Kept,
    ) -> Self {
        let mut dyads = self.dyads.clone();
        let mut kept = Kept { reports: self.reports.clone(), origins: self.origins.clone() };
        let new: HashMap<IncidentId, &Incident> = come.iter().map(|i| (i.id, i)).collect();
        for id in touched {
            let old = self.incident(*id);
            dyads.replace(old, new.get(id).copied());
            old.iter().flat_map(|old| &old.reports).for_each(|report| drop(kept.reports.remove(report)));
        }
        // After all removals: a report may have gone from one of them to another.
        kept.reports.extend(come_reports.reports);
        kept.origins.extend(come_reports.origins);
        let stayed = self.incidents.iter().filter(|i| !touched.contains(&i.id)).cloned();
        let incidents = stayed.chain(come.into_iter().map(fitted)).collect();
        Self::assembled(Arc::clone(&self.line), stamp, incidents, kept, dyads)
    }

    /// Whether it was made of the other, or of one that was.
    pub(crate) fn is_after(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.line, &other.line) && self.seq >= other.seq
    }

    fn assembled(
        line: Arc<()>,
        (seq, at): Stamp,
        mut incidents: Vec<Arc<Incident>>,
        Kept { reports, mut origins }: Kept,
        dyads: Dyads,
    ) -> Self {
        // Collected in the place of the incidents themselves, the pointers would keep all of that.
        incidents.shrink_to_fit();
        incidents.sort_by_key(|i| std::cmp::Reverse((i.days.from, i.id)));
        let all = || incidents.iter().map(Arc::as_ref);
        let by_id = all().enumerate().map(|(at, i)| (i.id, at)).collect();
        let listing = Listing::of(all());
        let relations = Relations::of(all());
        let picture = Picture::new(all(), reports.values().map(Arc::as_ref));
        let commitments = commitments(&picture, &dyads);
        let mut answered_by: HashMap<IncidentId, Vec<IncidentId>> = HashMap::new();
        for incident in all() {
            for cause in &incident.answers {
                answered_by.entry(*cause).or_default().push(incident.id);
            }
        }
        origins.retain(|article, _| listing.has_article(*article));
        let mut same_origin: HashMap<OriginKey, Vec<ArticleKey>> = HashMap::new();
        origins.iter().for_each(|(key, origin)| same_origin.entry(*origin).or_default().push(*key));
        Snapshot {
            line,
            seq,
            at,
            incidents,
            by_id,
            listing,
            reports,
            answered_by,
            origins,
            same_origin,
            dyads,
            relations,
            commitments,
            crises: Later::default(),
            forecaster: Later::default(),
            findings: Later::default(),
            busiest: OnceLock::new(),
            counts: OnceLock::new(),
        }
    }

    /// Every incident, the latest day first.
    pub(crate) fn incidents(&self) -> impl ExactSizeIterator<Item = &Incident> + Clone {
        self.incidents.iter().map(Arc::as_ref)
    }

    /// An incident by its number.
    pub(crate) fn incident(&self, id: IncidentId) -> Option<&Incident> {
        self.by_id.get(&id).and_then(|at| self.incidents.get(*at)).map(Arc::as_ref)
    }

    /// The incident that a report tells of.
    pub(crate) fn incident_of(&self, report: ReportId) -> Option<IncidentId> {
        self.incidents.get(self.listing.of_report(report)?).map(|incident| incident.id)
    }

    /// Every report that is kept.
    pub(crate) fn reports(&self) -> impl Iterator<Item = &Report> {
        self.reports.values().map(Arc::as_ref)
    }

    /// The first of the texts that an article is a copy of; none where it tells no event.
    pub(crate) fn origin(&self, article: ArticleKey) -> Option<OriginKey> {
        self.origins.get(&article).copied()
    }

    /// The other articles of the same origin.
    pub(crate) fn copies(&self, article: ArticleKey) -> Vec<ArticleKey> {
        let same = self.origin(article).and_then(|o| self.same_origin.get(&o)).cloned().unwrap_or_default();
        let mut others: Vec<ArticleKey> = same.into_iter().filter(|k| *k != article).collect();
        others.sort();
        others
    }

    /// What gives outlooks, with its record; none where the ledger is too short for one.
    ///
    /// # Errors
    /// Where it is not there within that time.
    pub(crate) fn forecaster(&self, patience: Duration) -> Result<Option<&Forecaster>, Lacking> {
        let found = self.forecaster.within(patience).map(Option::as_ref);
        found.map_err(|missing| (Slow::Outlooks, missing))
    }

    /// What the server's rules find in it, by day.
    ///
    /// # Errors
    /// Where it is not there within that time.
    pub(crate) fn findings(&self, patience: Duration) -> Result<&Findings, Lacking> {
        self.findings.within(patience).map_err(|missing| (Slow::Alerts, missing))
    }

    /// How much the ledger holds, as it was first counted for this snapshot.
    ///
    /// # Errors
    /// Where it cannot be counted.
    pub(crate) fn counts(
        &self,
        count: impl FnOnce() -> Result<Counts, StoreError>,
    ) -> Result<Counts, StoreError> {
        if let Some(counts) = self.counts.get() {
            return Ok(*counts);
        }
        let counted = count()?;
        Ok(*self.counts.get_or_init(|| counted))
    }

    /// Crises, by their first day.
    ///
    /// # Errors
    /// Where they are not there within that time.
    pub(crate) fn crises(&self, patience: Duration) -> Result<&[Crisis], Lacking> {
        self.crises.within(patience).map(Vec::as_slice).map_err(|missing| (Slow::Crises, missing))
    }

    /// Why it lacks something after that time; none where it is there.
    pub(crate) fn lack(&self, slow: Slow, patience: Duration) -> Option<Missing> {
        let lacking = match slow {
            Slow::Crises => self.crises(patience).err(),
            Slow::Alerts => self.findings(patience).err(),
            Slow::Outlooks => self.forecaster(patience).err(),
        };
        lacking.map(|(_, missing)| missing)
    }

    /// Computes what takes long, where nobody has.
    pub(crate) fn make(&self, slow: Slow, rules: &Rules) {
        let picture = || Picture::new(self.incidents(), self.reports());
        let find = || find(rules, &picture(), &self.dyads, &self.relations);
        match slow {
            Slow::Crises => {
                self.crises.make(|| crises(&self.dyads, &self.relations, &Links::all(&picture())));
            }
            Slow::Alerts => {
                self.findings.make(|| Findings::of(rules, find()));
            }
            Slow::Outlooks => {
                self.forecaster.make(|| Forecaster::of(&self.dyads));
            }
        }
    }

    /// The incidents of a crisis.
    pub(crate) fn incidents_of(&self, crisis: &Crisis) -> Vec<Incident> {
        crisis.incidents.iter().filter_map(|id| self.incident(*id)).cloned().collect()
    }

    /// Incidents with these numbers, by day.
    pub(crate) fn all(&self, ids: &[IncidentId]) -> Vec<Incident> {
        let mut all: Vec<Incident> = ids.iter().filter_map(|id| self.incident(*id)).cloned().collect();
        all.sort_by_key(|i| (i.days.from, i.id));
        all.dedup_by_key(|i| i.id);
        all
    }

    /// Incidents that are said to answer one.
    pub(crate) fn answered_by(&self, id: IncidentId) -> Vec<Incident> {
        self.answered_by.get(&id).map(|ids| self.all(ids)).unwrap_or_default()
    }

    /// Incidents that pass a filter; `articles` are those that hold its words.
    pub(crate) fn find(&self, filter: &Filter, articles: Option<&HashSet<ArticleKey>>) -> Found<'_> {
        let mut all = self.listing.passing(&self.incidents, filter, articles);
        let rows: Vec<&Incident> = all
            .by_ref()
            .take(filter.limit)
            .filter_map(|at| self.incidents.get(at).map(Arc::as_ref))
            .collect();
        let rest = match all.size_hint() {
            (least, Some(most)) if least == most => least,
            _ => all.count(),
        };
        Found { total: rows.len() + rest, rows }
    }

    /// Every incident that passes a filter, the latest day first.
    pub(crate) fn all_that_pass(&self, filter: &Filter) -> Vec<&Incident> {
        let all = self.listing.passing(&self.incidents, filter, None);
        all.filter_map(|at| self.incidents.get(at).map(Arc::as_ref)).collect()
    }

    /// The incidents in which a party takes part, the latest day first.
    pub(crate) fn of_party(&self, party: &PartyId) -> Vec<&Incident> {
        let all = self.listing.of_party(party).iter();
        all.filter_map(|at| self.incidents.get(*at as usize).map(Arc::as_ref)).collect()
    }

    /// First and last day of incidents.
    pub(crate) fn days(&self) -> Option<(Date, Date)> {
        let last = self.incidents.first()?.days.from;
        let first = self.incidents.last()?.days.from;
        Some((first, last))
    }

    /// The incidents between two parties, by day.
    pub(crate) fn between(&self, pair: &Pair) -> Vec<&Incident> {
        let acts = self.dyads.get(pair).map(|d| d.done().iter().chain(d.other())).into_iter().flatten();
        let mut ids: Vec<IncidentId> = acts.map(|a| a.incident).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut all: Vec<&Incident> = ids.into_iter().filter_map(|id| self.incident(id)).collect();
        all.sort_by_key(|i| (i.days.from, i.id));
        all
    }

    /// The pairs of which most is told, with their number of incidents.
    pub(crate) fn busiest(&self) -> &[(Pair, usize)] {
        self.busiest.get_or_init(|| {
            let count = |pair: &Pair| self.dyads.get(pair).map_or(0, |d| d.done().len());
            let pairs = self.dyads.pairs().into_iter();
            let mut all: Vec<(Pair, usize)> = pairs.map(|pair| (pair.clone(), count(pair))).collect();
            all.sort_by(|(a, n), (b, m)| (m, a).cmp(&(n, b)));
            all
        })
    }
}
