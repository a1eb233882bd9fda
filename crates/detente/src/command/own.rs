//! The user's own lists: read for a command, or checked.
//!
//! `mine.tsv:3:14: Camp Zero: expected degrees from -90 to 90, found "north"`: every fault is one line with file, line,
//! column and what was expected; what has none is used.

use crate::args::OwnArgs;
use crate::exit::Exit;
use anyhow::Context as _;
use detente_data::{Knowledge, ListKind, OwnLists};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The built-in knowledge with the lists that were named; none where none was. Faults go to standard error.
///
/// # Errors
/// When a list cannot be read at all.
pub(crate) fn load(args: &OwnArgs) -> anyhow::Result<Option<Knowledge>> {
    if args.actors.is_empty() && args.places.is_empty() {
        return Ok(None);
    }
    let mut own = OwnLists::default();
    for path in &args.actors {
        let text = text(path)?;
        let kind =
            if ListKind::guess(&text) == ListKind::Actors { ListKind::Actors } else { ListKind::People };
        own.read(kind, &path.display().to_string(), &text);
    }
    for path in &args.places {
        own.read(ListKind::Places, &path.display().to_string(), &text(path)?);
    }
    for problem in own.problems() {
        eprintln!("detente: {problem}");
    }
    Ok(Some(Knowledge::with(own)))
}

/// The text of a file that a user wrote; bytes that are none are named by line and column.
pub(crate) fn text(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        anyhow::anyhow!("{}:{line}:{column}: expected text in UTF-8", path.display())
    })
}

/// `detente knowledge check FILE...`: 0 where all is sound, 3 where a part can be used, 1 where nothing can.
pub(crate) fn check(files: &[PathBuf]) -> anyhow::Result<Exit> {
    let mut own = OwnLists::default();
    let mut unread = 0;
    for path in files {
        match text(path) {
            Ok(text) => own.read(ListKind::guess(&text), &path.display().to_string(), &text),
            Err(error) => {
                unread += 1;
                eprintln!("detente: {error:#}");
            }
        }
    }
    let mut out = std::io::stdout().lock();
    for problem in own.problems() {
        writeln!(out, "{problem}")?;
    }
    let faults = own.problems().len() + unread;
    writeln!(out, "entries that can be used: {}; faults: {faults}", own.len())?;
    Ok(match (own.is_empty(), faults) {
        (_, 0) => Exit::Done,
        (true, _) => Exit::Failed,
        (false, _) => Exit::Partly,
    })
}
