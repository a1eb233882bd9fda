//! Articles as JSON objects.
//!
//! In: a line or a value with `text`, and where known `id`, `published` (or `date`), `agency`, `title`, `url`, `author`,
//! `updated`, `language`, `withdrawn`. Out: the article, or what is wrong with it.
//!
//! Worked example: `{"id": 7, "text": "Iran struck first.", "published": "2024-01-19"}` is the article `7` of that day;
//! `{"id": 7, "withdrawn": true}` takes it back.

use crate::address::Address;
use crate::draft::{Draft, key};
use crate::fault::{Problem, Spot};
use crate::item::Kind;
use crate::language::Language;
use crate::limits::Limits;
use crate::published::Published;
use detente_core::document::Article;
use serde_json::{Map, Value};

/// What a `.json` file turned out to hold.
pub(crate) enum Parsed {
    List(Vec<Value>),
    /// JSON Lines under another name.
    Lines(String),
    /// A JSON Feed.
    Feed(String),
}

/// The articles of a text that is one JSON value.
pub(crate) fn list(text: String) -> Result<Parsed, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Empty);
    }
    match serde_json::from_str(&text) {
        Ok(Value::Array(list)) => Ok(Parsed::List(list)),
        Ok(value) if is_feed(&value) => Ok(Parsed::Feed(text)),
        Ok(value) => Ok(Parsed::List(vec![value])),
        Err(error) => {
            // one bad line, the first too, must not cost the others; a broken list is one broken file
            let is_object = |line: &str| matches!(serde_json::from_str(line), Ok(Value::Object(_)));
            let is_lines = !text.trim_start().starts_with('[') && text.lines().any(is_object);
            if is_lines { Ok(Parsed::Lines(text)) } else { Err(Problem::NotJson(error)) }
        }
    }
}

/// The value on a line.
pub(crate) fn line(line: &str) -> Result<Value, Problem> {
    serde_json::from_str(line).map_err(Problem::NotJson)
}

/// The article that a value describes. Fields that are not ours are passed over.
pub(crate) fn draft(value: Value, spot: &Spot, limits: &Limits) -> Result<Draft, Problem> {
    let Value::Object(mut fields) = value else { return Err(Problem::NotAnObject(kind(&value))) };
    let is_withdrawn = match fields.remove("withdrawn") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(is_withdrawn)) => is_withdrawn,
        Some(other) => return Err(Problem::NotABoolean { field: "withdrawn", found: kind(&other) }),
    };
    let text = string(&mut fields, "text")?;
    let text = if is_withdrawn {
        text.unwrap_or_default()
    } else {
        check_text(text.ok_or(Problem::NoText)?, limits)?
    };
    let id = match fields.remove("id") {
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(value) => as_string("id", value)?,
        None => None,
    };
    let id = id.filter(|id| !id.trim().is_empty());
    // Most archives call the day of publication a date.
    let published = match date(&mut fields, "published")? {
        Some(day) => Some(day),
        None => date(&mut fields, "date")?,
    };
    let url = string(&mut fields, "url")?;
    let address = url.as_deref().and_then(Address::new);
    let declared = string(&mut fields, "language")?;
    Ok(Draft {
        kind: if is_withdrawn { Kind::Withdrawal } else { Kind::Article },
        key: key(address.as_ref(), id.as_deref(), &text, spot),
        language: Language::of(&text, declared.as_deref()),
        author: string(&mut fields, "author")?,
        updated: date(&mut fields, "updated")?,
        article: Article {
            id: id.unwrap_or_else(|| spot.id()),
            text,
            published: published.map(|p| p.day),
            agency: string(&mut fields, "agency")?,
            title: string(&mut fields, "title")?,
            url,
        },
        published,
        canonical: address,
    })
}

/// Holds a text to the limits, and takes out what nobody sees of it.
pub(crate) fn check_text(text: String, limits: &Limits) -> Result<String, Problem> {
    let text = detente_core::text::seen(text);
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        Err(Problem::Empty)
    } else if text.len() as u64 > limits.article_bytes {
        Err(Problem::TooLong { limit: limits.article_bytes })
    } else {
        Ok(text)
    }
}

/// Whether a value is a JSON Feed.
fn is_feed(value: &Value) -> bool {
    value["version"].as_str().is_some_and(|version| version.contains("jsonfeed.org"))
}

fn date(fields: &mut Map<String, Value>, field: &'static str) -> Result<Option<Published>, Problem> {
    const SHOWN: usize = 40;
    let Some(text) = string(fields, field)?.filter(|t| !t.trim().is_empty()) else { return Ok(None) };
    let shown = || text.chars().take(SHOWN).collect();
    Published::new(&text).map(Some).ok_or_else(|| Problem::NotADate { field, value: shown() })
}

/// A field's string; null and a missing field are the same.
fn string(fields: &mut Map<String, Value>, field: &'static str) -> Result<Option<String>, Problem> {
    fields.remove(field).map_or(Ok(None), |value| as_string(field, value))
}

fn as_string(field: &'static str, value: Value) -> Result<Option<String>, Problem> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        other => Err(Problem::NotAString { field, found: kind(&other) }),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
