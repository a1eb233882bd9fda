#![no_main]
//! Encodings, plain text, JSON and JSON Lines.

#![allow(dead_code, reason = "each target has an entry point of its own")]
#[path = "../../crates/detente-ingest/tests/hostile/readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| readers::decode(bytes));
