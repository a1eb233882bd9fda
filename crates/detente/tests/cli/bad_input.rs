//! What cannot be read costs one clear line and nothing else.

use super::{Ran, command, run, run_on};
use std::fs;
use tempfile::TempDir;

/// Reads a good article beside a file with these bytes.
fn beside(name: &str, bytes: &[u8]) -> Ran {
    let folder = TempDir::new().expect("a folder");
    let good = folder.path().join("good.txt");
    fs::write(&good, "Oslo, Jan 3, 2022 (AAA) - Norway expelled two diplomats.").expect("a file");
    let bad = folder.path().join(name);
    fs::write(&bad, bytes).expect("a file");
    command().args(["read", "--format", "jsonl"]).args([&bad, &good]).output().expect("a run").into()
}

/// The bad file is complained of by name in one line with these words, the good one is read, the code is 3.
fn check(name: &str, bytes: &[u8], words: &str) {
    let ran = beside(name, bytes);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let ids: Vec<_> = ran.objects().iter().map(|o| o["id"].clone()).collect();
    assert_eq!(ids, ["good"]);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.starts_with("detente: ") && ran.err.contains(name), "{}", ran.err);
    assert!(ran.err.contains(words), "{}", ran.err);
}

#[test]
fn an_empty_file() {
    check("empty.txt", b"", "empty");
    check("blank.txt", b" \n\n ", "empty");
}

#[test]
fn bytes_that_are_no_text() {
    let bytes: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    check("picture.txt", &[&b"\x89PNG\r\n\x1a\n\0\0\0"[..], &bytes].concat(), "text");
}

#[test]
fn ten_megabytes_without_a_full_stop() {
    check("long.txt", "word ".repeat(2 * 1024 * 1024).as_bytes(), "longer than");
}

#[test]
fn a_long_article_without_a_full_stop_is_read_in_reasonable_time() {
    let text = "the minister of the north and the south ".repeat(500);
    let ran = run_on(text, &["read", "--format", "jsonl", "-"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.objects().len(), 1);
}

#[test]
fn a_malformed_line_is_named_by_number_and_the_others_are_read() {
    let lines = "{\"id\":\"a\",\"text\":\"One.\"}\n{\"id\":\"b\",\n{\"id\":\"c\",\"text\":\"Three.\"}\n";
    let ran = run_on(lines, &["read", "--format", "jsonl", "-"]);
    assert_eq!(ran.code, Some(3));
    let ids: Vec<_> = ran.objects().iter().map(|o| o["id"].clone()).collect();
    assert_eq!(ids, ["a", "c"]);
    assert!(ran.err.contains(":2"), "{}", ran.err);
}

#[test]
fn a_date_that_is_none() {
    let lines =
        "{\"id\":\"a\",\"text\":\"One.\",\"published\":\"2024-02-30\"}\n{\"id\":\"b\",\"text\":\"Two.\"}\n";
    let ran = run_on(lines, &["read", "--format", "jsonl", "-"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.objects().len(), 1);
    assert!(ran.err.contains("2024-02-30") && ran.err.contains(":1"), "{}", ran.err);
    let typed = run(["read", "--published", "2024-02-30", "-"]);
    assert_eq!(typed.code, Some(2));
    assert!(typed.err.contains("2024-02-30"));
}

#[test]
fn invalid_utf8_is_read_in_its_own_encoding_or_refused_by_name() {
    let ran = run_on(
        b"Bogot\xe1, 3 de enero. El Per\xfa expuls\xf3 al embajador.".to_vec(),
        &["read", "-f", "annotated", "-"],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("Perú"), "{}", ran.out);
    check("broken.jsonl", b"{\"text\": \"\0\x01\x02\0\x03\xff\"}", "broken.jsonl");
}

#[test]
fn a_folder_without_articles() {
    let folder = TempDir::new().expect("a folder");
    let ran: Ran = command().arg("read").arg(folder.path()).output().expect("a run").into();
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("no articles"), "{}", ran.err);
}

#[test]
fn a_file_that_is_not_there() {
    let ran = run(["read", "nowhere.txt"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("nowhere.txt") && ran.err.lines().count() == 1, "{}", ran.err);
}

#[test]
fn usage_errors_end_with_2() {
    assert_eq!(run(["read"]).code, Some(2));
    assert_eq!(run(["read", "--format", "xml", "-"]).code, Some(2));
    assert_eq!(run(["read", "--threads", "0", "-"]).code, Some(2));
}
