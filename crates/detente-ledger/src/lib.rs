//! The ledger: the one stable record schema, storage, revisions, queries.
//!
//! In: readings of articles. Out: records that promise their fields.

pub mod import;
pub mod record;
pub mod report;
pub mod store;
