//! Changes of relations, with what the annotation has.

use detente_core::event::{Precision, change};
use detente_data::RelationChange;

use super::logit::Answered;
use super::{Learnt, Measured, Read, align};

/// How many of the changes found are annotated, and how many of those annotated are found.
pub(super) fn measure(all: &[&Read], learnt: &Learnt) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let layers = read.layers();
        let mut events = read.told(Precision::Balanced, learnt);
        let mut cases = Vec::new();
        change::mark(layers, &learnt.change, &mut events, &mut |case| cases.push(case));
        let pairs = align(read, &events);
        sum.expect_few("changes", read.gold.relations.len());
        for case in cases {
            let event = pairs.get(&case.event).map(|at| read.gold.events[*at].id.as_str());
            let annotated = read.gold.relations.iter().find(|r| Some(r.event.as_str()) == event);
            let right = annotated.and_then(|r| place(&r.change)).map_or(0, |at| at + 1);
            sum.count_few("changes", &learnt.change.chances(&case.options), right);
            if event.is_some() {
                sum.cases.push(Answered { options: case.options, right });
            }
        }
    }
    sum
}

fn place(change: &str) -> Option<usize> {
    RelationChange::ALL.iter().position(|known| known.as_str() == change)
}
