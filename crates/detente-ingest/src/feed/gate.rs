//! The gate before a feed's parser: depth, attributes, number of items; and the tombstones that its parser passes over.
//!
//! In: the text of a feed in XML. Out: a [`Passed`] with what kind of document it is, its deleted entries (RFC 6721), and
//! where the items beyond the limit start; or the limit that it breaks. No entity is expanded and no address visited.

use crate::fault::Problem;
use crate::limits::Limits;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Declarations of namespaces in one feed.
const NAMESPACES: u64 = 10_000;

/// What kind of XML it is, by its root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Root {
    /// RSS or Atom.
    Feed,
    /// NewsML-G2.
    News,
    /// XHTML.
    Page,
    /// Something else.
    Other,
}

/// Kind of the XML that starts here; none if it is no XML, or its root lies beyond the start.
pub(crate) fn root(start: &str) -> Option<Root> {
    let mut reader = Reader::from_str(start);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => return Some(by_name(tag.local_name().as_ref())),
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn by_name(name: &str) -> Root {
    match name {
        "rss" | "feed" | "RDF" | "entry" => Root::Feed,
        "newsItem" | "newsMessage" => Root::News,
        name if name.eq_ignore_ascii_case("html") => Root::Page,
        _ => Root::Other,
    }
}

/// A deleted entry.
#[derive(Debug, Default)]
pub(super) struct Tombstone {
    pub(super) guid: String,
    pub(super) when: Option<String>,
    pub(super) comment: String,
}

/// What the gate saw.
#[derive(Debug, Default)]
pub(super) struct Passed {
    pub(super) tombstones: Vec<Tombstone>,
    /// Where the first item beyond the limit starts, and the elements open there.
    pub(super) cut: Option<(usize, Vec<String>)>,
}

/// Runs through a feed.
pub(super) fn pass(xml: &str, limits: &Limits) -> Result<Passed, Problem> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut walk =
        Walk { limits, open: Vec::new(), items: 0, namespaces: 0, passed: Passed::default(), tomb: None };
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event().map_err(|error| Problem::NotAFeed(error.to_string()))? {
            Event::Start(tag) => {
                if walk.start(&tag, at)? {
                    break;
                }
                walk.open.push(tag.name().as_ref().to_owned());
                if walk.open.len() as u64 > limits.feed_depth {
                    return Err(Problem::TooDeep { limit: limits.feed_depth });
                }
            }
            Event::Empty(tag) => {
                if walk.start(&tag, at)? {
                    break;
                }
                walk.end(tag.local_name().as_ref());
            }
            Event::End(tag) => {
                walk.open.pop();
                walk.end(tag.local_name().as_ref());
            }
            Event::Text(text) => walk.text(&text),
            Event::CData(text) => walk.text(&text),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(walk.passed)
}

struct Walk<'a> {
    limits: &'a Limits,
    open: Vec<String>,
    items: u64,
    namespaces: u64,
    passed: Passed,
    tomb: Option<Tombstone>,
}

impl Walk<'_> {
    /// Takes a start tag; true if it is the first item too many.
    fn start(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<bool, Problem> {
        let mut all = tag.attributes();
        let attributes: Vec<Attribute<'_>> = all.with_checks(false).flatten().collect();
        let too_many = |what, limit| Problem::TooMany { what, limit };
        if attributes.len() as u64 > self.limits.attributes {
            return Err(too_many("attributes of one element", self.limits.attributes));
        }
        self.namespaces += attributes.iter().filter(|a| a.key.as_ref().starts_with("xmlns")).count() as u64;
        if self.namespaces > NAMESPACES {
            return Err(too_many("namespaces", NAMESPACES));
        }
        match tag.local_name().as_ref() {
            "item" | "entry" => self.items += 1,
            "deleted-entry" => {
                self.items += 1;
                let value = |name: &str| {
                    let found = attributes.iter().find(|a| a.key.local_name().as_ref() == name)?;
                    let plain = quick_xml::escape::unescape(&found.value);
                    Some(plain.map_or_else(|_| found.value.to_string(), |value| value.into_owned()))
                };
                let guid = value("ref").unwrap_or_default();
                self.tomb = Some(Tombstone { guid, when: value("when"), comment: String::new() });
            }
            _ => {}
        }
        let is_full = self.items > self.limits.feed_items;
        if is_full {
            self.passed.cut = Some((at, self.open.clone()));
        }
        Ok(is_full)
    }

    fn end(&mut self, name: &str) {
        if name == "deleted-entry" {
            self.passed.tombstones.extend(self.tomb.take().filter(|tomb| !tomb.guid.is_empty()));
        }
    }

    fn text(&mut self, text: &str) {
        let in_comment = self.open.last().is_some_and(|name| name.ends_with("comment"));
        if let Some(tomb) = self.tomb.as_mut().filter(|_| in_comment) {
            tomb.comment.push_str(text);
        }
    }
}
