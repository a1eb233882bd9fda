//! The ledger as it stood after one commit, put together: incidents, and what they make up.
//!
//! In: the incidents that stood then, with their reports. Out: incidents by day, found by number, report or words; dyads, relations, promises,
//! chains. A snapshot never changes; a newer one, made of it and of what commits touched, takes its place.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use detente_crisis::alert::{Finding, Rules, find};
use detente_crisis::crisis::{
    Commitment, Crisis, Dyads, Forecaster, Links, Pair, Picture, Relations, commitments, crises,
};
use detente_crisis::report::{ArticleKey, OriginKey, PartyId};
use detente_crisis::{Incident, IncidentId, Report, ReportId};
use detente_data::Stance;
use detente_ledger::store::Seq;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::filter::Filter;
use crate::listing::Listing;

/// One state of the ledger.
pub(crate) struct Snapshot {
    /// The last commit in it.
    pub(crate) seq: Seq,
    /// When that was made; none before the first.
    pub(crate) at: Option<Timestamp>,
    /// The latest day first. Shared with the snapshots before and after.
    incidents: Vec<Arc<Incident>>,
    by_id: HashMap<IncidentId, usize>,
    listing: Listing,
    /// Those that the stages across incidents look into ([`is_kept`]); the ledger has all.
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
    /// Looked for when they are first asked for: of all that incidents make up, they take by far the longest.
    crises: OnceLock<Vec<Crisis>>,
    /// Fitted when it is first asked for.
    forecaster: OnceLock<Option<Forecaster>>,
    /// Looked for when they are first asked for.
    findings: OnceLock<Vec<Finding>>,
    /// Counted when they are first asked for.
    busiest: OnceLock<Vec<(Pair, usize)>>,
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
        self.reports.extend(kept.map(|report| (report.id, Arc::new(report))));
    }
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
        let incidents = incidents.into_iter().map(Arc::new).collect();
        Self::assembled(stamp, incidents, reports, dyads)
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
        let incidents = stayed.chain(come.into_iter().map(Arc::new)).collect();
        Self::assembled(stamp, incidents, kept, dyads)
    }

    fn assembled(
        (seq, at): Stamp,
        mut incidents: Vec<Arc<Incident>>,
        Kept { reports, mut origins }: Kept,
        dyads: Dyads,
    ) -> Self {
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
            crises: OnceLock::new(),
            forecaster: OnceLock::new(),
            findings: OnceLock::new(),
            busiest: OnceLock::new(),
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
    pub(crate) fn forecaster(&self) -> Option<&Forecaster> {
        self.forecaster.get_or_init(|| Forecaster::of(&self.dyads)).as_ref()
    }

    /// What rules find in it, by day. A server has the same rules for all its life.
    pub(crate) fn findings(&self, rules: &Rules) -> &[Finding] {
        self.findings.get_or_init(|| {
            let picture = Picture::new(self.incidents(), self.reports());
            find(rules, &picture, &self.dyads, &self.relations)
        })
    }

    /// Computes what pages would otherwise wait for.
    pub(crate) fn prepare(&self, rules: &Rules) {
        self.crises();
        self.busiest();
        self.findings(rules);
        self.forecaster();
    }

    /// Crises, by their first day.
    pub(crate) fn crises(&self) -> &[Crisis] {
        self.crises.get_or_init(|| {
            let picture = Picture::new(self.incidents(), self.reports());
            crises(&self.dyads, &self.relations, &Links::all(&picture))
        })
    }

    /// A crisis by its number.
    pub(crate) fn crisis(&self, id: IncidentId) -> Option<&Crisis> {
        self.crises().iter().find(|c| c.id == id)
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
        let total = rows.len() + all.count();
        Found { rows, total }
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
