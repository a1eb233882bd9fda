//! Articles in the forms that news comes in, through the real binary.

use super::{Ran, command, run_on};
use std::fs;
use tempfile::TempDir;

const STORY: &str = "<p>Oslo, Jan 3, 2022 (AAA) - Norway expelled two diplomats of Russia on Monday, the foreign ministry said.</p>\
    <p>The ministry gave no reason. Russia said that it would answer in kind, and called the step unfriendly.</p>";

/// A file of this name and content gives these ids and these days of publication.
#[track_caller]
fn check(name: &str, content: &str, expected: &[(&str, &str)]) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, content).expect("a file");
    let ran: Ran = command().args(["read", "--format", "jsonl"]).arg(&path).output().expect("a run").into();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let objects = ran.objects();
    let found: Vec<(&str, &str)> = objects
        .iter()
        .map(|o| (o["id"].as_str().unwrap_or_default(), o["published"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(found, expected, "{name}");
    assert!(
        objects.iter().all(|o| o["events"].as_array().is_some_and(|events| !events.is_empty())),
        "{name}"
    );
}

#[test]
fn a_page_a_feed_and_a_web_archive() {
    let page = format!(
        "<html><head><meta name=date content=2022-01-03></head><body><nav><a href=/>Home</a></nav><article>{STORY}</article></body></html>"
    );
    check("expelled.html", &page, &[("expelled", "2022-01-03")]);
    let escaped = STORY.replace('<', "&lt;");
    let feed = format!(
        "<rss version=\"2.0\"><channel><item><guid>7</guid><pubDate>Mon, 03 Jan 2022 10:00:00 GMT</pubDate>\
         <description>{escaped}</description></item></channel></rss>"
    );
    check("feed.xml", &feed, &[("7", "2022-01-03")]);
    let response = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nContent-Type: application/http\r\n\
         Content-Length: {}\r\n\r\n{response}\r\n\r\n",
        response.len()
    );
    check("crawl.warc", &record, &[("https://a.example/1", "2022-01-03")]);
}

#[test]
fn a_withdrawal_is_told_and_not_read() {
    let ran = run_on(
        "{\"id\": \"a\", \"withdrawn\": true}\n{\"id\": \"b\", \"text\": \"One.\"}\n",
        &["read", "--format", "jsonl", "-"],
    );
    assert_eq!((ran.code, ran.objects().len()), (Some(0), 1), "{}", ran.err);
    assert!(ran.err.contains("\"a\" is withdrawn"), "{}", ran.err);
}
