//! Whether the words around a time speak of what was or will be: "met on Saturday", "will meet on Saturday".

use detente_data::TimeWords;

use super::expression::Tense;
use crate::analysis::{Analysis, Upos};
use crate::mention::word::{Word, lower};

/// The tense that governs the words `start..end`: that of the verb nearest before them in their clause ("will meet in
/// Riyadh on Saturday"), else of the first after them ("On Saturday, they will meet").
pub(super) fn around(analysis: &Analysis, words: &[Word<'_>], start: usize, end: usize) -> Tense {
    let mut seen = Tense::Unsaid;
    for at in (0..start).rev() {
        if is_boundary(analysis, words, at) && seen == Tense::Unsaid {
            break;
        }
        if is_boundary(analysis, words, at) {
            return seen;
        }
        match cue(analysis, words, at) {
            Tense::Future => return Tense::Future,
            Tense::Past => seen = Tense::Past,
            Tense::Unsaid => {}
        }
        // Only the words that belong to that verb may still turn it ("will", "to"); another verb may not.
        let is_verb = matches!(analysis.upos(words[at].token), Upos::Verb);
        if is_verb && seen == Tense::Past {
            return group(analysis, words, at);
        }
    }
    if seen != Tense::Unsaid {
        return seen;
    }
    for at in end..words.len() {
        if words[at].text == ";" {
            break;
        }
        match cue(analysis, words, at) {
            Tense::Unsaid => {}
            tense => return tense,
        }
    }
    Tense::Unsaid
}

/// The tense of the verb at `at` by the auxiliaries, particles and cues within the few words before it.
fn group(analysis: &Analysis, words: &[Word<'_>], at: usize) -> Tense {
    let mut place = at;
    let mut past = Tense::Past;
    for _ in 0..8 {
        let Some(before) = place.checked_sub(1) else { break };
        place = before;
        match analysis.upos(words[place].token) {
            Upos::Aux | Upos::Part | Upos::Adv => {
                if is_modal(&words[place].lower) {
                    return Tense::Future;
                }
                if words[place].lower == "to" {
                    past = infinitive(analysis, words, place);
                    if past == Tense::Future {
                        return past;
                    }
                }
            }
            _ => break,
        }
    }
    past
}

/// "were to meet", "agreed to meet", "plans to meet" lie ahead; "began to meet" does not.
fn infinitive(analysis: &Analysis, words: &[Word<'_>], to: usize) -> Tense {
    let Some(before) = to.checked_sub(1) else { return Tense::Past };
    let token = words[before].token;
    let is_be = matches!(analysis.lemma(token), "be")
        || matches!(lower(words, before), "is" | "are" | "was" | "were");
    let is_cue = is_future_lemma(analysis.lemma(token)) || is_future_word(lower(words, before));
    if is_be || is_cue || is_set(analysis, words, before) { Tense::Future } else { Tense::Past }
}

/// The same by the word as written: of "is expected" the network gives "expected" as the lemma.
fn is_future_word(word: &str) -> bool {
    let stems = [Some(word), word.strip_suffix("ed"), word.strip_suffix('d')];
    stems.into_iter().flatten().any(is_future_lemma)
}

/// "A meeting is *set* for Thursday", "are *set* to meet"; not "set a date for the talks".
fn is_set(analysis: &Analysis, words: &[Word<'_>], at: usize) -> bool {
    let is_be = |at: usize| analysis.lemma(words[at].token) == "be";
    let was = at.checked_sub(1).is_some_and(is_be) || at.checked_sub(2).is_some_and(is_be);
    words[at].lower == "set" && matches!(lower(words, at + 1), "for" | "to") && was
}

fn is_modal(word: &str) -> bool {
    TimeWords::get().future.auxiliaries.iter().any(|a| a == word)
}

fn is_future_lemma(lemma: &str) -> bool {
    TimeWords::get().future.lemmas.iter().any(|l| l == lemma)
}

/// What one word says by itself: a modal or "due" speaks of what will be, any other verb of what was.
fn cue(analysis: &Analysis, words: &[Word<'_>], at: usize) -> Tense {
    let token = words[at].token;
    let upos = analysis.upos(token);
    // "is due in Tehran" has a verb for the network; "due to the fighting" names a cause.
    let lies_ahead = matches!(words[at].lower.as_str(), "due" | "upcoming" | "forthcoming");
    if lies_ahead && lower(words, at + 1) != "to" || is_set(analysis, words, at) {
        return Tense::Future;
    }
    match upos {
        Upos::Aux if is_modal(&words[at].lower) => Tense::Future,
        Upos::Verb if matches!(words[at].lower.as_str(), "expected" | "scheduled" | "slated" | "planned") => {
            Tense::Future
        }
        Upos::Verb | Upos::Aux => match analysis.lemma(token) {
            "expect" | "schedule" | "slate" | "plan" | "intend" => Tense::Future,
            "be" if upos == Upos::Aux => Tense::Unsaid,
            _ => Tense::Past,
        },
        _ => Tense::Unsaid,
    }
}

/// Where a clause ends: a stop, or a word that opens another.
fn is_boundary(analysis: &Analysis, words: &[Word<'_>], at: usize) -> bool {
    let word = &words[at];
    let is_stop = word.is_stop() && word.text != ":" && word.text != "(";
    is_stop
        || analysis.upos(word.token) == Upos::Sconj && word.lower != "to"
        || matches!(
            word.lower.as_str(),
            "who" | "which" | "whose" | "that" | "when" | "while" | "after" | "before" | "but"
        )
}
