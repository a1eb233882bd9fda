//! Promises: what exactly was promised, and whether the text says it was kept or broken.
//!
//! In: the events of an article. Out: their `commitment`. "agreed to de-escalate tensions" commits to "de-escalate tensions";
//! "the truce, which collapsed within hours" was broken; "as Baku had promised" says that it was kept. What rules make of
//! the wording is one sign among others for learnt weights ([`crate::choice`]).

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::{Commitment, CommitmentState, Event, Few, Status, Telling};
use crate::analysis::{Analysis, Relation, Upos};
use crate::choice::{Signs, Weights, likely};
use crate::document::Document;
use crate::text::{ByteSpan, TokenId, TokenSpan};
use detente_data::{Answering, EventType};

/// Sentences after an act in which a word for its being kept or broken counts.
const AFTER: usize = 2;

/// The weights that ship with the program.
pub fn weights() -> &'static Weights {
    static BUILTIN: OnceLock<Weights> = OnceLock::new();
    BUILTIN.get_or_init(|| Weights::parse(detente_data::model::commitment()))
}

/// Fills the commitments of events that promise something; options after the first are [`CommitmentState::ALL`] in turn.
pub fn mark(
    document: &Document,
    analysis: &Analysis,
    weights: &Weights,
    events: &mut [Event],
    record: &mut dyn FnMut(Few),
) {
    let words = Answering::builtin();
    let marker = Marker { document, analysis, words };
    for (at, event) in events.iter_mut().enumerate() {
        let by_rule = marker.by_rule(event);
        event.commitment = None;
        if event.actors.is_empty() {
            continue;
        }
        let facts = marker.facts(event);
        let mut options = vec![Signs::default()];
        options.extend(CommitmentState::ALL.iter().map(|state| signs(*state, by_rule, &facts)));
        let taken = likely(&weights.chances(&options), Few::LIKELY);
        let content = by_rule.map(|c| c.content);
        event.commitment = taken.checked_sub(1).and_then(|at| {
            let content = content.or_else(|| marker.whole(event))?;
            Some(Commitment { content, state: CommitmentState::ALL[at] })
        });
        record(Few { event: at, options });
    }
}

/// What speaks for a promise in a state.
fn signs(state: CommitmentState, by_rule: Option<Commitment>, facts: &BTreeSet<String>) -> Signs {
    let mut signs = Signs::default();
    signs.add("promise".to_owned());
    signs.add(format!("{state}"));
    let rule = by_rule.map_or("none", |c| c.state.as_str());
    signs.add(format!("rule {rule}"));
    signs.add(format!("{state} rule {rule}"));
    for fact in facts {
        signs.add(format!("{state} {fact}"));
        if fact.starts_with("word") || fact.starts_with("kind") || fact.starts_with("frame") {
            signs.add(format!("promise {fact}"));
        }
    }
    signs
}

struct Marker<'a> {
    document: &'a Document,
    analysis: &'a Analysis,
    words: &'a Answering,
}

impl Marker<'_> {
    /// What is seen of an event, whatever became of its promise.
    fn facts(&self, event: &Event) -> BTreeSet<String> {
        let a = self.analysis;
        let mut facts = BTreeSet::new();
        let (kind, status) = (event.kind, event.status);
        facts.insert(format!("kind {kind}"));
        facts.insert(format!("kind {kind} {status}"));
        if let Some(mode) = event.mode {
            facts.insert(format!("kind {kind} {mode}"));
        }
        facts.insert(format!("frame {}", event.frame));
        for telling in &event.tellings {
            facts.insert(format!("word {}", a.lemma(telling.trigger).to_lowercase()));
            self.of_words(telling, &mut facts);
        }
        facts
    }

    /// Words for promises, and for their being kept or broken, beside an act and in the sentences after it.
    fn of_words(&self, telling: &Telling, facts: &mut BTreeSet<String>) {
        let a = self.analysis;
        let from = telling.sentence.index();
        let to = (from + AFTER + 1).min(a.sentences.len());
        for (apart, sentence) in a.sentences[from..to].iter().enumerate() {
            let place = if apart == 0 { "here" } else { "after" };
            for word in sentence.tokens.ids().filter(|t| *t != telling.trigger) {
                let lemma = self.lemma(word);
                let lists =
                    [("broken", &self.words.broken), ("kept", &self.words.kept), ("pact", &self.words.pacts)];
                for (name, _) in lists.iter().filter(|(_, words)| words.contains(&lemma)) {
                    facts.insert(format!("{name} {place}"));
                }
            }
        }
        for word in a.ancestors(telling.trigger).take(2).chain(a.children(telling.trigger).iter().copied()) {
            if !matches!(a.upos(word), Upos::Punct | Upos::Det | Upos::Propn | Upos::Num) {
                facts.insert(format!("beside {}", a.lemma(word).to_lowercase()));
            }
        }
    }

    /// Where no rule says what was promised: all that hangs on the word for the act.
    fn whole(&self, event: &Event) -> Option<ByteSpan> {
        event.tellings.iter().find_map(|telling| self.bytes(telling.trigger, None))
    }

    /// A promise as its wording alone would have it.
    fn by_rule(&self, event: &Event) -> Option<Commitment> {
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
