//! `detente import`: events that other systems coded, into the ledger.

use super::super::coded;
use crate::args::ImportArgs;
use crate::exit::Exit;
use detente_crisis::crisis::Deed;
use detente_ledger::import::Set;
use detente_ledger::store::{CodedTally, Store, StoreError};
use jiff::Timestamp;
use std::path::Path;

/// Deeds that one commit brings: as many as a hundred megabytes hold.
const AT_ONCE: usize = 500_000;

/// Imports files, one after the other.
pub(crate) fn import(args: &ImportArgs) -> anyhow::Result<Exit> {
    let mut store = super::open(&args.ledger)?;
    let (mut done, mut failed) = (0, 0);
    for path in &args.files {
        match import_file(&mut store, path) {
            Ok(faults) => {
                done += 1;
                failed += usize::from(faults > 0);
            }
            Err(error) if error.is::<StoreError>() => return Err(error),
            Err(error) => {
                failed += 1;
                eprintln!("detente: {}: {error:#}", path.display());
            }
        }
    }
    Ok(Exit::of(done, failed))
}

/// Imports a file; how many rows of it are at fault.
fn import_file(store: &mut Store, path: &Path) -> anyhow::Result<u64> {
    let mut waiting: Vec<Deed> = Vec::new();
    let mut tally = CodedTally::default();
    let file = path.display().to_string();
    let rows = coded::read(path, |set, deed| {
        waiting.push(deed);
        if waiting.len() >= AT_ONCE {
            write(store, set, &file, &mut waiting, &mut tally)?;
        }
        Ok(())
    })?;
    write(store, rows.set, &file, &mut waiting, &mut tally)?;
    let CodedTally { added, corrected, known } = tally;
    eprintln!("{}; {added} new, {corrected} corrected, {known} there before", rows.line(path));
    let names = rows.counts.unknown_names();
    if !names.is_empty() {
        let told: Vec<String> = names.iter().take(5).map(|(name, rows)| format!("{name} ({rows})")).collect();
        eprintln!("detente: {file}: names that are not known: {}", told.join(", "));
    }
    Ok(rows.faults)
}

/// Writes what waits, in a commit of its own.
fn write(
    store: &mut Store,
    set: Set,
    file: &str,
    waiting: &mut Vec<Deed>,
    tally: &mut CodedTally,
) -> Result<(), StoreError> {
    let mut batch = store.begin(Timestamp::now())?;
    let CodedTally { added, corrected, known } = batch.take_coded(set, file, std::mem::take(waiting))?;
    batch.commit()?;
    tally.added += added;
    tally.corrected += corrected;
    tally.known += known;
    Ok(())
}
