//! What takes long to compute: there before it is asked for, or soon.
//!
//! In: how to compute it. Out: the value, for whoever waits no longer than he likes. Somebody has to compute it ([`Later::make`]); who only
//! asks for it ([`Later::within`]) never does, so that a request ends in time.
//!
//! Crises of a large ledger after its start: a request waits two seconds for them, and else says that they are being computed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// A value that is computed once.
pub(crate) struct Later<T> {
    /// None inside where computing it broke; it would again.
    value: OnceLock<Option<T>>,
    /// Held while the waiting are told, so that none falls asleep after that.
    gate: Mutex<()>,
    there: Condvar,
}

/// Why a value is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// Who asks again later may get it.
    NotYet,
    /// It cannot be computed; standard error says why.
    Failed,
}

impl<T> Default for Later<T> {
    fn default() -> Self {
        Later { value: OnceLock::new(), gate: Mutex::new(()), there: Condvar::new() }
    }
}

impl<T> Later<T> {
    /// Computes the value where nobody has. What breaks is noted, for a thread that ends with it would leave all who ask waiting for ever.
    pub(crate) fn make(&self, make: impl FnOnce() -> T) {
        if self.value.get().is_some() {
            return;
        }
        self.value.get_or_init(|| catch_unwind(AssertUnwindSafe(make)).ok());
        let _held = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        self.there.notify_all();
    }

    /// The value, if it is there within that time.
    ///
    /// # Errors
    /// Where it is not.
    pub(crate) fn within(&self, patience: Duration) -> Result<&T, Missing> {
        if self.value.get().is_none() && !patience.is_zero() {
            let held = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
            drop(self.there.wait_timeout_while(held, patience, |()| self.value.get().is_none()));
        }
        self.value.get().ok_or(Missing::NotYet)?.as_ref().ok_or(Missing::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::time::Instant;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn who_waits_is_told_of_it_or_goes_when_he_likes() {
        let later = Arc::new(Later::default());
        assert_eq!(later.within(Duration::from_millis(1)), Err(Missing::NotYet));
        let (waiting, began) = (Arc::clone(&later), Instant::now());
        let waiting = std::thread::spawn(move || waiting.within(LONG).copied());
        later.make(|| {
            // Time for the other to fall asleep.
            std::thread::sleep(Duration::from_millis(50));
            7
        });
        assert_eq!(waiting.join().ok(), Some(Ok(7)));
        assert!(began.elapsed() < LONG / 2, "he was not told");
        later.make(|| 8);
        assert_eq!(later.within(Duration::ZERO), Ok(&7), "it is computed once");
    }

    #[test]
    fn what_breaks_is_told_to_who_asks() {
        let later = Later::default();
        later.make(|| -> i32 { std::panic::resume_unwind(Box::new(())) });
        assert_eq!(later.within(LONG), Err(Missing::Failed));
    }
}
