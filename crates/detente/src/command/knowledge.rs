//! `detente who` and `detente where`: what the program knows under a name, with candidates and scores.
//!
//! `detente who "Jalil Abbas Jilani" --on 2024-01-19` names Pakistan's foreign minister of that day.

use super::own;
use crate::args::{WhereArgs, WhoArgs};
use crate::exit::Exit;
use detente_core::entity::place;
use detente_data::{Entry, Knowledge, Leader, LeaderOffice, Place};
use jiff::civil::Date;
use std::io::Write;

/// How many candidates are shown.
const SHOWN: usize = 12;

/// `detente who NAME`: everyone known under the name, the likeliest first.
pub(crate) fn who(args: &WhoArgs) -> anyhow::Result<Exit> {
    let own = own::load(&args.own)?;
    let knowledge = own.as_ref().unwrap_or_else(|| Knowledge::builtin());
    let mut out = std::io::stdout().lock();
    let found = knowledge.who(&args.name, args.on);
    for (entry, score) in found.iter().take(SHOWN) {
        writeln!(out, "{score:.2}  {}", entry.name())?;
        match entry {
            Entry::Leader(leader, _) => offices(&mut out, leader, args.on)?,
            Entry::Actor(actor) => {
                let years = |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
                let also: String = actor.also.iter().map(|code| format!(" also {code}")).collect();
                let span = format!("{}-{}", years(actor.from), years(actor.to));
                let span = if span == "-" { String::new() } else { format!("  {span}") };
                writeln!(
                    out,
                    "      {} {} {}{also}{span}",
                    code(actor.code.as_ref()),
                    actor.sector,
                    actor.kind
                )?;
                names(&mut out, &actor.aliases)?;
            }
            Entry::State(state, _) => {
                let capital = state.capital.first().map(String::as_str).unwrap_or_default();
                writeln!(out, "      {} {} state  {capital}", state.code, detente_data::Sector::Gov)?;
                if let Some((_, former)) = knowledge.former_state(&args.name) {
                    writeln!(out, "      of the past, {} to {}", former.from, former.to)?;
                }
            }
            Entry::Region(region, _) => writeln!(out, "      {}", line(&region.place))?,
        }
    }
    left(&mut out, found.len())?;
    Ok(ended(found.is_empty(), &args.name))
}

/// `detente where NAME`: every place of the name, the likeliest first.
pub(crate) fn places(args: &WhereArgs) -> anyhow::Result<Exit> {
    let own = own::load(&args.own)?;
    let knowledge = own.as_ref().unwrap_or_else(|| Knowledge::builtin());
    let mut out = std::io::stdout().lock();
    let found = place::candidates(knowledge, &args.name, &args.near);
    for ranked in found.iter().take(SHOWN) {
        writeln!(out, "{:.2}  {}", ranked.score, line(&ranked.place))?;
    }
    left(&mut out, found.len())?;
    Ok(ended(found.is_empty(), &args.name))
}

fn code(code: Option<&detente_data::ActorCode>) -> &str {
    code.map_or("-", detente_data::ActorCode::as_str)
}

/// A person's offices, the one held on the day first.
fn offices(out: &mut impl Write, leader: &Leader, day: Option<Date>) -> std::io::Result<()> {
    let held = |office: &LeaderOffice| day.is_some_and(|day| office.held_on(day));
    let mut offices: Vec<&LeaderOffice> = leader.offices.iter().collect();
    offices.sort_by_key(|office| (!held(office), office.from));
    for office in offices {
        let date = |day: Option<Date>| day.map_or_else(|| "?".to_owned(), |day| day.to_string());
        let mark = if held(office) { "*" } else { " " };
        let (code, sector) = (code(office.code.as_ref()), office.sector);
        let (from, to) = (date(office.from), date(office.to));
        writeln!(out, "    {mark} {code} {sector} {}  {from} to {to}", office.office)?;
    }
    names(out, &leader.aliases)
}

fn names(out: &mut impl Write, aliases: &[String]) -> std::io::Result<()> {
    if aliases.is_empty() { Ok(()) } else { writeln!(out, "      named {}", aliases.join("; ")) }
}

/// "Saravan, city in Sistan and Baluchestan, IRN; 62,000 people; 27.371 62.334; GeoNames 1159456".
fn line(place: &Place) -> String {
    let division = place.division.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
    let state = place.country.map(|code| format!(", {code}")).unwrap_or_default();
    let people = place.population.map(|people| format!("; {people} people")).unwrap_or_default();
    let position = place.position.map(|(lat, lon)| format!("; {lat:.3} {lon:.3}")).unwrap_or_default();
    let number = place.geonames.map(|id| format!("; GeoNames {id}")).unwrap_or_default();
    format!("{}, {}{division}{state}{people}{position}{number}", place.name, place.kind)
}

fn left(out: &mut impl Write, all: usize) -> std::io::Result<()> {
    if all > SHOWN { writeln!(out, "      and {} more", all - SHOWN) } else { Ok(()) }
}

fn ended(is_empty: bool, name: &str) -> Exit {
    if is_empty {
        eprintln!("detente: nothing is known under the name {name:?}");
        return Exit::Failed;
    }
    Exit::Done
}
