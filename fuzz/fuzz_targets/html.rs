#![no_main]
//! Pages: the gate before the tree, the main text, metadata.

#![allow(dead_code, reason = "each target has an entry point of its own")]
#[path = "../../crates/detente-ingest/tests/hostile/readers.rs"]
mod readers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| readers::html(bytes));
