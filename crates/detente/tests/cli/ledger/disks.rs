//! T6, T7: disks that are full, and folders that may not be written.

use super::{Ledger, Mounted, On, wire};
use std::time::{Duration, Instant};

#[test]
fn t6_a_full_disk_costs_what_was_not_acknowledged_and_nothing_else() {
    let ledger = Ledger::new(On::Sqlite);
    let (small, roomy) = (Ledger::new(On::Sqlite), Ledger::new(On::Sqlite));
    let wire = ledger.write("wire.jsonl", &wire(0..400));
    let Some(_mounted) = Mounted::new(&["-t", "tmpfs", "-o", "size=2m", "tmpfs"], small.place.folder.path())
    else {
        return;
    };
    let full = small.run(&["ingest", &wire]);
    assert_eq!(full.code, Some(4), "{}", full.err);
    assert!(full.err.contains("no space left") && full.err.contains("ledger.db"), "{}", full.err);
    small.check_sound();
    let before = small.run(&["articles", "--limit", "0", "--format", "jsonl"]).objects().len();
    assert!(before > 0 && before < 400, "{before}");
    let again = small.run(&["ingest", &wire]);
    assert_eq!(again.code, Some(4), "{}", again.err);
    let more = std::process::Command::new("mount")
        .args(["-o", "remount,size=64m"])
        .arg(small.place.folder.path())
        .status()
        .expect("mount");
    assert!(more.success());
    assert_eq!(small.run(&["ingest", &wire]).code, Some(0));
    assert_eq!(roomy.run(&["ingest", &wire]).code, Some(0));
    assert!(small.dump() == roomy.dump());
    small.check_sound();
    let left: Vec<String> = std::fs::read_dir(small.place.folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with("ledger.db"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn t7_a_folder_that_may_not_be_written_is_read_when_asked_to_and_never_written() {
    let ledger = Ledger::new(On::Sqlite);
    let wire_file = ledger.write("wire.jsonl", &wire(0..3));
    assert_eq!(ledger.run(&["ingest", &wire_file]).code, Some(0));
    let folder = ledger.place.folder.path();
    let shown = folder.display().to_string();
    let Some(_mounted) = Mounted::new(&["--bind", &shown], folder) else { return };
    let locked = std::process::Command::new("mount").args(["-o", "remount,bind,ro"]).arg(folder).status();
    assert!(locked.expect("mount").success());
    let content = || {
        let mut all: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .map(|path| (path.display().to_string(), std::fs::read(&path).expect("bytes")))
            .collect();
        all.sort();
        all
    };
    let before = content();
    let asked = ledger.run(&["events", "--format", "jsonl", "--read-only"]);
    assert_eq!((asked.code, asked.objects().is_empty()), (Some(0), false), "{}", asked.err);
    let since = Instant::now();
    let refused = ledger.run(&["ingest", &wire_file]);
    assert_eq!(refused.code, Some(4), "{}", refused.err);
    assert!(refused.err.contains("may not be written"), "{}", refused.err);
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    assert!(content() == before);
}
