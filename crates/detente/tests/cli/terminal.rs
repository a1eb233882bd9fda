//! T25: what articles say moves no cursor, colours nothing and turns no text around on a terminal.

use super::{run, run_on};
use serde_json::json;

/// Escapes and characters that turn the direction, in each field that a source fills.
fn article() -> String {
    let odd = "\u{1b}[31m\u{1b}]0;owned\u{7}\u{202e}\u{2066}\u{9b}2J\r";
    let text = format!(
        "Iran's Revolutionary {odd}Guards struck a depot near Panj{odd}gur in Pakistan on Tuesday, killing three people, the \
         {odd}Foreign Ministry of Pakistan said.\n\nThe group Jaish {odd}al-Adl said that it had {odd}bombed a post in Iran."
    );
    let article = json!({
        "id": format!("a{odd}"), "title": format!("Strike {odd} in Panjgur"), "agency": format!("Wire{odd}"), "text": text,
        "published": "2024-01-17", "url": format!("https://wire.example/{odd}"),
    });
    format!("{article}\n")
}

fn check(what: &str, shown: &str) {
    let is_odd = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    let found: Vec<char> = shown.chars().filter(|c| is_odd(*c)).collect();
    assert_eq!(found, Vec::<char>::new(), "{what}: {shown:?}");
}

#[test]
fn t25_no_article_writes_on_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger.db").display().to_string();
    let read = run_on(article(), &["read", "-"]);
    // It would show nothing had nothing been read.
    assert!(read.out.contains("ASSAULT"), "{}", read.out);
    check("read", &read.out);
    let ingest = run_on(article(), &["ingest", "--ledger", &ledger, "-"]);
    assert_eq!(ingest.code, Some(0), "{}", ingest.err);
    check("ingest", &(ingest.out + &ingest.err));
    let list = run(["incidents", "--format", "jsonl", "--ledger", &ledger]);
    let incident = list.objects()[0]["id"].as_str().expect("a number").to_string();
    for command in ["events", "incidents", "articles", "disputes", "crises", "commitments", "dyad", "status"]
    {
        let ran = run([command, "--ledger", &ledger]);
        check(command, &(ran.out + &ran.err));
    }
    for command in ["incident", "chain"] {
        let ran = run([command, &incident, "--ledger", &ledger]);
        assert!(!ran.out.is_empty(), "{command}: {}", ran.err);
        check(command, &(ran.out + &ran.err));
    }
}
