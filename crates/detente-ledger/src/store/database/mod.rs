//! The database under a ledger: SQLite in a file, or PostgreSQL on a server.
//!
//! In: the statements of this store, which are the same for both. Out: rows. What the two spell differently (settings, types,
//! the index of words, who may write) stands in `sqlite` and `postgres` and nowhere else.
//!
//! `SELECT id FROM article WHERE key = ?1` goes to SQLite as it is, and to PostgreSQL with `$1`.

#[cfg(test)]
mod killed;
mod postgres;
mod sqlite;
mod value;

pub(super) use value::{FromValue, Row, Value, values};

use super::address::Address;
use super::error::StoreError;
use ::postgres::Error as PostgresError;
use postgres::Postgres;
use sqlite::Sqlite;
use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

/// How long a writer waits for another. A commit takes milliseconds; a migration or a backup step may take longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// More than any answer has rows.
pub(super) const NO_LIMIT: i64 = i64::MAX / 2;

/// An open database.
#[derive(Debug)]
pub(super) enum Database {
    /// A file.
    Sqlite(Box<Sqlite>),
    /// A schema of a server.
    Postgres(Box<Postgres>),
}

/// A word or phrase to look for; with a star, also what begins like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    pub(super) is_prefix: bool,
}

/// A problem with the database that its own error has; [`StoreError`] names the ledger in it.
pub(super) fn told(address: &Address, error: PostgresError) -> StoreError {
    postgres::told(address, error)
}

/// The same for SQLite.
pub(super) fn told_by_file(path: &Path, error: rusqlite::Error) -> StoreError {
    sqlite::told(path, error)
}

/// Calls the database that it is.
macro_rules! on {
    ($database:expr, $inner:ident => $call:expr) => {
        match $database {
            Database::Sqlite($inner) => $call,
            Database::Postgres($inner) => $call,
        }
    };
}

impl Database {
    /// Opens one for writing, makes the tables where there are none, and brings them to the newest of `migrations`.
    pub(super) fn open(address: &Address, migrations: &[&str]) -> Result<Self, StoreError> {
        Ok(match address {
            Address::File(path) => Database::Sqlite(Box::new(Sqlite::open(path, migrations)?)),
            Address::Server(_) => Database::Postgres(Box::new(Postgres::open(address, migrations)?)),
        })
    }

    /// Opens one that is there, of the schema of this program, for reading alone. `is_frozen` promises that nobody
    /// writes it meanwhile.
    pub(super) fn open_to_read(address: &Address, known: i64, is_frozen: bool) -> Result<Self, StoreError> {
        Ok(match address {
            Address::File(path) => Database::Sqlite(Box::new(Sqlite::open_to_read(path, known, is_frozen)?)),
            Address::Server(_) => Database::Postgres(Box::new(Postgres::open_to_read(address, known)?)),
        })
    }

    /// The schema it has.
    pub(super) fn schema(&self) -> Result<i64, StoreError> {
        on!(self, it => it.schema())
    }

    /// Its size in bytes.
    pub(super) fn size(&self) -> Result<u64, StoreError> {
        on!(self, it => it.size())
    }

    /// Begins a transaction of the only writer; another is waited for. It is undone unless it is committed.
    pub(super) fn write(&self) -> Result<Writing<'_>, StoreError> {
        on!(self, it => it.begin())?;
        Ok(Writing { database: self, is_open: true })
    }

    /// Executes a statement that gives no rows. How many it changed.
    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, StoreError> {
        on!(self, it => it.execute(sql, values))
    }

    /// Inserts one row into a table with `id`. The id it got.
    pub(super) fn insert(&self, sql: &str, values: &[Value<'_>]) -> Result<i64, StoreError> {
        on!(self, it => it.insert(sql, values))
    }

    /// Puts a body's words into the index.
    pub(super) fn insert_words(&self, body: i64, title: Option<&str>, text: &str) -> Result<(), StoreError> {
        on!(self, it => it.insert_words(body, title, text))
    }

    /// The first row of an answer, if there is one.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        on!(self, it => it.first(sql, values, read))
    }

    /// The one row that such an answer has.
    pub(super) fn one<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let found = self.first(sql, values, read)?;
        found.ok_or_else(|| StoreError::Corrupt("a row that others refer to is not there".to_string()))
    }

    /// The first column of the first row, if there is one.
    pub(super) fn cell<T: FromValue>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Option<T>, StoreError> {
        self.first(sql, values, |row| row.get(0))
    }

    /// All rows of a short answer.
    pub(super) fn list<T, C: FromIterator<T>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<C, StoreError> {
        let mut all = Vec::new();
        on!(self, it => it.each(sql, values, &mut |row| {
            all.push(read(row)?);
            Ok(true)
        }))?;
        Ok(all.into_iter().collect())
    }

    /// Gives the rows of an answer that may be long to `take`, until it answers false. What `take` asks the database is
    /// answered from the same state of it.
    pub(super) fn stream(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut take: impl FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        on!(self, it => it.stream(sql, values, &mut take))
    }

    /// Does work whose answers are all of one state.
    pub(super) fn at_one_state<T>(
        &self,
        work: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        on!(self, it => it.at_one_state(work))
    }

    /// The condition that a row `alias` of `body_text` has the words of the parameter `mark`.
    pub(super) fn has_words(&self, alias: &str, mark: &str) -> String {
        on!(self, it => it.has_words(alias, mark))
    }

    /// Terms, all of which must occur, as the index of words is asked for them.
    pub(super) fn expression(&self, terms: &[Term]) -> Result<String, StoreError> {
        on!(self, it => it.expression(terms))
    }

    /// Whether the bodies with some terms are better listed once than each candidate looked up in the index of words.
    pub(super) fn are_listed(&self, terms: &[Term]) -> Result<bool, StoreError> {
        match self {
            Database::Sqlite(file) => file.are_listed(terms),
            // There a look-up is one of a row by its number.
            Database::Postgres(_) => Ok(false),
        }
    }

    /// What else must be ordered by where the index of words leads, so that rows come in one order.
    pub(super) fn after_words(&self, id: &str) -> String {
        on!(self, it => it.after_words(id))
    }

    /// Queries that find what is broken by the database's own rules, each with the name of the rule; "ok" is no fault.
    pub(super) fn own_rules(&self) -> &'static [(&'static str, &'static str)] {
        on!(self, it => it.own_rules())
    }

    /// The columns of a table, as they were made.
    pub(super) fn columns(&self, table: &str) -> Result<Vec<String>, StoreError> {
        self.list(on!(self, it => it.columns()), &[table.into()], |row| row.get(0))
    }

    /// Lets ids that are given out go on after those that were brought along.
    pub(super) fn count_on(&self) -> Result<(), StoreError> {
        on!(self, it => it.count_on())
    }

    /// The file, where it is one.
    pub(super) fn file(&self) -> Option<&Sqlite> {
        match self {
            Database::Sqlite(file) => Some(file),
            Database::Postgres(_) => None,
        }
    }
}

/// A transaction of the only writer.
#[derive(Debug)]
pub(super) struct Writing<'d> {
    database: &'d Database,
    is_open: bool,
}

impl Writing<'_> {
    /// Puts it on the disk.
    pub(super) fn commit(mut self) -> Result<(), StoreError> {
        on!(self.database, it => it.commit())?;
        self.is_open = false;
        Ok(())
    }
}

impl Deref for Writing<'_> {
    type Target = Database;

    fn deref(&self) -> &Database {
        self.database
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if self.is_open {
            on!(self.database, it => it.rollback());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::MIGRATIONS;
    use super::*;
    use crate::stores::{On, Place, on_both_stores};

    on_both_stores!(
        t28_a_step_that_breaks_off_leaves_the_schema_before_it,
        t28_a_ledger_of_an_earlier_schema_is_brought_up,
    );

    fn address(place: &Place) -> Address {
        Path::new(&place.address).into()
    }

    fn t28_a_step_that_breaks_off_leaves_the_schema_before_it(on: On) {
        let place = Place::new(on);
        let address = address(&place);
        let schema =
            |known| Database::open_to_read(&address, known, false).and_then(|ledger| ledger.schema());
        let first = MIGRATIONS[0];
        drop(Database::open(&address, &[first]).expect("schema 1"));
        let broken = "CREATE TABLE extra (x INTEGER) STRICT;\nCREATE INDEX extra_by_x ON no_such_table (x);";
        let sound = "CREATE TABLE extra (x INTEGER) STRICT;";
        assert!(Database::open(&address, &[first, broken]).is_err());
        assert_eq!(schema(1).expect("a schema"), 1);
        drop(Database::open(&address, &[first, sound]).expect("schema 2"));
        assert_eq!(schema(2).expect("a schema"), 2);
        let newer = Database::open(&address, &[first]);
        assert!(matches!(newer, Err(StoreError::Newer { found: 2, known: 1, .. })));
    }

    fn t28_a_ledger_of_an_earlier_schema_is_brought_up(on: On) {
        let place = Place::new(on);
        let address = address(&place);
        drop(Database::open(&address, MIGRATIONS).expect("the newest schema"));
        // As the next release may have it.
        let step =
            "CREATE TABLE extra (x INTEGER) STRICT;\nINSERT INTO label (id, name) VALUES\n    (99, 'extra');";
        let migrations = [MIGRATIONS, &[step]].concat();
        let known = migrations.len() as i64;
        let older = Database::open_to_read(&address, known, false);
        assert!(matches!(older, Err(StoreError::Older { found, .. }) if found == known - 1));
        let ledger = Database::open(&address, &migrations).expect("the next schema");
        let extra: Option<i64> = ledger.cell("SELECT count(*) FROM extra", &[]).expect("a count");
        let label: Option<i64> =
            ledger.cell("SELECT id FROM label WHERE name = 'extra'", &[]).expect("an answer");
        assert_eq!((ledger.schema().expect("a schema"), extra, label), (known, Some(0), Some(99)));
    }
}
