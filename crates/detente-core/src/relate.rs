//! What one party does to another in a sentence, where both are given: for coders who have the pair already.
//!
//! In: a text and the spans of a source and a target. Out: the PLOVER type and mode of what the source does to the target,
//! with its probability. In "Varunia was accused by Ostrel of shelling its ports", Ostrel accuses Varunia (ACCUSE), and what
//! Varunia does to Ostrel is ASSAULT.

use crate::analysis::act::{Act, Role};
use crate::analysis::{Analysis, Between};
use crate::event::{Event, Party};
use crate::text::{ByteSpan, TokenId};
use detente_data::{EventType, Mode, Status};

/// What the network gives a word outside the spans that it sees as a party: nothing is impossible.
const FLOOR: f32 = 0.02;
/// Weight of "nothing at all" beside the acts found.
const NOTHING: f32 = 0.004;
/// How much the look at the marked words counts beside the acts and events of the text, as exponents of their chances.
const MARKED: f32 = 0.7;
/// Weight of an event found between the two by the whole reader.
const READ: f32 = 0.5;

/// What the source does to the target.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// PLOVER type; none where nothing passes between the two.
    pub kind: Option<EventType>,
    /// Its mode.
    pub mode: Option<Mode>,
    /// Whether it is told as a fact.
    pub status: Option<Status>,
    /// Probability, 0 to 1; where the type is none, that nothing passes.
    pub score: f32,
    /// The word that tells it.
    pub word: Option<ByteSpan>,
    /// Every type with its probability, likeliest first.
    pub kinds: Vec<(EventType, f32)>,
}

/// What `source` does to `target` in a text that was read as `analysis` and `events`.
///
/// `between` is what the network sees pass between the marked words; without it, what the text's acts tell decides alone.
pub(crate) fn relate(
    analysis: &Analysis,
    events: &[Event],
    (source, target): (ByteSpan, ByteSpan),
    between: Option<&Between>,
) -> Relation {
    let mut weights: Vec<(EventType, f32)> = EventType::ALL.iter().map(|kind| (*kind, 0.0)).collect();
    let mut best: Option<(&Act, f32)> = None;
    for act in &analysis.acts {
        let fit = fit(analysis, act, source, target);
        for (kind, chance) in &act.kinds {
            add(&mut weights, *kind, fit * chance);
        }
        if best.is_none_or(|(_, other)| fit * act.any > other) {
            best = Some((act, fit * act.any));
        }
    }
    for event in events.iter().filter(|event| passes(event, source, target)) {
        add(&mut weights, event.kind, READ * event.score);
    }
    let nothing = weigh(&mut weights, between);
    weights.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (kind, score) = weights[0];
    if score < nothing {
        return Relation { kind: None, mode: None, status: None, score: nothing, word: None, kinds: weights };
    }
    let told = analysis.acts.iter().filter(|act| act.kind == kind);
    let told = told.max_by(|a, b| {
        fit(analysis, a, source, target)
            .total_cmp(&fit(analysis, b, source, target))
            .then(b.token.cmp(&a.token))
    });
    let read = events.iter().find(|event| event.kind == kind && passes(event, source, target));
    Relation {
        kind: Some(kind),
        mode: told
            .map_or_else(|| read.and_then(|e| e.mode), |act| act.mode)
            .or_else(|| between.and_then(|between| between.mode(kind))),
        status: read.map(|e| e.status).or(told.map(|act| act.status.0)),
        score,
        word: told.or(best.map(|(act, _)| act)).map(|act| analysis.token(act.token).span),
        kinds: weights,
    }
}

/// Makes chances of the types' weights, together with the look at the marked words; gives the chance of nothing.
fn weigh(weights: &mut [(EventType, f32)], between: Option<&Between>) -> f32 {
    let mut nothing = NOTHING;
    if let Some(between) = between {
        let all: f32 = weights.iter().map(|(_, weight)| weight).sum::<f32>() + NOTHING;
        let joint = |told: f32, seen: f32| (told / all).max(NOTHING).powf(1.0 - MARKED) * seen.powf(MARKED);
        for ((_, weight), (_, seen)) in weights.iter_mut().zip(&between.kinds) {
            *weight = joint(*weight, *seen);
        }
        nothing = joint(NOTHING, between.nothing);
    }
    let all: f32 = weights.iter().map(|(_, weight)| weight).sum::<f32>() + nothing;
    weights.iter_mut().for_each(|(_, weight)| *weight /= all);
    nothing / all
}

fn add(weights: &mut [(EventType, f32)], kind: EventType, weight: f32) {
    weights.iter_mut().filter(|(other, _)| *other == kind).for_each(|(_, sum)| *sum += weight);
}

/// How well the two spans fit an act's parts.
fn fit(analysis: &Analysis, act: &Act, source: ByteSpan, target: ByteSpan) -> f32 {
    let best = |role: Role, span: ByteSpan| {
        let inside = |token: TokenId| span.overlaps(analysis.token(token).span);
        act.parts.iter().filter(|p| p.role == role && inside(p.token)).map(|p| p.score).fold(FLOOR, f32::max)
    };
    let to = best(Role::Recipient, target);
    let with = if act.kind.is_symmetric() { best(Role::Actor, target) } else { 0.0 };
    best(Role::Actor, source) * to.max(with)
}

/// Whether an event runs from the source to the target.
fn passes(event: &Event, source: ByteSpan, target: ByteSpan) -> bool {
    let any = |parties: &[Party], span: ByteSpan| parties.iter().any(|p| p.span.overlaps(span));
    any(&event.actors, source)
        && (any(&event.recipients, target) || event.kind.is_symmetric() && any(&event.actors, target))
}
