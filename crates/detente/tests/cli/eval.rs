//! Scoring the output of a system against annotated articles; the reader itself is not asked.

use super::{Ran, command};
use serde_json::{Value, json};
use std::fs;
use tempfile::TempDir;

/// One annotated article: a strike, and a recall that answers it.
fn gold() -> Value {
    let event = |id: &str, kind: &str, anchor: &str, actor: &str, recipient: &str| {
        let party = |text: &str| json!({"text": text, "code": text[..3].to_uppercase(), "sector": "GOV"});
        json!({
            "id": id, "anchors": [anchor], "type": kind, "mode": null, "actors": [party(actor)],
            "recipients": [party(recipient)], "status": "happened", "date": null, "place": null,
            "claims": [{"source": "narrator", "stance": "asserts", "anchor": null}],
            "responds_to": [], "incident": "strike",
        })
    };
    let mut recall = event("e2", "SANCTION", "recalled its envoy", "Pakistan", "Iran");
    recall["responds_to"] = json!(["e1"]);
    json!({
        "id": "made-up/01", "crisis": "made-up", "agency": null, "published": "2024-01-19",
        "text": "Iran struck Pakistan. Pakistan recalled its envoy.",
        "events": [event("e1", "ASSAULT", "Iran struck", "Iran", "Pakistan"), recall],
        "relations": [], "commitments": [], "disputes": [],
    })
}

/// An answer that has the strike and nothing else.
fn found() -> Value {
    json!({"id": "made-up/01", "events": [{
        "id": "e1", "anchors": [{"start": 5, "end": 11}], "type": "ASSAULT", "status": "happened",
        "actors": [{"code": "IRA"}], "recipients": [{"code": "PAK"}],
    }]})
}

/// Runs `detente eval ARGS` on a folder with these files and, as `--found`, this answer.
fn eval(files: &[(&str, String)], found: Option<&str>, args: &[&str]) -> Ran {
    let folder = TempDir::new().expect("a folder");
    let gold = folder.path().join("gold");
    fs::create_dir(&gold).expect("a folder");
    for (name, text) in files {
        fs::write(gold.join(name), text).expect("a file");
    }
    let mut command = command();
    command.arg("eval").args(args);
    if let Some(found) = found {
        let path = folder.path().join("found.jsonl");
        fs::write(&path, found).expect("a file");
        command.arg("--found").arg(path);
    }
    command.arg(gold).output().expect("a run").into()
}

#[test]
fn a_systems_output_is_scored_without_the_reader() {
    let files = [("01.json", gold().to_string()), ("notes.txt", "not an article".to_string())];
    let ran = eval(&files, Some(&found().to_string()), &["--misses"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.contains("1 article, 2 events annotated, 1 found"), "{}", ran.out);
    assert!(ran.out.contains("who did what to whom         1.000  0.500  0.667"), "{}", ran.out);
    assert!(ran.out.contains("missed    made-up/01 e2  SANCTION “recalled its envoy”"), "{}", ran.out);
}

#[test]
fn json_holds_all_of_it() {
    let ran = eval(&[("01.json", gold().to_string())], Some(&found().to_string()), &["--format", "json"]);
    let report = &ran.objects()[0];
    assert_eq!(report["events"], json!({"annotated": 2, "found": 1}));
    assert_eq!(report["measures"][1]["precision"], 1.0);
    assert_eq!(report["misses"][0]["kind"], "missed");
    assert_eq!(report["confusion"].as_array().map(Vec::len), Some(2));
}

#[test]
fn bad_annotations_and_answers_cost_one_line_each() {
    let mut bad = gold();
    bad["events"][1]["type"] = json!("FIGHT");
    let files = [("01.json", gold().to_string()), ("02.json", bad.to_string()), ("03.json", "{".to_string())];
    let answers = format!("{}\n{{\"id\": \"b\", \"events\": 3}}\n", found());
    let ran = eval(&files, Some(&answers), &[]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.out.contains("1 article, 2 events"), "{}", ran.out);
    let lines: Vec<&str> = ran.err.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.err);
    assert!(lines[0].contains("found.jsonl:2: b: events is 3; expected a list"), "{}", ran.err);
    assert!(lines[1].contains("02.json: made-up/01: e2.type is \"FIGHT\"; expected AGREE"), "{}", ran.err);
    assert!(lines[2].contains("03.json: not JSON"), "{}", ran.err);
}

#[test]
fn nothing_to_score_is_a_failure() {
    let ran = eval(&[("01.json", "[]".to_string())], Some(&found().to_string()), &[]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    let ran = eval(&[("01.json", gold().to_string())], Some(""), &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("no answer to score"), "{}", ran.err);
}

#[test]
fn an_article_without_an_answer_is_told() {
    let mut found = found();
    found["id"] = json!("another");
    let ran = eval(&[("01.json", gold().to_string())], Some(&found.to_string()), &[]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.out.contains("event type                   0.000  0.000  0.000        0          2       0"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("\"made-up/01\"") && ran.err.contains("count as missed"), "{}", ran.err);
}

#[test]
fn check_prints_every_fault() {
    let mut bad = gold();
    bad["events"][0]["place"] = json!({"name": "Quetta", "country": "PAK"});
    bad["events"][1]["responds_to"] = json!(["e9"]);
    let ran = eval(&[("01.json", gold().to_string()), ("02.json", bad.to_string())], None, &["--check"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ran.out);
    assert!(lines[0].contains("02.json: made-up/01: e1.place.name is \"Quetta\""), "{}", ran.out);
    assert!(lines[1].contains("e2.responds_to[0] is \"e9\""), "{}", ran.out);
    assert_eq!(eval(&[("01.json", gold().to_string())], None, &["--check"]).code, Some(0));
    assert_eq!(eval(&[("01.json", gold().to_string())], Some("{}"), &["--check"]).code, Some(2));
}
