//! Figures that are set or told again: "raised its toll to 79", "put the number of wounded at 13; the governor spoke of nine".
//!
//! In: a word for a toll or a verb of telling. Out: the number that it gives, and of whom, dead or injured.

use super::super::quantity;
use super::{CasualtyKind, Count, Finder, Quantity, has};
use crate::analysis::{Relation, Upos};
use crate::text::{TokenId, TokenSpan};

impl Finder<'_> {
    /// "a death toll of 46", "raised its toll to 79", "put the number of wounded at 13", "losses exceed 400".
    pub(super) fn toll(&mut self, noun: TokenId, lemma: &str) {
        let Some(kind) = self.toll_kind(noun, lemma) else { return };
        let of = self.analysis.children_by(noun, &[Relation::Nmod]).find_map(|n| {
            let is_of = self.analysis.case(n).as_deref() == Some("of");
            self.said(n).filter(|_| is_of).map(|q| (q, n))
        });
        let set = || {
            let verb = self.analysis.ancestors(noun).take(3).find(|a| {
                self.analysis.upos(*a) == Upos::Verb && has(&self.words.set, self.analysis.lemma(*a))
            })?;
            self.number_under(verb, noun)
        };
        // "Colombia's count is 285"
        let equated = || {
            let head =
                self.analysis.head(noun).filter(|_| self.analysis.relation(noun) == Relation::Nsubj)?;
            self.said(head).filter(|q| q.unit == head).map(|q| (q, head))
        };
        if let Some((said, head)) = of.or_else(set).or_else(equated) {
            let count = Count { min: said.min, max: said.max, head };
            self.push(kind, noun, count);
        }
    }

    /// "put the dead at 14": the word for the dead themselves is set at a number.
    pub(super) fn is_set(&self, noun: TokenId, lemma: &str) -> bool {
        let verb = self.analysis.head(noun).filter(|_| self.analysis.relation(noun) == Relation::Obj);
        let is_counted = self.said(noun).is_some();
        self.stands_for(lemma, noun).is_some()
            && !is_counted
            && verb.is_some_and(|v| matches!(self.analysis.lemma(v), "put" | "set" | "estimate" | "give"))
    }

    /// The number that the verb sets: "at 13", "to 79", "exceed 400".
    fn number_under(&self, verb: TokenId, noun: TokenId) -> Option<(Quantity, TokenId)> {
        let inside = self.analysis.subtree(noun);
        let end = self.analysis.sentence_of(verb).tokens.end();
        let ahead = quantity::beginning_in(self.quantities, TokenSpan::new(verb.index(), end));
        let numbers = ahead.iter().filter(|q| {
            let start = q.tokens.start();
            let before = start.checked_sub(1).map(TokenId::new);
            let is_set = before.is_some_and(|b| {
                matches!(self.analysis.lemma(b), "at" | "to")
                    || b == verb
                    || self.lower(b) == self.lower(verb)
            });
            let is_object = q.tokens.has(verb) || self.analysis.head(q.unit) == Some(verb);
            // "has given no toll" sets none
            q.unit != noun && (is_set || is_object || start == verb.index())
        });
        let first =
            numbers.copied().find(|q| !inside.holds(q.tokens.start()) || q.tokens.start() > verb.index())?;
        Some((first, first.unit))
    }

    /// Whether the toll is of dead or injured; a bare "number" or "figure" is as the last casualty was ("A rebel
    /// commander put their number at 14").
    fn toll_kind(&self, noun: TokenId, lemma: &str) -> Option<CasualtyKind> {
        let below = self.analysis.subtree(noun);
        let named =
            below.ids().filter(|t| *t != noun).find_map(|t| self.stands_for(self.analysis.lemma(t), t));
        if named.is_some() {
            return named;
        }
        if has(&self.words.death, lemma) || lemma == "toll" {
            return Some(CasualtyKind::Killed);
        }
        if self.is_set(noun, lemma) {
            return self.stands_for(lemma, noun);
        }
        let is_theirs = self.analysis.children(noun).iter().any(|c| {
            matches!(self.analysis.relation(*c), Relation::NmodPoss)
                && (self.analysis.upos(*c) == Upos::Pron || lemma == "count")
        });
        match lemma {
            "number" | "figure" | "count" | "tally" if is_theirs => self.last_kind(noun),
            _ => None,
        }
    }

    /// "The mayor put the number of wounded at 13; the governor's office spoke of nine."
    pub(super) fn told_again(&mut self, verb: TokenId) -> Option<(CasualtyKind, TokenId)> {
        let number = self
            .analysis
            .children_by(verb, &[Relation::Obl, Relation::Obj])
            .find(|o| self.analysis.upos(*o) == Upos::Num && self.said(*o).is_some_and(|q| q.unit == *o))
            // "says 20 of its soldiers were captured" counts something else
            .filter(|o| self.analysis.child(*o, Relation::Nmod).is_none())?;
        Some((self.last_kind(verb)?, number))
    }

    /// The kind of the last casualty told of within two sentences.
    fn last_kind(&self, from: TokenId) -> Option<CasualtyKind> {
        let sentence = self.analysis.token(from).sentence.index();
        let last = self.found.iter().rev().find(|c| c.trigger < from)?;
        (self.analysis.token(last.trigger).sentence.index() + 2 >= sentence).then_some(last.kind)
    }
}
