//! Which acts change the official relations of two parties, and how.
//!
//! In: the events of an article with their parties. Out: their `relation`. What the frame names is one sign among others for
//! learnt weights ([`crate::choice`]): the word of the act, the things beside it (envoys, an embassy, ties, a border, the
//! skies), type and mode. "lowered the rank of its mission" is in no frame, but a mission whose rank is lowered is one that
//! stands for less: a downgrade.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::find::Layers;
use super::{Event, Few, Status, Telling};
use crate::analysis::{Analysis, Relation, Upos};
use crate::choice::{Signs, Weights, likely};
use crate::text::TokenId;
use detente_data::{EventType, Frames, Mode, RelationChange};

/// Classes of words, of those in the frames, for what official relations consist of.
const THINGS: [&str; 8] = ["envoy", "mission", "ties", "border", "airspace", "trade", "flights", "pact"];
/// Words to either side of an act that can say what it is about.
const NEAR: usize = 9;

/// The weights that ship with the program.
pub fn weights() -> &'static Weights {
    static BUILTIN: OnceLock<Weights> = OnceLock::new();
    BUILTIN.get_or_init(|| Weights::parse(detente_data::model::change()))
}

/// Says of each event how it changes relations; options after the first are [`RelationChange::ALL`] in turn.
pub fn mark(layers: Layers<'_>, weights: &Weights, events: &mut [Event], record: &mut dyn FnMut(Few)) {
    for (at, event) in events.iter_mut().enumerate() {
        let is_told = !matches!(event.status, Status::Negated | Status::Hypothetical);
        if !is_told || event.relation.is_none() && !can_change(event.kind) {
            event.relation = None;
            continue;
        }
        let seen = seen(layers.analysis, event);
        if event.relation.is_none() && seen.things.is_empty() {
            continue;
        }
        let mut options = vec![Signs::default()];
        options.extend(RelationChange::ALL.iter().map(|change| seen.signs(*change)));
        let taken = likely(&weights.chances(&options), Few::LIKELY);
        event.relation = taken.checked_sub(1).map(|at| RelationChange::ALL[at]);
        record(Few { event: at, options });
    }
}

/// The types of acts by which relations change.
fn can_change(kind: EventType) -> bool {
    use EventType::{Accuse, Agree, Coerce, Concede, Cooperate, Reject, Request, Retreat, Sanction, Support};
    matches!(
        kind,
        Accuse | Agree | Coerce | Concede | Cooperate | Reject | Request | Retreat | Sanction | Support
    )
}

/// What is seen of an event, whatever the change.
struct Seen {
    /// What the frame says of relations.
    by_frame: Option<RelationChange>,
    /// Names of things, acts and words, each a sign of its own.
    facts: BTreeSet<String>,
    /// What relations consist of, as far as it is named beside the act.
    things: BTreeSet<&'static str>,
}

impl Seen {
    fn signs(&self, change: RelationChange) -> Signs {
        let mut signs = Signs::default();
        signs.add(format!("{change}"));
        match self.by_frame {
            Some(by_frame) if by_frame == change => {
                signs.add("by frame".to_owned());
                signs.add(format!("{change} by frame"));
            }
            Some(_) => signs.add(format!("{change} other by frame")),
            None => signs.add(format!("{change} by no frame")),
        }
        for fact in &self.facts {
            signs.add(format!("{change} {fact}"));
        }
        signs
    }
}

fn seen(a: &Analysis, event: &Event) -> Seen {
    let mut facts = BTreeSet::new();
    facts.insert(format!("kind {}", event.kind));
    facts.insert(format!("status {}", event.status));
    if let Some(mode) = event.mode.map(Mode::as_str) {
        facts.insert(format!("mode {mode}"));
    }
    let mut things = BTreeSet::new();
    for telling in &event.tellings {
        let word = a.lemma(telling.trigger).to_lowercase();
        let beside = beside(a, telling);
        for token in &beside {
            if let Some(thing) = thing(&a.lemma(*token).to_lowercase()) {
                things.insert(thing);
                facts.insert(format!("thing {thing}"));
                facts.insert(format!("word {word} thing {thing}"));
                facts.insert(format!("kind {} thing {thing}", event.kind));
            }
            if matches!(a.upos(*token), Upos::Noun | Upos::Verb | Upos::Adj | Upos::Adv) {
                facts.insert(format!("near {}", a.lemma(*token).to_lowercase()));
            }
        }
        facts.insert(format!("word {word}"));
    }
    Seen { by_frame: event.relation, facts, things }
}

/// The words of an act's phrase and those right around it, of its own sentence.
fn beside(a: &Analysis, telling: &Telling) -> BTreeSet<TokenId> {
    let sentence = a.sentences[telling.sentence.index()].tokens;
    let trigger = telling.trigger.index();
    let near = |t: &TokenId| t.index().abs_diff(trigger) <= NEAR;
    let below = a.children(telling.trigger).iter().copied();
    let objects = below.filter(|t| a.relation(*t) != Relation::Punct);
    sentence.ids().filter(near).chain(objects).chain(a.head(telling.trigger)).collect()
}

/// Which part of relations a word stands for, as the frames class it.
fn thing(lemma: &str) -> Option<&'static str> {
    let classes = &Frames::builtin().classes;
    THINGS.into_iter().find(|class| classes.get(*class).is_some_and(|words| words.contains(lemma)))
}
