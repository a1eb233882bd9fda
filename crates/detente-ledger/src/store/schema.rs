//! The schema: numbered migrations, applied each in a transaction of its own.
//!
//! A ledger is always of one schema or of the next, never between; one of a newer program is left alone. The migrations are
//! written for SQLite; `database::postgres` says them in PostgreSQL's words.

/// The migrations, the first at place 0. A released one is never edited.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_ledger.sql"),
    include_str!("../../migrations/0002_alert.sql"),
    include_str!("../../migrations/0003_coded.sql"),
];
