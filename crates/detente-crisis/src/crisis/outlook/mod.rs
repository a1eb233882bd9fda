//! The outlook: how likely material conflict between two parties rises, stays or falls in the next 7, 30 or 90 days.
//!
//! In: dyads. Out: [`Outlook`]s by a multinomial logistic regression on a dozen counts, fitted on the ledger's own past, and its
//! [`Record`]: what it would have said in the last fifth of the time, each time knowing only what came before, beside three
//! baselines. No outlook without its record: [`Forecaster`] holds both.
//!
//! What is foretold: let `n` be the incidents of material conflict in the days before, and `m` those in as many days after,
//! scaled by how much was told of the world. It rises where `m` exceeds `n` by more than half an incident and by more than
//! three quarters of the root of `n` (what chance alone does to counts), falls where it is less by as much, and stays between.
//!
//! After two strikes in a week, none before: falls 0.55, stays 0.25, rises 0.20, in the next seven days.

mod backtest;
mod cases;
mod logistic;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use backtest::{Bin, Record, Score};

use super::daily::later;
use super::dyad::{Dyads, Pair};
use cases::{Case, History};
use logistic::Weights;

/// How far ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Horizon {
    /// 7 days.
    Week,
    /// 30 days.
    Month,
    /// 90 days.
    Quarter,
}

impl Horizon {
    /// Every horizon.
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// In days.
    pub fn days(self) -> i32 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }
}

/// What material conflict does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trend {
    /// Less than before.
    Falls,
    /// About as much.
    Stays,
    /// More.
    Rises,
}

impl Trend {
    /// Every trend, in the order of [`Chances`].
    pub const ALL: [Self; 3] = [Self::Falls, Self::Stays, Self::Rises];
}

/// Probabilities of falls, stays, rises; they sum to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Chances(pub [f64; 3]);

impl Chances {
    /// The probability of a trend.
    pub fn of(&self, trend: Trend) -> f64 {
        self.0[trend as usize]
    }

    /// The squared distance from what came, summed over the three: 0 is best, 2 worst (G. W. Brier, 1950).
    pub fn brier(&self, came: Trend) -> f64 {
        let distance = |trend: &Trend| (self.of(*trend) - f64::from(u8::from(*trend == came))).powi(2);
        Trend::ALL.iter().map(distance).sum()
    }
}

/// What may come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// The last day it knows of.
    pub as_of: Date,
    /// How far ahead.
    pub horizon: Horizon,
    /// Incidents of material conflict in as many days up to then.
    pub before: u32,
    /// The probabilities.
    pub chances: Chances,
}

/// A fitted model for each horizon, each with its record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forecaster {
    as_of: Date,
    models: Vec<(Horizon, Weights, Record)>,
}

impl Forecaster {
    /// Fits on everything told up to the last day of the ledger, and tests on its last fifth. A horizon for which the ledger is
    /// too short has neither model nor record.
    pub fn of(dyads: &Dyads) -> Option<Self> {
        let (_, as_of) = dyads.days()?;
        let models = Horizon::ALL.iter().filter_map(|horizon| {
            let cases = cases::cases(dyads, *horizon);
            let record = backtest::backtest(dyads, &cases, *horizon)?;
            let known: Vec<&Case> = cases.iter().collect();
            Some((*horizon, logistic::fit(&known, None)?, record))
        });
        let models: Vec<_> = models.collect();
        (!models.is_empty()).then_some(Self { as_of, models })
    }

    /// The record of a horizon; none where the ledger is too short.
    pub fn record(&self, horizon: Horizon) -> Option<&Record> {
        self.models.iter().find(|(h, ..)| *h == horizon).map(|(.., record)| record)
    }

    /// The outlook for a dyad from the ledger's last day. None where nothing of conflict is told of it in the last half year, or
    /// the ledger is too short.
    pub fn outlook(&self, pair: &Pair, dyads: &Dyads, horizon: Horizon) -> Option<Outlook> {
        let (_, weights, _) = self.models.iter().find(|(h, ..)| *h == horizon)?;
        let history = History::of(dyads.get(pair)?, dyads.followed()?.0)?;
        let features = history.features(later(self.as_of, 1), horizon)?;
        let before = history.before(later(self.as_of, 1), horizon);
        Some(Outlook { as_of: self.as_of, horizon, before, chances: weights.chances(&features) })
    }
}
