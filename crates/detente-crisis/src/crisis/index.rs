//! How tense two parties' relations are on a day: an index from 0 to 100 whose parts are shown.
//!
//! In: a dyad's deeds, its relations, the world by day. Out: one [`Index`] a day, the sum of five [`Parts`]:
//!
//! - material (to 45): conflict in deeds, per hundred incidents of the rest of the world, as a mean that forgets half in seven
//!   days; half of the points at one tenth of the scale's end a day, that is one full-strength deed per hundred incidents;
//! - verbal (to 15): the same for conflict in words, half of the points at two;
//! - novelty (to 15): how far that exceeds the dyad's own past, a mean that forgets half in half a year;
//! - relations (to 15): envoys away, relations cut, borders closed, less so when it has lasted for years;
//! - discord (to 10): the share of conflict in all that the two do.
//!
//! Since all loads are shares of what is told of the world, the index compares across dyads, and a day on which everything is
//! told twice as much has the same index. `firm` is the index of the deeds about which nothing is doubtful.
//!
//! Iran and Pakistan: 0 in December 2023, 50 to 70 after the strikes of 16 and 18 January 2024, falling with the call of the 19th.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use detente_data::{RelationState, Subject};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::daily::{Daily, Load, days_between};
use super::dyad::{Dyads, Pair};
use super::relations::{Kept, Relations};

/// Days in which the recent mean forgets half.
const RECENT: f64 = 7.0;
/// Days in which the dyad's own past is half forgotten.
const PAST: f64 = 180.0;
/// Days without conflict that every dyad is taken to have had before the ledger begins.
const QUIET_BEFORE: f64 = 28.0;
/// Load a day that gives half of the points.
const HALF_MATERIAL: f64 = 1.0;
const HALF_VERBAL: f64 = 2.0;

/// The points that make up an index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    /// Conflict in deeds, to 45.
    pub material: f32,
    /// Conflict in words, to 15.
    pub verbal: f32,
    /// Conflict beyond the dyad's own past, to 15.
    pub novelty: f32,
    /// Official relations, to 15.
    pub relations: f32,
    /// Conflict against cooperation, to 10.
    pub discord: f32,
}

impl Parts {
    /// The index, 0 to 100.
    pub fn sum(&self) -> f32 {
        self.material + self.verbal + self.novelty + self.relations + self.discord
    }
}

/// The tension of a dyad on a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The day.
    pub day: Date,
    /// 0 to 100.
    pub value: f32,
    /// What it is made of.
    pub parts: Parts,
    /// The index of the deeds about which nothing is doubtful.
    pub firm: f32,
}

/// Means that forget, of one kind of load.
#[derive(Debug, Clone, Copy, Default)]
struct Means {
    material: f64,
    verbal: f64,
    cooperation: f64,
    past: f64,
    /// The weight of all days in `past`.
    weight: f64,
}

fn keep(half_life: f64) -> f64 {
    0.5f64.powf(1.0 / half_life)
}

/// What is kept from one day to the next of the recent mean and of the past.
static KEPT: LazyLock<(f64, f64)> = LazyLock::new(|| (keep(RECENT), keep(PAST)));

impl Means {
    /// Before the first day of the dyad: `quiet` days without anything.
    fn after_quiet(quiet: f64) -> Self {
        let mut means = Self::default();
        means.pass(quiet);
        means
    }

    /// So many days without anything.
    fn pass(&mut self, quiet: f64) {
        let (recent, past) = *KEPT;
        let (recent_kept, past_kept) = (recent.powf(quiet), past.powf(quiet));
        self.material *= recent_kept;
        self.verbal *= recent_kept;
        self.cooperation *= recent_kept;
        self.past *= past_kept;
        self.weight = self.weight * past_kept + (1.0 - past_kept) / (1.0 - past);
    }

    fn step(&mut self, load: &Load) {
        let (recent, past) = *KEPT;
        let mix = |mean: &mut f64, value: f64| *mean = *mean * recent + value * (1.0 - recent);
        mix(&mut self.material, load.material);
        mix(&mut self.verbal, load.verbal);
        mix(&mut self.cooperation, load.cooperation);
        self.past = self.past * past + load.conflict();
        self.weight = self.weight * past + 1.0;
    }

    fn parts(&self, relations: f64) -> Parts {
        let conflict = Load { material: self.material, verbal: self.verbal, cooperation: 0.0 }.conflict();
        let past = self.past / self.weight.max(1.0);
        // A tenth of what gives half of the material points keeps a trace of conflict from being all new.
        let novelty = (conflict - past).max(0.0) / (conflict + past + HALF_MATERIAL / 10.0);
        let all = self.material + self.verbal + self.cooperation;
        let discord = if all > 0.0 { (self.material + self.verbal) / all } else { 0.0 };
        // Discord about next to nothing is none.
        let discord = discord * conflict / (conflict + HALF_MATERIAL / 10.0);
        Parts {
            material: (45.0 * self.material / (self.material + HALF_MATERIAL)) as f32,
            verbal: (15.0 * self.verbal / (self.verbal + HALF_VERBAL)) as f32,
            novelty: (15.0 * novelty) as f32,
            relations: (15.0 * relations) as f32,
            discord: (10.0 * discord) as f32,
        }
    }
}

/// How strained a part of relations is, 0 to 1.
fn strain(state: RelationState) -> f64 {
    match state {
        RelationState::Severed => 1.0,
        RelationState::Downgraded => 0.5,
        RelationState::Expelled | RelationState::Barred => 0.4,
        RelationState::Recalled | RelationState::Withdrawn | RelationState::Closed => 0.3,
        RelationState::Suspended => 0.2,
        RelationState::InPlace | RelationState::Full | RelationState::Open | RelationState::Active => 0.0,
    }
}

/// All parts of relations together, 0 to 1. What has lasted is a state and no longer a crisis: half of seven tenths goes each year.
fn strained(parts: &[Kept], day: Date) -> f64 {
    let sum: f64 = parts
        .iter()
        .map(|kept| {
            let years = f64::from(days_between(kept.since, day)) / 365.0;
            let of_visits = if kept.part.subject == Subject::Visits { 0.5 } else { 1.0 };
            strain(kept.state) * of_visits * (0.3 + 0.7 * 0.5f64.powf(years))
        })
        .sum();
    sum.min(1.0)
}

/// The index of a dyad for each day from its first deed to the last day of which anything is told; empty where nothing is
/// told of the two.
pub fn index(pair: &Pair, dyads: &Dyads, relations: &Relations) -> Vec<Index> {
    let (Some(dyad), Some((start, last))) = (dyads.get(pair), dyads.days()) else { return Vec::new() };
    let Some(first) = dyad.done().first().map(|act| act.day) else { return Vec::new() };
    let daily = Daily::of(dyad.done(), dyads.world(), first, last);
    let standings = standings(pair, relations);
    let quiet = f64::from(days_between(start, first)) + QUIET_BEFORE;
    let (mut all, mut firm) = (Means::after_quiet(quiet), Means::after_quiet(quiet));
    let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
    let each = days.zip(&daily.days).map(|(day, load)| {
        all.step(&load.all);
        firm.step(&load.firm);
        let kept = standings.range(..=day).next_back().map(|(_, parts)| parts.as_slice());
        let strained = strained(kept.unwrap_or_default(), day);
        let parts = all.parts(strained);
        Index { day, value: parts.sum(), parts, firm: firm.parts(strained).sum() }
    });
    each.collect()
}

/// Whether the index of a dyad may ever be above a value: never no where it is. A look at the days with deeds alone, for every part but
/// that of relations falls on days without any: the recent mean is forgotten faster than the past.
pub(crate) fn may_exceed(pair: &Pair, dyads: &Dyads, relations: &Relations, above: f32) -> bool {
    /// More than what the two ways to add up can differ by.
    const MARGIN: f32 = 0.01;
    let (Some(dyad), Some((start, _))) = (dyads.get(pair), dyads.days()) else { return false };
    let Some(first) = dyad.done().first().map(|act| act.day) else { return false };
    let strained = if relations.history(pair).is_empty() { 0.0 } else { 1.0 };
    let mut means = Means::after_quiet(f64::from(days_between(start, first)) + QUIET_BEFORE);
    let mut before = None;
    dyad.done().chunk_by(|a, b| a.day == b.day).any(|acts| {
        let day = acts.first().map_or(first, |act| act.day);
        let quiet = before.map_or(0, |before| days_between(before, day) - 1);
        before = Some(day);
        means.pass(f64::from(quiet));
        Daily::of(acts, dyads.world(), day, day).days.iter().for_each(|load| means.step(&load.all));
        means.parts(strained).sum() + MARGIN > above
    })
}

/// Where relations stand from each day on which they change.
fn standings(pair: &Pair, relations: &Relations) -> BTreeMap<Date, Vec<Kept>> {
    let days = relations.history(pair).iter().map(|change| change.day);
    days.map(|day| (day, relations.on(pair, day).parts)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::staged::{Staged, stream};
    use crate::incident::Incident;
    use detente_data::RelationChange;
    use proptest::prelude::*;

    fn pair() -> Pair {
        Pair::new("IRN".to_string().into(), "PAK".to_string().into()).0
    }

    fn indices(incidents: &[Incident]) -> BTreeMap<Date, Index> {
        let dyads: Dyads = incidents.iter().collect();
        index(&pair(), &dyads, &Relations::of(incidents)).into_iter().map(|i| (i.day, i)).collect()
    }

    /// Checks that the index of a day lies between two values.
    fn check(incidents: &[Incident], day: &str, least: f32, most: f32) {
        let value = indices(incidents).get(&day.parse().unwrap()).map_or(0.0, |i| i.value);
        assert!((least..=most).contains(&value), "{day}: {value}");
    }

    #[test]
    fn strikes_raise_it_and_time_lowers_it() {
        let strike = |day, from, to| Staged::new(day, "ASSAULT", "195").by(&[from]).on(&[to]).origins(2);
        let incidents = [
            Staged::new("2023-12-01", "CONSULT", "041").by(&["IRN", "PAK"]).origins(2).made(1),
            strike("2024-01-16", "IRN", "PAK").made(2),
            Staged::new("2024-01-17", "SANCTION", "161")
                .by(&["PAK"])
                .on(&["IRN"])
                .relation(RelationChange::RecallAmbassador)
                .made(3),
            strike("2024-01-18", "PAK", "IRN").made(4),
            Staged::new("2024-06-01", "CONSULT", "041").by(&["IRN", "PAK"]).origins(2).made(5),
        ];
        check(&incidents, "2023-12-10", 0.0, 0.0);
        check(&incidents, "2024-01-16", 25.0, 45.0);
        check(&incidents, "2024-01-18", 45.0, 75.0);
        check(&incidents, "2024-05-31", 1.0, 10.0);
        let of = indices(&incidents);
        let worst = &of[&"2024-01-18".parse().unwrap()];
        assert!((worst.parts.sum() - worst.value).abs() < 1e-4);
        // The recall is told by one origin alone.
        assert!(worst.firm < worst.value);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        /// What is passed over is never above the value; what is not comes near it, but for the part of relations.
        #[test]
        fn no_rise_is_passed_over(seed in 0u64..1000, days in 10i32..200, a_day in 2u64..8) {
            let mut incidents = stream(seed, days, a_day, 2);
            let strained = incidents.iter_mut().step_by(7);
            strained.for_each(|incident| incident.relation = Some(RelationChange::RecallAmbassador));
            let (dyads, relations) = (incidents.iter().collect::<Dyads>(), Relations::of(&incidents));
            for pair in dyads.pairs() {
                let highest = index(pair, &dyads, &relations).iter().map(|at| at.value).fold(0.0, f32::max);
                prop_assert!(may_exceed(pair, &dyads, &relations, highest - 0.001), "{} {}", pair, highest);
                prop_assert!(!may_exceed(pair, &dyads, &relations, highest + 15.1), "{} {}", pair, highest);
            }
        }

        /// From any day on everything may be told twice as much: no index rises by it, or falls.
        #[test]
        fn louder_news_is_no_crisis(seed in 0u64..1000, from in 0i32..60) {
            let quiet = stream(seed, 60, 40, 1);
            let first: Date = "2024-01-01".parse().unwrap();
            let louder: Vec<Incident> = quiet
                .iter()
                .flat_map(|incident| {
                    let twice = days_between(first, incident.days.from) >= from;
                    let mut again = incident.clone();
                    again.id.0 += 1_000_000;
                    [Some(incident.clone()), twice.then_some(again)].into_iter().flatten()
                })
                .collect();
            let (before, after) = (indices(&quiet), indices(&louder));
            prop_assert!(!before.is_empty());
            prop_assert_eq!(before, after);
        }
    }
}
