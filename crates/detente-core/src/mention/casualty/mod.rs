//! Tolls: which numbers of a sentence are of people killed or injured, and by which word.
//!
//! In: the tree and the quantities. Out: [`Casualty`]s. "killing the cameraman and at least four other people" is one
//! of 5 to unbounded killed, by the word "killing"; "15 soldiers and three civilians were wounded" is 18 injured.
//! Who gives the number, and for which event, is for the claim stage.

mod count;
mod figure;
mod victim;

use detente_data::{CasualtyWords, QuantityWords};

use super::{Quantity, quantity};
use crate::analysis::{Analysis, Relation, Upos};
use crate::text::TokenId;
use count::Who;

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
        if self.is_unreal(verb) {
            return;
        }
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
            } else if self.is_maimed(verb) {
                self.subject(verb).map(|v| (CasualtyKind::Injured, v))
            } else if has(&self.words.touch, &lemma) {
                // Only with nobody: "no one was hit".
                let nobody = |v: &TokenId| self.said(*v).is_some_and(|q| q.max == Some(0));
                self.patients(verb).filter(nobody).map(|v| (CasualtyKind::Injured, v))
            } else if has(&self.words.lives, &lemma) {
                self.of_lives(verb).map(|v| (CasualtyKind::Killed, v))
            } else if has(&self.words.tell, &lemma) {
                self.told_again(verb)
            } else {
                None
            };
        let Some((kind, head)) = victims else { return };
        let takes_the_living = has(&self.words.kill, &lemma) || has(&self.words.injure, &lemma);
        let who = if takes_the_living { Who::Anybody } else { Who::People };
        let Some(mut count) = self.count(head, who) else { return };
        if let Some(others) = self.with_others(verb) {
            let known = count.max.unwrap_or(count.min);
            count.min = count.min.saturating_add(others.min);
            count.max = others.max.map(|m| m.saturating_add(known));
        }
        let is_nobody = count.max == Some(0);
        self.push(kind, verb, count);
        if is_nobody && kind == CasualtyKind::Injured {
            // "Nobody was hurt": nobody was killed either.
            self.push(CasualtyKind::Killed, verb, count);
        }
    }

    /// "No harm would come to them", "an attack that could kill thousands": not told as having happened.
    fn is_unreal(&self, word: TokenId) -> bool {
        let aux = |lemma: &[&str]| {
            self.analysis.children_by(word, &[Relation::Aux]).any(|a| lemma.contains(&self.lower(a).as_str()))
        };
        let is_past = aux(&["have", "has", "had"]);
        // "vowed to kill him"; "claims to have killed 500" tells it
        let is_aim = self.analysis.children_by(word, &[Relation::Mark]).any(|m| self.lower(m) == "to")
            && self.analysis.child(word, Relation::AuxPass).is_none();
        !is_past && is_aim
            || aux(&["will", "would", "shall", "should"])
            || !is_past && aux(&["may", "might", "could", "can", "must"])
    }

    /// "A shepherd lost his foot".
    fn is_maimed(&self, verb: TokenId) -> bool {
        let limbs = &self.words.limbs;
        let is_limb = |o: TokenId| {
            let lower = self.lower(o);
            has(limbs, self.analysis.lemma(o))
                || lower == "feet"
                || lower.strip_suffix('s').is_some_and(|l| has(limbs, l))
        };
        self.analysis.lemma(verb) == "lose" && self.analysis.children_by(verb, &[Relation::Obj]).any(is_limb)
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
        // "were shot dead": the reader's lemma of "shot" is at times the word itself
        match self.analysis.lemma(verb) {
            "shoot" | "shot" | "stab" | "beat" | "burn" => with(&["dead", "death"]),
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
        // "have lost 12", "to have lost 30 of its own men", "lost dozens of men"; not "lost 30 of its tanks"
        let of = self.analysis.child(object, Relation::Nmod);
        let is_number = self.said(object).is_some_and(|q| {
            let unit = of.filter(|_| q.unit == object).unwrap_or(q.unit);
            unit == object && self.analysis.upos(object) == Upos::Num || self.is_people(unit)
        });
        (self.analysis.lemma(verb) == "lose" && (self.is_people(object) || is_number)).then_some(object)
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
        // "died with his wife and a son"; "killed with a knife" counts nobody
        let is_people = self.is_people(with) || self.said(with).is_some();
        self.count(with, Who::People).filter(|_| is_people)
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
        let verb = self.analysis.head(noun);
        let is_unreal = verb.is_some_and(|v| self.is_unreal(v));
        if has(&self.words.nothing, &lemma) && self.is_none(noun) && !is_unreal {
            let nobody = Count { min: 0, max: Some(0), head: noun };
            self.push(CasualtyKind::Killed, noun, nobody);
            self.push(CasualtyKind::Injured, noun, nobody);
        }
        if has(&self.words.unharmed, &lemma) {
            let nobody = Count { min: 0, max: Some(0), head: noun };
            self.push(CasualtyKind::Killed, noun, nobody);
            self.push(CasualtyKind::Injured, noun, nobody);
        }
        if has(&self.words.toll, &lemma) || self.is_set(noun, &lemma) {
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
            let who = if kind == CasualtyKind::Injured { Who::Anybody } else { Who::People };
            if let Some(count) = self.count(subject, who) {
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
        let is_counted = self.analysis.conjuncts(head).iter().any(|h| {
            self.said(*h).is_some_and(|q| q.min > 1 || q.max == Some(0))
                || self.is_counted_one(*h)
                || self.is_one_by_noun(*h)
        });
        if let Some(count) = self.count(head, Who::People).filter(|_| is_counted) {
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
            || self.analysis.case(noun).as_deref() == Some("without")
    }

    fn said(&self, head: TokenId) -> Option<Quantity> {
        quantity::of(self.analysis, self.quantities, head).copied()
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

    #[test]
    fn one_victim() {
        check("a/DET/2/det watchman/NOUN/4/nsubj:pass was/AUX/4/aux:pass hurt/VERB/0/root", &["injured 1 1"]);
        // no list knows every trade, and a verb of killing takes none but the living
        check("killing=kill/VERB/0/root a/DET/3/det glazier/NOUN/1/obj", &["killed 1 1"]);
        check("killing=kill/VERB/0/root a/DET/3/det cow/NOUN/1/obj", &[]);
        check("a/DET/2/det plan/NOUN/3/nsubj died=die/VERB/0/root", &[]);
        check("gunman/NOUN/2/nsubj kills=kill/VERB/0/root guard/NOUN/2/obj", &["killed 1 1"]);
        check("killed=kill/VERB/0/root a/DET/4/det top/ADJ/4/amod rebel/NOUN/1/obj", &["killed 1 -"]);
        check(
            "a/DET/2/det shepherd/NOUN/3/nsubj lost=lose/VERB/0/root his/PRON/5/nmod:poss foot/NOUN/3/obj",
            &["injured 1 1"],
        );
    }

    #[test]
    fn sums() {
        check(
            "killing=kill/VERB/0/root a/DET/3/det schoolteacher/NOUN/1/obj and/CCONJ/6/cc four/NUM/6/nummod \
             children=child/NOUN/3/conj",
            &["killed 5 5"],
        );
        check(
            "Ten/NUM/2/nummod soldiers=soldier/NOUN/6/nsubj:pass and/CCONJ/4/cc volunteers=volunteer/NOUN/2/conj \
             were/AUX/6/aux:pass killed=kill/VERB/0/root",
            &["killed 10 10"],
        );
        check(
            "Four/NUM/2/nummod civilians=civilian/NOUN/10/nsubj:pass ,/PUNCT/2/punct among/ADP/5/case them/PRON/10/obl \
             two/NUM/7/nummod children=child/NOUN/2/conj ,/PUNCT/2/punct were/AUX/10/aux:pass killed=kill/VERB/0/root",
            &["killed 4 4"],
        );
        check(
            "53/NUM/2/nummod people/NOUN/9/nsubj ,/PUNCT/2/punct 14/NUM/7/nummod of/ADP/6/case them/PRON/4/nmod \
             children=child/NOUN/2/appos ,/PUNCT/2/punct died=die/VERB/0/root",
            &["killed 53 53"],
        );
        check(
            "killing=kill/VERB/0/root 12/NUM/3/nummod people/NOUN/1/obj and/CCONJ/5/cc hundreds/NOUN/3/conj of/ADP/7/case \
             camels=camel/NOUN/5/nmod",
            &["killed 12 12"],
        );
    }

    #[test]
    fn nobody() {
        check(
            "no/DET/2/det one/NUM/4/nsubj:pass was/AUX/4/aux:pass hit/VERB/0/root",
            &["killed 0 0", "injured 0 0"],
        );
        check(
            "Nobody/PRON/3/nsubj:pass was/AUX/3/aux:pass reported=report/VERB/0/root killed=kill/VERB/3/xcomp",
            &["killed 0 0"],
        );
        check("two/NUM/2/nummod shells/NOUN/4/nsubj:pass were/AUX/4/aux:pass hit/VERB/0/root", &[]);
        check(
            "no/DET/2/det harm/NOUN/4/nsubj would/AUX/4/aux come/VERB/0/root to/ADP/6/case them/PRON/4/obl",
            &[],
        );
    }

    #[test]
    fn losses() {
        check("have/AUX/2/aux lost=lose/VERB/0/root 12/NUM/2/obj", &["killed 12 12"]);
        check(
            "lost=lose/VERB/0/root 30/NUM/1/obj of/ADP/5/case its/PRON/5/nmod:poss tanks=tank/NOUN/2/nmod",
            &[],
        );
        check("put/VERB/0/root the/DET/3/det dead/NOUN/1/obj at/ADP/5/case 14/NUM/1/obl", &["killed 14 14"]);
        // a wrong tree, with the men hung on a town
        check(
            "retake/VERB/0/root Aouzou/PROPN/1/obj ,/PUNCT/4/punct killing=kill/VERB/1/conj 517/NUM/6/nummod \
             men=man/NOUN/2/appos",
            &["killed 517 517"],
        );
        check(
            "vowed=vow/VERB/0/root to/PART/3/mark kill/VERB/1/xcomp ten/NUM/5/nummod soldiers=soldier/NOUN/3/obj",
            &[],
        );
    }
}
