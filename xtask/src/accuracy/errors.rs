//! The most frequent kinds of error, each with an example.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::{Scored, array, ranked};

/// Kinds that are shown.
const SHOWN: usize = 20;
/// Characters of an example.
const EXAMPLE: usize = 160;

/// The section of the page: counts from the sets that are set aside, examples from `seen`.
pub(super) fn table(aside: &[Scored], seen: &Value) -> String {
    let mut counts: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for miss in aside.iter().flat_map(|set| array(&set.report["misses"])) {
        counts.entry(kind(miss)).or_default().push(miss);
    }
    let mut examples: BTreeMap<String, &Value> = BTreeMap::new();
    for miss in array(&seen["misses"]) {
        examples.entry(kind(miss)).or_insert(miss);
    }
    let all: usize = counts.values().map(Vec::len).sum();
    let mut text = format!(
        "\n## What goes wrong\n\nThe {SHOWN} most frequent kinds of the {all} errors in the sets that are set aside. The examples are from the articles \
         that training saw.\n\n| errors | kind | example |\n| --- | --- | --- |\n",
    );
    for (kind, misses) in ranked(counts).into_iter().take(SHOWN) {
        let example = examples.get(&kind).map(|miss| example(miss)).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} | {kind} | {example} |", misses.len());
    }
    text
}

/// What kind of error it is: "missed ACCUSE", "SANCTION taken for COERCE", "actor missing".
fn kind(miss: &Value) -> String {
    let of = |side: &str| miss[side]["type"].as_str().unwrap_or("?").to_owned();
    match miss["kind"].as_str().unwrap_or_default() {
        "missed" => format!("{} missed", of("annotated")),
        "extra" => format!("{} found where none is", of("found")),
        "mistyped" => format!("{} taken for {}", of("annotated"), of("found")),
        _ => parties(miss),
    }
}

/// How the parties differ.
fn parties(miss: &Value) -> String {
    let side = |name: &str, role: &str| -> BTreeSet<String> {
        array(&miss[name][role]).map(|code| code.as_str().unwrap_or("nobody known").to_owned()).collect()
    };
    let one = |role: &str, name: &str| {
        let (wanted, got) = (side("annotated", role), side("found", role));
        if wanted == got {
            return None;
        }
        Some(match (got.is_empty(), wanted.is_empty()) {
            (true, _) => format!("{name} not found"),
            (_, true) => format!("{name} found where none is"),
            _ if got.is_superset(&wanted) => format!("one {name} too many"),
            _ if wanted.is_superset(&got) => format!("one {name} too few"),
            _ if got.contains("nobody known") => format!("{name} without its state"),
            _ => format!("wrong {name}"),
        })
    };
    let differences: Vec<String> =
        [one("actors", "actor"), one("recipients", "recipient")].into_iter().flatten().collect();
    differences.join(", ")
}

/// The words around the event, short enough for a table.
fn example(miss: &Value) -> String {
    let text = miss["text"].as_str().unwrap_or_default().replace('|', "/");
    let cut: String = text.chars().take(EXAMPLE).collect();
    let anchor =
        ["found", "annotated"].iter().find_map(|side| miss[*side]["anchor"].as_str()).unwrap_or_default();
    let dots = if cut.len() < text.len() { " ..." } else { "" };
    format!("\"{}\" in: {cut}{dots}", anchor.replace('|', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(miss: Value, expected: &str) {
        assert_eq!(kind(&miss), expected);
    }

    #[test]
    fn errors_have_kinds() {
        check(json!({"kind": "missed", "annotated": {"type": "AID"}}), "AID missed");
        check(
            json!({"kind": "mistyped", "annotated": {"type": "AID"}, "found": {"type": "CONSULT"}}),
            "AID taken for CONSULT",
        );
        let sides = |wanted: Value, got: Value| {
            json!({"kind": "parties", "annotated": {"actors": wanted, "recipients": []},
                "found": {"actors": got, "recipients": []}})
        };
        check(sides(json!(["IRN"]), json!([])), "actor not found");
        check(sides(json!(["IRN"]), json!([null])), "actor without its state");
        check(sides(json!(["IRN"]), json!(["IRN", "PAK"])), "one actor too many");
    }
}
