//! A choice among options by learnt weights: which of several candidates the signs speak for.
//!
//! In: for each option the signs seen of it, by name. Out: the chance of each option, together 1. An option's score is the
//! sum of its signs' weights (a conditional logit), so that every choice can be explained by the signs that decided it.
//! Whom "urged" is said to: the object of the verb has "r path V>obj", the state named a sentence before "r near 1".

use std::collections::HashMap; // looked up only, never iterated

/// Learnt weights of signs, by name.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    of: HashMap<String, f32>,
}

impl Weights {
    /// From lines of a sign and its weight in hundredths; lines that are no such pair say nothing.
    ///
    /// ```
    /// use detente_core::choice::{Signs, Weights};
    /// let weights = Weights::parse("named before\t150\nfar\t-40\n");
    /// let options = [Signs::from_iter(["far"]), Signs::from_iter(["named before"])];
    /// let chances = weights.chances(&options);
    /// assert!(chances[1] > 0.8 && (chances[0] + chances[1] - 1.0).abs() < 1e-6);
    /// ```
    pub fn parse(table: &str) -> Self {
        let pairs = table.lines().filter_map(|line| line.split_once('\t'));
        let of = pairs.filter_map(|(sign, weight)| {
            let hundredths: f32 = weight.trim().parse().ok()?;
            Some((sign.to_owned(), hundredths / 100.0))
        });
        Weights { of: of.collect() }
    }

    /// The sum of an option's weights.
    fn score(&self, signs: &Signs) -> f32 {
        signs.all.iter().filter_map(|(name, value)| self.of.get(name).map(|weight| weight * value)).sum()
    }

    /// The chance of each option; empty where there is none.
    pub fn chances(&self, options: &[Signs]) -> Vec<f32> {
        softmax(&options.iter().map(|signs| self.score(signs)).collect::<Vec<_>>())
    }

    /// The chance of what has these signs, against its not being so.
    pub fn chance(&self, signs: &Signs) -> f32 {
        softmax(&[0.0, self.score(signs)])[1]
    }
}

/// Scores as chances, together 1.
pub(crate) fn softmax(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut chances: Vec<f32> = scores.iter().map(|score| (score - top).exp()).collect();
    let sum: f32 = chances.iter().sum();
    chances.iter_mut().for_each(|chance| *chance /= sum);
    chances
}

/// The likeliest option; of equals the first, which is what holds where nothing is learnt.
pub fn best(chances: &[f32]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (at, chance) in chances.iter().enumerate() {
        if best.is_none_or(|b| *chance > chances[b]) {
            best = Some(at);
        }
    }
    best
}

/// The likeliest option but the first, from a chance on; else the first, which stands for none of the others. With nothing
/// learnt all are alike, and it is none.
pub fn likely(chances: &[f32], bar: f32) -> usize {
    match chances.get(1..).and_then(best) {
        Some(at) if chances[at + 1] >= bar && chances[at + 1] > 1.0 / chances.len() as f32 => at + 1,
        _ => 0,
    }
}

/// What is seen of an option: signs by name, each with how much of it there is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Signs {
    all: Vec<(String, f32)>,
}

impl Signs {
    /// Notes a sign.
    pub fn add(&mut self, name: String) {
        self.all.push((name, 1.0));
    }
    /// Notes how much there is of a sign; nothing where it is 0.
    pub fn weigh(&mut self, name: String, value: f32) {
        if value != 0.0 {
            self.all.push((name, value));
        }
    }
    /// Takes over another option's signs, each at a share of its value.
    pub fn extend(&mut self, other: Signs, share: f32) {
        self.all.extend(other.all.into_iter().map(|(name, value)| (name, value * share)));
    }
    /// The signs with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f32)> {
        self.all.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

impl<'a> FromIterator<&'a str> for Signs {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        Signs { all: names.into_iter().map(|name| (name.to_owned(), 1.0)).collect() }
    }
}
