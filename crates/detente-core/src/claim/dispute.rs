//! Claims of one event that cannot all be true.
//!
//! "The mayor put the wounded at 13; the governor's office spoke of nine": a dispute about casualties.

use std::collections::BTreeMap;

use super::{About, Claim, Source, Stance, Toll};
use crate::event::Event;
use crate::text::EventId;

/// Claims that contradict each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The event they are about.
    pub event: EventId,
    /// What they disagree on.
    pub about: About,
    /// The claims, as places among those of the event.
    pub sides: Vec<usize>,
}

/// The disputes among the claims of each event, by event.
pub fn disputes(claims: &[Claim], events: &[Event]) -> Vec<Dispute> {
    let mut by_event: BTreeMap<EventId, Vec<&Claim>> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| claim.event.index() < events.len()) {
        by_event.entry(claim.event).or_default().push(claim);
    }
    let mut out = Vec::new();
    for (event, claims) in by_event {
        let found = [occurrence(&claims), casualties(&claims), target(&claims)];
        out.extend(found.into_iter().flatten().map(|(about, sides)| Dispute { event, about, sides }));
    }
    out
}

fn occurrence(claims: &[&Claim]) -> Option<(About, Vec<usize>)> {
    let of = |wanted: &[Stance]| -> Vec<usize> {
        claims.iter().enumerate().filter(|(_, c)| wanted.contains(&c.stance)).map(|(i, _)| i).collect()
    };
    let denied = of(&[Stance::Denies]);
    let asserted = of(&[Stance::Asserts]);
    if denied.is_empty() || asserted.is_empty() {
        return None;
    }
    // Where the narrator says that it happened, the denial is of who did it.
    let told = asserted.iter().any(|i| claims[*i].source == Source::Narrator);
    let others: Vec<usize> =
        asserted.iter().copied().filter(|i| claims[*i].source != Source::Narrator).collect();
    let about = if told && !others.is_empty() { About::Perpetrator } else { About::Occurrence };
    let mut sides = if others.is_empty() { asserted } else { others };
    sides.extend(denied);
    sides.sort_unstable();
    Some((about, sides))
}

fn casualties(claims: &[&Claim]) -> Option<(About, Vec<usize>)> {
    let differ = |left: Option<Toll>, right: Option<Toll>| match (left, right) {
        (Some(left), Some(right)) => !left.overlaps(right),
        _ => false,
    };
    let sides = contradicting(claims, |a, b| differ(a.killed, b.killed) || differ(a.injured, b.injured));
    (!sides.is_empty()).then_some((About::Casualties, sides))
}

/// Two parties that name different things hit: only where they take opposite sides, for one side's "barracks"
/// can be the other's "village", but two agencies of one state only choose their words.
fn target(claims: &[&Claim]) -> Option<(About, Vec<usize>)> {
    let code = |claim: &Claim| match &claim.source {
        Source::Party(party) => party.code,
        Source::Narrator => None,
    };
    let sides = contradicting(claims, |a, b| {
        let opposed = code(a).is_some() && code(b).is_some() && code(a) != code(b);
        opposed && a.target.is_some() && b.target.is_some() && a.target != b.target
    });
    (!sides.is_empty()).then_some((About::Target, sides))
}

fn contradicting(claims: &[&Claim], differ: impl Fn(&Claim, &Claim) -> bool) -> Vec<usize> {
    let mut sides = Vec::new();
    for (i, left) in claims.iter().enumerate() {
        if claims.iter().enumerate().any(|(j, right)| i != j && differ(left, right)) {
            sides.push(i);
        }
    }
    sides
}

impl Toll {
    /// Whether some number fits both.
    pub fn overlaps(self, other: Self) -> bool {
        let ends_before = |a: Toll, b: Toll| a.max.is_some_and(|max| max < b.min);
        !ends_before(self, other) && !ends_before(other, self)
    }
}
