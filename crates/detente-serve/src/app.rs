//! What every handler is given: the ledger, the gate, who reads what is sent, counts.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use detente_core::document::Article;
use detente_crisis::alert::Rules;
use detente_crisis::report::ArticleKey;
use detente_ledger::store::{
    AsOf, Document, Filter as StoreFilter, Outcome, Read, Store, StoreError, Unread, parsed_key,
};
use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::{Notify, watch};

use crate::background::{Background, Order};
use crate::filter::Filter;
use crate::later::Missing;
use crate::log::Log;
use crate::problem::Problem;
use crate::shelf::Shelf;
use crate::snapshot::{Lacking, Slow, Snapshot};
use crate::worker::Worker;

/// A document's number and what it became, or why the ledger cannot take it.
pub(crate) type Took = Result<(ArticleKey, Outcome), String>;

/// Reads an article into what the ledger keeps of it.
pub type Reader = dyn Fn(Article) -> Result<Read, Unread> + Send + Sync;

/// Articles that hold the words of a search, at most, the latest to come in; the rest of a common word's are not looked at, and the page says so.
pub(crate) const MOST_HITS: usize = 2_000;

/// The server's parts.
pub(crate) struct App {
    /// The ledger, to be read.
    pub(crate) shelf: Shelf,
    /// Who computes what takes long of it.
    pub(crate) background: Arc<Background>,
    /// The ledger, to be written, with who reads what is sent; none where it is open for reading only.
    pub(crate) desk: Option<Desk>,
    /// The last commit that is in the present snapshot, for those who follow.
    pub(crate) grown: watch::Sender<i64>,
    /// Told of each commit of our own, so that the snapshot is renewed soon.
    pub(crate) written: Notify,
    /// Whether the server is about to end: streams end by themselves then.
    pub(crate) ending: watch::Sender<bool>,
    /// Counts of answers by the first digit of their status.
    pub(crate) answers: [AtomicU64; 6],
    /// Whether the ledger is the built-in one.
    pub(crate) is_demo: bool,
    /// What the page of alerts looks for.
    pub(crate) rules: Arc<Rules>,
    /// Whether and how answers are told.
    pub(crate) log: Log,
    /// When the server began.
    pub(crate) since: Timestamp,
}

/// A snapshot for an answer that needs what takes long.
pub(crate) struct With {
    /// It.
    pub(crate) snapshot: Arc<Snapshot>,
    /// Whether it is that of the state that is asked for, and not an earlier one while what is asked for is computed.
    pub(crate) is_asked: bool,
}

impl With {
    /// What a page lacks that can be shown without it, after a short wait: the part itself, or its newest state.
    pub(crate) fn lack(&self, slow: Slow) -> Option<Missing> {
        let lack = self.snapshot.lack(slow, PATIENCE_FOR_A_PART);
        if self.is_asked { lack } else { Some(Missing::NotYet) }
    }
}

/// Where what is sent is read and written.
pub(crate) struct Desk {
    /// The one writer, with the connection and what is at hand of incidents.
    pub(crate) writer: Worker<Store>,
    /// The reader.
    pub(crate) read: Arc<Reader>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        // The connection is closed in good order: SQLite puts its log away then.
        self.writer.end();
    }
}

/// Why a question has no answer.
pub(crate) enum Unanswered {
    /// The ledger failed.
    Store(StoreError),
    /// What takes long is not there.
    Lacking(Slow, Missing),
}

impl From<Lacking> for Unanswered {
    fn from((what, why): Lacking) -> Self {
        Unanswered::Lacking(what, why)
    }
}

impl From<StoreError> for Unanswered {
    fn from(error: StoreError) -> Self {
        Unanswered::Store(error)
    }
}

/// How long an answer waits for what is being computed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// How long a page waits for a part that it can be shown without, or that an earlier snapshot has.
pub(crate) const PATIENCE_FOR_A_PART: Duration = Duration::from_millis(500);

impl App {
    /// Does work that waits for the disk, away from the threads that serve.
    ///
    /// # Errors
    /// What the work fails with, as a client is told it.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&App) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.ask_in_time(|app| Ok(work(app)?)).await
    }

    /// The same of work that may need what is still being computed.
    ///
    /// # Errors
    /// As [`App::ask`], and where it was not there in time or cannot be computed.
    pub(crate) async fn ask_in_time<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&App) -> Result<T, Unanswered> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&app)).await;
        match done {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Unanswered::Store(error))) => Err(told(&error)),
            Ok(Err(Unanswered::Lacking(what, Missing::NotYet))) => Err(Problem::not_yet(what.told())),
            Ok(Err(Unanswered::Lacking(what, Missing::Failed))) => Err(Problem::failed(what.told())),
            Err(error) => Err(Problem::internal(&error)),
        }
    }

    /// The snapshot of a state, of which somebody computes what takes long; of the present, the last that has it.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn snapshot_with(&self, slow: Slow, as_of: AsOf) -> Result<With, StoreError> {
        Ok(self.having(slow, &self.shelf.snapshot(as_of)?, as_of))
    }

    /// The same where the snapshot of the state is at hand.
    pub(crate) fn having(&self, slow: Slow, snapshot: &Arc<Snapshot>, as_of: AsOf) -> With {
        let asked = || With { snapshot: Arc::clone(snapshot), is_asked: true };
        if snapshot.lack(slow, Duration::ZERO) != Some(Missing::NotYet) {
            return asked();
        }
        let is_present = as_of == AsOf::Now;
        self.background.begin(slow, Order { snapshot: Arc::clone(snapshot), is_present }, &self.rules);
        let last = if is_present { self.background.last(slow, snapshot) } else { None };
        let Some((last, took)) = last else { return asked() };
        // Worth it where the last did not take longer.
        if took < PATIENCE_FOR_A_PART && snapshot.lack(slow, PATIENCE_FOR_A_PART) != Some(Missing::NotYet) {
            return asked();
        }
        With { snapshot: last, is_asked: false }
    }

    /// Computes what is dear of the present.
    pub(crate) fn prepare(&self) {
        let present = self.shelf.present();
        present.busiest();
        for slow in Slow::ALL {
            let order = Order { snapshot: Arc::clone(&present), is_present: true };
            self.background.run(slow, order, &self.rules);
        }
    }

    /// The snapshot that a filter asks for, and the articles that hold its words.
    ///
    /// # Errors
    /// Where the ledger cannot be read or the words are none.
    pub(crate) fn picture(
        &self,
        filter: &Filter,
    ) -> Result<(Arc<Snapshot>, Option<HashSet<ArticleKey>>), StoreError> {
        let snapshot = self.shelf.snapshot(filter.as_of)?;
        let Some(words) = &filter.words else { return Ok((snapshot, None)) };
        let mut hits = HashSet::new();
        let asked = StoreFilter {
            text: Some(words.clone()),
            as_of: filter.as_of,
            limit: Some(MOST_HITS),
            ..StoreFilter::default()
        };
        self.shelf.with(|store| {
            store.article_keys(&asked, |key| {
                hits.insert(key);
                true
            })
        })?;
        Ok((snapshot, Some(hits)))
    }

    /// Takes documents in, read, with one commit for all, or with one for each where the ledger cannot take one of them. What became of each is
    /// told.
    ///
    /// # Errors
    /// Where the ledger cannot be written; then none of them is in it, or where each had a commit of its own, those before.
    pub(crate) fn take(&self, documents: Vec<Document>) -> Result<Vec<Took>, StoreError> {
        let Some(desk) = &self.desk else {
            return Err(StoreError::ReadOnly(self.shelf.address().clone()));
        };
        let now = Timestamp::now();
        // Before it is the writer's turn: reading is what takes long.
        let mut all = Vec::with_capacity(documents.len());
        for document in documents {
            let is_new = !self.shelf.with(|store| store.has(&document, now))?;
            let reads = is_new && !document.is_withdrawal;
            let read = reads.then(|| (desk.read)(document.readable(now)));
            all.push(Arrived { document, is_new, read });
        }
        if all.iter().all(|one| !one.is_new) {
            return Ok(all.iter().map(|one| Ok((one.document.key(), Outcome::Replay))).collect());
        }
        desk.writer.ask(move |store| written(store, now, &all))
    }

    /// Counts an answer.
    pub(crate) fn count(&self, status: StatusCode) {
        if let Some(counter) = self.answers.get(usize::from(status.as_u16() / 100)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A document on its way into the ledger.
struct Arrived {
    document: Document,
    is_new: bool,
    read: Option<Result<Read, Unread>>,
}

/// Writes documents with one commit for all, or with one for each where the ledger cannot take one of them.
fn written(store: &mut Store, now: Timestamp, all: &[Arrived]) -> Result<Vec<Took>, StoreError> {
    match commit(store, now, all) {
        Err(error) if refusal(&all[0], &error).is_some() => {
            all.iter().map(|one| commit_alone(store, now, one)).collect()
        }
        outcomes => Ok(all.iter().zip(outcomes?).map(|(one, o)| Ok((one.document.key(), o))).collect()),
    }
}

/// Writes documents in one commit.
fn commit(store: &mut Store, now: Timestamp, all: &[Arrived]) -> Result<Vec<Outcome>, StoreError> {
    let mut batch = store.begin(now)?;
    let mut outcomes = Vec::with_capacity(all.len());
    for one in all {
        outcomes.push(match one.is_new {
            true => batch.take(&one.document, one.read.as_ref().map(Result::as_ref))?,
            false => Outcome::Replay,
        });
    }
    batch.commit()?;
    Ok(outcomes)
}

/// Writes one document in a commit of its own.
fn commit_alone(store: &mut Store, now: Timestamp, one: &Arrived) -> Result<Took, StoreError> {
    match commit(store, now, std::slice::from_ref(one)) {
        Ok(outcomes) => Ok(Ok((one.document.key(), outcomes.first().copied().unwrap_or(Outcome::Replay)))),
        Err(error) => refusal(one, &error).map(Err).ok_or(error),
    }
}

/// Why a document cannot be taken in, where it is the document's fault and not the ledger's.
fn refusal(one: &Arrived, error: &StoreError) -> Option<String> {
    let shown: String = one.document.name.chars().take(60).collect();
    match error {
        StoreError::TooLong(_) => Some(format!("{shown:?}: a name in it is too long for the ledger")),
        StoreError::KeyTaken { .. } => {
            Some(format!("{shown:?}: its number belongs to another article already"))
        }
        _ => None,
    }
}

/// An error of the ledger as a client is told it.
pub(crate) fn told(error: &StoreError) -> Problem {
    match error {
        StoreError::Filter(what) => Problem::bad(what.clone()),
        StoreError::Full(_) => Problem::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "no space left for the ledger; what was taken in before is kept",
        ),
        StoreError::ReadOnly(_) | StoreError::Forbidden { .. } => {
            Problem::new(StatusCode::FORBIDDEN, "the ledger is open for reading only")
        }
        other => Problem::internal(other),
    }
}

/// An article's number as typed.
///
/// # Errors
/// Where it is none.
pub(crate) fn article_key(text: &str) -> Result<ArticleKey, Problem> {
    parsed_key(text).map(ArticleKey).ok_or_else(|| {
        Problem::missing(format!("{text:?} is no number of an article: 16 hexadecimal digits"))
    })
}

/// An incident's number as typed.
///
/// # Errors
/// Where it is none.
pub(crate) fn incident_id(text: &str) -> Result<detente_crisis::IncidentId, Problem> {
    let id = parsed_key(text).map(detente_crisis::IncidentId);
    id.ok_or_else(|| Problem::missing(format!("{text:?} is no number of an incident: 16 hexadecimal digits")))
}

/// Today, in UTC.
pub(crate) fn today() -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// The last commit as of a state, for lines of citation.
pub(crate) fn cite(what: &str, snapshot: &Snapshot, as_of: AsOf) -> String {
    let state = match as_of {
        AsOf::Now => format!("commit {}", snapshot.seq),
        _ => format!("as of commit {}", snapshot.seq),
    };
    format!(
        "{what}. detente {} ledger, {state}, retrieved {}.",
        env!("CARGO_PKG_VERSION"),
        crate::words::day(today())
    )
}
