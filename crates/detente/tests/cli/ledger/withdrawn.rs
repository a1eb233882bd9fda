//! T10 through the whole program: what sources correct and take back, each in its own way, and what becomes of the totals.

use super::Ledger;
use super::watch::config;
use crate::command;
use crate::server::{Asked, Server, reply};
use crate::stores::{On, on_both_stores};

on_both_stores!(
    t10_a_deleted_entry_of_a_feed_withdraws,
    t10_a_status_of_canceled_withdraws,
    t10_a_line_that_says_so_withdraws,
    t10_a_page_that_is_gone_withdraws,
    t10_a_feed_whose_page_is_gone_withdraws,
    t10_an_address_that_is_gone_and_was_never_taken_in_leaves_nothing,
    t10_totals_are_those_of_what_stands,
);

fn struck(killed: usize) -> String {
    format!(
        "Iran struck a village near Panjgur in Pakistan on Tuesday, killing {killed} people, Pakistan said."
    )
}

/// A page whose main text is long enough to be one.
fn page(killed: usize) -> String {
    let more = "The market of the town opens early in the morning, and its tea is known far beyond the hills. Traders from the \
                coast bring rice and cloth, and buy dates and wool from the farmers of the valley. ";
    let body: String = (0..5).map(|_| format!("<p>{more}</p>")).collect();
    let story = struck(killed);
    format!(
        "<html lang=\"en\"><head><title>Strike</title></head><body><article><p>{story}</p>{body}</article></body></html>"
    )
}

/// Twelve killed, corrected to nine, withdrawn: the dead of the incidents at each step, then and as of each step before. `look` has the program
/// look at what a server says, which is `said` with the number of looks before.
#[track_caller]
fn check(on: On, said: fn(&Asked, usize) -> String, look: impl Fn(&Ledger, &Server) -> crate::Ran) {
    let (ledger, server) = (Ledger::new(on), Server::start(said));
    let steps: [&[u64]; 3] = [&[12], &[9], &[]];
    for (at, now) in steps.iter().enumerate() {
        let ran = look(&ledger, &server);
        assert_eq!(ran.code, Some(0), "step {at}: {}", ran.err);
        let told = ["1 new", "1 corrected", "1 withdrawn"][at];
        assert!(ran.err.contains(told), "step {at}: {}", ran.err);
        assert_eq!(killed(&ledger, &[]), *now, "step {at}: {}", ran.err);
        for (past, then) in steps[..=at].iter().enumerate() {
            let commit = (past + 1).to_string();
            assert_eq!(killed(&ledger, &["--as-of", &commit]), *then, "step {at} as of {commit}");
        }
    }
    // What is gone already is not taken back again.
    let dump = ledger.dump();
    look(&ledger, &server);
    assert_eq!(ledger.dump(), dump);
    ledger.check_sound();
}

/// The dead of the incidents between the two.
fn killed(ledger: &Ledger, more: &[&str]) -> Vec<u64> {
    let asked = [&["incidents", "--dyad", "IRN", "PAK", "--format", "jsonl"], more].concat();
    let rows = ledger.run(&asked).objects();
    rows.iter().filter_map(|row| row["incident"]["killed"]["highest"].as_u64()).collect()
}

fn watch(ledger: &Ledger, server: &Server, more: &str) -> crate::Ran {
    ledger.watch(&config(ledger, server, more, &["/feed"]))
}

fn ingest(ledger: &Ledger, server: &Server, path: &str) -> crate::Ran {
    let host = format!("127.0.0.1:{}", server.port);
    ledger.run(&["ingest", "--allow-host", &host, "--pause", "0", &server.at(path)])
}

fn t10_a_deleted_entry_of_a_feed_withdraws(on: On) {
    let atom = |_: &Asked, before| {
        let entry = |day: usize, killed| {
            format!(
                "<entry><id>urn:1</id><title>Strike</title><updated>2024-01-{day}T10:00:00Z</updated><summary>{}</summary></entry>",
                struck(killed)
            )
        };
        let inside = match before {
            0 => entry(17, 12),
            1 => entry(18, 9),
            _ => "<at:deleted-entry ref=\"urn:1\" when=\"2024-01-19T10:00:00Z\"/>".to_string(),
        };
        let feed = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><id>urn:wire</id>\
             <title>Wire</title><updated>2024-01-17T10:00:00Z</updated>{inside}</feed>"
        );
        reply("200 OK", "Content-Type: application/atom+xml\r\n", &feed)
    };
    check(on, atom, |ledger, server| watch(ledger, server, ""));
}

fn t10_a_status_of_canceled_withdraws(on: On) {
    let news = |_: &Asked, before: usize| {
        let (status, killed) = [("usable", 12), ("usable", 9), ("canceled", 9)][before.min(2)];
        let version = before.min(2) + 1;
        let item = format!(
            "<newsItem guid=\"urn:n:1\" version=\"{version}\" xml:lang=\"en\" xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemMeta>\
             <versionCreated>2024-01-17T1{version}:00:00Z</versionCreated><firstCreated>2024-01-17T10:00:00Z</firstCreated>\
             <pubStatus qcode=\"stat:{status}\"/></itemMeta><contentMeta><headline>Strike</headline></contentMeta><contentSet>\
             <inlineXML><html><body><p>{}</p></body></html></inlineXML></contentSet></newsItem>",
            struck(killed)
        );
        reply("200 OK", "Content-Type: application/xml\r\n", &item)
    };
    check(on, news, |ledger, server| watch(ledger, server, ""));
}

fn t10_a_line_that_says_so_withdraws(on: On) {
    let lines = |asked: &Asked, before: usize| {
        if asked.path == "/robots.txt" {
            return reply("404 Not Found", "", "");
        }
        let line = match before {
            0 => serde_json::json!({"id": "1", "text": struck(12), "published": "2024-01-17"}),
            1 => serde_json::json!({"id": "1", "text": struck(9), "published": "2024-01-17"}),
            _ => serde_json::json!({"id": "1", "withdrawn": true}),
        };
        reply("200 OK", "Content-Type: application/jsonl\r\n", &format!("{line}\n"))
    };
    check(on, lines, |ledger, server| ingest(ledger, server, "/lines.jsonl"));
}

/// A page that is corrected and then gone.
fn fading(before: usize) -> String {
    match before {
        0 => reply("200 OK", "Content-Type: text/html\r\n", &page(12)),
        1 => reply("200 OK", "Content-Type: text/html\r\n", &page(9)),
        _ => reply("410 Gone", "", "gone"),
    }
}

fn t10_a_page_that_is_gone_withdraws(on: On) {
    let pages = |asked: &Asked, before| match asked.path.as_str() {
        // What only tracks readers is no other page.
        "/page?utm_source=mail" => fading(before),
        _ => reply("404 Not Found", "", ""),
    };
    let (ledger, server) = (Ledger::new(on), Server::start(pages));
    let look = || ingest(&ledger, &server, "/page?utm_source=mail");
    for (told, now) in [("1 new", &[12][..]), ("1 corrected", &[9])] {
        let ran = look();
        assert!(ran.err.contains(told), "{}", ran.err);
        assert_eq!(killed(&ledger, &[]), now);
    }
    let ran = look();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("gone for good") && ran.err.contains("1 withdrawn"), "{}", ran.err);
    assert_eq!(killed(&ledger, &[]), [0_u64; 0]);
    assert_eq!(killed(&ledger, &["--as-of", "2"]), [9]);
    assert_eq!(killed(&ledger, &["--as-of", "1"]), [12]);
    // Nothing is left there that could be withdrawn: the address gave nothing.
    let dump = ledger.dump();
    assert_eq!(look().code, Some(1));
    assert_eq!(ledger.dump(), dump);
    ledger.check_sound();
}

fn t10_a_feed_whose_page_is_gone_withdraws(on: On) {
    let site = |asked: &Asked, before: usize| match asked.path.as_str() {
        "/page" => fading(before),
        "/feed" => {
            let host = asked.field("host").unwrap_or_default();
            let feed = format!(
                "<rss version=\"2.0\"><channel><title>Wire</title><item><guid isPermaLink=\"false\">r1</guid><title>Strike</title>\
                 <link>http://{host}/page</link><pubDate>Wed, 17 Jan 2024 10:00:00 GMT</pubDate><description>State {} of a strike \
                 that was told.</description></item></channel></rss>",
                before.min(2)
            );
            reply("200 OK", "Content-Type: application/rss+xml\r\n", &feed)
        }
        _ => reply("404 Not Found", "", ""),
    };
    check(on, site, |ledger, server| watch(ledger, server, "full_text = true\n"));
}

fn t10_an_address_that_is_gone_and_was_never_taken_in_leaves_nothing(on: On) {
    let (ledger, server) = (Ledger::new(on), Server::start(|_, _| reply("410 Gone", "", "")));
    assert_eq!(ingest(&ledger, &server, "/page").code, Some(1));
    assert_eq!(watch(&ledger, &server, "").code, Some(1));
    assert!(ledger.run(&["articles"]).out.is_empty());
}

/// A line of the wire.
fn line(id: &str, day: &str, text: &str) -> String {
    let fields = serde_json::json!({"id": id, "text": text, "published": day, "agency": "Wire"});
    format!("{fields}\n")
}

/// Takes lines in from standard input, which has the same name in every ledger.
fn pipe(ledger: &Ledger, lines: &str) {
    let run = command()
        .args(["ingest", "-", "--ledger", ledger.address()])
        .write_stdin(lines)
        .output()
        .expect("it starts");
    let ran = crate::Ran::from(run);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

/// What is counted of a ledger: crises, series of two pairs, index, relations, promises, incidents.
fn totals(ledger: &Ledger, as_of: &[&str]) -> Vec<String> {
    let asked: [&[&str]; 7] = [
        &["crises", "--json"],
        &["dyad", "--json"],
        &["dyad", "IRN", "PAK", "--by", "day", "--json"],
        &["dyad", "AFG", "PAK", "--by", "day", "--json"],
        &["dyad", "IRN", "PAK", "--index", "--json"],
        &["relations", "IRN", "PAK", "--on", "2021-03-10", "--json"],
        &["commitments", "--json"],
    ];
    let mut all: Vec<String> = asked.iter().map(|args| ledger.run(&[args, as_of].concat()).out).collect();
    let rows = ledger.run(&[&["incidents", "--format", "jsonl"], as_of].concat()).objects();
    let mut incidents: Vec<String> = rows.iter().map(|row| row["incident"].to_string()).collect();
    incidents.sort();
    all.extend(incidents);
    all
}

fn t10_totals_are_those_of_what_stands(on: On) {
    let first = [
        line(
            "w0",
            "2021-03-01",
            "Iran struck a village in Pakistan on Monday, killing four people, Pakistan said.",
        ),
        line(
            "w1",
            "2021-03-02",
            "Pakistan recalled its ambassador from Iran on Tuesday after Iran attacked a village on Monday.",
        ),
        line(
            "w2",
            "2021-03-03",
            "Pakistan shelled a border post in Iran on Wednesday, killing two soldiers, Iran said.",
        ),
        line(
            "w3",
            "2021-03-04",
            "Iran fired rockets at an army base in Pakistan on Thursday, wounding five soldiers.",
        ),
        line("w4", "2021-03-05", "On Friday Pakistan and Iran agreed to hold talks on a ceasefire."),
    ];
    let corrected = [
        line(
            "w0",
            "2021-03-01",
            "Iran struck a village in Pakistan on Monday, killing nine people, Pakistan said.",
        ),
        line(
            "w2",
            "2021-03-03",
            "Pakistan shelled a border post in Afghanistan on Wednesday, killing two soldiers, Afghanistan said.",
        ),
    ];
    let withdrawn = ["w1", "w4"].map(|id| format!("{}\n", serde_json::json!({"id": id, "withdrawn": true})));
    let ledger = Ledger::new(on);
    pipe(&ledger, &first.concat());
    pipe(&ledger, &corrected.concat());
    pipe(&ledger, &withdrawn.concat());
    // As if it had never been otherwise, and as it was.
    let [after, before] = [Ledger::new(on), Ledger::new(on)];
    pipe(&after, &[&corrected[0], &corrected[1], &first[3]].map(String::as_str).concat());
    pipe(&before, &first.concat());
    let (now, then) = (totals(&ledger, &[]), totals(&ledger, &["--as-of", "5"]));
    assert_eq!(now, totals(&after, &[]));
    assert_eq!(then, totals(&before, &[]));
    // They are told, and are not the same.
    assert!(then[0].contains("\"peak\""), "{}", then[0]);
    assert!(now[2] != then[2] && now[3] != then[3] && now[5] != then[5], "{now:#?}");
    ledger.check_sound();
}
