//! Who is hit: from a word of harm to the head of the phrase for its victims.
//!
//! In: the tree, and the words in their order where the tree is wrong. Out: the noun or number of those hit.

use super::super::quantity;
use super::Finder;
use crate::analysis::{Relation, Upos};
use crate::text::{TokenId, TokenSpan};

impl Finder<'_> {
    /// Whom a transitive verb of harm hits: the object, the subject of the passive, the noun a participle hangs on
    /// ("people massacred in their homes"), the antecedent of "who were killed".
    pub(super) fn patients(&self, verb: TokenId) -> Option<TokenId> {
        let children = |relation| self.analysis.child(verb, relation);
        if let Some(object) = children(Relation::Obj).or_else(|| self.counted_after(verb)) {
            return Some(object);
        }
        let passive = children(Relation::NsubjPass)
            .map(|s| self.antecedent(verb, s))
            .or_else(|| self.raised_subject(verb));
        let participle = (self.analysis.relation(verb) == Relation::Acl
            && !self.lower(verb).ends_with("ing"))
        .then(|| self.analysis.head(verb))
        .flatten();
        // "49 troops killed as ...": a headline leaves out the auxiliary, and a verb of harm needs an object.
        let headline = || {
            let is_past = !self.lower(verb).ends_with("ing") && !self.lower(verb).ends_with('s');
            children(Relation::Nsubj).filter(|_| is_past)
        };
        passive
            .or(participle)
            .or_else(|| self.shared_subject(verb))
            .or_else(headline)
            .or_else(|| self.beside(verb))
            .or_else(|| self.analysis.child(verb, Relation::AuxPass).and_then(|_| self.counted_before(verb)))
    }

    /// The number right after an active verb of harm, whatever the tree makes of it: the parser hung the men of "to
    /// retake Aouzou, killing 517 men" on the town.
    fn counted_after(&self, verb: TokenId) -> Option<TokenId> {
        let is_passive = [Relation::AuxPass, Relation::NsubjPass];
        if self.analysis.children_by(verb, &is_passive).next().is_some() {
            return None;
        }
        let next = verb.index() + 1;
        let skip = usize::from(next < self.analysis.tokens.len() && self.lower(TokenId::new(next)) == "dead");
        let begins = TokenSpan::new(next + skip, next + skip + 1);
        quantity::beginning_in(self.quantities, begins).first().map(|q| q.unit)
    }

    /// "Nobody was reported killed", "four men are thought to have died": the subject of the verb above.
    fn raised_subject(&self, verb: TokenId) -> Option<TokenId> {
        let is_below = self.analysis.relation(verb) == Relation::Xcomp;
        let above = self.analysis.head(verb).filter(|_| is_below && !self.lower(verb).ends_with("ing"))?;
        self.analysis.child(above, Relation::NsubjPass).map(|s| self.antecedent(above, s))
    }

    /// The subject that a conjunct shares with the verb before it ("were killed or wounded").
    pub(super) fn shared_subject(&self, verb: TokenId) -> Option<TokenId> {
        let is_conjunct = self.analysis.relation(verb) == Relation::Conj;
        // "ten were killed and about 30 wounded": those have a number of their own
        let is_counted = self.beside(verb).is_some() || self.said(verb).is_some();
        let first = self.analysis.head(verb).filter(|_| is_conjunct && !is_counted)?;
        self.analysis.child(first, Relation::NsubjPass)
    }

    /// A quantity that ends right before the word ("about 30 wounded").
    pub(super) fn beside(&self, word: TokenId) -> Option<TokenId> {
        // "more than 20 people "massacred in their beds"": a mark may stand between.
        let mark =
            word.index().checked_sub(1).filter(|b| self.analysis.upos(TokenId::new(*b)) == Upos::Punct);
        let is_comma =
            mark.is_some_and(|b| matches!(self.lower(TokenId::new(b)).as_str(), "," | ";" | "." | ":"));
        let end = mark.filter(|_| !is_comma).unwrap_or(word.index());
        let sentence = self.analysis.sentence_of(word).tokens;
        let quantity = quantity::beginning_in(self.quantities, sentence).iter().find(|q| {
            q.tokens.end() == end || (q.unit.index() + 1 == end && q.unit > TokenId::new(q.tokens.start()))
        })?;
        (quantity.unit != word).then_some(quantity.unit)
    }

    pub(super) fn subject(&self, verb: TokenId) -> Option<TokenId> {
        let own = self.analysis.children_by(verb, &[Relation::Nsubj, Relation::NsubjPass]).next();
        if let Some(subject) = own {
            return Some(self.antecedent(verb, subject));
        }
        match self.analysis.relation(verb) {
            // a number after the first verb is nearer than the first verb's subject
            Relation::Conj => {
                let first = self.analysis.head(verb)?;
                let own = self.counted_before(verb).filter(|unit| *unit > first);
                own.or_else(|| self.subject(first))
            }
            Relation::Acl => self.analysis.head(verb),
            Relation::Xcomp => self.raised_subject(verb).or_else(|| self.counted_before(verb)),
            _ => self.counted_before(verb),
        }
    }

    /// Where the tree gives no subject: the last number before the verb, with no other verb between ("a year after
    /// more than 400 people, mostly pilgrims, died in clashes").
    pub(super) fn counted_before(&self, verb: TokenId) -> Option<TokenId> {
        let sentence = self.analysis.sentence_of(verb).tokens;
        let here = quantity::beginning_in(self.quantities, sentence);
        let last = here.iter().rfind(|q| q.unit < verb)?;
        let between = (last.tokens.end()..verb.index()).map(TokenId::new);
        let is_clear = between.into_iter().all(|t| self.analysis.upos(t) != Upos::Verb);
        let is_people =
            self.is_people(last.unit) || matches!(self.lower(last.unit).as_str(), "others" | "men" | "women");
        // "15 soldiers and three civilians": the whole of it
        let joined = (self.analysis.relation(last.unit) == Relation::Conj)
            .then(|| self.analysis.head(last.unit))
            .flatten()
            .filter(|first| self.said(*first).is_some());
        (is_clear && is_people).then_some(joined.unwrap_or(last.unit))
    }

    /// The noun that "who" or "that" stands for.
    pub(super) fn antecedent(&self, verb: TokenId, subject: TokenId) -> TokenId {
        let is_relative = self.analysis.relation(verb) == Relation::AclRelcl
            && matches!(self.analysis.lemma(subject), "who" | "that" | "which" | "whom");
        self.analysis.head(verb).filter(|_| is_relative).unwrap_or(subject)
    }
}
