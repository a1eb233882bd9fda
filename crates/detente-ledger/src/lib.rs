//! The ledger: the one stable record schema, storage, revisions, queries.
//!
//! In: readings of articles. Out: records that promise their fields.

pub mod import;
pub mod record;
pub mod report;
pub mod store;

#[cfg(test)]
#[expect(dead_code, reason = "tests of the whole ledger need more of it")]
#[path = "../tests/ledger/stores.rs"]
mod stores;
