//! The sign of an event: a shape and a colour for each of the four fields of word or deed, conflict or cooperation.
//!
//! Circle and square are cooperation in words and deeds, diamond and triangle conflict in words and deeds; blue and
//! orange tell them apart for eyes that know no red from green.

use detente_data::{EventType, QuadClass};

use crate::words;

/// The path of the sign around a middle, with a radius in the figure's units.
pub(crate) fn path(kind: EventType, x: f32, y: f32, radius: f32) -> String {
    let r = radius;
    match kind.quad_class() {
        QuadClass::VerbalCooperation => {
            format!(
                "M{:.1} {y:.1}a{r:.1} {r:.1} 0 1 0 {:.1} 0a{r:.1} {r:.1} 0 1 0 {:.1} 0z",
                x - r,
                2.0 * r,
                -2.0 * r
            )
        }
        QuadClass::MaterialCooperation => {
            let s = 0.89 * r;
            format!("M{:.1} {:.1}h{:.1}v{:.1}h{:.1}z", x - s, y - s, 2.0 * s, 2.0 * s, -2.0 * s)
        }
        QuadClass::VerbalConflict => {
            let s = 1.2 * r;
            format!("M{x:.1} {:.1}l{s:.1} {s:.1}l{:.1} {s:.1}l{:.1} {:.1}z", y - s, -s, -s, -s)
        }
        QuadClass::MaterialConflict => {
            let (w, h) = (1.2 * r, 1.05 * r);
            format!("M{:.1} {:.1}h{:.1}l{:.1} {:.1}z", x - w, y - h * 0.8, 2.0 * w, -w, 2.0 * h)
        }
    }
}

/// The classes of the sign; hollow where the place is a whole state.
pub(crate) fn class(kind: EventType, is_hollow: bool) -> String {
    format!("g {}{}", words::class(kind), if is_hollow { " hollow" } else { "" })
}

/// Radius by number of independent origins: the area grows with it, to a limit.
pub(crate) fn radius(origins: u32) -> f32 {
    (3.6 * (1.0 + origins.max(1) as f32).sqrt() / std::f32::consts::SQRT_2).min(11.0)
}
