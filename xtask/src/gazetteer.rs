//! `cargo xtask gazetteer`: compiles the source lists of places into the form that the program searches.
//!
//! In: `places.tsv`, `divisions.tsv`, `sites.tsv` in the knowledge folder. Out: `gazetteer.bin` beside them. A test of
//! detente-data says whether it was forgotten.

use anyhow::Context as _;
use std::path::Path;

const LISTS: [&str; 3] = ["divisions.tsv", "places.tsv", "sites.tsv"];

/// Compiles the lists.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let folder = root.join("crates/detente-data/knowledge");
    let mut texts = Vec::new();
    for name in LISTS {
        let path = folder.join(name);
        texts.push((name, std::fs::read_to_string(&path).with_context(|| path.display().to_string())?));
    }
    let sources: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let bytes = detente_data::compile(&sources)?;
    let path = folder.join("gazetteer.bin");
    std::fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
    println!("{}: {} bytes", path.display(), bytes.len());
    Ok(())
}
