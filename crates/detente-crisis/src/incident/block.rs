//! Where to look for tellings that may be of one happening: those of one type that share a party or a rare word and lie
//! near in days. Days are part of the index, so that a pair of states with 50,000 reports costs no more than what it did
//! in those weeks.

use std::collections::HashMap;

use detente_data::EventType;

use super::traits::{REACH, Span, Traits};
use super::weights::Weights;

/// Days that share a drawer.
const DRAWER: i32 = 8;
/// How many of its rarest words a telling is found by.
const WORDS: usize = 4;
/// Tellings that may lie in more days than this are kept apart and looked at from every day.
const LONG: i32 = 40;

/// The place of a telling in the index of tellings.
pub(super) type Slot = u32;

/// The index.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    drawers: HashMap<(Key, i32), Vec<Entry>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    kind: EventType,
    /// A party's number or a word's.
    number: u32,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    slot: Slot,
    span: Span,
}

impl Blocks {
    pub(super) fn insert(&mut self, slot: Slot, traits: &Traits, weights: &Weights) {
        let entry = Entry { slot, span: traits.span };
        for key in keys(traits, weights) {
            for drawer in own_drawers(traits.span) {
                // Most have one entry.
                self.drawers.entry((key, drawer)).or_insert_with(|| Vec::with_capacity(1)).push(entry);
            }
        }
    }

    pub(super) fn remove(&mut self, slot: Slot, traits: &Traits, weights: &Weights) {
        for key in keys(traits, weights) {
            for drawer in own_drawers(traits.span) {
                let Some(entries) = self.drawers.get_mut(&(key, drawer)) else { continue };
                entries.retain(|entry| entry.slot != slot);
                if entries.is_empty() {
                    self.drawers.remove(&(key, drawer));
                }
            }
        }
    }

    /// The tellings to compare one with, in no order, each once.
    pub(super) fn near(&self, traits: &Traits, weights: &Weights) -> Vec<Slot> {
        let mut found = Vec::new();
        let days = drawer(traits.span.from - REACH)..=drawer(traits.span.to + REACH);
        for key in keys(traits, weights) {
            for drawer in days.clone().chain([APART]) {
                let Some(entries) = self.drawers.get(&(key, drawer)) else { continue };
                found.extend(entries.iter().filter(|e| e.span.is_near(traits.span)).map(|e| e.slot));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The drawer for tellings that may lie in many days.
const APART: i32 = i32::MIN;

fn drawer(day: i32) -> i32 {
    day.div_euclid(DRAWER)
}

fn own_drawers(span: Span) -> std::ops::RangeInclusive<i32> {
    if span.to - span.from > LONG { APART..=APART } else { drawer(span.from)..=drawer(span.to) }
}

fn keys(traits: &Traits, weights: &Weights) -> impl Iterator<Item = Key> {
    let kind = traits.kind;
    numbers(traits, weights).into_iter().map(move |number| Key { kind, number })
}

/// The numbers that a telling is found by: its parties' and its rarest words'.
pub(super) fn numbers(traits: &Traits, weights: &Weights) -> Vec<u32> {
    let mut words: Vec<(f32, u32)> =
        traits.told.iter().map(|number| (-weights.of_word(*number), *number)).collect();
    if words.len() > WORDS {
        words.select_nth_unstable_by(WORDS - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        words.truncate(WORDS);
    }
    let mut numbers = Vec::new();
    for side in [&traits.actors, &traits.recipients] {
        // Whoever acts for a state is found by its code; names are for those without one.
        numbers.extend(if side.codes.is_empty() { &side.names } else { &side.codes });
    }
    numbers.extend(words.into_iter().map(|(_, number)| number));
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}
