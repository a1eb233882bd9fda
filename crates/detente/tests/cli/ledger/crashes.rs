//! T1, T3: nothing acknowledged is lost and nothing comes twice, whenever the program dies.

use super::{Ledger, wire};
use crate::command;
use crate::stores::{On, on_both_stores};
use crate::tier::{Chance, times};
use crate::traced::{SYNCS_AND_ANSWERS, can_trace, check_synced, strace};
use std::process::Stdio;
use std::time::{Duration, Instant};

on_both_stores!(t1_kills_lose_nothing_and_double_nothing, a_stopped_run_says_so_and_the_next_goes_on,);

/// Articles of a run.
fn articles() -> usize {
    times(240, 2_000)
}

/// What an uninterrupted run leaves.
fn whole(on: On) -> String {
    let ledger = Ledger::new(on);
    let wire = ledger.write("wire.jsonl", &wire(0..articles()));
    // The name of the source is part of the dump.
    let ran = command()
        .args(["ingest", "-", "--ledger"])
        .arg(ledger.address())
        .write_stdin(std::fs::read(wire).expect("the wire"))
        .output()
        .expect("it starts");
    assert!(ran.status.success());
    ledger.dump()
}

/// A run from standard input that is killed after a while; true where it came to its end before.
fn killed_after(ledger: &Ledger, wire: &str, while_: Duration) -> bool {
    let input = std::fs::File::open(wire).expect("the wire");
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("detente"))
        .args(["ingest", "-", "--ledger"])
        .arg(ledger.address())
        .stdin(input)
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let began = Instant::now();
    let mut ended = false;
    while !ended && began.elapsed() < while_ {
        std::thread::sleep(Duration::from_millis(1));
        ended = child.try_wait().expect("a child").is_some();
    }
    let _ = child.kill();
    let _ = child.wait();
    ended
}

/// A run that kills itself at the N-th write to a file, or to the server; true where it came to its end before.
fn killed_at_write(ledger: &Ledger, wire: &str, write: usize) -> bool {
    let call = if ledger.place.on() == On::Postgres { "sendto" } else { "pwrite64" };
    let input = std::fs::File::open(wire).expect("the wire");
    let status = std::process::Command::new("strace")
        .args(["-f", "--seccomp-bpf", "-o", "/dev/null", "-e"])
        .arg(format!("trace={call}"))
        .arg("-e")
        .arg(format!("inject={call}:signal=KILL:when={write}"))
        .arg(assert_cmd::cargo::cargo_bin!("detente"))
        .args(["ingest", "-", "--ledger"])
        .arg(ledger.address())
        .stdin(input)
        .stderr(Stdio::null())
        .status();
    status.expect("strace starts").success()
}

/// The ledger after a kill; a new one where the run had come to its end, for there is nothing left to kill in it.
fn checked(ledger: Ledger, has_ended: bool, expected: &str) -> Ledger {
    if ledger.is_there() {
        ledger.check_sound();
    }
    if !has_ended {
        return ledger;
    }
    check_whole(&ledger, expected);
    let next = Ledger::new(ledger.place.on());
    next.write("wire.jsonl", &wire(0..articles()));
    next
}

fn check_whole(ledger: &Ledger, expected: &str) {
    assert!(ledger.dump() == expected, "the ledger differs from one that was filled without interruption");
}

fn t1_kills_lose_nothing_and_double_nothing(on: On) {
    let expected = whole(on);
    let mut ledger = Ledger::new(on);
    ledger.write("wire.jsonl", &wire(0..articles()));
    let wire = |ledger: &Ledger| ledger.file("wire.jsonl").display().to_string();
    let mut kills = 0;
    if can_trace() {
        // The first writes make the tables; later ones fall into commits, each of which takes some fifty to a server.
        let scale = if on == On::Postgres { 19 } else { 1 };
        let writes = match times(0, 1) {
            0 => vec![1, 2, 5, 11, 23, 47, 95, 150],
            _ => (1..=150).collect(),
        };
        for write in writes {
            let has_ended = killed_at_write(&ledger, &wire(&ledger), write * scale);
            kills += usize::from(!has_ended);
            ledger = checked(ledger, has_ended, &expected);
        }
    }
    let mut chance = Chance::new();
    while kills < times(20, 350) {
        let while_ = Duration::from_millis(300 + chance.below(900));
        let has_ended = killed_after(&ledger, &wire(&ledger), while_);
        kills += usize::from(!has_ended);
        ledger = checked(ledger, has_ended, &expected);
    }
    let mut rounds = 0;
    while !killed_after(&ledger, &wire(&ledger), Duration::from_secs(times(60, 600))) {
        rounds += 1;
        assert!(rounds < 5, "it does not come to an end");
    }
    ledger.check_sound();
    check_whole(&ledger, &expected);
    eprintln!("T1: {kills} kills");
}

#[test]
fn t3_an_acknowledgement_comes_after_its_sync() {
    if !can_trace() {
        return;
    }
    let ledger = Ledger::new(On::Sqlite);
    let wire = ledger.write("wire.jsonl", &wire(0..500));
    let trace = ledger.file("trace");
    let line = strace(SYNCS_AND_ANSWERS);
    let ran = std::process::Command::new(line[0])
        .args(&line[1..])
        .arg("-o")
        .arg(&trace)
        .arg(assert_cmd::cargo::cargo_bin!("detente"))
        .args(["ingest", "--acknowledge", &wire, "--ledger"])
        .arg(ledger.address())
        .stdout(Stdio::null())
        .output()
        .expect("strace starts");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    // Its end is the last line, which the tracer may still be writing.
    let told = || std::fs::read_to_string(&trace).expect("a trace");
    for _ in 0..200 {
        if told().trim_end().ends_with("+++ exited with 0 +++") {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(check_synced(&told(), "\"{\\\"article"), 500);
}

fn a_stopped_run_says_so_and_the_next_goes_on(on: On) {
    let ledger = Ledger::new(on);
    let wire = ledger.write("wire.jsonl", &wire(0..articles()));
    let child = ledger.start(&["ingest", &wire]);
    // Once there is a first commit, the handler is in place.
    for _ in 0..600 {
        std::thread::sleep(Duration::from_millis(50));
        if ledger.run(&["articles", "--limit", "1"]).out.contains("wire-") {
            break;
        }
    }
    let stopped = std::process::Command::new("kill").arg("-INT").arg(child.id().to_string()).status();
    assert!(stopped.is_ok_and(|status| status.success()), "it ended before it could be stopped");
    let output = child.wait_with_output().expect("a child");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.code() == Some(130) {
        assert!(told.contains("stopped: ") && told.contains(" new"), "{told}");
    } else {
        assert_eq!(output.status.code(), Some(0), "{told}");
    }
    ledger.check_sound();
    assert_eq!(ledger.run(&["ingest", &wire]).code, Some(0));
    assert_eq!(ledger.run(&["articles", "--limit", "0", "--format", "jsonl"]).objects().len(), articles());
}
