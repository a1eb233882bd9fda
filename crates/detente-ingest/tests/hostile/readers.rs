//! Any bytes through the readers: the entry points of the fuzz targets `decode`, `html`, `feed`, `archive`.
//!
//! In: bytes. Out: nothing; each panics where a reader did, which is told as a defect.

use detente_ingest::{Fault, Item, Limits, Origin, Problem, Sources, read_bytes};
use std::io::Cursor;
use std::path::PathBuf;

fn delivered(bytes: &[u8], content_types: &[&str]) {
    for content_type in content_types {
        let origin = Origin {
            name: "fuzz".to_owned(),
            address: Some("https://a.example/feed".to_owned()),
            content_type: Some((*content_type).to_owned()),
            feed: None,
        };
        read_bytes(bytes, &origin, &Limits::default()).iter().for_each(check);
    }
}

/// A panic of a reader is caught, and told as a defect.
fn check(item: &Result<Item, Fault>) {
    assert!(!matches!(item, Err(fault) if matches!(fault.problem, Problem::Defect)), "{item:?}");
}

/// Encodings, plain text, JSON and JSON Lines.
pub(crate) fn decode(bytes: &[u8]) {
    delivered(bytes, &["text/plain", "text/plain; charset=koi8-r", "application/json"]);
}

/// Pages.
pub(crate) fn html(bytes: &[u8]) {
    delivered(bytes, &["text/html", "text/html; charset=shift_jis"]);
}

/// RSS, Atom, JSON Feed, NewsML-G2.
pub(crate) fn feed(bytes: &[u8]) {
    delivered(bytes, &["application/rss+xml", "application/feed+json"]);
}

/// Streams as they are piped in: gzip, zstd, WARC, tar.
pub(crate) fn archive(bytes: &[u8]) {
    Sources::new([PathBuf::from("-")], Cursor::new(bytes.to_vec())).into_iter().for_each(|item| check(&item));
}
