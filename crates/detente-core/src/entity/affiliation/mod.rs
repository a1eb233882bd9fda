//! Which state a party belongs to whose own words do not say it: a choice among the states that the article names.
//!
//! In: a mention without owner ("the National Guard", "a patrol boat", "Foreign Minister Turan Gunes"), and what was resolved
//! before it. Out: the likeliest state, or none, with its chance. Learnt weights ([`crate::choice`]) say what speaks for each:
//! in a story filed from Beirut on fighting in Cyprus "the National Guard" is not Lebanon's, though the dateline is.

mod around;
mod signs;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::resolve::Resolver;
use crate::choice::{Signs, Weights, best};
use crate::text::{EntityId, MentionId};
use detente_data::{ActorCode, Sector};

/// A choice as it was put, to learn weights from.
#[derive(Debug, Clone)]
pub struct Case {
    /// The mention that belongs to somebody.
    pub mention: MentionId,
    /// The options, the first of which is that nothing tells whose it is.
    pub options: Vec<Option<ActorCode>>,
    /// What is seen of each.
    pub signs: Vec<Signs>,
    /// Which was taken.
    pub taken: usize,
}

/// What is already known of a mention whose owner is not told.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hint {
    /// The state of which "his counterpart" would be.
    pub(super) opposite: Option<ActorCode>,
    /// Whom the same role named before: "the ministry" after "the foreign ministry".
    pub(super) same_role: Option<EntityId>,
}

/// What was chosen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Affiliation {
    pub(super) code: Option<ActorCode>,
    /// Its chance, 0 to 1.
    pub(super) score: f32,
    pub(super) runner_up: Option<ActorCode>,
}

/// The weights that ship with the program.
pub fn weights() -> &'static Weights {
    static BUILTIN: OnceLock<Weights> = OnceLock::new();
    BUILTIN.get_or_init(|| Weights::parse(detente_data::model::affiliation()))
}

impl Resolver<'_> {
    /// Chooses the state of a mention.
    pub(super) fn affiliate(&mut self, id: MentionId, sector: Sector, hint: Hint) -> Affiliation {
        let order = shares(self.salience(id));
        let around = self.around(id, sector, hint);
        let mut options = vec![None];
        options.extend(around.codes(&order).into_iter().map(Some));
        let signs: Vec<Signs> = options
            .iter()
            .map(|code| match code {
                Some(code) => self.signs(&around, *code, &order),
                None => around.none(order.first().map_or(0.0, |(_, share)| *share)),
            })
            .collect();
        let chances = self.weights.chances(&signs);
        let taken = best(&chances).unwrap_or(0);
        let mut ranked: Vec<usize> = (0..options.len()).filter(|at| *at != taken).collect();
        ranked.sort_by(|a, b| chances[*b].total_cmp(&chances[*a]));
        let found = Affiliation {
            code: options[taken],
            score: chances.get(taken).copied().unwrap_or(0.0),
            runner_up: ranked.into_iter().find_map(|at| options[at]),
        };
        (self.record)(Case { mention: id, options, signs, taken });
        found
    }
}

/// The share of each state in what the talk is of, the most first.
fn shares(salience: BTreeMap<ActorCode, f32>) -> Vec<(ActorCode, f32)> {
    let total: f32 = salience.values().sum::<f32>().max(f32::MIN_POSITIVE);
    let mut order: Vec<(ActorCode, f32)> = salience.into_iter().collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    order.iter_mut().for_each(|(_, weight)| *weight /= total);
    order
}
