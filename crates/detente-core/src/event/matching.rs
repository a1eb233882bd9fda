//! Matches frames against trees: which words evoke which event, and who fills its roles.
//!
//! In: the layers below and the frames. Out: [`Candidate`]s, at most one per trigger word, before tellings of
//! one event are merged.

use super::grammar::Grammar;
use super::party::Parties;
use super::slot::{Filler, Slots};
use super::{Party, RoleFill};
use crate::analysis::{Analysis, Relation, Upos};
use crate::text::{TokenId, TokenSpan};
use detente_data::frames::{Frame, Frames, Needs, Part, Path, Pattern, Roles, Slot, Trigger, Words};
use detente_data::{CameoCode, EventType, Mode, RelationChange, Sector};
use std::collections::BTreeSet;

/// An event as one trigger tells it.
#[derive(Debug, Clone)]
pub struct Candidate<'f> {
    /// What found it: a frame's name, or [`super::learned::NAME`].
    pub frame: &'f str,
    /// PLOVER type.
    pub kind: EventType,
    /// Change of official relations it brings.
    pub relation: Option<RelationChange>,
    /// The evoking word.
    pub trigger: TokenId,
    /// The mode, after the cues nearby.
    pub mode: Option<Mode>,
    /// The CAMEO code, after the cues nearby.
    pub cameo: CameoCode,
    /// Who.
    pub actors: Vec<Party>,
    /// To whom.
    pub recipients: Vec<Party>,
    /// For `--explain`.
    pub roles: Vec<RoleFill>,
    /// Head of what was agreed, asked or threatened.
    pub content: Option<TokenId>,
    /// Whether words stand where a recipient would, of whom nothing is known.
    pub unresolved: bool,
    /// Words that belong to this event and evoke none of their own.
    pub absorbed: Vec<TokenSpan>,
    /// How sure, 0 to 1.
    pub score: f32,
}

/// What the matcher looks into.
#[derive(Clone, Copy)]
pub struct Matcher<'a> {
    /// Trees.
    pub analysis: &'a Analysis,
    /// The article's text.
    pub text: &'a str,
    /// Word classes.
    pub grammar: &'a Grammar,
    /// Role fillers to parties.
    pub parties: Parties<'a>,
}

/// A pattern that fits, before the best is chosen.
struct Fit<'f> {
    frame: &'f Frame,
    pattern: &'f Pattern,
    specificity: usize,
}

impl<'a> Matcher<'a> {
    pub(super) fn slots(&self) -> Slots<'a> {
        Slots::new(self.analysis, self.grammar, self.text)
    }

    /// All candidates of the article, in text order, absorbed ones left out.
    pub fn candidates<'f>(&self, frames: &'f Frames) -> Vec<Candidate<'f>> {
        let mut all: Vec<Candidate<'f>> = Vec::new();
        for sentence in self.analysis.sentences.iter().filter(|s| s.root.is_some()) {
            for token in sentence.tokens.ids() {
                all.extend(self.at(frames, token));
            }
        }
        let words = |c: &Candidate<'f>| {
            let by = c.trigger;
            let words: Vec<TokenId> = c.absorbed.iter().flat_map(|span| span.ids()).collect();
            words.into_iter().filter(move |word| *word != by)
        };
        let absorbed: BTreeSet<TokenId> = all.iter().flat_map(words).collect();
        all.retain(|c| !absorbed.contains(&c.trigger));
        all
    }

    fn at<'f>(&self, frames: &'f Frames, token: TokenId) -> Option<Candidate<'f>> {
        let upos = self.analysis.upos(token);
        if !matches!(upos, Upos::Verb | Upos::Noun | Upos::Propn | Upos::Adj | Upos::Aux) {
            return None;
        }
        let lemma = self.analysis.lemma(token).to_lowercase();
        let mut fits: Vec<Fit<'f>> = Vec::new();
        for hit in frames.hits(&lemma) {
            let frame = &frames.all[hit.frame];
            let pattern = &frame.patterns[hit.pattern];
            let trigger = &pattern.triggers[hit.trigger];
            if let Some(specificity) = self.fits(token, pattern, trigger) {
                fits.push(Fit { frame, pattern, specificity });
            }
        }
        // the closest wording wins; among equals the first frame by name, so that the order of files decides nothing
        fits.sort_by(|x, y| y.specificity.cmp(&x.specificity).then_with(|| x.frame.name.cmp(&y.frame.name)));
        fits.iter().find_map(|fit| self.fill(token, fit))
    }

    /// Whether a pattern fits at a token, and how closely.
    fn fits(&self, token: TokenId, pattern: &Pattern, trigger: &Trigger) -> Option<usize> {
        if !self.part_fits(token, trigger.part) || !self.has_particles(token, &trigger.words[1..]) {
            return None;
        }
        for (path, words) in &pattern.only {
            if !self.filled_by(token, path, words) {
                return None;
            }
        }
        if pattern.not.iter().any(|(path, words)| self.filled_by(token, path, words)) {
            return None;
        }
        let lexical = pattern.only.iter().filter(|(_, w)| !w.lemmas.is_empty()).count();
        Some(2 * (trigger.words.len() - 1) + pattern.only.len() + 2 * lexical)
    }

    fn part_fits(&self, token: TokenId, part: Part) -> bool {
        let a = self.analysis;
        match (part, a.upos(token)) {
            (Part::Verb, Upos::Verb) | (Part::Noun, Upos::Noun) => true,
            // headlines write nouns with capitals: "Attack on Chad Kills Ten"
            (Part::Noun, Upos::Propn) => a.relation(token) != Relation::Flat,
            (Part::Adjective, Upos::Adj | Upos::Verb) => true,
            _ => false,
        }
    }

    /// Whether the further words of a trigger stand after it ("call *home*", "break *off* relations").
    fn has_particles(&self, token: TokenId, words: &[String]) -> bool {
        let a = self.analysis;
        let sentence = a.sentence_of(token).tokens;
        let near: Vec<String> = (token.index() + 1..sentence.end().min(token.index() + 6))
            .map(|i| a.lemma(TokenId::new(i)).to_lowercase())
            .collect();
        let children: Vec<String> = a.children(token).iter().map(|c| a.lemma(*c).to_lowercase()).collect();
        words.iter().enumerate().all(|(i, w)| near.iter().take(2 + i).any(|n| n == w) || children.contains(w))
    }

    fn filled_by(&self, token: TokenId, path: &Path, words: &Words) -> bool {
        let fillers = self.slots().along(token, path);
        if words.lemmas.is_empty() && !words.party {
            return !fillers.is_empty();
        }
        fillers.iter().any(|f| {
            (words.party && self.parties.any(f.token))
                || self.analysis.conjuncts(f.token).iter().any(|head| self.names(*head, words))
        })
    }

    fn names(&self, head: TokenId, words: &Words) -> bool {
        let a = self.analysis;
        if words.lemmas.contains(&a.lemma(head).to_lowercase()) {
            return true;
        }
        // "a number of soldiers", "two of the envoys": what is counted matters
        let counted = self.grammar.counters.contains(&a.lemma(head).to_lowercase())
            || matches!(a.upos(head), Upos::Num | Upos::Pron | Upos::Det);
        counted
            && a.children_by(head, &[Relation::Nmod, Relation::Obl]).any(|c| {
                a.case(c).as_deref() == Some("of") && words.lemmas.contains(&a.lemma(c).to_lowercase())
            })
    }

    /// Fills the roles; none where what the frame needs is missing.
    fn fill<'f>(&self, trigger: TokenId, fit: &Fit<'f>) -> Option<Candidate<'f>> {
        let roles = fit.pattern.roles.as_ref().unwrap_or(&fit.frame.roles);
        let symmetric = fit.frame.kind.is_symmetric();
        let mut filled = Filled::default();
        self.fill_role(trigger, &roles.actor, "actor", !symmetric, &mut filled);
        let actors = std::mem::take(&mut filled.parties);
        filled.unresolved = false;
        let announced = fit.frame.kind == EventType::Sanction && actors.is_empty();
        self.fill_role(trigger, &roles.recipient, "recipient", false, &mut filled);
        let recipients_unresolved = filled.parties.is_empty() && filled.unresolved;
        let recipients: Vec<Party> = std::mem::take(&mut filled.parties)
            .into_iter()
            .filter(|r| !actors.iter().any(|x| super::party::same(x, r)))
            .collect();
        let recipients = if recipients.is_empty() && is_material_conflict(fit.frame.kind) {
            self.hit_by_place(trigger, &roles.recipient, &actors)
        } else {
            recipients
        };
        let actors = if announced { self.announcer(trigger, &recipients) } else { actors };
        if !satisfied(roles, &actors, &recipients) || is_order_within(fit.frame.kind, &actors, &recipients) {
            return None;
        }
        let (mode, cameo) = self.mode(trigger, fit);
        let absorbed = roles
            .absorbs
            .iter()
            .flat_map(|path| self.slots().along(trigger, path))
            .flat_map(|f| self.absorbed(f.token))
            .collect();
        let known = usize::from(actors.iter().any(|p| p.code.is_some()))
            + usize::from(recipients.iter().any(|p| p.code.is_some()));
        let score = (0.55 + 0.05 * fit.specificity as f32 + 0.1 * known as f32).min(0.95);
        Some(Candidate {
            frame: &fit.frame.name,
            kind: fit.frame.kind,
            relation: fit.frame.relation,
            trigger,
            mode,
            cameo,
            actors,
            recipients,
            roles: filled.roles,
            content: self.slots().fill(trigger, &Slot::Clause).first().map(|f| f.token),
            unresolved: recipients_unresolved,
            absorbed,
            score,
        })
    }

    /// "Flights to Georgia will be suspended, the Transport Ministry announced": a measure told in the passive is
    /// that of the government that announces it.
    fn announcer(&self, trigger: TokenId, recipients: &[Party]) -> Vec<Party> {
        let a = self.analysis;
        let mut at = trigger;
        for _ in 0..4 {
            let Some(head) = a.head(at) else { break };
            // the words quoted hang on the verb of saying, or the verb of saying on them
            let says = matches!(a.relation(at), Relation::Ccomp | Relation::Parataxis).then_some(head);
            let found = says.and_then(|verb| self.official_subject(verb, recipients));
            if let Some(party) = found {
                return vec![party];
            }
            at = head;
        }
        let below = a.children_by(trigger, &[Relation::Parataxis]);
        below.filter_map(|verb| self.official_subject(verb, recipients)).take(1).collect()
    }

    fn official_subject(&self, verb: TokenId, recipients: &[Party]) -> Option<Party> {
        let subjects = self.slots().logical_subject(verb);
        subjects.iter().flat_map(|f| self.parties.of(f.token)).find(|p| {
            matches!(p.sector, Sector::Gov | Sector::Mil)
                && p.code.is_some()
                && recipients.iter().all(|r| r.code != p.code)
        })
    }

    /// Recipients by the places hit, for words that name no party; the actor's own state is none.
    fn hit_by_place(&self, trigger: TokenId, paths: &[Path], actors: &[Party]) -> Vec<Party> {
        let fillers = paths.iter().flat_map(|path| self.slots().along(trigger, path));
        let found = fillers.filter_map(|f| self.parties.by_place(f.token));
        found.filter(|p| actors.iter().all(|a| a.code != p.code)).take(1).collect()
    }

    fn fill_role(
        &self,
        trigger: TokenId,
        paths: &[Path],
        role: &'static str,
        first_only: bool,
        out: &mut Filled,
    ) {
        let mut known: Vec<&Path> = Vec::new();
        for path in paths {
            // "expelled Iranian diplomats": the diplomats are known, their owner need not be asked
            if known.iter().any(|k| k.0.len() < path.0.len() && path.0.starts_with(&k.0)) {
                continue;
            }
            let slot_path = path;
            let before = out.parties.len();
            for Filler { token, path } in self.slots().along(trigger, path) {
                let parties = self.parties.of(token);
                if parties.is_empty() {
                    out.unresolved |= self.analysis.upos(token) == Upos::Propn;
                    continue;
                }
                out.roles.push(RoleFill { role, tokens: self.analysis.subtree(token), path });
                for party in parties {
                    if !out.parties.iter().any(|p| super::party::same(p, &party)) {
                        out.parties.push(party);
                    }
                }
            }
            if out.parties[before..].iter().any(|p| p.code.is_some()) {
                known.push(slot_path);
            }
            if first_only && out.parties.len() > before {
                return;
            }
        }
    }

    /// The words of an absorbed complement: its clause or phrase, without relative clauses, which tell of
    /// something else ("accepted a plan *that Moscow had proposed*").
    fn absorbed(&self, head: TokenId) -> Vec<TokenSpan> {
        let a = self.analysis;
        let mut spans = Vec::new();
        let mut stack = vec![head];
        while let Some(at) = stack.pop() {
            spans.push(TokenSpan::of(at));
            stack.extend(a.children(at).iter().copied().filter(|c| {
                !matches!(a.relation(*c), Relation::AclRelcl | Relation::Parataxis | Relation::AdvclRelcl)
            }));
        }
        spans
    }

    /// The closest mode: the first of the frame's cues with a word near the trigger.
    fn mode(&self, trigger: TokenId, fit: &Fit<'_>) -> (Option<Mode>, CameoCode) {
        let near = self.near(trigger);
        for cue in &fit.frame.modes {
            if cue.near.iter().any(|w| near.contains(w)) {
                return (Some(cue.mode), cue.cameo.unwrap_or(fit.frame.cameo));
            }
        }
        (fit.pattern.mode.or(fit.frame.mode), fit.frame.cameo)
    }

    /// Lemmas around a trigger: itself, what hangs on it to a depth of three, and the verb it depends on.
    fn near(&self, trigger: TokenId) -> BTreeSet<String> {
        let a = self.analysis;
        let mut found = BTreeSet::new();
        let mut stack = vec![(trigger, 0)];
        if let Some(head) = a.head(trigger).filter(|_| a.upos(trigger) != Upos::Verb) {
            found.insert(a.lemma(head).to_lowercase());
            for sibling in a.children_by(head, &[Relation::Nsubj, Relation::Obl, Relation::Obj]) {
                stack.push((sibling, 2));
            }
        }
        while let Some((at, depth)) = stack.pop() {
            found.insert(a.lemma(at).to_lowercase());
            if depth < 3 {
                let below = a.children(at).iter().filter(|c| {
                    !matches!(a.relation(**c), Relation::Parataxis | Relation::Conj | Relation::AclRelcl)
                        || (depth > 0 && a.relation(**c) == Relation::Conj)
                });
                stack.extend(below.map(|c| (*c, depth + 1)));
            }
        }
        found
    }
}

#[derive(Default)]
struct Filled {
    parties: Vec<Party>,
    roles: Vec<RoleFill>,
    unresolved: bool,
}

/// Types that hit a place as well as a party.
fn is_material_conflict(kind: EventType) -> bool {
    matches!(kind, EventType::Assault | EventType::Coerce)
}

/// "told his defence minister to send ten battalions": an order within one government is no request to
/// anybody; what was ordered is the event.
fn is_order_within(kind: EventType, actors: &[Party], recipients: &[Party]) -> bool {
    let official = |p: &Party| matches!(p.sector, Sector::Gov | Sector::Mil) && p.code.is_some();
    kind == EventType::Request
        && !recipients.is_empty()
        && actors.iter().all(official)
        && recipients
            .iter()
            .all(|r| official(r) && actors.iter().all(|a| a.code == r.code && a.entity != r.entity))
}

fn satisfied(roles: &Roles, actors: &[Party], recipients: &[Party]) -> bool {
    match roles.needs {
        Needs::Actor => !actors.is_empty(),
        Needs::Recipient => !recipients.is_empty(),
        Needs::Both => !actors.is_empty() && !recipients.is_empty(),
        Needs::Either => !actors.is_empty() || !recipients.is_empty(),
        Needs::Nothing => true,
    }
}
