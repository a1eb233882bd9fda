//! Learns from annotated articles the weights by which the reader chooses: whose a party without owner is
//! (`entity::affiliation`), which words tell of one act (`event::same`), who plays which part in an event (`event::cast`), on
//! which days it happened (`event::dating`), how it changes relations (`event::change`), what it promises
//! (`event::commitment`), which other one it answers (`event::response`), and what its score is (`event::worth`).
//!
//! In: the options put for each event found with its right type, and which of them the annotation has. Out: tables of
//! weights. The network is surer of articles that it was trained on than of others, so each article is read by a network
//! that never saw its half of the crises (`--halves`).

mod affiliation;
mod cast;
mod change;
mod commitment;
mod dating;
mod logit;
mod response;
mod same;
mod worth;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use detente_core::analysis::{Analysis, Reader, Triage, analyse};
use detente_core::choice::{Weights, likely};
use detente_core::document::{Article, Document};
use detente_core::entity;
use detente_core::event::{self, Choosing, Event, Few, Layers, Precision, undated};
use detente_core::mention;
use detente_data::{Frames, Knowledge};
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
    #[serde(default)]
    relations: Vec<GoldRelation>,
    #[serde(default)]
    commitments: Vec<GoldCommitment>,
}

#[derive(Deserialize)]
struct GoldRelation {
    change: String,
    event: String,
}

#[derive(Deserialize)]
struct GoldCommitment {
    state: String,
    event: String,
}

#[derive(Deserialize)]
struct GoldEvent {
    id: String,
    anchors: Vec<String>,
    #[serde(rename = "type")]
    kind: String,
    actors: Vec<GoldParty>,
    recipients: Vec<GoldParty>,
    date: Option<GoldDays>,
    responds_to: Vec<String>,
    claims: Vec<GoldClaim>,
}

#[derive(Deserialize)]
struct GoldClaim {
    /// "narrator" or a party.
    source: serde_json::Value,
    anchor: Option<String>,
}

#[derive(Deserialize)]
struct GoldDays {
    from: String,
    to: String,
}

#[derive(Deserialize)]
struct GoldParty {
    text: String,
    code: Option<String>,
}

/// An article read as far as its entities.
struct Read {
    gold: Gold,
    document: Document,
    analysis: Analysis,
    mentions: mention::Mentions,
    entities: entity::Entities,
}

impl Read {
    fn layers(&self) -> Layers<'_> {
        Layers {
            document: &self.document,
            analysis: &self.analysis,
            mentions: &self.mentions,
            entities: &self.entities,
        }
    }

    /// Its events with their parties chosen, and no more.
    fn undated(&self, precision: Precision, learnt: &Learnt) -> Vec<Event> {
        undated(self.layers(), Frames::builtin(), Knowledge::builtin(), precision, learnt.choosing())
    }

    /// Its events as the reader tells them, without links, changes of relations and promises.
    fn told(&self, precision: Precision, learnt: &Learnt) -> Vec<Event> {
        let mut events = self.undated(precision, learnt);
        event::dating::date(self.layers(), &learnt.dating, &mut events, &mut |_| {});
        event::worth::weigh(self.layers(), &learnt.worth, &mut events, &mut |_| {});
        events.retain(|event| event.score >= precision.told());
        events
    }
}

/// What to learn from.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Annotated articles (JSON)
    gold: Vec<PathBuf>,
    /// Articles to measure on, not learnt from: lists of paths, one a line
    #[arg(long)]
    test: Vec<PathBuf>,
    /// Folder of tables to go on from: what few articles do not show stays as it is there
    #[arg(long)]
    from: Option<PathBuf>,
    /// Strength of the pull of each weight towards 0, or towards what it is in the tables gone on from
    #[arg(long, default_value_t = 8.0)]
    pull: f32,
    /// Rounds of reading and fitting: what is decided before is a sign for what comes after
    #[arg(long, default_value_t = 2)]
    rounds: usize,
    /// Only measure: on so many parts of the crises, each with weights learnt from the others
    #[arg(long)]
    folds: Option<u32>,
    /// Two folders with weights of the network, learnt without the first and without the second half of the crises
    #[arg(long, num_args = 2)]
    halves: Vec<PathBuf>,
    /// Learn only these tables, the others stay
    #[arg(long, value_name = "TABLE", value_parser = Tables::names())]
    only: Vec<String>,
    /// Folder that gets the tables
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Weights of every choice, as tables.
#[derive(Clone, Default)]
struct Tables {
    affiliation: String,
    same: String,
    cast: String,
    change: String,
    commitment: String,
    dating: String,
    response: String,
    worth: String,
}

/// Weights of every choice.
struct Learnt {
    same: Weights,
    cast: Weights,
    change: Weights,
    commitment: Weights,
    dating: Weights,
    response: Weights,
    worth: Weights,
}

impl Args {
    /// Whether this table is to be learnt.
    fn learns(&self, table: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == table)
    }
}

impl Tables {
    /// The tables with their names.
    fn each(&mut self) -> [(&'static str, &mut String); 8] {
        [
            ("affiliation", &mut self.affiliation),
            ("same", &mut self.same),
            ("cast", &mut self.cast),
            ("change", &mut self.change),
            ("commitment", &mut self.commitment),
            ("dating", &mut self.dating),
            ("response", &mut self.response),
            ("worth", &mut self.worth),
        ]
    }

    fn names() -> [&'static str; 8] {
        Tables::default().each().map(|(name, _)| name)
    }

    fn file(folder: &Path, name: &str) -> PathBuf {
        folder.join(format!("{name}.tsv"))
    }

    fn read(folder: &Path) -> Result<Tables> {
        let mut tables = Tables::default();
        for (name, table) in tables.each() {
            let path = Tables::file(folder, name);
            *table = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        }
        Ok(tables)
    }

    /// Writes the tables that were learnt.
    fn write(&mut self, folder: &Path) -> Result<()> {
        for (name, table) in self.each().into_iter().filter(|(_, table)| !table.is_empty()) {
            let path = Tables::file(folder, name);
            std::fs::write(&path, table).with_context(|| path.display().to_string())?;
        }
        Ok(())
    }

    fn weights(&self) -> Learnt {
        Learnt {
            same: Weights::parse(&self.same),
            cast: Weights::parse(&self.cast),
            change: Weights::parse(&self.change),
            commitment: Weights::parse(&self.commitment),
            dating: Weights::parse(&self.dating),
            response: Weights::parse(&self.response),
            worth: Weights::parse(&self.worth),
        }
    }
}

impl Learnt {
    fn choosing(&self) -> Choosing<'_> {
        Choosing { same: &self.same, cast: &self.cast }
    }
}

/// Learns, prints how often the choices are right, and writes the weights.
pub fn run(root: &Path, args: &Args) -> Result<()> {
    let mut learn = read_all(&args.gold, &args.halves)?;
    let before = args.from.as_deref().map(Tables::read).transpose()?.unwrap_or_default();
    let mut tables = before.clone();
    if args.learns("affiliation") {
        tables.affiliation = whose(&mut learn, args, &before.affiliation);
    }
    let mut tests = Vec::new();
    for list in &args.test {
        let paths = std::fs::read_to_string(list).with_context(|| list.display().to_string())?;
        let paths: Vec<PathBuf> = paths.lines().map(PathBuf::from).collect();
        let mut test = read_all(&paths, &[])?;
        show(&list.display().to_string(), &affiliation::learnt(&mut test, &tables.affiliation));
        tests.push((list, test));
    }
    if let Some(folds) = args.folds {
        across(&learn, folds, args, &before);
        return Ok(());
    }
    let all: Vec<&Read> = learn.iter().collect();
    show("before", &measure(&all, &before.weights()));
    learn_from(&mut tables, &all, args);
    show("learnt from", &measure(&all, &tables.weights()));
    for (list, test) in &tests {
        show(&list.display().to_string(), &measure(&test.iter().collect::<Vec<_>>(), &tables.weights()));
    }
    tables.write(&args.out.clone().unwrap_or_else(|| root.join("crates/detente-data/model")))
}

/// Learns whose a party without owner is, and reads the entities anew by what was learnt: each half of the crises by what
/// the other half taught, since what comes after is learnt from them.
fn whose(learn: &mut [Read], args: &Args, before: &str) -> String {
    let half = |read: &Read| part(&read.gold.id, 2);
    let table = affiliation::fit(&learn.iter().collect::<Vec<_>>(), args, before);
    let mut sum: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    learn.sort_by_key(half);
    let middle = learn.iter().filter(|read| half(read) == 0).count();
    let (one, other) = learn.split_at_mut(middle);
    let of_one = affiliation::fit(&one.iter().collect::<Vec<_>>(), args, before);
    let of_other = affiliation::fit(&other.iter().collect::<Vec<_>>(), args, before);
    for (part, table) in [(one, of_other), (other, of_one)] {
        for (what, [right, all]) in affiliation::learnt(part, &table) {
            let entry = sum.entry(what).or_default();
            entry[0] += right;
            entry[1] += all;
        }
    }
    show("whose, by what the other half taught", &sum);
    table
}

/// Learns in rounds, going on from the tables: what was decided before is a sign for what comes after.
fn learn_from(tables: &mut Tables, learn: &[&Read], args: &Args) {
    let before = tables.clone();
    let fit =
        |cases: Vec<Answered>, before: &str| logit::fit(&cases.iter().collect::<Vec<_>>(), args.pull, before);
    // Changes of relations and promises are few and their words many: pulled as hard, they would learn next to nothing.
    let fit_few = |cases: Vec<Answered>, before: &str| {
        logit::fit(&cases.iter().collect::<Vec<_>>(), args.pull / 4.0, before)
    };
    let rounds = |table| if args.learns(table) { args.rounds } else { 0 };
    for _ in 0..rounds("same") {
        tables.same = fit(same::measure(learn, &tables.weights()).cases, &before.same);
    }
    for _ in 0..rounds("cast") {
        tables.cast = fit(cast::measure(learn, &tables.weights()).cases, &before.cast);
    }
    for _ in 0..rounds("dating") {
        tables.dating = fit(dating::measure(learn, &tables.weights()).cases, &before.dating);
    }
    if args.learns("worth") {
        tables.worth = fit(worth::measure(learn, &tables.weights()).cases, &before.worth);
    }
    if args.learns("change") {
        tables.change = fit_few(change::measure(learn, &tables.weights()).cases, &before.change);
    }
    if args.learns("commitment") {
        tables.commitment = fit_few(commitment::measure(learn, &tables.weights()).cases, &before.commitment);
    }
    if args.learns("response") {
        tables.response = fit(response::measure(learn, &tables.weights()).cases, &before.response);
    }
}

/// How often every choice is right.
fn measure(all: &[&Read], learnt: &Learnt) -> BTreeMap<String, [usize; 2]> {
    let mut tally = same::measure(all, learnt).tally;
    tally.extend(cast::measure(all, learnt).tally);
    tally.extend(change::measure(all, learnt).tally);
    tally.extend(commitment::measure(all, learnt).tally);
    tally.extend(dating::measure(all, learnt).tally);
    tally.extend(worth::measure(all, learnt).tally);
    tally.extend(response::measure(all, learnt).tally);
    tally
}

fn show(name: &str, tally: &BTreeMap<String, [usize; 2]>) {
    println!("{name}:");
    for (what, [right, all]) in tally {
        println!("  {what:28} {:.4} of {all}", *right as f64 / (*all).max(1) as f64);
    }
}

/// Learns without each part of the crises in turn, and measures on that part.
fn across(learn: &[Read], folds: u32, args: &Args, before: &Tables) {
    let mut sum: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for fold in 0..folds {
        let (test, rest): (Vec<&Read>, Vec<&Read>) =
            learn.iter().partition(|r| hash(&r.gold.id) / 100 % folds == fold);
        let mut tables = before.clone();
        learn_from(&mut tables, &rest, args);
        let learnt = tables.weights();
        for (what, [right, all]) in measure(&test, &learnt) {
            let entry = sum.entry(what).or_default();
            entry[0] += right;
            entry[1] += all;
        }
    }
    show("across", &sum);
}

/// A number of the crisis that an article belongs to.
fn hash(id: &str) -> u32 {
    crc32fast::hash(id.split('/').next().unwrap_or("").as_bytes())
}

/// In which of so many parts of the crises an article is: the rule of `half` in `xtask/train/acts.py`.
fn part(id: &str, of: usize) -> usize {
    (hash(id) / 10) as usize % of
}

/// Reads the articles, each by the network that has not seen it ([`part`]).
fn read_all(paths: &[PathBuf], halves: &[PathBuf]) -> Result<Vec<Read>> {
    let readers = match halves {
        [] => vec![Reader::builtin().context("the model")?],
        folders => folders.iter().map(|folder| load(folder)).collect::<Result<_>>()?,
    };
    let middle = paths.len() / 2;
    std::thread::scope(|scope| {
        let half =
            scope.spawn(|| paths[..middle].iter().map(|p| read(&readers, p)).collect::<Result<Vec<_>>>());
        let mut rest = paths[middle..].iter().map(|p| read(&readers, p)).collect::<Result<Vec<_>>>()?;
        let mut all = half.join().map_err(|_| anyhow::anyhow!("reading failed"))??;
        all.append(&mut rest);
        Ok(all)
    })
}

fn load(folder: &Path) -> Result<Reader> {
    let bytes = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| path.display().to_string())
    };
    let text = |name: &str| Ok::<_, anyhow::Error>(String::from_utf8_lossy(&bytes(name)?).into_owned());
    let reader =
        Reader::load(bytes("reader.onnx")?, bytes("label.onnx")?, &text("labels.json")?, &text("vocab.txt")?);
    reader.with_context(|| folder.display().to_string())
}

fn read(readers: &[Reader], path: &Path) -> Result<Read> {
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
    let reader = &readers[part(&gold.id, readers.len())];
    let analysis = analyse(reader, &document, Some(&Triage::builtin()));
    let mentions = mention::find(&document, &analysis, knowledge);
    let entities = entity::resolve(&document, &analysis, &mentions, knowledge);
    Ok(Read { gold, document, analysis, mentions, entities })
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

/// Bars at which the choice of what few acts do is shown.
const BARS: [f32; 6] = [0.15, 0.2, 0.25, 0.3, 0.35, 0.5];

impl Measured {
    /// Counts the choices of what few acts do, and keeps those of events that are annotated: with the place of what the
    /// annotation has, for each event that it has anything of the kind for.
    fn answer_few(
        &mut self,
        what: &str,
        weights: &Weights,
        cases: Vec<Few>,
        pairs: &BTreeMap<usize, usize>,
        read: &Read,
        annotated: &[(&str, Option<usize>)],
    ) {
        for bar in BARS {
            self.tally.entry(format!("{what} at {bar:.2}, of all annotated")).or_default()[1] +=
                annotated.len();
        }
        for case in cases {
            let event = pairs.get(&case.event).map(|at| read.gold.events[*at].id.as_str());
            let found = annotated.iter().find(|(id, _)| Some(*id) == event);
            let right = found.and_then(|(_, place)| *place).map_or(0, |at| at + 1);
            self.count_few(what, &weights.chances(&case.options), right);
            if event.is_some() {
                self.cases.push(Answered { options: case.options, right });
            }
        }
    }

    /// Counts a choice of what few acts do, at each bar.
    fn count_few(&mut self, what: &str, chances: &[f32], right: usize) {
        for bar in BARS {
            let taken = likely(chances, bar);
            if taken > 0 {
                self.count(&format!("{what} at {bar:.2}"), taken == right);
                let all = self.tally.entry(format!("{what} at {bar:.2}, of all annotated")).or_default();
                all[0] += usize::from(taken == right);
            }
        }
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
