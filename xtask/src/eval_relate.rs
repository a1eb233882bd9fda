//! How well the reader relates two marked parties: types on sentences that training never saw, and whether two wordings of
//! one act get one type.
//!
//! In: the corpus's marked sentences. Out: a table on standard output; also how many of the acts the whole reader finds in the
//! bare sentence, with which type and parties (only recall: a sentence may tell of more than the act between its marks). Measured are the sentences whose id has a CRC-32 of 3
//! modulo 10, which `xtask/train/acts.py` sets aside, and all pairs of paraphrases, which it does not read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use detente_core::document::Article;
use detente_core::event::Party;
use detente_core::pipeline::Pipeline;
use detente_core::text::ByteSpan;
use serde_json::Value;

use crate::set_aside::is_set_aside;

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the marked sentences
    #[arg(long, default_value = "corpus/sentences")]
    sentences: PathBuf,
    /// Print each difference
    #[arg(long)]
    show: bool,
}

/// Agreement on one type.
#[derive(Default)]
struct Tally {
    both: usize,
    gold: usize,
    found: usize,
}

impl Tally {
    fn f1(&self) -> f64 {
        2.0 * self.both as f64 / (self.gold + self.found).max(1) as f64
    }
}

const NOTHING: &str = "NONE";

/// What a sentence of the corpus may be marked with: its source, its target, the word that names the act.
pub(crate) const MARKS: [&str; 6] = ["<s>", "</s>", "<t>", "</t>", "<a>", "</a>"];

/// Measures as the command line asks.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let pipeline = Pipeline::builtin()?;
    let (sentences, pairs) = load(&args.sentences)?;
    let mut types: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut modes, mut with_mode) = (0usize, 0usize);
    for row in sentences.iter().filter(|row| is_set_aside(text_of(row, "id"))) {
        let (text, source, target) = unmark(text_of(row, "text")).context("a sentence lacks its marks")?;
        let found = pipeline.relate(&text, source, target);
        let kind = found.kind.map_or(NOTHING, |kind| kind.as_str());
        let gold = text_of(row, "type");
        types.entry(gold.to_owned()).or_default().gold += 1;
        types.entry(kind.to_owned()).or_default().found += 1;
        if kind == gold {
            types.entry(gold.to_owned()).or_default().both += 1;
            let wanted = row["mode"].as_str();
            with_mode += usize::from(wanted.is_some());
            modes += usize::from(wanted.is_some() && found.mode.map(|mode| mode.as_str()) == wanted);
        } else if args.show {
            println!("{gold:10} read as {kind:10} {}", text_of(row, "text"));
        }
    }
    for (name, tally) in &types {
        println!("{name:10} F1 {:.3}  ({} sentences)", tally.f1(), tally.gold);
    }
    let acts = types.iter().filter(|(name, _)| name.as_str() != NOTHING);
    let scores: Vec<f64> = acts.map(|(_, tally)| tally.f1()).collect();
    whole(&pipeline, &sentences)?;
    println!("macro F1 over the types {:.3}", scores.iter().sum::<f64>() / scores.len().max(1) as f64);
    println!("mode right where the type is {:.3}", modes as f64 / with_mode.max(1) as f64);
    paraphrases(&pipeline, &pairs, args.show)
}

/// Prints how many of the marked acts the whole reader finds where nothing is marked.
fn whole(pipeline: &Pipeline, sentences: &[Value]) -> anyhow::Result<()> {
    let (mut acts, mut typed, mut mirrored) = (0usize, 0usize, 0usize);
    for row in sentences.iter().filter(|row| is_set_aside(text_of(row, "id"))) {
        let gold = text_of(row, "type");
        if gold == NOTHING {
            continue;
        }
        let (text, source, target) = unmark(text_of(row, "text")).context("a sentence lacks its marks")?;
        let reading = pipeline.read(Article { text, ..Article::default() });
        let any = |parties: &[Party], span: ByteSpan| parties.iter().any(|party| party.span.overlaps(span));
        let mut events = reading.events.iter().filter(|event| event.kind.as_str() == gold).peekable();
        acts += 1;
        typed += usize::from(events.peek().is_some());
        mirrored += usize::from(events.any(|event| {
            let both = |span| any(&event.actors, span) || any(&event.recipients, span);
            match event.kind.is_symmetric() {
                true => both(source) && both(target),
                false => any(&event.actors, source) && any(&event.recipients, target),
            }
        }));
    }
    let share = |part: usize| part as f64 / acts.max(1) as f64;
    println!(
        "bare sentences: type found {:.3}, with both parties {:.3} ({acts} acts)",
        share(typed),
        share(mirrored)
    );
    Ok(())
}

/// Prints how often two wordings of an act get one type, and the right one.
fn paraphrases(pipeline: &Pipeline, pairs: &[Value], show: bool) -> anyhow::Result<()> {
    let (mut same, mut right) = (0usize, 0usize);
    for pair in pairs {
        let mut kinds = Vec::new();
        for side in ["a", "b"] {
            let (text, source, target) =
                unmark(text_of(pair, side)).context("a paraphrase lacks its marks")?;
            kinds.push(pipeline.relate(&text, source, target).kind.map_or(NOTHING, |kind| kind.as_str()));
        }
        same += usize::from(kinds[0] == kinds[1]);
        right += kinds.iter().filter(|kind| **kind == text_of(pair, "type")).count();
        if show && kinds[0] != kinds[1] {
            println!(
                "{kinds:?} of {} {} | {}",
                text_of(pair, "type"),
                text_of(pair, "a"),
                text_of(pair, "b")
            );
        }
    }
    let all = pairs.len().max(1) as f64;
    println!(
        "paraphrases: one type {:.3}, the right one {:.3} ({} pairs)",
        same as f64 / all,
        right as f64 / all / 2.0,
        pairs.len()
    );
    Ok(())
}

/// The sentences of types and the paraphrases under a folder.
fn load(folder: &Path) -> anyhow::Result<(Vec<Value>, Vec<Value>)> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    let (mut sentences, mut pairs) = (Vec::new(), Vec::new());
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "jsonl")) {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let rows = text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str::<Value>);
        let rows = rows.collect::<Result<Vec<_>, _>>().with_context(|| path.display().to_string())?;
        let are_pairs = rows.first().is_some_and(|row| row["a"].is_string());
        if are_pairs { pairs.extend(rows) } else { sentences.extend(rows) }
    }
    Ok((sentences, pairs))
}

fn text_of<'v>(row: &'v Value, field: &str) -> &'v str {
    row[field].as_str().unwrap_or_default()
}

/// A text without its marks, and the spans of source and target in it.
fn unmark(marked: &str) -> Option<(String, ByteSpan, ByteSpan)> {
    let mut text = marked.to_owned();
    let mut at = BTreeMap::new();
    while let Some((start, mark)) = MARKS.iter().filter_map(|mark| Some((text.find(mark)?, *mark))).min() {
        at.insert(mark, start);
        text.replace_range(start..start + mark.len(), "");
    }
    let span = |open, close| Some(ByteSpan::new(*at.get(open)?, *at.get(close)?));
    let (source, target) = (span("<s>", "</s>")?, span("<t>", "</t>")?);
    Some((text, source, target))
}
