//! `detente incident`: one happening, its accounts side by side, where they differ, and how it came to be known.

use crate::args::IncidentArgs;
use crate::exit::Exit;
use crate::output::rows::{claimant, clean, figures, parties, plain, toll};
use anyhow::{Context as _, bail};
use comfy_table::{ContentArrangement, Table, presets};
use detente_crisis::incident::{Incident, IncidentId};
use detente_ledger::record::{Claim, Source};
use detente_ledger::store::{FoundIncident, Telling, parsed_key};
use std::collections::BTreeMap;
use std::io::Write;

/// Columns of accounts that fit beside each other.
const BESIDE: usize = 4;

/// Shows one incident.
pub(crate) fn incident(args: &IncidentArgs) -> anyhow::Result<Exit> {
    let store = super::open_to_read(&args.ledger)?;
    let id = parsed_key(&args.id).with_context(|| {
        format!(
            "{:?} is no number of an incident: 16 hexadecimal digits, as `detente incidents` shows them",
            args.id
        )
    })?;
    let Some(found) = store.incident(IncidentId(id), args.as_of.unwrap_or_default())? else {
        bail!("{}: no such incident in the ledger, or none any more; --as-of shows what was", args.id);
    };
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &found)?;
        writeln!(out)?;
        return Ok(Exit::Done);
    }
    if found.row.id != args.id {
        writeln!(out, "{} is part of {} now", args.id, found.row.id)?;
    }
    write_head(&mut out, &found)?;
    write_accounts(&mut out, &found)?;
    write_disputes(&mut out, &found)?;
    write_tellings(&mut out, &found)?;
    write_history(&mut out, &found)?;
    Ok(Exit::Done)
}

fn write_head(out: &mut impl Write, found: &FoundIncident) -> std::io::Result<()> {
    let Incident { kind, mode, status, days, .. } = &found.row.incident;
    let incident = &found.row.incident;
    let mode = mode.map(|mode| format!(" {}", mode.as_str())).unwrap_or_default();
    let until = if days.from == days.to { String::new() } else { format!(" to {}", days.to) };
    let dated = if incident.is_dated { "" } else { " (day of the first report)" };
    writeln!(out, "{}  {kind}{mode}, {status}, {}{until}{dated}", found.row.id, days.from)?;
    let (actors, recipients) = (parties(&incident.actors), parties(&incident.recipients));
    let arrow = if recipients.is_empty() { String::new() } else { format!(" -> {recipients}") };
    writeln!(out, "  {}{arrow}", if actors.is_empty() { "unknown" } else { &actors })?;
    if let Some(place) = &incident.place {
        let country = place.country.map(|code| format!(", {code}")).unwrap_or_default();
        writeln!(out, "  {}{country}, within {} km", plain(&place.name), place.radius_km)?;
    }
    for (what, figure) in [("killed", &incident.killed), ("injured", &incident.injured)] {
        if let Some(figure) = figure {
            writeln!(out, "  {what}: {}, latest {}", figures(figure), toll(figure.latest))?;
        }
    }
    let (articles, origins) = (incident.articles, incident.origins);
    writeln!(out, "  {articles} articles of {origins} origins, {} to {}", incident.first, incident.last)
}

/// What one source says, over all tellings.
#[derive(Default)]
struct Account {
    stances: Vec<String>,
    killed: Vec<String>,
    injured: Vec<String>,
    target: Vec<String>,
    words: Vec<String>,
}

impl Account {
    fn add(&mut self, claim: &Claim) {
        let mut push = |list: fn(&mut Self) -> &mut Vec<String>, value: Option<String>| {
            let list = list(self);
            if let Some(value) = value.filter(|value| !list.contains(value)) {
                list.push(value);
            }
        };
        let figure = |toll: (u64, Option<u64>)| match toll {
            (min, Some(max)) if min == max => min.to_string(),
            (min, Some(max)) => format!("{min} to {max}"),
            (min, None) => format!("{min} or more"),
        };
        push(|a| &mut a.stances, Some(claim.stance.to_string()));
        push(|a| &mut a.killed, claim.killed.map(figure));
        push(|a| &mut a.injured, claim.injured.map(figure));
        push(|a| &mut a.target, claim.target.clone());
        push(|a| &mut a.words, claim.content.as_ref().map(|words| format!("\"{}\"", words.trim())));
    }
}

/// A line of the table of accounts: its name and what stands in it.
type Line = (&'static str, fn(&Account) -> &Vec<String>);

/// Sources beside each other, the most talkative first.
fn write_accounts(out: &mut impl Write, found: &FoundIncident) -> std::io::Result<()> {
    let mut accounts: BTreeMap<String, (usize, Account)> = BTreeMap::new();
    for telling in &found.tellings {
        for claim in &telling.event.claims {
            let (count, account) = accounts.entry(source(telling, claim)).or_default();
            *count += 1;
            account.add(claim);
        }
    }
    let mut accounts: Vec<(String, (usize, Account))> = accounts.into_iter().collect();
    accounts.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for some in accounts.chunks(BESIDE) {
        let mut table = Table::new();
        let width = terminal_size::terminal_size().map_or(120, |(width, _)| width.0.max(60));
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width);
        table.set_header(std::iter::once(String::new()).chain(some.iter().map(|(name, _)| plain(name))));
        let lines: [Line; 5] = [
            ("stance", |a| &a.stances),
            ("killed", |a| &a.killed),
            ("injured", |a| &a.injured),
            ("target", |a| &a.target),
            ("says", |a| &a.words),
        ];
        for (name, list) in lines {
            if some.iter().any(|(_, (_, account))| !list(account).is_empty()) {
                let cell = |(_, (_, account)): &(String, (usize, Account))| {
                    list(account).iter().map(|value| clean(value)).collect::<Vec<_>>().join("\n")
                };
                table.add_row(std::iter::once(name.to_string()).chain(some.iter().map(cell)));
            }
        }
        writeln!(out, "\n{table}")?;
    }
    Ok(())
}

/// Who says it: a party by its name, the agency by its.
fn source(telling: &Telling, claim: &Claim) -> String {
    match &claim.source {
        Source::Narrator(_) => telling.article.agency.clone().unwrap_or_else(|| "narrator".to_string()),
        Source::Party(party) => {
            let name = party.name.clone().unwrap_or_else(|| party.text.clone());
            party.code.map_or_else(|| name.clone(), |code| format!("{name} ({code})"))
        }
    }
}

fn write_disputes(out: &mut impl Write, found: &FoundIncident) -> std::io::Result<()> {
    for dispute in &found.row.incident.disputes {
        let sides: Vec<String> = dispute.sides.iter().map(|side| clean(&claimant(&side.claimant))).collect();
        writeln!(out, "\nThey differ on {}: {}", dispute.about, sides.join(" / "))?;
    }
    Ok(())
}

fn write_tellings(out: &mut impl Write, found: &FoundIncident) -> std::io::Result<()> {
    writeln!(out, "\nTold by")?;
    for telling in &found.tellings {
        let article = &telling.article;
        let agency = article.agency.as_deref().unwrap_or("unknown agency");
        let words = telling.event.anchors.first().map(|words| words.text.as_str()).unwrap_or_default();
        let copy = if telling.origin == article.key { "" } else { ", a copy" };
        let (key, event) = (&article.key, &telling.event.id);
        writeln!(out, "  {}  {}: \"{}\"{copy}  [{key}.{event}]", article.day, plain(agency), plain(words))?;
        if let Some(url) = &article.url {
            writeln!(out, "              {}", clean(url))?;
        }
    }
    Ok(())
}

fn write_history(out: &mut impl Write, found: &FoundIncident) -> std::io::Result<()> {
    writeln!(out, "\nHistory")?;
    for step in &found.history {
        let others =
            if step.others.is_empty() { String::new() } else { format!(" ({})", step.others.join(", ")) };
        let killed = step.killed.map(|(low, high)| {
            if low == high { format!(", {low} killed") } else { format!(", {low} to {high} killed") }
        });
        let killed = killed.unwrap_or_default();
        writeln!(
            out,
            "  commit {} at {}: {}{others}, {} articles{killed}",
            step.seq, step.at, step.what, step.articles
        )?;
    }
    Ok(())
}
