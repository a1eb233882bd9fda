//! `detente events`, `detente articles`: a question in, rows out.

use crate::args::{AnswerArgs, ArticlesArgs, DisputesArgs, EventsArgs, FilterArgs, IncidentsArgs, RowFormat};
use crate::exit::Exit;
use crate::output::rows::{self, Row, Sheet};
use anyhow::{Context as _, bail};
use detente_crisis::crisis::party_of;
use detente_crisis::report::ArticleKey;
use detente_data::Sector;
use detente_ledger::store::{Filter, Store, Why, parsed_key};
use std::io::{IsTerminal as _, Write};

/// Rows of a table, where nobody says how many.
const TABLE_ROWS: usize = 50;

/// `detente events`.
pub(crate) fn events(args: &EventsArgs) -> anyhow::Result<Exit> {
    let store = super::open_to_read(&args.ledger)?;
    let (filter, shown) = filter(&args.filter, &args.answer);
    answer(&store, &filter, shown, args.answer.format, rows::EVENTS, |take| {
        store.events(&filter, |row| take(&row))
    })
}

/// `detente incidents`.
pub(crate) fn incidents(args: &IncidentsArgs) -> anyhow::Result<Exit> {
    let store = super::open_to_read(&args.ledger)?;
    let (filter, shown) = filter(&args.filter, &args.answer);
    let filter = Filter { is_disputed: args.disputed, ..filter };
    answer(&store, &filter, shown, args.answer.format, rows::INCIDENTS, |take| {
        store.incidents(&filter, |row| take(&row))
    })
}

/// `detente disputes`.
pub(crate) fn disputes(args: &DisputesArgs) -> anyhow::Result<Exit> {
    let store = super::open_to_read(&args.ledger)?;
    let (filter, shown) = filter(&args.filter, &args.answer);
    answer(&store, &filter, shown, args.answer.format, rows::DISPUTES, |take| {
        store.disputes(&filter, &args.about, |row| take(&row))
    })
}

/// `detente articles`.
pub(crate) fn articles(args: &ArticlesArgs) -> anyhow::Result<Exit> {
    let store = super::open_to_read(&args.ledger)?;
    let (filter, shown) = filter(&args.filter, &args.answer);
    if let Some(typed) = &args.show {
        return show(&store, typed, &filter);
    }
    answer(&store, &filter, shown, args.answer.format, rows::ARTICLES, |take| {
        store.articles(&filter, |row| take(&row))
    })
}

/// One article whole.
fn show(store: &Store, typed: &str, filter: &Filter) -> anyhow::Result<Exit> {
    let key = parsed_key(typed).with_context(|| {
        format!(
            "{typed:?} is no number of an article: 16 hexadecimal digits, as `detente articles` shows them"
        )
    })?;
    let Some(found) = store.article(ArticleKey(key), filter.as_of)? else {
        bail!("{typed}: no such article in the ledger");
    };
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &found)?;
    writeln!(out)?;
    Ok(Exit::Done)
}

/// The question as typed, and how many rows are shown; one more is asked for, to know whether there are more.
fn filter(args: &FilterArgs, answer: &AnswerArgs) -> (Filter, Option<usize>) {
    let shown = match (answer.limit, answer.format) {
        (Some(0), _) => None,
        (Some(limit), _) => Some(limit),
        (None, RowFormat::Table) => Some(TABLE_ROWS),
        (None, _) => None,
    };
    let dyad = args.dyad.as_deref().and_then(|two| Some((party(two.first()?), party(two.get(1)?))));
    let filter = Filter {
        parties: args.party.iter().map(|name| party(name)).collect(),
        dyad,
        kinds: args.kind.clone(),
        place: args.place.clone(),
        country: args.country,
        since: args.since,
        until: args.until,
        statuses: args.status.clone(),
        claimants: args.claimant.iter().map(|name| party(name)).collect(),
        stances: args.stance.clone(),
        text: args.text.clone(),
        source: args.source.clone(),
        least_score: args.min_score,
        is_disputed: false,
        skip: 0,
        limit: shown.map(|n| n + 1),
        as_of: answer.as_of.unwrap_or_default(),
    };
    (filter, shown)
}

/// A party as the ledger names it: "Iran" and "iran" are IRN; what is no state stays as it is.
pub(crate) fn party(typed: &str) -> String {
    let in_sector = typed.rsplit_once(':').and_then(|(name, sector)| {
        // What stands after a colon may be part of a name.
        let sector: Sector = sector.to_uppercase().parse().ok()?;
        Some(format!("{}:{sector}", party_of(name)))
    });
    in_sector.unwrap_or_else(|| party_of(typed).to_string())
}

/// Writes the rows, or why there are none.
fn answer(
    store: &Store,
    filter: &Filter,
    shown: Option<usize>,
    format: RowFormat,
    columns: &'static [rows::Column],
    ask: impl FnOnce(&mut dyn FnMut(&dyn Row) -> bool) -> Result<(), detente_ledger::store::StoreError>,
) -> anyhow::Result<Exit> {
    let out = std::io::stdout().lock();
    if format == RowFormat::Parquet && out.is_terminal() {
        bail!(
            "a terminal cannot show --format parquet; send it to a file: ... --format parquet > rows.parquet"
        );
    }
    let mut sheet = Sheet::new(out, format, columns)?;
    let mut count = 0;
    let mut more = false;
    let mut failed = None;
    ask(&mut |row| {
        if shown.is_some_and(|shown| count == shown) {
            more = true;
            return false;
        }
        count += 1;
        failed = sheet.row(row).err();
        failed.is_none()
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    let unplaced = sheet.finish()?;
    if unplaced > 0 {
        eprintln!("detente: {unplaced} without a known place are not on the map");
    }
    if more {
        eprintln!("detente: the latest {count}; there are more (--limit 0 for all)");
    }
    if count == 0 {
        tell_why(&store.why(filter)?);
    }
    Ok(Exit::Done)
}

/// Says why nothing was found.
fn tell_why(why: &Why) {
    eprintln!("detente: nothing found");
    match why.days {
        Some((from, to)) => eprintln!(
            "  the ledger has {} articles with {} events, from {from} to {to}",
            why.articles, why.events
        ),
        None => eprintln!("  the ledger has {} articles and no event", why.articles),
    }
    for part in &why.filters {
        let found = if part.found >= 2_000 { "2000 or more".to_string() } else { part.found.to_string() };
        eprintln!("  {} alone: {found}", part.filter);
    }
}
