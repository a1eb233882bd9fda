//! Forms of the words that frames and lexicons know, to mend lemmas that the model guesses wrong.
//!
//! The model writes lemmas as edits of the word; for a verb it never saw it may cut too little ("recalled" →
//! "recalle"). The words that carry events are known, and so are all their forms: where the model's lemma is
//! no known word but the form belongs to one, that one is the lemma.

use super::tag::Upos;
use detente_data::{Frames, Reporting, irregular_bases, irregular_forms};
use std::collections::{HashMap, HashSet}; // looked up only, never iterated
use std::sync::OnceLock;

/// Known base forms and what their inflected forms lead to.
#[derive(Debug, Default)]
pub(crate) struct Known {
    bases: HashSet<String>,
    verbs: HashMap<String, String>,
    nouns: HashMap<String, String>,
}

impl Known {
    /// The words of the frames, the grammar's classes, the reporting lexicon and the irregular table.
    pub(crate) fn builtin() -> &'static Known {
        static BUILTIN: OnceLock<Known> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            let frames = Frames::builtin();
            let words = frames.trigger_words().map(str::to_string);
            let classes = frames.classes.values().flatten().cloned();
            let irregular = irregular_bases().map(str::to_string);
            let reporting = Reporting::builtin().words().map(str::to_string);
            Known::new(words.chain(classes).chain(irregular).chain(reporting))
        })
    }

    fn new(words: impl Iterator<Item = String>) -> Known {
        let mut known = Known::default();
        let mut sorted: Vec<String> = words.map(|w| w.to_lowercase()).collect();
        sorted.sort();
        for base in sorted {
            for form in verb_forms(&base) {
                known.verbs.entry(form).or_insert_with(|| base.clone());
            }
            for form in noun_forms(&base) {
                known.nouns.entry(form).or_insert_with(|| base.clone());
            }
            known.bases.insert(base);
        }
        known
    }

    /// The lemma of a word: the model's, unless it is no known word and the word is a form of one.
    ///
    /// "recalled", guessed "recalle" → "recall"; "lasted", guessed "last" → "last".
    pub(crate) fn mend(&self, word: &str, upos: Upos, guess: String) -> String {
        let forms = match upos {
            Upos::Verb | Upos::Aux => &self.verbs,
            Upos::Noun => &self.nouns,
            _ => return guess,
        };
        if self.bases.contains(&guess.to_lowercase()) {
            return guess;
        }
        let known = forms.get(&word.to_lowercase()).cloned();
        known.unwrap_or_else(|| if upos == Upos::Noun { singular(word, &guess) } else { guess })
    }
}

/// The lemma of a noun that no lexicon knows, mended where the model cut a plural where no noun ends
/// ("parties" → "partie").
fn singular(word: &str, guess: &str) -> String {
    let (word, lemma) = (word.to_lowercase(), guess.to_lowercase());
    if word == lemma || !word.is_ascii() {
        return lemma;
    }
    let cut = |ending: &str, new: &str| word.strip_suffix(ending).map(|stem| format!("{stem}{new}"));
    let irregular = match word.as_str() {
        "people" | "police" | "personnel" => Some(word.clone()),
        "children" => Some("child".to_owned()),
        _ => cut("women", "woman").or_else(|| cut("men", "man")),
    };
    if let Some(irregular) = irregular {
        return irregular;
    }
    let rules = [
        ("ies", "y"),
        ("ies", "ie"),
        ("sses", "ss"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("xes", "x"),
        ("s", ""),
    ];
    let forms: Vec<String> = rules.iter().filter_map(|(ending, new)| cut(ending, new)).collect();
    match forms.first() {
        // "movies" is left to the model: both of its forms could be right.
        Some(first) if !forms.contains(&lemma) || lemma.ends_with("ie") => first.clone(),
        // The model cut a word that is no plural ("artiller" of "artillery").
        None if !lemma.is_empty() && word.starts_with(&lemma) => word,
        _ => lemma,
    }
}

fn verb_forms(base: &str) -> Vec<String> {
    let mut forms: Vec<String> = irregular_forms(base).to_vec();
    forms.extend([format!("{base}s"), format!("{base}es"), format!("{base}ing")]);
    if let Some(stem) = base.strip_suffix('e') {
        forms.extend([format!("{base}d"), format!("{stem}ing")]);
    } else if let Some(stem) = base.strip_suffix('y') {
        forms.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{base}ed")]);
    } else {
        forms.push(format!("{base}ed"));
        if let Some(last) = base.chars().next_back().filter(|c| "bdgklmnprt".contains(*c)) {
            forms.extend([format!("{base}{last}ed"), format!("{base}{last}ing")]);
        }
    }
    forms
}

fn noun_forms(base: &str) -> Vec<String> {
    let mut forms = irregular_forms(base).to_vec();
    forms.push(format!("{base}s"));
    match (base.strip_suffix('y'), base.strip_suffix("man")) {
        (Some(stem), _) => forms.push(format!("{stem}ies")),
        (_, Some(stem)) => forms.push(format!("{stem}men")),
        _ => forms.push(format!("{base}es")),
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::Known;
    use crate::analysis::Upos;

    #[test]
    fn wrong_guesses_of_known_words_are_mended() {
        let known = Known::builtin();
        let cases = [
            ("recalled", Upos::Verb, "recalle", "recall"),
            ("broken", Upos::Verb, "bro", "break"),
            ("striking", Upos::Verb, "strik", "strike"),
            ("gunmen", Upos::Noun, "gunme", "gunman"),
            ("parties", Upos::Noun, "partie", "party"),
            ("embassies", Upos::Noun, "embassie", "embassy"),
            ("countries", Upos::Noun, "countrie", "country"),
            ("servicemen", Upos::Noun, "serviceme", "serviceman"),
            ("children", Upos::Noun, "childre", "child"),
            ("artillery", Upos::Noun, "artiller", "artillery"),
            ("taxes", Upos::Noun, "tax", "tax"),
            ("houses", Upos::Noun, "house", "house"),
            ("lasted", Upos::Verb, "last", "last"),
            ("Kuwait", Upos::Propn, "Kuwait", "Kuwait"),
        ];
        for (word, upos, guess, lemma) in cases {
            assert_eq!(known.mend(word, upos, guess.to_string()), lemma, "{word}");
        }
    }
}
