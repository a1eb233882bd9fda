//! What an alert is about, and when two are about the same.
//!
//! The number of an incident is made of its first report, and an earlier report that comes late gives it another. So an alert keeps
//! the reports it rests on, and two of one rule that share one are the same, whatever the numbers say today.
//!
//! A dispute about the dead of incident 7, told yesterday by reports x and y; today an older report z has come, the incident is
//! number 9 and its dispute still about the dead: that was told.

use std::collections::HashMap;

use detente_data::{About, RelationChange};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

use super::rule::Trigger;
use crate::crisis::daily::days_between;
use crate::crisis::{Basis, Pair, Parts};
use crate::incident::IncidentId;
use crate::report::{PartyId, ReportId};

/// Days for which an index must stay at or below a value before another rise above it is told: as long as its recent means take
/// to forget half.
pub(super) const CALM: i32 = 7;

/// What an alert is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "on", rename_all = "kebab-case")]
pub enum Subject {
    /// Accounts of an incident that cannot all be true.
    NewDispute {
        /// The incident.
        incident: IncidentId,
        /// On what they differ.
        about: About,
    },
    /// A change of official relations.
    RelationsChange {
        /// The incident that brings it.
        incident: IncidentId,
        /// Who makes it.
        from: PartyId,
        /// Towards whom.
        to: PartyId,
        /// Which.
        change: RelationChange,
    },
    /// An index above a value.
    IndexAbove {
        /// Whose.
        pair: Pair,
        /// The value.
        above: f32,
        /// First day above it.
        from: Date,
        /// Last day above it so far.
        to: Date,
        /// The index on the first day.
        value: f32,
        /// What it is made of.
        parts: Parts,
    },
    /// Material conflict after a time without.
    FirstConflict {
        /// Whose.
        pair: Pair,
        /// The incident.
        incident: IncidentId,
        /// Days without that the rule asks for.
        days: i32,
        /// The day of the last material conflict before; none where the ledger knows none.
        before: Option<Date>,
        /// The first day of which the ledger knows anything between two parties.
        known_from: Date,
    },
    /// A broken promise.
    CommitmentBroken {
        /// The incident in which it was made, or the first that tells of it.
        commitment: IncidentId,
        /// The incident that breaks it, or tells that it is broken.
        incident: IncidentId,
        /// When it was made; none where only its breaking is told.
        made: Option<Date>,
        /// Whether its breaking is told or concluded.
        basis: Basis,
        /// How much that weighs, 0 to 1.
        score: f32,
    },
}

impl Subject {
    /// What sets off the rule that it is found by, as rules name it.
    pub fn trigger(&self) -> &'static str {
        match self {
            Self::NewDispute { .. } => Trigger::NAMES[0],
            Self::RelationsChange { .. } => Trigger::NAMES[1],
            Self::IndexAbove { .. } => Trigger::NAMES[2],
            Self::FirstConflict { .. } => Trigger::NAMES[3],
            Self::CommitmentBroken { .. } => Trigger::NAMES[4],
        }
    }
}

/// Something that a rule asks for and a ledger holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule, by name.
    pub rule: String,
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// Who takes part.
    pub parties: Vec<PartyId>,
    /// When.
    pub day: Date,
    /// The incidents it rests on, that which set the rule off first.
    pub incidents: Vec<IncidentId>,
    /// The reports of what it is about: by these it is known again.
    pub reports: Vec<ReportId>,
}

/// A finding, told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// What was found.
    #[serde(flatten)]
    pub finding: Finding,
    /// One sentence: what sources claim.
    pub text: String,
}

impl Finding {
    /// A number of rule and subject, the same in every run and version.
    pub fn key(&self) -> u64 {
        let subject = match &self.subject {
            Subject::NewDispute { incident, about } => format!("dispute {:x} {about}", incident.0),
            Subject::RelationsChange { incident, from, to, change } => {
                format!("relations {:x} {change} {from}\n{to}", incident.0)
            }
            Subject::IndexAbove { pair, above, from, .. } => {
                format!("index {above} {from} {}\n{}", pair.a(), pair.b())
            }
            Subject::FirstConflict { pair, incident, .. } => {
                format!("conflict {:x} {}\n{}", incident.0, pair.a(), pair.b())
            }
            Subject::CommitmentBroken { commitment, .. } => format!("commitment {:x}", commitment.0),
        };
        XxHash3_64::oneshot(format!("{}\n{subject}", self.rule).as_bytes())
    }

    /// Whether both are about the same, where their rule is one and they share a report or a pair.
    fn is_same(&self, other: &Self) -> bool {
        match (&self.subject, &other.subject) {
            (Subject::NewDispute { about: a, .. }, Subject::NewDispute { about: b, .. }) => a == b,
            (
                Subject::RelationsChange { from, to, change, .. },
                Subject::RelationsChange { from: f, to: t, change: c, .. },
            ) => (from, to, change) == (f, t, c),
            (
                Subject::IndexAbove { above, from, to, .. },
                Subject::IndexAbove { above: value, from: f, to: t, .. },
            ) => above == value && days_between(*to, *f) <= CALM && days_between(*t, *from) <= CALM,
            // Of two outbreaks, both first after so many days, none can lie so near the other.
            (Subject::FirstConflict { days, .. }, Subject::FirstConflict { .. }) => {
                days_between(self.day, other.day).abs() <= *days
            }
            (Subject::CommitmentBroken { .. }, Subject::CommitmentBroken { .. }) => true,
            _ => false,
        }
    }

    /// Where others that may be the same are found.
    fn handles(&self) -> Vec<Handle> {
        match &self.subject {
            Subject::IndexAbove { pair, .. } | Subject::FirstConflict { pair, .. } => {
                vec![Handle::Pair(self.rule.clone(), pair.clone())]
            }
            _ => self.reports.iter().map(|report| Handle::Report(self.rule.clone(), *report)).collect(),
        }
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Handle {
    Report(String, ReportId),
    Pair(String, Pair),
}

/// What was told before.
#[derive(Debug, Default)]
pub struct Told {
    findings: Vec<Finding>,
    by_handle: HashMap<Handle, Vec<usize>>,
}

impl Told {
    /// Notes what was told.
    pub fn add(&mut self, finding: Finding) {
        for handle in finding.handles() {
            self.by_handle.entry(handle).or_default().push(self.findings.len());
        }
        self.findings.push(finding);
    }

    /// Whether it was told.
    pub fn has(&self, finding: &Finding) -> bool {
        let mut candidates = finding.handles().into_iter().filter_map(|handle| self.by_handle.get(&handle));
        candidates.any(|list| list.iter().any(|at| self.findings[*at].is_same(finding)))
    }
}

impl Extend<Finding> for Told {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }
}

impl FromIterator<Finding> for Told {
    fn from_iter<T: IntoIterator<Item = Finding>>(findings: T) -> Self {
        let mut told = Told::default();
        told.extend(findings);
        told
    }
}
