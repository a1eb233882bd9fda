//! Any bytes as an article, through every stage of the reader: the entry point of the fuzz target `analysis`.
//!
//! In: bytes; the first says whether there is a day, a title and a first look. Out: nothing; it panics where a reading is not sound.

use crate::sound;
use detente_core::document::Article;
use detente_core::pipeline::Pipeline;
use std::sync::OnceLock;

/// Characters that are read: the network takes its time for each sentence, and what is odd is odd within a few.
const MOST: usize = 400;

/// The reader with its first look, and without.
fn pipelines() -> &'static [Pipeline; 2] {
    static PIPELINES: OnceLock<[Pipeline; 2]> = OnceLock::new();
    let made = || Pipeline::builtin().expect("the program's own data load");
    PIPELINES.get_or_init(|| [made(), made().thorough()])
}

/// Reads bytes as an article.
pub(crate) fn read(bytes: &[u8]) {
    let Some((how, bytes)) = bytes.split_first() else { return };
    let text: String = String::from_utf8_lossy(bytes).chars().take(MOST).collect();
    let article = Article {
        id: "fuzz".to_owned(),
        published: (how & 1 == 1).then(|| "2024-01-19".parse().expect("a day")),
        title: (how & 2 == 2).then(|| text.lines().next().unwrap_or_default().to_owned()),
        agency: (how & 4 == 4).then(|| "Wire".to_owned()),
        text,
        ..Article::default()
    };
    // Read whole once in thirty-two inputs only: the first look passes over most of what is no news.
    let pipeline = &pipelines()[usize::from(how >> 3 == 31)];
    sound::check(&pipeline.read(article));
}
