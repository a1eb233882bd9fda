//! From a feed to its items: RSS 0.9 to 2.0, Atom, JSON Feed, NewsML-G2.
//!
//! In: the text of a feed. Out: a [`Feed`], whose entries are articles, or withdrawals where it says that an entry was
//! deleted (RFC 6721) or its publication cancelled or withheld (NewsML-G2). Feeds are parsed by the library `feed-rs`,
//! after the gate has let them pass.
//!
//! Worked example: `<item><guid>7</guid><title>Envoy recalled</title><description>&lt;p&gt;Iran ...</description></item>`
//! is the entry with the guid 7, that title, and the HTML `<p>Iran ...`.

mod gate;
mod newsml;
#[cfg(test)]
mod tests;

pub(crate) use gate::{Root, root};

use crate::address::Address;
use crate::fault::Problem;
use crate::item::Kind;
use crate::limits::Limits;
use crate::published::Published;
use feed_rs::model;
use std::collections::{HashMap, HashSet};

/// A feed's items and what they share.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    /// Its own address or id, by which it is the same feed tomorrow.
    pub(crate) name: Option<String>,
    /// How it calls itself.
    pub(crate) title: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) entries: Vec<Entry>,
    /// Items beyond the limit were left out.
    pub(crate) cut: Option<Problem>,
}

/// One item of a feed.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    pub(crate) guid: Option<String>,
    pub(crate) address: Option<Address>,
    pub(crate) title: Option<String>,
    pub(crate) body: Body,
    pub(crate) published: Option<Published>,
    pub(crate) updated: Option<Published>,
    pub(crate) author: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) language: Option<String>,
}

/// The text of an item.
#[derive(Debug)]
pub(crate) enum Body {
    /// HTML, or what is HTML as often as not.
    Html(String),
    /// Text without markup.
    Text(String),
}

/// Reads a feed; `address` is where it came from.
pub(crate) fn read(text: &str, address: Option<&Address>, limits: &Limits) -> Result<Feed, Problem> {
    if text.len() as u64 > limits.feed_bytes {
        return Err(Problem::TooLong { limit: limits.feed_bytes });
    }
    let text = without_declaration(text);
    if text.starts_with('<') && root(text) == Some(Root::News) {
        return newsml::read(text, limits);
    }
    if text.starts_with('{') { parse(text, address, limits) } else { read_xml(text, address, limits) }
}

/// The text has been decoded; what its first line says of the encoding is no longer true.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

fn read_xml(text: &str, address: Option<&Address>, limits: &Limits) -> Result<Feed, Problem> {
    let passed = gate::pass(text, limits)?;
    let mut feed = match passed.cut {
        None => parse(text, address, limits)?,
        Some((at, open)) => {
            let mut shortened = text[..at].to_owned();
            open.iter().rev().for_each(|name| shortened.push_str(&format!("</{name}>")));
            let mut feed = parse(&shortened, address, limits)?;
            feed.cut = Some(Problem::TooMany { what: "items in one feed", limit: limits.feed_items });
            feed
        }
    };
    let withdrawals = passed.tombstones.into_iter().map(|tomb| Entry {
        kind: Kind::Withdrawal,
        guid: Some(tomb.guid),
        address: None,
        title: None,
        body: Body::Html(tomb.comment),
        published: None,
        updated: tomb.when.as_deref().and_then(Published::new),
        author: None,
        outlet: feed.title.clone(),
        language: None,
    });
    let withdrawals: Vec<Entry> = withdrawals.collect();
    feed.entries.extend(withdrawals);
    Ok(feed)
}

fn parse(text: &str, address: Option<&Address>, limits: &Limits) -> Result<Feed, Problem> {
    let parser = feed_rs::parser::Builder::new()
        .base_uri(address.map(Address::as_str))
        // An item without a guid has none; its address or text names it.
        .id_generator(|_, _, _| String::new())
        .build();
    let mut found = parser.parse(text.as_bytes()).map_err(|error| Problem::NotAFeed(error.to_string()))?;
    let most = usize::try_from(limits.feed_items).unwrap_or(usize::MAX);
    let cut = (found.entries.len() > most)
        .then_some(Problem::TooMany { what: "items in one feed", limit: limits.feed_items });
    found.entries.truncate(most);
    let own =
        found.links.iter().find(|link| link.rel.as_deref() == Some("self")).map(|link| link.href.clone());
    let site = found.links.first().map(|link| link.href.clone());
    let title = found.title.as_ref().and_then(line);
    let mut entries: Vec<Entry> =
        found.entries.into_iter().map(|entry| self::entry(entry, title.as_deref(), address)).collect();
    forget_shared_guids(&mut entries);
    Ok(Feed {
        name: own.or(Some(found.id).filter(|id| !id.is_empty())).or(site),
        title,
        language: found.language,
        entries,
        cut,
    })
}

fn entry(entry: model::Entry, outlet: Option<&str>, base: Option<&Address>) -> Entry {
    let link = entry
        .links
        .iter()
        .find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"))
        .or(entry.links.first())
        .map(|link| link.href.as_str());
    let address = link
        .or(Some(entry.id.as_str()))
        .and_then(|link| Address::within(base, link).filter(|_| !link.is_empty()));
    let published = entry.published.and_then(|time| Published::at(time.timestamp(), 0));
    let updated = entry.updated.and_then(|time| Published::at(time.timestamp(), 0));
    let authors: Vec<&str> = entry
        .authors
        .iter()
        .filter_map(|person| person.name.as_deref())
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let content = entry.content.and_then(|content| Some((content.content_type, content.body?)));
    let summary = || entry.summary.map(|text| (text.content_type, text.content));
    let body = match content.filter(|(_, body)| !body.trim().is_empty()).or_else(summary) {
        Some((kind, text)) if kind.subty() == "plain" && !looks_like_html(&text) => Body::Text(text),
        Some((_, text)) => Body::Html(text),
        None => Body::Text(String::new()),
    };
    Entry {
        kind: Kind::Article,
        guid: Some(entry.id.trim().to_owned()).filter(|id| !id.is_empty()),
        address,
        title: entry.title.as_ref().and_then(line),
        body,
        published,
        // RSS has one date for both.
        updated: updated.filter(|updated| Some(*updated) != published),
        author: (!authors.is_empty()).then(|| authors.join(", ")),
        outlet: outlet.map(str::to_owned),
        language: entry.language,
    }
}

/// RSS does not say whether a description is HTML.
fn looks_like_html(text: &str) -> bool {
    ["</", "<p>", "<br", "<img", "&lt;", "&amp;", "&#"].iter().any(|mark| text.contains(mark))
}

/// A title on one line, without markup.
fn line(text: &model::Text) -> Option<String> {
    let plain = if looks_like_html(&text.content) || text.content_type.subty() == "html" {
        crate::page::prose(&text.content)
    } else {
        text.content.clone()
    };
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// Two items of one feed with the same guid and other addresses: such a guid names nothing.
fn forget_shared_guids(entries: &mut [Entry]) {
    let mut addresses: HashMap<String, Option<Address>> = HashMap::new();
    let mut shared: HashSet<String> = HashSet::new();
    for entry in entries.iter() {
        let Some(guid) = &entry.guid else { continue };
        match addresses.get(guid) {
            Some(address) if *address != entry.address => {
                shared.insert(guid.clone());
            }
            Some(_) => {}
            None => {
                addresses.insert(guid.clone(), entry.address.clone());
            }
        }
    }
    for entry in entries.iter_mut().filter(|entry| entry.address.is_some()) {
        entry.guid = entry.guid.take().filter(|guid| !shared.contains(guid));
    }
}
