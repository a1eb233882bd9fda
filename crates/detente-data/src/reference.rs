//! The words that refer without naming ([`ReferenceWords`]), from `knowledge/reference.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::code::Sector;

/// What English uses to point at somebody without a name; every word is a lemma in lower case.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceWords {
    /// Nouns that stand for a party named elsewhere.
    pub generic: GenericWords,
    /// Words that count or pick and leave the meaning to what follows "of".
    pub partitive: WordSet,
    /// Envoys and their houses, who serve in another country than their own.
    pub abroad: WordSet,
    /// Words joined to a name by a hyphen.
    pub hyphen: HyphenWords,
    /// Verbs of saying.
    pub saying: VerbSet,
    /// Common nouns for places.
    pub place: PlaceWords,
    /// Last words of the names of bodies that speak for a government if they are a state's.
    pub official: WordSet,
    /// Halves of a divided country.
    pub halves: HalfWords,
    /// Words before a group, a force, an office that show its sector.
    pub describing: BTreeMap<String, Sector>,
    /// Words in the name of an unknown organisation that show its sector.
    pub naming: BTreeMap<String, Sector>,
}

/// Nouns that stand for a party named elsewhere.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // each field is the word for what it holds
pub struct GenericWords {
    pub country: BTreeSet<String>,
    pub side: BTreeSet<String>,
    pub neighbour: BTreeSet<String>,
    pub group: BTreeSet<String>,
    pub counterpart: BTreeSet<String>,
    pub foreign: BTreeSet<String>,
    pub across: BTreeSet<String>,
    pub person: BTreeSet<String>,
    pub pair: BTreeSet<String>,
}

/// A list of words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordSet {
    /// The words.
    pub words: BTreeSet<String>,
}

/// A list of verbs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerbSet {
    /// The verbs.
    pub verbs: BTreeSet<String>,
}

/// Words joined to a name by a hyphen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HyphenWords {
    /// After the name: the thing is the named one's ("Seoul-led").
    pub owning: BTreeSet<String>,
    /// Before the name: the thing is not the named one's ("non-Iranian").
    pub opposing: BTreeSet<String>,
}

/// Common nouns for places.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceWords {
    /// All of them.
    pub words: BTreeSet<String>,
    /// Those that are mostly an army's.
    pub military: BTreeSet<String>,
    /// Those that stand for their people.
    pub inhabited: BTreeSet<String>,
}

/// Words for the halves of a divided country.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // each field is the word for what it holds
pub struct HalfWords {
    pub north: BTreeSet<String>,
    pub south: BTreeSet<String>,
}

impl ReferenceWords {
    /// The built-in words; empty if the file were faulty, which a test rules out.
    pub fn builtin() -> &'static Self {
        static CELL: OnceLock<ReferenceWords> = OnceLock::new();
        CELL.get_or_init(|| Self::parse().unwrap_or_default())
    }

    fn parse() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../knowledge/reference.toml"))
    }
}

#[cfg(test)]
mod tests {
    use super::ReferenceWords;

    #[test]
    fn the_file_is_read() {
        let words = ReferenceWords::parse().expect("reference.toml");
        assert!(words.generic.country.contains("country"));
    }
}
