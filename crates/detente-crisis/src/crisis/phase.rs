//! Episodes of conflict and their phases.
//!
//! In: what parties did each day ([`Daily`]), with the deeds, how much was told of the world ([`Volumes`]). Out: the spans of days in which conflict stands out, and within
//! each its [`Phase`]s. Rates change where PELT finds it (`pelt`); a span opens only on several incidents, never on one.
//!
//! Strikes on 16 and 18 January 2024, recalls between them, a call on the 19th: one episode from the 16th on, escalation until
//! its peak, de-escalation after it.

use std::borrow::Borrow;
use std::collections::BTreeSet;

use detente_data::QuadClass;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::daily::{Daily, DayLoad, LEAD_DAYS, Volumes, days_between, later};
use super::deed::{Act, Way};
use super::pelt::{Observed, segments, segments_of_few};
use crate::incident::IncidentId;

/// Days of quiet that end an episode.
pub(super) const QUIET_DAYS: i32 = 21;
/// Days of quiet that end one within a stretch of one rate. Where little is told of a war, three weeks pass without a report of it; and a
/// dyad with a deed every other month has for years a rate beyond its own quiet, which makes no crisis of so many years.
const SILENT_DAYS: i32 = 60;
/// Incidents between others that must be told of these days: a ledger that tells of nothing has not told that all was quiet.
const SILENT_TOLD: u64 = 60;
/// Load a day below which nothing stands out, per hundred incidents of the world.
const LEAST_RATE: f64 = 0.1;
/// How often its own quiet rate a segment must have to stand out.
const TIMES_QUIET: f64 = 2.0;
/// The rate from which on even what never changes stands out.
const ALWAYS: f64 = 0.5;
/// A segment of at least so many days shows what is usual.
const USUAL_DAYS: usize = 28;
/// Conflict that follows or goes before an episode within so many days is part of it...
const NEAR_DAYS: i32 = 7;
/// ...over at most so many days.
const MARGIN_DAYS: i32 = 28;
/// Incidents of conflict an episode must have, and how many of them in deeds.
const LEAST_INCIDENTS: usize = 3;
const LEAST_MATERIAL: usize = 2;
/// A segment of at most so many days is told day by day.
const DAY_BY_DAY: usize = 10;

/// What a time in an episode is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nothing that stands out.
    Quiet,
    /// Conflict begins.
    Onset,
    /// It grows.
    Escalation,
    /// It is at its worst.
    Peak,
    /// It lessens.
    DeEscalation,
    /// It is over, and the parties came to terms.
    Settled,
    /// It is over, and they did not.
    Frozen,
}

/// A span of days of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// What it is.
    pub stage: Stage,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Load of conflict a day, per hundred incidents of the rest of the world.
    pub rate: f64,
}

/// Days in which conflict stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Date,
    pub(super) to: Date,
}

/// A stretch of days with one rate.
#[derive(Debug, Clone, Copy)]
struct Segment {
    from: usize,
    /// One past the last.
    to: usize,
    rate: f64,
}

fn observed(day: &DayLoad) -> Observed {
    Observed { count: day.all.conflict() * day.hundreds, exposure: day.hundreds }
}

/// Days from one place to another, cut where the rate of conflict changes.
fn cut(daily: &Daily, from: usize, to: usize) -> Vec<Segment> {
    let series: Vec<Observed> = daily.days[from..to].iter().map(observed).collect();
    let starts = segments(&series);
    let ends = starts.iter().skip(1).copied().chain([series.len()]);
    let rate = |part: &[Observed]| {
        let count: f64 = part.iter().map(|o| o.count).sum();
        count / part.iter().map(|o| o.exposure).sum::<f64>()
    };
    let each = starts.iter().zip(ends);
    each.map(|(a, b)| Segment { from: from + a, to: from + b, rate: rate(&series[*a..b]) }).collect()
}

fn is_conflict(act: &Act) -> bool {
    matches!(act.quad(), QuadClass::VerbalConflict | QuadClass::MaterialConflict)
}

/// All days from [`LEAD_DAYS`] before the first deed to the ledger's last, cut so; places are those of `volumes`.
fn cut_whole(volumes: &Volumes, acts: &[Act]) -> Vec<Segment> {
    const HUNDREDS: f64 = 100.0;
    let marked = volumes.marked(acts);
    let Some(start) = marked.first().map(|day| day.at.saturating_sub(LEAD_DAYS.unsigned_abs() as usize))
    else {
        return Vec::new();
    };
    let counts = marked.iter().filter(|day| day.conflict > 0.0).map(|day| (day.at - start, day.conflict));
    let counts: Vec<(usize, f64)> = counts.collect();
    let mut own = 0;
    let own_upto: Vec<u64> = std::iter::once(0)
        .chain(marked.iter().map(|day| {
            own += day.own;
            own
        }))
        .collect();
    // Whole incidents: the same however they are added up.
    let exposure = |at: usize| {
        let own = own_upto[marked.partition_point(|day| day.at < start + at)];
        volumes.exposure(start, start + at) - own
    };
    let length = volumes.end().saturating_sub(start);
    let starts = segments_of_few(&counts, length, exposure, HUNDREDS);
    let ends = starts.iter().skip(1).copied().chain([length]);
    let rate = |from: usize, to: usize| {
        let place = |at: usize| counts.partition_point(|(day, _)| *day < at);
        let count: f64 = counts[place(from)..place(to)].iter().map(|(_, count)| count).sum();
        count / ((exposure(to) - exposure(from)) as f64 / HUNDREDS)
    };
    let each = starts.iter().zip(ends);
    each.map(|(a, b)| Segment { from: start + a, to: start + b, rate: rate(*a, b) }).collect()
}

/// The spans in which conflict stands out, by day. The deeds are by day; `volumes` are asked for where they might hold an episode.
pub(super) fn spans<V: Borrow<Volumes>>(acts: &[Act], volumes: impl FnOnce() -> V) -> Vec<Span> {
    // Most dyads have too little conflict in all their time, and are done with here.
    let all_time = acts.first().zip(acts.last()).map(|(first, last)| Span { from: first.day, to: last.day });
    if all_time.and_then(|span| trimmed(span, acts)).is_none() {
        return Vec::new();
    }
    let volumes = volumes();
    let volumes = volumes.borrow();
    let all = cut_whole(volumes, acts);
    let usual = all.iter().filter(|s| s.to - s.from >= USUAL_DAYS).map(|s| s.rate);
    let usual = usual.fold(f64::INFINITY, f64::min);
    let stands_out = |s: &Segment| {
        let beyond = if usual.is_finite() { s.rate >= TIMES_QUIET * usual } else { true };
        (s.rate >= LEAST_RATE && beyond && s.rate > usual) || s.rate >= ALWAYS
    };
    let mut found: Vec<Span> = Vec::new();
    for segment in all.iter().filter(|s| stands_out(s)) {
        let (from, to) = (volumes.day(segment.from), volumes.day(segment.to - 1));
        match found.last_mut() {
            Some(last) if days_between(last.to, from) <= QUIET_DAYS => last.to = to,
            _ => found.push(Span { from, to }),
        }
    }
    let mut episodes: Vec<Span> = Vec::new();
    let parts = found.iter().flat_map(|span| between_silences(*span, acts, volumes));
    for span in parts.filter_map(|span| trimmed(span, acts)) {
        let span = widened(span, acts);
        match episodes.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => episodes.push(span),
        }
    }
    episodes
}

/// The parts of a span between which nothing of conflict is told for [`SILENT_DAYS`] or more, while other things are.
fn between_silences(span: Span, acts: &[Act], volumes: &Volumes) -> Vec<Span> {
    let is_silence = |from: Date, to: Date| {
        days_between(from, to) >= SILENT_DAYS && volumes.told_between(from, to) >= SILENT_TOLD
    };
    let mut parts: Vec<Span> = Vec::new();
    for act in within(acts, span.from, span.to).iter().filter(|act| is_conflict(act)) {
        match parts.last_mut() {
            Some(part) if !is_silence(part.to, act.day) => part.to = act.day,
            _ => parts.push(Span { from: act.day, to: act.day }),
        }
    }
    parts
}

/// The span with the conflict just before and after it that is too little to be cut out by itself: the accusation that
/// led up to a strike, the one that followed.
fn widened(span: Span, acts: &[Act]) -> Span {
    let mut wide = span;
    let margin = within(acts, later(span.from, -MARGIN_DAYS), later(span.to, MARGIN_DAYS));
    let is_near = |act: &&Act| is_conflict(act) && !act.doubt.is_undated;
    for act in margin.iter().filter(|act| is_near(act) && act.day > span.to) {
        if days_between(wide.to, act.day) <= NEAR_DAYS {
            wide.to = act.day;
        }
    }
    for act in margin.iter().rev().filter(|act| is_near(act) && act.day < span.from) {
        if days_between(act.day, wide.from) <= NEAR_DAYS {
            wide.from = act.day;
        }
    }
    wide
}

/// The span from its first deed of conflict to its last; none where there are too few for an episode.
fn trimmed(span: Span, acts: &[Act]) -> Option<Span> {
    let inside = within(acts, span.from, span.to);
    let conflict: Vec<&Act> = inside.iter().filter(|act| is_conflict(act)).collect();
    let distinct: BTreeSet<IncidentId> = conflict.iter().map(|act| act.incident).collect();
    let material = conflict.iter().filter(|act| act.quad() == QuadClass::MaterialConflict);
    let material: BTreeSet<IncidentId> = material.map(|act| act.incident).collect();
    let (first, last) = (conflict.first()?.day, conflict.last()?.day);
    let enough = distinct.len() >= LEAST_INCIDENTS && material.len() >= LEAST_MATERIAL;
    (enough && first < last).then_some(Span { from: first, to: last })
}

/// The deeds from one day to another.
pub(super) fn within(acts: &[Act], from: Date, to: Date) -> &[Act] {
    let start = acts.partition_point(|act| act.day < from);
    &acts[start..start + acts[start..].partition_point(|act| act.day <= to)]
}

/// The worst day of a span: that with the most material conflict of a stated day, or else with the most conflict; of equals the
/// first. What is told without a day would make the day of a long report the worst.
pub(super) fn peak(daily: &Daily, span: Span) -> Date {
    let (from, to) = (daily.place(span.from), daily.place(span.to));
    let worse = |a: &usize, b: &usize| {
        let day = |at: &usize| &daily.days[*at];
        let by_deeds = day(a).dated.total_cmp(&day(b).dated);
        by_deeds.then(day(a).all.conflict().total_cmp(&day(b).all.conflict())).then(b.cmp(a))
    };
    daily.day((from..=to).max_by(worse).unwrap_or(from))
}

/// The phases of a span.
pub(super) fn phases(daily: &Daily, span: Span, acts: &[Act]) -> Vec<Phase> {
    let (from, to) = (daily.place(span.from), daily.place(span.to) + 1);
    let peak = daily.place(peak(daily, span));
    let all = cut(daily, from, to);
    let at_peak = all.iter().position(|s| (s.from..s.to).contains(&peak)).unwrap_or(0);
    let mut stages: Vec<(Stage, usize, usize)> = Vec::new();
    let mut before: Option<f64> = None;
    for (i, segment) in all.iter().enumerate() {
        let is_higher = before.is_none_or(|rate| segment.rate > rate);
        before = Some(segment.rate);
        let stage = match () {
            () if i == at_peak => {
                at_worst(&mut stages, segment, peak, i == 0, || answered(daily, span, acts));
                continue;
            }
            () if i == 0 => Stage::Onset,
            () if is_higher => Stage::Escalation,
            () => Stage::DeEscalation,
        };
        stages.push((stage, segment.from, segment.to));
    }
    stages.dedup_by(|next, last| {
        let same = next.0 == last.0;
        if same {
            last.2 = next.2;
        }
        same
    });
    let stages = stages.into_iter().filter(|(_, from, to)| from < to);
    stages.map(|(stage, from, to)| phase(daily, stage, from, to)).collect()
}

fn phase(daily: &Daily, stage: Stage, from: usize, to: usize) -> Phase {
    let days = &daily.days[from..to];
    let count: f64 = days.iter().map(|d| d.all.conflict() * d.hundreds).sum();
    let rate = count / days.iter().map(|d| d.hundreds).sum::<f64>();
    Phase { stage, from: daily.day(from), to: daily.day(to - 1), rate }
}

/// The segment with the worst day: short ones day by day around it, long ones as a whole, but for the onset.
fn at_worst(
    stages: &mut Vec<(Stage, usize, usize)>,
    segment: &Segment,
    peak: usize,
    is_first: bool,
    answered: impl FnOnce() -> Option<usize>,
) {
    let until_answer = || answered().filter(|at| (segment.from..segment.to).contains(at));
    if segment.to - segment.from <= DAY_BY_DAY {
        let grows = if is_first { segment.from + 1 } else { segment.from };
        let grows = grows.min(peak);
        stages.push((Stage::Onset, segment.from, grows));
        stages.push((Stage::Escalation, grows, peak));
        stages.push((Stage::Peak, peak, peak + 1));
        stages.push((Stage::DeEscalation, peak + 1, segment.to));
    } else {
        // The beginning of a long war is over once the other side answers.
        let grows = if is_first { until_answer().unwrap_or(segment.from).min(peak) } else { segment.from };
        stages.push((Stage::Onset, segment.from, grows));
        stages.push((Stage::Peak, grows, segment.to));
    }
}

/// The place of the first day on which the second side acts against the first.
fn answered(daily: &Daily, span: Span, acts: &[Act]) -> Option<usize> {
    let mut conflict = within(acts, span.from, span.to).iter().filter(|act| is_conflict(act));
    let first = conflict.find(|act| act.way != Way::Both)?.way;
    let answer = conflict.find(|act| act.way == first.turned())?;
    Some(daily.place(answer.day))
}

/// The last day that counts to an episode with what follows it.
pub(super) fn aftermath(span: Span, last: Date) -> Date {
    later(span.to, QUIET_DAYS).min(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::dyad::Dyads;
    use crate::crisis::pelt::cost;
    use crate::crisis::staged::stream;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        /// Told by the days with deeds alone, all days are cut where they are cut told one by one, or as well: three equal deeds in the last
        /// 6 of 36 days are worth exactly one change, and rounding decides.
        #[test]
        fn few_days_are_cut_as_all_of_them(seed in 0u64..1000, days in 5i32..160, a_day in 2u64..30) {
            let dyads: Dyads = stream(seed, days, a_day, 2).iter().collect();
            let (_, last) = dyads.days().expect("days of incidents");
            let volumes = Volumes::of(&dyads);
            for pair in dyads.pairs() {
                let acts = dyads.get(pair).map(|dyad| dyad.done()).unwrap_or_default();
                let Some(first) = acts.first().map(|act| later(act.day, -LEAD_DAYS)) else { continue };
                let daily = Daily::of(acts, dyads.world(), first, last);
                let (few, all) = (cut_whole(&volumes, acts), cut(&daily, 0, daily.days.len()));
                let starts = |segments: &[Segment], start: Date| -> Vec<usize> {
                    let place = |s: &Segment| daily.place(later(start, s.from as i32));
                    segments.iter().map(place).collect()
                };
                let (few_starts, all_starts) = (starts(&few, volumes.day(0)), starts(&all, first));
                let series: Vec<Observed> = daily.days.iter().map(observed).collect();
                let (one, other) = (cost(&series, &few_starts), cost(&series, &all_starts));
                prop_assert!((one - other).abs() <= 1e-9 * (1.0 + one.abs()), "{}: {} {}", pair, one, other);
                prop_assert_eq!(few.last().map(|s| volumes.day(s.to - 1)), Some(last), "{}", pair);
                if few_starts == all_starts {
                    let differ = few.iter().zip(&all).find(|(a, b)| (a.rate - b.rate).abs() > 1e-9 * (1.0 + a.rate));
                    prop_assert!(differ.is_none(), "{}: {:?}", pair, differ);
                }
            }
        }
    }
}
