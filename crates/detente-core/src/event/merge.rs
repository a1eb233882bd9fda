//! Merges the tellings of one event within an article.
//!
//! In: draft events in text order, one per trigger. Out: one event per happening, with all its tellings.
//! "Iranian missile strikes", "its Tuesday's cross-border attack on Pakistan" and "the attack" are one event
//! told three times; "attacks in Syria" has another recipient and stays apart.

use super::party::{camp, compatible, same};
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
}

/// Merges drafts; those that name no party, day or place and find nothing to point back to are dropped.
pub fn merge(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut merged: Vec<Draft> = Vec::new();
    for draft in drafts {
        let target = by_syntax(&merged, &draft).or_else(|| best(&merged, &draft));
        match target {
            Some(at) => absorb(&mut merged[at], draft),
            None => merged.push(draft),
        }
    }
    // a part that was told before its whole ("Ten were killed when ...")
    let mut out: Vec<Draft> = Vec::new();
    for draft in merged {
        match by_syntax(&out, &draft) {
            Some(at) => absorb(&mut out[at], draft),
            None => out.push(draft),
        }
    }
    out
}

/// "War broke out": a bare word with nobody, no day and no place says too little to be an entry.
pub fn says_enough(event: &Event) -> bool {
    let violent = matches!(event.kind, EventType::Assault | EventType::Protest);
    !event.actors.is_empty()
        || !event.recipients.is_empty()
        || (event.place.is_some() && (violent || event.days.is_some()))
}

fn by_syntax(merged: &[Draft], draft: &Draft) -> Option<usize> {
    let whole = draft.part_of?;
    merged.iter().position(|m| m.event.tellings.iter().any(|t| t.trigger == whole))
}

fn best(merged: &[Draft], draft: &Draft) -> Option<usize> {
    // the most recent of equals: "the attack" is the last one told
    let last_told = |d: &Draft| d.event.tellings.iter().map(|t| t.trigger).max();
    let fits = merged
        .iter()
        .enumerate()
        .filter_map(|(at, other)| likeness(other, draft).map(|score| ((score, last_told(other)), at)));
    fits.max().map(|(_, at)| at)
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

/// How well a draft fits an event told before; none where the two cannot be one.
fn likeness(old: &Draft, new: &Draft) -> Option<i32> {
    let (a, b) = (&old.event, &new.event);
    if !can_be_one(a, b) || !modes_fit(a, b) {
        return None;
    }
    if is_speech(a.kind) && !speech_fits(old, new) {
        return None;
    }
    if !new.definite && places_differ(a, b) {
        return None;
    }
    let parties = if a.kind.is_symmetric() { symmetric_fit(a, b)? } else { directed_fit(a, b)? };
    let same_lemma = new.lemmas.iter().any(|l| old.lemmas.contains(l));
    let same_days = a.days.is_some() && a.days == b.days;
    let points_back = new.definite || new.headline || old.headline;
    let score = parties + i32::from(same_lemma) + 2 * i32::from(same_days) + i32::from(points_back);
    // "It said the attack was in response to ...": bare and definite, it can only mean one told before
    let bare = b.actors.is_empty() && b.recipients.is_empty();
    if new.definite && bare && !is_speech(a.kind) {
        return Some(score);
    }
    let needed = if is_speech(a.kind) { 4 } else { 3 };
    (score >= needed && (points_back || parties >= 3)).then_some(score)
}

/// Two acts of speech of one type between the same parties are often two acts ("urged ... to withdraw",
/// "urged ... to talk"), two strikes told in one article are mostly one.
fn is_speech(kind: EventType) -> bool {
    use EventType::{Accuse, Agree, Reject, Request, Support, Threaten};
    matches!(kind, Agree | Request | Accuse | Reject | Threaten | Support)
}

/// Two towns of one state are two scenes; a state and a town in it may be one.
pub(super) fn places_differ(a: &Event, b: &Event) -> bool {
    match (&a.place, &b.place) {
        (Some(x), Some(y)) => x.is_within_state && y.is_within_state && x.name != y.name,
        _ => false,
    }
}

/// Words are one act only where they are of one frame and, where both say so, about one thing.
fn speech_fits(old: &Draft, new: &Draft) -> bool {
    let contents_fit = match (&old.content, &new.content) {
        (Some(x), Some(y)) => x == y,
        _ => true,
    };
    old.event.frame == new.event.frame && contents_fit
}

fn status_fits(a: Status, b: Status) -> bool {
    a == b || matches!((a, b), (Status::Happened, Status::Ongoing) | (Status::Ongoing, Status::Happened))
}

fn modes_fit(a: &Event, b: &Event) -> bool {
    match (a.mode, b.mode) {
        (Some(x), Some(y)) => x == y,
        _ => true,
    }
}

pub(super) fn codes(parties: &[Party]) -> BTreeSet<String> {
    parties.iter().filter_map(|p| p.code).map(|c| c.to_string()).collect()
}

/// 0 to 4: how far actor and recipient agree; none where they differ.
fn directed_fit(a: &Event, b: &Event) -> Option<i32> {
    let actor = side_fit(&a.actors, &b.actors)?;
    let recipient = side_fit(&a.recipients, &b.recipients)?;
    Some(actor + recipient)
}

/// 2 where the parties agree, 1 where one side names none, none where they differ.
fn side_fit(a: &[Party], b: &[Party]) -> Option<i32> {
    if a.is_empty() || b.is_empty() {
        return Some(i32::from(a.is_empty() && b.is_empty()));
    }
    if a.iter().any(|x| b.iter().any(|y| same(x, y) || (x.code.is_some() && compatible(x, y)))) {
        return Some(2);
    }
    let (x, y) = (codes(a), codes(b));
    if !x.is_empty() && !y.is_empty() {
        // "attacked Pakistan" and "killed two Pakistani children" meet in the state
        let shared = x.intersection(&y).next().is_some();
        return shared.then_some(1);
    }
    // nameless civilians can belong to either
    let camps = |side: &[Party]| side.iter().map(|p| camp(p.sector)).collect::<BTreeSet<u8>>();
    camps(a).intersection(&camps(b)).next().is_some().then_some(1)
}

fn symmetric_fit(a: &Event, b: &Event) -> Option<i32> {
    let (x, y) = (codes(&a.actors), codes(&b.actors));
    if x.is_empty() || y.is_empty() {
        return Some(1);
    }
    if x == y {
        return Some(if x.len() > 1 { 4 } else { 2 });
    }
    (x.is_subset(&y) || y.is_subset(&x)).then_some(2)
}

fn absorb(into: &mut Draft, draft: Draft) {
    let event = &mut into.event;
    let new = draft.event;
    // violence has many wordings for its victims; for other acts the first full naming is the best one
    if event.actors.is_empty()
        || (event.kind.is_symmetric() && codes(&event.actors).len() < codes(&new.actors).len())
    {
        event.actors = new.actors;
    }
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
    event.tellings.extend(new.tellings);
    event.score = event.score.max(new.score);
    into.lemmas.extend(draft.lemmas);
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
