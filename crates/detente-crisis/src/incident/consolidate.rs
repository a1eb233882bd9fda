//! From the reports of one incident to the incident.
//!
//! Origins vote, not articles: 200 copies of one text have one vote.

use std::collections::{BTreeMap, BTreeSet};

use super::dispute::disputes;
use super::score::Score;
use super::traits::Traits;
use super::voice::{figures, voices};
use super::weights::Weights;
use super::{Incident, IncidentId, Incidents};
use crate::report::{Days, OriginKey, PartyId, Report, ReportId, Spot, Who};

/// The incidents of a set of reports, by number.
pub fn resolve(reports: &[Report]) -> Vec<Incident> {
    let mut index = Incidents::new();
    index.apply(&[], reports);
    let mut by_incident: BTreeMap<IncidentId, Vec<&Report>> = BTreeMap::new();
    for report in reports {
        if let Some(id) = index.incident_of(report.id) {
            by_incident.entry(id).or_default().push(report);
        }
    }
    let consolidated = by_incident.values().map(|reports| consolidate(reports, |id| index.incident_of(id)));
    consolidated.flatten().collect()
}

/// The incident of which those are all the reports; `incident_of` says where the events are that they answer. Without
/// reports there is none.
pub fn consolidate(
    reports: &[&Report],
    incident_of: impl Fn(ReportId) -> Option<IncidentId>,
) -> Option<Incident> {
    let mut reports = reports.to_vec();
    reports.sort_by_key(|report| (report.published, report.id));
    let (first, last) = (*reports.first()?, *reports.last()?);
    let id = IncidentId::of(first.id);
    let voices = voices(&reports);
    let mode = vote(&reports, |report| report.mode);
    let alike: Vec<&Report> = reports.iter().copied().filter(|report| report.mode == mode).collect();
    let days = vote(&reports, |report| report.days);
    let answered = reports.iter().flat_map(|report| {
        report.answers.iter().map(|event| ReportId { article: report.id.article, event: *event })
    });
    let answers: BTreeSet<IncidentId> =
        answered.filter_map(incident_of).filter(|other| *other != id).collect();
    let mut incident = Incident {
        id,
        reports: reports.iter().map(|report| report.id).collect(),
        kind: first.kind,
        mode,
        cameo: vote(&alike, |report| Some(report.cameo)).unwrap_or(first.cameo),
        status: vote(&reports, |report| Some(report.status)).unwrap_or(first.status),
        actors: side(&reports, |report| &report.actors),
        recipients: side(&reports, |report| &report.recipients),
        days: days.unwrap_or(Days { from: first.published, to: first.published }),
        is_dated: days.is_some(),
        place: place(&reports),
        killed: figures(&voices, |account| account.killed),
        injured: figures(&voices, |account| account.injured),
        articles: count(reports.iter().map(|report| report.id.article)),
        origins: count(reports.iter().map(|report| report.origin)),
        first: first.published,
        last: last.published,
        relation: vote(&reports, |report| report.relation),
        promise: vote(&reports, |report| report.promise.as_ref().map(|promise| promise.state)),
        answers: answers.into_iter().collect(),
        disputes: Vec::new(),
        score: score(&reports),
    };
    incident.disputes = disputes(&incident, &voices);
    Some(incident)
}

fn count<T: Ord>(items: impl Iterator<Item = T>) -> u32 {
    let all: BTreeSet<T> = items.collect();
    u32::try_from(all.len()).unwrap_or(u32::MAX)
}

/// What most origins tell; of equals what was told first. An origin has one vote for what it tells first.
fn vote<T: PartialEq + Copy>(reports: &[&Report], tells: impl Fn(&Report) -> Option<T>) -> Option<T> {
    let mut voted = BTreeSet::new();
    let mut votes: Vec<(T, u32)> = Vec::new();
    for report in reports {
        let Some(value) = tells(report) else { continue };
        if !voted.insert(report.origin) {
            continue;
        }
        match votes.iter_mut().find(|(other, _)| *other == value) {
            Some((_, count)) => *count += 1,
            None => votes.push((value, 1)),
        }
    }
    let most = votes.iter().map(|(_, count)| *count).max()?;
    votes.into_iter().find(|(_, count)| *count == most).map(|(value, _)| value)
}

/// The parties in one role that most origins name, as the surest of their reports has them.
fn side<'r>(reports: &[&'r Report], of: impl Fn(&'r Report) -> &'r Vec<Who>) -> Vec<Who> {
    let parties = |report: &'r Report| -> Vec<Option<PartyId>> {
        let mut parties: Vec<_> = of(report).iter().map(Who::party).collect();
        parties.sort();
        parties
    };
    // Numbers stand for the sets of parties, so that they can be voted on.
    let mut sets: Vec<Vec<Option<PartyId>>> = Vec::new();
    let mut numbers: BTreeMap<ReportId, usize> = BTreeMap::new();
    for report in reports {
        let named = parties(report);
        // Who tells of nobody known does not vote.
        if named.iter().all(Option::is_none) {
            continue;
        }
        let at = sets.iter().position(|set| *set == named).unwrap_or_else(|| {
            sets.push(named);
            sets.len() - 1
        });
        numbers.insert(report.id, at);
    }
    let chosen = vote(reports, |report| numbers.get(&report.id).copied());
    let fitting =
        reports.iter().filter(|report| chosen.is_none() || numbers.get(&report.id).copied() == chosen);
    // `reduce` keeps the first of equals.
    let surest =
        fitting.copied().reduce(|best, report| if report.score > best.score { report } else { best });
    surest.map(|report| of(report).clone()).unwrap_or_default()
}

/// The most specific place of the state that most origins set it in.
fn place(reports: &[&Report]) -> Option<Spot> {
    let spots = || reports.iter().filter_map(|report| report.place.as_ref());
    let country = vote(reports, |report| report.place.as_ref()?.country);
    let fitting = spots().filter(|spot| country.is_none() || spot.country == country);
    // `min_by` keeps the first of equals, the one told first.
    fitting.min_by(|a, b| a.radius_km.total_cmp(&b.radius_km)).cloned()
}

/// How sure: that one of its origins is read rightly, times that they tell of one happening.
fn score(reports: &[&Report]) -> f32 {
    let mut origins: BTreeMap<OriginKey, &Report> = BTreeMap::new();
    for report in reports {
        let best = origins.entry(report.origin).or_insert(report);
        if report.score > best.score {
            *best = report;
        }
    }
    let missed: f32 = origins.values().map(|report| 1.0 - report.score.clamp(0.0, 1.0)).product();
    let weights = Weights::builtin();
    let traits: Vec<Traits> = origins.values().take(MOST).map(|report| Traits::of(report, weights)).collect();
    let mut matches = Vec::new();
    for (i, a) in traits.iter().enumerate() {
        let others = traits.iter().enumerate().filter(|(j, _)| *j != i);
        matches.extend(others.map(|(_, b)| Score::of(a, b, weights)).max());
    }
    let together = if matches.is_empty() {
        1.0
    } else {
        matches.iter().map(|score| score.share()).sum::<f32>() / matches.len() as f32
    };
    (1.0 - missed) * together
}

/// More origins than this add nothing to how sure it is.
const MOST: usize = 16;

#[cfg(test)]
mod tests;
