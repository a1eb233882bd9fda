//! How many: the sum of a phrase for victims, with those who are one each.
//!
//! "killing a schoolteacher and four children" is five; "four civilians, among them two children" is four.

use detente_data::QuantityWords;

use super::{Count, Finder, has};
use crate::analysis::{NameKind, Relation, Upos};
use crate::text::TokenId;

/// What a phrase for victims may count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Only what is known to be a person: "a plan died" has no victim.
    People,
    /// Anything in the singular, since the verb takes none but the living: "wounding a ship's cook".
    Anybody,
}

impl Finder<'_> {
    /// How many a noun phrase and what is joined to it make; none where no part says.
    pub(super) fn count(&self, head: TokenId, who: Who) -> Option<Count> {
        let mut parts = self.analysis.conjuncts(head);
        // "A mother, three of her daughters and a neighbour": a list whose second member was taken for an apposition.
        let listed = self.analysis.children_by(head, &[Relation::Appos]);
        // "the security chief, Orkhan Askarov": the name is the chief's
        let listed = listed.filter(|a| !self.is_named(*a)).map(|a| self.analysis.conjuncts(a));
        parts.extend(listed.filter(|l| l.len() > 1).flatten());
        // "nine people, eight of them Turks and one an American": what follows is counted already
        let among = parts.iter().position(|part| *part != head && self.is_among(*part));
        parts.truncate(among.unwrap_or(parts.len()));
        parts.retain(|part| *part == head || !self.is_no_person(*part));
        let mut total = Count { min: 0, max: Some(0), head };
        let mut is_known = false;
        for (i, part) in parts.iter().enumerate() {
            let is_anybody = || who == Who::Anybody && self.is_single(*part);
            let one = || (self.is_one(*part) || is_anybody()).then_some((1, Some(1)));
            let known = self.said(*part).map(|q| (q.min, q.max)).or_else(one);
            is_known |= known.is_some();
            let shared = || i > 0 && self.shares_number(parts[i - 1], *part);
            let (min, max) = known.unwrap_or_else(|| (0, shared().then_some(0)));
            total.min = total.min.saturating_add(min);
            total.max = total.max.zip(max).map(|(a, b)| a.saturating_add(b));
        }
        // "killed a top rebel" says that one was, not that no other was; "a soldier was killed" counts.
        let singled = &QuantityWords::get().people.singled;
        let is_singled =
            self.analysis.children_by(head, &[Relation::Amod]).any(|a| has(singled, self.analysis.lemma(a)));
        if parts.len() == 1 && total.max == Some(1) && is_singled && !self.is_counted_one(head) {
            total.max = None;
        }
        is_known.then_some(total)
    }

    /// "Four civilians, among them two children", "53 people, 14 of them children": counted already.
    fn is_among(&self, part: TokenId) -> bool {
        let analysis = self.analysis;
        let sentence = analysis.sentence_of(part).tokens;
        let is_word = |at: usize, words: &[&str]| {
            let token = TokenId::new(at);
            sentence.has(token) && words.contains(&self.lower(token).as_str())
        };
        let number = self.said(part).map(|q| q.tokens);
        let start = number.map_or(part.index(), |n| n.start().min(part.index()));
        let end = number.map_or(part.index() + 1, |n| n.end());
        let of_them = is_word(end, &["of"]) && is_word(end + 1, &["them", "whom"]);
        // right before it: "Twenty-four of them and ten soldiers" are 34
        let after = start.checked_sub(1).is_some_and(|at| is_word(at, &["them", "whom", "including"]));
        of_them || after
    }

    /// "12 people and hundreds of camels".
    fn is_no_person(&self, part: TokenId) -> bool {
        let unit = self.said(part).map_or(part, |q| q.unit);
        let nouns = &QuantityWords::get().people;
        let lemma = self.analysis.lemma(unit);
        has(&nouns.never_one, lemma)
            && !has(&nouns.nouns, lemma)
            && self.said(part).is_some()
            && self.analysis.upos(unit) == Upos::Noun
    }

    /// "Ten soldiers and volunteers": one number for both.
    fn shares_number(&self, first: TokenId, part: TokenId) -> bool {
        let is_bare = !self.analysis.children(part).iter().any(|c| {
            matches!(self.analysis.relation(*c), Relation::Det | Relation::NmodPoss | Relation::Nummod)
        });
        let is_beside = part.index() == first.index() + 2
            && matches!(self.lower(TokenId::new(first.index() + 1)).as_str(), "and" | "or");
        is_bare && is_beside && self.lower(part).ends_with('s') && self.said(first).is_some()
    }

    pub(super) fn is_counted_one(&self, head: TokenId) -> bool {
        self.said(head)
            .is_some_and(|q| q.tokens.ids().any(|t| self.lower(t) == "one" || self.lower(t) == "1"))
    }

    /// A noun for people, by its lemma or its spelling ("children", "policemen").
    pub(super) fn is_people(&self, head: TokenId) -> bool {
        let nouns = &QuantityWords::get().people.nouns;
        let lower = self.lower(head);
        let by_men = lower.strip_suffix("men").map(|stem| format!("{stem}man"));
        has(nouns, self.analysis.lemma(head))
            || has(nouns, &lower)
            || lower.strip_suffix('s').is_some_and(|l| has(nouns, l))
            || by_men.is_some_and(|l| has(nouns, &l))
            || lower == "children"
    }

    /// A person by name, a single one ("Dutch cameraman Stan Storimans", "a watchman", headline "guard"), or one more
    /// of those before ("and a third was wounded").
    pub(super) fn is_one(&self, head: TokenId) -> bool {
        let analysis = self.analysis;
        let people = &QuantityWords::get().people;
        let lower = self.lower(head);
        let next = TokenId::new(head.index() + 1);
        if self.is_named(head) || has(&people.further, &lower) {
            return true;
        }
        if analysis.upos(head) == Upos::Pron {
            return matches!(lower.as_str(), "he" | "she" | "him" | "her");
        }
        let determined = analysis.children_by(head, &[Relation::Det, Relation::NmodPoss]).next().is_some();
        let is_bare = analysis.upos(head) == Upos::Noun && !determined;
        let is_noun = has(&people.nouns, analysis.lemma(head));
        is_noun && (self.is_named(next) || self.is_singular(head) && (determined || is_bare))
    }

    /// Within a person's name.
    fn is_named(&self, at: TokenId) -> bool {
        self.analysis.name_at(at).is_some_and(|n| n.kind == NameKind::Person)
    }

    fn is_singular(&self, head: TokenId) -> bool {
        let lower = self.lower(head);
        lower == self.analysis.lemma(head).to_lowercase()
            && !has(&QuantityWords::get().people.never_one, &lower)
    }

    /// "a cook", "a Pakistani".
    fn is_single(&self, head: TokenId) -> bool {
        let is_article = |t: &TokenId| matches!(self.lower(*t).as_str(), "a" | "an");
        self.is_singular(head) && self.analysis.children(head).iter().any(is_article)
    }

    /// One person by a common noun: "the murder of the embassy's chief of security".
    pub(super) fn is_one_by_noun(&self, head: TokenId) -> bool {
        self.analysis.upos(head) == Upos::Noun && self.is_people(head) && self.is_one(head)
    }
}
