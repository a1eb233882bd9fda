//! GDELT events, version 2 (61 columns) and 1 (57 or 58). No header: columns by place.

use detente_crisis::PartyId;
use detente_crisis::crisis::Doubt;
use detente_data::{CameoCode, Sector};
use jiff::civil::Date;

use super::party::{self, Parties};
use super::{Reason, Row, Told, date, malformed};

const SQLDATE: usize = 1;
const ACTOR1: usize = 5;
const ACTOR2: usize = 15;
const EVENT_CODE: usize = 26;
/// Columns of an actor, from its first on.
const NAME: usize = 1;
const COUNTRY: usize = 2;
const KNOWN_GROUP: usize = 3;
const TYPES: [usize; 3] = [7, 8, 9];

pub(super) fn told(row: &Row<'_>, parties: &mut Parties) -> Result<Told, Reason> {
    if !matches!(row.record.len(), 57 | 58 | 61) {
        return Err(malformed("number of columns", &row.record.len().to_string()));
    }
    let text = row.at(SQLDATE, "SQLDATE")?;
    let day = date(text).ok_or_else(|| malformed("SQLDATE", text))?;
    let text = row.at(EVENT_CODE, "EventCode")?;
    let cameo: CameoCode = text.parse().map_err(|_| malformed("EventCode", text))?;
    let kind = cameo.event_type().ok_or(Reason::NoAct)?;
    let (from, to) = (side(row, parties, day, ACTOR1)?, side(row, parties, day, ACTOR2)?);
    // NumSources counts copies of one wire story: it does not tell of independent origins.
    let doubt = Doubt { is_single: true, ..Doubt::default() };
    Ok(Told { day, from, to, kind, mode: None, cameo, is_joint: false, doubt, number: None })
}

fn side(row: &Row<'_>, parties: &mut Parties, day: Date, first: usize) -> Result<PartyId, Reason> {
    let get = |offset: usize| row.at(first + offset, "Actor");
    let (name, country, group) = (get(NAME)?, get(COUNTRY)?, get(KNOWN_GROUP)?);
    let mut sector = None;
    for offset in TYPES {
        sector = sector.or(match get(offset)? {
            "REB" | "SEP" | "INS" | "UAF" => Some(Sector::Reb),
            "CRM" => Some(Sector::Crm),
            "IGO" | "IMG" => Some(Sector::Igo),
            "NGO" | "NGM" => Some(Sector::Ngo),
            _ => None,
        });
    }
    let state = party::state(country);
    // The names are in capitals and cut: they are looked up, and only those of known groups stand for themselves.
    let is_own = state.is_none() || !group.is_empty();
    if is_own && let Ok(party) = parties.named(name, day) {
        return Ok(party);
    }
    let own_name = is_own.then_some(name);
    match (state, sector) {
        (Some(_), sector) => party::of(state, sector.unwrap_or(Sector::Gov), own_name),
        (None, Some(sector)) if !name.is_empty() => party::of(None, sector, Some(name)),
        _ => None,
    }
    .ok_or_else(|| if name.is_empty() { Reason::NoParty } else { Reason::Unknown(name.to_owned()) })
}
