//! `detente dyad`: what two parties did to each other, step by step.

use super::{Told, add_coded, json, name, pair, party, within};
use crate::args::{By, DyadArgs};
use crate::exit::Exit;
use detente_crisis::PartyId;
use detente_crisis::crisis::{Dyads, Pair, Relations, Series, Step, Tally, index};
use detente_data::QuadClass;
use detente_ledger::store::CodedOf;
use std::io::Write;

/// Pairs that are listed where none is named.
const LISTED: usize = 40;

/// Shows a series, the index, or the pairs of which most is told.
pub(crate) fn dyad(args: &DyadArgs) -> anyhow::Result<Exit> {
    let load = |of, parties: &[&PartyId]| {
        let mut told = Told::slim(&args.state, args.counted.events, of, parties)?;
        add_coded(&mut told.dyads, &args.coded)?;
        anyhow::Ok(told)
    };
    match args.parties.as_slice() {
        [] => busiest(args, &load(CodedOf::World, &[])?.dyads),
        [one] => {
            let one = party(one);
            let dyads = load(CodedOf::Party(&one), &[&one])?.dyads;
            write_series(args, &dyads.series_against_all(&one, step(args.by)), &name(&one), "all others")
        }
        both if args.index => {
            // An index is relative to the world.
            let told = load(CodedOf::World, &[])?;
            write_index(args, &pair(both)?, &told.dyads, &told.relations)
        }
        both => {
            let pair = pair(both)?;
            let dyads = load(CodedOf::Pair(&pair), &[pair.a(), pair.b()])?.dyads;
            let Some(dyad) = dyads.get(&pair) else {
                eprintln!("detente: nothing told between {} and {}", name(pair.a()), name(pair.b()));
                return Ok(Exit::Done);
            };
            write_series(args, &dyad.series(step(args.by)), &name(pair.a()), &name(pair.b()))
        }
    }
}

fn step(by: By) -> Step {
    match by {
        By::Day => Step::Day,
        By::Week => Step::Week,
        By::Month => Step::Month,
    }
}

fn busiest(args: &DyadArgs, dyads: &Dyads) -> anyhow::Result<Exit> {
    let count = |pair: &Pair| dyads.get(pair).map_or(0, |dyad| dyad.done().len());
    let mut pairs: Vec<(usize, &Pair)> = dyads.pairs().into_iter().map(|pair| (count(pair), pair)).collect();
    pairs.sort_by_key(|(count, pair)| (std::cmp::Reverse(*count), *pair));
    let mut out = std::io::stdout().lock();
    for (count, pair) in pairs.into_iter().take(LISTED) {
        if args.state.json {
            json(&mut out, &serde_json::json!({ "a": pair.a(), "b": pair.b(), "incidents": count }))?;
        } else {
            writeln!(out, "{count:6}  {} - {}", name(pair.a()), name(pair.b()))?;
        }
    }
    Ok(Exit::Done)
}

fn write_series(args: &DyadArgs, series: &Series, a: &str, b: &str) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    if args.state.json {
        for (day, cell) in series.cells.iter().filter(|(day, _)| within(**day, args.since, args.until)) {
            json(
                &mut out,
                &serde_json::json!({ "from": day, "forth": cell.forth, "back": cell.back, "both": cell.both,
                "incidents": cell.incidents }),
            )?;
        }
        return Ok(Exit::Done);
    }
    writeln!(
        out,
        "            {a} to {b}, {b} to {a}, together: incidents by class, Goldstein sum (bounds)"
    )?;
    writeln!(out, "            conflict material/verbal, cooperation material/verbal")?;
    for (day, cell) in series.cells.iter().filter(|(day, _)| within(**day, args.since, args.until)) {
        writeln!(out, "{day}  {}  {}  {}", tally(&cell.forth), tally(&cell.back), tally(&cell.both))?;
    }
    Ok(Exit::Done)
}

fn tally(tally: &Tally) -> String {
    if tally.total().all == 0 {
        return format!("{:36}", "-");
    }
    let of = |quad| tally.of(quad).all;
    let sum = &tally.goldstein;
    let text = format!(
        "{}/{} {}/{}  {} ({} to {})",
        of(QuadClass::MaterialConflict),
        of(QuadClass::VerbalConflict),
        of(QuadClass::MaterialCooperation),
        of(QuadClass::VerbalCooperation),
        sum.all,
        sum.low,
        sum.high
    );
    format!("{text:36}")
}

fn write_index(args: &DyadArgs, pair: &Pair, dyads: &Dyads, relations: &Relations) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    if !args.state.json {
        writeln!(
            out,
            "day         index  material verbal novelty relations discord  (without the uncertain)"
        )?;
    }
    for at in index(pair, dyads, relations).iter().filter(|at| within(at.day, args.since, args.until)) {
        if args.state.json {
            json(&mut out, at)?;
            continue;
        }
        let p = &at.parts;
        // A part that takes nothing away is 0 and not -0.
        let relations = p.relations + 0.0;
        writeln!(
            out,
            "{}  {:5.1}  {:8.1} {:6.1} {:7.1} {:9.1} {:7.1}  ({:.1})",
            at.day, at.value, p.material, p.verbal, p.novelty, relations, p.discord, at.firm
        )?;
    }
    Ok(Exit::Done)
}
