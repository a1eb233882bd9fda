//! Promises, with what the annotation has.

use detente_core::event::{CommitmentState, Precision, commitment};

use super::logit::Answered;
use super::{Learnt, Measured, Read, align};

/// How many of the promises found are annotated with their state, and how many of those annotated are found.
pub(super) fn measure(all: &[&Read], learnt: &Learnt) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let mut events = read.told(Precision::Balanced, learnt);
        let mut cases = Vec::new();
        let weights = &learnt.commitment;
        commitment::mark(&read.document, &read.analysis, weights, &mut events, &mut |case| cases.push(case));
        let pairs = align(read, &events);
        sum.expect_few("promises", read.gold.commitments.len());
        for case in cases {
            let event = pairs.get(&case.event).map(|at| read.gold.events[*at].id.as_str());
            let annotated = read.gold.commitments.iter().find(|c| Some(c.event.as_str()) == event);
            let right = annotated.and_then(|c| place(&c.state)).map_or(0, |at| at + 1);
            sum.count_few("promises", &learnt.commitment.chances(&case.options), right);
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
