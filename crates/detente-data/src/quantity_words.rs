//! The words of number and of casualties ([`QuantityWords`]), from `knowledge/quantity.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// How English news counts, and how it says that people were killed or injured.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuantityWords {
    /// Words around a number that make it a bound.
    pub bounds: Bounds,
    /// Words that are a number of themselves: the least and, if it is bounded, the most.
    pub vague: BTreeMap<String, Vec<u64>>,
    /// Words beside a number that counts neither people nor things.
    pub never: Never,
    /// Nouns for people.
    pub people: People,
    /// Words of killing and injuring.
    pub casualty: CasualtyWords,
}

/// Words around a number that make it a bound.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// "over".
    pub above: Vec<String>,
    /// "at least".
    pub at_least: Vec<String>,
    /// "up to".
    pub at_most: Vec<String>,
    /// "fewer than".
    pub below: Vec<String>,
    /// "about".
    pub exact: Vec<String>,
    /// "or more", after it.
    pub at_least_after: Vec<String>,
}

/// Words beside a number that counts nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Never {
    /// Right after it.
    pub after: Vec<String>,
    /// Right before it.
    pub before: Vec<String>,
    /// As the thing counted.
    pub units: Vec<String>,
}

/// Nouns for people.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// "soldier".
    pub nouns: Vec<String>,
    /// Adjectives that single one out among others: "a top rebel".
    pub singled: Vec<String>,
    /// Words for one more of those counted before: "a third".
    pub further: Vec<String>,
    /// Nouns of which one is more than one, or nobody: "a family", "a cow".
    pub never_one: Vec<String>,
}

/// Words of killing and injuring, as base forms.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasualtyWords {
    /// Verbs whose object was killed.
    pub kill: Vec<String>,
    /// Verbs whose object was injured.
    pub injure: Vec<String>,
    /// Verbs whose subject died.
    pub die: Vec<String>,
    /// Verbs that take lives.
    pub lives: Vec<String>,
    /// Nouns for the killing, with the victims after "of".
    pub death: Vec<String>,
    /// Words for the dead.
    pub dead: Vec<String>,
    /// Words for the injured.
    pub hurt: Vec<String>,
    /// Words for bodies.
    pub body: Vec<String>,
    /// Verbs under which bodies tell of dead.
    pub found: Vec<String>,
    /// Nouns for a toll.
    pub toll: Vec<String>,
    /// Verbs that set a toll.
    pub set: Vec<String>,
    /// Nouns of which "no" means that nobody was hit.
    pub nothing: Vec<String>,
    /// Adjectives that say so.
    pub unharmed: Vec<String>,
    /// Verbs that tell a number.
    pub tell: Vec<String>,
    /// Verbs of which "nobody" as the victim means that nobody was hurt.
    pub touch: Vec<String>,
    /// What one who is maimed loses.
    pub limbs: Vec<String>,
}

impl QuantityWords {
    /// The compiled-in words.
    pub fn get() -> &'static QuantityWords {
        static WORDS: OnceLock<QuantityWords> = OnceLock::new();
        // The file is compiled in and the test below reads it, so the default never shows.
        WORDS.get_or_init(|| toml::from_str(include_str!("../knowledge/quantity.toml")).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::QuantityWords;

    #[test]
    fn the_file_is_well_formed() {
        let words: Result<QuantityWords, _> = toml::from_str(include_str!("../knowledge/quantity.toml"));
        let words = words.unwrap_or_else(|e| panic!("quantity.toml: {e}"));
        assert!(words.vague.values().all(|v| (1..=2).contains(&v.len())));
        assert_eq!(QuantityWords::get().vague["dozens"], [24]);
    }
}
