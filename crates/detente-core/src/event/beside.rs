//! Joins two wordings of one attack that stand side by side, once it is known who hit whom.
//!
//! In: the events of an article, parties given away. Out: the same, where what was one happening is one event. "Shelling
//! killed five civilians. A round landed in the courtyard of their house": three words of violence, one attack. In "a
//! policeman was gunned down and a garage was set ablaze" two full verbs stand side by side, and tell two.

use super::grammar::Grammar;
use super::merge::{can_be_one, narrower, places_differ};
use super::{Event, Party, Telling};
use crate::analysis::{Analysis, Relation, Upos};
use crate::text::TokenId;
use detente_data::EventType;

/// Words that may lie between the wordings of one attack.
const NEAR: usize = 25;
/// Words that may lie between the word for an attack and that for its harm where nothing else parts them.
const GLUED: usize = 3;
/// The frame of what is fired coming down ("a round landed in the yard").
const LANDS: &str = "land";

/// Joins what is one; the links between events are made afterwards.
pub(super) fn join(a: &Analysis, grammar: &Grammar, events: Vec<Event>) -> Vec<Event> {
    let stand = Beside { a, grammar };
    let mut out: Vec<Event> = Vec::new();
    for event in events {
        match out.iter().rposition(|old| stand.is_one(old, &event)) {
            Some(same) => stand.take_in(&mut out[same], event),
            None => out.push(event),
        }
    }
    out
}

struct Beside<'a> {
    a: &'a Analysis,
    grammar: &'a Grammar,
}

impl Beside<'_> {
    fn is_one(&self, old: &Event, new: &Event) -> bool {
        let attacks = old.kind == EventType::Assault && new.kind == old.kind;
        if !attacks || !shares(&old.recipients, &new.recipients) {
            return false;
        }
        let told = old.tellings.iter().flat_map(|x| new.tellings.iter().map(move |y| (x, y)));
        let mut near = told.filter(|(x, y)| between(x, y) <= NEAR);
        let can_be = can_be_one(old, new) && !places_differ(old, new);
        let by_one = old.actors.is_empty() || new.actors.is_empty() || shares(&old.actors, &new.actors);
        let comes_down = new.frame == LANDS;
        near.any(|(x, y)| {
            let harm = self.is_harm(x) != self.is_harm(y);
            // "a day after shelling killed five": harm right behind its cause, whatever a tree makes of day and doer
            let glued = harm && x.sentence == y.sentence && between(x, y) <= GLUED && x.trigger < y.trigger;
            glued && old.status == new.status
                || can_be && (by_one || harm) && self.can_tell_one(x, y, comes_down)
        })
    }

    fn is_harm(&self, telling: &Telling) -> bool {
        self.grammar.is_harm(&self.a.lemma(telling.trigger).to_lowercase())
    }

    /// A noun that points at the attack, or the harm it did, beside the verb; two other verbs only where one clause says
    /// more of the other ("attacked the town, where bombs gutted a school"), or where what was fired comes down.
    fn can_tell_one(&self, x: &Telling, y: &Telling, comes_down: bool) -> bool {
        let (above, below) = (x.trigger, y.trigger);
        if self.is_sequence(above, below) || self.is_sequence(below, above) {
            return false;
        }
        let is_verb = |t: TokenId| self.a.upos(t) == Upos::Verb;
        let same_sentence = x.sentence == y.sentence;
        // "the killing of a baker" names victims of its own
        let points = |t: TokenId| !is_verb(t) && !self.has_own_victims(t);
        let joined = self.a.relation(below) == Relation::Conj && self.a.head(below) == Some(above);
        if self.is_harm(x) != self.is_harm(y) {
            return same_sentence || points(above) || points(below);
        }
        if !is_verb(above) || !is_verb(below) {
            return !joined && [above, below].into_iter().all(|t| is_verb(t) || points(t));
        }
        let relative = matches!(self.a.relation(below), Relation::AclRelcl | Relation::AdvclRelcl)
            && self.a.subtree(above).has(below);
        relative || !same_sentence && comes_down
    }

    fn has_own_victims(&self, noun: TokenId) -> bool {
        self.a.children_by(noun, &[Relation::Nmod]).any(|c| self.a.case(c).as_deref() == Some("of"))
    }

    /// "shot two youths *after* a constable was speared", "attacked in *retaliation* for the raid".
    fn is_sequence(&self, above: TokenId, below: TokenId) -> bool {
        let up: Vec<TokenId> = std::iter::once(below)
            .chain(self.a.ancestors(below))
            .take_while(|t| *t != above)
            .take(4)
            .collect();
        let reaches = up.last().and_then(|t| self.a.head(*t)) == Some(above);
        reaches
            && up.iter().any(|t| {
                self.a.children_by(*t, &[Relation::Mark, Relation::Case]).any(|mark| {
                    matches!(self.a.lemma(mark), "after" | "following" | "since" | "before" | "for" | "until")
                })
            })
    }

    fn take_in(&self, into: &mut Event, new: Event) {
        let tells_harm = |e: &Event| e.tellings.first().is_some_and(|t| self.is_harm(t));
        // the word for the attack knows better than that for its harm who did it, and how
        if into.actors.is_empty() || tells_harm(into) && !tells_harm(&new) && !new.actors.is_empty() {
            into.actors = new.actors;
            into.mode = new.mode.or(into.mode);
        }
        into.mode = into.mode.or(new.mode);
        into.days = narrower(into.days, new.days);
        into.place = into.place.take().or(new.place);
        into.relation = into.relation.or(new.relation);
        into.tellings.extend(new.tellings);
        into.tellings.sort_by_key(|t| t.trigger);
        into.score = into.score.max(new.score);
    }
}

/// Words between the anchors of two tellings.
fn between(x: &Telling, y: &Telling) -> usize {
    let whole = x.anchor.end().max(y.anchor.end()) - x.anchor.start().min(y.anchor.start());
    whole.saturating_sub(x.anchor.len() + y.anchor.len())
}

fn shares(left: &[Party], right: &[Party]) -> bool {
    left.iter().any(|a| right.iter().any(|b| a.code.is_some() && a.code == b.code))
}

#[cfg(test)]
mod tests {
    use super::{Beside, Telling};
    use crate::event::grammar::Grammar;
    use crate::mention::word::testing::tagged;
    use crate::text::{SentenceId, TokenId, TokenSpan};

    /// Whether the words at two places, counted from 1, can tell one attack.
    fn check(text: &str, (x, y): (usize, usize), expected: bool) {
        let (plain, analysis) = tagged(text);
        let stand = Beside { a: &analysis, grammar: Grammar::builtin() };
        let telling = |at: usize| Telling {
            anchor: TokenSpan::new(at - 1, at),
            trigger: TokenId::new(at - 1),
            sentence: SentenceId::new(0),
            roles: Vec::new(),
        };
        assert_eq!(stand.can_tell_one(&telling(x), &telling(y), false), expected, "{plain}");
    }

    #[test]
    fn wordings_of_one_attack() {
        check("Shelling/NOUN/2/nsubj killed=kill/VERB/0/root five/NUM/2/obj", (1, 2), true);
        // two full verbs side by side
        check(
            "They/PRON/2/nsubj shelled=shell/VERB/0/root a/DET/4/det town/NOUN/2/obj and/CCONJ/6/cc \
             burnt=burn/VERB/2/conj a/DET/8/det mill/NOUN/6/obj",
            (2, 6),
            false,
        );
        // one after the other
        check(
            "They/PRON/2/nsubj shelled=shell/VERB/0/root a/DET/4/det town/NOUN/2/obj after/ADP/7/case the/DET/7/det \
             raid/NOUN/2/obl",
            (2, 7),
            false,
        );
    }
}
