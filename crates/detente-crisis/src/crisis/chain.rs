//! Chains: which deed answers which, as told and as it seems.
//!
//! In: incidents with what they are said to answer; reports, for who justifies what by what. Out: [`Links`],
//! stated ones from the sources, inferred ones with a score and never mixed with them; the [`Tree`] around an incident; the
//! [`Beginnings`], where the two sides start the story at different deeds.
//!
//! Bombings in Kerman ← strike abroad ← strike in Pakistan ← counter-strike ← call: the first three links are stated by EFE,
//! the last may be inferred.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use detente_data::{EventType, Mode, Stance, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::daily::{days_between, later};
use super::deed::{doubt, parties};
use super::dyad::Pair;
use super::picture::Picture;
use crate::incident::{Incident, IncidentId};
use crate::report::{Claimant, PartyId, Who};

/// A deed is taken to answer nothing older than that.
const LONGEST_WAIT: i32 = 14;
/// Inferred links below are not made.
const LEAST_SCORE: f32 = 0.35;
/// Earlier deeds of a party that are tried, the last first.
const MOST_TRIED: usize = 300;
/// Stories are followed back over at most as many links: a chain of wars is no tree to print.
const DEEPEST: usize = 24;

/// Whether a link is told or concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// A source says so.
    Stated,
    /// Concluded from time, parties, reciprocity and scale.
    Inferred,
}

/// One deed answers another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The incident that answers.
    pub answer: IncidentId,
    /// The incident answered.
    pub cause: IncidentId,
    /// Told or concluded.
    pub ground: Ground,
    /// How sure, 0 to 1: of a stated link that of the incident that answers.
    pub score: f32,
    /// Parties that justify the answer by the cause; empty where only the narrator links them, or nobody does.
    pub justified_by: Vec<PartyId>,
}

/// Every link between the incidents of a picture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Links {
    links: Vec<Link>,
    by_answer: BTreeMap<IncidentId, Vec<usize>>,
    by_cause: BTreeMap<IncidentId, Vec<usize>>,
}

/// An incident in a tree, with what it answers or what answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The incident.
    pub incident: IncidentId,
    /// The link by which it hangs on the one above; none for the root.
    pub ground: Option<Ground>,
    /// That link's score.
    pub score: f32,
    /// Nodes below it, by number.
    pub below: Vec<Node>,
}

/// The story around one incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// The incident with what it answers below it, and so on back.
    pub causes: Node,
    /// The incident with what answers it below it, and so on.
    pub answers: Node,
}

/// Where one side's story starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beginning {
    /// The side.
    pub party: PartyId,
    /// Deeds of the side that are justified, by itself or by the narrator.
    pub justified: Vec<IncidentId>,
    /// The first deeds that they lead back to.
    pub first: Vec<IncidentId>,
}

/// Where the two sides of a dyad start the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beginnings {
    /// The first party's story.
    pub a: Beginning,
    /// The second party's.
    pub b: Beginning,
}

impl Beginnings {
    /// Whether both tell of a beginning, and not of the same one.
    pub fn differ(&self) -> bool {
        let shared = self.a.first.iter().any(|id| self.b.first.contains(id));
        !self.a.first.is_empty() && !self.b.first.is_empty() && !shared
    }
}

impl Links {
    /// The links that sources state.
    pub fn stated(picture: &Picture<'_>) -> Self {
        let mut links = Vec::new();
        for incident in picture.incidents() {
            let causes: BTreeSet<IncidentId> = incident.answers.iter().copied().collect();
            let justified_by = justifiers(picture, incident);
            for cause in causes.into_iter().filter(|cause| *cause != incident.id) {
                // A cause that is not at hand still stands in the story, by its number.
                links.push(Link {
                    answer: incident.id,
                    cause,
                    ground: Ground::Stated,
                    score: incident.score,
                    justified_by: justified_by.clone(),
                });
            }
        }
        Self::of(links)
    }

    /// The links that sources state, and for deeds without one the likeliest that can be inferred.
    pub fn all(picture: &Picture<'_>) -> Self {
        let mut links = Self::stated(picture).links;
        let stated: HashSet<IncidentId> = links.iter().map(|link| link.answer).collect();
        let recent = Recent::of(picture);
        let open = (0..recent.all.len()).filter(|at| !stated.contains(&recent.all[*at].id));
        links.extend(open.filter_map(|at| recent.infer(at)));
        Self::of(links)
    }

    fn of(mut links: Vec<Link>) -> Self {
        links.sort_by_key(|link| (link.answer, link.cause));
        let mut by_answer: BTreeMap<IncidentId, Vec<usize>> = BTreeMap::new();
        let mut by_cause: BTreeMap<IncidentId, Vec<usize>> = BTreeMap::new();
        for (at, link) in links.iter().enumerate() {
            by_answer.entry(link.answer).or_default().push(at);
            by_cause.entry(link.cause).or_default().push(at);
        }
        Self { links, by_answer, by_cause }
    }

    /// Every link, by answer and cause.
    pub fn iter(&self) -> impl Iterator<Item = &Link> {
        self.links.iter()
    }

    /// The links to what an incident answers.
    pub fn causes(&self, id: IncidentId) -> impl Iterator<Item = &Link> {
        self.by_answer.get(&id).into_iter().flatten().map(|at| &self.links[*at])
    }

    /// The links to what answers an incident.
    pub fn answers(&self, id: IncidentId) -> impl Iterator<Item = &Link> {
        self.by_cause.get(&id).into_iter().flatten().map(|at| &self.links[*at])
    }

    /// The story around an incident. A deed that comes up twice on one path ends the path.
    pub fn tree(&self, id: IncidentId) -> Tree {
        let back = |id| self.causes(id).map(|link| (link.cause, link)).collect();
        let on = |id| self.answers(id).map(|link| (link.answer, link)).collect();
        Tree { causes: grow(id, &back, &mut Vec::new()), answers: grow(id, &on, &mut Vec::new()) }
    }

    /// Where the two sides of a dyad start the story, by what is stated. Each side's deeds of conflict are followed back from
    /// cause to cause; where a side justifies its deeds itself, only those that it justifies count.
    pub fn beginnings(&self, picture: &Picture<'_>, pair: &Pair) -> Beginnings {
        let side = |party: &PartyId, other: &PartyId| {
            let theirs = |link: &&Link| {
                let incident = picture.incident(link.answer);
                let acts = incident.is_some_and(|i| {
                    parties(&i.actors).contains(party) && parties(&i.recipients).contains(other)
                });
                link.ground == Ground::Stated && acts
            };
            let all: Vec<&Link> = self.links.iter().filter(theirs).collect();
            let own: Vec<&Link> = all.iter().copied().filter(|l| l.justified_by.contains(party)).collect();
            let used = if own.is_empty() { all } else { own };
            let justified: BTreeSet<IncidentId> = used.iter().map(|link| link.answer).collect();
            let first = used.iter().flat_map(|link| self.first_causes(link.cause)).collect::<BTreeSet<_>>();
            Beginning {
                party: party.clone(),
                justified: justified.into_iter().collect(),
                first: first.into_iter().collect(),
            }
        };
        Beginnings { a: side(pair.a(), pair.b()), b: side(pair.b(), pair.a()) }
    }

    /// The deeds that a deed leads back to over stated links: itself where it answers nothing.
    fn first_causes(&self, id: IncidentId) -> BTreeSet<IncidentId> {
        let (mut seen, mut first, mut waiting) = (BTreeSet::new(), BTreeSet::new(), vec![id]);
        while let Some(at) = waiting.pop() {
            if !seen.insert(at) {
                continue;
            }
            let causes: Vec<IncidentId> =
                self.causes(at).filter(|link| link.ground == Ground::Stated).map(|link| link.cause).collect();
            if causes.is_empty() {
                first.insert(at);
            }
            waiting.extend(causes);
        }
        // Deeds that justify each other in a ring have no first one: the earliest number stands for them.
        if first.is_empty() {
            first.extend(seen.first());
        }
        first
    }
}

/// Grows a tree; `path` holds the incidents above.
fn grow<'l>(
    id: IncidentId,
    next: &impl Fn(IncidentId) -> Vec<(IncidentId, &'l Link)>,
    path: &mut Vec<IncidentId>,
) -> Node {
    let mut node = Node { incident: id, ground: None, score: 1.0, below: Vec::new() };
    path.push(id);
    if path.len() < DEEPEST {
        for (below, link) in next(id) {
            if !path.contains(&below) {
                let grown = grow(below, next, path);
                node.below.push(Node { ground: Some(link.ground), score: link.score, ..grown });
            }
        }
    }
    path.pop();
    node
}

/// The parties that justify an incident in its reports.
fn justifiers(picture: &Picture<'_>, incident: &Incident) -> Vec<PartyId> {
    let accounts = incident.reports.iter().filter_map(|id| picture.report(*id)).flat_map(|r| &r.accounts);
    let justifying = accounts.filter(|account| account.stance == Stance::Justifies);
    let parties: BTreeSet<PartyId> = justifying
        .filter_map(|account| match &account.claimant {
            Claimant::Party(who) => who.party(),
            Claimant::Narrator(_) => None,
        })
        .collect();
    parties.into_iter().collect()
}

/// An incident as far as an answer can be told by it. Parties are numbers, in order: they are compared by the million.
#[derive(Debug)]
struct Seen {
    id: IncidentId,
    day: Date,
    kind: EventType,
    intensity: f32,
    is_undated: bool,
    is_joint: bool,
    actors: Vec<u32>,
    recipients: Vec<u32>,
}

/// What was seen, by day, and where each party acts or is acted on.
#[derive(Debug, Default)]
struct Recent {
    all: Vec<Seen>,
    of_party: Vec<Vec<usize>>,
}

impl Recent {
    fn of(picture: &Picture<'_>) -> Self {
        let mut recent = Self::default();
        let mut numbers: HashMap<PartyId, u32> = HashMap::new();
        for incident in picture.incidents() {
            if !matches!(incident.status, Status::Happened | Status::Ongoing) {
                continue;
            }
            let mut numbered = |named: &[Who]| -> Vec<u32> {
                let mut all: Vec<u32> = Vec::new();
                for party in named.iter().filter_map(Who::party) {
                    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                    all.push(*numbers.entry(party).or_insert(next));
                }
                all.sort_unstable();
                all.dedup();
                all
            };
            let (actors, recipients) = (numbered(&incident.actors), numbered(&incident.recipients));
            recent.of_party.resize_with(numbers.len(), Vec::new);
            let others = recipients.iter().filter(|party| !actors.contains(party));
            for party in actors.iter().chain(others) {
                if let Some(places) = recent.of_party.get_mut(*party as usize) {
                    places.push(recent.all.len());
                }
            }
            let intensity = incident.mode.map_or_else(|| incident.kind.intensity(), Mode::intensity);
            recent.all.push(Seen {
                id: incident.id,
                day: incident.days.from,
                kind: incident.kind,
                intensity,
                is_undated: doubt(incident).is_undated,
                is_joint: incident.kind.is_symmetric() && actors.len() > 1,
                actors,
                recipients,
            });
        }
        recent
    }

    /// The deed that an incident most likely answers: of equals the last, then by number.
    fn infer(&self, at: usize) -> Option<Link> {
        let seen = &self.all[at];
        let oldest = later(seen.day, -LONGEST_WAIT);
        let parties = seen.actors.iter().chain(&seen.recipients);
        let places = parties.filter_map(|party| self.of_party.get(*party as usize));
        let earlier = places.flat_map(|places| {
            // Those of the same day lie on both sides of it, none far.
            let own = places.partition_point(|place| *place <= at);
            let same_day = places[own..].iter().take_while(|place| self.all[**place].day == seen.day);
            let until = own + same_day.count();
            let near = places[..until].iter().rev().take(MOST_TRIED);
            near.take_while(|place| self.all[**place].day >= oldest)
        });
        let scored = earlier.map(|place| (likelihood(&self.all[*place], seen), &self.all[*place]));
        let likely = scored.filter(|(score, _)| *score >= LEAST_SCORE);
        let (score, cause) =
            likely.max_by(|a, b| a.0.total_cmp(&b.0).then((a.1.day, a.1.id).cmp(&(b.1.day, b.1.id))))?;
        let ground = Ground::Inferred;
        Some(Link { answer: seen.id, cause: cause.id, ground, score, justified_by: Vec::new() })
    }
}

/// Whether two lists in order have anything in common.
fn meet(a: &[u32], b: &[u32]) -> bool {
    a.iter().any(|party| b.binary_search(party).is_ok())
}

/// How likely one deed answers an earlier one: time × reciprocity × scale × certainty.
///
/// - time: halves every three days; 0.8 on the same day, where the order is not known: then the lesser deed is the answer.
/// - reciprocity: 1 where those acted on turn on the one who acted; 0.6 where somebody else turns on him, or those acted
///   on turn elsewhere (to a council, to their own army); 0.5 where both sides act together ("they talked after the
///   strikes"); 0 else, and where one side goes on.
/// - scale: 0.4, and up to 0.6 more the graver the earlier deed: what the other side did worst is what is answered. 1 where a
///   demand is refused or met. 0 where one of the two is cooperation and the other conflict, unless the answer is joint.
/// - certainty: 0.7 for each of the two whose day is not stated.
fn likelihood(earlier: &Seen, seen: &Seen) -> f32 {
    let goes_on = meet(&earlier.actors, &seen.actors);
    let reciprocity = match (meet(&seen.recipients, &earlier.actors), meet(&seen.actors, &earlier.recipients))
    {
        (_, true) if seen.is_joint && goes_on => 0.5,
        _ if goes_on => 0.0,
        (true, true) => 1.0,
        (false, false) => 0.0,
        _ => 0.6,
    };
    // What cannot be an answer is most of what is tried: the rest is not worked out for it.
    if earlier.id == seen.id || reciprocity == 0.0 {
        return 0.0;
    }
    let days = days_between(earlier.day, seen.day);
    let is_reply = earlier.kind == EventType::Request
        && matches!(
            seen.kind,
            EventType::Reject | EventType::Concede | EventType::Agree | EventType::Retreat
        );
    let is_order_known = days > 0 || is_reply || (earlier.intensity, earlier.id) < (seen.intensity, seen.id);
    if !is_order_known {
        return 0.0;
    }
    let time = if days == 0 { 0.8 } else { 0.5f32.powf(days as f32 / 3.0) };
    let turns = (earlier.intensity < 0.0) != (seen.intensity < 0.0);
    let scale = match () {
        () if is_reply => 1.0,
        () if turns && !seen.is_joint => 0.0,
        () => 0.4 + 0.06 * earlier.intensity.abs(),
    };
    let certainty = |seen: &Seen| if seen.is_undated { 0.7 } else { 1.0 };
    time * reciprocity * scale * certainty(earlier) * certainty(seen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::staged::{Staged, account, report};
    use crate::report::Report;

    fn strike(day: &str, from: &str, to: &str) -> Staged {
        Staged::new(day, "ASSAULT", "195").by(&[from]).on(&[to]).origins(2)
    }

    fn january() -> Vec<Incident> {
        vec![
            Staged::new("2024-01-03", "ASSAULT", "183").by(&["IS"]).on(&["IRN"]).origins(3).made(1),
            strike("2024-01-16", "IRN", "PAK").answers(&[1]).made(2),
            strike("2024-01-18", "PAK", "IRN").answers(&[2]).made(3),
            Staged::new("2024-01-18", "ACCUSE", "111").by(&["IRN"]).on(&["PAK"]).origins(2).made(4),
            Staged::new("2024-01-19", "CONSULT", "041").by(&["IRN", "PAK"]).origins(2).made(5),
        ]
    }

    fn shown(node: &Node) -> String {
        let below: Vec<String> = node.below.iter().map(shown).collect();
        let mark = if node.ground == Some(Ground::Inferred) { "?" } else { "" };
        let inside = if below.is_empty() { String::new() } else { format!("({})", below.join(" ")) };
        format!("{}{mark}{inside}", node.incident.0)
    }

    /// Checks the tree around an incident: causes, answers; "?" marks what is inferred.
    fn check(incidents: &[Incident], id: u64, causes: &str, answers: &str) {
        let tree = Links::all(&Picture::new(incidents, [])).tree(IncidentId(id));
        assert_eq!((shown(&tree.causes).as_str(), shown(&tree.answers).as_str()), (causes, answers));
    }

    #[test]
    fn stated_links_stand_and_others_are_marked() {
        check(&january(), 3, "3(2(1))", "3(4? 5?)");
        check(&january(), 1, "1", "1(2(3(4? 5?)))");
    }

    #[test]
    fn what_goes_the_same_way_or_comes_too_late_answers_nothing() {
        let mut twice =
            vec![strike("2024-01-16", "IRN", "PAK").made(1), strike("2024-01-17", "IRN", "PAK").made(2)];
        check(&twice, 2, "2", "2");
        twice.push(strike("2024-02-20", "PAK", "IRN").made(3));
        check(&twice, 3, "3", "3");
    }

    #[test]
    fn third_parties_answer_too_and_refusals_answer_demands() {
        let told =
            |day, kind, from: &[&str], to: &[&str]| Staged::new(day, kind, "111").by(from).on(to).origins(2);
        let incidents = [
            strike("2024-01-16", "IRN", "PAK").made(1),
            told("2024-01-17", "ACCUSE", &["CHN"], &["IRN"]).made(2),
            told("2024-01-17", "MOBILIZE", &["PAK"], &[]).made(3),
            told("2024-01-18", "REQUEST", &["CHN"], &["PAK"]).made(4),
            told("2024-01-18", "REJECT", &["PAK"], &["CHN"]).made(5),
            told("2024-01-18", "ACCUSE", &["IND"], &["LKA"]).made(6),
        ];
        check(&incidents, 1, "1", "1(2? 3?)");
        check(&incidents, 5, "5(4?)", "5");
    }

    #[test]
    fn a_ring_of_links_ends() {
        let ring = [
            strike("2024-01-16", "IRN", "PAK").answers(&[2]).made(1),
            strike("2024-01-16", "PAK", "IRN").answers(&[1]).made(2),
        ];
        check(&ring, 1, "1(2)", "1(2)");
    }

    #[test]
    fn each_side_has_its_own_beginning() {
        let mut incidents = january();
        // Pakistan's raid answers an ambush of its own, says Pakistan; not Iran's strike.
        incidents[2].answers = vec![IncidentId(9)];
        incidents.push(Staged::new("2024-01-10", "ASSAULT", "193").by(&["BLA"]).on(&["PAK"]).made(9));
        let reports: Vec<Report> = [
            report(&incidents[1], &[], vec![account("IRN", "justifies")]),
            report(&incidents[2], &[], vec![account("PAK", "justifies")]),
        ]
        .into();
        let picture = Picture::new(&incidents, &reports);
        let (pair, _) = Pair::new("IRN".to_string().into(), "PAK".to_string().into());
        let beginnings = Links::stated(&picture).beginnings(&picture, &pair);
        assert_eq!(beginnings.a.first, [IncidentId(1)]);
        assert_eq!(beginnings.b.first, [IncidentId(9)]);
        assert!(beginnings.differ());
        let same = january();
        let picture = Picture::new(&same, []);
        assert!(!Links::stated(&picture).beginnings(&picture, &pair).differ());
    }
}
