//! ICEWS: events with CAMEO codes, or with their labels alone.

use detente_crisis::PartyId;
use detente_crisis::crisis::Doubt;
use detente_data::{CameoCode, Sector};
use jiff::civil::Date;

use super::party::{self, Parties};
use super::{Reason, Row, Told, malformed};

/// One story tells each row.
const DOUBT: Doubt = Doubt { is_disputed: false, is_single: true, is_undated: false };

/// A row of ICEWS as published: twenty columns.
pub(super) fn coded(row: &Row<'_>, parties: &mut Parties) -> Result<Told, Reason> {
    let day = row.date("Event Date")?;
    let text = row.get("CAMEO Code")?;
    // Some copies drop the zero in front.
    let cameo =
        text.parse().or_else(|_| format!("0{text}").parse()).map_err(|_| malformed("CAMEO Code", text))?;
    let from = side(row, parties, day, ["Source Name", "Source Sectors", "Source Country"])?;
    let to = side(row, parties, day, ["Target Name", "Target Sectors", "Target Country"])?;
    told(day, from, to, cameo)
}

fn side(
    row: &Row<'_>,
    parties: &mut Parties,
    day: Date,
    columns: [&'static str; 3],
) -> Result<PartyId, Reason> {
    let [name, sectors, country] = [row.get(columns[0])?, row.get(columns[1])?, row.get(columns[2])?];
    let state = party::state(country);
    let international = sectors.contains("International Government");
    match (state, party::outsider(sectors)) {
        // Rebels with a name of their own are known by it or listed under it.
        (Some(_), Some(sector)) if name.ends_with(')') => {
            party::of(state, sector, None).ok_or(Reason::NoParty)
        }
        (Some(_), Some(sector)) => match parties.named(name, day) {
            Ok(party) => Ok(party),
            Err(_) => party::of(state, sector, Some(name)).ok_or(Reason::NoParty),
        },
        (Some(code), None) => Ok(PartyId::State(code)),
        (None, _) if international => match parties.named(name, day) {
            Ok(party) => Ok(party),
            Err(_) => party::of(None, Sector::Igo, Some(name)).ok_or(Reason::NoParty),
        },
        (None, _) => parties.with_role(name, day),
    }
}

/// A row of date, source, event, target.
pub(super) fn labelled(row: &Row<'_>, parties: &mut Parties) -> Result<Told, Reason> {
    let day = row.date("date")?;
    let text = row.get("event")?;
    let cameo = CameoCode::labelled(text).ok_or_else(|| malformed("event", text))?;
    let from = parties.with_role(row.get("source")?, day)?;
    let to = parties.with_role(row.get("target")?, day)?;
    told(day, from, to, cameo)
}

fn told(day: Date, from: PartyId, to: PartyId, cameo: CameoCode) -> Result<Told, Reason> {
    let kind = cameo.event_type().ok_or(Reason::NoAct)?;
    let mode = None;
    Ok(Told { day, from, to, kind, mode, cameo, is_joint: false, doubt: DOUBT, number: None })
}
