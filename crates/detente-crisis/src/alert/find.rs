//! What the rules find in what a ledger holds.
//!
//! In: rules, incidents with their dyads and relations. Out: every [`Finding`], in the order of days, whether or not it was told
//! before: what was is for [`Told`](super::Told) to say.

use std::collections::BTreeSet;

use detente_data::{QuadClass, RelationChange, Status};
use jiff::civil::Date;

use super::rule::{Rule, Rules, Trigger};
use super::subject::{CALM, Finding, Subject};
use crate::crisis::daily::{days_between, later};
use crate::crisis::deed::parties;
use crate::crisis::{
    Act, Change, Dyads, Fate, Flag, Index, Pair, Picture, Relations, commitments, index, may_exceed,
};
use crate::incident::{Incident, IncidentId};
use crate::report::{PartyId, ReportId};

/// Days before a rise of the index whose conflict is named as its ground.
const GROUNDS: i32 = 6;

/// Everything that the rules ask for, by day and then as the file has the rules.
pub fn find(rules: &Rules, picture: &Picture<'_>, dyads: &Dyads, relations: &Relations) -> Vec<Finding> {
    let found = Found { picture, dyads, relations };
    let mut all: Vec<Finding> = rules
        .iter()
        .flat_map(|rule| match &rule.trigger {
            Trigger::NewDispute { about } => {
                found.disputes(rule, |of| about.is_empty() || about.contains(&of))
            }
            Trigger::RelationsChange { changes } => found.changes(rule, changes),
            Trigger::IndexAbove { value } => found.rises(rule, *value),
            Trigger::FirstConflict { days } => found.outbreaks(rule, *days),
            Trigger::CommitmentBroken => found.breaches(rule),
        })
        .collect();
    all.sort_by_key(|finding| finding.day);
    all
}

/// Where to look.
struct Found<'a> {
    picture: &'a Picture<'a>,
    dyads: &'a Dyads,
    relations: &'a Relations,
}

impl Found<'_> {
    fn disputes(&self, rule: &Rule, is_wanted: impl Fn(detente_data::About) -> bool) -> Vec<Finding> {
        let mut all = Vec::new();
        for incident in self.picture.incidents() {
            let parties = everyone(incident);
            if incident.disputes.is_empty() || !rule.wants(&parties) {
                continue;
            }
            for dispute in incident.disputes.iter().filter(|dispute| is_wanted(dispute.about)) {
                all.push(Finding {
                    rule: rule.name.clone(),
                    subject: Subject::NewDispute { incident: incident.id, about: dispute.about },
                    parties: parties.iter().cloned().collect(),
                    day: incident.days.from,
                    incidents: vec![incident.id],
                    reports: incident.reports.clone(),
                });
            }
        }
        all
    }

    fn changes(&self, rule: &Rule, wanted: &[RelationChange]) -> Vec<Finding> {
        let pairs = self.relations.pairs().filter(|pair| rule.wants([pair.a(), pair.b()]));
        let changes = pairs.flat_map(|pair| self.relations.history(pair));
        let told = changes.filter(|change| is_told(change, wanted));
        told.map(|change| Finding {
            rule: rule.name.clone(),
            subject: Subject::RelationsChange {
                incident: change.incident,
                from: change.from.clone(),
                to: change.to.clone(),
                change: change.change,
            },
            parties: vec![change.from.clone(), change.to.clone()],
            day: change.day,
            incidents: vec![change.incident],
            reports: self.reports(&[change.incident]),
        })
        .collect()
    }

    fn rises(&self, rule: &Rule, above: f32) -> Vec<Finding> {
        let mut all = Vec::new();
        // Of thousands of dyads few ever come so high, and an index of every day takes a hundred times as long as to see that.
        let high = self.pairs(rule).into_iter().filter(|p| may_exceed(p, self.dyads, self.relations, above));
        for pair in high {
            for run in runs(&index(&pair, self.dyads, self.relations), above) {
                let incidents = self.grounds(&pair, run.first.day);
                all.push(Finding {
                    rule: rule.name.clone(),
                    parties: vec![pair.a().clone(), pair.b().clone()],
                    day: run.first.day,
                    reports: self.reports(&incidents),
                    incidents,
                    subject: Subject::IndexAbove {
                        pair: pair.clone(),
                        above,
                        from: run.first.day,
                        to: run.to,
                        value: run.first.value,
                        parts: run.first.parts,
                    },
                });
            }
        }
        all
    }

    /// What brought an index to where it is: the conflict of the days up to then, or else the state of relations.
    fn grounds(&self, pair: &Pair, day: Date) -> Vec<IncidentId> {
        let from = later(day, -GROUNDS);
        let done = self.dyads.get(pair).map(|dyad| dyad.done()).unwrap_or_default();
        let is_ground = |act: &&Act| {
            let conflict = matches!(act.quad(), QuadClass::MaterialConflict | QuadClass::VerbalConflict);
            conflict && (from..=day).contains(&act.day)
        };
        let mut grounds: BTreeSet<IncidentId> =
            done.iter().filter(is_ground).map(|act| act.incident).collect();
        if grounds.is_empty() {
            grounds = self.relations.on(pair, day).parts.iter().map(|kept| kept.by).collect();
        }
        grounds.into_iter().collect()
    }

    fn outbreaks(&self, rule: &Rule, days: i32) -> Vec<Finding> {
        let Some((known_from, _)) = self.dyads.days() else { return Vec::new() };
        let mut all = Vec::new();
        for pair in self.pairs(rule) {
            let done = self.dyads.get(&pair).map(|dyad| dyad.done()).unwrap_or_default();
            let material: Vec<&Act> =
                done.iter().filter(|act| act.quad() == QuadClass::MaterialConflict).collect();
            let mut before = None;
            for (at, act) in material.iter().enumerate() {
                let is_first = before.is_none_or(|before| days_between(before, act.day) > days);
                if is_first {
                    let same_day = material[at..].iter().take_while(|other| other.day == act.day);
                    let mut incidents: Vec<IncidentId> = same_day.map(|other| other.incident).collect();
                    incidents.dedup();
                    let incident = act.incident;
                    all.push(Finding {
                        rule: rule.name.clone(),
                        parties: vec![pair.a().clone(), pair.b().clone()],
                        day: act.day,
                        reports: self.reports(&incidents),
                        incidents,
                        subject: Subject::FirstConflict {
                            pair: pair.clone(),
                            incident,
                            days,
                            before,
                            known_from,
                        },
                    });
                }
                before = Some(act.day);
            }
        }
        all
    }

    fn breaches(&self, rule: &Rule) -> Vec<Finding> {
        let mut all = Vec::new();
        for promise in commitments(self.picture, self.dyads) {
            let Some(verdict) = promise.verdict().filter(|verdict| verdict.says == Fate::Broken) else {
                continue;
            };
            if !rule.wants(&promise.parties) {
                continue;
            }
            let made: Vec<IncidentId> =
                std::iter::once(promise.id).chain(promise.retold.iter().copied()).collect();
            let mut incidents = vec![verdict.incident];
            incidents.extend(made.iter().filter(|id| **id != verdict.incident));
            all.push(Finding {
                rule: rule.name.clone(),
                subject: Subject::CommitmentBroken {
                    commitment: promise.id,
                    incident: verdict.incident,
                    made: promise.made,
                    basis: verdict.basis,
                    score: verdict.score,
                },
                parties: promise.parties.iter().cloned().collect(),
                day: verdict.day,
                incidents,
                reports: self.reports(&made),
            });
        }
        all
    }

    /// The pairs that a rule is about.
    fn pairs(&self, rule: &Rule) -> Vec<Pair> {
        match rule.parties.as_slice() {
            [one, other] => vec![Pair::new(one.clone(), other.clone()).0],
            _ => {
                let all = self.dyads.pairs().into_iter();
                all.filter(|pair| rule.wants([pair.a(), pair.b()])).cloned().collect()
            }
        }
    }

    /// The reports of incidents.
    fn reports(&self, incidents: &[IncidentId]) -> Vec<ReportId> {
        let found = incidents.iter().filter_map(|id| self.picture.incident(*id));
        found.flat_map(|incident| incident.reports.iter().copied()).collect()
    }
}

fn everyone(incident: &Incident) -> BTreeSet<PartyId> {
    parties(&incident.actors).union(&parties(&incident.recipients)).cloned().collect()
}

/// Whether a change is one to be told: it was made, and not told of a second time; it is asked for by name, or else it changes how
/// something stands. A summons changes nothing.
fn is_told(change: &Change, wanted: &[RelationChange]) -> bool {
    let is_made = matches!(change.status, Status::Happened | Status::Ongoing) && change.retells.is_none();
    let is_new = || change.moved.iter().any(|moved| !moved.flags.contains(&Flag::AlreadySo));
    let is_wanted = if wanted.is_empty() { is_new() } else { wanted.contains(&change.change) };
    is_made && is_wanted
}

/// Days above a value, with gaps of less than [`CALM`] days.
struct Run {
    first: Index,
    to: Date,
}

fn runs(days: &[Index], above: f32) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for day in days.iter().filter(|day| day.value > above) {
        match runs.last_mut() {
            Some(run) if days_between(run.to, day.day) <= CALM => run.to = day.day,
            _ => runs.push(Run { first: *day, to: day.day }),
        }
    }
    runs
}
