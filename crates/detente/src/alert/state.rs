//! A state of a ledger, as rules look at it.

use detente_crisis::alert::{Alert, Finding, Rules, find, tell};
use detente_crisis::crisis::{Dyads, Picture, Relations};
use detente_crisis::{Incident, IncidentId, Report};
use detente_ledger::store::{AsOf, Filter, Seq, Store, StoreError};
use std::collections::BTreeSet;

/// The incidents that stood after a commit, and what they make up.
pub(crate) struct State {
    /// The commit.
    pub(crate) seq: Seq,
    incidents: Vec<Incident>,
    /// Of promises, whose words tell which of them was broken; where rules ask for that.
    reports: Vec<Report>,
    dyads: Dyads,
    relations: Relations,
}

impl State {
    /// What stood after a commit, as far as these rules look at it.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn load(store: &Store, seq: Seq, rules: &Rules) -> Result<Self, StoreError> {
        let as_of = AsOf::Commit(seq);
        let mut incidents = Vec::new();
        store.incidents(&Filter { as_of, ..Filter::default() }, |row| {
            incidents.push(row.incident);
            true
        })?;
        let promises =
            incidents.iter().filter(|incident| rules.need_promises() && incident.promise.is_some());
        let reports = store.reports(&promises.cloned().collect::<Vec<_>>(), as_of)?;
        let (dyads, relations) = (incidents.iter().collect(), Relations::of(&incidents));
        Ok(State { seq, incidents, reports, dyads, relations })
    }

    /// What the rules find in it.
    pub(crate) fn find(&self, rules: &Rules) -> Vec<Finding> {
        let picture = Picture::new(&self.incidents, &self.reports);
        find(rules, &picture, &self.dyads, &self.relations)
    }

    /// Tells findings; the reports behind them are fetched for it.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn tell(&self, store: &Store, findings: Vec<Finding>) -> Result<Vec<Alert>, StoreError> {
        let wanted: BTreeSet<IncidentId> =
            findings.iter().flat_map(|finding| finding.incidents.iter().copied()).collect();
        let incidents: Vec<Incident> =
            self.incidents.iter().filter(|incident| wanted.contains(&incident.id)).cloned().collect();
        let reports = store.reports(&incidents, AsOf::Commit(self.seq))?;
        let picture = Picture::new(&incidents, &reports);
        Ok(findings.into_iter().map(|finding| tell(finding, &picture, &self.relations)).collect())
    }
}
