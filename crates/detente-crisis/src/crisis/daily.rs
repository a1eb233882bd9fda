//! What two parties (or more) did each day, set against what was told of the rest of the world.
//!
//! In: deeds by day, the world by day. Out: a day's conflict and cooperation per hundred incidents of the rest of the world.
//! A doubling of all reporting doubles both and changes nothing. Where less than [`LEAST_WORLD`] incidents a day are told
//! of the rest of the world, the ledger does not know the world, and that number is taken instead.

use std::collections::BTreeMap;

use detente_data::QuadClass;
use jiff::civil::Date;

use super::deed::{Act, Tenths};
use super::dyad::{Dyads, WorldDay};

/// Days before the first deed that are taken as quiet where the ledger has none.
pub(super) const LEAD_DAYS: i32 = 28;

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

/// What is told of the world each day of a ledger, added up once for all dyads: a dyad of ten deeds in fifty years is looked through in
/// ten steps, and not day by day.
#[derive(Debug)]
pub(super) struct Volumes {
    /// [`LEAD_DAYS`] before the first day of which anything is told.
    first: Date,
    /// Incidents of each day.
    told: Vec<u64>,
    /// Incidents of all days before each place, [`LEAST_WORLD`] at least of each day.
    sums: Vec<u64>,
}

/// A day on which a dyad has deeds, among the days of [`Volumes`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Marked {
    /// Its place.
    pub(super) at: usize,
    /// Conflict, as [`Load::conflict`] has it, not yet set against the world.
    pub(super) conflict: f64,
    /// Incidents taken from those of the world, for they are the dyad's own.
    pub(super) own: u64,
}

impl Volumes {
    pub(super) fn of(dyads: &Dyads) -> Self {
        let Some((first, last)) = dyads.days() else {
            return Self { first: Date::default(), told: Vec::new(), sums: vec![0] };
        };
        let first = later(first, -LEAD_DAYS);
        let length = usize::try_from(days_between(first, last) + 1).unwrap_or(0);
        let mut told = vec![0; length];
        for (day, world) in dyads.world() {
            if let Some(volume) =
                usize::try_from(days_between(first, *day)).ok().and_then(|at| told.get_mut(at))
            {
                *volume = world.incidents;
            }
        }
        let mut sum = 0;
        let sums = told.iter().map(|volume: &u64| {
            sum += (*volume).max(LEAST_WORLD);
            sum
        });
        let sums = std::iter::once(0).chain(sums).collect();
        Self { first, told, sums }
    }

    /// One past the last place.
    pub(super) fn end(&self) -> usize {
        self.told.len()
    }

    /// The place of a day.
    pub(super) fn place(&self, day: Date) -> usize {
        usize::try_from(days_between(self.first, day)).unwrap_or(0)
    }

    /// The day at a place.
    pub(super) fn day(&self, at: usize) -> Date {
        later(self.first, i32::try_from(at).unwrap_or(i32::MAX))
    }

    /// Incidents of the world on the days from one place to before another, [`LEAST_WORLD`] at least of each day.
    pub(super) fn exposure(&self, from: usize, to: usize) -> u64 {
        let sum = |at: usize| self.sums.get(at).copied().unwrap_or_default();
        sum(to) - sum(from)
    }

    /// Incidents that are told of the days between two.
    pub(super) fn told_between(&self, from: Date, to: Date) -> u64 {
        let after = (self.place(from) + 1).min(self.told.len());
        let before = self.place(to).clamp(after, self.told.len());
        self.told[after..before].iter().sum()
    }

    /// The days with deeds, in order; so are the deeds.
    pub(super) fn marked(&self, acts: &[Act]) -> Vec<Marked> {
        let days = acts.chunk_by(|a, b| a.day == b.day);
        let marked = days.filter_map(|acts| {
            let at = self.place(acts.first()?.day);
            let volume = self.told.get(at).copied().unwrap_or_default();
            let day = load(acts, volume);
            let rest = (day.hundreds * 100.0).round() as u64;
            let own = volume.max(LEAST_WORLD) - rest;
            Some(Marked { at, conflict: day.all.conflict() * day.hundreds, own })
        });
        marked.collect()
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
