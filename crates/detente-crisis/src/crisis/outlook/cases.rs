//! What a dyad looked like on a day, and what came after: the examples a model is fitted and tested on.

use detente_data::QuadClass;
use jiff::civil::Date;

use super::{Horizon, Trend};
use crate::crisis::daily::{LEAST_WORLD, days_between};
use crate::crisis::deed::Way;
use crate::crisis::dyad::{Dyad, Dyads};

/// Numbers that describe a dyad on a day.
pub(super) const FEATURES: usize = 13;
/// Days between the examples of a dyad.
const STRIDE: i32 = 7;
/// Days of a ledger before its first example.
const WARM_UP: i32 = 28;
/// A dyad without any conflict in so many days gives no example.
const STALE: i32 = 180;
/// Examples beyond that teach nothing new and only take time.
const MOST: usize = 150_000;

/// One example.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Case {
    /// Place of the dyad among all.
    pub(super) dyad: usize,
    /// Day of the ledger on which the outlook is given, that day not yet known.
    pub(super) day: i32,
    pub(super) before: u32,
    pub(super) features: [f64; FEATURES],
    /// What came.
    pub(super) came: Trend,
}

/// The days of a dyad's deeds, counted from the ledger's first.
#[derive(Debug)]
pub(super) struct History {
    start: Date,
    material: Vec<i32>,
    forth: Vec<i32>,
    back: Vec<i32>,
    verbal: Vec<i32>,
    cooperation: Vec<i32>,
}

/// How many of these days lie from `from` on and before `to`.
fn count(days: &[i32], from: i32, to: i32) -> u32 {
    let at = |day: i32| days.partition_point(|d| *d < day);
    u32::try_from(at(to).saturating_sub(at(from))).unwrap_or(u32::MAX)
}

fn log(count: u32) -> f64 {
    f64::from(count).ln_1p()
}

impl History {
    /// Counted from the first day that is followed; none where no conflict is told of the two.
    pub(super) fn of(dyad: &Dyad, start: Date) -> Option<Self> {
        let of = |wanted: fn(QuadClass) -> bool, way: Option<Way>| -> Vec<i32> {
            let acts =
                dyad.done().iter().filter(|act| wanted(act.quad()) && way.is_none_or(|w| w == act.way));
            acts.map(|act| days_between(start, act.day)).collect()
        };
        let is_material = |quad| quad == QuadClass::MaterialConflict;
        let history = Self {
            start,
            material: of(is_material, None),
            forth: of(is_material, Some(Way::Forth)),
            back: of(is_material, Some(Way::Back)),
            verbal: of(|quad| quad == QuadClass::VerbalConflict, None),
            cooperation: of(|quad| quad.number() <= 2, None),
        };
        (!history.material.is_empty() || !history.verbal.is_empty()).then_some(history)
    }

    /// Incidents of material conflict in the horizon's days before a day.
    pub(super) fn before(&self, day: Date, horizon: Horizon) -> u32 {
        let day = days_between(self.start, day);
        count(&self.material, day - horizon.days(), day)
    }

    /// The dyad before a day; none where it has been silent for long.
    pub(super) fn features(&self, day: Date, horizon: Horizon) -> Option<[f64; FEATURES]> {
        self.features_on(days_between(self.start, day), horizon)
    }

    fn features_on(&self, day: i32, horizon: Horizon) -> Option<[f64; FEATURES]> {
        let since = |days: &[i32]| days[..days.partition_point(|d| *d < day)].last().map(|last| day - last);
        let (material_since, verbal_since) = (since(&self.material), since(&self.verbal));
        let newest = material_since.into_iter().chain(verbal_since).min()?;
        if newest > STALE {
            return None;
        }
        let last = |days: &[i32], length: i32| count(days, day - length, day);
        let h = horizon.days();
        let now = last(&self.material, h);
        let earlier = count(&self.material, day - 2 * h, day - h);
        // The usual number in a horizon, over the year before it as far as the ledger goes back.
        let past = day.clamp(1, 365);
        let usual = f64::from(last(&self.material, past)) * f64::from(h) / f64::from(past);
        let sides = (last(&self.forth, 90).min(last(&self.back, 90)), last(&self.material, 90));
        Some([
            1.0,
            f64::from(u8::from(now == 0)),
            f64::from(u8::from(now == 1)),
            log(now),
            usual.ln_1p(),
            log(now) - usual.ln_1p(),
            log(now) - log(earlier),
            log(last(&self.material, 7)),
            log(last(&self.material, 30)),
            log(last(&self.verbal, 30)),
            log(last(&self.cooperation, 30)),
            f64::from(material_since.unwrap_or(STALE).min(STALE)).ln_1p(),
            2.0 * f64::from(sides.0) / f64::from(sides.1.max(1)),
        ])
    }
}

/// How much was told of the world up to each day of the ledger.
struct Volumes(Vec<u64>);

impl Volumes {
    fn of(dyads: &Dyads, start: Date, length: i32) -> Self {
        let mut sums = vec![0u64; usize::try_from(length + 1).unwrap_or(0)];
        for (day, world) in dyads.world().range(start..) {
            let at = usize::try_from(days_between(start, *day) + 1).unwrap_or(0);
            if let Some(sum) = sums.get_mut(at) {
                *sum = world.incidents;
            }
        }
        for at in 1..sums.len() {
            sums[at] += sums[at - 1];
        }
        Self(sums)
    }

    fn told(&self, from: i32, to: i32) -> u64 {
        let at = |day: i32| self.0.get(usize::try_from(day.max(0)).unwrap_or(0)).copied().unwrap_or_default();
        at(to) - at(from)
    }

    /// How much more was told in the days after a day than before it; 1 where too little is told to say.
    fn ratio(&self, day: i32, h: i32) -> f64 {
        let (before, after) = (self.told(day - h, day), self.told(day, day + h));
        let least = LEAST_WORLD * u64::from(h.unsigned_abs());
        if before < least || after < least { 1.0 } else { after as f64 / before as f64 }
    }
}

/// Whether it rose, stayed or fell, by the count before (scaled to what was told after) and the count after.
pub(super) fn trend(expected: f64, after: u32) -> Trend {
    let margin = (0.75 * expected.sqrt()).max(0.5);
    let difference = f64::from(after) - expected;
    match () {
        () if difference > margin => Trend::Rises,
        () if difference < -margin => Trend::Falls,
        () => Trend::Stays,
    }
}

/// Every example of the ledger whose outcome is known, by day.
pub(super) fn cases(dyads: &Dyads, horizon: Horizon) -> Vec<Case> {
    let Some((start, last)) = dyads.followed() else { return Vec::new() };
    let length = days_between(start, last) + 1;
    let volumes = Volumes::of(dyads, start, length);
    let h = horizon.days();
    let all = dyads.pairs();
    let histories =
        all.iter().enumerate().filter_map(|(at, pair)| Some((at, History::of(dyads.get(pair)?, start)?)));
    let histories: Vec<(usize, History)> = histories.collect();
    let steps = usize::try_from((length - h - WARM_UP).max(0) / STRIDE + 1).unwrap_or(0);
    let every = (histories.len() * steps).div_ceil(MOST).max(1);
    let mut cases = Vec::new();
    let mut met = 0usize;
    for (at, history) in &histories {
        for day in (WARM_UP..=length - h).step_by(STRIDE.unsigned_abs() as usize) {
            met += 1;
            if !met.is_multiple_of(every) {
                continue;
            }
            let Some(features) = history.features_on(day, horizon) else { continue };
            let before = count(&history.material, day - h, day);
            let after = count(&history.material, day, day + h);
            let came = trend(f64::from(before) * volumes.ratio(day, h), after);
            cases.push(Case { dyad: *at, day, before, features, came });
        }
    }
    cases.sort_by_key(|case| (case.day, case.dyad));
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: f64, after: u32, came: Trend) {
        assert_eq!(trend(expected, after), came, "{expected} then {after}");
    }

    #[test]
    fn what_chance_does_to_counts_is_no_change() {
        check(0.0, 0, Trend::Stays);
        check(0.0, 1, Trend::Rises);
        check(1.0, 0, Trend::Falls);
        check(1.0, 1, Trend::Stays);
        check(1.0, 2, Trend::Rises);
        check(16.0, 18, Trend::Stays);
        check(16.0, 20, Trend::Rises);
        check(16.0, 12, Trend::Falls);
    }
}
