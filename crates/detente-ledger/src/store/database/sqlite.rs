//! SQLite: the settings of a file, its schema, and what only SQLite spells so.
//!
//! In: a path. Out: a connection on which the promises hold: a commit is on the disk before it is acknowledged, references
//! hold, and one writer waits for the other.

use super::super::error::StoreError;
use super::value::{Row, Value};
use super::{PATIENCE, Term};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, Statement, ToSql};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// "DTNT": how a ledger is told from other SQLite files.
const APPLICATION_ID: i32 = 0x4454_4E54;

/// The oldest SQLite without the checkpoint race (3.7.0 to 3.51.2) that can corrupt a file with a write-ahead log.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Bodies with some words, up to which they are listed. Where there are more, the first look-ups find enough.
const MOST_LISTED: i64 = 50_000;

/// What must not be, by SQLite's own checks.
const OWN_RULES: &[(&str, &str)] = &[
    ("SQLite finds the file sound", "PRAGMA integrity_check"),
    ("every reference leads somewhere", "SELECT \"table\" || ' row ' || rowid FROM pragma_foreign_key_check"),
];

/// An open file.
#[derive(Debug)]
pub(in crate::store) struct Sqlite {
    connection: Connection,
    path: PathBuf,
}

/// Names the file of an error of SQLite, and the kinds that a person can do something about.
pub(super) fn told(path: &Path, error: rusqlite::Error) -> StoreError {
    let address = path.into();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full(address),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly(address)
        }
        Some(ErrorCode::NotADatabase) => StoreError::NotALedger(address),
        _ => StoreError::Sqlite { path: path.to_path_buf(), error },
    }
}

/// Refuses a SQLite that may corrupt a ledger.
fn check_sqlite(number: i32, version: &str) -> Result<(), StoreError> {
    if number < OLDEST_SQLITE { Err(StoreError::OldSqlite(version.to_string())) } else { Ok(()) }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// A column of a row.
pub(super) fn value<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Result<Value<'r>, StoreError> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text);
            Value::Text(Cow::Borrowed(text.map_err(|error| StoreError::Corrupt(error.to_string()))?))
        }
        ValueRef::Blob(bytes) => Value::Blob(Cow::Borrowed(bytes)),
    })
}

fn bind(statement: &mut Statement<'_>, values: &[Value<'_>]) -> Result<(), rusqlite::Error> {
    for (at, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, value)?;
    }
    Ok(())
}

impl Sqlite {
    /// Opens a file for writing, makes it where it is not there, and brings it to the newest of `migrations`.
    pub(super) fn open(path: &Path, migrations: &[&str]) -> Result<Self, StoreError> {
        check_sqlite(rusqlite::version_number(), rusqlite::version())?;
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|error| StoreError::Io { path: folder.to_path_buf(), error })?;
        }
        let prepare = || -> Result<Connection, rusqlite::Error> {
            let connection = Connection::open(path)?;
            connection.busy_timeout(PATIENCE)?;
            Ok(connection)
        };
        let mut connection = prepare().map_err(|error| told(path, error))?;
        // SQLite falls back to reading where it may not write.
        if connection.is_readonly("main").map_err(|error| told(path, error))? {
            return Err(StoreError::ReadOnly(path.into()));
        }
        let found = version(&connection, path)?;
        let known = migrations.len() as i64;
        if found > known {
            return Err(StoreError::Newer { ledger: path.into(), found, known });
        }
        settle(&connection, found == 0).map_err(|error| told(path, error))?;
        migrate(&mut connection, path, migrations).map_err(|error| error.at(&path.into()))?;
        Ok(Sqlite { connection, path: path.to_path_buf() })
    }

    /// Opens a file that is there, for reading alone. `is_frozen` promises that nobody writes it meanwhile, which opens
    /// it also in a folder that may not be written.
    pub(super) fn open_to_read(path: &Path, known: i64, is_frozen: bool) -> Result<Self, StoreError> {
        check_sqlite(rusqlite::version_number(), rusqlite::version())?;
        if !path.exists() {
            return Err(StoreError::Missing(path.into()));
        }
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let open = || -> Result<Connection, rusqlite::Error> {
            let connection = if is_frozen {
                Connection::open_with_flags(uri(path), flags)?
            } else {
                Connection::open_with_flags(path, flags)?
            };
            connection.busy_timeout(PATIENCE)?;
            caches(&connection)?;
            Ok(connection)
        };
        let connection = open().map_err(|error| told(path, error))?;
        match version(&connection, path)? {
            // Empty, as one is that another program is just making.
            0 => Err(StoreError::Missing(path.into())),
            found if found > known => Err(StoreError::Newer { ledger: path.into(), found, known }),
            found if found < known => Err(StoreError::Older { ledger: path.into(), found }),
            _ => Ok(Sqlite { connection, path: path.to_path_buf() }),
        }
    }

    pub(super) fn schema(&self) -> Result<i64, StoreError> {
        Ok(self.connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    }

    /// With the log of what is not yet in its place.
    pub(super) fn size(&self) -> Result<u64, StoreError> {
        let of = |ending: &str| {
            let mut name = self.path.clone().into_os_string();
            name.push(ending);
            std::fs::metadata(name).map_or(0, |file| file.len())
        };
        Ok(of("") + of("-wal"))
    }

    pub(super) fn begin(&self) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    pub(super) fn commit(&self) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    /// A full disk has undone it already.
    pub(super) fn rollback(&self) {
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    fn prepared(&self, sql: &str, values: &[Value<'_>]) -> Result<CachedStatement<'_>, rusqlite::Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        bind(&mut statement, values)?;
        Ok(statement)
    }

    pub(super) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, StoreError> {
        Ok(self.prepared(sql, values)?.raw_execute()?)
    }

    pub(super) fn insert(&self, sql: &str, values: &[Value<'_>]) -> Result<i64, StoreError> {
        self.execute(sql, values)?;
        Ok(self.connection.last_insert_rowid())
    }

    pub(super) fn insert_words(&self, body: i64, title: Option<&str>, text: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO body_text (rowid, title, text) VALUES (?1, ?2, ?3)";
        self.execute(sql, &[body.into(), title.into(), text.into()]).map(drop)
    }

    pub(super) fn first<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.prepared(sql, values)?;
        let mut rows = statement.raw_query();
        rows.next()?.map(|row| read(&Row::Sqlite(row))).transpose()
    }

    pub(super) fn each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.prepared(sql, values)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if !take(&Row::Sqlite(row))? {
                break;
            }
        }
        Ok(())
    }

    /// An open statement holds the state it reads.
    pub(super) fn stream(
        &self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        self.each(sql, values, take)
    }

    pub(super) fn at_one_state<T>(
        &self,
        work: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let reading = self.connection.unchecked_transaction()?;
        let done = work();
        reading.rollback()?;
        done
    }

    pub(super) fn has_words(&self, alias: &str, mark: &str) -> String {
        format!("{alias}.body_text MATCH {mark}")
    }

    /// Words in quotes have no letter with another meaning.
    pub(super) fn expression(&self, terms: &[Term]) -> Result<String, StoreError> {
        let star = |term: &Term| if term.is_prefix { "*" } else { "" };
        let quoted: Vec<String> =
            terms.iter().map(|term| format!("\"{}\"{}", term.text, star(term))).collect();
        Ok(quoted.join(" AND "))
    }

    /// Each look-up reads the lists of all terms anew, of a beginning those of all words that begin so; a list costs a microsecond
    /// a body.
    pub(super) fn are_listed(&self, terms: &[Term]) -> Result<bool, StoreError> {
        if terms.iter().any(|term| term.is_prefix) {
            return Ok(true);
        }
        let words = self.expression(terms)?;
        let sql = "SELECT count(*) < ?2 FROM (SELECT 1 FROM body_text WHERE body_text MATCH ?1 LIMIT ?2)";
        let is_short = self.first(sql, &[words.into(), MOST_LISTED.into()], |row| row.get(0))?;
        Ok(is_short.unwrap_or(false))
    }

    /// By rowid alone the index gives its articles as they are asked for; any more would sort all of them first.
    pub(super) fn after_words(&self, _: &str) -> String {
        String::new()
    }

    pub(super) fn own_rules(&self) -> &'static [(&'static str, &'static str)] {
        OWN_RULES
    }

    pub(super) fn columns(&self) -> &'static str {
        "SELECT name FROM pragma_table_info(?1) ORDER BY cid"
    }

    /// It always does.
    pub(super) fn count_on(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Writes what stands now into a new file.
    pub(in crate::store) fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        self.execute("VACUUM INTO ?1", &[path.to_string_lossy().as_ref().into()]).map(drop)
    }
}

/// The address of a file that nobody writes.
fn uri(path: &Path) -> String {
    let mut address = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address + "?immutable=1"
}

/// The schema of a file; 0 for an empty one. Anything else than a ledger is refused before it is touched.
fn version(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    let number = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    let read = || -> Result<(i64, i64, i64), rusqlite::Error> {
        let tables = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        Ok((number("application_id")?, number("user_version")?, tables))
    };
    let (application, version, tables) = read().map_err(|error| told(path, error))?;
    match (application == i64::from(APPLICATION_ID), tables) {
        (true, _) => Ok(version),
        (false, 0) => Ok(0),
        (false, _) => Err(StoreError::NotALedger(path.into())),
    }
}

/// The settings on which the promises rest: a commit is on the disk before it is acknowledged, and references hold.
fn settle(connection: &Connection, is_new: bool) -> Result<(), rusqlite::Error> {
    if is_new {
        // Rows of 1 to 3 KiB (compressed texts and records) waste a third of a page of 4 KiB.
        connection.pragma_update(None, "page_size", 8192)?;
    }
    write_ahead(connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    caches(connection)?;
    // 64 MiB for who writes: at 100,000 articles a commit of 200 changes some 16 MiB of pages (the length of its log), and with 32 MiB
    // reading pages again that had been let go of was 3% of filling.
    connection.pragma_update(None, "cache_size", -65_536)
}

/// Switches to the write-ahead log. SQLite does not wait for other writers here, whatever the time-out: of four that open a new ledger
/// at once, one was told that it is locked.
fn write_ahead(connection: &Connection) -> Result<(), rusqlite::Error> {
    let began = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(rusqlite::Error::SqliteFailure(failure, _))
                if failure.code == ErrorCode::DatabaseBusy && began.elapsed() < PATIENCE =>
            {
                std::thread::sleep(Duration::from_millis(10));
            }
            done => return done,
        }
    }
}

fn caches(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.set_prepared_statement_cache_capacity(128);
    // What is asked for decides which index leads (`query::plan`), not the values of a statement, for which SQLite would prepare
    // it again and again.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // 32 MiB for pages; sorting stays in memory, so that a full disk cannot fail a query.
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.pragma_update(None, "temp_store", "MEMORY")
}

/// Applies what is missing.
fn migrate(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    loop {
        let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // Read again under the lock: another process may have come first.
        let at: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let Some(step) = usize::try_from(at).ok().and_then(|at| migrations.get(at)) else {
            if at > migrations.len() as i64 {
                let known = migrations.len() as i64;
                return Err(StoreError::Newer { ledger: path.into(), found: at, known });
            }
            return Ok(());
        };
        tx.execute_batch(step)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", at + 1)?;
        tx.commit()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t8_a_sqlite_that_can_corrupt_a_file_is_refused() {
        assert!(check_sqlite(3_051_002, "3.51.2").is_err());
        assert!(check_sqlite(rusqlite::version_number(), rusqlite::version()).is_ok());
    }

    #[test]
    fn t7_an_address_has_no_letter_with_another_meaning() {
        assert_eq!(uri(Path::new("/a b/é?#%.db")), "file:/a%20b/%C3%A9%3F%23%25.db?immutable=1");
    }
}
