//! The words that set an event in a place ([`SettingWords`]), from `knowledge/setting.toml`.

use std::sync::OnceLock;

use serde::Deserialize;

/// Nouns, prepositions and verbs of place; nouns and verbs as base forms.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingWords {
    /// Nouns for a place.
    pub places: Vec<String>,
    /// Lines between two states.
    pub borders: Vec<String>,
    /// Missions of one state in another.
    pub missions: Vec<String>,
    /// Nouns that mean a place named before.
    pub again: Vec<String>,
    /// Words between a place and the larger one it lies in.
    pub joins: Vec<String>,
    /// Words after the name of a division of a state.
    pub divisions: Vec<String>,
    /// Prepositions.
    pub prepositions: SettingPrepositions,
    /// Verbs and nouns that take a place.
    pub verbs: SettingVerbs,
}

/// Prepositions of place.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingPrepositions {
    /// Under any event.
    #[serde(rename = "in")]
    pub within: Vec<String>,
    /// Under motion and attack.
    pub toward: Vec<String>,
}

/// Verbs and nouns that take a place.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingVerbs {
    /// Verbs of motion.
    pub motion: Vec<String>,
    /// Verbs whose object may be the place.
    pub on_object: Vec<String>,
    /// Nouns whose target follows.
    pub nouns: Vec<String>,
}

impl SettingWords {
    /// The compiled-in words.
    pub fn get() -> &'static SettingWords {
        static WORDS: OnceLock<SettingWords> = OnceLock::new();
        // The file is compiled in and the test below reads it, so the default never shows.
        WORDS.get_or_init(|| toml::from_str(include_str!("../knowledge/setting.toml")).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::SettingWords;

    #[test]
    fn the_file_is_well_formed() {
        let words: Result<SettingWords, _> = toml::from_str(include_str!("../knowledge/setting.toml"));
        let words = words.unwrap_or_else(|e| panic!("setting.toml: {e}"));
        assert!(
            words
                .borders
                .iter()
                .chain(&words.again)
                .all(|b| words.places.contains(b) || b == "scene" || b == "place")
        );
        assert!(SettingWords::get().prepositions.within.iter().any(|p| p == "in"));
    }
}
