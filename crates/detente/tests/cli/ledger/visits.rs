//! `detente ingest` of addresses, from a server of the test's own.

use super::Ledger;
use crate::server::{Asked, Server, reply};
use crate::stores::{On, on_both_stores};

on_both_stores!(
    each_form_is_read_as_what_it_is_and_the_same_again_is_nothing,
    a_page_takes_the_place_of_a_summary_where_asked,
    what_may_not_be_visited_is_told_and_leaves_nothing,
);

const STORY: &str =
    "Iran struck a village near Panjgur in Pakistan on Tuesday, killing two people, Pakistan said.";

/// A page whose main text is long enough to be one.
fn page() -> String {
    let more = "The ministry in Islamabad summoned the envoy of Iran and recalled its own ambassador from Tehran, \
                and both sides spoke of restraint while the border stayed open to traders and to families. ";
    let body: String = (0..6).map(|_| format!("<p>{STORY} {more}</p>")).collect();
    format!(
        "<html lang=\"en\"><head><title>Whole story</title></head><body><article>{body}</article></body></html>"
    )
}

fn feed(kind: &str, link: &str) -> String {
    match kind {
        "rss" => format!(
            "<rss version=\"2.0\"><channel><title>Wire</title><item><guid>r1</guid><title>Strike</title><link>{link}</link>\
             <pubDate>Tue, 16 Jan 2024 10:00:00 GMT</pubDate><description>{STORY}</description></item></channel></rss>"
        ),
        _ => format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:wire</id><title>Wire</title><updated>2024-01-16T10:00:00Z</updated>\
             <entry><id>urn:a1</id><title>Strike</title><updated>2024-01-16T10:00:00Z</updated><summary>{STORY}</summary></entry></feed>"
        ),
    }
}

fn newsroom() -> Server {
    Server::start(|asked: &Asked, _| {
        let host = asked.field("host").unwrap_or_default().to_string();
        match asked.path.as_str() {
            "/robots.txt" => reply("200 OK", "", "User-agent: *\nDisallow: /closed\n"),
            "/rss" if asked.field("if-none-match").is_some() => reply("304 Not Modified", "", ""),
            "/rss" => reply(
                "200 OK",
                "ETag: \"1\"\r\nContent-Type: application/rss+xml\r\n",
                &feed("rss", &format!("http://{host}/page")),
            ),
            "/atom" => reply("200 OK", "Content-Type: application/atom+xml\r\n", &feed("atom", "")),
            "/page" | "/closed" => reply("200 OK", "Content-Type: text/html\r\n", &page()),
            "/lines.jsonl" => {
                let line = serde_json::json!({"id": "line-1", "text": STORY, "published": "2024-01-17"});
                reply("200 OK", "Content-Type: application/jsonl\r\n", &format!("{line}\n{{\"id\": \n"))
            }
            _ => reply("404 Not Found", "", ""),
        }
    })
}

/// Takes in what stands at these paths; the run, and the lines of `detente articles`.
#[track_caller]
fn check(ledger: &Ledger, server: &Server, more: &[&str], paths: &[&str], code: i32, told: &str) {
    let addresses: Vec<String> = paths.iter().map(|path| server.at(path)).collect();
    let host = format!("127.0.0.1:{}", server.port);
    let mut asked = vec!["ingest", "--allow-host", &host, "--pause", "0"];
    asked.extend(more);
    asked.extend(addresses.iter().map(String::as_str));
    let ran = ledger.run(&asked);
    assert_eq!(ran.code, Some(code), "{}", ran.err);
    assert!(ran.err.contains(told), "{told}: {}", ran.err);
}

fn each_form_is_read_as_what_it_is_and_the_same_again_is_nothing(on: On) {
    let (ledger, server) = (Ledger::new(on), newsroom());
    let all = ["/rss", "/atom", "/page", "/lines.jsonl"];
    check(&ledger, &server, &[], &all, 3, "4 new, 1 set aside");
    let rows = ledger.run(&["articles", "--format", "jsonl"]).objects();
    let mut names: Vec<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    names.sort_unstable();
    let page = server.at("/page");
    assert_eq!(names, [page.as_str(), "line-1", "r1", "urn:a1"]);
    assert!(ledger.run(&["events", "--dyad", "IRN", "PAK", "--format", "csv"]).out.lines().count() > 4);
    let dump = ledger.dump();
    check(&ledger, &server, &[], &["/rss", "/atom", "/page"], 0, "2 there before");
    assert_eq!(ledger.dump(), dump);
    let conditional = server.asked().iter().filter(|asked| asked.field("if-none-match").is_some()).count();
    assert_eq!(conditional, 1);
    ledger.check_sound();
}

fn a_page_takes_the_place_of_a_summary_where_asked(on: On) {
    let (ledger, server) = (Ledger::new(on), newsroom());
    check(&ledger, &server, &["--full-text"], &["/rss"], 0, "1 new");
    let found = ledger.run(&["articles", "--text", "restraint", "--format", "jsonl"]).objects();
    assert_eq!(
        (found.len(), found[0]["name"].as_str(), found[0]["title"].as_str()),
        (1, Some("r1"), Some("Strike"))
    );
}

fn what_may_not_be_visited_is_told_and_leaves_nothing(on: On) {
    let (ledger, server) = (Ledger::new(on), newsroom());
    check(&ledger, &server, &[], &["/closed"], 1, "/closed: robots.txt asks not to fetch it");
    check(&ledger, &server, &[], &["/none", "/rss"], 3, "/none: the server answered 404");
    check(&ledger, &server, &["--no-robots"], &["/closed"], 0, "1 new");
    let inside = Ledger::new(on);
    let ran = inside.run(&["ingest", &server.at("/rss")]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("127.0.0.1, which is no address of the public internet"), "{}", ran.err);
    let ran = inside.run(&["ingest", "ftp://wire.example/rss"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("ftp://wire.example/rss: is not fetched"), "{}", ran.err);
    assert!(inside.run(&["articles"]).out.is_empty());
}
