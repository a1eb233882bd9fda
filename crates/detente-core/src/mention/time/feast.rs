//! Feasts that other calendars set: Ramadan, Eid, Nowruz, Yom Kippur, the Lunar New Year.
//!
//! Islamic months are reckoned by the tabular calendar, which may differ by a day from the sighting of the moon: "during
//! Ramadan" in an article of 20 March 2024 is 11 March to 9 April 2024. Feasts of other calendars are listed by year.

use detente_data::TimeWords;
use jiff::ToSpan;
use jiff::civil::Date;

use super::expression::{Feast, Tense, Year};
use super::resolve::Context;
use crate::mention::Days;

/// Day of the tabular Islamic epoch, 16 July 622 (Julian), counted from 1 January 1970.
const EPOCH: i64 = -492_148;

/// Days of a year of twelve moons, eleven of which in thirty are a day longer.
fn islamic(year: i64, month: i64, day: i64) -> Option<Date> {
    let before = (year - 1) * 354 + (3 + 11 * year).div_euclid(30);
    let months = (59 * (month - 1) + 1).div_euclid(2);
    let start = jiff::civil::date(1970, 1, 1);
    start.checked_add((EPOCH + before + months + day - 1).days()).ok()
}

/// The feast's runs that begin in a year: Ramadan may begin twice in one.
fn in_year(feast: &Feast, year: i16) -> Vec<Days> {
    match feast {
        Feast::Islamic { month, first, last } => {
            let about = (i64::from(year) - 622) * 33 / 32;
            let run = |year: i64| {
                let from = islamic(year, i64::from(*month), i64::from(*first))?;
                // A month has 29 or 30 days: the last one named is at most the eve of the next month.
                let next = islamic(year, i64::from(*month) + 1, 1)?.checked_sub(1.day()).ok()?;
                Some(Days { from, to: islamic(year, i64::from(*month), i64::from(*last))?.min(next) })
            };
            (about - 1..=about + 2).filter_map(run).filter(|days| days.from.year() == year).collect()
        }
        Feast::Fixed([month, day, last_month, last_day]) => {
            let days = Date::new(year, *month, *day).ok().zip(Date::new(year, *last_month, *last_day).ok());
            days.map(|(from, to)| Days { from, to }).into_iter().collect()
        }
        Feast::Listed(name) => {
            let dates = TimeWords::get().listed.get(name).map(Vec::as_slice).unwrap_or_default();
            dates
                .iter()
                .filter_map(|text| text.parse().ok())
                .filter(|day: &Date| day.year() == year)
                .map(Days::on)
                .collect()
        }
    }
}

/// The days of a feast: of the year said, else the last one that has begun, or the next where it lies ahead.
pub(super) fn days(feast: &Feast, year: Year, context: &Context) -> Option<Days> {
    match year {
        Year::Is(year) => in_year(feast, year).into_iter().next(),
        Year::Offset(offset) => in_year(feast, context.day?.year().checked_add(offset)?).into_iter().next(),
        Year::Nearest => {
            let today = context.day?;
            let years = [-1, 0, 1].into_iter().filter_map(|offset| today.year().checked_add(offset));
            let mut around: Vec<Days> = years.flat_map(|year| in_year(feast, year)).collect();
            around.sort_by_key(|days| days.from);
            if context.tense == Tense::Future {
                around.into_iter().find(|days| days.to >= today)
            } else {
                around.into_iter().rfind(|days| days.from <= today)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(name: &str, day: &str, tense: Tense) -> String {
        let words = TimeWords::get();
        let islamic = words.islamic.get(name).map(|[month, first, last]| Feast::Islamic {
            month: *month,
            first: *first,
            last: *last,
        });
        let fixed = || words.spans.get(name).map(|days| Feast::Fixed(*days));
        let feast = islamic.or_else(fixed).unwrap_or_else(|| Feast::Listed(name.to_owned()));
        let context = Context { day: day.parse().ok(), tense, ..Context::default() };
        days(&feast, Year::Nearest, &context).map(|d| format!("{} {}", d.from, d.to)).unwrap_or_default()
    }

    #[test]
    fn feasts_of_other_calendars_have_their_days() {
        assert_eq!(on("ramadan", "2024-03-20", Tense::Unsaid), "2024-03-11 2024-04-09");
        assert_eq!(on("ramadan", "2023-03-30", Tense::Unsaid), "2023-03-23 2023-04-21");
        assert_eq!(on("eid al-fitr", "2024-04-30", Tense::Past), "2024-04-10 2024-04-12");
        assert_eq!(on("eid al-adha", "2024-05-01", Tense::Future), "2024-06-17 2024-06-20");
        assert_eq!(on("nowruz", "2024-04-01", Tense::Past), "2024-03-20 2024-03-21");
        assert_eq!(on("lunar new year", "2024-03-01", Tense::Past), "2024-02-10 2024-02-10");
        assert_eq!(on("yom kippur", "2023-10-08", Tense::Past), "2023-09-25 2023-09-25");
        assert_eq!(on("no such feast", "2023-10-08", Tense::Past), "");
    }

    #[test]
    fn every_listed_day_is_a_day() {
        for (name, days) in &TimeWords::get().listed {
            assert!(days.iter().all(|day| day.parse::<Date>().is_ok()), "{name}");
        }
    }
}
