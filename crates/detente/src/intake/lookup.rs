//! Whether an article is there already, asked by many threads at once: each borrows a connection of its own.

use detente_ledger::store::{Address, Document, Store, StoreError};
use jiff::Timestamp;
use std::sync::{Mutex, PoisonError};

/// Connections that are lent.
pub(super) struct Lookup {
    ledger: Address,
    idle: Mutex<Vec<Store>>,
}

impl Lookup {
    pub(super) fn new(ledger: &Address) -> Self {
        Lookup { ledger: ledger.clone(), idle: Mutex::new(Vec::new()) }
    }

    pub(super) fn has(&self, document: &Document, now: Timestamp) -> Result<bool, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let store = match idle {
            Some(store) => store,
            None => Store::open_to_read(&self.ledger, false)?,
        };
        let has = match store.has(document, now) {
            // The writer will say so, and go on.
            Err(StoreError::KeyTaken { .. }) => Ok(false),
            other => other,
        };
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(store);
        has
    }
}
