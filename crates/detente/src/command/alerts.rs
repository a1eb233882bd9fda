//! `detente alerts`: what rules ask to be told of, each once.

use super::{ledger, own};
use crate::alert::{Delivery, Feed, Lines, Lookout, Shown, Webhook};
use crate::args::{AlertFormat, AlertsArgs, Since};
use crate::exit::Exit;
use crate::intake::reader_version;
use anyhow::bail;
use detente_crisis::alert::Rules;
use detente_data::Problem;
use detente_ledger::store::{Store, StoreError};
use std::io::Write;
use std::path::Path;

/// Finds what is new and delivers it, or shows what was.
pub(crate) fn alerts(args: &AlertsArgs) -> anyhow::Result<Exit> {
    let rules = match &args.rules {
        None => None,
        Some(path) => match rules(path)? {
            Ok(rules) => Some(rules),
            Err(problems) => return tell(&problems, args.check),
        },
    };
    if args.check {
        println!("rules: {}; faults: 0", rules.as_ref().map_or(0, Rules::len));
        return Ok(Exit::Done);
    }
    let ledger = ledger::address(&args.ledger)?;
    // Opening it for writing would make one.
    if let Err(error @ StoreError::Missing(_)) = Store::open_to_read(&ledger, false) {
        return Err(error.into());
    }
    let delivery = delivery(args)?;
    let mut store = Store::open(&ledger, &reader_version())?;
    if args.all {
        return all(&store, rules.as_ref(), args, &delivery);
    }
    let mut lookout = Lookout::new(&store, rules.unwrap_or_default(), delivery)?;
    lookout = match args.since {
        None => lookout,
        Some(Since::Day(day)) => lookout.from(day),
        Some(Since::Commit(seq)) => lookout.after(&store, seq)?,
    };
    let wait = |time| {
        std::thread::sleep(time);
        true
    };
    let delivered = lookout.look(&mut store, &wait)?;
    Ok(Exit::of(delivered.count, delivered.failed))
}

/// The rules of a file, or what is wrong with them.
///
/// # Errors
/// Where the file cannot be read at all.
pub(super) fn rules(path: &Path) -> anyhow::Result<Result<Rules, Vec<Problem>>> {
    Ok(Rules::parse(&path.display().to_string(), &own::text(path)?))
}

/// Tells what is wrong with files: to whoever asked for it on standard output.
pub(super) fn tell(problems: &[Problem], is_asked: bool) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    for problem in problems {
        if is_asked {
            writeln!(out, "{problem}")?;
        } else {
            eprintln!("detente: {problem}");
        }
    }
    if is_asked {
        writeln!(out, "faults: {}", problems.len())?;
    }
    Ok(Exit::Failed)
}

fn delivery(args: &AlertsArgs) -> anyhow::Result<Delivery> {
    let (lines, feed) = match (args.format, &args.output) {
        (AlertFormat::Atom, None) => (None, Some(Feed::Output)),
        (AlertFormat::Atom, Some(path)) => (None, Some(Feed::File(path.clone()))),
        (_, Some(_)) => bail!("--output is for --format atom; write lines into a file with >>"),
        (AlertFormat::Text, None) => (Some(Lines::Text), None),
        (AlertFormat::Jsonl, None) => (Some(Lines::Json), None),
    };
    let webhook = args.webhook.as_deref().map(Webhook::new).transpose()?;
    Ok(Delivery { lines, feed, webhook })
}

/// Shows what was delivered before, in that order.
fn all(store: &Store, rules: Option<&Rules>, args: &AlertsArgs, delivery: &Delivery) -> anyhow::Result<Exit> {
    let is_wanted = |name: &str| rules.is_none_or(|rules| rules.iter().any(|rule| rule.name == name));
    let mut shown = Vec::new();
    for noted in store.alerts()? {
        let finding = &noted.alert.finding;
        let is_late = match args.since {
            None => true,
            Some(Since::Day(day)) => finding.day >= day,
            Some(Since::Commit(seq)) => noted.commit > seq,
        };
        if is_late && is_wanted(&finding.rule) {
            shown.push(Shown::of(store, &noted.alert, noted.commit, noted.delivered)?);
        }
    }
    delivery.write(&shown.iter().collect::<Vec<_>>(), &[])?;
    Ok(Exit::Done)
}
