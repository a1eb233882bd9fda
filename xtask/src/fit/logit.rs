//! Fits the weights of signs to choices whose right option is known: a conditional logit, by Adam on the whole.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use detente_core::choice::Signs;

/// Signs seen less often are not learnt.
const SELDOM: usize = 4;
/// Steps down the slope.
const STEPS: i32 = 300;

/// A choice with the place of its right option.
pub(super) struct Answered {
    pub(super) options: Vec<Signs>,
    pub(super) right: usize,
}

/// An option by the numbers of its signs.
type Numbered = Vec<(usize, f32)>;

/// The weights in hundredths, by name; `pull` draws each towards what it is in the table `before`, or 0. What too few of the
/// choices show keeps what it was.
pub(super) fn fit(cases: &[&Answered], pull: f32, before: &str) -> String {
    let before: HashMap<&str, f32> = before
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(name, weight)| Some((name, weight.trim().parse::<f32>().ok()? / 100.0)))
        .collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (name, _) in cases.iter().flat_map(|c| &c.options).flat_map(Signs::iter) {
        *counts.entry(name).or_default() += 1;
    }
    let often = counts.iter().filter(|(_, n)| **n >= SELDOM).map(|(name, _)| *name);
    let names: BTreeSet<&str> = often.chain(before.keys().copied()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let at: HashMap<&str, usize> = names.iter().enumerate().map(|(i, name)| (*name, i)).collect();
    let number = |signs: &Signs| -> Numbered {
        signs.iter().filter_map(|(name, value)| at.get(name).map(|i| (*i, value))).collect()
    };
    let data: Vec<(Vec<Numbered>, usize)> =
        cases.iter().map(|c| (c.options.iter().map(number).collect(), c.right)).collect();
    let start: Vec<f32> = names.iter().map(|name| before.get(name).copied().unwrap_or_default()).collect();
    let weights = descend(&data, &start, pull);
    let mut table = String::new();
    for (name, weight) in names.iter().zip(weights).filter(|(_, w)| w.abs() >= 0.02) {
        // writing to a string cannot fail
        let _ = writeln!(table, "{name}\t{:.0}", weight * 100.0);
    }
    table
}

fn descend(data: &[(Vec<Numbered>, usize)], start: &[f32], pull: f32) -> Vec<f32> {
    let size = start.len();
    let (mut w, mut m, mut v) = (start.to_vec(), vec![0f32; size], vec![0f32; size]);
    for step in 1..=STEPS {
        let mut gradient: Vec<f32> = w.iter().zip(start).map(|(x, was)| pull * (x - was)).collect();
        for (options, right) in data {
            let scores: Vec<f32> = options.iter().map(|o| o.iter().map(|(i, x)| w[*i] * x).sum()).collect();
            let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f32 = scores.iter().map(|s| (s - top).exp()).sum();
            for (k, option) in options.iter().enumerate() {
                let error = (scores[k] - top).exp() / sum - f32::from(u8::from(k == *right));
                option.iter().for_each(|(i, x)| gradient[*i] += error * x);
            }
        }
        let rate = 0.05 * (1.0 - step as f32 / (STEPS as f32 * 1.07));
        for i in 0..size {
            m[i] = 0.9 * m[i] + 0.1 * gradient[i];
            v[i] = 0.98 * v[i] + 0.02 * gradient[i] * gradient[i];
            let (mean, spread) = (m[i] / (1.0 - 0.9f32.powi(step)), v[i] / (1.0 - 0.98f32.powi(step)));
            w[i] -= rate * mean / (spread.sqrt() + 1e-6);
        }
    }
    w
}
