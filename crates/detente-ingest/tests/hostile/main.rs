//! Input that means harm, or that is merely broken: what it costs, and what becomes of its neighbours.
//!
//! The rows T13 to T18 of `docs/reliability.md`. Everything is made here; nothing is read from elsewhere.

mod archives;
mod bombs;
#[path = "../../../detente-core/tests/changed/mod.rs"]
mod changed;
mod encodings;
mod headers;
mod long;
mod markup;
mod measured;
mod mutated;
mod readers;
mod resumed;
mod saved;
#[path = "../../../detente-core/tests/sound/mod.rs"]
mod sound;

use detente_ingest::{Fault, Item, Sources};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a folder for the test");
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    }
    folder
}

/// What these files give.
fn read(paths: &[PathBuf]) -> Vec<Result<Item, Fault>> {
    Sources::new(paths.to_vec(), std::io::empty()).into_iter().collect()
}

/// The ids that came out, and the faults as people read them, without the folder's name.
fn told(items: &[Result<Item, Fault>], folder: &Path) -> Vec<String> {
    let line = |item: &Result<Item, Fault>| match item {
        Ok(item) => item.article.id.clone(),
        Err(fault) => fault.to_string().replace(&format!("{}/", folder.display()), ""),
    };
    items.iter().map(line).collect()
}

/// A page around a story.
fn page(story: &str) -> String {
    let story: String = story.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>\n")).collect();
    format!(
        "<!DOCTYPE html><html lang=en><head><title>Envoy recalled</title></head><body>\
         <nav><a href=/>Home</a></nav><article><h1>Envoy recalled</h1>{story}</article></body></html>"
    )
}

/// A story long enough to be one.
const STORY: &str = "The foreign ministry of Freedonia said on Tuesday that it had recalled its ambassador from \
Sylvania after shells fell on the border town of Klopstok. Nobody was hurt, the governor of the town said.\n\n\
Sylvania denied that its troops had fired. A spokesman for its army said that the shells came from the other side of \
the river, and that the two commanders had spoken by telephone within the hour.\n\n\
The two countries have been at odds over the river since its course changed in a flood two years ago. Talks about a new \
bridge were to begin next week; the ministry did not say whether they would.";
