//! From scores of arcs to the best dependency tree with one root (Chu-Liu and Edmonds).

/// Keeps trees to a single root: far beyond what the network ever scores.
const ROOT_COST: f64 = 1e4;

/// The best tree over the words of a sentence: for each word its head, `None` for the root.
///
/// `score(word, head)` is the network's score of the arc; a head of `None` is the root.
pub(crate) fn best_tree(words: usize, score: impl Fn(usize, Option<usize>) -> f32) -> Vec<Option<usize>> {
    let greedy: Vec<Option<usize>> = (0..words).map(|word| best_head(words, word, &score)).collect();
    if greedy.iter().filter(|head| head.is_none()).count() == 1 && is_tree(&greedy) {
        return greedy;
    }
    // Node 0 is the root, node i + 1 the word i.
    let nodes = words + 1;
    let mut table = Table { nodes, scores: vec![f64::NEG_INFINITY; nodes * nodes] };
    for word in 0..words {
        table.set(word + 1, 0, f64::from(finite(score(word, None))) - ROOT_COST);
        for head in (0..words).filter(|head| *head != word) {
            table.set(word + 1, head + 1, f64::from(finite(score(word, Some(head)))));
        }
    }
    arborescence(&table).into_iter().skip(1).map(|head| head.checked_sub(1)).collect()
}

fn finite(score: f32) -> f32 {
    if score.is_finite() { score } else { -1e3 }
}

fn best_head(words: usize, word: usize, score: &impl Fn(usize, Option<usize>) -> f32) -> Option<usize> {
    let mut best = (None, score(word, None));
    for head in (0..words).filter(|head| *head != word) {
        let at = score(word, Some(head));
        if at > best.1 {
            best = (Some(head), at);
        }
    }
    best.0
}

/// Whether every word reaches the root.
fn is_tree(heads: &[Option<usize>]) -> bool {
    let mut reaches = vec![false; heads.len()];
    for start in 0..heads.len() {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(word) = at.filter(|word| !reaches[*word]) {
            if path.len() > heads.len() {
                return false;
            }
            path.push(word);
            at = heads[word];
        }
        for word in path {
            reaches[word] = true;
        }
    }
    true
}

/// Scores of arcs between nodes; node 0 is the root.
struct Table {
    nodes: usize,
    scores: Vec<f64>,
}

impl Table {
    fn get(&self, node: usize, head: usize) -> f64 {
        self.scores[node * self.nodes + head]
    }
    fn set(&mut self, node: usize, head: usize, score: f64) {
        self.scores[node * self.nodes + head] = score;
    }
    fn best(&self, node: usize) -> usize {
        let row = &self.scores[node * self.nodes..(node + 1) * self.nodes];
        let mut best = 0;
        for (head, score) in row.iter().enumerate() {
            if *score > row[best] {
                best = head;
            }
        }
        best
    }
}

/// The maximum spanning arborescence: for each node its head. Contracts a cycle, solves the rest, opens the cycle;
/// every round removes a node, so the depth is bounded by the words of a window.
fn arborescence(table: &Table) -> Vec<usize> {
    let mut heads: Vec<usize> =
        (0..table.nodes).map(|node| if node == 0 { 0 } else { table.best(node) }).collect();
    let Some(cycle) = find_cycle(&heads) else { return heads };
    let mut inside = vec![false; table.nodes];
    for node in &cycle {
        inside[*node] = true;
    }
    let rest: Vec<usize> = (0..table.nodes).filter(|node| !inside[*node]).collect();
    let joint = rest.len();
    let mut small = Table { nodes: joint + 1, scores: vec![f64::NEG_INFINITY; (joint + 1) * (joint + 1)] };
    let mut entry = vec![cycle[0]; joint];
    let mut exit = vec![cycle[0]; joint];
    for (i, outer) in rest.iter().enumerate() {
        for (j, other) in rest.iter().enumerate() {
            small.set(i, j, table.get(*outer, *other));
        }
        for node in &cycle {
            let gain = table.get(*node, *outer) - table.get(*node, heads[*node]);
            if gain > small.get(joint, i) {
                small.set(joint, i, gain);
                entry[i] = *node;
            }
            if table.get(*outer, *node) > small.get(i, joint) {
                small.set(i, joint, table.get(*outer, *node));
                exit[i] = *node;
            }
        }
    }
    let solved = arborescence(&small);
    for (i, outer) in rest.iter().enumerate().skip(1) {
        heads[*outer] = if solved[i] == joint { exit[i] } else { rest[solved[i]] };
    }
    heads[entry[solved[joint]]] = rest[solved[joint]];
    heads
}

fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = heads[at];
        }
        if at != 0 && seen[at] == start {
            let mut cycle = vec![at];
            let mut next = heads[at];
            while next != at {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{best_tree, is_tree};
    use proptest::prelude::*;

    /// Every tree with one root over `words`, by trying all heads.
    fn best_score(words: usize, score: &impl Fn(usize, Option<usize>) -> f32) -> f32 {
        let mut best = f32::NEG_INFINITY;
        for code in 0..(words + 1).pow(u32::try_from(words).unwrap()) {
            let heads: Vec<Option<usize>> = (0..words)
                .scan(code, |left, _| {
                    let head = *left % (words + 1);
                    *left /= words + 1;
                    Some(head.checked_sub(1))
                })
                .collect();
            let roots = heads.iter().filter(|head| head.is_none()).count();
            if roots == 1 && is_tree(&heads) && heads.iter().enumerate().all(|(i, h)| *h != Some(i)) {
                best = best.max(heads.iter().enumerate().map(|(i, h)| score(i, *h)).sum());
            }
        }
        best
    }

    proptest! {
        #[test]
        fn the_tree_is_the_best_one(words in 1usize..6, cells in proptest::collection::vec(-9i8..9, 36)) {
            let score = |word: usize, head: Option<usize>| f32::from(cells[word * 6 + head.map_or(0, |h| h + 1)]);
            let heads = best_tree(words, score);
            prop_assert!(is_tree(&heads));
            prop_assert_eq!(heads.iter().filter(|head| head.is_none()).count(), 1);
            let total: f32 = heads.iter().enumerate().map(|(i, h)| score(i, *h)).sum();
            prop_assert!((total - best_score(words, &score)).abs() < 1e-3);
        }
    }
}
