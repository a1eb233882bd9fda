//! What can go wrong with a ledger, each with what to do about it.

use super::address::Address;
use super::database;
use std::path::PathBuf;

/// Why the ledger could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The linked SQLite has a checkpoint race that can corrupt the file.
    #[error("SQLite {0} is linked; a ledger needs 3.51.3 or later, which has no checkpoint race")]
    OldSqlite(String),
    /// Some other SQLite file, or none at all; a schema of a server with other tables.
    #[error("{0}: not a ledger; name another one with --ledger")]
    NotALedger(Address),
    /// There is no ledger yet.
    #[error("{0}: no ledger there; make one with `detente ingest`")]
    Missing(Address),
    /// A newer program made it.
    #[error("{ledger}: made by a newer detente (schema {found}, this one knows {known}); use that one")]
    Newer {
        /// The ledger.
        ledger: Address,
        /// Its schema.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// An older program made it and it was opened for reading only.
    #[error(
        "{ledger}: made by an older detente (schema {found}); open it once for writing, as `detente ingest` does"
    )]
    Older {
        /// The ledger.
        ledger: Address,
        /// Its schema.
        found: i64,
    },
    /// The disk, or the quota, is full. What was committed before stands.
    #[error("{0}: no space left; what was taken in before is kept; make room and run it again")]
    Full(Address),
    /// The file or its folder may not be written.
    #[error("{0}: may not be written; queries work with --read-only")]
    ReadOnly(Address),
    /// The server does not let this user do that.
    #[error("{ledger}: the server forbids it ({said}); ask who runs it for the right")]
    Forbidden {
        /// The ledger.
        ledger: Address,
        /// The server's words.
        said: String,
    },
    /// Another writer holds the ledger.
    #[error("{0}: another program has been writing it for a minute; run this again when it is done")]
    Busy(Address),
    /// The server has no room for a name of such length in an index.
    #[error("{0}: a name in the article is too long for the server's indexes")]
    TooLong(Address),
    /// The server was built without what the ledger compares names by.
    #[error("{0}: this PostgreSQL has no ICU, by which the ledger compares names; use one that has")]
    NoIcu(Address),
    /// No address of a server.
    #[error(
        "{0}: no address of a server; write postgres://USER@HOST:PORT/DATABASE, and in it %40 for @, %2F for /"
    )]
    NoAddress(Address),
    /// The server does not answer, or ended the connection.
    #[error("{ledger}: the server cannot be reached ({said}); is it running, and is the address right?")]
    Unreachable {
        /// The ledger.
        ledger: Address,
        /// The system's or the server's words.
        said: String,
    },
    /// The server does not know the user, or not with this password.
    #[error(
        "{ledger}: the server does not let this user in ({said}); set PGPASSWORD, or write the password into the address"
    )]
    Unwelcome {
        /// The ledger.
        ledger: Address,
        /// The server's words.
        said: String,
    },
    /// The server's own words, with the ledger.
    #[error("{ledger}: {said}")]
    Server {
        /// The ledger.
        ledger: Address,
        /// What it said.
        said: String,
    },
    /// Two documents of different names got one number.
    #[error("{source_name} {name:?}: its number belongs to another article already")]
    KeyTaken {
        /// The source.
        source_name: String,
        /// Its name for the article.
        name: String,
    },
    /// What stands in the file does not read back.
    #[error("the ledger holds something unreadable ({0}); run `detente verify`")]
    Corrupt(String),
    /// A backup would overwrite something.
    #[error("{0}: exists already; a backup overwrites nothing")]
    Exists(Address),
    /// A filter that cannot be.
    #[error("{0}")]
    Filter(String),
    /// The platform has no data folder for this user.
    #[error("no data folder for this user; name a file with --ledger")]
    NoFolder,
    /// A file could not be made or read.
    #[error("{}: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// SQLite's own words, with the file.
    #[error("{}: {error}", .path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Why.
        error: rusqlite::Error,
    },
    /// SQLite's own words.
    #[error("the ledger: {0}")]
    Sql(#[from] rusqlite::Error),
    /// PostgreSQL's own words.
    #[error("the ledger: {0}")]
    Postgres(#[from] postgres::Error),
}

impl StoreError {
    /// The same error with the ledger named, where it is the database's.
    pub(crate) fn at(self, address: &Address) -> Self {
        match (self, address) {
            (StoreError::Sql(error), Address::File(path)) => database::told_by_file(path, error),
            (StoreError::Postgres(error), _) => database::told(address, error),
            (other, _) => other,
        }
    }
}
