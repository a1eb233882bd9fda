//! What can go wrong with a ledger file, each with what to do about it.

use std::path::PathBuf;

/// Why the ledger could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The linked SQLite has a checkpoint race that can corrupt the file.
    #[error("SQLite {0} is linked; a ledger needs 3.51.3 or later, which has no checkpoint race")]
    OldSqlite(String),
    /// Some other SQLite file, or none at all.
    #[error("{}: not a ledger; name another file with --ledger", .0.display())]
    NotALedger(PathBuf),
    /// There is no ledger yet.
    #[error("{}: no ledger there; make one with `detente ingest`", .0.display())]
    Missing(PathBuf),
    /// A newer program made the file.
    #[error("{}: made by a newer detente (schema {found}, this one knows {known}); use that one", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// An older program made the file and it was opened for reading only.
    #[error("{}: made by an older detente (schema {found}); open it once for writing, as `detente ingest` does", .path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
    },
    /// The disk, or the quota, is full. What was committed before stands.
    #[error("{}: no space left; what was taken in before is kept; make room and run it again", .0.display())]
    Full(PathBuf),
    /// The file or its folder may not be written.
    #[error("{}: may not be written; queries work with --read-only", .0.display())]
    ReadOnly(PathBuf),
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
    #[error("{}: exists already; a backup overwrites nothing", .0.display())]
    Exists(PathBuf),
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
}

impl StoreError {
    /// Names the file of an error of SQLite, and the two kinds that a person can do something about.
    pub(crate) fn of(path: &std::path::Path, error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let path = path.to_path_buf();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full(path),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                StoreError::ReadOnly(path)
            }
            Some(ErrorCode::NotADatabase) => StoreError::NotALedger(path),
            _ => StoreError::Sqlite { path, error },
        }
    }

    /// The same error with the file named, where it is SQLite's.
    pub(crate) fn at(self, path: &std::path::Path) -> Self {
        match self {
            StoreError::Sql(error) => Self::of(path, error),
            other => other,
        }
    }
}
