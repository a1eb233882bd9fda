//! Words for roles: which sector "foreign ministry", "villagers" or "warplanes" speak of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::phrase::PhraseIndex;
use super::problem::Problem;
use crate::code::Sector;

pub(crate) const FILE: &str = "roles.toml";
const TEXT: &str = include_str!("../../knowledge/roles.toml");

/// What a role word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoleGroup {
    /// A body: "foreign ministry", "army".
    Institution,
    /// A person by office: "foreign minister", "general".
    Office,
    /// A person by doing or being: "rebel", "villager".
    Agent,
    /// A thing that stands for its owner: "warplane".
    Thing,
}

/// A role found in text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleMatch {
    /// How many tokens it takes.
    pub len: usize,
    /// The sector it speaks of.
    pub sector: Sector,
    /// What it names.
    pub group: RoleGroup,
}

/// American spellings of words that the file gives in British ones.
const SPELLINGS: &[(&str, &str)] =
    &[("defence", "defense"), ("organisation", "organization"), ("labour", "labor"), ("centre", "center")];

/// A word as a lemmatiser gives it back: "human rights" comes as "human right".
fn singular(word: &str) -> &str {
    let plural =
        word.len() > 3 && !["ss", "us", "is", "gas", "news"].iter().any(|ending| word.ends_with(ending));
    if plural { word.strip_suffix('s').unwrap_or(word) } else { word }
}

/// A phrase as written, with plurals undone, and both in American spelling.
fn spellings(phrase: &str) -> Vec<String> {
    let lemmas: Vec<&str> = phrase.split(' ').map(singular).collect();
    let mut all = vec![phrase.to_owned(), lemmas.join(" ")];
    for (british, american) in SPELLINGS.iter().filter(|(word, _)| phrase.contains(word)) {
        all.extend(all.clone().iter().map(|spelling| spelling.replace(british, american)));
    }
    all
}

type Groups = BTreeMap<RoleGroup, BTreeMap<Sector, Vec<String>>>;

pub(crate) fn load(problems: &mut Vec<Problem>) -> PhraseIndex<(Sector, RoleGroup)> {
    let mut index = PhraseIndex::with_room(4096);
    let groups = toml::from_str::<Groups>(TEXT).unwrap_or_else(|error| {
        problems.push(Problem::new(FILE, "file", error));
        Groups::new()
    });
    for (group, sectors) in groups {
        for (sector, phrases) in sectors {
            for phrase in phrases {
                if phrase.chars().any(char::is_uppercase) {
                    problems.push(Problem::new(FILE, &phrase, "roles are written small"));
                }
                for spelling in spellings(&phrase) {
                    index.add(&spelling, (sector, group));
                }
            }
        }
    }
    index
}
