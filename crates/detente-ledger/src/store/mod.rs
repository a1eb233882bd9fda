//! The ledger: everything that was ever taken in, and what stood at any time.
//!
//! In: [`Document`]s with their readings, one writer at a time, each commit on the disk before it is acknowledged.
//! Out: events, incidents, articles, disputes, as they stand or as they stood after any commit.
//!
//! "12 killed" is corrected to "9": the article gets a second revision, its events are superseded by the new ones, and a
//! query as of the commit before still answers 12.
//!
//! | module | its SQL |
//! |---|---|
//! | `address` | none: where a ledger is, a file or a schema of a server |
//! | `database` | what SQLite and PostgreSQL spell differently; all other modules speak to both in the same words |
//! | `schema` | migrations |
//! | `write` | revisions, readings, tombstones, checkpoints, quarantine |
//! | `rows` | what queries need of an event |
//! | `words` | none: the words of events as bytes |
//! | `incidents` | what events tell of one happening, and what became of it |
//! | `as_of` | which commit a question is about |
//! | `query` | events, articles, incidents, disputes |
//! | `alert` | alerts that were delivered |
//! | `coded` | events of other systems that were imported |
//! | `maintenance` | status, backup, verification, dump |

mod address;
mod alert;
mod as_of;
mod codec;
mod coded;
mod database;
mod document;
mod error;
mod incidents;
mod maintenance;
mod query;
mod rows;
mod schema;
mod words;
mod write;

pub use address::{Address, ServerAddress};
pub use alert::DeliveredAlert;
pub use as_of::AsOf;
pub use codec::{article_key, day_of, parsed_key, spelt_key};
pub use coded::{CodedOf, CodedSet, CodedTally};
pub use document::{Document, Doubts};
pub use error::StoreError;
pub use maintenance::{Fault, Quarantined, Reread, Status};
pub use query::{
    ArticleRow, Change, DisputeRow, EventRow, Filter, FoundArticle, FoundIncident, IncidentRow, RevisionRow,
    SourceCount, Step, Telling, Why, WhyFilter,
};
pub use write::{Batch, Outcome, Read, Refusal, Unread};

use database::Database;
use std::path::PathBuf;

/// A commit's number. They only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Seq(pub i64);

impl std::fmt::Display for Seq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A ledger, open.
#[derive(Debug)]
pub struct Store {
    database: Database,
    address: Address,
    /// The version of the reader whose readings are written.
    reader: String,
    /// The incidents around what was taken in last; none until something is, or where a batch was lost.
    keeper: Option<Box<incidents::Keeper>>,
}

impl Store {
    /// Where the ledger of this user is, on this platform.
    ///
    /// # Errors
    /// Where the platform tells no data folder.
    pub fn default_address() -> Result<Address, StoreError> {
        Ok(Address::File(Self::data_folder()?.join("ledger.db")))
    }

    fn data_folder() -> Result<PathBuf, StoreError> {
        use etcetera::BaseStrategy;
        let folders = etcetera::choose_base_strategy().map_err(|_| StoreError::NoFolder)?;
        Ok(folders.data_dir().join("detente"))
    }

    /// Opens a ledger for writing; makes it where there is none. `reader` is the version of the reader that will fill it.
    ///
    /// # Errors
    /// Where it is no ledger, of a newer program, cannot be reached, or cannot be written.
    pub fn open(ledger: impl Into<Address>, reader: &str) -> Result<Self, StoreError> {
        let address = ledger.into();
        let database = Database::open(&address, schema::MIGRATIONS).map_err(|error| error.at(&address))?;
        Ok(Store { database, address, reader: reader.to_string(), keeper: None })
    }

    /// Opens a ledger for reading. `is_frozen` promises that nobody writes it meanwhile; only then can a file in a
    /// folder that may not be written be read.
    ///
    /// # Errors
    /// Where there is none, it cannot be reached, or it is of another schema.
    pub fn open_to_read(ledger: impl Into<Address>, is_frozen: bool) -> Result<Self, StoreError> {
        let address = ledger.into();
        let known = schema::MIGRATIONS.len() as i64;
        let database = Database::open_to_read(&address, known, is_frozen);
        let database = database.map_err(|error| error.at(&address))?;
        Ok(Store { database, address, reader: String::new(), keeper: None })
    }

    /// Where it is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Names the ledger in an error of its database.
    fn named<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        result.map_err(|error| error.at(&self.address))
    }
}
