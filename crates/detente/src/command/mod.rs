//! The subcommands, one file each where they are more than a few lines.

mod about;
mod alerts;
mod coded;
mod crisis;
mod eval;
mod knowledge;
mod ledger;
mod own;
mod read;
mod relate;
mod run;
mod serve;
mod watch;

use crate::args::{Cli, Command, KnowledgeTask};
use crate::exit::Exit;

pub(crate) use about::VERSION;

/// Runs what was asked for.
pub(crate) fn run(cli: Cli) -> anyhow::Result<Exit> {
    match cli.command {
        Command::Read(args) => read::run(args),
        Command::Ingest(args) => ledger::ingest(&args),
        Command::Watch(args) => watch::watch(&args),
        Command::Import(args) => ledger::import(&args),
        Command::Events(args) => ledger::events(&args),
        Command::Incidents(args) => ledger::incidents(&args),
        Command::Incident(args) => ledger::incident(&args),
        Command::Disputes(args) => ledger::disputes(&args),
        Command::Articles(args) => ledger::articles(&args),
        Command::Crises(args) => crisis::crises(&args),
        Command::Crisis(args) => crisis::crisis(&args),
        Command::Dyad(args) => crisis::dyad(&args),
        Command::Relations(args) => crisis::relations(&args),
        Command::Chain(args) => crisis::chain(&args),
        Command::Commitments(args) => crisis::commitments(&args),
        Command::Outlook(args) => crisis::outlook(&args),
        Command::Alerts(args) => alerts::alerts(&args),
        Command::Status(args) => ledger::status(&args),
        Command::Backup(args) => ledger::backup(&args),
        Command::Verify(args) => ledger::verify(&args),
        Command::Dump(args) => ledger::dump(&args),
        Command::Retry(args) => ledger::retry(&args),
        Command::Withdraw(args) => ledger::withdraw(&args),
        Command::Serve(args) => serve::serve(args),
        Command::Token(args) => serve::token(&args),
        Command::Relate(args) => relate::run(args),
        Command::Who(args) => knowledge::who(&args),
        Command::Where(args) => knowledge::places(&args),
        Command::Knowledge { task: KnowledgeTask::Check { files } } => own::check(&files),
        Command::Eval(args) => eval::run(args),
        Command::Pipeline => about::pipeline(),
        Command::Limits => about::limits(),
        Command::Completions { shell } => about::completions(shell),
        Command::Man => about::man(),
    }
}
