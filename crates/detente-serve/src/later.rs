//! What takes long to compute: there before it is asked for, or soon.
//!
//! In: how to compute it. Out: the value, for whoever waits no longer than he likes. Somebody has to begin it ([`Later::made`]); who only
//! asks for it ([`Later::within`]) never computes, so that a request ends in time.
//!
//! Crises of a large ledger after its start: a request waits two seconds for them, and else says that they are being computed.

use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// A value that is computed once.
pub(crate) struct Later<T> {
    value: OnceLock<T>,
    /// Held while the waiting are told, so that none falls asleep after that.
    gate: Mutex<()>,
    there: Condvar,
}

impl<T> Default for Later<T> {
    fn default() -> Self {
        Later { value: OnceLock::new(), gate: Mutex::new(()), there: Condvar::new() }
    }
}

impl<T> Later<T> {
    /// The value; it is computed here where nobody has begun.
    pub(crate) fn made(&self, make: impl FnOnce() -> T) -> &T {
        if let Some(value) = self.value.get() {
            return value;
        }
        let value = self.value.get_or_init(make);
        let _held = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        self.there.notify_all();
        value
    }

    /// The value, if it is there within that time.
    pub(crate) fn within(&self, patience: Duration) -> Option<&T> {
        if self.value.get().is_none() {
            let held = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
            drop(self.there.wait_timeout_while(held, patience, |()| self.value.get().is_none()));
        }
        self.value.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn who_waits_is_told_of_it_or_goes_when_he_likes() {
        let later = Arc::new(Later::default());
        assert_eq!(later.within(Duration::from_millis(1)), None);
        let waiting = Arc::clone(&later);
        let waiting = std::thread::spawn(move || waiting.within(Duration::from_secs(60)).copied());
        assert_eq!(later.made(|| 7), &7);
        assert_eq!(waiting.join().ok().flatten(), Some(7));
        assert_eq!(later.made(|| 8), &7, "it is computed once");
    }
}
