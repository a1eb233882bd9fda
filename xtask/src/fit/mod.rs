//! Learns from annotated articles the weights by which the reader chooses who plays which part in an event (`event::cast`):
//! the options put for each event found with its right type, and which of them the annotation has.

mod logit;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use detente_core::analysis::{Reader, Triage, analyse};
use detente_core::choice::Weights;
use detente_core::document::{Article, Document};
use detente_core::entity;
use detente_core::event::cast::{Case, Part};
use detente_core::event::{Event, Layers, Precision, find_with};
use detente_core::mention;
use detente_data::{ActorCode, Frames, Knowledge};
use logit::Answered;
use serde::Deserialize;

/// Farthest in bytes that an event found may lie from the annotated one.
const FAR: usize = 60;

#[derive(Deserialize)]
struct Gold {
    id: String,
    text: String,
    published: Option<String>,
    agency: Option<String>,
    events: Vec<GoldEvent>,
}

#[derive(Deserialize)]
struct GoldEvent {
    anchors: Vec<String>,
    #[serde(rename = "type")]
    kind: String,
    actors: Vec<GoldParty>,
    recipients: Vec<GoldParty>,
}

#[derive(Deserialize)]
struct GoldParty {
    code: Option<String>,
}

/// An article read as far as its entities.
struct Read {
    gold: Gold,
    document: Document,
    analysis: detente_core::analysis::Analysis,
    mentions: mention::Mentions,
    entities: entity::Entities,
}

/// What to learn from.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Annotated articles (JSON)
    gold: Vec<PathBuf>,
    /// Articles to measure on, not learnt from: lists of paths, one a line
    #[arg(long)]
    test: Vec<PathBuf>,
    /// Strength of the pull of each weight towards 0
    #[arg(long, default_value_t = 8.0)]
    pull: f32,
    /// Rounds of reading and fitting: what is decided before is a sign for what comes after
    #[arg(long, default_value_t = 2)]
    rounds: usize,
    /// Only measure: on so many parts of the crises, each with weights learnt from the others
    #[arg(long)]
    folds: Option<u32>,
    /// Where to put the weights
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Learns, prints how often the choices are right, and writes the weights.
pub fn run(root: &Path, args: &Args) -> Result<()> {
    let learn = read_all(&args.gold)?;
    if let Some(folds) = args.folds {
        across(learn, folds, args);
        return Ok(());
    }
    let all: Vec<&Read> = learn.iter().collect();
    show("without weights", &measure(&all, &Weights::default()));
    let table = learn_from(&all, args);
    let weights = Weights::parse(&table);
    show("learnt from", &measure(&all, &weights));
    for list in &args.test {
        let paths = std::fs::read_to_string(list).with_context(|| list.display().to_string())?;
        let paths: Vec<PathBuf> = paths.lines().map(PathBuf::from).collect();
        let test = read_all(&paths)?;
        show(&list.display().to_string(), &measure(&test.iter().collect::<Vec<_>>(), &weights));
    }
    let out = args.out.clone().unwrap_or_else(|| root.join("crates/detente-data/model/cast.tsv"));
    std::fs::write(&out, table).with_context(|| out.display().to_string())
}

/// Learns in rounds: what was decided before is a sign for what comes after.
fn learn_from(learn: &[&Read], args: &Args) -> String {
    let mut table = String::new();
    for _ in 0..args.rounds {
        let cases = measure(learn, &Weights::parse(&table)).cases;
        table = logit::fit(&cases.iter().collect::<Vec<_>>(), args.pull);
    }
    table
}

fn show(name: &str, measured: &Measured) {
    println!("{name}:");
    for (what, [right, all]) in &measured.tally {
        println!("  {what:12} {:.4} of {all}", *right as f64 / (*all).max(1) as f64);
    }
}

/// Learns without each part of the crises in turn, and measures on that part.
fn across(learn: Vec<Read>, folds: u32, args: &Args) {
    let part = |id: &str| crc32fast::hash(id.split('/').next().unwrap_or("").as_bytes()) / 10 % folds;
    let mut sum = Measured::default();
    for fold in 0..folds {
        let (test, rest): (Vec<&Read>, Vec<&Read>) = learn.iter().partition(|r| part(&r.gold.id) == fold);
        let weights = Weights::parse(&learn_from(&rest, args));
        for (what, [right, all]) in measure(&test, &weights).tally {
            let entry = sum.tally.entry(what).or_default();
            entry[0] += right;
            entry[1] += all;
        }
    }
    show("across", &sum);
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<Read>> {
    let reader = Reader::builtin().context("the model")?;
    let middle = paths.len() / 2;
    std::thread::scope(|scope| {
        let half =
            scope.spawn(|| paths[..middle].iter().map(|p| read(&reader, p)).collect::<Result<Vec<_>>>());
        let mut rest = paths[middle..].iter().map(|p| read(&reader, p)).collect::<Result<Vec<_>>>()?;
        let mut all = half.join().map_err(|_| anyhow::anyhow!("reading failed"))??;
        all.append(&mut rest);
        Ok(all)
    })
}

fn read(reader: &Reader, path: &Path) -> Result<Read> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let gold: Gold = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let document = Document::new(Article {
        id: gold.id.clone(),
        text: gold.text.clone(),
        published: gold.published.as_deref().and_then(|d| d.parse().ok()),
        agency: gold.agency.clone(),
        ..Article::default()
    });
    let knowledge = Knowledge::builtin();
    let analysis = analyse(reader, &document, Some(&Triage::builtin()));
    let mentions = mention::find(&document, &analysis, knowledge);
    let entities = entity::resolve(&document, &analysis, &mentions, knowledge);
    Ok(Read { gold, document, analysis, mentions, entities })
}

type Codes = BTreeSet<Option<ActorCode>>;

fn codes<'a>(parties: impl Iterator<Item = &'a GoldParty>) -> Codes {
    parties.map(|p| p.code.as_deref().and_then(|c| c.parse().ok())).collect()
}

/// How often choices are right, and those that the annotation answers.
#[derive(Default)]
struct Measured {
    /// By what was chosen: how many are right, of how many.
    tally: BTreeMap<String, [usize; 2]>,
    cases: Vec<Answered>,
}

impl Measured {
    fn count(&mut self, what: &str, is_right: bool) {
        let entry = self.tally.entry(what.to_owned()).or_default();
        entry[0] += usize::from(is_right);
        entry[1] += 1;
    }
}

fn measure(all: &[&Read], weights: &Weights) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let mut cases: Vec<Case> = Vec::new();
        let (document, analysis, mentions) = (&read.document, &read.analysis, &read.mentions);
        let layers = Layers { document, analysis, mentions, entities: &read.entities };
        let record = &mut |case| cases.push(case);
        let events =
            find_with(layers, Frames::builtin(), Knowledge::builtin(), Precision::Balanced, weights, record);
        answer(read, &events, cases, &mut sum);
    }
    sum
}

/// Adds the choices of parties in events of the right type.
fn answer(read: &Read, events: &[Event], cases: Vec<Case>, sum: &mut Measured) {
    let pairs = align(read, events);
    let mut whole: BTreeMap<usize, bool> = BTreeMap::new();
    for case in cases {
        let Some(gold) = pairs.get(&case.event).map(|g| &read.gold.events[*g]) else { continue };
        let (wanted, name) = match case.part {
            Part::Actor => (codes(gold.actors.iter()), "actor"),
            Part::Recipient => (codes(gold.recipients.iter()), "recipient"),
            Part::Both => (codes(gold.actors.iter().chain(&gold.recipients)), "both"),
        };
        let right = case.options.iter().position(|(codes, _)| *codes == wanted);
        let is_right = right == Some(case.taken);
        sum.count(name, is_right);
        sum.count(&format!("{name} put"), right.is_some());
        *whole.entry(case.event).or_insert(true) &= is_right;
        if let Some(right) = right {
            let options = case.options.into_iter().map(|(_, signs)| signs).collect();
            sum.cases.push(Answered { options, right });
        }
    }
    for (event, is_right) in whole {
        sum.count("all", is_right);
        sum.count(events[event].kind.as_str(), is_right);
    }
}

/// For each event found with the right type its annotated event, the nearest pairs first.
fn align(read: &Read, events: &[Event]) -> BTreeMap<usize, usize> {
    let text = &read.gold.text;
    let paragraph = |at: usize| text[..at].matches("\n\n").count();
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (i, gold) in read.gold.events.iter().enumerate() {
        let anchors: Vec<(usize, usize)> =
            gold.anchors.iter().filter_map(|a| text.find(a.as_str()).map(|s| (s, s + a.len()))).collect();
        for (j, event) in events.iter().enumerate().filter(|(_, e)| e.kind.as_str() == gold.kind) {
            for telling in &event.tellings {
                let span = read.analysis.bytes(telling.anchor);
                for (start, end) in &anchors {
                    let gap = start.max(&span.start()).saturating_sub(*end.min(&span.end()));
                    if gap <= FAR && paragraph(*start) == paragraph(span.start()) {
                        pairs.push((gap, i, j));
                    }
                }
            }
        }
    }
    pairs.sort_unstable();
    let (mut used, mut of) = (BTreeSet::new(), BTreeMap::new());
    for (_, i, j) in pairs {
        if !of.contains_key(&j) && used.insert(i) {
            of.insert(j, i);
        }
    }
    of
}
