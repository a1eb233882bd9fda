//! What the fitting of the weights needs to see of a pair of reports.

use super::feature;
use super::traits::Traits;
use super::weights::Weights;
use crate::report::Report;

pub use super::feature::{COUNT, NAMES};

/// The features of two reports, in the order of [`NAMES`]; none where they are never compared: of two types, far apart
/// in days.
pub fn features(left: &Report, right: &Report) -> Option<[f32; COUNT]> {
    let weights = Weights::builtin();
    let (a, b) = (Traits::of(left, weights), Traits::of(right, weights));
    let (a, b) = (a.view(), b.view());
    a.is_comparable(&b).then(|| feature::features(&a, &b, weights))
}
