//! The rows of a ledger, copied from a server into a file, or from either to a server: the same rows with the same ids, so that
//! nothing can be told from a ledger that was kept there from the first.

use super::super::address::Address;
use super::super::codec::unpack_text;
use super::super::database::{Database, Row, Value};
use super::super::error::StoreError;
use super::super::schema::MIGRATIONS;

/// The tables, each after those that it refers to. Labels come with the schema; the index of words is made anew from the texts.
const TABLES: &[&str] = &[
    "commit_log",
    "source",
    "article",
    "body",
    "revision",
    "reader",
    "reading",
    "event",
    "event_party",
    "event_dyad",
    "claim",
    "checkpoint",
    "quarantine",
    "origin",
    "mark",
    "incident_report",
    "incident",
    "incident_party",
    "incident_dyad",
    "incident_change",
    "dispute",
    "alert",
    "coded_set",
    "coded_import",
    "coded_run",
];

/// Copies what stands now into a ledger that has nothing in it. A writer goes on meanwhile.
pub(super) fn all(from: &Database, address: &Address) -> Result<(), StoreError> {
    let named = |error: StoreError| error.at(address);
    let to = Database::open(address, MIGRATIONS).map_err(named)?;
    let writing = to.write().map_err(named)?;
    if to.one("SELECT EXISTS (SELECT 1 FROM commit_log)", &[], |row| row.get(0)).map_err(named)? {
        return Err(StoreError::Exists(address.clone()));
    }
    from.at_one_state(|| {
        for table in TABLES {
            let columns = to.columns(table).map_err(named)?;
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
    to.count_on().map_err(named)?;
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
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'body_text%' AND name <> 'label' ORDER BY name";
        let found: Vec<String> = file.list(sql, &[], |row| row.get(0)).expect("tables");
        let mut known = TABLES.to_vec();
        known.sort_unstable();
        assert_eq!(found, known);
    }
}
