//! Incidents on a map: shape and colour by kind, size by independent origins, hollow where only the state is known.

use maud::{Markup, html};

use super::borders::{self, Projection, Region, World};
use super::glyph;
use detente_crisis::report::Days;
use detente_data::EventType;

/// An incident with a position.
pub(crate) struct Dot {
    /// Degrees north and east.
    pub(crate) position: (f32, f32),
    /// Its kind.
    pub(crate) kind: EventType,
    /// Independent origins.
    pub(crate) origins: u32,
    /// When.
    pub(crate) days: Days,
    /// Whether no more than the state is known.
    pub(crate) is_hollow: bool,
    /// What it is.
    pub(crate) title: String,
    /// Its page.
    pub(crate) href: String,
}

const WORLD_WIDTH: f32 = 1000.0;
const WORLD_HEIGHT: f32 = 445.0;
/// Signs on maps are larger than in lines of text.
const MAP_SIGN: f32 = 1.35;
const REGION: (f32, f32) = (480.0, 340.0);

/// The world with all of them.
pub(crate) fn world(dots: &[Dot]) -> Markup {
    draw(&World { width: WORLD_WIDTH }, (WORLD_WIDTH, WORLD_HEIGHT), dots, "World map of incidents")
}

/// The part of the world around them.
pub(crate) fn region(dots: &[Dot]) -> Option<Markup> {
    let first = dots.first()?.position;
    let (mut south, mut north, mut west, mut east) = (first.0, first.0, first.1, first.1);
    for (lat, lon) in dots.iter().map(|d| d.position) {
        (south, north, west, east) = (south.min(lat), north.max(lat), west.min(lon), east.max(lon));
    }
    let middle = ((west + east) / 2.0, (south + north) / 2.0);
    let ratio = middle.1.to_radians().cos().max(0.2) * REGION.1 / REGION.0;
    let height_degrees = ((north - south) * 1.4).max((east - west) * ratio * 1.4).clamp(16.0, 120.0);
    let region = Region { middle, height_degrees, size: REGION };
    Some(draw(&region, REGION, dots, "Map of the place"))
}

fn draw(projection: &impl Projection, size: (f32, f32), dots: &[Dot], label: &str) -> Markup {
    let mut dots: Vec<&Dot> = dots.iter().collect();
    // Small ones on top, so that none is hidden.
    dots.sort_by_key(|d| std::cmp::Reverse(d.origins));
    html! {
        svg.map viewBox=(format!("0 0 {} {}", size.0, size.1)) role="group" aria-label=(label) {
            g.land {
                @for outline in borders::outlines() {
                    @let path = land(projection, size, outline);
                    @if !path.is_empty() { path d=(path) { title { (outline.name) } } }
                }
            }
            @for dot in dots {
                @let (x, y) = projection.place((dot.position.1, dot.position.0));
                a href=(dot.href) aria-label=(dot.title) data-day=(dot.days.from) {
                    path class=(glyph::class(dot.kind, dot.is_hollow)) d=(glyph::path(dot.kind, x, y, MAP_SIGN * glyph::radius(dot.origins))) {
                        title { (dot.title) }
                    }
                }
            }
        }
    }
}

/// A state's outline in whole units; empty where all of it lies outside the figure.
fn land(projection: &impl Projection, size: (f32, f32), outline: &borders::Outline) -> String {
    // Twice as fine as a unit is as fine as the outlines are.
    const FINE: f32 = 2.0;
    let mut path = String::new();
    for ring in &outline.rings {
        let points: Vec<(f32, f32)> = ring.iter().map(|at| projection.place(*at)).collect();
        let is_seen = |pick: fn(&(f32, f32)) -> f32, limit: f32| {
            points.iter().any(|p| pick(p) > -1.0) && points.iter().any(|p| pick(p) < limit + 1.0)
        };
        if !is_seen(|p| p.0, size.0) || !is_seen(|p| p.1, size.1) {
            continue;
        }
        let mut last: Option<(i32, i32)> = None;
        for (x, y) in points {
            let at = ((x * FINE).round() as i32, (y * FINE).round() as i32);
            match last {
                None => path.push_str(&format!("M{} {}l", half(at.0), half(at.1))),
                Some(from) if from == at => continue,
                Some(from) => path.push_str(&format!("{} {} ", half(at.0 - from.0), half(at.1 - from.1))),
            }
            last = Some(at);
        }
        path.truncate(path.trim_end().len());
        path.push('z');
    }
    path
}

/// Half of a whole number, in few characters.
fn half(double: i32) -> String {
    if double % 2 == 0 { (double / 2).to_string() } else { format!("{:.1}", double as f32 / 2.0) }
}

/// How far an event may lie from its place before a dot would tell a lie, in kilometres.
const WIDE_KM: f32 = 150.0;

/// Whether no more than a state or a wide area is known.
pub(crate) fn is_wide(place: &detente_crisis::report::Spot) -> bool {
    place.radius_km >= WIDE_KM
}
