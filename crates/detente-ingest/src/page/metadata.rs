//! What a page says of its article outside the text: JSON-LD first, then `<meta>`, as search engines read them.
//!
//! In: what the gate noted. Out: title, author, outlet, dates, canonical address; each only where the page says it.

use super::gate::Noted;
use crate::address::Address;
use crate::published::Published;
use serde_json::Value;

/// What the head says.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) published: Option<Published>,
    pub(super) updated: Option<Published>,
    pub(super) canonical: Option<Address>,
}

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "sailthru.date",
    "parsely-pub-date",
];
const UPDATED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "og:updated_time",
    "last-modified",
    "dcterms.modified",
];
const AUTHOR: &[&str] =
    &["author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "byl"];
const TITLE: &[&str] = &["og:title", "twitter:title", "dc.title", "dcterms.title"];
const OUTLET: &[&str] = &["og:site_name", "application-name", "dc.publisher", "dcterms.publisher"];

/// Characters of the longest title or name that is taken for one.
const LONGEST: usize = 1000;

/// Reads what was noted of a page at `address`.
pub(super) fn of(noted: &Noted, address: Option<&Address>) -> Metadata {
    let linked = noted.linked_data.iter().find_map(|script| linked(script)).unwrap_or_default();
    let meta = |names: &[&str]| {
        let found = names.iter().find_map(|name| noted.metas.iter().find(|(n, _)| n == name));
        found.and_then(|(_, content)| short(content))
    };
    let date = |names: &[&str]| meta(names).as_deref().and_then(Published::new);
    let base =
        noted.base.as_deref().and_then(|base| Address::within(address, base)).or_else(|| address.cloned());
    let canonical = noted.canonical.as_deref().and_then(|link| Address::within(base.as_ref(), link));
    let shared = || meta(&["og:url"]).and_then(|link| Address::within(base.as_ref(), &link));
    // Some sites name their front page as the canonical address of every article.
    let is_own = |found: &Address| !found.is_front_page() || address.is_none_or(Address::is_front_page);
    Metadata {
        title: linked.title.or_else(|| meta(TITLE)),
        // "article:author" is as often the address of a profile.
        author: linked.author.or_else(|| meta(AUTHOR)).filter(|author| !author.starts_with("http")),
        outlet: linked.outlet.or_else(|| meta(OUTLET)),
        published: linked
            .published
            .or_else(|| date(PUBLISHED))
            .or_else(|| noted.time.as_deref().and_then(Published::new)),
        updated: linked.updated.or_else(|| date(UPDATED)),
        canonical: canonical.filter(is_own).or_else(|| shared().filter(is_own)),
    }
}

/// What a script of JSON-LD says of an article, if it describes one.
fn linked(script: &str) -> Option<Metadata> {
    let value: Value = serde_json::from_str(script.trim()).ok()?;
    let article = article(&value)?;
    Some(Metadata {
        title: article["headline"].as_str().and_then(short),
        author: names(&article["author"]),
        outlet: names(&article["publisher"]),
        published: article["datePublished"].as_str().and_then(Published::new),
        updated: article["dateModified"].as_str().and_then(Published::new),
        canonical: None,
    })
}

/// The first object that says it is an article: the value itself, one of a list, or one of a graph.
fn article(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(list) => list.iter().find_map(article),
        Value::Object(fields) => {
            let types = &value["@type"];
            let is_one = |t: &Value| t.as_str().is_some_and(|t| t.ends_with("Article") || t == "BlogPosting");
            if is_one(types) || types.as_array().is_some_and(|list| list.iter().any(is_one)) {
                return Some(value);
            }
            fields.get("@graph").or_else(|| fields.get("mainEntity")).and_then(article)
        }
        _ => None,
    }
}

/// The names of one or more people or organisations, with commas.
fn names(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => short(name),
        Value::Object(_) => value["name"].as_str().and_then(short),
        Value::Array(list) => {
            let all: Vec<String> = list.iter().take(20).filter(|v| !v.is_array()).filter_map(names).collect();
            (!all.is_empty()).then(|| all.join(", "))
        }
        _ => None,
    }
}

/// A text on one line, if there is one of a sane length.
fn short(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty() && line.chars().count() <= LONGEST).then_some(line)
}
