//! Fits the tables by which reports are matched: `cargo xtask fit-incidents`.
//!
//! On the corpus without the crises that are set aside (CRC-32 of the name 3 modulo 10). `words` counts in how many
//! articles a word tells of something; `weights` then fits a logistic regression on all pairs of events of two articles
//! of one crisis, those of the annotators and those of the reader that an annotator's stands for. Two steps, for the
//! weights build on the words compiled in.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use detente_core::document;
use detente_core::pipeline::Pipeline;
use detente_crisis::incident::matching::{COUNT, NAMES, features};
use detente_ledger::report::telling_words;

use super::annotated;
use super::case::{Case, Labelled, cases};

/// What to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Table {
    /// How much it tells that a word is shared
    Words,
    /// How much each feature of a pair speaks for one happening
    Weights,
}

/// Options.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which table
    table: Table,
    /// Annotated articles (JSON)
    corpus: Vec<PathBuf>,
}

/// A word in fewer articles weighs what all rare words weigh.
const LISTED: usize = 5;
/// What a pair of the reader's events counts for beside one of the annotators': there are fewer, and they are what the
/// program meets.
const READ: f64 = 2.0;
/// How strongly weights are drawn to nothing.
const RIDGE: f64 = 1.0;

pub fn run(root: &Path, args: &Args) -> Result<()> {
    let data = root.join("crates/detente-crisis/data");
    let (name, table) = match args.table {
        Table::Words => ("words.tsv", words(&args.corpus)?),
        Table::Weights => ("match.tsv", weights(&cases(&args.corpus)?)),
    };
    std::fs::write(data.join(name), table).with_context(|| format!("cannot write {name}"))
}

fn words(paths: &[PathBuf]) -> Result<String> {
    let pipeline = Pipeline::builtin()?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut articles = 0;
    for path in paths {
        let article = annotated::read(path)?;
        if crate::set_aside::is_set_aside(&article.crisis) {
            continue;
        }
        articles += 1;
        let given = document::Article {
            text: article.text,
            published: Some(article.published),
            ..Default::default()
        };
        let reading = pipeline.read(given);
        for word in telling_words(&reading) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut table = String::from(
        "# How much it tells that two reports share a word: the natural logarithm of one in how many articles has it in a\n\
         # sentence that tells of an event. Words not listed weigh 4.5.\n\
         # Made by `cargo xtask fit-incidents words corpus/*/??.json`; licence: as the project's.\n",
    );
    for (word, count) in counts.iter().filter(|(_, count)| **count >= LISTED) {
        writeln!(table, "{word}\t{:.2}", (articles as f64 / *count as f64).ln())?;
    }
    Ok(table)
}

/// A pair: its features, whether it is one happening, what it counts for.
type Pair = ([f32; COUNT], bool, f64);

fn weights(cases: &[Case]) -> String {
    let mut by_crisis: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in cases.iter().filter(|case| !crate::set_aside::is_set_aside(&case.crisis)) {
        by_crisis.entry(&case.crisis).or_default().push(case);
    }
    let mut pairs: Vec<Pair> = Vec::new();
    for articles in by_crisis.values() {
        for (i, left) in articles.iter().enumerate() {
            for right in &articles[..i] {
                gather(&left.annotated, &right.annotated, 1.0, &mut pairs);
                gather(&left.read, &right.read, READ, &mut pairs);
            }
        }
    }
    let fitted = logistic(&pairs);
    let alike = pairs.iter().filter(|pair| pair.1).count();
    let mut table = format!(
        "# What speaks for two reports being of one happening (above 0) and against it (below), in log-odds.\n\
         # A logistic regression on {} pairs of events, {alike} of them of one happening.\n\
         # Made by `cargo xtask fit-incidents weights corpus/*/??.json`; licence: as the project's.\n",
        pairs.len()
    );
    for (name, weight) in NAMES.iter().zip(fitted) {
        table.push_str(&format!("{name}\t{weight:.2}\n"));
    }
    table
}

fn gather(left: &[Labelled], right: &[Labelled], counts: f64, pairs: &mut Vec<Pair>) {
    for a in left {
        for b in right {
            let (Some(here), Some(there)) = (&a.incident, &b.incident) else { continue };
            if let Some(features) = features(&a.report, &b.report) {
                pairs.push((features, here == there, counts));
            }
        }
    }
}

/// Newton's method on the penalised likelihood.
fn logistic(pairs: &[Pair]) -> [f64; COUNT] {
    let mut weights = [0.0; COUNT];
    for _ in 0..25 {
        let mut slope = weights.map(|w: f64| -RIDGE * w);
        let mut bend = vec![vec![0.0; COUNT]; COUNT];
        for (features, is_one, counts) in pairs {
            let sum: f64 = features.iter().zip(weights).map(|(x, w)| f64::from(*x) * w).sum();
            let chance = 1.0 / (1.0 + (-sum).exp());
            let error = f64::from(u8::from(*is_one)) - chance;
            let present: Vec<usize> = (0..COUNT).filter(|i| features[*i] != 0.0).collect();
            for i in &present {
                slope[*i] += counts * error * f64::from(features[*i]);
                for j in &present {
                    bend[*i][*j] += counts * chance * (1.0 - chance) * f64::from(features[*i] * features[*j]);
                }
            }
        }
        for (i, row) in bend.iter_mut().enumerate() {
            row[i] += RIDGE;
        }
        let step = solved(bend, slope.to_vec());
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += step;
        }
    }
    weights
}

/// Solves a system of linear equations by elimination.
fn solved(mut rows: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let count = right.len();
    for i in 0..count {
        let pivot = (i..count).max_by(|a, b| rows[*a][i].abs().total_cmp(&rows[*b][i].abs())).unwrap_or(i);
        rows.swap(i, pivot);
        right.swap(i, pivot);
        let (top, below) = rows.split_at_mut(i + 1);
        for (k, row) in below.iter_mut().enumerate() {
            let factor = row[i] / top[i][i];
            for (cell, above) in row.iter_mut().zip(&top[i]) {
                *cell -= factor * above;
            }
            right[i + 1 + k] -= factor * right[i];
        }
    }
    for i in (0..count).rev() {
        let known: f64 = (i + 1..count).map(|j| rows[i][j] * right[j]).sum();
        right[i] = (right[i] - known) / rows[i][i];
    }
    right
}
