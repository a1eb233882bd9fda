//! A large ledger from a small corpus.

use super::mixed;
use anyhow::{Context as _, bail};
use detente_core::document::Article;
use detente_core::pipeline::Pipeline;
use detente_crisis::fingerprint::Signature;
use detente_data::{ActorCode, Knowledge, StateCode};
use detente_ledger::record;
use detente_ledger::record::{Event, Source};
use detente_ledger::report::{EventWords, words};
use detente_ledger::store::{Address, Document, Filter, Read, Store};
use jiff::civil::Date;
use jiff::{Span, Timestamp, ToSpan};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Options of `cargo xtask soak fill`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The ledger to make, or to go on with: a file, or postgres://USER@HOST/DATABASE
    ledger: Address,
    /// Articles to write
    #[arg(long, default_value_t = 100_000)]
    articles: u64,
    /// Events that are kept of each article
    #[arg(long, default_value_t = 5)]
    events: usize,
    /// Articles in one commit
    #[arg(long, default_value_t = 200)]
    at_once: u64,
    /// Articles a day
    #[arg(long, default_value_t = 140)]
    a_day: u64,
    /// Keep the corpus as it was read in this file, or take it from there
    #[arg(long, value_name = "FILE")]
    read: Option<PathBuf>,
}

/// An article of the corpus as the reader read it.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Model {
    text: String,
    agency: Option<String>,
    published: Date,
    record: record::Article,
    words: Vec<EventWords>,
}

/// The first day of the stream.
const FIRST: Date = Date::constant(2004, 1, 1);

/// Fills it, or goes on with one that an earlier run began: a million articles take longer than many a machine is free.
pub(crate) fn run(root: &Path, args: &Args) -> anyhow::Result<()> {
    let models = kept_models(root, args)?;
    let common = common_words(&models);
    let states: Vec<StateCode> = Knowledge::builtin().states().iter().map(|state| state.code).collect();
    let article = |n: u64| varied(&models, &common, &states, n, args.a_day);
    let mut store = Store::open(&args.ledger, "soak")?;
    let mut n = begun(&store)?;
    let mut made = Made::default();
    for n in 0..n {
        made.count(&article(n)?);
    }
    let start = Start { at: Instant::now(), busy: processor_seconds(), n };
    while n < args.articles {
        let mut batch = store.begin(now(n, args.a_day)?)?;
        for n in n..(n + args.at_once).min(args.articles) {
            let (document, read) = article(n)?;
            batch.take(&document, Some(Ok(&read)))?;
            made.count(&(document, read));
        }
        batch.commit()?;
        n = (n + args.at_once).min(args.articles);
        if n % 10_000 < args.at_once {
            report(n, &start, &made, store.status()?.bytes);
        }
    }
    // Closed, so that what is in its log goes into its place.
    drop(store);
    report(n, &start, &made, Store::open_to_read(args.ledger.clone(), false)?.status()?.bytes);
    println!("{} events", made.events);
    Ok(())
}

/// How many articles an earlier run wrote.
fn begun(store: &Store) -> anyhow::Result<u64> {
    let articles = u64::try_from(store.status()?.articles)?;
    let mut is_ours = articles == 0;
    store.articles(&Filter { limit: Some(1), ..Filter::default() }, |row| {
        is_ours = row.name.starts_with("story-") && row.source.ends_with(".example");
        true
    })?;
    if !is_ours {
        bail!("the ledger has articles that were not made here: name another file");
    }
    Ok(articles)
}

/// What was written.
#[derive(Default)]
struct Made {
    text_bytes: usize,
    events: usize,
}

impl Made {
    fn count(&mut self, (document, read): &(Document, Read)) {
        self.text_bytes += document.article.text.len();
        self.events += read.record.events.len();
    }
}

/// When filling began.
struct Start {
    at: Instant,
    /// Seconds of processor time until then.
    busy: f64,
    /// Articles that were there.
    n: u64,
}

fn report(n: u64, start: &Start, made: &Made, size: u64) {
    let text_bytes = made.text_bytes;
    let seconds = start.at.elapsed().as_secs_f64();
    let busy = processor_seconds() - start.busy;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default().trim().to_string();
    println!(
        "{n} articles in {seconds:.0} s, {:.0}/s, processor {busy:.0} s; text {:.1} MB, ledger {:.1} MB, {:.2} times; memory {memory}",
        (n - start.n) as f64 / seconds,
        text_bytes as f64 / 1e6,
        size as f64 / 1e6,
        size as f64 / text_bytes.max(1) as f64,
    );
}

/// The time for which this process had a processor, in all its threads: what says more than wall time where others run too.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name, which may have spaces: user and system time, in hundredths.
    let fields: Vec<&str> =
        stat.rsplit_once(") ").map(|(_, rest)| rest.split(' ').collect()).unwrap_or_default();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}

/// The corpus, read now or before.
fn kept_models(root: &Path, args: &Args) -> anyhow::Result<Vec<Model>> {
    let Some(file) = &args.read else { return models(root, args.events) };
    let shown = || file.display().to_string();
    if file.exists() {
        return serde_json::from_slice(&std::fs::read(file).with_context(shown)?).with_context(shown);
    }
    let models = models(root, args.events)?;
    std::fs::write(file, serde_json::to_vec(&models)?).with_context(shown)?;
    Ok(models)
}

/// The corpus, read.
fn models(root: &Path, events: usize) -> anyhow::Result<Vec<Model>> {
    let pipeline = Pipeline::builtin()?;
    let mut all = Vec::new();
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root.join("corpus"))?.filter_map(|e| Some(e.ok()?.path())).collect();
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "json")) {
            let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
            let value: Value = serde_json::from_str(&text).with_context(|| file.display().to_string())?;
            let list = value.as_array().cloned().unwrap_or_else(|| vec![value]);
            all.extend(list.iter().filter_map(|value| model(&pipeline, value, events)));
        }
    }
    println!("{} articles of the corpus", all.len());
    Ok(all)
}

fn model(pipeline: &Pipeline, value: &Value, events: usize) -> Option<Model> {
    let text = value["text"].as_str()?.to_string();
    let published: Date = value["published"].as_str()?.parse().ok()?;
    let agency = value["agency"].as_str().map(String::from);
    let article = Article {
        text: text.clone(),
        published: Some(published),
        agency: agency.clone(),
        ..Article::default()
    };
    let reading = pipeline.read(article);
    let mut words = words(&reading);
    let mut record = record::Article::of(&reading, false);
    record.events.truncate(events);
    words.truncate(events);
    let kept: Vec<String> = record.events.iter().map(|event| event.id.clone()).collect();
    record.relations.retain(|relation| kept.contains(&relation.event));
    record.commitments.retain(|commitment| kept.contains(&commitment.event));
    record.disputes.clear();
    Some(Model { text, agency, published, record, words })
}

/// The clock at the n-th article.
fn now(n: u64, a_day: u64) -> anyhow::Result<Timestamp> {
    let seconds = i64::try_from(n * 86_400 / a_day)?;
    let start: Timestamp = "2004-01-01T06:00:00Z".parse()?;
    Ok(start.checked_add(seconds.seconds())?)
}

/// In how many tellings of the corpus a word stands that stories of other happenings share: some 70 words, a quarter of all that is said.
const COMMON: usize = 200;

/// The words that many tellings have.
fn common_words(models: &[Model]) -> HashSet<u32> {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for word in models.iter().flat_map(|model| &model.words).flat_map(|words| &words.told) {
        *counts.entry(*word).or_default() += 1;
    }
    counts.retain(|_, count| *count >= COMMON);
    counts.into_keys().collect()
}

/// One article in so many is a copy of the one as many before, by another wire.
const COPIES: u64 = 10;

/// The n-th article: a model on other days, between other states, at another place, in paragraphs of the corpus that stand together in no
/// other article: were they a model's own, each would be a copy of the last of that model, and one origin go through all the years.
fn varied(
    models: &[Model],
    common: &HashSet<u32>,
    states: &[StateCode],
    n: u64,
    a_day: u64,
) -> anyhow::Result<(Document, Read)> {
    let story = if n % COPIES == COPIES - 1 { n + 1 - COPIES } else { n };
    let count = models.len() as u64;
    let round = story / count;
    let model = &models[usize::try_from(story % count)?];
    let day = FIRST.checked_add(i64::try_from(n / a_day)?.days())?;
    let shift = model.published.until(day)?;
    let mut record = model.record.clone();
    record.published = Some(day);
    let other = |code: StateCode| {
        let at = states.iter().position(|state| *state == code).unwrap_or(0) as u64;
        states[(mixed(round, at) % states.len() as u64) as usize]
    };
    record.events.iter_mut().for_each(|event| vary(event, round, shift, &other));
    let own = model.text.split("\n\n").enumerate();
    let parts: Vec<&str> = own.filter_map(|(at, _)| paragraph(models, story, at)).collect();
    let text = format!("{}\n\nReport {n} of series {round}.", parts.join("\n\n"));
    // What is not said of everything is the round's own: else each round would tell of the happenings of the last one, ten days ago,
    // and these would hang together through all the years, sixty of them in a chain, as no stream's do.
    let own = |word: &u32| if common.contains(word) { *word } else { word ^ (round as u32) };
    let words = model.words.iter().map(|words| EventWords {
        told: words.told.iter().map(own).collect(),
        promised: words.promised.clone(),
    });
    let words = words
        .map(|mut words| {
            words.told.sort_unstable();
            words
        })
        .collect();
    let signature = Signature::of(&text);
    let document = Document {
        source: format!("wire-{}.example", n % 40),
        name: format!("story-{n}"),
        article: Article {
            id: format!("story-{n}"),
            text,
            published: Some(day),
            agency: model.agency.clone(),
            title: Some(format!("Story {n}")),
            url: Some(format!("https://wire-{}.example/{n}", n % 40)),
        },
        ..Document::default()
    };
    Ok((document, Read { record, words, signature }))
}

/// The paragraph that stands in a place of a story: that of the model so many farther on for each place, another number in each round.
fn paragraph(models: &[Model], story: u64, at: usize) -> Option<&str> {
    let count = models.len() as u64;
    let stride = 1 + mixed(7, story / count) % count;
    let model = &models[((story + at as u64 * stride) % count) as usize];
    let all: Vec<&str> = model.text.split("\n\n").collect();
    all.get(at % all.len().max(1)).copied()
}

fn vary(event: &mut Event, round: u64, shift: Span, other: &impl Fn(StateCode) -> StateCode) {
    let code = |code: &mut Option<ActorCode>| {
        if let Some(ActorCode::State(state)) = code {
            *code = Some(ActorCode::State(other(*state)));
        }
    };
    event.actors.iter_mut().chain(&mut event.recipients).for_each(|party| code(&mut party.code));
    for claim in &mut event.claims {
        if let Source::Party(party) = &mut claim.source {
            code(&mut party.code);
        }
    }
    if let Some(days) = &mut event.date {
        days.from = days.from.checked_add(shift).unwrap_or(days.from);
        days.to = days.to.checked_add(shift).unwrap_or(days.to);
    }
    if let Some(place) = &mut event.place {
        place.country = place.country.map(other);
        if let Some(location) = &mut place.location {
            location.name = format!("{} {}", location.name, round % 97);
            location.lat = (location.lat + (mixed(1, round) % 40) as f32 - 20.0).clamp(-80.0, 80.0);
            location.lon = (location.lon + (mixed(2, round) % 60) as f32 - 30.0).clamp(-179.0, 179.0);
        }
    }
}
