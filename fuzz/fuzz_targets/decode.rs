#![no_main]
//! Encodings, plain text, JSON and JSON Lines.

use detente_ingest::{Limits, Origin, Problem, read_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for content_type in ["text/plain", "text/plain; charset=koi8-r", "application/json"] {
        let origin = Origin {
            name: "fuzz".to_owned(),
            address: Some("https://a.example/feed".to_owned()),
            content_type: Some(content_type.to_owned()),
            feed: None,
        };
        for item in read_bytes(bytes, &origin, &Limits::default()) {
            // A panic of a reader is caught, and told as a defect.
            assert!(!matches!(item, Err(fault) if matches!(fault.problem, Problem::Defect)));
        }
    }
});
