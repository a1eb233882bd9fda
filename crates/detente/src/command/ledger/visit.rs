//! `detente ingest ADDRESS`: what stands at addresses, as `detente watch` would look at them, once.
//!
//! In: addresses as typed. Out: their articles in the ledger, with what is kept of each address (ETag, pages fetched), so
//! that the same again asks the server whether anything changed. An address that is gone for good (410) is the word of who published there:
//! the articles that the ledger has of it are withdrawn.

use super::super::watch::{Wall, memories, take_in};
use crate::args::IngestArgs;
use crate::intake::{Incoming, Intake, Tally};
use anyhow::bail;
use detente_ingest::fetch::{Fetcher, SystemNames};
use detente_ingest::watch::{Config, Look, Watch};
use detente_ingest::{Limits, canonical};
use detente_ledger::store::{Document, Store};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Whether a source is an address and no file: no file's name has "://" by accident.
pub(super) fn is_address(source: &Path) -> bool {
    source.to_str().is_some_and(|text| {
        let scheme = text.split_once("://").map(|(scheme, _)| scheme);
        scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric()))
    })
}

/// Addresses to be visited.
pub(super) struct Visits {
    watch: Watch<Fetcher>,
}

impl Visits {
    /// Will visit these.
    ///
    /// # Errors
    /// An address is of another scheme than http and https, or the ledger cannot be read.
    pub(super) fn new(store: &Store, args: &IngestArgs, addresses: &[PathBuf]) -> anyhow::Result<Self> {
        let mut typed: Vec<String> = Vec::new();
        for address in addresses.iter().map(|address| address.display().to_string()) {
            if !["http://", "https://"].iter().any(|scheme| address.to_lowercase().starts_with(scheme)) {
                bail!("{address}: is not fetched; only addresses of http and https are");
            }
            if !typed.contains(&address) {
                typed.push(address);
            }
        }
        let mut config = Config::of(typed);
        config.host_pause = SignedDuration::from_secs(args.visit.pause.into());
        config.robots = !args.visit.no_robots;
        config.allow_hosts.clone_from(&args.visit.allow_host);
        for feed in &mut config.feeds {
            feed.full_text = args.visit.full_text;
        }
        let limits = Limits::default();
        let fetcher =
            Fetcher::new(&config.user_agent, &config.allow_hosts, Arc::new(SystemNames), limits.clone());
        let mut known = if args.from_start { HashMap::new() } else { memories(store)? };
        // Who names an address wants it asked, whatever it said once.
        known.values_mut().for_each(|memory| memory.is_gone = false);
        // Nothing is looked at twice, so that chance has no say.
        let watch = Watch::new(&config, fetcher, known, limits, Timestamp::now(), 0);
        Ok(Visits { watch: watch.once().asking_robots_first() })
    }

    /// Visits them, one after the other; how many gave nothing.
    pub(super) fn take_in(mut self, intake: &mut Intake<'_>, tally: &mut Tally) -> anyhow::Result<usize> {
        let mut failed = 0;
        while let Some(turn) = self.watch.turn(&Wall) {
            for complaint in &turn.complaints {
                eprintln!("detente: {complaint}");
            }
            if turn.look == Look::Gone {
                let withdrawn = withdraw(intake, &turn.feed)?;
                failed += usize::from(withdrawn.taken() == 0);
                tally.add(withdrawn);
                continue;
            }
            if turn.look == Look::Failed {
                failed += 1;
                continue;
            }
            let (last, memory) = (turn.items.len(), turn.memory.to_string());
            tally.add(take_in(intake, turn.items.into_iter(), last, (&turn.feed, &memory))?);
        }
        Ok(failed)
    }
}

/// Withdraws the articles of an address that is gone for good.
fn withdraw(intake: &mut Intake<'_>, address: &str) -> anyhow::Result<Tally> {
    let mut names = vec![address.to_string()];
    names.extend(canonical(address).filter(|canonical| canonical != address));
    let mut articles = Vec::new();
    for name in &names {
        articles.extend(intake.store.articles_at(name)?);
    }
    let withdrawal = |(source, name): (String, String)| Incoming {
        what: Ok(Box::new(Document { source, name, is_withdrawal: true, ..Document::default() })),
        position: None,
        is_to_read: false,
    };
    Ok(intake.run(articles.into_iter(), withdrawal)?)
}
