//! The ledger as users run it: filled, killed, filled by many at once, asked, copied, on full and locked disks.
//!
//! The tests are named by the numbers of docs/reliability.md. What needs a tool or a right that the machine does not give is
//! skipped, and says so. They run over both stores, but for those about files and disks.

mod alerts;
mod answers;
mod backups;
mod crashes;
mod crises;
mod disks;
mod faults;
mod freezes;
mod long;
mod parquet;
mod replays;
mod servers;
mod visits;
mod watch;
mod withdrawn;
mod writers;

use super::stores::skips::skipped;
use super::stores::{On, Place};
use super::{Ran, command};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A ledger in a place of its own.
struct Ledger {
    place: Place,
}

impl Ledger {
    fn new(on: On) -> Self {
        Ledger { place: Place::new(on) }
    }

    /// As `--ledger` has it.
    fn address(&self) -> &str {
        &self.place.address
    }

    /// As a file in its folder has it.
    fn named(&self) -> &str {
        if self.place.on() == On::Sqlite { "ledger.db" } else { self.address() }
    }

    fn is_there(&self) -> bool {
        self.run(&["status"]).code == Some(0)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.place.folder.path().join(name)
    }

    /// Runs `detente ARGS... --ledger LEDGER`.
    fn run(&self, args: &[&str]) -> Ran {
        command().args(args).arg("--ledger").arg(self.address()).output().expect("it starts").into()
    }

    /// Runs it as another process, and does not wait.
    fn start(&self, args: &[&str]) -> std::process::Child {
        self.start_with(args, [Stdio::null(), Stdio::null(), Stdio::piped()])
    }

    /// Runs it with standard output and input in our hands.
    fn start_talking(&self, args: &[&str]) -> std::process::Child {
        self.start_with(args, [Stdio::piped(), Stdio::piped(), Stdio::null()])
    }

    /// Runs it with these as standard input, output and error.
    fn start_with(&self, args: &[&str], [input, output, error]: [Stdio; 3]) -> std::process::Child {
        std::process::Command::new(assert_cmd::cargo::cargo_bin!("detente"))
            .args(args)
            .arg("--ledger")
            .arg(self.address())
            .stdin(input)
            .stdout(output)
            .stderr(error)
            .spawn()
            .expect("it starts")
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.file(name), text).expect("written");
        self.file(name).display().to_string()
    }

    fn dump(&self) -> String {
        let ran = self.run(&["dump"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.out
    }

    /// The number of the last commit.
    fn last_commit(&self) -> usize {
        let told = self.run(&["status"]);
        let line = told.out.lines().find(|line| line.starts_with("last commit")).unwrap_or_default();
        line.split_whitespace().nth(2).and_then(|number| number.parse().ok()).expect("a commit")
    }

    /// Articles, events and incidents, as they stand or stood after a commit.
    fn rows(&self, as_of: Option<usize>) -> Vec<String> {
        let as_of: Vec<String> =
            as_of.iter().flat_map(|commit| ["--as-of".into(), commit.to_string()]).collect();
        let mut rows = Vec::new();
        for kind in ["articles", "events", "incidents"] {
            let mut args = vec![kind, "--limit", "0", "--format", "jsonl"];
            args.extend(as_of.iter().map(String::as_str));
            let ran = self.run(&args);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            rows.extend(ran.objects().into_iter().map(|mut row| {
                // The one thing told of a row that came after it.
                row.as_object_mut().expect("an object").remove("superseded_by");
                row.to_string()
            }));
        }
        // Both stores, whatever the order in which they answer what is of one day.
        rows.sort_unstable();
        rows
    }

    fn check_sound(&self) {
        let ran = self.run(&["verify"]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    }
}

/// Acknowledgements of a run as they come: how many there are, and when each came.
struct Acknowledged {
    times: Arc<Mutex<Vec<Instant>>>,
}

impl Acknowledged {
    fn of(run: &mut std::process::Child) -> Self {
        let out = run.stdout.take().expect("its standard output");
        let times: Arc<Mutex<Vec<Instant>>> = Arc::default();
        let noted = Arc::clone(&times);
        std::thread::spawn(move || {
            for _ in BufReader::new(out).lines().map_while(Result::ok) {
                noted.lock().expect("times").push(Instant::now());
            }
        });
        Acknowledged { times }
    }

    fn times(&self) -> Vec<Instant> {
        self.times.lock().expect("times").clone()
    }

    /// Waits until there are so many.
    fn wait_for(&self, number: usize) {
        let began = Instant::now();
        while self.times.lock().expect("times").len() < number {
            assert!(began.elapsed() < Duration::from_secs(300), "it does not go on");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Articles of a wire, a line each, numbered; short, for they are many.
fn wire(numbers: impl IntoIterator<Item = usize>) -> String {
    let line = |n: usize| {
        let (place, state) = [("Panjgur", "Pakistan"), ("Saravan", "Iran"), ("Chaman", "Pakistan")][n % 3];
        let other = if state == "Iran" { "Pakistan" } else { "Iran" };
        let text =
            format!("{other} struck {place} in {state} on Tuesday, killing {} people, {state} said.", n + 2);
        let published = format!("2024-01-{:02}", 1 + n % 28);
        serde_json::json!({"id": format!("wire-{n}"), "text": text, "published": published, "agency": "Wire"})
    };
    numbers.into_iter().map(|n| format!("{}\n", line(n))).collect()
}

/// A folder with a file system mounted on it, until dropped.
struct Mounted {
    at: PathBuf,
}

impl Mounted {
    /// Runs `mount ARGS... AT`; none where the machine does not let us.
    fn new(args: &[&str], at: &Path) -> Option<Self> {
        let done = std::process::Command::new("mount").args(args).arg(at).stderr(Stdio::null()).status();
        if done.is_ok_and(|status| status.success()) {
            return Some(Mounted { at: at.to_path_buf() });
        }
        skipped("mount", "no right to mount");
        None
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.at).status();
    }
}
