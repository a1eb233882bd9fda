//! One record of a source before it is read, and its reading: the dear part, which may run on any thread.
//!
//! In: what a walk found: bytes, a line, a page, an entry of a feed. Out: an [`Item`] or a [`Fault`].
//!
//! Worked example: the line `{"id": "a", "text": "Iran struck first."}` of `news.jsonl` becomes an item with the key
//! (the file's path, `a`).

use crate::address::Address;
use crate::decode::decode;
use crate::draft::{Draft, key};
use crate::fault::{ByteHash, Fault, Problem, Spot};
use crate::feed::{Body, Entry};
use crate::item::{Item, Key, Kind, Position, SourceName};
use crate::language::Language;
use crate::limits::Limits;
use crate::{json, page};
use detente_core::document::Article;
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A record as it was found.
#[derive(Debug)]
pub struct Record {
    pub(crate) spot: Spot,
    pub(crate) position: Position,
    pub(crate) content: Content,
}

/// What a record holds.
#[derive(Debug)]
pub(crate) enum Content {
    /// Bytes of a plain text, and where it came from if not from the file itself.
    Text { bytes: Vec<u8>, charset: Option<String>, address: Option<Address> },
    /// A line of JSON.
    Line(String),
    /// A JSON object out of a list.
    Value(Box<Value>),
    /// A page.
    Page { bytes: Vec<u8>, charset: Option<String>, address: Option<Address> },
    /// An entry of the feed of this name.
    Entry { feed: SourceName, language: Option<String>, entry: Box<Entry> },
    /// What was found cannot be read; the bytes, if any were seen, have this hash.
    Fault { problem: Problem, hash: Option<ByteHash> },
}

impl Record {
    /// Reads it. A defect of a reader costs this record and is a fault as well.
    ///
    /// # Errors
    ///
    /// A [`Fault`] says why it is no article.
    pub fn read(self, limits: &Limits) -> Result<Item, Fault> {
        let Record { spot, position, content } = self;
        let (at, stands) = (spot.clone(), position.clone());
        let read = catch_unwind(AssertUnwindSafe(|| read(content, &spot, limits)));
        let fault = |(problem, hash)| Fault { spot: at, problem, hash, position: Box::new(stands) };
        read.unwrap_or(Err((Problem::Defect, None))).map_err(fault).map(|draft| draft.item(position))
    }
}

type Refused = (Problem, Option<ByteHash>);

fn read(content: Content, spot: &Spot, limits: &Limits) -> Result<Draft, Refused> {
    match content {
        Content::Text { bytes, charset, address } => {
            let refuse = |problem| (problem, Some(ByteHash::of(&bytes)));
            let text = crate::decode::decode_labelled(&bytes, charset.as_deref()).map_err(Problem::NotText);
            text.and_then(|text| json::check_text(text, limits))
                .map(|t| plain(t, address, spot))
                .map_err(refuse)
        }
        Content::Line(line) => {
            let read = json::line(&line).and_then(|value| json::draft(value, spot, limits));
            read.map_err(|problem| (problem, Some(ByteHash::of(line.as_bytes()))))
        }
        Content::Value(value) => json::draft(*value, spot, limits).map_err(|problem| (problem, None)),
        Content::Page { bytes, charset, address } => {
            let read = page::read(&bytes, charset.as_deref(), address.as_ref(), limits);
            read.and_then(|page| of_page(page, spot, limits))
                .map_err(|problem| (problem, Some(ByteHash::of(&bytes))))
        }
        Content::Entry { feed, language, entry } => {
            of_entry(*entry, feed, language, limits).map_err(|problem| (problem, None))
        }
        Content::Fault { problem, hash } => Err((problem, hash)),
    }
}

fn plain(text: String, address: Option<Address>, spot: &Spot) -> Draft {
    let id = address.as_ref().map_or_else(|| spot.id(), |address| address.as_str().to_owned());
    Draft {
        kind: Kind::Article,
        key: key(address.as_ref(), None, &text, spot),
        language: Language::of(&text, None),
        article: Article {
            id,
            text,
            url: address.as_ref().map(|a| a.as_str().to_owned()),
            ..Article::default()
        },
        author: None,
        published: None,
        updated: None,
        canonical: address,
    }
}

fn of_page(page: page::Page, spot: &Spot, limits: &Limits) -> Result<Draft, Problem> {
    let text = json::check_text(page.text, limits)?;
    let address = page.canonical;
    let id =
        address.as_ref().filter(|_| spot.is_record()).map_or_else(|| spot.id(), |a| a.as_str().to_owned());
    Ok(Draft {
        kind: Kind::Article,
        key: key(address.as_ref(), None, &text, spot),
        language: Language::of(&text, page.language.as_deref()),
        article: Article {
            id,
            text,
            published: page.published.map(|p| p.day),
            agency: page.outlet,
            title: page.title,
            url: address.as_ref().map(|a| a.as_str().to_owned()),
        },
        author: page.author,
        published: page.published,
        updated: page.updated,
        canonical: address,
    })
}

fn of_entry(
    entry: Entry,
    feed: SourceName,
    language: Option<String>,
    limits: &Limits,
) -> Result<Draft, Problem> {
    let mut title = entry.title;
    let text = match entry.body {
        Body::Html(html) if html.len() as u64 > limits.html_bytes => {
            return Err(Problem::TooLong { limit: limits.html_bytes });
        }
        Body::Html(html) => page::prose(&html),
        Body::Text(text) => text.trim().to_owned(),
    };
    let text = match entry.kind {
        // Many feeds give headlines only.
        Kind::Article if text.is_empty() => title.take().unwrap_or_default(),
        _ => text,
    };
    let text = if entry.kind == Kind::Article { json::check_text(text, limits)? } else { text };
    let url = entry.address.as_ref().map(|address| address.as_str().to_owned());
    let name =
        entry.guid.or_else(|| url.clone()).unwrap_or_else(|| ByteHash::of(text.as_bytes()).to_string());
    Ok(Draft {
        kind: entry.kind,
        key: Key { source: feed, name: name.clone() },
        language: Language::of(&text, entry.language.as_deref().or(language.as_deref())),
        article: Article {
            id: name,
            text,
            published: entry.published.map(|p| p.day),
            agency: entry.outlet,
            title,
            url,
        },
        author: entry.author,
        published: entry.published,
        updated: entry.updated,
        canonical: entry.address,
    })
}

/// The text of bytes that must be text.
pub(crate) fn text_of(bytes: &[u8]) -> Result<String, Problem> {
    decode(bytes).map_err(Problem::NotText)
}
