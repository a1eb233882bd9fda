//! `--format parquet` has the columns and cells of `--format csv`, typed.

use super::Ledger;
use crate::stores::skips::skipped;
use crate::stores::{On, on_both_stores};
use crate::{articles, command, story};
use parquet::basic::Type;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

on_both_stores!(a_reader_of_parquet_finds_the_rows_of_csv);

/// A cell as CSV spells it.
fn spelt(field: &Field) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Bool(flag) => flag.to_string(),
        Field::Date(days) => (epoch + jiff::Span::new().days(*days)).to_string(),
        Field::TimestampMicros(micros) => {
            jiff::Timestamp::from_microsecond(*micros).expect("a moment").to_string()
        }
        Field::ListInternal(list) => list.elements().iter().map(spelt).collect::<Vec<_>>().join(";"),
        other => unreachable!("{other:?} is of no type that we write"),
    }
}

/// Checks one kind of row, and that a column has its type.
fn check(ledger: &Ledger, what: &str, (column, kind): (&str, Type)) {
    let asked = [what, "--ledger", ledger.address(), "--format"];
    let csv = command().args(asked).arg("csv").output().expect("it starts").stdout;
    let bytes = command().args(asked).arg("parquet").output().expect("it starts").stdout;
    let mut csv = csv::Reader::from_reader(csv.as_slice());
    let names: Vec<String> = csv.headers().expect("a header").iter().map(str::to_string).collect();
    let expected: Vec<Vec<String>> =
        csv.records().map(|row| row.expect("a row").iter().map(str::to_string).collect()).collect();
    assert!(!expected.is_empty(), "{what}: no rows");
    let file = SerializedFileReader::new(bytes::Bytes::from(bytes)).expect("a Parquet file");
    let schema = file.metadata().file_metadata().schema();
    let found: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).collect();
    assert_eq!(found, names, "{what}");
    let typed = schema.get_fields().iter().find(|field| field.name() == column).expect("the column");
    assert_eq!(typed.get_physical_type(), kind, "{what}: {column}");
    let rows = file.get_row_iter(None).expect("rows").map(|row| row.expect("a row"));
    let found: Vec<Vec<String>> =
        rows.map(|row| row.get_column_iter().map(|(_, field)| spelt(field)).collect()).collect();
    assert_eq!(found, expected, "{what}");
}

fn a_reader_of_parquet_finds_the_rows_of_csv(on: On) {
    let ledger = Ledger::new(on);
    let ran = ledger.run(&["ingest", &story(), &articles()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    check(&ledger, "events", ("date", Type::INT32));
    check(&ledger, "incidents", ("killed_high", Type::INT64));
    check(&ledger, "articles", ("received", Type::INT64));
    check(&ledger, "disputes", ("articles", Type::INT64));
}

#[test]
fn a_terminal_is_spared() {
    let is_there = std::process::Command::new("script").arg("--version").output();
    if !is_there.is_ok_and(|tried| tried.status.success()) {
        skipped("script", "script is not there");
        return;
    }
    let ledger = Ledger::new(On::Sqlite);
    assert_eq!(ledger.run(&["ingest", &story()]).code, Some(0));
    let program = assert_cmd::cargo::cargo_bin!("detente").display().to_string();
    let asked = format!("{program} events --format parquet --ledger {}", ledger.address());
    let shown = std::process::Command::new("script").args(["-qec", &asked, "/dev/null"]).output();
    let shown = shown.expect("it starts");
    let text = String::from_utf8_lossy(&shown.stdout);
    assert_eq!(shown.status.code(), Some(1), "{text}");
    assert!(text.contains("send it to a file") && text.lines().count() == 1, "{text}");
}
