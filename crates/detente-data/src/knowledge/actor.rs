//! Known actors that are not states: organisations, armed groups, forces, parties, media, peoples.

use serde::Deserialize;

use super::problem::Problem;
use crate::closed::closed_set;
use crate::code::{ActorCode, Sector, StateCode};

pub(crate) const FILE: &str = "actors.toml";
const TEXT: &str = include_str!("../../knowledge/actors.toml");

closed_set! {
    /// What kind of thing an actor is.
    ActorKind, "kind of actor" {
        /// An organisation, council, ministry, company.
        Organisation = "organisation",
        /// An armed or criminal group, or a breakaway entity.
        Group = "group",
        /// A force or service of a state.
        Force = "force",
        /// A political party or alliance.
        Party = "party",
        /// A news agency, paper, broadcaster.
        Media = "media",
        /// An ethnic or religious people.
        People = "people",
    }
}

/// A known actor that is not a state.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The usual English name.
    pub name: String,
    /// Other names, acronyms, spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The state it belongs to or mostly acts in, or IGO, NGO; none where there is no single one.
    pub code: Option<ActorCode>,
    /// Other states it acts in.
    #[serde(default)]
    pub also: Vec<StateCode>,
    /// Its sector.
    pub sector: Sector,
    /// Its kind.
    pub kind: ActorKind,
    /// First year of its activity.
    pub from: Option<i16>,
    /// Last year of its activity.
    pub to: Option<i16>,
}

impl Actor {
    /// The name and the aliases.
    pub fn all_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    /// Whether it was active in a year, as far as is known.
    pub fn active_in(&self, year: i16) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

#[derive(Deserialize)]
struct File {
    actor: Vec<Actor>,
}

pub(crate) fn load(problems: &mut Vec<Problem>) -> Vec<Actor> {
    let file = toml::from_str::<File>(TEXT);
    file.map_or_else(
        |error| {
            problems.push(Problem::new(FILE, "file", error));
            Vec::new()
        },
        |file| file.actor,
    )
}
