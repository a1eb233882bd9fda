//! T6, T7: disks that are full, and folders that may not be written, at the command line and over HTTP.

use super::{Ledger, Mounted, On, wire};
use crate::served::{Server, post};
use crate::tier::times;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Within which the program says that it may not write; twice as much fails the test, since the machine is shared.
const REFUSED: Duration = Duration::from_secs(1);

/// A token for the server of a ledger, from before its disk was full or locked.
fn token(ledger: &Ledger) -> String {
    let made = ledger.run(&["token", "--scope", "write"]);
    assert_eq!(made.code, Some(0), "{}", made.err);
    made.out.trim().to_string()
}

fn serve(ledger: &Ledger, token: &str, more: &[&str]) -> Server {
    let options = [&["--ledger", ledger.address()], more].concat();
    Server::start(&options, Some(token.to_string()), None)
}

/// An article that no wire has, long enough not to fit into what is left in a page.
fn article() -> Value {
    let text = format!(
        "Iran struck Panjgur in Pakistan on Tuesday, Pakistan said. {}",
        "Nobody answered. ".repeat(80)
    );
    json!({ "id": "late", "source": "late", "text": text, "published": "2024-01-17" })
}

fn remount(folder: &Path, options: &str) {
    let done = Command::new("mount").args(["-o", options]).arg(folder).status();
    assert!(done.expect("mount").success(), "{options}");
}

/// Names of the files in a folder, sorted.
fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn t6_a_full_disk_costs_what_was_not_acknowledged_and_nothing_else() {
    let (size, articles) = (times(2, 64), times(400, 30_000));
    let ledger = Ledger::new(On::Sqlite);
    let (small, roomy) = (Ledger::new(On::Sqlite), Ledger::new(On::Sqlite));
    let wire = ledger.write("wire.jsonl", &wire(0..articles));
    let folder = small.place.folder.path();
    let sized = format!("size={size}m");
    let Some(_mounted) = Mounted::new(&["-t", "tmpfs", "-o", &sized, "tmpfs"], folder) else { return };
    let token = token(&small);
    for _ in 0..2 {
        let full = small.run(&["ingest", &wire]);
        assert_eq!(full.code, Some(4), "{}", full.err);
        assert!(full.err.contains("no space left") && full.err.contains("ledger.db"), "{}", full.err);
        small.check_sound();
        let before = small.run(&["articles", "--limit", "0", "--format", "jsonl"]).objects().len();
        assert!(before > 0 && before < articles, "{before}");
        let may_stand = ["ledger.db", "ledger.db-shm", "ledger.db-wal", "ledger.db.tokens"];
        assert!(files(folder).iter().all(|name| may_stand.contains(&name.as_str())), "{:?}", files(folder));
    }
    let server = serve(&small, &token, &[]);
    let refused = post(server.address(), &token, &article());
    assert!(
        matches!(&refused, Some((507, said)) if said.to_string().contains("no space left")),
        "{refused:?}"
    );
    for path in ["/v1/incidents?limit=3", "/v1/events?limit=3", "/"] {
        assert_eq!(server.answer("GET", path, "").0, 200, "{path}");
    }
    remount(folder, &format!("remount,size={}m", 16 * size));
    let taken = post(server.address(), &token, &article());
    assert!(matches!(taken, Some((200, _))), "{taken:?}");
    // Told to end: it is the last to leave its files in order.
    assert!(
        Command::new("kill")
            .args(["-TERM", &server.process().to_string()])
            .status()
            .is_ok_and(|s| s.success())
    );
    assert!(server.has_ended(Duration::from_secs(10)));
    assert_eq!(small.run(&["ingest", &wire]).code, Some(0));
    assert_eq!(files(folder), ["ledger.db", "ledger.db.tokens"]);

    assert_eq!(roomy.run(&["ingest", &wire]).code, Some(0));
    let token = self::token(&roomy);
    let taken = post(serve(&roomy, &token, &[]).address(), &token, &article());
    assert!(matches!(taken, Some((200, _))), "{taken:?}");
    assert!(small.dump() == roomy.dump());
    small.check_sound();
}

/// Every file of a folder with its bytes.
fn content(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let read = |name: String| {
        let bytes = std::fs::read(folder.join(&name)).expect("bytes");
        (name, bytes)
    };
    files(folder).into_iter().map(read).collect()
}

#[test]
fn t7_a_folder_that_may_not_be_written_is_read_when_asked_to_and_never_written() {
    let ledger = Ledger::new(On::Sqlite);
    let wire_file = ledger.write("wire.jsonl", &wire(0..3));
    assert_eq!(ledger.run(&["ingest", &wire_file]).code, Some(0));
    let token = token(&ledger);
    let folder = ledger.place.folder.path();
    let shown = folder.display().to_string();
    let Some(_mounted) = Mounted::new(&["--bind", &shown], folder) else { return };
    remount(folder, "remount,bind,ro");
    let before = content(folder);
    for asking in ["events", "articles", "incidents", "disputes", "crises", "status", "verify", "dump"] {
        let asked = ledger.run(&[asking, "--read-only"]);
        assert_eq!(asked.code, Some(0), "{asking}: {}", asked.err);
    }
    assert!(!ledger.run(&["events", "--format", "jsonl", "--read-only"]).objects().is_empty());
    // Settings are looked at without the ledger being touched.
    for settings in [&["serve", "--check"][..], &["serve", "--check", "--read-only"]] {
        let asked = ledger.run(settings);
        assert_eq!((asked.code, asked.out.contains(ledger.address())), (Some(0), true), "{}", asked.err);
    }
    let mut took = Vec::new();
    for _ in 0..3 {
        let since = Instant::now();
        let refused = ledger.run(&["ingest", &wire_file]);
        took.push(since.elapsed());
        assert_eq!(refused.code, Some(4), "{}", refused.err);
        assert!(refused.err.contains("may not be written"), "{}", refused.err);
    }
    took.sort();
    assert!(took[1] <= 2 * REFUSED, "{took:?}");
    // The file of tokens is not the ledger.
    let writing: &[(&[&str], i32)] =
        &[(&["serve", "--listen", "127.0.0.1:0"], 4), (&["retry"], 4), (&["token", "--scope", "read"], 1)];
    for (args, code) in writing {
        let refused = ledger.run(args);
        assert_eq!(refused.code, Some(*code), "{args:?}: {}", refused.err);
        assert!(refused.err.contains(&shown), "{args:?}: {}", refused.err);
    }
    let server = serve(&ledger, &token, &["--read-only"]);
    for path in ["/v1/incidents", "/v1/events", "/", "/status"] {
        assert_eq!(server.answer("GET", path, "").0, 200, "{path}");
    }
    let refused = post(server.address(), &token, &article());
    assert!(matches!(refused, Some((403, _))), "{refused:?}");
    drop(server);
    assert!(content(folder) == before);
}
