//! T5: a disk that fails at any write or sync costs what was not acknowledged, and nothing else.

use super::{Ledger, On, wire};
use crate::tier::times;
use crate::traced::{can_trace, strace};
use crate::{Ran, command};
use std::time::{Duration, Instant};

/// Articles of a run.
const ARTICLES: usize = 40;

/// What fails, with what, and from which call on: once, or for good.
struct Fault {
    calls: &'static str,
    error: &'static str,
    at: usize,
    for_good: bool,
}

/// Within which a run on a failing disk ends.
const PATIENCE: Duration = Duration::from_secs(10);

/// `detente ingest --acknowledge` on a disk that fails; none where it did not end in time.
fn ingest(ledger: &Ledger, wire: &str, fault: &Fault) -> Option<Ran> {
    let Fault { calls, error, at, for_good } = fault;
    let more = if *for_good { "+" } else { "" };
    let (calls, fault) = (format!("trace={calls}"), format!("inject={calls}:error={error}:when={at}{more}"));
    let line = strace(&["-o", "/dev/null", "-e", &calls, "-e", &fault]);
    let file = |name: &str| std::fs::File::create(ledger.file(name)).expect("a file");
    let mut run = std::process::Command::new(line[0])
        .args(&line[1..])
        .arg(assert_cmd::cargo::cargo_bin!("detente"))
        .args(["ingest", "--acknowledge", "-", "--ledger"])
        .arg(ledger.address())
        .stdin(std::fs::File::open(wire).expect("the wire"))
        .stdout(file("out"))
        .stderr(file("err"))
        .spawn()
        .expect("strace starts");
    let began = Instant::now();
    let status = loop {
        if let Some(status) = run.try_wait().expect("a child") {
            break status;
        }
        if began.elapsed() > PATIENCE {
            let _ = run.kill();
            let _ = run.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let told = |name: &str| std::fs::read_to_string(ledger.file(name)).expect("text");
    Some(Ran { code: status.code(), out: told("out"), err: told("err") })
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
    let told = format!("{} at {} {}", fault.error, fault.calls, fault.at);
    let mut ledger = Ledger::new(On::Sqlite);
    let mut wire_file = ledger.write("wire.jsonl", &wire(0..ARTICLES));
    // A run that others on the machine kept from ending in time may do so once.
    let ran = ingest(&ledger, &wire_file, fault).or_else(|| {
        ledger = Ledger::new(On::Sqlite);
        wire_file = ledger.write("wire.jsonl", &wire(0..ARTICLES));
        ingest(&ledger, &wire_file, fault)
    });
    assert!(ran.is_some(), "{told}: it hangs");
    let Some(Ran { code, out, err }) = ran else { return false };
    assert!(!err.contains("panicked"), "{told}: {err}");
    let is_met = code != Some(0);
    if is_met {
        assert_eq!(code, Some(4), "{told}: {err}");
        assert!(err.contains("ledger.db"), "{told}: {err}");
    }
    let acknowledged: Vec<String> = out
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
    fill(&ledger, &wire_file);
    ledger.check_sound();
    assert!(ledger.dump() == expected, "{told}: another ledger than without a fault");
    is_met
}

/// Calls and the error that they give. SQLite syncs by the one or the other, as it was built.
const FAULTS: &[(&str, &str)] =
    &[("pwrite64", "EIO"), ("pwrite64", "ENOSPC"), ("fsync,fdatasync", "EIO"), ("fsync,fdatasync", "ENOSPC")];

#[test]
fn t5_a_disk_that_fails_costs_what_was_not_acknowledged_and_nothing_else() {
    if !can_trace() {
        return;
    }
    let whole = Ledger::new(On::Sqlite);
    let file = whole.write("wire.jsonl", &wire(0..ARTICLES));
    fill(&whole, &file);
    let expected = whole.dump();
    // In the short form each place has one fault or two, for once or for good; the long one has all, for both.
    let places: Vec<usize> = times(vec![1, 3, 9, 40, 90], (1..=100).collect());
    let mut met = vec![0; FAULTS.len()];
    for (turn, at) in places.iter().enumerate() {
        for (kind, (calls, error)) in FAULTS.iter().enumerate() {
            for for_good in [false, true] {
                if times((turn + kind) % 2 == 0 && for_good == (turn % 4 < 2), true) {
                    let fault = Fault { calls, error, at: *at, for_good };
                    met[kind] += usize::from(check(&fault, &expected));
                }
            }
        }
    }
    eprintln!("T5: faults that were met, by kind: {met:?}");
    assert!(met.iter().all(|met| *met > 0), "{met:?}");
}
