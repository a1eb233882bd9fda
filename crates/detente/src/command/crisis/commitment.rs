//! `detente commitments`: promises, and what became of them.

use super::{Told, json, line, name, party, word};
use crate::args::CommitmentsArgs;
use crate::exit::Exit;
use detente_crisis::PartyId;
use std::io::Write;

/// Lists promises, the latest first.
pub(crate) fn commitments(args: &CommitmentsArgs) -> anyhow::Result<Exit> {
    let told = Told::load(&args.state)?;
    let picture = told.picture();
    let parties: Vec<PartyId> = args.party.iter().map(|typed| party(typed)).collect();
    let mut found = detente_crisis::crisis::commitments(&picture, &told.dyads);
    found.retain(|promise| {
        (!args.open || promise.is_open()) && parties.iter().all(|party| promise.parties.contains(party))
    });
    found.reverse();
    let mut out = std::io::stdout().lock();
    for promise in &found {
        if args.state.json {
            json(&mut out, promise)?;
            continue;
        }
        let names: Vec<String> = promise.parties.iter().map(name).collect();
        writeln!(out, "{}  {}", word(&promise.fate()), names.join(", "))?;
        writeln!(out, "  {}", line(&picture, promise.id))?;
        for evidence in &promise.evidence {
            let (says, basis) = (word(&evidence.says), word(&evidence.basis));
            writeln!(
                out,
                "  {says} ({basis}, {:.2}): {}",
                evidence.score,
                line(&picture, evidence.incident)
            )?;
        }
    }
    if found.is_empty() {
        eprintln!("detente: no such commitment among {} incidents", told.incidents.len());
    }
    Ok(Exit::Done)
}
