//! T8, T29: many writers at once, and every order, leave one ledger.

use super::{Ledger, wire};
use crate::stores::{On, on_both_stores};
use crate::tier::times;
use std::collections::BTreeSet;
use std::process::Child;
use std::time::{Duration, Instant};

on_both_stores!(
    t8_four_writers_at_once_share_a_ledger,
    t29_threads_orders_and_interruptions_cannot_be_seen_in_the_dump,
);

/// Writers at once.
const WRITERS: usize = 4;
/// How many times as long as one writer they may take together.
const MOST: u32 = 3;

/// Reads a ledger until its writers have ended, and copies it three times; how often it did both.
fn read_and_copy(ledger: &Ledger, children: &mut [Child]) -> (usize, usize) {
    let (mut read, mut copied) = (0, 0);
    while children.iter_mut().any(|child| child.try_wait().expect("a child").is_none()) {
        // A reader that never rests would be a fifth that works.
        std::thread::sleep(Duration::from_millis(50));
        let asked = ledger.run(&["events", "--limit", "5"]);
        if asked.code != Some(0) {
            // At first there is none.
            assert!(read == 0 && asked.err.contains("no ledger there"), "{}", asked.err);
            continue;
        }
        read += 1;
        let copy = Ledger::new(On::Sqlite);
        if copied < 3 {
            let ran = ledger.run(&["backup", copy.address()]);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            copy.check_sound();
            copied += 1;
        }
    }
    (read, copied)
}

fn t8_four_writers_at_once_share_a_ledger(on: On) {
    // Articles of each that are its own and everybody's.
    let (own, shared) = (times(60, 350), times(30, 150));
    let ledger = Ledger::new(on);
    // Files of one name have the same articles.
    let mut files = vec![ledger.write("shared.jsonl", &wire(0..shared))];
    for writer in 0..WRITERS {
        let own = wire((0..own).map(|n| 1000 * (writer + 1) + n));
        files.push(ledger.write(&format!("own-{writer}.jsonl"), &own));
    }
    let ingest = ["ingest", "--threads", "1"];
    let began = Instant::now();
    let mut children: Vec<Child> =
        files[1..].iter().map(|own| ledger.start(&[&ingest[..], &[&files[0], own]].concat())).collect();
    let (read, copied) = read_and_copy(&ledger, &mut children);
    let took = began.elapsed();
    for child in children {
        let output = child.wait_with_output().expect("a child");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}");
        for word in ["lock", "busy", "another program", "error"] {
            assert!(!told.to_lowercase().contains(word), "{told}");
        }
    }
    assert!(read > 0 && copied > 0, "{read} {copied}");
    ledger.check_sound();
    let rows = ledger.run(&["articles", "--limit", "0", "--format", "jsonl"]).objects();
    let names: BTreeSet<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    let all = WRITERS * own + shared;
    assert_eq!((rows.len(), names.len()), (all, all));

    let one = Ledger::new(on);
    let began = Instant::now();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    assert_eq!(one.run(&[&ingest[..], &files].concat()).code, Some(0));
    let alone = began.elapsed();
    eprintln!(
        "T8: four writers took {took:?}, one {alone:?}; read {read} times, copied {copied} times meanwhile"
    );
    // Twice as much fails the test, since the machine is shared.
    assert!(took <= 2 * MOST * alone, "{took:?} {alone:?}");
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
