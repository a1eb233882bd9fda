//! How often a client may ask, and how often it may be wrong about a token.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Requests a second that one address may keep up.
const STEADY: NonZeroU32 = NonZeroU32::new(1_000).unwrap();
/// Requests that may come at once.
const BURST: NonZeroU32 = NonZeroU32::new(2_000).unwrap();
/// Wrong tokens a minute.
const WRONG: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// Between two clearings of addresses that have been quiet.
const CLEAR_EVERY: u32 = 10_000;

/// Counts by address.
pub(crate) struct Rates {
    asked: DefaultKeyedRateLimiter<IpAddr>,
    wrong: DefaultKeyedRateLimiter<IpAddr>,
    seen: AtomicU32,
}

impl Rates {
    /// Nobody has asked yet.
    pub(crate) fn new() -> Self {
        Rates {
            asked: RateLimiter::keyed(Quota::per_second(STEADY).allow_burst(BURST)),
            wrong: RateLimiter::keyed(Quota::per_minute(WRONG)),
            seen: AtomicU32::new(0),
        }
    }

    /// Whether an address may ask once more.
    pub(crate) fn may_ask(&self, address: IpAddr) -> bool {
        if self.seen.fetch_add(1, Ordering::Relaxed).is_multiple_of(CLEAR_EVERY) {
            self.asked.retain_recent();
            self.wrong.retain_recent();
        }
        self.asked.check_key(&address).is_ok()
    }

    /// Notes a wrong token; false where there were too many.
    pub(crate) fn may_be_wrong(&self, address: IpAddr) -> bool {
        self.wrong.check_key(&address).is_ok()
    }
}
