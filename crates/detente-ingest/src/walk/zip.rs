//! Zip archives, whose members are listed at their end.
//!
//! In: a file. Out: the records of its members, in the order of the list.
//!
//! Worked example: members `../../x.txt` and `X.TXT` are two records at "a.zip: ../../x.txt" and "a.zip: X.TXT"; what
//! their names would do to a disk does not matter.

use super::{Flow, Nest, Walk, is_article};
use crate::decode::NotText;
use crate::fault::{Problem, Spot};
use crate::unpack::{Counted, Metered};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

/// Bytes at the end of a file that hold the place of the list: its own 22, a comment, and those of large archives.
const TAIL: u64 = 22 + 65_535 + 76;

/// Walks through an archive.
pub(crate) fn walk(walk: &mut Walk<'_>, spot: &Spot, mut source: BufReader<File>) -> Flow {
    if let Err(problem) = check_list(&mut source, walk.limits.archive_members) {
        return walk.fault(spot.clone(), problem);
    }
    let (counted, packed) = Counted::new(source);
    let mut archive = match ZipArchive::new(counted) {
        Ok(archive) => archive,
        Err(error) => return walk.fault(spot.clone(), broken(&error)),
    };
    // Office documents are zip archives of XML.
    if ["[Content_Types].xml", "mimetype"].iter().any(|name| archive.index_for_name(name).is_some()) {
        let what = NotText::Kind { what: "an office document", remedy: "convert it to plain text first" };
        return walk.fault(spot.clone(), Problem::NotText(what));
    }
    let budget = walk.budget.clone();
    let mut taken = false;
    for at in 0..archive.len() {
        let name = archive.name_for_index(at).and_then(Result::ok).unwrap_or_default().into_owned();
        if !is_article(&name) {
            continue;
        }
        taken = true;
        let member = spot.member(&name);
        match archive.by_index(at) {
            Ok(file) if file.is_dir() || file.is_symlink() => {}
            Ok(file) => {
                let metered = Metered::new(file, packed.clone(), &budget);
                let source = Box::new(BufReader::with_capacity(64 * 1024, metered));
                walk.packed(&member, Path::new(&name), source, Nest { is_packed: false, is_member: true })?;
            }
            Err(error) => walk.fault(member, broken(&error))?,
        }
    }
    if taken {
        Flow::Continue(())
    } else {
        walk.fault(spot.clone(), Problem::NoArticles(crate::form::ENDINGS))
    }
}

fn broken(error: &ZipError) -> Problem {
    match error {
        ZipError::UnsupportedArchive(what) => Problem::Corrupt {
            form: "zip",
            message: format!("{what}; only stored and deflated members are read"),
        },
        other => Problem::Corrupt { form: "zip", message: other.to_string() },
    }
}

/// Refuses a list of members that would fill the memory: it is held as a whole.
fn check_list(source: &mut BufReader<File>, members: u64) -> Result<(), Problem> {
    /// Bytes of a member in the list, without its name.
    const ENTRY: u64 = 46;
    let length = source.seek(SeekFrom::End(0)).map_err(Problem::of_io)?;
    source.seek(SeekFrom::Start(length.saturating_sub(TAIL))).map_err(Problem::of_io)?;
    let mut tail = Vec::new();
    source.take(TAIL).read_to_end(&mut tail).map_err(Problem::of_io)?;
    source.seek(SeekFrom::Start(0)).map_err(Problem::of_io)?;
    let number = |at: usize, bytes: usize| {
        let field = tail.get(at..at + bytes)?;
        Some(field.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let find = |mark: &[u8]| tail.windows(mark.len()).rposition(|window| window == mark);
    let size = find(b"PK\x05\x06").and_then(|at| number(at + 12, 4));
    let large_size = find(b"PK\x06\x06").and_then(|at| number(at + 40, 8));
    let most = members.saturating_mul(ENTRY);
    if size.filter(|size| *size != u64::from(u32::MAX)).or(large_size).is_some_and(|size| size > most) {
        return Err(Problem::TooMany { what: "members in one archive", limit: members });
    }
    Ok(())
}
