//! What went wrong with one piece of input: where, what, what to do, and what became of it.
//!
//! In: the finding of a reader. Out: a [`Fault`], one line for people, with a stable word for the kind of problem and the
//! hash of the refused bytes for those who keep it.
//!
//! Worked example: "news.zip: b.jsonl:2: not JSON: EOF while parsing an object at column 10; the line was skipped".

use crate::decode::NotText;
use crate::item::Position;
use sha2::{Digest, Sha256};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A piece of input that could not be read.
#[derive(Debug)]
pub struct Fault {
    /// Where it stands.
    pub spot: Spot,
    /// What is wrong with it.
    pub problem: Problem,
    /// What its bytes are, where they were seen.
    pub hash: Option<ByteHash>,
    /// After which record reading can go on.
    pub position: Box<Position>,
}

/// The SHA-256 of some bytes; its `Display` is in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ByteHash([u8; 32]);

impl ByteHash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        ByteHash(Sha256::digest(bytes).into())
    }
    /// Its first bytes, for fingerprints that need not withstand anyone.
    pub(crate) fn short(self) -> u64 {
        self.0.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }
}

impl fmt::Display for ByteHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A place in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot(Box<Place>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    path: PathBuf,
    /// Whether the path is the name of what somebody delivered, an address or their word for a file, and nothing on this disk.
    is_delivered: bool,
    /// The path within an archive.
    member: Option<String>,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Line(usize),
    Item(usize),
    Record(usize),
}

impl Spot {
    /// A file, folder or address as a whole.
    pub fn new(path: &Path) -> Self {
        let path = path.to_path_buf();
        Spot(Box::new(Place { path, is_delivered: false, member: None, part: Part::Whole }))
    }
    /// What was delivered under a name.
    pub(crate) fn delivered(name: &str) -> Self {
        Spot(Box::new(Place { is_delivered: true, ..*Self::new(Path::new(name)).0 }))
    }
    pub(crate) fn member(&self, name: &str) -> Self {
        // Names in archives are anybody's: no line end or escape of theirs may reach a terminal.
        let name = name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(300).collect();
        Spot(Box::new(Place { member: Some(name), part: Part::Whole, ..(*self.0).clone() }))
    }
    fn part(&self, part: Part) -> Self {
        Spot(Box::new(Place { part, ..(*self.0).clone() }))
    }
    pub(crate) fn line(&self, number: usize) -> Self {
        self.part(Part::Line(number))
    }
    pub(crate) fn item(&self, number: usize) -> Self {
        self.part(Part::Item(number))
    }
    pub(crate) fn record(&self, number: usize) -> Self {
        self.part(Part::Record(number))
    }
    pub(crate) fn path(&self) -> &Path {
        &self.0.path
    }
    pub(crate) fn is_stdin(&self) -> bool {
        self.0.path.as_os_str() == "-"
    }
    /// Whether it is one of many in a web archive, whose place means nothing to people.
    pub(crate) fn is_record(&self) -> bool {
        matches!(self.0.part, Part::Record(_))
    }
    /// The file or the archive's member.
    fn innermost(&self) -> &Path {
        self.0.member.as_deref().map_or(self.0.path.as_path(), Path::new)
    }
    /// The id of what is an article as a whole: the name without ".html.gz".
    pub(crate) fn stem(&self) -> String {
        if self.is_stdin() && self.0.member.is_none() {
            return "stdin".into();
        }
        let path = self.innermost();
        let packed =
            path.extension().is_some_and(|e| ["gz", "zst"].iter().any(|p| e.eq_ignore_ascii_case(p)));
        let unpacked = if packed { Path::new(path.file_stem().unwrap_or_default()) } else { path };
        unpacked.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    }
    /// The id of an article that has none: "news.jsonl:17".
    pub fn id(&self) -> String {
        let path = self.innermost();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let name = if self.is_stdin() && self.0.member.is_none() { "stdin".into() } else { name };
        match self.0.part {
            Part::Whole => self.stem(),
            Part::Line(number) | Part::Item(number) | Part::Record(number) => format!("{name}:{number}"),
        }
    }
    /// The name of the file that is the same from wherever it is named, and of the member in it.
    pub(crate) fn origin(&self) -> String {
        let path = if self.is_stdin() {
            "stdin".into()
        } else if self.0.is_delivered {
            self.0.path.clone()
        } else {
            std::path::absolute(&self.0.path).unwrap_or_else(|_| self.0.path.clone())
        };
        match &self.0.member {
            Some(member) => format!("{}: {member}", path.display()),
            None => path.display().to_string(),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_stdin() {
            write!(f, "standard input")?;
        } else {
            write!(f, "{}", self.0.path.display())?;
        }
        if let Some(member) = &self.0.member {
            write!(f, ": {member}")?;
        }
        match self.0.part {
            Part::Whole => Ok(()),
            Part::Line(number) => write!(f, ":{number}"),
            Part::Item(number) => write!(f, ": article {number}"),
            Part::Record(number) => write!(f, ": record {number}"),
        }
    }
}

/// What is wrong with a piece of input.
#[derive(Debug)]
pub enum Problem {
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
    /// More bytes than are taken of it.
    TooLong {
        /// Bytes.
        limit: u64,
    },
    /// Elements nest deeper than any page or feed needs.
    TooDeep {
        /// Elements inside each other.
        limit: u64,
    },
    /// More elements, attributes, items or members than any real one has.
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are taken.
        limit: u64,
    },
    /// Decompresses to more than is taken, or far more than its size.
    Bomb(Bomb),
    /// Compressed or packed bytes that are broken or cut.
    Corrupt {
        /// "gzip", "zip", ...
        form: &'static str,
        /// What its reader says.
        message: String,
    },
    /// A form, or a variant of one, that is not read.
    Unsupported {
        /// What it is.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A page without text, or with nothing but menus.
    NoMainText,
    /// No feed, or one that its reader does not understand.
    NotAFeed(String),
    /// A reader's own defect; its message is of no use to anyone but us.
    Defect,
    /// Not JSON.
    NotJson(serde_json::Error),
    /// JSON, but no object.
    NotAnObject(&'static str),
    /// No field "text".
    NoText,
    /// A field with a value of the wrong kind.
    NotAString {
        /// Its name.
        field: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A field that must be true or false.
    NotABoolean {
        /// Its name.
        field: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A date that is none.
    NotADate {
        /// Its name.
        field: &'static str,
        /// What stands there, cut.
        value: String,
    },
    /// Standard input named twice.
    ReadBefore,
}

/// What makes decompression stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bomb {
    /// More bytes than are taken of one record.
    Record(u64),
    /// More bytes than are taken of one archive.
    Archive(u64),
    /// So many times the compressed size.
    Ratio(u64),
}

impl fmt::Display for Bomb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bomb::Record(limit) => write!(f, "decompresses to more than {}", Size(*limit)),
            Bomb::Archive(limit) => write!(f, "decompresses to more than {} in all", Size(*limit)),
            Bomb::Ratio(limit) => write!(f, "decompresses to more than {limit} times its size"),
        }
    }
}

impl std::error::Error for Bomb {}

/// Bytes as people write them.
struct Size(u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MIB: u64 = 1024 * 1024;
        match self.0 {
            bytes if bytes < MIB => write!(f, "{} KiB", bytes.div_ceil(1024)),
            bytes if bytes % (1024 * MIB) == 0 => write!(f, "{} GiB", bytes / (1024 * MIB)),
            bytes => write!(f, "{} MiB", bytes.div_ceil(MIB)),
        }
    }
}

impl Problem {
    /// What a reader's error means: a bomb, a broken file, or the system's own refusal.
    pub(crate) fn of_io(error: io::Error) -> Self {
        if let Some(bomb) = error.get_ref().and_then(|inner| inner.downcast_ref::<Bomb>()) {
            return Problem::Bomb(*bomb);
        }
        match error.kind() {
            io::ErrorKind::NotFound => Problem::NoFile,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                Problem::Corrupt { form: "compressed data", message: error.to_string() }
            }
            _ => Problem::Unreadable(error),
        }
    }

    /// A stable word for the kind of problem, for a list of what was put aside.
    pub fn name(&self) -> &'static str {
        match self {
            Problem::NoFile => "no-file",
            Problem::Unreadable(_) => "unreadable",
            Problem::NoArticles(_) => "no-articles",
            Problem::Empty => "empty",
            Problem::NotText(_) => "not-text",
            Problem::TooLong { .. } => "too-long",
            Problem::TooDeep { .. } => "too-deep",
            Problem::TooMany { .. } => "too-many",
            Problem::Bomb(_) => "bomb",
            Problem::Corrupt { .. } => "corrupt",
            Problem::Unsupported { .. } => "unsupported",
            Problem::NoMainText => "no-main-text",
            Problem::NotAFeed(_) => "not-a-feed",
            Problem::Defect => "defect",
            Problem::NotJson(_) => "not-json",
            Problem::NotAnObject(_) => "not-an-object",
            Problem::NoText => "no-text",
            Problem::NotAString { .. } => "not-a-string",
            Problem::NotABoolean { .. } => "not-a-boolean",
            Problem::NotADate { .. } => "not-a-date",
            Problem::ReadBefore => "read-before",
        }
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
                write!(f, "longer than {} (see `detente limits`); split it into articles", Size(*limit))
            }
            Problem::TooDeep { limit } => {
                write!(f, "elements nested more than {limit} deep (see `detente limits`)")
            }
            Problem::TooMany { what, limit } => write!(f, "more than {limit} {what} (see `detente limits`)"),
            Problem::Bomb(bomb) => write!(f, "{bomb} (see `detente limits`)"),
            Problem::Corrupt { form, message } => write!(f, "broken or cut {form}: {message}"),
            Problem::Unsupported { what, remedy } => write!(f, "{what}; {remedy}"),
            Problem::NoMainText => write!(f, "no article found in this page"),
            Problem::NotAFeed(message) => write!(f, "not a feed that can be read: {message}"),
            Problem::Defect => write!(f, "its reader failed; please report it with the input"),
            Problem::NotJson(error) => write!(f, "not JSON: {}", without_line(error)),
            Problem::NotAnObject(found) => {
                write!(f, "{found} where an object with a field \"text\" is needed")
            }
            Problem::NoText => write!(f, "the field \"text\" is missing"),
            Problem::NotAString { field, found } => {
                write!(f, "the field {field:?} is {found}; it must be a string")
            }
            Problem::NotABoolean { field, found } => {
                write!(f, "the field {field:?} is {found}; it must be true or false")
            }
            Problem::NotADate { field, value } => {
                write!(
                    f,
                    "the field {field:?} is {value:?}, which is no date; write 2024-01-19 or 2024-01-19T12:30:00Z"
                )
            }
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

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.spot, self.problem)?;
        match (self.spot.0.part, &self.problem) {
            (_, Problem::NoFile | Problem::NoArticles(_) | Problem::ReadBefore) => Ok(()),
            (Part::Whole, _) if self.spot.0.member.is_some() => write!(f, "; the member was skipped"),
            (Part::Whole, _) if self.spot.is_stdin() => Ok(()),
            (Part::Whole, _) => write!(f, "; the file was skipped"),
            (Part::Line(_), _) => write!(f, "; the line was skipped"),
            (Part::Item(_), _) => write!(f, "; the article was skipped"),
            (Part::Record(_), _) => write!(f, "; the record was skipped"),
        }
    }
}

impl std::error::Error for Fault {}
