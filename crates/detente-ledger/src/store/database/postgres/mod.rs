//! PostgreSQL: one schema of a server as a ledger, and what only PostgreSQL spells so.
//!
//! In: an address. Out: a connection on which the promises hold: the server has a commit on its disk before it is
//! acknowledged, references hold, and one writer waits for the other. A connection that the server closed is made anew where
//! nothing is lost by it: between transactions.
//!
//! | module | |
//! |---|---|
//! | `session` | connecting, the schema and its migrations |
//! | `tables` | the migrations in PostgreSQL's words |
//! | `words` | the index of words, which finds what SQLite's finds |
//! | `wire` | values on the wire |
//! | `encryption` | the way to the server, where it is to be encrypted |
//! | `fault` | errors, with what to do about them |

mod encryption;
mod fault;
mod session;
mod tables;
mod wire;
mod words;

pub(super) use fault::told;
pub(super) use wire::value;

use super::super::address::Address;
use super::super::error::StoreError;
use super::Term;
use super::value::{Row, Value};
use postgres::types::ToSql;
use postgres::{Client, Error, Statement};
use session::Session;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use words::Words;

/// Statements that are kept prepared.
const MOST_STATEMENTS: usize = 128;

/// Rows of a long answer that are fetched at once.
const AT_ONCE: usize = 256;

/// Takes the lock of the only writer; then brings the counters of rows back to the last row, for a transaction that was
/// undone leaves them beyond it, and the last id is the number of rows.
const BEGIN: &str =
    "BEGIN; SELECT pg_advisory_xact_lock(1146375764, hashtext(current_schema())); SELECT ledger_recount()";

/// What must not be, by the server's own rules.
const OWN_RULES: &[(&str, &str)] = &[(
    "every reference leads somewhere",
    "SELECT 'constraint ' || conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND NOT convalidated",
)];

/// An open connection.
pub(in crate::store) struct Postgres {
    session: Session,
    /// None only while it is dropped.
    client: RefCell<Option<Client>>,
    /// By the statement as this store spells it.
    statements: RefCell<HashMap<String, Statement>>,
    /// Transactions begun: a writer's one, or as many as long answers are being read.
    depth: Cell<usize>,
    /// Whether a statement of the transaction failed, so that the server would undo it all and call that a commit.
    has_failed: Cell<bool>,
    cursors: Cell<u64>,
    words: Words,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").field("session", &self.session).finish_non_exhaustive()
    }
}

/// Ends a read transaction.
struct Reading<'p>(&'p Postgres);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Postgres {
    /// Connects for writing, makes the tables where there are none, and brings them to the newest of `migrations`.
    pub(super) fn open(address: &Address, migrations: &[&str]) -> Result<Self, StoreError> {
        let session = Session::of(address, true)?;
        let mut client = session.connect()?;
        session.migrate(&mut client, migrations)?;
        Self::with(session, client)
    }

    /// Connects to a ledger that is there, for reading alone.
    pub(super) fn open_to_read(address: &Address, known: i64) -> Result<Self, StoreError> {
        let session = Session::of(address, false)?;
        let mut client = session.connect()?;
        session.check(&mut client, known)?;
        Self::with(session, client)
    }

    fn with(session: Session, client: Client) -> Result<Self, StoreError> {
        Ok(Postgres {
            session,
            client: RefCell::new(Some(client)),
            statements: RefCell::default(),
            depth: Cell::new(0),
            has_failed: Cell::new(false),
            cursors: Cell::new(0),
            words: Words::new()?,
        })
    }

    /// Works with the connection; where it turns out to be closed and nothing is under way, once again with a new one.
    fn run<T>(&self, work: impl Fn(&mut Client) -> Result<T, Error>) -> Result<T, StoreError> {
        let mut held = self.client.borrow_mut();
        let is_between = self.depth.get() == 0;
        let mut attempts = 0;
        loop {
            let client = match held.as_mut() {
                Some(client) if !(is_between && client.is_closed()) => client,
                _ => {
                    // Statements prepared on the old connection mean nothing on the new one.
                    self.statements.borrow_mut().clear();
                    held.insert(self.session.connect()?)
                }
            };
            attempts += 1;
            match work(client) {
                Err(error) if fault::is_closed(&error) && is_between && attempts == 1 => *held = None,
                Err(error) => {
                    self.has_failed.set(!is_between);
                    return Err(error.into());
                }
                Ok(done) => return Ok(done),
            }
        }
    }

    fn prepared(&self, client: &mut Client, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let statement = client.prepare(&spelt(sql))?;
        let mut all = self.statements.borrow_mut();
        if all.len() >= MOST_STATEMENTS {
            all.clear();
        }
        all.insert(sql.to_string(), statement.clone());
        Ok(statement)
    }

    fn rows(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<postgres::Row>, StoreError> {
        self.run(|client| {
            let statement = self.prepared(client, sql)?;
            client.query(&statement, &parameters(values))
        })
    }

    pub(super) fn schema(&self) -> Result<i64, StoreError> {
        let rows = self.rows("SELECT version FROM ledger_schema", &[])?;
        Ok(rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or(0))
    }

    /// All tables and indexes of the schema.
    pub(super) fn size(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class
                   WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'";
        let rows = self.rows(sql, &[])?;
        let size: i64 = rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
        Ok(size.unsigned_abs())
    }

    pub(super) fn begin(&self) -> Result<(), StoreError> {
        self.has_failed.set(false);
        let began = self.run(|client| client.batch_execute(BEGIN));
        if began.is_err() {
            self.undo();
        }
        began?;
        self.depth.set(self.depth.get() + 1);
        Ok(())
    }

    pub(super) fn commit(&self) -> Result<(), StoreError> {
        if self.has_failed.get() {
            return Err(StoreError::Corrupt("a transaction that failed was to be committed".to_string()));
        }
        self.run(|client| client.batch_execute("COMMIT"))?;
        self.depth.set(self.depth.get().saturating_sub(1));
        Ok(())
    }

    pub(super) fn rollback(&self) {
        self.undo();
        self.depth.set(self.depth.get().saturating_sub(1));
    }

    fn undo(&self) {
        if let Some(client) = self.client.borrow_mut().as_mut() {
            // A connection that is gone has undone it.
            let _ = client.batch_execute("ROLLBACK");
        }
        self.has_failed.set(false);
    }

    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, StoreError> {
        let changed = self.run(|client| {
            let statement = self.prepared(client, sql)?;
            client.execute(&statement, &parameters(values))
        })?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    pub(super) fn insert(&self, sql: &str, values: &[Value<'_>]) -> Result<i64, StoreError> {
        let rows = self.rows(&format!("{sql} RETURNING id"), values)?;
        let row = rows.first().ok_or_else(|| StoreError::Corrupt("a row without an id".to_string()))?;
        Ok(row.try_get(0)?)
    }

    pub(super) fn insert_words(&self, body: i64, title: Option<&str>, text: &str) -> Result<(), StoreError> {
        let vector = self.words.vector(title.unwrap_or_default(), text)?;
        let sql = "INSERT INTO body_text (rowid, words) VALUES (?1, ?2::text::tsvector)";
        self.execute(sql, &[body.into(), vector.into()]).map(drop)
    }

    pub(super) fn first<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let rows = self.rows(sql, values)?;
        rows.first().map(|row| read(&Row::Postgres(row))).transpose()
    }

    pub(super) fn each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        for row in &self.rows(sql, values)? {
            if !take(&Row::Postgres(row))? {
                break;
            }
        }
        Ok(())
    }

    /// Through a cursor, in a transaction that sees one state.
    pub(super) fn stream(
        &self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let _reading = self.enter()?;
        self.cursors.set(self.cursors.get() + 1);
        let name = format!("answer_{}", self.cursors.get());
        let declare = format!("DECLARE {name} NO SCROLL CURSOR FOR {}", spelt(sql));
        self.run(|client| client.execute(&declare, &parameters(values)))?;
        let fetch = format!("FETCH {AT_ONCE} FROM {name}");
        'answer: loop {
            let rows = self.run(|client| client.query(&fetch, &[]))?;
            for row in &rows {
                if !take(&Row::Postgres(row))? {
                    break 'answer;
                }
            }
            if rows.len() < AT_ONCE {
                break;
            }
        }
        self.run(|client| client.batch_execute(&format!("CLOSE {name}")))
    }

    pub(super) fn at_one_state<T>(
        &self,
        work: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _reading = self.enter()?;
        work()
    }

    fn enter(&self) -> Result<Reading<'_>, StoreError> {
        if self.depth.get() == 0 {
            self.has_failed.set(false);
            self.run(|client| client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"))?;
        }
        self.depth.set(self.depth.get() + 1);
        Ok(Reading(self))
    }

    fn leave(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
        if self.depth.get() == 0 {
            self.undo();
        }
    }

    pub(super) fn has_words(&self, alias: &str, mark: &str) -> String {
        format!("{alias}.words @@ {mark}::text::tsquery")
    }

    pub(super) fn expression(&self, terms: &[Term]) -> Result<String, StoreError> {
        self.words.query(terms)
    }

    pub(super) fn after_words(&self, id: &str) -> String {
        format!(", {id}")
    }

    pub(super) fn columns(&self) -> &'static str {
        "SELECT column_name::text FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = ?1 ORDER BY ordinal_position"
    }

    pub(super) fn count_on(&self) -> Result<(), StoreError> {
        self.run(|client| client.batch_execute(tables::COUNT_ON))
    }

    pub(super) fn own_rules(&self) -> &'static [(&'static str, &'static str)] {
        OWN_RULES
    }
}

impl Drop for Postgres {
    /// The connection has a small runtime of its own, which may not be dropped where another one runs.
    fn drop(&mut self) {
        self.statements.borrow_mut().clear();
        if let Some(client) = self.client.borrow_mut().take() {
            std::thread::spawn(move || drop(client));
        }
    }
}

fn parameters<'v>(values: &'v [Value<'v>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// A statement in PostgreSQL's words: its marks of parameters, and joins whose order it chooses itself.
fn spelt(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 8);
    let (mut number, mut is_quoted) = (0, false);
    let mut letters = sql.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => {
                is_quoted = !is_quoted;
                out.push(letter);
            }
            '?' if !is_quoted => {
                out.push('$');
                if !letters.peek().is_some_and(char::is_ascii_digit) {
                    number += 1;
                    out.push_str(&number.to_string());
                }
            }
            _ => out.push(letter),
        }
    }
    out.replace("CROSS JOIN", "JOIN")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &str) {
        assert_eq!(spelt(sql), expected);
    }

    #[test]
    fn marks_are_numbered_and_texts_left_alone() {
        check("a = ?2 AND b = ?1", "a = $2 AND b = $1");
        check("a = ? AND b IN (?, ?)", "a = $1 AND b IN ($2, $3)");
        check("a = '?' OR b = ?", "a = '?' OR b = $1");
        check("a CROSS JOIN b ON b.x = a.y", "a JOIN b ON b.x = a.y");
    }
}
