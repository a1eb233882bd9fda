//! What the commands print, and how they end.

use super::{Ledger, wire};
use crate::stores::{On, on_both_stores};
use crate::story;

on_both_stores!(
    the_story_can_be_asked_by_dyad_day_and_words,
    nothing_found_is_explained_and_no_failure,
    a_withdrawn_article_counts_no_more_and_is_not_forgotten,
    what_cannot_be_read_is_noted_and_the_rest_is_taken_in,
);

fn filled(on: On) -> Ledger {
    let ledger = Ledger::new(on);
    let ran = ledger.run(&["ingest", &story()]);
    assert_eq!((ran.code, ran.err.contains("1 new")), (Some(0), true), "{}", ran.err);
    ledger
}

fn the_story_can_be_asked_by_dyad_day_and_words(on: On) {
    let ledger = filled(on);
    let asked = [
        "events",
        "--dyad",
        "Iran",
        "pak",
        "--type",
        "assault",
        "--until",
        "2024-01-17",
        "--format",
        "jsonl",
    ];
    let events = ledger.run(&asked).objects();
    assert!(!events.is_empty());
    for row in &events {
        assert_eq!(row["event"]["type"], "ASSAULT");
        assert!(row["event"]["actors"].as_array().is_some_and(|all| !all.is_empty()));
    }
    let csv = ledger.run(&["events", "--text", "chargé", "--format", "csv", "--limit", "2"]).out;
    let mut lines = csv.lines();
    assert!(lines.next().is_some_and(|header| header.starts_with("id,date,")));
    assert_eq!(lines.count(), 2);
    let map = ledger.run(&["events", "--country", "PAK", "--format", "geojson"]);
    let map: serde_json::Value = serde_json::from_str(&map.out).expect("GeoJSON");
    assert_eq!(map["features"][0]["geometry"]["type"], "Point");
    let table = ledger.run(&["events", "--limit", "3"]);
    assert_eq!((table.out.lines().count(), table.err.contains("there are more")), (4, true), "{}", table.out);
}

fn nothing_found_is_explained_and_no_failure(on: On) {
    let ledger = filled(on);
    let ran = ledger.run(&["events", "--dyad", "IND", "PAK", "--type", "AID"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
    for part in ["nothing found", "1 articles", "--dyad IND PAK alone: 0", "--type AID alone"] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    let empty = Ledger::new(on);
    let none = empty.run(&["events"]);
    assert_eq!((none.code, none.err.contains("detente ingest")), (Some(4), true), "{}", none.err);
}

fn a_withdrawn_article_counts_no_more_and_is_not_forgotten(on: On) {
    let ledger = filled(on);
    let rows = ledger.run(&["articles", "--format", "jsonl"]).objects();
    let key = rows[0]["key"].as_str().expect("a number").to_string();
    assert_eq!(ledger.run(&["withdraw", &key]).code, Some(0));
    assert_eq!(ledger.run(&["withdraw", "0123456789abcdef"]).code, Some(1));
    assert!(ledger.run(&["events", "--format", "jsonl"]).objects().is_empty());
    assert!(!ledger.run(&["events", "--format", "jsonl", "--as-of", "1"]).objects().is_empty());
    let shown = ledger.run(&["articles", "--show", &key, "--as-of", "1"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.out).expect("JSON");
    assert!(shown["text"].as_str().is_some_and(|text| text.contains("Islamabad")));
    ledger.check_sound();
}

fn what_cannot_be_read_is_noted_and_the_rest_is_taken_in(on: On) {
    let ledger = Ledger::new(on);
    let text = format!("{}{{\"id\": \"cut\n{}", wire(0..2), wire(2..3));
    let file = ledger.write("bad.jsonl", &text);
    let ran = ledger.run(&["ingest", &file]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(
        ran.err.contains("bad.jsonl:3") && ran.err.contains("3 new") && ran.err.contains("1 set aside"),
        "{}",
        ran.err
    );
    let status = ledger.run(&["status", "--quarantine"]).out;
    assert!(status.contains("bad.jsonl:3"), "{status}");
    // The same again notes nothing twice.
    ledger.run(&["ingest", "--from-start", &file]);
    let status = ledger.run(&["status", "--json", "--quarantine"]).objects();
    assert_eq!(status[0]["waiting"].as_array().map(Vec::len), Some(1), "{}", status[0]);
}
