//! `cargo xtask train`: fine-tunes the neural reader, quantises it and puts it where the program takes it from.
//!
//! The work is done in Python (`xtask/train/`); this prepares its environment and hands over.

use crate::{corpus_words, python};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to train on and where to put it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the training sets (the model card says which)
    #[arg(long)]
    data: PathBuf,
    /// Folder that gets the weights
    #[arg(long, default_value = "crates/detente-data/model")]
    out: PathBuf,
    /// Annotated articles and sentences that teach the event heads
    #[arg(long, default_value = "corpus")]
    corpus: PathBuf,
    /// Further options of xtask/train/train.py, after `--`
    #[arg(last = true)]
    rest: Vec<String>,
}

pub(crate) fn run(root: &Path, args: &Args) -> anyhow::Result<()> {
    let folder = root.join("xtask").join("train");
    let requirements = folder.join("requirements.txt").display().to_string();
    let python = python::environment(root, "train", &["-r", &requirements])?;
    let corpus = root.join(&args.corpus);
    let words = root.join("target").join("train").join("corpus-words.jsonl");
    std::fs::create_dir_all(words.parent().unwrap_or(root))?;
    corpus_words::write(&corpus_words::files(&corpus)?, &words)?;
    let mut command = Command::new(python);
    command.current_dir(root).arg(folder.join("train.py"));
    command.arg("--data").arg(&args.data).arg("--out").arg(&args.out);
    command.arg("--corpus").arg(&corpus).arg("--words").arg(&words).args(&args.rest);
    python::call(&mut command)
}
