//! What is wrong with a knowledge file, and where.

use std::fmt;

/// A fault in a knowledge file. The entry it lies in is left out; the rest is used.
///
/// ```
/// use detente_data::{ListKind, OwnLists};
/// let mut own = OwnLists::default();
/// own.read(ListKind::Actors, "mine.toml", "[[actor]]\nname = \"River Front\"\nsector = \"ARMY\"\nkind = \"group\"\n");
/// let fault = own.problems()[0].to_string();
/// assert!(fault.starts_with("mine.toml:3:10: expected"), "{fault}");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file.
    pub file: String,
    /// Line and column, from 1, in characters; none where the whole file is meant.
    pub at: Option<(usize, usize)>,
    /// The entry, where its name is known.
    pub entry: String,
    /// What was expected and what stands there.
    pub fault: String,
}

impl Problem {
    pub(crate) fn new(file: &str, entry: impl fmt::Display, fault: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), at: None, entry: entry.to_string(), fault: fault.to_string() }
    }

    pub(crate) fn at(file: &str, line: usize, column: usize, fault: impl fmt::Display) -> Self {
        let at = Some((line, column));
        Self { file: file.to_owned(), at, entry: String::new(), fault: fault.to_string() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        if !self.entry.is_empty() {
            write!(f, ": {}", self.entry)?;
        }
        write!(f, ": {}", self.fault)
    }
}

/// A cell that is not what its column says: which one, and what was expected.
pub(crate) type CellFault = (usize, String);

/// Says what a column takes: "expected a state code such as IRN, found \"Iran\"".
pub(crate) fn expected(cell: usize, what: impl fmt::Display, found: &str) -> CellFault {
    (cell, format!("expected {what}, found {found:?}"))
}

/// What a closed set takes, for the message.
pub(crate) fn one_of<T: Copy>(all: &[T], text: fn(T) -> &'static str) -> String {
    format!("one of {}", all.iter().map(|member| text(*member)).collect::<Vec<_>>().join(" "))
}

/// One line of a table with tabs.
#[derive(Debug, Clone)]
pub(crate) struct Row<'t> {
    /// From 1.
    pub(crate) line: usize,
    pub(crate) cells: Vec<&'t str>,
}

impl Row<'_> {
    /// The column, in characters from 1, at which a cell begins; for a missing one the end of the line.
    fn column(&self, cell: usize) -> usize {
        let before: usize = self.cells.iter().take(cell).map(|text| text.chars().count() + 1).sum();
        before + 1 - usize::from(cell >= self.cells.len())
    }

    pub(crate) fn problem(&self, file: &str, (cell, fault): CellFault) -> Problem {
        let entry = self.cells.first().copied().unwrap_or_default();
        Problem { entry: entry.to_owned(), ..Problem::at(file, self.line, self.column(cell), fault) }
    }
}

/// Reads the lines of a table with tabs, without comments and empty ones.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(index, line)| Row { line: index + 1, cells: line.split('\t').collect() })
}

/// Splits a cell that lists several things.
pub(crate) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|item| !item.is_empty())
}
