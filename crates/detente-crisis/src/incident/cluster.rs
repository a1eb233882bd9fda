//! Which of some tellings, each near to some other, tell of one happening: average-link clustering.
//!
//! The two clusters whose tellings match best on average are joined, again and again, as long as that average is good
//! enough. Two events of one article are two happenings, however alike, for an article tells each once: clusters that
//! share an article are never joined.

use std::collections::BTreeSet;

use super::score::Score;
use crate::report::ArticleKey;

/// The average at which two clusters are one; the best on the training crises (`cargo xtask fit-incidents`).
pub(super) const JOINED: Score = Score(3000);

/// Tellings put together, as places in the list given.
pub(super) type Cluster = Vec<usize>;

/// Clusters tellings. `articles` are those of each telling, in an order that does not depend on how they came.
pub(super) fn clusters(
    articles: &[BTreeSet<ArticleKey>],
    score: impl Fn(usize, usize) -> Score,
) -> Vec<Cluster> {
    let count = articles.len();
    let mut found = Clusters {
        members: (0..count).map(|i| vec![i]).collect(),
        articles: articles.to_vec(),
        sums: vec![0; count * count],
        count,
    };
    for i in 0..count {
        for j in 0..i {
            let sum = u64::from(score(j, i).0);
            found.sums[i * count + j] = sum;
            found.sums[j * count + i] = sum;
        }
    }
    while let Some((i, j)) = found.best() {
        found.join(i, j);
    }
    found.members.retain(|members| !members.is_empty());
    found.members
}

struct Clusters {
    /// Empty once joined with another.
    members: Vec<Cluster>,
    articles: Vec<BTreeSet<ArticleKey>>,
    /// The sum of the scores between two clusters.
    sums: Vec<u64>,
    count: usize,
}

impl Clusters {
    /// The pair that matches best, the first of equals.
    fn best(&self) -> Option<(usize, usize)> {
        let mut best: Option<(u64, u64, usize, usize)> = None;
        for i in 0..self.count {
            for j in i + 1..self.count {
                let pairs = (self.members[i].len() * self.members[j].len()) as u64;
                let sum = self.sums[i * self.count + j];
                if pairs == 0 || sum < pairs * u64::from(JOINED.0) {
                    continue;
                }
                let is_better = best.is_none_or(|(top, of, ..)| sum * of > top * pairs);
                if is_better && self.articles[i].is_disjoint(&self.articles[j]) {
                    best = Some((sum, pairs, i, j));
                }
            }
        }
        best.map(|(_, _, i, j)| (i, j))
    }

    fn join(&mut self, i: usize, j: usize) {
        let members = std::mem::take(&mut self.members[j]);
        self.members[i].extend(members);
        let articles = std::mem::take(&mut self.articles[j]);
        self.articles[i].extend(articles);
        for k in 0..self.count {
            let sum = self.sums[j * self.count + k];
            self.sums[i * self.count + k] += sum;
            self.sums[k * self.count + i] += sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tellings by their articles, and the scores of pairs in percent.
    fn check(articles: &[u64], scores: &[(usize, usize, u16)], expected: &[&[usize]]) {
        let articles: Vec<_> = articles.iter().map(|key| BTreeSet::from([ArticleKey(*key)])).collect();
        let score = |i: usize, j: usize| {
            let of = scores.iter().find(|(a, b, _)| (*a, *b) == (i, j));
            Score(of.map_or(0, |(_, _, percent)| percent * 100))
        };
        assert_eq!(clusters(&articles, score), expected);
    }

    #[test]
    fn the_average_decides() {
        check(&[1, 2, 3], &[(0, 1, 90), (1, 2, 80), (0, 2, 40)], &[&[0, 1, 2]]);
        // What is like one of two and unlike the other stays out.
        check(&[1, 2, 3], &[(0, 1, 90), (1, 2, 50)], &[&[0, 1], &[2]]);
        check(&[1, 2], &[(0, 1, 20)], &[&[0], &[1]]);
    }

    #[test]
    fn an_article_tells_each_happening_once() {
        check(&[1, 1], &[(0, 1, 99)], &[&[0], &[1]]);
        check(&[1, 2, 1], &[(0, 1, 90), (1, 2, 95)], &[&[0], &[1, 2]]);
    }
}
