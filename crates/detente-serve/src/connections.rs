//! Connections to the ledger that are lent to who reads it.
//!
//! In: an address. Out: a connection for as long as some work takes; it is kept for the next who asks.
//!
//! Two pages are asked for at once: there are two connections from then on, and the third page gets one of them.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use detente_ledger::store::{Address, Store, StoreError};

/// Connections that are lent of a server at once: it has a hundred for everybody. Whoever asks for more waits.
const MOST_LENT: usize = 16;

/// The ledger's connections.
pub(crate) struct Connections {
    ledger: Address,
    is_frozen: bool,
    pool: Mutex<Pool>,
    /// Told of each connection that is given back.
    free: Condvar,
}

struct Pool {
    idle: Vec<Store>,
    lent: usize,
}

/// A connection that is lent.
struct Lent<'c> {
    from: &'c Connections,
    /// None where it could not be made.
    store: Option<Store>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut pool = self.from.pool();
        pool.idle.extend(self.store.take());
        pool.lent -= 1;
        self.from.free.notify_one();
    }
}

impl Connections {
    /// Those to a ledger, none of them made.
    pub(crate) fn to(ledger: &Address, is_frozen: bool) -> Self {
        let pool = Mutex::new(Pool { idle: Vec::new(), lent: 0 });
        Connections { ledger: ledger.clone(), is_frozen, pool, free: Condvar::new() }
    }

    /// Where they lead.
    pub(crate) fn address(&self) -> &Address {
        &self.ledger
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// What the work fails with, or where no connection can be made.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut lent = self.lend();
        let store = match lent.store.take() {
            Some(store) => store,
            None => Store::open_to_read(&self.ledger, self.is_frozen)?,
        };
        work(lent.store.insert(store))
    }

    /// An idle connection, or leave to make one.
    fn lend(&self) -> Lent<'_> {
        let most = if self.ledger.file().is_some() { usize::MAX } else { MOST_LENT };
        let mut pool = self.pool();
        while pool.idle.is_empty() && pool.lent >= most {
            pool = self.free.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
        pool.lent += 1;
        Lent { from: self, store: pool.idle.pop() }
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
