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
        let inner = analysis.head(link)?;
        let is_pinned = times.iter().any(|t| {
            let start = t.tokens.start();
            t.is_point && start > link.index() && start <= link.index() + 2
        });
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
    analysis.head(head)
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
    (is_unit && !is_named && is_link).then_some(link)
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
            at = self.shared_with(at)?;
        }
        None
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
        children.filter(|c| self.happens_with(word, *c)).find_map(|c| {
            self.own(c).or_else(|| {
                let deeper = self.analysis.children(c).iter().copied();
                deeper
                    .filter(|d| {
                        matches!(self.analysis.relation(*d), Relation::Acl | Relation::Nmod | Relation::Conj)
                    })
                    .filter(|d| self.analysis.relation(*d) != Relation::Conj || self.shares_subject(*d))
                    .find_map(|d| self.own(d))
            })
        })
    }

    fn happens_with(&self, word: TokenId, child: TokenId) -> bool {
        let lists = &TimeWords::get().light;
        let lemma = self.analysis.lemma(child);
        let is_verb = self.analysis.upos(word) == Upos::Verb;
        match self.analysis.relation(child) {
            Relation::Obl if is_verb => self.has_case(child, &["in", "at", "during", "on", "with", "by"]),
            Relation::Acl | Relation::AclRelcl if !is_verb => {
                has(&lists.verbs, lemma) || has(&lists.happening, lemma)
            }
            Relation::Advcl | Relation::AdvclRelcl => self.has_mark(child, &["when", "as", "while"]),
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
            Relation::Conj => {
                self.analysis.upos(word) != Upos::Verb || self.shares_subject(word) || self.is_fronted(head)
            }
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
