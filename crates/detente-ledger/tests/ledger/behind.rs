//! Looking into a ledger, and meddling with it, behind the program's back.

use super::stores::{On, Place, client};

impl Place {
    /// Does something behind the program's back.
    pub(crate) fn execute(&self, sql: &str) -> Result<(), String> {
        match self.on() {
            On::Sqlite => file(&self.address).execute_batch(sql).map_err(|error| error.to_string()),
            On::Postgres => client(&self.address).batch_execute(sql).map_err(|error| error.to_string()),
        }
    }

    /// Looks behind the program's back: the first column of an answer, as text.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        match self.on() {
            On::Sqlite => {
                let file = file(&self.address);
                let mut statement = file.prepare(sql).expect("a statement");
                let rows = statement.query_map([], |row| row.get(0)).expect("rows");
                rows.collect::<Result<_, _>>().expect("texts")
            }
            On::Postgres => {
                let rows = client(&self.address).query(sql, &[]).expect("rows");
                rows.iter().map(|row| row.get(0)).collect()
            }
        }
    }

    /// The tables of the ledger, but for the index of words.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.texts(match self.on() {
            On::Sqlite => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'body_text%' ORDER BY name"
            }
            On::Postgres => {
                "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()
                 AND tablename NOT IN ('body_text', 'ledger_schema') ORDER BY tablename"
            }
        })
    }

    /// The columns of a table.
    pub(crate) fn columns(&self, table: &str) -> Vec<String> {
        self.texts(&match self.on() {
            On::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
            On::Postgres => format!(
                "SELECT column_name::text FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = '{table}'"
            ),
        })
    }
}

fn file(address: &str) -> rusqlite::Connection {
    rusqlite::Connection::open(address).expect("the file")
}
