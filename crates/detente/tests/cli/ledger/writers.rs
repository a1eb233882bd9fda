//! T8, T29: many writers at once, and every order, leave one ledger.

use super::{Ledger, wire};
use crate::stores::{On, on_both_stores};
use std::collections::BTreeSet;

on_both_stores!(
    t8_four_writers_at_once_share_a_ledger,
    t29_threads_orders_and_interruptions_cannot_be_seen_in_the_dump,
);

fn t8_four_writers_at_once_share_a_ledger(on: On) {
    let ledger = Ledger::new(on);
    // 60 of each hundred are a writer's own, 30 are everybody's, in files of one name: the same articles.
    let mut children = Vec::new();
    for writer in 0..4 {
        let own = wire((0..60).map(|n| 1000 * (writer + 1) + n));
        let own = ledger.write(&format!("own-{writer}.jsonl"), &own);
        let shared = ledger.write("shared.jsonl", &wire(0..30));
        children.push(ledger.start(&["ingest", "--threads", "1", &shared, &own]));
    }
    let mut read = 0;
    let mut failed = Vec::new();
    for child in children {
        while ledger.run(&["events", "--limit", "5"]).code == Some(0) && read < 5 {
            read += 1;
        }
        let output = child.wait_with_output().expect("a child");
        if !output.status.success() {
            failed.push(String::from_utf8_lossy(&output.stderr).into_owned());
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
    ledger.check_sound();
    let rows = ledger.run(&["articles", "--limit", "0", "--format", "jsonl"]).objects();
    let names: BTreeSet<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!((rows.len(), names.len()), (270, 270));

    let one = Ledger::new(on);
    for file in ["shared.jsonl", "own-0.jsonl", "own-1.jsonl", "own-2.jsonl", "own-3.jsonl"] {
        let file = ledger.file(file).display().to_string();
        assert_eq!(one.run(&["ingest", &file]).code, Some(0));
    }
    assert!(one.dump() == ledger.dump());
}

fn t29_threads_orders_and_interruptions_cannot_be_seen_in_the_dump(on: On) {
    let mut dumps = BTreeSet::new();
    let numbers: Vec<usize> = (0..60).collect();
    for (round, threads) in ["1", "2", "2", "1", "2"].iter().enumerate() {
        let ledger = Ledger::new(on);
        let mut order = numbers.clone();
        // Five orders, from the given one to its reverse.
        order.sort_by_key(|n| (n * [1, 7, 11, 23, 59][round]) % 61);
        let pieces = if round % 2 == 0 { 60 } else { 13 };
        for some in order.chunks(pieces) {
            let ran = crate::command()
                .args(["ingest", "--threads", threads, "-", "--ledger"])
                .arg(ledger.address())
                .write_stdin(wire(some.iter().copied()))
                .output()
                .expect("it starts");
            assert!(ran.status.success());
        }
        ledger.check_sound();
        dumps.insert(ledger.dump());
    }
    assert_eq!(dumps.len(), 1);
}
