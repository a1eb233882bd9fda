//! The ledger as it stood after one commit, put together: incidents, and what they make up.
//!
//! In: the incidents that stood then, with their reports. Out: incidents by day, found by number, report or words; dyads, relations, promises,
//! chains. A snapshot never changes; a newer one, made of it and of what commits touched, takes its place.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use detente_crisis::crisis::{
    Commitment, Crisis, Dyads, Forecaster, Links, Pair, Picture, Relations, Sentence, chronicle, commitments,
    crises,
};
use detente_crisis::report::{ArticleKey, OriginKey};
use detente_crisis::{Incident, IncidentId, Report, ReportId};
use detente_ledger::store::Seq;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::filter::Filter;

/// One state of the ledger.
pub(crate) struct Snapshot {
    /// The last commit in it.
    pub(crate) seq: Seq,
    /// When that was made; none before the first.
    pub(crate) at: Option<Timestamp>,
    /// The latest day first. Shared with the snapshots before and after.
    incidents: Vec<Arc<Incident>>,
    by_id: HashMap<IncidentId, usize>,
    reports: HashMap<ReportId, Arc<Report>>,
    incident_of: HashMap<ReportId, IncidentId>,
    answered_by: HashMap<IncidentId, Vec<IncidentId>>,
    origins: HashMap<ArticleKey, OriginKey>,
    same_origin: HashMap<OriginKey, Vec<ArticleKey>>,
    /// What any two parties did to each other.
    pub(crate) dyads: Dyads,
    /// Official relations.
    pub(crate) relations: Relations,
    /// Promises, by the day they were made.
    pub(crate) commitments: Vec<Commitment>,
    /// Crises, by their first day.
    pub(crate) crises: Vec<Crisis>,
    /// Fitted when it is first asked for.
    forecaster: OnceLock<Option<Forecaster>>,
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
    pub(crate) fn new(stamp: Stamp, incidents: Vec<Incident>, reports: Vec<Report>) -> Self {
        let dyads: Dyads = incidents.iter().collect();
        let incidents = incidents.into_iter().map(Arc::new).collect();
        let reports = reports.into_iter().map(|report| (report.id, Arc::new(report))).collect();
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
        come_reports: Vec<Report>,
    ) -> Self {
        let (mut dyads, mut reports) = (self.dyads.clone(), self.reports.clone());
        let new: HashMap<IncidentId, &Incident> = come.iter().map(|i| (i.id, i)).collect();
        for id in touched {
            let old = self.incident(*id);
            dyads.replace(old, new.get(id).copied());
            old.iter().flat_map(|old| &old.reports).for_each(|report| drop(reports.remove(report)));
        }
        // After all removals: a report may have gone from one of them to another.
        reports.extend(come_reports.into_iter().map(|report| (report.id, Arc::new(report))));
        let kept = self.incidents.iter().filter(|i| !touched.contains(&i.id)).cloned();
        let incidents = kept.chain(come.into_iter().map(Arc::new)).collect();
        Self::assembled(stamp, incidents, reports, dyads)
    }

    fn assembled(
        (seq, at): Stamp,
        mut incidents: Vec<Arc<Incident>>,
        reports: HashMap<ReportId, Arc<Report>>,
        dyads: Dyads,
    ) -> Self {
        incidents.sort_by_key(|i| std::cmp::Reverse((i.days.from, i.id)));
        let all = || incidents.iter().map(Arc::as_ref);
        let by_id = all().enumerate().map(|(at, i)| (i.id, at)).collect();
        let incident_of = all().flat_map(|i| i.reports.iter().map(|r| (*r, i.id))).collect();
        let relations = Relations::of(all());
        let picture = Picture::new(all(), reports.values().map(Arc::as_ref));
        let commitments = commitments(&picture, &dyads);
        let crises = crises(&dyads, &relations, &Links::all(&picture));
        let mut answered_by: HashMap<IncidentId, Vec<IncidentId>> = HashMap::new();
        for incident in all() {
            for cause in &incident.answers {
                answered_by.entry(*cause).or_default().push(incident.id);
            }
        }
        let origins: HashMap<ArticleKey, OriginKey> =
            reports.values().map(|r| (r.id.article, r.origin)).collect();
        let mut same_origin: HashMap<OriginKey, Vec<ArticleKey>> = HashMap::new();
        origins.iter().for_each(|(key, origin)| same_origin.entry(*origin).or_default().push(*key));
        Snapshot {
            seq,
            at,
            incidents,
            by_id,
            reports,
            incident_of,
            answered_by,
            origins,
            same_origin,
            dyads,
            relations,
            commitments,
            crises,
            forecaster: OnceLock::new(),
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
        self.incident_of.get(&report).copied()
    }

    /// A report.
    pub(crate) fn report(&self, id: ReportId) -> Option<&Report> {
        self.reports.get(&id).map(Arc::as_ref)
    }

    /// Every report.
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

    /// A crisis by its number.
    pub(crate) fn crisis(&self, id: IncidentId) -> Option<&Crisis> {
        self.crises.iter().find(|c| c.id == id)
    }

    /// What happened in a crisis, in sentences.
    pub(crate) fn chronicle(&self, crisis: &Crisis) -> Vec<Sentence> {
        let incidents = crisis.incidents.iter().filter_map(|id| self.incident(*id));
        let reports = incidents.clone().flat_map(|i| i.reports.iter().filter_map(|r| self.report(*r)));
        chronicle(crisis, &Picture::new(incidents.clone(), reports))
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
        let holds = |i: &Incident| articles.is_none_or(|a| i.reports.iter().any(|r| a.contains(&r.article)));
        let mut all = self.incidents().filter(|i| filter.lets_through(i) && holds(i));
        let rows: Vec<&Incident> = all.by_ref().take(filter.limit).collect();
        let total = rows.len() + all.count();
        Found { rows, total }
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
    pub(crate) fn busiest(&self) -> Vec<(&Pair, usize)> {
        let count = |pair: &&Pair| self.dyads.get(pair).map_or(0, |d| d.done().len());
        let mut all: Vec<(&Pair, usize)> = self.dyads.pairs().into_iter().map(|p| (p, count(&p))).collect();
        all.sort_by_key(|(pair, n)| (std::cmp::Reverse(*n), *pair));
        all
    }
}
