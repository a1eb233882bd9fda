//! Which words tell of one act, with what the annotation has.

use std::collections::BTreeMap;

use detente_core::event::same::Case;
use detente_core::event::{Choice, Precision, find_with};
use detente_core::text::TokenId;
use detente_data::{EventType, Frames, Knowledge};

use super::logit::Answered;
use super::{Learnt, Measured, Read};

/// How often a word that names an annotated act is put to the act that the annotation has it tell.
pub(super) fn measure(all: &[&Read], learnt: &Learnt) -> Measured {
    let mut sum = Measured::default();
    for read in all {
        let mut cases: Vec<Case> = Vec::new();
        let record = &mut |choice| {
            if let Choice::Same(case) = choice {
                cases.push(case);
            }
        };
        let (frames, knowledge) = (Frames::builtin(), Knowledge::builtin());
        find_with(read.layers(), frames, knowledge, Precision::Balanced, learnt.choosing(), record);
        for case in cases {
            answer(read, case, &mut sum);
        }
    }
    sum
}

fn answer(read: &Read, case: Case, sum: &mut Measured) {
    let Some(meant) = annotated(read, case.trigger, case.kind) else { return };
    let tells = |triggers: &[TokenId]| {
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for gold in triggers.iter().filter_map(|t| annotated(read, *t, case.kind)) {
            *votes.entry(gold).or_default() += 1;
        }
        votes.into_iter().max_by_key(|(_, n)| *n).map(|(gold, _)| gold)
    };
    let again = case.options.iter().position(|(triggers, _)| tells(triggers) == Some(meant));
    let right = again.unwrap_or(0);
    sum.count(if again.is_some() { "told again" } else { "told first" }, right == case.taken);
    sum.count("told", right == case.taken);
    sum.cases.push(Answered { options: case.options.into_iter().map(|(_, signs)| signs).collect(), right });
}

/// The annotated act of a type that a word stands in the words of; of several the one with the fewest words.
fn annotated(read: &Read, word: TokenId, kind: EventType) -> Option<usize> {
    let at = read.analysis.token(word).span;
    let text = &read.gold.text;
    let told = read.gold.events.iter().enumerate().filter(|(_, event)| event.kind == kind.as_str());
    let anchors = told.flat_map(|(i, event)| event.anchors.iter().map(move |anchor| (i, anchor)));
    let over = anchors.filter(|(_, anchor)| {
        text.find(anchor.as_str())
            .is_some_and(|start| start <= at.start() && at.end() <= start + anchor.len())
    });
    over.min_by_key(|(_, anchor)| anchor.len()).map(|(i, _)| i)
}
