//! Which party a name in an event set means.

use std::collections::HashMap;

use detente_crisis::{PartyId, Who};
use detente_data::{ActorCode, Entry, Knowledge, Sector, StateCode};
use jiff::civil::Date;

use super::Reason;

/// Country codes of CAMEO that are not those of ISO.
const OTHER_CODES: [(&str, &str); 6] =
    [("ROM", "ROU"), ("TMP", "TLS"), ("ZAR", "COD"), ("KOS", "XKX"), ("PAL", "PSE"), ("GZS", "PSE")];

/// Words in the roles that ICEWS gives for people who act against their state, or outside it.
const OUTSIDERS: [(&str, Sector); 17] = [
    ("rebel", Sector::Reb),
    ("militant", Sector::Reb),
    ("insurgent", Sector::Reb),
    ("separatist", Sector::Reb),
    ("armed opposition", Sector::Reb),
    ("armed band", Sector::Reb),
    ("armed gang", Sector::Crm),
    ("combatant", Sector::Reb),
    ("guerrilla", Sector::Reb),
    ("terrorist", Sector::Reb),
    ("extremist", Sector::Reb),
    ("unidentified forces", Sector::Reb),
    ("organized violent", Sector::Reb),
    ("criminal", Sector::Crm),
    ("drug gang", Sector::Crm),
    ("pirate", Sector::Crm),
    ("gangs", Sector::Crm),
];

/// Finds parties, and keeps what it found: the same names come a thousand times.
#[derive(Debug, Default)]
pub(super) struct Parties {
    /// By name, and month, since people change office.
    found: HashMap<(String, i16, i8), Option<PartyId>>,
}

/// The state with a code or name.
pub(super) fn state(text: &str) -> Option<StateCode> {
    let known = Knowledge::builtin();
    let code = OTHER_CODES.iter().find(|(other, _)| *other == text).map_or(text, |(_, iso)| iso);
    if let Some(state) = code.parse().ok().and_then(|code| known.state(code)) {
        return Some(state.code);
    }
    known.named(text).into_iter().find_map(|entry| match entry {
        Entry::State(state, _) => Some(state.code),
        _ => None,
    })
}

/// The sector of outsiders that a role or sector names; none for those a state answers for.
pub(super) fn outsider(role: &str) -> Option<Sector> {
    let role = role.to_lowercase();
    OUTSIDERS.iter().find(|(word, _)| role.contains(word)).map(|(_, sector)| *sector)
}

/// A party of which the state and sector are known. `name` only where it is a name of its own.
pub(super) fn of(state: Option<StateCode>, sector: Sector, name: Option<&str>) -> Option<PartyId> {
    let code = state.map(ActorCode::State);
    Who { code, sector, name: name.map(str::to_owned), score: 1.0 }.party()
}

impl Parties {
    /// The party under a name on a day: a state, a known actor, a person by the office held then (or else before).
    pub(super) fn named(&mut self, name: &str, day: Date) -> Result<PartyId, Reason> {
        if name.is_empty() {
            return Err(Reason::NoParty);
        }
        let key = (name.to_owned(), day.year(), day.month());
        let found = self.found.entry(key).or_insert_with(|| look_up(name, day));
        found.clone().ok_or_else(|| Reason::Unknown(name.to_owned()))
    }

    /// The party under a name with a role and a state: "Citizen (India)", "Militant (Taliban)".
    pub(super) fn with_role(&mut self, text: &str, day: Date) -> Result<PartyId, Reason> {
        // A name with brackets inside: "Christian (Holy See (Vatican City State))".
        let Some((role, inside)) = text.strip_suffix(')').and_then(|text| text.split_once(" (")) else {
            return self.named(text, day);
        };
        let inside = inside.split(',').next().unwrap_or(inside);
        let country = state(inside).or_else(|| state(inside.split(" (").next().unwrap_or(inside)));
        match (country, outsider(role)) {
            (Some(_), sector) => of(country, sector.unwrap_or(Sector::Gov), None).ok_or(Reason::NoParty),
            (None, _) => self.named(inside, day).map_err(|_| Reason::Unknown(text.to_owned())),
        }
    }
}

fn look_up(name: &str, day: Date) -> Option<PartyId> {
    let known = Knowledge::builtin();
    if let Some(code) = state(name) {
        return Some(PartyId::State(code));
    }
    let mut found = known.who(name, Some(day));
    if found.is_empty() {
        // "Dmitry Anatolyevich Medvedev": names in the middle are often left out elsewhere.
        let words: Vec<&str> = name.split_whitespace().collect();
        if let [first, _, .., last] = words.as_slice() {
            found = known.who(&format!("{first} {last}"), Some(day));
        }
    }
    found.iter().find_map(|(entry, _)| match entry {
        Entry::State(state, _) => Some(PartyId::State(state.code)),
        Entry::Actor(actor) => {
            Who { code: actor.code, sector: actor.sector, name: Some(actor.name.clone()), score: 1.0 }.party()
        }
        Entry::Leader(leader, _) => {
            let office = leader.office_on(day).or_else(|| leader.last_office_before(day));
            let office = office.or_else(|| leader.offices.first())?;
            Who { code: office.code, sector: office.sector, name: Some(leader.name.clone()), score: 1.0 }
                .party()
        }
        Entry::Region(..) => None,
    })
}
