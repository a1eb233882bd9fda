use crate::{Cell, Kind, Parquet};
use jiff::civil::date;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use proptest::prelude::*;

const COLUMNS: [(&str, Kind); 7] = [
    ("text", Kind::Text),
    ("integer", Kind::Integer),
    ("double", Kind::Double),
    ("flag", Kind::Flag),
    ("day", Kind::Day),
    ("moment", Kind::Moment),
    ("list", Kind::List),
];

/// What a reader of Parquet finds in a file, as cells of the columns.
fn read(bytes: Vec<u8>) -> Vec<Vec<Cell>> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| row.unwrap().get_column_iter().map(|(_, field)| cell(field)).collect()).collect()
}

fn cell(field: &Field) -> Cell {
    match field {
        Field::Null => Cell::Unknown,
        Field::Str(text) => Cell::Text(text.clone()),
        Field::Long(number) => Cell::Integer(*number),
        Field::Double(number) => Cell::Double(*number),
        Field::Bool(flag) => Cell::Flag(*flag),
        Field::Date(days) => Cell::Day(date(1970, 1, 1) + jiff::Span::new().days(*days)),
        Field::TimestampMicros(micros) => Cell::Moment(jiff::Timestamp::from_microsecond(*micros).unwrap()),
        Field::ListInternal(list) => {
            Cell::List(list.elements().iter().map(|element| cell(element).to_string()).collect())
        }
        other => panic!("{other:?} is of no kind that we write"),
    }
}

/// Checks that a reader finds the rows that were written, taken in pieces or at once.
fn check(rows: &[Vec<Cell>]) {
    let mut bytes = Vec::new();
    let mut file = Parquet::new(&COLUMNS).unwrap();
    for row in rows {
        file.row(row.clone()).unwrap();
        bytes.extend(file.ready().unwrap());
    }
    bytes.extend(file.finish().unwrap());
    assert_eq!(read(bytes), rows);
}

fn any_row() -> impl Strategy<Value = Vec<Cell>> {
    let known = (
        "\\PC{1,12}".prop_map(Cell::Text),
        any::<i64>().prop_map(Cell::Integer),
        any::<f64>().prop_filter("a number", |n| !n.is_nan()).prop_map(Cell::Double),
        any::<bool>().prop_map(Cell::Flag),
        (-9999i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Cell::Day(date(y, m, d))),
        (-60_000_000_000_000_000i64..200_000_000_000_000_000)
            .prop_map(|micros| Cell::Moment(jiff::Timestamp::from_microsecond(micros).unwrap())),
        prop::collection::vec("\\PC{0,6}", 0..4).prop_map(Cell::List),
    );
    (known, any::<u8>()).prop_map(|((a, b, c, d, e, f, g), unknown)| {
        let cells = [a, b, c, d, e, f, g];
        let hide = |(at, cell)| if unknown >> at & 1 == 1 { Cell::Unknown } else { cell };
        cells.into_iter().enumerate().map(hide).collect()
    })
}

proptest! {
    #[test]
    fn a_reader_finds_what_was_written(rows in prop::collection::vec(any_row(), 0..20)) {
        check(&rows);
    }
}

#[test]
fn a_long_file_has_several_groups_and_the_memory_of_one() {
    let row = |at: i64| {
        vec![
            Cell::text(format!("row {at}")),
            Cell::from(at),
            Cell::from(0.87_f32),
            Cell::from(at % 2 == 0),
            Cell::from(date(2024, 1, 16)),
            Cell::moment("2024-01-16T10:00:00Z"),
            Cell::list(["IRN", "PAK"]),
        ]
    };
    let rows: Vec<Vec<Cell>> = (0..70_000).map(row).collect();
    check(&rows);
    assert_eq!(rows[0][2], Cell::Double(0.87));
}

#[test]
fn a_cell_of_another_kind_and_a_short_row_are_refused_by_name() {
    let mut file = Parquet::new(&COLUMNS[..2]).unwrap();
    let wrong = file.row([Cell::text("a"), Cell::text("b")]).unwrap_err();
    assert_eq!(wrong.to_string(), "column integer cannot hold Text(\"b\")");
    assert!(file.row([Cell::text("a")]).is_err());
    assert!(file.row([Cell::Unknown, Cell::Unknown, Cell::Unknown]).is_err());
}
