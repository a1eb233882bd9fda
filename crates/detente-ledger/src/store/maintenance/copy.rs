//! The rows of a ledger on a server, copied into a new file: the same rows with the same ids, so that nothing can be told
//! from a ledger that was kept in that file.

use super::super::codec::unpack_text;
use super::super::database::{Database, Row, Value};
use super::super::error::StoreError;
use super::super::schema::MIGRATIONS;
use std::path::Path;

/// The tables, each after those that it refers to, and whether its rows are known by a hidden number. The index of words is
/// made anew from the texts.
const TABLES: &[(&str, bool)] = &[
    ("commit_log", false),
    ("source", false),
    ("article", false),
    ("body", false),
    ("revision", false),
    ("reader", false),
    ("reading", false),
    ("event", false),
    ("event_party", false),
    ("event_dyad", false),
    ("claim", false),
    ("checkpoint", false),
    ("quarantine", false),
    ("origin", true),
    ("incident_report", true),
    ("incident", false),
    ("incident_party", false),
    ("incident_dyad", false),
    ("incident_change", false),
    ("dispute", false),
    ("alert", false),
];

/// Copies what stands now. A writer goes on meanwhile.
pub(super) fn into_file(from: &Database, path: &Path) -> Result<(), StoreError> {
    let named = |error: StoreError| error.at(&path.into());
    let to = Database::open(&path.into(), MIGRATIONS)?;
    let writing = to.write().map_err(named)?;
    from.at_one_state(|| {
        for (table, is_numbered) in TABLES {
            let mut columns =
                to.file().map_or_else(|| Ok(Vec::new()), |file| file.columns(table)).map_err(named)?;
            if *is_numbered {
                columns.push("rowid".to_string());
            }
            let marks: Vec<String> = (1..=columns.len()).map(|number| format!("?{number}")).collect();
            let list = columns.join(", ");
            let insert = format!("INSERT INTO {table} ({list}) VALUES ({})", marks.join(", "));
            from.stream(&format!("SELECT {list} FROM {table}"), &[], |row| {
                let values: Vec<Value<'_>> =
                    (0..columns.len()).map(|column| row.value(column)).collect::<Result<_, _>>()?;
                to.execute(&insert, &values).map_err(named)?;
                if *table == "body" {
                    insert_words(&to, &columns, row).map_err(named)?;
                }
                Ok(true)
            })?;
        }
        Ok(())
    })?;
    writing.commit().map_err(named)
}

fn insert_words(to: &Database, columns: &[String], row: &Row<'_>) -> Result<(), StoreError> {
    let place = |name: &str| columns.iter().position(|column| column == name).unwrap_or(usize::MAX);
    let title: Option<String> = row.get(place("title"))?;
    let text: Vec<u8> = row.get(place("text"))?;
    to.insert_words(row.get(place("id"))?, title.as_deref(), &unpack_text(&text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_is_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let file =
            Database::open(&folder.path().join("ledger.db").as_path().into(), MIGRATIONS).expect("a ledger");
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'body_text%' ORDER BY name";
        let found: Vec<String> = file.list(sql, &[], |row| row.get(0)).expect("tables");
        let mut known: Vec<&str> = TABLES.iter().map(|(name, _)| *name).collect();
        known.sort_unstable();
        assert_eq!(found, known);
    }
}
