//! Every frame's own example sentences, read by the whole reader.
//!
//! A frame's `positive` sentences must be read as an event of its type with those parties; its `negative`
//! ones must not evoke it. The reader is learned, so a share of faults is allowed and printed; it may only
//! shrink.

use detente_core::document::Article;
use detente_core::event::{Event, Party};
use detente_core::pipeline::{Pipeline, Reading};
use detente_data::frames::{Example, Frame, Frames};
use std::collections::BTreeSet;

/// Share of examples that may fail; lower it when the reader gets better.
const ALLOWED_FAULTS: f32 = 0.15;

fn read(pipeline: &Pipeline, text: &str) -> Reading {
    let published = "2019-06-12".parse().ok();
    pipeline.read(Article { id: "example".into(), text: text.into(), published, ..Article::default() })
}

fn codes(parties: &[Party]) -> BTreeSet<String> {
    parties.iter().map(|p| p.code.map_or("?".to_string(), |c| c.to_string())).collect()
}

/// Who did it and to whom; for symmetric types all parties in one set.
fn sides(frame: &Frame, event: &Event) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut actors, mut recipients) = (codes(&event.actors), codes(&event.recipients));
    if frame.kind.is_symmetric() {
        actors.append(&mut recipients);
    }
    (actors, recipients)
}

fn check_positive(pipeline: &Pipeline, frame: &Frame, example: &Example) -> Result<(), String> {
    let reading = read(pipeline, &example.text);
    let mut wanted: (BTreeSet<_>, BTreeSet<_>) =
        (example.actors.iter().cloned().collect(), example.recipients.iter().cloned().collect());
    if frame.kind.is_symmetric() {
        wanted.0.append(&mut wanted.1);
    }
    if reading.events.iter().any(|e| e.kind == frame.kind && sides(frame, e) == wanted) {
        return Ok(());
    }
    let told =
        |e: &Event| format!("{}/{} {:?} > {:?}", e.kind, e.frame, codes(&e.actors), codes(&e.recipients));
    let found: Vec<String> = reading.events.iter().map(told).collect();
    Err(format!("{}: {:?} read as {found:?}", frame.name, example.text))
}

fn check_negative(pipeline: &Pipeline, frame: &Frame, text: &str) -> Result<(), String> {
    let reading = read(pipeline, text);
    if reading.events.iter().any(|e| e.frame == frame.name) {
        return Err(format!("{}: fires on {text:?}", frame.name));
    }
    Ok(())
}

#[test]
fn frames_read_their_own_examples() {
    let pipeline = Pipeline::builtin().unwrap();
    let mut faults = Vec::new();
    let mut total = 0;
    for frame in &Frames::builtin().all {
        total += frame.positive.len() + frame.negative.len();
        faults.extend(frame.positive.iter().filter_map(|e| check_positive(&pipeline, frame, e).err()));
        faults.extend(frame.negative.iter().filter_map(|t| check_negative(&pipeline, frame, t).err()));
    }
    eprintln!("{} of {total} examples fail:\n{}", faults.len(), faults.join("\n"));
    assert!(
        faults.len() as f32 <= ALLOWED_FAULTS * total as f32,
        "{} of {total} examples fail",
        faults.len()
    );
}
