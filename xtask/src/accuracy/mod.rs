//! `cargo xtask accuracy`: how well the whole reader reads, as a page for `docs/`.
//!
//! In: annotated articles: the crises of `corpus/` that are set aside, and any folder named. Out: `docs/accuracy.md` with
//! the measures of `detente eval` on each set, how far a score can be trusted (a plot), and the most frequent kinds of
//! error; printed, or written with `--write`.
//!
//! Examples of errors come from the crises that training saw: printing those set aside would use them up.

mod calibration;
mod errors;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::bench::program;
use crate::set_aside::is_set_aside;

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Annotated articles beside the corpus's own, as NAME=FOLDER (repeat for several)
    #[arg(long, value_name = "NAME=FOLDER", value_parser = named)]
    annotated: Vec<(String, PathBuf)>,
    /// The day of the measurement, for the page
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<jiff::civil::Date>,
    /// Write docs/accuracy.md and docs/calibration.svg
    #[arg(long)]
    write: bool,
}

/// A set of annotated articles.
struct Set {
    name: String,
    files: Vec<PathBuf>,
}

/// What `detente eval --format json` says of a set.
struct Scored {
    name: String,
    report: Value,
}

/// Measures, and prints or writes the page.
pub(crate) fn run(root: &Path, args: &Args) -> anyhow::Result<()> {
    // All of it, as the tests are built: for one package alone, cargo builds what it rests on once more, with other features.
    let build = ["build", "--release", "--quiet", "--workspace"];
    crate::python::call(Command::new("cargo").current_dir(root).args(build))?;
    let program = program(root);
    let corpus = Corpus::of(root)?;
    let mut sets = vec![
        Set { name: "set aside, real states".into(), files: corpus.aside_real },
        Set { name: "set aside, invented states".into(), files: corpus.aside_invented },
    ];
    for (name, folder) in &args.annotated {
        sets.push(Set { name: name.clone(), files: vec![folder.clone()] });
    }
    let mut scored = Vec::new();
    for set in &sets {
        let report = eval(&program, &set.files)?;
        scored.push(Scored { name: set.name.clone(), report });
    }
    let aside: Vec<PathBuf> = sets.iter().take(2).flat_map(|set| set.files.clone()).collect();
    let bins = calibration::bins(&program, &aside, &scored[..2])?;
    let seen = eval(&program, &corpus.seen)?;
    let page = page(args, &scored, &bins, &errors::table(&scored[..2], &seen))?;
    if !args.write {
        print!("{page}");
        return Ok(());
    }
    let docs = root.join("docs");
    std::fs::write(docs.join("accuracy.md"), page).context("docs/accuracy.md")?;
    std::fs::write(docs.join("calibration.svg"), calibration::svg(&bins)).context("docs/calibration.svg")
}

fn named(text: &str) -> Result<(String, PathBuf), String> {
    let (name, folder) = text.split_once('=').ok_or("write NAME=FOLDER")?;
    Ok((name.to_string(), folder.into()))
}

/// The articles of `corpus/`, by what may be done with them.
#[derive(Default)]
struct Corpus {
    aside_real: Vec<PathBuf>,
    aside_invented: Vec<PathBuf>,
    seen: Vec<PathBuf>,
}

impl Corpus {
    fn of(root: &Path) -> anyhow::Result<Self> {
        let mut corpus = Corpus::default();
        let mut folders: Vec<PathBuf> =
            std::fs::read_dir(root.join("corpus"))?.filter_map(|entry| Some(entry.ok()?.path())).collect();
        folders.sort();
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            let crisis = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if matches!(crisis, "sentences" | "agreement") {
                continue;
            }
            let mut files: Vec<PathBuf> =
                std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
            files.retain(|file| file.extension().is_some_and(|end| end == "json"));
            files.sort();
            if !is_set_aside(crisis) {
                corpus.seen.extend(files);
            } else if has_states(&files)? {
                corpus.aside_real.extend(files);
            } else {
                corpus.aside_invented.extend(files);
            }
        }
        Ok(corpus)
    }
}

/// Whether a crisis is of states that exist; the corpus lists the others in `invented`.
fn has_states(files: &[PathBuf]) -> anyhow::Result<bool> {
    for file in files {
        let article: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        if article["invented"].is_object() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn eval(program: &Path, files: &[PathBuf]) -> anyhow::Result<Value> {
    output(Command::new(program).args(["eval", "--format", "json"]).args(files))
        .and_then(|text| serde_json::from_str(&text).context("the report of detente eval is no JSON"))
}

fn output(command: &mut Command) -> anyhow::Result<String> {
    let ran = command.stderr(Stdio::inherit()).output()?;
    if !ran.status.success() {
        bail!("{command:?} failed");
    }
    String::from_utf8(ran.stdout).context("the output is no UTF-8")
}

fn page(args: &Args, scored: &[Scored], bins: &[calibration::Bin], errors: &str) -> anyhow::Result<String> {
    let day = args.on.map_or_else(|| "a day not given".to_string(), |day| day.to_string());
    let mut page = format!(
        "# How well it reads\n\nWritten by `cargo xtask accuracy --write` on {day}. *Set aside* are the crises of `corpus/` that no training saw \
         and by which no rule was written (its README); the real and the invented states apart: these are in no list of states, so that their parties have no code. Licence of the corpus: as the \
         code.\n\n## By set\n\nF1 of each measure, as `detente eval` gives it: a field of an event counts where the event was found with its \
         type.\n\n| measure |",
    );
    for set in scored {
        write!(page, " {} ({} articles) |", set.name, set.report["articles"])?;
    }
    page.push_str("\n| --- |");
    page.push_str(&" --- |".repeat(scored.len()));
    for measure in array(&scored[0].report["measures"]).filter_map(|m| m["measure"].as_str()) {
        write!(page, "\n| {measure} |")?;
        for set in scored {
            let found = array(&set.report["measures"]).find(|m| m["measure"] == measure);
            let f1 = found.and_then(|m| m["f1"].as_f64()).unwrap_or_default();
            write!(page, " {f1:.3} |")?;
        }
    }
    page.push_str(include_str!("published.md"));
    page.push_str(&calibration::table(bins));
    page.push_str(errors);
    Ok(page)
}

/// Counts by name, most frequent first, then by name.
fn ranked<T>(counts: BTreeMap<String, Vec<T>>) -> Vec<(String, Vec<T>)> {
    let mut all: Vec<(String, Vec<T>)> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    all
}
