//! Which feed is to be looked at next, and when: no clock, no network, only arithmetic.
//!
//! In: a configuration, the time, and what came of each look. Out: the next look. Failures double the wait up to a day; a
//! server that names a time is left alone for that long; two requests to one host lie a pause apart; chance, drawn from the
//! feed's address and a seed, keeps feeds from falling into step.
//!
//! Worked example: a feed with an interval of 15 minutes that answers nothing at 12:00 is asked again about 12:30, then
//! 13:30, and after the first answer every 15 minutes again.

use super::config::{Config, Feed};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Longest wait after failures.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// What came of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The feed answered.
    Answered,
    /// It did not, or with an error; the server may have said for how long to leave it alone.
    Failed {
        /// That time.
        retry_after: Option<SignedDuration>,
    },
    /// It is gone for good.
    Gone,
}

/// When to look at what.
#[derive(Debug)]
pub struct Schedule {
    feeds: Vec<State>,
    /// From when on each host may be asked.
    hosts: HashMap<String, Timestamp>,
    pause: SignedDuration,
    jitter: f64,
    seed: u64,
    is_once: bool,
}

#[derive(Debug)]
struct State {
    feed: Feed,
    host: String,
    /// None once it is gone.
    next: Option<Timestamp>,
    looks: u64,
    failures: u32,
}

impl Schedule {
    /// All feeds are due at `now`, a pause apart for each host.
    pub fn new(config: &Config, now: Timestamp, seed: u64) -> Self {
        let state = |feed: &Feed| State {
            host: host(&feed.url),
            feed: feed.clone(),
            next: Some(now),
            looks: 0,
            failures: 0,
        };
        Schedule {
            feeds: config.feeds.iter().map(state).collect(),
            hosts: HashMap::new(),
            pause: config.host_pause,
            jitter: config.jitter,
            seed,
            is_once: false,
        }
    }

    /// No feed is looked at a second time.
    pub fn once(&mut self) {
        self.is_once = true;
    }

    /// When the feed of this number is due; none if never.
    pub fn due(&self, number: usize) -> Option<Timestamp> {
        self.feeds.get(number)?.next
    }

    /// The feed to be looked at next and when that may be; none if all are gone.
    pub fn next(&self) -> Option<(usize, Timestamp)> {
        let due = |state: &State| Some(state.next?.max(self.free_at(&state.host)));
        let all = self.feeds.iter().enumerate().filter_map(|(at, state)| Some((due(state)?, at)));
        all.min().map(|(when, at)| (at, when))
    }

    /// The feed of this number.
    pub fn feed(&self, number: usize) -> Option<&Feed> {
        self.feeds.get(number).map(|state| &state.feed)
    }

    /// From when on the host of this address may be asked.
    pub fn free(&self, address: &str) -> Timestamp {
        self.free_at(&host(address))
    }

    fn free_at(&self, host: &str) -> Timestamp {
        self.hosts.get(host).copied().unwrap_or(Timestamp::MIN)
    }

    /// The host of this address is asked at `now`.
    pub fn asked(&mut self, address: &str, now: Timestamp) {
        // Hosts that are free again need no place.
        self.hosts.retain(|_, free| *free > now);
        self.hosts.insert(host(address), after(now, self.pause));
    }

    /// The look at a feed that ended at `now` came out like this.
    pub fn looked(&mut self, number: usize, now: Timestamp, outcome: Outcome) {
        let (jitter, seed, is_once) = (self.jitter, self.seed, self.is_once);
        let Some(state) = self.feeds.get_mut(number) else { return };
        state.looks += 1;
        state.failures = if outcome == Outcome::Answered { 0 } else { state.failures.saturating_add(1) };
        let doubled = 1_i32.checked_shl(state.failures.min(16)).unwrap_or(1);
        let wait = state.feed.interval.saturating_mul(doubled).min(LONGEST.max(state.feed.interval));
        let wait = wait.mul_f64(1.0 + jitter * (2.0 * chance(&state.feed.url, state.looks, seed) - 1.0));
        state.next = match outcome {
            Outcome::Answered => Some(after(now, wait)),
            Outcome::Failed { retry_after } => {
                Some(after(now, wait.max(retry_after.unwrap_or(SignedDuration::ZERO).min(LONGEST))))
            }
            Outcome::Gone => None,
        };
        state.next = state.next.filter(|_| !is_once);
    }
}

fn after(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

fn host(address: &str) -> String {
    url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// A number from 0 to 1 that is the same for the same feed, look and seed.
fn chance(url: &str, look: u64, seed: u64) -> f64 {
    let mut hasher = DefaultHasher::new();
    (url, look, seed).hash(&mut hasher);
    (hasher.finish() >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn schedule(jitter: f64, urls: &[&str]) -> Schedule {
        let feeds: String = urls.iter().map(|url| format!("[[feed]]\nurl = \"{url}\"\n")).collect();
        let config =
            Config::parse("feeds.toml", &format!("jitter = {jitter:?}\n{feeds}")).expect("a configuration");
        Schedule::new(&config, START, 7)
    }

    /// Which feeds are looked at, and how many seconds after the start, if each look comes out like this.
    fn run(schedule: &mut Schedule, outcomes: &[Outcome]) -> Vec<(usize, i64)> {
        let mut looks = Vec::new();
        for outcome in outcomes {
            let Some((number, when)) = schedule.next() else { break };
            let now = when.max(START);
            looks.push((number, now.duration_since(START).as_secs()));
            let url = schedule.feed(number).map(|feed| feed.url.clone()).unwrap_or_default();
            schedule.asked(&url, now);
            schedule.looked(number, now, *outcome);
        }
        looks
    }

    #[test]
    fn two_feeds_of_one_host_are_asked_a_pause_apart() {
        let mut schedule =
            schedule(0.0, &["https://a.example/1", "https://a.example/2", "https://b.example/"]);
        let looks = run(&mut schedule, &[Outcome::Answered; 6]);
        assert_eq!(looks, [(0, 0), (2, 0), (1, 5), (0, 900), (2, 900), (1, 905)]);
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day_and_an_answer_ends_that() {
        let failed = Outcome::Failed { retry_after: None };
        let mut outcomes = vec![failed; 9];
        outcomes.extend([Outcome::Answered; 2]);
        let looks: Vec<i64> =
            run(&mut schedule(0.0, &["https://a.example/"]), &outcomes).iter().map(|(_, at)| *at).collect();
        let waits: Vec<i64> = looks.windows(2).map(|pair| (pair[1] - pair[0]) / 60).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1440, 1440, 1440, 15]);
    }

    #[test]
    fn a_server_that_names_a_time_is_left_alone_and_one_that_is_gone_for_good() {
        let busy = Outcome::Failed { retry_after: Some(SignedDuration::from_hours(3)) };
        let looks =
            run(&mut schedule(0.0, &["https://a.example/"]), &[busy, Outcome::Gone, Outcome::Answered]);
        assert_eq!(looks, [(0, 0), (0, 3 * 3600)]);
    }

    #[test]
    fn chance_moves_looks_within_its_bounds_and_the_same_way_each_time() {
        let looks = || run(&mut schedule(0.1, &["https://a.example/"]), &[Outcome::Answered; 50]);
        let waits: Vec<i64> = looks().windows(2).map(|pair| pair[1].1 - pair[0].1).collect();
        assert!(waits.iter().all(|wait| (809..=991).contains(wait)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait < 870) && waits.iter().any(|wait| *wait > 930), "{waits:?}");
        assert_eq!(looks(), looks());
    }
}
