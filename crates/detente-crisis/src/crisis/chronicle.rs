//! The chronicle of a crisis: one paragraph of sentences, each made of one stored incident and naming it.
//!
//! In: a [`Crisis`], the incidents and reports. Out: [`Sentence`]s, by day: what turned the crisis, the changes of relations, the
//! promises. Words come from `telling.toml`; who is not named by the narrator but by a party keeps "according to", figures keep
//! whose they are, and contradictions are said to be there. Nothing is in a sentence that no source told.
//!
//! "On 16 January 2024 Iran attacked Pakistan from the air. Killed: 2 according to Pakistan. Accounts differ on the target."

use std::collections::BTreeSet;

use detente_data::{ActorCode, CommitmentState, RelationChange, Stance, Status, Telling};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::crises::Crisis;
use super::deed::{doubt, parties};
use super::names::{day_name, list, party_name};
use super::picture::Picture;
use crate::incident::{Figures, Incident, IncidentId};
use crate::report::{Claimant, PartyId, Toll, Who};

/// Sentences a paragraph has at most.
const LONGEST: usize = 12;

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The day it tells of.
    pub day: Date,
    /// The incident it is made of; its reports are its sources.
    pub incident: IncidentId,
    /// Parties on whose word alone it stands; empty where a narrator vouches for it.
    pub according_to: Vec<String>,
    /// The sentence.
    pub text: String,
}

/// The chronicle of a crisis, by day. An incident that is not at hand is left out.
pub fn chronicle(crisis: &Crisis, picture: &Picture<'_>) -> Vec<Sentence> {
    let turning: BTreeSet<IncidentId> =
        crisis.turning_points.iter().flat_map(|point| point.incidents.iter().copied()).collect();
    let all: Vec<&Incident> = crisis.incidents.iter().filter_map(|id| picture.incident(*id)).collect();
    let rank = |incident: &Incident| match () {
        () if turning.contains(&incident.id) => 0,
        () if incident.relation.is_some_and(|change| change != RelationChange::SummonEnvoy) => 1,
        () if incident.promise == Some(CommitmentState::Made) => 2,
        () => 3,
    };
    let mut chosen: Vec<&Incident> = all.into_iter().filter(|incident| rank(incident) < 3).collect();
    // The weightiest, and of equals what more origins tell.
    chosen.sort_by_key(|i| (rank(i), std::cmp::Reverse(i.origins), i.days.from, i.id));
    chosen.truncate(LONGEST);
    chosen.sort_by_key(|i| (i.days.from, i.id));
    chosen.into_iter().map(|incident| sentence(picture, incident)).collect()
}

/// One incident in one sentence, with its figures and disputes.
pub fn sentence(picture: &Picture<'_>, incident: &Incident) -> Sentence {
    let according_to = vouchers(picture, incident);
    let mut text = done(incident);
    if !according_to.is_empty() {
        text.push_str(&format!(", according to {}", list(&according_to)));
    }
    text.push('.');
    let figures = [("Killed", &incident.killed), ("Injured", &incident.injured)];
    for (what, figures) in figures.into_iter().filter_map(|(what, f)| Some((what, f.as_ref()?))) {
        text.push_str(&format!(" {what}: {}.", counts(figures)));
    }
    let about: BTreeSet<String> = incident.disputes.iter().map(|d| d.about.to_string()).collect();
    if !about.is_empty() {
        let about: Vec<String> = about.iter().map(|about| format!("the {about}")).collect();
        text.push_str(&format!(" Accounts differ on {}.", list(&about)));
    }
    Sentence { day: incident.days.from, incident: incident.id, according_to, text }
}

/// What is told of an incident and by whom, as a clause: "On 16 January 2024 Iran attacked Pakistan from the air, according to
/// EFE". Agencies are named too, so that nothing is said that nobody says.
pub(crate) fn claimed(picture: &Picture<'_>, incident: &Incident) -> String {
    let mut by = vouchers(picture, incident);
    if by.is_empty() {
        by = agencies(picture, incident);
    }
    let by = match (by.is_empty(), incident.articles) {
        (false, _) => list(&by),
        (true, 1) => "one article".to_owned(),
        (true, articles) => format!("{articles} articles"),
    };
    format!("{}, according to {by}", done(incident))
}

/// When who did what to whom.
fn done(incident: &Incident) -> String {
    format!("{} {}", when(incident), deed(incident))
}

/// The agencies that tell of it in their own words, by name.
fn agencies(picture: &Picture<'_>, incident: &Incident) -> Vec<String> {
    let accounts = incident.reports.iter().filter_map(|id| picture.report(*id)).flat_map(|r| &r.accounts);
    let narrators = accounts.filter_map(|account| match &account.claimant {
        Claimant::Narrator(name) => name.clone(),
        Claimant::Party(_) => None,
    });
    let all: BTreeSet<String> = narrators.collect();
    all.into_iter().collect()
}

fn when(incident: &Incident) -> String {
    match () {
        () if doubt(incident).is_undated && incident.is_dated => {
            format!("Between {} and {}", day_name(incident.days.from), day_name(incident.days.to))
        }
        () if incident.is_dated => format!("On {}", day_name(incident.days.from)),
        () => format!("By {}", day_name(incident.first)),
    }
}

/// Who did what to whom.
fn deed(incident: &Incident) -> String {
    let (actors, recipients) = (names(&incident.actors), names(&incident.recipients));
    let telling = Telling::builtin();
    let (kind, mode, change) = (incident.kind, incident.mode, incident.relation);
    // Both sides on both ends: "they exchanged fire".
    let is_joint = actors.len() > 1 && recipients.iter().all(|name| actors.contains(name));
    let done = if is_joint {
        telling.joint(kind, mode, change)
    } else {
        let to = (!recipients.is_empty()).then(|| list(&recipients));
        telling.deed(kind, mode, change, to.as_deref())
    };
    let by = if actors.is_empty() { "an unnamed party".to_owned() } else { list(&actors) };
    let told = match incident.status {
        Status::Happened | Status::Ongoing => "",
        Status::Future => "(announced) ",
        Status::Hypothetical => "(possibly) ",
        Status::Negated => "(said not to have happened) ",
    };
    format!("{told}{by} {done}")
}

/// The names of the parties, states by their short English name.
pub(crate) fn names(who: &[Who]) -> Vec<String> {
    parties(who).iter().map(party_name).collect()
}

/// The parties on whose word alone an incident stands: those that assert it where no narrator does.
fn vouchers(picture: &Picture<'_>, incident: &Incident) -> Vec<String> {
    let accounts = incident.reports.iter().filter_map(|id| picture.report(*id)).flat_map(|r| &r.accounts);
    let for_it = accounts.filter(|a| !matches!(a.stance, Stance::Denies | Stance::Doubts));
    let mut names = BTreeSet::new();
    for account in for_it {
        match &account.claimant {
            Claimant::Narrator(_) => return Vec::new(),
            Claimant::Party(who) => names.extend(speaker(who)),
        }
    }
    names.into_iter().collect()
}

/// A claimant by name, with its state where the name does not say it.
pub(crate) fn speaker(who: &Who) -> Option<String> {
    let state = match who.code {
        Some(ActorCode::State(code)) => Some(party_name(&PartyId::State(code))),
        _ => None,
    };
    match (&who.name, state) {
        (Some(name), Some(state)) if !name.contains(&state) && name != &state => {
            Some(format!("{name} ({state})"))
        }
        (Some(name), _) => Some(name.clone()),
        (None, state) => state,
    }
}

/// "2", "2 to 4", "at least 2".
pub(crate) fn toll(toll: &Toll) -> String {
    match toll.max {
        Some(max) if max == toll.min => toll.min.to_string(),
        Some(max) => format!("{} to {max}", toll.min),
        None => format!("at least {}", toll.min),
    }
}

fn counts(figures: &Figures) -> String {
    let by = figures.by_claimant.iter().map(|(claimant, count)| match claimant {
        Claimant::Narrator(Some(agency)) => format!("{} according to {agency}", toll(count)),
        Claimant::Narrator(None) => toll(count),
        Claimant::Party(who) => {
            let name = speaker(who).unwrap_or_else(|| "an unnamed source".to_owned());
            format!("{} according to {name}", toll(count))
        }
    });
    by.collect::<Vec<String>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::staged::{Staged, account, report, who};
    use crate::incident::{Dispute, Side};
    use crate::report::{Account, Report};
    use detente_data::{About, Mode};

    /// Checks the sentence made of an incident with these accounts.
    fn check(incident: &Incident, accounts: Vec<Account>, expected: &str) {
        let reports: [Report; 1] = [report(incident, &[], accounts)];
        assert_eq!(sentence(&Picture::new([incident], &reports), incident).text, expected);
    }

    fn narrator() -> Account {
        Account { claimant: Claimant::Narrator(Some("EFE".to_owned())), ..account("IRN", "asserts") }
    }

    #[test]
    fn a_sentence_keeps_who_says_so() {
        let mut strike = Staged::new("2024-01-16", "ASSAULT", "195").by(&["IRN"]).on(&["PAK"]).made(1);
        strike.mode = Some(Mode::Aerial);
        check(&strike, vec![narrator()], "On 16 January 2024 Iran attacked Pakistan from the air.");
        check(
            &strike,
            vec![account("PAK", "asserts"), account("IRN", "denies")],
            "On 16 January 2024 Iran attacked Pakistan from the air, according to PAK (Pakistan).",
        );
        strike.killed = Some(Figures {
            lowest: 0,
            highest: 2,
            latest: Toll { min: 2, max: Some(2) },
            by_claimant: vec![
                (Claimant::Party(Who { name: None, ..who("PAK") }), Toll { min: 2, max: Some(2) }),
                (Claimant::Narrator(Some("EFE".to_owned())), Toll { min: 1, max: None }),
            ],
        });
        let side = Side { claimant: Claimant::Narrator(None), report: strike.reports[0], account: 0 };
        strike.disputes = vec![Dispute { about: About::Target, sides: vec![side] }];
        check(
            &strike,
            vec![narrator()],
            "On 16 January 2024 Iran attacked Pakistan from the air. Killed: 2 according to Pakistan; at least 1 according to \
             EFE. Accounts differ on the target.",
        );
    }

    #[test]
    fn joint_unnamed_and_undated_deeds_are_told_as_such() {
        let call = Staged::new("2024-01-19", "CONSULT", "040").by(&["PAK", "IRN"]).made(1);
        check(&call, vec![narrator()], "On 19 January 2024 Iran and Pakistan held talks.");
        let raid =
            Staged::new("2024-01-16", "ASSAULT", "190").on(&["PAK"]).undated().told("2024-01-20").made(2);
        check(&raid, vec![narrator()], "By 20 January 2024 an unnamed party attacked Pakistan.");
        let rebels = Staged::new("2024-01-16", "ASSAULT", "190").by(&["REB in SYR"]).on(&["Hamas"]).made(3);
        check(&rebels, vec![narrator()], "On 16 January 2024 rebels in Syria attacked Hamas.");
    }
}
