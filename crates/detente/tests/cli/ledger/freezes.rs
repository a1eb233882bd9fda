//! T4, with the program itself: the power goes while it fills a ledger. It is stopped dead anywhere, its files are copied as they are, and the
//! copy's log is cut. `torn` of `detente-ledger` tries the same on a log that the test itself has written.

use super::{Acknowledged, Ledger, On, wire};
use crate::tier::{Chance, times};
use std::collections::HashMap;
use std::process::Command;
use std::time::{Duration, Instant};

/// Of SQLite's formats: the header of a log and of each page in it.
const HEADER: usize = 32;
const PAGE_HEADER: usize = 24;

/// The files of a ledger whose writer was stopped.
struct Frozen {
    file: Vec<u8>,
    log: Vec<u8>,
    /// Commits that were acknowledged by then.
    acknowledged: usize,
    /// Where the log may break off: behind what was already put into the file, which is synced before it is, and where it ends by
    /// its index.
    cuts: (usize, usize),
    /// Where in the log commits end.
    ends: Vec<usize>,
}

fn big_endian(bytes: &[u8], at: usize) -> usize {
    u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
}

fn native(bytes: &[u8], at: usize) -> usize {
    u32::from_ne_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
}

/// Stops a process, and waits until it stands still.
fn stop(process: u32) {
    let told = Command::new("kill").args(["-STOP", &process.to_string()]).status();
    assert!(told.is_ok_and(|status| status.success()));
    let tasks = format!("/proc/{process}/task");
    let stands = |task: std::fs::DirEntry| {
        let told = std::fs::read_to_string(task.path().join("stat")).unwrap_or_default();
        told.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T'))
    };
    let began = Instant::now();
    while !std::fs::read_dir(&tasks).expect("tasks").flatten().all(stands) {
        assert!(began.elapsed() < Duration::from_secs(10), "it does not stand still");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The files as they are.
fn frozen(ledger: &Ledger, acknowledged: usize) -> Frozen {
    let read = |ending: &str| std::fs::read(format!("{}{ending}", ledger.address())).expect("a file");
    let (file, log, index) = (read(""), read("-wal"), read("-shm"));
    // How many pages the log has by its index, and how many of them may be in the file already.
    let (pages, emptied) = (native(&index, 16), native(&index, 96).max(native(&index, 128)));
    let size = if log.len() < HEADER { 0 } else { PAGE_HEADER + big_endian(&log, 8) };
    let end_of = |page: usize| HEADER + page * size;
    let is_commit = |page: &usize| big_endian(&log, end_of(page - 1) + 4) > 0;
    let ends = (1..=pages).filter(is_commit).map(end_of).collect();
    let cuts = (end_of(emptied.min(pages)), end_of(pages));
    Frozen { file, log, acknowledged, cuts, ends }
}

impl Frozen {
    /// The ledger whose log breaks off there, with rubbish behind where there is a chance of it; its last commit.
    fn cut(&self, at: usize, rubbish: &[u8]) -> (Ledger, usize) {
        let copy = Ledger::new(On::Sqlite);
        let log = [&self.log[..at.min(self.log.len())], rubbish].concat();
        std::fs::write(copy.address(), &self.file).expect("written");
        std::fs::write(format!("{}-wal", copy.address()), log).expect("written");
        copy.check_sound();
        let commit = copy.last_commit();
        (copy, commit)
    }
}

#[test]
fn t4_a_program_that_is_cut_off_leaves_a_prefix_of_its_commits() {
    if !cfg!(target_os = "linux") {
        eprintln!("skipped: other systems do not tell whether a process stands still");
        return;
    }
    let (freezes, cuts, articles) = (times(3, 40), times(3, 5), times(240, 2_000));
    let ledger = Ledger::new(On::Sqlite);
    let wire = ledger.write("wire.jsonl", &wire(0..articles));
    let mut run = ledger.start_talking(&["ingest", "--acknowledge", &wire]);
    let acknowledged = Acknowledged::of(&mut run);
    let mut chance = Chance::new();
    let mut all = Vec::new();
    for number in 1..=freezes {
        acknowledged.wait_for(articles * number / (freezes + 1));
        std::thread::sleep(Duration::from_micros(chance.below(20_000)));
        stop(run.id());
        all.push(frozen(&ledger, acknowledged.times().len()));
        let goes_on = Command::new("kill").args(["-CONT", &run.id().to_string()]).status();
        assert!(goes_on.is_ok_and(|status| status.success()));
    }
    assert!(run.wait().expect("a child").success());
    let (mut rows, mut lost, mut tried) = (HashMap::new(), 0, 0);
    for frozen in &all {
        let (from, to) = frozen.cuts;
        let (_, whole) = frozen.cut(to, &[]);
        assert!(whole >= frozen.acknowledged, "{} were acknowledged, {whole} are there", frozen.acknowledged);
        for round in 0..cuts {
            let at = from + chance.below((to - from) as u64 + 1) as usize;
            let rubbish = if round % 2 == 0 { 0 } else { chance.below(9_000) };
            let rubbish: Vec<u8> = (0..rubbish).map(|_| chance.below(256) as u8).collect();
            let (copy, commit) = frozen.cut(at, &rubbish);
            let behind = frozen.ends.iter().filter(|end| **end > at).count();
            assert_eq!(commit, whole - behind, "of {whole} the log of {to} bytes was cut at {at}");
            let expected = rows.entry(commit).or_insert_with(|| ledger.rows(Some(commit)));
            assert!(copy.rows(None) == *expected, "no prefix: {commit} of {whole}");
            (lost, tried) = (lost + behind, tried + 1);
        }
    }
    eprintln!("T4: {freezes} freezes, {tried} cuts, which cost {lost} commits");
    assert!(lost > 0, "no cut cost anything");
}
