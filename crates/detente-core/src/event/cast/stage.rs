//! Everybody whom an article names, by where: what options and their signs are read from.

use std::collections::BTreeMap;

use super::super::dyad::Dyad;
use super::super::party::Parties;
use super::super::told::Told;
use super::super::{Event, Layers, Party};
use crate::text::{MentionId, TokenId};
use detente_data::ActorCode;

/// Sentences before and after an event whose parties can play a part in it.
pub(super) const BACK: usize = 3;
/// The same after it.
pub(super) const AHEAD: usize = 1;

/// A party named in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Its words.
    pub(super) mention: MentionId,
    /// The word that holds them.
    pub(super) head: TokenId,
    /// Whom they mean.
    pub(super) party: Party,
    /// Its code.
    pub(super) code: ActorCode,
}

/// Who is there to play a part.
pub(in super::super) struct Stage<'a> {
    pub(super) layers: Layers<'a>,
    pub(super) parties: Parties<'a>,
    pub(super) dyad: Option<&'a Dyad>,
    /// Those named, by sentence.
    pub(super) seen: Vec<Vec<Seen>>,
    /// How often each code is named.
    pub(super) counts: BTreeMap<ActorCode, usize>,
    /// The codes, the most often named first.
    pub(super) ranks: Vec<ActorCode>,
    /// The states of the dateline's towns.
    pub(super) home: Vec<ActorCode>,
    /// Where events are told.
    pub(super) told: Told,
}

impl<'a> Stage<'a> {
    /// Reads who is named where.
    pub(in super::super) fn new(
        layers: Layers<'a>,
        parties: Parties<'a>,
        dyad: Option<&'a Dyad>,
        knowledge: &detente_data::Knowledge,
        events: &[Event],
    ) -> Self {
        let mut seen: Vec<Vec<Seen>> = vec![Vec::new(); layers.analysis.sentences.len()];
        let mut counts: BTreeMap<ActorCode, usize> = BTreeMap::new();
        for index in 0..layers.mentions.all.len() {
            let id = MentionId::new(index);
            let head = layers.mentions.get(id).head;
            let mut meant = parties.of_mention(id);
            if meant.iter().all(|p| p.code.is_none()) {
                meant.extend(parties.by_place(head));
            }
            for party in meant {
                let Some(code) = party.code else { continue };
                *counts.entry(code).or_default() += 1;
                let sentence = layers.analysis.token(head).sentence.index();
                seen[sentence].push(Seen { mention: id, head, party, code });
            }
        }
        let mut ranks: Vec<ActorCode> = counts.keys().copied().collect();
        ranks.sort_by_key(|code| (std::cmp::Reverse(counts[code]), *code));
        let home = home(layers, knowledge);
        Stage { layers, parties, dyad, seen, counts, ranks, home, told: Told::new(events) }
    }

    /// The sentences in which an event is told, the first telling's first.
    pub(super) fn told_in(event: &Event) -> Vec<usize> {
        // Tellings stand in the order of the text.
        let mut all: Vec<usize> = event.tellings.iter().map(|t| t.sentence.index()).collect();
        all.dedup();
        all
    }

    /// The parties around an event with how many sentences lie between: 0 in those that tell it, negative after it.
    pub(super) fn around(&self, event: &Event) -> Vec<(i32, &Seen)> {
        let told = Self::told_in(event);
        let mut all: Vec<(i32, &Seen)> = told.iter().flat_map(|s| &self.seen[*s]).map(|s| (0, s)).collect();
        let Some(first) = told.first().copied() else { return all };
        for back in 1..=BACK.min(first) {
            let sentence = first - back;
            if told.binary_search(&sentence).is_err() {
                let distance = i32::try_from(back).unwrap_or(i32::MAX);
                all.extend(self.seen[sentence].iter().map(|s| (distance, s)));
            }
        }
        for sentence in first + 1..(first + 1 + AHEAD).min(self.seen.len()) {
            if told.binary_search(&sentence).is_err() {
                all.extend(self.seen[sentence].iter().map(|s| (-1, s)));
            }
        }
        all
    }
}

/// The states of the places in the dateline.
fn home(layers: Layers<'_>, knowledge: &detente_data::Knowledge) -> Vec<ActorCode> {
    use detente_data::Entry;
    let Some(dateline) = &layers.document.dateline else { return Vec::new() };
    let country = |name: &str| {
        let named = knowledge.named(name);
        let state = named.iter().find_map(|e| match e {
            Entry::State(state, _) => Some(state.code),
            _ => None,
        });
        state.or_else(|| knowledge.places(name).into_iter().next().and_then(|p| p.country))
    };
    let names = dateline.places.iter().map(|p| p.slice(layers.document.text()));
    names.filter_map(country).map(ActorCode::State).collect()
}
