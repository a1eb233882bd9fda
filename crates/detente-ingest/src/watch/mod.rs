//! Watching feeds: politely, for as long as nobody stops it.
//!
//! In: a [`Config`], what a ledger kept of each feed, a clock and whoever fetches. Out: a [`Turn`] for each look at a feed:
//! its items and faults, what to keep of the feed with them, and what went wrong. Nothing here waits on its own: the
//! clock is passed in.
//!
//! Worked example: `https://a.example/rss` answers with three entries. With `full_text`, the pages of those that are only
//! summaries are fetched, unless robots.txt forbids it, and their main texts take the places of the summaries; one whose page is gone (410)
//! is a withdrawal. When the feed
//! answers with a fourth entry, the three as they were are not given again, for their summaries say less than their pages.

mod config;
mod schedule;
#[cfg(test)]
mod tests;

pub use config::{Alerts, Config, Feed};
pub use schedule::{Outcome, Schedule};

use crate::delivered::{Origin, read_bytes};
use crate::fault::Fault;
use crate::fetch::{Answer, Fetch, Fetched, Request};
use crate::item::{Item, Kind, SourceName};
use crate::limits::Limits;
use detente_core::document::Article;
use jiff::{SignedDuration, Timestamp};
use robotstxt::DefaultMatcher;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
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
    /// The summaries of its last answer whose pages were fetched, or will never be: the item's name and a fingerprint.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub completed: BTreeMap<String, String>,
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

/// How a feed answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// With its items.
    Changed,
    /// That nothing has changed.
    Unchanged,
    /// Not at all, or with an error.
    Failed,
    /// That it is gone for good.
    Gone,
}

/// What one look at a feed gave.
#[derive(Debug)]
pub struct Turn {
    /// The feed's address in the configuration.
    pub feed: String,
    /// How it answered.
    pub look: Look,
    /// Its items and faults, in its order.
    pub items: Vec<Result<Item, Fault>>,
    /// What to keep of it once all its items are kept: not before, for a feed that is said to be known is not read again.
    pub memory: FeedMemory,
    /// What went wrong, for people; the next look is scheduled in any case.
    pub complaints: Vec<String>,
    /// When it is looked at again; none if never.
    pub next: Option<Timestamp>,
}

/// Watches feeds.
pub struct Watch<F> {
    fetch: F,
    schedule: Schedule,
    memories: HashMap<String, FeedMemory>,
    robots: HashMap<String, (Timestamp, Robots)>,
    is_robots_obeyed: bool,
    /// Also for the addresses of the configuration themselves.
    is_robots_asked_first: bool,
    user_agent: String,
    limits: Limits,
}

/// What a site says of robots.
#[derive(Debug)]
enum Robots {
    Rules(String),
    /// There are none.
    All,
    /// The site is in trouble; RFC 9309 says to stay away. With what went wrong.
    Nobody(String),
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
            is_robots_asked_first: false,
            user_agent: config.user_agent.clone(),
            limits,
        }
    }

    /// Will look at each feed once.
    #[must_use]
    pub fn once(mut self) -> Self {
        self.schedule.once();
        self
    }

    /// Will ask robots.txt also before it looks at the addresses of the configuration: where they need not be feeds, which
    /// are made for programs.
    #[must_use]
    pub fn asking_robots_first(mut self) -> Self {
        self.is_robots_asked_first = true;
        self
    }

    /// Waits for the next feed and looks at it. None if the clock says to stop, or no feed is left.
    pub fn turn(&mut self, clock: &dyn Clock) -> Option<Turn> {
        let (number, when) = self.schedule.next()?;
        if !clock.wait_until(when) {
            return None;
        }
        let feed = self.schedule.feed(number)?.clone();
        let memory = self.memories.get(&feed.url).cloned().unwrap_or_default();
        let mut turn = Turn {
            feed: feed.url.clone(),
            look: Look::Failed,
            items: Vec::new(),
            memory,
            complaints: Vec::new(),
            next: None,
        };
        let refused = if self.is_robots_asked_first { self.may_visit(clock, &feed.url)?.err() } else { None };
        let outcome = match refused {
            None => self.look(clock, &feed, &mut turn),
            Some(missing) => {
                turn.complaints.push(format!("{}: {}", feed.url, missing.why));
                Outcome::Failed { retry_after: None }
            }
        };
        self.schedule.looked(number, clock.now(), outcome);
        turn.next = self.schedule.due(number);
        if feed.full_text && turn.look == Look::Changed {
            self.complete(clock, &feed, &mut turn)?;
        }
        self.memories.insert(feed.url, turn.memory.clone());
        Some(turn)
    }

    /// Looks at a feed.
    fn look(&mut self, clock: &dyn Clock, feed: &Feed, turn: &mut Turn) -> Outcome {
        let request = Request {
            address: turn.memory.moved_to.clone().unwrap_or_else(|| feed.url.clone()),
            etag: turn.memory.etag.clone(),
            last_modified: turn.memory.last_modified.clone(),
            most_bytes: self.limits.feed_bytes,
        };
        self.schedule.asked(&request.address, clock.now());
        match self.fetch.fetch(&request) {
            Ok(Answer::Body(fetched)) => {
                turn.look = Look::Changed;
                self.take(feed, *fetched, turn);
                Outcome::Answered
            }
            Ok(Answer::Unchanged) => {
                turn.look = Look::Unchanged;
                Outcome::Answered
            }
            Ok(Answer::Gone) => {
                turn.complaints.push(format!("{}: gone for good; it is not watched any more", feed.url));
                turn.look = Look::Gone;
                turn.memory.is_gone = true;
                Outcome::Gone
            }
            Ok(Answer::Refused { status, retry_after }) => {
                turn.complaints.push(format!("{}: the server answered {status}", feed.url));
                let retry_after = retry_after.and_then(|wait| SignedDuration::try_from(wait).ok());
                Outcome::Failed { retry_after }
            }
            Err(error) => {
                turn.complaints.push(format!("{}: {}", feed.url, without(&feed.url, &error.to_string())));
                // A new address that does not work is no reason to forget the old one.
                turn.memory.moved_to = None;
                Outcome::Failed { retry_after: None }
            }
        }
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
        for item in turn.items.iter_mut().flatten() {
            item.article.agency = feed.agency.clone().or(item.article.agency.take());
            item.language = feed.language.unwrap_or(item.language);
        }
        turn.memory.etag = fetched.etag;
        turn.memory.last_modified = fetched.last_modified;
        turn.memory.moved_to = fetched.moved_to.or(turn.memory.moved_to.take());
    }

    /// Fetches the pages of the items that are only summaries; those that stood in the last answer as they stand in this one are
    /// left out. None if the clock says to stop.
    fn complete(&mut self, clock: &dyn Clock, feed: &Feed, turn: &mut Turn) -> Option<()> {
        let before = std::mem::take(&mut turn.memory.completed);
        for item in std::mem::take(&mut turn.items) {
            let Some((mut item, address)) = summary(&item) else {
                turn.items.push(item);
                continue;
            };
            let (name, print) = (item.key.name.clone(), fingerprint(&item));
            if before.get(&name) == Some(&print) {
                turn.memory.completed.insert(name, print);
                continue;
            }
            let is_done = match self.page(clock, &address)? {
                Ok(page) => {
                    replace_text(&mut item, page);
                    item.language = feed.language.unwrap_or(item.language);
                    true
                }
                Err(missing) if missing.is_gone => {
                    let why = &missing.why;
                    turn.complaints.push(format!("{address}: {why}; the article counts as withdrawn"));
                    item = withdrawn(item);
                    true
                }
                Err(missing) => {
                    turn.complaints.push(format!("{address}: {}; the summary is kept", missing.why));
                    !missing.may_come
                }
            };
            if is_done {
                turn.memory.completed.insert(name, print);
            }
            turn.items.push(Ok(item));
        }
        Some(())
    }

    /// The article of a page; none if the clock says to stop.
    fn page(&mut self, clock: &dyn Clock, address: &str) -> Option<Result<Item, Missing>> {
        if let Err(missing) = self.may_visit(clock, address)? {
            return Some(Err(missing));
        }
        let fetched = match self.ask(clock, address, self.limits.html_bytes)? {
            Ok(Answer::Body(fetched)) => fetched,
            Ok(Answer::Refused { status, .. }) => {
                let may_come = status >= 500 || status == 429;
                let why = format!("the server answered {status}");
                return Some(Err(Missing { may_come, ..Missing::for_good(&why) }));
            }
            Ok(Answer::Gone) => {
                return Some(Err(Missing { is_gone: true, ..Missing::for_good("gone for good") }));
            }
            Ok(Answer::Unchanged) => return Some(Err(Missing::for_good("no page"))),
            Err(error) => {
                let why = without(address, &error);
                return Some(Err(Missing { may_come: true, ..Missing::for_good(why) }));
            }
        };
        let origin = Origin {
            name: address.to_owned(),
            address: Some(fetched.address.clone()),
            content_type: fetched.content_type.clone(),
            feed: None,
        };
        let read = read_bytes(&fetched.body, &origin, &self.limits).into_iter().next();
        Some(match read {
            Some(Ok(item)) => Ok(item),
            Some(Err(fault)) => Err(Missing::for_good(&fault.problem.to_string())),
            None => Err(Missing::for_good("no page")),
        })
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
    fn may_visit(&mut self, clock: &dyn Clock, address: &str) -> Option<Result<(), Missing>> {
        let Ok(url) = Url::parse(address) else { return Some(Err(Missing::for_good("no address"))) };
        if !self.is_robots_obeyed {
            return Some(Ok(()));
        }
        let site = url.origin().ascii_serialization();
        let is_fresh = |(until, _): &(Timestamp, Robots)| *until > clock.now();
        if !self.robots.get(&site).is_some_and(is_fresh) {
            let answer = self.ask(clock, &format!("{site}/robots.txt"), ROBOTS_BYTES)?;
            let rules = match answer {
                Ok(Answer::Body(fetched)) => {
                    Robots::Rules(String::from_utf8_lossy(&fetched.body).into_owned())
                }
                Ok(Answer::Refused { status, .. }) if status >= 500 || status == 429 => {
                    Robots::Nobody(format!("the server answered {status}"))
                }
                Ok(_) => Robots::All,
                Err(error) => Robots::Nobody(error),
            };
            let until = clock.now().checked_add(ROBOTS_LAST).unwrap_or(Timestamp::MAX);
            self.robots.insert(site.clone(), (until, rules));
        }
        let name = self.user_agent.split(['/', ' ']).next().unwrap_or_default().to_owned();
        let is_allowed = match self.robots.get(&site).map(|(_, rules)| rules) {
            // The matcher is not ours; what it does on odd rules must not end the watch.
            Some(Robots::Rules(rules)) => catch_unwind(AssertUnwindSafe(|| {
                DefaultMatcher::default().one_agent_allowed_by_robots(rules, &name, address)
            }))
            .unwrap_or(false),
            Some(Robots::All) | None => true,
            Some(Robots::Nobody(error)) => {
                let why = format!("its site's robots.txt cannot be read: {error}");
                return Some(Err(Missing { may_come: true, ..Missing::for_good(&why) }));
            }
        };
        let refused = || Missing::for_good("robots.txt asks not to fetch it");
        Some(if is_allowed { Ok(()) } else { Err(refused()) })
    }
}

/// Why there is no page.
struct Missing {
    why: String,
    /// Whether it may be there another time.
    may_come: bool,
    /// Whether its server says that it was there and was taken away (410): who publishes it takes it back.
    is_gone: bool,
}

impl Missing {
    fn for_good(why: &str) -> Self {
        Missing { why: why.to_owned(), may_come: false, is_gone: false }
    }
}

/// A complaint without the address that goes before it anyway.
fn without<'c>(address: &str, complaint: &'c str) -> &'c str {
    complaint.strip_prefix(address).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(complaint)
}

/// An item that is only a summary, with the address of its page.
fn summary(item: &Result<Item, Fault>) -> Option<(Item, String)> {
    let item = item.as_ref().ok()?;
    let is_short = item.article.text.chars().count() < SUMMARY;
    let address = item.canonical.clone().filter(|_| item.kind == Kind::Article && is_short)?;
    Some((item.clone(), address))
}

/// What a feed says of an item, as a short text that another state of it does not share.
fn fingerprint(item: &Item) -> String {
    let said = (&item.article.title, &item.article.text, &item.updated, &item.published_at, &item.canonical);
    // The form of debugging is only compared; where a new version writes it otherwise, pages are fetched once more.
    let digest = Sha256::digest(format!("{said:?}"));
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The word that an item is taken back. Without a time of its own it comes after whatever stands, also after what the feed says of the item today.
fn withdrawn(item: Item) -> Item {
    let article = Article { id: item.article.id, ..Article::default() };
    Item { kind: Kind::Withdrawal, article, author: None, published_at: None, updated: None, ..item }
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
