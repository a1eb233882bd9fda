//! The commands that follow crises: what the incidents of a ledger make up.

mod chain;
mod commitment;
mod crises;
mod dyad;
mod outlook;
mod relations;

pub(super) use chain::chain;
pub(super) use commitment::commitments;
pub(super) use crises::{crises, crisis};
pub(super) use dyad::dyad;
pub(super) use outlook::outlook;
pub(super) use relations::relations;

use crate::args::StateArgs;
use crate::output::rows::{clean, plain};
use anyhow::{Context as _, bail};
use detente_crisis::crisis::{Dyads, Pair, Picture, party_name, sentence};
use detente_crisis::{Incident, IncidentId, PartyId, Report};
use detente_ledger::import::{Import, Set};
use detente_ledger::store::{Filter, Store, parsed_key, spelt_key};
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, Write};
use std::path::Path;

/// The incidents of a state of the ledger, with the reports behind them.
struct Told {
    incidents: Vec<Incident>,
    reports: Vec<Report>,
}

impl Told {
    /// Everything that stood then.
    fn load(args: &StateArgs) -> anyhow::Result<Self> {
        let store = super::ledger::open_to_read(&args.ledger)?;
        let incidents = incidents(&store, args)?;
        let reports = store.reports(&incidents, args.as_of.unwrap_or_default())?;
        Ok(Told { incidents, reports })
    }

    fn picture(&self) -> Picture<'_> {
        Picture::new(&self.incidents, &self.reports)
    }

    fn dyads(&self) -> Dyads {
        self.incidents.iter().collect()
    }
}

/// The incidents alone, for what needs no report.
fn load_incidents(args: &StateArgs) -> anyhow::Result<Vec<Incident>> {
    incidents(&super::ledger::open_to_read(&args.ledger)?, args)
}

fn incidents(store: &Store, args: &StateArgs) -> anyhow::Result<Vec<Incident>> {
    let as_of = args.as_of.unwrap_or_default();
    let mut incidents = Vec::new();
    store.incidents(&Filter { as_of, ..Filter::default() }, |row| {
        incidents.push(row.incident);
        true
    })?;
    if incidents.is_empty() {
        eprintln!("detente: the ledger holds no incident; `detente ingest` fills it");
    }
    Ok(incidents)
}

/// Adds the deeds of files that others coded; says what was not taken.
fn add_coded(dyads: &mut Dyads, files: &[std::path::PathBuf]) -> anyhow::Result<()> {
    for path in files {
        add_file(dyads, path).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

fn add_file(dyads: &mut Dyads, path: &Path) -> anyhow::Result<()> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut header = String::new();
    reader.read_line(&mut header).context("the first line is no text")?;
    let Some(set) = Set::guess(&header) else {
        bail!("the first line is that of none of ICEWS, GDELT, POLECAT, ACLED, UCDP GED");
    };
    reader.rewind()?;
    let mut import = Import::new(set, &header, reader)?;
    let mut faults = 0;
    for row in import.by_ref() {
        match row {
            Ok(deed) => dyads.add([deed]),
            Err(skipped) if skipped.reason.is_fault() => {
                faults += 1;
                eprintln!(
                    "detente: {}:{}: {}; the row was skipped",
                    path.display(),
                    skipped.line,
                    skipped.reason
                );
            }
            Err(_) => {}
        }
    }
    let counts = import.counts();
    eprintln!(
        "detente: {} ({}): {} rows, {} deeds between two known parties, {faults} faulty rows",
        path.display(),
        set.name(),
        counts.rows,
        counts.deeds
    );
    Ok(())
}

/// A party as typed: "Iran" is IRN; what is no state stays a name.
fn party(typed: &str) -> PartyId {
    super::ledger::party(typed).into()
}

/// Two parties as typed.
fn pair(typed: &[String]) -> anyhow::Result<Pair> {
    match typed {
        [one, other] => Ok(Pair::new(party(one), party(other)).0),
        _ => bail!("two parties are wanted, such as IRN PAK"),
    }
}

/// The number of an incident or crisis as typed.
fn number(typed: &str) -> anyhow::Result<IncidentId> {
    let key = parsed_key(typed).with_context(|| format!("{typed:?} is no number: 16 hexadecimal digits"))?;
    Ok(IncidentId(key))
}

fn spelt(id: IncidentId) -> String {
    spelt_key(id.0)
}

/// An incident on one line: number, day, what happened, and by whose account.
fn line(picture: &Picture<'_>, id: IncidentId) -> String {
    let Some(incident) = picture.incident(id) else { return spelt(id) };
    let told = sentence(picture, incident);
    format!("{}  {}  {}", spelt(id), told.day, clean(&told.text))
}

fn name(party: &PartyId) -> String {
    plain(&party_name(party))
}

/// Whether a day lies within bounds that may be open.
fn within(day: Date, since: Option<Date>, until: Option<Date>) -> bool {
    since.is_none_or(|since| day >= since) && until.is_none_or(|until| day <= until)
}

/// The kebab-case name that the JSON has.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        other => other.map(|value| value.to_string()).unwrap_or_default(),
    }
}

/// One object on a line of its own.
fn json(out: &mut impl Write, value: &impl serde::Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)?;
    Ok(())
}
