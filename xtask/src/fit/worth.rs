//! Events found, with whether the annotation has them.

use detente_core::choice::Signs;
use detente_core::event::{Precision, dating, worth};

use super::logit::Answered;
use super::{Learnt, Measured, Read, align};

/// Bars whose precision and recall are shown.
const BARS: [f32; 9] = [0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8];

/// How many of the events found are annotated with their type, and how many of those annotated are found, at each bar.
pub(super) fn measure(all: &[&Read], learnt: &Learnt) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let layers = read.layers();
        let mut events = read.undated(Precision::HighRecall, learnt);
        dating::date(layers, &learnt.dating, &mut events, &mut |_| {});
        let mut cases = Vec::new();
        worth::weigh(layers, &learnt.worth, &mut events, &mut |case| cases.push(case));
        for bar in BARS {
            let entry = sum.tally.entry(format!("events at {bar:.2}, of all annotated")).or_default();
            entry[1] += read.gold.events.len();
        }
        let all_pairs = align(read, &events);
        for case in &cases {
            let options = vec![Signs::default(), case.signs.clone()];
            sum.cases.push(Answered { options, right: usize::from(all_pairs.contains_key(&case.event)) });
        }
        for bar in BARS {
            let told: Vec<_> =
                events.iter().zip(&cases).filter(|(_, c)| c.chance >= bar).map(|(e, _)| e.clone()).collect();
            let pairs = align(read, &told);
            for event in 0..told.len() {
                sum.count(&format!("events at {bar:.2}"), pairs.contains_key(&event));
            }
            sum.tally.entry(format!("events at {bar:.2}, of all annotated")).or_default()[0] += pairs.len();
        }
    }
    sum
}
