//! `cargo xtask soak coded`: as many imported events as decades of a coded set have, and how fast dyads come from them.
//!
//! In: one year of coded events. The year is written again and again, each time a year earlier and with numbers of its own, through
//! the same door as `detente import`. Out: times, and whether what was kept up to date is, byte for byte, what a fresh start gives.

use anyhow::{Context, Result, ensure};
use clap::Args as Arguments;
use detente_crisis::IncidentId;
use detente_crisis::crisis::{Act, Deed, Dyads, Pair, Relations, Step, Way, crises_of, index};
use detente_ledger::import::{Import, Set};
use detente_ledger::store::{AsOf, CodedOf, Store};
use jiff::{Timestamp, ToSpan};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Dyads that are asked for one by one.
const ASKED: usize = 200;
/// Events that come one by one.
const COMING: usize = 500;

/// What to fill and ask.
#[derive(Debug, Arguments)]
pub(crate) struct Args {
    /// The ledger; it is filled where it holds no imported event
    ledger: PathBuf,
    /// A year of coded events
    #[arg(long)]
    from: PathBuf,
    /// Events to make of it
    #[arg(long, default_value_t = 5_000_000)]
    events: usize,
}

/// Fills and measures.
pub(crate) fn run(args: &Args) -> Result<()> {
    let year = read(&args.from)?;
    println!("a year: {} events between two known parties", year.len());
    let mut store = Store::open(args.ledger.as_path(), "soak")?;
    if store.status()?.coded.is_empty() {
        fill(&mut store, &year, args.events)?;
    }
    println!("ledger: {:.1} MB", store.status()?.bytes as f64 / 1e6);
    drop(store);
    let (dyads, pairs) = all(&args.ledger)?;
    one(&args.ledger, &pairs)?;
    coming(&args.ledger, dyads, &pairs, &year)
}

fn read(path: &Path) -> Result<Vec<Deed>> {
    let mut source = BufReader::new(File::open(path).with_context(|| path.display().to_string())?);
    let mut header = String::new();
    source.read_line(&mut header)?;
    let set = Set::guess(&header).context("the first line is that of no set")?;
    Ok(Import::new(set, &header, header.as_bytes().chain(source))?.filter_map(Result::ok).collect())
}

/// The year, so many years earlier.
fn earlier(year: &[Deed], by: i32) -> Vec<Deed> {
    let move_back = |deed: &Deed| {
        let mut hasher = DefaultHasher::new();
        (deed.act.incident.0, by).hash(&mut hasher);
        let day = deed.act.day.saturating_sub(by.years());
        Deed { act: Act { day, incident: IncidentId(hasher.finish()), ..deed.act }, ..deed.clone() }
    };
    year.iter().map(move_back).collect()
}

fn fill(store: &mut Store, year: &[Deed], events: usize) -> Result<()> {
    let began = Instant::now();
    let (mut added, mut by) = (0, i32::try_from(events / year.len().max(1) + 1)?);
    while added < events && by >= 0 {
        let mut batch = store.begin(Timestamp::now())?;
        added += batch.take_coded(Set::Labelled, "soak", earlier(year, by))?.added as usize;
        batch.commit()?;
        by -= 1;
    }
    println!("filled with {added} events in {:.1} s", began.elapsed().as_secs_f64());
    Ok(())
}

/// Every dyad from the ledger, and its series by month.
fn all(ledger: &Path) -> Result<(Dyads, Vec<Pair>)> {
    let mut last = None;
    for _ in 0..3 {
        let (began, cpu) = (Instant::now(), processor()?);
        let store = Store::open_to_read(ledger, false)?;
        let mut dyads = Dyads::new();
        let events = store.add_coded(&mut dyads, CodedOf::World, AsOf::Now)?;
        let (read, read_cpu) = (began.elapsed(), processor()? - cpu);
        let pairs: Vec<Pair> = dyads.pairs().into_iter().cloned().collect();
        let cells: usize = pairs
            .iter()
            .filter_map(|pair| dyads.get(pair))
            .map(|dyad| dyad.series(Step::Month).cells.len())
            .sum();
        println!(
            "every dyad: {events} events of {} dyads read in {:.2} s (processor {:.2} s), their series, {cells} months, after {:.2} s ({:.2} s)",
            pairs.len(),
            read.as_secs_f64(),
            read_cpu.as_secs_f64(),
            began.elapsed().as_secs_f64(),
            (processor()? - cpu).as_secs_f64()
        );
        last = Some((dyads, pairs));
    }
    last.context("nothing was read")
}

/// One dyad from the ledger, as a process that opens it asks.
fn one(ledger: &Path, pairs: &[Pair]) -> Result<()> {
    let mut asked: Vec<(Duration, usize)> = Vec::new();
    for pair in pairs.iter().step_by((pairs.len() / ASKED).max(1)).chain(busiest(ledger)?.iter()) {
        let began = Instant::now();
        let store = Store::open_to_read(ledger, false)?;
        let mut dyads = Dyads::new();
        store.add_coded(&mut dyads, CodedOf::Pair(pair), AsOf::Now)?;
        let dyad = dyads.get(pair).context("a dyad that was there")?;
        std::hint::black_box(dyad.series(Step::Week));
        asked.push((began.elapsed(), dyad.done().len()));
    }
    let (time, events) = asked.pop().unwrap_or_default();
    asked.sort();
    let at = |share: usize| asked.get(asked.len() * share / 100).map_or(0.0, |(time, _)| milliseconds(*time));
    println!(
        "one dyad with its weeks: {:.1} ms in the middle, {:.1} ms at the 95th of a hundred; the busiest, {events} events, {:.1} ms",
        at(50),
        at(95),
        milliseconds(time)
    );
    Ok(())
}

/// The dyad of most events.
fn busiest(ledger: &Path) -> Result<Option<Pair>> {
    let mut dyads = Dyads::new();
    Store::open_to_read(ledger, false)?.add_coded(&mut dyads, CodedOf::World, AsOf::Now)?;
    let count = |pair: &&Pair| dyads.get(pair).map_or(0, |dyad| dyad.done().len());
    Ok(dyads.pairs().into_iter().max_by_key(count).cloned())
}

/// Events that come and go one by one, with what is made of their dyad; in the end all is as a fresh start has it.
fn coming(ledger: &Path, mut dyads: Dyads, pairs: &[Pair], year: &[Deed]) -> Result<()> {
    let relations = Relations::default();
    let (mut update, mut series, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    let before = print_of(&dyads, pairs);
    let some: Vec<Deed> = earlier(year, -1).into_iter().step_by((year.len() / COMING).max(1)).collect();
    for deed in &some {
        let (pair, _) = Pair::new(deed.from.clone(), deed.to.clone());
        let began = Instant::now();
        dyads.add([deed.clone()]);
        update.push(began.elapsed());
        std::hint::black_box(dyads.get(&pair).map(|dyad| dyad.series(Step::Week)));
        series.push(began.elapsed());
        std::hint::black_box((index(&pair, &dyads, &relations), crises_of(&pair, &dyads, &relations)));
        whole.push(began.elapsed());
    }
    for (what, times) in [
        ("the dyad itself", &mut update),
        ("and its series by week", &mut series),
        ("and its index day by day, and its crises", &mut whole),
    ] {
        times.sort();
        let at = |share: usize| times.get(times.len() * share / 100).map_or(0.0, |time| milliseconds(*time));
        println!(
            "after one event, {what}: {:.3} ms in the middle, {:.3} ms at the 95th, {:.3} ms at most",
            at(50),
            at(95),
            at(99)
        );
    }
    for deed in some {
        ensure!(deed.act.way != Way::Back, "deeds run forth");
        dyads.remove([deed]);
    }
    let mut fresh = Dyads::new();
    Store::open_to_read(ledger, false)?.add_coded(&mut fresh, CodedOf::World, AsOf::Now)?;
    let (after, anew) = (print_of(&dyads, pairs), print_of(&fresh, pairs));
    ensure!(before == after && after == anew, "kept up to date it is not what a fresh start gives");
    println!("kept up to date and made anew: the same bytes ({anew:016x})");
    Ok(())
}

/// A hash over every byte of every series.
fn print_of(dyads: &Dyads, pairs: &[Pair]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for pair in pairs {
        let series = dyads.get(pair).map(|dyad| dyad.series(Step::Week));
        serde_json::to_vec(&series).unwrap_or_default().hash(&mut hasher);
    }
    serde_json::to_vec(dyads.world()).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Processor time of this process so far (Linux): what a busy machine leaves out of account.
fn processor() -> Result<Duration> {
    let text = std::fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds = text.split_whitespace().next().context("no number")?.parse()?;
    Ok(Duration::from_nanos(nanoseconds))
}
