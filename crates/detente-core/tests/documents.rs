//! Whole invented articles and their zones, side by side in `tests/documents`.
//!
//! `NAME.zones` starts with what is known beside the text, then the dateline's parts, then one line for each
//! zone; `⏎` stands for a line break inside a zone. `UPDATE_ZONES=1 cargo test --test documents` writes the
//! files anew: read the difference before you keep it.

use detente_core::document::{Article, Document};
use std::fmt::Write;
use std::path::Path;

#[test]
fn zones_of_whole_articles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let mut texts: Vec<_> = std::fs::read_dir(&folder)
        .expect("the folder of documents")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    texts.sort();
    assert!(texts.len() >= 6);
    for path in texts {
        let text = std::fs::read_to_string(&path).expect("a text");
        let expected = std::fs::read_to_string(path.with_extension("zones")).unwrap_or_default();
        let published = expected.lines().next().and_then(|l| l.strip_prefix("published "));
        let written = zones(&text, published.unwrap_or("none"));
        if std::env::var_os("UPDATE_ZONES").is_some() {
            std::fs::write(path.with_extension("zones"), written).expect("to write the zones");
        } else {
            assert_eq!(written, expected, "the zones of {}", path.display());
        }
    }
}

fn zones(text: &str, published: &str) -> String {
    let article = Article { text: text.to_string(), published: published.parse().ok(), ..Article::default() };
    let document = Document::new(article);
    let mut out = format!("published {published}\n");
    if let Some(dateline) = &document.dateline {
        let places: Vec<_> = dateline.places.iter().map(|p| p.slice(text)).collect();
        let date = dateline.date.map_or("none".to_string(), |d| d.to_string());
        let agency = dateline.agency.map_or("none", |a| a.slice(text));
        writeln!(out, "dateline {}; {date}; {agency}", places.join(" + ")).expect("a string");
    }
    for zone in &document.zones {
        let words = zone.span.slice(text).replace('\n', "⏎");
        writeln!(out, "{:10} {words}", format!("{:?}", zone.kind)).expect("a string");
    }
    out
}
