//! Tar archives, of which only files are read: links, devices and folders are passed over.
//!
//! In: a stream. Out: the records of its members, in order. The library is told to leave names alone, since it would
//! hold a "long name" of any length in memory.
//!
//! Worked example: a symbolic link `a.txt` to `/etc` and then a file `a.txt/b.jsonl` give the records of the file, and
//! nothing is written anywhere.

use super::{Flow, Nest, Source, Walk, is_article};
use crate::fault::{Problem, Spot};
use std::io::{BufReader, Read};
use std::path::Path;
use tar::{Archive, EntryType, PaxExtensions};

/// Bytes of the longest name that is read.
const LONGEST_NAME: u64 = 64 * 1024;

/// Walks through an archive.
pub(crate) fn walk(walk: &mut Walk<'_>, spot: &Spot, source: Source<'_>) -> Flow {
    let mut archive = Archive::new(source);
    let broken = |error: std::io::Error| match Problem::of_io(error) {
        Problem::Unreadable(error) => Problem::Corrupt { form: "tar", message: error.to_string() },
        other => other,
    };
    let entries = match archive.entries() {
        Ok(entries) => entries.raw(true),
        Err(error) => return walk.fault(spot.clone(), broken(error)),
    };
    let (mut count, mut taken) = (0, false);
    let mut long_name = None;
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            // Without its header nobody knows where the next member starts.
            Err(error) => return walk.fault(spot.clone(), broken(error)),
        };
        count += 1;
        if count > walk.limits.archive_members {
            let problem =
                Problem::TooMany { what: "members in one archive", limit: walk.limits.archive_members };
            return walk.fault(spot.clone(), problem);
        }
        let kind = entry.header().entry_type();
        if kind == EntryType::GNULongName || kind == EntryType::XHeader {
            long_name = name_of(kind, &mut entry).or(long_name);
            continue;
        }
        let own = || String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = long_name.take().unwrap_or_else(own);
        if !matches!(kind, EntryType::Regular | EntryType::Continuous) || !is_article(&name) {
            continue;
        }
        taken = true;
        let member = spot.member(&name);
        let source = Box::new(BufReader::with_capacity(64 * 1024, entry));
        walk.packed(&member, Path::new(&name), source, Nest { is_packed: false, is_member: true })?;
    }
    if taken {
        Flow::Continue(())
    } else {
        walk.fault(spot.clone(), Problem::NoArticles(crate::form::ENDINGS))
    }
}

/// The name that stands in a member of its own, for the member after it.
fn name_of(kind: EntryType, entry: &mut impl Read) -> Option<String> {
    let mut bytes = Vec::new();
    entry.take(LONGEST_NAME).read_to_end(&mut bytes).ok()?;
    let name = if kind == EntryType::GNULongName {
        bytes.split(|byte| *byte == 0).next()?.to_vec()
    } else {
        let found = PaxExtensions::new(&bytes).flatten().find(|field| field.key_bytes() == b"path")?;
        found.value_bytes().to_vec()
    };
    Some(String::from_utf8_lossy(&name).into_owned())
}
