//! What the network gives the words that mean each party, as a part of an event.
//!
//! In: an event, the part, who is meant by which word. Out: for each code the strongest arc to that part and to the other one. Of "Tokyo
//! *accused* Beijing" the actor's arcs are 0.9 to Tokyo and 0.1 to Beijing; that none is strong is a sign that nobody is named.

use std::collections::BTreeMap;

use super::super::Event;
use super::Part;
use super::stage::Stage;
use crate::analysis::act::Role;
use detente_data::ActorCode;

/// Arcs of an event's words to parties, 0 to 1.
#[derive(Debug, Clone, Default)]
pub(super) struct Arcs {
    by_code: BTreeMap<Option<ActorCode>, Arc>,
    /// The strongest to the part, whoever it leads to.
    pub(super) best: f32,
}

/// The strongest arcs to one party.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Arc {
    /// To the part.
    pub(super) own: f32,
    /// To the other one.
    pub(super) other: f32,
}

impl Arcs {
    /// Those to a party, by its code.
    pub(super) fn of(&self, code: Option<ActorCode>) -> Arc {
        self.by_code.get(&code).copied().unwrap_or_default()
    }
}

impl Stage<'_> {
    /// Those of an event to a part of it.
    pub(super) fn arcs(&self, event: &Event, part: Part) -> Arcs {
        let mut arcs = Arcs::default();
        let acts = event.tellings.iter().filter_map(|telling| self.layers.analysis.act(telling.trigger));
        for p in acts.flat_map(|act| &act.parts) {
            let is_own = match (part, p.role) {
                (Part::Both, Role::Actor | Role::Recipient)
                | (Part::Actor, Role::Actor)
                | (Part::Recipient, Role::Recipient) => true,
                (_, Role::Actor | Role::Recipient) => false,
                _ => continue,
            };
            for party in self.parties.of(p.token) {
                let arc = arcs.by_code.entry(party.code).or_default();
                let best = if is_own { &mut arc.own } else { &mut arc.other };
                *best = best.max(p.score);
            }
            if is_own {
                arcs.best = arcs.best.max(p.score);
            }
        }
        arcs
    }
}

/// A probability in steps.
pub(super) fn step(chance: f32) -> &'static str {
    match chance {
        c if c < 0.05 => "none",
        c if c < 0.2 => "faint",
        c if c < 0.4 => "weak",
        c if c < 0.6 => "even",
        c if c < 0.8 => "likely",
        _ => "sure",
    }
}
