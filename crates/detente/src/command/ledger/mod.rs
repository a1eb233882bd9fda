//! The commands that fill, ask and look after a ledger.

mod ask;
mod care;
mod fill;
mod one;

pub(super) use ask::{articles, disputes, events, incidents, party};
pub(super) use care::{backup, dump, status, verify};
pub(super) use fill::{ingest, patience, pipeline, retry, threads, withdraw};
pub(super) use one::incident;

use crate::args::{LedgerArgs, ReadLedgerArgs};
use crate::intake::reader_version;
use detente_ledger::store::{Store, StoreError};
use std::path::PathBuf;

/// The file that is meant.
pub(super) fn path(args: &LedgerArgs) -> Result<PathBuf, StoreError> {
    args.ledger.clone().map_or_else(Store::default_path, Ok)
}

/// The ledger to be filled.
fn open(args: &LedgerArgs) -> Result<Store, StoreError> {
    Store::open(&path(args)?, &reader_version())
}

/// The ledger to be asked.
pub(super) fn open_to_read(args: &ReadLedgerArgs) -> Result<Store, StoreError> {
    Store::open_to_read(&path(&args.which)?, args.read_only)
}
