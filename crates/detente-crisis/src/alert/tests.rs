//! Each kind of rule over a few incidents made by hand: what is found, as the sentence that is told.

use detente_data::{About, CommitmentState, RelationChange, Stance};

use super::{Finding, Rules, Told, find, tell};
use crate::crisis::staged::{Staged, account, report, who};
use crate::crisis::{Picture, Relations};
use crate::incident::{Dispute, Incident, Side};
use crate::report::{Account, ArticleKey, Claimant, Report, ReportId, Toll};

/// A ledger's incidents, each with its one report by the agency EFE.
struct Ledger {
    incidents: Vec<Incident>,
    reports: Vec<Report>,
}

fn narrator() -> Account {
    Account { claimant: Claimant::Narrator(Some("EFE".to_owned())), ..account("IRN", "asserts") }
}

impl Ledger {
    fn new(incidents: Vec<Incident>) -> Self {
        let reports = incidents.iter().map(|incident| report(incident, &[7], vec![narrator()])).collect();
        Ledger { incidents, reports }
    }

    fn found(&self, rules: &str) -> Vec<Finding> {
        let rules = Rules::parse("rules.toml", rules).expect("rules");
        let picture = Picture::new(&self.incidents, &self.reports);
        find(&rules, &picture, &self.incidents.iter().collect(), &Relations::of(&self.incidents))
    }

    fn told(&self, rules: &str) -> Vec<String> {
        let picture = Picture::new(&self.incidents, &self.reports);
        let relations = Relations::of(&self.incidents);
        let alerts = self.found(rules).into_iter().map(|finding| tell(finding, &picture, &relations));
        alerts.map(|alert| alert.text).collect()
    }
}

fn rule(on: &str, more: &str) -> String {
    format!("[[alert]]\nname = \"r\"\non = \"{on}\"\n{more}\n")
}

#[track_caller]
fn check(told: &Ledger, rules: &str, expected: &[&str]) {
    assert_eq!(told.told(rules), expected, "{rules}");
}

fn strike(day: &str, from: &str, to: &str, id: u64) -> Incident {
    Staged::new(day, "ASSAULT", "190").by(&[from]).on(&[to]).origins(2).made(id)
}

/// Two accounts of a strike, by whom and with how many dead.
fn disputed(id: u64) -> (Incident, Report) {
    let mut incident = strike("2024-01-16", "IRN", "PAK", id);
    let dead = |name: &str, killed: u64| Account {
        killed: Some(Toll { min: killed, max: Some(killed) }),
        ..account(name, "asserts")
    };
    let accounts = vec![dead("PAK", 2), dead("IRN", 0), narrator()];
    let side = |name: &str, at: u32| Side {
        claimant: Claimant::Party(who(name)),
        report: incident.reports[0],
        account: at,
    };
    let sides = vec![side("PAK", 0), side("IRN", 1)];
    incident.disputes = vec![Dispute { about: About::Casualties, sides }];
    let report = report(&incident, &[7], accounts);
    (incident, report)
}

#[test]
fn a_dispute_is_told_with_who_says_what() {
    let (incident, report) = disputed(1);
    let told =
        Ledger { incidents: vec![incident, strike("2024-01-17", "IND", "PAK", 2)], reports: vec![report] };
    let sentence = "On 16 January 2024 Iran attacked Pakistan, according to EFE; accounts differ on the casualties: PAK \
                    (Pakistan): 2 killed, IRN (Iran): 0 killed.";
    check(&told, &rule("new-dispute", ""), &[sentence]);
    check(&told, &rule("new-dispute", "parties = [\"Iran\"]\nabout = [\"casualties\"]"), &[sentence]);
    check(&told, &rule("new-dispute", "about = [\"motive\"]"), &[]);
    check(&told, &rule("new-dispute", "parties = [\"India\"]"), &[]);
}

#[test]
fn a_dispute_over_who_did_it_names_the_stances() {
    let (mut incident, mut report) = disputed(1);
    incident.disputes[0].about = About::Perpetrator;
    report.accounts[1].stance = Stance::Denies;
    let told = Ledger { incidents: vec![incident], reports: vec![report] };
    check(
        &told,
        &rule("new-dispute", ""),
        &[
            "On 16 January 2024 Iran attacked Pakistan, according to EFE; accounts differ on the perpetrator: PAK \
           (Pakistan): names Iran, IRN (Iran): denies it.",
        ],
    );
}

#[test]
fn a_change_of_relations_is_told_with_what_it_moves_and_only_once() {
    let change = |day: &str, change, id| {
        Staged::new(day, "SANCTION", "161").by(&["PAK"]).on(&["IRN"]).origins(2).relation(change).made(id)
    };
    let mut again = change("2024-01-20", RelationChange::RecallAmbassador, 3);
    again.is_dated = false;
    let told = Ledger::new(vec![
        change("2024-01-16", RelationChange::SummonEnvoy, 1),
        change("2024-01-17", RelationChange::RecallAmbassador, 2),
        again,
        change("2024-01-26", RelationChange::ReturnAmbassador, 4),
    ]);
    let recall = "On 17 January 2024 Pakistan called home the ambassador to Iran, according to EFE; by this, Pakistan's \
                  ambassador to Iran: recalled (before: no record).";
    let back = "On 26 January 2024 Pakistan sent the ambassador back to Iran, according to EFE; by this, Pakistan's ambassador \
                to Iran: in place (before: recalled).";
    check(&told, &rule("relations-change", ""), &[recall, back]);
    check(&told, &rule("relations-change", "changes = [\"return_ambassador\"]"), &[back]);
    check(&told, &rule("relations-change", "parties = [\"PAK\", \"IND\"]"), &[]);
    let summons = told.told(&rule("relations-change", "changes = [\"summon_envoy\"]"));
    assert_eq!(summons.len(), 1, "{summons:?}");
}

#[test]
fn an_index_above_a_value_is_told_once_a_rise() {
    let mut incidents: Vec<Incident> =
        (1..6).map(|n| strike(&format!("2024-01-{:02}", 15 + n), "IRN", "PAK", n)).collect();
    // The ledger goes on, so that the index falls, and rises once more.
    incidents.push(strike("2024-06-01", "IRN", "PAK", 9));
    let told = Ledger::new(incidents);
    let found = told.found(&rule("index-above", "above = 40\nparties = [\"IRN\", \"PAK\"]"));
    assert_eq!(found.len(), 1, "{found:?}");
    let days: Vec<String> =
        told.found(&rule("index-above", "above = 15")).iter().map(|f| f.day.to_string()).collect();
    assert_eq!(days, ["2024-01-16", "2024-06-01"]);
    check(&told, &rule("index-above", "above = 15\nparties = [\"IND\"]"), &[]);
    let sentence = &told.told(&rule("index-above", "above = 15"))[0];
    let begins = "By what sources tell, the index of Iran and Pakistan rose above 15 on 16 January 2024, to ";
    assert!(sentence.starts_with(begins) && sentence.ends_with("on one incident."), "{sentence}");
}

#[test]
fn a_first_conflict_is_one_after_so_many_quiet_days() {
    let told = Ledger::new(vec![
        strike("2024-01-16", "IRN", "PAK", 1),
        strike("2024-01-18", "PAK", "IRN", 2),
        strike("2024-04-17", "PAK", "IRN", 3),
        strike("2024-07-17", "IRN", "PAK", 4),
        Staged::new("2024-12-01", "ACCUSE", "111").by(&["PAK"]).on(&["IRN"]).made(5),
    ]);
    let first = "On 16 January 2024 Iran attacked Pakistan, according to EFE; no earlier material conflict between Iran and \
                 Pakistan is told of in this ledger, which begins on 16 January 2024.";
    let july = "On 17 July 2024 Iran attacked Pakistan, according to EFE; no material conflict between Iran and Pakistan is told \
                of since 17 April 2024.";
    // 90 days lie between 18 January and 17 April, 91 between 17 April and 17 July.
    check(&told, &rule("first-conflict", "days = 90\nparties = [\"IRN\", \"PAK\"]"), &[first, july]);
    check(&told, &rule("first-conflict", "days = 365"), &[first]);
}

#[test]
fn a_broken_promise_is_told_as_stated_or_inferred() {
    let truce = |id| {
        Staged::new("2022-09-14", "AGREE", "0871")
            .by(&["ARM", "AZE"])
            .origins(2)
            .promise(CommitmentState::Made)
            .made(id)
    };
    let shelling = strike("2022-09-15", "AZE", "ARM", 2);
    let told = Ledger::new(vec![truce(1), shelling.clone()]);
    let sentences = told.told(&rule("commitment-broken", ""));
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    let sentence = &sentences[0];
    assert!(sentence.starts_with("On 14 September 2022 Armenia and Azerbaijan "), "{sentence}");
    assert!(
        sentence.contains("; on 15 September 2022 Azerbaijan attacked Armenia, according to EFE"),
        "{sentence}"
    );
    assert!(sentence.contains(", which would be a breach (inferred, 0."), "{sentence}");
    let mut breach = shelling;
    breach.promise = Some(CommitmentState::Broken);
    let told = Ledger::new(vec![truce(1), breach.clone()]);
    assert!(told.told(&rule("commitment-broken", ""))[0].ends_with(", which is told as a breach."));
    let told = Ledger::new(vec![breach]);
    check(
        &told,
        &rule("commitment-broken", "parties = [\"Armenia\"]"),
        &[
            "On 15 September 2022 Azerbaijan attacked Armenia, according to EFE, which is told as a breach of a promise of whose \
           making nothing is told.",
        ],
    );
    check(&told, &rule("commitment-broken", "parties = [\"IRN\"]"), &[]);
}

#[test]
fn what_was_told_is_known_again_under_another_number() {
    let (incident, report) = disputed(1);
    let before = Ledger { incidents: vec![incident.clone()], reports: vec![report.clone()] };
    let rules = rule("new-dispute", "");
    let told: Told = before.found(&rules).into_iter().collect();
    // An older report comes late: the incident has its number now.
    let mut renumbered = incident;
    renumbered.id.0 = 9;
    renumbered.reports.insert(0, ReportId { article: ArticleKey(99), event: 0 });
    let after = Ledger { incidents: vec![renumbered.clone()], reports: vec![report.clone()] };
    let found = after.found(&rules);
    assert_ne!(found[0].key(), before.found(&rules)[0].key());
    assert!(told.has(&found[0]));
    // Another matter of dispute, and another rule, are not what was told.
    renumbered.disputes[0].about = About::Target;
    let other = Ledger { incidents: vec![renumbered], reports: vec![report] };
    assert!(!told.has(&other.found(&rules)[0]));
    assert!(!told.has(&after.found(&rules.replace("\"r\"", "\"s\""))[0]));
}

#[test]
fn an_outbreak_or_a_rise_is_known_again_when_an_earlier_day_comes_late() {
    let (later, earlier) = (strike("2024-01-18", "PAK", "IRN", 2), strike("2024-01-16", "IRN", "PAK", 1));
    for rules in [rule("first-conflict", "days = 30"), rule("index-above", "above = 10")] {
        let told: Told = Ledger::new(vec![later.clone()]).found(&rules).into_iter().collect();
        let found = Ledger::new(vec![earlier.clone(), later.clone()]).found(&rules);
        assert_eq!(found.len(), 1, "{rules}");
        assert!(told.has(&found[0]), "{rules}");
        let next = Ledger::new(vec![strike("2024-09-01", "PAK", "IRN", 3)]).found(&rules);
        assert!(!told.has(&next[0]), "{rules}");
    }
}
