//! The files of the named folders, one after the other, sorted.
//!
//! In: names of files and folders. Out: files; of folders, those with an ending that is taken, in them and below. Hidden
//! ones and links to folders are left out.
//!
//! Worked example: `news/` with `b.txt`, `a/1.jsonl.gz` and `.git/x.txt` gives `news/a/1.jsonl.gz` and `news/b.txt`.

use crate::fault::{Problem, Spot};
use crate::form::is_taken;
use std::path::{Path, PathBuf};

/// What is wrong with a folder.
type Fault = (Spot, Problem);

/// The files, folder by folder; only the folders on the way down are held in memory.
pub(crate) struct Files {
    named: std::vec::IntoIter<PathBuf>,
    /// The folders being read, the innermost last.
    open: Vec<std::vec::IntoIter<PathBuf>>,
    /// The named folder being read, until a file of it was given.
    barren: Option<PathBuf>,
    /// How the files in folders end that are taken.
    endings: &'static [&'static str],
}

impl Files {
    pub(crate) fn new(paths: impl IntoIterator<Item = PathBuf>, endings: &'static [&'static str]) -> Self {
        let named: Vec<PathBuf> = paths.into_iter().collect();
        Files { named: named.into_iter(), open: Vec::new(), barren: None, endings }
    }

    /// The next file of the folders being read.
    fn below(&mut self) -> Option<Result<PathBuf, Fault>> {
        while let Some(folder) = self.open.last_mut() {
            let Some(path) = folder.next() else {
                self.open.pop();
                continue;
            };
            // A link to a folder may lead back to where it stands.
            let is_folder = path.symlink_metadata().is_ok_and(|m| m.is_dir());
            if is_folder {
                match entries(&path) {
                    Ok(entries) => self.open.push(entries),
                    Err(error) => return Some(Err(error)),
                }
            } else if is_taken(&path.file_name().unwrap_or_default().to_string_lossy(), self.endings)
                && path.is_file()
            {
                self.barren = None;
                return Some(Ok(path));
            }
        }
        None
    }
}

impl Iterator for Files {
    type Item = Result<PathBuf, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(file) = self.below() {
                return Some(file);
            }
            if let Some(folder) = self.barren.take() {
                return Some(Err((Spot::new(&folder), Problem::NoArticles(self.endings))));
            }
            let path = self.named.next()?;
            if !path.is_dir() {
                return Some(Ok(path));
            }
            match entries(&path) {
                Ok(entries) => {
                    self.open.push(entries);
                    self.barren = Some(path);
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// What stands in a folder and is not hidden, sorted.
fn entries(folder: &Path) -> Result<std::vec::IntoIter<PathBuf>, Fault> {
    let fail = |error| (Spot::new(folder), Problem::Unreadable(error));
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            entries.push(entry.path());
        }
    }
    entries.sort();
    Ok(entries.into_iter())
}
