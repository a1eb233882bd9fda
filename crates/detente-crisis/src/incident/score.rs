//! How likely two reports are of one happening.

use super::feature::{REALITY, features};
use super::traits::{Traits, View};
use super::weights::Weights;

/// A probability in ten-thousandths: whole numbers add up to the same in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Score(pub(super) u16);

/// A certainty.
const WHOLE: f32 = 10_000.0;

impl Score {
    /// Of a pair of one type and near in days; of others the score is nothing.
    pub(super) fn of(a: &Traits, b: &Traits, weights: &Weights) -> Self {
        let (a, b) = (a.view(), b.view());
        if !a.is_comparable(&b) {
            return Score(0);
        }
        Score::of_sum(weights.sum(&features(&a, &b, weights)))
    }

    /// The most that it may be of a pair of which it is not known whether both are plans or facts. A mark is written as the article tells
    /// it; the ledger makes a plan of what lies after its arrival.
    pub(super) fn at_most(a: &View<'_>, b: &View<'_>, weights: &Weights) -> Self {
        if !a.is_comparable(b) {
            return Score(0);
        }
        let mut features = features(a, b, weights);
        let mut with = |value: f32| {
            features[REALITY] = value;
            Score::of_sum(weights.sum(&features))
        };
        with(0.0).max(with(1.0))
    }

    fn of_sum(sum: f32) -> Self {
        Score((WHOLE / (1.0 + (-sum).exp())).round() as u16)
    }

    pub(super) fn share(self) -> f32 {
        f32::from(self.0) / WHOLE
    }
}
