//! Each form of output, colours, pipes, and what the program says of itself.

use super::{Ran, articles, command, run, run_on, story};
use std::io::Read;
use std::process::Stdio;

#[test]
fn jsonl_gives_an_object_for_every_article_with_events_or_without() {
    let ran = run(["read", "--format", "jsonl", &articles()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let objects = ran.objects();
    assert_eq!(
        objects.len(),
        std::fs::read_dir(articles())
            .expect("a folder")
            .filter(|e| { e.as_ref().is_ok_and(|e| e.path().extension().is_some_and(|x| x == "txt")) })
            .count()
    );
    for object in objects {
        for field in
            ["id", "agency", "published", "dateline", "events", "relations", "commitments", "disputes"]
        {
            assert!(object.get(field).is_some(), "{field} is missing");
        }
    }
}

#[test]
fn csv_has_one_header_and_rows_of_its_length() {
    let ran = run(["read", "--format", "csv", &articles(), &story()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut reader = csv::Reader::from_reader(ran.out.as_bytes());
    assert_eq!(&reader.headers().expect("a header")[0], "article");
    for row in reader.records() {
        assert_ne!(&row.expect("a row as long as the header")[0], "article");
    }
}

#[test]
fn annotated_text_without_its_marks_is_the_article() {
    let ran = run(["read", "--format", "annotated", &story()]);
    let mut plain = String::new();
    let mut rest = ran.out.as_str();
    while let Some(at) = rest.find(['[', ']']) {
        plain.push_str(&rest[..at]);
        let is_end = rest[at..].starts_with("]{");
        rest = &rest[at + 1..];
        if is_end {
            rest = rest.split_once('}').expect("a label ends").1;
        }
    }
    plain.push_str(rest);
    assert_eq!(plain.trim_end(), std::fs::read_to_string(story()).expect("the story").trim_end());
}

#[test]
fn explain_names_the_frame() {
    let ran = run(["read", "--format", "jsonl", "--explain", &story()]);
    for event in ran.objects()[0]["events"].as_array().expect("events") {
        assert_eq!(event["explain"]["frame"], event["frame"]);
    }
}

#[test]
fn what_the_article_lacks_can_be_given() {
    let text = "Norway expelled two Danish diplomats on Tuesday.";
    let args = ["read", "--format", "jsonl", "--published", "2022-01-06", "--agency", "AAA", "-"];
    let object = &run_on(text, &args).objects()[0];
    assert_eq!((&object["agency"], &object["published"]), (&"AAA".into(), &"2022-01-06".into()));
    let own = r#"{"text":"Norway expelled two Danish diplomats.","agency":"BBB","published":"2021-05-05"}"#;
    let object = &run_on(own, &args).objects()[0];
    assert_eq!((&object["agency"], &object["published"]), (&"BBB".into(), &"2021-05-05".into()));
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let args = ["read", &story()];
    assert!(!run(args).out.contains('\u{1b}'), "standard output is no terminal");
    let always = run(["read", "--color", "always", &story()]);
    assert!(always.out.contains('\u{1b}'));
    let no_color: Ran = command().env("NO_COLOR", "1").args(args).output().expect("a run").into();
    assert!(!no_color.out.contains('\u{1b}'));
    let forced: Ran = command().env("CLICOLOR_FORCE", "1").args(args).output().expect("a run").into();
    assert!(forced.out.contains('\u{1b}'));
}

#[test]
fn text_keeps_to_its_width() {
    for width in [40, 90] {
        let ran = run(["read", "--explain", "--width", &width.to_string(), &story()]);
        for line in ran.out.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let program = assert_cmd::cargo::cargo_bin!("detente");
    let many: Vec<String> = std::iter::repeat_n(articles(), 30).collect();
    let mut child = std::process::Command::new(program)
        .args(["read", "--format", "text"])
        .args(many)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = [0; 10];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("some output");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(!err.contains("pipe") && !err.contains("panic"), "{err}");
}

#[test]
fn no_progress_bar_where_nobody_watches() {
    assert_eq!(run(["read", &story()]).err, "");
}

#[test]
fn the_program_tells_of_itself() {
    for (args, words) in [
        (&["pipeline"][..], "claim"),
        (&["limits"], "bytes of one article"),
        (&["completions", "bash"], "_detente"),
        (&["man"], ".TH detente"),
        (&["--version"], "GeoNames"),
        (&["--help"], "Exit status"),
        (&["read", "--help"], "Examples"),
    ] {
        let ran = run(args);
        assert_eq!(ran.code, Some(0), "{args:?}");
        assert!(ran.out.contains(words), "{args:?}: {}", ran.out);
    }
}
