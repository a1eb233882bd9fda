#![no_main]
//! Articles: every stage of the reader, and that its spans slice the text.

#[path = "../../crates/detente-core/tests/any/mod.rs"]
mod any;
#[path = "../../crates/detente-core/tests/sound/mod.rs"]
mod sound;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| any::read(bytes));
