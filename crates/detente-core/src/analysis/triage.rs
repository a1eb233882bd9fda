//! A cheap first look: which zones hold a word that may name an event, so that the network reads only those.

use std::collections::HashSet;

use detente_data::irregular_forms;

/// The words that may name an event, in all their forms.
///
/// ```
/// use detente_core::analysis::Triage;
/// let triage = Triage::new(["attack", "strike", "carry out"]);
/// assert!(triage.is_trigger("struck") && triage.is_trigger("Attacking") && triage.is_trigger("carried"));
/// assert!(!triage.is_trigger("table"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Triage {
    forms: HashSet<String>,
}

impl Triage {
    /// From base forms of verbs and nouns; of several words ("carry out") the longest counts.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut forms = HashSet::new();
        for word in words {
            let parts = word.split(|c: char| c.is_whitespace() || c == '_');
            let Some(part) = parts.max_by_key(|part| part.len()).filter(|part| !part.is_empty()) else {
                continue;
            };
            inflect(&part.to_lowercase(), &mut forms);
        }
        Triage { forms }
    }

    /// Whether a word of the text may name an event.
    pub fn is_trigger(&self, word: &str) -> bool {
        if word.bytes().any(|b| b.is_ascii_uppercase()) || !word.is_ascii() {
            self.forms.contains(&word.to_lowercase())
        } else {
            self.forms.contains(word)
        }
    }
}

/// Adds all forms that a word may take; some are no words, which costs nothing.
fn inflect(base: &str, forms: &mut HashSet<String>) {
    let stem = &base[..base.len() - base.chars().next_back().map_or(0, char::len_utf8)];
    let mut add = |form: String| forms.insert(form);
    add(base.to_string());
    for form in irregular_forms(base) {
        add(form.clone());
        add(format!("{form}s"));
    }
    for ending in ["s", "es", "ed", "d", "ing", "er", "ers", "r", "rs"] {
        add(format!("{base}{ending}"));
    }
    if base.ends_with('e') {
        for ending in ["ing", "ings"] {
            add(format!("{stem}{ending}"));
        }
    } else if base.ends_with('y') {
        for ending in ["ies", "ied", "ier"] {
            add(format!("{stem}{ending}"));
        }
    } else if let Some(last) = base.chars().next_back().filter(|c| "bdgklmnprt".contains(*c)) {
        for ending in ["ed", "ing", "er", "ers"] {
            add(format!("{base}{last}{ending}"));
        }
    }
    add(format!("{base}ings"));
}
