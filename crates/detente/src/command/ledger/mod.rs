//! The commands that fill, ask and look after a ledger.

mod ask;
mod care;
mod fill;
mod import;
mod one;
mod visit;

pub(super) use ask::{articles, disputes, events, incidents, party};
pub(super) use care::{backup, dump, status, verify};
pub(super) use fill::{ingest, patience, pipeline, retry, threads, withdraw};
pub(super) use import::import;
pub(super) use one::incident;

use crate::args::{LedgerArgs, ReadLedgerArgs};
use crate::intake::reader_version;
use detente_ledger::store::{Address, Store, StoreError};

/// The ledger that is meant.
pub(super) fn address(args: &LedgerArgs) -> Result<Address, StoreError> {
    args.ledger.clone().map_or_else(Store::default_address, Ok)
}

/// The ledger to be filled.
fn open(args: &LedgerArgs) -> Result<Store, StoreError> {
    Store::open(address(args)?, &reader_version())
}

/// The ledger to be asked.
pub(super) fn open_to_read(args: &ReadLedgerArgs) -> Result<Store, StoreError> {
    Store::open_to_read(address(&args.which)?, args.read_only)
}
