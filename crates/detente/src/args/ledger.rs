//! Options of the commands that fill, ask and look after a ledger.

use super::OwnArgs;
use clap::{Args, ValueEnum};
use detente_data::{About, EventType, Stance, StateCode, Status};
use detente_ledger::store::{Address, AsOf};
use jiff::civil::Date;
use std::path::PathBuf;

/// Seconds that one article may take.
pub(crate) const PATIENCE: u16 = 30;

/// Which ledger.
#[derive(Debug, Clone, Args)]
pub(crate) struct LedgerArgs {
    /// The ledger: a file, or postgres://USER@HOST/DATABASE [default: ledger.db in the data folder of this user]
    #[arg(long, value_name = "LEDGER", env = "DETENTE_LEDGER", hide_env_values = true)]
    pub(crate) ledger: Option<Address>,
}

/// Which ledger, to be read only.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReadLedgerArgs {
    #[command(flatten)]
    pub(crate) which: LedgerArgs,
    /// Also where its folder may not be written; only while nobody fills the ledger
    #[arg(long)]
    pub(crate) read_only: bool,
}

const INGEST_HELP: &str = "\
Each article is on the disk, with its events and with the place in its source, before the next is begun. The same
again changes nothing; a changed text is a correction, and the earlier one stays. What cannot be read is noted with
the reason (`detente status`, `detente retry`). Ctrl-C stops after the article at hand; the same command goes on there.

An address (https://...) is fetched, and read as what it is: RSS, Atom, a page, JSON Lines. Sites are asked by robots.txt
whether programs may come; addresses that are not of the public internet are refused unless --allow-host names them.

Examples:
  detente ingest news/
  zcat wire.jsonl.gz | detente ingest -
  detente ingest --ledger border.db archive/*.jsonl
  detente ingest --full-text https://wire.example/world.rss

Exit status:
  0  everything was taken in, or was there before
  1  nothing could be taken in
  2  wrong usage
  3  something could not be read and is noted in the ledger; the rest was taken in
  4  the ledger could not be written (no space, no permission); what was acknowledged is kept
  130  stopped; what was taken in is kept";

/// Options of `detente ingest`.
#[derive(Debug, Args)]
#[command(after_help = INGEST_HELP)]
pub(crate) struct IngestArgs {
    /// Files, folders, addresses of http or https, or - for standard input
    #[arg(required = true, value_name = "SOURCE")]
    pub(crate) sources: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) visit: VisitArgs,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Read sources from their beginning, also where the ledger knows how far it came
    #[arg(long)]
    pub(crate) from_start: bool,
    /// Print a line for each article once it is on the disk: its number, what became of it, the commit
    #[arg(long)]
    pub(crate) acknowledge: bool,
}

/// How addresses are visited.
#[derive(Debug, Args)]
#[command(next_help_heading = "Addresses")]
pub(crate) struct VisitArgs {
    /// Fetch the page where a feed has less than 800 characters of an article
    #[arg(long)]
    pub(crate) full_text: bool,
    /// A host, or HOST:PORT, that may be visited though it is not of the public internet
    #[arg(long, value_name = "HOST")]
    pub(crate) allow_host: Vec<String>,
    /// Seconds between two requests to one host
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    pub(crate) pause: u32,
    /// Do not ask robots.txt: for sites of your own
    #[arg(long)]
    pub(crate) no_robots: bool,
}

const IMPORT_HELP: &str = "\
The set is told by the first line: ICEWS, GDELT (1.0 and 2.0), POLECAT, ACLED, UCDP GED, or a table with the columns date, source, event,
target. The same again changes nothing. Dyads, relations, crises and the outlook count them beside what was read here (--events).

Examples:
  detente import acled-2024.csv ged241.csv
  zcat icews14.tsv.gz | detente import -
  detente dyad IRN PAK --events imported

Exit status:
  0  everything was imported, or was there before
  1  nothing could be imported
  3  a file or a row could not be read; the rest was imported
  4  the ledger could not be written";

/// Options of `detente import`.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_HELP)]
pub(crate) struct ImportArgs {
    /// Files of events that others coded, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
}

/// How articles are read into a ledger.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReadingArgs {
    /// Threads to read on [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Seconds that one article may take before it is set aside
    #[arg(long, value_name = "SECONDS", default_value_t = PATIENCE, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) patience: u16,
    /// Your own lists
    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// What is asked of events.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Filters")]
pub(crate) struct FilterArgs {
    /// A party that takes part: IRN, IRN:MIL, "Jaish al-Adl"; given twice, both
    #[arg(long, value_name = "PARTY")]
    pub(crate) party: Vec<String>,
    /// Two parties, one acting on the other or both together
    #[arg(long, num_args = 2, value_names = ["PARTY", "PARTY"])]
    pub(crate) dyad: Option<Vec<String>>,
    /// PLOVER type, such as ASSAULT; given twice, either
    #[arg(long = "type", value_name = "TYPE", value_parser = in_capitals::<EventType>)]
    pub(crate) kind: Vec<EventType>,
    /// Name of the place
    #[arg(long, value_name = "NAME")]
    pub(crate) place: Option<String>,
    /// State in which the place lies, such as PAK
    #[arg(long, value_name = "STATE", value_parser = in_capitals::<StateCode>)]
    pub(crate) country: Option<StateCode>,
    /// First day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) since: Option<Date>,
    /// Last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) until: Option<Date>,
    /// happened, ongoing, future, hypothetical, negated; given twice, either
    #[arg(long, value_name = "STATUS")]
    pub(crate) status: Vec<Status>,
    /// A party that gives an account of it
    #[arg(long, value_name = "PARTY")]
    pub(crate) claimant: Vec<String>,
    /// In which stance: asserts, denies, justifies, condemns, doubts
    #[arg(long, value_name = "STANCE")]
    pub(crate) stance: Vec<Stance>,
    /// Words of the article, all of them; "in quotes" a phrase; a star ends a beginning
    #[arg(long, value_name = "WORDS")]
    pub(crate) text: Option<String>,
    /// Source of the article
    #[arg(long, value_name = "SOURCE")]
    pub(crate) source: Option<String>,
    /// Leave out events of which the reader is less sure, from 0 to 1
    #[arg(long, value_name = "SCORE")]
    pub(crate) min_score: Option<f32>,
}

/// A code as people type it: "pak", "assault".
fn in_capitals<T: std::str::FromStr>(text: &str) -> Result<T, T::Err> {
    text.to_uppercase().parse()
}

/// How an answer is shown.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Answer")]
pub(crate) struct AnswerArgs {
    /// At most so many, the latest first; 0 for all [default: 50 in a table, all otherwise]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// As it stood after a commit (its number), at the end of a day, or at a time
    #[arg(long, value_name = "SEQ|TIME")]
    pub(crate) as_of: Option<AsOf>,
    /// Form of the answer
    #[arg(long, short, value_enum, default_value_t = RowFormat::Table)]
    pub(crate) format: RowFormat,
}

/// Forms of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RowFormat {
    /// For a person
    Table,
    /// One JSON object a row, with all fields
    Jsonl,
    /// With a header line
    Csv,
    /// A feature for each row with a place (RFC 7946)
    Geojson,
    /// Apache Parquet, with the columns of CSV, typed; to a file or a pipe
    Parquet,
}

const QUERY_HELP: &str = "\
Examples:
  detente events --dyad IRN PAK --since 2024-01-16
  detente events --type ASSAULT --country PAK --format csv > attacks.csv
  detente events --since 2024-01-01 --format parquet > events.parquet
  detente events --claimant PAK --stance denies --text \"two children\"
  detente events --party IRN --as-of 2024-01-17

Nothing found is no failure: the exit status is 0, and standard error says what the ledger covers.";

/// Options of `detente events`.
#[derive(Debug, Args)]
#[command(after_help = QUERY_HELP)]
pub(crate) struct EventsArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
    #[command(flatten)]
    pub(crate) ledger: ReadLedgerArgs,
}

const ARTICLES_HELP: &str = "\
Examples:
  detente articles --text \"Panjgur missile*\"
  detente articles --party IRN --type ASSAULT
  detente articles --show 5f0c6a9d12e4b781          text, events and every revision of one article";

/// Options of `detente articles`.
#[derive(Debug, Args)]
#[command(after_help = ARTICLES_HELP)]
pub(crate) struct ArticlesArgs {
    /// Show one article whole, by its number, as JSON
    #[arg(long, value_name = "ARTICLE")]
    pub(crate) show: Option<String>,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
    #[command(flatten)]
    pub(crate) ledger: ReadLedgerArgs,
}

const INCIDENTS_HELP: &str = "\
An incident is one happening, whatever number of articles tell of it; copies of one text count as one origin.

Examples:
  detente incidents --dyad IRN PAK --since 2024-01-16
  detente incidents --type ASSAULT --disputed
  detente incidents --country PAK --format geojson > map.json";

/// Options of `detente incidents`.
#[derive(Debug, Args)]
#[command(after_help = INCIDENTS_HELP)]
pub(crate) struct IncidentsArgs {
    /// Only those of which there are accounts that cannot all be true
    #[arg(long)]
    pub(crate) disputed: bool,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
    #[command(flatten)]
    pub(crate) ledger: ReadLedgerArgs,
}

/// Options of `detente incident`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  detente incident 77d0a1b2c3d4e5f6                        accounts side by side, disputes, history
  detente incident 77d0a1b2c3d4e5f6 --as-of 2024-01-17     as it was known then
  detente incident 77d0a1b2c3d4e5f6 --json")]
pub(crate) struct IncidentArgs {
    /// Its number, as `detente incidents` shows it
    #[arg(value_name = "INCIDENT")]
    pub(crate) id: String,
    /// As it stood after a commit (its number), at the end of a day, or at a time
    #[arg(long, value_name = "SEQ|TIME")]
    pub(crate) as_of: Option<AsOf>,
    /// As one JSON object, with every event that tells of it
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) ledger: ReadLedgerArgs,
}

/// Options of `detente disputes`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  detente disputes --dyad IRN PAK
  detente disputes --about casualties --about perpetrator --format jsonl")]
pub(crate) struct DisputesArgs {
    /// What the accounts differ on: occurrence, perpetrator, target, casualties, motive; given twice, either
    #[arg(long, value_name = "WHAT")]
    pub(crate) about: Vec<About>,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
    #[command(flatten)]
    pub(crate) ledger: ReadLedgerArgs,
}

/// Options of `detente status`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  detente status\n  detente status --json --quarantine")]
pub(crate) struct StatusArgs {
    /// As one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// List what waits in quarantine
    #[arg(long)]
    pub(crate) quarantine: bool,
    #[command(flatten)]
    pub(crate) ledger: ReadLedgerArgs,
}

/// Options of `detente backup`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  detente backup /media/disk/ledger-2024-01-19.db
  detente backup --ledger border.db postgres://anna@db.example/news

The copy is a ledger like any other, of one consistent state, also while the ledger is filled. To restore it, put it where
the ledger was, or name it with --ledger.")]
pub(crate) struct BackupArgs {
    /// The file to make, or a schema of a server without a ledger; nothing is overwritten
    #[arg(value_name = "TO")]
    pub(crate) to: Address,
    #[command(flatten)]
    pub(crate) ledger: ReadLedgerArgs,
}

/// Options of `detente verify`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  detente verify && echo sound")]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) ledger: ReadLedgerArgs,
}

/// Options of `detente dump`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  detente dump | sha256sum

Two ledgers that took in the same give the same bytes, whatever the order, the threads and the interruptions.")]
pub(crate) struct DumpArgs {
    #[command(flatten)]
    pub(crate) ledger: ReadLedgerArgs,
}

/// Options of `detente retry`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  detente retry                what failed with an earlier version of the reader
  detente retry --outdated     also what an earlier version has read; its readings are kept")]
pub(crate) struct RetryArgs {
    /// Also read again what an earlier version of the reader has read
    #[arg(long)]
    pub(crate) outdated: bool,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
}

/// Options of `detente withdraw`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  detente withdraw 5f0c6a9d12e4b781

The article and its events no longer count; they stay in the ledger, and --as-of still shows them.")]
pub(crate) struct WithdrawArgs {
    /// The article's number, as `detente articles` shows it
    #[arg(value_name = "ARTICLE")]
    pub(crate) article: String,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
}
