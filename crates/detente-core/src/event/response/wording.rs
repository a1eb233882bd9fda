//! What the wording says of links between acts: "summoned the envoy *over* the strike", "*in retaliation*, the army
//! attacked".
//!
//! In: the events of an article with their trees. Out: pairs of events, the one that answers and the one answered, each with
//! the rule that links them. The rules propose; learnt weights decide (`response`).

use std::collections::{BTreeMap, BTreeSet};

use super::super::told::Told;
use super::super::{Event, Party, Status};
use crate::analysis::{Analysis, Relation, Upos};
use crate::text::TokenId;
use detente_data::{ActorCode, Answering, EventType, Mode};

/// Which wording links two acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    Grounds,
    AnswerNoun,
    Sequence,
    Provoked,
    AnsweringVerb,
    Requested,
    Refused,
    Wronged,
    Shared,
}

impl Rule {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Rule::Grounds => "grounds",
            Rule::AnswerNoun => "answer noun",
            Rule::Sequence => "sequence",
            Rule::Provoked => "provoked",
            Rule::AnsweringVerb => "answering verb",
            Rule::Requested => "requested",
            Rule::Refused => "refused",
            Rule::Wronged => "wronged",
            Rule::Shared => "shared",
        }
    }
}

/// Links by wording: which event answers which, by which rules.
pub(super) type Links = BTreeMap<(usize, usize), BTreeSet<Rule>>;

/// Every link that a rule finds.
pub(super) fn links(analysis: &Analysis, events: &[Event], told: &Told) -> Links {
    let linker = Linker { analysis, words: Answering::builtin(), events, told };
    let mut links = Links::new();
    for i in 0..events.len() {
        linker.of_event(i, &mut links);
    }
    linker.shared(&mut links);
    links.retain(|(from, to), _| from != to);
    links
}

struct Linker<'a> {
    analysis: &'a Analysis,
    words: &'a Answering,
    events: &'a [Event],
    told: &'a Told,
}

impl Linker<'_> {
    fn of_event(&self, event: usize, links: &mut Links) {
        let mut found: BTreeSet<(usize, Rule)> = BTreeSet::new();
        for telling in &self.events[event].tellings {
            let trigger = telling.trigger;
            let mut add = |rule, events: Vec<usize>| found.extend(events.into_iter().map(|to| (to, rule)));
            add(Rule::Grounds, self.grounds(event, trigger));
            add(Rule::AnswerNoun, self.answer_noun(event, trigger));
            add(Rule::Sequence, self.sequence(event, trigger));
            add(Rule::Provoked, self.provoked(trigger));
            add(Rule::AnsweringVerb, self.answering_verb(event, trigger));
            add(Rule::Requested, self.requested(event, trigger));
        }
        found.extend(self.refused(event).map(|to| (to, Rule::Refused)));
        found.extend(self.wronged(event).map(|to| (to, Rule::Wronged)));
        for (to, rule) in found {
            links.entry((event, to)).or_default().insert(rule);
        }
    }

    /// What an act is about or against: "condemned the raid", "protested against it", "summoned him over it".
    fn grounds(&self, event: usize, trigger: TokenId) -> Vec<usize> {
        let analysis = self.analysis;
        let mut out = Vec::new();
        let of_speech = self.is_about_its_object(event);
        for child in analysis.children(trigger) {
            let case = analysis.case(*child).unwrap_or_default().to_lowercase();
            let named = match analysis.relation(*child) {
                Relation::Obj => of_speech,
                Relation::Obl | Relation::Nmod | Relation::Advcl => {
                    self.words.grounds.contains(&case)
                        || of_speech && self.words.grounds_of_speech.contains(&case)
                }
                _ => false,
            };
            if named {
                out.extend(self.told_under(*child, 3));
            }
            // "condemned it", "denounced the downing": a pronoun, or a noun that names what was told in other words.
            let can_point = analysis.upos(*child) == Upos::Noun || analysis.upos(*child) == Upos::Pron;
            if named && can_point && out.is_empty() && self.is_about_a_deed(event) {
                out.extend(self.last_deed(event, trigger));
            }
        }
        out
    }

    /// Types whose object is the act they answer. An allegation only tells of the act.
    fn is_about_its_object(&self, event: usize) -> bool {
        let event = &self.events[event];
        match event.kind {
            EventType::Accuse => event.mode != Mode::parse(EventType::Accuse, "allege"),
            EventType::Protest | EventType::Concede | EventType::Reject => true,
            EventType::Support => event.status == Status::Happened,
            _ => false,
        }
    }

    /// Acts of speech about what was done: condemning, protesting, apologising.
    fn is_about_a_deed(&self, event: usize) -> bool {
        matches!(self.events[event].kind, EventType::Accuse | EventType::Protest | EventType::Concede)
            && self.is_about_its_object(event)
    }

    /// "in response to the raid", and "in retaliation" with nothing after it.
    fn answer_noun(&self, event: usize, trigger: TokenId) -> Vec<usize> {
        let analysis = self.analysis;
        let mut nouns: Vec<TokenId> = analysis
            .children_by(trigger, &[Relation::Obl, Relation::Nmod, Relation::Advcl, Relation::Xcomp])
            .filter(|child| self.is_answer_noun(*child))
            .collect();
        // "the strike was in response to a threat", "called it a reply to the raid"
        if let Some(head) = analysis.head(trigger) {
            let predicate =
                matches!(analysis.relation(trigger), Relation::Nsubj) && self.is_answer_noun(head);
            let named = matches!(analysis.relation(trigger), Relation::Obj | Relation::Nsubj);
            nouns.extend(predicate.then_some(head));
            if named {
                nouns.extend(
                    analysis
                        .children_by(head, &[Relation::Xcomp, Relation::Obl])
                        .filter(|child| self.is_answer_noun(*child)),
                );
            }
        }
        let mut out = Vec::new();
        for noun in nouns {
            let linked: Vec<TokenId> = analysis
                .children_by(noun, &[Relation::Nmod, Relation::Acl, Relation::Advcl])
                .filter(|c| analysis.case(*c).is_none_or(|case| self.words.answer_links.contains(&case)))
                .collect();
            if linked.is_empty() {
                out.extend(self.last_hostile(event, trigger));
            }
            out.extend(linked.into_iter().flat_map(|child| self.told_under(child, 3)));
        }
        out
    }

    fn is_answer_noun(&self, word: TokenId) -> bool {
        let cased = self.analysis.case(word).is_some_and(|case| matches!(case.as_str(), "in" | "as" | "by"));
        let named = self.analysis.relation(word) != Relation::Obl || cased;
        named && self.words.answer_nouns.contains(self.analysis.lemma(word))
    }

    /// "recalled its envoy after the raid": order in time, which implies an answer where the other side acted.
    fn sequence(&self, event: usize, trigger: TokenId) -> Vec<usize> {
        let analysis = self.analysis;
        if !is_answer(&self.events[event]) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for child in analysis.children_by(trigger, &[Relation::Obl, Relation::Advcl, Relation::Nmod]) {
            let marked = analysis
                .children_by(child, &[Relation::Mark, Relation::Case])
                .any(|mark| self.words.sequence.contains(&analysis.lemma(mark).to_lowercase()));
            if !marked {
                // "a day after the raid": the measure stands between
                for below in analysis.children_by(child, &[Relation::Nmod, Relation::Advcl, Relation::Acl]) {
                    let after = analysis
                        .children_by(below, &[Relation::Mark, Relation::Case])
                        .any(|mark| matches!(analysis.lemma(mark), "after" | "following"));
                    if after {
                        out.extend(self.told_under(below, 1));
                    }
                }
                continue;
            }
            out.extend(self.told_under(child, 1));
        }
        out.retain(|to| self.is_against(*to, event));
        out
    }

    /// "prompting Quito to recall its envoy", "provoked by the raid", "leading to Iran summoning him".
    fn provoked(&self, trigger: TokenId) -> Vec<usize> {
        let analysis = self.analysis;
        let mut out = Vec::new();
        for above in analysis.ancestors(trigger).take(3) {
            if !self.words.provoking.contains(analysis.lemma(above)) {
                continue;
            }
            let is_below_subject = analysis
                .children_by(above, &[Relation::Nsubj])
                .any(|subject| analysis.subtree(subject).has(trigger));
            if is_below_subject {
                continue;
            }
            let subject = analysis.child(above, Relation::Nsubj);
            let causes = match subject {
                Some(subject) => self.told_under(subject, 2),
                None if matches!(
                    analysis.relation(above),
                    Relation::Advcl | Relation::AclRelcl | Relation::Acl
                ) =>
                {
                    analysis.head(above).map(|head| self.told.by(head).to_vec()).unwrap_or_default()
                }
                None => Vec::new(),
            };
            out.extend(causes);
        }
        // "measures provoked by the raid"
        for child in analysis.children_by(trigger, &[Relation::Acl, Relation::Advcl]) {
            if self.words.provoking.contains(analysis.lemma(child)) {
                for by in analysis.children_by(child, &[Relation::Obl, Relation::OblAgent]) {
                    out.extend(self.told_under(by, 2));
                }
            }
        }
        out
    }

    /// "retaliated", "answered the raid with shells".
    fn answering_verb(&self, event: usize, trigger: TokenId) -> Vec<usize> {
        let analysis = self.analysis;
        let is_deed = matches!(
            self.events[event].kind,
            EventType::Assault
                | EventType::Mobilize
                | EventType::Sanction
                | EventType::Coerce
                | EventType::Threaten
        );
        let own = self.words.answering_verbs.contains(analysis.lemma(trigger));
        // "responded by closing the border"
        let above = analysis
            .head(trigger)
            .filter(|_| matches!(analysis.relation(trigger), Relation::Advcl | Relation::Obl))
            .filter(|head| self.words.answering_verbs.contains(analysis.lemma(*head)));
        let verb = if own { Some(trigger) } else { above };
        let Some(verb) = verb.filter(|_| is_deed && analysis.upos(trigger) == Upos::Verb) else {
            return Vec::new();
        };
        let named: Vec<usize> = analysis
            .children_by(verb, &[Relation::Obj, Relation::Obl])
            .filter(|child| *child != trigger)
            .flat_map(|child| self.told_under(child, 1))
            .filter(|to| self.is_against(*to, event))
            .collect();
        if named.is_empty() { self.last_hostile(event, trigger).into_iter().collect() } else { named }
    }

    /// "met at Ankara's request": the request in the same clause.
    fn requested(&self, event: usize, trigger: TokenId) -> Vec<usize> {
        let analysis = self.analysis;
        if matches!(self.events[event].kind, EventType::Assault | EventType::Accuse | EventType::Threaten) {
            return Vec::new();
        }
        let under = |word: TokenId| {
            analysis
                .children_by(word, &[Relation::Obl, Relation::Nmod])
                .filter(|child| self.words.request_nouns.contains(analysis.lemma(*child)))
                .filter(|child| analysis.case(*child).as_deref() == Some("at"))
                .flat_map(|child| self.told.by(child))
                .copied()
                .filter(|to| *to != event)
                .collect::<Vec<usize>>()
        };
        let mut out = under(trigger);
        out.extend(analysis.children_by(trigger, &[Relation::Acl, Relation::Advcl]).flat_map(under));
        // "citing the attack, Yerevan asked for help"
        for child in
            analysis.children_by(trigger, &[Relation::Advcl]).filter(|c| analysis.lemma(*c) == "cite")
        {
            out.extend(analysis.children_by(child, &[Relation::Obj]).flat_map(|at| self.told_under(at, 1)));
        }
        // "as Baku had demanded"
        for child in analysis.children_by(trigger, &[Relation::Advcl]) {
            let is_as =
                analysis.children_by(child, &[Relation::Mark]).any(|mark| analysis.lemma(mark) == "as");
            if is_as {
                let asked = |to: &usize| self.events[*to].kind == EventType::Request;
                out.extend(self.told.by(child).iter().copied().filter(asked));
            }
        }
        out
    }

    /// A refusal answers the last request or offer made to the one who refuses.
    fn refused(&self, event: usize) -> Option<usize> {
        let refusal = &self.events[event];
        if refusal.kind != EventType::Reject {
            return None;
        }
        let (trigger, sentence) = refusal.tellings.first().map(|t| (t.trigger, t.sentence.index()))?;
        let inside = self.analysis.subtree(trigger);
        let asked = self.events.iter().enumerate().filter(|(i, asked)| {
            let is_asking = matches!(
                asked.kind,
                EventType::Request | EventType::Agree | EventType::Concede | EventType::Support
            );
            *i != event && is_asking && !shares(&asked.actors, &refusal.actors)
        });
        asked
            .filter_map(|(i, asked)| {
                let near = asked.tellings.iter().filter(|t| {
                    let before = t.trigger < trigger && sentence - t.sentence.index().min(sentence) <= 3;
                    before || inside.has(t.trigger)
                });
                near.map(|t| t.trigger).max().map(|last| (last, i))
            })
            .max()
            .map(|(_, i)| i)
    }

    /// A protest, a demand or a recall by who was attacked, against who attacked, shortly after that was told.
    fn wronged(&self, event: usize) -> Option<usize> {
        let answer = &self.events[event];
        let mode = answer.mode.map(Mode::as_str);
        let protests = match answer.kind {
            EventType::Accuse => mode == Some("disapprove"),
            EventType::Sanction => matches!(mode, Some("withdraw" | "expel")),
            EventType::Request => matches!(mode, Some("yield")),
            EventType::Protest => mode == Some("demo"),
            _ => false,
        };
        // Who was attacked and calls for help or a meeting turns to a third party about it.
        let third = |party: &Party| matches!(party.code, Some(ActorCode::Igo));
        let calls = answer.kind == EventType::Request
            && matches!(mode, Some("assist" | "meet"))
            && answer.recipients.iter().any(third);
        let is_told = matches!(answer.status, Status::Happened | Status::Future);
        if !(protests || calls) || !is_told {
            return None;
        }
        let (at, sentence) = answer.tellings.first().map(|t| (t.trigger, t.sentence.index()))?;
        let told = self.events.iter().enumerate().filter_map(|(i, deed)| {
            let reversed =
                shares(&deed.actors, &answer.recipients) && shares(&deed.recipients, &answer.actors);
            let near = deed
                .tellings
                .iter()
                .filter(|t| t.trigger < at && sentence - t.sentence.index().min(sentence) <= 8);
            let last = near.map(|t| t.trigger).max()?;
            // who condemns the one that did it is often a third party
            let aimed = shares(&deed.actors, &answer.recipients) && answer.kind == EventType::Accuse;
            let concerns = reversed || aimed;
            let fits = i != event && concerns && is_violent(deed) && !shares(&deed.actors, &answer.actors);
            fits.then_some((last, i))
        });
        told.max().map(|(_, i)| i)
    }

    /// Acts that stand beside one that answers, by the same actor in one sentence: "labelling the attack
    /// unacceptable and recalling its ambassador".
    fn shared(&self, links: &mut Links) {
        let known: Vec<(usize, usize)> = links.keys().copied().collect();
        for (from, to) in known {
            if !is_answer(&self.events[from]) {
                continue;
            }
            for (other, event) in self.events.iter().enumerate() {
                let answers_nothing = !links.keys().any(|(a, _)| *a == other);
                if other == from || other == to || !answers_nothing || !is_answer(event) {
                    continue;
                }
                let joined = self.events[from].tellings.iter().any(|left| {
                    event.tellings.iter().any(|right| self.is_joined(left.trigger, right.trigger))
                });
                if joined && shares(&event.actors, &self.events[from].actors) && self.is_against(to, other) {
                    links.entry((other, to)).or_default().insert(Rule::Shared);
                }
            }
        }
    }

    fn is_joined(&self, left: TokenId, right: TokenId) -> bool {
        let first = |at: TokenId| {
            let mut top = at;
            while self.analysis.relation(top) == Relation::Conj {
                let Some(head) = self.analysis.head(top) else { break };
                top = head;
            }
            top
        };
        let siblings = self.analysis.relation(left) == Relation::Advcl
            && self.analysis.relation(right) == Relation::Advcl
            && self.analysis.head(left) == self.analysis.head(right);
        first(left) == first(right) || siblings
    }

    /// The events told by a word, or by the nearest words below it.
    fn told_under(&self, word: TokenId, depth: usize) -> Vec<usize> {
        let mut layer = vec![word];
        for _ in 0..=depth {
            let found: Vec<usize> = layer.iter().flat_map(|at| self.told.by(*at)).copied().collect();
            if !found.is_empty() {
                // "the raids and the siege": both
                let more = layer
                    .iter()
                    .flat_map(|at| self.analysis.children_by(*at, &[Relation::Conj]))
                    .flat_map(|at| self.told.by(at))
                    .copied();
                return found.iter().copied().chain(more).collect();
            }
            layer = layer
                .iter()
                .flat_map(|at| self.analysis.children(*at))
                .copied()
                .filter(|child| {
                    !matches!(
                        self.analysis.relation(*child),
                        Relation::AclRelcl | Relation::Parataxis | Relation::Appos
                    )
                })
                .collect();
        }
        Vec::new()
    }

    /// The last hostile act told before by the other party against the one that acts here.
    fn last_hostile(&self, event: usize, before: TokenId) -> Option<usize> {
        let hostile = self.events.iter().enumerate().filter(|(i, other)| {
            *i != event
                && is_hostile(other.kind)
                && other.status != Status::Negated
                && self.is_against(*i, event)
        });
        let told = hostile.filter_map(|(i, other)| {
            let last = other.tellings.iter().map(|t| t.trigger).filter(|t| *t < before).max()?;
            // Violence is what is avenged; words come second.
            Some((other.kind == EventType::Assault, last, i))
        });
        told.max().map(|(_, _, i)| i)
    }

    /// The last deed told before, for "condemned it".
    fn last_deed(&self, event: usize, before: TokenId) -> Option<usize> {
        let here = self.analysis.token(before).sentence.index();
        // who condemns does not mean the help that was just told of
        let condemns = self.events[event].kind == EventType::Accuse;
        let is_meant = |e: &Event| !condemns || is_hostile(e.kind);
        let told = self.events.iter().enumerate().filter(|(i, e)| *i != event && is_deed(e.kind)).filter_map(
            |(i, e)| {
                let near =
                    |t: TokenId| t < before && here - self.analysis.token(t).sentence.index().min(here) <= 2;
                let last = e.tellings.iter().map(|t| t.trigger).filter(|t| near(*t)).max()?;
                (!shares(&e.actors, &self.events[event].actors)).then_some((is_meant(e), last, i))
            },
        );
        told.max().map(|(.., i)| i)
    }

    /// Whether `deed` was done by somebody else than who answers, and to him or by whom he answers.
    fn is_against(&self, deed: usize, answer: usize) -> bool {
        let (deed, answer) = (&self.events[deed], &self.events[answer]);
        if shares(&deed.actors, &answer.actors) {
            return false;
        }
        let unknown = deed.actors.is_empty() || deed.recipients.is_empty();
        unknown || shares(&deed.recipients, &answer.actors) || shares(&deed.actors, &answer.recipients)
    }
}

/// Violence done, by force of arms or by a mob.
fn is_violent(event: &Event) -> bool {
    let by_mob = event.kind == EventType::Protest && event.mode.map(Mode::as_str) == Some("riot");
    let by_arms = matches!(event.kind, EventType::Assault | EventType::Coerce);
    (by_mob || by_arms) && matches!(event.status, Status::Happened | Status::Ongoing)
}

pub(super) fn is_hostile(kind: EventType) -> bool {
    use EventType::{Accuse, Assault, Coerce, Mobilize, Protest, Sanction, Threaten};
    matches!(kind, Assault | Coerce | Sanction | Threaten | Mobilize | Accuse | Protest)
}

pub(super) fn is_deed(kind: EventType) -> bool {
    use EventType::{Aid, Assault, Coerce, Mobilize, Protest, Sanction, Support};
    matches!(kind, Assault | Coerce | Sanction | Mobilize | Protest | Aid | Support)
}

/// Acts that are taken as an answer when they follow what the other side did.
fn is_answer(event: &Event) -> bool {
    use EventType::{
        Accuse, Assault, Coerce, Concede, Mobilize, Protest, Reject, Request, Sanction, Threaten,
    };
    match event.kind {
        Accuse => event.mode != Mode::parse(Accuse, "allege"),
        Sanction | Coerce | Protest | Mobilize | Request | Threaten | Reject | Assault | Concede => true,
        EventType::Retreat => event.mode == Mode::parse(EventType::Retreat, "resign"),
        _ => false,
    }
}

pub(super) fn shares(left: &[Party], right: &[Party]) -> bool {
    let code = |party: &Party| -> Option<ActorCode> { party.code };
    left.iter().any(|a| right.iter().any(|b| code(a).is_some() && code(a) == code(b)))
}
