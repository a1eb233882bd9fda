//! A finding in one sentence that says what sources claim, and never that a claim is true.
//!
//! "On 16 January 2024 Iran attacked Pakistan from the air, according to EFE; accounts differ on the casualties: Pakistan: 2 killed,
//! Iran: 0 killed."

use detente_data::{About, Stance};

use super::subject::{Alert, Finding, Subject};
use crate::crisis::chronicle::{claimed, names, speaker, toll};
use crate::crisis::names::{day_name, list};
use crate::crisis::{Basis, Change, Pair, Parts, Picture, Relations, party_name};
use crate::incident::{Incident, IncidentId, Side};
use crate::report::{Account, Claimant, Report};

/// Sides of a dispute that a sentence names.
const MOST_SIDES: usize = 6;

/// Tells a finding. The picture has its incidents with their reports.
pub fn tell(finding: Finding, picture: &Picture<'_>, relations: &Relations) -> Alert {
    let claim = |id: IncidentId| {
        let incident = picture.incident(id);
        incident
            .map_or_else(|| format!("Incident {:016x} was told of", id.0), |found| claimed(picture, found))
    };
    let text = match &finding.subject {
        Subject::NewDispute { incident, about } => {
            let sides = picture.incident(*incident).map(|found| sides(picture, found, *about));
            format!("{}; accounts differ on the {about}: {}", claim(*incident), sides.unwrap_or_default())
        }
        Subject::RelationsChange { incident, from, to, change } => {
            let (pair, _) = Pair::new(from.clone(), to.clone());
            let is_it =
                |c: &&Change| (c.incident, &c.from, &c.to, c.change) == (*incident, from, to, *change);
            let moved = relations.history(&pair).iter().find(is_it).map(|change| moves(change, &pair));
            format!("{}{}", claim(*incident), moved.unwrap_or_default())
        }
        Subject::IndexAbove { pair, above, from, value, parts, .. } => format!(
            "By what sources tell, the index of {} rose above {above} on {}, to {value:.1} of 100 ({}), on {}",
            both(pair),
            day_name(*from),
            shown(parts),
            count(finding.incidents.len(), "incident"),
        ),
        Subject::FirstConflict { pair, incident, before, known_from, .. } => {
            let since = match before {
                Some(before) => {
                    format!(
                        "no material conflict between {} is told of since {}",
                        both(pair),
                        day_name(*before)
                    )
                }
                None => format!(
                    "no earlier material conflict between {} is told of in this ledger, which begins on {}",
                    both(pair),
                    day_name(*known_from)
                ),
            };
            format!("{}; {since}", claim(*incident))
        }
        Subject::CommitmentBroken { commitment, incident, made, basis, score } => {
            let verdict = match basis {
                Basis::Stated => "which is told as a breach".to_owned(),
                Basis::Inferred => format!("which would be a breach (inferred, {score:.2})"),
            };
            match made {
                Some(_) => format!("{}; {}, {verdict}", claim(*commitment), lowered(&claim(*incident))),
                None => {
                    format!("{}, {verdict} of a promise of whose making nothing is told", claim(*incident))
                }
            }
        }
    };
    Alert { finding, text: format!("{text}.") }
}

fn both(pair: &Pair) -> String {
    format!("{} and {}", party_name(pair.a()), party_name(pair.b()))
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("one {what}") } else { format!("{number} {what}s") }
}

/// A sentence as it goes on after a semicolon: "On", "By" and "Between" begin with a small letter.
fn lowered(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn shown(parts: &Parts) -> String {
    // A part that takes nothing away is 0 and not -0.
    let relations = parts.relations + 0.0;
    format!(
        "material {:.1}, verbal {:.1}, novelty {:.1}, relations {relations:.1}, discord {:.1}",
        parts.material, parts.verbal, parts.novelty, parts.discord
    )
}

/// What a change moves: "; by this, Pakistan's ambassador to Iran: recalled (before: no record)".
fn moves(change: &Change, pair: &Pair) -> String {
    let moved: Vec<String> = change
        .moved
        .iter()
        .map(|moved| {
            let before = moved.before.map_or("no record".to_owned(), |state| state.to_string());
            let is_odd = moved.flags.iter().any(|flag| flag.is_contradiction());
            let odd = if is_odd { ", which contradicts what was told before" } else { "" };
            format!("{}: {} (before: {before}{odd})", moved.part.told(pair), moved.after)
        })
        .collect();
    if moved.is_empty() { String::new() } else { format!("; by this, {}", moved.join(", ")) }
}

/// Who says what: "Pakistan: 2 killed, Iran: 0 killed".
fn sides(picture: &Picture<'_>, incident: &Incident, about: About) -> String {
    let of = incident.disputes.iter().filter(|dispute| dispute.about == about);
    let mut told: Vec<String> =
        of.flat_map(|dispute| &dispute.sides).map(|s| side(picture, s, about)).collect();
    told.dedup();
    let more = told.len().saturating_sub(MOST_SIDES);
    told.truncate(MOST_SIDES);
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    told.join(", ")
}

fn side(picture: &Picture<'_>, side: &Side, about: About) -> String {
    let who = match &side.claimant {
        Claimant::Narrator(agency) => agency.clone(),
        Claimant::Party(who) => speaker(who),
    };
    let who = who.unwrap_or_else(|| "an unnamed source".to_owned());
    let report = picture.report(side.report);
    let account = report.and_then(|report| report.accounts.get(usize::try_from(side.account).ok()?));
    match report.zip(account).and_then(|(report, account)| position(report, account, about)) {
        Some(position) => format!("{who}: {position}"),
        None => who,
    }
}

/// What an account says in a dispute.
fn position(report: &Report, account: &Account, about: About) -> Option<String> {
    let stance = match account.stance {
        Stance::Denies => "denies it",
        Stance::Justifies => "justifies it",
        Stance::Condemns => "condemns it",
        Stance::Doubts => "doubts it",
        Stance::Asserts => "says so",
    };
    match about {
        About::Casualties => {
            let figures = [(&account.killed, "killed"), (&account.injured, "injured")];
            let told = figures
                .iter()
                .filter_map(|(figure, what)| Some(format!("{} {what}", toll(figure.as_ref()?))));
            let told: Vec<String> = told.collect();
            (!told.is_empty()).then(|| told.join(" and "))
        }
        About::Target => account.target.as_ref().map(|target| format!("{target:?}")),
        About::Perpetrator if account.stance == Stance::Asserts => {
            let actors = names(&report.actors);
            (!actors.is_empty()).then(|| format!("names {}", list(&actors)))
        }
        About::Perpetrator | About::Occurrence | About::Motive => Some(stance.to_owned()),
    }
}
