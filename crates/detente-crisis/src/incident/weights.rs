//! What speaks for and against two reports being of one happening, and how much: tables that `cargo xtask fit-incidents`
//! makes and a person can read.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::feature::{COUNT, NAMES};
use crate::word;

const FEATURES: &str = include_str!("../../data/match.tsv");
const WORDS: &str = include_str!("../../data/words.tsv");

/// The tables.
#[derive(Debug)]
pub(super) struct Weights {
    features: [f32; COUNT],
    /// The numbers of the words that are listed, sorted, and what each weighs.
    words: Vec<u32>,
    weights: Vec<f32>,
    /// Where the words begin whose numbers have the same highest bits, and where the last of them end.
    starts: Vec<u16>,
}

/// The lowest bits of a word's number, which are left out to know where in the table to look: numbers are hashes of 31 bits, so of
/// 4,096 places half have no word and few have three. Looking among all 1,800 by halves was a tenth of filling a ledger.
const LOWEST: u32 = 19;
const STARTS: u32 = 1 << (31 - LOWEST);

/// What a word weighs that the table does not have: it is in too few articles to be listed.
const RARE: f32 = 4.5;

impl Weights {
    pub(super) fn builtin() -> &'static Self {
        static CELL: OnceLock<Weights> = OnceLock::new();
        CELL.get_or_init(|| Weights::parse(FEATURES, WORDS))
    }

    fn parse(features: &'static str, words: &'static str) -> Self {
        let given: HashMap<&str, f32> = rows(features).collect();
        let features = NAMES.map(|name| given.get(name).copied().unwrap_or(0.0));
        let words: BTreeMap<u32, f32> =
            rows(words).map(|(word, weight)| (word::number(word), weight)).collect();
        let (words, weights): (Vec<u32>, Vec<f32>) = words.into_iter().unzip();
        let before = |start: u32| words.partition_point(|number| number >> LOWEST < start);
        let starts = (0..=STARTS).map(|start| u16::try_from(before(start)).unwrap_or(u16::MAX)).collect();
        Weights { features, words, weights, starts }
    }

    /// The place of a word's number in the table.
    fn find(&self, number: u32) -> Option<usize> {
        let start = (number >> LOWEST) as usize;
        let [from, to] = *self.starts.get(start..start + 2)?.first_chunk()?;
        let alike = self.words.get(usize::from(from)..usize::from(to))?;
        alike.iter().position(|word| *word == number).map(|at| usize::from(from) + at)
    }

    /// How much it tells that a word is shared: the logarithm of one in how many articles has it.
    pub(super) fn of_word(&self, number: u32) -> f32 {
        self.find(number).and_then(|at| self.weights.get(at)).copied().unwrap_or(RARE)
    }

    /// The length of the vector that the weights of words are.
    pub(super) fn length(&self, words: &[u32]) -> f32 {
        words.iter().map(|number| self.of_word(*number).powi(2)).sum::<f32>().sqrt()
    }

    /// The place of a word's number in the table, by number, where it is listed.
    pub(super) fn place_of(&self, number: u32) -> Option<u16> {
        self.find(number).and_then(|at| u16::try_from(at).ok())
    }

    /// The number of the word in a place of the table.
    pub(super) fn at_place(&self, place: u16) -> Option<u32> {
        self.words.get(usize::from(place)).copied()
    }

    pub(super) fn sum(&self, features: &[f32; COUNT]) -> f32 {
        self.features.iter().zip(features).map(|(weight, value)| weight * value).sum()
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, f32)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t').and_then(|(name, value)| Some((name, value.parse().ok()?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole() {
        let names: Vec<&str> = rows(FEATURES).map(|(name, _)| name).collect();
        assert_eq!(names, NAMES);
        let lines = WORDS.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows(WORDS).count(), lines);
        assert!(Weights::builtin().of_word(word::number("say")) < 1.0);
    }

    #[test]
    fn every_word_is_found_in_its_place_and_no_other_is() {
        let weights = Weights::builtin();
        for (at, number) in (0..).zip(&weights.words) {
            assert_eq!(weights.place_of(*number), Some(at), "{number}");
            for other in [number.wrapping_sub(1), number + 1, number | 1 << 31] {
                let is_listed = weights.words.contains(&other);
                assert_eq!(weights.place_of(other).is_some(), is_listed, "{other}");
            }
        }
        assert_eq!([0, (1 << 31) - 1, 1 << 31, u32::MAX].map(|number| weights.place_of(number)), [None; 4]);
    }
}
