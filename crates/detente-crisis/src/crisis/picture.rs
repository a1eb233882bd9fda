//! The incidents and the reports behind them, put side by side for the stages that need both.

use std::collections::HashMap;

use crate::incident::{Incident, IncidentId};
use crate::report::{Report, ReportId};

/// Incidents by day, each with its reports. A report that is not at hand is left out of the accounts and costs nothing else.
#[derive(Debug)]
pub struct Picture<'a> {
    incidents: Vec<&'a Incident>,
    by_id: HashMap<IncidentId, usize>,
    reports: HashMap<ReportId, &'a Report>,
}

impl<'a> Picture<'a> {
    /// Incidents and reports, in any order.
    pub fn new(
        incidents: impl IntoIterator<Item = &'a Incident>,
        reports: impl IntoIterator<Item = &'a Report>,
    ) -> Self {
        let mut incidents: Vec<&Incident> = incidents.into_iter().collect();
        incidents.sort_by_key(|incident| (incident.days.from, incident.id));
        let by_id = incidents.iter().enumerate().map(|(at, incident)| (incident.id, at)).collect();
        Self { incidents, by_id, reports: reports.into_iter().map(|report| (report.id, report)).collect() }
    }

    /// Every incident, by first day and number.
    pub fn incidents(&self) -> &[&'a Incident] {
        &self.incidents
    }

    /// An incident by its number.
    pub fn incident(&self, id: IncidentId) -> Option<&'a Incident> {
        self.by_id.get(&id).map(|at| self.incidents[*at])
    }

    /// A report, where it is at hand.
    pub fn report(&self, id: ReportId) -> Option<&'a Report> {
        self.reports.get(&id).copied()
    }
}
