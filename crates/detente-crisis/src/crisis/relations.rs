//! Official relations: where two parties' envoys, borders, airspace, trade, treaties and visits stand on any day.
//!
//! In: incidents that change relations, and the rules of `relations.toml`. Out: for any pair and day the [`Standing`], each
//! part with the incident that brought it, and the whole history. What nothing is told of has no record: it is not "normal".
//!
//! Pakistan recalls its ambassador on 17 January 2024 and bars Iran's: on the 20th Pakistan's envoy is recalled, Iran's barred,
//! of the border there is no record. A return on the 26th puts the envoy in place; a return of one who never left is
//! carried out and flagged.

use std::collections::{BTreeMap, BTreeSet};

use detente_data::{Move, RelationChange, RelationRules, RelationState, Status, Subject, Whose};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::deed::{Act, Doubt, doubt, parties};
use super::dyad::{Dyads, Pair};
use super::names::{day_name, party_name};
use crate::incident::{Incident, IncidentId};
use crate::report::PartyId;

/// Within how many days an undated incident is taken as another telling of a change that is on record: "Pakistan, which
/// had recalled its ambassador" in a story of the day he went back.
const RETOLD_DAYS: i32 = 90;

/// What is odd about a change, given what was known before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// It was so already.
    AlreadySo,
    /// It undoes something of which there is no record: the return of an ambassador who was never recalled.
    NothingToUndo,
    /// It cannot follow the state known before.
    OutOfOrder,
    /// Relations were broken off.
    WhileSevered,
}

impl Flag {
    /// Whether what is known contradicts the change; otherwise the record only has a gap or a repetition.
    pub fn is_contradiction(self) -> bool {
        matches!(self, Self::OutOfOrder | Self::WhileSevered)
    }
}

/// One part of relations: a party's envoy, its border; relations as such have no holder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub subject: Subject,
    /// Whose; none of what both share.
    pub holder: Option<PartyId>,
}

impl Part {
    /// In words, between whom it is: "Pakistan's ambassador to Iran".
    pub fn told(&self, pair: &Pair) -> String {
        let Some(holder) = &self.holder else { return "Relations".to_owned() };
        let other = party_name(if holder == pair.a() { pair.b() } else { pair.a() });
        let (thing, to) = match self.subject {
            Subject::Envoy => ("ambassador", "to"),
            Subject::Relations => ("relations", "with"),
            Subject::Border => ("border", "with"),
            Subject::Airspace => ("airspace", "for"),
            Subject::Trade => ("trade", "with"),
            Subject::Treaty => ("agreements", "with"),
            Subject::Visits => ("visits", "with"),
        };
        format!("{}'s {thing} {to} {other}", party_name(holder))
    }
}

/// What a change did to one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The part.
    pub part: Part,
    /// Its state before; none without a record.
    pub before: Option<RelationState>,
    /// Its state after.
    pub after: RelationState,
    /// What is odd about it.
    pub flags: Vec<Flag>,
}

/// A change of relations, by one party towards another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When.
    pub day: Date,
    /// Day of the first report.
    pub told: Date,
    /// The incident that brought it.
    pub incident: IncidentId,
    /// Who made it.
    pub from: PartyId,
    /// Towards whom.
    pub to: PartyId,
    /// Which.
    pub change: RelationChange,
    /// Whether it was made, or only announced or said not to have been made.
    pub status: Status,
    /// What is uncertain about it.
    pub doubt: Doubt,
    /// What it moved; empty for a summons, for what was not carried out, and for another telling of an earlier change.
    pub moved: Vec<Moved>,
    /// The earlier change that it is another telling of.
    pub retells: Option<IncidentId>,
}

/// Where one part stands, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The part.
    pub part: Part,
    /// Its state.
    pub state: RelationState,
    /// Since when.
    pub since: Date,
    /// The incident that brought it.
    pub by: IncidentId,
    /// What is uncertain about that.
    pub doubt: Doubt,
    /// What was odd about that.
    pub flags: Vec<Flag>,
}

impl Kept {
    /// In words, between whom it is: "Pakistan's ambassador to Iran: recalled since 17 January 2024".
    pub fn told(&self, pair: &Pair) -> String {
        let what = self.part.told(pair);
        let notes = [
            (self.doubt.is_undated, "day not stated"),
            (self.doubt.is_single, "one source"),
            (self.doubt.is_disputed, "disputed"),
            (self.flags.contains(&Flag::NothingToUndo), "no record of how it was before"),
            (self.flags.iter().any(|flag| flag.is_contradiction()), "contradicts what was known before"),
        ];
        let notes: Vec<&str> = notes.iter().filter(|(is, _)| *is).map(|(_, note)| *note).collect();
        let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
        format!("{what}: {} since {}{notes}", self.state, day_name(self.since))
    }
}

/// Official relations on a day, as far as there is a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The parties.
    pub pair: Pair,
    /// The day.
    pub day: Date,
    /// Every part with a record, in the order of [`Subject`]. Of a part not listed there is no record.
    pub parts: Vec<Kept>,
    /// Envoys called in up to that day, last first.
    pub summonses: Vec<IncidentId>,
    /// Changes announced and not seen to be made by that day.
    pub announced: Vec<Change>,
}

impl Standing {
    /// The state of a part; none where there is no record.
    pub fn state(&self, subject: Subject, holder: Option<&PartyId>) -> Option<RelationState> {
        let mut parts = self.parts.iter();
        parts.find(|k| k.part.subject == subject && k.part.holder.as_ref() == holder).map(|k| k.state)
    }
}

/// The official relations of every pair of parties of which a change is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relations {
    by_pair: BTreeMap<Pair, Vec<Change>>,
}

impl Relations {
    /// The relations that these incidents tell of, in any order. Incidents without a change of relations are passed over.
    pub fn of<'a>(incidents: impl IntoIterator<Item = &'a Incident>) -> Self {
        Self::with(incidents, &Dyads::new())
    }

    /// The relations that these incidents tell of, and deeds from elsewhere, of which `[[code]]` in `relations.toml` says which change them.
    pub fn with<'a>(incidents: impl IntoIterator<Item = &'a Incident>, coded: &Dyads) -> Self {
        let mut by_pair: BTreeMap<Pair, Vec<Change>> = BTreeMap::new();
        for incident in incidents {
            for change in changes(incident) {
                let (pair, _) = Pair::new(change.from.clone(), change.to.clone());
                by_pair.entry(pair).or_default().push(change);
            }
        }
        for (pair, dyad) in coded.iter() {
            let found: Vec<Change> = dyad.done().iter().filter_map(|act| coded_change(pair, act)).collect();
            if !found.is_empty() {
                by_pair.entry(pair.clone()).or_default().extend(found);
            }
        }
        for changes in by_pair.values_mut() {
            run(changes);
        }
        Self { by_pair }
    }

    /// Every change between two parties, by day.
    pub fn history(&self, pair: &Pair) -> &[Change] {
        self.by_pair.get(pair).map(Vec::as_slice).unwrap_or_default()
    }

    /// The pairs of which a change is told, in order.
    pub fn pairs(&self) -> impl Iterator<Item = &Pair> {
        self.by_pair.keys()
    }

    /// Where two parties stand at the end of a day.
    pub fn on(&self, pair: &Pair, day: Date) -> Standing {
        let history = self.history(pair);
        let known = history.partition_point(|change| change.day <= day);
        let mut parts: BTreeMap<Part, Kept> = BTreeMap::new();
        let mut summonses = Vec::new();
        for change in &history[..known] {
            for moved in &change.moved {
                keep(&mut parts, change, moved);
            }
            if change.change == RelationChange::SummonEnvoy && is_done(change.status) {
                summonses.push(change.incident);
            }
        }
        summonses.reverse();
        let is_open = |change: &&Change| {
            let same = |c: &Change| (&c.from, &c.to, c.change) == (&change.from, &change.to, change.change);
            // Its own day is the one it is meant for: only what was done since it was told carries it out.
            let is_made =
                || history[..known].iter().any(|c| c.day >= change.told && is_done(c.status) && same(c));
            change.status == Status::Future && change.told <= day && !is_made()
        };
        let announced = history.iter().filter(is_open).cloned().collect();
        Standing { pair: pair.clone(), day, parts: parts.into_values().collect(), summonses, announced }
    }
}

/// Notes a move; a part that stays as it was keeps its day and its source.
fn keep(parts: &mut BTreeMap<Part, Kept>, change: &Change, moved: &Moved) {
    if moved.flags.contains(&Flag::AlreadySo) && parts.contains_key(&moved.part) {
        return;
    }
    let kept = Kept {
        part: moved.part.clone(),
        state: moved.after,
        since: change.day,
        by: change.incident,
        doubt: change.doubt,
        flags: moved.flags.clone(),
    };
    parts.insert(moved.part.clone(), kept);
}

fn is_done(status: Status) -> bool {
    matches!(status, Status::Happened | Status::Ongoing)
}

/// The changes that an incident brings, not yet carried out.
fn changes(incident: &Incident) -> Vec<Change> {
    let Some(change) = incident.relation else { return Vec::new() };
    let (actors, mut recipients) = (parties(&incident.actors), parties(&incident.recipients));
    if recipients.is_empty() && actors.len() > 1 {
        // "Iran and Saudi Arabia restored relations": each does it towards the other.
        recipients.clone_from(&actors);
    }
    let pairs: BTreeSet<(&PartyId, &PartyId)> =
        actors.iter().flat_map(|from| recipients.iter().map(move |to| (from, to))).collect();
    let foreign = pairs.into_iter().filter(|(from, to)| from != to);
    foreign
        .map(|(from, to)| Change {
            day: incident.days.from,
            told: incident.first,
            incident: incident.id,
            from: from.clone(),
            to: to.clone(),
            change,
            status: incident.status,
            doubt: doubt(incident),
            moved: Vec::new(),
            retells: None,
        })
        .collect()
}

/// The change that a deed from elsewhere brings.
fn coded_change(pair: &Pair, act: &Act) -> Option<Change> {
    let change = RelationRules::builtin().of_code(act.cameo)?;
    let (from, to) = pair.in_way(act.way);
    Some(Change {
        day: act.day,
        told: act.day,
        incident: act.incident,
        from: from.clone(),
        to: to.clone(),
        change,
        status: act.status,
        doubt: act.doubt,
        moved: Vec::new(),
        retells: None,
    })
}

/// Runs the machine over the changes of one pair.
fn run(changes: &mut [Change]) {
    // On one day the break comes before the repair, and the lesser break before the greater, as the list of changes has them.
    changes.sort_by(|a, b| {
        let key = |c: &Change| (c.day, c.change.is_improvement(), c.change, c.incident);
        key(a).cmp(&key(b)).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to)))
    });
    let mut states: BTreeMap<Part, RelationState> = BTreeMap::new();
    for at in 0..changes.len() {
        let (before, rest) = changes.split_at_mut(at);
        let Some(change) = rest.first_mut() else { continue };
        if !is_done(change.status) {
            continue;
        }
        let rules: Vec<&Move> = RelationRules::builtin().moves(change.change).collect();
        let targets: Vec<(&Move, Part)> = rules
            .into_iter()
            .flat_map(|rule| held(rule, change).into_iter().map(move |p| (rule, p)))
            .collect();
        let is_so = targets.iter().all(|(rule, part)| states.get(part) == Some(&rule.to));
        if change.doubt.is_undated && !is_so {
            change.retells = retold(before, change);
        }
        if change.retells.is_some() {
            continue;
        }
        let relations = states.get(&Part { subject: Subject::Relations, holder: None }).copied();
        for (rule, part) in targets {
            let known = states.insert(part.clone(), rule.to);
            let flags = flags(rule, known, relations);
            change.moved.push(Moved { part, before: known, after: rule.to, flags });
        }
    }
}

/// The parts that a rule moves for a change.
fn held(rule: &Move, change: &Change) -> Vec<Part> {
    let of = |party: &PartyId| Part { subject: rule.subject, holder: Some(party.clone()) };
    match rule.whose {
        _ if rule.subject == Subject::Relations => vec![Part { subject: rule.subject, holder: None }],
        Whose::From => vec![of(&change.from)],
        Whose::To => vec![of(&change.to)],
        Whose::Both => vec![of(&change.from), of(&change.to)],
    }
}

/// The dated change that an undated one tells again.
fn retold(before: &[Change], change: &Change) -> Option<IncidentId> {
    let mut earlier = before.iter().rev();
    let same = |c: &&Change| {
        let is_near = c.day.until(change.day).is_ok_and(|span| span.get_days() <= RETOLD_DAYS);
        is_near
            && !c.moved.is_empty()
            && (&c.from, &c.to, c.change) == (&change.from, &change.to, change.change)
    };
    earlier.find(same).map(|c| c.incident)
}

fn flags(rule: &Move, known: Option<RelationState>, relations: Option<RelationState>) -> Vec<Flag> {
    let mut flags = Vec::new();
    match known {
        Some(state) if state == rule.to => flags.push(Flag::AlreadySo),
        Some(state) if !rule.follows.contains(&state) => flags.push(Flag::OutOfOrder),
        None if rule.needs_record => flags.push(Flag::NothingToUndo),
        _ => {}
    }
    if relations.is_some_and(|state| rule.not_while.contains(&state)) {
        flags.push(Flag::WhileSevered);
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::staged::Staged;

    fn event(day: &str, from: &str, to: &str, change: RelationChange) -> Staged {
        Staged::new(day, "SANCTION", "161").by(&[from]).on(&[to]).origins(2).relation(change)
    }

    /// Checks where a pair stands on a day, one part a line.
    fn check(incidents: &[Incident], a: &str, b: &str, day: &str, expected: &[&str]) {
        let (pair, _) = Pair::new(a.to_string().into(), b.to_string().into());
        let standing = Relations::of(incidents).on(&pair, day.parse().unwrap());
        let lines = standing.parts.iter().map(|k| {
            let holder = k.part.holder.as_ref().map(|p| format!("{p} ")).unwrap_or_default();
            let flags: String = k.flags.iter().map(|flag| format!(" {flag:?}")).collect();
            format!("{holder}{} {} {} #{}{flags}", k.part.subject, k.state, k.since, k.by.0)
        });
        let announced =
            standing.announced.iter().map(|c| format!("announced: {} {} {}", c.from, c.change, c.day));
        assert_eq!(lines.chain(announced).collect::<Vec<_>>(), expected);
    }

    use RelationChange::*;

    fn january() -> Vec<Incident> {
        vec![
            event("2024-01-17", "PAK", "IRN", RecallAmbassador).made(1),
            event("2024-01-17", "PAK", "IRN", BarEnvoy).made(2),
            event("2024-01-18", "IRN", "PAK", SummonEnvoy).made(3),
            event("2024-01-26", "PAK", "IRN", ReturnAmbassador).made(4),
            event("2024-01-26", "IRN", "PAK", ReturnAmbassador).made(5),
            event("2024-01-27", "PAK", "IRN", RecallAmbassador).undated().made(6),
        ]
    }

    #[test]
    fn envoys_go_and_come_back() {
        check(&january(), "IRN", "PAK", "2024-01-16", &[]);
        let away = ["IRN envoy barred 2024-01-17 #2", "PAK envoy recalled 2024-01-17 #1"];
        check(&january(), "IRN", "PAK", "2024-01-20", &away);
        // A story of the 27th that looks back on the recall does not undo the return.
        let back = ["IRN envoy in place 2024-01-26 #5", "PAK envoy in place 2024-01-26 #4"];
        check(&january(), "PAK", "IRN", "2024-01-30", &back);
    }

    #[test]
    fn where_they_stand_is_told_in_words() {
        let (pair, _) = Pair::new("IRN".to_string().into(), "PAK".to_string().into());
        let standing = Relations::of(&january()).on(&pair, "2024-01-20".parse().unwrap());
        let told: Vec<String> = standing.parts.iter().map(|kept| kept.told(&pair)).collect();
        let expected = [
            "Iran's ambassador to Pakistan: barred since 17 January 2024",
            "Pakistan's ambassador to Iran: recalled since 17 January 2024",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn the_order_of_arrival_does_not_matter() {
        let mut turned = january();
        turned.reverse();
        assert_eq!(Relations::of(&turned), Relations::of(&january()));
    }

    #[test]
    fn contradictions_are_flagged_and_carried_out() {
        let never_left = [event("2024-01-26", "PAK", "IRN", ReturnAmbassador).made(1)];
        check(&never_left, "IRN", "PAK", "2024-02-01", &["PAK envoy in place 2024-01-26 #1 NothingToUndo"]);
        let severed = [
            event("2016-01-03", "SAU", "IRN", Sever).made(1),
            event("2016-01-03", "SAU", "IRN", ExpelEnvoy).made(2),
            event("2016-01-05", "SAU", "IRN", RecallAmbassador).made(3),
            event("2016-02-01", "SAU", "IRN", ReturnAmbassador).made(4),
        ];
        let expected = [
            "IRN envoy withdrawn 2016-01-03 #1",
            "SAU envoy in place 2016-02-01 #4 WhileSevered",
            "relations severed 2016-01-03 #1",
        ];
        check(&severed, "SAU", "IRN", "2016-02-01", &expected);
    }

    #[test]
    fn an_announcement_moves_nothing_until_it_is_carried_out() {
        let mut incidents = vec![
            event("2024-01-17", "PAK", "IRN", RecallAmbassador).made(1),
            event("2024-01-26", "PAK", "IRN", ReturnAmbassador)
                .status(Status::Future)
                .told("2024-01-22")
                .made(2),
        ];
        let recalled = "PAK envoy recalled 2024-01-17 #1";
        check(
            &incidents,
            "IRN",
            "PAK",
            "2024-01-23",
            &[recalled, "announced: PAK return_ambassador 2024-01-26"],
        );
        incidents.push(event("2024-01-26", "PAK", "IRN", ReturnAmbassador).made(3));
        check(&incidents, "IRN", "PAK", "2024-01-26", &["PAK envoy in place 2024-01-26 #3"]);
    }

    #[test]
    fn deeds_from_elsewhere_move_relations_where_their_code_says_so() {
        let coded = |day, cameo, id| Staged::new(day, "SANCTION", cameo).by(&["SAU"]).on(&["IRN"]).made(id);
        let incidents = [coded("2016-01-02", "163", 7), coded("2016-01-03", "161", 8)];
        let dyads: Dyads = incidents.iter().collect();
        let own = [event("2016-01-04", "SAU", "IRN", Sever).made(1)];
        let relations = Relations::with(&own, &dyads);
        let (pair, _) = Pair::new("SAU".to_string().into(), "IRN".to_string().into());
        let told = |day: &str| -> Vec<String> {
            let standing = relations.on(&pair, day.parse().unwrap());
            let part = |kept: &Kept| format!("{} {} #{}", kept.part.subject, kept.state, kept.by.0);
            standing.parts.iter().map(part).collect()
        };
        assert_eq!(told("2016-01-03"), ["relations downgraded #8"]);
        assert!(told("2016-01-04").contains(&"relations severed #1".to_string()));
    }

    #[test]
    fn both_sides_of_a_restoration_act() {
        let incident = Staged::new("2023-03-10", "SUPPORT", "050")
            .by(&["IRN", "SAU"])
            .origins(2)
            .relation(Restore)
            .made(1);
        check(&[incident], "SAU", "IRN", "2023-03-10", &["relations full 2023-03-10 #1 NothingToUndo"]);
    }
}
