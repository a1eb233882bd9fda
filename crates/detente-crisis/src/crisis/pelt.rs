//! Change points of a series of counts: where the rate of a Poisson process changes.
//!
//! In: counts by day, each with an exposure (how much was told of the world that day). Out: the first places of the segments
//! that fit best, by the method PELT (R. Killick, P. Fearnhead, I. A. Eckley: Optimal detection of changepoints with a linear
//! computational cost, JASA 107, 2012), with the cost of a Poisson rate per exposure and a penalty for every change.
//!
//! Counts of conflict come in bursts, so that a plain Poisson cost would cut every burst in two: costs are divided by the
//! dispersion of the series (quasi-likelihood). Multiplying all counts multiplies cost and dispersion alike, so that a
//! world in which everything is told twice has the same change points.
//!
//! Thirty quiet days, four days with three strikes each, thirty quiet days: cut before and after the four.

/// A count and its exposure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Observed {
    /// How much was seen, weighed.
    pub(super) count: f64,
    /// How much could be seen, above 0.
    pub(super) exposure: f64,
}

/// The penalty of a change, in units of the logarithm of the length. Two would be the criterion of Schwarz for a place and
/// a rate; three costs a day or two of delay and keeps single deeds from cutting a quiet year.
const PENALTY: f64 = 3.0;

/// Sums up to each place, from which the cost of any segment comes at once.
struct Sums {
    counts: Vec<f64>,
    exposures: Vec<f64>,
    dispersion: f64,
}

impl Sums {
    fn of(series: &[Observed]) -> Self {
        let run = |pick: fn(&Observed) -> f64| {
            let mut sum = 0.0;
            let sums = series.iter().map(|o| {
                sum += pick(o);
                sum
            });
            std::iter::once(0.0).chain(sums).collect::<Vec<f64>>()
        };
        Self { counts: run(|o| o.count), exposures: run(|o| o.exposure), dispersion: dispersion(series) }
    }

    /// Twice the negative log likelihood of a segment at its best rate, without what is the same for every cut.
    fn cost(&self, from: usize, to: usize) -> f64 {
        let count = self.counts[to] - self.counts[from];
        let exposure = self.exposures[to] - self.exposures[from];
        if count <= 0.0 { 0.0 } else { -2.0 * count * (count / exposure).ln() / self.dispersion }
    }
}

/// How much larger the variance is than the mean, from neighbouring days, so that changes of the rate do not count:
/// the mean of (a - b)² / (a + b) over neighbours that are not both zero, which is 1 for Poisson counts.
fn dispersion(series: &[Observed]) -> f64 {
    let pairs = series.windows(2).map(|w| (w[0].count, w[1].count)).filter(|(a, b)| a + b > 0.0);
    let (sum, n) = pairs.fold((0.0, 0u32), |(sum, n), (a, b)| (sum + (a - b) * (a - b) / (a + b), n + 1));
    if n == 0 { 1.0 } else { (sum / f64::from(n)).max(f64::MIN_POSITIVE) }
}

/// The first place of each segment, 0 first; empty for an empty series.
///
/// Within a run of zeros the cost is a concave function of the place of a cut, so the best cuts are beside places that hold a
/// count: only those are tried, which makes decades of mostly quiet days cheap.
pub(super) fn segments(series: &[Observed]) -> Vec<usize> {
    if series.is_empty() {
        return Vec::new();
    }
    let sums = Sums::of(series);
    let penalty = PENALTY * (series.len() as f64).ln();
    let cuts: Vec<usize> = (1..series.len())
        .filter(|at| series[*at].count > 0.0 || series[at - 1].count > 0.0)
        .chain([series.len()])
        .collect();
    // For each cut the least cost up to it, and the cut before.
    let mut best: Vec<(f64, usize)> = vec![(-penalty, 0)];
    let mut places = vec![0];
    let mut candidates = vec![0usize];
    for &cut in &cuts {
        let costs: Vec<f64> = candidates.iter().map(|c| best[*c].0 + sums.cost(places[*c], cut)).collect();
        // Of equals the earliest.
        let at = (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0);
        let least = costs[at] + penalty;
        let from = candidates[at];
        // A candidate that is already dearer than the best plus a change can never be the best again.
        let mut kept: Vec<usize> =
            candidates.iter().zip(&costs).filter(|(_, cost)| **cost <= least).map(|(c, _)| *c).collect();
        kept.push(best.len());
        candidates = kept;
        best.push((least, from));
        places.push(cut);
    }
    let mut starts = Vec::new();
    let mut at = best.len() - 1;
    while at > 0 {
        at = best[at].1;
        starts.push(places[at]);
    }
    starts.reverse();
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn series(runs: &[(usize, f64)]) -> Vec<Observed> {
        let runs = runs.iter().flat_map(|(days, count)| std::iter::repeat_n(*count, *days));
        runs.map(|count| Observed { count, exposure: 1.0 }).collect()
    }

    /// Checks where the segments of a series of runs of (days, count) begin.
    fn check(runs: &[(usize, f64)], expected: &[usize]) {
        assert_eq!(segments(&series(runs)), expected, "{runs:?}");
    }

    #[test]
    fn known_breaks_are_found() {
        check(&[(30, 0.0), (4, 3.0), (30, 0.0)], &[0, 30, 34]);
        check(&[(50, 1.0), (50, 6.0)], &[0, 50]);
        check(&[(40, 0.0), (10, 2.0), (10, 12.0), (40, 1.0)], &[0, 40, 50, 60]);
        check(&[(100, 2.0)], &[0]);
        check(&[], &[]);
    }

    #[test]
    fn one_deed_in_a_quiet_year_is_no_change() {
        check(&[(180, 0.0), (1, 1.0), (180, 0.0)], &[0]);
    }

    #[test]
    fn more_exposure_explains_more_counts() {
        let mut loud = series(&[(40, 2.0), (40, 6.0)]);
        loud[40..].iter_mut().for_each(|o| o.exposure = 3.0);
        assert_eq!(segments(&loud), [0]);
    }

    /// Every cut tried, none pruned, no place left out.
    fn optimal(series: &[Observed]) -> f64 {
        let sums = Sums::of(series);
        let penalty = PENALTY * (series.len() as f64).ln();
        let mut best = vec![-penalty];
        for to in 1..=series.len() {
            let costs = (0..to).map(|from| best[from] + sums.cost(from, to) + penalty);
            best.push(costs.fold(f64::INFINITY, f64::min));
        }
        best[series.len()]
    }

    proptest! {
        /// Pruning and leaving out zeros loses nothing, and counting everything twice changes nothing.
        #[test]
        fn the_cut_is_the_best_one(counts in proptest::collection::vec(prop_oneof![3 => Just(0u8), 1 => 0u8..9], 2..60)) {
            let series: Vec<Observed> = counts.iter().map(|c| Observed { count: f64::from(*c), exposure: 1.0 }).collect();
            let sums = Sums::of(&series);
            let starts = segments(&series);
            let ends = starts.iter().skip(1).copied().chain([series.len()]);
            let penalty = PENALTY * (series.len() as f64).ln();
            let cost: f64 = starts.iter().zip(ends).map(|(from, to)| sums.cost(*from, to) + penalty).sum::<f64>() - penalty;
            prop_assert!((cost - optimal(&series)).abs() < 1e-6, "{} {}", cost, optimal(&series));
            let doubled: Vec<Observed> = series.iter().map(|o| Observed { count: 2.0 * o.count, ..*o }).collect();
            prop_assert_eq!(segments(&doubled), starts);
        }
    }
}
