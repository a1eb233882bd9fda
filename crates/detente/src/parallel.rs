//! Many items through one function on several threads, results in the order of the items.
//!
//! Memory is bounded: no more than [`WINDOW`] items per thread are taken from the input before the first
//! of them has been given out, so one slow article holds up the output but never fills the memory.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Items per thread between input and output.
const WINDOW: usize = 8;

/// Applies `work` to each item on `threads` threads and hands the results to `give` in order, until the items
/// end or `give` answers false. `work` must not panic (a caller that cannot promise it catches).
///
/// The items are taken on a thread of their own: a source that has to wait (a pipe) must not hold back
/// articles that are finished.
pub(crate) fn in_order<T: Send, R: Send>(
    threads: usize,
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    mut give: impl FnMut(R) -> bool,
) {
    let window = threads.max(1) * WINDOW;
    std::thread::scope(|scope| {
        let (permit, permits) = sync_channel::<()>(window);
        for _ in 0..window {
            // The channel has just this much room.
            let _ = permit.try_send(());
        }
        let (to_workers, jobs) = sync_channel::<(usize, T)>(window);
        let (done, results) = sync_channel::<(usize, R)>(window);
        let jobs = Mutex::new(jobs);
        scope.spawn(move || feed(items, &permits, &to_workers));
        let jobs = Arc::new(jobs);
        for _ in 0..threads.max(1) {
            let (done, jobs, work) = (done.clone(), Arc::clone(&jobs), &work);
            scope.spawn(move || worker(&jobs, &done, work));
        }
        drop((done, jobs));
        let mut early: BTreeMap<usize, R> = BTreeMap::new();
        let mut given = 0;
        // Leaving drops both ends held here; the other threads find their channels closed and end.
        for (number, result) in results {
            early.insert(number, result);
            while let Some(result) = early.remove(&given) {
                given += 1;
                if !give(result) {
                    return;
                }
                // The input may have ended and its thread with it.
                let _ = permit.try_send(());
            }
        }
    });
}

fn feed<T>(items: impl Iterator<Item = T>, permits: &Receiver<()>, to_workers: &SyncSender<(usize, T)>) {
    for job in items.enumerate() {
        if permits.recv().is_err() || to_workers.send(job).is_err() {
            return;
        }
    }
}

fn worker<T, R>(jobs: &Mutex<Receiver<(usize, T)>>, done: &SyncSender<(usize, R)>, work: impl Fn(T) -> R) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, item)) = job else { return };
        if done.send((number, work(item))).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_order;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    fn check(threads: usize, count: usize) {
        let mut got = Vec::new();
        let work = |i: usize| {
            std::thread::sleep(Duration::from_micros((i * 7919 % 13) as u64 * 20));
            i
        };
        in_order(threads, 0..count, work, |i| {
            got.push(i);
            true
        });
        assert_eq!(got, (0..count).collect::<Vec<_>>());
    }

    #[test]
    fn results_come_in_order_on_any_number_of_threads() {
        for threads in [1, 2, 5] {
            check(threads, 0);
            check(threads, 300);
        }
    }

    #[test]
    fn one_slow_item_does_not_let_the_input_run_ahead() {
        let (taken, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let items = (0..500).inspect(|_| {
            taken.fetch_add(1, Ordering::SeqCst);
        });
        let mut given = 0;
        let work = |i: usize| {
            if i == 0 {
                std::thread::sleep(Duration::from_millis(50));
            }
        };
        in_order(2, items, work, |()| {
            most.fetch_max(taken.load(Ordering::SeqCst) - given, Ordering::SeqCst);
            given += 1;
            true
        });
        assert!(most.load(Ordering::SeqCst) <= 2 * super::WINDOW + 1);
    }

    #[test]
    fn it_stops_when_told() {
        let mut given = 0;
        in_order(
            2,
            0..,
            |i: usize| i,
            |_| {
                given += 1;
                given < 5
            },
        );
        assert_eq!(given, 5);
    }
}
