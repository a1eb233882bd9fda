//! `cargo xtask eval knowledge`: how well places, times and look-ups do what they are for.
//!
//! In: the project's own set of place mentions (`crates/detente-core/tests/toponyms.txt`), and where `--data` names them,
//! WikiWars and the free part of GUM. Out: a table, which `--write` keeps in `docs/knowledge.md`.

mod gum;
mod speed;
mod times;
mod toponyms;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use detente_core::analysis::Reader;
use detente_data::Knowledge;

/// What to measure.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of the development sets (`wikiwars`, `gum-free`)
    #[arg(long)]
    data: Option<PathBuf>,
    /// Print each difference
    #[arg(long)]
    show: bool,
    /// Keep the table in docs/knowledge.md
    #[arg(long)]
    write: bool,
}

/// One line of the table.
pub(crate) struct Measure {
    what: &'static str,
    value: String,
    goal: &'static str,
    of: String,
}

impl Measure {
    fn share(what: &'static str, goal: &'static str, right: usize, all: usize) -> Self {
        let value = format!("{:.3}", right as f64 / all.max(1) as f64);
        Measure { what, value, goal, of: format!("{right} of {all}") }
    }

    fn f1(what: &'static str, goal: &'static str, both: usize, found: usize, wanted: usize) -> Self {
        let (precision, recall) = (both as f64 / found.max(1) as f64, both as f64 / wanted.max(1) as f64);
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        Measure {
            what,
            value: format!("{f1:.3}"),
            goal,
            of: format!("P {precision:.3}, R {recall:.3}, {wanted} wanted"),
        }
    }
}

/// Measures as the command line asks.
pub(crate) fn run(root: &Path, args: &Args) -> anyhow::Result<()> {
    let reader = Reader::builtin()?;
    let knowledge = Knowledge::builtin();
    let mut measures = sizes(knowledge);
    measures.extend(speed::measure(knowledge));
    measures.extend(toponyms::measure(root, &reader, knowledge, args.show)?);
    if let Some(data) = &args.data {
        measures.extend(gum::measure(data, &reader, knowledge, args.show)?);
        measures.extend(times::measure(data, &reader, args.show)?);
    }
    let mut table = String::from("| measure | value | goal | of |\n| --- | --- | --- | --- |\n");
    for Measure { what, value, goal, of } in &measures {
        writeln!(table, "| {what} | {value} | {goal} | {of} |")?;
    }
    print!("{table}");
    if args.write {
        let path = root.join("docs/knowledge.md");
        std::fs::write(&path, format!("{HEAD}{table}")).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

const HEAD: &str = "\
# How well it knows who, where and when

Made by `cargo xtask eval knowledge --data FOLDER --write`; do not edit. The sets: `crates/detente-core/tests/toponyms.txt`
(written for this project), WikiWars (all documents) and the development part of the free GUM documents, which are not
part of the project.

How it counts. *Place within 161 km*: the place chosen for a mention lies within 161 km of the one meant; *country*: its
state is right; both out of all mentions, one that was not found at all being wrong. *Finding places*: names of places
in GUM against names of places found, by any common word. *Time values*: a date of the set and one found have a common
word and mean the same days; durations, times that recur and dates that the set leaves open count on neither side. The
documents of GUM are read without the day of their head, since the set marks \"today\" and its like in some documents and not in others; 16 of
its dates cannot be known so. A few of its values are odd (a day where the words name a month); they count as they stand.
Times of look-ups were taken on one core of a shared machine.

";

/// What is known, in numbers.
fn sizes(knowledge: &Knowledge) -> Vec<Measure> {
    let (places, names) = knowledge.gazetteer_sizes();
    let count = |what, value: usize, goal, of: &str| Measure {
        what,
        value: value.to_string(),
        goal,
        of: of.to_owned(),
    };
    let offices: usize = knowledge.leaders().iter().map(|leader| leader.offices.len()).sum();
    vec![
        count("places in the gazetteer", places, "150,000", &format!("{names} names")),
        count("regions, seas, borders, sites by hand", knowledge.regions().len(), "", ""),
        count("states and territories", knowledge.states().len(), "", ""),
        count("other actors", knowledge.actors().len(), "1,200", ""),
        count("people", knowledge.leaders().len(), "", &format!("{offices} offices")),
    ]
}
