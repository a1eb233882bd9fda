//! Letting go of what was not reached for longest.
//!
//! In: how many tellings may stay. Out: an index as if those that go had never been fetched. They go with all of their origin and type, as
//! they came from the shelf; whoever was linked with one that goes is as if just laid in, with its neighbourhood.
//!
//! Of 100,001 tellings 75,000 may stay: a war of last spring that no article has touched since goes, with the copies of each of its
//! tellings.

use std::collections::{HashMap, HashSet};

use detente_data::EventType;

use super::super::block::Slot;
use super::links::Links;
use super::{Incidents, Telling};
use crate::report::{ArticleKey, OriginKey};

/// What comes from a shelf together and goes together.
type Group = (OriginKey, EventType);

impl Telling {
    fn group(&self) -> Group {
        (self.origin, self.traits.kind)
    }
}

/// What was reached within so many steps of the clock is not noted again: to note it walks all its links, and a busy telling is reached
/// many times in a commit. Few in tests, so that these outgrow it.
const JUST: u64 = if cfg!(test) { 5 } else { 5_000 };

impl Incidents {
    /// Notes that a telling is reached, and with it those that it matches: without them, its links would have to be found anew.
    pub(super) fn touch(&mut self, slot: Slot) {
        self.clock += 1;
        let now = self.clock;
        let Some(telling) = self.tellings.get_mut(slot as usize).and_then(Option::as_mut) else { return };
        telling.reached = now;
        let links = telling.links.take();
        for (_, other) in links.iter().flat_map(Links::iter) {
            if let Some(other) = self.telling_mut(other) {
                other.reached = now;
            }
        }
        if let Some(telling) = self.telling_mut(slot) {
            telling.links = links;
        }
    }

    /// The same, unless it was just reached.
    pub(super) fn touch_again(&mut self, slot: Slot) {
        if self.is_due(slot) {
            self.touch(slot);
        }
    }

    /// Notes that the whole neighbourhood of a telling is reached, unless the telling was just reached.
    pub(super) fn touch_all(&mut self, neighbourhood: u32, slot: Slot) {
        if self.is_due(slot)
            && let Some(slots) = self.neighbourhoods.remove(&neighbourhood)
        {
            slots.iter().for_each(|slot| self.touch(*slot));
            self.neighbourhoods.insert(neighbourhood, slots);
        }
    }

    fn is_due(&self, slot: Slot) -> bool {
        self.telling(slot).is_some_and(|telling| telling.reached + JUST < self.clock)
    }

    /// The types of the reports of an article that it holds, some more than once; of each it holds all.
    pub fn kinds_of(&self, article: ArticleKey) -> impl Iterator<Item = EventType> + '_ {
        let reports = self.articles.get(&article).into_iter().flatten();
        reports.filter_map(|(_, slot)| Some(self.telling(*slot)?.traits.kind))
    }

    /// Lets go of tellings so that at most so many are left, of those first that were not reached for longest. What it then lacks is
    /// fetched from the shelf again when it is reached: the shelf must know what it no longer [holds](Self::kinds_of).
    pub fn shrink_to(&mut self, most: usize) {
        let gone = self.oldest(self.len().saturating_sub(most));
        if gone.is_empty() {
            return;
        }
        for slot in &gone {
            self.forget(*slot);
        }
        let is_loose = |telling: &Telling| {
            telling.links.as_ref().is_some_and(|links| links.iter().any(|(_, other)| gone.contains(&other)))
        };
        let loose = self.tellings.iter_mut().flatten().filter(|telling| is_loose(telling));
        let torn: HashSet<u32> = loose
            .filter_map(|telling| {
                telling.links = None;
                telling.neighbourhood
            })
            .collect();
        let tellings = &mut self.tellings;
        self.neighbourhoods.retain(|number, slots| {
            let is_whole = !torn.contains(number) && slots.iter().all(|slot| !gone.contains(slot));
            if !is_whole {
                for slot in slots {
                    if let Some(telling) = tellings.get_mut(*slot as usize).and_then(Option::as_mut) {
                        telling.neighbourhood = None;
                    }
                }
            }
            is_whole
        });
    }

    /// The slots of so many tellings, or some more where these are of one group, that were not reached for longest.
    fn oldest(&self, count: usize) -> HashSet<Slot> {
        if count == 0 {
            return HashSet::new();
        }
        let mut reached: HashMap<Group, (u64, usize)> = HashMap::new();
        for telling in self.tellings.iter().flatten() {
            let (last, tellings) = reached.entry(telling.group()).or_default();
            *last = telling.reached.max(*last);
            *tellings += 1;
        }
        let mut groups: Vec<(u64, Group, usize)> =
            reached.into_iter().map(|(group, (last, tellings))| (last, group, tellings)).collect();
        groups.sort_unstable();
        let mut left = count;
        let old = groups.into_iter().take_while(|(.., tellings)| {
            let is_due = left > 0;
            left = left.saturating_sub(*tellings);
            is_due
        });
        let old: HashSet<Group> = old.map(|(_, group, _)| group).collect();
        let slots = (0..).zip(&self.tellings);
        slots
            .filter(|(_, telling)| telling.as_ref().is_some_and(|t| old.contains(&t.group())))
            .map(|(slot, _)| slot)
            .collect()
    }

    /// Takes a telling out as if it had never been there; whoever has a link with it still has it.
    fn forget(&mut self, slot: Slot) {
        let Some(telling) = self.tellings.get_mut(slot as usize).and_then(Option::take) else { return };
        self.free.push(slot);
        self.by_digest.remove(&telling.digest);
        self.blocks.remove(slot, &telling.traits, self.weights);
        for rank in &telling.reports {
            let article = rank.report.article;
            if let Some(reports) = self.articles.get_mut(&article) {
                reports.retain(|(report, _)| *report != rank.report);
                if reports.is_empty() {
                    self.articles.remove(&article);
                }
            }
        }
        if let Some(id) = telling.incident {
            self.leave_incident(slot, id);
        }
    }
}
