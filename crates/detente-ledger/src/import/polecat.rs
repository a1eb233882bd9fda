//! POLECAT: PLOVER types and modes, actors with country and sector.

use detente_crisis::PartyId;
use detente_crisis::crisis::Doubt;
use detente_data::{CameoCode, EventType, Mode, Sector};
use jiff::civil::Date;

use super::party::{self, Parties};
use super::{Reason, Row, Told, malformed};

pub(super) fn told(row: &Row<'_>, parties: &mut Parties) -> Result<Told, Reason> {
    let day = row.date("Event Date")?;
    let text = row.get("Event Type")?;
    let kind: EventType = text.to_uppercase().parse().map_err(|_| malformed("Event Type", text))?;
    // A mode that PLOVER has dropped since is no reason to lose the event.
    let mode = Mode::parse(kind, row.get("Event Mode")?);
    let from = side(row, parties, day, ["Actor Name", "Actor Country", "Primary Actor Sector"])?;
    let to = side(row, parties, day, ["Recipient Name", "Recipient Country", "Primary Recipient Sector"])?;
    let doubt = Doubt { is_single: true, ..Doubt::default() };
    let is_joint = kind.is_symmetric();
    Ok(Told { day, from, to, kind, mode, cameo: CameoCode::usual(kind), is_joint, doubt, number: None })
}

fn side(
    row: &Row<'_>,
    parties: &mut Parties,
    day: Date,
    columns: [&'static str; 3],
) -> Result<PartyId, Reason> {
    let [name, country, sector] = [row.get(columns[0])?, row.get(columns[1])?, row.get(columns[2])?];
    let first = |text: &str| text.split([';', '|']).next().unwrap_or_default().trim().to_owned();
    let (name, country) = (first(name), first(country));
    let sector: Sector = first(sector).parse().unwrap_or(Sector::Gov);
    let state = party::state(&country);
    let stands_alone = matches!(sector, Sector::Reb | Sector::Crm | Sector::Igo | Sector::Ngo);
    if (stands_alone || state.is_none()) && !name.is_empty() && name != "None" {
        return match parties.named(&name, day) {
            Ok(party) => Ok(party),
            Err(unknown) => party::of(state, sector, Some(&name)).filter(|_| stands_alone).ok_or(unknown),
        };
    }
    party::of(state, sector, None).ok_or(Reason::NoParty)
}
