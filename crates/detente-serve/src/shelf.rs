//! The ledger as the server reads it: snapshots of what it tells.
//!
//! A snapshot of the present is kept and renewed after commits, by one thread away from requests, from the one before and what the commits
//! touched; those of the past are made whole when they are asked for, and a few are kept.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use detente_crisis::crisis::{Crisis, Picture, Sentence, chronicle};
use detente_crisis::report::{ArticleKey, PartyId};
use detente_crisis::{Incident, Report, ReportId, Who};
use detente_data::wording;
use detente_ledger::record::{self, Source};
use detente_ledger::store::{Address, AsOf, EventRow, Filter, Seq, Store, StoreError, parsed_key};
use jiff::Timestamp;

use crate::ServeError;
use crate::connections::Connections;
use crate::snapshot::{Kept, Snapshot};
use crate::view::{ArticlePage, Head, IncidentPage, Revision, Statement, Telling};
use crate::words;
use crate::worker::Worker;

/// Snapshots of the past that are kept.
const PAST: usize = 3;

/// Statements of a party that are shown, and events that are looked at for them.
const STATEMENTS: usize = 25;
const EVENTS_OF_STATEMENTS: usize = 200;

/// The ledger, for many readers.
pub(crate) struct Shelf {
    connections: Arc<Connections>,
    present: Arc<Present>,
    /// Who makes snapshots of the present: no two are made of the same.
    maker: Worker<()>,
    making_past: Mutex<()>,
    past: Mutex<Vec<Arc<Snapshot>>>,
}

/// The snapshot of the present.
struct Present {
    snapshot: RwLock<Arc<Snapshot>>,
    /// How long it took to make, in microseconds.
    took: AtomicU64,
}

impl Present {
    fn get(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes a new one where the ledger has grown.
    fn renew(&self, connections: &Connections) -> Result<Seq, StoreError> {
        let seq = connections.with(Store::seq)?;
        let before = self.get();
        if seq != before.seq {
            let began = Instant::now();
            let new = Arc::new(connections.with(|store| renewed(store, &before, seq))?);
            *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = new;
            let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.took.store(took, Ordering::Relaxed);
        }
        Ok(seq)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shelf {
    /// Opens a ledger and reads what stands in it.
    ///
    /// # Errors
    /// Where there is none, it cannot be read, or the system gives no thread.
    pub(crate) fn open(ledger: &Address, is_frozen: bool) -> Result<Self, ServeError> {
        let connections = Arc::new(Connections::to(ledger, is_frozen));
        let maker = Worker::begin("snapshots", ()).map_err(ServeError::Runtime)?;
        let lent = Arc::clone(&connections);
        // Made where the next are, which find again what it gives back.
        let first = maker
            .ask(move |()| lent.with(|store| snapshot(store, AsOf::Commit(store.seq()?))).map(Arc::new))?;
        let present = Arc::new(Present { snapshot: RwLock::new(first), took: AtomicU64::new(0) });
        let (making_past, past) = (Mutex::new(()), Mutex::new(Vec::new()));
        Ok(Shelf { connections, present, maker, making_past, past })
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// What the work fails with, or where no connection can be made.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.connections.with(work)
    }

    /// Where it is.
    pub(crate) fn address(&self) -> &Address {
        self.connections.address()
    }

    /// The snapshot of the present, as it was last made.
    pub(crate) fn present(&self) -> Arc<Snapshot> {
        self.present.get()
    }

    /// Makes a new snapshot of the present where the ledger has grown.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn renew(&self) -> Result<Seq, StoreError> {
        let (connections, present) = (Arc::clone(&self.connections), Arc::clone(&self.present));
        self.maker.ask(move |()| present.renew(&connections))
    }

    /// How long the last snapshot of the present took to make.
    pub(crate) fn took(&self) -> Duration {
        Duration::from_micros(self.present.took.load(Ordering::Relaxed))
    }

    /// The snapshot of a state.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn snapshot(&self, as_of: AsOf) -> Result<Arc<Snapshot>, StoreError> {
        if as_of == AsOf::Now {
            return Ok(self.present());
        }
        let seq = self.with(|store| store.last_commit(as_of))?;
        let mut present = self.present();
        // Who asks for a commit that has just been made waits for it.
        if seq > present.seq {
            self.renew()?;
            present = self.present();
        }
        if seq == present.seq {
            return Ok(present);
        }
        if let Some(kept) = self.kept_past(seq) {
            return Ok(kept);
        }
        let _making = lock(&self.making_past);
        // Another may have made it meanwhile.
        if let Some(kept) = self.kept_past(seq) {
            return Ok(kept);
        }
        let made = Arc::new(self.with(|store| snapshot(store, AsOf::Commit(seq)))?);
        let mut past = lock(&self.past);
        past.truncate(PAST - 1);
        past.insert(0, Arc::clone(&made));
        Ok(made)
    }

    /// A snapshot of the past that is kept; it is the last to go then.
    fn kept_past(&self, seq: Seq) -> Option<Arc<Snapshot>> {
        let mut past = lock(&self.past);
        let at = past.iter().position(|kept| kept.seq == seq)?;
        past[..=at].rotate_right(1);
        past.first().map(Arc::clone)
    }

    /// An article for its page.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn article(&self, key: ArticleKey, as_of: AsOf) -> Result<Option<ArticlePage>, StoreError> {
        let snapshot = self.snapshot(as_of)?;
        let Some(found) = self.with(|store| store.article(key, as_of))? else { return Ok(None) };
        let head = Head::of(key, &found.row);
        let count = found.record.as_ref().map_or(0, |r| r.events.len());
        let id = |event: usize| ReportId { article: key, event: u32::try_from(event).unwrap_or(u32::MAX) };
        let incidents = (0..count).map(|event| snapshot.incident_of(id(event))).collect();
        let mut copies = Vec::new();
        for other in snapshot.copies(key) {
            if let Some(found) = self.with(|store| store.article(other, as_of))? {
                copies.push(Head::of(other, &found.row));
            }
        }
        let revisions = found.revisions.iter().enumerate().map(|(i, revision)| Revision {
            number: i + 1,
            received: revision.row.received.parse().unwrap_or(Timestamp::UNIX_EPOCH),
            text: revision.text.clone(),
        });
        let revisions = revisions.collect();
        Ok(Some(ArticlePage {
            head,
            text: found.text.unwrap_or_default(),
            record: found.record,
            incidents,
            revisions,
            copies,
        }))
    }

    /// What a party says, by the newest articles, and whether there is more.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn statements(
        &self,
        snapshot: &Snapshot,
        party: &PartyId,
        as_of: AsOf,
    ) -> Result<(Vec<Statement>, bool), StoreError> {
        let mut all = Vec::new();
        let asked = Filter {
            claimants: vec![party.to_string()],
            limit: Some(EVENTS_OF_STATEMENTS),
            as_of,
            ..Filter::default()
        };
        self.with(|store| {
            store.events(&asked, |row| {
                all.extend(statements_of(snapshot, party, &row));
                all.len() <= STATEMENTS
            })
        })?;
        let is_more = all.len() > STATEMENTS;
        all.truncate(STATEMENTS);
        Ok((all, is_more))
    }

    /// The reports of some incidents of a snapshot, in their order.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn reports(
        &self,
        snapshot: &Snapshot,
        incidents: &[Incident],
    ) -> Result<Vec<Report>, StoreError> {
        self.with(|store| store.reports(incidents, AsOf::Commit(snapshot.seq)))
    }

    /// What happened in a crisis, in sentences.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn chronicle(
        &self,
        snapshot: &Snapshot,
        crisis: &Crisis,
    ) -> Result<Vec<Sentence>, StoreError> {
        let incidents = snapshot.incidents_of(crisis);
        let reports = self.reports(snapshot, &incidents)?;
        Ok(chronicle(crisis, &Picture::new(&incidents, &reports)))
    }

    /// An incident for its page.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn incident(
        &self,
        snapshot: &Snapshot,
        id: detente_crisis::IncidentId,
        as_of: AsOf,
    ) -> Result<Option<IncidentPage>, StoreError> {
        let id = match snapshot.incident(id) {
            Some(_) => id,
            // One that became part of another is shown there.
            None => match self.with(|store| store.incident(id, as_of))? {
                Some(found) => found.row.incident.id,
                None => return Ok(None),
            },
        };
        let Some(incident) = snapshot.incident(id) else { return Ok(None) };
        let mut tellings = Vec::new();
        for report in self.reports(snapshot, std::slice::from_ref(incident))? {
            let key = report.id.article;
            let Some(found) = self.with(|store| store.article(key, as_of))? else { continue };
            let event = found.record.as_ref().and_then(|r| r.events.get(report.id.event as usize)).cloned();
            if let Some(event) = event {
                tellings.push(Telling { head: Head::of(key, &found.row), event, report });
            }
        }
        tellings.sort_by_key(|t| (t.head.day, t.head.key, t.report.id.event));
        Ok(Some(IncidentPage {
            incident: incident.clone(),
            tellings,
            answers: snapshot.all(&incident.answers),
            answered_by: snapshot.answered_by(id),
        }))
    }
}

/// The statements of a party that one event of an article has.
fn statements_of(snapshot: &Snapshot, party: &PartyId, row: &EventRow) -> Vec<Statement> {
    let Some(key) = parsed_key(&row.article.key).map(ArticleKey) else { return Vec::new() };
    let number = row.event.id.trim_start_matches('e').parse::<u32>().ok().and_then(|n| n.checked_sub(1));
    let report = number.map(|event| ReportId { article: key, event });
    let theirs = row.event.claims.iter().filter_map(|claim| match &claim.source {
        Source::Party(who) => (who_of(who).party().as_ref() == Some(party)).then_some((claim, who)),
        Source::Narrator(_) => None,
    });
    theirs
        .map(|(claim, who)| Statement {
            head: Head::of(key, &row.article),
            event: row.event.id.clone(),
            kind: row.event.kind,
            act: wording::act(row.event.kind, row.event.mode()),
            stance: claim.stance,
            words: claim.content.as_deref().map(words::clipped),
            speaker: who
                .name
                .clone()
                .or_else(|| Some(who.text.clone()))
                .filter(|n| *n != words::party(party)),
            incident: report.and_then(|report| snapshot.incident_of(report)),
        })
        .collect()
}

/// A party of a record as the stages across articles know it.
fn who_of(party: &record::Party) -> Who {
    Who { code: party.code, sector: party.sector, name: party.name.clone(), score: party.score }
}

/// The ledger after a commit, from an earlier snapshot. One of another file (a ledger that was restored) is of no use.
fn renewed(store: &Store, before: &Snapshot, seq: Seq) -> Result<Snapshot, StoreError> {
    let as_of = AsOf::Commit(seq);
    if seq < before.seq || store.made(before.seq)? != before.at {
        return snapshot(store, as_of);
    }
    let touched = before.with_answers(store.incidents_since(before.seq, seq)?);
    let come = store.incidents_with(touched.iter().copied(), as_of)?;
    let kept = kept(store, &come, as_of)?;
    Ok(before.after((seq, store.made(seq)?), &touched, come, kept))
}

/// What stands in a ledger at one time, put together.
fn snapshot(store: &Store, as_of: AsOf) -> Result<Snapshot, StoreError> {
    let seq = store.last_commit(as_of)?;
    let mut incidents = Vec::new();
    store.incidents(&Filter { as_of, ..Filter::default() }, |row| {
        incidents.push(row.incident);
        true
    })?;
    let kept = kept(store, &incidents, as_of)?;
    Ok(Snapshot::new((seq, store.made(seq)?), incidents, kept))
}

/// What a snapshot keeps of the reports of incidents, a few thousand of these at a time.
fn kept(store: &Store, incidents: &[Incident], as_of: AsOf) -> Result<Kept, StoreError> {
    const AT_ONCE: usize = 4_000;
    let mut kept = Kept::default();
    for some in incidents.chunks(AT_ONCE) {
        kept.take(store.reports(some, as_of)?);
    }
    Ok(kept)
}
