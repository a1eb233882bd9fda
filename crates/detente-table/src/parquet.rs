//! Rows as a Parquet file: each column of its own type, unknown cells null, compressed with Zstandard.
//!
//! Bytes are taken as they come, so that a file of any length needs the memory of one row group.

use crate::{Cell, Kind};
use jiff::civil::Date;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use std::io;
use std::sync::Arc;

/// Rows of a row group, which is what a reader decodes at once.
const GROUP_ROWS: usize = 1 << 16;
/// Bytes of text after which a row group ends earlier.
const GROUP_TEXT: usize = 32 << 20;
/// The day from which Parquet counts days.
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// A Parquet file in the making.
pub struct Parquet {
    file: SerializedFileWriter<Vec<u8>>,
    columns: Vec<Column>,
    rows: usize,
    text: usize,
}

impl Parquet {
    /// A file with these columns.
    ///
    /// # Errors
    /// A column's name is none that Parquet can have.
    pub fn new(columns: &[(&str, Kind)]) -> io::Result<Self> {
        let fields: Vec<String> = columns.iter().map(|(name, kind)| field(name, *kind)).collect();
        let schema = parse_message_type(&format!("message rows {{ {} }}", fields.concat())).map_err(fault)?;
        let properties = WriterProperties::builder()
            .set_created_by("detente".to_string())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let file =
            SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).map_err(fault)?;
        let columns = columns.iter().map(|(name, kind)| Column::new(name, *kind)).collect();
        Ok(Self { file, columns, rows: 0, text: 0 })
    }

    /// Takes a row: a cell for each column.
    ///
    /// # Errors
    /// There are more or fewer cells than columns, or a cell is not of its column's kind.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) -> io::Result<()> {
        let mut cells = cells.into_iter();
        for column in &mut self.columns {
            let cell = cells.next().ok_or_else(|| io::Error::other("a row has fewer cells than columns"))?;
            self.text += column.take(cell)?;
        }
        if cells.next().is_some() {
            return Err(io::Error::other("a row has more cells than columns"));
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.text >= GROUP_TEXT { self.end_group() } else { Ok(()) }
    }

    /// The bytes that are ready; empty until a row group is full.
    ///
    /// # Errors
    /// None that is known: the bytes are in memory.
    pub fn ready(&mut self) -> io::Result<Vec<u8>> {
        self.file.flush()?;
        // Only what the writer has counted is taken; it never looks back.
        Ok(std::mem::take(self.file.inner_mut()))
    }

    /// Ends the file: the bytes that were not taken before.
    ///
    /// # Errors
    /// None that is known: the bytes are in memory.
    pub fn finish(mut self) -> io::Result<Vec<u8>> {
        if self.rows > 0 {
            self.end_group()?;
        }
        self.file.into_inner().map_err(fault)
    }

    fn end_group(&mut self) -> io::Result<()> {
        let mut group = self.file.next_row_group().map_err(fault)?;
        for column in &mut self.columns {
            let mut writer = group
                .next_column()
                .map_err(fault)?
                .ok_or_else(|| io::Error::other("the schema has fewer columns than the rows"))?;
            column.write(&mut writer).map_err(fault)?;
            writer.close().map_err(fault)?;
        }
        group.close().map_err(fault)?;
        (self.rows, self.text) = (0, 0);
        Ok(())
    }
}

/// A column as Parquet's schema language has it.
fn field(name: &str, kind: Kind) -> String {
    match kind {
        Kind::Text => format!("optional binary {name} (STRING); "),
        Kind::Integer => format!("optional int64 {name}; "),
        Kind::Double => format!("optional double {name}; "),
        Kind::Flag => format!("optional boolean {name}; "),
        Kind::Day => format!("optional int32 {name} (DATE); "),
        Kind::Moment => format!("optional int64 {name} (TIMESTAMP(MICROS,true)); "),
        Kind::List => format!(
            "optional group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }} "
        ),
    }
}

fn fault(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// The values of a column since the last row group, without the unknown ones.
enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Double(Vec<f64>),
    Flag(Vec<bool>),
    Day(Vec<i32>),
    Moment(Vec<i64>),
    List(Vec<ByteArray>),
}

/// A column since the last row group. The levels are Parquet's: how much of a value is there (0: it is unknown), and, for
/// lists, whether it begins a row (0) or goes on.
struct Column {
    name: String,
    values: Values,
    there: Vec<i16>,
    goes_on: Vec<i16>,
}

impl Column {
    fn new(name: &str, kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Integer => Values::Integer(Vec::new()),
            Kind::Double => Values::Double(Vec::new()),
            Kind::Flag => Values::Flag(Vec::new()),
            Kind::Day => Values::Day(Vec::new()),
            Kind::Moment => Values::Moment(Vec::new()),
            Kind::List => Values::List(Vec::new()),
        };
        Self { name: name.to_string(), values, there: Vec::new(), goes_on: Vec::new() }
    }

    /// Takes a cell; how many bytes of text it has.
    fn take(&mut self, cell: Cell) -> io::Result<usize> {
        let (mut there, mut size) = (1, 0);
        match (&mut self.values, cell) {
            (_, Cell::Unknown) => there = 0,
            (Values::Text(all), Cell::Text(text)) => {
                size = text.len();
                all.push(ByteArray::from(text.into_bytes()));
            }
            (Values::Integer(all), Cell::Integer(number)) => all.push(number),
            (Values::Double(all), Cell::Double(number)) => all.push(number),
            (Values::Flag(all), Cell::Flag(flag)) => all.push(flag),
            (Values::Day(all), Cell::Day(day)) => all.push(days_since_epoch(day)),
            (Values::Moment(all), Cell::Moment(moment)) => all.push(moment.as_microsecond()),
            (Values::List(_), Cell::List(items)) if items.is_empty() => {}
            (Values::List(all), Cell::List(items)) => {
                for (at, item) in items.into_iter().enumerate() {
                    size += item.len();
                    all.push(ByteArray::from(item.into_bytes()));
                    self.there.push(2);
                    self.goes_on.push(i16::from(at > 0));
                }
                return Ok(size);
            }
            (_, cell) => {
                let message = format!("column {} cannot hold {cell:?}", self.name);
                return Err(io::Error::other(message));
            }
        }
        self.there.push(there);
        self.goes_on.push(0);
        Ok(size)
    }

    /// Writes what was taken, and forgets it.
    fn write(&mut self, writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let there = std::mem::take(&mut self.there);
        let goes_on = std::mem::take(&mut self.goes_on);
        match &mut self.values {
            Values::Text(all) => batch::<ByteArrayType>(writer, all, &there, None),
            Values::Integer(all) | Values::Moment(all) => batch::<Int64Type>(writer, all, &there, None),
            Values::Double(all) => batch::<DoubleType>(writer, all, &there, None),
            Values::Flag(all) => batch::<BoolType>(writer, all, &there, None),
            Values::Day(all) => batch::<Int32Type>(writer, all, &there, None),
            Values::List(all) => batch::<ByteArrayType>(writer, all, &there, Some(&goes_on)),
        }
    }
}

fn batch<T: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    values: &mut Vec<T::T>,
    there: &[i16],
    goes_on: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let values = std::mem::take(values);
    writer.typed::<T>().write_batch(&values, Some(there), goes_on)?;
    Ok(())
}

fn days_since_epoch(day: Date) -> i32 {
    // A day of the calendar, years -9999 to 9999, is within four million days of any other.
    EPOCH.until(day).map_or(0, |span| span.get_days())
}
