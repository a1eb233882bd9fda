//! Promises: what exactly was promised, and whether the text says it was kept or broken.
//!
//! "agreed to de-escalate tensions" commits to "de-escalate tensions"; "the truce, which collapsed within
//! hours" was broken.

use super::{Commitment, CommitmentState, Event, Status, Telling};
use crate::analysis::{Analysis, Relation, Upos};
use crate::document::Document;
use crate::text::{ByteSpan, TokenId, TokenSpan};
use detente_data::{Answering, EventType};

/// Fills the commitments of events that promise something.
pub fn mark(document: &Document, analysis: &Analysis, events: &mut [Event]) {
    let words = Answering::builtin();
    let marker = Marker { document, analysis, words };
    for event in events.iter_mut() {
        event.commitment = marker.commitment(event);
    }
}

struct Marker<'a> {
    document: &'a Document,
    analysis: &'a Analysis,
    words: &'a Answering,
}

impl Marker<'_> {
    fn commitment(&self, event: &Event) -> Option<Commitment> {
        let is_promise = matches!(event.kind, EventType::Agree | EventType::Concede)
            && matches!(event.status, Status::Happened | Status::Ongoing);
        // An offer binds nobody until it is taken.
        let is_offer = event
            .tellings
            .iter()
            .all(|telling| matches!(self.analysis.lemma(telling.trigger), "offer" | "propose"));
        if !is_promise || is_offer || event.actors.is_empty() {
            return None;
        }
        let content = event.tellings.iter().find_map(|telling| self.content(telling.trigger))?;
        let state = self.state(event);
        Some(Commitment { content, state })
    }

    fn has_pact(&self, verb: TokenId) -> bool {
        self.analysis.children(verb).iter().any(|child| self.is_pact(*child))
    }

    /// The words promised: the clause or object of the verb, or the whole of a noun for an agreement.
    fn content(&self, trigger: TokenId) -> Option<ByteSpan> {
        let analysis = self.analysis;
        if analysis.upos(trigger) != Upos::Verb {
            let is_pact = self.words.pacts.contains(analysis.lemma(trigger));
            return is_pact.then(|| self.bytes(trigger, None)).flatten();
        }
        let clause = analysis.children_by(trigger, &[Relation::Ccomp, Relation::Xcomp]).next();
        if let Some(clause) = clause {
            return self.bytes(clause, Some(trigger));
        }
        // "the plan that both accepted"
        if let (Relation::AclRelcl | Relation::Acl, Some(noun)) =
            (analysis.relation(trigger), analysis.head(trigger))
            && self.is_pact(noun)
        {
            return self.bytes(noun, None);
        }
        // "agreed on a truce", "announced a halt": a thing and not a day or a person.
        let thing = analysis
            .children_by(trigger, &[Relation::Obj, Relation::Obl])
            .filter(|child| {
                analysis.relation(*child) == Relation::Obj
                    || analysis.case(*child).is_some_and(|case| matches!(case.as_str(), "on" | "to" | "upon"))
            })
            .find(|child| self.is_pact(*child))?;
        self.bytes(thing, Some(trigger))
    }

    fn is_pact(&self, noun: TokenId) -> bool {
        self.words.pacts.contains(self.analysis.lemma(noun))
    }

    /// The words below, without the conjunction or preposition that opens them and the marks around.
    fn bytes(&self, head: TokenId, verb: Option<TokenId>) -> Option<ByteSpan> {
        let analysis = self.analysis;
        let sentence = analysis.sentence_of(head).tokens;
        let mut span = analysis.subtree(head);
        if let Some(verb) = verb.filter(|verb| span.has(*verb)) {
            span = TokenSpan::new(verb.index() + 1, span.end());
        }
        let opens = |t: TokenId| {
            analysis.upos(t) == Upos::Punct || matches!(analysis.lemma(t), "to" | "that" | "on" | "upon")
        };
        let mut start = span.start().max(sentence.start());
        let mut end = span.end().min(sentence.end());
        while start < end && opens(TokenId::new(start)) {
            start += 1;
        }
        while end > start && analysis.upos(TokenId::new(end - 1)) == Upos::Punct {
            end -= 1;
        }
        let bytes = analysis.bytes(TokenSpan::new(start, end));
        (!bytes.slice(self.document.text()).is_empty()).then_some(bytes)
    }

    fn state(&self, event: &Event) -> CommitmentState {
        let analysis = self.analysis;
        for telling in &event.tellings {
            let trigger = telling.trigger;
            let noun = analysis.upos(trigger) == Upos::Noun;
            // "the ceasefire agreed on Tuesday was violated": the verb may stand above the noun of the promise.
            let near = std::iter::once(trigger)
                .chain(analysis.ancestors(trigger).take(if noun { 2 } else { 1 }))
                .chain(analysis.children(trigger).iter().copied())
                .filter(|word| *word != trigger);
            for word in near {
                let lemma = self.lemma(word);
                if self.words.broken.contains(&lemma) {
                    return CommitmentState::Broken;
                }
                if self.words.kept.contains(&lemma) && noun {
                    return CommitmentState::Kept;
                }
            }
        }
        let is_pact = event.tellings.iter().any(|t| self.is_pact(t.trigger) || self.has_pact(t.trigger));
        if is_pact && event.tellings.iter().any(|telling| self.is_broken_after(telling)) {
            return CommitmentState::Broken;
        }
        CommitmentState::Made
    }

    /// "accepted a ceasefire ... accused its neighbour of breaking it": in the same or the next two sentences.
    fn is_broken_after(&self, telling: &Telling) -> bool {
        let analysis = self.analysis;
        let from = telling.sentence.index();
        let to = (from + 3).min(analysis.sentences.len());
        let words = analysis.sentences[from..to].iter().flat_map(|sentence| sentence.tokens.ids());
        words.filter(|t| *t > telling.trigger && analysis.upos(*t) == Upos::Verb).any(|verb| {
            let is_its = analysis
                .children_by(verb, &[Relation::Obj, Relation::Nsubj, Relation::NsubjPass])
                .any(|c| analysis.lemma(c) == "it" || self.is_pact(c));
            is_its && self.words.broken.contains(&self.lemma(verb))
        })
    }

    fn lemma(&self, word: TokenId) -> String {
        let particle = self
            .analysis
            .children_by(word, &[Relation::CompoundPrt, Relation::Advmod])
            .find(|child| matches!(self.analysis.lemma(*child), "apart" | "off" | "out" | "up"));
        match particle {
            Some(particle) => format!("{} {}", self.analysis.lemma(word), self.analysis.lemma(particle)),
            None => self.analysis.lemma(word).to_string(),
        }
    }
}
