//! What the model would have said, had it been asked in the last fifth of the ledger's time.
//!
//! A forecast counts where its days end within that fifth. For each day on which forecasts are given the model is fitted anew
//! on the cases whose outcome was known by then, and so are the baselines.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cases::Case;
use super::logistic;
use super::{Chances, Horizon, Trend};
use crate::crisis::daily::days_between;
use crate::crisis::dyad::Dyads;

/// Share of the time that is kept for the test.
const TEST_SHARE: f64 = 0.2;
/// How many cases' worth the whole world weighs in a dyad's own rate.
const WORLD_WEIGHT: f64 = 4.0;
/// Bins of a reliability diagram.
const BINS: usize = 10;

/// How well forecasts went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Mean Brier score over three trends: 0 best, 2 worst.
    pub brier: f64,
    /// Share of cases in which what was likeliest came.
    pub hits: f64,
}

/// Forecasts of about the same probability.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// How many.
    pub cases: u32,
    /// Their mean probability.
    pub said: f64,
    /// The share in which it came.
    pub came: f64,
}

/// The record of a horizon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The horizon.
    pub horizon: Horizon,
    /// Cases tested.
    pub cases: u32,
    /// How often each trend came: falls, stays, rises.
    pub came: [u32; 3],
    /// The model.
    pub model: Score,
    /// Baseline: it stays, for certain.
    pub persistence: Score,
    /// Baseline: how often each came for this dyad so far, the world's frequencies weighing as much as four cases.
    pub historical_rate: Score,
    /// Baseline: how often each came so far, anywhere, after the same number of incidents.
    pub same_count: Score,
    /// For each trend, forecasts by their probability in ten bins.
    pub reliability: [Vec<Bin>; 3],
}

impl Record {
    /// The mean gap between what was said and what came, over all trends and bins, weighed by cases.
    pub fn calibration_error(&self) -> f64 {
        let bins = || self.reliability.iter().flatten();
        let total: f64 = bins().map(|bin| f64::from(bin.cases)).sum();
        bins().map(|bin| f64::from(bin.cases) * (bin.said - bin.came).abs()).sum::<f64>() / total.max(1.0)
    }
}

/// Frequencies of the trends.
#[derive(Debug, Clone, Copy, Default)]
struct Frequencies([f64; 3]);

impl Frequencies {
    fn add(&mut self, came: Trend) {
        self.0[came as usize] += 1.0;
    }

    /// The shares, with others weighing as so many cases.
    fn shares(&self, others: [f64; 3], weight: f64) -> [f64; 3] {
        let total: f64 = self.0.iter().sum::<f64>() + weight;
        let mut shares = [0.0; 3];
        for (at, share) in shares.iter_mut().enumerate() {
            *share = (self.0[at] + weight * others[at]) / total;
        }
        shares
    }
}

/// What the baselines know.
#[derive(Debug, Default)]
struct Known {
    world: Frequencies,
    by_dyad: BTreeMap<usize, Frequencies>,
    by_count: BTreeMap<u32, Frequencies>,
}

/// Counts that are few are told apart; more go together.
fn bucket(before: u32) -> u32 {
    match before {
        0..=3 => before,
        4..=6 => 4,
        7..=12 => 7,
        _ => 13,
    }
}

impl Known {
    fn learn(&mut self, case: &Case) {
        self.world.add(case.came);
        self.by_dyad.entry(case.dyad).or_default().add(case.came);
        self.by_count.entry(bucket(case.before)).or_default().add(case.came);
    }

    fn world(&self) -> [f64; 3] {
        self.world.shares([1.0 / 3.0; 3], 1.0)
    }

    fn historical_rate(&self, case: &Case) -> Chances {
        let own = self.by_dyad.get(&case.dyad).copied().unwrap_or_default();
        Chances(own.shares(self.world(), WORLD_WEIGHT))
    }

    fn same_count(&self, case: &Case) -> Chances {
        let own = self.by_count.get(&bucket(case.before)).copied().unwrap_or_default();
        Chances(own.shares(self.world(), WORLD_WEIGHT))
    }
}

/// Sums of scores while the test runs.
#[derive(Debug, Default)]
struct Running {
    cases: u32,
    brier: f64,
    hits: u32,
}

impl Running {
    fn add(&mut self, chances: &Chances, came: Trend) {
        self.cases += 1;
        self.brier += chances.brier(came);
        let likeliest = Trend::ALL.iter().max_by(|a, b| chances.of(**a).total_cmp(&chances.of(**b)));
        self.hits += u32::from(likeliest == Some(&came));
    }

    fn score(&self) -> Score {
        let cases = f64::from(self.cases.max(1));
        Score { brier: self.brier / cases, hits: f64::from(self.hits) / cases }
    }
}

/// Tests a horizon on its cases, which are by day; none where the ledger is too short for a single forecast.
pub(super) fn backtest(dyads: &Dyads, cases: &[Case], horizon: Horizon) -> Option<Record> {
    let (start, last) = dyads.followed()?;
    let length = days_between(start, last) + 1;
    let test_from = (f64::from(length) * (1.0 - TEST_SHARE)) as i32;
    let h = horizon.days();
    let mut known = Known::default();
    let mut runs: [Running; 4] = Default::default();
    let mut came = [0u32; 3];
    let mut reliability = [(); 3].map(|()| vec![Bin::default(); BINS]);
    let mut learnt = 0;
    let mut fitted = None;
    let tested = cases.chunk_by(|a, b| a.day == b.day).filter(|chunk| chunk[0].day + h > test_from);
    for chunk in tested {
        let until = cases.partition_point(|case| case.day + h <= chunk[0].day);
        cases[learnt..until].iter().for_each(|case| known.learn(case));
        learnt = until;
        fitted = logistic::fit(&cases[..until].iter().collect::<Vec<_>>(), fitted.as_ref());
        let Some(weights) = &fitted else { continue };
        for case in chunk {
            let said = weights.chances(&case.features);
            let all = [said, Chances([0.0, 1.0, 0.0]), known.historical_rate(case), known.same_count(case)];
            runs.iter_mut().zip(&all).for_each(|(run, chances)| run.add(chances, case.came));
            came[case.came as usize] += 1;
            for trend in Trend::ALL {
                let probability = said.of(trend);
                let bin = ((probability * BINS as f64) as usize).min(BINS - 1);
                let bin = &mut reliability[trend as usize][bin];
                bin.cases += 1;
                bin.said += probability;
                bin.came += f64::from(u8::from(trend == case.came));
            }
        }
    }
    for bin in reliability.iter_mut().flatten().filter(|bin| bin.cases > 0) {
        bin.said /= f64::from(bin.cases);
        bin.came /= f64::from(bin.cases);
    }
    let [model, persistence, historical_rate, same_count] = runs.map(|run| run.score());
    let cases: u32 = came.iter().sum();
    (cases > 0).then_some(Record {
        horizon,
        cases,
        came,
        model,
        persistence,
        historical_rate,
        same_count,
        reliability,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::outlook::Forecaster;
    use crate::crisis::staged::stream;

    #[test]
    fn the_last_fifth_is_tested_and_every_case_is_in_one_bin() {
        let incidents = stream(7, 200, 30, 1);
        let dyads: Dyads = incidents.iter().collect();
        let forecaster = Forecaster::of(&dyads).unwrap();
        let record = forecaster.record(Horizon::Week).unwrap();
        for bins in &record.reliability {
            assert_eq!(bins.iter().map(|bin| bin.cases).sum::<u32>(), record.cases);
        }
        assert!(record.model.brier < record.persistence.brier);
        // Events drawn at random have nothing to learn but how counts come back to their mean.
        assert!(record.model.brier < record.historical_rate.brier);
        let pair = dyads.pairs()[0].clone();
        let outlook = forecaster.outlook(&pair, &dyads, Horizon::Week).unwrap();
        assert!((outlook.chances.0.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert_eq!(Forecaster::of(&dyads), Some(forecaster));
    }

    #[test]
    fn a_short_ledger_has_no_outlook() {
        let incidents = stream(7, 20, 30, 1);
        assert_eq!(Forecaster::of(&incidents.iter().collect()), None);
    }
}
