//! The built-in ledger of `detente serve --demo`: articles of the project's own corpus, read when the program starts.
//!
//! They are exercises set in real crises; `corpus/README.md` says what is invented in them. Every page says so too.

use std::io::Read as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use detente_core::document::Article;
use detente_ledger::store::{Document, Store, StoreError};
use flate2::read::GzDecoder;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use crate::app::Reader;

const PACKED: &[u8] = include_bytes!("../assets/demo.jsonl.gz");

#[derive(Deserialize)]
struct Packed {
    id: String,
    agency: Option<String>,
    published: Option<Date>,
    text: String,
}

/// The articles.
pub(crate) fn documents() -> Vec<Document> {
    let mut text = String::new();
    // A packed file that does not unpack gives fewer articles; a test counts them.
    let _ = GzDecoder::new(PACKED).read_to_string(&mut text);
    text.lines().filter_map(|line| serde_json::from_str::<Packed>(line).ok()).map(document).collect()
}

fn document(packed: Packed) -> Document {
    let source = packed.agency.clone().unwrap_or_else(|| "corpus".to_string());
    let title = packed.text.lines().next().map(str::to_string);
    let article = Article {
        id: packed.id.clone(),
        text: packed.text,
        published: packed.published,
        agency: packed.agency,
        title,
        url: None,
    };
    Document { source, name: packed.id, article, language: Some("eng".to_string()), ..Document::default() }
}

/// Reads them on several threads into a ledger.
///
/// # Errors
/// Where the ledger cannot be written.
pub fn fill(store: &mut Store, read: &Reader, threads: usize) -> Result<usize, StoreError> {
    let documents = documents();
    let now = Timestamp::now();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((i, document)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, documents.get(i)?)))
        {
            done.push((i, read(document.readable(now))));
        }
        done
    };
    let mut all: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).flatten().collect()
    });
    // In the order of the corpus, whichever thread was faster.
    all.sort_by_key(|(i, _)| *i);
    let mut batch = store.begin(now)?;
    for (i, read) in &all {
        if let Some(document) = documents.get(*i) {
            batch.take(document, Some(read.as_ref()))?;
        }
    }
    batch.commit()?;
    Ok(all.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_unpacks() {
        let all = documents();
        assert_eq!(all.len(), 48);
        assert!(all.iter().all(|d| d.article.published.is_some() && d.article.text.len() > 500));
    }
}
