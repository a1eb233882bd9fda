//! What went wrong with one article: where, what, and what became of it.

use super::decode::NotText;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// An article, or a file of them, that could not be read.
#[derive(Debug)]
pub(crate) struct InputError {
    /// Where it stands.
    pub(crate) spot: Spot,
    /// What is wrong with it.
    pub(crate) problem: Problem,
}

/// A place in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    path: PathBuf,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Line(usize),
    Item(usize),
}

impl Spot {
    pub(super) fn new(path: &Path) -> Self {
        Spot { path: path.to_path_buf(), part: Part::Whole }
    }
    pub(super) fn line(&self, number: usize) -> Self {
        Spot { part: Part::Line(number), ..self.clone() }
    }
    pub(super) fn item(&self, number: usize) -> Self {
        Spot { part: Part::Item(number), ..self.clone() }
    }
    pub(super) fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }
    /// The id of a plain text.
    pub(super) fn stem(&self) -> String {
        let stem = self.path.file_stem().unwrap_or(self.path.as_os_str());
        if self.is_stdin() { "stdin".into() } else { stem.to_string_lossy().into_owned() }
    }
    /// The id of an article that has none: "news.jsonl:17".
    pub(super) fn id(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy();
        let name = if self.is_stdin() { "stdin".into() } else { name };
        match self.part {
            Part::Whole => self.stem(),
            Part::Line(number) | Part::Item(number) => format!("{name}:{number}"),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_stdin() {
            write!(f, "standard input")?;
        } else {
            write!(f, "{}", self.path.display())?;
        }
        match self.part {
            Part::Whole => Ok(()),
            Part::Line(number) => write!(f, ":{number}"),
            Part::Item(number) => write!(f, ": article {number}"),
        }
    }
}

/// What is wrong with a piece of input.
#[derive(Debug)]
pub(crate) enum Problem {
    /// No file has that name.
    NoFile,
    /// The system does not give it.
    Unreadable(io::Error),
    /// A folder without files of these endings.
    NoArticles(&'static [&'static str]),
    /// Nothing in it, or only white space.
    Empty,
    /// Its bytes are no text.
    NotText(NotText),
    /// More bytes than an article may have.
    TooLong { limit: usize },
    /// Not JSON.
    NotJson(serde_json::Error),
    /// JSON, but no object.
    NotAnObject(&'static str),
    /// No field "text".
    NoText,
    /// A field with a value of the wrong kind.
    NotAString { field: &'static str, found: &'static str },
    /// A date that is none.
    NotADate { field: &'static str, value: String },
    /// Standard input named twice.
    ReadBefore,
    /// A sentence without its two marked parties.
    NoParties,
    /// A party's span that does not lie in the text.
    NotASpan { field: &'static str },
}

impl Problem {
    pub(super) fn of_io(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound { Problem::NoFile } else { Problem::Unreadable(error) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::NoFile => write!(f, "no such file or folder"),
            Problem::Unreadable(error) => write!(f, "cannot be read: {error}"),
            Problem::NoArticles(endings) => {
                write!(f, "no articles in this folder (files ending in {})", endings.join(", "))
            }
            Problem::Empty => write!(f, "empty: there is nothing to read"),
            Problem::NotText(what) => write!(f, "{what}"),
            Problem::TooLong { limit } => {
                write!(
                    f,
                    "longer than {} MiB (see `detente limits`); split it into articles",
                    limit.div_ceil(1024 * 1024)
                )
            }
            Problem::NotJson(error) => write!(f, "not JSON: {}", without_line(error)),
            Problem::NotAnObject(found) => {
                write!(f, "{found} where an object with a field \"text\" is needed")
            }
            Problem::NoText => write!(f, "the field \"text\" is missing"),
            Problem::NotAString { field, found } => {
                write!(f, "the field {field:?} is {found}; it must be a string")
            }
            Problem::NotADate { field, value } => {
                write!(
                    f,
                    "the field {field:?} is {value:?}, which is no date; write 2024-01-19 or 2024-01-19T12:30:00Z"
                )
            }
            Problem::NoParties => write!(
                f,
                "source and target are not marked; mark each once, as <s>..</s> and <t>..</t>, or give their offsets"
            ),
            Problem::NotASpan { field } => write!(
                f,
                "the field {field:?} is no span of the text; write [start, end] in Unicode scalar values"
            ),
            Problem::ReadBefore => write!(f, "was read before; name it once"),
        }
    }
}

/// The parser's message; it counts lines inside the one line it was given, which only misleads.
fn without_line(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let (what, _) = message.rsplit_once(" at line ").unwrap_or((&message, ""));
    let line = if error.line() > 1 { format!("line {}, ", error.line()) } else { String::new() };
    format!("{what} at {line}column {}", error.column())
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.spot, self.problem)?;
        match (self.spot.part, &self.problem) {
            (_, Problem::NoFile | Problem::NoArticles(_) | Problem::ReadBefore) => Ok(()),
            (Part::Whole, _) if self.spot.is_stdin() => Ok(()),
            (Part::Whole, _) => write!(f, "; the file was skipped"),
            (Part::Line(_), _) => write!(f, "; the line was skipped"),
            (Part::Item(_), _) => write!(f, "; the article was skipped"),
        }
    }
}

impl std::error::Error for InputError {}
