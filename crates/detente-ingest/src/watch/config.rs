//! Which feeds are watched, how often, and how politely.
//!
//! In: a TOML file. Out: a [`Config`], or what is wrong with it by line.
//!
//! Worked example:
//!
//! ```toml
//! interval = "15m"
//! [[feed]]
//! url = "https://a.example/rss"
//! [[feed]]
//! url = "https://b.example/atom.xml"
//! interval = "2h"
//! full_text = true
//! ```

use jiff::SignedDuration;
use serde::Deserialize;
use thiserror::Error;

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
}

/// One feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its address, which is also the source's name in the keys of its items.
    pub url: String,
    /// Time between two looks.
    pub interval: SignedDuration,
    /// Whether the page is fetched where the feed has only a summary.
    pub full_text: bool,
}

/// What is wrong with a configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// Not TOML, or an unknown key, or a value of the wrong kind.
    #[error("{0}")]
    NotToml(#[from] toml::de::Error),
    /// No feeds.
    #[error("no feed to watch; add [[feed]] with url = \"https://...\"")]
    NoFeeds,
    /// An address that cannot be fetched.
    #[error("feed {number}: {url:?} is no address of http or https")]
    NotAnAddress {
        /// Which one, from 1.
        number: usize,
        /// What stands there.
        url: String,
    },
    /// A feed named twice.
    #[error("feed {number}: {url:?} stands there twice")]
    Twice {
        /// Which one, from 1.
        number: usize,
        /// The address.
        url: String,
    },
    /// A time that is none, or too short.
    #[error("{field} = {value:?} is no time from one minute up; write \"15m\" or \"2h\"")]
    NotATime {
        /// The key.
        field: &'static str,
        /// What stands there.
        value: String,
    },
    /// A jitter beyond its range.
    #[error("jitter = {0} is not between 0 and 1")]
    Jitter(f64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(default)]
    feed: Vec<TypedFeed>,
    interval: Option<String>,
    #[serde(default)]
    full_text: bool,
    #[serde(default = "yes")]
    robots: bool,
    jitter: Option<f64>,
    host_pause: Option<String>,
    #[serde(default)]
    allow_hosts: Vec<String>,
    user_agent: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedFeed {
    url: String,
    interval: Option<String>,
    full_text: Option<bool>,
}

fn yes() -> bool {
    true
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// A [`ConfigError`] names the line or the feed, and what to write instead.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let typed: Typed = toml::from_str(text)?;
        let interval = time("interval", typed.interval.as_deref().unwrap_or("15m"), SHORTEST)?;
        let mut feeds: Vec<Feed> = Vec::new();
        for (at, feed) in typed.feed.into_iter().enumerate() {
            let number = at + 1;
            let is_address =
                url::Url::parse(&feed.url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if !is_address {
                return Err(ConfigError::NotAnAddress { number, url: feed.url });
            }
            if feeds.iter().any(|other| other.url == feed.url) {
                return Err(ConfigError::Twice { number, url: feed.url });
            }
            let own = feed.interval.as_deref().map(|value| time("interval", value, SHORTEST)).transpose()?;
            feeds.push(Feed {
                url: feed.url,
                interval: own.unwrap_or(interval),
                full_text: feed.full_text.unwrap_or(typed.full_text),
            });
        }
        if feeds.is_empty() {
            return Err(ConfigError::NoFeeds);
        }
        let jitter = typed.jitter.unwrap_or(0.1);
        if !(0.0..=1.0).contains(&jitter) {
            return Err(ConfigError::Jitter(jitter));
        }
        let own_name =
            concat!("detente/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"), ")");
        Ok(Config {
            feeds,
            jitter,
            host_pause: time(
                "host_pause",
                typed.host_pause.as_deref().unwrap_or("5s"),
                SignedDuration::ZERO,
            )?,
            robots: typed.robots,
            allow_hosts: typed.allow_hosts,
            user_agent: typed.user_agent.unwrap_or_else(|| own_name.to_owned()),
        })
    }
}

fn time(field: &'static str, value: &str, shortest: SignedDuration) -> Result<SignedDuration, ConfigError> {
    let parsed = value.parse::<SignedDuration>().ok().filter(|time| *time >= shortest);
    parsed.ok_or_else(|| ConfigError::NotATime { field, value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let told = match Config::parse(text) {
            Ok(config) => config
                .feeds
                .iter()
                .map(|feed| format!("{} {} {}", feed.url, feed.interval.as_secs(), feed.full_text))
                .collect::<Vec<_>>()
                .join("; "),
            Err(error) => error.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        assert_eq!(told, expected);
    }

    #[test]
    fn feeds_take_what_they_do_not_say_from_the_whole() {
        let two = "interval = \"30m\"\nfull_text = true\n[[feed]]\nurl = \"https://a.example/rss\"\n\
                   [[feed]]\nurl = \"http://b.example/\"\ninterval = \"2h 30m\"\nfull_text = false\n";
        check(two, "https://a.example/rss 1800 true; http://b.example/ 9000 false");
        check("[[feed]]\nurl = \"https://a.example/rss\"\n", "https://a.example/rss 900 false");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        check("", "no feed to watch; add [[feed]] with url = \"https://...\"");
        check("[[feed]]\nurl = \"file:///x\"", "feed 1: \"file:///x\" is no address of http or https");
        check(
            "[[feed]]\nurl = \"https://a.example/\"\n[[feed]]\nurl = \"https://a.example/\"",
            "feed 2: \"https://a.example/\" stands there twice",
        );
        check(
            "interval = \"1s\"",
            "interval = \"1s\" is no time from one minute up; write \"15m\" or \"2h\"",
        );
        check("jitter = 2\n[[feed]]\nurl = \"https://a.example/\"", "jitter = 2 is not between 0 and 1");
        check("interwal = \"1h\"", "TOML parse error at line 1, column 1");
    }
}
