//! Reading goes on where it was left, in whatever form the source is.

use super::{STORY, folder, page};
use detente_ingest::{Position, Sources};
use std::io::Write;
use std::path::Path;

/// The ids of the items, or the words of the faults, after this position.
fn after(path: &Path, position: Option<Position>) -> (Vec<String>, Vec<Position>) {
    let mut positions = Vec::new();
    let mut names = Vec::new();
    for item in Sources::new([path.to_path_buf()], std::io::empty()).resume(position) {
        let (name, position) = match item {
            Ok(item) => (item.article.id, item.position),
            Err(fault) => (fault.problem.name().to_owned(), *fault.position),
        };
        names.push(name);
        positions.push(position);
    }
    (names, positions)
}

const LINES: &str =
    "{\"id\": \"a\", \"text\": \"One.\"}\n\n{\"id\": \"b\"\n{\"id\": \"c\", \"text\": \"Three.\"}\n";

#[test]
fn each_position_leads_to_what_comes_after_it() {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in [("1.txt", "One."), ("2.jsonl", LINES), ("3.html", &page(STORY))] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_cksum();
        tar.append_data(&mut header, name, text.as_bytes()).expect("a member");
    }
    let tar = tar.into_inner().expect("a tar");
    let folder = folder(&[("a.jsonl", LINES.as_bytes()), ("a.txt", b"One."), ("a.tar", &tar)]);
    for name in ["a.jsonl", "a.txt", "a.tar"] {
        let path = folder.path().join(name);
        let (all, positions) = after(&path, None);
        assert!(!all.is_empty());
        for (at, position) in positions.iter().enumerate() {
            // As a ledger keeps it.
            let kept = position.to_string().parse().expect("a position");
            assert_eq!(after(&path, Some(kept)).0, all[at + 1..], "{name}, {at}");
        }
    }
}

#[test]
fn a_file_that_grew_is_taken_up_and_another_one_is_read_anew() {
    let folder = folder(&[("a.jsonl", LINES.as_bytes())]);
    let path = folder.path().join("a.jsonl");
    let last = after(&path, None).1.pop().expect("a position");
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).expect("the file");
    file.write_all(b"{\"id\": \"d\", \"text\": \"Four.\"}\n").expect("a line more");
    assert_eq!(after(&path, Some(last.clone())).0, ["d"]);
    std::fs::write(&path, LINES.replace("One", "Another beginning")).expect("another file");
    assert_eq!(after(&path, Some(last)).0, ["a", "not-json", "c"]);
}
