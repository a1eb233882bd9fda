//! The options for a part: what the event has, each party around, pairs, and nobody.

use std::collections::BTreeSet;

use super::super::{Event, Party};
use super::Part;
use super::stage::Stage;
use crate::analysis::act::Role;
use crate::mention::Form;
use detente_data::{ActorCode, EventType};

/// The codes of all parties with a part; none among them for a party without one.
pub type Codes = BTreeSet<Option<ActorCode>>;

/// More options than this are never put: lists of states name dozens.
const MOST: usize = 48;
/// A word plays a part from this probability on, for the network's own option.
const PART: f32 = 0.4;
/// Parties surer than this keep their code: another code means another party.
const SURE: f32 = 0.75;

/// One way to give a part away.
#[derive(Debug, Clone)]
pub(super) struct Option_ {
    /// Its codes.
    pub(super) codes: Codes,
    /// For each code a party to show.
    pub(super) parties: Vec<Party>,
    /// Whether it is what the event has.
    pub(super) is_held: bool,
}

impl Stage<'_> {
    /// All options, what the event has first.
    pub(super) fn options(&self, events: &[Event], at: usize, part: Part) -> Vec<Option_> {
        let event = &events[at];
        let held = held(event, part);
        let mut all: Vec<Option_> = Vec::new();
        add(&mut all, held.clone(), true);
        let mut singles = self.named(event, part, &held);
        self.add_far(events, at, part, &mut singles);
        if part == Part::Both {
            self.add_partners(&mut all, &held, &singles);
        }
        for set in self.groups(event, part) {
            add(&mut all, set, false);
        }
        for party in singles {
            add(&mut all, vec![party], false);
        }
        // "Varunia shelled Keldar": whom no list knows is still somebody
        if held.iter().all(|party| party.code.is_some()) {
            add(&mut all, Vec::new(), false);
        }
        all.truncate(MOST);
        all
    }

    /// A party for each code named around the event, the nearest and best named first.
    fn named(&self, event: &Event, part: Part, held: &[Party]) -> Vec<Party> {
        let mut all: Vec<Party> = Vec::new();
        let mut around = self.around(event);
        around.retain(|(_, seen)| !is_other_side(event, part, &seen.party));
        let form = |m| match self.layers.mentions.get(m).form {
            Form::Name => 0,
            Form::Description => 1,
            Form::Modifier => 2,
            Form::Pronoun => 3,
        };
        around.sort_by_key(|(distance, seen)| (distance.unsigned_abs(), form(seen.mention)));
        for (_, seen) in around {
            if all.iter().all(|p| p.code != seen.party.code) {
                all.push(recoded(held, seen.code).unwrap_or_else(|| seen.party.clone()));
            }
        }
        all
    }

    /// The article's two states and the parties of events told before, where they are not named near.
    fn add_far(&self, events: &[Event], at: usize, part: Part, singles: &mut Vec<Party>) {
        let before = events[..at].iter().rev().take(4).flat_map(|e| e.actors.iter().chain(&e.recipients));
        let mut far: Vec<Party> = before.filter(|p| p.code.is_some()).cloned().collect();
        far.extend(self.dyad.iter().flat_map(|d| d.parties(self.layers)));
        let other_side = |p: &Party| {
            let (actors, recipients) = (&events[at].actors, &events[at].recipients);
            let other = if part == Part::Actor { recipients } else { actors };
            part != Part::Both && other.iter().any(|o| o.code == p.code)
        };
        for party in far.into_iter().filter(|p| !other_side(p)) {
            if singles.iter().all(|p| p.code != party.code) {
                singles.push(party);
            }
        }
    }

    /// For what parties do together: those that the event has and one more, and any two.
    fn add_partners(&self, all: &mut Vec<Option_>, held: &[Party], singles: &[Party]) {
        let near = &singles[..singles.len().min(7)];
        for party in near {
            let mut more = held.to_vec();
            more.push(party.clone());
            if !held.is_empty() {
                add(all, more, false);
            }
        }
        for (i, one) in near.iter().enumerate() {
            for other in &near[i + 1..] {
                add(all, vec![one.clone(), other.clone()], false);
            }
        }
    }

    /// Several parties that the text joins, the network's parties, and the article's two states.
    fn groups(&self, event: &Event, part: Part) -> Vec<Vec<Party>> {
        let mut all: Vec<Vec<Party>> = Vec::new();
        for telling in &event.tellings {
            all.push(self.seen_by_network(telling.trigger, part));
        }
        for sentence in Self::told_in(event) {
            for seen in &self.seen[sentence] {
                let joined = self.parties.of(seen.head);
                if codes(&joined).len() > 1 {
                    all.push(joined);
                }
            }
        }
        let appeals = matches!(event.kind, EventType::Request | EventType::Agree | EventType::Consult);
        if let Some(dyad) = self.dyad.filter(|_| appeals) {
            all.push(dyad.parties(self.layers));
        }
        all.retain(|set| codes(set).len() > 1);
        all
    }

    fn seen_by_network(&self, trigger: crate::text::TokenId, part: Part) -> Vec<Party> {
        let Some(act) = self.layers.analysis.act(trigger) else { return Vec::new() };
        let roles: &[Role] = match part {
            Part::Actor => &[Role::Actor],
            Part::Recipient => &[Role::Recipient],
            Part::Both => &[Role::Actor, Role::Recipient],
        };
        let parts = roles.iter().flat_map(|role| act.with(*role, PART));
        parts.flat_map(|p| self.parties.of(p.token)).collect()
    }
}

/// The parties that an event has for a part.
pub(super) fn held(event: &Event, part: Part) -> Vec<Party> {
    match part {
        Part::Actor => event.actors.clone(),
        Part::Recipient => event.recipients.clone(),
        Part::Both => event.actors.iter().chain(&event.recipients).cloned().collect(),
    }
}

/// Their codes.
pub(super) fn codes(parties: &[Party]) -> Codes {
    parties.iter().map(|p| p.code).collect()
}

/// "Gunmen", of whom only a guess says whose they are, stay the party under another code.
fn recoded(held: &[Party], code: ActorCode) -> Option<Party> {
    let [only] = held else { return None };
    (only.code != Some(code)
        && (only.code.is_none() || only.score < SURE)
        && only.score != super::super::dyad::INFERRED)
        .then(|| Party { code: Some(code), ..only.clone() })
}

fn add(all: &mut Vec<Option_>, parties: Vec<Party>, is_held: bool) {
    let codes = codes(&parties);
    if all.iter().all(|o| o.codes != codes) {
        all.push(Option_ { codes, parties, is_held });
    }
}

/// Whether a party is on the other side already: who shells does not shell itself, though its soldiers may fire on its own
/// citizens.
pub(super) fn is_other_side(event: &Event, part: Part, party: &Party) -> bool {
    let other = match part {
        Part::Actor => &event.recipients,
        Part::Recipient => &event.actors,
        Part::Both => return false,
    };
    let one = |o: &Party| o.span.overlaps(party.span) || o.entity.is_some() && o.entity == party.entity;
    other.iter().any(one)
}
