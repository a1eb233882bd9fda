//! What a telling matches, as far as it can count.
//!
//! In: the tellings that match one, with scores. Out: the best of them; all, unless they are so many that no neighbourhood would hold them.
//! In a war every strike is told like hundreds of others of the same weeks: of six hundred links of a telling, the weakest five hundred could
//! only count at a level at which the others are too many already, and were most of what an index needed of memory.

use super::super::block::Slot;
use super::super::score::Score;
use super::LARGEST;

/// Links beyond which the weakest are let go of, and how many then stay. More than a neighbourhood holds stay in any case, so that whoever
/// comes by them finds it too large, as with all of them.
const MOST: usize = LARGEST + LARGEST / 2;
const LEFT: usize = LARGEST + LARGEST / 4;

/// The best links of a telling.
#[derive(Debug)]
pub(super) struct Links {
    /// Best first.
    best: Vec<(Score, Slot)>,
    /// Whether there are others, none of them better than the last.
    is_cut: bool,
}

impl Links {
    /// Of all the tellings that match.
    pub(super) fn of(mut all: Vec<(Score, Slot)>) -> Self {
        all.sort_unstable_by(|a, b| b.cmp(a));
        let is_cut = all.len() > MOST;
        if is_cut {
            all.truncate(LEFT);
        }
        all.shrink_to_fit();
        Links { best: all, is_cut }
    }

    /// The best, in that order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Score, Slot)> + '_ {
        self.best.iter().copied()
    }

    /// All there are; none where some are not here.
    pub(super) fn whole(self) -> Option<Vec<(Score, Slot)>> {
        (!self.is_cut).then_some(self.best)
    }

    /// Takes in a telling that has come.
    pub(super) fn insert(&mut self, link: (Score, Slot)) {
        let at = self.best.partition_point(|other| *other > link);
        if self.is_cut && at == self.best.len() {
            // Others that are not here may lie before it.
            return;
        }
        if self.best.len() == MOST {
            self.best.truncate(LEFT);
            self.is_cut = true;
        }
        if at <= self.best.len() {
            if self.best.len() == self.best.capacity() {
                // By a half, where a list would double: there are as many lists as tellings, and few grow to the end.
                self.best.reserve_exact((self.best.len() / 2).max(2));
            }
            self.best.insert(at, link);
        }
    }

    /// Takes out a telling that goes; whether enough are left to do without those that are not here.
    #[must_use]
    pub(super) fn remove(&mut self, link: (Score, Slot)) -> bool {
        let at = self.best.partition_point(|other| *other > link);
        if self.best.get(at) == Some(&link) {
            self.best.remove(at);
        }
        !self.is_cut || self.best.len() >= LARGEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_here_is_the_best_of_all_and_enough(
            steps in prop::collection::vec((0..60u32, any::<bool>()), 1..200),
        ) {
            let score = |slot: u32| Score(((slot * 37) % 10) as u16 * 1_000);
            let (mut links, mut all) = (Links::of(Vec::new()), Vec::new());
            for (slot, comes) in steps {
                let link = (score(slot), slot);
                let is_there = all.contains(&link);
                if comes && !is_there {
                    all.push(link);
                    links.insert(link);
                } else if is_there {
                    all.retain(|other| *other != link);
                    if !links.remove(link) {
                        links = Links::of(all.clone());
                    }
                }
                all.sort_by(|a, b| b.cmp(a));
                let here: Vec<(Score, Slot)> = links.iter().collect();
                prop_assert_eq!(&here[..], &all[..here.len()]);
                prop_assert!(here.len() == all.len() || here.len() >= LARGEST);
                prop_assert!(here.len() <= MOST);
            }
        }
    }
}
