//! Deeds: what one party did to another on a day, the slim form that everything about crises runs on.
//!
//! In: an [`Incident`], or a row of an event set from elsewhere. Out: [`Deed`]s, one for each party that acted and each
//! it acted on.
//!
//! "Iran struck Panjgur in Pakistan, says EFE; Pakistan denies it": one deed from IRN to PAK on 16 January, an ASSAULT with
//! a Goldstein value of -10.0, disputed. A call of two ministers is one deed in both ways.

use std::collections::BTreeSet;
use std::fmt;

use detente_data::{About, CameoCode, EventType, Mode, QuadClass, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::incident::{Incident, IncidentId};
use crate::report::{PartyId, Who};

/// Days an interval may span before the day of a deed counts as vague.
const LONGEST_DATED: i32 = 3;
/// Days an interval may span before the deed has no place in a series: "in recent years" belongs to no day.
const LONGEST_PLACED: i32 = 31;

/// A value of a scale in tenths, so that sums are exact whatever their order: Goldstein -9.5 is -95.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Tenths(pub i64);

impl Tenths {
    /// The nearest number of tenths.
    pub fn of(value: f32) -> Self {
        Self((value * 10.0).round() as i64)
    }

    /// In whole units.
    pub fn value(self) -> f64 {
        self.0 as f64 / 10.0
    }
}

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}", self.value())
    }
}

/// In which way a deed runs between the two parties of a [`Pair`](super::dyad::Pair).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// From the first to the second.
    Forth,
    /// From the second to the first.
    Back,
    /// By both together: a call, an agreement.
    Both,
}

impl Way {
    /// The same deed, seen with the parties in the other order.
    pub fn turned(self) -> Self {
        match self {
            Self::Forth => Self::Back,
            Self::Back => Self::Forth,
            Self::Both => Self::Both,
        }
    }
}

/// What makes a deed less than certain. Counts are given with and without the doubtful ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Doubt {
    /// Accounts contradict each other on whether it happened or who did it.
    pub is_disputed: bool,
    /// One independent origin alone tells of it.
    pub is_single: bool,
    /// No article states its day to within three days: the day is that of the first report, or the first of a span.
    pub is_undated: bool,
}

impl Doubt {
    /// Whether there is none.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// What was done, without the parties. Copied by the million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Act {
    /// When.
    pub day: Date,
    /// The incident, or the number made of the row it was imported from.
    pub incident: IncidentId,
    /// In which way.
    pub way: Way,
    /// PLOVER type.
    pub kind: EventType,
    /// PLOVER mode.
    pub mode: Option<Mode>,
    /// CAMEO code; its Goldstein value is the deed's.
    pub cameo: CameoCode,
    /// Whether it was done.
    pub status: Status,
    /// What is uncertain about it.
    pub doubt: Doubt,
}

impl Act {
    /// Whether it was done, not only planned, feared or denied.
    pub fn is_done(&self) -> bool {
        matches!(self.status, Status::Happened | Status::Ongoing)
    }

    /// By word or deed, cooperation or conflict.
    pub fn quad(&self) -> QuadClass {
        self.kind.quad_class()
    }

    /// Goldstein value.
    pub fn goldstein(&self) -> Tenths {
        Tenths::of(self.cameo.goldstein())
    }

    /// PLOVER intensity: that of the mode, or else of the type.
    pub fn intensity(&self) -> Tenths {
        Tenths::of(self.mode.map_or_else(|| self.kind.intensity(), Mode::intensity))
    }
}

/// What one party did to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Deed {
    /// Who did it; of a deed in both ways, either party.
    pub from: PartyId,
    /// To whom.
    pub to: PartyId,
    /// What. Its way is [`Way::Both`] or [`Way::Forth`], from `from` to `to`.
    pub act: Act,
}

/// The distinct parties among those named, in order.
pub(crate) fn parties(named: &[Who]) -> BTreeSet<PartyId> {
    named.iter().filter_map(Who::party).collect()
}

/// Days from the first to the last that an incident may have happened on.
fn span(incident: &Incident) -> i32 {
    incident.days.from.until(incident.days.to).map_or(0, |span| span.get_days())
}

/// What is uncertain about an incident.
pub(super) fn doubt(incident: &Incident) -> Doubt {
    let contested = [About::Occurrence, About::Perpetrator];
    Doubt {
        is_disputed: incident.disputes.iter().any(|dispute| contested.contains(&dispute.about)),
        is_single: incident.origins <= 1,
        is_undated: !incident.is_dated || span(incident) > LONGEST_DATED,
    }
}

/// The deeds that an incident is made of: from each party that acted to each it acted on. What a party does within itself
/// is no deed between parties; an incident without a known party on either side, or told only of a time longer than a month,
/// gives none. Neither does one told as done on a day after its last report: its day was misread, and the ledger's time would end there.
pub fn deeds(incident: &Incident) -> Vec<Deed> {
    let is_done = matches!(incident.status, Status::Happened | Status::Ongoing);
    // A day of grace, for zones.
    let is_to_come = is_done && incident.last.until(incident.days.from).is_ok_and(|span| span.get_days() > 1);
    if span(incident) > LONGEST_PLACED || is_to_come {
        return Vec::new();
    }
    let act = Act {
        day: incident.days.from,
        incident: incident.id,
        way: Way::Forth,
        kind: incident.kind,
        mode: incident.mode,
        cameo: incident.cameo,
        status: incident.status,
        doubt: doubt(incident),
    };
    let (actors, recipients) = (parties(&incident.actors), parties(&incident.recipients));
    let is_joint = incident.kind.is_symmetric() && (recipients.is_empty() || actors.len() > 1);
    if is_joint {
        let all: Vec<&PartyId> = actors.union(&recipients).collect();
        let pairs = all.iter().enumerate().flat_map(|(i, a)| all[i + 1..].iter().map(move |b| (*a, *b)));
        let both = Act { way: Way::Both, ..act };
        return pairs.map(|(a, b)| Deed { from: a.clone(), to: b.clone(), act: both }).collect();
    }
    let pairs = actors.iter().flat_map(|from| recipients.iter().map(move |to| (from, to)));
    let foreign = pairs.filter(|(from, to)| from != to);
    foreign.map(|(from, to)| Deed { from: from.clone(), to: to.clone(), act }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crisis::staged::Staged;

    /// Checks the deeds as "IRN>PAK" or "IRN=PAK".
    fn check(incident: &Incident, expected: &[&str]) {
        let sign = |way| if way == Way::Both { '=' } else { '>' };
        let found: Vec<String> =
            deeds(incident).iter().map(|d| format!("{}{}{}", d.from, sign(d.act.way), d.to)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_actor_acts_on_each_recipient_and_talks_are_joint() {
        check(&Staged::new("2024-01-16", "ASSAULT", "190").by(&["IRN"]).on(&["PAK"]).made(1), &["IRN>PAK"]);
        check(&Staged::new("2024-01-19", "CONSULT", "041").by(&["PAK", "IRN"]).made(2), &["IRN=PAK"]);
        let three = Staged::new("2024-01-19", "AGREE", "03").by(&["PAK", "IRN"]).on(&["CHN"]).made(3);
        check(&three, &["CHN=IRN", "CHN=PAK", "IRN=PAK"]);
        check(&Staged::new("2024-01-19", "AGREE", "03").by(&["PAK"]).on(&["IRN"]).made(4), &["PAK>IRN"]);
    }

    #[test]
    fn what_a_state_does_at_home_or_in_a_whole_year_is_no_deed() {
        check(&Staged::new("2024-01-19", "PROTEST", "141").by(&["PAK"]).on(&["PAK"]).made(1), &[]);
        check(&Staged::new("2024-01-19", "CONSULT", "040").by(&["PAK"]).made(2), &[]);
        check(&Staged::new("2024-01-16", "ASSAULT", "190").on(&["PAK"]).made(3), &[]);
        let mut vague = Staged::new("2023-01-01", "ASSAULT", "190").by(&["IRN"]).on(&["PAK"]).made(4);
        vague.days.to = "2023-12-31".parse().unwrap();
        check(&vague, &[]);
    }

    #[test]
    fn what_is_told_as_done_has_come_by_its_last_report() {
        let told_on = |day: &str, status| {
            let staged = Staged::new("2024-01-19", "ASSAULT", "190").by(&["IRN"]).on(&["PAK"]);
            let mut incident = staged.told(day).status(status).made(1);
            incident.last = incident.first;
            incident
        };
        check(&told_on("2024-01-18", Status::Happened), &["IRN>PAK"]);
        check(&told_on("2024-01-16", Status::Happened), &[]);
        check(&told_on("2024-01-16", Status::Future), &["IRN>PAK"]);
    }

    #[test]
    fn sums_are_exact() {
        let act =
            deeds(&Staged::new("2024-01-16", "ASSAULT", "195").by(&["IRN"]).on(&["PAK"]).made(1))[0].act;
        assert_eq!((act.goldstein(), act.intensity()), (Tenths(-100), Tenths(-90)));
        assert!(act.doubt.is_single && !act.doubt.is_disputed);
    }
}
