//! T5: a disk that fails at any write or sync costs what was not acknowledged, and nothing else.

use super::{Ledger, On, has_tool, wire};
use crate::tier::times;
use crate::{Ran, command};
use std::process::Output;
use std::time::{Duration, Instant};

/// Articles of a run.
const ARTICLES: usize = 40;

/// What fails, with what, and from which call on: once, or for good.
struct Fault {
    call: &'static str,
    error: &'static str,
    at: usize,
    for_good: bool,
}

/// `detente ingest --acknowledge` on a disk that fails.
fn ingest(ledger: &Ledger, wire: &str, fault: &Fault) -> Output {
    let Fault { call, error, at, for_good } = fault;
    let more = if *for_good { "+" } else { "" };
    std::process::Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-e"])
        .arg(format!("trace={call}"))
        .arg("-e")
        .arg(format!("inject={call}:error={error}:when={at}{more}"))
        .arg(assert_cmd::cargo::cargo_bin!("detente"))
        .args(["ingest", "--acknowledge", "-", "--ledger"])
        .arg(ledger.address())
        .stdin(std::fs::File::open(wire).expect("the wire"))
        .output()
        .expect("strace starts")
}

/// The same on a sound disk. From standard input, for the name of a file would be part of the dump.
fn fill(ledger: &Ledger, wire: &str) {
    let ran = command()
        .args(["ingest", "-", "--ledger"])
        .arg(ledger.address())
        .write_stdin(std::fs::read(wire).expect("the wire"))
        .output();
    let ran = Ran::from(ran.expect("it starts"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

/// A run with a fault, then one without: whether the fault was met.
fn check(fault: &Fault, expected: &str) -> bool {
    let told = format!("{} at {} {}", fault.error, fault.call, fault.at);
    let ledger = Ledger::new(On::Sqlite);
    let wire = ledger.write("wire.jsonl", &wire(0..ARTICLES));
    let since = Instant::now();
    let ran = ingest(&ledger, &wire, fault);
    assert!(since.elapsed() < Duration::from_secs(60), "{told}: it hangs");
    let err = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(!err.contains("panicked"), "{told}: {err}");
    let is_met = !ran.status.success();
    if is_met {
        assert_eq!(ran.status.code(), Some(4), "{told}: {err}");
        assert!(err.contains("ledger.db"), "{told}: {err}");
    }
    let acknowledged: Vec<String> = String::from_utf8_lossy(&ran.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|line| line["article"].as_str().map(String::from))
        .collect();
    if ledger.is_there() {
        ledger.check_sound();
        let kept = ledger.run(&["articles", "--limit", "0", "--format", "jsonl"]).out;
        for article in acknowledged {
            assert!(kept.contains(&article), "{told}: {article} was acknowledged and is not there");
        }
    } else {
        assert!(acknowledged.is_empty(), "{told}: no ledger");
    }
    fill(&ledger, &wire);
    ledger.check_sound();
    assert!(ledger.dump() == expected, "{told}: another ledger than without a fault");
    is_met
}

#[test]
fn t5_a_disk_that_fails_costs_what_was_not_acknowledged_and_nothing_else() {
    if !has_tool("strace") {
        return;
    }
    let whole = Ledger::new(On::Sqlite);
    let file = whole.write("wire.jsonl", &wire(0..ARTICLES));
    fill(&whole, &file);
    let expected = whole.dump();
    let places: Vec<usize> = match times(0, 1) {
        0 => vec![1, 3, 9, 40, 90],
        _ => (1..=100).collect(),
    };
    let mut met = 0;
    for at in &places {
        for (call, error) in [("pwrite64", "EIO"), ("pwrite64", "ENOSPC"), ("fdatasync", "EIO")] {
            // In the short form each place has one fault; the long one has all, for once and for good.
            let is_turn = places.len() > 5 || (at + call.len() + error.len()) % 2 == 0;
            for for_good in [false, true] {
                if is_turn && (places.len() > 5 || for_good == (at % 2 == 1)) {
                    met += usize::from(check(&Fault { call, error, at: *at, for_good }, &expected));
                }
            }
        }
    }
    eprintln!("{met} faults were met");
    assert!(met >= 5, "{met}");
}
