//! `cargo xtask demo`: packs articles of the corpus for `detente serve --demo`.
//!
//! In: some complete crises of `corpus/`. Out: `demo.jsonl.gz` in the assets of detente-serve: id, agency, day and text of
//! each article, without its annotations: the program reads them itself.

use anyhow::Context as _;
use flate2::{Compression, GzBuilder};
use serde::Deserialize;
use serde_json::json;
use std::io::Write as _;
use std::path::Path;

/// Crises between existing states, all of a few years, so that they stand on one time axis.
const CRISES: [&str; 12] = [
    "afghan-expulsion-2023",
    "belarus-migrants-2021",
    "gulf-tanker-seizures-2019",
    "kerch-strait-2018",
    "kyrgyz-tajik-border-2022",
    "malaysia-north-korea-2017",
    "niger-coup-2023",
    "nile-dam-2020",
    "qatar-blockade-2017",
    "skripal-poisoning-2018",
    "taiwan-2022",
    "us-canada-steel-tariffs-2018",
];

#[derive(Deserialize)]
struct Annotated {
    id: String,
    agency: Option<String>,
    published: Option<String>,
    text: String,
}

/// Packs them.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for crisis in CRISES {
        let folder = root.join("corpus").join(crisis);
        let entries = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        let mut files = entries.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
        files.sort();
        for path in files {
            let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let article: Annotated =
                serde_json::from_str(&text).with_context(|| path.display().to_string())?;
            let row = json!({
                "id": article.id, "agency": article.agency, "published": article.published, "text": article.text,
            });
            lines.push(row.to_string());
        }
    }
    // No time and no name in the head: the same articles give the same bytes.
    let mut out = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    out.write_all(lines.join("\n").as_bytes())?;
    let bytes = out.finish()?;
    let path = root.join("crates/detente-serve/assets/demo.jsonl.gz");
    std::fs::write(&path, &bytes).with_context(|| path.display().to_string())?;
    println!("{}: {} articles, {} bytes", path.display(), lines.len(), bytes.len());
    Ok(())
}
