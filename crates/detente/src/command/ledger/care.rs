//! `detente status`, `detente backup`, `detente verify`, `detente dump`.

use crate::args::{BackupArgs, DumpArgs, StatusArgs, VerifyArgs};
use crate::exit::Exit;
use detente_ingest::Position;
use detente_ledger::store::{Status, Store, day_of};
use std::io::{BufWriter, Write};

/// Sources that `detente status` names one by one.
const SOURCES: usize = 10;

/// `detente status`: what the ledger holds.
pub(crate) fn status(args: &StatusArgs) -> anyhow::Result<Exit> {
    let store = super::open_to_read(&args.ledger)?;
    let mut out = std::io::stdout().lock();
    let status = store.status()?;
    if args.json {
        let waiting = if args.quarantine { Some(store.quarantine()?) } else { None };
        let object = serde_json::json!({ "status": status, "waiting": waiting });
        writeln!(out, "{object}")?;
        return Ok(Exit::Done);
    }
    write_status(&mut out, &status)?;
    if args.quarantine {
        write_quarantine(&mut out, &store)?;
    }
    Ok(Exit::Done)
}

fn write_status(out: &mut impl Write, status: &Status) -> std::io::Result<()> {
    let mut line = |name: &str, value: String| writeln!(out, "{name:12} {value}");
    line("ledger", status.path.to_string())?;
    line("size", format!("{:.1} MB, schema {}", status.bytes as f64 / 1e6, status.schema))?;
    let at = status.at.as_deref().map(|at| format!(" at {at}")).unwrap_or_default();
    line("last commit", format!("{}{at}", status.seq))?;
    let (articles, withdrawn, revisions) = (status.articles, status.withdrawn, status.revisions);
    line("articles", format!("{articles}, of which {withdrawn} withdrawn; {revisions} states"))?;
    let span = status.days.map(|(from, to)| format!(", {} to {}", day(from), day(to))).unwrap_or_default();
    line("events", format!("{}{span}", status.events))?;
    for set in &status.coded {
        let span = set.days.map(|(from, to)| format!(", {} to {}", day(from), day(to))).unwrap_or_default();
        let corrected =
            if set.corrected > 0 { format!(", {} corrected", set.corrected) } else { String::new() };
        line("imported", format!("{} of {}{span}{corrected}", set.events, set.name))?;
    }
    for (reader, count) in &status.readers {
        line("read by", format!("{reader}: {count} texts"))?;
    }
    line("unread", format!("{} texts", status.unread))?;
    for (stage, reason, count) in &status.quarantine {
        line("quarantine", format!("{count} at stage {stage}, reason {reason}"))?;
    }
    for (source, position) in status.checkpoints.iter().take(SOURCES) {
        let reached = position.parse::<Position>();
        let reached = reached.map_or_else(|_| position.clone(), |p| format!("record {}", p.record));
        line("source", format!("{source}, read to {reached}"))?;
    }
    match status.checkpoints.len().saturating_sub(SOURCES) {
        0 => {}
        more => line("", format!("and {more} more sources; --json names all"))?,
    }
    Ok(())
}

/// 20240119 as 2024-01-19.
fn day(number: i64) -> String {
    day_of(number).map_or_else(|_| number.to_string(), |day| day.to_string())
}

fn write_quarantine(out: &mut impl Write, store: &Store) -> anyhow::Result<()> {
    for waiting in store.quarantine()? {
        let kept = if waiting.is_kept { "its text is kept" } else { "nothing is kept of it" };
        writeln!(out, "\n{}\n  stage {}, reason {}; {kept}", waiting.source, waiting.stage, waiting.reason)?;
        writeln!(out, "  {}", waiting.detail)?;
    }
    Ok(())
}

/// `detente backup FILE`.
pub(crate) fn backup(args: &BackupArgs) -> anyhow::Result<Exit> {
    let store = super::open_to_read(&args.ledger)?;
    store.backup(&args.to)?;
    eprintln!("detente: {} is a copy of {}", args.to, store.address());
    Ok(Exit::Done)
}

/// `detente verify`: every fault on a line of its own.
pub(crate) fn verify(args: &VerifyArgs) -> anyhow::Result<Exit> {
    let store = super::open_to_read(&args.ledger)?;
    let faults = store.verify()?;
    let mut out = std::io::stdout().lock();
    for fault in &faults {
        writeln!(out, "broken: {}: {}", fault.rule, fault.at)?;
    }
    if faults.is_empty() {
        eprintln!("detente: {} is sound", store.address());
        return Ok(Exit::Done);
    }
    eprintln!(
        "detente: {} has faults; restore a backup, or take its sources in again into a new ledger",
        store.address()
    );
    Ok(Exit::Ledger)
}

/// `detente dump`.
pub(crate) fn dump(args: &DumpArgs) -> anyhow::Result<Exit> {
    let store = super::open_to_read(&args.ledger)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut failed = None;
    store.dump(|line| {
        failed = writeln!(out, "{line}").err();
        failed.is_none()
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    out.flush()?;
    Ok(Exit::Done)
}
