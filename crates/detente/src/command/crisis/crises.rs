//! `detente crises`, `detente crisis`: which crises there are; one with its phases and what happened in it.

use super::{Told, clean, json, name, number, party, spelt, word};
use crate::args::{CrisesArgs, CrisisArgs};
use crate::exit::Exit;
use anyhow::bail;
use detente_crisis::PartyId;
use detente_crisis::crisis::{Crisis, Links, Picture, chronicle};
use detente_ledger::store::CodedOf;
use std::io::Write;

fn all(told: &Told, picture: &Picture<'_>) -> Vec<Crisis> {
    detente_crisis::crisis::crises(&told.dyads, &told.relations, &Links::all(picture))
}

/// Lists crises, the latest first.
pub(crate) fn crises(args: &CrisesArgs) -> anyhow::Result<Exit> {
    let told = Told::with_reports(&args.state, args.counted.events, CodedOf::World)?;
    let parties: Vec<PartyId> = args.party.iter().map(|typed| party(typed)).collect();
    let mut found = all(&told, &told.picture());
    found.retain(|crisis| parties.iter().all(|party| crisis.parties.contains(party)));
    found.sort_by_key(|crisis| std::cmp::Reverse((crisis.to, crisis.id)));
    let mut out = std::io::stdout().lock();
    for crisis in &found {
        if args.state.json {
            json(&mut out, crisis)?;
        } else {
            let stage = crisis.phases.last().map(|phase| word(&phase.stage)).unwrap_or_default();
            let open = if crisis.is_open { "open" } else { "over" };
            writeln!(
                out,
                "{}  {} to {}  {open}, {stage}, peak {}, {} incidents  {}",
                spelt(crisis.id),
                crisis.from,
                crisis.to,
                crisis.peak,
                crisis.incidents.len(),
                parties_of(crisis)
            )?;
        }
    }
    if found.is_empty() && !told.incidents.is_empty() {
        eprintln!("detente: no crisis among {} incidents", told.incidents.len());
    }
    Ok(Exit::Done)
}

fn parties_of(crisis: &Crisis) -> String {
    crisis.parties.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Shows one crisis.
pub(crate) fn crisis(args: &CrisisArgs) -> anyhow::Result<Exit> {
    let id = number(&args.id)?;
    let told = Told::with_reports(&args.state, args.counted.events, CodedOf::World)?;
    let picture = told.picture();
    let Some(crisis) = all(&told, &picture).into_iter().find(|crisis| crisis.id == id) else {
        bail!("{}: no such crisis; `detente crises` lists them", args.id);
    };
    let sentences = chronicle(&crisis, &picture);
    let mut out = std::io::stdout().lock();
    if args.state.json {
        json(&mut out, &serde_json::json!({ "crisis": crisis, "chronicle": sentences }))?;
        return Ok(Exit::Done);
    }
    let open = if crisis.is_open { ", open" } else { "" };
    writeln!(out, "{}\n{} to {}, peak {}{open}\n", parties_of(&crisis), crisis.from, crisis.to, crisis.peak)?;
    for phase in &crisis.phases {
        let stage = word(&phase.stage);
        writeln!(
            out,
            "  {:13} {} to {}  {:.2} incidents of conflict a day",
            stage, phase.from, phase.to, phase.rate
        )?;
    }
    writeln!(out)?;
    for told in &sentences {
        writeln!(out, "{}  {}  [{}]", told.day, clean(&told.text), spelt(told.incident))?;
    }
    Ok(Exit::Done)
}
