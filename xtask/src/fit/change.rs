//! Changes of relations, with what the annotation has.

use detente_core::event::{Precision, change};
use detente_data::RelationChange;

use super::{Learnt, Measured, Read, align};

/// How many of the changes found are annotated, and how many of those annotated are found.
pub(super) fn measure(all: &[&Read], learnt: &Learnt) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let layers = read.layers();
        let mut events = read.told(Precision::Balanced, learnt);
        let mut cases = Vec::new();
        change::mark(layers, &learnt.change, &mut events, &mut |case| cases.push(case));
        let annotated = read.gold.relations.iter().map(|a| (a.event.as_str(), place(&a.change)));
        sum.answer_few(
            "changes",
            &learnt.change,
            cases,
            &align(read, &events),
            read,
            &annotated.collect::<Vec<_>>(),
        );
    }
    sum
}

fn place(change: &str) -> Option<usize> {
    RelationChange::ALL.iter().position(|known| known.as_str() == change)
}
