//! Looks at feeds through [`Watch`], with a clock and a network of the test's own.

use super::{Clock, Config, FeedMemory, Look, Watch};
use crate::fetch::{Answer, Fetch, FetchError, Fetched, Request};
use crate::item::Kind;
use crate::limits::Limits;
use jiff::Timestamp;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// A clock that goes where it is told to wait, up to an end.
struct Hands {
    now: Cell<Timestamp>,
    end: Timestamp,
}

impl Hands {
    fn until(minutes: i64) -> Self {
        let start = Timestamp::UNIX_EPOCH;
        Hands { now: Cell::new(start), end: start + jiff::SignedDuration::from_mins(minutes) }
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        self.now.get()
    }
    fn wait_until(&self, then: Timestamp) -> bool {
        self.now.set(self.now.get().max(then));
        self.now.get() <= self.end
    }
}

/// A network of a few addresses that notes who was asked.
#[derive(Clone, Default)]
struct Net {
    pages: HashMap<&'static str, Vec<u8>>,
    asked: Rc<RefCell<Vec<String>>>,
}

impl Fetch for Net {
    fn fetch(&self, request: &Request) -> Result<Answer, FetchError> {
        self.asked.borrow_mut().push(request.address.clone());
        if request.etag.as_deref() == Some("\"1\"") {
            return Ok(Answer::Unchanged);
        }
        match self.pages.get(request.address.as_str()) {
            Some(body) => Ok(Answer::Body(Box::new(Fetched {
                body: body.clone(),
                address: request.address.clone(),
                etag: Some("\"1\"".to_owned()),
                ..Fetched::default()
            }))),
            None if request.address.contains("down") => {
                Err(FetchError::NoSuchHost("down.example".to_owned()))
            }
            None if request.address.contains("gone") => Ok(Answer::Gone),
            None => Ok(Answer::Refused { status: 404, retry_after: None }),
        }
    }
}

const PAGE: &str = "<html><body><article><p>The foreign ministry of Freedonia said on Tuesday that it had recalled its ambassador \
from Sylvania after shells fell on the border town of Klopstok. Nobody was hurt, the governor said.</p><p>Sylvania denied that \
its troops had fired. A spokesman for its army said that the shells came from the other side of the river.</p></article></body></html>";

fn feed(items: &[(&str, &str)]) -> Vec<u8> {
    let items: String = items
        .iter()
        .map(|(path, text)| {
            format!("<item><guid>{path}</guid><link>https://a.example/{path}</link><description>{text}</description></item>")
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Example</title>{items}</channel></rss>").into_bytes()
}

/// What the watch of these feeds says until the clock ends, and who was asked.
fn run(net: &Net, config: &str, minutes: i64) -> (Vec<String>, Vec<String>) {
    let config = config_of(config);
    let clock = Hands::until(minutes);
    let mut watch =
        Watch::new(&config, net.clone(), HashMap::new(), Limits::default(), Timestamp::UNIX_EPOCH, 1);
    (told(&mut watch, &clock), net.asked.borrow().clone())
}

fn config_of(text: &str) -> Config {
    Config::parse("feeds.toml", &format!("jitter = 0.0\n{text}")).expect("a configuration")
}

/// What a watch says until it or the clock ends.
fn told(watch: &mut Watch<Net>, clock: &Hands) -> Vec<String> {
    let mut told = Vec::new();
    while let Some(turn) = watch.turn(clock) {
        for item in turn.items.iter().flatten() {
            let kind = if item.kind == Kind::Withdrawal { " withdrawn" } else { "" };
            let text: String = item.article.text.chars().take(30).collect();
            told.push(format!("{}{kind}: {text}", item.key));
        }
        told.extend(turn.complaints);
        assert_eq!(turn.memory.to_string().parse().ok(), Some(turn.memory));
    }
    told
}

#[test]
fn a_feed_that_has_not_changed_gives_nothing_again() {
    let net = Net {
        pages: HashMap::from([("https://a.example/rss", feed(&[("1", "One."), ("2", "Two.")]))]),
        ..Net::default()
    };
    let (told, asked) = run(&net, "[[feed]]\nurl = \"https://a.example/rss\"", 40);
    assert_eq!(told, ["https://a.example/rss 1: One.", "https://a.example/rss 2: Two."]);
    assert_eq!(asked.len(), 3);
}

#[test]
fn pages_take_the_place_of_summaries_where_robots_may_go() {
    let net = Net {
        pages: HashMap::from([
            (
                "https://a.example/rss",
                feed(&[("new", "Short."), ("closed", "Short."), ("none", "Short."), ("gone", "Short.")]),
            ),
            ("https://a.example/robots.txt", b"User-agent: *\nDisallow: /closed\n".to_vec()),
            ("https://a.example/new", PAGE.as_bytes().to_vec()),
            ("https://a.example/closed", PAGE.as_bytes().to_vec()),
        ]),
        ..Net::default()
    };
    let (told, asked) = run(&net, "full_text = true\n[[feed]]\nurl = \"https://a.example/rss\"", 10);
    assert_eq!(
        told,
        [
            "https://a.example/rss new: The foreign ministry of Freedo",
            "https://a.example/rss closed: Short.",
            "https://a.example/rss none: Short.",
            "https://a.example/rss gone withdrawn: ",
            "https://a.example/closed: robots.txt asks not to fetch it; the summary is kept",
            "https://a.example/none: the server answered 404; the summary is kept",
            "https://a.example/gone: gone for good; the article counts as withdrawn",
        ]
    );
    let at = |path: &str| format!("https://a.example/{path}");
    assert_eq!(asked, [at("rss"), at("robots.txt"), at("new"), at("none"), at("gone")]);
}

#[test]
fn a_summary_whose_page_is_there_does_not_come_back_until_it_changes() {
    let mut net = Net {
        pages: HashMap::from([
            ("https://a.example/rss", feed(&[("one", "Short."), ("two", "Short."), ("three", "Short.")])),
            ("https://a.example/one", PAGE.as_bytes().to_vec()),
            ("https://a.example/two", PAGE.as_bytes().to_vec()),
        ]),
        ..Net::default()
    };
    let config = config_of("full_text = true\n[[feed]]\nurl = \"https://a.example/rss\"");
    let look = |net: &Net, memory: Option<FeedMemory>| {
        let memories =
            memory.map(|memory| ("https://a.example/rss".to_owned(), memory)).into_iter().collect();
        let start = Timestamp::UNIX_EPOCH;
        let mut watch = Watch::new(&config, net.clone(), memories, Limits::default(), start, 1).once();
        let turn = watch.turn(&Hands::until(10)).expect("a look");
        assert!(watch.turn(&Hands::until(10)).is_none(), "once is once");
        let names: Vec<String> = turn.items.iter().flatten().map(|item| item.key.name.clone()).collect();
        // The feed is asked anew, as if its answer had changed.
        (names, FeedMemory { etag: None, ..turn.memory })
    };
    let (first, memory) = look(&net, None);
    assert_eq!(first, ["one", "two", "three"]);
    net.pages
        .insert("https://a.example/rss", feed(&[("one", "Short."), ("two", "Other."), ("new", "Short.")]));
    let (second, memory) = look(&net, Some(memory));
    assert_eq!(second, ["two", "new"]);
    assert_eq!(memory.completed.keys().collect::<Vec<_>>(), ["new", "one", "two"]);
}

#[test]
fn the_configuration_names_agency_and_language() {
    let net =
        Net { pages: HashMap::from([("https://a.example/rss", feed(&[("1", "Uno.")]))]), ..Net::default() };
    let config = config_of("[[feed]]\nurl = \"https://a.example/rss\"\nagency = \"Wire\"\nlanguage = \"es\"");
    let start = Timestamp::UNIX_EPOCH;
    let mut watch = Watch::new(&config, net, HashMap::new(), Limits::default(), start, 1).once();
    let turn = watch.turn(&Hands::until(1)).expect("a look");
    let item = turn.items[0].as_ref().expect("an item");
    assert_eq!((item.article.agency.as_deref(), item.language.code()), (Some("Wire"), Some("spa")));
    assert_eq!((turn.look, turn.next), (Look::Changed, None));
}

#[test]
fn feeds_in_trouble_do_not_hold_up_the_others() {
    let net =
        Net { pages: HashMap::from([("https://a.example/rss", feed(&[("1", "One.")]))]), ..Net::default() };
    let config = "[[feed]]\nurl = \"https://down.example/\"\n[[feed]]\nurl = \"https://gone.example/\"\n\
                  [[feed]]\nurl = \"https://a.example/rss\"";
    let (told, asked) = run(&net, config, 31);
    let down = "https://down.example/: down.example: no such host";
    let gone = "https://gone.example/: gone for good; it is not watched any more";
    assert_eq!(told, [down, gone, "https://a.example/rss 1: One.", down]);
    assert_eq!(asked.iter().filter(|address| address.contains("gone")).count(), 1);
    assert_eq!(asked.iter().filter(|address| address.contains("a.example")).count(), 3);
}
