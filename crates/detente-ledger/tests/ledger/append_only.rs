//! T10: nothing that was written can be changed or deleted, whatever program opens the file.

use super::alerts::told;
use super::{Ledger, strike, withdrawal};

#[test]
fn t10_no_statement_changes_or_deletes_a_row() {
    let mut ledger = Ledger::new();
    ledger.take(&strike("a", 12));
    ledger.take(&strike("a", 9));
    ledger.take(&strike("b", 3));
    ledger.take(&withdrawal("b"));
    ledger.deliver(&[told("strikes")]);
    let rows = ledger.rows();
    let connection = rusqlite::Connection::open(ledger.path()).expect("the file");
    let mut tried = 0;
    let tables = [
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
        "alert",
    ];
    for table in tables {
        let columns: Vec<String> = connection
            .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .expect("columns");
        let mut statements = vec![format!("DELETE FROM {table}")];
        for column in columns {
            statements.push(format!("UPDATE {table} SET {column} = {column}"));
            statements.push(format!("UPDATE {table} SET {column} = NULL"));
        }
        for statement in statements {
            let done = connection.execute(&statement, []);
            assert!(done.is_err(), "{statement}: {done:?}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
    assert_eq!(ledger.rows(), rows);
    ledger.check_sound();
}
