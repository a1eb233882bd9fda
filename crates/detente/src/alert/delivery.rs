//! Where alerts go: lines, a feed, a webhook.
//!
//! In: alerts that were not delivered. Out: the ledger knows which were, in their order. Where a webhook is named, its receiver decides;
//! lines and feed then have what it took.

use super::atom;
use super::shown::Shown;
use super::webhook::Webhook;
use anyhow::Context as _;
use detente_crisis::alert::Alert;
use detente_ledger::store::{Seq, Store, StoreError};
use jiff::Timestamp;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Alerts that a feed has: the latest.
const LATEST: usize = 100;

/// How alerts are written on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// For a person.
    Text,
    /// A JSON object each.
    Json,
}

/// Where a feed is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Feed {
    /// On standard output.
    Output,
    /// Into a file, in whose place it is put as a whole.
    File(PathBuf),
}

/// Where alerts go.
#[derive(Debug, Default)]
pub(crate) struct Delivery {
    /// How they are written on standard output, if they are.
    pub(crate) lines: Option<Lines>,
    /// The feed that has them, if one does.
    pub(crate) feed: Option<Feed>,
    /// Who is told of each.
    pub(crate) webhook: Option<Webhook>,
}

/// What became of alerts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Delivered {
    /// How many were delivered, or had been by somebody else meanwhile: the first ones.
    pub(crate) count: usize,
    /// How many were not.
    pub(crate) failed: usize,
}

impl Delivery {
    /// Delivers alerts that were found in the state after a commit.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written, or the output cannot be written.
    pub(crate) fn deliver(
        &self,
        store: &mut Store,
        alerts: &[Alert],
        seq: Seq,
        wait: &dyn Fn(Duration) -> bool,
    ) -> anyhow::Result<Delivered> {
        let now = Timestamp::now();
        let mut shown = Vec::with_capacity(alerts.len());
        for alert in alerts {
            shown.push(Shown::of(store, alert, seq, now)?);
        }
        if let Some(webhook) = &self.webhook {
            return self.send(webhook, store, alerts, &shown, seq, wait);
        }
        let before = self.feed_before(store)?;
        let hand_over = |new: &[&Alert]| -> anyhow::Result<()> {
            let is_new = |shown: &&Shown| new.iter().any(|alert| alert.finding.key() == shown.key);
            let shown: Vec<&Shown> = shown.iter().filter(is_new).collect();
            self.write(&shown, &before)
        };
        let way = if self.lines.is_some() { "output" } else { "feed" };
        let count = store.deliver(alerts, way, seq, now, hand_over)?;
        if count == 0 {
            self.write(&[], &before)?;
        }
        Ok(Delivered { count: alerts.len(), failed: 0 })
    }

    /// Tells a receiver of one after the other, until it does not answer.
    fn send(
        &self,
        webhook: &Webhook,
        store: &mut Store,
        alerts: &[Alert],
        shown: &[Shown],
        seq: Seq,
        wait: &dyn Fn(Duration) -> bool,
    ) -> anyhow::Result<Delivered> {
        let before = self.feed_before(store)?;
        let mut count = 0;
        for (alert, shown) in alerts.iter().zip(shown) {
            if let Err(complaint) = webhook.send(&shown.id, &shown.json()?, wait) {
                eprintln!("detente: {complaint}; the alert waits for the next time");
                break;
            }
            let now = Timestamp::now();
            store.deliver(std::slice::from_ref(alert), "webhook", seq, now, |_| Ok::<(), StoreError>(()))?;
            count += 1;
        }
        let done: Vec<&Shown> = shown.iter().take(count).collect();
        self.write(&done, &before)?;
        Ok(Delivered { count, failed: alerts.len() - count })
    }

    /// The alerts that a feed has from before.
    fn feed_before(&self, store: &Store) -> Result<Vec<Shown>, StoreError> {
        if self.feed.is_none() {
            return Ok(Vec::new());
        }
        let all = store.alerts()?;
        let latest = all.iter().skip(all.len().saturating_sub(LATEST));
        latest.map(|noted| Shown::of(store, &noted.alert, noted.commit, noted.delivered)).collect()
    }

    /// Writes new alerts as lines, and the feed.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub(crate) fn write(&self, new: &[&Shown], before: &[Shown]) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        for shown in new {
            match self.lines {
                Some(Lines::Text) => shown.write(&mut out)?,
                Some(Lines::Json) => writeln!(out, "{}", shown.json()?)?,
                None => {}
            }
        }
        out.flush()?;
        let entries: Vec<&Shown> = before.iter().chain(new.iter().copied()).collect();
        let latest = &entries[entries.len().saturating_sub(LATEST)..];
        match &self.feed {
            None => {}
            Some(Feed::Output) => out.write_all(&atom::feed(latest)?)?,
            Some(Feed::File(path)) => replace(path, &atom::feed(latest)?)
                .with_context(|| format!("{}: cannot be written", path.display()))?,
        }
        Ok(out.flush()?)
    }
}

/// Puts a file in the place of another, whole or not at all; the same again is left as it is.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if std::fs::read(path).is_ok_and(|before| before == bytes) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".alerts").tempfile_in(folder)?;
    file.write_all(bytes)?;
    readable(file.as_file())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Temporary files are their owner's alone; a feed is there to be served.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}
