//! Parties, days and lists as sentences write them.

use detente_data::{Entry, Knowledge, Sector, StateCode, Telling};
use jiff::civil::Date;

use crate::report::PartyId;

const MONTHS: [&str; 12] = [
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

/// A party as a sentence names it: "Iran", "rebels in Syria", "Hamas".
///
/// ```
/// use detente_crisis::crisis::party_name;
/// assert_eq!(party_name(&"REB in SYR".parse()?), "rebels in Syria");
/// # Ok::<(), std::convert::Infallible>(())
/// ```
pub fn party_name(party: &PartyId) -> String {
    let state_name = |code: StateCode| {
        Knowledge::builtin().state(code).map_or_else(|| code.to_string(), |state| state.name.clone())
    };
    match party {
        PartyId::State(code) => state_name(*code),
        PartyId::Group(name) => {
            let parts = name.split_once(" in ").and_then(|(sector, code)| {
                let people = Telling::builtin().sector(sector.parse::<Sector>().ok()?)?;
                Some(format!("{people} in {}", state_name(code.parse().ok()?)))
            });
            parts.unwrap_or_else(|| name.clone())
        }
    }
}

/// A party as a person types it: "Iran" and "irn" are IRN, a group known under several names has its own; what is not known
/// stays as it is.
///
/// ```
/// use detente_crisis::crisis::party_of;
/// assert_eq!(party_of("iran").to_string(), "IRN");
/// assert_eq!(party_of("River Front").to_string(), "River Front");
/// ```
pub fn party_of(typed: &str) -> PartyId {
    let knowledge = Knowledge::builtin();
    let code = typed.to_uppercase().parse::<StateCode>().ok().filter(|code| knowledge.state(*code).is_some());
    if let Some(code) = code {
        return PartyId::State(code);
    }
    match knowledge.named(typed).first() {
        Some(Entry::State(state, _)) => PartyId::State(state.code),
        Some(Entry::Actor(actor)) => PartyId::Group(actor.name.clone()),
        _ => PartyId::Group(typed.to_owned()),
    }
}

/// "16 January 2024".
pub(crate) fn day_name(day: Date) -> String {
    let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
    format!("{} {month} {}", day.day(), day.year())
}

/// "Iran and Pakistan"; of many the first three.
pub(crate) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        // More would hide what was done.
        [a, b, c, _, ..] => format!("{a}, {b}, {c} and others"),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
