//! Saved inputs as they are, then with bytes changed, cut, doubled, or parts of others between them: what fuzzing does, without its eyes.
//!
//! In: a folder, and how many to make of it; `DETENTE_LONG` makes them for ten minutes. Out: nothing; it panics with the input at which the reader
//! of them panicked or took longer than it may.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the long form goes on.
const LONG: Duration = Duration::from_secs(600);
/// For one input. A second is the bound; others share the machine.
const MOST: Duration = Duration::from_secs(10);

/// Gives saved inputs, and `rounds` made of them, to a reader.
pub(crate) fn each(target: &str, rounds: usize, read: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/saved").join(target);
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the folder").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    let inputs: Vec<Vec<u8>> = files.iter().map(|path| std::fs::read(path).expect("a file")).collect();
    assert!(inputs.len() >= 5, "{target}: {}", inputs.len());
    let try_one = |input: &[u8]| {
        let began = Instant::now();
        let is_read = catch_unwind(AssertUnwindSafe(|| read(input))).is_ok();
        let took = began.elapsed();
        assert!(is_read && took < MOST, "{target}, {took:?}: {:?}", String::from_utf8_lossy(input));
        took
    };
    let mut slowest = inputs.iter().map(|input| try_one(input)).max().unwrap_or_default();
    let is_long = std::env::var_os("DETENTE_LONG").is_some_and(|value| !value.is_empty());
    let (began, mut chance, mut made) = (Instant::now(), Chance(88_172_645_463_325_252), 0);
    while if is_long { began.elapsed() < LONG } else { made < rounds } {
        slowest = slowest.max(try_one(&chance.input(&inputs)));
        made += 1;
    }
    eprintln!(
        "T30: {target}: {} saved inputs, {made} made of them, the slowest took {slowest:?}",
        inputs.len()
    );
}

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// A part of some length, from somewhere.
    fn part(&mut self, bytes: &[u8]) -> Vec<u8> {
        let at = self.below(bytes.len());
        let end = (at + 1 + self.below(24)).min(bytes.len());
        bytes.get(at..end).unwrap_or_default().to_vec()
    }

    /// An input made of others.
    fn input(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = inputs[self.below(inputs.len())].clone();
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(12)).min(bytes.len());
            let with = match self.below(5) {
                0 => Vec::new(),
                1 => vec![self.below(256) as u8; 1 + self.below(4)],
                2 => self.part(&bytes.clone()),
                _ => {
                    let other = self.below(inputs.len());
                    self.part(&inputs[other])
                }
            };
            bytes.splice(at..end, with).for_each(drop);
        }
        bytes
    }
}
