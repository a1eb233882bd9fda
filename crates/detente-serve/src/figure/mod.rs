//! Figures as SVG made by the server: they need no script, print, and can be downloaded as they are.

pub(crate) mod borders;
pub(crate) mod glyph;
pub(crate) mod map;
pub(crate) mod ranges;
pub(crate) mod scale;
pub(crate) mod series;
pub(crate) mod spark;
pub(crate) mod strip;
pub(crate) mod timeline;
