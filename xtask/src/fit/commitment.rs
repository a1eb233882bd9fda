//! Promises, with what the annotation has.

use detente_core::event::{CommitmentState, Precision, commitment};

use super::{Learnt, Measured, Read, align};

/// How many of the promises found are annotated with their state, and how many of those annotated are found.
pub(super) fn measure(all: &[&Read], learnt: &Learnt) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let mut events = read.told(Precision::Balanced, learnt);
        let mut cases = Vec::new();
        let weights = &learnt.commitment;
        commitment::mark(&read.document, &read.analysis, weights, &mut events, &mut |case| cases.push(case));
        let annotated = read.gold.commitments.iter().map(|a| (a.event.as_str(), place(&a.state)));
        sum.answer_few(
            "promises",
            &learnt.commitment,
            cases,
            &align(read, &events),
            read,
            &annotated.collect::<Vec<_>>(),
        );
    }
    sum
}

fn place(state: &str) -> Option<usize> {
    CommitmentState::ALL.iter().position(|known| known.as_str() == state)
}
