//! Merges the tellings of one event within an article.
//!
//! In: draft events in text order, one per trigger. Out: one event per happening, with all its tellings: which draft tells
//! of an event told before is for [`super::same`] to say. "Iranian missile strikes", "its Tuesday's cross-border attack on
//! Pakistan" and "the attack" become one event with three tellings, with the fullest of their parties, days and places.

use super::party::same;
use super::same::{Case, Same};
use super::{Event, Party, Status};
use crate::analysis::{Analysis, Relation, Upos};
use crate::text::TokenId;
use detente_data::EventType;
use std::collections::BTreeSet;

/// An event as one trigger tells it, with what merging needs to know of the words.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The event with its one telling.
    pub event: Event,
    /// Whether the words point back to something told before ("the attack", "its decision").
    pub definite: bool,
    /// Whether the trigger stands in a headline.
    pub headline: bool,
    /// Lemmas of the triggers.
    pub lemmas: Vec<String>,
    /// Lemma of what was agreed, asked or threatened ("withdraw" of "asked Iran to withdraw").
    pub content: Option<String>,
    /// Whether words stand where a recipient would, of whom nothing is known.
    pub unresolved: bool,
    /// A trigger whose event this one belongs to by syntax ("*killing* ten" of "attacked").
    pub part_of: Option<TokenId>,
    /// What stands beside the words for the act, by lemma.
    pub things: BTreeSet<String>,
}

/// Merges drafts; those that name no party, day or place and find nothing to point back to are dropped.
pub fn merge(drafts: Vec<Draft>, same: &Same<'_>, record: &mut dyn FnMut(Case)) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::new();
    for draft in drafts {
        match same.told_before(&merged, &draft, record) {
            Some(at) => absorb(&mut merged[at], draft),
            None => merged.push(draft),
        }
    }
    merged
}

/// "War broke out": a bare word with nobody, no day and no place says too little to be an entry.
pub fn says_enough(event: &Event) -> bool {
    let violent = matches!(event.kind, EventType::Assault | EventType::Protest);
    !event.actors.is_empty()
        || !event.recipients.is_empty()
        || (event.place.is_some() && (violent || event.days.is_some()))
}

/// Whether status, days and country leave it open that two events of one type are one.
pub(super) fn can_be_one(a: &Event, b: &Event) -> bool {
    if a.kind != b.kind || !status_fits(a.status, b.status) {
        return false;
    }
    if let (Some(x), Some(y)) = (a.days, b.days)
        && (x.to < y.from || y.to < x.from)
    {
        return false;
    }
    let country = |e: &Event| e.place.as_ref().and_then(|p| p.country);
    country(a).zip(country(b)).is_none_or(|(x, y)| x == y)
}

/// Two towns of one state are two scenes; a state and a town in it may be one.
pub(super) fn places_differ(a: &Event, b: &Event) -> bool {
    match (&a.place, &b.place) {
        (Some(x), Some(y)) => x.is_within_state && y.is_within_state && x.name != y.name,
        _ => false,
    }
}

fn status_fits(a: Status, b: Status) -> bool {
    a == b || matches!((a, b), (Status::Happened, Status::Ongoing) | (Status::Ongoing, Status::Happened))
}

pub(super) fn codes(parties: &[Party]) -> BTreeSet<String> {
    parties.iter().filter_map(|p| p.code).map(|c| c.to_string()).collect()
}

fn absorb(into: &mut Draft, draft: Draft) {
    let event = &mut into.event;
    let new = draft.event;
    // Of an act done together the telling that names most of its parties, by code or by name
    let named = |parties: &[Party]| (codes(parties).len(), parties.len());
    if event.actors.is_empty() || event.kind.is_symmetric() && named(&event.actors) < named(&new.actors) {
        event.actors = new.actors;
    }
    // violence has many wordings for its victims; for other acts the first full naming is the best one
    for party in new.recipients {
        let known = event
            .recipients
            .iter()
            .any(|p| same(p, &party) || (p.code == party.code && p.sector == party.sector));
        let repeats_actor = event.actors.iter().any(|p| same(p, &party));
        if !known && !repeats_actor && (event.recipients.is_empty() || event.kind == EventType::Assault) {
            event.recipients.push(party);
        }
    }
    event.mode = event.mode.or(new.mode);
    event.days = narrower(event.days, new.days);
    if event.place.is_none() {
        event.place = new.place;
    }
    event.relation = event.relation.or(new.relation);
    debug_assert!(event.tellings.last().map(|t| t.trigger) < new.tellings.first().map(|t| t.trigger));
    event.tellings.extend(new.tellings);
    event.score = event.score.max(new.score);
    // Each once: what is told a thousand times in the same words has few.
    let others: Vec<String> = draft.lemmas.into_iter().filter(|l| !into.lemmas.contains(l)).collect();
    into.lemmas.extend(others);
    into.things.extend(draft.things);
    into.unresolved |= draft.unresolved;
    into.definite &= draft.definite;
    into.headline &= draft.headline;
}

pub(super) fn narrower(
    a: Option<crate::mention::Days>,
    b: Option<crate::mention::Days>,
) -> Option<crate::mention::Days> {
    match (a, b) {
        (Some(x), Some(y)) => {
            let span = |d: crate::mention::Days| d.from.until(d.to).map_or(i32::MAX, |s| s.get_days());
            Some(if span(y) < span(x) { y } else { x })
        }
        (x, y) => x.or(y),
    }
}

/// Whether a noun points back: it has a definite determiner or an owner.
pub fn is_definite(a: &Analysis, definite: &BTreeSet<String>, trigger: TokenId) -> bool {
    if !matches!(a.upos(trigger), Upos::Noun | Upos::Propn) {
        return false;
    }
    a.children_by(trigger, &[Relation::Det, Relation::NmodPoss])
        .any(|d| a.relation(d) == Relation::NmodPoss || definite.contains(&a.lemma(d).to_lowercase()))
}
