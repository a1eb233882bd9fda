//! `detente relations`: how two parties officially stand on a day, as far as there is a record.

use super::{Told, clean, json, line, name, pair, spelt};
use crate::args::RelationsArgs;
use crate::exit::Exit;
use detente_ledger::store::CodedOf;
use std::io::Write;

/// Shows the state of relations, or every change.
pub(crate) fn relations(args: &RelationsArgs) -> anyhow::Result<Exit> {
    let pair = pair(&args.parties)?;
    let told = Told::with_reports(&args.state, args.counted.events, CodedOf::Pair(&pair))?;
    let last = told.incidents.iter().map(|incident| incident.last).max();
    let last = last.max(told.relations.history(&pair).last().map(|change| change.day));
    let Some(day) = args.on.or(last) else { return Ok(Exit::Done) };
    let relations = &told.relations;
    let picture = told.picture();
    let mut out = std::io::stdout().lock();
    if args.history {
        for change in relations.history(&pair).iter().filter(|change| change.day <= day) {
            if args.state.json {
                json(&mut out, change)?;
            } else {
                let told = match picture.incident(change.incident) {
                    Some(_) => line(&picture, change.incident),
                    None => {
                        let (from, to) = (name(&change.from), name(&change.to));
                        format!("{}  {}  {from} towards {to}, imported", spelt(change.incident), change.day)
                    }
                };
                writeln!(out, "{}  {:18} {told}", change.day, change.change)?;
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
