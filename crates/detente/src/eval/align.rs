//! Which found event is which annotated one.
//!
//! Two events can be one if their anchors lie in one paragraph and no more than 60 characters apart. Of all such pairs
//! the best is taken first and neither event used again: the type weighs 4, anchors that overlap 2, the same parties 1,
//! an actor in common 1, and every character between the anchors takes off a hundredth.
//!
//! Worked example: "Iran struck Pakistan, which condemned the strike." is annotated with an ASSAULT at "struck
//! Pakistan" and an ACCUSE at "condemned". An ASSAULT found at "strike" is nearer to "condemned", but of the other's
//! type: it is paired with "struck Pakistan".

use super::account::{Event, Span};
use std::cmp::Reverse;

/// Characters between two anchors beyond which they cannot be of one event.
const FAR: usize = 60;
/// What a full point weighs in hundredths, the weight of a character: whole numbers, so that equal evidence is equal.
const POINT: usize = 100;

/// Pairs of an annotated event and a found one, as places in the two lists.
pub(super) fn align(text: &str, gold: &[Event], found: &[Event]) -> Vec<(usize, usize)> {
    let paragraphs = Paragraphs::of(text);
    let mut pairs = Vec::new();
    for (i, one) in gold.iter().enumerate() {
        for (j, other) in found.iter().enumerate() {
            if let Some(evidence) = evidence(&paragraphs, one, other) {
                pairs.push((evidence, i, j));
            }
        }
    }
    pairs.sort_unstable_by_key(|pair| Reverse(*pair));
    let (mut gold_used, mut found_used) = (vec![false; gold.len()], vec![false; found.len()]);
    pairs.retain(|&(_, i, j)| {
        let is_free = !gold_used[i] && !found_used[j];
        if is_free {
            (gold_used[i], found_used[j]) = (true, true);
        }
        is_free
    });
    pairs.into_iter().map(|(_, i, j)| (i, j)).collect()
}

/// How much speaks for two events being one; none where they cannot be.
fn evidence(paragraphs: &Paragraphs, gold: &Event, found: &Event) -> Option<usize> {
    let pairs = || gold.anchors.iter().flat_map(|a| found.anchors.iter().map(move |b| (a, b)));
    pairs().find(|(a, b)| paragraphs.at(a.start) == paragraphs.at(b.start))?;
    let gap = pairs().map(|(a, b)| gap(*a, *b)).min().filter(|gap| *gap <= FAR)?;
    let weights = [
        (4, gold.kind == found.kind),
        (2, gap == 0),
        (1, gold.parties() == found.parties()),
        (1, !gold.actors.is_disjoint(&found.actors)),
        // Keeps the sum above nothing where all that speaks for a pair is that it is near.
        (1, true),
    ];
    let points: usize = weights.iter().filter(|(_, holds)| *holds).map(|(weight, _)| weight).sum();
    Some(points * POINT - gap)
}

/// Characters between two spans; 0 where they touch or overlap.
fn gap(a: Span, b: Span) -> usize {
    a.start.max(b.start).saturating_sub(a.end.min(b.end))
}

/// Where paragraphs begin.
struct Paragraphs {
    /// The ends of the blank lines between them, in scalar values.
    starts: Vec<usize>,
}

impl Paragraphs {
    fn of(text: &str) -> Self {
        let (mut starts, mut is_open) = (Vec::new(), false);
        for (at, c) in text.chars().enumerate() {
            // Of four line ends in a row two pairs are blank lines, so a pair that is complete opens no other.
            let is_end = c == '\n' && is_open;
            if is_end {
                starts.push(at + 1);
            }
            is_open = c == '\n' && !is_end;
        }
        Paragraphs { starts }
    }

    /// The number of the paragraph that holds a character.
    fn at(&self, scalar: usize) -> usize {
        self.starts.partition_point(|start| *start <= scalar)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{article, found_at};
    use super::*;

    const TEXT: &str = "Iran struck Pakistan, which condemned the strike.\n\nIslamabad “recalled” its ambassador from Tehran.";

    /// Pairs of (annotated words, found words) for events of these types.
    #[track_caller]
    fn check(gold: &[(&str, &str)], found: &[(&str, &str)], expected: &[(usize, usize)]) {
        let gold = article(TEXT, gold);
        let found: Vec<Event> = found.iter().map(|(kind, words)| found_at(TEXT, kind, words)).collect();
        let mut pairs = align(TEXT, &gold.account.events, &found);
        pairs.sort_unstable();
        assert_eq!(pairs, expected);
    }

    #[test]
    fn the_type_weighs_more_than_the_place() {
        let gold = [("ASSAULT", "struck Pakistan"), ("ACCUSE", "condemned")];
        check(&gold, &[("ASSAULT", "strike")], &[(0, 0)]);
        check(&gold, &[("ASSAULT", "strike"), ("ACCUSE", "condemned")], &[(0, 0), (1, 1)]);
    }

    #[test]
    fn a_wrong_type_in_the_right_place_is_a_pair() {
        check(&[("ASSAULT", "struck Pakistan")], &[("COERCE", "struck")], &[(0, 0)]);
    }

    #[test]
    fn each_event_is_used_once() {
        check(&[("ASSAULT", "struck Pakistan")], &[("ASSAULT", "struck"), ("ASSAULT", "strike")], &[(0, 0)]);
    }

    #[test]
    fn paragraphs_and_distance_part_events() {
        check(&[("ASSAULT", "the strike")], &[("ASSAULT", "Islamabad")], &[]);
        check(&[("SANCTION", "Islamabad")], &[("SANCTION", "Tehran")], &[(0, 0)]);
        let far = format!("{}{}{}", "struck", " ".repeat(61), "hit");
        let gold = article(&far, &[("ASSAULT", "struck")]);
        assert_eq!(align(&far, &gold.account.events, &[found_at(&far, "ASSAULT", "hit")]), []);
    }

    #[test]
    fn paragraphs_are_counted_in_scalar_values() {
        let paragraphs = Paragraphs::of("é\n\n\n\nb\nc");
        let numbers: Vec<usize> = (0..8).map(|at| paragraphs.at(at)).collect();
        assert_eq!(numbers, [0, 0, 0, 1, 1, 2, 2, 2]);
    }
}
