//! Closed classes of words that the event stage's syntax rests on, from `knowledge/grammar.toml`.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The word classes; each is explained, with examples, in the file itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grammar {
    /// Verbs that add nothing to the noun they take ("carry out", "launch", "hold").
    pub light: BTreeSet<String>,
    /// Verbs by which one act answers another ("respond with").
    pub answering: BTreeSet<String>,
    /// Nouns that count acts ("series of").
    pub counters: BTreeSet<String>,
    /// Verbs whose open clause keeps the subject though they have an object ("promise").
    pub subject_control: BTreeSet<String>,
    /// Relative pronouns.
    pub relative: BTreeSet<String>,
    /// Verbs of killing and wounding.
    pub harm: BTreeSet<String>,
    /// Verbs of dying.
    pub dying: BTreeSet<String>,
    /// Auxiliaries of the future.
    pub future_aux: BTreeSet<String>,
    /// Auxiliaries of the possible.
    pub possible_aux: BTreeSet<String>,
    /// Verbs whose complement is planned.
    pub planning: BTreeSet<String>,
    /// Verbs whose complement is only possible.
    pub supposing: BTreeSet<String>,
    /// Verbs whose complement did not take place.
    pub failing: BTreeSet<String>,
    /// Adjectives and nouns that make an act planned.
    pub planned: BTreeSet<String>,
    /// Adjectives and nouns that make an act only possible.
    pub supposed: BTreeSet<String>,
    /// Conjunctions of condition.
    pub conditional: BTreeSet<String>,
    /// Words of negation.
    pub negation: BTreeSet<String>,
    /// Verbs and adverbs that say that something goes on.
    pub continuing: BTreeSet<String>,
    /// Words that point back to an act told before ("the", "that", "such").
    pub definite: BTreeSet<String>,
    /// Words for peace and the fighting that it ends.
    pub truce: BTreeSet<String>,
}

impl Grammar {
    /// The classes that ship with the program; a test parses the file, so that a faulty one never ships.
    pub fn builtin() -> &'static Grammar {
        static BUILTIN: OnceLock<Grammar> = OnceLock::new();
        BUILTIN.get_or_init(|| match toml::from_str(detente_data::GRAMMAR) {
            Ok(grammar) => grammar,
            Err(_) => Grammar::empty(),
        })
    }

    /// Whether a verb tells of people killed, wounded or dying, and of no more.
    pub(super) fn is_harm(&self, lemma: &str) -> bool {
        self.harm.contains(lemma) || self.dying.contains(lemma)
    }

    fn empty() -> Grammar {
        let none = BTreeSet::new;
        Grammar {
            light: none(),
            answering: none(),
            counters: none(),
            subject_control: none(),
            relative: none(),
            harm: none(),
            dying: none(),
            future_aux: none(),
            possible_aux: none(),
            planning: none(),
            supposing: none(),
            failing: none(),
            planned: none(),
            supposed: none(),
            conditional: none(),
            negation: none(),
            continuing: none(),
            definite: none(),
            truce: none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Grammar;

    #[test]
    fn the_file_parses() {
        let parsed: Result<Grammar, _> = toml::from_str(detente_data::GRAMMAR);
        assert!(parsed.is_ok(), "{parsed:?}");
    }
}
