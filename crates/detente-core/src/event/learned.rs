//! The network's acts as candidates, and how frames and network vote.
//!
//! In: the frames' candidates and the analysis with its acts. Out: one list. Frames know the wordings they name and who
//! stands where in them; the network has seen thousands of others. "Varunia lobbed shells over the river" is in no frame,
//! but "lobbed" tells an ASSAULT of which "Varunia" is the actor; "the play attacked the senses" is in a frame, but the
//! network sees no act in it.

use super::matching::{Candidate, Matcher};
use super::party::same;
use super::{Party, RoleFill};
use crate::analysis::act::{Act, Role};
use crate::analysis::{Relation, Upos};
use crate::text::{TokenId, TokenSpan};
use detente_data::frames::{Frames, Slot};
use detente_data::{CameoCode, EventType, Mode, Sector};

/// What stands for a frame's name in an event that no frame found.
pub(super) const NAME: &str = "learned";

pub(crate) fn tune(i: usize, default: f32) -> f32 {
    static T: std::sync::OnceLock<Vec<Option<f32>>> = std::sync::OnceLock::new();
    T.get_or_init(|| std::env::var("TUNE").unwrap_or_default().split(',').map(|x| x.parse().ok()).collect()).get(i).copied().flatten().unwrap_or(default)
}

/// The frames' candidates that the network does not deny, and the acts that it alone sees, in the order of the text.
pub(super) fn vote<'f>(
    matcher: &Matcher<'_>,
    frames: &'f Frames,
    candidates: Vec<Candidate<'f>>,
) -> Vec<Candidate<'f>> {
    let a = matcher.analysis;
    let mut all: Vec<Candidate<'f>> = Vec::new();
    for mut candidate in candidates {
        let Some(act) = support(matcher, &candidate) else { continue };
        if act.token == candidate.trigger && act.kind != candidate.kind && act.score >= tune(2, 0.7) {
            all.extend(alone(matcher, frames, act));
            continue;
        }
        fill(matcher, &mut candidate, act);
        candidate.status = Some(act.status);
        candidate.score = 0.5 * (candidate.score + act.any);
        all.push(candidate);
    }
    let known: Vec<(TokenId, EventType)> = all.iter().map(|c| (c.trigger, c.kind)).collect();
    let is_told = |act: &Act| {
        known.iter().any(|(trigger, kind)| {
            *trigger == act.token
                || (*kind == act.kind
                    && (a.head(*trigger) == Some(act.token) || a.head(act.token) == Some(*trigger)))
        })
    };
    let more = a.acts.iter().filter(|act| act.any >= tune(0, 0.5) && !is_told(act));
    all.extend(more.filter_map(|act| alone(matcher, frames, act)));
    all.sort_by_key(|c| c.trigger);
    all
}

/// What the network sees at the trigger of a frame's event, or right beside it in the tree ("*carried* out an attack").
fn support<'a>(matcher: &Matcher<'a>, candidate: &Candidate<'_>) -> Option<&'a Act> {
    let a = matcher.analysis;
    let own = a.act(candidate.trigger);
    let near = a.head(candidate.trigger).into_iter().chain(a.children(candidate.trigger).iter().copied());
    let beside = near.filter_map(|t| a.act(t)).filter(|act| act.kind == candidate.kind);
    own.into_iter().chain(beside).filter(|act| act.any >= tune(1, 0.05)).max_by(|x, y| x.any.total_cmp(&y.any))
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
        status: Some(act.status),
        score: act.score,
    };
    fill(matcher, &mut candidate, act);
    Some(candidate)
}

/// Puts the parties that the network sees in the place of those that syntax found; what it leaves open stays.
fn fill(matcher: &Matcher<'_>, candidate: &mut Candidate<'_>, act: &Act) {
    let mut actors = parties(matcher, act, Role::Actor, &mut candidate.roles);
    let mut recipients = parties(matcher, act, Role::Recipient, &mut candidate.roles);
    if act.kind.is_symmetric() {
        actors.append(&mut recipients);
    }
    let by_act = |old: &[Party], i: usize| old.is_empty() || tune(i, 0.0) < 0.5;
    if !actors.is_empty() && by_act(&candidate.actors, 4) {
        candidate.actors = actors;
    }
    recipients.retain(|r| !candidate.actors.iter().any(|x| same(x, r)));
    if !recipients.is_empty() && by_act(&candidate.recipients, 5) {
        candidate.recipients = recipients;
        candidate.unresolved = false;
    }
}

fn parties(matcher: &Matcher<'_>, act: &Act, role: Role, roles: &mut Vec<RoleFill>) -> Vec<Party> {
    let mut found: Vec<Party> = Vec::new();
    for part in act.with(role, tune(3, 0.5)) {
        let name = if role == Role::Actor { "actor" } else { "recipient" };
        let tokens = TokenSpan::of(part.token);
        let mut meant = matcher.parties.of(part.token);
        if meant.is_empty() && tune(10, 1.0) > 0.5 {
            meant.extend(unnamed(matcher, part.token, part.score));
        }
        for party in meant {
            if !found.iter().any(|p| same(p, &party)) {
                found.push(party);
                roles.push(RoleFill { role: name, tokens, path: NAME });
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

/// The CAMEO code that most frames of a type and mode have.
fn usual_code(frames: &Frames, kind: EventType, mode: Option<Mode>) -> Option<CameoCode> {
    let of_kind = || frames.all.iter().filter(|f| f.kind == kind);
    of_kind().find(|f| mode.is_some() && f.mode == mode).or_else(|| of_kind().next()).map(|f| f.cameo)
}
