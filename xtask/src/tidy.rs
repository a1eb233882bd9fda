//! The house rules: layers, sizes, names, examples, origins, SQL that is put together, the lints of every crate. Run as a test and as `cargo xtask tidy`.

mod sql;

use anyhow::{Context, bail};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The modules of `detente-core` from the ground up; each imports only from those before it.
const LAYERS: [&str; 11] = [
    "limits", "text", "choice", "document", "analysis", "mention", "entity", "event", "claim", "relate",
    "pipeline",
];

/// The crates from the ground up; each depends only on those before it.
const CRATES: [&str; 8] = [
    "detente-data",
    "detente-core",
    "detente-ingest",
    "detente-crisis",
    "detente-ledger",
    "detente-table",
    "detente-serve",
    "detente",
];

/// Lines of a source file; beyond that nobody reads it whole.
const LONGEST_FILE: usize = 600;

/// Names that say nothing and attract everything.
const EMPTY_NAMES: [&str; 7] = ["util", "utils", "common", "helper", "helpers", "misc", "stuff"];

/// Checks every rule; fails with all violations, one a line.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let mut found = String::new();
    let mut files = Vec::new();
    for (path, text) in sources(root)? {
        let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        let problems = [
            layering(&shown, &text),
            length(&text),
            leftovers(&text),
            naming(&path),
            sql::built(&shown, &text),
        ];
        for problem in problems.into_iter().flatten() {
            writeln!(found, "{shown}: {problem}")?;
        }
        files.push(shown);
    }
    for gone in sql::gone(&files) {
        writeln!(found, "{gone}: is named in xtask/src/tidy/sql.rs and not there")?;
    }
    let of_crates = crates(root)?.into_iter().chain(lints(root)?);
    for (path, problem) in of_crates.chain(frames(root)?).chain(origins(root)?) {
        writeln!(found, "{}: {problem}", path.strip_prefix(root).unwrap_or(&path).display())?;
    }
    if !found.is_empty() {
        bail!("house rules broken:\n{found}");
    }
    Ok(())
}

/// Every Rust file of ours with its text.
fn sources(root: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut all = Vec::new();
    for folder in ["crates", "xtask"] {
        for path in files(&root.join(folder), &["rs"])? {
            let text = read(&path)?;
            all.push((path, text));
        }
    }
    Ok(all)
}

/// The files below a folder with one of these endings, in order.
fn files(folder: &Path, endings: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(at) = waiting.pop() {
        let entries = std::fs::read_dir(&at).with_context(|| format!("listing {}", at.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() && !path.ends_with("target") {
                waiting.push(path);
            } else if path.extension().and_then(|e| e.to_str()).is_some_and(|e| endings.contains(&e)) {
                all.push(path);
            }
        }
    }
    all.sort();
    Ok(all)
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

/// Imports of `detente-core` run downward only. Tests may look anywhere.
fn layering(shown: &str, text: &str) -> Option<String> {
    let inside = shown.strip_prefix("crates/detente-core/src/")?;
    let own = inside.split(['/', '.']).next()?;
    if own == "lib" || inside.ends_with("tests.rs") || inside.contains("/tests/") {
        return None;
    }
    let Some(level) = LAYERS.iter().position(|l| *l == own) else {
        return Some(format!("module {own} has no place in the layers that xtask/src/tidy.rs lists"));
    };
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    for line in code.lines().filter(|l| !l.trim_start().starts_with("//")) {
        for rest in line.split("crate::").skip(1) {
            let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let above = LAYERS.iter().position(|l| *l == used).is_some_and(|at| at > level);
            if above {
                return Some(format!("{own} imports from {used}, which lies above it"));
            }
        }
    }
    None
}

fn length(text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > LONGEST_FILE).then(|| format!("{lines} lines; split it (at most {LONGEST_FILE})"))
}

fn leftovers(text: &str) -> Option<String> {
    // Written apart, so that this file does not find itself.
    let marks = [["TO", "DO"], ["FIX", "ME"], ["dbg", "!("], ["todo", "!("], ["unimplemented", "!("]];
    let mark = marks.map(|m| m.concat()).into_iter().find(|m| text.contains(m.as_str()))?;
    Some(format!("holds {mark}"))
}

fn naming(path: &Path) -> Option<String> {
    let named = |part: &std::ffi::OsStr| EMPTY_NAMES.iter().any(|n| part.to_str() == Some(n));
    let is_empty = path.file_stem().is_some_and(named) || path.iter().any(named);
    is_empty.then(|| "is named after nothing in particular; name it after what it holds".to_string())
}

/// Crates depend downward only.
fn crates(root: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    for (level, name) in CRATES.iter().enumerate() {
        let path = root.join("crates").join(name).join("Cargo.toml");
        if !path.exists() {
            continue;
        }
        let text = read(&path)?;
        let depends = |other: &str| {
            text.lines().any(|l| l.starts_with(&format!("{other}.")) || l.starts_with(&format!("{other} ")))
        };
        for above in CRATES[level + 1..].iter().filter(|c| depends(c)) {
            found.push((path.clone(), format!("depends on {above}, which lies above it")));
        }
    }
    Ok(found)
}

/// Every crate takes the lints of the workspace, which forbid unsafe code (T32).
fn lints(root: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    let whole = root.join("Cargo.toml");
    if !forbids_unsafe(&read(&whole)?) {
        found.push((whole, "does not forbid unsafe code".to_string()));
    }
    let members = CRATES.iter().map(|name| root.join("crates").join(name)).chain([root.join("xtask")]);
    for path in members.map(|folder| folder.join("Cargo.toml")).filter(|path| path.exists()) {
        if !takes_lints(&read(&path)?) {
            found.push((path, "does not take the lints of the workspace".to_string()));
        }
    }
    Ok(found)
}

fn forbids_unsafe(manifest: &str) -> bool {
    let lints = manifest.split("[workspace.lints.rust]\n").nth(1).unwrap_or_default();
    lints.lines().take_while(|line| !line.starts_with('[')).any(|line| line == "unsafe_code = \"forbid\"")
}

fn takes_lints(manifest: &str) -> bool {
    manifest.contains("[lints]\nworkspace = true\n")
}

/// Every frame has sentences in which it fires and sentences in which it must not; they are its tests.
fn frames(root: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    for path in files(&root.join("crates/detente-data/frames"), &["toml"])? {
        if path.ends_with("classes.toml") {
            continue;
        }
        let text = read(&path)?;
        for key in ["positive", "negative"] {
            let list = text.lines().find(|l| l.starts_with(key)).unwrap_or_default();
            if list.is_empty() || list.replace(' ', "").ends_with("=[]") {
                found.push((path.clone(), format!("has no {key} example")));
            }
        }
    }
    Ok(found)
}

/// Every file of knowledge says where it comes from and under which licence.
fn origins(root: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    for path in files(&root.join("crates/detente-data/knowledge"), &["toml", "tsv", "txt"])? {
        let text = read(&path)?;
        let head: String =
            text.lines().take_while(|l| l.starts_with('#')).collect::<Vec<_>>().join("\n").to_lowercase();
        // A list that only begins has no origin to tell yet.
        if text.len() > 400
            && !["origin", "licence", "license", "public domain", "facts only"]
                .iter()
                .any(|word| head.contains(word))
        {
            found.push((path, "does not say its origin and licence in its first lines".to_string()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_is_in_order() {
        let result = run(&crate::root());
        assert!(result.is_ok(), "{:#}", result.unwrap_err());
    }

    #[test]
    fn an_import_upward_is_found() {
        let up = "use crate::event::Event;\n";
        assert!(layering("crates/detente-core/src/analysis/read.rs", up).is_some());
        assert!(layering("crates/detente-core/src/claim/mod.rs", up).is_none());
        assert!(layering("crates/detente-core/src/event/find.rs", up).is_none());
        assert!(layering("crates/detente-core/src/gadget.rs", "").is_some());
    }

    #[test]
    fn t32_a_crate_without_the_lints_is_found() {
        assert!(forbids_unsafe(
            "[workspace.lints.rust]\nmissing_docs = \"warn\"\nunsafe_code = \"forbid\"\n"
        ));
        assert!(!forbids_unsafe(
            "[workspace.lints.rust]\nunsafe_code = \"warn\"\n[other]\nunsafe_code = \"forbid\"\n"
        ));
        assert!(takes_lints("[package]\n\n[lints]\nworkspace = true\n"));
        assert!(!takes_lints("[package]\n[lints.rust]\n"));
    }

    #[test]
    fn leftovers_and_empty_names_are_found() {
        assert!(leftovers(&format!("// {}: later", ["TO", "DO"].concat())).is_some());
        assert!(naming(Path::new("crates/detente/src/utils.rs")).is_some());
        assert!(naming(Path::new("crates/detente/src/output/record.rs")).is_none());
        assert!(length(&"x\n".repeat(601)).is_some());
    }
}
