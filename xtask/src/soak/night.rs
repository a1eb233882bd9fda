//! The nightly tier: the tests of `docs/reliability.md` that have a long form, in it.

use anyhow::bail;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Options of `cargo xtask soak night`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Numbers of the tests: T1 kills, T4 torn logs, T5 failing disks, T27 backups; all without any
    tests: Vec<String>,
}

/// A test by its number: the package and the target it is in.
const TESTS: &[(&str, &str, &str)] = &[
    ("T4", "detente-ledger", "ledger"),
    ("T27", "detente", "cli"),
    ("T5", "detente", "cli"),
    ("T1", "detente", "cli"),
];

/// Runs them one after the other.
pub(crate) fn run(root: &Path, args: &Args) -> anyhow::Result<()> {
    for asked in &args.tests {
        if !TESTS.iter().any(|(name, ..)| name.eq_ignore_ascii_case(asked)) {
            let known: Vec<&str> = TESTS.iter().map(|(name, ..)| *name).collect();
            bail!("{asked}: no test with a nightly form; these have one: {}", known.join(", "));
        }
    }
    let mut failed = Vec::new();
    for (name, package, target) in TESTS {
        if !args.tests.is_empty() && !args.tests.iter().any(|asked| name.eq_ignore_ascii_case(asked)) {
            continue;
        }
        let start = Instant::now();
        let status = Command::new("cargo")
            .args(["test", "--release", "--locked", "-p", package, "--test", target])
            .args([&format!("{}_", name.to_lowercase()), "--", "--nocapture", "--test-threads", "1"])
            .env("DETENTE_LONG", "1")
            .current_dir(root)
            .status()?;
        println!(
            "{name}: {} in {:.0} s",
            if status.success() { "passed" } else { "FAILED" },
            start.elapsed().as_secs_f64()
        );
        if !status.success() {
            failed.push(*name);
        }
    }
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}
