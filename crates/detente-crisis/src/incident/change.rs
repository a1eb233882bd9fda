//! What becomes of incidents when articles come and go.

use std::collections::{BTreeMap, BTreeSet};

use super::IncidentId;
use crate::report::ReportId;

/// An incident that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub id: IncidentId,
    /// Its reports until now; empty where it is new.
    pub before: Vec<ReportId>,
    /// Its reports from now on; empty where it is gone.
    pub after: Vec<ReportId>,
    /// Other incidents that some of its reports were of until now.
    pub from: Vec<IncidentId>,
    /// Other incidents that some of its former reports are of from now on.
    pub into: Vec<IncidentId>,
}

/// The word for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// It was not there.
    Made,
    /// Reports came to it.
    Grown,
    /// Reports left it and tell of nothing now: they were withdrawn.
    Shrunk,
    /// Reports of other incidents turn out to tell of it.
    Merged,
    /// Some of its reports turn out to tell of another.
    Split,
    /// It has the same number of reports, others or with other contents.
    Changed,
    /// It is no more: withdrawn, or part of another.
    Gone,
}

impl Change {
    /// The word for it.
    pub fn what(&self) -> What {
        let (before, after) = (self.before.len(), self.after.len());
        match () {
            () if self.after.is_empty() => What::Gone,
            () if !self.from.is_empty() => What::Merged,
            () if !self.into.is_empty() => What::Split,
            () if self.before.is_empty() => What::Made,
            () if after > before => What::Grown,
            () if after < before => What::Shrunk,
            () => What::Changed,
        }
    }
}

/// Gathers what was, and compares it with what is.
#[derive(Debug, Default)]
pub(super) struct Diff {
    before: BTreeMap<IncidentId, Vec<ReportId>>,
    touched: BTreeSet<IncidentId>,
    /// Reports whose contents may be others now.
    told_anew: BTreeSet<ReportId>,
}

impl Diff {
    /// Remembers what an incident was, the first time that it is touched.
    pub(super) fn note(&mut self, id: IncidentId, reports: impl FnOnce() -> Vec<ReportId>) {
        // One that was made in between was nothing before.
        if !self.touched.contains(&id) {
            self.before.entry(id).or_insert_with(reports);
        }
    }

    /// An incident is made, or made anew.
    pub(super) fn touch(&mut self, id: IncidentId) {
        self.touched.insert(id);
    }

    /// A report is told anew.
    pub(super) fn tell(&mut self, report: ReportId) {
        self.told_anew.insert(report);
    }

    /// The changes, by number.
    pub(super) fn changes(self, reports: impl Fn(IncidentId) -> Vec<ReportId>) -> Vec<Change> {
        let ids: BTreeSet<IncidentId> = self.before.keys().chain(&self.touched).copied().collect();
        let after: BTreeMap<IncidentId, Vec<ReportId>> = ids.iter().map(|id| (*id, reports(*id))).collect();
        let (was, is) = (owners(&self.before), owners(&after));
        let others = |reports: &[ReportId], owners: &BTreeMap<ReportId, IncidentId>, id: IncidentId| {
            let found: BTreeSet<IncidentId> = reports.iter().filter_map(|r| owners.get(r)).copied().collect();
            found.into_iter().filter(|other| *other != id).collect::<Vec<_>>()
        };
        let mut changes = Vec::new();
        for (id, after) in after {
            let before = self.before.get(&id).cloned().unwrap_or_default();
            let is_told_anew = after.iter().any(|report| self.told_anew.contains(report));
            if before != after || is_told_anew {
                let (from, into) = (others(&after, &was, id), others(&before, &is, id));
                changes.push(Change { id, before, after, from, into });
            }
        }
        changes
    }
}

fn owners(incidents: &BTreeMap<IncidentId, Vec<ReportId>>) -> BTreeMap<ReportId, IncidentId> {
    incidents.iter().flat_map(|(id, reports)| reports.iter().map(|report| (*report, *id))).collect()
}
