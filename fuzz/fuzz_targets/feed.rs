#![no_main]
//! Feeds: RSS, Atom, JSON Feed, NewsML-G2.

#![allow(dead_code, reason = "each target has an entry point of its own")]
#[path = "../../crates/detente-ingest/tests/hostile/readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| readers::feed(bytes));
