//! Every answer is what the OpenAPI document says it is: many questions to every operation, made of what the document says can be asked,
//! sound and unsound, and each answer held against the document's schemas, in which nothing may stand that they do not name.

use super::server::{Server, encoded};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Questions to each operation.
const QUESTIONS: usize = 40;

/// What is asked under each name, sound and unsound.
fn values(name: &str) -> &'static [&'static str] {
    match name {
        "q" => &["", "ambassador", "\"foreign minister\"", "the embassy", "'", "a AND", "NEAR(", "\u{202e}x"],
        "party" | "with" => &["", "IRN", "pak", "United Kingdom", "Taliban", "nobody", "<x>"],
        "type" => &["", "ASSAULT", "consult", "PICNIC"],
        "class" => &["", "1", "4", "5", "x"],
        "country" => &["", "PAK", "irn", "Pakistan"],
        "from" | "to" => &["", "2017-01-01", "2022-09-16", "2999-12-31", "soon", "2022-02-30"],
        "disputed" | "open" => &["", "yes", "no", "maybe"],
        "as_of" => &["", "1", "0", "99", "2000-01-01", "2999-01-01T00:00:00Z", "soon"],
        "after" => &["", "2022-09-16_00000000000000ff", "1", "x"],
        "skip" => &["", "0", "3", "100000", "-1", "x"],
        "limit" => &["", "1", "7", "1000", "0", "1001"],
        "format" => &["", "json", "jsonl", "csv", "geojson", "parquet", "xml"],
        "rule" => &["", "Accounts differ", "no such rule"],
        "on" => &["", "new-dispute", "index-above", "war"],
        "name" => &["", "story.txt", "a\u{0}b"],
        other => unreachable!("the document has a parameter that this test knows nothing of: {other}"),
    }
}

/// The n-th of a row of numbers that look as if by chance, the same each time.
fn chance(n: u64) -> u64 {
    let mut x = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Lets objects have nothing that their schema does not name.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(strict);
            if object.contains_key("properties") {
                object.entry("unevaluatedProperties").or_insert(json!(false));
            }
            // Parts of one object know nothing of each other's fields; the whole does.
            if let Some(parts) = object.get_mut("allOf").and_then(Value::as_array_mut) {
                for part in parts.iter_mut().filter_map(Value::as_object_mut) {
                    part.remove("unevaluatedProperties");
                }
                object.insert("unevaluatedProperties".into(), json!(false));
            }
        }
        Value::Array(all) => all.iter_mut().for_each(strict),
        _ => {}
    }
}

struct Contract {
    document: Value,
    validators: BTreeMap<String, Validator>,
}

impl Contract {
    fn of(server: &Server) -> Self {
        let (status, kind, body) = server.answer("GET", "/v1/openapi.json", "");
        assert_eq!((status, kind.as_str()), (200, "application/json"));
        Contract { document: serde_json::from_slice(&body).expect("JSON"), validators: BTreeMap::new() }
    }

    /// What is wrong with an answer to an operation.
    fn fault(&mut self, operation: &Value, (status, kind, body): &(u16, String, Vec<u8>)) -> Option<String> {
        let response = &operation["responses"][status.to_string()];
        if response.is_null() {
            return Some(format!("status {status} is not described: {}", String::from_utf8_lossy(body)));
        }
        let Some(contents) = response["content"].as_object() else {
            return (!body.is_empty()).then(|| format!("status {status} is described without a body"));
        };
        let Some(content) = contents.get(kind) else {
            return Some(format!("{kind} is not described for status {status}"));
        };
        match kind.as_str() {
            "application/json" | "application/problem+json" => {
                let value: Value = match serde_json::from_slice(body) {
                    Ok(value) => value,
                    Err(error) => return Some(format!("no JSON: {error}")),
                };
                let validator = self.validator(&content["schema"]);
                let errors: Vec<String> = validator
                    .iter_errors(&value)
                    .take(3)
                    .map(|e| {
                        format!(
                            "{} at {}",
                            e.to_string().chars().take(300).collect::<String>(),
                            e.instance_path()
                        )
                    })
                    .collect();
                (!errors.is_empty()).then(|| errors.join("; "))
            }
            "application/jsonl" => {
                let text = String::from_utf8_lossy(body);
                let bad = text.lines().find(|line| serde_json::from_str::<Value>(line).is_err());
                bad.map(|line| format!("no JSON: {line}"))
            }
            "application/geo+json" => {
                let value: Result<Value, _> = serde_json::from_slice(body);
                (!value.is_ok_and(|v| v["features"].is_array()))
                    .then(|| "no collection of features".to_string())
            }
            "application/vnd.apache.parquet" => {
                let is_whole = body.starts_with(b"PAR1") && body.ends_with(b"PAR1");
                (!is_whole).then(|| "no Parquet file".to_string())
            }
            _ => None,
        }
    }

    fn validator(&mut self, schema: &Value) -> &Validator {
        let document = &self.document;
        self.validators.entry(schema.to_string()).or_insert_with(|| {
            let mut whole = schema.clone();
            whole["components"] = document["components"].clone();
            strict(&mut whole);
            whole["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
            jsonschema::validator_for(&whole).expect("a schema")
        })
    }
}

/// An address of an operation, by chance; `n` is the number of the question.
fn address(path: &str, operation: &Value, ids: &BTreeMap<&str, Vec<String>>, n: u64) -> String {
    let mut filled = path.to_string();
    let mut query = Vec::new();
    for (i, parameter) in operation["parameters"].as_array().into_iter().flatten().enumerate() {
        let name = parameter["name"].as_str().expect("a name");
        let dice = chance(n * 64 + i as u64);
        if parameter["in"] == "path" {
            // Mostly one that is there, for errors alone show little.
            let known = &ids[if name == "id" && path.contains("crises") { "crisis" } else { name }];
            let at = if dice.is_multiple_of(4) { dice / 4 % known.len() as u64 } else { 0 };
            filled = filled.replace(&format!("{{{name}}}"), &encoded(&known[at as usize]));
        } else if dice.is_multiple_of(5) {
            let values = values(name);
            let value = values[(dice / 5 % values.len() as u64) as usize];
            query.push(format!("{name}={}", encoded(value)));
        }
    }
    if query.is_empty() { filled } else { format!("{filled}?{}", query.join("&")) }
}

#[test]
fn every_answer_is_as_the_document_describes_it() {
    let server = Server::demo();
    let mut contract = Contract::of(&server);
    let number = |path: &str, kind: &str| {
        server.first(path, kind).trim_start_matches(kind).split('?').next().unwrap_or_default().to_string()
    };
    let others = ["ffffffffffffffff", "x"].map(String::from);
    let with_others = |first: String| [vec![first], others.to_vec()].concat();
    let incident = number("/v1/incidents?disputed=yes&limit=1", "/incident/");
    let article = number(&format!("/incident/{incident}"), "/article/");
    let ids = BTreeMap::from([
        ("id", with_others(incident)),
        ("crisis", with_others(number("/crises", "/crisis/"))),
        ("key", with_others(article)),
        ("one", ["GBR", "IRN", "nobody", "a/b"].map(String::from).to_vec()),
        ("other", ["RUS", "GBR", "IRN", "x"].map(String::from).to_vec()),
    ]);
    let (mut faults, mut asked, mut by_status) = (Vec::new(), 0, BTreeMap::<u16, usize>::new());
    let paths = contract.document["paths"].as_object().expect("paths").clone();
    for (number, (path, methods)) in paths.iter().enumerate() {
        // A stream has no end.
        let get = methods.get("get").filter(|_| path != "/v1/stream");
        for n in 0..get.map_or(0, |_| QUESTIONS) {
            let operation = &methods["get"];
            // The first is asked without anything that could be wrong.
            let address = match n {
                0 => address(
                    path,
                    &json!({ "parameters": operation["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == "path").collect::<Vec<_>>() }),
                    &ids,
                    1,
                ),
                _ => address(path, operation, &ids, (number * QUESTIONS + n) as u64),
            };
            let answer = server.answer("GET", &address, "");
            *by_status.entry(answer.0).or_default() += 1;
            asked += 1;
            faults.extend(contract.fault(operation, &answer).map(|fault| format!("{address}: {fault}")));
        }
        for body in bodies(path) {
            let Some(operation) = methods.get("post") else { continue };
            let answer = server.answer("POST", path, body);
            *by_status.entry(answer.0).or_default() += 1;
            asked += 1;
            faults.extend(contract.fault(operation, &answer).map(|f| format!("POST {path} {body}: {f}")));
        }
    }
    eprintln!("contract: {asked} questions to {} paths, by status {by_status:?}", paths.len());
    faults.dedup();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(30)].join("\n"));
    // It would show nothing if all went one way.
    assert!(
        by_status[&200] > asked / 3 && by_status[&400] > asked / 20 && by_status[&404] > 10,
        "{by_status:?}"
    );
}

fn bodies(path: &str) -> &'static [&'static str] {
    match path {
        "/v1/articles" => &[
            r#"{"id":"c1","text":"Iran struck a depot near Panjgur in Pakistan, Pakistan said.","published":"2024-01-17"}"#,
            r#"{"id":"c1","text":"Iran struck a depot near Panjgur in Pakistan, Pakistan said.","published":"2024-01-17"}"#,
            r#"{"id":"","text":"x"}"#,
            r#"{"id":"c2","text":"x","colour":"red"}"#,
            "no JSON",
            "",
        ],
        "/v1/articles/bulk" => &["{\"id\":\"b1\",\"text\":\"Nothing.\"}\nno JSON\n", "no JSON\n", ""],
        "/v1/articles/files" => &["Talks began in Muscat on Monday, Oman said.", "", "\u{0}\u{1}\u{2}"],
        _ => &[],
    }
}
