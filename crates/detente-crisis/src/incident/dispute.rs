//! Accounts of one incident that cannot all be true, in whichever articles they stand.
//!
//! Each claimant stands by what it said last: who first denied and then admitted disputes nothing any more.
//! "Pakistan: two children died; Iran: nobody was hurt" is a dispute about casualties, "at least 100" beside "143" is none.

use std::collections::BTreeSet;

use detente_data::{About, Stance};

use super::voice::{Voice, latest};
use super::{Dispute, Incident};
use crate::report::{Account, PartyId, Toll, Who};

/// The disputes of an incident, of which all but these are known.
pub(super) fn disputes(incident: &Incident, voices: &[Voice<'_>]) -> Vec<Dispute> {
    let (occurrence, denied) = denial(voices);
    let perpetrator = contradicting(&latest(voices, is_assertion), blame_others);
    let (denied_by, denied_whole) = match denied {
        Some(About::Perpetrator) => (occurrence, Vec::new()),
        _ => (Vec::new(), occurrence),
    };
    let found = [
        (About::Occurrence, denied_whole),
        (About::Perpetrator, joined(perpetrator, denied_by)),
        (About::Target, contradicting(&latest(voices, |a| a.target.is_some()), name_other_targets)),
        (About::Casualties, casualties(voices)),
        (About::Motive, motive(incident, voices)),
    ];
    let disputes = found.into_iter().filter(|(_, sides)| sides.len() > 1);
    disputes
        .map(|(about, mut sides)| {
            sides.sort_by(Voice::in_time);
            Dispute { about, sides: sides.iter().map(Voice::side).collect() }
        })
        .collect()
}

fn is_assertion(account: &Account) -> bool {
    account.stance == Stance::Asserts
}

/// Those who say that it happened and those who deny it. Where an agency itself says so, the denial is of who did it.
fn denial<'r>(voices: &[Voice<'r>]) -> (Vec<Voice<'r>>, Option<About>) {
    let last = latest(voices, |account| matches!(account.stance, Stance::Asserts | Stance::Denies));
    let (denied, asserted): (Vec<_>, Vec<_>) =
        last.into_iter().partition(|v| v.account.stance == Stance::Denies);
    let (told, mut sides): (Vec<Voice>, Vec<Voice>) = asserted.into_iter().partition(Voice::is_narrator);
    if denied.is_empty() || (sides.is_empty() && told.is_empty()) {
        return (Vec::new(), None);
    }
    let about = if told.is_empty() || sides.is_empty() { About::Occurrence } else { About::Perpetrator };
    if sides.is_empty() {
        sides = told;
    }
    sides.extend(denied);
    (sides, Some(about))
}

fn casualties<'r>(voices: &[Voice<'r>]) -> Vec<Voice<'r>> {
    let of = |pick: fn(&Account) -> Option<Toll>| {
        contradicting(&latest(voices, |account| pick(account).is_some()), |a, b| {
            pick(a.account).zip(pick(b.account)).is_some_and(|(a, b)| !fit(a, b))
        })
    };
    joined(of(|account| account.killed), of(|account| account.injured))
}

/// Whether some number fits both.
fn fit(a: Toll, b: Toll) -> bool {
    let ends_before = |a: Toll, b: Toll| a.max.is_some_and(|max| max < b.min);
    !ends_before(a, b) && !ends_before(b, a)
}

/// Whether two name others as the ones who did it.
fn blame_others(a: &Voice<'_>, b: &Voice<'_>) -> bool {
    let actors = |voice: &Voice<'_>| parties(&voice.report.actors);
    let (ours, theirs) = (actors(a), actors(b));
    !ours.is_empty() && !theirs.is_empty() && ours.is_disjoint(&theirs)
}

/// Two parties that name different things hit; two agencies of one state only choose their words.
fn name_other_targets(a: &Voice<'_>, b: &Voice<'_>) -> bool {
    let (Some(ours), Some(theirs)) = (&a.account.target, &b.account.target) else { return false };
    let are_opposed = a.party().zip(b.party()).is_some_and(|(a, b)| a != b);
    are_opposed && words(ours).is_disjoint(&words(theirs))
}

/// The words that say what a target is: "the barracks" and "two barracks" are one.
fn words(target: &str) -> BTreeSet<String> {
    let words = target.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3);
    words.map(|word| word.to_lowercase()).collect()
}

/// One gives a reason, and one of the other side gives another or condemns it.
fn motive<'r>(incident: &Incident, voices: &[Voice<'r>]) -> Vec<Voice<'r>> {
    let (actors, recipients) = (parties(&incident.actors), parties(&incident.recipients));
    let last = latest(voices, |account| matches!(account.stance, Stance::Justifies | Stance::Condemns));
    contradicting(&last, |a, b| {
        let Some((ours, theirs)) = a.party().zip(b.party()) else { return false };
        let face = |a: &PartyId, b: &PartyId| actors.contains(a) && recipients.contains(b);
        let reason = [a, b].iter().any(|voice| voice.account.stance == Stance::Justifies);
        reason && ours != theirs && (face(&ours, &theirs) || face(&theirs, &ours))
    })
}

fn parties(side: &[Who]) -> BTreeSet<PartyId> {
    side.iter().filter_map(Who::party).collect()
}

/// Those that contradict somebody.
fn contradicting<'r>(
    voices: &[Voice<'r>],
    differ: impl Fn(&Voice<'r>, &Voice<'r>) -> bool,
) -> Vec<Voice<'r>> {
    let differs = |voice: &&Voice<'r>| voices.iter().any(|other| differ(voice, other));
    voices.iter().filter(differs).copied().collect()
}

/// Both lists, each account once.
fn joined<'r>(mut one: Vec<Voice<'r>>, other: Vec<Voice<'r>>) -> Vec<Voice<'r>> {
    let is_new = |voice: &Voice<'r>| one.iter().all(|v| v.in_time(voice).is_ne());
    let new: Vec<Voice> = other.into_iter().filter(is_new).collect();
    one.extend(new);
    one
}
