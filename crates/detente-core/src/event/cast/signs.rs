//! What speaks for an option: syntax, the network, nearness, what was told before.

use std::collections::BTreeSet;

use super::super::learned;
use super::super::{Event, Party};
use super::Part;
use super::arcs::{Arcs, step};
use super::options::{Codes, Option_, held, is_other_side};
use super::stage::{Seen, Stage};
use crate::analysis::Relation;
use crate::choice::Signs;
use crate::mention::Sort;
use crate::text::TokenId;
use detente_data::{ActorCode, EventType};

/// A code less sure than this is a guess.
const GUESS: f32 = 0.5;
/// One more sure than this is read beside the words.
const SURE: f32 = 0.75;

impl Stage<'_> {
    /// Everything seen of an option.
    pub(super) fn signs(
        &self,
        events: &[Event],
        at: usize,
        part: Part,
        option: &Option_,
        arcs: &Arcs,
    ) -> Signs {
        let event = &events[at];
        let tag = match part {
            Part::Actor => "a",
            Part::Recipient => "r",
            Part::Both => "s",
        };
        let kind = event.kind.as_str();
        let mut signs = Signs::default();
        self.of_whole(event, part, option, tag, &mut signs);
        if option.codes.is_empty() {
            signs.add(format!("{tag} nobody arc {}", step(arcs.best)));
            signs.add(format!("{tag} nobody arc {} {}", step(arcs.best), group(event.kind)));
        }
        let share = 1.0 / option.codes.len().max(1) as f32;
        for code in &option.codes {
            let mut own = Signs::default();
            of_network(event.kind, *code, tag, arcs, &mut own);
            match code {
                Some(code) => self.of_code(events, at, part, *code, tag, &mut own),
                None => own.add(format!("{tag} uncoded {kind}")),
            }
            signs.extend(own, share);
        }
        signs
    }

    fn of_whole(&self, event: &Event, part: Part, option: &Option_, tag: &str, signs: &mut Signs) {
        let kind = event.kind.as_str();
        let held = held(event, part);
        let held_codes: Codes = held.iter().map(|p| p.code).collect();
        let by = if event.frame == learned::NAME { "learned" } else { "frame" };
        if option.codes.len() > 1 {
            signs.add(format!("{tag} several"));
            signs.add(format!("{tag} several {kind}"));
        }
        if option.codes.is_empty() {
            signs.add(format!("{tag} nobody"));
            signs.add(format!("{tag} nobody {kind}"));
            signs.add(format!("{tag} nobody {}", event.status));
            let lemma = event.tellings.first().map_or("", |t| self.layers.analysis.lemma(t.trigger));
            let told_by = if event.frame == learned::NAME { lemma } else { &event.frame };
            signs.add(format!("{tag} nobody by {told_by}"));
            if !held.is_empty() {
                signs.add(format!("{tag} nobody though held"));
            }
        }
        if option.is_held && !held.is_empty() {
            let least = held.iter().map(|p| p.score).fold(1.0, f32::min);
            let sure = if least < GUESS {
                "guess"
            } else if least < SURE {
                "likely"
            } else {
                "sure"
            };
            signs.add(format!("{tag} held {by}"));
            signs.add(format!("{tag} held {sure}"));
            signs.add(format!("{tag} held {kind}"));
            if held.len() > 1 {
                signs.add(format!("{tag} held several {}", held_codes.len().min(3)));
            }
        } else if !held.is_empty() && option.codes.is_superset(&held_codes) {
            signs.add(format!("{tag} wider"));
            signs.add(format!("{tag} wider {kind}"));
        } else if !option.codes.is_empty() && option.codes.is_subset(&held_codes) {
            signs.add(format!("{tag} narrower"));
        }
    }

    fn of_code(
        &self,
        events: &[Event],
        at: usize,
        part: Part,
        code: ActorCode,
        tag: &str,
        signs: &mut Signs,
    ) {
        let event = &events[at];
        let kind = event.kind.as_str();
        self.of_words(event, part, code, tag, signs);
        let total: usize = self.counts.values().sum();
        let count = self.counts.get(&code).copied().unwrap_or(0);
        signs.weigh(format!("{tag} share"), count as f32 / total.max(1) as f32);
        let rank = self.ranks.iter().position(|c| *c == code).unwrap_or(9).min(3);
        signs.add(format!("{tag} rank {rank}"));
        signs.add(format!("{tag} rank {rank} {kind}"));
        signs.add(format!("{tag} rank {rank} {}", group(event.kind)));
        if self.home.contains(&code) {
            signs.add(format!("{tag} home"));
            signs.add(format!("{tag} home {kind}"));
        }
        if code.state().is_none() {
            signs.add(format!("{tag} {code} {kind}"));
        }
        if event.place.as_ref().and_then(|p| p.country).map(ActorCode::State) == Some(code) {
            signs.add(format!("{tag} place {kind}"));
        }
        self.of_others(events, at, part, code, tag, signs);
    }

    /// Where the words that name a party stand.
    fn of_words(&self, event: &Event, part: Part, code: ActorCode, tag: &str, signs: &mut Signs) {
        let kind = event.kind.as_str();
        let around = self.around(event);
        let is_free = |seen: &Seen| !is_other_side(event, part, &seen.party);
        let mine: Vec<&(i32, &Seen)> =
            around.iter().filter(|(_, seen)| seen.code == code && is_free(seen)).collect();
        let Some(nearest) = mine.iter().map(|(d, _)| *d).min_by_key(|d| (d.abs(), *d < 0)) else {
            signs.add(format!("{tag} near no"));
            signs.add(format!("{tag} near no {kind}"));
            signs.add(format!("{tag} near no {}", group(event.kind)));
            return;
        };
        signs.add(format!("{tag} near {nearest}"));
        signs.add(format!("{tag} near {} {kind}", i32::from(nearest != 0)));
        signs.add(format!("{tag} near {nearest} {}", group(event.kind)));
        if nearest != 0 {
            let subject = mine.iter().any(|(d, s)| *d == nearest && self.is_subject(s.head));
            if subject {
                signs.add(format!("{tag} subject near {nearest}"));
            }
        }
        let mut ways: Vec<(usize, String, &Seen)> = Vec::new();
        for telling in &event.tellings {
            let here = self.seen[telling.sentence.index()].iter();
            ways.extend(here.filter(|seen| seen.code == code && is_free(seen)).map(|seen| {
                let (length, way) = self.layers.analysis.way(telling.trigger, seen.head);
                (length, way, seen)
            }));
        }
        let Some((_, way, seen)) = ways.iter().min_by_key(|(length, _, seen)| (*length, seen.head)) else {
            return;
        };
        let group = group(event.kind);
        let mut told: Vec<&str> = vec![way];
        signs.add(format!("{tag} way {way}"));
        signs.add(format!("{tag} way {way} {group}"));
        for (length, way, _) in &ways {
            if *length <= 3 && !told.contains(&way.as_str()) && told.len() < 4 {
                told.push(way);
                signs.add(format!("{tag} way {way}"));
                signs.add(format!("{tag} way {way} {group}"));
            }
        }
        if let Some(last) = way.rsplit(['>', '<', ' ']).next() {
            signs.add(format!("{tag} as {last} {kind}"));
        }
        signs.add(format!("{tag} sector {} {kind}", seen.party.sector));
        signs.add(format!("{tag} sort {}", sort(self.layers.mentions.get(seen.mention).sort)));
        let trigger = event.tellings.first().map(|t| t.trigger);
        let side = if trigger.is_some_and(|t| seen.head < t) { "before" } else { "after" };
        signs.add(format!("{tag} {side}"));
    }

    fn is_subject(&self, head: TokenId) -> bool {
        matches!(self.layers.analysis.relation(head), Relation::Nsubj | Relation::NsubjPass)
    }

    /// What the event's other side and the events told before say of a party.
    fn of_others(
        &self,
        events: &[Event],
        at: usize,
        part: Part,
        code: ActorCode,
        tag: &str,
        signs: &mut Signs,
    ) {
        let event = &events[at];
        let kind = event.kind.as_str();
        let has = |parties: &[Party], code: ActorCode| parties.iter().any(|p| p.code == Some(code));
        let other_side = match part {
            Part::Actor => &event.recipients,
            Part::Recipient => &event.actors,
            Part::Both => return,
        };
        if has(other_side, code) {
            signs.add(format!("{tag} itself"));
            signs.add(format!("{tag} itself {kind}"));
            signs.add(format!("{tag} itself {}", group(event.kind)));
        }
        let partner = other_side.first().and_then(|p| p.code);
        if let (Some(dyad), Some(partner)) = (self.dyad, partner) {
            let foe = dyad.other(partner).map(|(c, _)| c);
            if foe == Some(code) {
                signs.add(format!("{tag} foe"));
                signs.add(format!("{tag} foe {kind}"));
                signs.add(format!("{tag} foe {}", group(event.kind)));
            } else if foe.is_none() && dyad.other(code).is_some() {
                signs.add(format!("{tag} side for outsider {kind}"));
            }
        }
        let Some(partner) = partner else { return };
        for (back, told) in events[..at].iter().rev().enumerate().take(6) {
            let near = if back < 2 { "near" } else { "far" };
            if has(&told.actors, code) && has(&told.recipients, partner) {
                signs.add(format!("{tag} answers {near}"));
                signs.add(format!("{tag} answers {kind} {}", told.kind.as_str()));
            }
            let (actor, recipient) = if part == Part::Actor { (code, partner) } else { (partner, code) };
            if has(&told.actors, actor) && has(&told.recipients, recipient) {
                signs.add(format!("{tag} again {near}"));
            }
        }
        self.of_content(events, at, code, tag, signs);
    }

    /// What the events say that are told within this one's phrase: "condemned *the attack*".
    fn of_content(&self, events: &[Event], at: usize, code: ActorCode, tag: &str, signs: &mut Signs) {
        let kind = events[at].kind.as_str();
        let Some(first) = events[at].tellings.first() else { return };
        let below = self.layers.analysis.subtree(first.trigger);
        let others = self.told.within(below).filter(|(word, told)| *word != first.trigger && *told != at);
        let inside: BTreeSet<usize> = others.map(|(_, told)| told).collect();
        let all: BTreeSet<usize> = inside.iter().copied().chain(at.checked_sub(1)).collect();
        for i in all {
            let told = &events[i];
            let just = i + 1 == at;
            for (side, parties) in [("actor", &told.actors), ("recipient", &told.recipients)] {
                if parties.iter().all(|p| p.code != Some(code)) {
                    continue;
                }
                if inside.contains(&i) {
                    signs.add(format!("{tag} {side} of content {kind}"));
                    signs.add(format!("{tag} {side} of content"));
                }
                if just {
                    signs.add(format!("{tag} {side} just before"));
                    signs.add(format!("{tag} {side} just before {kind}"));
                }
            }
        }
    }
}

/// What the network gives the words that mean a party.
fn of_network(kind: EventType, code: Option<ActorCode>, tag: &str, arcs: &Arcs, signs: &mut Signs) {
    let arc = arcs.of(code);
    signs.weigh(format!("{tag} arc"), arc.own);
    if arc.own > 0.5 {
        signs.add(format!("{tag} arc likely"));
    }
    signs.weigh(format!("{tag} arc of other"), arc.other);
    let (own, best, group) = (step(arc.own), step(arcs.best), group(kind));
    signs.add(format!("{tag} arc {own}"));
    signs.add(format!("{tag} arc {own} {group}"));
    if arc.own >= arcs.best {
        signs.add(format!("{tag} arc best {own}"));
    } else {
        signs.add(format!("{tag} arc behind {best}"));
        signs.add(format!("{tag} arc behind {best} {group}"));
    }
}

/// Types that are told alike.
fn group(kind: EventType) -> &'static str {
    use EventType::*;
    match kind {
        Accuse | Reject | Request | Threaten => "said against",
        Assault | Coerce => "force",
        Sanction => "measure",
        Support | Aid | Concede => "favour",
        Mobilize | Retreat | Protest => "stand",
        Agree | Consult | Cooperate => "together",
    }
}

fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::State => "state",
        Sort::Actor => "actor",
        Sort::Person => "person",
        Sort::Organisation => "organisation",
        Sort::Place => "place",
        Sort::Institution => "institution",
        Sort::Office => "office",
        Sort::Agent => "agent",
        Sort::Thing => "thing",
        Sort::Spot => "spot",
        Sort::Generic(_) => "generic",
        Sort::Pronoun(_) => "pronoun",
    }
}
