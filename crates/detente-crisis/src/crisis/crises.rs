//! Crises: episodes of conflict between two parties or more, with their phases and what turned them.
//!
//! In: dyads, relations, links between incidents. Out: [`Crisis`] objects. A crisis of two parties is an episode of their dyad;
//! episodes that overlap, share a party, and share an incident or are linked by an answer are one crisis. Who answers a deed
//! of a crisis, against one of its parties and in its time, is drawn into it, and so are those who were calm before and
//! take measures against one of its parties: allies who break off relations too.
//!
//! Iran's strikes in Syria, Iraq and Pakistan within two days of January 2024, Pakistan's answer: one crisis if the sources
//! link them, with its beginning on the 15th and its peak on the 16th or 18th.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use detente_data::{EventType, QuadClass, RelationState};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::chain::{Ground, Links};
use super::daily::{Daily, days_between, later};
use super::deed::Act;
use super::dyad::{Dyads, Pair};
use super::phase::{self, LEAD_DAYS, Phase, QUIET_DAYS, Span, Stage};
use super::relations::{Kept, Relations};
use crate::incident::IncidentId;
use crate::report::PartyId;

/// Days after an episode in which coming to terms still ends it.
const TERMS_DAYS: i32 = 60;
/// Days without conflict before a crisis, after which a party that takes measures against one of its sides has been drawn in.
const CALM_DAYS: i32 = 90;
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
    let spans = spans(dyad.done(), dyads);
    spans.into_iter().filter_map(|span| describe(&pairs, dyad.done(), span, dyads, relations)).collect()
}

/// Every crisis, by first day and number; episodes of several dyads that belong together are one.
pub fn crises(dyads: &Dyads, relations: &Relations, links: &Links) -> Vec<Crisis> {
    let mut episodes: Vec<(&Pair, Span)> = Vec::new();
    for pair in dyads.pairs() {
        let acts = dyads.get(pair).map(|dyad| dyad.done()).unwrap_or_default();
        episodes.extend(spans(acts, dyads).into_iter().map(|span| (pair, span)));
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
        let acts = acts_of(&pairs, dyads);
        all.extend(describe(&pairs, &acts, span, dyads, relations));
    }
    let is_part = |one: &Crisis, of: &Crisis| {
        one.pairs.len() < of.pairs.len()
            && one.pairs.is_subset(&of.pairs)
            && of.from <= one.from
            && one.to <= of.to
    };
    // A dyad that is drawn into a larger crisis has none of its own in that time.
    let mut own: Vec<Crisis> =
        all.iter().filter(|one| !all.iter().any(|of| is_part(one, of))).cloned().collect();
    own.sort_by(|a, b| (a.from, a.id, &a.pairs).cmp(&(b.from, b.id, &b.pairs)));
    own
}

/// Where the incidents lie that a link joins.
struct Linked<'a> {
    dyads: &'a Dyads,
    pairs: Vec<&'a Pair>,
    links: &'a Links,
    placed: BTreeMap<IncidentId, Vec<(&'a Pair, Date)>>,
}

impl<'a> Linked<'a> {
    fn of(dyads: &'a Dyads, links: &'a Links) -> Self {
        let ends: HashSet<IncidentId> = links.iter().flat_map(|link| [link.answer, link.cause]).collect();
        let mut placed: BTreeMap<IncidentId, Vec<(&Pair, Date)>> = BTreeMap::new();
        let pairs = dyads.pairs();
        for pair in &pairs {
            let done = dyads.get(pair).map(|dyad| dyad.done()).unwrap_or_default();
            for act in done.iter().filter(|act| ends.contains(&act.incident)) {
                placed.entry(act.incident).or_default().push((pair, act.day));
            }
        }
        Self { dyads, pairs, links, placed }
    }

    fn places(&self, id: IncidentId) -> &[(&'a Pair, Date)] {
        self.placed.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The pairs in which an outsider takes measures against a party of a crisis, with whom all was calm before.
    fn taking_sides(&self, pairs: &BTreeSet<Pair>, span: Span) -> BTreeSet<Pair> {
        let inside = |party: &PartyId| pairs.iter().any(|own| own.has(party));
        let takes_side = |pair: &Pair| {
            let acts = self.dyads.get(pair).map(|dyad| dyad.done()).unwrap_or_default();
            let before = phase::within(acts, later(span.from, -CALM_DAYS), later(span.from, -1));
            let measures = phase::within(acts, span.from, span.to).iter().any(|act| {
                let (from, to) = pair.in_way(act.way);
                act.kind == EventType::Sanction && !inside(from) && inside(to)
            });
            measures && !before.iter().any(|act| act.quad().number() > 2)
        };
        let near = self.pairs.iter().filter(|pair| inside(pair.a()) != inside(pair.b()));
        near.filter(|pair| takes_side(pair)).map(|pair| (*pair).clone()).collect()
    }

    /// The pairs that answer a deed of a crisis within its days, and have one of its parties.
    fn drawn_in(&self, pairs: &BTreeSet<Pair>, span: Span) -> BTreeSet<Pair> {
        let is_inside = |day: Date| span.from <= day && day <= span.to;
        let shares = |pair: &Pair| pairs.iter().any(|own| own.has(pair.a()) || own.has(pair.b()));
        let mut drawn = BTreeSet::new();
        for link in self.links.iter().filter(|link| link.ground == Ground::Stated) {
            let mut causes = self.places(link.cause).iter();
            if causes.any(|(pair, day)| pairs.contains(*pair) && is_inside(*day)) {
                let answers = self.places(link.answer).iter();
                let near = answers.filter(|(pair, day)| is_inside(*day) && shares(pair));
                drawn.extend(near.map(|(pair, _)| (*pair).clone()));
            }
        }
        drawn
    }
}

/// The deeds of some dyads, each incident once.
fn acts_of(pairs: &BTreeSet<Pair>, dyads: &Dyads) -> Vec<Act> {
    let all = pairs.iter().filter_map(|pair| dyads.get(pair)).flat_map(|dyad| dyad.done());
    let mut acts: Vec<Act> = all.copied().collect();
    acts.sort_unstable();
    if pairs.len() > 1 {
        acts.dedup_by_key(|act| act.incident);
    }
    acts
}

fn daily(acts: &[Act], dyads: &Dyads) -> Option<Daily> {
    let (_, last) = dyads.days()?;
    let first = later(acts.first()?.day, -LEAD_DAYS);
    Some(Daily::of(acts, dyads.world(), first, last))
}

fn spans(acts: &[Act], dyads: &Dyads) -> Vec<Span> {
    // Most dyads have no conflict at all, and are done with here.
    let material = acts.iter().filter(|act| act.quad() == QuadClass::MaterialConflict);
    if material.take(2).count() < 2 {
        return Vec::new();
    }
    daily(acts, dyads).map(|daily| phase::spans(&daily, acts)).unwrap_or_default()
}

/// Puts episodes that belong together into one group. Groups are lists of places in `episodes`.
fn joined(episodes: &[(&Pair, Span)], dyads: &Dyads, links: &Links) -> Vec<Vec<usize>> {
    let mut episodes_of: BTreeMap<IncidentId, Vec<usize>> = BTreeMap::new();
    for (at, (pair, span)) in episodes.iter().enumerate() {
        let acts = dyads.get(pair).map(|dyad| dyad.done()).unwrap_or_default();
        for act in phase::within(acts, span.from, span.to) {
            episodes_of.entry(act.incident).or_default().push(at);
        }
    }
    let belong = |a: usize, b: usize| {
        let ((one, x), (other, y)) = (episodes[a], episodes[b]);
        let shared = other.has(one.a()) || other.has(one.b());
        shared && x.from <= y.to && y.from <= x.to
    };
    let mut group: Vec<usize> = (0..episodes.len()).collect();
    let mut join = |a: usize, b: usize| {
        if belong(a, b) {
            let (a, b) = (group[a], group[b]);
            let (low, high) = (a.min(b), a.max(b));
            group.iter_mut().filter(|g| **g == high).for_each(|g| *g = low);
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
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in group.iter().enumerate() {
        groups.entry(*group).or_default().push(at);
    }
    groups.into_values().collect()
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
    let daily = daily(acts, dyads)?;
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
    let mut incidents: Vec<IncidentId> = Vec::new();
    for act in story {
        if !incidents.contains(&act.incident) {
            incidents.push(act.incident);
        }
    }
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
