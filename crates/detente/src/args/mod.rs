//! The command line as typed: the commands here, the options of each group in a module of its own.

mod alert;
mod crisis;
mod eval;
mod knowledge;
mod ledger;
mod read;
mod relate;
mod serve;

pub(crate) use alert::{AlertFormat, AlertsArgs, Since, WatchArgs};
pub(crate) use crisis::{
    By, ChainArgs, CommitmentsArgs, Counted, CrisesArgs, CrisisArgs, DyadArgs, OutlookArgs, RelationsArgs,
    StateArgs,
};
pub(crate) use eval::{EvalArgs, EvalFormat};
pub(crate) use knowledge::{KnowledgeTask, OwnArgs, WhereArgs, WhoArgs};
pub(crate) use ledger::{
    AnswerArgs, ArticlesArgs, BackupArgs, DisputesArgs, DumpArgs, EventsArgs, FilterArgs, ImportArgs,
    IncidentArgs, IncidentsArgs, IngestArgs, LedgerArgs, PATIENCE, ReadLedgerArgs, ReadingArgs, RetryArgs,
    RowFormat, StatusArgs, VerifyArgs, WithdrawArgs,
};
pub(crate) use read::ReadArgs;
pub(crate) use relate::RelateArgs;
pub(crate) use serve::{ServeArgs, TokenArgs};

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

const AFTER_HELP: &str = "\
Examples:
  detente read story.txt                     one story as a timeline, accounts side by side
  detente read --format jsonl news/ > out    a folder of stories, one JSON object each
  zcat wire.jsonl.gz | detente read -        JSON Lines from standard input
  detente eval annotated/                    the reader against your own annotated articles
  detente ingest news/                       a folder of stories into the ledger
  detente events --dyad IRN PAK              what each did to the other, as the ledger knows it

Exit status:
  0  everything was read (whether or not it holds events)
  1  nothing could be read, or the output could not be written
  2  wrong usage
  3  some input could not be read; the rest was
  4  the ledger could not be read or written
  130  stopped by Ctrl-C";

/// Reads news about crises between states into a ledger of events and claims: who did what to whom, when,
/// where, with which losses, according to whom.
#[derive(Debug, Parser)]
#[command(name = "detente", version, long_version = crate::command::VERSION, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read articles into events and claims
    Read(ReadArgs),
    /// Take articles into the ledger
    Ingest(IngestArgs),
    /// Take articles into the ledger as feeds bring them, and deliver alerts
    Watch(WatchArgs),
    /// Import events that other systems coded
    Import(ImportArgs),
    /// Ask the ledger for events
    Events(EventsArgs),
    /// Ask the ledger for incidents: happenings, each told by any number of articles
    Incidents(IncidentsArgs),
    /// Show one incident: accounts side by side, figures, disputes, history
    Incident(IncidentArgs),
    /// Ask the ledger for accounts that cannot all be true
    Disputes(DisputesArgs),
    /// Ask the ledger for articles
    Articles(ArticlesArgs),
    /// List the crises that the incidents make up
    Crises(CrisesArgs),
    /// Show one crisis: phases, turning points, what happened by whose account
    Crisis(CrisisArgs),
    /// Show what two parties did to each other, step by step, or the index of escalation
    Dyad(DyadArgs),
    /// Show how two parties officially stand: envoys, borders, airspace, trade, treaties
    Relations(RelationsArgs),
    /// Show what an incident answered, and what answered it
    Chain(ChainArgs),
    /// List promises and agreements, and what became of them
    Commitments(CommitmentsArgs),
    /// Show how likely material conflict rises, stays or falls, with the record of such forecasts
    Outlook(OutlookArgs),
    /// Deliver what rules ask to be told of, each once: disputes, changes of relations, outbreaks, breaches
    Alerts(AlertsArgs),
    /// Show what the ledger holds
    Status(StatusArgs),
    /// Copy the ledger, also while it is filled
    Backup(BackupArgs),
    /// Look for faults in the ledger
    Verify(VerifyArgs),
    /// Print the ledger's content in a form that two ledgers can be compared by
    Dump(DumpArgs),
    /// Read again what could not be read
    Retry(RetryArgs),
    /// Take an article back
    Withdraw(WithdrawArgs),
    /// Show a ledger in the browser, and serve it to programs
    Serve(ServeArgs),
    /// Make a token for the server
    Token(TokenArgs),
    /// Say what one party does to another, in sentences where both are marked
    Relate(RelateArgs),
    /// Show who is known under a name, and which office they held on a day
    Who(WhoArgs),
    /// Show which places are known under a name
    Where(WhereArgs),
    /// Check lists of your own
    #[command(after_help = "Example:\n  detente knowledge check my-actors.toml my-places.tsv")]
    Knowledge {
        #[command(subcommand)]
        task: KnowledgeTask,
    },
    /// Score the reader, or the output of another, against annotated articles
    Eval(EvalArgs),
    /// Show the stages of the reader: what each requires and assigns
    #[command(after_help = "Example:\n  detente pipeline")]
    Pipeline,
    /// Show the limits on input
    #[command(after_help = "Example:\n  detente limits")]
    Limits,
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  detente completions bash > /etc/bash_completion.d/detente")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  detente man > detente.1 && man ./detente.1")]
    Man,
}

/// How sure the reader must be of an event to tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Precision {
    /// Few false events; a part of the true ones is left out
    High,
    /// About as many false events as missed ones
    #[default]
    Balanced,
    /// Few missed events; also what is less likely than not
    HighRecall,
}

impl From<Precision> for detente_core::event::Precision {
    fn from(precision: Precision) -> Self {
        match precision {
            Precision::High => Self::High,
            Precision::Balanced => Self::Balanced,
            Precision::HighRecall => Self::HighRecall,
        }
    }
}

/// When to write colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On terminals
    Auto,
    /// Also into files and pipes
    Always,
    /// Nowhere
    Never,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound_and_every_command_has_an_example() {
        let command = Cli::command();
        command.clone().debug_assert();
        for sub in command.get_subcommands() {
            let help = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example"), "{} has no example", sub.get_name());
        }
    }
}
