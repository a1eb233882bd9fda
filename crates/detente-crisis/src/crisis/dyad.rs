//! Dyads: what two parties did to each other, as series of counts and sums.
//!
//! In: [`Deed`]s. Out: for any two parties, or one against all, a [`Series`] by day, week or month: how many incidents (not
//! reports) of each quad class, sums of Goldstein values and PLOVER intensity, per direction, each with the least and the
//! most it can be once disputed, single-origin and undated deeds are left out.
//!
//! IRN and PAK, week of 15 January 2024: one material conflict forth, one back, one verbal cooperation by both; Goldstein
//! -10.0 forth, -10.0 back.
//!
//! Sums are whole tenths, so adding and taking away deeds in any order ends in the same bytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use detente_data::QuadClass;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::deed::{Act, Deed, Tenths, Way, deeds};
use crate::incident::{Incident, IncidentId};
use crate::report::PartyId;

/// Days of which as many incidents are told where news is followed, and not looked back on.
const FOLLOWED_DAYS: i32 = 28;

/// Two parties, the first before the second in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pair {
    a: PartyId,
    b: PartyId,
}

impl Pair {
    /// The pair of two parties, and how "from the first named to the second named" runs in it.
    ///
    /// ```
    /// use detente_crisis::crisis::{Pair, Way};
    /// let (pair, way) = Pair::new("PAK".parse()?, "IRN".parse()?);
    /// assert_eq!((pair.to_string().as_str(), way), ("IRN–PAK", Way::Back));
    /// # Ok::<(), std::convert::Infallible>(())
    /// ```
    pub fn new(from: PartyId, to: PartyId) -> (Self, Way) {
        if from <= to { (Self { a: from, b: to }, Way::Forth) } else { (Self { a: to, b: from }, Way::Back) }
    }

    /// The first party.
    pub fn a(&self) -> &PartyId {
        &self.a
    }

    /// The second party.
    pub fn b(&self) -> &PartyId {
        &self.b
    }

    /// Whether the party is one of the two.
    pub fn has(&self, party: &PartyId) -> bool {
        &self.a == party || &self.b == party
    }

    /// Who acts and who is acted on.
    pub fn in_way(&self, way: Way) -> (&PartyId, &PartyId) {
        if way == Way::Back { (&self.b, &self.a) } else { (&self.a, &self.b) }
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.a, self.b)
    }
}

/// Everything told about two parties.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dyad {
    /// Deeds that were done, by day and incident.
    done: Vec<Act>,
    /// Deeds that were planned, feared or denied.
    other: Vec<Act>,
}

impl Dyad {
    /// Deeds that happened or go on, by day.
    pub fn done(&self) -> &[Act] {
        &self.done
    }

    /// Deeds told as planned, possible or not done, by day. They count nowhere.
    pub fn other(&self) -> &[Act] {
        &self.other
    }

    /// Whether the deed is new.
    fn add(&mut self, act: Act) -> bool {
        let acts = if act.is_done() { &mut self.done } else { &mut self.other };
        // Bulk loads come in the order of days: then this is a push.
        if acts.last().is_none_or(|last| *last < act) {
            acts.push(act);
            return true;
        }
        let place = acts.binary_search(&act);
        if let Err(at) = place {
            acts.insert(at, act);
        }
        place.is_err()
    }

    /// Whether the deed was there.
    fn remove(&mut self, act: &Act) -> bool {
        let acts = if act.is_done() { &mut self.done } else { &mut self.other };
        let place = acts.binary_search(act);
        if let Ok(at) = place {
            acts.remove(at);
        }
        place.is_ok()
    }

    /// Takes in many deeds at once; those that are new, in order.
    fn merge(&mut self, mut acts: Vec<Act>) -> Vec<Act> {
        acts.sort_unstable();
        acts.dedup();
        let (mut done, mut other): (Vec<Act>, Vec<Act>) = acts.into_iter().partition(Act::is_done);
        for (known, new) in [(&mut self.done, &mut done), (&mut self.other, &mut other)] {
            let (last, first) = (known.last(), new.first());
            let is_later = last.is_none() || first.is_none() || last < first;
            if !is_later {
                new.retain(|act| known.binary_search(act).is_err());
            }
            known.extend(new.iter().copied());
            if !is_later {
                // Two runs in order: this sort finds them, and only puts them into each other.
                known.sort();
            }
        }
        done.append(&mut other);
        done
    }

    /// The series by that step.
    pub fn series(&self, step: Step) -> Series {
        Series::of(step, self.done.iter().copied())
    }
}

/// What was told of the whole world on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldDay {
    /// Incidents between parties.
    pub incidents: u64,
    /// Those of material conflict.
    pub material_conflict: u64,
}

/// Every dyad, kept up to date incident by incident.
#[derive(Debug, Clone, Default)]
pub struct Dyads {
    by_pair: HashMap<Pair, Dyad>,
    world: BTreeMap<Date, WorldDay>,
}

impl Dyads {
    /// No dyads.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in the deeds of one incident. Deeds that are there already count once.
    pub fn add(&mut self, deeds: impl IntoIterator<Item = Deed>) {
        let mut fresh: Option<Act> = None;
        for Deed { from, to, act } in deeds {
            let (pair, way) = Pair::new(from, to);
            let way = if act.way == Way::Both { Way::Both } else { way };
            if self.by_pair.entry(pair).or_default().add(Act { way, ..act }) {
                fresh = Some(act);
            }
        }
        if let Some(act) = fresh.filter(Act::is_done) {
            let day = self.world.entry(act.day).or_default();
            day.incidents += 1;
            day.material_conflict += u64::from(act.quad() == QuadClass::MaterialConflict);
        }
    }

    /// Takes in deeds of two parties that are incidents of their own each, as those from elsewhere are. Deeds that are there already
    /// count once.
    pub fn add_each(&mut self, pair: Pair, acts: Vec<Act>) {
        if acts.is_empty() {
            return;
        }
        let fresh = self.by_pair.entry(pair).or_default().merge(acts);
        for act in fresh.iter().filter(|act| act.is_done()) {
            let day = self.world.entry(act.day).or_default();
            day.incidents += 1;
            day.material_conflict += u64::from(act.quad() == QuadClass::MaterialConflict);
        }
    }

    /// Takes such deeds out again.
    pub fn remove_each(&mut self, pair: &Pair, acts: &[Act]) {
        for act in acts {
            let (from, to) = (pair.a().clone(), pair.b().clone());
            let (from, to, way) = match act.way {
                Way::Back => (to, from, Way::Forth),
                way => (from, to, way),
            };
            self.remove([Deed { from, to, act: Act { way, ..*act } }]);
        }
    }

    /// Takes an incident's deeds out again.
    pub fn remove(&mut self, deeds: impl IntoIterator<Item = Deed>) {
        let mut gone: Option<Act> = None;
        for Deed { from, to, act } in deeds {
            let (pair, way) = Pair::new(from, to);
            let way = if act.way == Way::Both { Way::Both } else { way };
            if let Some(dyad) = self.by_pair.get_mut(&pair) {
                if dyad.remove(&Act { way, ..act }) {
                    gone = Some(act);
                }
                if dyad.done.is_empty() && dyad.other.is_empty() {
                    self.by_pair.remove(&pair);
                }
            }
        }
        if let Some(act) = gone.filter(Act::is_done)
            && let Some(day) = self.world.get_mut(&act.day)
        {
            day.incidents = day.incidents.saturating_sub(1);
            let material = u64::from(act.quad() == QuadClass::MaterialConflict);
            day.material_conflict = day.material_conflict.saturating_sub(material);
            if day.incidents == 0 {
                self.world.remove(&act.day);
            }
        }
    }

    /// Puts the new state of an incident in the place of the old one; either may be missing. Returns the pairs it touches.
    pub fn replace(&mut self, old: Option<&Incident>, new: Option<&Incident>) -> BTreeSet<Pair> {
        let (old, new) = (old.map(deeds).unwrap_or_default(), new.map(deeds).unwrap_or_default());
        let touched = old.iter().chain(&new);
        let touched = touched.map(|deed| Pair::new(deed.from.clone(), deed.to.clone()).0).collect();
        if old != new {
            self.remove(old);
            self.add(new);
        }
        touched
    }

    /// One dyad; none where nothing is told of the two.
    pub fn get(&self, pair: &Pair) -> Option<&Dyad> {
        self.by_pair.get(pair)
    }

    /// Every dyad, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Pair, &Dyad)> {
        self.by_pair.iter()
    }

    /// Every pair something is told of, in order.
    pub fn pairs(&self) -> Vec<&Pair> {
        let mut pairs: Vec<&Pair> = self.by_pair.keys().collect();
        pairs.sort_unstable();
        pairs
    }

    /// The deeds of a party with all others, turned so that it comes first; a deed done to several counts once each way.
    pub fn against_all(&self, party: &PartyId) -> Vec<Act> {
        let theirs = self.by_pair.iter().filter(|(pair, _)| pair.has(party));
        let acts = theirs.flat_map(|(pair, dyad)| {
            let is_first = pair.a() == party;
            dyad.done
                .iter()
                .map(move |act| Act { way: if is_first { act.way } else { act.way.turned() }, ..*act })
        });
        let mut acts: Vec<Act> = acts.collect();
        acts.sort_unstable();
        acts.dedup();
        acts
    }

    /// The series of a party against all others.
    pub fn series_against_all(&self, party: &PartyId, step: Step) -> Series {
        Series::of(step, self.against_all(party))
    }

    /// The world by day; days without any incident are missing.
    pub fn world(&self) -> &BTreeMap<Date, WorldDay> {
        &self.world
    }

    /// First and last day of which anything is told.
    pub fn days(&self) -> Option<(Date, Date)> {
        Some((*self.world.first_key_value()?.0, *self.world.last_key_value()?.0))
    }

    /// First and last day of the time that is followed: from the first four weeks on of which an incident a day is told; of all
    /// time, where there are none. Articles look back, so that single deeds lie decades before.
    pub fn followed(&self) -> Option<(Date, Date)> {
        let (first, last) = self.days()?;
        let days: Vec<(Date, u64)> = self.world.iter().map(|(day, told)| (*day, told.incidents)).collect();
        let (mut end, mut told) = (0, 0);
        for (day, incidents) in &days {
            while end < days.len() && days[end].0 < day.saturating_add(FOLLOWED_DAYS.days()) {
                told += days[end].1;
                end += 1;
            }
            if told >= FOLLOWED_DAYS.unsigned_abs().into() {
                return Some((*day, last));
            }
            told -= incidents;
        }
        Some((first, last))
    }
}

impl<'a> FromIterator<&'a Incident> for Dyads {
    fn from_iter<T: IntoIterator<Item = &'a Incident>>(incidents: T) -> Self {
        let mut dyads = Self::new();
        incidents.into_iter().for_each(|incident| dyads.add(deeds(incident)));
        dyads
    }
}

/// How long the steps of a series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month of the calendar.
    Month,
}

impl Step {
    /// The first day of the step that a day lies in.
    pub fn start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            // Before the first day that can be told there is no Monday; it never comes up in news.
            Self::Week => {
                day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day)
            }
            Self::Month => day.first_of_month(),
        }
    }
}

/// A number of incidents: all that are told, and those about which nothing is doubtful.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// All.
    pub all: u32,
    /// Those of a stated day, told by two independent origins or more, and not disputed.
    pub firm: u32,
}

/// A sum of values, in tenths: with all deeds, and the least and most it can be as the doubtful ones hold or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// All.
    pub all: Tenths,
    /// Least.
    pub low: Tenths,
    /// Most.
    pub high: Tenths,
}

impl Sum {
    fn add(&mut self, value: Tenths, is_firm: bool) {
        self.all.0 += value.0;
        self.low.0 += if is_firm { value.0 } else { value.0.min(0) };
        self.high.0 += if is_firm { value.0 } else { value.0.max(0) };
    }
}

/// What was done in one direction within one step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Incidents by quad class: verbal cooperation, material cooperation, verbal conflict, material conflict.
    pub incidents: [Count; 4],
    /// Sum of Goldstein values.
    pub goldstein: Sum,
    /// Sum of PLOVER intensity.
    pub intensity: Sum,
}

impl Tally {
    /// The incidents of a quad class.
    pub fn of(&self, quad: QuadClass) -> Count {
        self.incidents[usize::from(quad.number()) - 1]
    }

    /// All incidents.
    pub fn total(&self) -> Count {
        let sum = |pick: fn(&Count) -> u32| self.incidents.iter().map(pick).sum();
        Count { all: sum(|count| count.all), firm: sum(|count| count.firm) }
    }

    fn add(&mut self, act: &Act) {
        let is_firm = act.doubt.is_none();
        let count = &mut self.incidents[usize::from(act.quad().number()) - 1];
        count.all += 1;
        count.firm += u32::from(is_firm);
        self.goldstein.add(act.goldstein(), is_firm);
        self.intensity.add(act.intensity(), is_firm);
    }
}

/// One step of a series.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// From the first party to the second.
    pub forth: Tally,
    /// From the second to the first.
    pub back: Tally,
    /// By both together.
    pub both: Tally,
    /// The incidents behind the numbers.
    pub incidents: Vec<IncidentId>,
}

/// A dyad over time. Steps in which nothing is told are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// How long the steps are.
    pub step: Step,
    /// By the first day of the step.
    pub cells: BTreeMap<Date, Cell>,
}

impl Series {
    /// The series of some deeds.
    pub fn of(step: Step, acts: impl IntoIterator<Item = Act>) -> Self {
        let mut cells: BTreeMap<Date, Cell> = BTreeMap::new();
        for act in acts {
            let cell = cells.entry(step.start(act.day)).or_default();
            let tally = match act.way {
                Way::Forth => &mut cell.forth,
                Way::Back => &mut cell.back,
                Way::Both => &mut cell.both,
            };
            tally.add(&act);
            cell.incidents.push(act.incident);
        }
        for cell in cells.values_mut() {
            cell.incidents.sort_unstable();
            cell.incidents.dedup();
        }
        Self { step, cells }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::staged::Staged;
    use proptest::prelude::*;

    fn pair(a: &str, b: &str) -> Pair {
        Pair::new(a.to_string().into(), b.to_string().into()).0
    }

    fn january() -> Vec<Incident> {
        vec![
            Staged::new("2024-01-16", "ASSAULT", "190").by(&["IRN"]).on(&["PAK"]).origins(2).made(1),
            Staged::new("2024-01-18", "ASSAULT", "190").by(&["PAK"]).on(&["IRN"]).made(2),
            Staged::new("2024-01-19", "CONSULT", "041").by(&["IRN", "PAK"]).origins(3).made(3),
            Staged::new("2024-01-25", "SUPPORT", "050").by(&["PAK"]).on(&["IRN"]).origins(2).made(4),
        ]
    }

    /// Checks a week as "quad counts, Goldstein low..high" per direction.
    fn check(cell: &Cell, expected: &str) {
        let shown = |tally: &Tally| {
            let counts: Vec<String> =
                tally.incidents.iter().map(|c| format!("{}/{}", c.firm, c.all)).collect();
            format!("[{}] {}..{}", counts.join(" "), tally.goldstein.low, tally.goldstein.high)
        };
        let found = [("forth", &cell.forth), ("back", &cell.back), ("both", &cell.both)];
        let found: Vec<String> =
            found.iter().map(|(name, tally)| format!("{name} {}", shown(tally))).collect();
        assert_eq!(found.join("\n"), expected);
    }

    #[test]
    fn a_week_counts_incidents_each_way_with_its_doubts() {
        let dyads: Dyads = january().iter().collect();
        let series = dyads.get(&pair("PAK", "IRN")).unwrap().series(Step::Week);
        assert_eq!(series.cells.len(), 2);
        let week = &series.cells[&"2024-01-15".parse().unwrap()];
        check(
            week,
            "forth [0/0 0/0 0/0 1/1] -10.0..-10.0\nback [0/0 0/0 0/0 0/1] -10.0..0.0\nboth [1/1 0/0 0/0 0/0] 1.0..1.0",
        );
        assert_eq!(week.incidents, [1, 2, 3].map(IncidentId));
    }

    #[test]
    fn single_deeds_of_long_ago_do_not_begin_the_time_that_is_followed() {
        let staged = |day: &str, n: u64| Staged::new(day, "ASSAULT", "190").by(&["IRN"]).on(&["PAK"]).made(n);
        let mut incidents = vec![staged("1907-03-01", 100), staged("2003-03-20", 101)];
        let of = |incidents: &[Incident]| {
            let dyads: Dyads = incidents.iter().collect();
            dyads.followed().map(|(first, last)| format!("{first}..{last}"))
        };
        assert_eq!(of(&incidents).as_deref(), Some("1907-03-01..2003-03-20"));
        incidents.extend((1..=28).map(|n| staged(&format!("2023-02-{n:02}"), n)));
        assert_eq!(of(&incidents).as_deref(), Some("2023-02-01..2023-02-28"));
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn one_against_all_comes_first() {
        let mut incidents = january();
        incidents.push(Staged::new("2024-01-15", "ASSAULT", "190").by(&["IRN"]).on(&["SYR", "IRQ"]).made(5));
        let dyads: Dyads = incidents.iter().collect();
        let month = dyads.series_against_all(&"PAK".to_string().into(), Step::Month);
        assert_eq!(
            month.cells.values().next().map(|c| (c.forth.total().all, c.back.total().all)),
            Some((2, 1))
        );
        // Two states struck in one incident: it counts once.
        let iran = dyads.series_against_all(&"IRN".to_string().into(), Step::Month);
        assert_eq!(iran.cells.values().next().map(|c| c.forth.total().all), Some(2));
    }

    #[test]
    fn deeds_that_come_by_the_dyad_are_those_that_come_one_by_one() {
        let day = |n: u64| format!("2024-01-{:02}", 1 + n * 7 % 28);
        let staged = |n: u64| Staged::new(&day(n), "ASSAULT", "190").by(&["IRN"]).on(&["PAK"]).made(n);
        let incidents: Vec<Incident> = (0..40).map(staged).collect();
        let one_by_one: Dyads = incidents.iter().collect();
        let acts: Vec<Act> = incidents.iter().flat_map(deeds).map(|deed| deed.act).collect();
        let mut at_once = Dyads::new();
        let pair = pair("IRN", "PAK");
        for part in [&acts[20..], &acts[..25], &acts[..5]] {
            at_once.add_each(pair.clone(), part.to_vec());
        }
        assert_eq!((&at_once.by_pair, &at_once.world), (&one_by_one.by_pair, &one_by_one.world));
        at_once.remove_each(&pair, &acts);
        assert!(at_once.by_pair.is_empty() && at_once.world.is_empty());
    }

    proptest! {
        /// However incidents come, change and go, the dyads are those made anew.
        #[test]
        fn updates_end_where_a_fresh_start_does(
            steps in proptest::collection::vec((0u64..12, 0usize..3, 1u32..4, any::<bool>()), 1..40)
        ) {
            let names = ["IRN", "PAK", "Jaish al-Adl"];
            let mut now: BTreeMap<u64, Incident> = BTreeMap::new();
            let mut dyads = Dyads::new();
            for (id, by, origins, goes) in steps {
                let day = format!("2024-01-{:02}", id + origins as u64);
                let new = Staged::new(&day, "ASSAULT", "190").by(&[names[by]]).on(&[names[(by + 1) % 3]]).origins(origins);
                let new = (!goes).then(|| new.made(id));
                dyads.replace(now.get(&id), new.as_ref());
                now.remove(&id);
                now.extend(new.map(|incident| (id, incident)));
            }
            let fresh: Dyads = now.values().collect();
            prop_assert_eq!(&dyads.world, &fresh.world);
            prop_assert_eq!(dyads.by_pair, fresh.by_pair);
        }
    }
}
