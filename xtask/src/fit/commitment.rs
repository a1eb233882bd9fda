//! Promises, with what the annotation has.

use detente_core::choice::likely;
use detente_core::event::{CommitmentState, Precision, commitment};

use super::logit::Answered;
use super::{Learnt, Measured, Read, align};

/// Bars whose precision and recall are shown.
const BARS: [f32; 6] = [0.15, 0.2, 0.25, 0.3, 0.35, 0.5];

/// How many of the promises found are annotated with their state, and how many of those annotated are found.
pub(super) fn measure(all: &[&Read], learnt: &Learnt) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let mut events = read.told(Precision::Balanced, learnt);
        let mut cases = Vec::new();
        let weights = &learnt.commitment;
        commitment::mark(&read.document, &read.analysis, weights, &mut events, &mut |case| cases.push(case));
        let pairs = align(read, &events);
        for bar in BARS {
            let entry = sum.tally.entry(format!("promises at {bar:.2}, of all annotated")).or_default();
            entry[1] += read.gold.commitments.len();
        }
        for case in cases {
            let event = pairs.get(&case.event).map(|at| read.gold.events[*at].id.as_str());
            let annotated = read.gold.commitments.iter().find(|c| Some(c.event.as_str()) == event);
            let right = annotated.and_then(|c| place(&c.state)).map_or(0, |at| at + 1);
            let chances = learnt.commitment.chances(&case.options);
            for bar in BARS {
                let taken = likely(&chances, bar);
                if taken > 0 {
                    sum.count(&format!("promises at {bar:.2}"), taken == right);
                    let entry =
                        sum.tally.entry(format!("promises at {bar:.2}, of all annotated")).or_default();
                    entry[0] += usize::from(taken == right);
                }
            }
            if event.is_some() {
                sum.cases.push(Answered { options: case.options, right });
            }
        }
    }
    sum
}

fn place(state: &str) -> Option<usize> {
    CommitmentState::ALL.iter().position(|known| known.as_str() == state)
}
