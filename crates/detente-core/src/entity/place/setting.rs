//! Where the text sets an event.
//!
//! The place stands in the event's own phrase or clause ("attacked in Lahore", "the attack on Tskhinvali", "In New
//! York, the Council condemned ..."), else in that of a clause that shares its place. Places inside the names of
//! actors ("the embassy in Tehran said") set nothing.

use detente_data::{Knowledge, SettingWords, StateCode};

use super::atlas::{Atlas, Extent};
use super::phrase::{Lies, Phrases, is_in};
use crate::analysis::{Analysis, Relation, Upos};
use crate::document::Document;
use crate::entity::Entities;
use crate::mention::Mentions;
use crate::text::{ByteSpan, TokenId};

/// How many clauses outwards a shared place is looked for.
const STEPS: usize = 3;

/// The place of an event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// The words.
    pub span: ByteSpan,
    /// The state it lies in.
    pub country: Option<StateCode>,
    /// How sure that is, 0 to 1.
    pub score: f32,
}

/// Answers where events are set; made once for an article.
pub struct Settings<'a> {
    analysis: &'a Analysis,
    mentions: &'a Mentions,
    entities: &'a Entities,
    atlas: Atlas,
}

impl<'a> Settings<'a> {
    /// Reads the places of an article.
    pub fn new(
        document: &Document,
        analysis: &'a Analysis,
        mentions: &'a Mentions,
        entities: &'a Entities,
        knowledge: &Knowledge,
    ) -> Self {
        Settings { analysis, mentions, entities, atlas: Atlas::new(document, analysis, knowledge) }
    }

    /// Where the event evoked at `trigger` is set; none where its clause does not say.
    pub fn of_event(&self, trigger: TokenId) -> Option<Setting> {
        let mut at = trigger;
        for step in 0..=STEPS {
            if let Some(lies) = self.own(at, step == 0) {
                return Some(self.setting(lies, trigger));
            }
            let Some(next) = self.shared_with(at) else { break };
            at = next;
        }
        self.nearby(trigger).map(|lies| self.setting(lies, trigger))
    }

    /// Where the tree gives none: a place after "in", "at", "near" within the verb's own stretch of words, no other
    /// verb and no clause border between, or one that opens its sentence ("In Washington, the OAS ruled ...").
    fn nearby(&self, verb: TokenId) -> Option<Lies> {
        if self.analysis.upos(verb) != Upos::Verb {
            return None;
        }
        let sentence = self.analysis.sentence_of(verb).tokens;
        let is_saying = !detente_data::Reporting::builtin().verb(self.analysis.lemma(verb)).is_empty();
        let right = (verb.index() + 1..sentence.end()).map(TokenId::new);
        let right = right.take_while(|t| !self.analysis.is_clause_border(*t)).filter(|_| !is_saying);
        let left = (sentence.start()..verb.index()).map(TokenId::new);
        let is_first_verb =
            left.clone().all(|t| self.analysis.upos(t) != Upos::Verb && self.analysis.upos(t) != Upos::Sconj);
        let opening = left.take(8).filter(|_| is_first_verb);
        let opens = |t: &TokenId| {
            let case = self.analysis.child(*t, Relation::Case);
            case.is_some_and(|c| {
                c.index() <= sentence.start() + 4
                    && self.analysis.upos(TokenId::new(sentence.start())) != Upos::Det
            })
        };
        right.chain(opening.filter(opens)).find_map(|t| {
            let case = self.analysis.case(t)?;
            let is_set = matches!(case.as_str(), "in" | "at" | "near" | "inside" | "outside" | "off");
            self.phrases().lies(t).filter(|l| is_set && l.country.is_some())
        })
    }

    fn setting(&self, lies: Lies, trigger: TokenId) -> Setting {
        let country = match lies.country {
            Some(code) if !lies.is_border => Some(code),
            // Troops sent "to the Colombian border" by Venezuela stand in Venezuela.
            other => self.actor_state(trigger).filter(|_| lies.is_border).or(other),
        };
        Setting { span: self.analysis.bytes(lies.tokens), country, score: lies.score.max(0.1) }
    }

    fn phrases(&self) -> Phrases<'_> {
        Phrases { analysis: self.analysis, atlas: &self.atlas }
    }

    /// The narrowest place of the word's own phrase or clause, the first of equals.
    fn own(&self, word: TokenId, is_trigger: bool) -> Option<Lies> {
        let mut best: Option<Lies> = None;
        for child in self.analysis.children(word).iter().copied() {
            let Some(lies) = self.child_place(word, child, is_trigger) else { continue };
            let narrower = |b: &Lies| {
                let known = |l: &Lies| l.country.is_some();
                (known(&lies), lies.extent) > (known(b), b.extent)
            };
            if best.as_ref().is_none_or(narrower) {
                best = Some(lies);
            }
        }
        best.or_else(|| self.around(word).filter(|_| is_trigger))
    }

    /// The place that one child of the word gives.
    fn child_place(&self, word: TokenId, child: TokenId, is_trigger: bool) -> Option<Lies> {
        let words = SettingWords::get();
        let lemma = self.analysis.lemma(word);
        let relation = self.analysis.relation(child);
        match relation {
            Relation::Obl | Relation::Nmod | Relation::OblUnmarked => {
                let case = self.analysis.case(child).unwrap_or_default();
                let moves = is_in(&words.verbs.motion, lemma)
                    || is_in(&words.verbs.on_object, lemma)
                    || is_in(&words.verbs.nouns, lemma);
                let is_set = is_in(&words.prepositions.within, &case)
                    || moves && is_in(&words.prepositions.toward, &case);
                let lies = self.phrases().lies(child).or_else(|| self.owned_place(child))?;
                // "in retaliation", "at the request": a phrase without any place is no setting.
                let is_place = lies.country.is_some() || self.is_place_word(child);
                // "sanctions on Russia" are not set in Russia, "raids on Yemen" are.
                let is_party = self.atlas.at(child).is_some_and(|n| n.is_party);
                let is_set = is_set && !(is_party && case == "on" && !moves);
                (is_set && is_place).then_some(lies)
            }
            Relation::Obj | Relation::NsubjPass if is_trigger => {
                let takes = is_in(&words.verbs.on_object, lemma);
                let lies =
                    self.phrases().lies(child).or_else(|| self.owned_place(child)).filter(|_| takes)?;
                // A state attacked is a party, no place.
                (lies.extent != Extent::State && lies.country.is_some()).then_some(lies)
            }
            Relation::Advmod if matches!(self.analysis.lemma(child), "here" | "there") => {
                self.here_or_there(child)
            }
            Relation::Compound | Relation::Amod | Relation::NmodPoss
                if self.analysis.upos(word) == Upos::Noun =>
            {
                let named = self.atlas.at(child).filter(|n| !n.is_adjective && n.extent == Extent::Spot)?;
                let is_event = is_in(&words.verbs.nouns, lemma);
                (is_event
                    && relation != Relation::NmodPoss
                    && self.analysis.upos(child) == Upos::Propn
                    && named.country.is_some())
                .then(|| self.phrases().lies(child))
                .flatten()
            }
            _ => None,
        }
    }

    /// "in its territory", "on their soil": the place is its owner's.
    fn owned_place(&self, head: TokenId) -> Option<Lies> {
        let owner = self.analysis.child(head, Relation::NmodPoss)?;
        let words = SettingWords::get();
        if !is_in(&words.places, self.analysis.lemma(head))
            || is_in(&words.missions, self.analysis.lemma(head))
        {
            return None;
        }
        let country = self.state_of(owner)?;
        let is_border = is_in(&words.borders, self.analysis.lemma(head));
        let tokens = crate::text::TokenSpan::of(owner).cover(crate::text::TokenSpan::of(head));
        Some(Lies {
            tokens,
            country: Some(country),
            extent: Extent::Region,
            score: 0.7,
            runner_up: None,
            is_border,
        })
    }

    fn is_place_word(&self, head: TokenId) -> bool {
        let words = SettingWords::get();
        is_in(&words.places, self.analysis.lemma(head)) && !is_in(&words.missions, self.analysis.lemma(head))
    }

    /// The state of the party that a word means.
    fn state_of(&self, word: TokenId) -> Option<StateCode> {
        let mention = self.mentions.headed_by(word)?;
        let entity = self.entities.of(mention).first()?;
        self.entities.get(*entity).code.and_then(|c| c.state())
    }

    /// The state of the subject of the trigger's clause, or of whom the act is by.
    fn actor_state(&self, trigger: TokenId) -> Option<StateCode> {
        let own = self
            .analysis
            .children_by(trigger, &[Relation::Nsubj, Relation::OblAgent, Relation::NmodPoss])
            .find_map(|s| self.state_of(s));
        own.or_else(|| {
            self.shared_with(trigger).and_then(|up| {
                self.analysis.children_by(up, &[Relation::Nsubj]).find_map(|s| self.state_of(s))
            })
        })
    }

    /// "there" is the last place named before, "here" where the story was filed.
    fn here_or_there(&self, adverb: TokenId) -> Option<Lies> {
        let tokens = crate::text::TokenSpan::of(adverb);
        if self.analysis.lemma(adverb) == "here" {
            let country = self.atlas.dateline.first().copied();
            return Some(Lies {
                tokens,
                country,
                extent: Extent::Spot,
                score: 0.6,
                runner_up: None,
                is_border: false,
            });
        }
        let named = self.atlas.all().iter().rev().find(|n| {
            let before = TokenId::new(n.tokens.start());
            let near = self.analysis.token(before).sentence.index() + 2
                >= self.analysis.token(adverb).sentence.index();
            before < adverb && near && !n.is_adjective
        })?;
        Some(Lies {
            tokens: named.tokens,
            country: named.country,
            extent: named.extent,
            score: 0.6,
            runner_up: None,
            is_border: false,
        })
    }

    /// A place inside the object or the subject of the passive, of an act on things ("overran the kingdom's embassy in
    /// Tehran", "its camp at Angostura was bombed").
    fn around(&self, trigger: TokenId) -> Option<Lies> {
        let words = SettingWords::get();
        // "held talks in New York": what a light verb's object names is set where the verb is.
        if !is_in(&words.verbs.on_object, self.analysis.lemma(trigger)) && !self.is_light(trigger) {
            return None;
        }
        let objects = self.analysis.children_by(trigger, &[Relation::Obj, Relation::NsubjPass]);
        objects
            .filter_map(|o| self.phrases().lies(o))
            .find(|l| l.country.is_some() && l.extent != Extent::State)
    }

    /// The word whose place is also this one's.
    fn shared_with(&self, word: TokenId) -> Option<TokenId> {
        let head = self.analysis.head(word)?;
        let has_subject = self
            .analysis
            .children_by(word, &[Relation::Nsubj, Relation::NsubjPass, Relation::Csubj])
            .next()
            .is_some();
        let is_bare = self.analysis.child(word, Relation::Mark).is_none();
        let case = || self.analysis.case(word).unwrap_or_default();
        let is_shared = match self.analysis.relation(word) {
            Relation::Conj => !has_subject || self.analysis.upos(word) != Upos::Verb,
            Relation::Advcl => !has_subject && is_bare,
            Relation::Xcomp | Relation::Obj | Relation::NsubjPass | Relation::Nsubj | Relation::Compound => {
                self.is_light(head)
            }
            Relation::Obl => matches!(case().as_str(), "in" | "during" | "with" | "at"),
            _ => false,
        };
        is_shared.then_some(head)
    }

    fn is_light(&self, verb: TokenId) -> bool {
        let lists = &detente_data::TimeWords::get().light;
        let lemma = self.analysis.lemma(verb);
        is_in(&lists.verbs, lemma) || is_in(&lists.happening, lemma)
    }
}
