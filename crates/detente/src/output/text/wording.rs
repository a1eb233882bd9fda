//! Days and figures as people write them; what stands for codes is in [`detente_data::wording`].

use detente_core::claim::Toll;
use detente_core::mention::Days;
pub(crate) use detente_data::wording::{act, change, status};
use jiff::civil::{Date, Weekday};

/// "10", "2–5", "101 or more".
pub(crate) fn toll(toll: Toll) -> String {
    match toll.max {
        Some(max) if max == toll.min => max.to_string(),
        Some(max) if toll.min == 0 => format!("up to {max}"),
        Some(max) => format!("{}–{max}", toll.min),
        None => format!("{} or more", toll.min),
    }
}

/// "Friday 19 January 2024", or for several days "16–19 January 2024".
pub(crate) fn days(days: Days) -> String {
    let (a, b) = (days.from, days.to);
    let full = |d: Date| format!("{} {} {}", d.day(), month(d), d.year());
    if a == b {
        format!("{} {}", weekday(a), full(a))
    } else if is_whole_month(days) {
        format!("{} {}", month(a), a.year())
    } else if is_whole_year(days) {
        a.year().to_string()
    } else if (a.year(), a.month()) == (b.year(), b.month()) {
        format!("{}–{}", a.day(), full(b))
    } else if a.year() == b.year() {
        format!("{} {} – {}", a.day(), month(a), full(b))
    } else {
        format!("{} – {}", full(a), full(b))
    }
}

fn is_whole_month(days: Days) -> bool {
    days.from.first_of_month() == days.from && days.from.last_of_month() == days.to
}

fn is_whole_year(days: Days) -> bool {
    days.from.first_of_year() == days.from && days.from.last_of_year() == days.to
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month(date: Date) -> &'static str {
    const NAMES: [&str; 12] = [
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
    usize::try_from(date.month() - 1).ok().and_then(|m| NAMES.get(m)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_read_as_people_write_them() {
        let check = |from, to, text: &str| assert_eq!(days(Days { from, to }), text);
        check(date(2024, 1, 19), date(2024, 1, 19), "Friday 19 January 2024");
        check(date(2024, 1, 16), date(2024, 1, 19), "16–19 January 2024");
        check(date(2024, 1, 30), date(2024, 2, 2), "30 January – 2 February 2024");
        check(date(2024, 1, 1), date(2024, 1, 31), "January 2024");
        check(date(2023, 1, 1), date(2023, 12, 31), "2023");
        check(date(2023, 12, 30), date(2024, 1, 2), "30 December 2023 – 2 January 2024");
    }

    #[test]
    fn tolls_keep_what_the_source_left_open() {
        assert_eq!(toll(Toll { min: 10, max: Some(10) }), "10");
        assert_eq!(toll(Toll { min: 101, max: None }), "101 or more");
        assert_eq!(toll(Toll { min: 2, max: Some(5) }), "2–5");
    }
}
