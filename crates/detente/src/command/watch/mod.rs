//! `detente watch`: feeds into the ledger until somebody stops it, and what rules ask to be told of out of it.
//!
//! One thread looks at feeds, politely; this one takes what they give in as `detente ingest` does, notes where the feed stands with
//! the last of its items, and looks what the rules find. A stop is heeded after the article at hand: what the feed gave beyond
//! it comes again, for the feed's state is noted last.

mod halt;
mod poll;
mod setup;

use super::ledger::{patience, pipeline, threads};
use super::run::quiet_panics;
use crate::alert::{Delivery, Feed, Lines, Lookout, Webhook};
use crate::args::WatchArgs;
use crate::exit::Exit;
use crate::intake::{Acknowledged, Incoming, Intake, Stop, Tally, desk, reader_version};
use detente_ingest::watch::{FeedMemory, Look, Turn};
use detente_ingest::{Fault, Item};
use detente_ledger::store::{Store, StoreError};
use halt::Halt;
use jiff::Timestamp;
use poll::Poll;
pub(super) use poll::Wall;
use setup::Setup;
use std::collections::HashMap;

/// Watches until stopped, or once.
pub(crate) fn watch(args: &WatchArgs) -> anyhow::Result<Exit> {
    let setup = match Setup::read(&args.config)? {
        Ok(setup) => setup,
        Err(problems) => return super::alerts::tell(&problems, args.check),
    };
    if args.check {
        let rules = setup.alerts.as_ref().map_or(0, |alerts| alerts.rules.len());
        println!("feeds: {}; rules: {rules}; faults: 0", setup.config.feeds.len());
        return Ok(Exit::Done);
    }
    quiet_panics();
    let mut store = Store::open(setup.ledger(args.ledger.as_ref())?, &reader_version())?;
    let lookout = lookout(&mut store, &setup)?;
    let memories = memories(&store)?;
    let halt = Halt::on_signals();
    let mut goes_on = |_: &Acknowledged| !halt.is_asked();
    let poll = Poll::start(&setup.config, memories, store.address(), args.once);
    let mut watcher = Watcher {
        intake: Intake {
            store: &mut store,
            desk: desk(pipeline(&args.reading)?, patience(&args.reading)),
            threads: threads(&args.reading),
            clock: Timestamp::now,
            stop: Stop::default(),
            acknowledge: Some(&mut goes_on),
        },
        // What waited when the last watch ended, or was taken in by others since.
        is_waiting: lookout.is_some(),
        lookout,
        halt: &halt,
        answered: 0,
        failed: 0,
        set_aside: 0,
    };
    while let Some(turn) = poll.next(&halt) {
        watcher.take(turn)?;
    }
    Ok(watcher.end(args.once))
}

/// What was kept of feeds, by address. Places of other sources do not read back as such.
pub(super) fn memories(store: &Store) -> Result<HashMap<String, FeedMemory>, StoreError> {
    let kept = store.checkpoints()?.into_iter();
    Ok(kept.filter_map(|(feed, memory)| Some((feed, memory.parse().ok()?))).collect())
}

fn lookout(store: &mut Store, setup: &Setup) -> anyhow::Result<Option<Lookout>> {
    let Some(alerts) = &setup.alerts else { return Ok(None) };
    let delivery = Delivery {
        lines: Some(Lines::Text),
        feed: alerts.atom.clone().map(Feed::File),
        webhook: alerts.webhook.as_deref().map(Webhook::new).transpose()?,
    };
    let lookout = Lookout::new(store, alerts.rules.clone(), delivery)?;
    Ok(Some(lookout.since_first_used(store)?))
}

/// Takes in what feeds give.
struct Watcher<'w> {
    intake: Intake<'w>,
    lookout: Option<Lookout>,
    halt: &'w Halt,
    /// Whether an alert waits to be delivered.
    is_waiting: bool,
    /// Looks that gave something to read or nothing new.
    answered: usize,
    /// Looks that did not.
    failed: usize,
    /// Articles that could not be taken in or read.
    set_aside: usize,
}

impl Watcher<'_> {
    /// Takes in what one look gave, and delivers the alerts that it brings.
    fn take(&mut self, turn: Turn) -> anyhow::Result<()> {
        for complaint in &turn.complaints {
            eprintln!("detente: {complaint}");
        }
        let (feed, memory) = (turn.feed, turn.memory.to_string());
        let last = turn.items.len();
        let (look, next) = (turn.look, turn.next);
        let halt = self.halt;
        let items = turn.items.into_iter().take_while(|_| !halt.is_asked());
        let tally = take_in(&mut self.intake, items, last, (&feed, &memory))?;
        let is_read = last == 0 || tally.taken() > 0;
        let answers = matches!(look, Look::Changed | Look::Unchanged) && is_read;
        *(if answers { &mut self.answered } else { &mut self.failed }) += 1;
        self.set_aside += tally.quarantined;
        eprintln!("{}", status(&feed, look, &tally, next));
        let brings = tally.taken() > tally.replayed;
        if (brings || self.is_waiting) && !self.halt.is_asked() {
            self.look_out()?;
        }
        Ok(())
    }

    fn look_out(&mut self) -> anyhow::Result<()> {
        let Some(lookout) = &mut self.lookout else { return Ok(()) };
        let delivered = lookout.look(self.intake.store, &|time| self.halt.sleep(time))?;
        self.is_waiting = delivered.failed > 0;
        if delivered.count > 0 {
            eprintln!("detente: alerts delivered: {}", delivered.count);
        }
        Ok(())
    }

    fn end(&self, is_once: bool) -> Exit {
        if self.halt.is_asked() {
            eprintln!("detente: stopped; the same command goes on from here");
            return Exit::Done;
        }
        if is_once {
            let failed = self.failed + self.set_aside + usize::from(self.is_waiting);
            return Exit::of(self.answered, failed);
        }
        eprintln!("detente: no feed is left to watch");
        Exit::Failed
    }
}

/// Takes in what a look gave, `last` items; where the feed stands is kept with its last item, for before, it would not give the
/// others again.
pub(super) fn take_in(
    intake: &mut Intake<'_>,
    items: impl Iterator<Item = Result<Item, Fault>> + Send,
    last: usize,
    (feed, memory): (&str, &str),
) -> Result<Tally, StoreError> {
    let tally = intake.run(items.zip(1..), |(item, number)| Incoming {
        position: (number == last).then(|| (feed.to_string(), memory.to_string())),
        ..item.map_or_else(Incoming::fault, Incoming::item)
    })?;
    if last == 0 {
        let mut batch = intake.store.begin(Timestamp::now())?;
        batch.checkpoint(feed, memory)?;
        batch.commit()?;
    }
    Ok(tally)
}

/// What came of a look, in one line.
fn status(feed: &str, look: Look, tally: &Tally, next: Option<Timestamp>) -> String {
    let now = Timestamp::now();
    let told = match look {
        Look::Changed => tally.line(),
        Look::Unchanged => "nothing new".to_string(),
        Look::Failed => "no answer".to_string(),
        Look::Gone => "gone for good".to_string(),
    };
    let next = next.map(|next| format!("; next at {next:.0}")).unwrap_or_default();
    format!("detente: {now:.0} {feed}: {told}{next}")
}
