//! Options of `detente relate`.

use clap::Args;
use std::path::PathBuf;

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
