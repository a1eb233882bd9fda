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

/// Cuts between two looks at every candidate: in between those are passed over that cannot be the best by what they cost then.
const LOOK_EVERY: usize = 16;
/// By how much two costs may differ that are added up in two ways, of their size.
const NEARLY: f64 = 1e-9;

/// Sums up to each place where a cut is tried, the first place and the end included, from which the cost of any segment comes at once.
struct Sums {
    places: Vec<usize>,
    counts: Vec<f64>,
    exposures: Vec<f64>,
    /// How many units of `exposures` make one.
    unit: f64,
    dispersion: f64,
}

impl Sums {
    fn of(series: &[Observed]) -> Self {
        let is_tried =
            |at: &usize| *at == series.len() || series[*at].count > 0.0 || series[at - 1].count > 0.0;
        let places: Vec<usize> = std::iter::once(0).chain((1..=series.len()).filter(is_tried)).collect();
        let run = |pick: fn(&Observed) -> f64| {
            let mut sum = 0.0;
            let sums = series.iter().map(|o| {
                sum += pick(o);
                sum
            });
            let all: Vec<f64> = std::iter::once(0.0).chain(sums).collect();
            places.iter().map(|at| all[*at]).collect()
        };
        let (counts, exposures) = (run(|o| o.count), run(|o| o.exposure));
        let neighbours = series.windows(2).map(|w| (w[0].count, w[1].count));
        Self { counts, exposures, unit: 1.0, dispersion: dispersion(neighbours), places }
    }

    /// Of days of which few have a count. Exposures are whole numbers, so that they add up to the same in every order.
    fn of_few(counts: &[(usize, f64)], length: usize, exposure: impl Fn(usize) -> u64, unit: f64) -> Self {
        let mut places = vec![0];
        let beside = counts.iter().flat_map(|(at, _)| [*at, at + 1]);
        for at in beside.chain([length]).filter(|at| *at <= length) {
            if places.last().is_none_or(|last| *last < at) {
                places.push(at);
            }
        }
        let (mut sum, mut next) = (0.0, counts.iter().peekable());
        let run = places.iter().map(|place| {
            while let Some((_, count)) = next.next_if(|(at, _)| at < place) {
                sum += count;
            }
            sum
        });
        let sums = run.collect();
        // As neighbours by pairs: the day before and it, unless that has a count too, for then the pair was there; it and the day after.
        let mut neighbours: Vec<(f64, f64)> = Vec::new();
        for (i, (at, count)) in counts.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|i| counts.get(i)).is_some_and(|(b, _)| b + 1 == *at);
            if *at > 0 && !before {
                neighbours.push((0.0, *count));
            }
            let after = counts.get(i + 1).filter(|(a, _)| *a == at + 1).map_or(0.0, |(_, count)| *count);
            if at + 1 < length {
                neighbours.push((*count, after));
            }
        }
        let exposures = places.iter().map(|at| exposure(*at) as f64).collect();
        Self { counts: sums, exposures, unit, dispersion: dispersion(neighbours), places }
    }

    /// Twice the negative log likelihood of a segment at its best rate, without what is the same for every cut.
    fn cost(&self, from: usize, to: usize) -> f64 {
        let count = self.counts[to] - self.counts[from];
        let exposure = self.exposures[to] - self.exposures[from];
        if count <= 0.0 { 0.0 } else { -2.0 * count * (count * self.unit / exposure).ln() / self.dispersion }
    }

    /// The penalty of a change.
    fn penalty(&self) -> f64 {
        PENALTY * (self.places.last().copied().unwrap_or_default() as f64).ln()
    }

    /// The first place of each segment, 0 first.
    fn segments(&self) -> Vec<usize> {
        let penalty = self.penalty();
        // For each cut the least cost up to it, and the cut before.
        let mut best: Vec<(f64, usize)> = vec![(-penalty, 0)];
        let mut candidates = vec![Candidate { cut: 0, least: f64::NEG_INFINITY }];
        let (mut looked, mut likely) = (0, 0);
        for cut in 1..self.places.len() {
            let is_look = cut - looked >= LOOK_EVERY;
            let since = self.cost(looked, cut);
            let cost = |from: usize| best[from].0 + self.cost(from, cut);
            // The best one up to the last cut is likely to be it again, and leaves few others to be worked out.
            let mut found = (cost(likely), likely);
            for candidate in &mut candidates {
                let beaten = found.0 + NEARLY * (1.0 + found.0.abs());
                if !is_look && candidate.least + since > beaten {
                    continue;
                }
                let own = (cost(candidate.cut), candidate.cut);
                if is_look {
                    candidate.least = own.0;
                }
                // Of equals the earliest.
                if own < found {
                    found = own;
                }
            }
            let least = found.0 + penalty;
            likely = found.1;
            best.push((least, likely));
            if is_look {
                // A candidate that is already dearer than the best plus a change can never be the best again.
                candidates.retain(|candidate| candidate.least <= least);
                looked = cut;
            }
            candidates.push(Candidate { cut, least: f64::NEG_INFINITY });
        }
        let mut starts = Vec::new();
        let mut at = best.len() - 1;
        while at > 0 {
            at = best[at].1;
            starts.push(self.places[at]);
        }
        starts.reverse();
        starts
    }
}

/// A place where the last segment may begin.
struct Candidate {
    cut: usize,
    /// What all costs up to the last look at every candidate, if the last segment begins here. Up to a later place it costs at least as
    /// much more as the days in between do by themselves, for no segment costs less than its two parts.
    least: f64,
}

/// How much larger the variance is than the mean, from neighbouring days, so that changes of the rate do not count:
/// the mean of (a - b)² / (a + b) over neighbours that are not both zero, which is 1 for Poisson counts.
fn dispersion(neighbours: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    let pairs = neighbours.into_iter().filter(|(a, b)| a + b > 0.0);
    let (sum, n) = pairs.fold((0.0, 0u32), |(sum, n), (a, b)| (sum + (a - b) * (a - b) / (a + b), n + 1));
    if n == 0 { 1.0 } else { (sum / f64::from(n)).max(f64::MIN_POSITIVE) }
}

/// The first place of each segment, 0 first; empty for an empty series.
///
/// Within a run of zeros the cost is a concave function of the place of a cut, so the best cuts are beside places that hold a
/// count: only those are tried, which makes decades of mostly quiet days cheap.
pub(super) fn segments(series: &[Observed]) -> Vec<usize> {
    if series.is_empty() { Vec::new() } else { Sums::of(series).segments() }
}

/// The same of so many days of which these, in order, have a count above 0; `exposure` is that of all days before a place, so many units
/// of it being one.
pub(super) fn segments_of_few(
    counts: &[(usize, f64)],
    length: usize,
    exposure: impl Fn(usize) -> u64,
    unit: f64,
) -> Vec<usize> {
    if length == 0 { Vec::new() } else { Sums::of_few(counts, length, exposure, unit).segments() }
}

/// What the cut with these segments costs, changes included.
#[cfg(test)]
pub(super) fn cost(series: &[Observed], starts: &[usize]) -> f64 {
    let dispersion = dispersion(series.windows(2).map(|w| (w[0].count, w[1].count)));
    let ends = starts.iter().skip(1).copied().chain([series.len()]);
    let each = starts.iter().zip(ends).map(|(from, to)| {
        let count: f64 = series[*from..to].iter().map(|o| o.count).sum();
        let exposure: f64 = series[*from..to].iter().map(|o| o.exposure).sum();
        if count > 0.0 { -2.0 * count * (count / exposure).ln() / dispersion } else { 0.0 }
    });
    each.sum::<f64>() + (starts.len() - 1) as f64 * PENALTY * (series.len() as f64).ln()
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
        let dispersion = dispersion(series.windows(2).map(|w| (w[0].count, w[1].count)));
        let penalty = PENALTY * (series.len() as f64).ln();
        let mut best = vec![-penalty];
        for to in 1..=series.len() {
            let ways = (0..to).map(|from| {
                let count: f64 = series[from..to].iter().map(|o| o.count).sum();
                let exposure: f64 = series[from..to].iter().map(|o| o.exposure).sum();
                let own = if count > 0.0 { -2.0 * count * (count / exposure).ln() / dispersion } else { 0.0 };
                best[from] + own + penalty
            });
            best.push(ways.fold(f64::INFINITY, f64::min));
        }
        best[series.len()]
    }

    proptest! {
        /// Pruning and leaving out zeros loses nothing, and counting everything twice changes nothing.
        #[test]
        fn the_cut_is_the_best_one(counts in proptest::collection::vec(prop_oneof![3 => Just(0u8), 1 => 0u8..9], 2..200)) {
            let series: Vec<Observed> = counts.iter().map(|c| Observed { count: f64::from(*c), exposure: 1.0 }).collect();
            let starts = segments(&series);
            let (found, best) = (cost(&series, &starts), optimal(&series));
            prop_assert!((found - best).abs() < 1e-6, "{} {}", found, best);
            let doubled: Vec<Observed> = series.iter().map(|o| Observed { count: 2.0 * o.count, ..*o }).collect();
            prop_assert_eq!(segments(&doubled), starts);
        }

        /// Told by the days that have a count, a series is cut where it is cut told by all its days.
        #[test]
        fn the_days_that_count_are_enough(
            days in proptest::collection::vec((prop_oneof![6 => Just(0u8), 1 => 1u8..9], 20u64..60), 0..200)
        ) {
            let told = |(count, exposure): &(u8, u64)| Observed { count: f64::from(*count), exposure: *exposure as f64 };
            let series: Vec<Observed> = days.iter().map(told).collect();
            let few = series.iter().enumerate().filter(|(_, o)| o.count > 0.0).map(|(at, o)| (at, o.count));
            let upto = |at: usize| days[..at].iter().map(|(_, exposure)| exposure).sum();
            prop_assert_eq!(segments_of_few(&few.collect::<Vec<_>>(), days.len(), upto, 1.0), segments(&series));
        }
    }
}
