//! The timeline of a crisis: phases as bands, cooperation above the axis and conflict below it, each party's acts in
//! its lane, arrows from an act to what answers it, the state of relations below.

use std::collections::{BTreeMap, HashMap};

use detente_crisis::IncidentId;
use detente_data::EventType;
use jiff::civil::Date;
use maud::{Markup, html};

use super::glyph;
use super::scale::DayScale;
use super::strip::{self, Strip};

/// What is drawn.
#[derive(Default)]
pub(crate) struct Timeline {
    /// First and last day.
    pub(crate) span: Option<(Date, Date)>,
    /// Phases, in order.
    pub(crate) phases: Vec<Phase>,
    /// Whose acts stand in which lane, from the top.
    pub(crate) lanes: Vec<String>,
    /// The acts.
    pub(crate) acts: Vec<Act>,
    /// Official relations.
    pub(crate) strips: Vec<Strip>,
}

/// A phase of the crisis.
pub(crate) struct Phase {
    /// First day.
    pub(crate) from: Date,
    /// Last day.
    pub(crate) to: Date,
    /// Its name.
    pub(crate) name: String,
    /// Its class in the style sheet.
    pub(crate) class: &'static str,
}

/// An incident on the timeline.
pub(crate) struct Act {
    /// Its number.
    pub(crate) id: IncidentId,
    /// Its lane.
    pub(crate) lane: usize,
    /// Its day.
    pub(crate) day: Date,
    /// Its kind.
    pub(crate) kind: EventType,
    /// Intensity, -10 to 10.
    pub(crate) intensity: f32,
    /// Independent origins.
    pub(crate) origins: u32,
    /// What it is.
    pub(crate) title: String,
    /// Its page.
    pub(crate) href: String,
    /// What it answers.
    pub(crate) answers: Vec<IncidentId>,
}

const WIDTH: f32 = 1120.0;
const GUTTER: f32 = 132.0;
const TOP: f32 = 22.0;
const UP: f32 = 52.0;
const DOWN: f32 = 72.0;
const ROW: f32 = 17.0;
/// Signs above one another in a lane; the rest of a day is counted.
const ROWS: usize = 7;

/// Draws it; nothing where there is no day to draw.
pub(crate) fn timeline(data: &Timeline) -> Option<Markup> {
    let (from, to) = data.span?;
    let scale = DayScale::new(from, to, GUTTER, WIDTH - GUTTER - 8.0);
    let lanes = Lanes::lay(data, &scale);
    let axis = TOP + UP;
    let strips_top = lanes.bottom + 10.0;
    let bottom = strips_top + data.strips.len() as f32 * strip::LINE;
    let height = bottom + 22.0;
    Some(html! {
        svg.timeline viewBox=(format!("0 0 {WIDTH} {height}")) role="group" aria-label="Timeline: cooperation above the axis, conflict below, acts by party" {
            defs {
                marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto" {
                    path.head d="M0 0l8 4l-8 4z" {}
                }
            }
            (phases(&data.phases, &scale, bottom))
            (grid(&scale, bottom))
            (bars(&data.acts, &scale, axis))
            text.lane x="4" y=(axis - 16.0) { "cooperation" }
            text.lane x="4" y=(axis + 24.0) { "conflict" }
            @for (i, name) in data.lanes.iter().enumerate() {
                @let y = lanes.tops.get(i).copied().unwrap_or(0.0);
                path.rule d=(format!("M0 {y:.1}H{WIDTH}")) {}
                text.lane.party x="4" y=(y + 16.0) { (super::clipped(name)) title { (name) } }
                @if i < 2 { text.lane.small x="4" y=(y + 29.0) { "acts" } }
            }
            path.rule d=(format!("M0 {:.1}H{WIDTH}", lanes.bottom)) {}
            (arrows(&data.acts, &lanes))
            (signs(&data.acts, &lanes, &scale))
            (strip::strips(&data.strips, &scale, strips_top, WIDTH - 8.0))
        }
    })
}

fn phases(phases: &[Phase], scale: &DayScale, bottom: f32) -> Markup {
    html! {
        @for phase in phases {
            @let x = scale.start(phase.from);
            @let width = scale.start(phase.to) + scale.step() - x;
            rect class=(format!("phase {}", phase.class)) x=(format!("{x:.1}")) y="0" width=(format!("{width:.1}")) height=(bottom) {
                title { (phase.name) ": " (phase.from) " to " (phase.to) }
            }
            @if width > phase.name.chars().count() as f32 * 6.2 + 6.0 {
                text.phase-name x=(format!("{:.1}", x + 4.0)) y="13" { (phase.name) }
            }
        }
    }
}

fn grid(scale: &DayScale, bottom: f32) -> Markup {
    html! {
        @for tick in scale.ticks() {
            @let x = scale.start(tick.day);
            path.grid d=(format!("M{x:.1} {TOP}V{bottom:.1}")) {}
            text.tick x=(format!("{:.1}", x + 2.0)) y=(format!("{:.1}", bottom + 14.0)) { (tick.label) }
        }
    }
}

/// One bar up and one down for each stretch of days: the sum of intensities.
fn bars(acts: &[Act], scale: &DayScale, axis: f32) -> Markup {
    // Bars thinner than three units are joined.
    let joined = (3.0 / scale.step()).ceil().max(1.0) as i32;
    let mut sums: BTreeMap<i32, (f32, f32)> = BTreeMap::new();
    for act in acts.iter().filter(|a| scale.holds(a.day)) {
        let slot = ((scale.start(act.day) - GUTTER) / scale.step()).round() as i32 / joined;
        let sum = sums.entry(slot).or_default();
        if act.intensity >= 0.0 {
            sum.0 += act.intensity;
        } else {
            sum.1 -= act.intensity;
        }
    }
    let most = sums.values().map(|(up, down)| (up / UP).max(down / DOWN)).fold(10.0 / DOWN, f32::max);
    let width = (scale.step() * joined as f32 - 1.0).clamp(1.0, 26.0);
    let bar = |slot: i32| {
        let step = scale.step() * joined as f32;
        GUTTER + slot as f32 * step + (step - width) / 2.0
    };
    html! {
        @for (slot, (up, down)) in &sums {
            @let x = bar(*slot);
            @if *up > 0.0 {
                rect.bar-up x=(format!("{x:.1}")) y=(format!("{:.1}", axis - up / most)) width=(format!("{width:.1}")) height=(format!("{:.1}", up / most)) {
                    title { "cooperation " (format!("{up:.1}")) }
                }
            }
            @if *down > 0.0 {
                rect.bar-down x=(format!("{x:.1}")) y=(format!("{axis:.1}")) width=(format!("{width:.1}")) height=(format!("{:.1}", down / most)) {
                    title { "conflict " (format!("{down:.1}")) }
                }
            }
        }
        path.axis d=(format!("M{GUTTER} {axis}H{WIDTH}")) {}
    }
}

/// Where each act stands.
struct Lanes {
    tops: Vec<f32>,
    bottom: f32,
    places: HashMap<IncidentId, (f32, f32)>,
    /// Lane and day with the number of acts that have no room.
    hidden: BTreeMap<(usize, Date), usize>,
}

impl Lanes {
    fn lay(data: &Timeline, scale: &DayScale) -> Self {
        // Signs that would cover one another stand above one another.
        let slot = |day: Date| ((scale.middle(day) - GUTTER) / 13.0).floor() as i32;
        let mut used: BTreeMap<(usize, i32), usize> = BTreeMap::new();
        let mut rows = HashMap::new();
        let mut hidden: BTreeMap<(usize, Date), usize> = BTreeMap::new();
        for act in data.acts.iter().filter(|a| scale.holds(a.day)) {
            let row = used.entry((act.lane, slot(act.day))).or_default();
            if *row < ROWS {
                rows.insert(act.id, *row);
                *row += 1;
            } else {
                *hidden.entry((act.lane, act.day)).or_default() += 1;
            }
        }
        let mut tops = Vec::new();
        let mut y = TOP + UP + DOWN + 8.0;
        for lane in 0..data.lanes.len() {
            let most = used.iter().filter(|((l, _), _)| *l == lane).map(|(_, n)| *n).max().unwrap_or(0);
            tops.push(y);
            y += most.max(2) as f32 * ROW + 8.0;
        }
        let place = |act: &Act| {
            let row = *rows.get(&act.id)?;
            let top = *tops.get(act.lane)?;
            Some((act.id, (scale.middle(act.day), top + 12.0 + row as f32 * ROW)))
        };
        let places = data.acts.iter().filter_map(place).collect();
        Lanes { tops, bottom: y, places, hidden }
    }
}

fn signs(acts: &[Act], lanes: &Lanes, scale: &DayScale) -> Markup {
    html! {
        @for act in acts {
            @if let Some((x, y)) = lanes.places.get(&act.id) {
                a href=(act.href) aria-label=(act.title) {
                    path class=(glyph::class(act.kind, false)) d=(glyph::path(act.kind, *x, *y, glyph::radius(act.origins).min(7.5))) {
                        title { (act.title) }
                    }
                }
            }
        }
        @for ((lane, day), count) in &lanes.hidden {
            @let y = lanes.tops.get(*lane).copied().unwrap_or(0.0) + ROWS as f32 * ROW + 6.0;
            text.tick x=(format!("{:.1}", scale.start(*day))) y=(format!("{y:.1}")) { "+" (count) }
        }
    }
}

/// A bow from what was answered to the answer.
fn arrows(acts: &[Act], lanes: &Lanes) -> Markup {
    let bow = |from: (f32, f32), to: (f32, f32)| {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt().max(1.0);
        // The head stops short of the sign.
        let end = (to.0 - dx / length * 8.0, to.1 - dy / length * 8.0);
        let bend = (from.0 + dx * 0.5 + dy * 0.18, from.1 + dy * 0.5 - dx * 0.18);
        format!("M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}", from.0, from.1, bend.0, bend.1, end.0, end.1)
    };
    html! {
        g {
            @for act in acts {
                @if let Some(to) = lanes.places.get(&act.id) {
                    @for from in act.answers.iter().filter_map(|id| lanes.places.get(id)).filter(|from| *from != to) {
                        path.arrow d=(bow(*from, *to)) marker-end="url(#head)" {}
                    }
                }
            }
        }
    }
}
