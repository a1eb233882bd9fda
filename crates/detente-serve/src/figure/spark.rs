//! A sparkline: cooperation above the line, conflict below, one bar for each stretch of days.

use maud::{Markup, html};

const WIDTH: f32 = 120.0;
const HEIGHT: f32 = 28.0;

/// Draws pairs of sums (cooperation, conflict), both positive, oldest first.
pub(crate) fn spark(sums: &[(f32, f32)], label: &str) -> Markup {
    let most = sums.iter().map(|(up, down)| up.max(*down)).fold(1.0, f32::max);
    let step = WIDTH / sums.len().max(1) as f32;
    let (middle, half) = (HEIGHT / 2.0, HEIGHT / 2.0 - 1.0);
    let bars = |pick: fn(&(f32, f32)) -> f32, is_up: bool| {
        let mut path = String::new();
        for (i, sum) in sums.iter().enumerate().filter(|(_, s)| pick(s) > 0.0) {
            let height = (pick(sum) / most * half).max(0.8);
            let y = if is_up { middle - 0.5 - height } else { middle + 0.5 };
            let width = (step - 0.6).max(0.6);
            path.push_str(&format!("M{:.1} {y:.1}h{width:.1}v{height:.1}h-{width:.1}z", i as f32 * step));
        }
        path
    };
    html! {
        svg.spark viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) width=(WIDTH) height=(HEIGHT) role="img" aria-label=(label) {
            path.up d=(bars(|s| s.0, true)) {}
            path.down d=(bars(|s| s.1, false)) {}
            path.axis d=(format!("M0 {middle}h{WIDTH}")) {}
        }
    }
}
