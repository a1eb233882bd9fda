//! What rules find in a state of the ledger, joined with what was delivered of it before.
//!
//! In: a snapshot, the rules of the server, what the ledger notes of deliveries, what is asked for. Out: alerts, the latest day first, each
//! with its sentence and, where it was delivered, when. Nothing is delivered here: `detente alerts` and `detente watch` do that.
//!
//! "On 16 January 2024 Iran attacked Pakistan from the air, according to EFE; accounts differ on the casualties: …", delivered 17 January.

use std::collections::BTreeSet;

use detente_crisis::alert::{Alert, Finding, Rules, Subject, Told, Trigger, tell};
use detente_crisis::crisis::Picture;
use detente_crisis::report::PartyId;
use detente_crisis::{Incident, IncidentId, Report};
use detente_ledger::store::{DeliveredAlert, Store, StoreError};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::{App, PATIENCE, Unanswered};
use crate::filter::Filter;
use crate::problem::Problem;
use crate::snapshot::{Findings, Snapshot};
use crate::value;

/// The rules where none are given.
const RULES: &str = include_str!("../assets/rules.toml");

/// The rules of a server that is given none.
pub fn usual_rules() -> Rules {
    // A test reads them.
    Rules::parse("the built-in rules", RULES).unwrap_or_default()
}

/// What only alerts are asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct AlertQuery {
    /// The name of a rule.
    pub(crate) rule: String,
    /// What sets a rule off.
    #[param(schema_with = value::trigger)]
    pub(crate) on: String,
}

impl AlertQuery {
    /// Refuses what sets no rule off.
    ///
    /// # Errors
    /// There, with what does.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        let is_known = self.on.is_empty() || Trigger::NAMES.contains(&self.on.as_str());
        is_known.then_some(()).ok_or_else(|| {
            Problem::bad(format!("on={:?}: expected one of {}", self.on, Trigger::NAMES.join(", ")))
        })
    }
}

/// An alert with what became of it.
pub(crate) struct Shown {
    /// What was found, told.
    pub(crate) alert: Alert,
    /// When and how it was delivered; none where it was not.
    pub(crate) delivered: Option<(Timestamp, String)>,
}

/// The alerts that are asked for.
pub(crate) struct Listed {
    /// Those of this page, the latest day first.
    pub(crate) rows: Vec<Shown>,
    /// How many there are in all, from the first on.
    pub(crate) total: usize,
    /// How many each rule has, whatever is asked for, by the rules' names.
    pub(crate) by_rule: Vec<(String, usize)>,
}

/// One that is found or was delivered, before it is told.
enum Candidate<'a> {
    Found(&'a Finding),
    Delivered(&'a DeliveredAlert),
}

impl Candidate<'_> {
    fn finding(&self) -> &Finding {
        match self {
            Candidate::Found(finding) => finding,
            Candidate::Delivered(delivered) => &delivered.alert.finding,
        }
    }
}

/// Looks for them.
///
/// # Errors
/// Where the ledger cannot be read, or what rules find is not there in time or cannot be computed.
pub(crate) fn listed(
    app: &App,
    snapshot: &Snapshot,
    query: &AlertQuery,
    filter: &Filter,
) -> Result<Listed, Unanswered> {
    let found = snapshot.findings(PATIENCE)?;
    let mut delivered = app.shelf.with(Store::alerts)?;
    delivered.retain(|alert| alert.commit <= snapshot.seq);
    let told: Told = delivered.iter().map(|alert| alert.alert.finding.clone()).collect();
    let (asked, total, by_rule) = if delivered.is_empty() {
        as_found(found, query, filter)
    } else {
        joined(found, &delivered, &told, query, filter)
    };
    let behind = Behind::of(app, snapshot, &asked)?;
    let picture = Picture::new(&behind.incidents, &behind.reports);
    let rows = asked
        .into_iter()
        .map(|candidate| match candidate {
            Candidate::Found(finding) => {
                let alert = tell(finding.clone(), &picture, &snapshot.relations);
                Shown { alert, delivered: None }
            }
            Candidate::Delivered(noted) => {
                Shown { alert: noted.alert.clone(), delivered: Some((noted.delivered, noted.way.clone())) }
            }
        })
        .collect();
    Ok(Listed { rows, total, by_rule })
}

/// Those of the page, how many there are, and how many each rule has.
type Asked<'a> = (Vec<Candidate<'a>>, usize, Vec<(String, usize)>);

/// What is found alone, which stands in order, by party too, and is counted.
fn as_found<'a>(found: &'a Findings, query: &AlertQuery, filter: &Filter) -> Asked<'a> {
    let by_rule = found.by_rule.clone();
    let is_all = query.rule.is_empty() && query.on.is_empty() && filter.from.is_none() && filter.to.is_none();
    let latest: Box<dyn Iterator<Item = &Finding>> = match filter.party.as_ref().or(filter.with.as_ref()) {
        Some(party) => Box::new(found.of_party(party)),
        None if is_all => {
            let page = found.all.iter().rev().skip(filter.skip).take(filter.limit);
            return (page.map(Candidate::Found).collect(), found.all.len(), by_rule);
        }
        None => Box::new(found.all.iter().rev()),
    };
    let mut all = latest.filter(|finding| is_asked(finding, query, filter));
    let passed = all.by_ref().take(filter.skip).count();
    let asked: Vec<Candidate<'_>> = all.by_ref().take(filter.limit).map(Candidate::Found).collect();
    let total = passed + asked.len() + all.count();
    (asked, total, by_rule)
}

/// What is found and what was delivered, each once.
fn joined<'a>(
    found: &'a Findings,
    delivered: &'a [DeliveredAlert],
    told: &Told,
    query: &AlertQuery,
    filter: &Filter,
) -> Asked<'a> {
    let is_new = |finding: &&Finding| !told.has(finding);
    let mut all: Vec<Candidate<'_>> = found.all.iter().filter(is_new).map(Candidate::Found).collect();
    all.extend(delivered.iter().map(Candidate::Delivered));
    let mut by_rule: Vec<(String, usize)> = found.by_rule.iter().map(|(name, _)| (name.clone(), 0)).collect();
    for finding in all.iter().map(Candidate::finding) {
        match by_rule.iter_mut().find(|(name, _)| *name == finding.rule) {
            Some((_, count)) => *count += 1,
            None => by_rule.push((finding.rule.clone(), 1)),
        }
    }
    all.retain(|candidate| is_asked(candidate.finding(), query, filter));
    // Of one day, what was found last stands first, like the days themselves.
    all.sort_by_key(|candidate| candidate.finding().day);
    all.reverse();
    let total = all.len();
    (all.into_iter().skip(filter.skip).take(filter.limit).collect(), total, by_rule)
}

/// The incidents that sentences speak of, with their reports.
struct Behind {
    incidents: Vec<Incident>,
    reports: Vec<Report>,
}

impl Behind {
    fn of(app: &App, snapshot: &Snapshot, asked: &[Candidate<'_>]) -> Result<Self, StoreError> {
        let found = asked.iter().filter_map(|candidate| match candidate {
            Candidate::Found(finding) => Some(finding),
            Candidate::Delivered(_) => None,
        });
        // An index rests on many incidents, and its sentence only counts them.
        let told = found.filter(|f| !matches!(f.subject, Subject::IndexAbove { .. }));
        let ids: BTreeSet<IncidentId> = told.flat_map(|f| f.incidents.iter().copied()).collect();
        let incidents: Vec<Incident> = ids.iter().filter_map(|id| snapshot.incident(*id)).cloned().collect();
        let reports = app.shelf.reports(snapshot, &incidents)?;
        Ok(Behind { incidents, reports })
    }
}

fn is_asked(finding: &Finding, query: &AlertQuery, filter: &Filter) -> bool {
    let has = |party: &PartyId| finding.parties.contains(party);
    (query.rule.is_empty() || query.rule == finding.rule)
        && (query.on.is_empty() || query.on == finding.subject.trigger())
        && [&filter.party, &filter.with].into_iter().flatten().all(has)
        && filter.has_day(finding.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_rules_are_sound_and_of_every_kind() {
        let rules = usual_rules();
        let kinds: Vec<&str> = rules.iter().map(|rule| rule.trigger.name()).collect();
        assert_eq!(
            kinds,
            ["new-dispute", "relations-change", "index-above", "first-conflict", "commitment-broken"]
        );
    }
}
