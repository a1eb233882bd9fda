//! The ledger as it stood after one commit, put together: incidents, and what they make up.
//!
//! In: the incidents that stood then, with their reports. Out: incidents by day, found by number, report or words; dyads, relations, promises,
//! chains. A snapshot never changes; a newer one takes its place.

use std::collections::{HashMap, HashSet};

use detente_crisis::crisis::{
    Commitment, Crisis, Dyads, Links, Pair, Picture, Relations, Sentence, chronicle, commitments, crises,
};
use detente_crisis::report::{ArticleKey, OriginKey};
use detente_crisis::{Incident, IncidentId, Report, ReportId};
use detente_ledger::store::Seq;
use jiff::civil::Date;

use crate::filter::Filter;

/// One state of the ledger.
pub(crate) struct Snapshot {
    /// The last commit in it.
    pub(crate) seq: Seq,
    /// The latest day first.
    incidents: Vec<Incident>,
    by_id: HashMap<IncidentId, usize>,
    reports: HashMap<ReportId, Report>,
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
}

/// A page of incidents.
pub(crate) struct Found<'s> {
    /// Those of the page.
    pub(crate) rows: Vec<&'s Incident>,
    /// How many pass the filter from here on.
    pub(crate) total: usize,
}

impl Snapshot {
    /// Puts incidents and their reports together, and what they make up.
    pub(crate) fn new(seq: Seq, mut incidents: Vec<Incident>, reports: Vec<Report>) -> Self {
        incidents.sort_by_key(|i| std::cmp::Reverse((i.days.from, i.id)));
        let by_id = incidents.iter().enumerate().map(|(at, i)| (i.id, at)).collect();
        let told = incidents.iter().flat_map(|i| i.reports.iter().map(|r| (*r, i.id)));
        let incident_of = told.collect();
        let dyads: Dyads = incidents.iter().collect();
        let relations = Relations::of(&incidents);
        let picture = Picture::new(&incidents, &reports);
        let commitments = commitments(&picture, &dyads);
        let crises = crises(&dyads, &relations, &Links::all(&picture));
        let mut answered_by: HashMap<IncidentId, Vec<IncidentId>> = HashMap::new();
        for incident in &incidents {
            for cause in &incident.answers {
                answered_by.entry(*cause).or_default().push(incident.id);
            }
        }
        let origins: HashMap<ArticleKey, OriginKey> =
            reports.iter().map(|r| (r.id.article, r.origin)).collect();
        let mut same_origin: HashMap<OriginKey, Vec<ArticleKey>> = HashMap::new();
        origins.iter().for_each(|(key, origin)| same_origin.entry(*origin).or_default().push(*key));
        let reports = reports.into_iter().map(|r| (r.id, r)).collect();
        Snapshot {
            seq,
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
        }
    }

    /// Every incident, the latest day first.
    pub(crate) fn incidents(&self) -> &[Incident] {
        &self.incidents
    }

    /// An incident by its number.
    pub(crate) fn incident(&self, id: IncidentId) -> Option<&Incident> {
        self.by_id.get(&id).and_then(|at| self.incidents.get(*at))
    }

    /// The incident that a report tells of.
    pub(crate) fn incident_of(&self, report: ReportId) -> Option<IncidentId> {
        self.incident_of.get(&report).copied()
    }

    /// A report.
    pub(crate) fn report(&self, id: ReportId) -> Option<&Report> {
        self.reports.get(&id)
    }

    /// Every report.
    pub(crate) fn reports(&self) -> impl Iterator<Item = &Report> {
        self.reports.values()
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

    /// A crisis by its number.
    pub(crate) fn crisis(&self, id: IncidentId) -> Option<&Crisis> {
        self.crises.iter().find(|c| c.id == id)
    }

    /// What happened in a crisis, in sentences.
    pub(crate) fn chronicle(&self, crisis: &Crisis) -> Vec<Sentence> {
        let incidents = crisis.incidents.iter().filter_map(|id| self.incident(*id));
        let reports = incidents.clone().flat_map(|i| i.reports.iter().filter_map(|r| self.reports.get(r)));
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
        let mut all = self.incidents.iter().filter(|i| filter.lets_through(i) && holds(i));
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
