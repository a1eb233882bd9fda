//! A cheap first look: which sentences may tell of an event, so that the network reads only those.
//!
//! In: the words of a sentence. Out: whether to read it. The look is a sum of weights, one for each word and each pair of
//! neighbours, learnt from the corpus and from what the whole reader found in other news (`xtask/train/triage.py`):
//! "shelled" and "called for" speak for an event, "fourth quarter" against one. Most sentences of a news stream tell of
//! nothing between parties; reading them all would take several times as long.

use std::collections::{HashMap, HashSet}; // looked up only, never iterated

use detente_data::model;

/// The weights of words and pairs of words.
#[derive(Debug, Clone)]
pub struct Triage {
    weights: HashMap<&'static str, i32>,
    /// Weight of any sentence, less the threshold.
    bias: i32,
}

impl Triage {
    /// The first look that ships with the program.
    pub fn builtin() -> Self {
        Self::parse(model::triage())
    }

    /// From lines of a feature and its weight in hundredths; the feature of the bias is empty.
    fn parse(table: &'static str) -> Self {
        let mut triage = Triage { weights: HashMap::new(), bias: 0 };
        for (feature, weight) in table.lines().filter_map(|line| line.split_once('\t')) {
            let weight = weight.parse().unwrap_or(0);
            if feature.is_empty() {
                triage.bias = weight;
            } else {
                triage.weights.insert(feature, weight);
            }
        }
        triage
    }

    /// Whether a sentence may tell of an event.
    ///
    /// ```
    /// use detente_core::analysis::Triage;
    /// let triage = Triage::builtin();
    /// assert!(triage.wants("Iran 's army shelled two villages across the border .".split(' ')));
    /// assert!(!triage.wants("The team scored twice in the second half .".split(' ')));
    /// ```
    pub fn wants<'t>(&self, words: impl Iterator<Item = &'t str>) -> bool {
        let mut sum = self.bias;
        let mut seen: HashSet<&'static str> = HashSet::new();
        let (mut pair, mut last) = (String::new(), String::new());
        for word in words.map(plain).filter(|word| word.chars().any(char::is_alphanumeric)) {
            if !last.is_empty() {
                pair.clear();
                pair.push_str(&last);
                pair.push(' ');
                pair.push_str(&word);
                sum += self.weight(&pair, &mut seen);
            }
            sum += self.weight(&word, &mut seen);
            last = word;
        }
        sum >= 0
    }

    /// The weight of a feature the first time that it stands in a sentence.
    fn weight(&self, feature: &str, seen: &mut HashSet<&'static str>) -> i32 {
        match self.weights.get_key_value(feature) {
            Some((known, weight)) if seen.insert(known) => *weight,
            _ => 0,
        }
    }
}

/// A word in lower case, with all digits alike.
fn plain(word: &str) -> String {
    word.to_lowercase().chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}
