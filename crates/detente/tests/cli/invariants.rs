//! Invariants of the reader itself: spans slice the text, nothing panics, whatever the text.

use detente_core::claim::Source;
use detente_core::document::Article;
use detente_core::event::Party;
use detente_core::pipeline::{Pipeline, Reading};
use detente_core::text::{ByteSpan, TokenSpan};
use proptest::prelude::*;
use std::sync::OnceLock;

fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| Pipeline::builtin().expect("the program's own data load"))
}

fn read(text: &str) -> Reading {
    let published = "2024-01-19".parse().ok();
    pipeline().read(Article { id: "x".into(), text: text.into(), published, ..Article::default() })
}

/// Every span of every layer lies in the text, on character boundaries, and is not empty.
fn check(reading: &Reading) {
    let text = reading.document.text();
    let span =
        |s: ByteSpan| assert!(!s.slice(text).is_empty(), "{s:?} of {} bytes slices nothing", text.len());
    let tokens = |t: TokenSpan| span(reading.analysis.bytes(t));
    reading.document.zones.iter().for_each(|z| span(z.span));
    for pair in reading.document.zones.windows(2) {
        assert!(pair[0].span.end() <= pair[1].span.start(), "zones overlap");
    }
    reading.analysis.tokens.iter().for_each(|t| span(t.span));
    for pair in reading.analysis.tokens.windows(2) {
        assert!(pair[0].span.end() <= pair[1].span.start(), "tokens overlap");
    }
    reading.analysis.names.iter().for_each(|n| tokens(n.tokens));
    reading.mentions.all.iter().for_each(|m| tokens(m.tokens));
    reading.mentions.times.iter().for_each(|t| tokens(t.tokens));
    reading.mentions.quantities.iter().for_each(|q| tokens(q.tokens));
    reading.entities.all.iter().for_each(|e| tokens(e.name));
    let party = |p: &Party| {
        span(p.span);
        assert!(p.entity.is_none_or(|e| e.index() < reading.entities.all.len()));
    };
    for event in &reading.events {
        assert!(!event.tellings.is_empty(), "an event without evidence");
        for telling in &event.tellings {
            tokens(telling.anchor);
            telling.roles.iter().for_each(|r| tokens(r.tokens));
        }
        event.actors.iter().chain(&event.recipients).for_each(party);
        event.place.iter().for_each(|p| span(p.span));
        event.commitment.iter().for_each(|c| span(c.content));
        assert!(event.responds_to.iter().all(|e| e.index() < reading.events.len()));
        assert!(event.days.is_none_or(|d| d.from <= d.to));
        assert!(
            event.mode.is_none_or(|m| m.event_type() == event.kind),
            "{:?} of {}",
            event.mode,
            event.kind
        );
    }
    for claim in &reading.claims {
        assert!(claim.event.index() < reading.events.len());
        [claim.cue, claim.content, claim.target].into_iter().flatten().for_each(span);
        if let Source::Party(p) = &claim.source {
            party(p);
        }
        for toll in [claim.killed, claim.injured].into_iter().flatten() {
            assert!(toll.max.is_none_or(|max| toll.min <= max));
        }
    }
    for dispute in &reading.disputes {
        assert!(dispute.sides.len() >= 2, "a dispute has two sides");
    }
}

#[test]
fn spans_slice_the_text_of_real_articles() {
    let mut texts = vec![std::fs::read_to_string(super::story()).expect("the story")];
    for entry in std::fs::read_dir(super::articles()).expect("a folder") {
        texts.push(std::fs::read_to_string(entry.expect("an entry").path()).expect("an article"));
    }
    texts.iter().for_each(|text| check(&read(text)));
}

/// Pieces of news and of what breaks readers, in any order.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "Iran ",
        "the Pakistani foreign ministry ",
        "struck ",
        "killed 10 villagers ",
        "said ",
        "“",
        "”",
        "\"",
        "’s ",
        "its ambassador ",
        "recalled ",
        "on Tuesday ",
        "in retaliation ",
        "according to ",
        ". ",
        ", ",
        "\n\n",
        "\n",
        "TEHRAN, Jan 19 (AAA) - ",
        "EFE/EPA/X ",
        "over a hundred ",
        "not ",
        "could ",
        "\u{0}",
        "\u{feff}",
        "é",
        "𝔘",
        "e\u{301}",
        "-",
        "—",
        "(",
        ")",
        "[",
        "]{e1}",
        "29 February ",
        "99999999999999999999 ",
        "3.5 million ",
        "نطنز ",
    ];
    prop_oneof![8 => prop::sample::select(words.to_vec()).prop_map(String::from), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_reader(pieces in prop::collection::vec(piece(), 0..40)) {
        check(&read(&pieces.concat()));
    }

    #[test]
    fn cut_off_articles_are_read(at in 0usize..4000) {
        let story = std::fs::read_to_string(super::story()).expect("the story");
        let start: String = story.chars().take(at).collect();
        let end: String = story.chars().skip(at).collect();
        check(&read(&start));
        check(&read(&end));
    }
}
