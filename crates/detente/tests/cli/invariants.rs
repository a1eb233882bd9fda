//! Invariants of the reader itself: spans slice the text, nothing panics, whatever the text.

use super::sound::check;
use detente_core::document::Article;
use detente_core::pipeline::{Pipeline, Reading};
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
