//! How a change moves official relations, from `knowledge/relations.toml`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::cameo::CameoCode;
use crate::closed::closed_set;
use crate::relation::RelationChange;

const SOURCE: &str = include_str!("../knowledge/relations.toml");

closed_set! {
    /// One thing that official relations consist of.
    Subject, "subject of relations" {
        /// The ambassador that a party keeps with the other.
        Envoy = "envoy",
        /// Relations as such; shared by both parties.
        Relations = "relations",
        /// A party's border with the other.
        Border = "border",
        /// A party's airspace for the other.
        Airspace = "airspace",
        /// A party's trade with the other.
        Trade = "trade",
        /// Treaties and agreements, as a party keeps them.
        Treaty = "treaty",
        /// Official visits, as a party allows or makes them.
        Visits = "visits",
    }
}

closed_set! {
    /// The state that a subject of relations is in, once there is evidence of one.
    RelationState, "state of relations" {
        /// Of an envoy: at the post.
        InPlace = "in place",
        /// Called home by the own side.
        Recalled = "recalled",
        /// Sent away by the other side.
        Expelled = "expelled",
        /// Told not to come, or not to come back.
        Barred = "barred",
        /// Gone because relations were broken off.
        Withdrawn = "withdrawn",
        /// Of relations: as between any two states.
        Full = "full",
        /// Kept at a lower rank.
        Downgraded = "downgraded",
        /// Broken off.
        Severed = "severed",
        /// Of a border or airspace.
        Open = "open",
        /// Of a border or airspace.
        Closed = "closed",
        /// Of trade, treaties, visits.
        Active = "active",
        /// Of trade, treaties, visits.
        Suspended = "suspended",
    }
}

impl RelationState {
    /// Whether it is what friends have.
    pub fn is_sound(self) -> bool {
        matches!(self, Self::InPlace | Self::Full | Self::Open | Self::Active)
    }
}

/// Whose subject a change moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// That of the party that acts.
    From,
    /// That of the other.
    To,
    /// Both parties', or the one they share.
    Both,
}

/// What one change does to one subject.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The change.
    pub change: RelationChange,
    /// What it moves.
    pub subject: Subject,
    /// Whose.
    pub whose: Whose,
    /// The state it moves to.
    pub to: RelationState,
    /// The states that it may follow.
    pub follows: Vec<RelationState>,
    /// Whether it makes sense only after an earlier change.
    #[serde(default)]
    pub needs_record: bool,
    /// States of relations in which it contradicts what is known.
    #[serde(default)]
    pub not_while: Vec<RelationState>,
}

/// What a code of imported events says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Coded {
    cameo: CameoCode,
    change: RelationChange,
}

/// Every move of official relations.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationRules {
    #[serde(rename = "move")]
    moves: Vec<Move>,
    #[serde(rename = "code", default)]
    codes: Vec<Coded>,
}

impl RelationRules {
    /// The rules that ship with the program.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<RelationRules> = OnceLock::new();
        // A test reads the compiled-in file; without rules nothing would move.
        BUILTIN.get_or_init(|| toml::from_str(SOURCE).unwrap_or_default())
    }

    /// The change that a CAMEO code of an imported event tells of.
    pub fn of_code(&self, cameo: CameoCode) -> Option<RelationChange> {
        self.codes.iter().find(|coded| coded.cameo == cameo).map(|coded| coded.change)
    }

    /// What a change moves; nothing for a summons.
    pub fn moves(&self, change: RelationChange) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(move |rule| rule.change == change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_but_a_summons_moves_something_and_can_be_undone() {
        let rules: RelationRules = toml::from_str(SOURCE).unwrap();
        for change in RelationChange::ALL {
            let moves: Vec<&Move> = rules.moves(*change).collect();
            assert_eq!(moves.is_empty(), *change == RelationChange::SummonEnvoy, "{change}");
            for rule in moves {
                assert_eq!(rule.to.is_sound(), change.is_improvement(), "{change}");
                let undone =
                    rules.moves.iter().any(|m| m.subject == rule.subject && m.follows.contains(&rule.to));
                assert!(undone, "nothing follows {change}");
            }
        }
    }
}
