//! `detente relations`: how two parties officially stand on a day, as far as there is a record.

use super::{Told, clean, json, line, name, pair, spelt};
use crate::args::RelationsArgs;
use crate::exit::Exit;
use detente_crisis::crisis::Relations;
use std::io::Write;

/// Shows the state of relations, or every change.
pub(crate) fn relations(args: &RelationsArgs) -> anyhow::Result<Exit> {
    let pair = pair(&args.parties)?;
    let told = Told::load(&args.state)?;
    let last = told.incidents.iter().map(|incident| incident.last).max();
    let Some(day) = args.on.or(last) else { return Ok(Exit::Done) };
    let relations = Relations::of(&told.incidents);
    let picture = told.picture();
    let mut out = std::io::stdout().lock();
    if args.history {
        for change in relations.history(&pair).iter().filter(|change| change.day <= day) {
            if args.state.json {
                json(&mut out, change)?;
            } else {
                writeln!(out, "{}  {:18} {}", change.day, change.change, line(&picture, change.incident))?;
            }
        }
        return Ok(Exit::Done);
    }
    let standing = relations.on(&pair, day);
    if args.state.json {
        json(&mut out, &standing)?;
        return Ok(Exit::Done);
    }
    writeln!(out, "{} and {} on {day}", name(pair.a()), name(pair.b()))?;
    if standing.parts.is_empty() {
        writeln!(out, "  no record of their relations")?;
    }
    for kept in &standing.parts {
        writeln!(out, "  {}  [{}]", clean(&kept.told(&pair)), spelt(kept.by))?;
    }
    for (title, ids) in [
        ("envoys summoned", standing.summonses.clone()),
        ("announced", standing.announced.iter().map(|change| change.incident).collect()),
    ] {
        if !ids.is_empty() {
            writeln!(out, "  {title}:")?;
        }
        for id in ids {
            writeln!(out, "    {}", line(&picture, id))?;
        }
    }
    Ok(Exit::Done)
}
