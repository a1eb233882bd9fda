//! How English text is cut into words: the lists of `knowledge/tokens.toml`.

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;

const SOURCE: &str = include_str!("../knowledge/tokens.toml");

/// The word lists of the tokenizer; every word is lower case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRules {
    prefixes: HashSet<String>,
    abbreviations: HashSet<String>,
    before_numbers: HashSet<String>,
    units: HashSet<String>,
    clitics: HashSet<String>,
    elided: HashSet<String>,
    contractions: BTreeMap<String, String>,
}

impl TokenRules {
    /// The rules that ship with detente.
    ///
    /// ```
    /// let rules = detente_data::TokenRules::builtin();
    /// assert!(rules.is_prefix("non") && !rules.is_prefix("air"));
    /// assert_eq!(rules.contraction("cannot"), Some(3));
    /// ```
    pub fn builtin() -> &'static Self {
        static CELL: OnceLock<TokenRules> = OnceLock::new();
        CELL.get_or_init(|| {
            let mut rules: TokenRules = toml::from_str(SOURCE).unwrap_or_default();
            for set in [&mut rules.abbreviations, &mut rules.before_numbers] {
                *set = set.iter().map(|word| word.to_lowercase()).collect();
            }
            rules
        })
    }

    /// Whether a word begun with it and a hyphen stays whole.
    pub fn is_prefix(&self, word: &str) -> bool {
        self.prefixes.contains(word)
    }
    /// Whether a full stop after it belongs to it.
    pub fn is_abbreviation(&self, word: &str) -> bool {
        self.abbreviations.contains(word)
    }
    /// Whether a full stop after it belongs to it where a number follows.
    pub fn is_abbreviation_before_number(&self, word: &str) -> bool {
        self.before_numbers.contains(word)
    }
    /// Whether it is a unit of measure, cut off the digits before it.
    pub fn is_unit(&self, word: &str) -> bool {
        self.units.contains(word)
    }
    /// Whether, after an apostrophe, it is a word of its own.
    pub fn is_clitic(&self, word: &str) -> bool {
        self.clitics.contains(word)
    }
    /// Whether it is written with an apostrophe before it.
    pub fn is_elided(&self, word: &str) -> bool {
        self.elided.contains(word)
    }
    /// Bytes of the first of two words written as one.
    pub fn contraction(&self, word: &str) -> Option<usize> {
        self.contractions.get(word).and_then(|parts| parts.find('|'))
    }
}

#[cfg(test)]
mod tests {
    use super::{SOURCE, TokenRules};

    #[test]
    fn the_lists_parse() {
        let rules: TokenRules = toml::from_str(SOURCE).unwrap();
        assert!(rules.abbreviations.len() > 50);
        for (whole, parts) in &rules.contractions {
            assert_eq!(&parts.replace('|', ""), whole);
        }
    }
}
