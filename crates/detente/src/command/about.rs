//! What the program says of itself: stages, limits, completions, manual, version.

use crate::args::{Cli, PATIENCE};
use crate::exit::Exit;
use clap::CommandFactory;
use clap_complete::Shell;
use detente_core::limits;
use detente_core::pipeline::STAGES;
use detente_ingest::Limits;
use std::io::Write;

/// The long version: program, data, and whose facts are inside.
pub(crate) const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nPlace names from GeoNames (CC BY 4.0); events coded in PLOVER and CAMEO.\n",
    "The NOTICE file names every source of data and weights with its licence.",
);

/// `detente pipeline`
pub(crate) fn pipeline() -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{:10} {:>7}  {:52} assigns", "stage", "version", "requires")?;
    for stage in STAGES {
        let requires = names(stage.requires);
        writeln!(out, "{:10} {:>7}  {requires:52} {}", stage.name, stage.version, names(stage.assigns))?;
    }
    Ok(Exit::Done)
}

fn names(layers: &[detente_core::pipeline::Layer]) -> String {
    layers.iter().map(|l| l.as_str()).collect::<Vec<_>>().join(", ")
}

/// `detente limits`
pub(crate) fn limits() -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    for (what, value) in [
        ("tokens of one sentence; cut there", limits::SENTENCE_TOKENS),
        ("bytes of one token; cut there", limits::TOKEN_BYTES),
        ("seconds for one article taken into a ledger; --patience changes it", usize::from(PATIENCE)),
        ("seconds to wait for another writer of the ledger", 60),
        ("articles around which incidents are looked for at once", 20_000),
    ] {
        writeln!(out, "{value:>12}  {what}")?;
    }
    for (_, what, value) in Limits::default().rows() {
        writeln!(out, "{value:>12}  {what}")?;
    }
    Ok(Exit::Done)
}

/// `detente completions SHELL`
pub(crate) fn completions(shell: Shell) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "detente", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Exit::Done)
}

/// `detente man`: the page of the program, with a section for each subcommand's own page after it.
pub(crate) fn man() -> anyhow::Result<Exit> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    let mut command = Cli::command();
    command.build();
    for sub in command.get_subcommands().filter(|s| s.get_name() == "read") {
        let man = clap_mangen::Man::new(sub.clone());
        man.render_options_section(&mut page)?;
        man.render_extra_section(&mut page)?;
    }
    std::io::stdout().lock().write_all(&page)?;
    Ok(Exit::Done)
}
