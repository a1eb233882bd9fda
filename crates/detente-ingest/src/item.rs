//! What a source gives: an article or the word that one is withdrawn, its identity, and where it stood.
//!
//! In: what the readers of the single forms found. Out: [`Item`], with the [`Key`] under which the same article comes
//! again, and the [`Position`] from which reading can go on after a stop.
//!
//! Worked example: the item with the guid `tag:a.example,2024:7` of the feed `https://a.example/rss` has the key
//! (`https://a.example/rss`, `tag:a.example,2024:7`), whatever its text says today.

use crate::language::Language;
use detente_core::document::Article;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// One article, or the withdrawal of one, from one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Whether it is an article, or says that one is withdrawn.
    pub kind: Kind,
    /// Under which name it comes again: the same key is the same article, maybe in a later form.
    pub key: Key,
    /// What the reader reads. Of a withdrawal only the id, and the notice as the text if there is one.
    pub article: Article,
    /// Who wrote it, as the source writes it.
    pub author: Option<String>,
    /// The moment of publication, where the source gives more than a day.
    pub published_at: Option<Timestamp>,
    /// The moment of the last change, if the source says it.
    pub updated: Option<Timestamp>,
    /// Its address without what only tracks readers.
    pub canonical: Option<String>,
    /// The language it is in.
    pub language: Language,
    /// Where it stood.
    pub position: Position,
}

/// Whether an item is an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An article.
    Article,
    /// The source takes back what it published under this key.
    Withdrawal,
}

/// The identity of an article across deliveries.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Who gives names to its articles: a feed, a site, a file.
    pub source: SourceName,
    /// The article's name there: a guid, an address, an id.
    pub name: String,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.source.0, self.name)
    }
}

/// A feed's address, a site's host, or a file's path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceName(pub String);

/// Where an item stood: what a ledger keeps, so that reading goes on after it.
///
/// Its form for keeping is JSON: `position.to_string()` and `text.parse::<Position>()`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The file as named or found; `-` is standard input.
    pub file: PathBuf,
    /// How many items and faults the file gave up to and with this one.
    pub record: u64,
    /// What the file was when it was read.
    pub stamp: Stamp,
}

/// What tells a file that is the same, or has only grown, from another of the same name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub length: u64,
    /// Last change, in nanoseconds since 1970; 0 where the system does not tell.
    pub modified: i64,
    /// Fingerprint of its first bytes, at most [`Stamp::HEAD`].
    pub head: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Position {
    type Err = serde_json::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text)
    }
}
