//! Figures of losses: a bar from least to most for each claimant, and how what was published changed.

use detente_crisis::report::Toll;
use maud::{Markup, html};

/// One line: who gives it and what.
pub(crate) struct Line {
    /// Who gives it.
    pub(crate) who: String,
    /// When it was published.
    pub(crate) when: String,
    /// The figure.
    pub(crate) toll: Toll,
    /// Whether the same source has given another one since.
    pub(crate) is_older: bool,
}

const WIDTH: f32 = 620.0;
const LEFT: f32 = 250.0;
const ROW: f32 = 22.0;

/// Draws the lines from top to bottom.
pub(crate) fn ranges(lines: &[Line], label: &str) -> Markup {
    let most = lines.iter().map(|l| l.toll.max.unwrap_or(l.toll.min)).max().unwrap_or(1).max(1) as f32;
    let at = |n: u64| LEFT + n as f32 / most * (WIDTH - LEFT - 190.0);
    html! {
        svg.ranges viewBox=(format!("0 0 {WIDTH} {}", lines.len() as f32 * ROW + 4.0)) role="img" aria-label=(label) {
            path.rule d=(format!("M{LEFT} 0V{}", lines.len() as f32 * ROW)) {}
            @for (i, line) in lines.iter().enumerate() {
                @let y = i as f32 * ROW;
                @let (from, to) = (at(line.toll.min), at(line.toll.max.unwrap_or(line.toll.min)));
                @let x = if line.toll.max == Some(line.toll.min) { LEFT } else { from };
                @let open = if line.toll.max.is_none() { 14.0 } else { 0.0 };
                text x="0" y=(y + 15.0) { (clipped(&line.who)) title { (line.who) } }
                rect class=(if line.is_older { "older" } else { "bar" }) x=(format!("{x:.1}")) y=(y + 6.0) width=(format!("{:.1}", (to - x + open).max(3.0))) height="10" rx="2" {}
                text x=(format!("{:.1}", to + open + 6.0)) y=(y + 15.0) {
                    (crate::words::toll(line.toll))
                    tspan.tick dx="6" { (line.when) }
                }
            }
        }
    }
}

fn clipped(text: &str) -> String {
    const MOST: usize = 36;
    if text.chars().count() <= MOST {
        text.to_string()
    } else {
        text.chars().take(MOST - 1).chain(['…']).collect()
    }
}
