//! What a person reads in place of codes and dates: "Iran" for IRN, "16 Jan 2024", "2–5", "Pakistan's military".

use detente_crisis::Incident;
use detente_crisis::report::{Claimant, Days, PartyId, Spot, Toll, Who};
use detente_data::{ActorCode, EventType, Knowledge, QuadClass, Sector, Stance, StateCode, wording};
use jiff::Timestamp;
use jiff::civil::Date;

/// A state's usual name; its code where no list has it.
pub(crate) fn state(code: StateCode) -> String {
    Knowledge::builtin().state(code).map_or_else(|| code.to_string(), |s| s.name.clone())
}

/// A party's name.
pub(crate) fn party(party: &PartyId) -> String {
    match party {
        PartyId::State(code) => state(*code),
        PartyId::Group(name) => plain(name),
    }
}

/// A name without the characters that turn the direction of what comes after it.
fn plain(name: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.chars().filter(|c| !turns(*c)).collect()
}

/// A code of the record, or a name where there is none.
pub(crate) fn label(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_string(), state)
}

/// What part of a society a sector is, as a noun.
pub(crate) fn sector(sector: Sector) -> &'static str {
    match sector {
        Sector::Gov => "government",
        Sector::Mil => "military",
        Sector::Cop => "police",
        Sector::Jud => "courts",
        Sector::Leg => "parliament",
        Sector::Spy => "intelligence",
        Sector::Reb => "armed group",
        Sector::Opp => "opposition",
        Sector::Pty => "party",
        Sector::Crm => "crime",
        Sector::Cvl => "civilians",
        Sector::Bus => "business",
        Sector::Med => "media",
        Sector::Edu => "education",
        Sector::Ngo => "NGO",
        Sector::Igo => "organisation of states",
        Sector::Ref => "refugees",
        Sector::Lab => "workers",
        Sector::Rel => "religious body",
        Sector::Eth => "ethnic group",
        Sector::Uns => "unspecified",
    }
}

/// A party as named: "Iran", "Iran (military)", "Jaish al-Adl".
pub(crate) fn who(who: &Who) -> String {
    let place = match who.code {
        Some(ActorCode::State(code)) => Some(state(code)),
        _ => None,
    };
    match (place, who.name.as_deref().map(plain)) {
        (Some(state), Some(name)) if name == state => state,
        (Some(state), Some(name)) if matches!(who.sector, Sector::Gov | Sector::Uns) => {
            if name.contains(&state) { name } else { format!("{name}, {state}") }
        }
        (Some(state), Some(name)) => format!("{name}, {state}"),
        (Some(state), None) if who.sector == Sector::Gov => state,
        (Some(state), None) => format!("{state} ({})", sector(who.sector)),
        (None, Some(name)) => name,
        (None, None) => "unknown".to_string(),
    }
}

/// Several parties in a row.
pub(crate) fn everybody(all: &[Who]) -> String {
    let mut names: Vec<String> = Vec::new();
    for name in all.iter().map(short) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.len() {
        0..=3 => names.join(", "),
        more => format!("{} and {} more", names[..2].join(", "), more - 2),
    }
}

/// The party behind, in as few words as tell it: a state for its own forces.
fn short(one: &Who) -> String {
    one.party().map_or_else(|| who(one), |p| party(&p))
}

/// "Iran → Pakistan", or "Iran, Pakistan" where both do it together.
pub(crate) fn between(incident: &Incident) -> String {
    let (actors, recipients) = (everybody(&incident.actors), everybody(&incident.recipients));
    match (actors.is_empty(), recipients.is_empty()) {
        (true, true) => "parties unknown".to_string(),
        (true, false) => format!("unknown → {recipients}"),
        (false, true) => actors,
        (false, false) => format!("{actors} → {recipients}"),
    }
}

/// "air strike"; with its first letter large where it begins a title.
pub(crate) fn act(incident: &Incident) -> &'static str {
    wording::act(incident.kind, incident.mode)
}

/// "Air strike: Iran → Pakistan".
pub(crate) fn title(incident: &Incident) -> String {
    format!("{}: {}", capital(act(incident)), between(incident))
}

/// The first letter large.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// "16 Jan 2024".
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// "16 Jan 2024 10:04 UTC".
pub(crate) fn minute(at: Timestamp) -> String {
    at.strftime("%-d %b %Y %H:%M UTC").to_string()
}

/// A state of the ledger as typed: "the end of 16 Jan 2024", "16 Jan 2024 10:04 UTC", "commit 12".
pub(crate) fn as_of(typed: &str) -> String {
    let typed = typed.trim();
    if typed.parse::<i64>().is_ok() {
        return format!("commit {typed}");
    }
    // A day alone is no time, and what has a time says more than its day.
    let time = typed.parse::<Timestamp>().ok().map(minute);
    let end_of_day = || typed.parse().ok().map(|d| format!("the end of {}", day(d)));
    time.or_else(end_of_day).unwrap_or_else(|| typed.to_string())
}

/// "16 Jan 2024", "16–19 Jan 2024", "30 Dec 2023 – 2 Jan 2024".
pub(crate) fn days(days: Days) -> String {
    let (a, b) = (days.from, days.to);
    if a == b {
        day(a)
    } else if (a.year(), a.month()) == (b.year(), b.month()) {
        format!("{}–{}", a.day(), day(b))
    } else if a.year() == b.year() {
        format!("{} – {}", a.strftime("%-d %b"), day(b))
    } else {
        format!("{} – {}", day(a), day(b))
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

/// Who gives an account.
pub(crate) fn claimant(claimant: &Claimant) -> String {
    match claimant {
        Claimant::Narrator(Some(agency)) => format!("{agency} (the report itself)"),
        Claimant::Narrator(None) => "The report itself".to_string(),
        Claimant::Party(party) => capital(&who(party)),
    }
}

/// Words of an article in one line, cut where they are long.
pub(crate) fn clipped(words: &str) -> String {
    const MOST: usize = 260;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST { line } else { line.chars().take(MOST).chain(['…']).collect() }
}

/// A place in few words.
pub(crate) fn spot(spot: &Spot) -> String {
    match spot.country.map(state) {
        Some(country) if country != spot.name => format!("{}, {country}", plain(&spot.name)),
        _ => plain(&spot.name),
    }
}

/// Past tense of a stance, as a heading says it.
pub(crate) fn stance(stance: Stance) -> &'static str {
    stance.as_str()
}

/// The name of a quad class, which is also its class in the style sheet.
pub(crate) fn class(kind: EventType) -> &'static str {
    match kind.quad_class() {
        QuadClass::VerbalCooperation => "vc",
        QuadClass::MaterialCooperation => "mc",
        QuadClass::VerbalConflict => "vx",
        QuadClass::MaterialConflict => "mx",
    }
}

/// What a quad class is called.
pub(crate) fn class_name(class: QuadClass) -> &'static str {
    match class {
        QuadClass::VerbalCooperation => "cooperation in words",
        QuadClass::MaterialCooperation => "cooperation in deeds",
        QuadClass::VerbalConflict => "conflict in words",
        QuadClass::MaterialConflict => "conflict in deeds",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_read_as_people_name_them() {
        let check = |code: Option<&str>, sector, name: Option<&str>, expected: &str| {
            let code = code.map(|c| c.parse().expect("a code"));
            assert_eq!(who(&Who { code, sector, name: name.map(String::from), score: 1.0 }), expected);
        };
        check(Some("IRN"), Sector::Gov, None, "Iran");
        check(Some("IRN"), Sector::Gov, Some("Iran"), "Iran");
        check(Some("PAK"), Sector::Mil, None, "Pakistan (military)");
        check(Some("PAK"), Sector::Gov, Some("Foreign Ministry"), "Foreign Ministry, Pakistan");
        check(None, Sector::Reb, Some("Jaish al-Adl"), "Jaish al-Adl");
        check(None, Sector::Uns, None, "unknown");
    }
}
