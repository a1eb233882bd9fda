//! The two states an article is about, to name the party that a sentence leaves out.
//!
//! "Quito condemned the violation" in a story on Colombia and Ecuador is aimed at Colombia, though the
//! sentence does not say so. Only types that need a recipient are completed, only by the other of two states
//! that dominate the article, and the guess carries a low score.

use super::grammar::Grammar;
use super::{Event, Layers, Party, Status};
use crate::analysis::Analysis;
use crate::entity::{Entities, EntityKind};
use crate::mention::Mentions;
use crate::text::{EntityId, MentionId, TokenId};
use detente_data::{ActorCode, EventType, Sector};
use std::collections::BTreeMap;

/// Score of a party that only the article's dyad suggests.
pub(super) const INFERRED: f32 = 0.4;

/// The second state must be named at least this often against the first, and the third clearly less: else
/// the story is about one state, or about many.
const SECOND: f32 = 0.3;
const THIRD: f32 = 0.8;

/// A code with less than this was inferred from what the article talks about, not read beside the party's words.
const SURE: f32 = 0.75;

/// The two states that dominate an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dyad {
    sides: [(ActorCode, EntityId); 2],
}

impl Dyad {
    /// The dyad of an article, if it has one.
    pub fn of(mentions: &Mentions, entities: &Entities) -> Option<Dyad> {
        let mut counts: BTreeMap<ActorCode, (f32, EntityId)> = BTreeMap::new();
        for index in 0..mentions.all.len() {
            for id in entities.of(MentionId::new(index)) {
                let entity = entities.get(*id);
                let Some(code @ ActorCode::State(_)) = entity.code else { continue };
                let entry = counts.entry(code).or_insert((0.0, *id));
                entry.0 += 1.0;
                if entity.kind == EntityKind::State && entities.get(entry.1).kind != EntityKind::State {
                    entry.1 = *id;
                }
            }
        }
        let mut ranked: Vec<(f32, ActorCode, EntityId)> =
            counts.into_iter().map(|(c, (n, id))| (n, c, id)).collect();
        ranked.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        let (first, second) = (*ranked.first()?, *ranked.get(1)?);
        let third = ranked.get(2).map_or(0.0, |t| t.0);
        (second.0 >= SECOND * first.0 && third < THIRD * second.0)
            .then_some(Dyad { sides: [(first.1, first.2), (second.1, second.2)] })
    }

    /// The other side, as seen from a party of one.
    pub(super) fn other(&self, code: ActorCode) -> Option<(ActorCode, EntityId)> {
        match self.sides {
            [a, b] if a.0 == code => Some(b),
            [a, b] if b.0 == code => Some(a),
            _ => None,
        }
    }

    /// Both sides, as parties of an event that does not name them.
    pub(super) fn parties(&self, layers: Layers<'_>) -> Vec<Party> {
        self.sides.iter().map(|side| guess(layers.analysis, layers.entities, *side)).collect()
    }

    /// "Bahrain and Sudan broke off relations, too": who joins a row sides against whom the others act.
    fn join_sanctions(&self, events: &mut [Event]) {
        let mut against: BTreeMap<ActorCode, (usize, Party)> = BTreeMap::new();
        let sanctions = events.iter().filter(|e| e.kind == EventType::Sanction);
        for party in sanctions.flat_map(|e| &e.recipients).filter(|p| p.sector == Sector::Gov) {
            if let Some(code) = party.code.filter(|c| self.other(*c).is_some()) {
                against.entry(code).or_insert_with(|| (0, party.clone())).0 += 1;
            }
        }
        let Some((_, party)) = against.into_values().max_by_key(|(n, _)| *n) else { return };
        let joins = |e: &Event| {
            let mut codes = e.actors.iter().filter_map(|p| p.code).peekable();
            e.recipients.is_empty() && codes.peek().is_some() && codes.all(|c| self.other(c).is_none())
        };
        for event in events.iter_mut().filter(|e| e.kind == EventType::Sanction && joins(e)) {
            event.recipients.push(Party { score: INFERRED, ..party.clone() });
        }
    }

    /// The side that an event's victims do not belong to.
    pub fn foe_of(&self, layers: Layers<'_>, event: &Event) -> Option<Party> {
        let hit = event.recipients.iter().find_map(|p| p.code)?;
        self.other(hit).map(|side| guess(layers.analysis, layers.entities, side))
    }

    /// "Washington urged an immediate end to the hostilities": an outsider who wants peace speaks to both sides. One
    /// who wants anything else ("Paris demanded that the crew be freed") mostly speaks to one, and which the article's
    /// two states do not tell.
    fn is_third_party_appeal(&self, analysis: &Analysis, event: &Event) -> bool {
        let truce = &Grammar::builtin().truce;
        let peace =
            |t: TokenId| analysis.subtree(t).ids().any(|w| truce.contains(&analysis.lemma(w).to_lowercase()));
        let mut codes = event.actors.iter().filter_map(|p| p.code).peekable();
        event.kind == EventType::Request
            && codes.peek().is_some()
            && codes.all(|c| self.other(c).is_none())
            && event.tellings.iter().any(|t| peace(t.trigger))
    }

    /// "The foreign minister telephoned the ambassador": two who meet are of two states, and whose state was the
    /// poorer guess is of the other.
    fn part_partners(&self, event: &mut Event) {
        let ([a], [b]) = (event.actors.as_mut_slice(), event.recipients.as_mut_slice()) else { return };
        let Some(code) = a.code.filter(|c| event.kind == EventType::Consult && b.code == Some(*c)) else {
            return;
        };
        let official = a.sector == Sector::Gov && b.sector == Sector::Gov && a.entity != b.entity;
        let guessed = if a.score < b.score { a } else { b };
        if let Some((other, _)) = self.other(code).filter(|_| official && guessed.score < SURE) {
            guessed.code = Some(other);
            guessed.score = INFERRED;
        }
    }

    /// Names the recipient that an event's sentence leaves out.
    pub fn complete(
        &self,
        analysis: &Analysis,
        entities: &Entities,
        events: &mut [Event],
        unresolved: &[bool],
    ) {
        for event in events.iter_mut().filter(|e| is_nameless_truce(e) || is_lone_mediator(e)) {
            let own = event.actors.first().and_then(|p| p.code);
            let others = self.sides.iter().filter(|side| Some(side.0) != own);
            event.actors.extend(others.map(|side| guess(analysis, entities, *side)));
        }
        for (event, _) in
            events.iter_mut().zip(unresolved).filter(|(e, open)| !**open && e.recipients.is_empty())
        {
            if self.is_third_party_appeal(analysis, event) {
                event.recipients.extend(self.sides.iter().map(|side| guess(analysis, entities, *side)));
            }
        }
        events.iter_mut().for_each(|event| self.part_partners(event));
        self.join_sanctions(events);
        let open = events.iter_mut().zip(unresolved).filter(|(_, unresolved)| !**unresolved);
        for event in open.map(|(e, _)| e).filter(|e| wants_recipient(e) && e.recipients.is_empty()) {
            let mut codes = event.actors.iter().filter_map(|p| p.code);
            let (Some(code), None) = (codes.next(), codes.next()) else { continue };
            if let Some(other) = self.other(code) {
                event.recipients.push(guess(analysis, entities, other));
            }
        }
    }
}

/// "Students demanded new elections": people who ask something of nobody named ask it of their own government.
pub fn ask_own_government(layers: Layers<'_>, events: &mut [Event], unresolved: &[bool]) {
    use Sector::{Bus, Cvl, Edu, Eth, Lab, Leg, Opp, Pty, Reb, Rel};
    let governed = |s: Sector| matches!(s, Bus | Cvl | Edu | Eth | Lab | Leg | Opp | Pty | Reb | Rel);
    let open = events
        .iter_mut()
        .zip(unresolved)
        .filter(|(e, unresolved)| e.kind == EventType::Request && e.recipients.is_empty() && !**unresolved);
    for (event, _) in open {
        let Some(first) = event.actors.first() else { continue };
        let Some(code @ ActorCode::State(_)) = first.code else { continue };
        if !event.actors.iter().all(|p| p.code == Some(code) && governed(p.sector)) {
            continue;
        }
        let state = (0..layers.entities.all.len()).map(EntityId::new).find(|id| {
            let entity = layers.entities.get(*id);
            entity.kind == EntityKind::State && entity.code == Some(code)
        });
        let span = state.map_or(first.span, |id| layers.analysis.bytes(layers.entities.get(id).name));
        let party = Party { span, entity: state, code: Some(code), sector: Sector::Gov, score: INFERRED };
        event.recipients.push(party);
    }
}

fn guess(analysis: &Analysis, entities: &Entities, (code, id): (ActorCode, EntityId)) -> Party {
    let span = analysis.bytes(entities.get(id).name);
    Party { span, entity: Some(id), code: Some(code), sector: Sector::Gov, score: INFERRED }
}

/// "a truce brokered by Moscow": whom it mediates between, the article's two sides.
fn is_lone_mediator(event: &Event) -> bool {
    event.frame == "mediate" && event.actors.len() == 1
}

/// "the truce reached last Wednesday": between the two sides the article is about.
fn is_nameless_truce(event: &Event) -> bool {
    event.actors.is_empty() && matches!(event.frame.as_str(), "truce" | "ceasefire")
}

/// Types that are always done to somebody; a ceasefire or a mobilisation may be addressed to nobody.
fn wants_recipient(event: &Event) -> bool {
    use EventType::{Accuse, Assault, Reject, Request, Sanction, Threaten};
    // "A radio host apologised": only a government's regret is sure to be addressed to a state
    let official = event.actors.iter().all(|p| matches!(p.sector, Sector::Gov | Sector::Mil));
    let promises = event.frame == "promise" || event.frame == "apologise" && official;
    let conflict = matches!(event.frame.as_str(), "seize" | "violate")
        || matches!(event.kind, Accuse | Assault | Reject | Request | Sanction | Threaten);
    event.status != Status::Negated && (conflict || promises)
}
