//! The network's acts as candidates, and how frames and network vote.
//!
//! In: the frames' candidates and the analysis with its acts. Out: one list. Frames know the wordings they name and who
//! stands where in them; the network has seen thousands of others. "Varunia lobbed shells over the river" is in no frame,
//! but "lobbed" tells an ASSAULT of which "Varunia" is the actor; "the play attacked the senses" is in a frame, but the
//! network sees no act in it.

use std::collections::BTreeSet;

use super::matching::{Candidate, Matcher};
use super::party::same;
use super::{Party, Precision, RoleFill};
use crate::analysis::act::{Act, Role};
use crate::analysis::{Relation, Upos};
use crate::text::{TokenId, TokenSpan};
use detente_data::frames::{Frames, Slot};
use detente_data::{CameoCode, EventType, Mode, Sector};

/// What stands for a frame's name in an event that no frame found.
pub(super) const NAME: &str = "learned";

/// The network's type stands against a frame's from this probability on.
const OVERRULES: f32 = 0.9;
/// A word plays a part from this probability on.
const PART: f32 = 0.4;

/// The frames' candidates that the network does not deny, and the acts that it alone sees, in the order of the text.
pub(super) fn vote<'f>(
    matcher: &Matcher<'_>,
    frames: &'f Frames,
    candidates: Vec<Candidate<'f>>,
    precision: Precision,
) -> Vec<Candidate<'f>> {
    let a = matcher.analysis;
    let mut all: Vec<Candidate<'f>> = Vec::new();
    for mut candidate in candidates {
        let Some(act) = support(matcher, &candidate, precision) else { continue };
        if act.token == candidate.trigger && act.kind != candidate.kind && act.score >= OVERRULES {
            all.extend(alone(matcher, frames, act));
            continue;
        }
        fill(matcher, &mut candidate, act);
        candidate.score = 0.5 * (candidate.score + act.any);
        all.push(candidate);
    }
    let words: BTreeSet<TokenId> = all.iter().map(|c| c.trigger).collect();
    let known: BTreeSet<(TokenId, EventType)> = all.iter().map(|c| (c.trigger, c.kind)).collect();
    let is_told = |act: &Act| {
        let mut beside = a.children(act.token).iter().copied().chain(a.head(act.token));
        words.contains(&act.token) || beside.any(|word| known.contains(&(word, act.kind)))
    };
    // "alleged Israeli bases": the word of doubt before a noun accuses nobody, nor where the tree takes it for a verb, as in
    // "attacks against ISIS targets and alleged Israeli bases"; a verb of its own has a subject or what is alleged
    let told_by = |t: TokenId| {
        a.children_by(t, &[Relation::Nsubj, Relation::NsubjPass, Relation::Ccomp, Relation::Xcomp])
            .next()
            .is_some()
    };
    let is_doubt = |act: &Act| {
        let adjective = a.relation(act.token) == Relation::Amod;
        act.kind == EventType::Accuse && (adjective || a.lemma(act.token) == "allege" && !told_by(act.token))
    };
    let more = a.acts.iter().filter(|act| act.any >= precision.alone() && !is_told(act) && !is_doubt(act));
    let is_sure = |act: &Act, candidate: &Candidate<'_>| {
        let mut parties = candidate.actors.iter().chain(&candidate.recipients);
        act.any >= precision.nameless() || parties.any(|party| party.code.is_some())
    };
    let more = more.filter_map(|act| alone(matcher, frames, act).filter(|candidate| is_sure(act, candidate)));
    all.extend(more);
    all.sort_by_key(|c| c.trigger);
    all
}

/// What the network sees at the trigger of a frame's event, or right beside it in the tree ("*carried* out an attack").
fn support<'a>(matcher: &Matcher<'a>, candidate: &Candidate<'_>, precision: Precision) -> Option<&'a Act> {
    let a = matcher.analysis;
    let own = a.act(candidate.trigger);
    let near = a.head(candidate.trigger).into_iter().chain(a.children(candidate.trigger).iter().copied());
    let beside = near.filter_map(|t| a.act(t)).filter(|act| act.kind == candidate.kind);
    own.into_iter()
        .chain(beside)
        .filter(|act| act.any >= precision.denied())
        .max_by(|x, y| x.any.total_cmp(&y.any))
}

/// An act that only the network sees.
fn alone<'f>(matcher: &Matcher<'_>, frames: &'f Frames, act: &Act) -> Option<Candidate<'f>> {
    let cameo = usual_code(frames, act.kind, act.mode)?;
    let mut candidate = Candidate {
        frame: NAME,
        kind: act.kind,
        relation: None,
        trigger: act.token,
        mode: act.mode,
        cameo,
        actors: Vec::new(),
        recipients: Vec::new(),
        roles: Vec::new(),
        content: matcher.slots().fill(act.token, &Slot::Clause).first().map(|f| f.token),
        unresolved: true,
        absorbed: Vec::new(),
        score: act.score,
    };
    fill(matcher, &mut candidate, act);
    Some(candidate)
}

/// Puts the parties and the mode that the network sees where syntax and frame found none.
fn fill(matcher: &Matcher<'_>, candidate: &mut Candidate<'_>, act: &Act) {
    let mut actors = parties(matcher, act, Role::Actor, "actor");
    let mut recipients = parties(matcher, act, Role::Recipient, "recipient");
    if candidate.kind.is_symmetric() {
        actors.append(&mut recipients);
    }
    if candidate.actors.is_empty() {
        for (party, role) in actors {
            candidate.actors.push(party);
            candidate.roles.push(role);
        }
    }
    recipients.retain(|(r, _)| !candidate.actors.iter().any(|x| same(x, r)));
    if candidate.recipients.is_empty() && !recipients.is_empty() {
        for (party, role) in recipients {
            candidate.recipients.push(party);
            candidate.roles.push(role);
        }
        candidate.unresolved = false;
    }
    candidate.mode = candidate.mode.or(act.mode.filter(|mode| mode.event_type() == candidate.kind));
}

/// The parties with a role in an act, each with the word that it was read from.
fn parties(matcher: &Matcher<'_>, act: &Act, role: Role, name: &'static str) -> Vec<(Party, RoleFill)> {
    let mut found: Vec<(Party, RoleFill)> = Vec::new();
    for part in act.with(role, PART) {
        let mut meant = matcher.parties.of(part.token);
        if meant.is_empty() {
            meant.extend(unnamed(matcher, part.token, part.score));
        }
        for party in meant {
            if !found.iter().any(|(p, _)| same(p, &party)) {
                found.push((party, RoleFill { role: name, tokens: TokenSpan::of(part.token), path: NAME }));
            }
        }
    }
    found
}

/// A party of whom the article names nothing but what it is: "rebels", "a patrol", "Masked men with rifles".
fn unnamed(matcher: &Matcher<'_>, head: TokenId, score: f32) -> Option<Party> {
    let a = matcher.analysis;
    if !matches!(a.upos(head), Upos::Noun | Upos::Propn) {
        return None;
    }
    let words = a.children_by(head, &[Relation::Det, Relation::Amod, Relation::Compound, Relation::Nummod]);
    let tokens = words.fold(TokenSpan::of(head), |span, word| span.cover(TokenSpan::of(word)));
    Some(Party { span: a.bytes(tokens), entity: None, code: None, sector: Sector::Uns, score: score * 0.5 })
}

/// The CAMEO code of the first frame of a type and mode, or else of the type.
fn usual_code(frames: &Frames, kind: EventType, mode: Option<Mode>) -> Option<CameoCode> {
    let of_kind = || frames.all.iter().filter(|f| f.kind == kind);
    of_kind().find(|f| mode.is_some() && f.mode == mode).or_else(|| of_kind().next()).map(|f| f.cameo)
}
