//! Figures and targets of claims: how many were killed or hurt, and what was hit, by whose account.
//!
//! In "The mayor put the number of wounded at 13", after a shelling told before, the toll is the mayor's and of
//! that shelling: he gets a claim of it.

use super::find::Reader;
use super::{Claim, Source, Stance, Toll};
use crate::analysis::{Relation, Upos};
use crate::event::{Event, Status, Telling};
use crate::mention::casualty::{Casualty, CasualtyKind, casualties};
use crate::text::{ByteSpan, EventId, SentenceId, TokenId, TokenSpan};
use detente_data::EventType;

/// How many sentences back a toll looks for the event that it counts.
const REACH: usize = 12;
/// Steps in the tree within which a toll and an act of force are of one clause.
const CLAUSE: usize = 3;

/// Gives every toll of the article to the claim of the event and source that it stands with.
pub(super) fn attach(reader: &Reader<'_>, claims: &mut Vec<Claim>) {
    let text = reader.document.text();
    for casualty in casualties(reader.analysis, text, &reader.mentions.quantities) {
        for id in counted(reader, &casualty) {
            give(reader, claims, id, &casualty);
        }
    }
}

fn give(reader: &Reader<'_>, claims: &mut Vec<Claim>, id: EventId, casualty: &Casualty) {
    let toll = Toll { min: casualty.min, max: casualty.max };
    let event = &reader.events[id.index()];
    let said = reader.teller(casualty);
    let mut claim = match said {
        Some(attribution) => {
            let Some(telling) = event.tellings.first() else { return };
            let stance =
                if attribution.stance == Stance::Condemns { Stance::Condemns } else { Stance::Asserts };
            let mut claim = reader.claim(id, event, telling, attribution, reader.party(attribution), stance);
            claim.target = None;
            claim
        }
        None => reader.narrator(id, Stance::Asserts, event),
    };
    match casualty.kind {
        CasualtyKind::Killed => claim.killed = Some(toll),
        CasualtyKind::Injured => claim.injured = Some(toll),
    }
    if claim.target.is_none() && said.is_some() {
        claim.target = victims(reader, casualty.victims);
    }
    let is_its = |other: &Claim| {
        other.event == id
            && other.stance == claim.stance
            && super::find::is_same(&other.source, &claim.source)
    };
    let figure = |other: &Claim| match casualty.kind {
        CasualtyKind::Killed => other.killed,
        CasualtyKind::Injured => other.injured,
    };
    // "135 were killed. One civilian died and six were hurt": the six stand with the one
    let known =
        claims.iter().rposition(|other| is_its(other) && figure(other).is_none_or(|known| known == toll));
    // "killed five ... A mother and her daughters died": the agency's first figure is its figure.
    let is_repeated = claim.source == Source::Narrator && claims.iter().any(is_its);
    match known {
        Some(at) => {
            let other = &mut claims[at];
            other.killed = other.killed.or(claim.killed);
            other.injured = other.injured.or(claim.injured);
            other.target = other.target.or(claim.target);
        }
        None if is_repeated => {}
        None => claims.push(claim),
    }
}

/// The events that a toll counts the victims of: the act of violence in its clause, or in its sentence, or the last
/// one told before.
fn counted(reader: &Reader<'_>, casualty: &Casualty) -> Vec<EventId> {
    let analysis = reader.analysis;
    let sentence = analysis.token(casualty.trigger).sentence;
    let mut here: Vec<(Steps, EventId)> = Vec::new();
    let mut clause: Vec<(Steps, EventId)> = Vec::new();
    for (i, event) in reader.events.iter().enumerate() {
        let violent = is_violent(event);
        if !violent && !is_forcible(event) {
            continue;
        }
        for telling in event.tellings.iter().filter(|t| t.sentence == sentence) {
            let steps = steps(reader, telling.trigger, casualty.trigger);
            if violent {
                here.push((steps, EventId::new(i)));
            } else if steps.all <= CLAUSE {
                clause.push((steps, EventId::new(i)));
            }
        }
    }
    if here.is_empty() && casualty.max == Some(0) {
        here = clause;
    }
    if let Some(least) = here.iter().map(|(d, _)| *d).min() {
        let mut out: Vec<EventId> = here.iter().filter(|(d, _)| *d == least).map(|(_, id)| *id).collect();
        out.dedup();
        return out;
    }
    elsewhere(reader, sentence).into_iter().collect()
}

/// The act of violence that a sentence without one goes on about: the last before it in its paragraph, or the one
/// right after ("Four people were shot dead. The group blamed a raid"), or the last told before.
fn elsewhere(reader: &Reader<'_>, sentence: SentenceId) -> Option<EventId> {
    let zone = |id: SentenceId| reader.analysis.sentences[id.index()].zone;
    let violent = reader.events.iter().enumerate().filter(|(_, event)| is_violent(event));
    let told = violent.flat_map(|(i, event)| event.tellings.iter().map(move |t| (t, EventId::new(i))));
    let told: Vec<(&Telling, EventId)> = told.filter(|(t, _)| t.sentence != sentence).collect();
    let back = |t: &Telling| sentence.index().checked_sub(t.sentence.index());
    let is_beside = |t: &Telling| zone(t.sentence) == zone(sentence);
    let before = |is_near: &dyn Fn(&Telling) -> bool| {
        let near = told.iter().filter(|(t, _)| back(t).is_some_and(|b| b <= REACH) && is_near(t));
        // "Helicopters strafed villages in retaliation for an ambush. Four villagers were killed": what the sentence
        // tells stands above what it mentions.
        near.max_by_key(|(t, _)| (t.sentence, std::cmp::Reverse(depth(reader, t.trigger)), t.trigger))
    };
    let after = || {
        let next = told.iter().filter(|(t, _)| t.sentence.index() == sentence.index() + 1 && is_beside(t));
        next.min_by_key(|(t, _)| (depth(reader, t.trigger), t.trigger))
    };
    before(&is_beside).or_else(after).or_else(|| before(&|_| true)).map(|(_, id)| *id)
}

/// How far below the root a word hangs, clauses joined as equals counted as one.
fn depth(reader: &Reader<'_>, word: TokenId) -> usize {
    let up = std::iter::once(word).chain(reader.analysis.ancestors(word)).take(64);
    up.filter(|t| {
        !matches!(reader.analysis.relation(*t), Relation::Conj | Relation::Parataxis | Relation::Ccomp)
    })
    .count()
}

/// The way in the tree between two words: steps, and how many of them lead into a clause of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Steps {
    all: usize,
    joints: usize,
}

/// Words of other sentences are far. In "One was hurt when troops fired mortars; the others retaliated" both acts are
/// one step away, and the second in a clause of its own.
fn steps(reader: &Reader<'_>, left: TokenId, right: TokenId) -> Steps {
    let path = |at: TokenId| -> Vec<TokenId> {
        std::iter::once(at).chain(reader.analysis.ancestors(at)).take(64).collect()
    };
    let (up, other) = (path(left), path(right));
    let is_joint =
        |t: &&TokenId| matches!(reader.analysis.relation(**t), Relation::Conj | Relation::Parataxis);
    for (i, at) in up.iter().enumerate() {
        if let Some(j) = other.iter().position(|o| o == at) {
            let joints = up[..i].iter().chain(&other[..j]).filter(is_joint).count();
            return Steps { all: i + j, joints };
        }
    }
    Steps { all: 1000 + left.index().abs_diff(right.index()), joints: 0 }
}

/// "Nobody was hurt in the takeover": force that can cost lives, though it is no attack.
fn is_forcible(event: &Event) -> bool {
    let kind = matches!(event.kind, EventType::Coerce | EventType::Protest);
    kind && matches!(event.status, Status::Happened | Status::Ongoing)
}

fn is_violent(event: &Event) -> bool {
    let kind = matches!(event.kind, EventType::Assault);
    kind && matches!(event.status, Status::Happened | Status::Ongoing)
}

/// What was hit, in the words of that telling: the object of the verb, or what follows "on", "against", "at".
pub(super) fn target(reader: &Reader<'_>, event: &Event, telling: &Telling) -> Option<ByteSpan> {
    if !matches!(event.kind, EventType::Assault | EventType::Coerce | EventType::Protest) {
        return None;
    }
    let analysis = reader.analysis;
    let trigger = telling.trigger;
    let against = |word: TokenId| {
        analysis.children_by(word, &[Relation::Obl]).find(|c| analysis.case(*c).as_deref() == Some("against"))
    };
    // "its attack on Chad was conducted against the barracks of ...": the verb says more closely what was hit
    let carried = analysis
        .head(trigger)
        .filter(|_| matches!(analysis.relation(trigger), Relation::NsubjPass | Relation::Obj));
    if let Some(hit) = carried.and_then(against) {
        return victims(reader, hit);
    }
    let of_verb = analysis.children_by(trigger, &[Relation::Obj, Relation::NsubjPass]).next();
    let hit = of_verb.or_else(|| {
        analysis.children_by(trigger, &[Relation::Obl, Relation::Nmod]).find(|child| {
            analysis.case(*child).is_some_and(|case| matches!(case.as_str(), "on" | "against" | "at" | "of"))
        })
    })?;
    victims(reader, hit)
}

/// The words to show for a head: itself and what describes it, up to a clause.
fn victims(reader: &Reader<'_>, head: TokenId) -> Option<ByteSpan> {
    let analysis = reader.analysis;
    let left_out = [Relation::AclRelcl, Relation::Acl, Relation::Parataxis, Relation::Conj, Relation::Appos];
    let outer = [Relation::Punct, Relation::Case, Relation::Mark];
    let mut span = TokenSpan::of(head);
    for child in analysis.children(head) {
        let relation = analysis.relation(*child);
        if left_out.contains(&relation) || outer.contains(&relation) {
            continue;
        }
        span = span.cover(analysis.subtree(*child));
    }
    let is_named = matches!(analysis.upos(head), Upos::Noun | Upos::Propn);
    (is_named && span.len() <= 16).then(|| analysis.bytes(span))
}

impl Reader<'_> {
    /// Who gives a toll: whoever says the words, or sets the number.
    fn teller(&self, casualty: &Casualty) -> Option<&super::Attribution> {
        let mut around: Vec<(usize, &super::Attribution)> = self
            .said
            .iter()
            .filter(|a| matches!(a.stance, Stance::Asserts | Stance::Condemns))
            .filter_map(|a| {
                let span = a.holding(casualty.trigger).or_else(|| a.holding(casualty.victims))?;
                Some((span.len(), a))
            })
            .collect();
        // "raised the toll to 79": the number stands outside the object, the word that says it inside the clause.
        around.extend(self.said.iter().filter(|a| a.toll_only || a.verb == casualty.trigger).filter_map(
            |a| (a.verb == casualty.trigger || self.is_in_clause(a.verb, casualty.victims)).then_some((0, a)),
        ));
        // "condemned the attack that killed ten": the figure is part of what is condemned.
        around.extend(
            self.said.iter().filter(|a| a.stance == Stance::Condemns).filter_map(|a| {
                self.analysis.subtree(a.verb).has(casualty.trigger).then_some((usize::MAX, a))
            }),
        );
        around.sort_by_key(|(len, a)| (*len, a.verb));
        around.first().map(|(_, a)| *a).or_else(|| self.sayer_of_sentence(casualty))
    }

    /// "Soldiers opened fire at Kumarakapay, the leaders said, and two people were killed", "troops shot at the
    /// patrol, an officer claimed; two men were hurt": a main clause that nobody is named for is told by the only one
    /// who speaks in the sentence.
    fn sayer_of_sentence(&self, casualty: &Casualty) -> Option<&super::Attribution> {
        let analysis = self.analysis;
        let sentence = analysis.sentence_of(casualty.trigger).tokens;
        let mut speaking = self.said.iter().filter(|a| sentence.has(a.verb));
        let only = speaking.next().filter(|_| speaking.next().is_none())?;
        let speaks = only.stance == Stance::Asserts
            && only.takes_quotes
            && !only.toll_only
            && only.content.iter().all(|c| sentence.has(TokenId::new(c.start())))
            && only.verb < casualty.trigger;
        let is_main =
            std::iter::once(casualty.trigger).chain(analysis.ancestors(casualty.trigger)).all(|t| {
                analysis.head(t).is_none()
                    || matches!(analysis.relation(t), Relation::Conj | Relation::Parataxis | Relation::Ccomp)
            });
        (speaks && is_main).then_some(only)
    }

    /// Whether a word hangs below a verb in the verb's own clause: not in "; according to Baku, losses exceed 400".
    fn is_in_clause(&self, verb: TokenId, word: TokenId) -> bool {
        let analysis = self.analysis;
        let up: Vec<TokenId> =
            std::iter::once(word).chain(analysis.ancestors(word)).take_while(|t| *t != verb).collect();
        let is_below = up.last().and_then(|t| analysis.head(*t)) == Some(verb);
        let is_other_clause = |t: &TokenId| match analysis.relation(*t) {
            Relation::Parataxis => true,
            Relation::Conj => analysis.child(*t, Relation::Nsubj).is_some(),
            _ => false,
        };
        is_below && !up.iter().any(is_other_clause)
    }
}
