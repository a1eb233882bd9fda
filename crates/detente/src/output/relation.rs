//! What `detente relate` prints of one pair: a JSON object on a line of its own.

use detente_core::relate::Relation;
use detente_ledger::record::{Offsets, rounded};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Types less likely than this are left out.
const LEAST: f32 = 0.001;

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    r#type: Option<&'static str>,
    mode: Option<&'static str>,
    status: Option<&'static str>,
    score: f32,
    word: Option<Value>,
    types: BTreeMap<&'static str, f32>,
}

/// The line of a pair.
pub(crate) fn relation(id: &str, text: &str, found: &Relation) -> Vec<u8> {
    let offsets = Offsets::new(text);
    let word = found.word.map(|span| {
        let (start, end) = offsets.of(span);
        json!({"text": span.slice(text), "start": start, "end": end})
    });
    let likely = found.kinds.iter().filter(|(_, score)| *score >= LEAST);
    let record = Record {
        id,
        r#type: found.kind.map(|kind| kind.as_str()),
        mode: found.mode.map(|mode| mode.as_str()),
        status: found.status.map(|status| status.as_str()),
        score: rounded(found.score),
        word,
        types: likely.map(|(kind, score)| (kind.as_str(), rounded(*score))).collect(),
    };
    // Strings and numbers only: serialising to memory has no way to fail.
    let mut line = serde_json::to_vec(&record).unwrap_or_default();
    line.push(b'\n');
    line
}
