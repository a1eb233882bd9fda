//! Incidents over time: cooperation above the axis, conflict below it, one bar for each day, week, month or year.

use std::collections::BTreeMap;

use detente_crisis::Incident;
use jiff::ToSpan as _;
use jiff::civil::Date;
use maud::{Markup, html};

use super::scale::{DayScale, days_between};
use crate::words;

const WIDTH: f32 = 1120.0;
const HEIGHT: f32 = 104.0;
const AXIS: f32 = 44.0;
const HALF: f32 = 38.0;

/// How long the stretches are.
#[derive(Clone, Copy)]
enum Step {
    Day,
    Week,
    Month,
    Year,
}

impl Step {
    fn fitting(days: i32) -> Self {
        match days {
            ..=120 => Step::Day,
            121..=800 => Step::Week,
            801..=4500 => Step::Month,
            _ => Step::Year,
        }
    }

    fn start(self, day: Date) -> Date {
        match self {
            Step::Day => day,
            Step::Week => {
                day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day)
            }
            Step::Month => day.first_of_month(),
            Step::Year => day.first_of_year(),
        }
    }

    fn last(self, start: Date) -> Date {
        match self {
            Step::Day => start,
            Step::Week => start.checked_add(6.days()).unwrap_or(start),
            Step::Month => start.last_of_month(),
            Step::Year => start.last_of_year(),
        }
    }
}

/// Draws the counts; `href` gives the address of a stretch of days.
pub(crate) fn series<'i>(
    incidents: impl Iterator<Item = &'i Incident> + Clone,
    href: impl Fn(Date, Date) -> String,
) -> Option<Markup> {
    let days = incidents.clone().map(|i| i.days.from);
    let (from, to) = (days.clone().min()?, days.max()?);
    let step = Step::fitting(days_between(from, to));
    let mut counts: BTreeMap<Date, (u32, u32)> = BTreeMap::new();
    for incident in incidents {
        let count = counts.entry(step.start(incident.days.from)).or_default();
        if incident.kind.quad_class().number() <= 2 {
            count.0 += 1;
        } else {
            count.1 += 1;
        }
    }
    let scale = DayScale::new(step.start(from), step.last(to), 34.0, WIDTH - 42.0);
    let most = counts.values().map(|(up, down)| *up.max(down)).max().unwrap_or(1) as f32;
    Some(html! {
        svg.series viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="group" aria-label="Incidents over time: cooperation above the axis, conflict below" {
            @for tick in scale.ticks() {
                @let x = scale.start(tick.day);
                path.grid d=(format!("M{x:.1} 2V{:.1}", AXIS + HALF + 4.0)) {}
                text.tick x=(format!("{:.1}", x + 2.0)) y=(HEIGHT - 6.0) { (tick.label) }
            }
            text.tick x="0" y=(AXIS - HALF + 8.0) { (most) }
            text.tick x="0" y=(AXIS + HALF) { (most) }
            @for (start, (up, down)) in &counts {
                @let last = step.last(*start);
                @let x = scale.start(*start);
                @let width = (scale.start(last) + scale.step() - x - 1.0).clamp(1.5, 30.0);
                @let (up_height, down_height) = (*up as f32 / most * HALF, *down as f32 / most * HALF);
                a href=(href(*start, last)) {
                    title { (span(*start, last)) ": " (up) " of cooperation, " (down) " of conflict" }
                    rect.bar-up x=(format!("{x:.1}")) y=(format!("{:.1}", AXIS - up_height)) width=(format!("{width:.1}")) height=(format!("{up_height:.1}")) {}
                    rect.bar-down x=(format!("{x:.1}")) y=(AXIS) width=(format!("{width:.1}")) height=(format!("{down_height:.1}")) {}
                }
            }
            path.axis d=(format!("M30 {AXIS}H{WIDTH}")) {}
        }
    })
}

fn span(from: Date, to: Date) -> String {
    words::days(detente_crisis::report::Days { from, to })
}
