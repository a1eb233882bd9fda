//! Who plays which part: the parties of each event, chosen among all whom the words around it name.
//!
//! In: merged events with the parties that frames, the network and the rules on pairs of states gave them. Out: the same
//! events with the likeliest parties. What the event has is one option; the others are the parties named in its sentence
//! and around it, the article's two states, and nobody. Learnt weights ([`crate::choice`]) say how much syntax, the
//! network's arcs, nearness, and what the article told before speak for each. "Beijing demanded an apology. Tokyo refused."
//! names nobody whom Tokyo refuses; that Beijing had just asked it makes Beijing the likeliest.

use std::sync::OnceLock;

mod arcs;
mod options;
mod signs;
mod stage;

pub use options::Codes;
use options::Option_;
pub(super) use stage::Stage;

use super::{Event, Party};
use crate::choice::{Signs, Weights};

/// Which part is given away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Who acts.
    Actor,
    /// To whom.
    Recipient,
    /// All parties of an act that they do together: a call, an agreement.
    Both,
}

/// A choice as it was put, to learn weights from.
#[derive(Debug, Clone)]
pub struct Case {
    /// The event, by its place in the list.
    pub event: usize,
    /// The part.
    pub part: Part,
    /// The options: their codes and what is seen of them.
    pub options: Vec<(Codes, Signs)>,
    /// Which was taken.
    pub taken: usize,
}

/// The weights that ship with the program.
pub(super) fn weights() -> &'static Weights {
    static BUILTIN: OnceLock<Weights> = OnceLock::new();
    BUILTIN.get_or_init(|| Weights::parse(detente_data::model::cast()))
}

/// Gives the parts away, event by event in the order of the text, each with what was decided before.
pub(super) fn cast(stage: &Stage<'_>, weights: &Weights, events: &mut [Event], record: &mut dyn FnMut(Case)) {
    for at in 0..events.len() {
        let parts: &[Part] =
            if events[at].kind.is_symmetric() { &[Part::Both] } else { &[Part::Actor, Part::Recipient] };
        for part in parts {
            let options = stage.options(events, at, *part);
            let arcs = stage.arcs(&events[at], *part);
            let signs: Vec<Signs> =
                options.iter().map(|o| stage.signs(events, at, *part, o, &arcs)).collect();
            let chances = weights.chances(&signs);
            let Some(taken) = crate::choice::best(&chances) else { continue };
            if let Some(option) = options.get(taken) {
                give(&mut events[at], *part, option, chances[taken]);
            }
            let codes = options.into_iter().map(|o| o.codes);
            record(Case { event: at, part: *part, options: codes.zip(signs).collect(), taken });
        }
    }
}

/// Gives an event the parties of an option; those that it has and keeps stay as they are.
fn give(event: &mut Event, part: Part, option: &Option_, chance: f32) {
    let keeps = |p: &Party| option.codes.contains(&p.code);
    let held: Vec<Party> = match part {
        Part::Actor => std::mem::take(&mut event.actors),
        Part::Recipient => std::mem::take(&mut event.recipients),
        Part::Both => {
            event.actors.retain(keeps);
            event.recipients.retain(keeps);
            event.actors.iter().chain(&event.recipients).cloned().collect()
        }
    };
    let missing = option.codes.iter().filter(|code| held.iter().all(|p| p.code != **code));
    let new = missing.filter_map(|code| option.parties.iter().find(|p| p.code == *code));
    let new: Vec<Party> = new.map(|p| Party { score: p.score.min(chance), ..p.clone() }).collect();
    match part {
        Part::Both => event.actors.extend(new),
        Part::Actor => event.actors = held.into_iter().filter(keeps).chain(new).collect(),
        Part::Recipient => event.recipients = held.into_iter().filter(keeps).chain(new).collect(),
    }
}
