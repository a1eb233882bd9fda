//! Measures the outlook on coded events: the record of the last fifth of the time, as a table and a diagram in `docs/`.

mod diagram;

use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use detente_crisis::crisis::{Dyads, Forecaster, Horizon, Record, Score};
use detente_ledger::import::{Counts, Import, Set};

/// Marks in `docs/outlook.md` between which the figures are put.
const BEGIN: &str = "<!-- figures: made by `cargo xtask eval-outlook` -->";
const END: &str = "<!-- end of figures -->";

/// What to read.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A set of coded events, "-" for standard input
    #[arg(long)]
    events: PathBuf,
    /// What the set is called in the document
    #[arg(long, default_value = "ICEWS 2014")]
    name: String,
}

/// Prints the record and puts it into `docs/`.
pub fn run(root: &Path, args: &Args) -> Result<()> {
    let began = Instant::now();
    let (dyads, counts) = read(&args.events)?;
    let (first, last) = dyads.days().context("no row gave a deed")?;
    let mut figures = String::new();
    writeln!(figures, "{}: {first} to {last}.", args.name)?;
    write_counts(&mut figures, &counts, &dyads)?;
    eprintln!(
        "read in {:.1} s; names not known: {:?}",
        began.elapsed().as_secs_f32(),
        counts.unknown_names()
    );
    let began = Instant::now();
    let forecaster = Forecaster::of(&dyads).context("too little is told to fit anything")?;
    eprintln!("fitted and tested in {:.1} s", began.elapsed().as_secs_f32());
    let records: Vec<&Record> = Horizon::ALL.iter().filter_map(|h| forecaster.record(*h)).collect();
    write_table(&mut figures, &records)?;
    print!("{figures}");
    let page = root.join("docs/outlook.md");
    let text = std::fs::read_to_string(&page).with_context(|| format!("no file {}", page.display()))?;
    let (Some(begin), Some(end)) = (text.find(BEGIN), text.find(END)) else {
        bail!("{} lacks the marks between which the figures go", page.display());
    };
    let text = format!("{}\n\n{figures}\n{}", &text[..begin + BEGIN.len()], &text[end..]);
    std::fs::write(&page, text)?;
    std::fs::write(root.join("docs/outlook-reliability.svg"), diagram::svg(&records))?;
    Ok(())
}

fn read(path: &Path) -> Result<(Dyads, Counts)> {
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path).with_context(|| format!("no file {}", path.display()))?)
    };
    let mut source = BufReader::new(source);
    let mut header = String::new();
    source.read_line(&mut header)?;
    let set = Set::guess(&header)
        .with_context(|| format!("{}: the first line is like none of the known sets", path.display()))?;
    let mut import = Import::new(set, &header, header.as_bytes().chain(source))?;
    let mut dyads = Dyads::new();
    for deed in import.by_ref().filter_map(Result::ok) {
        dyads.add([deed]);
    }
    Ok((dyads, import.counts().clone()))
}

fn write_counts(out: &mut String, counts: &Counts, dyads: &Dyads) -> Result<()> {
    let skipped: Vec<String> = counts.skipped.iter().map(|(word, n)| format!("{word} {n}")).collect();
    writeln!(
        out,
        "{} rows; {} deeds between two known parties; skipped: {}. Of the rows that tell an act, both parties are known in \
         {:.1} %. {} dyads.",
        counts.rows,
        counts.deeds,
        skipped.join(", "),
        100.0 * counts.resolved as f64
            / (counts.rows - counts.skipped.get("no-act").copied().unwrap_or_default()).max(1) as f64,
        dyads.pairs().len(),
    )?;
    Ok(())
}

fn write_table(out: &mut String, records: &[&Record]) -> Result<()> {
    writeln!(
        out,
        "\n| days ahead | forecasts | falls / stays / rises | model | persistence | historical rate | same count | calibration error |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|---|")?;
    for record in records {
        let [falls, stays, rises] = record.came;
        let cell = |score: &Score| format!("{:.4} ({:.1} %)", score.brier, 100.0 * score.hits);
        writeln!(
            out,
            "| {} | {} | {falls} / {stays} / {rises} | **{}** | {} | {} | {} | {:.3} |",
            record.horizon.days(),
            record.cases,
            cell(&record.model),
            cell(&record.persistence),
            cell(&record.historical_rate),
            cell(&record.same_count),
            record.calibration_error(),
        )?;
    }
    writeln!(
        out,
        "\nBrier scores over the three outcomes (0 best, 2 worst); in brackets how often the likeliest came."
    )?;
    Ok(())
}
