//! Of which state a person's name sounds: how like it is to the names of those who held offices there.
//!
//! "Turan Gunes" is nobody in the lists, but beside Turkey and Cyprus it sounds Turkish. Names are compared by their runs of
//! three letters (a naive Bayes model of letter trigrams, smoothed by all names), which says little where a state has few
//! known people and nothing where it has none.

use std::collections::HashMap;

use super::Knowledge;
use super::phrase::fold;
use crate::code::ActorCode;

/// Weight of all names beside a state's own, in trigrams.
const SMOOTH: f32 = 60.0;
/// Beyond this a likeness says no more.
const MOST: f32 = 2.0;

/// Letter trigrams of names, of all and by state.
#[derive(Debug, Default)]
pub(super) struct Likeness {
    all: HashMap<[char; 3], f32>,
    sum: f32,
    states: HashMap<ActorCode, (HashMap<[char; 3], f32>, f32)>,
}

impl Likeness {
    fn learn(&mut self, name: &str, codes: &[ActorCode]) {
        for trigram in trigrams(name) {
            *self.all.entry(trigram).or_default() += 1.0;
            self.sum += 1.0;
            for code in codes {
                let state = self.states.entry(*code).or_default();
                *state.0.entry(trigram).or_default() += 1.0;
                state.1 += 1.0;
            }
        }
    }
}

/// The runs of three letters of each word, its edges among them.
fn trigrams(name: &str) -> Vec<[char; 3]> {
    let mut all = Vec::new();
    for word in fold(name).split(' ').filter(|word| word.chars().count() > 2) {
        let letters: Vec<char> = std::iter::once('^').chain(word.chars()).chain(['$']).collect();
        all.extend(letters.windows(3).map(|w| [w[0], w[1], w[2]]));
    }
    all
}

impl Knowledge {
    /// How much more a name is like those of a state's office holders than like all names: the mean over its letter trigrams
    /// of the logarithm of the ratio, from -2 to 2; 0 where nothing is known.
    ///
    /// ```
    /// use detente_data::{ActorCode, Knowledge};
    /// let like = |code: &str| {
    ///     let code: ActorCode = code.parse().expect("a code");
    ///     Knowledge::builtin().name_likeness("Turan Gunes", code)
    /// };
    /// assert!(like("TUR") > like("GRC"));
    /// ```
    pub fn name_likeness(&self, name: &str, code: ActorCode) -> f32 {
        let model = self.likeness.get_or_init(|| {
            let mut model = Likeness::default();
            for leader in &self.leaders {
                let mut codes: Vec<ActorCode> = leader.offices.iter().filter_map(|o| o.code).collect();
                codes.sort_unstable();
                codes.dedup();
                model.learn(&leader.name, &codes);
            }
            model
        });
        let Some((counts, sum)) = model.states.get(&code) else { return 0.0 };
        let trigrams = trigrams(name);
        let ratio = |trigram: &[char; 3]| {
            let base = (model.all.get(trigram).copied().unwrap_or(0.0) + 0.5) / (model.sum + 1.0);
            let own = counts.get(trigram).copied().unwrap_or(0.0);
            ((own + SMOOTH * base) / (sum + SMOOTH) / base).ln()
        };
        let mean = trigrams.iter().map(ratio).sum::<f32>() / trigrams.len().max(1) as f32;
        mean.clamp(-MOST, MOST)
    }
}
