//! Choices of parties, with what the annotation has.

use std::collections::{BTreeMap, BTreeSet};

use detente_core::event::cast::{Case, Part};
use detente_core::event::{Choice, Event, Precision, find_with};
use detente_data::{ActorCode, Frames, Knowledge};

use super::logit::Answered;
use super::{GoldParty, Learnt, Measured, Read, align};

type Codes = BTreeSet<Option<ActorCode>>;

fn codes<'a>(parties: impl Iterator<Item = &'a GoldParty>) -> Codes {
    parties.map(|p| p.code.as_deref().and_then(|c| c.parse().ok())).collect()
}

/// How often parties are chosen as annotated.
pub(super) fn measure(all: &[&Read], learnt: &Learnt) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let mut cases: Vec<Case> = Vec::new();
        let layers = read.layers();
        let record = &mut |choice| {
            if let Choice::Cast(case) = choice {
                cases.push(case);
            }
        };
        let (frames, knowledge) = (Frames::builtin(), Knowledge::builtin());
        let events = find_with(layers, frames, knowledge, Precision::Balanced, learnt.choosing(), record);
        answer(read, &events, cases, &mut sum);
    }
    sum
}

/// Adds the choices of parties in events of the right type.
fn answer(read: &Read, events: &[Event], cases: Vec<Case>, sum: &mut Measured) {
    let pairs = align(read, events);
    let mut whole: BTreeMap<usize, bool> = BTreeMap::new();
    for case in cases {
        let Some(gold) = pairs.get(&case.event).map(|g| &read.gold.events[*g]) else { continue };
        let (wanted, name) = match case.part {
            Part::Actor => (codes(gold.actors.iter()), "actor"),
            Part::Recipient => (codes(gold.recipients.iter()), "recipient"),
            Part::Both => (codes(gold.actors.iter().chain(&gold.recipients)), "both"),
        };
        let right = case.options.iter().position(|(codes, _)| *codes == wanted);
        let is_right = right == Some(case.taken);
        sum.count(name, is_right);
        sum.count(&format!("{name} put"), right.is_some());
        *whole.entry(case.event).or_insert(true) &= is_right;
        if let Some(right) = right {
            let options = case.options.into_iter().map(|(_, signs)| signs).collect();
            sum.cases.push(Answered { options, right });
        }
    }
    for (event, is_right) in whole {
        sum.count("all", is_right);
        sum.count(events[event].kind.as_str(), is_right);
    }
}
