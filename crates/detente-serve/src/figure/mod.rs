//! Figures as SVG made by the server: they need no script, print, and can be downloaded as they are.

pub(crate) mod borders;
pub(crate) mod compare;
pub(crate) mod glyph;
pub(crate) mod map;
pub(crate) mod ranges;
pub(crate) mod scale;
pub(crate) mod series;
pub(crate) mod spark;
pub(crate) mod strip;
pub(crate) mod tension;
pub(crate) mod timeline;

/// As much of a name as the gutter holds.
fn clipped(name: &str) -> String {
    const MOST: usize = 18;
    if name.chars().count() <= MOST {
        name.to_string()
    } else {
        name.chars().take(MOST - 1).chain(['…']).collect()
    }
}
