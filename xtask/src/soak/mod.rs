//! `cargo xtask soak`: a ledger as large as years of news, how fast it answers, and the nightly tier of the tests of reliability.
//!
//! `fill` reads the corpus once and writes its articles over and over, each time on other days, between other states, at other
//! places; `ask` times every kind of question on it, and `serve` what the server is asked; `night` runs the long form of the tests that have one.

mod ask;
mod coded;
mod fill;
mod night;
mod serve;

use clap::Subcommand;
use std::path::Path;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Soak {
    /// Fill a new ledger with articles made from the corpus
    Fill(fill::Args),
    /// Time the questions on a filled ledger
    Ask(ask::Args),
    /// Time what the server is asked over a filled ledger
    Serve(serve::Args),
    /// Fill a ledger with coded events, and time the dyads made of them
    Coded(coded::Args),
    /// Run the tests of docs/reliability.md that have a long form, in it
    Night(night::Args),
}

/// Does it.
pub(crate) fn run(root: &Path, task: &Soak) -> anyhow::Result<()> {
    match task {
        Soak::Fill(args) => fill::run(root, args),
        Soak::Ask(args) => ask::run(args),
        Soak::Serve(args) => serve::run(args),
        Soak::Coded(args) => coded::run(args),
        Soak::Night(args) => night::run(root, args),
    }
}

/// A number that depends on nothing but two others; for variety that can be repeated.
fn mixed(seed: u64, n: u64) -> u64 {
    let mut x = seed ^ n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}
