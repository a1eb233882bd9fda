//! How likely two reports are of one happening.

use super::feature::features;
use super::traits::Traits;
use super::weights::Weights;

/// A probability in ten-thousandths: whole numbers add up to the same in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Score(pub(super) u16);

/// A certainty.
const WHOLE: f32 = 10_000.0;

impl Score {
    /// Of a pair of one type and near in days; of others the score is nothing.
    pub(super) fn of(a: &Traits, b: &Traits, weights: &Weights) -> Self {
        if a.kind != b.kind || !a.span.is_near(b.span) {
            return Score(0);
        }
        let sum = weights.sum(&features(a, b, weights));
        Score((WHOLE / (1.0 + (-sum).exp())).round() as u16)
    }

    pub(super) fn share(self) -> f32 {
        f32::from(self.0) / WHOLE
    }
}
