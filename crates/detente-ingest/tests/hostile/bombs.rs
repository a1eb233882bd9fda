//! T17: streams that decompress to far more than they are, web archives that lie, and the records around them.

use super::measured::walk;
use super::{STORY, folder, page, read, told};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory is written to")
}

/// A record with a page of this address.
fn record(address: &str, length: Option<usize>) -> Vec<u8> {
    let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", page(STORY));
    let length = length.unwrap_or(body.len());
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {length}\r\n\r\n{body}\r\n\r\n"
    )
    .into_bytes()
}

/// A record with a page of zeros.
fn bomb(bytes: usize) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/bomb\r\nContent-Type: application/http\r\n\
         Content-Length: {}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        bytes + 44
    );
    let mut all = head.into_bytes();
    all.resize(all.len() + bytes, 0);
    all
}

const FIRST: &str = "https://a.example/1";
const LAST: &str = "https://a.example/2";

/// An archive of this name gives these ids and complaints.
#[track_caller]
fn check(name: &str, bytes: &[u8], lines: &[&str]) {
    let folder = folder(&[(name, bytes)]);
    let items = read(&[folder.path().join(name)]);
    assert_eq!(told(&items, folder.path()), lines, "{name}");
}

#[test]
fn t17_records_around_a_broken_one_are_kept() {
    let (first, last) = (gzip(&record(FIRST, None)), gzip(&record(LAST, None)));
    let around = |middle: &[u8]| [first.as_slice(), middle, last.as_slice()].concat();
    check("good.warc.gz", &around(b""), &[FIRST, LAST]);
    let large = "bomb.warc.gz: record 2: longer than 16 MiB (see `detente limits`); split it into articles; the record was skipped";
    check("bomb.warc.gz", &around(&gzip(&bomb(64 << 20))), &[FIRST, large, LAST]);
    let middle = gzip(&record("https://a.example/cut", None));
    let folder = folder(&[("cut.warc.gz", &around(&middle[..middle.len() / 2]))]);
    let told = told(&read(&[folder.path().join("cut.warc.gz")]), folder.path());
    assert_eq!(
        (told.first().map(String::as_str), told.last().map(String::as_str)),
        (Some(FIRST), Some(LAST)),
        "{told:?}"
    );
    assert!(told.len() == 3 && told[1].starts_with("cut.warc.gz: record 2: broken or cut"), "{told:?}");
    let short = "lies.warc.gz: record 2: broken or cut WARC: a record ends before its declared length; the record was skipped";
    check(
        "lies.warc.gz",
        &around(&gzip(&record("https://a.example/lies", Some(99_999_999)))),
        &[FIRST, short, LAST],
    );
    let noise = [b"\x1f\x8b\x08 noise".as_slice(), &[0x1f; 100], b"\x1f\x8b\x08\0more"].concat();
    let folder = super::folder(&[("noise.warc.gz", &around(&noise))]);
    let told = super::told(&read(&[folder.path().join("noise.warc.gz")]), folder.path());
    assert!(told.len() == 3 && told[0] == FIRST && told[2] == LAST, "{told:?}");
}

#[test]
fn t17_records_after_a_lie_are_found_again_without_compression_as_well() {
    let start =
        "a.warc: record 2: broken or cut WARC: a record does not start as one; the record was skipped";
    let all = [record(FIRST, None), record("https://a.example/lies", Some(10)), record(LAST, None)].concat();
    let folder = folder(&[("a.warc", &all)]);
    let told = told(&read(&[folder.path().join("a.warc")]), folder.path());
    assert_eq!(told.first().map(String::as_str), Some(FIRST));
    assert_eq!(told.last().map(String::as_str), Some(LAST), "{told:?} {start}");
}

/// A walk over these files ends in time, without memory to speak of and with hardly a byte on the disk.
#[track_caller]
fn cost(paths: &[&Path], articles: usize, faults: &str) {
    let cost = walk(paths, 0);
    assert_eq!((cost.articles, cost.faults.as_str()), (articles, faults), "{cost:?}");
    assert!(cost.time <= Duration::from_secs(10) && cost.memory <= 64 && cost.written <= 1024, "{cost:?}");
}

#[test]
fn t17_ten_megabytes_that_are_ten_gigabytes() {
    let zeros = gzip(&vec![0; 256 << 20]);
    let all = zeros.repeat(40);
    let line = gzip(format!("{{\"text\": {STORY:?}}}\n").as_bytes());
    let after = [line.as_slice(), &all].concat();
    let twice = gzip(&gzip(&vec![0; 64 << 20]));
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["a.txt", "bomb.jsonl", "z.txt"] {
        packed.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        let bytes = if name == "bomb.jsonl" { vec![0; 300 << 20] } else { STORY.as_bytes().to_vec() };
        packed.write_all(&bytes).expect("its bytes");
    }
    let packed = packed.finish().expect("a zip").into_inner();
    let zst = zstd::bulk::compress(&vec![0; 256 << 20], 1).expect("memory is written to").repeat(40);
    let folder = folder(&[
        ("a.jsonl.gz", &all),
        ("b.jsonl.gz", &after),
        ("c.txt.gz", &all),
        ("d.warc.gz", &all),
        ("e.tar.gz", &all),
        ("f.jsonl.zst", &zst),
        ("g.jsonl.gz", &twice),
        ("h.zip", &packed),
        ("i.html.gz", &all),
    ]);
    let at = |name: &str| folder.path().join(name);
    cost(&[&at("a.jsonl.gz")], 0, "bomb");
    cost(&[&at("b.jsonl.gz")], 1, "bomb");
    cost(&[&at("c.txt.gz")], 0, "too-long");
    // None of its members starts a record.
    cost(&[&at("d.warc.gz")], 0, &["corrupt"; 20].join(" "));
    cost(&[&at("f.jsonl.zst")], 0, "bomb");
    cost(&[&at("g.jsonl.gz")], 0, "unsupported");
    cost(&[&at("h.zip")], 2, "bomb");
    cost(&[&at("i.html.gz")], 0, "too-long");
    // A tar archive ends where zeros start.
    cost(&[&at("e.tar.gz")], 0, "no-articles");
}

#[test]
fn t17_a_million_tiny_records() {
    let tiny = b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 1\r\n\r\nx\r\n\r\n";
    let plain = [record(FIRST, None), tiny.repeat(1_000_000), record(LAST, None)].concat();
    let packed =
        [gzip(&record(FIRST, None)), gzip(tiny).repeat(1_000_000), gzip(&record(LAST, None))].concat();
    let folder = folder(&[("a.warc", &plain), ("b.warc.gz", &packed)]);
    cost(&[&folder.path().join("a.warc")], 2, "");
    cost(&[&folder.path().join("b.warc.gz")], 2, "");
}
