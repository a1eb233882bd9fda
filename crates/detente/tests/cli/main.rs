//! The program as users run it: the real binary, real files, what it prints and how it ends.

mod bad_input;
mod eval;
mod formats;
mod forms;
mod golden;
mod invariants;
mod knowledge;
mod ledger;
mod order;
mod packaging;
mod relate;
#[expect(dead_code, reason = "the tests of the server need more of it")]
#[path = "../serve/server.rs"]
mod served;
mod server;
#[path = "../../../detente-core/tests/sound/mod.rs"]
mod sound;
#[path = "../../../detente-ledger/tests/ledger/stores.rs"]
mod stores;
mod terminal;
#[path = "../../../detente-ledger/tests/ledger/tier.rs"]
mod tier;
mod traced;

use assert_cmd::Command;
use std::path::PathBuf;
use std::process::Output;

/// A run of the program that has ended.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }
}

impl Ran {
    /// The objects of a JSON Lines output.
    fn objects(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|l| serde_json::from_str(l).expect("a JSON object a line")).collect()
    }
}

fn command() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("detente"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// Runs `detente ARGS...`.
fn run<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Ran {
    command().args(args).output().expect("the program starts").into()
}

/// Runs `detente ARGS...` on standard input.
fn run_on(input: impl Into<Vec<u8>>, args: &[&str]) -> Ran {
    command().args(args).write_stdin(input).output().expect("the program starts").into()
}

/// A file of the repository.
fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The founding story.
fn story() -> String {
    file("examples/2024-01-19-efe-iran-pakistan.txt").display().to_string()
}

/// A folder of articles written for the project.
fn articles() -> String {
    file("crates/detente/benches/data").display().to_string()
}
