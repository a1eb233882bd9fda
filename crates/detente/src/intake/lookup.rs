//! Whether an article is there already, asked by many threads at once: each borrows a connection of its own.

use detente_ledger::store::{Document, Store, StoreError};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Connections that are lent.
pub(super) struct Lookup {
    path: PathBuf,
    idle: Mutex<Vec<Store>>,
}

impl Lookup {
    pub(super) fn new(path: &Path) -> Self {
        Lookup { path: path.to_path_buf(), idle: Mutex::new(Vec::new()) }
    }

    pub(super) fn has(&self, document: &Document, now: Timestamp) -> Result<bool, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let store = match idle {
            Some(store) => store,
            None => Store::open_to_read(&self.path, false)?,
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
