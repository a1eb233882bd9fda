//! Two dyads on the same axes: the index of both as lines, what was done between each as bars of one scale.

use detente_crisis::crisis::Index;
use jiff::civil::Date;
use maud::{Markup, html};

use super::scale::DayScale;
use super::tension::{GUTTER, WIDTH, axis, frame, line, thinned};

/// One of the two.
pub(crate) struct Side {
    /// Its name.
    pub(crate) name: String,
    /// Its index by day.
    pub(crate) index: Vec<Index>,
    /// What was done: day and intensity, -10 to 10.
    pub(crate) acts: Vec<(Date, f32)>,
}

const TOP: f32 = 10.0;
const TALL: f32 = 110.0;
/// Height of the bars of one side, with the space below.
const ROW: f32 = 74.0;
const HALF: f32 = 30.0;
/// Bars of a row at most.
const BARS: i32 = 160;

/// Draws both within the days.
pub(crate) fn compare(sides: &[Side; 2], (from, to): (Date, Date)) -> Markup {
    let scale = axis(from, to);
    let base = TOP + TALL;
    let sums = [sums(&sides[0].acts, &scale), sums(&sides[1].acts, &scale)];
    let most = sums.iter().flatten().map(|(up, down)| up.max(*down)).fold(10.0, f32::max);
    let bottom = base + 14.0 + 2.0 * ROW;
    html! {
        svg.compare viewBox=(format!("0 0 {WIDTH} {}", bottom + 16.0)) role="img" aria-label=(format!("{} and {} on the same axes", sides[0].name, sides[1].name)) {
            (frame(&scale, TOP, TALL))
            text.lane x="4" y=(TOP + 12.0) { "index" }
            @for (i, side) in sides.iter().enumerate() {
                @let class = if i == 0 { "one" } else { "other" };
                path class=(class) d=(line(&thinned(&side.index), &scale, base, TALL, |at| at.value)) {}
                @let middle = base + 18.0 + ROW * i as f32 + HALF;
                (bars(&sums[i], &scale, middle, most))
                text.lane.party x="4" y=(format!("{:.1}", middle - 6.0)) { (super::clipped(&side.name)) title { (side.name) } }
                path class=(class) d=(format!("M4 {:.1}H60", middle + 6.0)) {}
                path.axis d=(format!("M{GUTTER} {middle:.1}H{WIDTH}")) {}
            }
            @for tick in scale.ticks() {
                text.tick x=(format!("{:.1}", scale.start(tick.day) + 2.0)) y=(format!("{:.1}", bottom + 10.0)) { (tick.label) }
            }
        }
    }
}

/// Sums of cooperation and of conflict over equal stretches of the axis.
fn sums(acts: &[(Date, f32)], scale: &DayScale) -> Vec<(f32, f32)> {
    let bars = scale.days().min(BARS);
    let mut sums = vec![(0.0, 0.0); usize::try_from(bars).unwrap_or(0)];
    for (day, intensity) in acts.iter().filter(|(day, _)| scale.holds(*day)) {
        let share = (scale.start(*day) - GUTTER) / (scale.step() * scale.days() as f32);
        let Some(sum) = sums.get_mut((share * bars as f32 + 1e-3) as usize) else { continue };
        if *intensity >= 0.0 {
            sum.0 += intensity;
        } else {
            sum.1 -= intensity;
        }
    }
    sums
}

fn bars(sums: &[(f32, f32)], scale: &DayScale, middle: f32, most: f32) -> Markup {
    let step = scale.step() * scale.days() as f32 / sums.len().max(1) as f32;
    let width = (step - 1.0).clamp(1.0, 26.0);
    let path = |pick: fn(&(f32, f32)) -> f32, sign: f32| {
        let mut path = String::new();
        for (i, sum) in sums.iter().enumerate().filter(|(_, sum)| pick(sum) > 0.0) {
            let x = GUTTER + i as f32 * step + (step - width) / 2.0;
            let height = pick(sum) / most * HALF * sign;
            path.push_str(&format!("M{x:.1} {middle:.1}h{width:.1}v{height:.1}h-{width:.1}z"));
        }
        path
    };
    html! {
        path.bar-up d=(path(|sum| sum.0, -1.0)) {}
        path.bar-down d=(path(|sum| sum.1, 1.0)) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_act_is_in_one_bar() {
        for days in [3, 100, 160, 161, 4000] {
            let from = date(2000, 1, 1);
            let to = from.saturating_add(jiff::ToSpan::days(days - 1));
            let scale = axis(from, to);
            let acts = [(from, 1.0), (to, 2.0), (to, -4.0)];
            let sums = sums(&acts, &scale);
            let total = sums.iter().fold((0.0, 0.0), |a, s| (a.0 + s.0, a.1 + s.1));
            assert_eq!(total, (3.0, 4.0), "{days} days");
        }
    }
}
