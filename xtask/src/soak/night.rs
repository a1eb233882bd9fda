//! The longer tiers: the tests of `docs/reliability.md` that have a long form, in it. Over PostgreSQL, too, where a server can be made for them.

use anyhow::{Context, bail};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Options of `cargo xtask soak night`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Numbers of the tests, as docs/reliability.md has them; without any all of a night
    tests: Vec<String>,
    /// Those of a release, too
    #[arg(long)]
    release: bool,
}

/// When a test is due.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Nightly,
    BeforeARelease,
}

/// A test by its number: when it is due, and the targets that it is in; none for the fuzz targets, which are no tests of cargo's.
struct Test {
    name: &'static str,
    due: Due,
    targets: &'static [&'static str],
}

const fn nightly(name: &'static str, targets: &'static [&'static str]) -> Test {
    Test { name, due: Due::Nightly, targets }
}

const fn before_a_release(name: &'static str, targets: &'static [&'static str]) -> Test {
    Test { name, due: Due::BeforeARelease, targets }
}

/// Shorter ones first.
const TESTS: &[Test] = &[
    nightly("T4", &["ledger", "cli"]),
    nightly("T8", &["cli"]),
    nightly("T27", &["cli"]),
    nightly("T2", &["serve"]),
    nightly("T6", &["cli"]),
    nightly("T5", &["cli"]),
    nightly("T1", &["cli"]),
    nightly("T30", &[]),
    before_a_release("T24", &["doubling"]),
    before_a_release("T31", &["serve"]),
];

/// Runs them one after the other.
pub(crate) fn run(root: &Path, args: &Args) -> anyhow::Result<()> {
    let is_asked = |test: &&Test| match args.tests.is_empty() {
        true => args.release || test.due == Due::Nightly,
        false => args.tests.iter().any(|asked| test.name.eq_ignore_ascii_case(asked)),
    };
    for asked in &args.tests {
        if !TESTS.iter().any(|test| test.name.eq_ignore_ascii_case(asked)) {
            let known: Vec<&str> = TESTS.iter().map(|test| test.name).collect();
            bail!("{asked}: no test with a long form; these have one: {}", known.join(", "));
        }
    }
    let server = server(root);
    let mut failed = Vec::new();
    for test in TESTS.iter().filter(is_asked) {
        let name = test.name;
        let start = Instant::now();
        let done = match test.targets {
            [] => fuzz(root)?,
            targets => Some(long_form(root, server, name, targets)?),
        };
        let told = match done {
            None => "LEFT OUT",
            Some(true) => "passed",
            Some(false) => "FAILED",
        };
        println!("{name}: {told} in {:.0} s", start.elapsed().as_secs_f64());
        if done == Some(false) {
            failed.push(name);
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}

/// What a command is run under so that it has a server: nothing where one is named, or none can be made.
fn server(root: &Path) -> Option<&'static str> {
    const MAKER: &str = ".ci/postgres";
    if std::env::var_os("DETENTE_TEST_POSTGRES").is_some_and(|address| !address.is_empty()) {
        return None;
    }
    let tried = Command::new(root.join(MAKER)).arg("true").current_dir(root).stderr(Stdio::null()).status();
    if tried.is_ok_and(|status| status.success()) {
        return Some(MAKER);
    }
    println!("no PostgreSQL: over files alone");
    None
}

/// The tests of a number, in their long form.
fn long_form(root: &Path, server: Option<&str>, name: &str, targets: &[&str]) -> anyhow::Result<bool> {
    let mut command = match server {
        None => Command::new("cargo"),
        Some(maker) => {
            let mut command = Command::new(root.join(maker));
            command.arg("cargo");
            command
        }
    };
    command.args(["test", "--release", "--workspace", "--locked"]);
    for target in targets {
        command.args(["--test", target]);
    }
    let status = command
        .args([&format!("{}_", name.to_lowercase()), "--", "--nocapture", "--test-threads", "1"])
        .env("DETENTE_LONG", "1")
        .current_dir(root)
        .status()?;
    Ok(status.success())
}

/// T30: each fuzz target for ten minutes; none where cargo-fuzz is not there, and then how to have it.
fn fuzz(root: &Path) -> anyhow::Result<Option<bool>> {
    let folder = root.join("fuzz");
    let is_there = |args: &[&str]| {
        let tried = Command::new("cargo").args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    };
    if !is_there(&["fuzz", "--version"]) || !is_there(&["+nightly", "--version"]) {
        println!(
            "T30 needs a nightly compiler and cargo-fuzz: cargo install cargo-fuzz, rustup toolchain install nightly"
        );
        println!(
            "then, in fuzz/: cargo +nightly fuzz run TARGET -- -max_total_time=600 -timeout=10 (fuzz/README.md)"
        );
        return Ok(None);
    }
    let mut targets = Vec::new();
    for entry in folder.join("fuzz_targets").read_dir().context("fuzz_targets")? {
        targets.extend(entry?.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    targets.sort();
    let mut is_sound = true;
    for target in targets {
        let status = Command::new("cargo")
            .args(["+nightly", "fuzz", "run", &target, "--", "-max_total_time=600", "-timeout=10"])
            .current_dir(&folder)
            .status()?;
        println!("T30 {target}: {}", if status.success() { "passed" } else { "FAILED" });
        is_sound &= status.success();
    }
    Ok(Some(is_sound))
}
