//! A thread that lasts as long as the server and does one kind of work, one job after the other.
//!
//! In: jobs, from any thread. Out: what each came to, for whoever waits for it. What one thread allocates, others do not find again: glibc
//! gives each thread an arena of its own, and an arena keeps the most that was ever in it. Where the ledger was written now by one thread
//! and now by another of many, memory grew by 35 to 50 MiB whenever it was another's turn.
//!
//! The writer owns the ledger's connection: two requests with articles give it a job each, and each waits for its own.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// The thread.
#[derive(Debug)]
pub(crate) struct Worker<S> {
    /// None once it was told to end. Who waits for an answer holds a thread himself, of which there are some hundreds at most, so that no more
    /// jobs than these wait here.
    jobs: Option<Sender<Job<S>>>,
    thread: Option<JoinHandle<()>>,
}

impl<S: Send + 'static> Worker<S> {
    /// Begins one with what it works on.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(crate) fn begin(name: &str, mut works_on: S) -> Result<Self, std::io::Error> {
        let (jobs, given) = channel::<Job<S>>();
        let work = move || {
            for job in given {
                // Told by the hook that tells of panics, and to who waits, by `ask`; the next job is another's.
                let _ = catch_unwind(AssertUnwindSafe(|| job(&mut works_on)));
            }
        };
        let thread = std::thread::Builder::new().name(name.to_string()).spawn(work)?;
        Ok(Worker { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Gives it a job, and does not wait; whether it takes it.
    pub(crate) fn give(&self, job: impl FnOnce(&mut S) + Send + 'static) -> bool {
        self.jobs.as_ref().is_some_and(|jobs| jobs.send(Box::new(job)).is_ok())
    }

    /// Gives it a job and waits for what that comes to. A job that panics does so here, as if it had been done here.
    pub(crate) fn ask<T: Send + 'static>(&self, job: impl FnOnce(&mut S) -> T + Send + 'static) -> T {
        let (tell, told) = channel();
        self.give(move |works_on| {
            let done = catch_unwind(AssertUnwindSafe(|| job(works_on)));
            // Nobody has gone who waits.
            let _ = tell.send(done);
        });
        match told.recv() {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => resume_unwind(Box::new("the thread has ended")),
        }
    }

    /// Waits until all jobs are done and what they worked on is closed.
    pub(crate) fn end(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn jobs_are_done_in_turn_by_one_thread_of_that_name() {
        let worker = Worker::begin("counter", Vec::new()).expect("a thread");
        for number in 0..3 {
            assert!(worker.give(move |all: &mut Vec<i32>| all.push(number)));
        }
        let name = || std::thread::current().name().map(str::to_string);
        assert_eq!(
            worker.ask(move |all| (all.clone(), name())),
            (vec![0, 1, 2], Some("counter".to_string()))
        );
    }

    #[test]
    fn a_job_that_panics_is_told_and_the_next_is_done() {
        let worker = Worker::begin("counter", 1).expect("a thread");
        assert!(worker.give(|_| resume_unwind(Box::new("given"))));
        let asked =
            catch_unwind(AssertUnwindSafe(|| worker.ask(|_| -> i32 { resume_unwind(Box::new("asked")) })));
        assert_eq!(asked.expect_err("a panic").downcast_ref::<&str>(), Some(&"asked"));
        assert_eq!(worker.ask(|one| *one), 1);
    }

    #[test]
    fn at_the_end_all_jobs_are_done() {
        struct Closed(Arc<AtomicUsize>);
        impl Drop for Closed {
            fn drop(&mut self) {
                self.0.fetch_add(100, Ordering::SeqCst);
            }
        }
        let count = Arc::new(AtomicUsize::new(0));
        let mut worker = Worker::begin("counter", Closed(Arc::clone(&count))).expect("a thread");
        for _ in 0..3 {
            worker.give(|closed| {
                closed.0.fetch_add(1, Ordering::SeqCst);
            });
        }
        worker.end();
        assert_eq!(count.load(Ordering::SeqCst), 103);
        assert!(!worker.give(|_| ()));
    }
}
