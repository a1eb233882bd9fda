//! The forms of output on a made-up reading.

use super::fixture;
use super::{Format, Style};

fn render(format: Format, explain: bool, colour: bool) -> String {
    let style = Style { format, explain, colour, width: 80 };
    let mut bytes = style.header();
    bytes.extend(style.article(&fixture::reading()));
    String::from_utf8(bytes).expect("output is UTF-8")
}

/// Compares with a file of `src/output/golden/`, or writes it where `DETENTE_GOLDEN` is `write`.
fn check(name: &str, got: &str) {
    let path = format!("{}/src/output/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("DETENTE_GOLDEN").is_ok_and(|v| v == "write") {
        std::fs::write(&path, got).expect("golden file is writable");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(got == expected, "{name} differs; DETENTE_GOLDEN=write accepts:\n{got}");
}

#[test]
fn text_is_a_timeline_with_accounts_side_by_side() {
    check("text.txt", &render(Format::Text, false, false));
}

#[test]
fn explain_shows_frame_and_roles() {
    check("explain.txt", &render(Format::Text, true, false));
}

#[test]
fn annotated_marks_the_spans() {
    check("annotated.txt", &render(Format::Annotated, false, false));
}

#[test]
fn jsonl_has_every_field() {
    let line = render(Format::Jsonl, true, false);
    assert_eq!(line.matches('\n').count(), 1);
    let value: serde_json::Value = serde_json::from_str(&line).expect("a JSON object");
    check("record.json", &(serde_json::to_string_pretty(&value).expect("JSON") + "\n"));
}

#[test]
fn offsets_slice_the_text_in_scalar_values() {
    let reading = fixture::reading();
    let text: Vec<char> = reading.document.text().chars().collect();
    let record = serde_json::to_value(detente_ledger::record::Article::of(&reading, true)).expect("JSON");
    let mut seen = 0;
    walk(&record, &mut |object| {
        let (Some(start), Some(end), Some(words)) =
            (object.get("start"), object.get("end"), object.get("text"))
        else {
            return;
        };
        let number =
            |v: &serde_json::Value| v.as_u64().and_then(|n| usize::try_from(n).ok()).expect("an offset");
        let slice: String = text[number(start)..number(end)].iter().collect();
        assert_eq!(Some(slice.as_str()), words.as_str());
        seen += 1;
    });
    assert!(seen > 10);
}

fn walk(value: &serde_json::Value, visit: &mut impl FnMut(&serde_json::Map<String, serde_json::Value>)) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|v| walk(v, visit)),
        serde_json::Value::Object(object) => {
            visit(object);
            object.values().for_each(|v| walk(v, visit));
        }
        _ => {}
    }
}

#[test]
fn csv_has_a_row_for_each_claim() {
    let table = render(Format::Csv, false, false);
    check("claims.csv", &table);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> =
        reader.records().collect::<Result<_, _>>().expect("rows of one length");
    assert_eq!(rows.len(), fixture::reading().claims.len());
}

#[test]
fn colours_change_nothing_but_colours() {
    let coloured = render(Format::Text, false, true);
    assert!(coloured.contains('\u{1b}'));
    let stripped = anstream::adapter::strip_str(&coloured).to_string();
    let lines: Vec<&str> = stripped.lines().map(str::trim_end).collect();
    assert_eq!(lines.join("\n") + "\n", render(Format::Text, false, false));
}

#[test]
fn annotation_can_be_taken_off_again() {
    let coloured = super::annotated::render(&fixture::reading(), true);
    let labels = ["[e1 ASSAULT]", "[e2 SANCTION]", "[e3 AGREE]"];
    let mut stripped = anstream::adapter::strip_str(&coloured).to_string();
    for label in labels {
        stripped = stripped.replace(label, "");
    }
    assert_eq!(stripped.trim_end(), fixture::reading().document.text());
}

#[test]
fn an_article_without_events_says_so() {
    let style = Style { format: Format::Jsonl, explain: false, colour: false, width: 80 };
    let line = String::from_utf8(style.article(&fixture::nothing())).expect("UTF-8");
    assert!(line.contains(r#""events":[]"#));
    let text = Style { format: Format::Text, ..style }.article(&fixture::nothing());
    assert!(String::from_utf8_lossy(&text).contains("No event found."));
}
