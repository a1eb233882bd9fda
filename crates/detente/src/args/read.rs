//! Options of `detente read`.

use super::{Colour, OwnArgs, Precision};
use crate::output::Format;
use clap::Args;
use jiff::civil::Date;
use std::path::PathBuf;

const READ_HELP: &str = "\
Input:
  Plain text files hold one article each. Files ending in .jsonl, .ndjson or .json hold articles as JSON
  objects with `text` and, where known, `id`, `published`, `agency`, `title`, `url`. Pages (.html), feeds
  (.rss, .atom, .xml), web archives (.warc), .zip and .tar are read as well, all of them also with .gz or
  .zst. A folder is read with everything below it. `-` is standard input, in any of these forms but zip.

Examples:
  detente read examples/2024-01-19-efe-iran-pakistan.txt
  detente read --format annotated story.txt
  detente read --format csv news/*.jsonl > claims.csv
  detente read --format jsonl crawl.warc.gz > ledger.jsonl
  detente read --precision high --format csv news/ > sure.csv
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
    /// How sure the reader must be of an event to tell it
    #[arg(long, value_enum, default_value_t = Precision::Balanced, value_name = "WHICH")]
    pub(crate) precision: Precision,
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
