//! Options of `detente eval`.

use super::Precision;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

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
    /// How sure the reader must be of an event to tell it
    #[arg(long, conflicts_with = "found", value_enum, default_value_t = Precision::Balanced, value_name = "WHICH")]
    pub(crate) precision: Precision,
    /// Add the table of annotated types against found ones
    #[arg(long)]
    pub(crate) confusion: bool,
    /// Add the list of missed, extra and mistyped events and of wrong parties
    #[arg(long)]
    pub(crate) misses: bool,
    /// Only look for faults of the annotation, one a line, against every rule
    #[arg(long, conflicts_with_all = ["found", "precision", "confusion", "misses", "format"])]
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
