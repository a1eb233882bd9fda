//! How long questions take: each kind many times, with other values each time, as the command line asks them.

use super::mixed;
use anyhow::bail;
use detente_data::{EventType, Stance, StateCode, Status};
use detente_ledger::store::{AsOf, Filter, Seq, Store};
use jiff::ToSpan;
use jiff::civil::Date;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Options of `cargo xtask soak ask`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The ledger
    ledger: PathBuf,
    /// Questions of each kind
    #[arg(long, default_value_t = 40)]
    times: u64,
    /// Fail where 95 of 100 questions of a kind take longer, in milliseconds
    #[arg(long)]
    most: Option<u64>,
}

/// What questions are made of.
struct Stock {
    parties: Vec<String>,
    states: Vec<StateCode>,
    places: Vec<String>,
    words: Vec<&'static str>,
    beginnings: Vec<&'static str>,
    days: (Date, Date),
    last: Seq,
}

impl Stock {
    fn of(store: &Store) -> anyhow::Result<Self> {
        let mut stock = Stock {
            parties: Vec::new(),
            states: Vec::new(),
            places: Vec::new(),
            words: vec![
                "border",
                "missile",
                "ambassador",
                "ceasefire",
                "said",
                "\"foreign minister\"",
                "troops crossed",
            ],
            beginnings: vec!["bomb*", "miss*", "sanction*", "ab*", "negotiat*"],
            days: (Date::MIN, Date::MAX),
            last: Seq(store.status()?.seq.0),
        };
        let (mut first, mut last) = (Date::MAX, Date::MIN);
        store.events(&Filter { limit: Some(4_000), ..Filter::default() }, |row| {
            for party in row.event.actors.iter().chain(&row.event.recipients) {
                if let Some(code) = party.code {
                    stock.parties.push(code.to_string());
                }
            }
            if let Some(place) = &row.event.place {
                stock.states.extend(place.country);
                stock.places.extend(place.location.as_ref().map(|l| l.name.clone()));
            }
            (first, last) = (first.min(row.article.day), last.max(row.article.day));
            true
        })?;
        stock.days = (first.checked_sub(15.years()).unwrap_or(first), last);
        if stock.parties.is_empty() || stock.states.is_empty() || stock.places.is_empty() {
            bail!("the ledger has too few events to ask about");
        }
        Ok(stock)
    }

    fn pick<'a, T>(&self, list: &'a [T], n: u64) -> &'a T {
        &list[(mixed(11, n) % list.len() as u64) as usize]
    }

    fn party(&self, n: u64) -> String {
        self.pick(&self.parties, n).clone()
    }

    /// Thirty days somewhere in the ledger's.
    fn month(&self, n: u64) -> (Option<Date>, Option<Date>) {
        let days = self.days.0.until(self.days.1).map_or(0, |span| span.get_days().max(1));
        let since = self.days.0.checked_add(i64::try_from(mixed(5, n) % days as u64).unwrap_or(0).days());
        let since = since.unwrap_or(self.days.0);
        (Some(since), since.checked_add(30.days()).ok())
    }
}

/// A kind of question: its name and the n-th of it.
type Kind = (&'static str, fn(&Stock, u64) -> Filter);

const KINDS: &[Kind] = &[
    ("latest", |_, _| Filter::default()),
    ("party", |s, n| Filter { parties: vec![s.party(n)], ..Filter::default() }),
    ("dyad", |s, n| Filter { dyad: Some((s.party(n), s.party(n + 1))), ..Filter::default() }),
    ("type", |s, n| Filter { kinds: vec![*s.pick(EventType::ALL, n)], ..Filter::default() }),
    ("two types", |s, n| Filter {
        kinds: vec![*s.pick(EventType::ALL, n), EventType::Aid],
        ..Filter::default()
    }),
    ("place", |s, n| Filter { place: Some(s.pick(&s.places, n).clone()), ..Filter::default() }),
    ("country", |s, n| Filter { country: Some(*s.pick(&s.states, n)), ..Filter::default() }),
    ("month", |s, n| {
        let (since, until) = s.month(n);
        Filter { since, until, ..Filter::default() }
    }),
    ("status", |s, n| Filter { statuses: vec![*s.pick(Status::ALL, n)], ..Filter::default() }),
    ("claimant", |s, n| Filter { claimants: vec![s.party(n)], ..Filter::default() }),
    ("denials", |s, n| Filter {
        claimants: vec![s.party(n)],
        stances: vec![Stance::Denies],
        ..Filter::default()
    }),
    ("words", |s, n| Filter { text: Some((*s.pick(&s.words, n)).to_string()), ..Filter::default() }),
    ("words and party", |s, n| Filter {
        text: Some((*s.pick(&s.words, n)).to_string()),
        parties: vec![s.party(n)],
        ..Filter::default()
    }),
    ("beginning", |s, n| Filter { text: Some((*s.pick(&s.beginnings, n)).to_string()), ..Filter::default() }),
    ("beginning and party", |s, n| Filter {
        text: Some((*s.pick(&s.beginnings, n)).to_string()),
        parties: vec![s.party(n)],
        ..Filter::default()
    }),
    ("party, type, month", |s, n| {
        let (since, until) = s.month(n);
        Filter {
            parties: vec![s.party(n)],
            kinds: vec![EventType::Assault],
            since,
            until,
            ..Filter::default()
        }
    }),
    ("dyad, type, status", |s, n| Filter {
        dyad: Some((s.party(n), s.party(n + 1))),
        kinds: vec![*s.pick(EventType::ALL, n)],
        statuses: vec![Status::Happened],
        ..Filter::default()
    }),
    ("two parties, country", |s, n| Filter {
        parties: vec![s.party(n), s.party(n + 7)],
        country: Some(*s.pick(&s.states, n)),
        ..Filter::default()
    }),
    ("party as of the middle", |s, n| Filter {
        parties: vec![s.party(n)],
        as_of: AsOf::Commit(Seq(s.last.0 / 2)),
        ..Filter::default()
    }),
];

/// Asks.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let store = Store::open_to_read(&args.ledger, false)?;
    let stock = Stock::of(&store)?;
    println!(
        "{:10} {:24} {:>8} {:>8} {:>8} {:>9} {:>7}",
        "question", "by", "p50 ms", "p95 ms", "max ms", "p95 busy", "rows"
    );
    let mut slow = Vec::new();
    for what in ["events", "incidents", "disputes", "articles"] {
        for (name, filter) in KINDS {
            let (mut times, mut busy) = (Vec::new(), Vec::new());
            let mut rows = 0;
            for n in 0..args.times {
                let filter = Filter { limit: Some(50), ..filter(&stock, n) };
                let (start, before) = (Instant::now(), processor_time());
                rows += ask(&store, what, &filter)?;
                times.push(start.elapsed());
                busy.push(processor_time().saturating_sub(before));
            }
            let p95 = told(what, name, &mut times, &mut busy, rows);
            if args.most.is_some_and(|most| p95 > Duration::from_millis(most)) {
                slow.push(format!("{what} by {name}"));
            }
        }
    }
    let start = Instant::now();
    store.status()?;
    println!("{:10} {:24} {:>8.1}", "status", "", start.elapsed().as_secs_f64() * 1e3);
    if slow.is_empty() { Ok(()) } else { bail!("too slow: {}", slow.join("; ")) }
}

fn ask(store: &Store, what: &str, filter: &Filter) -> anyhow::Result<u64> {
    let mut rows = 0;
    let mut count = || {
        rows += 1;
        true
    };
    match what {
        "events" => store.events(filter, |_| count())?,
        "incidents" => store.incidents(filter, |_| count())?,
        "disputes" => store.disputes(filter, &[], |_| count())?,
        _ => store.articles(filter, |_| count())?,
    }
    Ok(rows)
}

/// How long this thread had a processor: what questions cost where others run too.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default())
}

/// Prints a line; the time within which 95 of 100 were answered.
fn told(what: &str, name: &str, times: &mut [Duration], busy: &mut [Duration], rows: u64) -> Duration {
    times.sort_unstable();
    busy.sort_unstable();
    let at = |times: &[Duration], share: usize| {
        times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
    };
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "{what:10} {name:24} {:8.1} {:8.1} {:8.1} {:9.1} {rows:7}",
        ms(at(times, 50)),
        ms(at(times, 95)),
        ms(at(times, 100)),
        ms(at(busy, 95))
    );
    at(times, 95)
}
