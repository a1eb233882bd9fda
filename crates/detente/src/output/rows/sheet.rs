//! Writes rows as they come, in the form that was asked for.

use super::{Column, Row};
use crate::args::RowFormat;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use detente_table::{Cell, Parquet};
use serde_json::json;
use std::io::{BufWriter, Write};

/// Columns of the narrowest terminal that tables are fitted to.
const NARROWEST: u16 = 80;

/// Characters of a cell in a table.
const CELL: usize = 60;

/// The rows of one answer.
pub(crate) struct Sheet<W: Write> {
    out: BufWriter<W>,
    format: RowFormat,
    columns: &'static [Column],
    table: Table,
    parquet: Option<Parquet>,
    rows: usize,
    unplaced: usize,
}

impl<W: Write> Sheet<W> {
    pub(crate) fn new(out: W, format: RowFormat, columns: &'static [Column]) -> std::io::Result<Self> {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        // What no terminal cuts to its width, a pipe or a file, is not wrapped at all.
        if let Some((width, _)) = terminal_size::terminal_size() {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.0.max(NARROWEST));
        }
        table.set_header(columns.iter().filter(|column| column.in_table).map(|column| column.name));
        // Numbers and days are copied from tables; cut in two they are of no use.
        let whole = ["id", "incident", "article", "date", "day", "type"];
        for (at, column) in columns.iter().filter(|column| column.in_table).enumerate() {
            if let Some(cells) = table.column_mut(at).filter(|_| whole.contains(&column.name)) {
                cells.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        let kinds: Vec<_> = columns.iter().map(|column| (column.name, column.kind)).collect();
        let parquet = (format == RowFormat::Parquet).then(|| Parquet::new(&kinds)).transpose()?;
        Ok(Sheet { out: BufWriter::new(out), format, columns, table, parquet, rows: 0, unplaced: 0 })
    }

    /// Takes a row.
    pub(crate) fn row(&mut self, row: &dyn Row) -> std::io::Result<()> {
        self.rows += 1;
        match self.format {
            RowFormat::Table => {
                let cells = row.cells();
                let shown = cells.iter().zip(self.columns).filter(|(_, column)| column.in_table);
                self.table.add_row(shown.map(|(cell, _)| plain(&cell.to_string())));
                Ok(())
            }
            RowFormat::Jsonl => writeln!(self.out, "{}", row.json()),
            RowFormat::Csv => {
                if self.rows == 1 {
                    self.csv(self.columns.iter().map(|column| Cell::text(column.name)).collect())?;
                }
                self.csv(row.cells())
            }
            RowFormat::Geojson => self.feature(row),
            RowFormat::Parquet => {
                let Some(file) = &mut self.parquet else { return Ok(()) };
                file.row(row.cells())?;
                self.out.write_all(&file.ready()?)
            }
        }
    }

    fn csv(&mut self, cells: Vec<Cell>) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(cells.iter().map(Cell::to_string)).map_err(std::io::Error::other)?;
        let line = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
        self.out.write_all(&line)
    }

    fn feature(&mut self, row: &dyn Row) -> std::io::Result<()> {
        let Some((lon, lat)) = row.position() else {
            self.unplaced += 1;
            return Ok(());
        };
        let first = self.rows - self.unplaced == 1;
        let start = if first { "{\"type\":\"FeatureCollection\",\"features\":[\n" } else { ",\n" };
        let geometry = json!({ "type": "Point", "coordinates": [degrees(lon), degrees(lat)] });
        let properties: serde_json::Map<_, _> = self
            .columns
            .iter()
            .map(|column| column.name.to_string())
            .zip(row.cells().iter().map(|cell| cell.to_string().into()))
            .collect();
        let feature = json!({ "type": "Feature", "geometry": geometry, "properties": properties });
        write!(self.out, "{start}{feature}")
    }

    /// Ends the answer; how many rows had no place on a map.
    pub(crate) fn finish(mut self) -> std::io::Result<usize> {
        if let Some(file) = self.parquet.take() {
            self.out.write_all(&file.finish()?)?;
        }
        match self.format {
            RowFormat::Table if self.rows > 0 => writeln!(self.out, "{}", self.table)?,
            RowFormat::Csv if self.rows == 0 => {
                self.csv(self.columns.iter().map(|column| Cell::text(column.name)).collect())?;
            }
            RowFormat::Geojson if self.rows == self.unplaced => {
                writeln!(self.out, "{{\"type\":\"FeatureCollection\",\"features\":[]}}")?;
            }
            RowFormat::Geojson => writeln!(self.out, "\n]}}")?,
            _ => {}
        }
        self.out.flush()?;
        Ok(self.unplaced)
    }
}

/// Degrees as the ledger has them, to a thousandth; more would be noise of the number's form.
fn degrees(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Text for a terminal, without anything that moves the cursor or turns the text around, but not cut.
pub(crate) fn clean(text: &str) -> String {
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if is_odd(c) { ' ' } else { c }).collect()
}

/// A cell for a terminal: short, on one line, and clean.
pub(crate) fn plain(cell: &str) -> String {
    let clean = clean(cell);
    match clean.char_indices().nth(CELL) {
        Some((at, _)) => format!("{}…", &clean[..at]),
        None => clean,
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_cell_cannot_move_the_cursor_or_turn_the_text_around() {
        assert_eq!(plain("a\u{1b}[2Jb\nc\u{202e}d"), "a [2Jb c d");
        assert_eq!(plain(&"x".repeat(61)), format!("{}…", "x".repeat(60)));
    }
}
