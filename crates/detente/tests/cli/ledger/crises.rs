//! What the incidents of a ledger make up, as users ask for it.

use super::Ledger;
use crate::stores::{On, on_both_stores};

on_both_stores!(
    a_crisis_is_followed_from_its_incidents,
    a_chain_leads_from_the_strike_to_the_recall,
    what_is_not_there_is_said,
    coded_events_of_others_join_a_dyad,
);

/// Two weeks of strikes and answers between two states, with an envoy who goes, told by one wire.
fn crisis(on: On) -> Ledger {
    let ledger = Ledger::new(on);
    let told = [
        ("2021-03-01", "Iran struck a village in Pakistan on Monday, killing four people, Pakistan said."),
        (
            "2021-03-02",
            "Pakistan recalled its ambassador from Iran on Tuesday after Iran attacked a village on Monday.",
        ),
        (
            "2021-03-03",
            "Pakistan shelled a border post in Iran on Wednesday, killing two soldiers, Iran said.",
        ),
        ("2021-03-04", "Iran fired rockets at an army base in Pakistan on Thursday, wounding five soldiers."),
        ("2021-03-05", "On Friday Pakistan and Iran agreed to hold talks on a ceasefire."),
    ];
    let line = |(n, (day, text)): (usize, &(&str, &str))| {
        format!(
            "{}\n",
            serde_json::json!({"id": format!("w{n}"), "text": text, "published": day, "agency": "Wire"})
        )
    };
    let lines: String = told.iter().enumerate().map(line).collect();
    let file = ledger.write("wire.jsonl", &lines);
    let ran = ledger.run(&["ingest", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ledger
}

/// The output of a command that must end well and print every one of these.
fn check(ledger: &Ledger, args: &[&str], expected: &[&str]) -> String {
    let ran = ledger.run(args);
    assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.err);
    for part in expected {
        assert!(ran.out.contains(part), "{args:?} lacks {part:?}:\n{}", ran.out);
    }
    ran.out
}

fn a_crisis_is_followed_from_its_incidents(on: On) {
    let ledger = crisis(on);
    check(&ledger, &["dyad"], &["Iran - Pakistan"]);
    check(&ledger, &["dyad", "Iran", "Pakistan", "--by", "day"], &["2021-03-01", "2021-03-03"]);
    check(&ledger, &["dyad", "IRN", "PAK", "--index"], &["2021-03-04"]);
    check(
        &ledger,
        &["relations", "IRN", "PAK", "--on", "2021-03-03"],
        &["Pakistan's ambassador to Iran: recalled since 2 March 2021"],
    );
    check(&ledger, &["relations", "IRN", "PAK", "--on", "2021-03-01"], &["no record of their relations"]);
    let listed = check(&ledger, &["crises"], &["2021-03-01 to", "Iran, Pakistan"]);
    let id = listed.split_whitespace().next().expect("a number");
    check(&ledger, &["crisis", id], &["peak", "2021-03-01", "Iran"]);
    check(&ledger, &["commitments", "--party", "Iran"], &["Iran, Pakistan"]);
}

fn a_chain_leads_from_the_strike_to_the_recall(on: On) {
    let ledger = crisis(on);
    let strikes =
        ledger.run(&["incidents", "--type", "ASSAULT", "--until", "2021-03-01", "--format", "jsonl"]);
    let strike = strikes.objects()[0]["id"].as_str().expect("a number").to_owned();
    let told = check(&ledger, &["chain", &strike, "--stated"], &["answered by"]);
    assert!(told.contains("called home the ambassador"), "{told}");
}

fn what_is_not_there_is_said(on: On) {
    let ledger = crisis(on);
    let ran = ledger.run(&["crisis", "0000000000000000"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.err.contains("no such crisis"), "{}", ran.err);
    let ran = ledger.run(&["chain", "12"]);
    assert!(ran.err.contains("16 hexadecimal digits"), "{}", ran.err);
    check(&ledger, &["relations", "FRA", "BRA"], &["no record of their relations"]);
    let short = ledger.run(&["outlook", "IRN", "PAK"]);
    assert!(short.err.contains("too short"), "{}{}", short.out, short.err);
}

fn coded_events_of_others_join_a_dyad(on: On) {
    let ledger = crisis(on);
    let rows = "date\tsource\tevent\ttarget\n2021-03-08\tIran\tUse conventional military force\tPakistan\nnot a day\tIran\tSign\tPakistan\n";
    let file = ledger.write("coded.tsv", rows);
    let ran = ledger.run(&["dyad", "IRN", "PAK", "--by", "day", "--coded", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("2021-03-08"), "{}", ran.out);
    assert!(ran.err.contains("coded.tsv:3"), "{}", ran.err);
    let strange = ledger.write("strange.csv", "colour,taste\n");
    let ran = ledger.run(&["dyad", "IRN", "PAK", "--coded", &strange]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("none of ICEWS"), "{}", ran.err);
}
