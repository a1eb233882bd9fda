//! Quarantine and reading again, backup, versions.

use super::stores::{On, on_both_stores};
use super::{Ledger, read, strike};
use detente_ledger::store::{AsOf, Outcome, Refusal, Seq, Store, StoreError, Unread};

on_both_stores!(
    t26_a_poisoned_article_is_kept_tried_once_a_version_and_read_by_a_later_one,
    a_newer_reader_keeps_what_an_older_one_read,
    a_refusal_is_noted_once,
    a_batch_that_is_dropped_leaves_nothing,
    a_mark_that_does_not_read_back_is_found_with_its_article,
    t27_a_backup_is_the_ledger_and_overwrites_nothing,
);

fn unread() -> Unread {
    Unread { stage: "event".into(), reason: "panic".into(), detail: "it failed".into() }
}

fn t26_a_poisoned_article_is_kept_tried_once_a_version_and_read_by_a_later_one(on: On) {
    let mut ledger = Ledger::new(on);
    let poison = strike("poison", 7);
    let mut batch = ledger.store.begin(ledger.now).expect("a batch");
    assert_eq!(batch.take(&poison, Some(Err(&unread()))).expect("taken"), Outcome::New);
    batch.commit().expect("committed");
    assert_eq!(ledger.killed(AsOf::Now), [0u64; 0]);
    assert_eq!(ledger.store.quarantine().expect("a list").len(), 1);
    assert!(ledger.store.has(&poison, ledger.now).expect("an answer"), "it would be read again and again");
    assert!(ledger.store.to_reread(false, 0, 9).expect("a list").is_empty());

    // A later version fails too, the next does not.
    ledger.store = ledger.open("reader 2");
    let waiting = ledger.store.to_reread(false, 0, 9).expect("a list");
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].article.text, poison.article.text);
    assert_eq!(waiting[0].article.published, poison.article.published);
    let mut batch = ledger.store.begin(ledger.now).expect("a batch");
    batch.reread(waiting[0].body, Err(&unread())).expect("noted");
    batch.commit().expect("committed");
    assert!(ledger.store.to_reread(false, 0, 9).expect("a list").is_empty());
    ledger.store = ledger.open("reader 3");
    let waiting = ledger.store.to_reread(false, 0, 9).expect("a list");
    let mut batch = ledger.store.begin(ledger.now).expect("a batch");
    batch.reread(waiting[0].body, Ok(&read(&poison))).expect("read");
    batch.commit().expect("committed");
    assert_eq!(ledger.killed(AsOf::Now), [7]);
    assert_eq!(ledger.killed(AsOf::Commit(Seq(1))), [0u64; 0]);
    assert!(ledger.store.quarantine().expect("a list").is_empty());
    ledger.check_sound();
}

fn a_newer_reader_keeps_what_an_older_one_read(on: On) {
    let mut ledger = Ledger::new(on);
    let document = strike("a", 12);
    let (_, before) = ledger.take(&document);
    ledger.store = ledger.open("reader 2");
    assert_eq!(ledger.take(&document).0, Outcome::Replay);
    let waiting = ledger.store.to_reread(true, 0, 9).expect("a list");
    assert_eq!(waiting.len(), 1);
    let mut batch = ledger.store.begin(ledger.now).expect("a batch");
    batch.reread(waiting[0].body, Ok(&read(&strike("a", 10)))).expect("read");
    batch.commit().expect("committed");
    assert_eq!(ledger.killed(AsOf::Now), [10]);
    assert_eq!(ledger.killed(AsOf::Commit(before.expect("a commit"))), [12]);
    assert!(ledger.store.to_reread(true, 0, 9).expect("a list").is_empty());
    ledger.check_sound();
}

fn a_refusal_is_noted_once(on: On) {
    let mut ledger = Ledger::new(on);
    let refusal = Refusal {
        source: "news.jsonl:3".into(),
        stage: "input".into(),
        reason: "json".into(),
        detail: "not JSON".into(),
        hash: Some("ab".into()),
    };
    let mut batch = ledger.store.begin(ledger.now).expect("a batch");
    assert!(batch.refuse(&refusal).expect("noted"));
    assert!(!batch.refuse(&refusal).expect("known"));
    batch.commit().expect("committed");
    assert_eq!(ledger.store.quarantine().expect("a list").len(), 1);
}

fn a_batch_that_is_dropped_leaves_nothing(on: On) {
    let mut ledger = Ledger::new(on);
    ledger.take(&strike("a", 1));
    let before = ledger.dump();
    let document = strike("b", 2);
    let read = read(&document);
    let mut batch = ledger.store.begin(ledger.now).expect("a batch");
    batch.take(&document, Some(Ok(&read))).expect("taken");
    batch.checkpoint("files", "7").expect("noted");
    drop(batch);
    assert_eq!(ledger.dump(), before);
    assert!(ledger.store.status().expect("a status").checkpoints.is_empty());
    ledger.check_sound();
}

fn t27_a_backup_is_the_ledger_and_overwrites_nothing(on: On) {
    let mut ledger = Ledger::new(on);
    ledger.take(&strike("a", 12));
    ledger.take(&strike("b", 3));
    let to = ledger.place.folder.path().join("copy.db");
    // Side files of a ledger that had this name once.
    std::fs::write(ledger.place.folder.path().join("copy.db-wal"), b"stale").expect("written");
    ledger.store.backup(&to).expect("a backup");
    assert!(matches!(ledger.store.backup(&to), Err(StoreError::Exists(_))));
    assert!(!ledger.place.folder.path().join("copy.db-wal").exists());
    let dump = ledger.dump();
    ledger.take(&strike("c", 1));
    ledger.store = Store::open(&to, "reader 1").expect("the backup");
    assert_eq!(ledger.dump(), dump);
    assert_eq!(ledger.take(&strike("d", 4)).0, Outcome::New);
    ledger.check_sound();
}

#[test]
fn t28_a_file_of_a_newer_program_or_of_none_is_refused_and_left_alone() {
    let ledger = Ledger::new(On::Sqlite);
    let newer = ledger.place.folder.path().join("newer.db");
    ledger.store.backup(&newer).expect("a backup");
    let connection = rusqlite::Connection::open(&newer).expect("the file");
    connection.pragma_update(None, "user_version", 9_999).expect("a newer schema");
    drop(connection);
    let other = ledger.place.folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&other).expect("a file");
    connection.execute_batch("CREATE TABLE mine (x)").expect("a table");
    drop(connection);
    let text = ledger.place.folder.path().join("text.db");
    std::fs::write(&text, "not a database, but long enough to look at twice ".repeat(90)).expect("written");
    for (path, is_newer) in [(&newer, true), (&other, false), (&text, false)] {
        let before = std::fs::read(path).expect("bytes");
        let errors = [Store::open(path, "reader 1").map(drop), Store::open_to_read(path, false).map(drop)]
            .map(|r| r.expect_err("refused"));
        for error in errors {
            let is_told = if is_newer {
                matches!(error, StoreError::Newer { .. })
            } else {
                matches!(error, StoreError::NotALedger(_))
            };
            assert!(is_told, "{}: {error}", path.display());
        }
        assert_eq!(std::fs::read(path).expect("bytes"), before, "{}", path.display());
    }
    // No file, and an empty one, as it is for a moment while another program makes the ledger.
    let none = ledger.place.folder.path().join("none.db");
    let is_missing = || matches!(Store::open_to_read(&none, false), Err(StoreError::Missing(_)));
    assert!(is_missing());
    std::fs::write(&none, "").expect("written");
    assert!(is_missing());
}

fn a_mark_that_does_not_read_back_is_found_with_its_article(on: On) {
    let mut ledger = Ledger::new(on);
    ledger.take(&strike("a", 1));
    ledger.check_sound();
    let sql = "INSERT INTO mark (shelf, counted_day, article, traits) SELECT 9999, counted_day, article, traits FROM mark";
    ledger.place.execute(sql).expect("a mark on a shelf that is not there");
    let faults = ledger.store.verify().expect("a verdict");
    let found: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.rule, fault.at.as_str())).collect();
    assert_eq!(found, [("every mark reads back", "article 1")]);
}

/// Merging pieces of the index of words grew with the ledger to a twentieth of all that writing took, while each article was one.
#[test]
fn the_words_of_a_commit_are_one_piece_of_the_index() {
    let mut ledger = Ledger::new(On::Sqlite);
    let file = rusqlite::Connection::open(&ledger.place.address).expect("the file");
    let pieces = || -> i64 {
        let sql = "SELECT count(DISTINCT segid) FROM body_text_idx";
        file.query_row(sql, [], |row| row.get(0)).expect("a count")
    };
    ledger.take(&strike("first", 1));
    assert_eq!(pieces(), 1);
    let mut batch = ledger.store.begin(ledger.now).expect("a batch");
    for n in 0..5 {
        let document = strike(&format!("more-{n}"), n);
        batch.take(&document, Some(Ok(&read(&document)))).expect("taken");
    }
    batch.commit().expect("committed");
    assert_eq!(pieces(), 2);
}
