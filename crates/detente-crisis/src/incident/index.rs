//! Incidents as articles come and go: what changes with each, and always what all the reports at once would give.
//!
//! Copies that tell the same in the same words are one telling. Tellings that match well are linked; what links hold
//! together is a neighbourhood, and [clusters](super::cluster) are found within each. In a war, links join thousands of
//! strikes into one: where a neighbourhood outgrows [`LARGEST`], only stronger links count there, so that an article
//! touches a bounded number of others. All of it depends on the set of reports alone, not on their order.
//!
//! Not all reports need be in it. What a change can reach is fetched from a [`Shelf`] when it is reached: the tellings that match
//! one (its links are complete from then on), and of those on again while a neighbourhood is found. What was fetched stays until it is
//! [let go](Incidents::shrink_to), and what changes is the same as if all had been there.

mod forget;
mod links;

use std::collections::{BTreeSet, HashMap, VecDeque};

use jiff::civil::Date;
use twox_hash::XxHash3_64;

use super::block::{Blocks, Slot};
use super::change::{Change, Diff};
use super::cluster::{JOINED, clusters};
use super::mark::Mark;
use super::score::Score;
use super::shelf::{Empty, Kept, Shelf};
use super::traits::Traits;
use super::weights::Weights;
use super::{IncidentId, Rank};
use crate::report::{ArticleKey, OriginKey, Report, ReportId};
use links::Links;

/// The most tellings that are clustered together; few in tests, so that these outgrow it.
const LARGEST: usize = if cfg!(test) { 6 } else { 64 };
/// How strong links must be to count: the first where that leaves neighbourhoods small enough.
const LEVELS: [Score; 6] = [JOINED, Score(5000), Score(7000), Score(8500), Score(9300), Score(9700)];

/// The incidents of a set of reports. It keeps of a telling what matching looks at, and no report.
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
    /// Counts what is reached.
    clock: u64,
}

/// Reports of one origin that tell the same in the same words.
#[derive(Debug)]
struct Telling {
    digest: u64,
    origin: OriginKey,
    /// In their order.
    reports: Vec<Rank>,
    traits: Traits,
    /// Tellings that match; none until they are looked for.
    links: Option<Links>,
    /// The level of links that count in its neighbourhood.
    level: usize,
    neighbourhood: Option<u32>,
    incident: Option<IncidentId>,
    /// The time on the index's clock when it was last reached.
    reached: u64,
}

impl Telling {
    fn new(digest: u64, origin: OriginKey, first: Rank, traits: Traits) -> Self {
        Telling {
            digest,
            origin,
            reports: vec![first],
            traits,
            links: None,
            level: 0,
            neighbourhood: None,
            incident: None,
            reached: 0,
        }
    }

    fn first(&self) -> Option<Rank> {
        self.reports.first().copied()
    }

    fn insert(&mut self, rank: Rank) {
        if let Err(at) = self.reports.binary_search(&rank) {
            self.reports.insert(at, rank);
        }
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
            clock: 0,
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

    /// How many tellings it holds.
    pub fn len(&self) -> usize {
        self.by_digest.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.by_digest.is_empty()
    }

    /// Lets the reports of some articles go and takes others in; says which incidents are not what they were, by number.
    /// Reports that come replace all earlier ones of their articles. All others are in the index.
    pub fn apply(&mut self, gone: &[ArticleKey], come: &[Report]) -> Vec<Change> {
        match self.apply_with(&mut Empty, gone, come) {
            Ok(changes) => changes,
            Err(never) => match never {},
        }
    }

    /// The same, where others are fetched from a shelf as they are reached.
    ///
    /// # Errors
    /// Of the shelf; the index is of no use then.
    pub fn apply_with<S: Shelf>(
        &mut self,
        shelf: &mut S,
        gone: &[ArticleKey],
        come: &[Report],
    ) -> Result<Vec<Change>, S::Error> {
        let mut work = Work::default();
        let touched: BTreeSet<ArticleKey> =
            gone.iter().copied().chain(come.iter().map(|report| report.id.article)).collect();
        for article in &touched {
            self.lay_in(shelf.of_article(*article)?);
        }
        for report in come {
            self.lay_in(shelf.of_origin(report.origin, report.kind)?);
        }
        for article in touched {
            for (report, slot) in self.articles.remove(&article).unwrap_or_default() {
                self.withdraw(shelf, report, slot, &mut work)?;
            }
        }
        let mut twins = Twins::default();
        for report in come {
            work.diff.tell(report.id);
            let traits = Traits::of(report, self.weights);
            let digest = twins.digest(report, &traits);
            self.take_in(shelf, report, traits, digest, &mut work)?;
        }
        self.settle(shelf, &mut work)?;
        Ok(work.diff.changes(|id| self.reports_of(id)))
    }

    /// Puts in what was kept, as it was.
    fn lay_in(&mut self, mut kept: Vec<Kept>) {
        // In their order, so that the first report of a telling comes first.
        kept.sort_unstable_by_key(|kept| (kept.report.published, kept.report.id));
        let mut twins = Twins::default();
        for Kept { report, incident } in kept {
            let traits = Traits::of(&report, self.weights);
            let digest = twins.digest(&report, &traits);
            let rank = Rank { published: report.published, report: report.id };
            let slot = match self.by_digest.get(&digest).copied() {
                Some(slot) => {
                    if let Some(telling) = self.telling_mut(slot) {
                        telling.insert(rank);
                    }
                    slot
                }
                None => {
                    let slot = self.next_slot();
                    self.blocks.insert(slot, &traits, self.weights);
                    self.put(Telling { incident, ..Telling::new(digest, report.origin, rank, traits) });
                    if let Some(id) = incident {
                        self.incidents.entry(id).or_default().push(slot);
                    }
                    slot
                }
            };
            self.articles.entry(report.id.article).or_default().push((report.id, slot));
        }
    }

    fn telling(&self, slot: Slot) -> Option<&Telling> {
        self.tellings.get(slot as usize)?.as_ref()
    }

    fn telling_mut(&mut self, slot: Slot) -> Option<&mut Telling> {
        self.tellings.get_mut(slot as usize)?.as_mut()
    }

    /// The slot that the next telling gets.
    fn next_slot(&self) -> Slot {
        self.free.last().copied().unwrap_or(self.tellings.len() as Slot)
    }

    fn put(&mut self, telling: Telling) -> Slot {
        let slot = self.next_slot();
        self.clock += 1;
        let telling = Telling { reached: self.clock, ..telling };
        self.by_digest.insert(telling.digest, slot);
        match self.free.pop() {
            Some(_) => self.tellings[slot as usize] = Some(telling),
            None => self.tellings.push(Some(telling)),
        }
        slot
    }

    /// Takes a report out of its telling.
    fn withdraw<S: Shelf>(
        &mut self,
        shelf: &mut S,
        report: ReportId,
        slot: Slot,
        work: &mut Work,
    ) -> Result<(), S::Error> {
        self.reach(shelf, slot, work)?;
        self.note(slot, work);
        let Some(telling) = self.telling_mut(slot) else { return Ok(()) };
        telling.reports.retain(|rank| rank.report != report);
        match telling.first() {
            None => self.drop_telling(slot, work),
            Some(first) => self.publish(shelf, slot, first.published, work)?,
        }
        Ok(())
    }

    fn take_in<S: Shelf>(
        &mut self,
        shelf: &mut S,
        report: &Report,
        traits: Traits,
        digest: u64,
        work: &mut Work,
    ) -> Result<(), S::Error> {
        let rank = Rank { published: report.published, report: report.id };
        let slot = match self.by_digest.get(&digest).copied() {
            Some(slot) => {
                self.reach(shelf, slot, work)?;
                self.note(slot, work);
                if let Some(telling) = self.telling_mut(slot) {
                    telling.insert(rank);
                    if telling.first() == Some(rank) {
                        self.publish(shelf, slot, rank.published, work)?;
                    }
                }
                work.dirty.insert(slot);
                slot
            }
            None => {
                let slot = self.put(Telling::new(digest, report.origin, rank, traits));
                work.new.insert(slot);
                self.link(shelf, slot, work)?;
                slot
            }
        };
        self.articles.entry(report.id.article).or_default().push((report.id, slot));
        Ok(())
    }

    fn drop_telling(&mut self, slot: Slot, work: &mut Work) {
        self.unlink(slot, work);
        self.leave(slot, work);
        if let Some(telling) = self.tellings[slot as usize].take() {
            self.by_digest.remove(&telling.digest);
            self.free.push(slot);
        }
        work.dirty.remove(&slot);
        work.new.remove(&slot);
    }

    /// Takes a telling's days from another day of publication.
    fn publish<S: Shelf>(
        &mut self,
        shelf: &mut S,
        slot: Slot,
        published: Date,
        work: &mut Work,
    ) -> Result<(), S::Error> {
        work.dirty.insert(slot);
        let Some(telling) = self.telling(slot) else { return Ok(()) };
        let mut traits = telling.traits.clone();
        traits.publish(published);
        if traits == telling.traits {
            return Ok(());
        }
        self.unlink(slot, work);
        if let Some(telling) = self.telling_mut(slot) {
            telling.traits = traits;
        }
        self.link(shelf, slot, work)
    }

    /// Finds what a telling that comes matches.
    fn link<S: Shelf>(&mut self, shelf: &mut S, slot: Slot, work: &mut Work) -> Result<(), S::Error> {
        work.dirty.insert(slot);
        self.fetch(shelf, slot)?;
        let links = self.matches(slot);
        for (_, other) in &links {
            // What its neighbourhood is now can only be told before the link is there.
            self.reach(shelf, *other, work)?;
        }
        for (score, other) in &links {
            let Some(there) = self.tellings[*other as usize].as_mut() else { continue };
            if let Some(links) = &mut there.links {
                links.insert((*score, slot));
            }
            // A link too weak to count in its neighbourhood changes nothing there.
            if *score >= LEVELS[there.level] {
                work.dirty.insert(*other);
            }
        }
        if let Some(telling) = self.tellings[slot as usize].as_mut() {
            telling.links = Some(Links::of(links));
            self.blocks.insert(slot, &telling.traits, self.weights);
        }
        Ok(())
    }

    /// Lays in all that a telling may match.
    fn fetch<S: Shelf>(&mut self, shelf: &mut S, slot: Slot) -> Result<(), S::Error> {
        let Some(telling) = self.telling(slot) else { return Ok(()) };
        let kept = shelf.near(&Mark::from_traits(telling.traits.clone()))?;
        self.lay_in(kept);
        Ok(())
    }

    /// What a telling matches of those that are here.
    fn matches(&self, slot: Slot) -> Vec<(Score, Slot)> {
        let Some(telling) = self.telling(slot) else { return Vec::new() };
        let near = self.blocks.near(&telling.traits, self.weights).into_iter().filter(|other| *other != slot);
        let score =
            |other: Slot| Some(Score::of(&telling.traits, &self.telling(other)?.traits, self.weights));
        let mut links: Vec<(Score, Slot)> = near.filter_map(|other| Some((score(other)?, other))).collect();
        links.retain(|(score, _)| *score >= JOINED);
        links
    }

    /// Finds what a telling that was laid in matches, unless that is known.
    fn expand<S: Shelf>(&mut self, shelf: &mut S, slot: Slot) -> Result<(), S::Error> {
        if self.telling(slot).is_some_and(|telling| telling.links.is_none()) {
            self.fetch(shelf, slot)?;
            let links = Links::of(self.matches(slot));
            if let Some(telling) = self.telling_mut(slot) {
                telling.links = Some(links);
            }
            self.touch(slot);
        } else {
            self.touch_again(slot);
        }
        Ok(())
    }

    /// Finds the neighbourhood in which a telling that was laid in is, unless that is known.
    fn reach<S: Shelf>(&mut self, shelf: &mut S, slot: Slot, work: &Work) -> Result<(), S::Error> {
        let Some(telling) = self.telling(slot) else { return Ok(()) };
        if let Some(number) = telling.neighbourhood {
            self.touch_all(number, slot);
            return Ok(());
        }
        if work.new.contains(&slot) {
            return Ok(());
        }
        let (level, mut slots) = self.neighbourhood(shelf, slot)?;
        self.next = self.next.wrapping_add(1);
        let number = self.next;
        slots.retain(|slot| {
            let Some(telling) = self.tellings[*slot as usize].as_mut() else { return false };
            let is_unknown = telling.neighbourhood.is_none() && !work.new.contains(slot);
            if is_unknown {
                (telling.level, telling.neighbourhood) = (level, Some(number));
            }
            is_unknown
        });
        self.neighbourhoods.insert(number, slots);
        Ok(())
    }

    /// Takes a telling out of the links of those that it matches.
    fn unlink(&mut self, slot: Slot, work: &mut Work) {
        let Some(telling) = self.telling_mut(slot) else { return };
        // Who is not among its own links may have it among theirs.
        let links = telling.links.take().and_then(Links::whole).unwrap_or_else(|| self.matches(slot));
        if let Some(telling) = self.tellings[slot as usize].as_ref() {
            self.blocks.remove(slot, &telling.traits, self.weights);
        }
        for (score, other) in links {
            if let Some(there) = self.telling_mut(other) {
                if there.links.as_mut().is_some_and(|links| !links.remove((score, slot))) {
                    there.links = None;
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
        if let Some(id) = incident {
            self.leave_incident(slot, id);
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

    /// Takes a telling off the list of an incident's.
    fn leave_incident(&mut self, slot: Slot, incident: IncidentId) {
        if let Some(slots) = self.incidents.get_mut(&incident) {
            slots.retain(|other| *other != slot);
            if slots.is_empty() {
                self.incidents.remove(&incident);
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
    fn settle<S: Shelf>(&mut self, shelf: &mut S, work: &mut Work) -> Result<(), S::Error> {
        while let Some(slot) = work.dirty.pop_first() {
            if work.done.contains(&slot) || self.telling(slot).is_none() {
                continue;
            }
            let (level, mut slots) = self.neighbourhood(shelf, slot)?;
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
        Ok(())
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
    fn neighbourhood<S: Shelf>(&mut self, shelf: &mut S, slot: Slot) -> Result<(usize, Vec<Slot>), S::Error> {
        for (level, least) in LEVELS.iter().enumerate() {
            if let Some(found) = self.linked(shelf, slot, *least)? {
                return Ok((level, found));
            }
        }
        Ok((LEVELS.len() - 1, vec![slot]))
    }

    /// What links of some strength hold together with a telling; none where that is too many.
    fn linked<S: Shelf>(
        &mut self,
        shelf: &mut S,
        slot: Slot,
        least: Score,
    ) -> Result<Option<Vec<Slot>>, S::Error> {
        let mut seen = BTreeSet::from([slot]);
        // The nearest first: where it is too many, what lies far off need not be fetched to know that.
        let mut open = VecDeque::from([slot]);
        while let Some(at) = open.pop_front() {
            self.expand(shelf, at)?;
            let links = self.telling(at).and_then(|telling| telling.links.as_ref());
            for (_, other) in links.into_iter().flat_map(Links::iter).take_while(|(score, _)| *score >= least)
            {
                if seen.insert(other) {
                    open.push_back(other);
                }
                if seen.len() > LARGEST {
                    return Ok(None);
                }
            }
        }
        Ok(Some(seen.into_iter().collect()))
    }
}

/// The same words twice in one article: the second tells of something else.
#[derive(Debug, Default)]
struct Twins(HashMap<(ArticleKey, u64), u64>);

impl Twins {
    /// The number of the telling of the next report of an article.
    fn digest(&mut self, report: &Report, traits: &Traits) -> u64 {
        let digest = traits.digest(report.origin);
        let count = self.0.entry((report.id.article, digest)).or_default();
        *count += 1;
        match *count {
            1 => digest,
            more => XxHash3_64::oneshot_with_seed(more, &digest.to_le_bytes()),
        }
    }
}

/// What is left to do, and what was before.
#[derive(Debug, Default)]
struct Work {
    dirty: BTreeSet<Slot>,
    done: BTreeSet<Slot>,
    /// Tellings that were not there before.
    new: BTreeSet<Slot>,
    diff: Diff,
}

#[cfg(test)]
pub(super) mod tests;
