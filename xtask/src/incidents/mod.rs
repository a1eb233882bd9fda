//! Measures and fits the matching of events across articles: `cargo xtask eval-incidents`, `fit-incidents`.

mod annotated;
pub(crate) mod case;
pub mod fit;
mod measure;

use std::path::PathBuf;

use anyhow::Result;
use detente_crisis::incident::Incidents;

use case::{Case, Labelled};
use measure::Measure;

/// Options.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only the crises that fitting sets aside
    #[arg(long)]
    held_out: bool,
    /// Show the pairs that are wrongly joined or missed
    #[arg(long)]
    show: bool,
    /// Annotated articles (JSON)
    gold: Vec<PathBuf>,
}

/// Prints how well the incidents agree with the annotators'.
pub fn run(args: &Args) -> Result<()> {
    let mut cases = case::cases(&args.gold)?;
    cases.retain(|case| !args.held_out || crate::set_aside::is_set_aside(&case.crisis));
    println!("{} articles", cases.len());
    for (name, events) in [("the reader's events", read as Events), ("the annotators' events", annotated)] {
        let found = incidents(&cases, events);
        let alone = |case: &Case, at: usize| format!("{} {at}", case.id);
        let named = |case: &Case, at: usize| events(case)[at].provisional.clone();
        let joined = |case: &Case, at: usize| found(&events(case)[at]);
        println!("{name}");
        println!("  each on its own    {}", Measure::of(&cases, events, &alone));
        if name.contains("reader") {
            println!("  provisional names  {}", Measure::of(&cases, events, &named));
        }
        println!("  incidents          {}", Measure::of(&cases, events, &joined));
        if args.show {
            measure::show(&cases, events, &joined);
        }
    }
    Ok(())
}

/// The events of one kind of an article.
type Events = fn(&Case) -> &[Labelled];

fn read(case: &Case) -> &[Labelled] {
    &case.read
}

fn annotated(case: &Case) -> &[Labelled] {
    &case.annotated
}

/// The incident of each event, of all crises at once.
fn incidents(cases: &[Case], events: Events) -> impl Fn(&Labelled) -> String + use<> {
    let mut index = Incidents::new();
    let reports: Vec<_> = cases.iter().flat_map(events).map(|event| event.report.clone()).collect();
    index.apply(&[], &reports);
    move |event| index.incident_of(event.report.id).map_or_else(String::new, |id| id.0.to_string())
}
