//! How likely it is that an event found is one: its calibrated score.
//!
//! In: the events of an article with what frames and network make of each. Out: the same events, each with the chance that an
//! annotator would have it, with this type. Frames and network vote, and learnt weights ([`crate::choice`]) say what each
//! vote is worth: "struck" with an ASSAULT seen by the network is one nine times in ten, a bare "talks" that only a
//! frame names is one in three.

use std::sync::OnceLock;

use super::find::Layers;
use super::told::Told;
use super::{Event, learned};
use crate::analysis::act::Act;
use crate::choice::{Signs, Weights};
use crate::document::ZoneKind;

/// An event as it was judged, to learn weights from.
#[derive(Debug, Clone)]
pub struct Case {
    /// The event, by its place in the list.
    pub event: usize,
    /// What is seen of it.
    pub signs: Signs,
    /// The chance given.
    pub chance: f32,
}

/// The weights that ship with the program.
pub fn weights() -> &'static Weights {
    static BUILTIN: OnceLock<Weights> = OnceLock::new();
    BUILTIN.get_or_init(|| Weights::parse(detente_data::model::worth()))
}

/// Gives each event its score.
pub fn weigh(layers: Layers<'_>, weights: &Weights, events: &mut [Event], record: &mut dyn FnMut(Case)) {
    let told = Told::new(events);
    let signs: Vec<Signs> = (0..events.len()).map(|at| signs(layers, events, &told, at)).collect();
    for (at, signs) in signs.into_iter().enumerate() {
        let chance = weights.chance(&signs);
        events[at].score = chance;
        record(Case { event: at, signs, chance });
    }
}

fn signs(layers: Layers<'_>, events: &[Event], told: &Told, at: usize) -> Signs {
    let event = &events[at];
    let mut signs = Signs::default();
    let (kind, status) = (event.kind, event.status);
    let is_learned = event.frame == learned::NAME;
    let by = if is_learned { "learned" } else { "frame" };
    signs.add("any".to_owned());
    signs.add(format!("{kind}"));
    signs.add(format!("{kind} {by}"));
    signs.add(format!("{kind} {status}"));
    signs.add(format!("status {status}"));
    if let Some(mode) = event.mode {
        signs.add(format!("mode {kind} {mode}"));
    }
    of_words(layers, event, is_learned, &mut signs);
    of_votes(layers, event, by, &mut signs);
    of_parties(event, &mut signs);
    if event.tellings.len() > 1 {
        signs.add("told again".to_owned());
    }
    let beside = told.around(layers.analysis, event, 1);
    let beside = beside.into_iter().filter(|other| *other != at && events[*other].kind == kind);
    match beside.count() {
        0 => {}
        1 => signs.add("one like it beside".to_owned()),
        _ => signs.add("many like it beside".to_owned()),
    }
    signs
}

fn of_words(layers: Layers<'_>, event: &Event, is_learned: bool, signs: &mut Signs) {
    let Some(telling) = event.tellings.first() else { return };
    let a = layers.analysis;
    let lemma = a.lemma(telling.trigger).to_lowercase();
    signs.add(format!("lemma {lemma}"));
    if !is_learned {
        signs.add(format!("frame {}", event.frame));
    }
    signs.add(format!("tag {:?}", a.upos(telling.trigger)));
    if a.quote_of(telling.trigger).is_some() {
        signs.add("quoted".to_owned());
    }
    let zone = layers.document.zone(a.sentences[telling.sentence.index()].zone).kind;
    match zone {
        ZoneKind::Headline => signs.add("headline".to_owned()),
        ZoneKind::Paragraph => {}
        _ => signs.add("beside the text".to_owned()),
    }
}

/// What the network makes of the word, and what frame and network make of it together.
fn of_votes(layers: Layers<'_>, event: &Event, by: &str, signs: &mut Signs) {
    let acts = || event.tellings.iter().filter_map(|t| layers.analysis.act(t.trigger));
    let of_kind =
        |act: &Act| act.kinds.iter().find(|(k, _)| *k == event.kind).map_or(0.0, |(_, score)| *score);
    let any = acts().map(|act| act.any).fold(0.0, f32::max);
    let own = acts().map(of_kind).fold(0.0, f32::max);
    signs.weigh("act".to_owned(), odds(any));
    signs.weigh(format!("act {by}"), odds(any));
    signs.weigh("type".to_owned(), odds(own));
    signs.weigh(format!("type {}", event.kind), odds(own));
    signs.weigh("score".to_owned(), odds(event.score));
    let step = |score: f32| match score {
        ..0.05 => "least",
        ..0.2 => "low",
        ..0.5 => "middle",
        ..0.8 => "high",
        ..0.95 => "higher",
        _ => "most",
    };
    signs.add(format!("act {} {by}", step(any)));
    signs.add(format!("type {}", step(own)));
}

fn of_parties(event: &Event, signs: &mut Signs) {
    let kind = event.kind;
    if event.actors.is_empty() {
        signs.add("no actor".to_owned());
        signs.add(format!("no actor {kind}"));
    }
    if event.recipients.is_empty() && !kind.is_symmetric() {
        signs.add("no recipient".to_owned());
        signs.add(format!("no recipient {kind}"));
    }
    let parties = || event.actors.iter().chain(&event.recipients);
    if parties().all(|p| p.code.is_none()) {
        signs.add("no code".to_owned());
    }
    let is_self =
        event.actors.iter().any(|x| x.code.is_some() && event.recipients.iter().any(|y| x.code == y.code));
    if is_self {
        signs.add("to itself".to_owned());
        signs.add(format!("to itself {kind}"));
    }
    if event.days.is_some() {
        signs.add("dated".to_owned());
    }
    if event.place.is_some() {
        signs.add("placed".to_owned());
    }
}

/// A probability as the logarithm of its odds, kept within what a few cases in a thousand can tell.
fn odds(chance: f32) -> f32 {
    let chance = chance.clamp(0.005, 0.995);
    (chance / (1.0 - chance)).ln()
}
