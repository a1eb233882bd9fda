//! What a person reads in place of codes: "air strike" for ASSAULT aerial, "recalled its ambassador".

use detente_core::claim::Toll;
use detente_core::event::Status;
use detente_core::mention::Days;
use detente_data::{EventType, Mode, RelationChange};
use jiff::civil::{Date, Weekday};

/// What an event was, as a noun.
pub(crate) fn act(kind: EventType, mode: Option<Mode>) -> &'static str {
    if let Some(mode) = mode {
        return act_by_mode(mode);
    }
    match kind {
        EventType::Agree => "agreement",
        EventType::Consult => "talks",
        EventType::Support => "support",
        EventType::Concede => "concession",
        EventType::Cooperate => "cooperation",
        EventType::Aid => "aid",
        EventType::Retreat => "retreat",
        EventType::Request => "request",
        EventType::Accuse => "accusation",
        EventType::Reject => "refusal",
        EventType::Threaten => "threat",
        EventType::Protest => "protest",
        EventType::Sanction => "sanction",
        EventType::Mobilize => "mobilization",
        EventType::Coerce => "coercion",
        EventType::Assault => "attack",
    }
}

#[allow(clippy::too_many_lines)] // one line for each mode, and the compiler sees that none is missing
fn act_by_mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Visit => "visit",
        Mode::ThirdParty => "mediation",
        Mode::Multilateral => "multilateral talks",
        Mode::Phone => "phone call",
        Mode::RetreatWithdraw => "withdrawal",
        Mode::Release => "release",
        Mode::Disarm => "disarmament",
        Mode::Ceasefire => "ceasefire",
        Mode::Access => "access granted",
        Mode::Resign => "resignation",
        Mode::RequestAssist => "appeal",
        Mode::RequestChange => "call for change",
        Mode::RequestYield => "demand to yield",
        Mode::RequestMeet => "call for talks",
        Mode::Disapprove => "condemnation",
        Mode::Investigate => "investigation",
        Mode::Allege => "allegation",
        Mode::RejectAssist => "refusal to help",
        Mode::RejectChange => "refusal to change",
        Mode::RejectYield => "refusal to yield",
        Mode::RejectMeet => "refusal to meet",
        Mode::ThreatenRestrict => "threat to restrict",
        Mode::ThreatenArrest => "threat of arrest",
        Mode::Relations => "threat to relations",
        Mode::ThreatenExpel => "threat to expel",
        Mode::Territory => "threat to territory",
        Mode::Violence => "threat of violence",
        Mode::Demo => "demonstration",
        Mode::Riot => "riot",
        Mode::Strike => "labour strike",
        Mode::Hunger => "hunger strike",
        Mode::Boycott => "boycott",
        Mode::Obstruct => "blockade by protesters",
        Mode::Convict => "conviction",
        Mode::SanctionExpel => "expulsion",
        Mode::SanctionWithdraw => "withdrawal of envoys",
        Mode::Discontinue => "sanction",
        Mode::Troops => "troop movement",
        Mode::Weapons => "weapons deployment",
        Mode::Police => "police deployment",
        Mode::Militia => "militia mobilization",
        Mode::Seize => "seizure",
        Mode::CoerceRestrict => "restriction",
        Mode::Censor => "censorship",
        Mode::Curfew => "curfew",
        Mode::MartialLaw => "martial law",
        Mode::CoerceArrest => "arrest",
        Mode::Deport => "deportation",
        Mode::Withhold => "withholding",
        Mode::Misinformation => "misinformation",
        Mode::Cyber => "cyber attack",
        Mode::Abduct => "abduction",
        Mode::Beat => "beating",
        Mode::Torture => "torture",
        Mode::Sexual => "sexual violence",
        Mode::Targeted => "targeted killing",
        Mode::Destroy => "destruction",
        Mode::Primitive => "attack by blade, stone or fire",
        Mode::Firearms => "shooting",
        Mode::Explosives => "bombing",
        Mode::SuicideAttack => "suicide attack",
        Mode::Aerial => "air strike",
        Mode::Drone => "drone strike",
        Mode::HeavyWeapons => "shelling",
        Mode::CrowdControl => "force against a crowd",
        Mode::Unconventional => "unconventional attack",
    }
}

/// Whether it happened, where that needs saying.
pub(crate) fn status(status: Status) -> Option<&'static str> {
    match status {
        Status::Happened => None,
        Status::Ongoing => Some("under way"),
        Status::Future => Some("announced"),
        Status::Hypothetical => Some("possible"),
        Status::Negated => Some("did not happen"),
    }
}

/// What changed between two parties.
pub(crate) fn change(change: RelationChange) -> &'static str {
    match change {
        RelationChange::SummonEnvoy => "envoy summoned",
        RelationChange::RecallAmbassador => "ambassador recalled",
        RelationChange::ExpelEnvoy => "envoy expelled",
        RelationChange::BarEnvoy => "envoy barred",
        RelationChange::Downgrade => "relations downgraded",
        RelationChange::Sever => "relations severed",
        RelationChange::Restore => "relations restored",
        RelationChange::ReturnAmbassador => "ambassador returned",
        RelationChange::CloseBorder => "border closed",
        RelationChange::OpenBorder => "border opened",
        RelationChange::CloseAirspace => "airspace closed",
        RelationChange::OpenAirspace => "airspace opened",
        RelationChange::SuspendTrade => "trade suspended",
        RelationChange::ResumeTrade => "trade resumed",
        RelationChange::SuspendTreaty => "treaty suspended",
        RelationChange::ResumeTreaty => "treaty resumed",
        RelationChange::SuspendVisits => "visits suspended",
        RelationChange::ResumeVisits => "visits resumed",
    }
}

/// "10", "2–5", "101 or more".
pub(crate) fn toll(toll: Toll) -> String {
    match toll.max {
        Some(max) if max == toll.min => max.to_string(),
        Some(max) if toll.min == 0 => format!("up to {max}"),
        Some(max) => format!("{}–{max}", toll.min),
        None => format!("{} or more", toll.min),
    }
}

/// "Friday 19 January 2024", or for several days "16–19 January 2024".
pub(crate) fn days(days: Days) -> String {
    let (a, b) = (days.from, days.to);
    let full = |d: Date| format!("{} {} {}", d.day(), month(d), d.year());
    if a == b {
        format!("{} {}", weekday(a), full(a))
    } else if is_whole_month(days) {
        format!("{} {}", month(a), a.year())
    } else if is_whole_year(days) {
        a.year().to_string()
    } else if (a.year(), a.month()) == (b.year(), b.month()) {
        format!("{}–{}", a.day(), full(b))
    } else if a.year() == b.year() {
        format!("{} {} – {}", a.day(), month(a), full(b))
    } else {
        format!("{} – {}", full(a), full(b))
    }
}

fn is_whole_month(days: Days) -> bool {
    days.from.first_of_month() == days.from && days.from.last_of_month() == days.to
}

fn is_whole_year(days: Days) -> bool {
    days.from.first_of_year() == days.from && days.from.last_of_year() == days.to
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month(date: Date) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(date.month() - 1).ok().and_then(|m| NAMES.get(m)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_mode_says_more_than_its_type() {
        assert_eq!(act(EventType::Assault, Some(Mode::Aerial)), "air strike");
        assert_eq!(act(EventType::Assault, None), "attack");
    }

    #[test]
    fn days_read_as_people_write_them() {
        let check = |from, to, text: &str| assert_eq!(days(Days { from, to }), text);
        check(date(2024, 1, 19), date(2024, 1, 19), "Friday 19 January 2024");
        check(date(2024, 1, 16), date(2024, 1, 19), "16–19 January 2024");
        check(date(2024, 1, 30), date(2024, 2, 2), "30 January – 2 February 2024");
        check(date(2024, 1, 1), date(2024, 1, 31), "January 2024");
        check(date(2023, 1, 1), date(2023, 12, 31), "2023");
        check(date(2023, 12, 30), date(2024, 1, 2), "30 December 2023 – 2 January 2024");
    }

    #[test]
    fn tolls_keep_what_the_source_left_open() {
        assert_eq!(toll(Toll { min: 10, max: Some(10) }), "10");
        assert_eq!(toll(Toll { min: 101, max: None }), "101 or more");
        assert_eq!(toll(Toll { min: 2, max: Some(5) }), "2–5");
    }
}
