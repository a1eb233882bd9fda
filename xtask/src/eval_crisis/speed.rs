//! How fast the crisis stages are on millions of made-up events.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use detente_crisis::crisis::{Act, Deed, Doubt, Dyads, Pair, Relations, Step, Way, crises_of, index};
use detente_crisis::{IncidentId, PartyId};
use detente_data::{CameoCode, EventType, Knowledge, Status};
use jiff::ToSpan;
use jiff::civil::date;

/// Days that the events are spread over: thirty years.
const DAYS: i32 = 10_957;

/// Prints how long it takes to put so many events into dyads, to make every series, one series, and to take in a change.
pub(super) fn run(events: u64) {
    let deeds = made_up(events);
    let mut dyads = Dyads::new();
    let taken = timed(|| deeds.into_iter().for_each(|deed| dyads.add([deed])));
    let pairs: Vec<Pair> = dyads.pairs().into_iter().cloned().collect();
    println!("{events} events into {} dyads: {taken:?}", pairs.len());
    let series = |pair: &Pair| dyads.get(pair).map_or(0, |dyad| dyad.series(Step::Day).cells.len());
    let mut cells = 0;
    let all = timed(|| cells = pairs.iter().map(series).sum());
    println!("every dyad's series by day ({cells} days with events): {all:?}");
    let largest = pairs.iter().max_by_key(|pair| dyads.get(pair).map_or(0, |dyad| dyad.done().len()));
    let Some(largest) = largest else { return };
    let size = dyads.get(largest).map_or(0, |dyad| dyad.done().len());
    println!(
        "series of the largest dyad ({largest}, {size} events): {:?}",
        timed(|| cells = series(largest))
    );
    let relations = Relations::default();
    println!("its index: {:?}", timed(|| drop(index(largest, &dyads, &relations))));
    println!("its crises: {:?}", timed(|| drop(crises_of(largest, &dyads, &relations))));
    let change = one(0, 3, 7);
    let touched = BTreeSet::from([Pair::new(change.from.clone(), change.to.clone()).0]);
    let update = timed(|| {
        dyads.add([change]);
        touched.iter().for_each(|pair| {
            drop(crises_of(pair, &dyads, &relations));
            drop(index(pair, &dyads, &relations));
        });
    });
    println!("one more event, its dyad's crises and index made anew: {update:?}");
}

fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// Events by day, between states; low codes act most, as in the news.
fn made_up(events: u64) -> Vec<Deed> {
    let mut state = 1u64;
    let mut draw = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let per_day = events.div_ceil(DAYS.unsigned_abs().into());
    let mut all = Vec::new();
    for number in 0..events {
        let day = i32::try_from(number / per_day).unwrap_or(DAYS);
        let many = 1 + draw(200);
        let from = draw(many);
        let to = (from + 1 + draw(199)) % 200;
        all.push(Deed {
            act: Act { incident: IncidentId(number), ..act(day, draw(16)) },
            ..one(day, from, to)
        });
    }
    all
}

fn act(day: i32, kind: usize) -> Act {
    let kind = EventType::ALL[kind % EventType::ALL.len()];
    Act {
        day: date(1995, 1, 1).saturating_add(day.days()),
        incident: IncidentId(u64::MAX),
        way: Way::Forth,
        kind,
        mode: None,
        cameo: CameoCode::usual(kind),
        status: Status::Happened,
        doubt: Doubt::default(),
    }
}

fn one(day: i32, from: usize, to: usize) -> Deed {
    let states = Knowledge::builtin().states();
    let party = |at: usize| PartyId::State(states[at % states.len()].code);
    Deed { from: party(from), to: party(to), act: act(day, 15) }
}
