//! The outlines of states, from `assets/borders.txt` (its head has origin and format).
//!
//! Two ways to lay them flat: the world by the Natural Earth projection, a region with its degrees at their true ratio.

use std::sync::LazyLock;

/// Degrees east and north.
pub(crate) type Degrees = (f32, f32);

/// One state's outline.
pub(crate) struct Outline {
    /// Its name on the map.
    pub(crate) name: &'static str,
    /// Closed lines; a line that crosses the date line goes on beyond 180 degrees.
    pub(crate) rings: Vec<Vec<Degrees>>,
}

const TEXT: &str = include_str!("../../assets/borders.txt");

static OUTLINES: LazyLock<Vec<Outline>> = LazyLock::new(|| parse(TEXT));

/// Every state.
pub(crate) fn outlines() -> &'static [Outline] {
    &OUTLINES
}

fn parse(text: &'static str) -> Vec<Outline> {
    let arcs: Vec<Vec<Degrees>> = text.lines().filter_map(|l| l.strip_prefix("arc\t")).map(arc).collect();
    let states = text.lines().filter_map(|l| l.strip_prefix("state\t"));
    states
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (name, rings) = (cells.nth(1)?, cells.next()?);
            // Slivers between two states have no inside.
            let rings = rings.split(';').map(|r| ring(r, &arcs)).filter(|r| r.len() > 3).collect();
            Some(Outline { name, rings })
        })
        .collect()
}

fn arc(steps: &str) -> Vec<Degrees> {
    let numbers: Vec<i32> = steps.split(' ').filter_map(|n| n.parse().ok()).collect();
    let mut at = (0, 0);
    let place = |step: &[i32]| {
        let [x, y] = step else { return None };
        at = (at.0 + x, at.1 + y);
        Some((at.0 as f32 / 100.0, at.1 as f32 / 100.0))
    };
    numbers.chunks(2).filter_map(place).collect()
}

/// Joins arcs to a closed line, without leaps from one edge of the world to the other.
fn ring(text: &str, arcs: &[Vec<Degrees>]) -> Vec<Degrees> {
    let mut line: Vec<Degrees> = Vec::new();
    for name in text.split(',') {
        let (number, is_back) = name.strip_prefix('~').map_or((name, false), |n| (n, true));
        let Some(arc) = number.parse::<usize>().ok().and_then(|n| arcs.get(n)) else { continue };
        let points: Box<dyn Iterator<Item = &Degrees>> =
            if is_back { Box::new(arc.iter().rev()) } else { Box::new(arc.iter()) };
        for (x, y) in points {
            let last = line.last().map_or(*x, |l| l.0);
            let turns = ((last - x) / 360.0).round();
            line.push((x + turns * 360.0, *y));
        }
    }
    line.dedup();
    // A line that begins west of the Bering strait and belongs to the east of it is moved there.
    if line.iter().all(|p| p.0 < WEST_EDGE) {
        line.iter_mut().for_each(|p| p.0 += 360.0);
    }
    line
}

/// The meridian at which the world is cut: the Bering strait.
pub(crate) const WEST_EDGE: f32 = -169.0;

/// Degrees to a flat place.
pub(crate) trait Projection {
    /// Where a point lies, in the figure's units.
    fn place(&self, at: Degrees) -> (f32, f32);
}

/// The world by the Natural Earth projection, cut at the Bering strait.
pub(crate) struct World {
    /// Width in the figure's units.
    pub(crate) width: f32,
}

impl Projection for World {
    fn place(&self, (lon, lat): Degrees) -> (f32, f32) {
        let mut from_middle = lon - 11.0;
        if from_middle < -180.0 {
            from_middle += 360.0;
        }
        let (l, p) = (from_middle.to_radians(), lat.to_radians());
        let p2 = p * p;
        let p4 = p2 * p2;
        // Coefficients of Savric et al. 2011.
        let x = l * (0.8707 - 0.131_979 * p2 + p4 * (-0.013_791 + p4 * (0.003_971 * p2 - 0.001_529 * p4)));
        let y = p * (1.007_226 + p2 * (0.015_085 + p4 * (-0.044_475 + 0.028_874 * p2 - 0.005_916 * p4)));
        let unit = self.width / (2.0 * 0.8707 * std::f32::consts::PI);
        (self.width / 2.0 + x * unit, (1.347 - y) * unit)
    }
}

/// A part of the world around a middle, its degrees at their true ratio there.
pub(crate) struct Region {
    /// The middle.
    pub(crate) middle: Degrees,
    /// Degrees of latitude from top to bottom.
    pub(crate) height_degrees: f32,
    /// Size in the figure's units.
    pub(crate) size: (f32, f32),
}

impl Projection for Region {
    fn place(&self, (lon, lat): Degrees) -> (f32, f32) {
        let unit = self.size.1 / self.height_degrees;
        let narrow = self.middle.1.to_radians().cos().max(0.2);
        let mut east = lon - self.middle.0;
        if east > 180.0 {
            east -= 360.0;
        } else if east < -180.0 {
            east += 360.0;
        }
        (self.size.0 / 2.0 + east * narrow * unit, self.size.1 / 2.0 - (lat - self.middle.1) * unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_are_whole_and_do_not_leap() {
        assert_eq!(outlines().len(), 176);
        for outline in outlines() {
            assert!(!outline.rings.is_empty(), "{}", outline.name);
            for ring in &outline.rings {
                let leaps = ring.windows(2).any(|w| (w[0].0 - w[1].0).abs() > 90.0);
                assert!(!leaps, "{} leaps", outline.name);
            }
        }
    }

    #[test]
    fn the_world_lies_as_it_should() {
        let world = World { width: 1000.0 };
        let (tehran, islamabad, lima) =
            (world.place((51.4, 35.7)), world.place((73.0, 33.7)), world.place((-77.0, -12.0)));
        assert!(tehran.0 < islamabad.0 && lima.0 < tehran.0 && lima.1 > tehran.1);
        for outline in outlines() {
            for at in outline.rings.iter().flatten() {
                let (x, y) = world.place(*at);
                assert!(
                    (-15.0..1015.0).contains(&x) && (-10.0..530.0).contains(&y),
                    "{}: {at:?}",
                    outline.name
                );
            }
        }
    }
}
