//! Parties, days and lists as sentences write them.

use detente_data::{Knowledge, Sector, StateCode, Telling};
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

/// "16 January 2024".
pub(super) fn day_name(day: Date) -> String {
    let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
    format!("{} {month} {}", day.day(), day.year())
}

/// "Iran and Pakistan"; of many the first three.
pub(super) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        // More would hide what was done.
        [a, b, c, _, ..] => format!("{a}, {b}, {c} and others"),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
