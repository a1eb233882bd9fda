#![no_main]
//! Streams as they are piped in: gzip, zstd, WARC, tar.

use detente_ingest::{Problem, Sources};
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use std::path::PathBuf;

fuzz_target!(|bytes: &[u8]| {
    for item in Sources::new([PathBuf::from("-")], Cursor::new(bytes.to_vec())) {
        assert!(!matches!(item, Err(fault) if matches!(fault.problem, Problem::Defect)));
    }
});
