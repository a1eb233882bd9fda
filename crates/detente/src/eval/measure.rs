//! What is counted, and how.
//!
//! Each [`Measure`] has a [`Tally`]: what agrees, what was annotated, what was found, summed over all articles. A field
//! of an event counts as a hit where the event itself was found with its type; its misses and extras are those of the
//! events, so that a reader cannot gain by finding only what is easy. Claims, answers, relations and commitments are
//! compared as lists in which everything counts as often as it occurs. Incidents are clusters of events, over all
//! articles of a crisis, and are compared by B-cubed.
//!
//! Worked example: two events are annotated, two found, both pairs align, one of them with the wrong type. "Event
//! found" has a precision and a recall of 1, "event type" of 0.5, and "status" of 0.5 at most, for the status of the
//! mistyped event does not count.

use super::account::{Account, Claim, Event, Gold, Source};
use super::align::align;
use super::miss::{self, Miss};
use detente_core::claim::{Stance, Toll};
use detente_data::EventType;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Measure {
    Found,
    Type,
    Parties,
    Mode,
    Status,
    Date,
    Country,
    ClaimSource,
    ClaimStance,
    Casualties,
    RespondsTo,
    Relations,
    Commitments,
}

impl Measure {
    /// In the order of the table.
    pub(crate) const ALL: [Measure; 13] = [
        Measure::Found,
        Measure::Type,
        Measure::Parties,
        Measure::Mode,
        Measure::Status,
        Measure::Date,
        Measure::Country,
        Measure::ClaimSource,
        Measure::ClaimStance,
        Measure::Casualties,
        Measure::RespondsTo,
        Measure::Relations,
        Measure::Commitments,
    ];

    /// Its name in reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Measure::Found => "event found, any type",
            Measure::Type => "event type",
            Measure::Parties => "who did what to whom",
            Measure::Mode => "mode",
            Measure::Status => "status",
            Measure::Date => "date",
            Measure::Country => "place country",
            Measure::ClaimSource => "claim source",
            Measure::ClaimStance => "claim source and stance",
            Measure::Casualties => "casualties with claimant",
            Measure::RespondsTo => "responds to",
            Measure::Relations => "relations",
            Measure::Commitments => "commitments",
        }
    }
}

/// What agrees, out of what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) hits: usize,
    pub(crate) gold: usize,
    pub(crate) found: usize,
}

/// Shares of agreement, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rates {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) f1: f64,
}

impl Rates {
    fn of(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Rates { precision, recall, f1 }
    }
}

impl Tally {
    /// Everything as often as it occurs on both sides.
    fn of<K: Eq + Hash>(gold: impl IntoIterator<Item = K>, found: impl IntoIterator<Item = K>) -> Self {
        let mut tally = Tally::default();
        let mut left: HashMap<K, usize> = HashMap::new();
        for key in gold {
            tally.gold += 1;
            *left.entry(key).or_default() += 1;
        }
        for key in found {
            tally.found += 1;
            if let Some(count) = left.get_mut(&key).filter(|count| **count > 0) {
                *count -= 1;
                tally.hits += 1;
            }
        }
        tally
    }

    /// Precision, recall and F1; 0 where there is nothing to divide by.
    pub(crate) fn rates(self) -> Rates {
        let share = |of: usize| if of == 0 { 0.0 } else { self.hits as f64 / of as f64 };
        Rates::of(share(self.found), share(self.gold))
    }

    fn add(&mut self, other: Tally) {
        self.hits += other.hits;
        self.gold += other.gold;
        self.found += other.found;
    }
}

/// An event of the annotation, or one found that is none: what claims and answers hang on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Holder<'a> {
    Gold(usize),
    Extra(usize),
    /// A reference to an event that the answer does not have.
    Nothing(&'a str),
}

/// An event that both sides hold: its crisis, and its incident on each side.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Joined {
    crisis: String,
    gold: Option<String>,
    found: Option<String>,
}

/// An annotated type (none: nothing annotated) and what it was read as (none: not found).
pub(crate) type Types = (Option<EventType>, Option<EventType>);

/// The sums over some articles.
#[derive(Debug, Clone, Default)]
pub(crate) struct Score {
    pub(crate) articles: usize,
    tallies: BTreeMap<Measure, Tally>,
    joined: Vec<Joined>,
    /// How often an annotated type was read as which.
    pub(crate) confusion: BTreeMap<Types, usize>,
    pub(crate) misses: Vec<Miss>,
}

impl Score {
    /// The score of one article.
    pub(crate) fn of(gold: &Gold, found: &Account) -> Self {
        let pairs = align(&gold.text, &gold.account.events, &found.events);
        let compared = Compared::new(&gold.account, found, &pairs);
        let joined = compared.typed.iter().map(|(one, other)| Joined {
            crisis: gold.crisis.clone(),
            gold: one.incident.clone(),
            found: other.incident.clone(),
        });
        Score {
            articles: 1,
            tallies: compared.tallies(pairs.len()),
            joined: joined.collect(),
            confusion: confusion(&gold.account.events, &found.events, &pairs),
            misses: miss::misses(gold, &found.events, &pairs),
        }
    }

    /// Adds the score of further articles.
    pub(crate) fn add(&mut self, other: Score) {
        self.articles += other.articles;
        for (measure, tally) in other.tallies {
            self.tallies.entry(measure).or_default().add(tally);
        }
        self.joined.extend(other.joined);
        for (types, count) in other.confusion {
            *self.confusion.entry(types).or_default() += count;
        }
        self.misses.extend(other.misses);
    }

    /// The counts of a measure.
    pub(crate) fn tally(&self, measure: Measure) -> Tally {
        self.tallies.get(&measure).copied().unwrap_or_default()
    }

    /// B-cubed over the events that both sides hold with the same type: of the events that the reader puts with an
    /// event, how many belong with it (precision), and of those that belong with it, how many it puts there (recall).
    pub(crate) fn incidents(&self) -> Rates {
        let key = |one: &Joined, gold: bool, found: bool| Joined {
            crisis: one.crisis.clone(),
            gold: one.gold.clone().filter(|_| gold),
            found: one.found.clone().filter(|_| found),
        };
        let count = |gold: bool, found: bool| {
            let mut counts: HashMap<Joined, usize> = HashMap::new();
            self.joined.iter().for_each(|one| *counts.entry(key(one, gold, found)).or_default() += 1);
            counts
        };
        if self.joined.is_empty() {
            return Rates::of(0.0, 0.0);
        }
        let (by_gold, by_found, by_both) = (count(true, false), count(false, true), count(true, true));
        let (mut precision, mut recall) = (0.0, 0.0);
        for one in &self.joined {
            let size = |counts: &HashMap<Joined, usize>, gold, found| {
                counts.get(&key(one, gold, found)).copied().unwrap_or(1) as f64
            };
            let both = size(&by_both, true, true);
            precision += both / size(&by_found, false, true);
            recall += both / size(&by_gold, true, false);
        }
        let events = self.joined.len() as f64;
        Rates::of(precision / events, recall / events)
    }
}

/// Both accounts of an article, and which of their events are one.
struct Compared<'a> {
    gold: &'a Account,
    found: &'a Account,
    /// Pairs that agree on the type.
    typed: Vec<(&'a Event, &'a Event)>,
    /// For each found event the annotated one of the same type, or itself.
    holders: Vec<Holder<'a>>,
}

impl<'a> Compared<'a> {
    fn new(gold: &'a Account, found: &'a Account, pairs: &[(usize, usize)]) -> Self {
        let mut holders: Vec<Holder> = (0..found.events.len()).map(Holder::Extra).collect();
        let mut typed = Vec::new();
        for &(i, j) in pairs {
            let (one, other) = (&gold.events[i], &found.events[j]);
            if one.kind == other.kind {
                holders[j] = Holder::Gold(i);
                typed.push((one, other));
            }
        }
        Compared { gold, found, typed, holders }
    }

    fn tallies(&self, pairs: usize) -> BTreeMap<Measure, Tally> {
        let count = |measure| match measure {
            Measure::Found => self.events(pairs),
            Measure::Type => self.field(|_, _| true),
            Measure::Parties => self.field(|a, b| a.parties() == b.parties()),
            Measure::Mode => self.field(|a, b| a.mode == b.mode),
            Measure::Status => self.field(|a, b| a.status == b.status),
            Measure::Date => self.field(|a, b| a.days == b.days),
            Measure::Country => self.field(|a, b| a.country == b.country),
            Measure::ClaimSource => self.claims(|claim| Some(claim.source)),
            Measure::ClaimStance => self.claims(source_and_stance),
            Measure::Casualties => self.claims(casualties),
            Measure::RespondsTo => self.answers(),
            Measure::Relations => Tally::of(&self.gold.relations, &self.found.relations),
            Measure::Commitments => Tally::of(&self.gold.commitments, &self.found.commitments),
        };
        Measure::ALL.into_iter().map(|measure| (measure, count(measure))).collect()
    }

    fn events(&self, hits: usize) -> Tally {
        Tally { hits, gold: self.gold.events.len(), found: self.found.events.len() }
    }

    /// Agreement on one field of the events.
    fn field(&self, agrees: impl Fn(&Event, &Event) -> bool) -> Tally {
        self.events(self.typed.iter().filter(|(one, other)| agrees(one, other)).count())
    }

    /// Agreement on the claims that have a key, each with the event it is about.
    fn claims<K: Eq + Hash>(&self, key: impl Fn(&Claim) -> Option<K>) -> Tally {
        let of = |holder, event: &'a Event| {
            event.claims.iter().filter_map(&key).map(move |key| (holder, key)).collect::<Vec<_>>()
        };
        let gold = self.gold.events.iter().enumerate().flat_map(|(i, event)| of(Holder::Gold(i), event));
        let found =
            self.found.events.iter().zip(&self.holders).flat_map(|(event, holder)| of(*holder, event));
        Tally::of(gold, found)
    }

    /// Agreement on which event answers which.
    fn answers(&self) -> Tally {
        let names = |events: &'a [Event]| -> HashMap<&'a str, usize> {
            events.iter().enumerate().map(|(i, event)| (event.id.as_str(), i)).collect()
        };
        let (gold_ids, found_ids) = (names(&self.gold.events), names(&self.found.events));
        let in_gold =
            |id: &'a String| gold_ids.get(id.as_str()).map_or(Holder::Nothing(id), |i| Holder::Gold(*i));
        let in_found =
            |id: &'a String| found_ids.get(id.as_str()).map_or(Holder::Nothing(id), |j| self.holders[*j]);
        let links = |events: &'a [Event]| {
            events.iter().enumerate().flat_map(|(i, e)| e.responds_to.iter().map(move |id| (i, id)))
        };
        Tally::of(
            links(&self.gold.events).map(|(i, id)| (Holder::Gold(i), in_gold(id))),
            links(&self.found.events).map(|(j, id)| (self.holders[j], in_found(id))),
        )
    }
}

fn source_and_stance(claim: &Claim) -> Option<(Source, Option<Stance>)> {
    Some((claim.source, claim.stance))
}

/// The figures of a claim that gives any.
fn casualties(claim: &Claim) -> Option<(Source, Option<Toll>, Option<Toll>)> {
    (claim.killed.is_some() || claim.injured.is_some()).then_some((claim.source, claim.killed, claim.injured))
}

fn confusion(gold: &[Event], found: &[Event], pairs: &[(usize, usize)]) -> BTreeMap<Types, usize> {
    let mut counts = BTreeMap::new();
    let mut count = |one: Option<&Event>, other: Option<&Event>| {
        *counts.entry((one.map(|e| e.kind), other.map(|e| e.kind))).or_insert(0) += 1;
    };
    pairs.iter().for_each(|&(i, j)| count(Some(&gold[i]), Some(&found[j])));
    let (missed, extra) = miss::unpaired(gold.len(), found.len(), pairs);
    missed.into_iter().for_each(|i| count(Some(&gold[i]), None));
    extra.into_iter().for_each(|j| count(None, Some(&found[j])));
    counts
}
