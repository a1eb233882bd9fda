//! `detente ingest`, `detente retry`, `detente withdraw`.

use super::visit::{self, Visits};
use crate::args::{IngestArgs, ReadingArgs, RetryArgs, WithdrawArgs};
use crate::command::own;
use crate::command::run::{cores, quiet_panics};
use crate::exit::Exit;
use crate::intake::{Acknowledged, Incoming, Intake, Stop, desk};
use crate::parallel;
use anyhow::bail;
use detente_core::pipeline::Pipeline;
use detente_crisis::report::ArticleKey;
use detente_ingest::{Limits, Position, Sources};
use detente_ledger::store::{AsOf, Document, Outcome, Reread, Store, StoreError, Unread, parsed_key};
use jiff::Timestamp;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// Texts that are fetched from the ledger at a time to be read again.
const PAGE: usize = 64;

/// `detente ingest`: sources in, a ledger out.
pub(crate) fn ingest(args: &IngestArgs) -> anyhow::Result<Exit> {
    let mut store = super::open(&args.ledger)?;
    quiet_panics();
    let limits = Limits::default();
    let (addresses, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        args.sources.iter().cloned().partition(|source| visit::is_address(source));
    let sources = sources(&store, args, paths, &limits)?;
    let visits = Visits::new(&store, args, &addresses)?;
    let mut out = std::io::stdout().lock();
    let mut tell = |done: &Acknowledged| acknowledge(&mut out, done);
    let mut intake = Intake {
        store: &mut store,
        desk: desk(pipeline(&args.reading)?, patience(&args.reading)),
        threads: threads(&args.reading),
        clock: Timestamp::now,
        stop: Stop::on_signals(),
        acknowledge: args.acknowledge.then_some(&mut tell),
    };
    let mut tally = intake.run(sources.records(), |record| Incoming::open(record, &limits))?;
    let failed = visits.take_in(&mut intake, &mut tally)?;
    eprintln!("detente: {}", tally.line());
    Ok(Exit::of(tally.taken(), tally.quarantined + failed))
}

/// Tells whoever reads our output that an article is on the disk; false where nobody does any more.
fn acknowledge(out: &mut impl Write, done: &Acknowledged) -> bool {
    // Strings and numbers only: serialising to memory has no way to fail.
    let line = serde_json::to_string(done).unwrap_or_default();
    writeln!(out, "{line}").and_then(|()| out.flush()).is_ok()
}

/// The sources, from where they were left.
fn sources(
    store: &Store,
    args: &IngestArgs,
    paths: Vec<PathBuf>,
    limits: &Limits,
) -> Result<Sources, StoreError> {
    let sources = Sources::new(paths, std::io::stdin()).limits(limits.clone());
    if args.from_start {
        return Ok(sources);
    }
    // A place that does not read back is of another version; the source is then read from its beginning.
    let places = store.checkpoints()?.into_iter().filter_map(|(_, place)| place.parse::<Position>().ok());
    Ok(sources.resume(places.collect::<Vec<_>>()))
}

pub(in crate::command) fn pipeline(args: &ReadingArgs) -> anyhow::Result<Pipeline> {
    Ok(match own::load(&args.own)? {
        Some(knowledge) => Pipeline::with_knowledge(knowledge)?,
        None => Pipeline::builtin()?,
    })
}

pub(in crate::command) fn patience(args: &ReadingArgs) -> Duration {
    Duration::from_secs(u64::from(args.patience))
}

pub(in crate::command) fn threads(args: &ReadingArgs) -> usize {
    args.threads.map_or_else(cores, usize::from)
}

/// `detente retry`: what failed, or what an older reader read, read by this one.
pub(crate) fn retry(args: &RetryArgs) -> anyhow::Result<Exit> {
    let mut store = super::open(&args.ledger)?;
    quiet_panics();
    let desk = desk(pipeline(&args.reading)?, patience(&args.reading));
    let (mut read, mut failed, mut after) = (0, 0, 0);
    loop {
        let page = store.to_reread(args.outdated, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.body;
        let mut lost = None;
        parallel::in_order(
            threads(&args.reading),
            page.into_iter(),
            |Reread { body, article }| (body, desk.read(article)),
            |(body, result)| {
                *(if result.is_ok() { &mut read } else { &mut failed }) += 1;
                let result = result.map_err(|failure| Unread {
                    stage: failure.stage.to_string(),
                    reason: failure.reason.to_string(),
                    detail: failure.to_string(),
                });
                let mut write = || {
                    let mut batch = store.begin(Timestamp::now())?;
                    batch.reread(body, result.as_ref())?;
                    batch.commit()
                };
                lost = write().err();
                lost.is_none()
            },
        );
        if let Some(error) = lost {
            return Err(error.into());
        }
    }
    let waiting = store.quarantine()?;
    let away = waiting.iter().filter(|q| !q.is_kept).count();
    eprintln!("detente: {read} read, {failed} failed again");
    if away > 0 {
        eprintln!(
            "detente: {away} were refused before they were texts; mend their source and take it in again (detente status --quarantine)"
        );
    }
    Ok(Exit::of(read.max(usize::from(failed == 0)), failed))
}

/// `detente withdraw`: an article no longer counts.
pub(crate) fn withdraw(args: &WithdrawArgs) -> anyhow::Result<Exit> {
    let mut store = super::open(&args.ledger)?;
    let Some(key) = parsed_key(&args.article) else {
        bail!(
            "{:?} is no number of an article: 16 hexadecimal digits, as `detente articles` shows them",
            args.article
        );
    };
    let Some(found) = store.article(ArticleKey(key), AsOf::Now)? else {
        bail!("{}: no such article in the ledger", args.article);
    };
    let now = Timestamp::now();
    if found.row.withdrawn {
        eprintln!("detente: {} was withdrawn before", args.article);
        return Ok(Exit::Done);
    }
    let outcome = withdraw_document(&mut store, &found.row.source, &found.row.name, now)?;
    match outcome {
        Outcome::Withdrawn => eprintln!("detente: {} is withdrawn", args.article),
        _ => bail!("{}: the source gave it a time later than now, so it stands", args.article),
    }
    Ok(Exit::Done)
}

fn withdraw_document(store: &mut Store, source: &str, name: &str, now: Timestamp) -> anyhow::Result<Outcome> {
    let document = Document {
        source: source.to_string(),
        name: name.to_string(),
        updated: Some(now),
        is_withdrawal: true,
        ..Document::default()
    };
    let mut batch = store.begin(now)?;
    let outcome = batch.take(&document, None)?;
    batch.commit()?;
    Ok(outcome)
}
