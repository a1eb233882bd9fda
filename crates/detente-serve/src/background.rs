//! Who computes what takes long, one snapshot after the other, and the last present that has it.
//!
//! In: snapshots of which somebody asks for crises, alerts or outlooks. Out: these, in the snapshot, after a while. Of each kind one is
//! computed at a time: while commits come in a stream, only the snapshot asked for last waits for its turn, so that neither threads nor
//! snapshots pile up; and who asks for the present meanwhile is given the last one that has what he asks for.
//!
//! Commit 7 is asked for its crises while those of 5 are computed, and so is 8: after 5 comes 8, and until then 5 is what is shown.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use detente_crisis::alert::Rules;

use crate::snapshot::{Slow, Snapshot};
use crate::worker::Worker;

/// A snapshot that lacks something.
#[derive(Clone)]
pub(crate) struct Order {
    /// Which.
    pub(crate) snapshot: Arc<Snapshot>,
    /// Whether it is one of the present.
    pub(crate) is_present: bool,
}

/// What is done about one kind.
#[derive(Default)]
struct Bench {
    /// Whether somebody computes.
    is_taken: bool,
    /// What he does next.
    next: Option<Order>,
    /// The last snapshot of the present that was computed.
    last: Option<Arc<Snapshot>>,
    /// How long that took.
    took: Duration,
}

/// Who computes.
pub(crate) struct Background {
    benches: [Mutex<Bench>; 3],
    /// A thread for each kind, so that what one took is found again by the next of its kind.
    workers: [Worker<()>; 3],
}

impl Background {
    /// Those who compute, with nothing to do.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub(crate) fn new() -> Result<Self, std::io::Error> {
        let [crises, alerts, outlooks] = Slow::ALL.map(|slow| Worker::begin(slow.told(), ()));
        Ok(Background { benches: Default::default(), workers: [crises?, alerts?, outlooks?] })
    }

    fn worker(&self, slow: Slow) -> &Worker<()> {
        &self.workers[slow as usize]
    }

    fn bench(&self, slow: Slow) -> MutexGuard<'_, Bench> {
        self.benches[slow as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sees to it that it is computed: soon, unless somebody asks for another snapshot's before it is its turn.
    pub(crate) fn begin(self: &Arc<Self>, slow: Slow, order: Order, rules: &Arc<Rules>) {
        let Some(order) = self.taken(slow, order) else { return };
        let (background, rules) = (Arc::clone(self), Arc::clone(rules));
        self.worker(slow).give(move |()| background.work(slow, order, &rules));
    }

    /// The same, and waits until it is computed, unless another is: then it is next.
    pub(crate) fn run(self: &Arc<Self>, slow: Slow, order: Order, rules: &Arc<Rules>) {
        let Some(order) = self.taken(slow, order) else { return };
        let (background, rules) = (Arc::clone(self), Arc::clone(rules));
        self.worker(slow).ask(move |()| background.work(slow, order, &rules));
    }

    /// The order, where whoever gives it has to see to it.
    fn taken(&self, slow: Slow, order: Order) -> Option<Order> {
        let mut bench = self.bench(slow);
        if bench.is_taken {
            bench.next = Some(order);
            return None;
        }
        bench.is_taken = true;
        Some(order)
    }

    /// Computes it, and what is asked for meanwhile.
    fn work(&self, slow: Slow, first: Order, rules: &Rules) {
        let mut order = first;
        loop {
            let (began, is_new) = (Instant::now(), order.snapshot.lack(slow, Duration::ZERO).is_some());
            order.snapshot.make(slow, rules);
            let mut bench = self.bench(slow);
            if order.is_present && order.snapshot.lack(slow, Duration::ZERO).is_none() {
                if is_new {
                    bench.took = began.elapsed();
                }
                bench.last = Some(order.snapshot);
            }
            match bench.next.take() {
                Some(next) => order = next,
                None => {
                    bench.is_taken = false;
                    return;
                }
            }
        }
    }

    /// The last snapshot that has it of the ledger that a newer one is of, and how long it took to compute.
    pub(crate) fn last(&self, slow: Slow, newer: &Snapshot) -> Option<(Arc<Snapshot>, Duration)> {
        let bench = self.bench(slow);
        let last = bench.last.as_ref().filter(|last| newer.is_after(last))?;
        Some((Arc::clone(last), bench.took))
    }

    /// As if somebody computed, who is not done.
    #[cfg(test)]
    pub(crate) fn hold(&self) {
        Slow::ALL.into_iter().for_each(|slow| self.bench(slow).is_taken = true);
    }

    /// As if he were done, and did nothing next.
    #[cfg(test)]
    pub(crate) fn release(&self) {
        for slow in Slow::ALL {
            let mut bench = self.bench(slow);
            (bench.is_taken, bench.next) = (false, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Kept;
    use detente_ledger::store::Seq;

    #[test]
    fn only_what_was_asked_for_last_waits_for_its_turn() {
        let background = Arc::new(Background::new().expect("threads"));
        let rules = Arc::new(Rules::default());
        let first = Snapshot::new((Seq(0), None), Vec::new(), Kept::default());
        let all = [1, 2, 3].map(|seq| {
            let next = first.after((Seq(seq), None), &Default::default(), Vec::new(), Kept::default());
            Order { snapshot: Arc::new(next), is_present: true }
        });
        let has = || all.each_ref().map(|o| o.snapshot.lack(Slow::Crises, Duration::ZERO).is_none());
        background.hold();
        all[1..].iter().for_each(|order| background.begin(Slow::Crises, order.clone(), &rules));
        assert_eq!(has(), [false; 3]);
        background.work(Slow::Crises, all[0].clone(), &rules);
        assert_eq!(has(), [true, false, true]);
        let last = background.last(Slow::Crises, &all[2].snapshot).map(|(last, _)| last.seq);
        assert_eq!(last, Some(Seq(3)));
        let other = Snapshot::new((Seq(9), None), Vec::new(), Kept::default());
        assert!(background.last(Slow::Crises, &other).is_none(), "of another ledger");
    }
}
