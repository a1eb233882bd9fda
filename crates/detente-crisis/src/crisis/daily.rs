//! What two parties (or more) did each day, set against what was told of the rest of the world.
//!
//! In: deeds by day, the world by day. Out: a day's conflict and cooperation per hundred incidents of the rest of the world.
//! A doubling of all reporting doubles both and changes nothing. Where less than [`LEAST_WORLD`] incidents a day are told
//! of the rest of the world, the ledger does not know the world, and that number is taken instead.

use std::collections::BTreeMap;

use detente_data::QuadClass;
use jiff::civil::Date;

use super::deed::{Act, Tenths};
use super::dyad::WorldDay;

/// Incidents of the rest of the world on a day, below which nothing can be said about a share of them.
pub(super) const LEAST_WORLD: u64 = 20;

/// How much a verbal conflict counts beside a material one of the same intensity, where both make one number.
const VERBAL: f64 = 0.3;

/// Severity of the deeds of one day: the sum of their PLOVER intensity, sign dropped, in units of ten.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Load {
    pub(super) material: f64,
    pub(super) verbal: f64,
    pub(super) cooperation: f64,
}

impl Load {
    fn of(sums: [Tenths; 4], hundreds: f64) -> Self {
        // Tenths of a scale whose end is ten.
        let part = |quad: QuadClass| sums[usize::from(quad.number()) - 1].0 as f64 / 100.0 / hundreds;
        Self {
            material: part(QuadClass::MaterialConflict),
            verbal: part(QuadClass::VerbalConflict),
            cooperation: part(QuadClass::VerbalCooperation) + part(QuadClass::MaterialCooperation),
        }
    }

    /// Conflict as one number.
    pub(super) fn conflict(&self) -> f64 {
        self.material + VERBAL * self.verbal
    }
}

/// One day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DayLoad {
    /// All deeds, per hundred incidents of the rest of the world.
    pub(super) all: Load,
    /// Those about which nothing is doubtful.
    pub(super) firm: Load,
    /// Material conflict of the deeds whose day is stated.
    pub(super) dated: f64,
    /// Incidents of the rest of the world, in hundreds.
    pub(super) hundreds: f64,
}

/// Days in a row.
#[derive(Debug, Clone)]
pub(super) struct Daily {
    /// The first of them.
    pub(super) first: Date,
    /// The days.
    pub(super) days: Vec<DayLoad>,
}

/// Days from one to another; 0 where the calendar cannot tell.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The day so many days later, or the last one the calendar has.
pub(crate) fn later(day: Date, days: i32) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

impl Daily {
    /// The days from `first` to `last`. The deeds are by day; an incident that comes up twice (each way) counts twice in load and
    /// once against the world.
    pub(super) fn of(acts: &[Act], world: &BTreeMap<Date, WorldDay>, first: Date, last: Date) -> Self {
        let length = usize::try_from(days_between(first, last) + 1).unwrap_or(0);
        let mut days = Vec::with_capacity(length);
        let mut told = world.range(first..=last.max(first)).peekable();
        let mut at = acts.partition_point(|act| act.day < first);
        let mut day = first;
        while days.len() < length {
            let until = at + acts[at..].partition_point(|act| act.day <= day);
            let volume = told.next_if(|(when, _)| **when == day).map_or(0, |(_, world)| world.incidents);
            days.push(load(&acts[at..until], volume));
            at = until;
            day = day.tomorrow().unwrap_or(day);
        }
        Self { first, days }
    }

    /// The day at a place.
    pub(super) fn day(&self, at: usize) -> Date {
        later(self.first, i32::try_from(at).unwrap_or(i32::MAX))
    }

    /// The place of a day, within the days.
    pub(super) fn place(&self, day: Date) -> usize {
        usize::try_from(days_between(self.first, day)).unwrap_or(0).min(self.days.len().saturating_sub(1))
    }
}

fn load(acts: &[Act], volume: u64) -> DayLoad {
    let (mut all, mut firm, mut dated) = ([Tenths(0); 4], [Tenths(0); 4], [Tenths(0); 4]);
    let mut own = 0;
    let mut last = None;
    for act in acts {
        own += u64::from(last != Some(act.incident));
        last = Some(act.incident);
        let class = usize::from(act.quad().number()) - 1;
        let size = act.intensity().0.abs();
        all[class].0 += size;
        firm[class].0 += if act.doubt.is_none() { size } else { 0 };
        dated[class].0 += if act.doubt.is_undated { 0 } else { size };
    }
    let hundreds = volume.saturating_sub(own).max(LEAST_WORLD) as f64 / 100.0;
    let dated = Load::of(dated, hundreds).material;
    DayLoad { all: Load::of(all, hundreds), firm: Load::of(firm, hundreds), dated, hundreds }
}
