//! Links between acts and what they answer, with what the annotation has.

use std::collections::BTreeMap;

use detente_core::choice::Signs;
use detente_core::event::{Precision, response};

use super::logit::Answered;
use super::{Learnt, Measured, Read, align};

/// Bars whose precision and recall are shown.
const BARS: [f32; 6] = [0.15, 0.2, 0.25, 0.3, 0.4, 0.5];

/// How many of the links found are annotated, and how many of those annotated between events found are found.
pub(super) fn measure(all: &[&Read], learnt: &Learnt) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let mut events = read.told(Precision::Balanced, learnt);
        let mut cases = Vec::new();
        response::link_with(&read.analysis, &mut events, &learnt.response, &mut |case| cases.push(case));
        let pairs = align(read, &events);
        let by_id: BTreeMap<&str, usize> =
            read.gold.events.iter().enumerate().map(|(at, event)| (event.id.as_str(), at)).collect();
        for event in &read.gold.events {
            for bar in BARS {
                let entry = sum.tally.entry(format!("links at {bar:.2}, of all annotated")).or_default();
                entry[1] += event.responds_to.len();
            }
        }
        for case in cases {
            let (answer, cause) = (pairs.get(&case.answer), pairs.get(&case.cause));
            let is_right = answer.zip(cause).is_some_and(|(answer, cause)| {
                let answered = &read.gold.events[*answer].responds_to;
                answered.iter().any(|id| by_id.get(id.as_str()) == Some(cause))
            });
            for bar in BARS.into_iter().filter(|bar| case.chance > *bar) {
                sum.count(&format!("links at {bar:.2}"), is_right);
                let entry = sum.tally.entry(format!("links at {bar:.2}, of all annotated")).or_default();
                entry[0] += usize::from(is_right);
            }
            let options = vec![Signs::default(), case.signs];
            sum.cases.push(Answered { options, right: usize::from(is_right) });
        }
    }
    sum
}
