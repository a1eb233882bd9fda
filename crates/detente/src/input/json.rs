//! Articles as JSON objects.

use super::Source;
use super::error::{Problem, Spot};
use super::published::day;
use detente_core::document::Article;
use detente_core::limits;
use serde_json::{Map, Value};
use std::io::{self, BufRead};
use std::path::Path;

/// What a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One article of plain text.
    Text,
    /// An article a line.
    Lines,
    /// One JSON value: an article or a list of them.
    List,
}

impl Form {
    /// By the name's ending, or else by how the source starts.
    pub(super) fn of(path: &Path, source: &mut Source) -> io::Result<Form> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        Ok(match ending.as_str() {
            "txt" | "text" => Form::Text,
            "jsonl" | "ndjson" => Form::Lines,
            "json" => Form::List,
            _ => {
                let start = source.fill_buf()?;
                let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
                let opening = start.trim_ascii_start();
                if opening.starts_with(b"{\n") || opening.starts_with(b"{\r") {
                    return Ok(Form::List);
                }
                let mut signs = start.iter().filter(|b| !b.is_ascii_whitespace());
                match (signs.next(), signs.next()) {
                    // An RTF document starts with a brace as well.
                    (Some(b'{'), Some(b'"' | b'}') | None) => Form::Lines,
                    // A plain text may start with a bracket: "[Correction] ...".
                    (Some(b'['), Some(b'{')) => Form::List,
                    _ => Form::Text,
                }
            }
        })
    }
}

/// What a `.json` file turned out to hold.
pub(super) enum Parsed {
    List(Vec<Value>),
    /// JSON Lines under another name.
    Lines(String),
}

/// The articles of a text that is one JSON value.
pub(super) fn list(text: &str) -> Result<Parsed, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Empty);
    }
    match serde_json::from_str(text) {
        Ok(Value::Array(list)) => Ok(Parsed::List(list)),
        Ok(value) => Ok(Parsed::List(vec![value])),
        Err(error) => {
            let first = text.trim_start().lines().next().unwrap_or("");
            let is_lines = matches!(serde_json::from_str(first), Ok(Value::Object(_)));
            if is_lines { Ok(Parsed::Lines(text.to_string())) } else { Err(Problem::NotJson(error)) }
        }
    }
}

/// The value on a line.
pub(super) fn line(line: &str) -> Result<Value, Problem> {
    serde_json::from_str(line).map_err(Problem::NotJson)
}

/// The article that a value describes. Fields that are not ours are passed over.
pub(super) fn article(value: Value, spot: &Spot) -> Result<Article, Problem> {
    let Value::Object(mut fields) = value else { return Err(Problem::NotAnObject(kind(&value))) };
    let text = string(&mut fields, "text")?.ok_or(Problem::NoText)?;
    let text = check_text(text)?;
    let id = match fields.remove("id") {
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(value) => as_string("id", value)?,
        None => None,
    };
    // Most archives call the day of publication a date.
    let published = match date(&mut fields, "published")? {
        Some(day) => Some(day),
        None => date(&mut fields, "date")?,
    };
    Ok(Article {
        id: id.filter(|id| !id.trim().is_empty()).unwrap_or_else(|| spot.id()),
        text,
        published,
        agency: string(&mut fields, "agency")?,
        title: string(&mut fields, "title")?,
        url: string(&mut fields, "url")?,
    })
}

/// Holds a text to the limits.
pub(super) fn check_text(text: String) -> Result<String, Problem> {
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        Err(Problem::Empty)
    } else if text.len() > limits::ARTICLE_BYTES {
        Err(Problem::TooLong { limit: limits::ARTICLE_BYTES })
    } else {
        Ok(text)
    }
}

fn date(fields: &mut Map<String, Value>, field: &'static str) -> Result<Option<jiff::civil::Date>, Problem> {
    const SHOWN: usize = 40;
    let Some(text) = string(fields, field)?.filter(|t| !t.trim().is_empty()) else { return Ok(None) };
    let shown = || text.chars().take(SHOWN).collect();
    day(&text).map(Some).ok_or_else(|| Problem::NotADate { field, value: shown() })
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
