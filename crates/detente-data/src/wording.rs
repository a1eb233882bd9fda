//! What a person reads in place of codes: "air strike" for ASSAULT aerial, "ambassador recalled" for `recall_ambassador`.

use crate::{EventType, Mode, RelationChange, Status};

/// What an event was, as a noun.
pub fn act(kind: EventType, mode: Option<Mode>) -> &'static str {
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
pub fn status(status: Status) -> Option<&'static str> {
    match status {
        Status::Happened => None,
        Status::Ongoing => Some("under way"),
        Status::Future => Some("announced"),
        Status::Hypothetical => Some("possible"),
        Status::Negated => Some("did not happen"),
    }
}

/// What changed between two parties.
pub fn change(change: RelationChange) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_says_more_than_its_type() {
        assert_eq!(act(EventType::Assault, Some(Mode::Aerial)), "air strike");
        assert_eq!(act(EventType::Assault, None), "attack");
    }
}
