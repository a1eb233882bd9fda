//! A cheap first look: which zones hold a word that may name an event, so that the network reads only those.

use std::collections::{HashMap, HashSet}; // looked up only, never iterated

use detente_data::frames::Part;
use detente_data::irregular_forms;

/// The words that may name an event, in all their forms, with the words they need beside them.
///
/// ```
/// use detente_core::analysis::Triage;
/// use detente_data::frames::Part::{Noun, Verb};
/// let cues = [("attack", Verb, vec![]), ("take", Verb, vec!["hostage", "town"]), ("accord", Noun, vec![])];
/// let triage = Triage::new(cues.into_iter());
/// assert!(triage.wants(["Rebels", "attacked", "again"].into_iter()));
/// assert!(triage.wants(["They", "took", "two", "hostages"].into_iter()));
/// assert!(!triage.wants(["They", "took", "a", "train"].into_iter()));
/// assert!(!triage.wants(["According", "to", "them"].into_iter()));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Triage {
    /// Form of a trigger → what it needs beside it.
    triggers: HashMap<String, Need>,
    /// Forms of the companions of each conditional trigger.
    companions: Vec<HashSet<String>>,
}

/// What a trigger needs beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Need {
    /// Nothing.
    Alone,
    /// A word of one of these sets.
    OneOf(Vec<usize>),
}

impl Triage {
    /// From base forms, each with the words of which one must stand beside it; none means that it stands alone.
    pub fn new<'w>(cues: impl Iterator<Item = (&'w str, Part, Vec<&'w str>)>) -> Self {
        let mut triage = Triage::default();
        for (word, part, companions) in cues {
            let mut forms = HashSet::new();
            let base = word.to_lowercase();
            if part == Part::Noun {
                plurals(&base, &mut forms)
            } else {
                inflect(&base, &mut forms)
            }
            let set = (!companions.is_empty()).then(|| {
                let mut found = HashSet::new();
                companions.iter().for_each(|c| inflect(&c.to_lowercase(), &mut found));
                triage.companions.push(found);
                triage.companions.len() - 1
            });
            for form in forms {
                let need = triage.triggers.entry(form).or_insert_with(|| Need::OneOf(Vec::new()));
                match (set, need) {
                    (None, need) => *need = Need::Alone,
                    (Some(set), Need::OneOf(sets)) => sets.push(set),
                    (Some(_), Need::Alone) => {}
                }
            }
        }
        triage
    }

    /// Whether a passage may tell of an event.
    pub fn wants<'t>(&self, words: impl Iterator<Item = &'t str> + Clone) -> bool {
        let folded: Vec<String> = words.map(str::to_lowercase).collect();
        folded.iter().any(|word| match self.triggers.get(word.as_str()) {
            None => false,
            Some(Need::Alone) => true,
            Some(Need::OneOf(sets)) => sets
                .iter()
                .any(|set| folded.iter().any(|other| other != word && self.companions[*set].contains(other))),
        })
    }
}

/// Adds the forms of a noun.
fn plurals(base: &str, forms: &mut HashSet<String>) {
    forms.extend(irregular_forms(base).iter().cloned());
    forms.extend(["", "s", "es"].map(|ending| format!("{base}{ending}")));
    forms.extend(base.strip_suffix('y').map(|stem| format!("{stem}ies")));
    forms.extend(base.strip_suffix("man").map(|stem| format!("{stem}men")));
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
