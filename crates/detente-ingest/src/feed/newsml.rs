//! NewsML-G2: news items of agencies, with their version and publication status.
//!
//! In: `<newsItem>`, or several in a `<newsMessage>`. Out: an entry each; a withdrawal where the status is cancelled or
//! withheld, which the standard lets stand for "do not use, whatever you have of this guid".
//!
//! Worked example: `<newsItem guid="urn:a:1" version="2"><itemMeta><pubStatus qcode="stat:canceled"/></itemMeta></newsItem>`
//! withdraws `urn:a:1`.

use super::{Body, Entry, Feed};
use crate::fault::Problem;
use crate::item::Kind;
use crate::limits::Limits;
use crate::published::Published;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Reads the items of a document.
pub(super) fn read(xml: &str, limits: &Limits) -> Result<Feed, Problem> {
    super::gate::pass(xml, limits)?;
    let mut reader = Reader::from_str(xml);
    let mut state = State::default();
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|error| Problem::NotAFeed(error.to_string()))?;
        let after = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Event::Start(tag) => {
                state.start(&tag, after);
                state.open.push(tag.local_name().as_ref().to_owned());
            }
            Event::Empty(tag) => state.start(&tag, after),
            Event::End(_) => {
                let name = state.open.pop().unwrap_or_default();
                state.end(&name, xml, at);
            }
            Event::Text(text) => state.text(&text),
            Event::CData(text) => state.text(&text),
            Event::GeneralRef(name) => {
                let name = name.to_string();
                let known = quick_xml::escape::resolve_predefined_entity(&name);
                state.text(known.unwrap_or(" "));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let most = usize::try_from(limits.feed_items).unwrap_or(usize::MAX);
    let cut = (state.entries.len() > most)
        .then_some(Problem::TooMany { what: "items in one feed", limit: limits.feed_items });
    state.entries.truncate(most);
    Ok(Feed { entries: state.entries, cut, ..Feed::default() })
}

#[derive(Default)]
struct State {
    open: Vec<String>,
    item: Option<Item>,
    entries: Vec<Entry>,
}

/// The item being read.
#[derive(Default)]
struct Item {
    guid: String,
    language: Option<String>,
    status: String,
    headline: String,
    by: String,
    provider: String,
    first: String,
    version: String,
    data: String,
    /// Where the markup of the story starts.
    inline: Option<usize>,
    html: Option<String>,
}

impl State {
    fn start(&mut self, tag: &BytesStart<'_>, after: usize) {
        let value = |name: &str| {
            let found =
                tag.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name);
            found.map(|a| a.value.into_owned())
        };
        match (tag.local_name().as_ref(), &mut self.item) {
            ("newsItem", item) => {
                let guid = value("guid").unwrap_or_default();
                *item = Some(Item { guid, language: value("lang"), ..Item::default() });
            }
            ("pubStatus", Some(item)) => {
                item.status = value("qcode").or_else(|| value("uri")).unwrap_or_default()
            }
            ("language", Some(item)) => item.language = value("tag").or_else(|| item.language.take()),
            ("provider", Some(item)) => item.provider = value("literal").unwrap_or_default(),
            ("inlineXML", Some(item)) => item.inline = Some(after),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let Some(item) = &mut self.item else { return };
        let mut open = self.open.iter().rev().map(String::as_str);
        let (Some(name), parent) = (open.next(), open.next().unwrap_or_default()) else { return };
        let kept = match (parent, name) {
            (_, "headline") => &mut item.headline,
            (_, "by") => &mut item.by,
            ("provider", "name") => &mut item.provider,
            (_, "contentCreated" | "firstCreated") => &mut item.first,
            (_, "versionCreated" | "contentModified") => &mut item.version,
            (_, "inlineData") => &mut item.data,
            _ => return,
        };
        kept.push_str(text);
    }

    fn end(&mut self, name: &str, xml: &str, at: usize) {
        let Some(item) = &mut self.item else { return };
        match name {
            "inlineXML" => item.html = item.inline.take().and_then(|start| xml.get(start..at)).map(body),
            "newsItem" => {
                if let Some(item) = self.item.take().filter(|item| !item.guid.is_empty()) {
                    self.entries.push(item.entry());
                }
            }
            _ => {}
        }
    }
}

/// The body of a story in XHTML or NITF: its head repeats the headline and holds codes.
fn body(xml: &str) -> String {
    xml.find("<body").map_or(xml, |at| &xml[at..]).to_owned()
}

impl Item {
    fn entry(self) -> Entry {
        let given = |text: String| {
            Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|t| !t.is_empty())
        };
        let is_taken_back =
            ["canceled", "cancelled", "withheld"].iter().any(|end| self.status.ends_with(end));
        let updated = Published::new(&self.version);
        Entry {
            kind: if is_taken_back { Kind::Withdrawal } else { Kind::Article },
            guid: Some(self.guid),
            address: None,
            title: given(self.headline),
            body: self.html.map_or(Body::Text(self.data), Body::Html),
            published: Published::new(&self.first).or(updated),
            updated,
            author: given(self.by),
            outlet: given(self.provider),
            language: self.language,
        }
    }
}
