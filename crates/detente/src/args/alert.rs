//! Options of the commands that look out: for what comes in, and for what it tells.

use super::{LedgerArgs, ReadingArgs};
use clap::{Args, ValueEnum};
use detente_ledger::store::{Address, Seq};
use jiff::civil::Date;
use std::path::PathBuf;
use std::str::FromStr;

const WATCH_HELP: &str = "\
The file says which feeds are watched, how often and how politely, which ledger takes the articles in, and which alerts are
delivered (docs/ledger.md). Paths in it are relative to it. Ctrl-C or SIGTERM stop after the article at hand; the same command
goes on from there.

Examples:
  detente watch feeds.toml
  detente watch --check feeds.toml
  */15 * * * *  detente watch --once feeds.toml        in a crontab

Exit status:
  0  stopped; with --once: every feed answered
  1  the file is faulty, or no feed is left to watch; with --once: no feed answered
  2  wrong usage
  3  with --once: some feeds did not answer, or something was set aside
  4  the ledger could not be written";

/// Options of `detente watch`.
#[derive(Debug, Args)]
#[command(after_help = WATCH_HELP)]
pub(crate) struct WatchArgs {
    /// What to watch
    #[arg(value_name = "CONFIG")]
    pub(crate) config: PathBuf,
    /// Only say what is wrong with the file and the rules that it names, by line
    #[arg(long)]
    pub(crate) check: bool,
    /// Look at every feed once, and end
    #[arg(long)]
    pub(crate) once: bool,
    /// The ledger: a file, or postgres://USER@HOST/DATABASE [default: the one that the file names, or else DETENTE_LEDGER, or else ledger.db in the data
    /// folder of this user]
    #[arg(long, value_name = "LEDGER")]
    pub(crate) ledger: Option<Address>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

const ALERTS_HELP: &str = "\
Each alert is delivered once: what was, is noted in the ledger under its rule and subject. It says what sources claim, with the incidents and
articles it rests on. A webhook gets a POST for each, signed with the secret in DETENTE_WEBHOOK_SECRET; it counts as delivered
when the receiver answers 2xx. docs/crises.md describes rules, signature and feed.

Examples:
  detente alerts rules.toml
  detente alerts rules.toml --since 2024-01-16 --format jsonl
  detente alerts rules.toml --webhook https://desk.example/detente
  detente alerts rules.toml --format atom --output alerts.atom
  detente alerts --all                       what was delivered before
  detente alerts --check rules.toml          what is wrong with the rules, by line

Exit status:
  0  everything that is new was delivered, whether or not there was any
  1  the rules are faulty, or nothing could be delivered
  2  wrong usage
  3  some could not be delivered, and are tried again the next time
  4  the ledger could not be read or written";

/// Options of `detente alerts`.
#[derive(Debug, Args)]
#[command(after_help = ALERTS_HELP)]
pub(crate) struct AlertsArgs {
    /// What to be told of
    #[arg(value_name = "RULES", required_unless_present = "all")]
    pub(crate) rules: Option<PathBuf>,
    /// Only say what is wrong with the rules, by line
    #[arg(long, conflicts_with_all = ["all", "since", "format", "output", "webhook"])]
    pub(crate) check: bool,
    /// What was delivered before, of these rules or of all; nothing is delivered
    #[arg(long, conflicts_with = "webhook")]
    pub(crate) all: bool,
    /// Only what the ledger did not tell yet after a commit (its number), or what happened from a day on
    #[arg(long, value_name = "SEQ|DATE")]
    pub(crate) since: Option<Since>,
    /// How they are written
    #[arg(long, value_enum, default_value_t = AlertFormat::Text)]
    pub(crate) format: AlertFormat,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The address that each alert is sent to
    #[arg(long, value_name = "URL")]
    pub(crate) webhook: Option<String>,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
}

/// How alerts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AlertFormat {
    /// For a person
    Text,
    /// One JSON object each
    Jsonl,
    /// A feed of the latest hundred, also of those delivered before
    Atom,
}

/// From when on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    /// What the ledger did not tell yet after that commit.
    Commit(Seq),
    /// What happened on that day or later.
    Day(Date),
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(seq) = text.parse::<u32>() {
            return Ok(Since::Commit(Seq(i64::from(seq))));
        }
        let day = text.parse::<Date>();
        day.map(Since::Day)
            .map_err(|_| format!("{text:?} is neither the number of a commit nor a day such as 2024-01-19"))
    }
}
