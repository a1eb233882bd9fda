//! How fast names are looked up, and how fast all is loaded.

use std::hint::black_box;
use std::time::Instant;

use detente_data::Knowledge;

use super::Measure;

const WORDS: &str = "The Iranian foreign minister told the U.N. Security Council that Jaish al - Adl had struck Zahedan \
                     again while villagers near Saravan fled to Quetta";

/// Look-ups a second: known names at every word of a sentence, names of places alone.
pub(super) fn measure(knowledge: &Knowledge) -> Vec<Measure> {
    let start = Instant::now();
    black_box(Knowledge::load());
    let load = start.elapsed();
    let words: Vec<&str> = WORDS.split(' ').collect();
    const ROUNDS: u32 = 40_000;
    let start = Instant::now();
    for _ in 0..ROUNDS {
        for at in 0..words.len() {
            black_box(knowledge.lookup(black_box(&words), at));
        }
    }
    let lookups = f64::from(ROUNDS) * words.len() as f64 / start.elapsed().as_secs_f64();
    let names = ["Zahedan", "Saravan", "Quetta", "Nosuchplace"];
    let start = Instant::now();
    for _ in 0..ROUNDS * 5 {
        for name in names {
            black_box(knowledge.is_place(black_box(name)));
        }
    }
    let places = f64::from(ROUNDS * 5) * names.len() as f64 / start.elapsed().as_secs_f64();
    let measure = |what, value: String, goal| Measure { what, value, goal, of: String::new() };
    vec![
        measure("loading everything but the gazetteer, ms", format!("{:.0}", load.as_secs_f64() * 1e3), ""),
        measure("known names: look-ups a second", format!("{:.1} million", lookups / 1e6), "1 million"),
        measure("gazetteer: look-ups a second", format!("{:.1} million", places / 1e6), "1 million"),
    ]
}
