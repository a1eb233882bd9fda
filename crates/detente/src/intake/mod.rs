//! The way of articles into a ledger: read on several threads, written by one, in the order in which they came.
//!
//! In: [`Incoming`] from any source, with where its source stands after it. Out: the ledger, and a [`Tally`]. An article is
//! written with its events and its place in one commit; what was there before is not even read. One that breaks the reader
//! or takes too long is kept and set aside, and the rest goes on.
//!
//! 2,000 articles, killed at the 731st: the next run finds 730 or 731 there and reads the rest.

mod desk;
mod incoming;
mod lookup;
mod stop;

pub(crate) use desk::{Desk, Failure};
pub(crate) use incoming::{Incoming, day_of_name};
pub(crate) use stop::Stop;

use crate::parallel;
use crate::progress::Progress;
use detente_core::document::Article;
use detente_core::pipeline::{Pipeline, STAGES};
use detente_crisis::fingerprint::Signature;
use detente_ledger::store::{
    Batch, Document, Outcome, Read, Refusal, Seq, Store, StoreError, Unread, spelt_key,
};
use detente_ledger::{record, report};
use jiff::Timestamp;
use lookup::Lookup;
use std::sync::Arc;
use std::time::Duration;

/// Replays after which the place in the source is noted, though nothing else is to be written.
const REPLAYS: usize = 1000;

/// What became of all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) new: usize,
    pub(crate) revised: usize,
    pub(crate) withdrawn: usize,
    pub(crate) late: usize,
    pub(crate) replayed: usize,
    /// Kept, but not read: in another language.
    pub(crate) foreign: usize,
    /// Set aside: not taken in, or not read.
    pub(crate) quarantined: usize,
}

impl Tally {
    fn count(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::New => &mut self.new,
            Outcome::Revised => &mut self.revised,
            Outcome::Withdrawn => &mut self.withdrawn,
            Outcome::Late => &mut self.late,
            Outcome::Replay => &mut self.replayed,
        } += 1;
    }

    /// This and what became of others.
    pub(crate) fn add(&mut self, other: Tally) {
        self.new += other.new;
        self.revised += other.revised;
        self.withdrawn += other.withdrawn;
        self.late += other.late;
        self.replayed += other.replayed;
        self.foreign += other.foreign;
        self.quarantined += other.quarantined;
    }

    /// Articles that are in the ledger now.
    pub(crate) fn taken(&self) -> usize {
        self.new + self.revised + self.withdrawn + self.late + self.replayed
    }

    /// In one line.
    pub(crate) fn line(&self) -> String {
        let parts = [
            (self.new, "new"),
            (self.revised, "corrected"),
            (self.withdrawn, "withdrawn"),
            (self.late, "older than what is there"),
            (self.replayed, "there before"),
            (self.foreign, "kept in a language that is not read"),
            (self.quarantined, "set aside"),
        ];
        let told: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        if told.is_empty() { "nothing to take in".to_string() } else { told.join(", ") }
    }
}

/// The clock.
pub(crate) type Clock = fn() -> Timestamp;

/// How articles get in.
pub(crate) struct Intake<'s> {
    pub(crate) store: &'s mut Store,
    pub(crate) desk: Desk,
    pub(crate) threads: usize,
    pub(crate) clock: Clock,
    pub(crate) stop: Stop,
    /// Hears of each article once it is on the disk.
    pub(crate) acknowledge: Option<Acknowledge<'s>>,
}

/// Told the article's number and what became of it; false where nobody listens any more.
pub(crate) type Acknowledge<'s> = &'s mut dyn FnMut(&Acknowledged) -> bool;

/// An article that is on the disk, or was there before.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Acknowledged {
    /// Its number.
    pub(crate) article: String,
    /// What became of it.
    pub(crate) outcome: Outcome,
    /// The commit; none where it was there before.
    pub(crate) seq: Option<Seq>,
}

/// What a worker hands to the writer.
struct Ready {
    incoming: Incoming,
    now: Timestamp,
    read: Option<Result<Read, Unread>>,
    is_replay: bool,
}

impl Intake<'_> {
    /// Takes everything in. `open` makes of each item what the ledger is to take; it runs on many threads.
    ///
    /// # Errors
    /// Where the ledger cannot be written. What was counted before is kept.
    pub(crate) fn run<T: Send>(
        &mut self,
        items: impl Iterator<Item = T> + Send,
        open: impl Fn(T) -> Incoming + Sync,
    ) -> Result<Tally, StoreError> {
        let lookup = Lookup::new(self.store.address());
        let mut writer =
            Writer { tally: Tally::default(), replays: 0, position: None, progress: Progress::new(None) };
        let (desk, clock) = (&self.desk, self.clock);
        let (store, stop, acknowledge) = (&mut *self.store, &self.stop, &mut self.acknowledge);
        let mut failed = None;
        parallel::in_order(
            self.threads,
            items,
            |item| ready(desk, &lookup, clock(), open(item)),
            |ready| {
                let written = stop.between(|| ready.and_then(|ready| writer.write(store, &ready)));
                stop.tell(writer.tally);
                match written {
                    Ok(Some(done)) => acknowledge.as_mut().is_none_or(|tell| tell(&done)),
                    Ok(None) => true,
                    Err(error) => {
                        failed = Some(error);
                        false
                    }
                }
            },
        );
        if failed.is_none() {
            failed = writer.note_position(store, clock()).err();
        }
        writer.progress.finish();
        failed.map_or(Ok(writer.tally), Err)
    }
}

/// Reads what is to be read and is not there.
fn ready(desk: &Desk, lookup: &Lookup, now: Timestamp, incoming: Incoming) -> Result<Ready, StoreError> {
    let (mut read, mut is_replay) = (None, false);
    if let Ok(document) = &incoming.what {
        is_replay = lookup.has(document, now)?;
        if !is_replay && !document.is_withdrawal && incoming.is_to_read {
            read = Some(desk.read(document.readable(now)).map_err(unread));
        }
    }
    Ok(Ready { incoming, now, read, is_replay })
}

/// The one who writes.
struct Writer {
    tally: Tally,
    replays: usize,
    position: Option<(String, String)>,
    progress: Progress,
}

impl Writer {
    /// Writes one; what is to be acknowledged of it.
    fn write(&mut self, store: &mut Store, ready: &Ready) -> Result<Option<Acknowledged>, StoreError> {
        self.progress.step();
        let position = &ready.incoming.position;
        if let (Some((old, _)), Some((new, _))) = (&self.position, position)
            && old != new
        {
            // Another source begins; where the last was left must not be forgotten.
            self.note_position(store, ready.now)?;
        }
        let done = |document: &Document, outcome, seq| Acknowledged {
            article: spelt_key(document.key().0),
            outcome,
            seq,
        };
        match &ready.incoming.what {
            Ok(document) if ready.is_replay => {
                self.tally.replayed += 1;
                self.replays += 1;
                self.position = position.clone().or(self.position.take());
                if self.replays >= REPLAYS {
                    self.note_position(store, ready.now)?;
                }
                Ok(Some(done(document, Outcome::Replay, None)))
            }
            Ok(document) => {
                let mut batch = store.begin(ready.now)?;
                let outcome = match self.take(&mut batch, document, ready) {
                    // A server has lost the batch by then.
                    Err(error @ StoreError::TooLong(_)) => {
                        drop(batch);
                        batch = store.begin(ready.now)?;
                        self.set_aside(&mut batch, document, &error)?;
                        None
                    }
                    other => other?,
                };
                let seq = self.commit(batch, position.as_ref())?;
                Ok(outcome.map(|outcome| done(document, outcome, seq)))
            }
            Err(refusal) => {
                let mut batch = store.begin(ready.now)?;
                self.progress.complain(&format!("detente: {}", refusal.detail));
                self.tally.quarantined += 1;
                batch.refuse(refusal)?;
                self.commit(batch, position.as_ref())?;
                Ok(None)
            }
        }
    }

    /// Ends a batch with where its source stands.
    fn commit(
        &mut self,
        mut batch: Batch<'_>,
        position: Option<&(String, String)>,
    ) -> Result<Option<Seq>, StoreError> {
        if let Some((source, place)) = position {
            batch.checkpoint(source, place)?;
            self.position = None;
        }
        batch.commit()
    }

    fn take(
        &mut self,
        batch: &mut Batch<'_>,
        document: &Document,
        ready: &Ready,
    ) -> Result<Option<Outcome>, StoreError> {
        let outcome = match batch.take(document, ready.read.as_ref().map(Result::as_ref)) {
            // Two names with one number, once in ten billion: that article is lost, and told.
            Err(error @ StoreError::KeyTaken { .. }) => {
                self.set_aside(batch, document, &error)?;
                return Ok(None);
            }
            other => other?,
        };
        self.tally.count(outcome);
        match &ready.read {
            _ if outcome == Outcome::Replay => {}
            Some(Err(unread)) => {
                self.tally.quarantined += 1;
                self.progress.complain(&format!("detente: {}: {}", document.name, unread.detail));
            }
            None if !document.is_withdrawal => self.tally.foreign += 1,
            _ => {}
        }
        Ok(Some(outcome))
    }

    /// Notes an article that the ledger does not take.
    fn set_aside(
        &mut self,
        batch: &mut Batch<'_>,
        document: &Document,
        error: &StoreError,
    ) -> Result<(), StoreError> {
        self.tally.quarantined += 1;
        self.progress.complain(&format!("detente: {error}"));
        batch.refuse(&refused(document, error)).map(drop)
    }

    fn note_position(&mut self, store: &mut Store, now: Timestamp) -> Result<(), StoreError> {
        self.replays = 0;
        let Some((source, place)) = self.position.take() else { return Ok(()) };
        let mut batch = store.begin(now)?;
        batch.checkpoint(&source, &place)?;
        batch.commit().map(drop)
    }
}

fn refused(document: &Document, error: &StoreError) -> Refusal {
    Refusal {
        source: format!("{} {}", document.source, document.name),
        stage: "ledger".to_string(),
        reason: if matches!(error, StoreError::TooLong(_)) { "length" } else { "key" }.to_string(),
        detail: error.to_string(),
        hash: None,
    }
}

fn unread(failure: Failure) -> Unread {
    Unread {
        stage: failure.stage.to_string(),
        reason: failure.reason.to_string(),
        detail: failure.to_string(),
    }
}

/// A desk at which a pipeline reads.
pub(crate) fn desk(pipeline: Pipeline, patience: Duration) -> Desk {
    let pipeline = Arc::new(pipeline);
    let read = move |article: Article, done: &dyn Fn(&'static str)| {
        let signature = Signature::of(&article.text);
        let reading = pipeline.read_observed(article, |stage| done(stage.name));
        Read { record: record::Article::of(&reading, false), words: report::words(&reading), signature }
    };
    Desk::new(Arc::new(read), patience)
}

/// The version of the reader: its own and those of its stages, any of which can change what it makes of a text.
pub(crate) fn reader_version() -> String {
    let stages: Vec<String> =
        STAGES.iter().map(|stage| format!("{} {}", stage.name, stage.version)).collect();
    format!("{} ({})", env!("CARGO_PKG_VERSION"), stages.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_ledger::store::{AsOf, Filter};

    /// A reader that finds nothing, but panics at "poison" and never ends at "tar".
    fn frail(article: Article, done: &dyn Fn(&'static str)) -> Read {
        done("document");
        if article.text.contains("tar") {
            std::thread::sleep(Duration::from_secs(60));
        }
        done("analysis");
        assert!(!article.text.contains("poison"), "a defect of the reader");
        let record = record::Article {
            id: article.id,
            agency: None,
            published: None,
            dateline: None,
            events: Vec::new(),
            relations: Vec::new(),
            commitments: Vec::new(),
            disputes: Vec::new(),
        };
        Read { record, words: Vec::new(), signature: None }
    }

    fn incoming(text: &str) -> Incoming {
        let article = Article { id: text.to_string(), text: text.to_string(), ..Article::default() };
        let document =
            Document { source: "test".to_string(), name: text.to_string(), article, ..Document::default() };
        Incoming { what: Ok(Box::new(document)), position: None, is_to_read: true }
    }

    #[test]
    fn t26_what_breaks_or_stalls_the_reader_is_set_aside_once_and_the_rest_goes_on() {
        std::panic::set_hook(Box::new(|_| {}));
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(folder.path().join("ledger.db"), "frail").expect("a ledger");
        let texts = ["a", "poison", "b", "tar", "c", "d"];
        let mut tallies = Vec::new();
        for _ in 0..2 {
            let desk = Desk::new(Arc::new(frail), Duration::from_millis(300));
            let mut intake = Intake {
                store: &mut store,
                desk,
                threads: 2,
                clock: Timestamp::now,
                stop: Stop::default(),
                acknowledge: None,
            };
            tallies.push(intake.run(texts.iter(), |text| incoming(text)).expect("taken in"));
        }
        assert_eq!((tallies[0].new, tallies[0].quarantined), (6, 2));
        // Not even tried again.
        assert_eq!((tallies[1].replayed, tallies[1].quarantined), (6, 0));
        let mut waiting: Vec<(String, String)> =
            store.quarantine().expect("a list").into_iter().map(|q| (q.stage, q.reason)).collect();
        waiting.sort();
        let expected = [("analysis", "time"), ("mention", "panic")];
        assert_eq!(waiting, expected.map(|(stage, reason)| (stage.to_string(), reason.to_string())));
        let mut kept = 0;
        let count = |_| {
            kept += 1;
            true
        };
        store.articles(&Filter { as_of: AsOf::Now, ..Filter::default() }, count).expect("an answer");
        assert_eq!(kept, 6);
    }
}
