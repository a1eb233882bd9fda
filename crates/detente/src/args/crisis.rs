//! Options of the commands that follow crises: what the incidents of a ledger make up.

use super::ReadLedgerArgs;
use clap::{Args, ValueEnum};
use detente_ledger::store::AsOf;
use jiff::civil::Date;
use std::path::PathBuf;

/// Which state of which ledger, and the form of the answer.
#[derive(Debug, Clone, Args)]
pub(crate) struct StateArgs {
    /// As it stood after a commit (its number), at the end of a day, or at a time
    #[arg(long, value_name = "SEQ|TIME")]
    pub(crate) as_of: Option<AsOf>,
    /// As JSON, one object a line, with the numbers of the incidents behind everything
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) ledger: ReadLedgerArgs,
}

/// Which events count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Counted {
    /// Incidents of articles that were read here
    Own,
    /// Events that other systems coded, imported with `detente import`
    Imported,
    /// Both, side by side: what both tell of counts twice
    All,
}

/// Which events count beside the ledger's own.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct CountedArgs {
    /// Which events count
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = Counted::All)]
    pub(crate) events: Counted,
}

/// Options of `detente crises`.
#[derive(Debug, Args)]
#[command(after_help = "\
A crisis opens on three incidents of conflict, two of them material, on two days, where the rate of conflict has risen.

Examples:
  detente crises
  detente crises --party IRN --json")]
pub(crate) struct CrisesArgs {
    /// Only those with this party; given twice, with both
    #[arg(long, value_name = "PARTY")]
    pub(crate) party: Vec<String>,
    #[command(flatten)]
    pub(crate) counted: CountedArgs,
    #[command(flatten)]
    pub(crate) state: StateArgs,
}

/// Options of `detente crisis`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  detente crisis 77d0a1b2c3d4e5f6      phases, turning points, what happened by whose account"
)]
pub(crate) struct CrisisArgs {
    /// Its number, as `detente crises` shows it
    #[arg(value_name = "CRISIS")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) counted: CountedArgs,
    #[command(flatten)]
    pub(crate) state: StateArgs,
}

/// Length of the steps of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Days
    Day,
    /// Weeks, from Monday
    Week,
    /// Months
    Month,
}

const DYAD_HELP: &str = "\
Counts are of incidents, not of reports. A sum has bounds: the lower without what is uncertain (disputed, told by one origin) and
good, the upper without what is uncertain and bad.

Examples:
  detente dyad                                the pairs of which most is told
  detente dyad IRN PAK --by week
  detente dyad IRN PAK --index                the index of escalation, day by day, with its parts
  detente dyad IRN --by month                 Iran against all
  detente dyad IRN PAK --coded 2014.tab       with the coded events of ICEWS, GDELT, POLECAT, ACLED or UCDP";

/// Options of `detente dyad`.
#[derive(Debug, Args)]
#[command(after_help = DYAD_HELP)]
pub(crate) struct DyadArgs {
    /// One party, or two
    #[arg(value_name = "PARTY", num_args = 0..=2)]
    pub(crate) parties: Vec<String>,
    /// Steps of the series
    #[arg(long, value_enum, default_value_t = By::Week)]
    pub(crate) by: By,
    /// The index of escalation instead, 0 to 100
    #[arg(long)]
    pub(crate) index: bool,
    /// First day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) since: Option<Date>,
    /// Last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) until: Option<Date>,
    /// Files of events that others coded, beside the ledger's incidents
    #[arg(long, value_name = "FILE")]
    pub(crate) coded: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) counted: CountedArgs,
    #[command(flatten)]
    pub(crate) state: StateArgs,
}

/// Options of `detente relations`.
#[derive(Debug, Args)]
#[command(after_help = "\
What is not listed has no record: it is not known to be normal.

Examples:
  detente relations IRN PAK --on 2024-01-20
  detente relations IRN PAK --history")]
pub(crate) struct RelationsArgs {
    /// The two parties
    #[arg(value_name = "PARTY", num_args = 2, required = true)]
    pub(crate) parties: Vec<String>,
    /// The day [default: the last of the ledger]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) on: Option<Date>,
    /// Every change up to then
    #[arg(long)]
    pub(crate) history: bool,
    #[command(flatten)]
    pub(crate) counted: CountedArgs,
    #[command(flatten)]
    pub(crate) state: StateArgs,
}

/// Options of `detente chain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Stated: a source says that the one answers the other. Inferred ones are hints from time, parties and scale, with a score.

Examples:
  detente chain 77d0a1b2c3d4e5f6
  detente chain 77d0a1b2c3d4e5f6 --stated")]
pub(crate) struct ChainArgs {
    /// Number of an incident, as `detente incidents` shows it
    #[arg(value_name = "INCIDENT")]
    pub(crate) id: String,
    /// Leave out what is only inferred
    #[arg(long)]
    pub(crate) stated: bool,
    #[command(flatten)]
    pub(crate) state: StateArgs,
}

/// Options of `detente commitments`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  detente commitments --open\n  detente commitments --party IRN --party PAK"
)]
pub(crate) struct CommitmentsArgs {
    /// Only those neither kept nor broken
    #[arg(long)]
    pub(crate) open: bool,
    /// Only those of this party; given twice, of both
    #[arg(long, value_name = "PARTY")]
    pub(crate) party: Vec<String>,
    #[command(flatten)]
    pub(crate) state: StateArgs,
}

/// Options of `detente outlook`.
#[derive(Debug, Args)]
#[command(after_help = "\
The model is fitted on the ledger at hand, and never speaks without its record: how far its forecasts of the last fifth of the time were
from what came (Brier score, 0 is best), beside three ways of guessing.

Examples:
  detente outlook IRN PAK
  detente outlook --backtest
  detente outlook IND PAK --coded 2014.tab")]
pub(crate) struct OutlookArgs {
    /// The two parties
    #[arg(value_name = "PARTY", num_args = 0..=2)]
    pub(crate) parties: Vec<String>,
    /// Only the record
    #[arg(long)]
    pub(crate) backtest: bool,
    /// Files of events that others coded, beside the ledger's incidents
    #[arg(long, value_name = "FILE")]
    pub(crate) coded: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) counted: CountedArgs,
    #[command(flatten)]
    pub(crate) state: StateArgs,
}
