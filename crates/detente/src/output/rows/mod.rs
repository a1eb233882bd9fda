//! Rows of a ledger as a table, JSON Lines, CSV or GeoJSON.
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

use serde_json::Value;

/// A column: its name, and whether a table, which has little room, shows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) in_table: bool,
}

/// A column of tables and files.
const fn shown(name: &'static str) -> Column {
    Column { name, in_table: true }
}

/// A column of files only.
const fn filed(name: &'static str) -> Column {
    Column { name, in_table: false }
}

/// A row of an answer.
pub(crate) trait Row {
    /// Its cells, one for each of its columns; empty means unknown.
    fn cells(&self) -> Vec<String>;
    /// All its fields.
    fn json(&self) -> Value;
    /// Longitude and latitude, where known.
    fn position(&self) -> Option<(f64, f64)>;
}

/// A value in a cell; empty where unknown.
fn spelt(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
