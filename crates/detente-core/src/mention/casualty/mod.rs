//! Tolls: which numbers of a sentence are of people killed or injured, and by which word.
//!
//! In: the tree and the quantities. Out: [`Casualty`]s. "killing the cameraman and at least four other people" is one
//! of 5 to unbounded killed, by the word "killing"; "15 soldiers and three civilians were wounded" is 18 injured.
//! Who gives the number, and for which event, is for the claim stage.

mod figure;

use detente_data::{CasualtyWords, QuantityWords};

use super::{Quantity, quantity};
use crate::analysis::{Analysis, Name, NameKind, Relation, Upos};
use crate::text::TokenId;

/// People killed or injured, as a sentence tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Casualty {
    /// Which of the two.
    pub kind: CasualtyKind,
    /// Least.
    pub min: u64,
    /// Most, where the text bounds it.
    pub max: Option<u64>,
    /// The noun for those hit, or the number that stands for them.
    pub victims: TokenId,
    /// The word that says it ("killed", "dead", "toll").
    pub trigger: TokenId,
}

/// What befell them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CasualtyKind {
    /// They died.
    Killed,
    /// They lived.
    Injured,
}

/// The tolls of an article, by the place of their trigger.
pub fn casualties(analysis: &Analysis, text: &str, quantities: &[Quantity]) -> Vec<Casualty> {
    let mut finder =
        Finder { analysis, text, quantities, words: &QuantityWords::get().casualty, found: Vec::new() };
    for at in 0..analysis.tokens.len() {
        finder.at(TokenId::new(at));
    }
    let mut found = finder.found;
    found.sort_by_key(|c| (c.trigger, c.kind, c.victims));
    // "the number of dead": the toll's number and that of the word for the dead are one; the trigger nearest stays.
    let mut seen: Vec<(TokenId, CasualtyKind)> = Vec::new();
    found.retain(|c| {
        let is_new = !seen.contains(&(c.victims, c.kind));
        seen.push((c.victims, c.kind));
        is_new
    });
    found
}

/// A sum of victims: least, most, and a head to show.
#[derive(Debug, Clone, Copy)]
struct Count {
    min: u64,
    max: Option<u64>,
    head: TokenId,
}

struct Finder<'a> {
    analysis: &'a Analysis,
    text: &'a str,
    quantities: &'a [Quantity],
    words: &'static CasualtyWords,
    found: Vec<Casualty>,
}

fn has(list: &[String], lemma: &str) -> bool {
    list.iter().any(|l| l == lemma)
}

/// Whether `word` is a regular form of a verb: the reader's lemma may be wrong where the spelling is plain.
fn is_form(verb: &str, word: &str) -> bool {
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    match word.strip_prefix(stem) {
        Some("e" | "es" | "ed" | "ing") => true,
        Some("" | "s") => stem == verb,
        _ => false,
    }
}

impl Finder<'_> {
    fn at(&mut self, token: TokenId) {
        match self.analysis.upos(token) {
            Upos::Verb => self.verb(token),
            Upos::Noun | Upos::Adj => self.noun(token),
            _ => {}
        }
        if self.analysis.upos(token) == Upos::Verb && has(&self.words.hurt, &self.lower(token)) {
            self.stands_for_people(token, CasualtyKind::Injured);
        }
    }

    fn lower(&self, token: TokenId) -> String {
        self.analysis.word(token, self.text).to_lowercase()
    }

    fn push(&mut self, kind: CasualtyKind, trigger: TokenId, count: Count) {
        self.found.push(Casualty { kind, min: count.min, max: count.max, victims: count.head, trigger });
    }

    fn verb(&mut self, verb: TokenId) {
        let lower = self.lower(verb);
        let known = |list: &[String]| list.iter().find(|l| is_form(l, &lower)).cloned();
        let plain =
            known(&self.words.kill).or_else(|| known(&self.words.injure)).or_else(|| known(&self.words.die));
        let lemma = plain.unwrap_or_else(|| self.analysis.lemma(verb).to_string());
        let victims =
            if has(&self.words.kill, &lemma) || self.is_put_to_death(verb) || self.is_shot_dead(verb) {
                self.patients(verb).map(|v| (CasualtyKind::Killed, v))
            } else if has(&self.words.injure, &lemma) {
                self.patients(verb).map(|v| (CasualtyKind::Injured, v))
            } else if has(&self.words.die, &lemma) || self.is_martyr(verb) || self.is_fallen(verb) {
                self.subject(verb).map(|v| (CasualtyKind::Killed, v))
            } else if has(&self.words.lives, &lemma) {
                self.of_lives(verb).map(|v| (CasualtyKind::Killed, v))
            } else if has(&self.words.tell, &lemma) {
                self.told_again(verb)
            } else {
                None
            };
        let Some((kind, head)) = victims else { return };
        let Some(mut count) = self.count(head) else { return };
        if let Some(others) = self.with_others(verb) {
            count.min = count.min.saturating_add(others.min);
            count.max = count.max.or(Some(count.min)).zip(others.max).map(|(_, m)| m.saturating_add(1));
        }
        let is_nobody = count.max == Some(0);
        self.push(kind, verb, count);
        if is_nobody && kind == CasualtyKind::Injured {
            // "Nobody was hurt": nobody was killed either.
            self.push(CasualtyKind::Killed, verb, count);
        }
    }

    /// Whom a transitive verb of harm hits: the object, the subject of the passive, the noun a participle hangs on
    /// ("people massacred in their homes"), the antecedent of "who were killed".
    fn patients(&self, verb: TokenId) -> Option<TokenId> {
        let children = |relation| self.analysis.child(verb, relation);
        if let Some(object) = children(Relation::Obj) {
            return Some(object);
        }
        let passive = children(Relation::NsubjPass).map(|s| self.antecedent(verb, s));
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

    /// The subject that a conjunct shares with the verb before it ("were killed or wounded").
    fn shared_subject(&self, verb: TokenId) -> Option<TokenId> {
        let is_conjunct = self.analysis.relation(verb) == Relation::Conj;
        // "ten were killed and about 30 wounded": those have a number of their own
        let is_counted = self.beside(verb).is_some() || self.said(verb).is_some();
        let first = self.analysis.head(verb).filter(|_| is_conjunct && !is_counted)?;
        self.analysis.child(first, Relation::NsubjPass)
    }

    /// A quantity that ends right before the word ("about 30 wounded").
    fn beside(&self, word: TokenId) -> Option<TokenId> {
        // "more than 20 people "massacred in their beds"": a mark may stand between.
        let mark =
            word.index().checked_sub(1).filter(|b| self.analysis.upos(TokenId::new(*b)) == Upos::Punct);
        let is_comma =
            mark.is_some_and(|b| matches!(self.lower(TokenId::new(b)).as_str(), "," | ";" | "." | ":"));
        let end = mark.filter(|_| !is_comma).unwrap_or(word.index());
        let quantity = self.quantities.iter().find(|q| {
            q.tokens.end() == end || (q.unit.index() + 1 == end && q.unit > TokenId::new(q.tokens.start()))
        })?;
        (quantity.unit != word).then_some(quantity.unit)
    }

    fn subject(&self, verb: TokenId) -> Option<TokenId> {
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
            _ => self.counted_before(verb),
        }
    }

    /// Where the tree gives no subject: the last number before the verb, with no other verb between ("a year after
    /// more than 400 people, mostly pilgrims, died in clashes").
    fn counted_before(&self, verb: TokenId) -> Option<TokenId> {
        let start = self.analysis.sentence_of(verb).tokens.start();
        let last = self.quantities.iter().rev().find(|q| q.unit < verb && q.tokens.start() >= start)?;
        let between = (last.tokens.end()..verb.index()).map(TokenId::new);
        let is_clear = between.into_iter().all(|t| self.analysis.upos(t) != Upos::Verb);
        let is_people = has(&QuantityWords::get().people.nouns, self.analysis.lemma(last.unit))
            || matches!(
                self.lower(last.unit).as_str(),
                "people" | "others" | "troops" | "men" | "women" | "children"
            );
        // "15 soldiers and three civilians": the whole of it
        let joined = (self.analysis.relation(last.unit) == Relation::Conj)
            .then(|| self.analysis.head(last.unit))
            .flatten()
            .filter(|first| self.said(*first).is_some());
        (is_clear && is_people).then_some(joined.unwrap_or(last.unit))
    }

    /// The noun that "who" or "that" stands for.
    fn antecedent(&self, verb: TokenId, subject: TokenId) -> TokenId {
        let is_relative = self.analysis.relation(verb) == Relation::AclRelcl
            && matches!(self.analysis.lemma(subject), "who" | "that" | "which" | "whom");
        self.analysis.head(verb).filter(|_| is_relative).unwrap_or(subject)
    }

    fn is_put_to_death(&self, verb: TokenId) -> bool {
        self.analysis.lemma(verb) == "put"
            && self
                .analysis
                .children_by(verb, &[Relation::Obl])
                .any(|o| self.analysis.lemma(o) == "death" && self.analysis.case(o).as_deref() == Some("to"))
    }

    fn is_shot_dead(&self, verb: TokenId) -> bool {
        let with = |words: &[&str]| {
            self.analysis.children(verb).iter().any(|c| words.contains(&self.analysis.lemma(*c)))
        };
        match self.analysis.lemma(verb) {
            "shoot" | "stab" | "beat" | "burn" => with(&["dead", "death"]),
            "gun" => with(&["down"]),
            _ => false,
        }
    }

    /// "fell in combat".
    fn is_fallen(&self, verb: TokenId) -> bool {
        let is_fight = |o: TokenId| {
            matches!(self.analysis.lemma(o), "combat" | "battle" | "action" | "fighting" | "fight")
        };
        self.analysis.lemma(verb) == "fall" && self.analysis.children_by(verb, &[Relation::Obl]).any(is_fight)
    }

    /// "became martyrs", "was martyred".
    fn is_martyr(&self, verb: TokenId) -> bool {
        self.analysis.lemma(verb) == "become"
            && self.analysis.children(verb).iter().any(|c| self.lower(*c).starts_with("martyr"))
    }

    /// "claimed the lives of 12 people", "cost 30 people their lives", "lost 49 soldiers", "One civilian lost his life".
    fn of_lives(&self, verb: TokenId) -> Option<TokenId> {
        let is_life = |t: &TokenId| matches!(self.analysis.lemma(*t), "life");
        let objects: Vec<TokenId> =
            self.analysis.children_by(verb, &[Relation::Obj, Relation::Iobj]).collect();
        if let Some(life) = objects.iter().copied().find(is_life) {
            let of = self
                .analysis
                .children_by(life, &[Relation::Nmod])
                .find(|n| self.analysis.case(*n).as_deref() == Some("of"));
            let counted = quantity::of(self.analysis, self.quantities, life).map(|_| life);
            let other = objects.iter().copied().find(|o| *o != life);
            let loser = (self.analysis.lemma(verb) == "lose").then(|| self.subject(verb)).flatten();
            return of.or(other).or(counted).or(loser);
        }
        let object = objects.first().copied()?;
        let is_people = has(&QuantityWords::get().people.nouns, self.analysis.lemma(object));
        (self.analysis.lemma(verb) == "lose" && is_people).then_some(object)
    }

    /// "put to death with 46 other men", "martyred along with dozens of others".
    fn with_others(&self, verb: TokenId) -> Option<Count> {
        let mut obliques = self.analysis.children_by(verb, &[Relation::Obl]);
        let with = obliques.find(|o| {
            matches!(
                self.analysis.case(*o).as_deref(),
                Some("with" | "along" | "along with" | "alongside" | "besides")
            )
        })?;
        let said = quantity::of(self.analysis, self.quantities, with)?;
        Some(Count { min: said.min, max: said.max, head: with })
    }

    fn noun(&mut self, noun: TokenId) {
        let lemma = self.singular(noun);
        if let Some(kind) = self.stands_for(&lemma, noun) {
            self.stands_for_people(noun, kind);
        }
        if has(&self.words.death, &lemma) {
            self.death_of(noun);
        }
        if has(&self.words.body, &lemma) {
            self.bodies(noun);
        }
        if has(&self.words.nothing, &lemma) && self.is_none(noun) {
            let nobody = Count { min: 0, max: Some(0), head: noun };
            self.push(CasualtyKind::Killed, noun, nobody);
            self.push(CasualtyKind::Injured, noun, nobody);
        }
        if has(&self.words.unharmed, &lemma) {
            let nobody = Count { min: 0, max: Some(0), head: noun };
            self.push(CasualtyKind::Killed, noun, nobody);
            self.push(CasualtyKind::Injured, noun, nobody);
        }
        if has(&self.words.toll, &lemma) {
            self.toll(noun, &lemma);
        }
    }

    /// The base form of a noun, by its spelling where that is plain.
    fn singular(&self, noun: TokenId) -> String {
        let lower = self.lower(noun);
        let known = |base: &str| {
            let lists = [
                &self.words.toll,
                &self.words.body,
                &self.words.death,
                &self.words.nothing,
                &self.words.dead,
            ];
            lists.iter().any(|l| has(l, base))
        };
        let stem = lower.strip_suffix('s').unwrap_or(&lower);
        let by_y = stem.strip_suffix("ie").map(|s| format!("{s}y"));
        let by_es = stem.strip_suffix('e').map(str::to_owned);
        let plain = [Some(stem.to_owned()), by_y, by_es].into_iter().flatten().find(|b| known(b));
        plain.unwrap_or_else(|| self.analysis.lemma(noun).to_string())
    }

    fn stands_for(&self, lemma: &str, word: TokenId) -> Option<CasualtyKind> {
        let lower = self.lower(word);
        if has(&self.words.dead, lemma) || has(&self.words.dead, &lower) {
            Some(CasualtyKind::Killed)
        } else if has(&self.words.hurt, lemma) || has(&self.words.hurt, &lower) {
            Some(CasualtyKind::Injured)
        } else {
            None
        }
    }

    /// "2,000 dead", "12 fatalities", "left 30 wounded", "three wounded women".
    fn stands_for_people(&mut self, word: TokenId, kind: CasualtyKind) {
        let counted = quantity::of(self.analysis, self.quantities, word).map(|q| (q, word));
        let of_noun = || {
            let is_modifier = matches!(self.analysis.relation(word), Relation::Amod);
            let noun = self.analysis.head(word).filter(|_| is_modifier)?;
            quantity::of(self.analysis, self.quantities, noun).map(|q| (q, noun))
        };
        let beside = || {
            let unit = self.beside(word)?;
            quantity::of(self.analysis, self.quantities, unit).map(|q| (q, unit))
        };
        if let Some(subject) = self.analysis.child(word, Relation::Nsubj) {
            // "Nobody was hurt", "12 people were dead".
            if let Some(count) = self.count(subject).filter(|_| self.said(subject).is_some()) {
                self.push(kind, word, count);
                if count.max == Some(0) {
                    self.push(CasualtyKind::Killed, word, count);
                }
            }
            return;
        }
        let Some((quantity, head)) = counted.or_else(of_noun).or_else(beside) else { return };
        let count = Count { min: quantity.min, max: quantity.max, head };
        self.push(kind, word, count);
    }

    /// "the death of two children", "the killing of ten villagers".
    fn death_of(&mut self, noun: TokenId) {
        let of = self
            .analysis
            .children_by(noun, &[Relation::Nmod])
            .find(|n| self.analysis.case(*n).as_deref() == Some("of"));
        let Some(head) = of else { return };
        // A name alone is no toll; "the loss of the territory" none either.
        let is_counted =
            self.analysis.conjuncts(head).iter().any(|h| {
                self.said(*h).is_some_and(|q| q.min > 1 || q.max == Some(0)) || self.is_counted_one(*h)
            });
        if let Some(count) = self.count(head).filter(|_| is_counted) {
            self.push(CasualtyKind::Killed, noun, count);
        }
    }

    /// Bodies that were found, counted or brought.
    fn bodies(&mut self, noun: TokenId) {
        let verb = self.analysis.ancestors(noun).find(|a| self.analysis.upos(*a) == Upos::Verb);
        let is_found = verb.is_some_and(|v| has(&self.words.found, self.analysis.lemma(v)));
        if let Some(said) = quantity::of(self.analysis, self.quantities, noun).filter(|_| is_found) {
            self.push(CasualtyKind::Killed, noun, Count { min: said.min, max: said.max, head: noun });
        }
    }

    /// "no casualties", "no victims".
    fn is_none(&self, noun: TokenId) -> bool {
        self.said(noun).is_some_and(|q| q.max == Some(0))
            || self.analysis.child(noun, Relation::Det).is_some_and(|d| self.analysis.lemma(d) == "no")
    }

    fn said(&self, head: TokenId) -> Option<Quantity> {
        quantity::of(self.analysis, self.quantities, head).copied()
    }

    /// How many a noun phrase and what is joined to it make; none where no part says.
    fn count(&self, head: TokenId) -> Option<Count> {
        let mut parts = self.analysis.conjuncts(head);
        // "A mother, three of her daughters and a neighbour": a list whose second member was taken for an apposition.
        let listed = self.analysis.children_by(head, &[Relation::Appos]).map(|a| self.analysis.conjuncts(a));
        parts.extend(listed.filter(|l| l.len() > 1).flatten());
        let mut total = Count { min: 0, max: Some(0), head };
        let mut is_known = false;
        for part in &parts {
            let (min, max) = match self.said(*part) {
                Some(said) => {
                    is_known = true;
                    (said.min, said.max)
                }
                None if self.is_one(*part) => {
                    is_known = true;
                    (1, Some(1))
                }
                None => (0, None),
            };
            total.min = total.min.saturating_add(min);
            total.max = total.max.zip(max).map(|(a, b)| a.saturating_add(b));
        }
        // "killed a top rebel" says that one was, not that no other was; "one civilian died" counts.
        let is_alone = parts.len() == 1 && total.max == Some(1) && !self.is_counted_one(head);
        if is_alone {
            total.max = None;
        }
        is_known.then_some(total)
    }

    fn is_counted_one(&self, head: TokenId) -> bool {
        self.said(head)
            .is_some_and(|q| q.tokens.ids().any(|t| self.lower(t) == "one" || self.lower(t) == "1"))
    }

    /// A person by name or a single one ("Dutch cameraman Stan Storimans").
    fn is_one(&self, head: TokenId) -> bool {
        let is_person_at = |name: &Name, at: TokenId| name.kind == NameKind::Person && name.tokens.has(at);
        let is_person = |name: &Name| is_person_at(name, head);
        let is_named = || {
            let next = TokenId::new(head.index() + 1);
            self.analysis.names.iter().any(|n| is_person_at(n, next))
        };
        self.analysis.names.iter().any(is_person)
            || (has(&QuantityWords::get().people.nouns, self.analysis.lemma(head)) && is_named())
            || (has(&QuantityWords::get().people.nouns, self.analysis.lemma(head))
                && self.lower(head) == self.analysis.lemma(head)
                && self.analysis.children_by(head, &[Relation::Det, Relation::NmodPoss]).next().is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::{CasualtyKind, casualties};
    use crate::mention::quantity;
    use crate::mention::word::testing::tagged;

    /// `expected`: "killed 5 -" and the like, in order.
    fn check(text: &str, expected: &[&str]) {
        let (plain, analysis) = tagged(text);
        let quantities = quantity::find(&analysis, &plain);
        let shown: Vec<String> = casualties(&analysis, &plain, &quantities)
            .iter()
            .map(|c| {
                let kind = if c.kind == CasualtyKind::Killed { "killed" } else { "injured" };
                format!("{kind} {} {}", c.min, c.max.map_or("-".to_string(), |m| m.to_string()))
            })
            .collect();
        assert_eq!(shown, expected, "{plain}");
    }

    #[test]
    fn tolls() {
        check(
            "killed=kill/VERB/0/root two/NUM/3/nummod marines/NOUN/1/obj and/CCONJ/6/cc two/NUM/6/nummod builders/NOUN/3/conj",
            &["killed 4 4"],
        );
        check(
            "15/NUM/2/nummod soldiers/NOUN/7/nsubj:pass and/CCONJ/5/cc three/NUM/5/nummod civilians/NOUN/2/conj \
             were/AUX/7/aux:pass wounded=wound/VERB/0/root",
            &["injured 18 18"],
        );
        check(
            "the/DET/2/det death/NOUN/0/root of/ADP/5/case two/NUM/5/nummod children=child/NOUN/2/nmod",
            &["killed 2 2"],
        );
        check(
            "left=leave/VERB/0/root 12/NUM/3/nummod dead/ADJ/1/obj and/CCONJ/6/cc 30/NUM/6/nummod wounded/ADJ/3/conj",
            &["killed 12 12", "injured 30 30"],
        );
        check("Nobody/PRON/3/nsubj:pass was/AUX/3/aux:pass hurt/VERB/0/root", &["killed 0 0", "injured 0 0"]);
        check(
            "a/DET/3/det death/NOUN/3/compound toll/NOUN/0/root of/ADP/5/case 46/NUM/3/nmod",
            &["killed 46 46"],
        );
        check(
            "44/NUM/2/nummod bodies=body/NOUN/5/nsubj:pass had/AUX/5/aux been/AUX/5/aux:pass brought=bring/VERB/0/root",
            &["killed 44 44"],
        );
        check(
            "Ten/NUM/2/nummod guards/NOUN/4/nsubj:pass were/AUX/4/aux:pass killed=kill/VERB/0/root and/CCONJ/7/cc \
             30/NUM/7/nummod wounded=wound/VERB/4/conj",
            &["killed 10 10", "injured 30 30"],
        );
        check("They/PRON/2/nsubj fired=fire/VERB/0/root 80/NUM/4/nummod shells/NOUN/2/obj", &[]);
    }
}
