//! Files of coded events: to be imported, or looked at beside a ledger.
//!
//! In: a file, or standard input, of any set that `detente_ledger::import` knows by its first line. Out: its deeds, row by row;
//! faulty rows are told by line on standard error, the first of them, and counted.

use anyhow::{Context as _, bail};
use detente_crisis::crisis::Deed;
use detente_ledger::import::{Counts, Import, Set};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Faulty rows of one file that are told one by one.
const MOST_TOLD: u64 = 20;

/// What a file held.
pub(super) struct Rows {
    pub(super) set: Set,
    pub(super) counts: Counts,
    /// Rows that are at fault, and not merely of no use here.
    pub(super) faults: u64,
}

impl Rows {
    /// In one line.
    pub(super) fn line(&self, path: &Path) -> String {
        format!(
            "detente: {} ({}): {} rows, {} deeds between two known parties, {} faulty rows",
            path.display(),
            self.set.name(),
            self.counts.rows,
            self.counts.deeds,
            self.faults
        )
    }
}

/// Gives the deeds of a file to `take`.
///
/// # Errors
/// The file cannot be read, or is of no known set; or as `take` fails.
pub(super) fn read(
    path: &Path,
    mut take: impl FnMut(Set, Deed) -> anyhow::Result<()>,
) -> anyhow::Result<Rows> {
    let source: Box<dyn Read> =
        if path == Path::new("-") { Box::new(std::io::stdin()) } else { Box::new(File::open(path)?) };
    let mut reader = BufReader::with_capacity(1 << 16, source);
    let mut header = String::new();
    reader
        .read_line(&mut header)
        .context("the first line is no text; compressed files are unpacked before")?;
    let Some(set) = Set::guess(&header) else {
        bail!("the first line is that of none of ICEWS, GDELT, POLECAT, ACLED, UCDP GED");
    };
    let mut import = Import::new(set, &header, header.as_bytes().chain(reader))?;
    let mut faults = 0;
    for row in import.by_ref() {
        match row {
            Ok(deed) => take(set, deed)?,
            Err(skipped) if skipped.reason.is_fault() => {
                faults += 1;
                if faults <= MOST_TOLD {
                    let (path, line) = (path.display(), skipped.line);
                    eprintln!("detente: {path}:{line}: {}; the row was skipped", skipped.reason);
                }
            }
            Err(_) => {}
        }
    }
    if faults > MOST_TOLD {
        eprintln!("detente: {}: and {} more faulty rows", path.display(), faults - MOST_TOLD);
    }
    Ok(Rows { set, counts: import.counts().clone(), faults })
}
