//! Incidents as articles come and go: what changes with each, and always what all the reports at once would give.
//!
//! Copies that tell the same in the same words are one telling. Tellings that match well are linked; what links hold
//! together is a neighbourhood, and [clusters](super::cluster) are found within each. In a war, links join thousands of
//! strikes into one: where a neighbourhood outgrows [`LARGEST`], only stronger links count there, so that an article
//! touches a bounded number of others. All of it depends on the set of reports alone, not on their order.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use twox_hash::XxHash3_64;

use super::block::{Blocks, Slot};
use super::change::{Change, Diff};
use super::cluster::{JOINED, clusters};
use super::score::Score;
use super::traits::Traits;
use super::weights::Weights;
use super::{IncidentId, Rank};
use crate::report::{ArticleKey, Report, ReportId};

/// The most tellings that are clustered together; few in tests, so that these outgrow it.
const LARGEST: usize = if cfg!(test) { 6 } else { 64 };
/// How strong links must be to count: the first where that leaves neighbourhoods small enough.
const LEVELS: [Score; 6] = [JOINED, Score(5000), Score(7000), Score(8500), Score(9300), Score(9700)];

/// The incidents of a set of reports. It keeps some 500 bytes a report, and no report.
#[derive(Debug)]
pub struct Incidents {
    weights: &'static Weights,
    tellings: Vec<Option<Telling>>,
    free: Vec<Slot>,
    by_digest: HashMap<u64, Slot>,
    articles: HashMap<ArticleKey, Vec<(ReportId, Slot)>>,
    blocks: Blocks,
    neighbourhoods: HashMap<u32, Vec<Slot>>,
    /// The number of the next neighbourhood.
    next: u32,
    incidents: HashMap<IncidentId, Vec<Slot>>,
}

/// Reports of one origin that tell the same in the same words.
#[derive(Debug)]
struct Telling {
    digest: u64,
    reports: BTreeSet<Rank>,
    traits: Traits,
    /// Tellings that match, best first.
    links: Vec<(Score, Slot)>,
    /// The level of links that count in its neighbourhood.
    level: usize,
    neighbourhood: Option<u32>,
    incident: Option<IncidentId>,
}

impl Telling {
    fn first(&self) -> Option<Rank> {
        self.reports.first().copied()
    }
}

impl Default for Incidents {
    fn default() -> Self {
        Self::new()
    }
}

impl Incidents {
    /// None yet.
    pub fn new() -> Self {
        Incidents {
            weights: Weights::builtin(),
            tellings: Vec::new(),
            free: Vec::new(),
            by_digest: HashMap::new(),
            articles: HashMap::new(),
            blocks: Blocks::default(),
            neighbourhoods: HashMap::new(),
            next: 0,
            incidents: HashMap::new(),
        }
    }

    /// The incident of a report.
    pub fn incident_of(&self, report: ReportId) -> Option<IncidentId> {
        let (_, slot) = self.articles.get(&report.article)?.iter().find(|(id, _)| *id == report)?;
        self.telling(*slot)?.incident
    }

    /// The reports of an incident, by day of publication, article and event.
    pub fn reports_of(&self, incident: IncidentId) -> Vec<ReportId> {
        let slots = self.incidents.get(&incident).into_iter().flatten();
        let ranks: BTreeSet<Rank> =
            slots.filter_map(|slot| self.telling(*slot)).flat_map(|t| t.reports.iter().copied()).collect();
        ranks.into_iter().map(|rank| rank.report).collect()
    }

    /// All incidents, in no order.
    pub fn all(&self) -> impl Iterator<Item = IncidentId> + '_ {
        self.incidents.keys().copied()
    }

    /// Lets the reports of some articles go and takes others in; says which incidents are not what they were, by number.
    /// Reports that come replace all earlier ones of their articles.
    pub fn apply(&mut self, gone: &[ArticleKey], come: &[Report]) -> Vec<Change> {
        let mut work = Work::default();
        let touched: BTreeSet<ArticleKey> =
            gone.iter().copied().chain(come.iter().map(|report| report.id.article)).collect();
        for article in touched {
            for (report, slot) in self.articles.remove(&article).unwrap_or_default() {
                self.let_go(report, slot, &mut work);
            }
        }
        let mut twins: HashMap<(ArticleKey, u64), u64> = HashMap::new();
        for report in come {
            work.diff.tell(report.id);
            let traits = Traits::of(report, self.weights);
            let digest = traits.digest(report.origin);
            let count = twins.entry((report.id.article, digest)).or_default();
            *count += 1;
            // The same words twice in one article: the second tells of something else.
            let digest = if *count == 1 {
                digest
            } else {
                XxHash3_64::oneshot_with_seed(*count, &digest.to_le_bytes())
            };
            self.take_in(report, traits, digest, &mut work);
        }
        self.settle(&mut work);
        work.diff.changes(|id| self.reports_of(id))
    }

    fn telling(&self, slot: Slot) -> Option<&Telling> {
        self.tellings.get(slot as usize)?.as_ref()
    }

    fn telling_mut(&mut self, slot: Slot) -> Option<&mut Telling> {
        self.tellings.get_mut(slot as usize)?.as_mut()
    }

    fn let_go(&mut self, report: ReportId, slot: Slot, work: &mut Work) {
        self.note(slot, work);
        let Some(telling) = self.telling_mut(slot) else { return };
        telling.reports.retain(|rank| rank.report != report);
        match telling.first() {
            None => self.drop_telling(slot, work),
            Some(first) => self.publish(slot, first.published, work),
        }
    }

    fn take_in(&mut self, report: &Report, traits: Traits, digest: u64, work: &mut Work) {
        let rank = Rank { published: report.published, report: report.id };
        let slot = match self.by_digest.get(&digest) {
            Some(slot) => {
                let slot = *slot;
                self.note(slot, work);
                if let Some(telling) = self.telling_mut(slot) {
                    telling.reports.insert(rank);
                    if telling.first() == Some(rank) {
                        self.publish(slot, rank.published, work);
                    }
                }
                work.dirty.insert(slot);
                slot
            }
            None => self.add_telling(rank, traits, digest, work),
        };
        self.articles.entry(report.id.article).or_default().push((report.id, slot));
    }

    fn add_telling(&mut self, rank: Rank, traits: Traits, digest: u64, work: &mut Work) -> Slot {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.tellings.push(None);
            (self.tellings.len() - 1) as Slot
        });
        self.by_digest.insert(digest, slot);
        self.tellings[slot as usize] = Some(Telling {
            digest,
            reports: BTreeSet::from([rank]),
            traits,
            links: Vec::new(),
            level: 0,
            neighbourhood: None,
            incident: None,
        });
        self.link(slot, work);
        slot
    }

    fn drop_telling(&mut self, slot: Slot, work: &mut Work) {
        self.unlink(slot, work);
        self.leave(slot, work);
        if let Some(telling) = self.tellings[slot as usize].take() {
            self.by_digest.remove(&telling.digest);
            self.free.push(slot);
        }
        work.dirty.remove(&slot);
    }

    /// Takes a telling's days from another day of publication.
    fn publish(&mut self, slot: Slot, published: Date, work: &mut Work) {
        work.dirty.insert(slot);
        let Some(telling) = self.telling(slot) else { return };
        let mut traits = telling.traits.clone();
        traits.publish(published);
        if traits != telling.traits {
            self.unlink(slot, work);
            if let Some(telling) = self.telling_mut(slot) {
                telling.traits = traits;
            }
            self.link(slot, work);
        }
    }

    /// Finds what a telling matches.
    fn link(&mut self, slot: Slot, work: &mut Work) {
        work.dirty.insert(slot);
        let Some(telling) = self.telling(slot) else { return };
        let near = self.blocks.near(&telling.traits, self.weights);
        let score =
            |other: Slot| Some(Score::of(&telling.traits, &self.telling(other)?.traits, self.weights));
        let near = near.into_iter().filter(|other| *other != slot);
        let mut links: Vec<(Score, Slot)> = near.filter_map(|other| Some((score(other)?, other))).collect();
        links.retain(|(score, _)| *score >= JOINED);
        links.sort_unstable_by(|a, b| b.cmp(a));
        for (score, other) in &links {
            if let Some(there) = self.tellings[*other as usize].as_mut() {
                let at = there.links.partition_point(|link| *link > (*score, slot));
                there.links.insert(at, (*score, slot));
                // A link too weak to count in its neighbourhood changes nothing there.
                if *score >= LEVELS[there.level] {
                    work.dirty.insert(*other);
                }
            }
        }
        if let Some(telling) = self.tellings[slot as usize].as_mut() {
            telling.links = links;
            self.blocks.insert(slot, &telling.traits, self.weights);
        }
    }

    fn unlink(&mut self, slot: Slot, work: &mut Work) {
        let Some(telling) = self.tellings[slot as usize].as_mut() else { return };
        self.blocks.remove(slot, &telling.traits, self.weights);
        for (score, other) in std::mem::take(&mut telling.links) {
            if let Some(there) = self.telling_mut(other) {
                let at = there.links.partition_point(|link| *link > (score, slot));
                if there.links.get(at) == Some(&(score, slot)) {
                    there.links.remove(at);
                }
                work.dirty.insert(other);
            }
        }
    }

    /// Takes a telling out of its neighbourhood; the others there must be looked at anew.
    fn leave(&mut self, slot: Slot, work: &mut Work) {
        self.note(slot, work);
        let Some(telling) = self.telling_mut(slot) else { return };
        let (incident, neighbourhood) = (telling.incident.take(), telling.neighbourhood.take());
        if let Some(id) = incident
            && let Some(slots) = self.incidents.get_mut(&id)
        {
            slots.retain(|other| *other != slot);
            if slots.is_empty() {
                self.incidents.remove(&id);
            }
        }
        if let Some(number) = neighbourhood
            && let Some(slots) = self.neighbourhoods.get_mut(&number)
        {
            slots.retain(|other| *other != slot);
            work.dirty.extend(slots.iter().filter(|other| !work.done.contains(other)));
            if slots.is_empty() {
                self.neighbourhoods.remove(&number);
            }
        }
    }

    /// Remembers what the incident of a telling was before all this.
    fn note(&self, slot: Slot, work: &mut Work) {
        if let Some(id) = self.telling(slot).and_then(|telling| telling.incident) {
            work.diff.note(id, || self.reports_of(id));
        }
    }

    /// Finds the neighbourhood of every telling that may have another one now, and the incidents in it.
    fn settle(&mut self, work: &mut Work) {
        while let Some(slot) = work.dirty.pop_first() {
            if work.done.contains(&slot) || self.telling(slot).is_none() {
                continue;
            }
            let (level, mut slots) = self.neighbourhood(slot);
            for other in &slots {
                self.leave(*other, work);
                work.done.insert(*other);
                work.dirty.remove(other);
            }
            slots.sort_unstable_by_key(|slot| self.telling(*slot).and_then(Telling::first));
            self.next = self.next.wrapping_add(1);
            for slot in &slots {
                let number = self.next;
                if let Some(telling) = self.telling_mut(*slot) {
                    (telling.level, telling.neighbourhood) = (level, Some(number));
                }
            }
            for cluster in self.clusters(&slots) {
                self.found(cluster, work);
            }
            self.neighbourhoods.insert(self.next, slots);
        }
    }

    /// Gives a cluster its number.
    fn found(&mut self, cluster: Vec<Slot>, work: &mut Work) {
        let first = cluster.iter().filter_map(|slot| self.telling(*slot)?.first()).min();
        let Some(id) = first.map(|rank| IncidentId::of(rank.report)) else { return };
        for slot in &cluster {
            if let Some(telling) = self.telling_mut(*slot) {
                telling.incident = Some(id);
            }
        }
        work.diff.touch(id);
        self.incidents.insert(id, cluster);
    }

    fn clusters(&self, slots: &[Slot]) -> Vec<Vec<Slot>> {
        let tellings: Vec<&Telling> = slots.iter().filter_map(|slot| self.telling(*slot)).collect();
        let articles: Vec<BTreeSet<ArticleKey>> =
            tellings.iter().map(|t| t.reports.iter().map(|rank| rank.report.article).collect()).collect();
        let score = |i: usize, j: usize| Score::of(&tellings[i].traits, &tellings[j].traits, self.weights);
        clusters(&articles, score)
            .into_iter()
            .map(|places| places.into_iter().map(|at| slots[at]).collect())
            .collect()
    }

    /// What links hold together with a telling, by the weakest links that leave it small enough; in the densest places
    /// it alone.
    fn neighbourhood(&self, slot: Slot) -> (usize, Vec<Slot>) {
        let levels = LEVELS.iter().enumerate();
        let mut found = levels.filter_map(|(level, least)| Some((level, self.linked(slot, *least)?)));
        found.next().unwrap_or((LEVELS.len() - 1, vec![slot]))
    }

    /// What links of some strength hold together with a telling; none where that is too many.
    fn linked(&self, slot: Slot, least: Score) -> Option<Vec<Slot>> {
        let mut seen = BTreeSet::from([slot]);
        let mut open = vec![slot];
        while let Some(at) = open.pop() {
            for (score, other) in &self.telling(at)?.links {
                if *score < least {
                    break;
                }
                if seen.insert(*other) {
                    open.push(*other);
                }
                if seen.len() > LARGEST {
                    return None;
                }
            }
        }
        Some(seen.into_iter().collect())
    }
}

/// What is left to do, and what was before.
#[derive(Debug, Default)]
struct Work {
    dirty: BTreeSet<Slot>,
    done: BTreeSet<Slot>,
    diff: Diff,
}

#[cfg(test)]
mod tests;
