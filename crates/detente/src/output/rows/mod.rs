//! Rows of a ledger as a table, JSON Lines, CSV, GeoJSON or Parquet.
//!
//! In: anything that is a [`Row`]. Out: bytes, row by row but for tables, whose columns are as wide as their widest cell.

mod article;
mod event;
mod incident;
mod sheet;

pub(crate) use article::ARTICLES;
pub(crate) use event::EVENTS;
pub(crate) use incident::{DISPUTES, INCIDENTS, claimant, figures, parties, toll};
pub(crate) use sheet::{Sheet, clean, plain};

use detente_table::{Cell, Kind};
use serde_json::Value;

/// A column: its name, what its cells hold, and whether a table, which has little room, shows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) in_table: bool,
}

/// A column of tables and files.
const fn shown(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, in_table: true }
}

/// A column of files only.
const fn filed(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, in_table: false }
}

/// A row of an answer.
pub(crate) trait Row {
    /// Its cells, one for each of its columns.
    fn cells(&self) -> Vec<Cell>;
    /// All its fields.
    fn json(&self) -> Value;
    /// Longitude and latitude, where known.
    fn position(&self) -> Option<(f64, f64)>;
}

/// Text in a cell.
fn text(value: Option<impl ToString>) -> Cell {
    value.map_or(Cell::Unknown, Cell::text)
}

/// A moment as the ledger spells it.
fn moment(value: Option<&str>) -> Cell {
    value.map_or(Cell::Unknown, Cell::moment)
}
