//! T10: nothing that was written can be changed or deleted, whatever program opens the file.

use super::alerts::told;
use super::coded::row;
use super::stores::{On, on_both_stores};
use super::{Ledger, strike, withdrawal};

on_both_stores!(t10_no_statement_changes_or_deletes_a_row);

fn t10_no_statement_changes_or_deletes_a_row(on: On) {
    let mut ledger = Ledger::new(on);
    ledger.take(&strike("a", 12));
    ledger.take(&strike("a", 9));
    ledger.take(&strike("b", 3));
    ledger.take(&withdrawal("b"));
    ledger.deliver(&[told("strikes")]);
    ledger.import("a.csv", &[row("1", "2024-01-16", "Iran", "Pakistan")]);
    let rows = ledger.rows();
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
        "mark",
        "alert",
        "coded_set",
        "coded_import",
        "coded_run",
    ];
    for table in tables {
        let mut statements = vec![format!("DELETE FROM {table}")];
        if on == On::Postgres {
            statements.push(format!("TRUNCATE {table} CASCADE"));
        }
        for column in ledger.place.columns(table) {
            statements.push(format!("UPDATE {table} SET {column} = {column}"));
            statements.push(format!("UPDATE {table} SET {column} = NULL"));
        }
        for statement in statements {
            let done = ledger.place.execute(&statement);
            assert!(done.is_err(), "{statement}: {done:?}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
    assert_eq!(ledger.rows(), rows);
    ledger.check_sound();
}
