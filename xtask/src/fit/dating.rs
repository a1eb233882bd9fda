//! Choices of days, with what the annotation has.

use detente_core::event::{Precision, dating};

use super::logit::Answered;
use super::{Learnt, Measured, Read, align};

/// How often days are chosen as annotated.
pub(super) fn measure(all: &[&Read], learnt: &Learnt) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let layers = read.layers();
        let mut events = read.undated(Precision::Balanced, learnt);
        let mut cases = Vec::new();
        dating::date(layers, &learnt.dating, &mut events, &mut |case| cases.push(case));
        let pairs = align(read, &events);
        for case in cases {
            let Some(gold) = pairs.get(&case.event).map(|at| &read.gold.events[*at]) else { continue };
            let wanted = gold.date.as_ref().map(|days| (days.from.clone(), days.to.clone()));
            let is_wanted = |option: &Option<detente_core::mention::Days>| {
                option.map(|days| (days.from.to_string(), days.to.to_string())) == wanted
            };
            let right = case.options.iter().position(|(days, _)| is_wanted(days));
            sum.count("days", right == Some(case.taken));
            sum.count("days put", right.is_some());
            if wanted.is_some() {
                sum.count("days where annotated", right == Some(case.taken));
            }
            if let Some(right) = right {
                sum.cases
                    .push(Answered { options: case.options.into_iter().map(|(_, s)| s).collect(), right });
            }
        }
    }
    sum
}
