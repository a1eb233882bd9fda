//! Which feeds are watched, how often, and how politely.
//!
//! In: a TOML file. Out: a [`Config`], or everything that is wrong with it, by line and column.
//!
//! Worked example:
//!
//! ```toml
//! ledger = "border.db"
//! interval = "15m"
//! [[feed]]
//! url = "https://a.example/rss"
//! agency = "Border Wire"
//! [[feed]]
//! url = "https://b.example/atom.xml"
//! interval = "2h"
//! full_text = true
//! ```

use crate::language::Language;
use detente_data::Problem;
use detente_data::own_file::{OwnFile, Spanned};
use jiff::SignedDuration;
use serde::Deserialize;
use std::path::PathBuf;

/// Shortest time between two looks at one feed.
const SHORTEST: SignedDuration = SignedDuration::from_secs(60);

/// What is watched.
#[derive(Debug, Clone)]
pub struct Config {
    /// The feeds.
    pub feeds: Vec<Feed>,
    /// How much of an interval chance may add or take, from 0 to 1.
    pub jitter: f64,
    /// Time between two requests to one host.
    pub host_pause: SignedDuration,
    /// Whether robots.txt is obeyed where pages are fetched.
    pub robots: bool,
    /// Hosts, or `HOST:PORT`s, that may be visited though they are not public.
    pub allow_hosts: Vec<String>,
    /// How the program calls itself.
    pub user_agent: String,
    /// The ledger that takes the articles in, as written. Whoever watches opens it.
    pub ledger: Option<PathBuf>,
    /// What is told of what comes in. Whoever watches does it.
    pub alerts: Option<Alerts>,
}

/// What is told of what comes in, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alerts {
    /// The file of rules, as written.
    pub rules: PathBuf,
    /// The address that each alert is sent to.
    pub webhook: Option<String>,
    /// The Atom feed that is kept, as written.
    pub atom: Option<PathBuf>,
}

/// One feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its address, which is also the source's name in the keys of its items.
    pub url: String,
    /// Who writes or sends its articles; none: as the feed names itself.
    pub agency: Option<String>,
    /// The language of its articles; none: as their texts tell.
    pub language: Option<Language>,
    /// Time between two looks.
    pub interval: SignedDuration,
    /// Whether the page is fetched where the feed has only a summary.
    pub full_text: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(default)]
    feed: Vec<Spanned<TypedFeed>>,
    interval: Option<Spanned<String>>,
    #[serde(default)]
    full_text: bool,
    #[serde(default = "yes")]
    robots: bool,
    jitter: Option<Spanned<f64>>,
    host_pause: Option<Spanned<String>>,
    #[serde(default)]
    allow_hosts: Vec<Spanned<String>>,
    user_agent: Option<Spanned<String>>,
    ledger: Option<Spanned<String>>,
    alerts: Option<Spanned<TypedAlerts>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedFeed {
    url: Option<Spanned<String>>,
    agency: Option<Spanned<String>>,
    language: Option<Spanned<String>>,
    interval: Option<Spanned<String>>,
    full_text: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedAlerts {
    rules: Option<Spanned<String>>,
    webhook: Option<Spanned<String>>,
    atom: Option<Spanned<String>>,
}

fn yes() -> bool {
    true
}

impl Config {
    /// Reads a configuration; `file` is its name, as messages have it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with line, column and what was expected.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut file = OwnFile::new(file, text);
        let Some(typed) = file.read::<Typed>() else { return Err(file.problems()) };
        let interval = time(&mut file, typed.interval.as_ref(), SHORTEST).unwrap_or(Self::INTERVAL);
        let mut feeds: Vec<Feed> = Vec::new();
        for entry in &typed.feed {
            if let Some(feed) = feed(&mut file, entry, interval, typed.full_text, &feeds) {
                feeds.push(feed);
            }
        }
        if typed.feed.is_empty() {
            file.fault_of_all("expected a feed to watch: [[feed]] with url = \"https://...\"");
        }
        if let Some(jitter) = typed.jitter.as_ref().filter(|jitter| !(0.0..=1.0).contains(jitter.get_ref())) {
            file.fault(jitter, "expected a number from 0 to 1");
        }
        for host in typed.allow_hosts.iter().filter(|host| !is_host(host.get_ref())) {
            file.fault(host, "expected a host, or HOST:PORT, without scheme and path");
        }
        let user_agent =
            text_of(&mut file, typed.user_agent.as_ref()).unwrap_or_else(|| Self::USER_AGENT.to_owned());
        let host_pause = time(&mut file, typed.host_pause.as_ref(), SignedDuration::ZERO);
        let config = Config {
            feeds,
            jitter: typed.jitter.map_or(0.1, Spanned::into_inner),
            host_pause: host_pause.unwrap_or(Self::HOST_PAUSE),
            robots: typed.robots,
            allow_hosts: typed.allow_hosts.into_iter().map(Spanned::into_inner).collect(),
            user_agent,
            ledger: text_of(&mut file, typed.ledger.as_ref()).map(PathBuf::from),
            alerts: typed.alerts.as_ref().and_then(|alerts| self::alerts(&mut file, alerts)),
        };
        file.sound(config)
    }

    /// A configuration for these addresses, with what is usual for all else.
    pub fn of(addresses: impl IntoIterator<Item = String>) -> Self {
        let feed =
            |url| Feed { url, agency: None, language: None, interval: Self::INTERVAL, full_text: false };
        Config {
            feeds: addresses.into_iter().map(feed).collect(),
            jitter: 0.1,
            host_pause: Self::HOST_PAUSE,
            robots: true,
            allow_hosts: Vec::new(),
            user_agent: Self::USER_AGENT.to_owned(),
            ledger: None,
            alerts: None,
        }
    }

    const USER_AGENT: &str =
        concat!("detente/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"), ")");
    const INTERVAL: SignedDuration = SignedDuration::from_mins(15);
    const HOST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
}

/// One feed, where it has an address that can be fetched.
fn feed(
    file: &mut OwnFile<'_>,
    entry: &Spanned<TypedFeed>,
    interval: SignedDuration,
    full_text: bool,
    before: &[Feed],
) -> Option<Feed> {
    let typed = entry.get_ref();
    let own = time(file, typed.interval.as_ref(), SHORTEST);
    let agency = text_of(file, typed.agency.as_ref());
    let language = typed.language.as_ref().and_then(|tag| {
        let language = Language::of_tag(tag.get_ref());
        if language.is_none() {
            file.fault(tag, format!("expected a language such as en or eng, found {:?}", tag.get_ref()));
        }
        language
    });
    let Some(url) = &typed.url else {
        file.fault(entry, "expected the key url in this feed");
        return None;
    };
    let address = address(file, url)?;
    if before.iter().any(|other| other.url == address) {
        file.fault(url, format!("expected each feed once; {address:?} stands above already"));
    }
    let full_text = typed.full_text.unwrap_or(full_text);
    Some(Feed { url: address, agency, language, interval: own.unwrap_or(interval), full_text })
}

fn alerts(file: &mut OwnFile<'_>, entry: &Spanned<TypedAlerts>) -> Option<Alerts> {
    let typed = entry.get_ref();
    let webhook = typed.webhook.as_ref().and_then(|url| address(file, url));
    let atom = text_of(file, typed.atom.as_ref()).map(PathBuf::from);
    if typed.rules.is_none() {
        file.fault(entry, "expected the key rules here: the file of rules");
    }
    let rules = text_of(file, typed.rules.as_ref()).map(PathBuf::from)?;
    Some(Alerts { rules, webhook, atom })
}

/// An address that can be fetched.
fn address(file: &mut OwnFile<'_>, url: &Spanned<String>) -> Option<String> {
    let typed = url.get_ref();
    let is_address = url::Url::parse(typed)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
    if !is_address {
        file.fault(url, format!("expected an address of http or https, found {typed:?}"));
    }
    is_address.then(|| typed.clone())
}

/// A text that says something.
fn text_of(file: &mut OwnFile<'_>, typed: Option<&Spanned<String>>) -> Option<String> {
    let typed = typed?;
    let text = typed.get_ref().trim();
    if text.is_empty() {
        file.fault(typed, "expected a text, found none");
    }
    Some(text.to_owned())
}

fn time(
    file: &mut OwnFile<'_>,
    typed: Option<&Spanned<String>>,
    shortest: SignedDuration,
) -> Option<SignedDuration> {
    let typed = typed?;
    let time = typed.get_ref().parse::<SignedDuration>().ok().filter(|time| *time >= shortest);
    if time.is_none() {
        let (least, example) = if shortest.is_zero() { ("", "5s") } else { (" of at least a minute", "15m") };
        let found = typed.get_ref();
        file.fault(typed, format!("expected a time{least} such as \"{example}\", found {found:?}"));
    }
    time
}

fn is_host(text: &str) -> bool {
    !text.is_empty() && !text.contains(['/', ' ', '@'])
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let told: Vec<String> = match Config::parse("feeds.toml", text) {
            Ok(config) => config
                .feeds
                .iter()
                .map(|feed| {
                    let language = feed.language.map(|language| language.to_string()).unwrap_or_default();
                    let agency = feed.agency.as_deref().unwrap_or_default();
                    let seconds = feed.interval.as_secs();
                    format!("{} {seconds} {} {agency} {language}", feed.url, feed.full_text)
                })
                .collect(),
            Err(problems) => problems.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn feeds_take_what_they_do_not_say_from_the_whole() {
        let two = "interval = \"30m\"\nfull_text = true\n[[feed]]\nurl = \"https://a.example/rss\"\n\
                   agency = \"Wire\"\nlanguage = \"en\"\n\
                   [[feed]]\nurl = \"http://b.example/\"\ninterval = \"2h 30m\"\nfull_text = false\n";
        check(two, &["https://a.example/rss 1800 true Wire eng", "http://b.example/ 9000 false  "]);
        check("[[feed]]\nurl = \"https://a.example/rss\"\n", &["https://a.example/rss 900 false  "]);
    }

    #[test]
    fn everything_that_is_wrong_is_told_with_its_place() {
        check("", &["feeds.toml: expected a feed to watch: [[feed]] with url = \"https://...\""]);
        let many = "interval = \"1s\"\njitter = 2\nallow_hosts = [\"http://x/\"]\n[alerts]\nwebhook = \"desk\"\n\
                    [[feed]]\nurl = \"file:///x\"\n[[feed]]\nlanguage = \"klingon\"\n\
                    [[feed]]\nurl = \"https://a.example/\"\n[[feed]]\nurl = \"https://a.example/\"\nagency = \"\"\n";
        check(
            many,
            &[
                "feeds.toml:1:12: expected a time of at least a minute such as \"15m\", found \"1s\"",
                "feeds.toml:2:10: expected a number from 0 to 1",
                "feeds.toml:3:16: expected a host, or HOST:PORT, without scheme and path",
                "feeds.toml:4:1: expected the key rules here: the file of rules",
                "feeds.toml:5:11: expected an address of http or https, found \"desk\"",
                "feeds.toml:7:7: expected an address of http or https, found \"file:///x\"",
                "feeds.toml:8:1: expected the key url in this feed",
                "feeds.toml:9:12: expected a language such as en or eng, found \"klingon\"",
                "feeds.toml:13:7: expected each feed once; \"https://a.example/\" stands above already",
                "feeds.toml:14:10: expected a text, found none",
            ],
        );
        check(
            "[[feed]]\nurl = \"https://a.example/\"\ninterwal = \"1h\"",
            &[
                "feeds.toml:3:1: unknown field `interwal`, expected one of `url`, `agency`, `language`, `interval`, `full_text`",
            ],
        );
    }
}
