//! T9 and T12 through the whole program: one feed again and again, whose names and addresses are missing, shared or changing; days that clocks
//! and zones make odd.

use super::Ledger;
use crate::stores::{On, on_both_stores};
use jiff::{Timestamp, ToSpan};

on_both_stores!(
    t9_a_feed_ten_times_leaves_what_the_first_time_left,
    t9_a_story_with_another_guid_at_each_look_is_one_incident_of_one_origin,
    t12_days_without_a_zone_in_a_gap_and_two_days_ahead,
);

fn story(place: &str, killed: usize) -> String {
    format!(
        "Iran struck {place} in Pakistan on Tuesday, killing {killed} people and wounding many more, Pakistan said, and its \
             ministry summoned the envoy of Iran to protest in the strongest words that it had used in years."
    )
}

fn item(guid: Option<&str>, link: Option<&str>, text: &str) -> String {
    let guid = guid.map(|guid| format!("<guid isPermaLink=\"false\">{guid}</guid>")).unwrap_or_default();
    let link = link.map(|link| format!("<link>https://wire.example/{link}</link>")).unwrap_or_default();
    format!(
        "<item>{guid}{link}<title>Strike</title><pubDate>Wed, 17 Jan 2024 10:00:00 GMT</pubDate><description>{text}</description></item>"
    )
}

fn feed(items: &[String]) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Wire</title><link>https://wire.example/</link>{}</channel></rss>",
        items.concat()
    )
}

/// Takes a feed in; the file has the same name each time.
fn take(ledger: &Ledger, items: &[String]) -> String {
    let file = ledger.write("feed.xml", &feed(items));
    let ran = ledger.run(&["ingest", "--from-start", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ran.err
}

/// How many articles there are; of the incident of a place the number of articles and of origins.
fn counts(ledger: &Ledger, place: &str) -> (usize, Vec<(u64, u64)>) {
    let articles = ledger.run(&["articles", "--format", "jsonl"]).objects().len();
    let asked = ["incidents", "--type", "ASSAULT", "--place", place, "--format", "jsonl"];
    let number = |row: &serde_json::Value, name: &str| row["incident"][name].as_u64().expect("a number");
    let rows = ledger.run(&asked).objects();
    (articles, rows.iter().map(|row| (number(row, "articles"), number(row, "origins"))).collect())
}

fn t9_a_feed_ten_times_leaves_what_the_first_time_left(on: On) {
    let ledger = Ledger::new(on);
    let items = |look: usize| {
        // What stands before the others moves them on.
        let new = (look > 0).then(|| item(Some("new"), Some("new"), "The two ministers spoke by telephone."));
        let tracked = format!("tracked?utm_source={look}&amp;id=7");
        let others = [
            item(None, Some("no-guid"), "Iran struck Panjgur in Pakistan on Tuesday, killing four people."),
            item(None, None, "Saudi jets bombed Sanaa in Yemen on Monday, wounding a farmer."),
            item(Some("shared"), Some("shared-1"), "Israel bombed Aleppo in Syria on Tuesday, Syria said."),
            item(Some("shared"), Some("shared-2"), "Russia fired missiles at Kharkiv in Ukraine on Monday."),
            item(None, Some(&tracked), "Turkish drones attacked Sinjar in Iraq on Tuesday; two guards died."),
        ];
        new.into_iter().chain(others).collect::<Vec<String>>()
    };
    assert!(take(&ledger, &items(0)).contains("5 new"));
    assert!(take(&ledger, &items(1)).contains("1 new, 5 there before"));
    let dump = ledger.dump();
    for look in 2..10 {
        let told = take(&ledger, &items(look));
        assert!(told.contains("6 there before") && !told.contains("new"), "{look}: {told}");
    }
    assert_eq!(ledger.dump(), dump);
    for place in ["Panjgur", "Sanaa", "Aleppo", "Kharkiv", "Sinjar"] {
        assert_eq!(counts(&ledger, place), (6, vec![(1, 1)]), "{place}");
    }
    ledger.check_sound();
}

fn t9_a_story_with_another_guid_at_each_look_is_one_incident_of_one_origin(on: On) {
    let ledger = Ledger::new(on);
    for look in 0..5 {
        let guid = format!("guid-{look}");
        // Three addresses in all.
        let link = format!("story-{}", look % 3);
        take(&ledger, &[item(Some(&guid), Some(&link), &story("Panjgur", 4))]);
    }
    assert_eq!(counts(&ledger, "Panjgur"), (5, vec![(5, 1)]));
    ledger.check_sound();
}

fn t12_days_without_a_zone_in_a_gap_and_two_days_ahead(on: On) {
    let now = Timestamp::now();
    let ahead = now.checked_add(48.hours()).expect("a time");
    let (today, then) = [now, ahead].map(|time| time.strftime("%F").to_string()).into();
    let ledger = Ledger::new(on);
    // What is claimed, and the day it counts under; where they differ, it is marked.
    let cases = [
        ("2024-01-19T12:30:00".to_string(), "2024-01-19", "2024-01-19"),
        ("2024-03-31T02:30:00".to_string(), "2024-03-31", "2024-03-31"),
        ("2024-03-31T02:30:00[Europe/Berlin]".to_string(), "2024-03-31", "2024-03-31"),
        ("2024-10-27T02:30:00[Europe/Berlin]".to_string(), "2024-10-27", "2024-10-27"),
        ("2024-01-19T23:30:00-05:00".to_string(), "2024-01-19", "2024-01-19"),
        (ahead.to_string(), then.as_str(), today.as_str()),
        (then.clone(), then.as_str(), today.as_str()),
        ("0025-01-17T10:00:00Z".to_string(), "0025-01-17", today.as_str()),
        ("9999-12-31T23:59:59-14:00".to_string(), "9999-12-31", today.as_str()),
    ];
    let line = |(n, (claimed, ..)): (usize, &(String, &str, &str))| {
        let text = story("Panjgur", n + 2);
        format!("{}\n", serde_json::json!({"id": format!("d{n}"), "text": text, "published": claimed}))
    };
    let file = ledger.write("days.jsonl", &cases.iter().enumerate().map(line).collect::<String>());
    let ran = ledger.run(&["ingest", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let rows = ledger.run(&["articles", "--format", "jsonl"]).objects();
    for (n, (claimed, published, day)) in cases.iter().enumerate() {
        let name = format!("d{n}");
        let row = rows.iter().find(|row| row["name"] == name.as_str()).expect("the article");
        assert_eq!(row["published"], *published, "{claimed}");
        // Midnight may pass while the test runs.
        let counted = row["day"].as_str().expect("a day");
        assert!(
            counted == *day || (published != day && counted > day.to_string().as_str()),
            "{claimed}: {row}"
        );
        let is_marked = row["doubts"].as_array().is_some_and(|doubts| !doubts.is_empty());
        assert_eq!(is_marked, published != day, "{claimed}: {row}");
    }
    ledger.check_sound();
}
