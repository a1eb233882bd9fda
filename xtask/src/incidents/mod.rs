//! Measures and fits the matching of events across articles.

mod annotated;
mod case;

use std::path::PathBuf;

use anyhow::Result;

/// Where to look.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Annotated articles (JSON)
    gold: Vec<PathBuf>,
}

/// Prints.
pub fn run(args: &Args) -> Result<()> {
    for case in case::cases(&args.gold)? {
        println!("{}", serde_json::to_string(&case)?);
    }
    Ok(())
}
