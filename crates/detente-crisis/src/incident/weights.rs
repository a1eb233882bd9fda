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
}

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
        Weights { features, words: words.keys().copied().collect(), weights: words.into_values().collect() }
    }

    /// How much it tells that a word is shared: the logarithm of one in how many articles has it.
    pub(super) fn of_word(&self, number: u32) -> f32 {
        self.words.binary_search(&number).ok().and_then(|at| self.weights.get(at)).copied().unwrap_or(RARE)
    }

    /// The length of the vector that the weights of words are.
    pub(super) fn length(&self, words: &[u32]) -> f32 {
        words.iter().map(|number| self.of_word(*number).powi(2)).sum::<f32>().sqrt()
    }

    /// The place of a word's number in the table, by number, where it is listed.
    pub(super) fn place_of(&self, number: u32) -> Option<u16> {
        self.words.binary_search(&number).ok().and_then(|at| u16::try_from(at).ok())
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
}
