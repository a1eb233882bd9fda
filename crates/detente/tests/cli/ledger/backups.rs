//! T27: a copy of a ledger that is being filled is the ledger as it stood after some commit, and the writer goes on meanwhile.

use super::{Acknowledged, Ledger, wire};
use crate::stores::{On, Place, on_both_stores};
use crate::tier::times;
use crate::traced::{can_trace, strace};
use crate::{Ran, command};
use std::io::Write as _;
use std::time::{Duration, Instant};

on_both_stores!(t27_a_copy_of_a_ledger_that_is_being_filled_is_its_beginning);

/// For which a copy may keep the writer waiting, in 99 of a hundred commits; twice as much fails the test, since the machine is shared.
const STALL: Duration = Duration::from_secs(1);

/// A copy, which is a file.
fn copied(ledger: &Ledger) -> Ledger {
    let copy = Ledger::new(On::Sqlite);
    let ran = ledger.run(&["backup", copy.address()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    copy
}

/// Of the waits between commits while copies were made, the one that 99 of a hundred do not exceed.
fn stall(commits: &[Instant], copied: &[(Instant, Instant)]) -> Duration {
    let during = |pair: &[Instant]| copied.iter().any(|(from, to)| pair[0] <= *to && pair[1] >= *from);
    let mut waits: Vec<Duration> =
        commits.windows(2).filter(|pair| during(pair)).map(|pair| pair[1] - pair[0]).collect();
    waits.sort_unstable();
    assert!(!waits.is_empty(), "nothing was written while it was copied");
    waits[(waits.len() * 99).div_ceil(100) - 1]
}

fn t27_a_copy_of_a_ledger_that_is_being_filled_is_its_beginning(on: On) {
    let (copies, articles) = (times(2, 20), times(240, 4_000));
    let ledger = Ledger::new(on);
    let wire = ledger.write("wire.jsonl", &wire(0..articles));
    let mut run = ledger.start_talking(&["ingest", "--acknowledge", &wire]);
    let acknowledged = Acknowledged::of(&mut run);
    let (mut taken, mut while_) = (Vec::new(), Vec::new());
    for number in 1..=copies {
        let before = articles * number / (copies + 2);
        acknowledged.wait_for(before);
        let began = Instant::now();
        taken.push((before, copied(&ledger)));
        while_.push((began, Instant::now()));
    }
    assert!(run.wait().expect("a child").success());
    acknowledged.wait_for(articles);
    let stall = stall(&acknowledged.times(), &while_);
    let last = ledger.last_commit();
    let mut commits = Vec::new();
    for (before, copy) in taken {
        copy.check_sound();
        let commit = copy.last_commit();
        assert!(commit >= before, "{before} were acknowledged, {commit} are in the copy");
        assert!(copy.rows(None) == ledger.rows(Some(commit)), "no beginning: {commit}");
        commits.push(commit);
    }
    eprintln!("T27: copies as of {commits:?} of {last}; the writer waited for {stall:?} (p99)");
    assert!(commits[0] < last, "it was not being filled: {commits:?} of {last}");
    assert!(stall <= 2 * STALL, "{stall:?}");
    let whole = copied(&ledger);
    assert!(whole.dump() == ledger.dump());
    let again = ledger.run(&["backup", whole.address()]);
    assert_eq!(again.code, Some(4), "it was overwritten: {}", again.err);
}

#[test]
fn t27_a_file_that_was_copied_without_its_log_is_the_ledger_before_it() {
    let ledger = Ledger::new(On::Sqlite);
    let early = ledger.write("early.jsonl", &wire(0..20));
    assert_eq!(ledger.run(&["ingest", &early]).code, Some(0));
    let (before, rows) = (ledger.last_commit(), ledger.rows(None));
    // More, which stays in the log: too few commits to have it emptied, and the program is killed while it waits for the next.
    let mut run = ledger.start_talking(&["ingest", "--acknowledge", "-"]);
    let acknowledged = Acknowledged::of(&mut run);
    let mut input = run.stdin.take().expect("its standard input");
    input.write_all(wire(20..28).as_bytes()).expect("sent");
    acknowledged.wait_for(4);
    run.kill().expect("killed");
    run.wait().expect("a child");
    drop(input);
    let file = |ledger: &Ledger, ending: &str| format!("{}{ending}", ledger.address());
    for endings in [&[""][..], &["", "-shm"]] {
        let copy = Ledger::new(On::Sqlite);
        for ending in endings {
            std::fs::copy(file(&ledger, ending), file(&copy, ending)).expect("a copy");
        }
        copy.check_sound();
        assert_eq!(copy.last_commit(), before, "{endings:?}");
        assert!(copy.rows(None) == rows, "{endings:?}");
        assert_eq!(copy.run(&["ingest", &early]).code, Some(0));
        copy.check_sound();
    }
    ledger.check_sound();
    assert!(ledger.last_commit() >= before + 4);
}

#[test]
fn t27_a_copy_that_is_not_on_the_disk_is_none() {
    if !can_trace() {
        return;
    }
    let ledger = Ledger::new(On::Sqlite);
    let wire = ledger.write("wire.jsonl", &wire(0..3));
    assert_eq!(ledger.run(&["ingest", &wire]).code, Some(0));
    let mut failed = 0;
    for sync in 1..=8 {
        let place = Place::new(On::Sqlite);
        let fault = format!("inject=fsync,fdatasync:error=EIO:when={sync}");
        let line = strace(&["-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", &fault]);
        let ran: Ran = std::process::Command::new(line[0])
            .args(&line[1..])
            .arg(assert_cmd::cargo::cargo_bin!("detente"))
            .args(["backup", &place.address, "--ledger", ledger.address()])
            .output()
            .expect("strace starts")
            .into();
        let left = std::fs::read_dir(place.folder.path()).expect("a folder").count();
        if ran.code == Some(0) {
            let copy: Ran =
                command().args(["verify", "--ledger", &place.address]).output().expect("it starts").into();
            assert_eq!((copy.code, left > 0), (Some(0), true), "{sync}: {}", copy.err);
            continue;
        }
        failed += 1;
        assert_eq!((ran.code, left), (Some(4), 0), "{sync}: {}", ran.err);
        assert!(ran.err.contains(&*place.folder.path().to_string_lossy()), "{sync}: {}", ran.err);
    }
    assert!(failed >= 3, "{failed} syncs failed");
}
