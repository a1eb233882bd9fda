//! An item before it is known where it stood, and the making of its key.
//!
//! In: what a reader found. Out: a [`Draft`] and, with a position, an [`Item`].
//!
//! Worked example: a text with the address `https://a.example/n?utm_source=x` has the key (`a.example`,
//! `https://a.example/n`); with the id `7` in `n.jsonl` it has the key (the file's path, `7`).

use crate::address::Address;
use crate::fault::{ByteHash, Spot};
use crate::item::{Item, Key, Kind, Position, SourceName};
use crate::language::Language;
use crate::published::Published;
use detente_core::document::Article;

/// An item before it is known where it stood.
pub(crate) struct Draft {
    pub(crate) kind: Kind,
    pub(crate) key: Key,
    pub(crate) article: Article,
    pub(crate) author: Option<String>,
    pub(crate) published: Option<Published>,
    pub(crate) updated: Option<Published>,
    pub(crate) canonical: Option<Address>,
    pub(crate) language: Language,
}

impl Draft {
    pub(crate) fn item(self, position: Position) -> Item {
        Item {
            kind: self.kind,
            key: self.key,
            article: self.article,
            author: self.author,
            published_at: self.published.and_then(|p| p.moment),
            updated: self.updated.and_then(|p| p.moment),
            canonical: self.canonical.map(|address| address.as_str().to_owned()),
            language: self.language,
            position,
        }
    }
}

/// The key of an article of the web, or else of one that stands in a file.
pub(crate) fn key(address: Option<&Address>, id: Option<&str>, text: &str, spot: &Spot) -> Key {
    let (source, name) = match (id, address) {
        (Some(id), _) => (spot.origin(), id.to_owned()),
        (None, Some(address)) => (address.host().to_owned(), address.as_str().to_owned()),
        // What is piped in has no place where it could be found again, so that the text itself is its name.
        (None, None) if spot.is_stdin() => (spot.origin(), ByteHash::of(text.as_bytes()).to_string()),
        (None, None) => (spot.origin(), spot.id()),
    };
    Key { source: SourceName(source), name }
}
