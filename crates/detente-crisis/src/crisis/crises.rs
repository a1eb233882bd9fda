//! Crises: episodes of conflict between two parties or more, with their phases and what turned them.
//!
//! In: dyads, relations, links between incidents. Out: [`Crisis`] objects. A crisis of two parties is an episode of their dyad;
//! episodes that overlap, share a party, and share an incident or are linked by an answer are one crisis. Who answers a deed
//! of a crisis, against one of its parties and in its time, is drawn into it, and so are those who were calm before and
//! take measures against one of its parties: allies who break off relations too.
//!
//! Iran's strikes in Syria, Iraq and Pakistan within two days of January 2024, Pakistan's answer: one crisis if the sources
//! link them, with its beginning on the 15th and its peak on the 16th or 18th.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use detente_data::{Entry, EventType, Knowledge, RelationState, Sector};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::chain::{Ground, Links};
use super::daily::{Daily, Volumes, days_between, later};
use super::deed::Act;
use super::dyad::{Dyads, Pair};
use super::phase::{self, Phase, QUIET_DAYS, Span, Stage};
use super::relations::{Kept, Relations};
use crate::incident::IncidentId;
use crate::report::PartyId;

/// Days after an episode in which coming to terms still ends it.
const TERMS_DAYS: i32 = 60;
/// Days without conflict before a crisis, after which a party that takes measures against one of its sides has been drawn in.
const CALM_DAYS: i32 = 90;
/// Days from its beginning within which a crisis draws in who takes measures, and from a deed within which it draws in who answers it.
/// In a war of years everybody breaks with one side at some time, and for many reasons.
const DRAWN_DAYS: i32 = 30;
/// Episodes of so many days in all, first to last, are of one time...
const ONE_TIME_DAYS: i32 = 60;
/// ...longer ones where they overlap over this share of it: a quarrel of a week is no part of a war of eight years, or the wars of a
/// decade would be one crisis.
const ONE_TIME_SHARE: f64 = 1.0 / 3.0;
/// Incidents named for a turning point.
const MOST_TURNING: usize = 3;

/// A day on which a phase begins, and what made it so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurningPoint {
    /// The day.
    pub day: Date,
    /// The stage that begins.
    pub into: Stage,
    /// The gravest deeds of that day or, where things ease, those of cooperation; at most three.
    pub incidents: Vec<IncidentId>,
}

/// An episode of conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crisis {
    /// Its number: that of its first incident of conflict.
    pub id: IncidentId,
    /// Its parties.
    pub parties: BTreeSet<PartyId>,
    /// The dyads it is made of.
    pub pairs: BTreeSet<Pair>,
    /// First day.
    pub from: Date,
    /// Last day of conflict so far.
    pub to: Date,
    /// Whether conflict goes on: less than three weeks of quiet are told after it.
    pub is_open: bool,
    /// The worst day.
    pub peak: Date,
    /// Its phases, by day; after the end how it ended.
    pub phases: Vec<Phase>,
    /// What turned it.
    pub turning_points: Vec<TurningPoint>,
    /// Its incidents, cooperation included, by day.
    pub incidents: Vec<IncidentId>,
}

impl Crisis {
    /// The stage on a day; none before its beginning.
    pub fn stage(&self, day: Date) -> Option<Stage> {
        let began = self.phases.iter().rev().find(|phase| phase.from <= day)?;
        Some(if day <= began.to || self.is_open { began.stage } else { Stage::Quiet })
    }
}

/// The crises of one dyad alone, by day: what an incident that changed may have touched.
pub fn crises_of(pair: &Pair, dyads: &Dyads, relations: &Relations) -> Vec<Crisis> {
    let Some(dyad) = dyads.get(pair) else { return Vec::new() };
    let pairs = BTreeSet::from([pair.clone()]);
    let found = phase::spans(dyad.done(), || Volumes::of(dyads));
    found.into_iter().filter_map(|span| describe(&pairs, dyad.done(), span, dyads, relations)).collect()
}

/// Every crisis, by first day and number; episodes of several dyads that belong together are one.
pub fn crises(dyads: &Dyads, relations: &Relations, links: &Links) -> Vec<Crisis> {
    let volumes = Volumes::of(dyads);
    let mut episodes: Vec<(&Pair, Span)> = Vec::new();
    for pair in dyads.pairs() {
        let acts = dyads.get(pair).map(|dyad| dyad.done()).unwrap_or_default();
        episodes.extend(phase::spans(acts, || &volumes).into_iter().map(|span| (pair, span)));
    }
    let mut all: Vec<Crisis> = Vec::new();
    let linked = Linked::of(dyads, links);
    for group in joined(&episodes, dyads, links) {
        let mut pairs: BTreeSet<Pair> = group.iter().map(|at| episodes[*at].0.clone()).collect();
        let from = group.iter().map(|at| episodes[*at].1.from).min();
        let to = group.iter().map(|at| episodes[*at].1.to).max();
        let (Some(from), Some(to)) = (from, to) else { continue };
        let span = Span { from, to };
        let drawn = [linked.drawn_in(&pairs, span), linked.taking_sides(&pairs, span)];
        pairs.extend(drawn.into_iter().flatten());
        let acts = acts_around(&pairs, span, dyads);
        all.extend(describe(&pairs, &acts, span, dyads, relations));
    }
    let mut own = without_parts(all);
    own.sort_by(|a, b| (a.from, a.id, &a.pairs).cmp(&(b.from, b.id, &b.pairs)));
    own
}

/// The crises without those that are part of another: a dyad that is drawn into a larger one has none of its own in that time.
fn without_parts(all: Vec<Crisis>) -> Vec<Crisis> {
    let mut having: HashMap<&Pair, Vec<&Crisis>> = HashMap::new();
    for crisis in &all {
        crisis.pairs.iter().for_each(|pair| having.entry(pair).or_default().push(crisis));
    }
    let is_part = |one: &Crisis, of: &Crisis| {
        one.pairs.len() < of.pairs.len()
            && of.from <= one.from
            && one.to <= of.to
            && one.pairs.is_subset(&of.pairs)
    };
    // A larger one has each of its pairs, that of the fewest crises too.
    let near = |one: &Crisis| one.pairs.iter().filter_map(|pair| having.get(pair)).min_by_key(|of| of.len());
    let is_own = |one: &Crisis| near(one).is_none_or(|near| !near.iter().any(|of| is_part(one, of)));
    let own: Vec<bool> = all.iter().map(is_own).collect();
    all.into_iter().zip(own).filter_map(|(crisis, is_own)| is_own.then_some(crisis)).collect()
}

/// Where crises may draw others in, found by pair and by party: a ledger of years has thousands of crises, and each looks at its own
/// alone.
struct Linked<'a> {
    dyads: &'a Dyads,
    /// For each pair its deeds that are said to be answered, with the answers.
    answered: HashMap<&'a Pair, Vec<(Date, IncidentId)>>,
    /// Where the answers lie.
    placed: HashMap<IncidentId, Vec<(&'a Pair, &'a Act)>>,
    /// Measures, by the party against which they are taken.
    measures: HashMap<&'a PartyId, Vec<(&'a Pair, &'a Act)>>,
}

impl<'a> Linked<'a> {
    fn of(dyads: &'a Dyads, links: &Links) -> Self {
        let mut answers: HashMap<IncidentId, Vec<IncidentId>> = HashMap::new();
        let mut ends: HashSet<IncidentId> = HashSet::new();
        for link in links.iter().filter(|link| link.ground == Ground::Stated) {
            answers.entry(link.cause).or_default().push(link.answer);
            ends.insert(link.answer);
        }
        let mut linked =
            Self { dyads, answered: HashMap::new(), placed: HashMap::new(), measures: HashMap::new() };
        for (pair, dyad) in dyads.iter() {
            for act in dyad.done() {
                let theirs = answers.get(&act.incident).into_iter().flatten();
                let theirs: Vec<(Date, IncidentId)> = theirs.map(|answer| (act.day, *answer)).collect();
                if !theirs.is_empty() {
                    linked.answered.entry(pair).or_default().extend(theirs);
                }
                if ends.contains(&act.incident) {
                    linked.placed.entry(act.incident).or_default().push((pair, act));
                }
                if act.kind == EventType::Sanction {
                    let (_, to) = pair.in_way(act.way);
                    linked.measures.entry(to).or_default().push((pair, act));
                }
            }
        }
        linked
    }

    /// The pairs in which an outsider takes measures against a party of a crisis, with whom all was calm before.
    fn taking_sides(&self, pairs: &BTreeSet<Pair>, span: Span) -> BTreeSet<Pair> {
        let parties: BTreeSet<&PartyId> = pairs.iter().flat_map(|pair| [pair.a(), pair.b()]).collect();
        let was_calm = |pair: &Pair| {
            let acts = self.dyads.get(pair).map(|dyad| dyad.done()).unwrap_or_default();
            let before = phase::within(acts, later(span.from, -CALM_DAYS), later(span.from, -1));
            !before.iter().any(|act| act.quad().number() > 2)
        };
        let measures = parties.iter().filter_map(|party| self.measures.get(*party)).flatten();
        let until = later(span.from, DRAWN_DAYS).min(span.to);
        let from_outside = measures.filter(|(pair, act)| {
            let (from, _) = pair.in_way(act.way);
            span.from <= act.day && act.day <= until && !parties.contains(from) && takes_sides(from)
        });
        let near: BTreeSet<&Pair> = from_outside.map(|(pair, _)| *pair).collect();
        near.into_iter().filter(|pair| was_calm(pair)).cloned().collect()
    }

    /// The pairs in which a deed of a crisis is answered within its days, against one of its parties.
    fn drawn_in(&self, pairs: &BTreeSet<Pair>, span: Span) -> BTreeSet<Pair> {
        let is_inside = |day: Date| span.from <= day && day <= span.to;
        let parties: BTreeSet<&PartyId> = pairs.iter().flat_map(|pair| [pair.a(), pair.b()]).collect();
        let is_against = |pair: &Pair, act: &Act| parties.contains(pair.in_way(act.way).1);
        let causes = pairs.iter().filter_map(|pair| self.answered.get(pair)).flatten();
        let answers = causes.filter(|(day, _)| is_inside(*day)).filter_map(|(day, id)| {
            let until = later(*day, DRAWN_DAYS);
            Some(self.placed.get(id)?.iter().filter(move |(_, act)| act.day <= until))
        });
        let near = answers.flatten().filter(|(pair, act)| is_inside(act.day) && is_against(pair, act));
        near.map(|(pair, _)| (*pair).clone()).collect()
    }
}

/// Whether one is a party that sides with states: a state, or an organisation of them. A bank that shuns a country has a quarrel with
/// it and no part in its war.
fn takes_sides(party: &PartyId) -> bool {
    match party {
        PartyId::State(_) => true,
        PartyId::Group(name) => Knowledge::builtin()
            .named(name)
            .iter()
            .any(|entry| matches!(entry, Entry::Actor(actor) if actor.sector == Sector::Igo)),
    }
}

/// Whether two episodes are of one time.
fn are_of_one_time(x: Span, y: Span) -> bool {
    let days = |from, to| days_between(from, to) + 1;
    let overlap = days(x.from.max(y.from), x.to.min(y.to));
    let all = days(x.from.min(y.from), x.to.max(y.to));
    overlap > 0 && (all <= ONE_TIME_DAYS || f64::from(overlap) >= ONE_TIME_SHARE * f64::from(all))
}

/// The deeds of some dyads in a crisis and so long before and after as its end and its turns look, each incident once.
fn acts_around(pairs: &BTreeSet<Pair>, span: Span, dyads: &Dyads) -> Vec<Act> {
    let (from, to) = (later(span.from, -1), later(span.to, TERMS_DAYS));
    let all = pairs.iter().filter_map(|pair| dyads.get(pair));
    let near = all.flat_map(|dyad| phase::within(dyad.done(), from, to));
    let mut acts: Vec<Act> = near.copied().collect();
    acts.sort_unstable();
    if pairs.len() > 1 {
        acts.dedup_by_key(|act| act.incident);
    }
    acts
}

/// Groups of episodes, grown by joining two of them at a time. Each is named by the first in it.
struct Groups(Vec<usize>);

impl Groups {
    fn name(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            // Half of the way is cut off each time that it is gone.
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.name(a), self.name(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// Puts episodes that belong together into one group. Groups are lists of places in `episodes`.
fn joined(episodes: &[(&Pair, Span)], dyads: &Dyads, links: &Links) -> Vec<Vec<usize>> {
    let mut episodes_of: HashMap<IncidentId, Vec<usize>> = HashMap::new();
    for (at, (pair, span)) in episodes.iter().enumerate() {
        let acts = dyads.get(pair).map(|dyad| dyad.done()).unwrap_or_default();
        for act in phase::within(acts, span.from, span.to) {
            episodes_of.entry(act.incident).or_default().push(at);
        }
    }
    let belong = |a: usize, b: usize| {
        let ((one, x), (other, y)) = (episodes[a], episodes[b]);
        let shared = other.has(one.a()) || other.has(one.b());
        shared && are_of_one_time(x, y)
    };
    let mut groups = Groups((0..episodes.len()).collect());
    let mut join = |a: usize, b: usize| {
        if belong(a, b) {
            groups.join(a, b);
        }
    };
    for places in episodes_of.values() {
        places.windows(2).for_each(|two| join(two[0], two[1]));
    }
    for link in links.iter() {
        if let (Some(a), Some(b)) = (episodes_of.get(&link.answer), episodes_of.get(&link.cause)) {
            a.iter().for_each(|a| b.iter().for_each(|b| join(*a, *b)));
        }
    }
    let mut named: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..episodes.len() {
        named.entry(groups.name(at)).or_default().push(at);
    }
    named.into_values().collect()
}

/// The crisis that a span of some dyads is.
fn describe(
    pairs: &BTreeSet<Pair>,
    acts: &[Act],
    span: Span,
    dyads: &Dyads,
    relations: &Relations,
) -> Option<Crisis> {
    let (_, last) = dyads.days()?;
    let daily = Daily::of(acts, dyads.world(), span.from, span.to);
    let inside = phase::within(acts, span.from, span.to);
    let id = inside.iter().find(|act| act.quad().number() > 2)?.incident;
    let is_open = days_between(span.to, last) < QUIET_DAYS;
    let mut phases = phase::phases(&daily, span, acts);
    if !is_open {
        let stage =
            if is_settled(pairs, acts, span, last, relations) { Stage::Settled } else { Stage::Frozen };
        let (from, to) = (later(span.to, 1), phase::aftermath(span, last));
        phases.push(Phase { stage, from, to, rate: 0.0 });
    }
    let story = phase::within(acts, span.from, phase::aftermath(span, last));
    let mut told: HashSet<IncidentId> = HashSet::new();
    let incidents = story.iter().map(|act| act.incident).filter(|id| told.insert(*id)).collect();
    Some(Crisis {
        id,
        parties: pairs.iter().flat_map(|pair| [pair.a().clone(), pair.b().clone()]).collect(),
        pairs: pairs.clone(),
        from: span.from,
        to: span.to,
        is_open,
        peak: phase::peak(&daily, span),
        turning_points: phases.iter().map(|phase| turning(phase, acts)).collect(),
        phases,
        incidents,
    })
}

/// Whether the parties came to terms: they agreed, yielded or mended relations, and no part of relations is left impaired.
fn is_settled(pairs: &BTreeSet<Pair>, acts: &[Act], span: Span, last: Date, relations: &Relations) -> bool {
    let until = later(span.to, TERMS_DAYS).min(last);
    let terms = [EventType::Agree, EventType::Concede, EventType::Retreat, EventType::Support];
    let came = phase::within(acts, span.from, until).iter().any(|act| terms.contains(&act.kind));
    let is_sound = |pair: &Pair| {
        let parts = relations.on(pair, until).parts;
        // Relations restored stand for the envoys that go with them and are not told of.
        let restored = parts.iter().filter(|k| k.state == RelationState::Full).map(|k| k.since).max();
        let is_mended = |kept: &Kept| restored.is_some_and(|day| day >= kept.since);
        parts.iter().all(|kept| kept.state.is_sound() || kept.since < span.from || is_mended(kept))
    };
    came && pairs.iter().all(is_sound)
}

/// What made a phase begin.
fn turning(phase: &Phase, acts: &[Act]) -> TurningPoint {
    let eases = matches!(phase.stage, Stage::DeEscalation | Stage::Settled | Stage::Frozen);
    // Easing shows after the deed that made it: the day before counts too.
    let from = if eases { later(phase.from, -1) } else { phase.from };
    let mut deeds: Vec<&Act> = phase::within(acts, from, phase.from).iter().collect();
    deeds.retain(|act| (act.intensity().0 >= 0) == eases);
    deeds.sort_by_key(|act| (-act.intensity().0.abs(), act.day, act.incident));
    let mut incidents: Vec<IncidentId> = Vec::new();
    for deed in deeds {
        if incidents.len() < MOST_TURNING && !incidents.contains(&deed.incident) {
            incidents.push(deed.incident);
        }
    }
    TurningPoint { day: phase.from, into: phase.stage, incidents }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::picture::Picture;
    use crate::crisis::staged::{Staged, stream};
    use crate::incident::Incident;
    use detente_data::RelationChange;
    use proptest::prelude::*;

    fn strike(day: &str, from: &str, to: &str) -> Staged {
        Staged::new(day, "ASSAULT", "195").by(&[from]).on(&[to]).origins(2)
    }

    fn told(incidents: &[Incident]) -> Vec<Crisis> {
        let dyads: Dyads = incidents.iter().collect();
        let links = Links::stated(&Picture::new(incidents, []));
        crises(&dyads, &Relations::of(incidents), &links)
    }

    /// Checks the crises as "parties from..to peak DAY: stage from, ...".
    fn check(incidents: &[Incident], expected: &[&str]) {
        let shown: Vec<String> = told(incidents)
            .iter()
            .map(|c| {
                let parties: Vec<String> = c.parties.iter().map(PartyId::to_string).collect();
                let phases: Vec<String> =
                    c.phases.iter().map(|p| format!("{:?} {}", p.stage, p.from)).collect();
                let open = if c.is_open { " (open)" } else { "" };
                let (from, to, peak) = (c.from, c.to, c.peak);
                format!("{} {from}..{to}{open} peak {peak}: {}", parties.join(" "), phases.join(", "))
            })
            .collect();
        assert_eq!(shown, expected);
    }

    fn january() -> Vec<Incident> {
        let accuse = |day, from, to| Staged::new(day, "ACCUSE", "111").by(&[from]).on(&[to]).origins(2);
        let envoy = |day, from, to, change| {
            Staged::new(day, "SANCTION", "161").by(&[from]).on(&[to]).origins(2).relation(change)
        };
        let mut support = envoy("2024-01-26", "PAK", "IRN", RelationChange::ReturnAmbassador).made(9);
        support.kind = EventType::Support;
        support.cameo = "050".parse().unwrap();
        vec![
            Staged::new("2023-06-01", "CONSULT", "042").by(&["IRN", "PAK"]).origins(2).made(1),
            strike("2024-01-16", "IRN", "PAK").made(2),
            accuse("2024-01-16", "PAK", "IRN").made(3),
            envoy("2024-01-17", "PAK", "IRN", RelationChange::RecallAmbassador).made(4),
            strike("2024-01-18", "PAK", "IRN").made(5),
            strike("2024-01-18", "PAK", "IRN").made(6),
            accuse("2024-01-19", "IRN", "PAK").made(7),
            Staged::new("2024-01-19", "AGREE", "036").by(&["IRN", "PAK"]).origins(2).made(8),
            support,
            Staged::new("2024-03-01", "CONSULT", "040").by(&["IRN", "PAK"]).origins(2).made(10),
        ]
    }

    #[test]
    fn a_crisis_rises_falls_and_is_settled() {
        check(
            &january(),
            &[
                "IRN PAK 2024-01-16..2024-01-19 peak 2024-01-18: Onset 2024-01-16, Escalation 2024-01-17, Peak 2024-01-18, \
               DeEscalation 2024-01-19, Settled 2024-01-20",
            ],
        );
        let turning = told(&january())[0].turning_points[2].clone();
        assert_eq!(turning.incidents, [IncidentId(5), IncidentId(6)]);
    }

    #[test]
    fn without_terms_it_is_frozen_and_while_it_lasts_open() {
        let mut incidents = january();
        incidents.retain(|incident| incident.id.0 < 8);
        let phases = "Onset 2024-01-16, Escalation 2024-01-17, Peak 2024-01-18, DeEscalation 2024-01-19";
        check(&incidents, &[&format!("IRN PAK 2024-01-16..2024-01-19 (open) peak 2024-01-18: {phases}")]);
        incidents.push(Staged::new("2024-03-01", "ACCUSE", "111").by(&["IND"]).on(&["CHN"]).made(20));
        check(
            &incidents,
            &[&format!("IRN PAK 2024-01-16..2024-01-19 peak 2024-01-18: {phases}, Frozen 2024-01-20")],
        );
    }

    #[test]
    fn nothing_opens_on_single_events_or_on_words() {
        check(&[strike("2024-01-16", "IRN", "PAK").made(1)], &[]);
        check(&[strike("2024-01-16", "IRN", "PAK").made(1), strike("2024-07-16", "PAK", "IRN").made(2)], &[]);
        let words = (1..9).map(|id| {
            Staged::new(&format!("2024-01-{:02}", 10 + id), "ACCUSE", "111")
                .by(&["IRN"])
                .on(&["PAK"])
                .made(id)
        });
        check(&words.collect::<Vec<_>>(), &[]);
        check(&[], &[]);
    }

    #[test]
    fn linked_episodes_that_share_a_party_are_one_crisis() {
        let days = [("2024-01-15", 1), ("2024-01-16", 4), ("2024-01-17", 7)];
        let mut incidents = Vec::new();
        for (day, id) in days {
            incidents.push(strike(day, "IRN", "SYR").made(id));
            incidents.push(strike(day, "IRN", "PAK").made(id + 1));
            incidents.push(strike(day, "IND", "LKA").made(id + 2));
        }
        let parties = |incidents: &[Incident]| {
            told(incidents)
                .iter()
                .map(|c| c.parties.iter().map(PartyId::to_string).collect())
                .collect::<Vec<Vec<_>>>()
        };
        assert_eq!(parties(&incidents).len(), 3);
        incidents[4].answers = vec![IncidentId(1)];
        assert_eq!(parties(&incidents), [vec!["IRN", "PAK", "SYR"], vec!["IND", "LKA"]]);
        // An ally of Pakistan answers one of the strikes.
        let ally = Staged::new("2024-01-17", "SANCTION", "161").by(&["CHN"]).on(&["IRN"]).origins(2);
        incidents.push(ally.answers(&[2]).made(20));
        assert_eq!(parties(&incidents), [vec!["CHN", "IRN", "PAK", "SYR"], vec!["IND", "LKA"]]);
        // So does another, who says no reason and had no quarrel before.
        incidents.push(Staged::new("2024-01-16", "SANCTION", "161").by(&["SAU"]).on(&["IRN"]).made(21));
        assert_eq!(parties(&incidents)[0], ["CHN", "IRN", "PAK", "SAU", "SYR"]);
        incidents.push(Staged::new("2023-12-20", "ACCUSE", "111").by(&["SAU"]).on(&["IRN"]).made(22));
        assert_eq!(parties(&incidents)[0], ["CHN", "IRN", "PAK", "SYR"]);
    }

    fn day_after(first: &str, days: i32) -> String {
        later(first.parse().expect("a day"), days).to_string()
    }

    /// The parties and times of crises.
    fn check_times(incidents: &[Incident], expected: &[&str]) {
        let crises = told(incidents);
        let shown = crises.iter().map(|c| {
            let parties: Vec<String> = c.parties.iter().map(PartyId::to_string).collect();
            format!("{} {}..{}", parties.join(" "), c.from, c.to)
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected);
    }

    /// Over twenty-one years of world news one crisis had a hundred and fifty parties: a war that went on for years took in whoever had a
    /// quarrel with one of its parties in that time.
    #[test]
    fn a_quarrel_of_days_is_no_part_of_a_war_of_months() {
        let mut incidents: Vec<Incident> = (0..20)
            .map(|week| strike(&day_after("2023-01-01", week * 7), "IRN", "PAK").made(week as u64 + 1))
            .collect();
        for (day, id) in [("2023-03-20", 30), ("2023-03-21", 31), ("2023-03-22", 32)] {
            incidents.push(strike(day, "IRN", "SAU").answers(&[11]).made(id));
        }
        // Long after its beginning nobody takes sides by a measure, and a bank never does.
        let measure = |day, from| Staged::new(day, "SANCTION", "161").by(&[from]).on(&["PAK"]).origins(2);
        incidents.push(measure("2023-03-20", "CHN").made(40));
        incidents.push(measure("2023-01-10", "A Bank").made(41));
        incidents.push(measure("2023-01-10", "IND").made(42));
        incidents.sort_by_key(|incident| (incident.days.from, incident.id));
        check_times(&incidents, &["IND IRN PAK 2023-01-01..2023-05-14", "IRN SAU 2023-03-20..2023-03-22"]);
    }

    #[test]
    fn months_of_quiet_end_a_crisis_where_the_ledger_tells_of_others() {
        // Years of calm show what is usual.
        let calm = Staged::new("2019-01-01", "CONSULT", "042").by(&["IRN"]).on(&["PAK"]);
        let mut incidents = vec![calm.made(99)];
        for (start, first) in [(0, 1), (300, 20)] {
            for at in 0..12 {
                incidents.push(
                    strike(&day_after("2022-01-01", start + at * 18), "IRN", "PAK").made(first + at as u64),
                );
            }
        }
        check_times(&incidents, &["IRN PAK 2022-01-01..2023-05-14"]);
        for day in 0..520 {
            let talks = Staged::new(&day_after("2022-01-01", day), "CONSULT", "042");
            incidents.push(talks.by(&["FRA"]).on(&["DEU"]).made(100 + day as u64));
        }
        incidents.sort_by_key(|incident| (incident.days.from, incident.id));
        check_times(&incidents, &["IRN PAK 2022-01-01..2022-07-18", "IRN PAK 2022-10-28..2023-05-14"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// Taking incidents in one by one, with detours, ends in the bytes of a fresh start.
        #[test]
        fn updates_give_the_bytes_of_a_fresh_start(seed in 0u64..1000) {
            let incidents = stream(seed, 40, 25, 1);
            let mut dyads = Dyads::new();
            for incident in incidents.iter().rev() {
                let mut first = incident.clone();
                first.origins += 1;
                dyads.replace(None, Some(&first));
                dyads.replace(Some(&first), Some(incident));
            }
            let fresh: Dyads = incidents.iter().collect();
            let (relations, links) = (Relations::of(&incidents), Links::stated(&Picture::new(&incidents, [])));
            let bytes = |dyads: &Dyads| format!("{:?}", crises(dyads, &relations, &links));
            prop_assert_eq!(bytes(&dyads), bytes(&fresh));
        }
    }
}
