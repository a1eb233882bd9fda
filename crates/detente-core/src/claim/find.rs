//! From attributions to claims: for every event, who vouches for it and how.
//!
//! "The ministry said the raid was self-defence", with the raid told elsewhere by the agency: the narrator
//! asserts the raid, the ministry justifies it.

use super::attribution::{Attribution, attributions, is_negated, source_party};
use super::toll;
use super::{Claim, Source, Stance};
use crate::analysis::act::Role;
use crate::analysis::{Analysis, Relation, Upos};
use crate::document::Document;
use crate::entity::Entities;
use crate::event::{Event, Party, Status, Telling};
use crate::mention::Mentions;
use crate::text::{EventId, TokenId, TokenSpan};
use detente_data::{EventType, Reporting};
use std::collections::BTreeSet;

/// The network's source of an act counts from this probability on.
const POINTED: f32 = 0.6;

/// The claims of all events, ordered by event, the narrator's first.
pub fn find(
    document: &Document,
    analysis: &Analysis,
    mentions: &Mentions,
    entities: &Entities,
    events: &[Event],
) -> Vec<Claim> {
    let lexicon = Reporting::builtin();
    let said = attributions(document, analysis, mentions, lexicon);
    let contents = Contents::new(&said);
    let mut triggers: Vec<TokenId> =
        events.iter().flat_map(|e| e.tellings.iter().map(|t| t.trigger)).collect();
    triggers.sort();
    let reader =
        Reader { document, analysis, mentions, entities, lexicon, said: &said, contents, events, triggers };
    let mut claims: Vec<Claim> = Vec::new();
    for (i, event) in events.iter().enumerate() {
        reader.claims_of(EventId::new(i), event, &mut claims);
    }
    reader.back_references(&mut claims);
    toll::attach(&reader, &mut claims);
    reader.vouch(&mut claims);
    let mut claims = merge(claims);
    claims.sort_by_key(|claim| (claim.event, claim.cue.is_some(), claim.cue.map(|cue| cue.start())));
    claims
}

/// What the claim stage reads from.
pub(super) struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) analysis: &'a Analysis,
    pub(super) mentions: &'a Mentions,
    pub(super) entities: &'a Entities,
    pub(super) lexicon: &'a Reporting,
    pub(super) said: &'a [Attribution],
    contents: Contents,
    pub(super) events: &'a [Event],
    /// The words that tell events, in order.
    triggers: Vec<TokenId>,
}

/// The contents of attributions by where they begin, so that those around a word are found without a look at all.
struct Contents {
    /// Each with the place of its attribution, and the furthest end of all that begin before or there.
    spans: Vec<(TokenSpan, usize, usize)>,
}

impl Contents {
    fn new(said: &[Attribution]) -> Self {
        let each = said.iter().enumerate().flat_map(|(at, a)| a.content.iter().map(move |span| (*span, at)));
        let mut all: Vec<(TokenSpan, usize)> = each.collect();
        all.sort_by_key(|(span, at)| (span.start(), *at));
        let mut furthest = 0;
        let spans = all.into_iter().map(|(span, at)| {
            furthest = furthest.max(span.end());
            (span, at, furthest)
        });
        Contents { spans: spans.collect() }
    }

    /// The places of the attributions in whose content the word stands, in order.
    fn around(&self, word: TokenId) -> BTreeSet<usize> {
        let begun = self.spans.partition_point(|(span, ..)| span.start() <= word.index());
        let open = self.spans[..begun].iter().rev().take_while(|(.., furthest)| *furthest > word.index());
        open.filter(|(span, ..)| span.has(word)).map(|(_, at, _)| *at).collect()
    }
}

impl Reader<'_> {
    fn claims_of(&self, id: EventId, event: &Event, claims: &mut Vec<Claim>) {
        let mut told_by_narrator = false;
        let mut attributed_before = false;
        let mut hedged = false;
        for telling in in_order(event) {
            let start = claims.len();
            let vouched = self.telling(id, event, telling, claims);
            let asserted =
                claims[start..].iter().any(|c| matches!(c.stance, Stance::Asserts | Stance::Denies));
            if vouched && !(attributed_before && self.points_back(telling)) {
                told_by_narrator = true;
                hedged |= self.is_hedged(telling.trigger);
            }
            attributed_before |= asserted;
        }
        if told_by_narrator {
            let stance = if hedged { Stance::Doubts } else { Stance::Asserts };
            claims.push(self.narrator(id, stance, event));
        }
    }

    /// The claims that one telling makes; true where the narrator himself vouches for it.
    fn telling(&self, id: EventId, event: &Event, telling: &Telling, claims: &mut Vec<Claim>) -> bool {
        let trigger = telling.trigger;
        let mut settled = false;
        let mut presupposed = false;
        for (attribution, span) in self.around(trigger) {
            let party = self.party(attribution);
            match attribution.stance {
                Stance::Asserts if settled || presupposed => {}
                Stance::Asserts if self.is_own_act(event, attribution, &party, trigger) => {}
                Stance::Asserts => {
                    let stance = self.stance_within(event, telling, span, &party);
                    claims.push(self.claim(id, event, telling, attribution, party, stance));
                    settled = true;
                }
                Stance::Denies | Stance::Doubts if settled && !attribution.refers_back => {}
                stance => {
                    claims.push(self.claim(id, event, telling, attribution, party, stance));
                    settled |= matches!(stance, Stance::Denies | Stance::Doubts);
                    presupposed |= attribution.presupposes;
                }
            }
        }
        if settled || presupposed {
            return false;
        }
        if let Some(attribution) = self.pointed(trigger) {
            let party = self.party(attribution);
            if !self.is_own_act(event, attribution, &party, trigger) {
                claims.push(self.claim(id, event, telling, attribution, party, Stance::Asserts));
                return false;
            }
        }
        true
    }

    /// Who says so by the network where no wording holds the act: "The raid killed four, residents said. Helicopters had
    /// circled before and *burned* the market": the second sentence is the residents' too.
    fn pointed(&self, trigger: TokenId) -> Option<&Attribution> {
        let act = self.analysis.act(trigger)?;
        let source = act.with(Role::Source, POINTED).next()?.token;
        self.said.iter().find(|a| {
            let is_speaker =
                a.speaker == source || a.source.is_some_and(|id| self.mentions.get(id).tokens.has(source));
            is_speaker && a.stance == Stance::Asserts && a.verb != trigger && !a.toll_only
        })
    }

    /// The attributions whose content holds the word, innermost first, each with that content.
    pub(super) fn around(&self, word: TokenId) -> Vec<(&Attribution, TokenSpan)> {
        let holding = self.contents.around(word);
        let mut out: Vec<(&Attribution, TokenSpan)> = holding
            .into_iter()
            .map(|at| &self.said[at])
            .filter(|a| a.verb != word && !a.toll_only)
            .filter_map(|a| a.holding(word).map(|span| (a, span)))
            .collect();
        out.sort_by_key(|(a, span)| (span.len(), a.verb));
        out
    }

    /// "“We will answer,” he said" is itself the threat, and "announced the closure" the closure: the narrator
    /// tells of an act of speech, and nobody else vouches for it.
    fn is_own_act(&self, event: &Event, attribution: &Attribution, party: &Party, trigger: TokenId) -> bool {
        let is_actor = event.actors.iter().any(|actor| {
            actor.entity.is_some() && actor.entity == party.entity
                || actor.code.is_some() && actor.code == party.code
        });
        if !is_actor {
            return false;
        }
        let is_speech = matches!(event.kind, EventType::Threaten | EventType::Accuse | EventType::Reject);
        // "Ruritania is leaving the pact, its envoy announced" is told by the envoy.
        let is_object = trigger > attribution.verb
            && self.analysis.head(trigger) == Some(attribution.verb)
            && matches!(self.analysis.relation(trigger), Relation::Obj | Relation::Ccomp | Relation::Xcomp);
        // "He said he would denounce it" announces what is still to be said.
        let is_done = event.status != Status::Future || event.kind == EventType::Threaten;
        is_speech && is_done || attribution.performative && is_object
    }

    /// The stance of somebody who asserts, seen from one event in what he says.
    fn stance_within(&self, event: &Event, telling: &Telling, content: TokenSpan, party: &Party) -> Stance {
        if self.is_denied_within(telling.trigger, content) {
            return Stance::Denies;
        }
        let is_actor = event.actors.iter().any(|a| a.code.is_some() && a.code == party.code);
        let is_deed = matches!(
            event.kind,
            EventType::Assault
                | EventType::Coerce
                | EventType::Mobilize
                | EventType::Sanction
                | EventType::Protest
        );
        if is_actor && is_deed && self.gives_reason(telling.trigger, content) {
            return Stance::Justifies;
        }
        Stance::Asserts
    }

    /// Whether what is said negates the event: "said that not one shell had crossed the line".
    fn is_denied_within(&self, trigger: TokenId, content: TokenSpan) -> bool {
        if is_negated(self.analysis, trigger) {
            return true;
        }
        // "there had been no apology", "took no part in the raid": a noun under a negated verb of being or doing.
        let Some(head) = self.analysis.head(trigger).filter(|head| content.has(*head)) else { return false };
        let is_noun = self.analysis.upos(trigger) == Upos::Noun;
        is_noun
            && matches!(
                self.analysis.relation(trigger),
                Relation::Obj | Relation::Nsubj | Relation::NsubjPass
            )
            && is_negated(self.analysis, head)
    }

    /// Whether the clause of the event gives a reason for it: "was in response to", "acted in self-defence".
    fn gives_reason(&self, trigger: TokenId, content: TokenSpan) -> bool {
        let text = self.document.text();
        let clause = self.clause_around(trigger, content);
        let words = self.analysis.bytes(clause).slice(text).to_lowercase();
        self.lexicon.reasons().any(|reason| {
            words.match_indices(reason).any(|(at, _)| {
                let before = words[..at].chars().next_back();
                let after = words[at + reason.len()..].chars().next();
                !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
            })
        })
    }

    /// The clause of the content in which the word stands.
    fn clause_around(&self, word: TokenId, content: TokenSpan) -> TokenSpan {
        let sentence = self.analysis.sentence_of(word).tokens;
        let mut top = word;
        for above in self.analysis.ancestors(word) {
            let is_clause = matches!(
                self.analysis.relation(top),
                Relation::Ccomp | Relation::Conj | Relation::Parataxis | Relation::AclRelcl
            ) && matches!(self.analysis.upos(top), Upos::Verb | Upos::Aux);
            if !content.has(above) || is_clause {
                break;
            }
            top = above;
        }
        let clause = self.analysis.subtree(top);
        let start = clause.start().max(content.start()).max(sentence.start());
        TokenSpan::new(start, clause.end().min(content.end()).min(sentence.end()))
    }

    /// "the attack", "it": a definite noun only points back at what somebody has said before.
    fn points_back(&self, telling: &Telling) -> bool {
        let trigger = telling.trigger;
        match self.analysis.upos(trigger) {
            Upos::Pron => true,
            Upos::Noun => self.analysis.children(trigger).iter().any(|child| {
                matches!(self.analysis.lemma(*child), "the" | "this" | "that" | "these" | "those" | "such")
            }),
            _ => false,
        }
    }

    /// "allegedly": the narrator holds back.
    fn is_hedged(&self, trigger: TokenId) -> bool {
        std::iter::once(trigger)
            .chain(self.analysis.ancestors(trigger).take(2))
            .flat_map(|at| self.analysis.children(at))
            .any(|child| self.lexicon.is_hedge(&self.analysis.lemma(*child).to_lowercase()))
    }

    pub(super) fn party(&self, attribution: &Attribution) -> Party {
        source_party(self.analysis, self.mentions, self.entities, attribution)
    }

    pub(super) fn claim(
        &self,
        id: EventId,
        event: &Event,
        telling: &Telling,
        attribution: &Attribution,
        party: Party,
        stance: Stance,
    ) -> Claim {
        let content = attribution.holding(telling.trigger).or(attribution.content.first().copied());
        let target = match stance {
            Stance::Asserts | Stance::Denies => toll::target(self, event, telling),
            _ => None,
        };
        Claim {
            event: id,
            score: event.score * (0.5 + party.score / 2.0),
            source: Source::Party(party),
            stance,
            cue: Some(self.analysis.bytes(attribution.cue)),
            content: content.map(|span| self.analysis.bytes(span)),
            killed: None,
            injured: None,
            target,
        }
    }

    pub(super) fn narrator(&self, id: EventId, stance: Stance, event: &Event) -> Claim {
        let own = in_order(event).into_iter().find(|telling| self.around(telling.trigger).is_empty());
        Claim {
            event: id,
            source: Source::Narrator,
            stance,
            cue: None,
            content: None,
            killed: None,
            injured: None,
            target: own.and_then(|telling| toll::target(self, event, telling)),
            score: event.score,
        }
    }

    /// "denied this", "rejected both accounts", "blamed the rebels", "condemned them": claims on events told before.
    fn back_references(&self, claims: &mut Vec<Claim>) {
        for attribution in self.said {
            let points = attribution.refers_back
                || attribution.blames
                || matches!(attribution.stance, Stance::Denies | Stance::Condemns | Stance::Justifies);
            let holds_event = || {
                attribution.content.iter().any(|span| {
                    let from = self.triggers.partition_point(|t| t.index() < span.start());
                    let inside = self.triggers[from..].iter().take_while(|t| t.index() < span.end());
                    { inside }.any(|t| *t != attribution.verb)
                })
            };
            if !points || holds_event() {
                continue;
            }
            let party = self.party(attribution);
            for id in self.meant(attribution, &party, claims) {
                let event = &self.events[id.index()];
                let Some(telling) = event.tellings.first() else { continue };
                let mut claim =
                    self.claim(id, event, telling, attribution, party.clone(), attribution.stance);
                claim.target = None;
                claims.push(claim);
            }
        }
        self.negations(claims);
    }

    /// "“Our units did not fire,” its army said", after the other side has told of the firing: a denial of that.
    fn negations(&self, claims: &mut Vec<Claim>) {
        let mut found = Vec::new();
        let others = claims.iter().filter(|claim| claim.stance != Stance::Denies);
        let said_otherwise: BTreeSet<EventId> = others.map(|claim| claim.event).collect();
        for claim in claims.iter().filter(|claim| claim.stance == Stance::Denies) {
            let Source::Party(party) = &claim.source else { continue };
            let event = &self.events[claim.event.index()];
            let is_only_denied = !said_otherwise.contains(&claim.event);
            let Some(at) = event.tellings.first().filter(|_| is_only_denied) else { continue };
            let earlier = self.events.iter().enumerate().filter_map(|(i, other)| {
                let last = other
                    .tellings
                    .iter()
                    .map(|t| (t.sentence.index(), t.trigger))
                    .filter(|t| t.1 < at.trigger);
                let last = last.max()?;
                let near = at.sentence.index() - last.0 <= 2;
                let told_by_other = claims.iter().any(|c| {
                    c.event.index() == i
                        && c.stance == Stance::Asserts
                        && matches!(&c.source, Source::Party(p) if p.code.is_some() && p.code != party.code)
                });
                (near && told_by_other && other.kind == event.kind && i != claim.event.index())
                    .then_some((last, i))
            });
            if let Some((_, i)) = earlier.max() {
                found.push(Claim { event: EventId::new(i), ..claim.clone() });
            }
        }
        claims.extend(found);
    }

    /// The events that an account given before told: those of the last statement of somebody else, or else the
    /// last deed told by the narrator.
    fn meant(&self, attribution: &Attribution, party: &Party, claims: &[Claim]) -> Vec<EventId> {
        let at = self.analysis.token(attribution.verb).sentence.index();
        let is_other = |other: &Party| other.code.is_none() || other.code != party.code;
        if matches!(attribution.stance, Stance::Denies | Stance::Doubts) {
            // They stand in the order of their verbs.
            let earlier = self.said.partition_point(|a| a.verb < attribution.verb);
            let is_near = |a: &&Attribution| at - self.analysis.token(a.verb).sentence.index().min(at) <= 2;
            let near = self.said[..earlier].iter().rev().take_while(is_near);
            for earlier in near.filter(|a| a.stance == Stance::Asserts) {
                if !is_other(&self.party(earlier)) {
                    continue;
                }
                let cue = self.analysis.bytes(earlier.cue);
                let told: Vec<EventId> =
                    claims.iter().filter(|c| c.cue == Some(cue)).map(|c| c.event).collect();
                if !told.is_empty() {
                    return told;
                }
            }
        }
        let own = |event: &Event| event.actors.iter().any(|a| a.code.is_some() && a.code == party.code);
        let deeds = self.events.iter().enumerate().filter(|(_, event)| {
            let is_deed = matches!(event.kind, EventType::Assault | EventType::Coerce | EventType::Aid);
            let fits = match attribution.stance {
                Stance::Condemns => !own(event),
                Stance::Asserts => true,
                _ => event.actors.is_empty() || own(event),
            };
            let is_told = matches!(event.status, Status::Happened | Status::Ongoing);
            is_deed && fits && is_told
        });
        let nearest = deeds.filter_map(|(i, event)| {
            let before = event.tellings.iter().filter(|t| t.trigger < attribution.verb);
            let last = before.map(|t| (t.sentence.index(), t.trigger)).max()?;
            (at - last.0.min(at) <= 2).then_some((last, EventId::new(i)))
        });
        nearest.max().map(|(_, id)| id).into_iter().collect()
    }

    /// What everybody takes for granted and nobody puts forward is the narrator's own.
    fn vouch(&self, claims: &mut Vec<Claim>) {
        let vouched = claims
            .iter()
            .filter(|c| matches!(c.stance, Stance::Asserts | Stance::Denies) || c.source == Source::Narrator);
        let vouched: BTreeSet<EventId> = vouched.map(|c| c.event).collect();
        for (i, event) in self.events.iter().enumerate() {
            let id = EventId::new(i);
            if !vouched.contains(&id) {
                claims.push(self.narrator(id, Stance::Asserts, event));
            }
        }
    }
}

pub(super) fn in_order(event: &Event) -> Vec<&Telling> {
    let mut tellings: Vec<&Telling> = event.tellings.iter().collect();
    tellings.sort_by_key(|telling| telling.trigger);
    tellings
}

/// One claim for what one source says twice of one event, unless the figures or the target differ.
fn merge(claims: Vec<Claim>) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    for claim in claims {
        let same = out.iter_mut().find(|other| {
            other.event == claim.event
                && other.stance == claim.stance
                && is_same(&other.source, &claim.source)
                && agree(other.killed, claim.killed)
                && agree(other.injured, claim.injured)
        });
        match same {
            Some(other) => {
                other.killed = other.killed.or(claim.killed);
                other.injured = other.injured.or(claim.injured);
                other.target = other.target.or(claim.target);
            }
            None => out.push(claim),
        }
    }
    out
}

fn agree<T: PartialEq>(left: Option<T>, right: Option<T>) -> bool {
    left.is_none() || right.is_none() || left == right
}

pub(super) fn is_same(left: &Source, right: &Source) -> bool {
    match (left, right) {
        (Source::Narrator, Source::Narrator) => true,
        (Source::Party(left), Source::Party(right)) => match (left.entity, right.entity) {
            (Some(left), Some(right)) => left == right,
            _ => left.span == right.span,
        },
        _ => false,
    }
}
