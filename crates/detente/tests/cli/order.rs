//! The same bytes for an article whatever stands beside it, before it, or how many threads read.

use super::{articles, run, run_on, story};

#[test]
fn one_and_two_threads_print_the_same_bytes() {
    for format in ["text", "annotated", "jsonl", "csv"] {
        let with = |threads: &str| {
            run(["read", "--format", format, "--threads", threads, &articles(), &story()]).out
        };
        assert_eq!(with("1"), with("2"), "{format}");
    }
}

#[test]
fn an_article_reads_the_same_in_any_order() {
    let mut lines: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(articles()).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "txt") {
            let text = std::fs::read_to_string(&path).expect("an article");
            let id = path.file_stem().map(|s| s.to_string_lossy().into_owned());
            lines.push(serde_json::json!({"id": id, "text": text}).to_string());
        }
    }
    lines.sort();
    let read = |lines: &[String]| {
        let ran = run_on(lines.join("\n"), &["read", "--format", "jsonl", "-"]);
        ran.out.lines().map(String::from).collect::<Vec<_>>()
    };
    let forward = read(&lines);
    lines.reverse();
    let mut backward = read(&lines);
    backward.reverse();
    assert_eq!(forward, backward);
}
