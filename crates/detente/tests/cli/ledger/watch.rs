//! Feeds into a ledger, from a server of the test's own.

use super::Ledger;
use crate::command;
use crate::server::{Asked, Server, reply};
use crate::stores::{On, on_both_stores};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

on_both_stores!(
    what_is_new_comes_in_once_and_a_broken_feed_does_not_stop_the_others,
    addresses_of_the_house_are_not_visited_unless_the_file_allows_it,
    a_faulty_file_is_named_by_line_and_nothing_is_done,
    a_polite_signal_ends_the_watch_with_0_and_everything_taken_in_is_kept,
);

/// A feed of stories by number.
fn feed(numbers: &[usize]) -> String {
    let item = |n: &usize| {
        format!(
            "<item><guid isPermaLink=\"false\">story-{n}</guid><title>Strike {n}</title><link>https://wire.example/{n}</link>\
             <pubDate>Tue, 16 Jan 2024 10:0{n}:00 GMT</pubDate>\
             <description>Iran struck a village near Panjgur in Pakistan on Tuesday, killing {} people, Pakistan \
             said.</description></item>",
            n + 2
        )
    };
    let items: String = numbers.iter().map(item).collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Example</title><language>en</language>{items}</channel></rss>"
    )
}

/// A server with a sound feed, which gets a third story once it is asked a third time, and a broken one.
fn newsroom() -> Server {
    Server::start(|asked: &Asked, before| match (asked.path.as_str(), before) {
        ("/feed", 0) => {
            reply("200 OK", "ETag: \"1\"\r\nContent-Type: application/rss+xml\r\n", &feed(&[1, 2]))
        }
        ("/feed", 1) => match asked.field("if-none-match") {
            Some("\"1\"") => reply("304 Not Modified", "", ""),
            other => reply("500 Not Conditional", "", &format!("{other:?}")),
        },
        ("/feed", _) => reply("200 OK", "ETag: \"2\"\r\n", &feed(&[1, 2, 3])),
        ("/broken", _) => reply("503 Service Unavailable", "", ""),
        _ => reply("404 Not Found", "", ""),
    })
}

/// A configuration for feeds of a server.
pub(super) fn config(ledger: &Ledger, server: &Server, more: &str, paths: &[&str]) -> String {
    let feeds: String = paths
        .iter()
        .map(|path| format!("[[feed]]\nurl = \"{}\"\nagency = \"Wire\"\n", server.at(path)))
        .collect();
    let text = format!(
        "ledger = \"{}\"\nhost_pause = \"0s\"\nallow_hosts = [\"127.0.0.1:{}\"]\n{more}{feeds}",
        ledger.named(),
        server.port
    );
    ledger.write("feeds.toml", &text)
}

impl Ledger {
    /// Runs `detente watch --once`.
    pub(super) fn watch(&self, config: &str) -> crate::Ran {
        command().args(["watch", "--once", config]).output().expect("it starts").into()
    }

    fn titles(&self) -> Vec<String> {
        let mut rows = self.run(&["articles", "--format", "jsonl"]).objects();
        rows.sort_by_key(|row| row["name"].to_string());
        let told = |row: &serde_json::Value| format!("{} {} {}", row["name"], row["agency"], row["title"]);
        rows.iter().map(|row| told(row).replace('"', "")).collect()
    }
}

fn what_is_new_comes_in_once_and_a_broken_feed_does_not_stop_the_others(on: On) {
    let (ledger, server) = (Ledger::new(on), newsroom());
    let config = config(&ledger, &server, "", &["/broken", "/feed"]);
    let first = ledger.watch(&config);
    assert_eq!(first.code, Some(3), "{}", first.err);
    assert!(first.err.contains("/broken: the server answered 503"), "{}", first.err);
    assert!(first.err.contains("/feed: 2 new"), "{}", first.err);
    assert_eq!(ledger.titles(), ["story-1 Wire Strike 1", "story-2 Wire Strike 2"]);

    let dump = ledger.dump();
    let second = ledger.watch(&config);
    assert!(second.err.contains("/feed: nothing new"), "{}", second.err);
    assert_eq!(ledger.dump(), dump);

    let third = ledger.watch(&config);
    assert!(third.err.contains("/feed: 1 new, 2 there before"), "{}", third.err);
    assert_eq!(ledger.titles().len(), 3);
    ledger.check_sound();
    // The events are those that `detente ingest` makes of the same feed, saved.
    let events = |ledger: &Ledger| ledger.run(&["events", "--dyad", "IRN", "PAK", "--format", "csv"]).out;
    let saved = Ledger::new(on);
    let file = saved.write("feed.xml", &feed(&[1, 2, 3]));
    assert_eq!(saved.run(&["ingest", &file]).code, Some(0));
    assert_eq!(events(&ledger).lines().count(), events(&saved).lines().count());
    assert!(events(&ledger).lines().count() > 3, "{}", events(&ledger));
}

fn addresses_of_the_house_are_not_visited_unless_the_file_allows_it(on: On) {
    let (ledger, server) = (Ledger::new(on), newsroom());
    let feeds = format!("ledger = \"{}\"\n[[feed]]\nurl = \"{}\"\n", ledger.named(), server.at("/feed"));
    let ran = ledger.watch(&ledger.write("feeds.toml", &feeds));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("no address of the public internet"), "{}", ran.err);
    assert!(server.asked().is_empty());
}

fn a_faulty_file_is_named_by_line_and_nothing_is_done(on: On) {
    let (ledger, server) = (Ledger::new(on), newsroom());
    let faulty =
        config(&ledger, &server, "interval = \"often\"\n[alerts]\nrules = \"rules.toml\"\n", &["/feed"]);
    let ran = ledger.watch(&faulty);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("feeds.toml:4:12: expected a time of at least a minute"), "{}", ran.err);
    assert!(server.asked().is_empty() && !ledger.is_there());

    let rules = ledger.write("rules.toml", "[[alert]]\nname = \"x\"\non = \"rain\"\n");
    let named = config(&ledger, &server, "[alerts]\nrules = \"rules.toml\"\n", &["/feed"]);
    let checked = command().args(["watch", "--check", &named]).output().expect("it starts");
    let checked = crate::Ran::from(checked);
    assert_eq!(checked.code, Some(1));
    assert!(checked.out.contains(&format!("{rules}:3:6: expected one of new-dispute")), "{}", checked.out);
    ledger.write("rules.toml", "[[alert]]\nname = \"x\"\non = \"new-dispute\"\n");
    let checked = crate::Ran::from(command().args(["watch", "--check", &named]).output().expect("it starts"));
    assert_eq!((checked.code, checked.out.as_str()), (Some(0), "feeds: 1; rules: 1; faults: 0\n"));
    assert!(!ledger.is_there());
}

#[cfg(unix)]
fn a_polite_signal_ends_the_watch_with_0_and_everything_taken_in_is_kept(on: On) {
    let (ledger, server) = (Ledger::new(on), newsroom());
    let config = config(&ledger, &server, "", &["/feed"]);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("detente"))
        .args(["watch", &config])
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines();
    let status = lines.by_ref().map_while(Result::ok).find(|line| line.contains("2 new"));
    assert!(status.is_some_and(|line| line.contains("; next at 20")));
    let id = child.id().to_string();
    let sent = std::process::Command::new("kill").args(["-TERM", &id]).status().expect("kill");
    assert!(sent.success());
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    assert_eq!(child.wait().expect("an end").code(), Some(0), "{rest:?}");
    assert!(rest.iter().any(|line| line.contains("stopped")), "{rest:?}");
    assert_eq!(ledger.titles().len(), 2);
    ledger.check_sound();
}
