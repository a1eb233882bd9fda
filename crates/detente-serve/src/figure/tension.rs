//! The index of tension over time, 0 to 100: its five parts as areas on one another, and the index without what is doubtful.
//!
//! In: the index of each day. Out: a figure on the same axis of days as the timeline, so that both can stand one above the other.

use detente_crisis::crisis::{Index, Parts};
use jiff::civil::Date;
use maud::{Markup, html};

use super::scale::DayScale;

pub(super) const WIDTH: f32 = 1120.0;
pub(super) const GUTTER: f32 = 132.0;
const TOP: f32 = 10.0;
const TALL: f32 = 120.0;
/// Points of a line; more would be closer than a unit.
const POINTS: usize = 480;

/// A part of the index: its name, the most it can be, its class in the style sheet, its value.
pub(crate) struct Part {
    /// What it is called.
    pub(crate) name: &'static str,
    /// The most points it can have.
    pub(crate) most: u8,
    /// Its class in the style sheet.
    pub(crate) class: &'static str,
    /// Its points of an index.
    pub(crate) of: fn(&Parts) -> f32,
}

/// The parts, from the lowest area to the highest.
pub(crate) const PARTS: [Part; 5] = [
    Part { name: "conflict in deeds", most: 45, class: "i1", of: |p| p.material },
    Part { name: "conflict in words", most: 15, class: "i2", of: |p| p.verbal },
    Part { name: "beyond the dyad's own past", most: 15, class: "i3", of: |p| p.novelty },
    Part { name: "official relations", most: 15, class: "i4", of: |p| p.relations },
    Part { name: "conflict against cooperation", most: 10, class: "i5", of: |p| p.discord },
];

/// The axis of days of figures that stand below one another.
pub(super) fn axis(from: Date, to: Date) -> DayScale {
    DayScale::new(from, to, GUTTER, WIDTH - GUTTER - 8.0)
}

/// Where a value stands between a line and the line above it.
pub(super) fn height(value: f32, base: f32, tall: f32) -> f32 {
    base - value.clamp(0.0, 100.0) / 100.0 * tall
}

/// Of many days the one with the highest index in each stretch, so that no peak is lost.
pub(super) fn thinned(days: &[Index]) -> Vec<&Index> {
    let length = days.len().div_ceil(POINTS).max(1);
    days.chunks(length).filter_map(|chunk| chunk.iter().max_by(|a, b| a.value.total_cmp(&b.value))).collect()
}

/// The index as a line.
pub(super) fn line(
    days: &[&Index],
    scale: &DayScale,
    base: f32,
    tall: f32,
    value: fn(&Index) -> f32,
) -> String {
    let mut path = String::new();
    for (i, at) in days.iter().enumerate() {
        let step = if i == 0 { 'M' } else { 'L' };
        path.push_str(&format!("{step}{:.1} {:.1}", scale.middle(at.day), height(value(at), base, tall)));
    }
    path
}

/// Draws it; nothing where there is no day to draw.
pub(crate) fn tension(days: &[Index], (from, to): (Date, Date)) -> Option<Markup> {
    if days.is_empty() {
        return None;
    }
    let scale = axis(from, to);
    let base = TOP + TALL;
    let shown = thinned(days);
    Some(html! {
        svg.tension viewBox=(format!("0 0 {WIDTH} {}", base + 20.0)) role="img" aria-label="Index of tension by day, 0 to 100, with its parts" {
            (frame(&scale, TOP, TALL))
            @for (i, part) in PARTS.iter().enumerate() { path class=(format!("area {}", part.class)) d=(area(&shown, &scale, i)) {} }
            path.firm d=(line(&shown, &scale, base, TALL, |at| at.firm)) {}
            @for tick in scale.ticks() {
                text.tick x=(format!("{:.1}", scale.start(tick.day) + 2.0)) y=(format!("{:.1}", base + 14.0)) { (tick.label) }
            }
        }
    })
}

/// Lines at 0, 50 and 100 and at the labelled days.
pub(super) fn frame(scale: &DayScale, top: f32, tall: f32) -> Markup {
    let base = top + tall;
    html! {
        @for value in [0.0, 50.0, 100.0] {
            @let y = height(value, base, tall);
            path.grid d=(format!("M{GUTTER} {y:.1}H{WIDTH}")) {}
            text.tick x=(GUTTER - 26.0) y=(format!("{:.1}", y + 4.0)) { (value) }
        }
        @for tick in scale.ticks() {
            @let x = scale.start(tick.day);
            path.grid d=(format!("M{x:.1} {top}V{base:.1}")) {}
        }
    }
}

/// The area of a part: between the sums below it and with it.
fn area(days: &[&Index], scale: &DayScale, part: usize) -> String {
    let sum = |at: &Index, parts: usize| PARTS.iter().take(parts).map(|p| (p.of)(&at.parts)).sum::<f32>();
    let point = |at: &Index, parts: usize| {
        format!("{:.1} {:.1}", scale.middle(at.day), height(sum(at, parts), TOP + TALL, TALL))
    };
    let up = days.iter().map(|at| point(at, part + 1));
    let back = days.iter().rev().map(|at| point(at, part));
    let points: Vec<String> = up.chain(back).collect();
    format!("M{}z", points.join("L"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;
    use jiff::civil::date;

    fn index(day: Date, value: f32) -> Index {
        let parts = Parts { material: value, ..Parts::default() };
        Index { day, value, parts, firm: 0.0 }
    }

    #[test]
    fn many_days_become_few_points_and_keep_the_peak() {
        let first = date(1990, 1, 1);
        let days: Vec<Index> = (0..9000)
            .map(|i| index(first.saturating_add(i.days()), if i == 4567 { 45.0 } else { 1.0 }))
            .collect();
        let shown = thinned(&days);
        assert!(shown.len() <= POINTS && shown.iter().any(|at| at.value == 45.0));
        assert!(shown.windows(2).all(|pair| pair[0].day < pair[1].day));
    }

    #[test]
    fn the_parts_can_be_a_hundred_together() {
        assert_eq!(PARTS.iter().map(|part| u32::from(part.most)).sum::<u32>(), 100);
    }
}
