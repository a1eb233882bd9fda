//! The schema: numbered migrations, applied each in a transaction of its own, and the settings of a connection.
//!
//! A file is always of one schema or of the next, never between; a file of a newer program is left alone.

use super::error::StoreError;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::path::Path;
use std::time::{Duration, Instant};

/// The migrations, the first at place 0. A released one is never edited.
pub(crate) const MIGRATIONS: &[&str] =
    &[include_str!("../../migrations/0001_ledger.sql"), include_str!("../../migrations/0002_alert.sql")];

/// "DTNT": how a ledger is told from other SQLite files.
const APPLICATION_ID: i32 = 0x4454_4E54;

/// The oldest SQLite without the checkpoint race (3.7.0 to 3.51.2) that can corrupt a file with a write-ahead log.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long a writer waits for another. A commit takes milliseconds; a migration or a backup step may take longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Refuses a SQLite that may corrupt a ledger.
pub(crate) fn check_sqlite(number: i32, version: &str) -> Result<(), StoreError> {
    if number < OLDEST_SQLITE { Err(StoreError::OldSqlite(version.to_string())) } else { Ok(()) }
}

/// Opens a file for writing, makes it where it is not there, and brings it to the newest of `migrations`.
pub(crate) fn open(path: &Path, migrations: &[&str]) -> Result<Connection, StoreError> {
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
    let mut connection = prepare().map_err(|error| StoreError::of(path, error))?;
    // SQLite falls back to reading where it may not write.
    if connection.is_readonly("main").map_err(|error| StoreError::of(path, error))? {
        return Err(StoreError::ReadOnly(path.to_path_buf()));
    }
    let found = version(&connection, path)?;
    let known = migrations.len() as i64;
    if found > known {
        return Err(StoreError::Newer { path: path.to_path_buf(), found, known });
    }
    settle(&connection, found == 0).map_err(|error| StoreError::of(path, error))?;
    migrate(&mut connection, path, migrations).map_err(|error| error.at(path))?;
    Ok(connection)
}

/// Opens a file that is there, for reading alone. `is_frozen` promises that nobody writes it meanwhile, which opens
/// it also in a folder that may not be written.
pub(crate) fn open_to_read(path: &Path, is_frozen: bool) -> Result<Connection, StoreError> {
    check_sqlite(rusqlite::version_number(), rusqlite::version())?;
    if !path.exists() {
        return Err(StoreError::Missing(path.to_path_buf()));
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
    let connection = open().map_err(|error| StoreError::of(path, error))?;
    let (found, known) = (version(&connection, path)?, MIGRATIONS.len() as i64);
    match found {
        0 => Err(StoreError::NotALedger(path.to_path_buf())),
        found if found > known => Err(StoreError::Newer { path: path.to_path_buf(), found, known }),
        found if found < known => Err(StoreError::Older { path: path.to_path_buf(), found }),
        _ => Ok(connection),
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
    let (application, version, tables) = read().map_err(|error| StoreError::of(path, error))?;
    match (application == i64::from(APPLICATION_ID), tables) {
        (true, _) => Ok(version),
        (false, 0) => Ok(0),
        (false, _) => Err(StoreError::NotALedger(path.to_path_buf())),
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
    caches(connection)
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
    // 32 MiB for pages; sorting stays in memory, so that a full disk cannot fail a query.
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.pragma_update(None, "temp_store", "MEMORY")
}

/// Applies what is missing.
fn migrate(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    loop {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Read again under the lock: another process may have come first.
        let at: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let Some(step) = usize::try_from(at).ok().and_then(|at| migrations.get(at)) else {
            if at > migrations.len() as i64 {
                let known = migrations.len() as i64;
                return Err(StoreError::Newer { path: path.to_path_buf(), found: at, known });
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

    fn schema(path: &Path) -> i64 {
        let connection = Connection::open(path).expect("the file");
        connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a version")
    }

    #[test]
    fn t28_a_step_that_breaks_off_leaves_the_schema_before_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ledger.db");
        let first = MIGRATIONS[0];
        drop(open(&path, &[first]).expect("schema 1"));
        let broken = "CREATE TABLE extra (x INTEGER) STRICT; SELECT no_such_function();";
        let sound = "CREATE TABLE extra (x INTEGER) STRICT;";
        assert!(open(&path, &[first, broken]).is_err());
        assert_eq!(schema(&path), 1);
        drop(open(&path, &[first, sound]).expect("schema 2"));
        assert_eq!(schema(&path), 2);
        let newer = open(&path, &[first]);
        assert!(matches!(newer, Err(StoreError::Newer { found: 2, known: 1, .. })));
    }

    #[test]
    fn t28_a_file_of_an_earlier_schema_is_brought_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ledger.db");
        drop(open(&path, &MIGRATIONS[..1]).expect("schema 1"));
        assert!(matches!(open_to_read(&path, false), Err(StoreError::Older { found: 1, .. })));
        let connection = open(&path, MIGRATIONS).expect("the newest schema");
        let alerts: i64 =
            connection.query_row("SELECT count(*) FROM alert", [], |row| row.get(0)).expect("a count");
        assert_eq!((schema(&path), alerts), (MIGRATIONS.len() as i64, 0));
    }

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
