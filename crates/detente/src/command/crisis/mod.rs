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

use super::coded;
use crate::args::{Counted, StateArgs};
use crate::output::rows::{clean, plain};
use anyhow::{Context as _, bail};
use detente_crisis::crisis::{Dyads, Pair, Picture, Relations, deeds, party_name, sentence};
use detente_crisis::{Incident, IncidentId, PartyId, Report};
use detente_ledger::store::{CodedOf, Filter, Store, parsed_key, spelt_key};
use jiff::civil::Date;
use std::io::Write;

/// What counts in a state of the ledger: incidents, and events from elsewhere that were imported.
struct Told {
    incidents: Vec<Incident>,
    /// The reports behind the incidents, where they were asked for.
    reports: Vec<Report>,
    relations: Relations,
    dyads: Dyads,
}

impl Told {
    /// Everything that was read here and stood then, with its reports.
    fn load(args: &StateArgs) -> anyhow::Result<Self> {
        Self::with_reports(args, Counted::Own, CodedOf::World)
    }

    /// All incidents with their reports, and imported events.
    fn with_reports(args: &StateArgs, counted: Counted, of: CodedOf<'_>) -> anyhow::Result<Self> {
        let store = super::ledger::open_to_read(&args.ledger)?;
        let mut told = Self::from_store(&store, args, counted, of, &[])?;
        told.reports = store.reports(&told.incidents, args.as_of.unwrap_or_default())?;
        Ok(told)
    }

    /// Incidents in which all of `parties` take part, and imported events, for what needs no report.
    fn slim(
        args: &StateArgs,
        counted: Counted,
        of: CodedOf<'_>,
        parties: &[&PartyId],
    ) -> anyhow::Result<Self> {
        Self::from_store(&super::ledger::open_to_read(&args.ledger)?, args, counted, of, parties)
    }

    fn from_store(
        store: &Store,
        args: &StateArgs,
        counted: Counted,
        of: CodedOf<'_>,
        parties: &[&PartyId],
    ) -> anyhow::Result<Self> {
        let as_of = args.as_of.unwrap_or_default();
        let mut dyads = Dyads::new();
        let imported = if counted == Counted::Own { 0 } else { store.add_coded(&mut dyads, of, as_of)? };
        let mut incidents = Vec::new();
        if counted != Counted::Imported {
            let parties = parties.iter().map(|party| party.to_string()).collect();
            store.incidents(&Filter { as_of, parties, ..Filter::default() }, |row| {
                incidents.push(row.incident);
                true
            })?;
        }
        let relations = Relations::with(&incidents, &dyads);
        incidents.iter().for_each(|incident| dyads.add(deeds(incident)));
        if imported > 0 {
            eprintln!("detente: {imported} imported events count here (--events own leaves them out)");
        } else if incidents.is_empty() && parties.is_empty() {
            eprintln!(
                "detente: the ledger holds no incident; `detente ingest` fills it, `detente import` brings events coded elsewhere"
            );
        }
        Ok(Told { incidents, reports: Vec::new(), relations, dyads })
    }

    fn picture(&self) -> Picture<'_> {
        Picture::new(&self.incidents, &self.reports)
    }
}

/// Adds the deeds of files that others coded; says what was not taken.
fn add_coded(dyads: &mut Dyads, files: &[std::path::PathBuf]) -> anyhow::Result<()> {
    for path in files {
        let add = |_, deed| {
            dyads.add([deed]);
            Ok(())
        };
        let rows = coded::read(path, add).with_context(|| path.display().to_string())?;
        eprintln!("{}", rows.line(path));
    }
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
