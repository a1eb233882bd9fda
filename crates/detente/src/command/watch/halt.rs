//! Being asked to stop, by Ctrl-C or by the system's polite signal.

use crate::exit::Exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often somebody who waits looks whether to stop.
pub(super) const GLANCE: Duration = Duration::from_millis(100);

/// Whether somebody asked to stop.
#[derive(Debug, Clone, Default)]
pub(super) struct Halt {
    asked: Arc<AtomicBool>,
}

impl Halt {
    /// Listens to signals. Who asks twice does not want to wait: every commit is whole or not there.
    pub(super) fn on_signals() -> Self {
        let halt = Halt::default();
        let asked = Arc::clone(&halt.asked);
        // Without a handler the program still stops, only in the middle of an article.
        let _ = ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::SeqCst) {
                leave();
            }
        });
        halt
    }

    pub(super) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }

    /// Waits; false where somebody asked to stop meanwhile.
    pub(super) fn sleep(&self, time: Duration) -> bool {
        let since = Instant::now();
        while !self.is_asked() {
            let left = time.saturating_sub(since.elapsed());
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(GLANCE));
        }
        false
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the threads at work may take long, and nobody wants to wait for them"
)]
fn leave() {
    std::process::exit(i32::from(Exit::Stopped.code()));
}
