//! `detente relate`: sentences with two marked parties in, what the one does to the other out.

use super::run::{Outcome, Run, cores, quiet_panics};
use crate::args::RelateArgs;
use crate::exit::Exit;
use crate::output::relation;
use crate::pairs::{Pair, pairs};
use crate::parallel;
use detente_core::pipeline::Pipeline;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Relates what the arguments name.
pub(crate) fn run(args: RelateArgs) -> anyhow::Result<Exit> {
    let pipeline = Pipeline::builtin()?;
    let pairs = pairs(args.files, std::io::stdin());
    let mut run = Run::new(std::io::stdout().lock());
    quiet_panics();
    parallel::in_order(
        args.threads.map_or_else(cores, usize::from),
        pairs,
        |pair| pair.and_then(|pair| relate(&pipeline, &pair)),
        |outcome| run.take(outcome),
    );
    run.end()
}

/// Relates one pair. A defect of the reader costs that pair, never the batch.
fn relate(pipeline: &Pipeline, pair: &Pair) -> Outcome {
    let relate = || pipeline.relate(&pair.text, pair.source, pair.target);
    catch_unwind(AssertUnwindSafe(relate)).map(|found| relation(&pair.id, &pair.text, &found)).map_err(|_| {
        format!("{}: the reader failed on this sentence; please report it with its text", pair.id)
    })
}
