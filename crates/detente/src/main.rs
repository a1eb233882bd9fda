//! `detente` reads news about crises between states into a claim-level ledger, offline, on a CPU.
//!
//! This crate is the outermost layer: it alone knows terminals and wire formats.
//! `args` is the command line, `command` what runs, `pairs` sentences to relate, `intake` the way of articles into a
//! ledger, `alert` the way of alerts out of it, `output` the forms of the ledger, `eval` how well it agrees with annotated articles.

mod alert;
mod args;
mod command;
mod eval;
mod exit;
mod intake;
mod output;
mod pairs;
mod parallel;
mod progress;
mod watch;

use clap::Parser;
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let exit = command::run(cli).unwrap_or_else(|error| {
        let is_pipe = error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe);
        if is_pipe {
            return Exit::Done;
        }
        eprintln!("detente: {error:#}");
        if error.chain().any(|cause| cause.is::<detente_ledger::store::StoreError>()) {
            return Exit::Ledger;
        }
        Exit::Failed
    });
    exit.into()
}
