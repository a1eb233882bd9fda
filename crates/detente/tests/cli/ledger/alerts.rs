//! Alerts as users get them: once, on standard output, in a feed, at a webhook.

use super::Ledger;
use crate::server::{Asked, Server, reply};
use crate::stores::{On, on_both_stores};
use crate::{Ran, command};
use sha2::{Digest, Sha256};

on_both_stores!(
    each_alert_is_delivered_once_with_what_it_rests_on,
    since_leaves_out_what_was_known_or_had_happened_before,
    a_webhook_is_told_again_until_it_accepts_and_only_then_is_it_noted,
    what_a_webhook_refuses_waits_for_the_next_time,
    a_feed_has_what_was_delivered_and_reads_back,
    faulty_rules_are_named_by_line,
    a_watch_tells_what_comes_in_and_leaves_the_past_alone,
);

const RULES: &str = "\
[[alert]]
name = \"Strikes\"
on = \"first-conflict\"
parties = [\"Iran\", \"Pakistan\"]
days = 30

[[alert]]
name = \"Envoys\"
on = \"relations-change\"
changes = [\"recall_ambassador\", \"return_ambassador\"]
";

const SECRET: &str = "between us";

/// A strike and a recall, told by one wire.
fn january(on: On) -> Ledger {
    let ledger = Ledger::new(on);
    tell(
        &ledger,
        "january.jsonl",
        &[
            (
                "2021-03-01",
                "Iran struck a village in Pakistan on Monday, killing four people, Pakistan said.",
            ),
            (
                "2021-03-02",
                "Pakistan recalled its ambassador from Iran on Tuesday after Iran attacked a village on Monday.",
            ),
        ],
    );
    ledger.write("rules.toml", RULES);
    ledger
}

fn tell(ledger: &Ledger, name: &str, told: &[(&str, &str)]) {
    let line = |(n, (day, text)): (usize, &(&str, &str))| {
        let id = format!("{name}-{n}");
        format!("{}\n", serde_json::json!({"id": id, "text": text, "published": day, "agency": "Wire"}))
    };
    let lines: String = told.iter().enumerate().map(line).collect();
    let ran = ledger.run(&["ingest", &ledger.write(name, &lines)]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

impl Ledger {
    fn alerts(&self, more: &[&str]) -> Ran {
        let rules = self.file("rules.toml").display().to_string();
        let args = ["alerts", rules.as_str()].into_iter().chain(more.iter().copied());
        let ran = command()
            .args(args)
            .arg("--ledger")
            .arg(self.address())
            .env("DETENTE_WEBHOOK_SECRET", SECRET)
            .output();
        ran.expect("it starts").into()
    }

    /// The rules of the alerts that a run delivers.
    fn delivered(&self, more: &[&str]) -> Vec<String> {
        let more: Vec<&str> = ["--format", "jsonl"].iter().chain(more).copied().collect();
        let ran = self.alerts(&more);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let name = |alert: &serde_json::Value| alert["rule"].as_str().unwrap_or_default().to_string();
        ran.objects().iter().map(name).collect()
    }
}

fn each_alert_is_delivered_once_with_what_it_rests_on(on: On) {
    let ledger = january(on);
    let first = ledger.alerts(&["--format", "jsonl"]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    let alerts = first.objects();
    assert_eq!(alerts.len(), 2, "{}", first.out);
    let strike = &alerts[0];
    assert_eq!(
        (&strike["rule"], &strike["on"], &strike["day"]),
        (&"Strikes".into(), &"first-conflict".into(), &"2021-03-01".into())
    );
    let text = strike["text"].as_str().expect("a sentence");
    assert!(text.starts_with("On 1 March 2021 Iran "), "{text}");
    assert!(text.contains("according to ") && text.contains("begins on 1 March 2021"), "{text}");
    // What it names can be looked up.
    let incident = strike["incidents"][0].as_str().expect("a number");
    assert_eq!(ledger.run(&["incident", incident]).code, Some(0));
    let article = strike["articles"][0]["article"].as_str().expect("a number");
    assert_eq!(ledger.run(&["articles", "--show", article]).code, Some(0));
    assert!(alerts[1]["text"].as_str().is_some_and(|text| text.contains("ambassador to Iran: recalled")));

    let again = ledger.alerts(&[]);
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""));
    let all = ledger.alerts(&["--all"]);
    assert!(all.out.contains("Strikes (first-conflict)") && all.out.contains(text), "{}", all.out);

    // Another strike within the month is no first one; the return is a change, and the only news.
    tell(
        &ledger,
        "later.jsonl",
        &[
            (
                "2021-03-10",
                "Pakistan shelled a border post in Iran on Wednesday, killing two soldiers, Iran said.",
            ),
            ("2021-03-20", "Pakistan's ambassador returned to Iran on Saturday."),
        ],
    );
    assert_eq!(ledger.delivered(&[]), ["Envoys"]);
    ledger.check_sound();
}

fn since_leaves_out_what_was_known_or_had_happened_before(on: On) {
    let ledger = january(on);
    assert_eq!(ledger.delivered(&["--since", "2021-03-02"]), ["Envoys"]);
    // After the last commit nothing came.
    let last = "99";
    assert_eq!(ledger.delivered(&["--since", last]), [""; 0]);
    assert_eq!(ledger.delivered(&["--since", "1"]), [""; 0]);
    assert_eq!(ledger.delivered(&["--since", "0"]), ["Strikes"]);
    let ran = ledger.alerts(&["--since", "yesterday"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}

/// HMAC-SHA256 by RFC 2104, for keys of at most a block.
fn hmac(key: &[u8], message: &[u8]) -> String {
    let padded = |with: u8| -> Vec<u8> {
        let key = key.iter().copied().chain(std::iter::repeat(0)).take(64);
        key.map(|byte| byte ^ with).collect()
    };
    let inner = Sha256::digest([padded(0x36).as_slice(), message].concat());
    let outer = Sha256::digest([padded(0x5c).as_slice(), inner.as_slice()].concat());
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn a_webhook_is_told_again_until_it_accepts_and_only_then_is_it_noted(on: On) {
    let ledger = january(on);
    // In trouble twice, then well.
    let desk =
        Server::start(
            |_: &Asked, before| {
                if before < 2 { reply("503 Busy", "", "") } else { reply("204 No Content", "", "") }
            },
        );
    let ran = ledger.alerts(&["--webhook", &desk.at("/hook")]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let asked = desk.asked();
    assert_eq!(asked.len(), 2 + 2);
    for request in &asked {
        let signed = format!("{}.{}", request.field("Detente-Timestamp").unwrap_or_default(), request.body);
        let signature = format!("sha256={}", hmac(SECRET.as_bytes(), signed.as_bytes()));
        assert_eq!(request.field("Detente-Signature"), Some(signature.as_str()));
        let body: serde_json::Value = serde_json::from_str(&request.body).expect("JSON");
        assert_eq!(request.field("Detente-Alert"), body["id"].as_str());
    }
    assert_eq!((&asked[0].body, &asked[1].body), (&asked[1].body, &asked[2].body));
    assert_ne!(asked[2].body, asked[3].body);
    assert!(ran.out.contains("Strikes (first-conflict)"), "{}", ran.out);
    assert_eq!(ledger.delivered(&["--webhook", &desk.at("/hook")]), [""; 0]);
    assert_eq!(desk.asked().len(), 4);
}

fn what_a_webhook_refuses_waits_for_the_next_time(on: On) {
    let ledger = january(on);
    let closed = Server::start(|_: &Asked, _| reply("403 Forbidden", "", ""));
    let ran = ledger.alerts(&["--webhook", &closed.at("/")]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
    assert!(ran.err.contains("the receiver answered 403 (tried once)"), "{}", ran.err);
    assert_eq!(closed.asked().len(), 1);
    assert_eq!(ledger.delivered(&[]), ["Strikes", "Envoys"]);
    let ran: Ran = command()
        .args(["alerts", "rules.toml", "--webhook", "http://127.0.0.1:9/"])
        .current_dir(ledger.place.folder.path())
        .arg("--ledger")
        .arg(ledger.address())
        .env_remove("DETENTE_WEBHOOK_SECRET")
        .output()
        .expect("it starts")
        .into();
    assert!(ran.err.contains("DETENTE_WEBHOOK_SECRET"), "{}", ran.err);
}

fn a_feed_has_what_was_delivered_and_reads_back(on: On) {
    let ledger = january(on);
    let path = ledger.file("alerts.atom").display().to_string();
    let feed = ["--format", "atom", "--output", path.as_str()];
    assert_eq!(ledger.alerts(&feed).code, Some(0));
    let first = std::fs::read_to_string(&path).expect("a feed");
    assert_eq!(ledger.alerts(&feed).code, Some(0));
    assert_eq!(std::fs::read_to_string(&path).expect("a feed"), first);
    // Our own reader of feeds finds both.
    let other = Ledger::new(on);
    assert_eq!(other.run(&["ingest", &path]).code, Some(0));
    let rows = other.run(&["articles", "--format", "jsonl"]).objects();
    let mut titles: Vec<&str> = rows.iter().filter_map(|row| row["title"].as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Envoys: PAK, IRN", "Strikes: IRN, PAK"]);
    assert_eq!(ledger.delivered(&[]), [""; 0]);
}

fn faulty_rules_are_named_by_line(on: On) {
    let ledger = january(on);
    ledger.write("rules.toml", &RULES.replace("days = 30", "days = 0"));
    let ran = ledger.alerts(&[]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("rules.toml:5:8: expected a number of days"), "{}", ran.err);
    let path = ledger.file("rules.toml").display().to_string();
    let checked: Ran = command().args(["alerts", "--check", &path]).output().expect("it starts").into();
    assert_eq!(checked.code, Some(1));
    assert!(checked.out.starts_with(&format!("{path}:5:8: ")), "{}", checked.out);
    let missing: Ran = command()
        .args(["alerts", &ledger.write("rules.toml", RULES), "--ledger", "/nowhere/ledger.db"])
        .output()
        .expect("it starts")
        .into();
    assert_eq!(missing.code, Some(4), "{}", missing.err);
    assert!(missing.err.contains("no ledger there"), "{}", missing.err);
}

fn a_watch_tells_what_comes_in_and_leaves_the_past_alone(on: On) {
    let ledger = january(on);
    let wire = Server::start(|asked: &Asked, before| {
        let story = |guid: &str, day: &str, text: &str| {
            format!(
                "<item><guid isPermaLink=\"false\">{guid}</guid><pubDate>{day}</pubDate><description>{text}</description></item>"
            )
        };
        let first = story(
            "1",
            "Sat, 20 Mar 2021 09:00:00 GMT",
            "Pakistan's ambassador returned to Iran on Saturday.",
        );
        let second = story(
            "2",
            "Mon, 10 May 2021 09:00:00 GMT",
            "Iran shelled a village in Pakistan on Monday, killing two people.",
        );
        let items = if before == 0 { first } else { format!("{first}{second}") };
        match asked.path.as_str() {
            "/feed" => reply(
                "200 OK",
                "",
                &format!("<rss version=\"2.0\"><channel><title>W</title>{items}</channel></rss>"),
            ),
            _ => reply("404 Not Found", "", ""),
        }
    });
    let config = format!(
        "ledger = \"{}\"\nhost_pause = \"0s\"\nallow_hosts = [\"127.0.0.1\"]\n[alerts]\nrules = \"rules.toml\"\natom = \
         \"alerts.atom\"\n[[feed]]\nurl = \"{}\"\nagency = \"Wire\"\n",
        ledger.named(),
        wire.at("/feed")
    );
    let config = ledger.write("feeds.toml", &config);
    let watch = || -> Ran {
        let ran: Ran = command().args(["watch", "--once", &config]).output().expect("it starts").into();
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran
    };
    let first = watch();
    assert!(first.out.contains("Envoys (relations-change)"), "{}{}", first.out, first.err);
    assert!(!first.out.contains("Strikes") && !first.out.contains("called home"), "{}", first.out);
    let second = watch();
    assert!(second.out.contains("Strikes (first-conflict)"), "{}{}", second.out, second.err);
    assert!(!second.out.contains("Envoys"), "{}", second.out);
    assert!(watch().out.is_empty());
    let feed = std::fs::read_to_string(ledger.file("alerts.atom")).expect("a feed");
    assert_eq!(feed.matches("<entry>").count(), 2);
}
