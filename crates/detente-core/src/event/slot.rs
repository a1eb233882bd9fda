//! Slots: the places in the syntax around a trigger, the same for active, passive and nominal wordings.
//!
//! In: a tree and a trigger. Out: for each [`Slot`] the heads that fill it. "Pakistan attacked the camp",
//! "the camp was attacked by Pakistan", "Pakistan's attack on the camp" and "Pakistan carried out an
//! attack on the camp" all give Pakistan as `Subject` or `Owner` and the camp as `Object` or `on`.

use super::grammar::Grammar;
use crate::analysis::{Analysis, Relation, Upos};
use crate::text::TokenId;
use detente_data::frames::{Path, Slot};

/// A head that fills a slot, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filler {
    /// The head of the filling words.
    pub token: TokenId,
    /// The syntax that led to it.
    pub path: &'static str,
}

/// How far up a chain of controls and conjuncts a subject is looked for. "wanted to be seen to try to ..."
/// never goes deeper in news; the bound keeps odd trees from looping.
const MAX_CHAIN: usize = 6;

/// Finds the fillers of slots in one tree.
#[derive(Clone, Copy)]
pub struct Slots<'a> {
    analysis: &'a Analysis,
    grammar: &'a Grammar,
    text: &'a str,
}

impl<'a> Slots<'a> {
    /// A finder over that analysis.
    pub fn new(analysis: &'a Analysis, grammar: &'a Grammar, text: &'a str) -> Self {
        Slots { analysis, grammar, text }
    }

    /// The heads at the end of a path that starts at the trigger.
    pub fn along(&self, trigger: TokenId, path: &Path) -> Vec<Filler> {
        let mut at = vec![Filler { token: trigger, path: "trigger" }];
        for slot in &path.0 {
            let mut next = Vec::new();
            for filler in &at {
                for head in self.analysis.conjuncts(filler.token) {
                    for found in self.fill(head, slot) {
                        if !next.iter().any(|f: &Filler| f.token == found.token) {
                            next.push(found);
                        }
                    }
                    if head == trigger {
                        break; // a trigger's own conjuncts are other events
                    }
                }
            }
            at = next;
        }
        at
    }

    /// The heads that fill one slot of a word.
    pub fn fill(&self, word: TokenId, slot: &Slot) -> Vec<Filler> {
        let verbal = self.is_verbal(word);
        match slot {
            Slot::Subject if verbal => self.logical_subject(word),
            Slot::Subject => self.subject_of_noun(word),
            Slot::Object if verbal => self.logical_object(word),
            Slot::Object => Vec::new(),
            Slot::Indirect => self.by_relation(word, &[Relation::Iobj], "iobj"),
            Slot::Owner => self.owners(word),
            Slot::Clause => self.clauses(word),
            Slot::Infinitive => self.infinitives(word),
            Slot::Host => self.host(word),
            Slot::Victim => self.victims(word),
            Slot::Prep(preposition) => self.prepositional(word, preposition),
        }
    }

    fn is_verbal(&self, word: TokenId) -> bool {
        matches!(self.analysis.upos(word), Upos::Verb | Upos::Aux | Upos::Adj)
    }

    /// Whether a verb stands in the passive, with or without its auxiliary.
    pub fn is_passive(&self, verb: TokenId) -> bool {
        let a = self.analysis;
        if a.children_by(verb, &[Relation::AuxPass, Relation::NsubjPass, Relation::OblAgent]).next().is_some()
        {
            return true;
        }
        if a.children_by(verb, &[Relation::Nsubj, Relation::Obj, Relation::Aux]).next().is_some() {
            return false;
        }
        let participle = !self.word(verb).ends_with("ing") && !self.has_mark(verb, "to");
        match a.relation(verb) {
            // "a plan proposed by Moscow", "troops sent to the border"
            Relation::Acl => participle && a.upos(verb) == Upos::Verb,
            // "Asked about the raid, he ...": participle without a subject of its own
            Relation::Advcl => participle && !self.has_any_mark(verb) && self.looks_past(verb),
            // "was arrested and deported"
            Relation::Conj => {
                participle && a.head(verb).is_some_and(|h| a.upos(h) == Upos::Verb && self.is_passive(h))
            }
            _ => false,
        }
    }

    fn word(&self, token: TokenId) -> String {
        self.analysis.word(token, self.text).to_lowercase()
    }

    fn looks_past(&self, verb: TokenId) -> bool {
        self.word(verb) != self.analysis.lemma(verb).to_lowercase()
    }

    fn has_mark(&self, verb: TokenId, lemma: &str) -> bool {
        self.analysis.children_by(verb, &[Relation::Mark]).any(|m| self.analysis.lemma(m) == lemma)
    }

    fn has_any_mark(&self, verb: TokenId) -> bool {
        self.analysis.child(verb, Relation::Mark).is_some()
    }

    fn by_relation(&self, word: TokenId, relations: &[Relation], path: &'static str) -> Vec<Filler> {
        self.analysis
            .children(word)
            .iter()
            .filter(|c| relations.contains(&self.analysis.relation(**c)))
            .map(|c| Filler { token: self.antecedent(*c), path })
            .collect()
    }

    /// What a relative pronoun stands for: the head of its clause ("the *group* that claimed ..."); other
    /// words stand for themselves.
    fn antecedent(&self, token: TokenId) -> TokenId {
        let a = self.analysis;
        if a.upos(token) != Upos::Pron || !self.grammar.relative.contains(&a.lemma(token).to_lowercase()) {
            return token;
        }
        a.ancestors(token)
            .take(MAX_CHAIN)
            .find(|t| a.relation(*t) == Relation::AclRelcl)
            .and_then(|clause| a.head(clause))
            .unwrap_or(token)
    }

    /// Who does it: the subject, or the agent of a passive.
    pub fn logical_subject(&self, verb: TokenId) -> Vec<Filler> {
        if self.is_passive(verb) {
            let agents = self.by_relation(verb, &[Relation::OblAgent], "agent");
            return if agents.is_empty() { self.prepositional(verb, "by") } else { agents };
        }
        self.surface_subject(verb, 0)
    }

    /// Whom it is done to: the object, or the subject of a passive.
    pub fn logical_object(&self, verb: TokenId) -> Vec<Filler> {
        if self.is_passive(verb) {
            return self.surface_subject(verb, 0);
        }
        let objects = self.by_relation(verb, &[Relation::Obj], "obj");
        if !objects.is_empty() {
            return objects;
        }
        // "the village that Russia shelled", "the village Russia shelled"
        let a = self.analysis;
        let gap = a.relation(verb) == Relation::AclRelcl
            && a.child(verb, Relation::Nsubj).is_some_and(|s| self.antecedent(s) == s);
        if gap {
            return a.head(verb).map(|token| Filler { token, path: "relative object" }).into_iter().collect();
        }
        // "sank and burned the boat": the object stands with the last of coordinated verbs
        a.children_by(verb, &[Relation::Conj])
            .find(|c| a.upos(*c) == Upos::Verb && a.child(*c, Relation::Nsubj).is_none())
            .map(|c| self.by_relation(c, &[Relation::Obj], "shared object"))
            .unwrap_or_default()
    }

    /// The subject as the sentence shows it, through control, coordination and participles.
    fn surface_subject(&self, verb: TokenId, depth: usize) -> Vec<Filler> {
        if depth > MAX_CHAIN {
            return Vec::new();
        }
        let own =
            self.by_relation(verb, &[Relation::Nsubj, Relation::NsubjPass, Relation::NsubjOuter], "nsubj");
        if !own.is_empty() {
            return own;
        }
        let a = self.analysis;
        if let Some(token) = self.bare_before_gerund(verb) {
            return vec![Filler { token, path: "noun before gerund" }];
        }
        let Some(head) = a.head(verb) else { return Vec::new() };
        match a.relation(verb) {
            Relation::Xcomp | Relation::Ccomp | Relation::Advcl | Relation::Parataxis
                if a.relation(verb) == Relation::Xcomp || !self.has_own_clause_start(verb) =>
            {
                self.controller(verb, head, depth)
            }
            Relation::Conj => self.surface_subject(head, depth + 1),
            Relation::Acl if self.has_mark(verb, "to") => {
                // "carried out its threat to strike": whose threat; "the latest country to sever ties": the country
                let subject = self.subject_of_noun(head);
                if subject.is_empty() {
                    vec![Filler { token: head, path: "noun of infinitive" }]
                } else {
                    subject
                }
            }
            Relation::Acl => vec![Filler { token: head, path: "noun of participle" }],
            _ => Vec::new(),
        }
    }

    /// "leading to *Iran* summoning the envoy": a noun without a preposition of its own right before the word in -ing is its
    /// subject, whatever the tree calls it.
    fn bare_before_gerund(&self, verb: TokenId) -> Option<TokenId> {
        let a = self.analysis;
        let is_gerund = a.upos(verb) == Upos::Verb && self.word(verb).ends_with("ing");
        let before = a.children_by(verb, &[Relation::Obl, Relation::Obj]).find(|child| *child < verb)?;
        let adjacent = a.subtree(before).end() == verb.index();
        (is_gerund && adjacent && a.case(before).is_none()).then_some(before)
    }

    /// "that", "because" and the like open a clause that has its own subject or none at all.
    fn has_own_clause_start(&self, verb: TokenId) -> bool {
        self.analysis.relation(verb) == Relation::Parataxis || self.has_mark(verb, "that")
    }

    /// Whose act an open clause is: "asked *Iran* to withdraw", "*Iran* promised Iraq to withdraw".
    fn controller(&self, verb: TokenId, governor: TokenId, depth: usize) -> Vec<Filler> {
        let a = self.analysis;
        if matches!(a.upos(governor), Upos::Noun | Upos::Propn) && a.child(governor, Relation::Cop).is_none()
        {
            return self.subject_of_noun(governor);
        }
        let by_object = a.relation(verb) == Relation::Xcomp
            && !self.grammar.subject_control.contains(&a.lemma(governor).to_lowercase());
        if by_object {
            let objects = self.by_relation(governor, &[Relation::Iobj, Relation::Obj], "controller");
            if !objects.is_empty() {
                return objects;
            }
        }
        self.surface_subject(governor, depth + 1)
    }

    /// Whose act a noun is: the subject of its light verb ("carried out an attack", "talks were held by"),
    /// of the noun that counts it ("a series of attacks"), or of the act it answers with ("replied with
    /// an attack").
    fn subject_of_noun(&self, noun: TokenId) -> Vec<Filler> {
        let a = self.analysis;
        let Some(head) = a.head(noun) else { return Vec::new() };
        let lemma = a.lemma(head).to_lowercase();
        let relation = a.relation(noun);
        let upos = a.upos(head);
        if relation == Relation::Conj {
            return self.subject_of_noun(head);
        }
        if relation == Relation::Nmod && self.grammar.counters.contains(&lemma) {
            let owners: Vec<Filler> = self.owners(head);
            return if owners.is_empty() { self.subject_of_noun(head) } else { owners };
        }
        if upos != Upos::Verb {
            return Vec::new();
        }
        let is_object = matches!(relation, Relation::Obj | Relation::NsubjPass)
            || (relation == Relation::Nsubj && self.is_passive(head));
        let answers = relation == Relation::Obl
            && matches!(a.case(noun).as_deref(), Some("with" | "by" | "in"))
            && self.grammar.answering.contains(&lemma);
        if is_object && self.grammar.light.contains(&lemma) || answers {
            return self.logical_subject(head);
        }
        Vec::new()
    }

    /// Whose: possessive, nationality, noun modifier, and for nouns the agent of a participle ("an attack
    /// carried out by ...").
    fn owners(&self, noun: TokenId) -> Vec<Filler> {
        let a = self.analysis;
        let mut out = self.by_relation(
            noun,
            &[
                Relation::NmodPoss,
                Relation::Amod,
                Relation::Compound,
                Relation::NmodUnmarked,
                Relation::NmodDesc,
                Relation::Flat,
            ],
            "owner",
        );
        // "Russian and Georgian forces": the second adjective hangs on the first
        let more: Vec<Filler> = out
            .iter()
            .flat_map(|f| a.children_by(f.token, &[Relation::Conj]))
            .map(|token| Filler { token, path: "owner" })
            .collect();
        out.extend(more);
        for participle in a.children_by(noun, &[Relation::Acl]) {
            if self.grammar.light.contains(&a.lemma(participle).to_lowercase()) {
                out.extend(self.by_relation(participle, &[Relation::OblAgent], "agent of participle"));
            }
        }
        // "those of the Arab League": the pronoun stands for the noun, "of" for its owner
        out
    }

    /// The clause that completes a word.
    fn clauses(&self, word: TokenId) -> Vec<Filler> {
        let mut out = self.by_relation(word, &[Relation::Ccomp, Relation::Xcomp], "clause");
        if out.is_empty() && !self.analysis.upos(word).eq(&Upos::Verb) {
            out = self.by_relation(word, &[Relation::Acl, Relation::Advcl], "clause of noun");
        }
        if out.is_empty() {
            out = self.clauses_of_object(word);
        }
        out
    }

    /// "ordered the ambassador *to leave*", where the parser hangs the clause on the object.
    fn clauses_of_object(&self, verb: TokenId) -> Vec<Filler> {
        self.logical_object(verb)
            .into_iter()
            .flat_map(|object| self.by_relation(object.token, &[Relation::Acl], "clause of object"))
            .filter(|f| self.has_mark(f.token, "to"))
            .collect()
    }

    /// Its clauses with "to".
    fn infinitives(&self, word: TokenId) -> Vec<Filler> {
        self.by_relation(
            word,
            &[Relation::Xcomp, Relation::Ccomp, Relation::Advcl, Relation::Acl],
            "infinitive",
        )
        .into_iter()
        .chain(self.clauses_of_object(word))
        .filter(|f| self.has_mark(f.token, "to"))
        .collect()
    }

    /// The subject of the clause in which a noun says the occasion ("*In a call*, the ministers ...").
    fn host(&self, noun: TokenId) -> Vec<Filler> {
        let a = self.analysis;
        let mut at = noun;
        for _ in 0..MAX_CHAIN {
            let Some(head) = a.head(at) else { return Vec::new() };
            match a.relation(at) {
                Relation::Obl | Relation::Advcl if self.is_verbal(head) => {
                    return self.logical_subject(head).into_iter().chain(self.passive_host(head)).collect();
                }
                Relation::Nmod | Relation::Conj | Relation::Appos => at = head,
                _ => return Vec::new(),
            }
        }
        Vec::new()
    }

    fn passive_host(&self, verb: TokenId) -> Vec<Filler> {
        if self.is_passive(verb) { self.surface_subject(verb, 0) } else { Vec::new() }
    }

    /// Those killed or wounded: "an attack that killed ten", "attacked the camp, killing ten", "the attack
    /// left ten dead", "ten were killed in the attack".
    fn victims(&self, word: TokenId) -> Vec<Filler> {
        let a = self.analysis;
        let mut out = Vec::new();
        let below = a.children_by(
            word,
            &[Relation::Acl, Relation::AclRelcl, Relation::Advcl, Relation::Conj, Relation::Parataxis],
        );
        for verb in below.filter(|v| a.upos(*v) == Upos::Verb) {
            out.extend(self.harmed(verb));
        }
        if let Some(head) = a.head(word).filter(|h| a.upos(*h) == Upos::Verb) {
            let is_cause = a.relation(word).is_subject()
                || matches!(a.case(word).as_deref(), Some("in" | "by" | "during"));
            if is_cause {
                out.extend(self.harmed(head));
            }
        }
        for filler in &mut out {
            filler.path = "victim";
        }
        out
    }

    fn harmed(&self, verb: TokenId) -> Vec<Filler> {
        let lemma = self.analysis.lemma(verb).to_lowercase();
        if self.grammar.harm.contains(&lemma) {
            return self.logical_object(verb);
        }
        if self.grammar.dying.contains(&lemma) {
            return self.surface_subject(verb, 0);
        }
        let leaves_dead = lemma == "leave"
            && self
                .analysis
                .children(verb)
                .iter()
                .any(|c| matches!(self.analysis.lemma(*c), "dead" | "wounded" | "injured"));
        if leaves_dead { self.logical_object(verb) } else { Vec::new() }
    }

    /// Phrases with a preposition, of the word itself, of its light verb or of its object: parsers differ on
    /// whether "on Iran" belongs to "launched" or to "attack" in "launched an attack on Iran".
    fn prepositional(&self, word: TokenId, preposition: &str) -> Vec<Filler> {
        let a = self.analysis;
        let mut out = self.own_prepositional(word, preposition);
        if out.is_empty() && a.upos(word) == Upos::Verb && preposition != "of" && preposition != "by" {
            for object in self.by_relation(word, &[Relation::Obj], "obj") {
                out.extend(self.own_prepositional(object.token, preposition));
            }
        }
        if out.is_empty() && a.upos(word) != Upos::Verb && preposition != "of" {
            let light = a.head(word).filter(|h| {
                matches!(a.relation(word), Relation::Obj | Relation::NsubjPass)
                    && self.grammar.light.contains(&a.lemma(*h).to_lowercase())
            });
            out.extend(light.into_iter().flat_map(|verb| self.own_prepositional(verb, preposition)));
        }
        out
    }

    fn own_prepositional(&self, word: TokenId, preposition: &str) -> Vec<Filler> {
        let a = self.analysis;
        let mut out = Vec::new();
        for child in a.children(word).iter().copied() {
            let matches = match a.relation(child) {
                Relation::Obl
                | Relation::Nmod
                | Relation::OblAgent
                | Relation::NmodDesc
                | Relation::OblUnmarked => a.case(child).is_some_and(|c| c.eq_ignore_ascii_case(preposition)),
                Relation::Advcl | Relation::Acl => {
                    a.child(child, Relation::Mark)
                        .is_some_and(|m| a.lemma(m).eq_ignore_ascii_case(preposition))
                        && preposition != "to"
                }
                _ => false,
            };
            if matches {
                out.push(Filler { token: self.antecedent(child), path: "prepositional" });
            }
        }
        out
    }
}
