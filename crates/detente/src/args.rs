//! The command line as typed.

use crate::output::Format;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use detente_data::StateCode;
use jiff::civil::Date;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  detente read story.txt                     one story as a timeline, accounts side by side
  detente read --format jsonl news/ > out    a folder of stories, one JSON object each
  zcat wire.jsonl.gz | detente read -        JSON Lines from standard input
  detente eval annotated/                    the reader against your own annotated articles

Exit status:
  0  everything was read (whether or not it holds events)
  1  nothing could be read, or the output could not be written
  2  wrong usage
  3  some input could not be read; the rest was";

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

const READ_HELP: &str = "\
Input:
  Plain text files hold one article each. Files ending in .jsonl, .ndjson or .json hold articles as JSON
  objects with `text` and, where known, `id`, `published`, `agency`, `title`, `url`. A folder is read with
  everything below it. `-` is standard input: JSON Lines, or one plain text.

Examples:
  detente read examples/2024-01-19-efe-iran-pakistan.txt
  detente read --format annotated story.txt
  detente read --format csv news/*.jsonl > claims.csv
  detente read --explain --published 2024-01-19 --agency EFE - < story.txt";

/// Options of `detente read`.
#[derive(Debug, Args)]
#[command(after_help = READ_HELP)]
pub(crate) struct ReadArgs {
    /// Files, folders, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, short, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Say for each event what made it: the frame, its score, and the words that filled each role
    #[arg(long)]
    pub(crate) explain: bool,
    /// Day of publication of articles that do not give it
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) published: Option<Date>,
    /// Agency of articles that do not give it
    #[arg(long, value_name = "NAME")]
    pub(crate) agency: Option<String>,
    /// Threads to read on [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Read every sentence with the network, also those that a first look finds idle: slower, finds a little more
    #[arg(long)]
    pub(crate) thorough: bool,
    /// Your own lists
    #[command(flatten)]
    pub(crate) own: OwnArgs,
    /// Colours: on terminals, always or never (NO_COLOR is respected)
    #[arg(long, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
    /// Columns to fill in text output [default: the terminal's, at most 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=400))]
    pub(crate) width: Option<u16>,
    /// Print where the time went to standard error
    #[arg(long, hide = true)]
    pub(crate) timings: bool,
}

const RELATE_HELP: &str = "\
Input:
  JSON Lines with `text`, and `id` if you like. Source and target are marked in the text as <s>..</s> and
  <t>..</t>, or given as `source` and `target`: [start, end] in Unicode scalar values of `text`.

Output:
  One JSON object a line: `id`, `type` (null where the source does nothing to the target), `mode`, `status`,
  `score`, `word` (the word that tells it, with offsets) and `types`, every type with its probability.

Examples:
  detente relate pairs.jsonl > types.jsonl
  echo '{\"text\": \"<s>Iran</s> recalled its envoy from <t>Pakistan</t>.\"}' | detente relate -";

/// Options of `detente relate`.
#[derive(Debug, Args)]
#[command(after_help = RELATE_HELP)]
pub(crate) struct RelateArgs {
    /// Files of JSON Lines, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Threads to read on [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// The user's own lists, for every command that knows something.
#[derive(Debug, Default, Args)]
pub(crate) struct OwnArgs {
    /// Actors (as in actors.toml) or people in office (as in leaders.tsv) of your own, before those built in
    #[arg(long, value_name = "FILE")]
    pub(crate) actors: Vec<PathBuf>,
    /// Places (as in regions.tsv) of your own, before those built in
    #[arg(long, value_name = "FILE")]
    pub(crate) places: Vec<PathBuf>,
}

const WHO_HELP: &str = "\
Examples:
  detente who \"Jalil Abbas Jilani\" --on 2024-01-19
  detente who \"foreign minister of Pakistan\" --on 2024-01-19
  detente who FARC --actors my-actors.toml";

/// Options of `detente who`.
#[derive(Debug, Args)]
#[command(after_help = WHO_HELP)]
pub(crate) struct WhoArgs {
    /// A person, group, organisation or state; or an office \"of\" a state
    pub(crate) name: String,
    /// The day that is asked about
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) on: Option<Date>,
    /// Your own lists
    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// Options of `detente where`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  detente where Saravan\n  detente where Tripoli --near LBN")]
pub(crate) struct WhereArgs {
    /// A place
    pub(crate) name: String,
    /// States that the text would talk of, which tells namesakes apart
    #[arg(long, value_name = "STATE")]
    pub(crate) near: Vec<StateCode>,
    /// Your own lists
    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// What to do with lists.
#[derive(Debug, Subcommand)]
pub(crate) enum KnowledgeTask {
    /// Say what is wrong with lists of actors, people or places, by file, line and column
    #[command(after_help = "Example:\n  detente knowledge check my-actors.toml my-places.tsv")]
    Check {
        /// Lists in the form of actors.toml, leaders.tsv or regions.tsv
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

const EVAL_HELP: &str = "\
Input:
  Annotated articles as JSON, one a file, or lists of them, or JSON Lines; of a folder the files ending in .json
  are taken. corpus/README.md describes their fields. The reader gets `text`, `published` and `agency` of each.

Output:
  Precision, recall and F1 of each measure over all articles, with the counts they come from. A field of an event
  counts where the event was found with its type. Articles of one `crisis` share their incidents.

Examples:
  detente eval corpus/badme-war-1998
  detente eval --confusion --misses annotated/ > report.txt
  detente eval --found other-system.jsonl --format json annotated/
  detente eval --check annotated/";

/// Options of `detente eval`.
#[derive(Debug, Args)]
#[command(after_help = EVAL_HELP)]
pub(crate) struct EvalArgs {
    /// Annotated articles: files, folders, or - for standard input
    #[arg(required = true, value_name = "GOLD")]
    pub(crate) gold: Vec<PathBuf>,
    /// Score this output instead of reading: JSON Lines with the fields of `detente read --format jsonl`
    #[arg(long, value_name = "FILE")]
    pub(crate) found: Option<PathBuf>,
    /// Add the table of annotated types against found ones
    #[arg(long)]
    pub(crate) confusion: bool,
    /// Add the list of missed, extra and mistyped events and of wrong parties
    #[arg(long)]
    pub(crate) misses: bool,
    /// Only look for faults of the annotation, one a line, against every rule
    #[arg(long, conflicts_with_all = ["found", "confusion", "misses", "format"])]
    pub(crate) check: bool,
    /// Form of the report; json holds all of it, confusion and misses included
    #[arg(long, short, value_enum, default_value_t = EvalFormat::Text)]
    pub(crate) format: EvalFormat,
    /// Threads to read on [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// Forms of the report of `detente eval`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvalFormat {
    /// A table
    Text,
    /// One JSON object
    Json,
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
