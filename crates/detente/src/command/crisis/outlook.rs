//! `detente outlook`: how likely material conflict rises, stays or falls, and how good such forecasts were.

use super::{Told, add_coded, json, name, pair};
use crate::args::OutlookArgs;
use crate::exit::Exit;
use anyhow::bail;
use detente_crisis::crisis::{Forecaster, Horizon, Record, Trend};
use detente_ledger::store::CodedOf;
use std::io::Write;

/// Shows the outlook of a dyad with its record, or the record alone.
pub(crate) fn outlook(args: &OutlookArgs) -> anyhow::Result<Exit> {
    if args.parties.is_empty() && !args.backtest {
        bail!("name two parties, or ask for --backtest");
    }
    let mut dyads = Told::slim(&args.state, args.counted.events, CodedOf::World, &[])?.dyads;
    add_coded(&mut dyads, &args.coded)?;
    let Some(forecaster) = Forecaster::of(&dyads) else {
        eprintln!("detente: the ledger is too short for a forecast that could be tested");
        return Ok(Exit::Done);
    };
    let mut out = std::io::stdout().lock();
    if !args.parties.is_empty() {
        let pair = pair(&args.parties)?;
        for horizon in Horizon::ALL {
            let Some(outlook) = forecaster.outlook(&pair, &dyads, horizon) else { continue };
            if args.state.json {
                json(&mut out, &outlook)?;
                continue;
            }
            let [falls, stays, rises] = Trend::ALL.map(|trend| 100.0 * outlook.chances.of(trend));
            writeln!(
                out,
                "{} - {}, {} days from {}: material conflict rises {rises:.0}%, stays {stays:.0}%, falls {falls:.0}% ({} incidents in as many days before)",
                name(pair.a()),
                name(pair.b()),
                horizon.days(),
                outlook.as_of,
                outlook.before
            )?;
        }
        if forecaster.outlook(&pair, &dyads, Horizon::Week).is_none() {
            eprintln!("detente: no conflict between them in the last half year; no forecast");
        }
    }
    for record in Horizon::ALL.iter().filter_map(|horizon| forecaster.record(*horizon)) {
        if args.state.json {
            json(&mut out, record)?;
        } else {
            write_record(&mut out, record)?;
        }
    }
    Ok(Exit::Done)
}

fn write_record(out: &mut impl Write, record: &Record) -> std::io::Result<()> {
    writeln!(
        out,
        "record of {} days: {} cases; Brier {:.3}, against {:.3} if all stays, {:.3} by the dyad's past, {:.3} by the same count; calibration error {:.3}",
        record.horizon.days(),
        record.cases,
        record.model.brier,
        record.persistence.brier,
        record.historical_rate.brier,
        record.same_count.brier,
        record.calibration_error()
    )
}
