//! Which time expression dates the event that a word evokes.
//!
//! In: the tree, the times, the word. Out: the time that stands nearest to it by syntax, or none: a far one would be
//! a guess. In "Pakistan said on Friday that Tuesday's attack killed two", "attack" and "killed" are of Tuesday.

use detente_data::TimeWords;

use crate::analysis::{Analysis, Relation, Upos};
use crate::mention::Time;
use crate::text::TokenId;

/// How far to climb; each step is a clause or noun phrase outwards.
const STEPS: usize = 4;

/// The time that dates the event evoked at `trigger`: one of its own noun phrase or clause, else of the clause it
/// shares its time with. A reporting clause's time ("said on Friday") dates only the saying.
pub fn of_event<'t>(analysis: &Analysis, times: &'t [Time], trigger: TokenId) -> Option<&'t Time> {
    let owned: Vec<Owned<'t>> = times
        .iter()
        .filter(|t| t.is_point && t.days.is_some() && !t.tokens.is_empty())
        .filter_map(|time| owner(analysis, times, time).map(|owner| Owned { time, owner }))
        .collect();
    Search { analysis, owned }.of(trigger)
}

/// A time and the word it belongs to.
struct Owned<'t> {
    time: &'t Time,
    owner: TokenId,
}

/// The word of a time that the others hang on.
fn head_of(analysis: &Analysis, time: &Time) -> TokenId {
    let outside = |t: &TokenId| analysis.head(*t).is_none_or(|h| !time.tokens.has(h));
    time.tokens.ids().find(outside).unwrap_or(TokenId::new(time.tokens.start()))
}

/// The word that a time belongs to: its head in the tree, but for "three days after the Kremlin recognised", whose
/// time is that of what follows, and for the date at the end of a caption, which is that of the whole.
fn owner(analysis: &Analysis, times: &[Time], time: &Time) -> Option<TokenId> {
    let head = head_of(analysis, time);
    let sentence = analysis.sentence_of(head);
    if let Some(link) = measured_link(analysis, time) {
        let mut inner = analysis.head(link)?;
        // "a day after a crowd overran the embassy": the clause, not its subject, was a day before.
        if matches!(analysis.relation(inner), Relation::Nsubj | Relation::NsubjPass) {
            inner = analysis.head(inner).unwrap_or(inner);
        }
        let after = times.partition_point(|t| t.tokens.start() <= link.index());
        let near = times[after..].iter().take_while(|t| t.tokens.start() <= link.index() + 2);
        let is_pinned = near.into_iter().any(|t| t.is_point);
        // "a day after Tuesday's attack": Tuesday is the attack's, the day after is of what is told.
        return if is_pinned { analysis.head(inner) } else { Some(inner) };
    }
    let is_last =
        (time.tokens.end()..sentence.tokens.end()).all(|i| analysis.upos(TokenId::new(i)) == Upos::Punct);
    let is_apart = time.tokens.start() > sentence.tokens.start()
        && analysis.upos(TokenId::new(time.tokens.start() - 1)) == Upos::Punct;
    if is_last && is_apart && time.tokens.len() >= 3 {
        return sentence.root.or_else(|| analysis.head(head));
    }
    Some(mended(analysis, head, analysis.head(head)?))
}

/// The reader sometimes hangs a time on a word that it cannot reach: across the verb above ("Sheikh Nimr, who was
/// arrested in 2012, was martyred on Saturday"), or from before the conjunction ("said on Tuesday that they had
/// left"). Then it is the outer verb's.
fn mended(analysis: &Analysis, time: TokenId, owner: TokenId) -> TokenId {
    let is_verb = |t: &TokenId| analysis.upos(*t) == Upos::Verb;
    let crossed = analysis.ancestors(owner).filter(is_verb).find(|a| owner < *a && *a < time);
    if let Some(outer) = crossed {
        return outer;
    }
    // "They have pulled out, the ministry said on August 10": the clause put in between has it.
    let inserted = analysis
        .children_by(owner, &[Relation::Parataxis])
        .filter(is_verb)
        .rfind(|v| owner < *v && *v < time);
    if let Some(inserted) = inserted {
        return inserted;
    }
    let is_cut_off = analysis
        .children_by(owner, &[Relation::Mark])
        .any(|m| time < m && m < owner && analysis.lemma(m) != "to");
    match analysis.head(owner) {
        Some(outer) if is_cut_off => outer,
        // "said Tuesday he would denounce it".
        Some(outer) if outer < time && analysis.relation(owner) == Relation::Ccomp => {
            let subject = analysis.children_by(owner, &[Relation::Nsubj, Relation::NsubjPass]).next();
            if subject.is_some_and(|s| time < s && s < owner) { outer } else { owner }
        }
        _ => owner,
    }
}

/// The "after" of "three days after ...", where the time is such a measure.
fn measured_link(analysis: &Analysis, time: &Time) -> Option<TokenId> {
    let words = &TimeWords::get().units;
    let last = TokenId::new(time.tokens.end() - 1);
    let first = TokenId::new(time.tokens.start());
    let is_unit = words.contains_key(analysis.lemma(last));
    let is_named = matches!(analysis.lemma(first), "last" | "this" | "next" | "that" | "same");
    let link = analysis.tokens.get(time.tokens.end()).map(|_| TokenId::new(time.tokens.end()))?;
    let is_link = matches!(analysis.lemma(link), "after" | "before" | "since" | "follow" | "following");
    // "on Wednesday night after he told deputies ..." names a night and measures nothing.
    let is_proper = time.tokens.ids().any(|t| analysis.upos(t) == Upos::Propn);
    (is_unit && !is_named && !is_proper && is_link).then_some(link)
}

struct Search<'a, 't> {
    analysis: &'a Analysis,
    owned: Vec<Owned<'t>>,
}

impl<'t> Search<'_, 't> {
    fn of(&self, trigger: TokenId) -> Option<&'t Time> {
        let mut at = trigger;
        for _ in 0..STEPS {
            if let Some(time) = self.own(at).or_else(|| self.below(at)) {
                return Some(time);
            }
            if let Some(time) = self.of_when(at) {
                return Some(time);
            }
            let Some(next) = self.shared_with(at) else { break };
            at = next;
        }
        self.nearby(trigger).or_else(|| self.told_before(at))
    }

    /// "Uribe said Tuesday he would sue. He was telephoned by Bush ...": a sentence about the same person that has no
    /// time of its own goes on from the one before.
    fn told_before(&self, word: TokenId) -> Option<&'t Time> {
        let sentence = self.analysis.sentence_of(word);
        let is_timed = self.owned.iter().any(|o| sentence.tokens.contains(o.time.tokens));
        if sentence.root != Some(word)
            || is_timed
            || self.analysis.upos(word) != Upos::Verb
            || self.modal(word).is_some()
        {
            return None;
        }
        // "He has not resigned" looks back from the day of writing.
        let is_perfect =
            self.analysis.children_by(word, &[Relation::Aux]).any(|a| self.analysis.lemma(a) == "have");
        let subject = self.analysis.children_by(word, &[Relation::Nsubj, Relation::NsubjPass]).next()?;
        if is_perfect
            || !matches!(self.analysis.lemma(subject).to_lowercase().as_str(), "he" | "she" | "it" | "they")
        {
            return None;
        }
        let before =
            self.analysis.sentences.get(self.analysis.token(word).sentence.index().checked_sub(1)?)?;
        let root = before.root.filter(|_| before.zone == sentence.zone)?;
        self.own(root).or_else(|| self.below(root)).filter(|t| t.days.is_some_and(|d| d.from == d.to))
    }

    /// The modal verb of a clause ("will", "could").
    fn modal(&self, verb: TokenId) -> Option<&str> {
        let future = &TimeWords::get().future.auxiliaries;
        let mut auxiliaries =
            self.analysis.children_by(verb, &[Relation::Aux]).map(|a| self.analysis.lemma(a));
        auxiliaries.find(|a| has(future, a))
    }

    /// Where the tree gives none: a time within the verb's own stretch of words, no other verb and no clause border
    /// between ("Human Rights Watch on Sunday accused ..."; "handed over 85 civilians on Wednesday").
    fn nearby(&self, verb: TokenId) -> Option<&'t Time> {
        if self.analysis.upos(verb) != Upos::Verb {
            return None;
        }
        let sentence = self.analysis.sentence_of(verb).tokens;
        let after = (verb.index() + 1..sentence.end()).map(TokenId::new);
        for token in after.take_while(|t| !self.analysis.is_clause_border(*t)) {
            let starts = |o: &&Owned<'t>| o.time.tokens.start() == token.index();
            if let Some(found) = self.owned.iter().filter(|o| self.is_adverbial(o.time)).find(starts) {
                return Some(found.time);
            }
        }
        let mut may_stop = true;
        for token in (sentence.start()..verb.index()).rev().map(TokenId::new) {
            let is_comma = self.analysis.upos(token) == Upos::Punct;
            if self.analysis.is_clause_border(token) && !is_comma {
                return None;
            }
            may_stop &= !is_comma;
            let ends = |o: &&Owned<'t>| o.time.tokens.end() == token.index() + 1;
            // Beyond a comma only a time that opens the sentence reaches the verb ("On Tuesday, before the deal, ...").
            let opens = |o: &&Owned<'t>| may_stop || o.time.tokens.start() <= sentence.start() + 1;
            if let Some(found) = self
                .owned
                .iter()
                .filter(|o| measured_link(self.analysis, o.time).is_none())
                .filter(ends)
                .find(opens)
            {
                return Some(found.time);
            }
        }
        None
    }

    /// Whether a time stands by itself and not before a noun that it dates ("Tuesday's attack", "the overnight raid").
    fn is_adverbial(&self, time: &Time) -> bool {
        let head = head_of(self.analysis, time);
        let is_modifier = matches!(
            self.analysis.relation(head),
            Relation::NmodPoss | Relation::Amod | Relation::Compound | Relation::Nummod
        );
        !is_modifier && measured_link(self.analysis, time).is_none()
    }

    /// The best time that belongs to `word` itself: the narrowest, then the nearest.
    fn own(&self, word: TokenId) -> Option<&'t Time> {
        let rank = |time: &Time| {
            let days = time.days.and_then(|d| d.from.until(d.to).ok()).map_or(i32::MAX, |s| s.get_days());
            (days, time.tokens.start().abs_diff(word.index()))
        };
        self.owned.iter().filter(|o| o.owner == word).map(|o| o.time).min_by_key(|t| rank(t))
    }

    /// A time of a phrase below that happens with the event: "condemned it in a statement adopted on Monday", "the
    /// truce reached last Wednesday", "the attack that killed ten on Thursday", "warned them when he visited on
    /// Wednesday".
    fn below(&self, word: TokenId) -> Option<&'t Time> {
        let children = self.analysis.children(word).iter().copied();
        children
            .filter(|c| self.happens_with(word, *c))
            .find_map(|c| self.own(c).or_else(|| self.within(c, 3)))
    }

    /// A time inside a noun phrase: "in a phone call with his colleague on Tuesday".
    fn within(&self, head: TokenId, depth: usize) -> Option<&'t Time> {
        let depth = depth.checked_sub(1)?;
        let inside =
            self.analysis.children(head).iter().copied().filter(|d| match self.analysis.relation(*d) {
                Relation::Acl | Relation::Nmod | Relation::Obj | Relation::Appos => true,
                Relation::Conj => self.shares_subject(*d),
                _ => false,
            });
        inside.into_iter().find_map(|d| self.own(d).or_else(|| self.within(d, depth)))
    }

    fn happens_with(&self, word: TokenId, child: TokenId) -> bool {
        let lists = &TimeWords::get().light;
        let lemma = self.analysis.lemma(child);
        let is_verb = self.analysis.upos(word) == Upos::Verb;
        match self.analysis.relation(child) {
            Relation::Obl if is_verb => self.has_case(child, &["in", "at", "during", "on", "with", "by"]),
            // "allowed delegates to see them on Sunday".
            Relation::Xcomp => matches!(
                self.analysis.lemma(word),
                "allow"
                    | "let"
                    | "make"
                    | "help"
                    | "begin"
                    | "start"
                    | "continue"
                    | "keep"
                    | "see"
                    | "force"
                    | "manage"
            ),
            // "Human Rights Watch on Sunday accused": the time between subject and verb is the verb's.
            Relation::Nsubj | Relation::NsubjPass if is_verb => self
                .own(child)
                .is_some_and(|t| t.tokens.start() > child.index() && t.tokens.end() <= word.index()),
            Relation::Acl | Relation::AclRelcl if !is_verb => {
                has(&lists.verbs, lemma) || has(&lists.happening, lemma)
            }
            Relation::Advcl | Relation::AdvclRelcl => self.has_mark(child, &["when", "as", "while"]),
            Relation::Conj => self.ends_for_both(word, child),
            _ => false,
        }
    }

    /// "in June, when Syrian air defences shot down a jet": the clause is of the time it stands under.
    fn of_when(&self, word: TokenId) -> Option<&'t Time> {
        let relation = self.analysis.relation(word);
        if !matches!(relation, Relation::AclRelcl | Relation::AdvclRelcl | Relation::Acl | Relation::Advcl) {
            return None;
        }
        let head = self.analysis.head(word)?;
        self.owned.iter().map(|o| o.time).find(|t| t.tokens.has(head))
    }

    /// The word whose time is also this one's.
    fn shared_with(&self, word: TokenId) -> Option<TokenId> {
        let head = self.analysis.head(word)?;
        let lists = &TimeWords::get().light;
        let head_lemma = self.analysis.lemma(head);
        let is_verb_head = self.analysis.upos(head) == Upos::Verb;
        let is_shared = match self.analysis.relation(word) {
            Relation::Conj => self.joins(head, word),
            Relation::Advcl => {
                let is_bare = self.analysis.child(word, Relation::Mark).is_none();
                (is_bare && self.shares_subject(word)) || self.has_mark(word, &["when", "as", "while"])
            }
            Relation::Xcomp => {
                has(&lists.happening, head_lemma)
                    || has(&lists.witness, head_lemma)
                    || self.is_phase(head_lemma)
            }
            Relation::Ccomp => has(&lists.witness, head_lemma),
            Relation::Obj | Relation::NsubjPass => is_verb_head && has(&lists.verbs, head_lemma),
            Relation::Nsubj => has(&lists.happening, head_lemma) || has(&lists.verbs, head_lemma),
            Relation::Obl => is_verb_head && self.has_case(word, &["in", "during", "with", "by"]),
            Relation::Compound | Relation::NmodDesc | Relation::Fixed | Relation::Flat => true,
            Relation::Nmod => self.is_measure(head) && self.has_case(word, &["of"]),
            _ => false,
        };
        is_shared.then_some(head)
    }

    /// Whether a conjunct is of the same time: nouns are; verbs where they share a subject and a modal ("will meet and
    /// could impose" do not), after "while", or under a time that opens the sentence.
    fn joins(&self, first: TokenId, word: TokenId) -> bool {
        if self.analysis.upos(word) != Upos::Verb {
            return true;
        }
        let is_while = self.has_mark(word, &["while", "as"]);
        self.modal(first) == self.modal(word)
            && (is_while || self.shares_subject(word) || self.is_fronted(first))
    }

    /// Whether a conjunct's time, told last, is also of the first: "The office was closed and its hot line cut on
    /// Wednesday", with no comma between.
    fn ends_for_both(&self, first: TokenId, conjunct: TokenId) -> bool {
        let between = (first.index() + 1..conjunct.index()).map(TokenId::new);
        let is_verb = self.analysis.upos(first) == Upos::Verb && self.analysis.upos(conjunct) == Upos::Verb;
        is_verb
            && self.modal(first) == self.modal(conjunct)
            && self.analysis.child(conjunct, Relation::Cc).is_some_and(|c| self.analysis.lemma(c) == "and")
            && between.into_iter().all(|t| self.analysis.upos(t) != Upos::Punct)
    }

    /// Whether a conjunct or participle has no subject of its own.
    fn shares_subject(&self, word: TokenId) -> bool {
        let subjects = [Relation::Nsubj, Relation::NsubjPass, Relation::Csubj, Relation::Expl];
        self.analysis.children_by(word, &subjects).next().is_none()
    }

    /// Whether a time of `verb` stands before it and so spans what is joined to it ("On Friday A left and B stayed").
    fn is_fronted(&self, verb: TokenId) -> bool {
        self.own(verb).is_some_and(|t| {
            let first_child = self.analysis.children_by(verb, &[Relation::Nsubj, Relation::NsubjPass]).next();
            t.tokens.start() < first_child.map_or(verb.index(), TokenId::index)
        })
    }

    fn is_phase(&self, lemma: &str) -> bool {
        matches!(lemma, "keep" | "fail" | "manage" | "use" | "help" | "rush" | "refuse" | "decline" | "go")
    }

    fn is_measure(&self, noun: TokenId) -> bool {
        matches!(
            self.analysis.lemma(noun),
            "series" | "wave" | "string" | "spate" | "round" | "number" | "day" | "pair"
        )
    }

    fn has_case(&self, word: TokenId, cases: &[&str]) -> bool {
        self.analysis.child(word, Relation::Case).is_some_and(|c| cases.contains(&self.analysis.lemma(c)))
    }

    fn has_mark(&self, word: TokenId, marks: &[&str]) -> bool {
        // "when" is an adverb in the standard, "as" and "while" are marks.
        self.analysis
            .children_by(word, &[Relation::Mark, Relation::Advmod])
            .any(|c| marks.contains(&self.analysis.lemma(c)) && c < word)
    }
}

fn has(list: &[String], lemma: &str) -> bool {
    list.iter().any(|l| l == lemma)
}

#[cfg(test)]
mod tests {
    use super::of_event;
    use crate::mention::word::testing::tagged;
    use crate::mention::{Days, Time};
    use crate::text::{TokenId, TokenSpan};

    /// `times`: first word and length of each; `expected`: for each trigger, the first word of its time.
    fn check(text: &str, times: &[(&str, usize)], expected: &[(&str, Option<&str>)]) {
        let (plain, analysis) = tagged(text);
        let place = |word: &str| {
            let all = (0..analysis.tokens.len()).map(TokenId::new);
            all.into_iter().find(|t| analysis.word(*t, &plain) == word).unwrap().index()
        };
        let day = jiff::civil::date(2021, 3, 10);
        let times: Vec<Time> = times
            .iter()
            .map(|(word, length)| Time {
                tokens: TokenSpan::new(place(word), place(word) + length),
                days: Some(Days::on(day)),
                named: [Some(Days::on(day)), None],
                is_point: true,
            })
            .collect();
        for (trigger, wanted) in expected {
            let found = of_event(&analysis, &times, TokenId::new(place(trigger)));
            let found = found.map(|t| analysis.word(TokenId::new(t.tokens.start()), &plain));
            assert_eq!(found, *wanted, "{trigger} in: {plain}");
        }
    }

    #[test]
    fn a_reporting_clause_keeps_its_time() {
        check(
            "They/PRON/2/nsubj said=say/VERB/0/root on/ADP/4/case Friday/PROPN/2/obl that/SCONJ/8/mark \
             Tuesday/PROPN/7/nmod:poss attack/NOUN/8/nsubj killed=kill/VERB/2/ccomp two/NUM/8/obj",
            &[("Friday", 1), ("Tuesday", 1)],
            &[("said", Some("Friday")), ("attack", Some("Tuesday")), ("killed", Some("Tuesday"))],
        );
        check(
            "They/PRON/2/nsubj said=say/VERB/0/root on/ADP/4/case Friday/PROPN/2/obl that/SCONJ/7/mark \
             troops/NOUN/7/nsubj crossed=cross/VERB/2/ccomp the/DET/9/det river/NOUN/7/obj",
            &[("Friday", 1)],
            &[("crossed", None)],
        );
    }

    #[test]
    fn clauses_share_a_time() {
        check(
            "It/PRON/2/nsubj fired=fire/VERB/0/root shells/NOUN/2/obj on/ADP/5/case Tuesday/PROPN/2/obl ,/PUNCT/7/punct \
             killing=kill/VERB/2/advcl two/NUM/7/obj and/CCONJ/10/cc fled=flee/VERB/2/conj",
            &[("Tuesday", 1)],
            &[("killing", Some("Tuesday")), ("fled", Some("Tuesday"))],
        );
        check(
            "They/PRON/2/nsubj held=hold/VERB/0/root talks/NOUN/2/obj in/ADP/5/case Rome/PROPN/2/obl on/ADP/7/case \
             Monday/PROPN/2/obl",
            &[("Monday", 1)],
            &[("talks", Some("Monday"))],
        );
    }

    #[test]
    fn a_measure_belongs_to_what_follows_it() {
        check(
            "They/PRON/2/nsubj left=leave/VERB/0/root on/ADP/4/case Friday/PROPN/2/obl ,/PUNCT/10/punct three/NUM/7/nummod \
             days/NOUN/10/obl:unmarked after/SCONJ/10/mark Rome/PROPN/10/nsubj recognised=recognise/VERB/2/advcl them/PRON/10/obj",
            &[("Friday", 1), ("three", 2)],
            &[("left", Some("Friday")), ("recognised", Some("three"))],
        );
    }
}
