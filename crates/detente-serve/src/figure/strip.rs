//! The state of official relations over time: one line for each matter, a box for each stretch in one state.

use jiff::civil::Date;
use maud::{Markup, html};

use super::scale::DayScale;

/// One matter: envoys, borders, trade.
pub(crate) struct Strip {
    /// What it is about.
    pub(crate) name: String,
    /// Stretches in one state, in order.
    pub(crate) stretches: Vec<Stretch>,
}

/// A stretch of days in one state.
pub(crate) struct Stretch {
    /// First day.
    pub(crate) from: Date,
    /// First day of the next state; none: it stands.
    pub(crate) to: Option<Date>,
    /// What the state is.
    pub(crate) state: String,
    /// Whether it is worse than usual.
    pub(crate) is_strained: bool,
    /// The page of the incident that brought it.
    pub(crate) href: Option<String>,
}

/// Height of a line with the space below it.
pub(crate) const LINE: f32 = 20.0;

/// Draws the lines from a height on, on the axis of the timeline; `right` is where what stands ends.
pub(crate) fn strips(strips: &[Strip], scale: &DayScale, top: f32, right: f32) -> Markup {
    html! {
        @for (i, strip) in strips.iter().enumerate() {
            @let y = top + i as f32 * LINE;
            text.lane x="4" y=(y + 12.0) { (strip.name) }
            @for stretch in &strip.stretches {
                @let x = scale.start(stretch.from);
                @let width = (stretch.to.map_or(right, |to| scale.start(to)) - x).max(3.0);
                @let class = if stretch.is_strained { "stretch strained" } else { "stretch" };
                a href=[stretch.href.as_ref()] {
                    rect class=(class) x=(format!("{x:.1}")) y=(y) width=(format!("{width:.1}")) height=(LINE - 4.0) rx="2" {
                        title { (stretch.state) ", from " (stretch.from) }
                    }
                    @if width > stretch.state.chars().count() as f32 * 6.0 + 6.0 {
                        text.in x=(format!("{:.1}", x + 5.0)) y=(y + 12.0) { (stretch.state) }
                    }
                }
            }
        }
    }
}
