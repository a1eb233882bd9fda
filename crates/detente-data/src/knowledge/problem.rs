//! What is wrong with a knowledge file.

use std::fmt;

/// A fault in a knowledge file. The entry it names is left out; the rest is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file.
    pub file: &'static str,
    /// The entry, by its name or its line.
    pub entry: String,
    /// What is wrong with it.
    pub fault: String,
}

impl Problem {
    pub(crate) fn new(file: &'static str, entry: impl fmt::Display, fault: impl fmt::Display) -> Self {
        Self { file, entry: entry.to_string(), fault: fault.to_string() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.file, self.entry, self.fault)
    }
}

/// Reads the lines of a table with tabs, without comments and empty ones, numbered from 1.
pub(crate) fn rows(text: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(index, line)| (index + 1, line.split('\t').collect()))
}

/// Splits a cell that lists several things.
pub(crate) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|item| !item.is_empty())
}
