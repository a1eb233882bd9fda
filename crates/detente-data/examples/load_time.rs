//! Measures how long the knowledge takes to load and a look-up to run: `cargo run --release --example load_time`.

use std::time::{Duration, Instant};

use detente_data::Knowledge;

/// Time on the processor so far, where the system tells (Linux): a busy machine makes the clock lie.
fn busy() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn main() {
    let (start, begin) = (Instant::now(), busy());
    let knowledge = Knowledge::builtin();
    let load = start.elapsed();
    if let (Some(begin), Some(end)) = (begin, busy()) {
        println!("processor time to load: {:?}", end - begin);
    }
    let (names, roles) = knowledge.sizes();
    println!("loaded in {load:?}: {names} names, {roles} roles");
    println!(
        "{} states, {} actors, {} people, {} offices, {} regions",
        knowledge.states().len(),
        knowledge.actors().len(),
        knowledge.leaders().len(),
        knowledge.leaders().iter().map(|leader| leader.offices.len()).sum::<usize>(),
        knowledge.regions().len()
    );
    let text = "The Iranian foreign minister told the U.N. Security Council that Jaish al - Adl had struck Zahedan again";
    let words: Vec<&str> = text.split(' ').collect();
    let rounds = 10_000;
    let start = Instant::now();
    let mut found = 0;
    for _ in 0..rounds {
        found += (0..words.len()).filter(|&at| knowledge.lookup(&words, at).is_some()).count();
    }
    println!("look-up: {:?} a token, {found} found", start.elapsed() / (rounds * words.len() as u32));
    let start = Instant::now();
    for _ in 0..rounds {
        found += knowledge.places("Zahedan").len();
    }
    println!("place: {:?} a name, {found} found", start.elapsed() / rounds);
}
