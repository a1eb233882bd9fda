//! T4: a log that breaks off anywhere, as after a power cut, leaves the ledger as it was after some commit: the last one that was
//! whole on the disk.

use super::stores::On;
use super::tier::{Chance, times};
use super::{Ledger, at, read, strike};
use detente_ledger::store::{Filter, Store};
use std::path::{Path, PathBuf};

/// Commits in the log; fewer than it takes until SQLite empties it into the file.
const COMMITS: usize = 16;

/// The write-ahead log of a ledger.
fn log_of(ledger: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", ledger.display()))
}

/// A ledger with commits in its log, and where in the log each of them ends.
fn filled() -> (Ledger, Vec<(u64, i64)>) {
    let mut ledger = Ledger::new(On::Sqlite);
    for n in 0..4 {
        ledger.take(&strike(&format!("early-{n}"), n));
    }
    let path = ledger.place.address.clone();
    let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
    let file = rusqlite::Connection::open(&path).expect("the file");
    let is_busy: i64 = file.query_row(sql, [], |row| row.get(0)).expect("emptied");
    assert_eq!(is_busy, 0);
    drop(file);
    let mut ends = vec![(0, ledger.store.status().expect("a status").seq.0)];
    for n in 0..COMMITS as u64 {
        // Every third is a correction, every fifth of two articles.
        let name = if n % 3 == 2 { format!("late-{}", n - 1) } else { format!("late-{n}") };
        let documents = [strike(&name, 20 + n), strike(&format!("more-{n}"), n)];
        let reads = documents.each_ref().map(read);
        let mut batch = ledger.store.begin(at("2024-01-20T12:00:00Z")).expect("a batch");
        for (document, read) in documents.iter().zip(&reads).take(if n % 5 == 0 { 2 } else { 1 }) {
            batch.take(document, Some(Ok(read))).expect("taken");
        }
        let seq = batch.commit().expect("committed").expect("a commit");
        ends.push((std::fs::metadata(log_of(Path::new(&path))).expect("a log").len(), seq.0));
    }
    assert!(ends.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1), "the log was emptied: {ends:?}");
    (ledger, ends)
}

#[test]
fn t4_a_torn_log_leaves_a_prefix_of_the_commits() {
    let (ledger, ends) = filled();
    let dumps: Vec<String> = ends.iter().map(|(_, seq)| rows_as_of(&ledger.store, *seq)).collect();
    let path = PathBuf::from(&ledger.place.address);
    let log = std::fs::read(log_of(&path)).expect("a log");
    let mut chance = Chance::new();
    for round in 0..times(40, 200) {
        let cut = chance.below(log.len() as u64 + 1);
        let mut torn = log[..cut as usize].to_vec();
        // What follows may be nothing, or what was on the disk before.
        if round % 2 == 1 {
            torn.extend((0..chance.below(9_000)).map(|_| chance.below(256) as u8));
        }
        let copy = path.with_file_name(format!("copy-{round}.db"));
        std::fs::copy(&path, &copy).expect("a copy");
        std::fs::write(log_of(&copy), torn).expect("a log");
        let mut store = Store::open(copy.as_path(), "reader 1").expect("it opens");
        assert_eq!(store.verify().expect("a verdict"), [], "cut at {cut}");
        let whole = ends.iter().rposition(|(end, _)| *end <= cut).expect("the file itself");
        assert_eq!(store.status().expect("a status").seq.0, ends[whole].1, "cut at {cut}");
        assert!(rows_as_of(&store, ends[whole].1) == dumps[whole], "cut at {cut}");
        let document = strike("after", 3);
        let mut batch = store.begin(at("2024-01-21T12:00:00Z")).expect("a batch");
        batch.take(&document, Some(Ok(&read(&document)))).expect("taken");
        batch.commit().expect("it goes on");
        assert_eq!(store.verify().expect("a verdict"), []);
    }
}

/// Articles and events as of a commit.
fn rows_as_of(store: &Store, seq: i64) -> String {
    let filter = Filter { as_of: seq.to_string().parse().expect("a commit"), ..Filter::default() };
    let mut all = Vec::new();
    let mut add = |row: serde_json::Result<String>| {
        all.push(row.expect("a row"));
        true
    };
    store
        .articles(&filter, |row| add(serde_json::to_string(&(row.key, row.name, row.seq))))
        .expect("articles");
    store
        .events(&filter, |row| add(serde_json::to_string(&(row.id, row.incident, row.seq))))
        .expect("events");
    store
        .incidents(&filter, |row| add(serde_json::to_string(&(row.id, row.seq, row.incident))))
        .expect("incidents");
    all.join("\n")
}
