//! Options of the commands that show and check what the program knows, and the user's own lists.

use clap::{Args, Subcommand};
use detente_data::StateCode;
use jiff::civil::Date;
use std::path::PathBuf;

/// The user's own lists, for every command that knows something.
#[derive(Debug, Clone, Default, Args)]
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
