//! Sentences with two marked parties, from JSON Lines.
//!
//! In: `{"id": "a", "text": "<s>Iran</s> struck <t>Pakistan</t>."}`, or the plain text with `"source": [0, 4], "target":
//! [12, 20]` in Unicode scalar values. Out: [`Pair`]s, the text without marks and both spans in bytes.

use detente_core::text::ByteSpan;
use detente_ingest::{Objects, Spot};
use serde_json::Value;
use std::fmt;
use std::io::Read;
use std::path::PathBuf;

/// A text and the two parties in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    /// Its name in the output.
    pub(crate) id: String,
    /// The text without marks.
    pub(crate) text: String,
    /// Who does something.
    pub(crate) source: ByteSpan,
    /// To whom.
    pub(crate) target: ByteSpan,
}

/// What is wrong with an object that should be a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NoPair {
    /// No text, or an empty one.
    NoText,
    /// No marks, or not one of each.
    NoParties,
    /// A party's span that does not lie in the text.
    NotASpan(&'static str),
}

impl fmt::Display for NoPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoPair::NoText => write!(f, "the field \"text\" is missing or empty"),
            NoPair::NoParties => write!(
                f,
                "source and target are not marked; mark each once, as <s>..</s> and <t>..</t>, or give their offsets"
            ),
            NoPair::NotASpan(field) => write!(
                f,
                "the field {field:?} is no span of the text; write [start, end] in Unicode scalar values"
            ),
        }
    }
}

/// The pairs of the named files, in order; `-` is `stdin`. An object that holds none is a complaint of its own.
pub(crate) fn pairs(
    paths: Vec<PathBuf>,
    stdin: impl Read + Send + 'static,
) -> impl Iterator<Item = Result<Pair, String>> + Send {
    Objects::new(paths, stdin).map(|object| {
        let (spot, value) = object.map_err(|fault| fault.to_string())?;
        pair(&value, &spot).map_err(|problem| format!("{spot}: {problem}; the line was skipped"))
    })
}

/// The pair of one object.
fn pair(value: &Value, spot: &Spot) -> Result<Pair, NoPair> {
    let text = match &value["text"] {
        Value::String(text) if !text.trim().is_empty() => text.as_str(),
        _ => return Err(NoPair::NoText),
    };
    let id = match &value["id"] {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => spot.id(),
    };
    let (text, source, target) = if value["source"].is_null() && value["target"].is_null() {
        unmark(text).ok_or(NoPair::NoParties)?
    } else {
        let span = |field| scalar_span(text, &value[field]).ok_or(NoPair::NotASpan(field));
        (text.to_owned(), span("source")?, span("target")?)
    };
    Ok(Pair { id, text, source, target })
}

/// The text without its marks, and where they stood; none unless each mark stands once, and ends after it starts.
fn unmark(text: &str) -> Option<(String, ByteSpan, ByteSpan)> {
    let mut plain = String::with_capacity(text.len());
    let mut at = [None; 4];
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        plain.push_str(&rest[..open]);
        rest = &rest[open..];
        match ["<s>", "</s>", "<t>", "</t>"].iter().position(|mark| rest.starts_with(mark)) {
            Some(mark) if at[mark].is_some() => return None,
            Some(mark) => {
                at[mark] = Some(plain.len());
                rest = &rest[3 + mark % 2..];
            }
            None => {
                plain.push('<');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    let [source, source_end, target, target_end] = at;
    let span = |start: Option<usize>, end: Option<usize>| {
        let (start, end) = (start?, end?);
        (start < end).then(|| ByteSpan::new(start, end))
    };
    let (source, target) = (span(source, source_end)?, span(target, target_end)?);
    Some((plain, source, target))
}

/// `[start, end]` in Unicode scalar values as a span of bytes; none unless it lies in the text and holds something.
fn scalar_span(text: &str, value: &Value) -> Option<ByteSpan> {
    let [start, end] = value.as_array()?.as_slice() else { return None };
    let byte = |at: &Value| {
        let at = usize::try_from(at.as_u64()?).ok()?;
        text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(at)
    };
    let (start, end) = (byte(start)?, byte(end)?);
    (start < end).then(|| ByteSpan::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(value: Value, expected: Option<(&str, &str, &str)>) {
        let spot = Spot::new(std::path::Path::new("pairs.jsonl"));
        let found = pair(&value, &spot).ok();
        let found =
            found.as_ref().map(|p| (p.text.as_str(), p.source.slice(&p.text), p.target.slice(&p.text)));
        assert_eq!(found, expected);
    }

    #[test]
    fn marks_and_offsets_give_the_same_pair() {
        let expected = Some(("Perú shelled Écuador & <x>.", "Perú", "Écuador"));
        check(json!({"text": "<s>Perú</s> shelled <t>Écuador</t> & <x>."}), expected);
        check(json!({"text": "Perú shelled Écuador & <x>.", "source": [0, 4], "target": [13, 20]}), expected);
    }

    #[test]
    fn a_target_may_stand_first_and_one_party_within_the_other() {
        check(json!({"text": "<t>B</t> was hit by <s>A</s>"}), Some(("B was hit by A", "A", "B")));
        check(json!({"text": "<s>A's <t>B</t> wing</s> fell"}), Some(("A's B wing fell", "A's B wing", "B")));
    }

    #[test]
    fn what_is_no_pair_is_refused() {
        for text in [
            "no marks",
            "<s>A</s> alone",
            "<s></s> <t>B</t>",
            "<s>A</s><s>C</s> <t>B</t>",
            "</s>A<s> <t>B</t>",
        ] {
            check(json!({"text": text}), None);
        }
        for span in [json!([0]), json!([2, 1]), json!([0, 99]), json!("A"), json!([-1, 2])] {
            check(json!({"text": "A hit B", "source": span, "target": [6, 7]}), None);
        }
        check(json!({"id": "a"}), None);
    }
}
