//! Where articles are read: on threads that can be given up.
//!
//! A stage that never ends cannot be stopped from outside without `unsafe`. Its thread is left alone, and another takes its
//! place; the program does not wait for it when it ends. A stage that panics costs its article.

use detente_core::document::Article;
use detente_core::pipeline::STAGES;
use detente_ledger::store::Read;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Reads an article, and tells each stage as it is done.
pub(crate) type Reading = dyn Fn(Article, &dyn Fn(&'static str)) -> Read + Send + Sync;

/// Why an article was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The stage that was at work.
    pub(crate) stage: &'static str,
    /// `panic` or `time`.
    pub(crate) reason: &'static str,
    patience: Duration,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stage = self.stage;
        match self.reason {
            "time" => write!(
                f,
                "stage {stage} took more than {} s; the article is kept and set aside",
                self.patience.as_secs()
            ),
            _ => write!(
                f,
                "stage {stage} failed on this article, which is kept and set aside; please report it with its text"
            ),
        }
    }
}

/// Where articles are read.
pub(crate) struct Desk {
    read: Arc<Reading>,
    patience: Duration,
    idle: Mutex<Vec<Seat>>,
}

/// A thread that waits for articles.
struct Seat {
    articles: Sender<Article>,
    results: Receiver<Option<Read>>,
    /// Stages done with the article at hand.
    done: Arc<AtomicUsize>,
}

impl Desk {
    pub(crate) fn new(read: Arc<Reading>, patience: Duration) -> Self {
        Desk { read, patience, idle: Mutex::new(Vec::new()) }
    }

    /// Reads one article.
    ///
    /// # Errors
    /// Where a stage panics or takes longer than the patience.
    pub(crate) fn read(&self, article: Article) -> Result<Read, Failure> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let seat = idle.unwrap_or_else(|| Seat::new(Arc::clone(&self.read)));
        seat.done.store(0, Ordering::SeqCst);
        let failure = |reason| {
            let stage = STAGES.get(seat.done.load(Ordering::SeqCst)).map_or("record", |stage| stage.name);
            Failure { stage, reason, patience: self.patience }
        };
        if seat.articles.send(article).is_err() {
            return Err(failure("panic"));
        }
        let result = match seat.results.recv_timeout(self.patience) {
            Ok(Some(read)) => Ok(read),
            Ok(None) | Err(RecvTimeoutError::Disconnected) => Err(failure("panic")),
            // Nobody will take the result; the thread ends when it finds that out.
            Err(RecvTimeoutError::Timeout) => return Err(failure("time")),
        };
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(seat);
        result
    }
}

impl Seat {
    fn new(read: Arc<Reading>) -> Self {
        let (articles, jobs) = channel::<Article>();
        let (give, results) = channel();
        let done = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&done);
        std::thread::spawn(move || {
            for article in jobs {
                let count = |_: &'static str| {
                    counter.fetch_add(1, Ordering::SeqCst);
                };
                let result = catch_unwind(AssertUnwindSafe(|| read(article, &count))).ok();
                if give.send(result).is_err() {
                    return;
                }
            }
        });
        Seat { articles, results, done }
    }
}
