//! Commitments: promises and agreements, and the evidence that they are kept, broken or renewed.
//!
//! In: incidents that make, keep or break a promise, with the words of their reports; the deeds between the parties; the rules
//! of `promises.toml`. Out: [`Commitment`]s, open ones among them, each with its evidence and how much that weighs.
//!
//! A truce of 14 September between ARM and AZE, and shelling on the 28th: the truce is open with evidence that it is broken,
//! inferred, because an assault between its parties within ninety days weighs against a truce. "Armenia said Azerbaijan had
//! violated the truce" is stated evidence instead, matched to the truce by parties and words.

use std::collections::{BTreeSet, HashMap};

use detente_data::{CameoCode, CommitmentState, PromiseRule, PromiseRules, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::deed::{Act, Doubt, Way, doubt, parties};
use super::dyad::{Dyads, Pair};
use super::picture::Picture;
use crate::incident::{Incident, IncidentId};
use crate::report::PartyId;

/// Promises with as many words in common are the same one.
const SAME_WORDS: f32 = 0.5;
/// A promise told again within as many days is the same act; later it is renewed.
const RETOLD_DAYS: i32 = 3;
/// Evidence below is not kept.
const LEAST_SCORE: f32 = 0.2;
/// Evidence from there on decides what became of a promise.
const DECIDES: f32 = 0.5;
/// Inferred evidence of each kind that is kept for a promise: the first deeds tell, a war's thousand others do not.
const MOST_INFERRED: usize = 5;

/// What evidence says of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Nothing weighty is told since it was made.
    Open,
    /// It was carried out.
    Kept,
    /// It was broken.
    Broken,
    /// It was made again.
    Renewed,
}

/// Whether evidence is told or concluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A source says so.
    Stated,
    /// A deed of a kind that keeps or breaks such a promise.
    Inferred,
}

/// Something that tells what became of a promise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// When.
    pub day: Date,
    /// The incident.
    pub incident: IncidentId,
    /// What it says: kept, broken or renewed.
    pub says: Fate,
    /// Told or concluded.
    pub basis: Basis,
    /// How much it weighs, 0 to 1.
    pub score: f32,
}

/// A promise or agreement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Commitment {
    /// The incident in which it was made, or the first that tells of it.
    pub id: IncidentId,
    /// Who made it, and to whom.
    pub parties: BTreeSet<PartyId>,
    /// When; none where only its keeping or breaking is told.
    pub made: Option<Date>,
    /// Under which code.
    pub cameo: CameoCode,
    /// What is uncertain about its making.
    pub doubt: Doubt,
    /// The content words of what was promised, as sorted hashes.
    pub words: Vec<u32>,
    /// Further incidents that tell of its making within three days.
    pub retold: Vec<IncidentId>,
    /// The earlier commitment that it makes anew.
    pub renews: Option<IncidentId>,
    /// What became of it, by day.
    pub evidence: Vec<Evidence>,
}

impl Commitment {
    /// What became of it.
    pub fn fate(&self) -> Fate {
        self.verdict().map_or(Fate::Open, |evidence| evidence.says)
    }

    /// The evidence that decides what became of it: the latest stated one that weighs enough, or else the heaviest inferred
    /// one.
    pub fn verdict(&self) -> Option<&Evidence> {
        let weighty = || self.evidence.iter().filter(|e| e.score >= DECIDES);
        let stated = weighty().filter(|e| e.basis == Basis::Stated).max_by_key(|e| (e.day, e.incident));
        let inferred =
            || weighty().max_by(|a, b| a.score.total_cmp(&b.score).then_with(|| b.day.cmp(&a.day)));
        stated.or_else(inferred)
    }

    /// Whether it still binds, as far as is told.
    pub fn is_open(&self) -> bool {
        self.fate() == Fate::Open
    }
}

/// The commitments that are told, by the day they were made.
pub fn commitments(picture: &Picture<'_>, dyads: &Dyads) -> Vec<Commitment> {
    let mut book = Book::default();
    for incident in picture.incidents() {
        let told = !matches!(incident.status, Status::Negated | Status::Hypothetical);
        match incident.promise {
            Some(CommitmentState::Made) if told => book.make(picture, incident),
            Some(CommitmentState::Kept) if told => book.witness(picture, incident, Fate::Kept),
            Some(CommitmentState::Broken) if told => book.witness(picture, incident, Fate::Broken),
            _ => {}
        }
    }
    for commitment in &mut book.all {
        let deeds = inferred(commitment, dyads);
        commitment.evidence.extend(deeds);
        commitment.evidence.sort_by_key(|e| (e.day, e.incident, e.says));
    }
    book.all
}

/// Content words of a promise as its reports give them.
fn words(picture: &Picture<'_>, incident: &Incident) -> Vec<u32> {
    let promises = incident.reports.iter().filter_map(|id| picture.report(*id)?.promise.as_ref());
    let all: BTreeSet<u32> = promises.flat_map(|promise| promise.words.iter().copied()).collect();
    all.into_iter().collect()
}

fn everyone(incident: &Incident) -> BTreeSet<PartyId> {
    parties(&incident.actors).union(&parties(&incident.recipients)).cloned().collect()
}

/// The share of the shorter list that both have; none where either is empty.
fn overlap(a: &[u32], b: &[u32]) -> Option<f32> {
    let shorter = a.len().min(b.len());
    let both = a.iter().filter(|word| b.binary_search(word).is_ok()).count();
    (shorter > 0).then(|| both as f32 / shorter as f32)
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// Commitments as they are told, found by their parties: who makes a promise again looks at his own alone.
#[derive(Default)]
struct Book {
    all: Vec<Commitment>,
    of_party: HashMap<PartyId, Vec<usize>>,
}

impl Book {
    /// The places of those that have one of the parties, in order.
    fn having(&self, parties: &BTreeSet<PartyId>) -> Vec<usize> {
        let lists = parties.iter().filter_map(|party| self.of_party.get(party));
        let mut places: Vec<usize> = lists.flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    fn add(&mut self, commitment: Commitment) {
        for party in &commitment.parties {
            self.of_party.entry(party.clone()).or_default().push(self.all.len());
        }
        self.all.push(commitment);
    }

    fn make(&mut self, picture: &Picture<'_>, incident: &Incident) {
        let (parties, words, day) = (everyone(incident), words(picture, incident), incident.days.from);
        let is_same = |c: &Commitment| {
            let shared = c.parties.intersection(&parties).count();
            let enough = shared >= 2 || (shared == 1 && c.parties.len() == 1 && parties.len() == 1);
            let alike =
                || overlap(&c.words, &words).map_or(c.cameo == incident.cameo, |share| share >= SAME_WORDS);
            c.made.is_some() && enough && alike()
        };
        let mut renews = None;
        if let Some(at) = self.having(&parties).into_iter().rev().find(|at| is_same(&self.all[*at])) {
            let earlier = &mut self.all[at];
            if earlier.made.is_some_and(|made| days_between(made, day) <= RETOLD_DAYS) {
                earlier.retold.push(incident.id);
                return;
            }
            renews = Some(earlier.id);
            let evidence = Evidence {
                day,
                incident: incident.id,
                says: Fate::Renewed,
                basis: Basis::Stated,
                score: incident.score,
            };
            earlier.evidence.push(evidence);
        }
        self.add(Commitment {
            id: incident.id,
            parties,
            made: Some(day),
            cameo: incident.cameo,
            doubt: doubt(incident),
            words,
            retold: Vec::new(),
            renews,
            evidence: Vec::new(),
        });
    }

    /// Puts the telling that a promise was kept or broken to the promise that it most likely means, or lists it by itself.
    ///
    /// Score: 0.4 for the parties in common, 0.4 for the words in common (0.2 where either has none), 0.2 halving every sixty
    /// days; all times the score of the incident.
    fn witness(&mut self, picture: &Picture<'_>, incident: &Incident, says: Fate) {
        let (parties, words, day) = (everyone(incident), words(picture, incident), incident.days.from);
        let score = |c: &Commitment| {
            let made = c.made.unwrap_or(day);
            let shared = c.parties.intersection(&parties).count();
            let fewer = c.parties.len().min(parties.len()).max(1);
            let by_words = overlap(&c.words, &words).unwrap_or(0.5);
            let by_days = 0.5f32.powf(days_between(made, day).max(0) as f32 / 60.0);
            let sum = 0.4 * shared as f32 / fewer as f32 + 0.4 * by_words + 0.2 * by_days;
            sum * incident.score
        };
        let theirs = self.having(&parties).into_iter();
        let best = theirs.map(|at| (score(&self.all[at]), at)).filter(|(score, _)| *score >= 0.4);
        // Of equals the one made last.
        let made = |at: &usize| self.all[*at].made;
        let best = best.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| made(&a.1).cmp(&made(&b.1))));
        let evidence = |score| Evidence { day, incident: incident.id, says, basis: Basis::Stated, score };
        match best {
            Some((score, at)) => self.all[at].evidence.push(evidence(score)),
            None => self.add(Commitment {
                id: incident.id,
                parties,
                made: None,
                cameo: incident.cameo,
                doubt: doubt(incident),
                words,
                retold: Vec::new(),
                renews: None,
                evidence: vec![evidence(incident.score)],
            }),
        }
    }
}

/// Deeds between the parties that keep or break such a promise.
///
/// Score: 0.8 (in deeds of one side, 0.9 of both), halving every third of the rule's days; halved where disputed, times 0.8
/// where one origin alone tells it, times 0.7 where undated.
fn inferred(commitment: &Commitment, dyads: &Dyads) -> Vec<Evidence> {
    let Some(made) = commitment.made else { return Vec::new() };
    let Some(rule) = PromiseRules::builtin().of(commitment.cameo) else { return Vec::new() };
    let named: Vec<&PartyId> = commitment.parties.iter().collect();
    let mut found = Vec::new();
    for (i, a) in named.iter().enumerate() {
        for b in &named[i + 1..] {
            let (pair, _) = Pair::new((*a).clone(), (*b).clone());
            let done = dyads.get(&pair).map(|dyad| dyad.done()).unwrap_or_default();
            let later = done.partition_point(|act| act.day <= made);
            let acts =
                done[later..].iter().take_while(|act| days_between(made, act.day) <= i32::from(rule.days));
            found.extend(acts.filter_map(|act| weigh(rule, made, act)));
        }
    }
    found.retain(|e| e.score >= LEAST_SCORE && e.incident != commitment.id);
    found.sort_by_key(|e| (e.says, e.day, e.incident));
    found.dedup_by_key(|e| (e.says, e.incident));
    let (kept, broken): (Vec<_>, Vec<_>) = found.into_iter().partition(|e| e.says == Fate::Kept);
    kept.into_iter().take(MOST_INFERRED).chain(broken.into_iter().take(MOST_INFERRED)).collect()
}

fn weigh(rule: &PromiseRule, made: Date, act: &Act) -> Option<Evidence> {
    let says = match () {
        () if rule.is_broken_by(act.cameo) => Fate::Broken,
        () if rule.is_kept_by(act.cameo) => Fate::Kept,
        () => return None,
    };
    let base = if act.way == Way::Both { 0.9 } else { 0.8 };
    let by_days = 0.5f32.powf(days_between(made, act.day) as f32 * 3.0 / f32::from(rule.days));
    let Doubt { is_disputed, is_single, is_undated } = act.doubt;
    let factor = |is, factor: f32| if is { factor } else { 1.0 };
    let score = base * by_days * factor(is_disputed, 0.5) * factor(is_single, 0.8) * factor(is_undated, 0.7);
    Some(Evidence { day: act.day, incident: act.incident, says, basis: Basis::Inferred, score })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::staged::{Staged, report};
    use crate::report::Report;

    /// Checks every commitment as "id fate: evidence, ...".
    fn check(told: &[(Incident, &[u32])], expected: &[&str]) {
        let reports: Vec<Report> =
            told.iter().map(|(incident, words)| report(incident, words, Vec::new())).collect();
        let incidents: Vec<&Incident> = told.iter().map(|(incident, _)| incident).collect();
        let dyads: Dyads = incidents.iter().copied().collect();
        let found = commitments(&Picture::new(incidents, &reports), &dyads);
        let shown: Vec<String> = found
            .iter()
            .map(|c| {
                let evidence: Vec<String> = c
                    .evidence
                    .iter()
                    .map(|e| format!("#{} {:?} {:?} {:.2}", e.incident.0, e.basis, e.says, e.score))
                    .collect();
                format!("#{} {:?}: {}", c.id.0, c.fate(), evidence.join(", "))
            })
            .collect();
        assert_eq!(shown, expected);
    }

    fn truce(day: &str) -> Staged {
        Staged::new(day, "CONCEDE", "0871").by(&["ARM", "AZE"]).origins(2).promise(CommitmentState::Made)
    }

    fn shelling(day: &str) -> Staged {
        Staged::new(day, "ASSAULT", "194").by(&["AZE"]).on(&["ARM"]).origins(2)
    }

    #[test]
    fn an_assault_weighs_against_a_truce_less_the_later_it_comes() {
        let told = |day: &str| [(truce("2022-09-14").made(1), &[1, 2, 3][..]), (shelling(day).made(2), &[])];
        check(&told("2022-09-15"), &["#1 Broken: #2 Inferred Broken 0.78"]);
        check(&told("2022-11-20"), &["#1 Open: "]);
        // What came before the truce does not break it.
        check(&told("2022-09-13"), &["#1 Open: "]);
    }

    #[test]
    fn what_a_source_says_goes_to_the_promise_it_means() {
        let talks = Staged::new("2022-09-14", "AGREE", "036")
            .by(&["ARM", "AZE"])
            .origins(2)
            .promise(CommitmentState::Made);
        let broken = Staged::new("2022-09-28", "ACCUSE", "112")
            .by(&["ARM"])
            .on(&["AZE"])
            .promise(CommitmentState::Broken);
        let told = [
            (truce("2022-09-14").made(1), &[1, 2, 3][..]),
            (talks.made(2), &[7, 8]),
            (broken.made(3), &[2, 3, 9]),
        ];
        check(&told, &["#1 Broken: #3 Stated Broken 0.84", "#2 Open: "]);
        check(&told[2..], &["#3 Broken: #3 Stated Broken 1.00"]);
    }

    #[test]
    fn a_promise_told_again_is_one_and_made_again_is_renewed() {
        let told = [
            (truce("2022-09-14").made(1), &[1, 2, 3][..]),
            (truce("2022-09-15").made(2), &[1, 2]),
            (truce("2022-10-06").made(3), &[1, 3]),
        ];
        check(&told, &["#1 Renewed: #3 Stated Renewed 1.00", "#3 Open: "]);
    }
}
