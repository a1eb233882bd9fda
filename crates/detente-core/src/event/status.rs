//! Whether an event is told as a fact: happened, ongoing, future, hypothetical or negated.
//!
//! In: a tree, a trigger and what the network says of it. Out: a [`Status`] and the word that showed it. The word's own
//! auxiliaries and negation come first, then the verbs and nouns that govern it ("plans to", "the possibility of"); a network
//! that is sure of another status overrules them: "fears of a blockade" and "a blockade since May" have one and the same tree.

use super::Status;
use super::grammar::Grammar;
use crate::analysis::{Analysis, Relation, Upos};
use crate::text::TokenId;
use detente_data::EventType;

/// A status and the word that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The status.
    pub status: Status,
    /// The word; none where nothing marks it (it happened).
    pub cue: Option<TokenId>,
}

/// From this probability on the network's status stands where no word shows any.
const SURE: f32 = 0.6;
/// From this one on also against a word that shows another. Both were chosen on the development articles, on which
/// all pairs of bars from 0.4 to 0.8 are as good within 0.008 of F1.
const SURER: f32 = 0.8;

/// Reads the status of the event of a type that `trigger` evokes. The network's word counts where it sees the same type: "could
/// close the border if ..." is to it a threat, and that one happened.
pub fn status(a: &Analysis, grammar: &Grammar, text: &str, trigger: TokenId, kind: EventType) -> Shown {
    let finder = Finder { a, grammar, text };
    let shown = finder.of(trigger, 0).unwrap_or(Shown { status: Status::Happened, cue: None });
    let bar = if shown.cue.is_some() { SURER } else { SURE };
    match a.act(trigger).filter(|act| act.kind == kind).map(|act| act.status) {
        Some((status, sure)) if status != shown.status && sure >= bar => Shown { status, cue: None },
        _ => shown,
    }
}

struct Finder<'a> {
    a: &'a Analysis,
    grammar: &'a Grammar,
    text: &'a str,
}

const MAX_DEPTH: usize = 5;

impl Finder<'_> {
    fn of(&self, word: TokenId, depth: usize) -> Option<Shown> {
        if depth > MAX_DEPTH {
            return None;
        }
        if matches!(self.a.upos(word), Upos::Verb | Upos::Aux | Upos::Adj) {
            self.of_verb(word, depth)
        } else {
            self.of_noun(word, depth)
        }
    }

    fn lemma(&self, word: TokenId) -> String {
        self.a.lemma(word).to_lowercase()
    }

    fn shown(status: Status, cue: TokenId) -> Option<Shown> {
        Some(Shown { status, cue: Some(cue) })
    }

    fn of_verb(&self, verb: TokenId, depth: usize) -> Option<Shown> {
        self.negated(verb)
            .or_else(|| self.conditional(verb))
            .or_else(|| self.auxiliary(verb))
            .or_else(|| self.governed(verb, depth))
            .or_else(|| self.progressive(verb))
    }

    fn negated(&self, word: TokenId) -> Option<Shown> {
        let a = self.a;
        let direct = a
            .children_by(
                word,
                &[Relation::Advmod, Relation::Det, Relation::Cc, Relation::Mark, Relation::Case],
            )
            .find(|c| self.grammar.negation.contains(&self.lemma(*c)) || a.word(*c, self.text) == "n't");
        // "No shell landed", "none has been freed": a negated subject negates the act
        let subject = || {
            a.children_by(word, &[Relation::Nsubj, Relation::NsubjPass, Relation::Obj]).find_map(|s| {
                let none = self.grammar.negation.contains(&self.lemma(s)).then_some(s);
                none.or_else(|| a.children_by(s, &[Relation::Det]).find(|d| self.lemma(*d) == "no"))
            })
        };
        direct.or_else(subject).and_then(|cue| Self::shown(Status::Negated, cue))
    }

    fn conditional(&self, verb: TokenId) -> Option<Shown> {
        let a = self.a;
        let mark = a
            .children_by(verb, &[Relation::Mark, Relation::Advmod])
            .find(|m| self.grammar.conditional.contains(&self.lemma(*m)));
        mark.or_else(|| self.inverted(verb)).and_then(|cue| Self::shown(Status::Hypothetical, cue))
    }

    /// "Had anyone fired, ...": a clause of condition that begins with its helping verb.
    fn inverted(&self, verb: TokenId) -> Option<TokenId> {
        let a = self.a;
        let had =
            a.child(verb, Relation::Aux).filter(|aux| a.word(*aux, self.text).eq_ignore_ascii_case("had"))?;
        let subject = a.children_by(verb, &[Relation::Nsubj, Relation::NsubjPass]).next()?;
        (a.relation(verb) == Relation::Advcl && had < subject && subject < verb).then_some(had)
    }

    fn has_particle(&self, verb: TokenId, particle: &str) -> bool {
        self.a.child(verb, Relation::CompoundPrt).is_some_and(|p| self.lemma(p) == particle)
    }

    fn auxiliary(&self, verb: TokenId) -> Option<Shown> {
        let a = self.a;
        for aux in a.children_by(verb, &[Relation::Aux, Relation::AuxPass]) {
            let lemma = self.lemma(aux);
            if self.grammar.future_aux.contains(&lemma) {
                return Self::shown(Status::Future, aux);
            }
            if lemma == "would" && self.is_reported(verb) {
                // "said it would close the border": the future of reported speech
                return Self::shown(Status::Future, aux);
            }
            // "could not land", "could be heard": past ability happened
            if self.grammar.possible_aux.contains(&lemma) {
                return Self::shown(Status::Hypothetical, aux);
            }
        }
        // "is to be cut", "were to meet"
        let to = a.children_by(verb, &[Relation::Mark, Relation::Aux]).find(|m| self.lemma(*m) == "to");
        to.filter(|_| a.head(verb).is_none() || a.child(verb, Relation::Cop).is_some())
            .and_then(|cue| Self::shown(Status::Future, cue))
    }

    fn is_reported(&self, verb: TokenId) -> bool {
        matches!(self.a.relation(verb), Relation::Ccomp | Relation::Parataxis)
            || self.a.children_by(verb, &[Relation::Parataxis]).next().is_some()
            || (self.a.relation(verb) == Relation::Conj
                && self.a.head(verb).is_some_and(|h| self.is_reported(h)))
            || self.a.relation(verb) == Relation::Root
    }

    /// What the words above say: "plans *to strike*", "fears that they *strike*".
    fn governed(&self, verb: TokenId, depth: usize) -> Option<Shown> {
        let a = self.a;
        let head = a.head(verb)?;
        let lemma = self.lemma(head);
        let infinitive = a.children_by(verb, &[Relation::Mark, Relation::Aux]).any(|m| self.lemma(m) == "to");
        match a.relation(verb) {
            Relation::Xcomp | Relation::Ccomp | Relation::Csubj | Relation::CsubjPass | Relation::Acl => {
                self.complement(head, &lemma, infinitive, depth)
            }
            Relation::Conj if !self.has_own_auxiliary(verb) => {
                self.of(head, depth + 1).filter(|s| s.status != Status::Negated)
            }
            Relation::Advcl if infinitive && !self.grammar.light.contains(&lemma) => {
                // "sent troops to crush the revolt": a purpose is not yet a deed
                Self::shown(Status::Future, head)
            }
            _ => None,
        }
    }

    fn has_own_auxiliary(&self, verb: TokenId) -> bool {
        self.a.child(verb, Relation::Aux).is_some() || self.a.child(verb, Relation::Nsubj).is_some()
    }

    fn complement(&self, head: TokenId, lemma: &str, infinitive: bool, depth: usize) -> Option<Shown> {
        let g = self.grammar;
        if infinitive && g.failing.contains(lemma) {
            return Self::shown(Status::Negated, head);
        }
        if g.supposing.contains(lemma) || g.supposed.contains(lemma) {
            return Self::shown(Status::Hypothetical, head);
        }
        if infinitive && (g.planning.contains(lemma) || g.planned.contains(lemma)) {
            return Self::shown(Status::Future, head);
        }
        // "will begin to shell", "has begun to shell": the governing verb's own status
        if infinitive || self.a.relation(head) == Relation::Xcomp {
            return self.of(head, depth + 1).filter(|s| s.status != Status::Happened);
        }
        None
    }

    fn progressive(&self, verb: TokenId) -> Option<Shown> {
        let a = self.a;
        let be = a.children_by(verb, &[Relation::Aux]).find(|x| {
            self.lemma(*x) == "be"
                && matches!(
                    a.word(*x, self.text).to_lowercase().as_str(),
                    "is" | "are" | "'s" | "’s" | "'re" | "’re" | "been"
                )
        });
        let goes_on =
            a.children_by(verb, &[Relation::Advmod]).find(|x| self.lemma(*x) == "still").or_else(|| {
                a.head(verb).filter(|h| {
                    self.grammar.continuing.contains(&self.lemma(*h)) && a.relation(verb) == Relation::Xcomp
                })
            });
        let is_ing = a.word(verb, self.text).ends_with("ing");
        match (be, goes_on) {
            (_, Some(cue)) => Self::shown(Status::Ongoing, cue),
            (Some(cue), None) if is_ing => Self::shown(Status::Ongoing, cue),
            _ => None,
        }
    }

    fn of_noun(&self, noun: TokenId, depth: usize) -> Option<Shown> {
        let a = self.a;
        for child in a.children_by(
            noun,
            &[Relation::Amod, Relation::Det, Relation::Advmod, Relation::Compound, Relation::Case],
        ) {
            let lemma = self.lemma(child);
            if lemma == "no" || lemma == "without" {
                return Self::shown(Status::Negated, child);
            }
            if self.grammar.planned.contains(&lemma) {
                return Self::shown(Status::Future, child);
            }
            if self.grammar.supposed.contains(&lemma) {
                return Self::shown(Status::Hypothetical, child);
            }
        }
        let head = a.head(noun)?;
        let lemma = self.lemma(head);
        match a.relation(noun) {
            Relation::Nmod if self.grammar.supposed.contains(&lemma) => {
                Self::shown(Status::Hypothetical, head)
            }
            Relation::Nmod if self.grammar.planned.contains(&lemma) => Self::shown(Status::Future, head),
            Relation::Nmod if self.grammar.counters.contains(&lemma) => self.of_noun(head, depth + 1),
            Relation::Obj | Relation::NsubjPass | Relation::Nsubj
                if self.grammar.supposing.contains(&lemma) =>
            {
                Self::shown(Status::Hypothetical, head)
            }
            // "ruled out a war"
            Relation::Obj | Relation::NsubjPass if lemma == "rule" && self.has_particle(head, "out") => {
                Self::shown(Status::Hypothetical, head)
            }
            Relation::Obj | Relation::NsubjPass if self.grammar.light.contains(&lemma) => {
                self.of(head, depth + 1)
            }
            Relation::Nsubj if a.upos(head) == Upos::Verb => {
                self.of(head, depth + 1).filter(|s| matches!(s.status, Status::Future | Status::Hypothetical))
            }
            Relation::Obl if self.grammar.answering.contains(&lemma) => self.of(head, depth + 1),
            Relation::Conj => self.of_noun(head, depth + 1).filter(|s| s.status != Status::Negated),
            _ => None,
        }
    }
}
