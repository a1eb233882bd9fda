//! The ledger as users run it: filled, killed, filled by many at once, asked, copied, on full and locked disks.
//!
//! The tests are named by the numbers of docs/reliability.md. What needs a tool or a right that the machine does not give is
//! skipped, and says so. They run over both stores, but for those about files and disks.

mod alerts;
mod answers;
mod crashes;
mod crises;
mod disks;
mod faults;
mod parquet;
mod servers;
mod visits;
mod watch;
mod writers;

use super::stores::{On, Place};
use super::{Ran, command};
use std::path::{Path, PathBuf};
use std::process::Stdio;

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
        std::process::Command::new(assert_cmd::cargo::cargo_bin!("detente"))
            .args(args)
            .arg("--ledger")
            .arg(self.address())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
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

    fn check_sound(&self) {
        let ran = self.run(&["verify"]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
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

/// Whether a tool is there; says so where it is not.
fn has_tool(name: &str) -> bool {
    let found = std::process::Command::new(name)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if found.is_err() {
        eprintln!("skipped: {name} is not there");
    }
    found.is_ok()
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
        eprintln!("skipped: no right to mount");
        None
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.at).status();
    }
}
