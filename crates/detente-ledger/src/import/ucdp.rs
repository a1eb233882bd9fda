//! UCDP GED: events of organised violence with deaths, coded by people. Sides fight together, except in one-sided violence.

use detente_crisis::PartyId;
use detente_crisis::crisis::Doubt;
use detente_data::{CameoCode, EventType, Sector};
use jiff::civil::Date;

use super::party::{self, Parties};
use super::{Reason, Row, Told, malformed};

pub(super) fn told(row: &Row<'_>, parties: &mut Parties) -> Result<Told, Reason> {
    let day = row.date("date_start")?;
    let country = row.get("country")?;
    let from = side(row.get("side_a")?, country, parties, day)?;
    let to = side(row.get("side_b")?, country, parties, day)?;
    let (code, is_joint) = match row.get("type_of_violence")? {
        "1" | "2" => ("190", true),
        "3" => ("180", false),
        other => return Err(malformed("type_of_violence", other)),
    };
    let cameo: CameoCode = code.parse().map_err(|_| malformed("type_of_violence", code))?;
    let sources: i32 = row.get("number_of_sources")?.parse().unwrap_or(-1);
    let doubt = Doubt {
        is_disputed: false,
        is_single: sources < 2,
        // 1 is the day, 2 within two to six days, 3 and more a week or worse.
        is_undated: !matches!(row.get("date_prec")?, "1" | "2"),
    };
    let number = Some(row.get("id")?.to_owned());
    Ok(Told { day, from, to, kind: EventType::Assault, mode: None, cameo, is_joint, doubt, number })
}

fn side(name: &str, country: &str, parties: &mut Parties, day: Date) -> Result<PartyId, Reason> {
    if name.is_empty() {
        return Err(Reason::NoParty);
    }
    // "Yemen (North Yemen)"
    let place =
        |text: &str| party::state(text).or_else(|| party::state(text.split(" (").next().unwrap_or(text)));
    let state = match name.strip_prefix("Government of ") {
        Some(of) => Some(of),
        None if name == "Civilians" => Some(country),
        None => None,
    };
    match state {
        Some(state) => place(state).map(PartyId::State).ok_or_else(|| Reason::Unknown(name.to_owned())),
        None => parties
            .named(name, day)
            .or_else(|_| party::of(None, Sector::Reb, Some(name)).ok_or(Reason::NoParty)),
    }
}
