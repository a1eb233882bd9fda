//! The words by which a text links one act to another, from `knowledge/answering.toml`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

const SOURCE: &str = include_str!("../knowledge/answering.toml");

/// Words that say that one act answers another, or that a promise was kept or broken.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answering {
    /// "response", "retaliation".
    pub answer_nouns: BTreeSet<String>,
    /// Prepositions between such a noun and the act answered.
    pub answer_links: BTreeSet<String>,
    /// Prepositions that name the ground of an act: "over", "because of".
    pub grounds: BTreeSet<String>,
    /// Prepositions that name what an act of speech is about: "against", "for".
    pub grounds_of_speech: BTreeSet<String>,
    /// Conjunctions and prepositions of time: "after".
    pub sequence: BTreeSet<String>,
    /// Verbs whose subject provokes what their object does.
    pub provoking: BTreeSet<String>,
    /// Verbs that answer by their own meaning.
    pub answering_verbs: BTreeSet<String>,
    /// "request", "demand".
    pub request_nouns: BTreeSet<String>,
    /// Words that say that a promise was broken.
    pub broken: BTreeSet<String>,
    /// Words that say that it was kept.
    pub kept: BTreeSet<String>,
    /// Nouns for a promise or agreement.
    pub pacts: BTreeSet<String>,
}

impl Answering {
    /// The words that ship with the program.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Answering> = OnceLock::new();
        // The compiled-in file is checked by a test; empty lists link nothing.
        BUILTIN.get_or_init(|| toml::from_str(SOURCE).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_reads() {
        let words: Answering = toml::from_str(SOURCE).unwrap();
        assert!(words.answer_nouns.contains("retaliation"));
        assert!(words.broken.contains("violate"));
    }
}
