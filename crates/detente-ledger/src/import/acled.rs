//! ACLED: political violence and protest, coded by people. Two sides fight a battle together; elsewhere the first acts on the
//! second.

use detente_crisis::PartyId;
use detente_crisis::crisis::Doubt;
use detente_data::{CameoCode, EventType, Mode, Sector};
use jiff::civil::Date;

use super::party::{self, Parties};
use super::{Reason, Row, Told, malformed};

/// Sub-event types with their CAMEO code and PLOVER mode; those not listed are no acts of one party on another.
const KINDS: [(&str, &str, Option<Mode>); 19] = [
    ("Armed clash", "190", Some(Mode::Firearms)),
    ("Government regains territory", "192", None),
    ("Non-state actor overtakes territory", "192", None),
    ("Chemical weapon", "2041", Some(Mode::Unconventional)),
    ("Air/drone strike", "195", Some(Mode::Aerial)),
    ("Suicide bomb", "1831", Some(Mode::SuicideAttack)),
    ("Shelling/artillery/missile attack", "194", Some(Mode::HeavyWeapons)),
    ("Remote explosive/landmine/IED", "183", Some(Mode::Explosives)),
    ("Grenade", "183", Some(Mode::Explosives)),
    ("Sexual violence", "1821", Some(Mode::Sexual)),
    ("Attack", "180", None),
    ("Abduction/forced disappearance", "181", Some(Mode::Abduct)),
    ("Excessive force against protesters", "175", None),
    ("Violent demonstration", "145", Some(Mode::Riot)),
    ("Mob violence", "145", Some(Mode::Riot)),
    ("Peaceful protest", "141", Some(Mode::Demo)),
    ("Protest with intervention", "141", Some(Mode::Demo)),
    ("Arrests", "173", Some(Mode::CoerceArrest)),
    ("Agreement", "057", None),
];

pub(super) fn told(row: &Row<'_>, parties: &mut Parties) -> Result<Told, Reason> {
    let day = row.date("event_date")?;
    let text = row.get("sub_event_type")?;
    let (_, code, mode) = KINDS.iter().find(|(name, ..)| *name == text).ok_or(Reason::NoAct)?;
    let cameo: CameoCode = code.parse().map_err(|_| malformed("sub_event_type", text))?;
    let kind = cameo.event_type().ok_or(Reason::NoAct)?;
    let country = row.get("country")?;
    let from = side(row.get("actor1")?, row.get("inter1")?, country, parties, day)?;
    let to = side(row.get("actor2")?, row.get("inter2")?, country, parties, day)?;
    let is_joint = row.get("event_type")? == "Battles" || kind == EventType::Support;
    let doubt = Doubt {
        is_disputed: false,
        is_single: !row.get("source")?.contains(';'),
        is_undated: !matches!(row.get("time_precision")?, "1" | ""),
    };
    let number = Some(row.get("event_id_cnty")?.to_owned());
    // A mode goes with its type only.
    let mode = mode.filter(|mode| mode.event_type() == kind);
    Ok(Told { day, from, to, kind, mode, cameo, is_joint, doubt, number })
}

/// A side by its name, what it is (a number, or words in newer files), and the country of the event.
fn side(name: &str, inter: &str, country: &str, parties: &mut Parties, day: Date) -> Result<PartyId, Reason> {
    if name.is_empty() {
        return Err(Reason::NoParty);
    }
    let bracketed = name.rsplit_once(" (").map(|(_, inside)| inside.trim_end_matches(')'));
    let is_group = matches!(inter, "2" | "3" | "4") || inter.contains("Rebel") || inter.contains("Militia");
    if is_group {
        let sector = Sector::Reb;
        let own = name.split_once(": ").map_or(name, |(_, own)| own);
        let own = own.split(" (").next().unwrap_or(own);
        if own.starts_with("Unidentified") {
            let home = bracketed.and_then(party::state).or_else(|| party::state(country));
            return party::of(home, sector, None).ok_or(Reason::NoParty);
        }
        return parties
            .named(own, day)
            .or_else(|_| party::of(None, sector, Some(own)).ok_or(Reason::NoParty));
    }
    // "Military Forces of Pakistan (2022-2024)", "Police Forces of India (2014-) Border Force", "Civilians (Kenya)".
    let of = name.split_once(" of ").map(|(_, rest)| rest.split(" (").next().unwrap_or(rest));
    let state = of.and_then(party::state).or_else(|| bracketed.and_then(party::state));
    let state = state.or_else(|| party::state(country));
    state.map(PartyId::State).ok_or_else(|| Reason::Unknown(name.to_owned()))
}
