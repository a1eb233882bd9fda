//! Multinomial logistic regression, fitted by Newton's method (the textbook's iteratively reweighted least squares) with a
//! small ridge penalty. Everything is summed in one order, so that the same cases give the same bytes.

use serde::{Deserialize, Serialize};

use super::cases::{Case, FEATURES};
use super::{Chances, Trend};

/// Free weights: those of two trends; the third, "stays", has none.
const FREE: usize = 2 * FEATURES;
/// The trends that have weights.
const WEIGHED: [Trend; 2] = [Trend::Falls, Trend::Rises];
/// Ridge penalty on every weight but the constants: as strong as a case or two against thousands.
const RIDGE: f64 = 1.0;
const ROUNDS: usize = 30;
const ENOUGH: f64 = 1e-8;
/// Fewer cases, or fewer of any trend, fit nothing that could be trusted.
const LEAST_CASES: usize = 200;
const LEAST_OF_EACH: usize = 15;

/// The weights of a fitted model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Weights(Vec<f64>);

impl Weights {
    /// The probabilities for a dyad with these features.
    pub(super) fn chances(&self, features: &[f64; FEATURES]) -> Chances {
        let score = |weights: &[f64]| weights.iter().zip(features).map(|(w, x)| w * x).sum::<f64>();
        let (falls, rises) = (score(&self.0[..FEATURES]), score(&self.0[FEATURES..]));
        let most = falls.max(rises).max(0.0);
        let (falls, stays, rises) = ((falls - most).exp(), (-most).exp(), (rises - most).exp());
        let sum = falls + stays + rises;
        Chances([falls / sum, stays / sum, rises / sum])
    }
}

/// Fits the weights, starting from others where there are any (the end is the same, and sooner reached); none where there are too
/// few cases of any trend.
pub(super) fn fit(cases: &[&Case], start: Option<&Weights>) -> Option<Weights> {
    let of = |trend: Trend| cases.iter().filter(|case| case.came == trend).count();
    if cases.len() < LEAST_CASES || Trend::ALL.iter().any(|trend| of(*trend) < LEAST_OF_EACH) {
        return None;
    }
    let mut weights = start.cloned().unwrap_or_else(|| Weights(vec![0.0; FREE]));
    for _ in 0..ROUNDS {
        let (gradient, mut hessian) = slopes(cases, &weights);
        let step = solve(&mut hessian, gradient)?;
        weights.0.iter_mut().zip(&step).for_each(|(w, s)| *w += s);
        if step.iter().all(|s| s.abs() < ENOUGH) {
            break;
        }
    }
    weights.0.iter().all(|w| w.is_finite()).then_some(weights)
}

/// The gradient of the penalised log likelihood, and its negative second derivatives.
fn slopes(cases: &[&Case], weights: &Weights) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut gradient = vec![0.0; FREE];
    let mut hessian = vec![vec![0.0; FREE]; FREE];
    for case in cases {
        let chances = weights.chances(&case.features);
        let p = WEIGHED.map(|trend| chances.of(trend));
        for (k, trend) in WEIGHED.iter().enumerate() {
            let miss = f64::from(u8::from(case.came == *trend)) - p[k];
            for (i, x) in case.features.iter().enumerate() {
                gradient[k * FEATURES + i] += miss * x;
            }
        }
        let blocks = [[p[0] * (1.0 - p[0]), -p[0] * p[1]], [-p[0] * p[1], p[1] * (1.0 - p[1])]];
        for (i, x) in case.features.iter().enumerate() {
            for (j, y) in case.features.iter().enumerate().take(i + 1) {
                for (k, row) in blocks.iter().enumerate() {
                    for (l, weight) in row.iter().enumerate() {
                        hessian[k * FEATURES + i][l * FEATURES + j] += weight * x * y;
                    }
                }
            }
        }
    }
    for k in 0..WEIGHED.len() {
        for i in 0..FEATURES {
            let at = k * FEATURES + i;
            let ridge = if i == 0 { 1e-6 } else { RIDGE };
            gradient[at] -= ridge * weights.0[at];
            hessian[at][at] += ridge;
            // Each block was filled below its diagonal only.
            for j in i + 1..FEATURES {
                for l in 0..WEIGHED.len() {
                    hessian[at][l * FEATURES + j] = hessian[k * FEATURES + j][l * FEATURES + i];
                }
            }
        }
    }
    (gradient, hessian)
}

/// Solves a symmetric positive system by the method of Cholesky; none where it is not positive.
fn solve(matrix: &mut [Vec<f64>], mut right: Vec<f64>) -> Option<Vec<f64>> {
    let n = right.len();
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| matrix[i][k] * matrix[j][k]).sum();
            let rest = matrix[i][j] - sum;
            if i == j {
                if rest <= 0.0 {
                    return None;
                }
                matrix[i][i] = rest.sqrt();
            } else {
                matrix[i][j] = rest / matrix[j][j];
            }
        }
    }
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| matrix[i][k] * right[k]).sum();
        right[i] = (right[i] - sum) / matrix[i][i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| matrix[k][i] * right[k]).sum();
        right[i] = (right[i] - sum) / matrix[i][i];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cases that fall, stay and rise in known shares, by one feature that is 0 or 1.
    fn drawn() -> Vec<Case> {
        let shares = [(0.0, [10, 60, 30]), (1.0, [50, 30, 20])];
        let mut cases = Vec::new();
        for (x, counts) in shares {
            for (trend, count) in Trend::ALL.iter().zip(counts) {
                for _ in 0..count * 40 {
                    let mut features = [0.0; FEATURES];
                    (features[0], features[3]) = (1.0, x);
                    cases.push(Case { dyad: 0, day: 0, before: 0, features, came: *trend });
                }
            }
        }
        cases
    }

    #[test]
    fn the_fit_gives_back_the_shares() {
        let cases = drawn();
        let weights = fit(&cases.iter().collect::<Vec<_>>(), None).unwrap();
        for (x, expected) in [(0.0, [0.1, 0.6, 0.3]), (1.0, [0.5, 0.3, 0.2])] {
            let mut features = [0.0; FEATURES];
            (features[0], features[3]) = (1.0, x);
            let Chances(found) = weights.chances(&features);
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 0.01, "{x}: {found} {expected}");
            }
        }
    }

    #[test]
    fn too_few_cases_fit_nothing() {
        let cases = drawn();
        assert!(fit(&cases.iter().take(100).collect::<Vec<_>>(), None).is_none());
    }
}
