//! The whole way: articles read, events joined to incidents, incidents to crises.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Result;
use detente_crisis::crisis::{
    Basis, Commitment, Dyads, Fate, Links, Picture, Relations, commitments, crises,
};
use detente_crisis::incident::resolve;
use detente_crisis::{Incident, IncidentId, Report, ReportId};
use detente_data::CommitmentState;

use super::{Agreement, Annotation, Name, peaks, show};
use crate::incidents::case::{self, Case};

/// Prints the measures of what is read.
pub(super) fn run(paths: &[PathBuf], gold: &Annotation<'_>, is_shown: bool) -> Result<()> {
    let cases = case::cases(paths)?;
    let reports: Vec<Report> = cases.iter().flat_map(|case| &case.read).map(|l| l.report.clone()).collect();
    let incidents = resolve(&reports);
    let names = names(&cases, &incidents);
    let dyads: Dyads = incidents.iter().collect();
    let relations = Relations::of(&incidents);
    let picture = Picture::new(&incidents, &reports);
    let all = crises(&dyads, &relations, &Links::stated(&picture));
    peaks(gold.incidents, gold.names, &all, &names);
    relation_changes(gold, &relations, &names);
    promises(gold, &commitments(&picture, &dyads), &names);
    answers(gold, &incidents, &names);
    if is_shown {
        show(&all, &picture, &dyads, &relations);
    }
    Ok(())
}

/// The crisis of each incident, and the name that most of its reports have by the annotators; none of them: its number.
fn names(cases: &[Case], incidents: &[Incident]) -> BTreeMap<IncidentId, Name> {
    let labelled = cases
        .iter()
        .flat_map(|case| case.read.iter().map(move |l| (l.report.id, (&case.crisis, &l.incident))));
    let of_report: BTreeMap<ReportId, (&String, &Option<String>)> = labelled.collect();
    let name = |incident: &Incident| {
        let told: Vec<_> = incident.reports.iter().filter_map(|id| of_report.get(id)).collect();
        let crisis = told.first().map(|(crisis, _)| (*crisis).clone()).unwrap_or_default();
        let mut votes: BTreeMap<&String, usize> = BTreeMap::new();
        told.iter()
            .filter_map(|(_, label)| label.as_ref())
            .for_each(|label| *votes.entry(label).or_default() += 1);
        let best = votes.into_iter().max_by_key(|(_, n)| *n).map(|(label, _)| label.clone());
        (crisis, best.unwrap_or_else(|| incident.id.0.to_string()))
    };
    incidents.iter().map(|incident| (incident.id, name(incident))).collect()
}

/// Each change of a crisis once, however often it is told.
fn relation_changes(gold: &Annotation<'_>, relations: &Relations, names: &BTreeMap<IncidentId, Name>) {
    let mut annotated = BTreeSet::new();
    for article in gold.articles {
        for relation in &article.relations {
            if let [from, to] = relation.parties.as_slice() {
                annotated.insert((article.crisis.clone(), from.clone(), to.clone(), relation.change));
            }
        }
    }
    let changes = relations.pairs().flat_map(|pair| relations.history(pair));
    let found =
        changes.map(|c| (names[&c.incident].0.clone(), c.from.to_string(), c.to.to_string(), c.change));
    Agreement::of(&annotated, &found.collect()).print("changes of relations, by crisis and parties");
}

/// Each state of a promise between the same parties once.
fn promises(gold: &Annotation<'_>, all: &[Commitment], names: &BTreeMap<IncidentId, Name>) {
    let mut annotated = BTreeSet::new();
    for article in gold.articles {
        for promise in &article.commitments {
            let parties: BTreeSet<String> = promise.parties.iter().cloned().collect();
            annotated.insert((article.crisis.clone(), parties, promise.state));
        }
    }
    let mut found = BTreeSet::new();
    for commitment in all {
        let crisis = &names[&commitment.id].0;
        let parties: BTreeSet<String> = commitment.parties.iter().map(ToString::to_string).collect();
        let stated = commitment.evidence.iter().filter(|e| e.basis == Basis::Stated);
        let states = stated.filter_map(|e| match e.says {
            Fate::Kept => Some(CommitmentState::Kept),
            Fate::Broken => Some(CommitmentState::Broken),
            Fate::Open | Fate::Renewed => None,
        });
        let made = commitment.made.map(|_| CommitmentState::Made);
        found.extend(made.into_iter().chain(states).map(|state| (crisis.clone(), parties.clone(), state)));
    }
    Agreement::of(&annotated, &found).print("commitments, by crisis, parties and state");
}

/// What answers what, by the annotators' names.
fn answers(gold: &Annotation<'_>, incidents: &[Incident], names: &BTreeMap<IncidentId, Name>) {
    let pairs = |incidents: &[Incident], names: &BTreeMap<IncidentId, Name>| -> BTreeSet<(Name, Name)> {
        let links = incidents.iter().flat_map(|i| i.answers.iter().map(move |cause| (i.id, *cause)));
        let named = links
            .filter_map(|(answer, cause)| Some((names.get(&answer)?.clone(), names.get(&cause)?.clone())));
        named.filter(|(answer, cause)| answer != cause).collect()
    };
    let (annotated, found) = (pairs(gold.incidents, gold.names), pairs(incidents, names));
    Agreement::of(&annotated, &found).print("stated answers, by annotated incidents");
}
