//! What becomes of good and bad input, through [`Articles`].

use super::{Articles, Sources};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Reads files with these names and bytes (all of them, or the ones `named`), and gives each article as
/// `id|published|agency|text`, each error and each warning, a line each. Long texts are cut.
fn read(files: &[(&str, &[u8])], named: &[&str], stdin: &[u8]) -> Vec<String> {
    let folder = TempDir::new().expect("a folder for the test");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let at = |name: &str| if name == "-" { PathBuf::from(name) } else { folder.path().join(name) };
    let log = Arc::new(Mutex::new(Vec::new()));
    let warnings = Arc::clone(&log);
    let warn = move |w: &str| warnings.lock().expect("the log").push(format!("warning: {w}"));
    let paths: Vec<PathBuf> = named.iter().map(|n| at(n)).collect();
    for item in Articles::new(Sources::new(paths, std::io::Cursor::new(stdin.to_vec())), warn) {
        let line = match item {
            Ok(a) => {
                let published = a.published.map_or(String::new(), |d| d.to_string());
                let text: String = a.text.chars().take(40).collect();
                format!("{}|{published}|{}|{text}", a.id, a.agency.unwrap_or_default())
            }
            Err(error) => error.to_string().replace(&format!("{}/", folder.path().display()), ""),
        };
        log.lock().expect("the log").push(line);
    }
    let log = log.lock().expect("the log");
    log.clone()
}

/// One file named like this comes out like this.
fn check(name: &str, bytes: &[u8], lines: &[&str]) {
    assert_eq!(read(&[(name, bytes)], &[name], b""), lines, "reading {name}");
}

/// Gives its bytes and then fails as no reader should.
struct Failing(std::io::Cursor<Vec<u8>>);

impl std::io::Read for Failing {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.read(into)?;
        assert!(count > 0, "a reader fails");
        Ok(count)
    }
}

#[test]
fn a_source_whose_reader_fails_is_named_and_the_rest_goes_on() {
    let folder = TempDir::new().expect("a folder for the test");
    let last = folder.path().join("envoy.txt");
    std::fs::write(&last, "The envoy left.").expect("a file");
    let lines = "{\"id\": \"a\", \"text\": \"The border is shut.\"}\n{\"id\": \"b\", \"text\": \"The bor";
    let reader = Failing(std::io::Cursor::new(lines.into()));
    let items = Articles::new(Sources::new([PathBuf::from("-"), last], reader), |_| {});
    let read: Vec<String> = items.map(|item| item.map_or_else(|e| e.to_string(), |a| a.id)).collect();
    assert_eq!(read, ["a", "standard input: its reader failed; please report it with the input", "envoy"]);
}

#[test]
fn plain_texts() {
    check("envoy.txt", b"The envoy left.", &["envoy|||The envoy left."]);
    check("envoy", b"The envoy left.", &["envoy|||The envoy left."]);
    check("a.txt", b"", &["a.txt: empty: there is nothing to read; the file was skipped"]);
    check("a.txt", b" \r\n\t\n", &["a.txt: empty: there is nothing to read; the file was skipped"]);
    check("nowhere/a.txt", b"x", &["nowhere/a|||x"].map(|_| "a|||x"));
}

#[test]
fn encodings() {
    let line = "Türkiye’s envoy to São Tomé left.";
    let expected = [format!("a|||{line}")];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let utf_16: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check("a.txt", line.as_bytes(), &expected);
    check("a.txt", &[b"\xef\xbb\xbf", line.as_bytes()].concat(), &expected);
    check("a.txt", &[b"\xff\xfe", utf_16.as_slice()].concat(), &expected);
    check("a.txt", &utf_16, &expected);
    check("a.txt", b"T\xfcrkiye\x92s envoy to S\xe3o Tom\xe9 left.", &expected);
    check("a.txt", "Посол уехал.".as_bytes(), &["a|||Посол уехал."]);
    // Cut in the middle of the last sign.
    let cut = line.len() - " left.".len() - 1;
    check("a.txt", &line.as_bytes()[..cut], &["a|||Türkiye’s envoy to São Tom\u{fffd}"]);
}

#[test]
fn what_is_no_text() {
    check(
        "a.txt",
        b"%PDF-1.7\n%\xe2\xe3",
        &["a.txt: a PDF document, not text; extract its text first (`pdftotext FILE`); the file was skipped"],
    );
    check(
        "a.jsonl.gz",
        b"\x1f\x8b\x08\x00\x00",
        &["a.jsonl.gz: broken or cut compressed data: unexpected end of file; the file was skipped"],
    );
    let noise: Vec<u8> = (0_u32..600).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let no_text = "a.txt: not text: it holds bytes that no text encoding has; the file was skipped";
    check("a.txt", &noise, &[no_text]);
    check("a.txt", b"Some text\0and a zero", &[no_text]);
    check("a.txt", b"\x01\x02\x03\x04\x05\x06\x07text", &[no_text]);
}

#[test]
fn json_lines() {
    let good =
        r#"{"id": "a", "text": "Iran struck.", "published": "2024-01-19", "agency": "EFE", "more": [1]}"#;
    check("n.jsonl", good.as_bytes(), &["a|2024-01-19|EFE|Iran struck."]);
    let lines = [
        good,
        "",
        r#"{"text": "No id.", "published": null, "agency": null, "title": null}"#,
        r#"{"id": 7, "text": "A number.", "published": "Fri, 19 Jan 2024 23:30:00 +0500"}"#,
        r#"{"id": "b" "text": "x"}"#,
        r#"{"id": "c", "text": "x", "published": "2024-13-45"}"#,
        r#"{"id": "d"}"#,
        r#"{"id": "e", "text": ["x"]}"#,
        r#"["x"]"#,
        r#"{"id": "a", "text": "The id again.", "date": "2024-01-19T23:30:00Z"}"#,
        r#"{"id": "a", "text": "", "published": ""}"#,
        r#"{"id": "f", "text": "Cut off"#,
    ];
    let expected = [
        "a|2024-01-19|EFE|Iran struck.",
        "n.jsonl:3|||No id.",
        "7|2024-01-19||A number.",
        "n.jsonl:5: not JSON: expected `,` or `}` at column 12; the line was skipped",
        "n.jsonl:6: the field \"published\" is \"2024-13-45\", which is no date; write 2024-01-19 or 2024-01-19T12:30:00Z; the line was skipped",
        "n.jsonl:7: the field \"text\" is missing; the line was skipped",
        "n.jsonl:8: the field \"text\" is a list; it must be a string; the line was skipped",
        "n.jsonl:9: a list where an object with a field \"text\" is needed; the line was skipped",
        "warning: the id \"a\" came before; this article is called \"a#2\"",
        "a#2|2024-01-19||The id again.",
        "n.jsonl:11: empty: there is nothing to read; the line was skipped",
        "n.jsonl:12: not JSON: EOF while parsing a string at column 28; the line was skipped",
    ];
    check("n.jsonl", lines.join("\n").as_bytes(), &expected);
    check("n.jsonl", format!("\u{feff}{}", lines.join("\r\n")).as_bytes(), &expected);
    check(
        "n.json",
        lines.join("\n").replace("jsonl", "json").as_bytes(),
        &expected.map(|e| e.replace("jsonl", "json")).each_ref().map(String::as_str),
    );
    let utf_16: Vec<u8> = format!("\u{feff}{good}\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    check("n.jsonl", &utf_16, &["a|2024-01-19|EFE|Iran struck."]);
    check("n.jsonl", b"{\"text\": \"S\xe3o Tom\xe9 waits.\"}\n", &["n.jsonl:1|||São Tomé waits."]);
    check("n.jsonl", b"\n \n", &["n.jsonl: empty: there is nothing to read; the file was skipped"]);
}

#[test]
fn json_values() {
    check("n.json", b"{\n \"id\": \"a\",\n \"text\": \"One.\"\n}\n", &["a|||One."]);
    check(
        "n.json",
        b"[{\"text\": \"One.\"}, 3, {\"id\": \"b\", \"text\": \"Two.\"}]",
        &[
            "n.json:1|||One.",
            "n.json: article 2: a number where an object with a field \"text\" is needed; the article was skipped",
            "b|||Two.",
        ],
    );
    check("n.json", b"[]", &["n.json: empty: there is nothing to read; the file was skipped"]);
    check(
        "n.json",
        b"[\n{\"text\": }]",
        &["n.json: not JSON: expected value at line 2, column 10; the file was skipped"],
    );
}

#[test]
fn standard_input() {
    let read = |bytes: &[u8]| read(&[], &["-"], bytes);
    assert_eq!(read(b"The envoy left."), ["stdin|||The envoy left."]);
    assert_eq!(read(b"\n{\"text\": \"One.\"}\n{\"text\": \"Two.\"}"), ["stdin:2|||One.", "stdin:3|||Two."]);
    assert_eq!(read(b"{\n\"text\": \"One.\"}"), ["stdin:1|||One."]);
    assert_eq!(read(b"[{\"text\": \"One.\"}]"), ["stdin:1|||One."]);
    assert_eq!(read(b"[Correction] The envoy left."), ["stdin|||[Correction] The envoy left."]);
    assert_eq!(read(b""), ["standard input: empty: there is nothing to read"]);
}

#[test]
fn folders() {
    let files: [(&str, &[u8]); 8] = [
        ("news/b.txt", b"B."),
        ("news/a/2.text", b"A2."),
        ("news/a/1.jsonl", b"{\"text\": \"A1.\"}"),
        ("news/.hidden.txt", b"no"),
        ("news/.git/x.txt", b"no"),
        ("news/picture.png", b"\x89PNG"),
        ("news/a/B.TXT", b"Again."),
        ("bare/readme.md", b"no"),
    ];
    assert_eq!(
        read(&files, &["news", "bare", "missing.txt", "news/b.txt"], b""),
        [
            "1.jsonl:1|||A1.",
            "2|||A2.",
            "B|||Again.",
            "b|||B.",
            "bare: no articles in this folder (files ending in .txt, .text, .jsonl, .ndjson, .json, .html, .htm, .xhtml, .xml, .rss, .atom, .warc, .zip, .tar, .tgz)",
            "missing.txt: no such file or folder",
            "warning: the id \"b\" came before; this article is called \"b#2\"",
            "b#2|||B.",
        ]
    );
    assert!(Path::new("/").is_dir());
}

#[test]
fn too_long() {
    let long = "never a full stop ".repeat(600_000);
    check(
        "a.txt",
        long.as_bytes(),
        &["a.txt: longer than 4 MiB (see `detente limits`); split it into articles; the file was skipped"],
    );
    let line = format!("{{\"text\": \"{long}\"}}\n{{\"id\": \"b\", \"text\": \"Short.\"}}\n");
    let too_long =
        "a.jsonl:1: longer than 4 MiB (see `detente limits`); split it into articles; the line was skipped";
    check("a.jsonl", line.as_bytes(), &[too_long, "b|||Short."]);
    let line = format!("{{\"text\": \"{}\"}}\n{{\"id\": \"b\", \"text\": \"Short.\"}}\n", long.repeat(3));
    check("a.jsonl", line.as_bytes(), &[&too_long.replace('4', "25"), "b|||Short."]);
}
