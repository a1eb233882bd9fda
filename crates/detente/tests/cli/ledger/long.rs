//! T14 through the whole program: a line of a gigabyte, a word of 50,000 bytes, texts of nothing but quotes, each between two sound lines of
//! one file and of standard input, all the way into a ledger.

use super::Ledger;
use crate::stores::On;
use serde_json::json;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The article limit, in bytes.
const ARTICLE: usize = 4 << 20;
const GIB: u64 = 1 << 30;
/// Of the processor, over what the sound lines alone take.
const TIME: Duration = Duration::from_secs(5);
/// Over what the sound lines alone take, in MiB.
const MEMORY: u64 = 64;

/// What a run gave and cost.
#[derive(Debug)]
struct Cost {
    code: Option<i32>,
    err: String,
    time: Duration,
    /// At most, in MiB.
    memory: u64,
}

/// A number of KiB or of ticks that Linux tells of a process.
fn memory_of(process: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Its state, and the processor's time that it has taken. Both are told until somebody waits for its end.
fn state_of(process: u32) -> Option<(char, Duration)> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // After the program's name, which may hold anything.
    let (_, fields) = text.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?.chars().next()?;
    let ticks: u64 = fields.skip(10).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Some((state, Duration::from_millis(10 * ticks)))
}

/// Follows a program to its end.
fn follow(mut child: Child) -> Cost {
    let (mut memory, mut time) = (0, Duration::ZERO);
    while let Some((state, spent)) = state_of(child.id()) {
        time = spent;
        memory = memory.max(memory_of(child.id()).unwrap_or(0));
        if state == 'Z' {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut err = String::new();
    child.stderr.take().expect("its words").read_to_string(&mut err).expect("words");
    Cost { code: child.wait().expect("an end").code(), err, time, memory: memory / 1024 }
}

fn start(ledger: &Ledger, source: &str, input: Stdio) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin!("detente"))
        .args(["ingest", "--threads", "1", source, "--ledger", ledger.address()])
        .stdin(input)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

fn sound(id: &str) -> String {
    let text = "Iran struck a village near Panjgur in Pakistan on Tuesday, killing 12 people, Pakistan said.";
    format!("{}\n", json!({"id": id, "text": text, "published": "2024-01-17"}))
}

/// A line of an article with this text.
fn odd(id: &str, text: &str) -> String {
    format!("{}\n", json!({"id": id, "text": text}))
}

/// The names of the articles that are in the ledger, and of the sound ones that were read, by their strike.
fn kept(ledger: &Ledger) -> (Vec<String>, Vec<String>) {
    let rows = ledger.run(&["articles", "--format", "jsonl"]).objects();
    let names = rows.iter().filter_map(|row| row["name"].as_str());
    let events = ledger.run(&["events", "--dyad", "IRN", "PAK", "--format", "jsonl"]).objects();
    let read = events.iter().filter_map(|row| row["article"]["name"].as_str()).filter(|name| *name != "word");
    (sorted(names), sorted(read))
}

fn sorted<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    names.collect::<std::collections::BTreeSet<_>>().into_iter().map(String::from).collect()
}

/// The file at `path` from the disk, then from standard input: its last complaint, which articles are kept, at which cost.
#[track_caller]
fn check(path: &Path, told: &str, names: &[&str]) {
    let alone = Ledger::new(On::Sqlite);
    let file = alone.write("sound.jsonl", &(sound("a") + &sound("z")));
    let idle = follow(start(&alone, &file, Stdio::null()));
    assert_eq!(idle.code, Some(0), "{idle:?}");
    for is_piped in [false, true] {
        let ledger = Ledger::new(On::Sqlite);
        let cost = if is_piped {
            let mut child = start(&ledger, "-", Stdio::piped());
            let (mut from, mut to) =
                (File::open(path).expect("the file"), child.stdin.take().expect("a pipe"));
            let writer = std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            let cost = follow(child);
            writer.join().expect("a writer").expect("all of it was read");
            cost
        } else {
            follow(start(&ledger, &path.display().to_string(), Stdio::null()))
        };
        assert_eq!(cost.code, Some(3), "{cost:?}");
        assert!(cost.err.contains(told), "{cost:?}");
        let (kept, read) = kept(&ledger);
        assert_eq!((kept, read), (sorted(names.iter().copied()), sorted(["a", "z"].into_iter())), "{cost:?}");
        let (more, memory) = (cost.time.saturating_sub(idle.time), cost.memory.saturating_sub(idle.memory));
        eprintln!("T14: {told}, piped {is_piped}: {more:?}, + {memory} MiB");
        assert!(more <= TIME && memory <= MEMORY, "{cost:?} {idle:?}");
    }
}

#[test]
fn t14_a_line_of_a_gigabyte_costs_itself_alone() {
    if !cfg!(target_os = "linux") {
        eprintln!("skipped: other systems do not tell what a process takes");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.jsonl");
    let mut file = File::create(&path).expect("a file");
    // Zeros without blocks on the disk.
    file.write_all(sound("a").as_bytes()).expect("written");
    file.seek(SeekFrom::Current(GIB as i64)).expect("a place");
    file.write_all(format!("\n{}", sound("z")).as_bytes()).expect("written");
    drop(file);
    check(&path, ":2: longer than 25 MiB", &["a", "z"]);
}

#[test]
fn t14_words_and_quotes_without_end_are_read_or_told() {
    if !cfg!(target_os = "linux") {
        eprintln!("skipped: other systems do not tell what a process takes");
        return;
    }
    let word = format!("Iran struck Pakistan. {} Pakistan denied it.", "x".repeat(50_000));
    let lines = [
        sound("a"),
        odd("word", &word),
        odd("nested", &"\u{201c}".repeat(ARTICLE / 3)),
        odd("pairs", &"\u{201c}\u{201d}".repeat(ARTICLE / 6)),
        odd("straight", &"\"".repeat(ARTICLE)),
        odd("more", &"\u{201c}".repeat(ARTICLE / 3 + 1)),
        sound("z"),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("odd.jsonl");
    std::fs::write(&path, lines.concat()).expect("written");
    check(&path, ":6: longer than 4 MiB", &["a", "nested", "pairs", "straight", "word", "z"]);
}
