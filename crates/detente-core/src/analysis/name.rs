//! From name scores per word to names: the best sequence of tags in which a name goes on only where it began.

use super::NameKind;

/// What a word is in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameTag {
    /// No part of one.
    Outside,
    /// Its first word.
    Begin(NameKind),
    /// A later word.
    Inside(NameKind),
}

impl NameTag {
    /// From the model's notation ("B-PER"); what it does not know is `Outside`.
    pub(crate) fn parse(text: &str) -> Self {
        let (place, kind) = text.split_once('-').unwrap_or((text, ""));
        let kind = match kind {
            "PER" => NameKind::Person,
            "LOC" => NameKind::Location,
            "ORG" => NameKind::Organisation,
            _ => return NameTag::Outside,
        };
        if place == "B" { NameTag::Begin(kind) } else { NameTag::Inside(kind) }
    }

    fn may_follow(self, before: Option<NameTag>) -> bool {
        match self {
            NameTag::Inside(kind) => {
                matches!(before, Some(NameTag::Begin(other) | NameTag::Inside(other)) if other == kind)
            }
            _ => true,
        }
    }
}

/// The names of a sentence whose words have `scores` row by row: first word, end, kind, probability.
pub(crate) fn names(scores: &[f32], tags: &[NameTag]) -> Vec<(usize, usize, NameKind, f32)> {
    let width = tags.len();
    let rows: Vec<Vec<f32>> = scores.chunks_exact(width).map(log_softmax).collect();
    let path = best_path(&rows, tags);
    let mut found: Vec<(usize, usize, NameKind, f32)> = Vec::new();
    for (word, tag) in path.iter().enumerate() {
        match tags[*tag] {
            NameTag::Begin(kind) => found.push((word, word + 1, kind, rows[word][*tag])),
            NameTag::Inside(_) => {
                if let Some(last) = found.last_mut() {
                    last.1 = word + 1;
                    last.3 += rows[word][*tag];
                }
            }
            NameTag::Outside => {}
        }
    }
    for name in &mut found {
        name.3 = name.3.exp();
    }
    found
}

fn log_softmax(row: &[f32]) -> Vec<f32> {
    let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = row.iter().map(|x| (x - most).exp()).sum();
    row.iter().map(|x| x - most - sum.ln()).collect()
}

fn best_path(rows: &[Vec<f32>], tags: &[NameTag]) -> Vec<usize> {
    let mut best: Vec<f32> = Vec::new();
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(rows.len());
    for row in rows {
        let step: Vec<(usize, f32)> = (0..tags.len())
            .map(|tag| {
                let mut from =
                    (0, if best.is_empty() && tags[tag].may_follow(None) { 0.0 } else { f32::NEG_INFINITY });
                for (before, score) in best.iter().enumerate() {
                    if tags[tag].may_follow(Some(tags[before])) && *score > from.1 {
                        from = (before, *score);
                    }
                }
                (from.0, from.1 + row[tag])
            })
            .collect();
        best = step.iter().map(|(_, score)| *score).collect();
        back.push(step.into_iter().map(|(from, _)| from).collect());
    }
    let mut at = largest(&best);
    let mut path = vec![0; rows.len()];
    for word in (0..rows.len()).rev() {
        path[word] = at;
        at = back[word][at];
    }
    path
}

/// The place of the largest; the first of equals.
pub(crate) fn largest(row: &[f32]) -> usize {
    let mut best = 0;
    for (at, score) in row.iter().enumerate() {
        if *score > row[best] {
            best = at;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{NameTag, names};
    use crate::analysis::NameKind;

    #[test]
    fn a_name_goes_on_only_where_it_began() {
        let tags = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"].map(NameTag::parse);
        // "Asim Munir left": the second word alone would be I-LOC, which cannot follow B-PER.
        let scores = [0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 4.0, 9.0, 0.0, 0.0, 0.0, 0.0];
        let found = names(&scores, &tags);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0, found[0].1, found[0].2), (0, 2, NameKind::Person));
        assert!(found[0].3 > 0.1 && found[0].3 < 0.5);
    }
}
