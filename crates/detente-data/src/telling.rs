//! How a deed is told in one sentence, from `knowledge/telling.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::code::Sector;
use crate::plover::{EventType, Mode};
use crate::relation::RelationChange;

const SOURCE: &str = include_str!("../knowledge/telling.toml");

/// Phrases for deeds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telling {
    deed: BTreeMap<String, String>,
    joint: BTreeMap<String, String>,
    relation: BTreeMap<RelationChange, String>,
    sector: BTreeMap<Sector, String>,
}

fn phrase(phrases: &BTreeMap<String, String>, kind: EventType, mode: Option<Mode>) -> Option<&str> {
    let by_mode = mode.and_then(|mode| phrases.get(&mode.qualified()));
    by_mode.or_else(|| phrases.get(kind.as_str())).map(String::as_str)
}

/// A phrase with the other party put in, or the parts that need one left out.
fn filled(phrase: &str, to: Option<&str>) -> String {
    let mut text = String::new();
    for part in phrase.split('[') {
        match (part.split_once(']'), to) {
            (Some((inside, after)), Some(to)) => text.extend([inside.replace("{to}", to).as_str(), after]),
            (Some((_, after)), None) => text.push_str(after),
            (None, _) => text.push_str(part),
        }
    }
    text.trim_end().to_owned()
}

impl Telling {
    /// The phrases that ship with the program.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Telling> = OnceLock::new();
        // A test reads the compiled-in file.
        BUILTIN.get_or_init(|| toml::from_str(SOURCE).unwrap_or_default())
    }

    /// What somebody did to another, in the past tense.
    ///
    /// ```
    /// use detente_data::{EventType, Mode, Telling};
    /// let aerial = Some(Mode::Aerial);
    /// assert_eq!(Telling::builtin().deed(EventType::Assault, aerial, None, Some("Iran")), "attacked Iran from the air");
    /// assert_eq!(Telling::builtin().deed(EventType::Assault, aerial, None, None), "attacked from the air");
    /// ```
    pub fn deed(
        &self,
        kind: EventType,
        mode: Option<Mode>,
        change: Option<RelationChange>,
        to: Option<&str>,
    ) -> String {
        let by_change = change.and_then(|change| self.relation.get(&change)).map(String::as_str);
        filled(by_change.or_else(|| phrase(&self.deed, kind, mode)).unwrap_or_default(), to)
    }

    /// What several did together.
    pub fn joint(&self, kind: EventType, mode: Option<Mode>, change: Option<RelationChange>) -> String {
        match change.and_then(|change| self.relation.get(&change)) {
            Some(by_change) => filled(by_change, Some("each other")),
            None => phrase(&self.joint, kind, mode)
                .map_or_else(|| self.deed(kind, mode, None, None), str::to_owned),
        }
    }

    /// What people of a sector are called where only their state is known; none where they speak for the state.
    pub fn sector(&self, sector: Sector) -> Option<&str> {
        self.sector.get(&sector).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_can_be_told() {
        let telling: Telling = toml::from_str(SOURCE).unwrap();
        let known = |key: &String| key.parse::<Mode>().is_ok() || key.parse::<EventType>().is_ok();
        for key in telling.deed.keys().chain(telling.joint.keys()) {
            assert!(known(key), "telling.toml: {key}");
        }
        for kind in EventType::ALL {
            assert!(!telling.deed(*kind, None, None, None).is_empty(), "{kind}");
        }
        assert_eq!(telling.relation.len(), RelationChange::ALL.len());
        assert_eq!(
            telling.deed(EventType::Accuse, None, None, Some("Iran")),
            "made accusations against Iran"
        );
        assert_eq!(
            telling.joint(EventType::Support, None, Some(RelationChange::Restore)),
            "restored relations with each other"
        );
    }
}
