//! Watching feeds: politely, for as long as nobody stops it.
//!
//! In: a [`Config`], what a ledger kept of each feed, a clock and whoever fetches. Out: a [`Turn`] for each look at a feed:
//! its items and faults, what to keep of the feed with them, and what went wrong. Nothing here waits on its own: the
//! clock is passed in.
//!
//! Worked example: `https://a.example/rss` answers with three entries, two of them known; with `full_text`, the page of
//! the third is fetched, unless robots.txt forbids it, and its main text takes the place of the summary.

mod config;
mod schedule;
#[cfg(test)]
mod tests;

pub use config::{Config, ConfigError, Feed};
pub use schedule::{Outcome, Schedule};

use crate::delivered::{Origin, read_bytes};
use crate::fault::Fault;
use crate::fetch::{Answer, Fetch, Fetched, Request};
use crate::item::{Item, Key, Kind, SourceName};
use crate::limits::Limits;
use jiff::{SignedDuration, Timestamp};
use robotstxt::DefaultMatcher;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;
use url::Url;

/// Characters below which a text is taken for a summary. Leads have some 200 to 400; the shortest stories above 1,000.
const SUMMARY: usize = 800;

/// How long a robots.txt is believed.
const ROBOTS_LAST: SignedDuration = SignedDuration::from_hours(24);

/// Bytes of a robots.txt that count (RFC 9309).
const ROBOTS_BYTES: u64 = 500 * 1024;

/// Time, which tests pass by hand.
pub trait Clock {
    /// What time it is.
    fn now(&self) -> Timestamp;
    /// Waits until then; false if whoever watches should stop.
    fn wait_until(&self, then: Timestamp) -> bool;
}

/// What is kept of a feed between two looks. Its form for keeping is JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedMemory {
    /// The ETag of the last answer.
    pub etag: Option<String>,
    /// The Last-Modified of the last answer.
    pub last_modified: Option<String>,
    /// Where it has moved to for good.
    pub moved_to: Option<String>,
    /// It answered that it is gone for good.
    pub is_gone: bool,
}

impl fmt::Display for FeedMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for FeedMemory {
    type Err = serde_json::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text)
    }
}

/// What one look at a feed gave.
#[derive(Debug)]
pub struct Turn {
    /// The feed's address in the configuration.
    pub feed: String,
    /// Its items and faults, in its order.
    pub items: Vec<Result<Item, Fault>>,
    /// What to keep of it, in the same transaction as its items.
    pub memory: FeedMemory,
    /// What went wrong, for people; the next look is scheduled in any case.
    pub complaints: Vec<String>,
}

/// Watches feeds.
pub struct Watch<F> {
    fetch: F,
    schedule: Schedule,
    memories: HashMap<String, FeedMemory>,
    robots: HashMap<String, (Timestamp, Robots)>,
    is_robots_obeyed: bool,
    user_agent: String,
    limits: Limits,
}

/// What a site says of robots.
#[derive(Debug)]
enum Robots {
    Rules(String),
    /// There are none.
    All,
    /// The site is in trouble; RFC 9309 says to stay away.
    Nobody,
}

impl<F: Fetch> Watch<F> {
    /// Will watch the feeds of a configuration from `now` on. `memories` is what was kept of them, by address; `seed`
    /// tells one installation's chance from another's.
    pub fn new(
        config: &Config,
        fetch: F,
        memories: HashMap<String, FeedMemory>,
        limits: Limits,
        now: Timestamp,
        seed: u64,
    ) -> Self {
        let mut schedule = Schedule::new(config, now, seed);
        for (number, feed) in config.feeds.iter().enumerate() {
            if memories.get(&feed.url).is_some_and(|memory| memory.is_gone) {
                schedule.looked(number, now, Outcome::Gone);
            }
        }
        Watch {
            fetch,
            schedule,
            memories,
            robots: HashMap::new(),
            is_robots_obeyed: config.robots,
            user_agent: config.user_agent.clone(),
            limits,
        }
    }

    /// Waits for the next feed and looks at it. `is_known` says whether an item was taken before, so that its page is not
    /// fetched again. None if the clock says to stop, or no feed is left.
    pub fn turn(&mut self, clock: &dyn Clock, is_known: &dyn Fn(&Key) -> bool) -> Option<Turn> {
        let (number, when) = self.schedule.next()?;
        if !clock.wait_until(when) {
            return None;
        }
        let feed = self.schedule.feed(number)?.clone();
        let memory = self.memories.get(&feed.url).cloned().unwrap_or_default();
        let mut turn = Turn { feed: feed.url.clone(), items: Vec::new(), memory, complaints: Vec::new() };
        let request = Request {
            address: turn.memory.moved_to.clone().unwrap_or_else(|| feed.url.clone()),
            etag: turn.memory.etag.clone(),
            last_modified: turn.memory.last_modified.clone(),
            most_bytes: self.limits.feed_bytes,
        };
        self.schedule.asked(&request.address, clock.now());
        let outcome = match self.fetch.fetch(&request) {
            Ok(Answer::Body(fetched)) => {
                self.take(&feed, *fetched, &mut turn);
                Outcome::Answered
            }
            Ok(Answer::Unchanged) => Outcome::Answered,
            Ok(Answer::Gone) => {
                turn.complaints.push(format!("{}: gone for good; it is not watched any more", feed.url));
                turn.memory.is_gone = true;
                Outcome::Gone
            }
            Ok(Answer::Refused { status, retry_after }) => {
                turn.complaints.push(format!("{}: the server answered {status}", feed.url));
                let retry_after = retry_after.and_then(|wait| SignedDuration::try_from(wait).ok());
                Outcome::Failed { retry_after }
            }
            Err(error) => {
                turn.complaints.push(error.to_string());
                // A new address that does not work is no reason to forget the old one.
                turn.memory.moved_to = None;
                Outcome::Failed { retry_after: None }
            }
        };
        self.schedule.looked(number, clock.now(), outcome);
        if feed.full_text {
            self.complete(clock, is_known, &mut turn);
        }
        self.memories.insert(feed.url, turn.memory.clone());
        Some(turn)
    }

    /// Reads a feed that answered.
    fn take(&self, feed: &Feed, fetched: Fetched, turn: &mut Turn) {
        let origin = Origin {
            name: feed.url.clone(),
            address: Some(fetched.address),
            content_type: fetched.content_type,
            feed: Some(SourceName(feed.url.clone())),
        };
        turn.items = read_bytes(&fetched.body, &origin, &self.limits);
        turn.memory.etag = fetched.etag;
        turn.memory.last_modified = fetched.last_modified;
        turn.memory.moved_to = fetched.moved_to.or(turn.memory.moved_to.take());
    }

    /// Fetches the pages of the new items that are only summaries.
    fn complete(&mut self, clock: &dyn Clock, is_known: &dyn Fn(&Key) -> bool, turn: &mut Turn) {
        for item in turn.items.iter_mut().filter_map(|item| item.as_mut().ok()) {
            let is_short = item.article.text.chars().count() < SUMMARY;
            let Some(address) = item.canonical.clone() else { continue };
            if item.kind != Kind::Article || !is_short || is_known(&item.key) {
                continue;
            }
            match self.page(clock, &address) {
                Ok(Some(page)) => replace_text(item, page),
                Ok(None) => return,
                Err(complaint) => {
                    turn.complaints.push(format!("{address}: {complaint}; the summary is kept"))
                }
            }
        }
    }

    /// The article of a page; none if the clock says to stop.
    fn page(&mut self, clock: &dyn Clock, address: &str) -> Result<Option<Item>, String> {
        match self.may_visit(clock, address) {
            None => return Ok(None),
            Some(false) => return Err("robots.txt asks not to fetch it".to_owned()),
            Some(true) => {}
        }
        let Some(answer) = self.ask(clock, address, self.limits.html_bytes) else { return Ok(None) };
        let fetched = match answer? {
            Answer::Body(fetched) => fetched,
            Answer::Refused { status, .. } => return Err(format!("the server answered {status}")),
            Answer::Gone => return Err("gone for good".to_owned()),
            Answer::Unchanged => return Err("no page".to_owned()),
        };
        let origin = Origin {
            name: address.to_owned(),
            address: Some(fetched.address.clone()),
            content_type: fetched.content_type.clone(),
            feed: None,
        };
        let read = read_bytes(&fetched.body, &origin, &self.limits).into_iter().next();
        match read {
            Some(Ok(item)) => Ok(Some(item)),
            Some(Err(fault)) => Err(fault.problem.to_string()),
            None => Err("no page".to_owned()),
        }
    }

    /// Asks a host once it may be asked; none if the clock says to stop.
    fn ask(&mut self, clock: &dyn Clock, address: &str, most_bytes: u64) -> Option<Result<Answer, String>> {
        if !clock.wait_until(self.schedule.free(address)) {
            return None;
        }
        self.schedule.asked(address, clock.now());
        let request = Request { address: address.to_owned(), most_bytes, ..Request::default() };
        Some(self.fetch.fetch(&request).map_err(|error| error.to_string()))
    }

    /// Whether the site lets its page be fetched; none if the clock says to stop.
    fn may_visit(&mut self, clock: &dyn Clock, address: &str) -> Option<bool> {
        let Ok(url) = Url::parse(address) else { return Some(false) };
        if !self.is_robots_obeyed {
            return Some(true);
        }
        let site = url.origin().ascii_serialization();
        let is_fresh = |(until, _): &(Timestamp, Robots)| *until > clock.now();
        if !self.robots.get(&site).is_some_and(is_fresh) {
            let answer = self.ask(clock, &format!("{site}/robots.txt"), ROBOTS_BYTES)?;
            let rules = match answer {
                Ok(Answer::Body(fetched)) => {
                    Robots::Rules(String::from_utf8_lossy(&fetched.body).into_owned())
                }
                Ok(Answer::Refused { status, .. }) if status >= 500 || status == 429 => Robots::Nobody,
                Ok(_) => Robots::All,
                Err(_) => Robots::Nobody,
            };
            let until = clock.now().checked_add(ROBOTS_LAST).unwrap_or(Timestamp::MAX);
            self.robots.insert(site.clone(), (until, rules));
        }
        let name = self.user_agent.split(['/', ' ']).next().unwrap_or_default().to_owned();
        Some(match self.robots.get(&site).map(|(_, rules)| rules) {
            // The matcher is not ours; what it does on odd rules must not end the watch.
            Some(Robots::Rules(rules)) => catch_unwind(AssertUnwindSafe(|| {
                DefaultMatcher::default().one_agent_allowed_by_robots(rules, &name, address)
            }))
            .unwrap_or(false),
            Some(Robots::All) | None => true,
            Some(Robots::Nobody) => false,
        })
    }
}

/// The page's text in the place of the summary; what the feed says of the item stays.
fn replace_text(item: &mut Item, page: Item) {
    if page.article.text.len() <= item.article.text.len() {
        return;
    }
    item.article.text = page.article.text;
    item.article.title = item.article.title.take().or(page.article.title);
    item.article.published = item.article.published.or(page.article.published);
    item.author = item.author.take().or(page.author);
    item.published_at = item.published_at.or(page.published_at);
    item.language = page.language;
}
