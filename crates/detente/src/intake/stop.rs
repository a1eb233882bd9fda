//! Stopping between two commits: Ctrl-C, or the system's polite signal.
//!
//! A commit is whole or not there whenever the program dies; stopping between commits only spares the user the doubt and the
//! article at hand.

use super::Tally;
use crate::exit::Exit;
use std::sync::{Arc, Mutex, PoisonError};

/// Held by whoever commits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop {
    committing: Arc<Mutex<()>>,
    tally: Arc<Mutex<Tally>>,
}

impl Stop {
    /// Ends the program at the first signal, as soon as nothing is being committed.
    pub(crate) fn on_signals() -> Self {
        let stop = Stop::default();
        let at_signal = stop.clone();
        // Without a handler the program still stops, only without saying what it did.
        let _ = ctrlc::set_handler(move || at_signal.end());
        stop
    }

    #[expect(clippy::disallowed_methods, reason = "the other threads may wait for input that never comes")]
    fn end(&self) {
        let _idle = self.committing.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = *self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        eprintln!("detente: stopped: {}; the same command goes on from here", tally.line());
        std::process::exit(i32::from(Exit::Stopped.code()));
    }

    /// Does what must not be cut in two.
    pub(super) fn between<T>(&self, work: impl FnOnce() -> T) -> T {
        let _busy = self.committing.lock().unwrap_or_else(PoisonError::into_inner);
        work()
    }

    /// What to say when stopped.
    pub(super) fn tell(&self, tally: Tally) {
        *self.tally.lock().unwrap_or_else(PoisonError::into_inner) = tally;
    }
}
