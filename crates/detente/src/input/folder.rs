//! The files of the named folders, one after the other, sorted.

use super::error::{InputError, Problem, Spot};
use std::path::{Path, PathBuf};

/// How files end that hold articles.
pub(super) const ENDINGS: &[&str] = &[".txt", ".text", ".jsonl", ".ndjson", ".json"];

/// The files, folder by folder; only the folders on the way down are held in memory.
pub(super) struct Files {
    named: std::vec::IntoIter<PathBuf>,
    /// The folders being read, the innermost last.
    open: Vec<std::vec::IntoIter<PathBuf>>,
    /// The named folder being read, until a file of it was given.
    barren: Option<PathBuf>,
    /// How the files in folders end that are taken.
    endings: &'static [&'static str],
}

impl Files {
    pub(super) fn new(paths: impl IntoIterator<Item = PathBuf>, endings: &'static [&'static str]) -> Self {
        let named: Vec<PathBuf> = paths.into_iter().collect();
        Files { named: named.into_iter(), open: Vec::new(), barren: None, endings }
    }

    /// The next file of the folders being read.
    fn below(&mut self) -> Option<Result<PathBuf, InputError>> {
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
            } else if ends_with(&path, self.endings) && path.is_file() {
                self.barren = None;
                return Some(Ok(path));
            }
        }
        None
    }
}

impl Iterator for Files {
    type Item = Result<PathBuf, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(file) = self.below() {
                return Some(file);
            }
            if let Some(folder) = self.barren.take() {
                return Some(Err(InputError {
                    spot: Spot::new(&folder),
                    problem: Problem::NoArticles(self.endings),
                }));
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

fn ends_with(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    endings.iter().any(|ending| name.ends_with(ending))
}

/// What stands in a folder and is not hidden, sorted.
fn entries(folder: &Path) -> Result<std::vec::IntoIter<PathBuf>, InputError> {
    let fail = |error| InputError { spot: Spot::new(folder), problem: Problem::Unreadable(error) };
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
