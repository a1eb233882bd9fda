//! The thread that looks at feeds. It may be in the middle of a request when the program ends: nothing is lost by that.

use super::halt::{GLANCE, Halt};
use detente_ingest::Limits;
use detente_ingest::fetch::{Fetcher, SystemNames};
use detente_ingest::watch::{Clock, Config, FeedMemory, Turn, Watch};
use detente_ledger::store::Address;
use jiff::Timestamp;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Longest sleep at a time: a machine that was asleep itself, or whose clock was set, finds out soon.
const NAP: Duration = Duration::from_secs(30);

/// What the looks gave, as they come.
pub(super) struct Poll {
    turns: Receiver<Turn>,
}

impl Poll {
    /// Starts to look. `ledger` makes the chance of this installation its own.
    pub(super) fn start(
        config: &Config,
        memories: HashMap<String, FeedMemory>,
        ledger: &Address,
        is_once: bool,
    ) -> Self {
        let limits = Limits::default();
        let fetcher =
            Fetcher::new(&config.user_agent, &config.allow_hosts, Arc::new(SystemNames), limits.clone());
        let watch = Watch::new(config, fetcher, memories, limits, Timestamp::now(), seed(ledger));
        let mut watch = if is_once { watch.once() } else { watch };
        // No room: no feed is asked before what the last one gave is taken in.
        let (give, turns) = sync_channel(0);
        std::thread::spawn(move || {
            while let Some(turn) = watch.turn(&Wall) {
                if give.send(turn).is_err() {
                    return;
                }
            }
        });
        Poll { turns }
    }

    /// What the next look gives; none where there is none, or somebody asked to stop.
    pub(super) fn next(&self, halt: &Halt) -> Option<Turn> {
        while !halt.is_asked() {
            match self.turns.recv_timeout(GLANCE) {
                Ok(turn) => return Some(turn),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        None
    }
}

fn seed(ledger: &Address) -> u64 {
    let mut hasher = DefaultHasher::new();
    ledger.hash(&mut hasher);
    hasher.finish()
}

/// The clock on the wall.
pub(in crate::command) struct Wall;

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait_until(&self, then: Timestamp) -> bool {
        loop {
            let left = then.duration_since(Timestamp::now());
            let Ok(left) = Duration::try_from(left) else { return true };
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(NAP));
        }
    }
}
