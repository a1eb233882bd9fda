//! Rows of typed cells, and Parquet files of them.
//!
//! In: [`Cell`]s, a row at a time, for columns of a [`Kind`]. Out: the words that a CSV file has for a cell
//! ([`Cell`]'s `Display`), or a Parquet file ([`Parquet`]) with the same columns, typed.
//!
//! ```
//! use detente_table::{Cell, Kind, Parquet};
//! let mut file = Parquet::new(&[("day", Kind::Day), ("killed", Kind::Integer), ("parties", Kind::List)])?;
//! let row = || [Cell::from(jiff::civil::date(2024, 1, 16)), Cell::from(2_u64), Cell::list(["IRN", "PAK"])];
//! assert_eq!(row().map(|cell| cell.to_string()), ["2024-01-16", "2", "IRN;PAK"]);
//! file.row(row())?;
//! let bytes = file.finish()?;
//! assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod cell;
mod parquet;
#[cfg(test)]
mod tests;

pub use cell::{Cell, Kind};
pub use parquet::Parquet;
