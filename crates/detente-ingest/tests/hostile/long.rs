//! T14: a line of a gigabyte, a word of 50,000 bytes, an article of nothing but quotes, and the files beside them, as far as the readers of
//! sources go. What the whole program makes of them, and of lines beside them, is tested in `crates/detente/tests/cli/ledger/long.rs`.

use super::measured::walk;
use super::{STORY, folder};
use std::fs::File;
use std::path::Path;
use std::time::Duration;

const GIB: u64 = 1024 * 1024 * 1024;

/// Files with these names beside a good one before and after them: what else comes out, and at what cost.
#[track_caller]
fn check(paths: &[&Path], piped: u64, articles: usize, faults: &str) {
    let good = folder(&[("a.txt", STORY.as_bytes()), ("z.txt", STORY.as_bytes())]);
    let (first, last) = (good.path().join("a.txt"), good.path().join("z.txt"));
    let all: Vec<&Path> =
        [first.as_path()].into_iter().chain(paths.iter().copied()).chain([last.as_path()]).collect();
    let cost = walk(&all, piped);
    assert_eq!((cost.articles, cost.faults.as_str()), (articles + 2, faults), "{cost:?}");
    assert!(cost.time <= Duration::from_secs(5) && cost.memory <= 64, "{cost:?}");
}

#[test]
fn t14_a_line_of_a_gigabyte() {
    let folder = folder(&[("a.jsonl", b"{\"text\": \"One.\"}\n")]);
    for name in ["long.jsonl", "long.txt", "long.html", "long.rss"] {
        // A file of zeros without blocks on the disk.
        let path = folder.path().join(name);
        File::create(&path).and_then(|file| file.set_len(GIB)).expect("a file");
        check(&[&path, &folder.path().join("a.jsonl")], 0, 1, "too-long");
    }
    check(&[Path::new("-")], GIB, 0, "too-long");
}

#[test]
fn t14_words_and_quotes_without_end() {
    let word = format!("{STORY} {} {STORY}", "x".repeat(50_000));
    let quotes = "“".repeat(4 * 1024 * 1024 / 3);
    let folder = folder(&[("word.txt", word.as_bytes()), ("quotes.txt", quotes.as_bytes())]);
    check(&[&folder.path().join("word.txt"), &folder.path().join("quotes.txt")], 0, 2, "");
}
