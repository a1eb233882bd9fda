//! Moments of publication in the forms that feeds, pages and archives write them.
//!
//! In: "2024-01-19", "2024-01-19T12:30:00Z", "2024-01-19 12:30+05:00", "20240119", "Fri, 19 Jan 2024 12:30:00 GMT". Out:
//! the day in the time zone it was written in, and the moment where time and zone are given.

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::{Timestamp, tz::TimeZone};

/// A day, and the moment where more is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Published {
    /// The day where the writer is.
    pub(crate) day: Date,
    /// The moment.
    pub(crate) moment: Option<Timestamp>,
}

impl Published {
    /// Reads a date with or without a time; none if it is no date, or one that no news has.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_spelled =
            text.starts_with(|c: char| c.is_alphabetic()) || text.contains(' ') && !text.contains('-');
        if is_spelled {
            let zoned = rfc2822::parse(text).ok()?;
            return Some(Published { day: zoned.date(), moment: Some(zoned.timestamp()) });
        }
        if let Ok(day) = text.parse::<Date>() {
            return Some(Published { day, moment: text.parse().ok() });
        }
        // What follows the time is its zone; the day is the writer's, so the zone must only be one.
        let (date, time) = text.split_once(['T', 't', ' '])?;
        let zone = time.find(['Z', 'z', '+', '-', '[']).unwrap_or(time.len());
        let is_zone = time[zone..].chars().all(|c| c.is_ascii_alphanumeric() || "+-:[]/_".contains(c));
        let local: DateTime = format!("{date}T{}", time[..zone].trim()).parse().ok()?;
        let moment = format!("{date}T{}{}", time[..zone].trim(), &time[zone..]).parse().ok();
        is_zone.then(|| Published { day: local.date(), moment })
    }

    /// A moment whose zone is not known any more: its day is that of UTC.
    pub(crate) fn at(seconds: i64, nanoseconds: i32) -> Option<Self> {
        let moment = Timestamp::new(seconds, nanoseconds).ok()?;
        Some(Published { day: TimeZone::UTC.to_datetime(moment).date(), moment: Some(moment) })
    }
}

#[cfg(test)]
mod tests {
    use super::Published;

    /// The day and the moment of a text, with a blank between them.
    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = Published::new(text).map(|found| {
            let moment = found.moment.map(|moment| format!(" {moment}")).unwrap_or_default();
            format!("{}{moment}", found.day)
        });
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn t12_a_time_without_a_zone_is_a_day() {
        check("2024-01-19T12:30:00", Some("2024-01-19"));
        check("2024-01-19 23:30", Some("2024-01-19"));
        check("2024-01-19T23:30:00-05:00", Some("2024-01-19 2024-01-20T04:30:00Z"));
    }

    #[test]
    fn t12_a_time_that_no_clock_showed_has_its_day() {
        // Clocks in Berlin went from 2 to 3 that night, those in New York three weeks before.
        check("2024-03-31T02:30:00", Some("2024-03-31"));
        check("2024-03-31T02:30:00[Europe/Berlin]", Some("2024-03-31"));
        check("2024-03-31 02:30:00+01:00", Some("2024-03-31 2024-03-31T01:30:00Z"));
        check("2024-03-31T02:30:00+01:00[Europe/Berlin]", Some("2024-03-31 2024-03-31T01:30:00Z"));
        check("Sun, 10 Mar 2024 02:30:00 EST", Some("2024-03-10 2024-03-10T07:30:00Z"));
        // And one that they showed twice.
        check("2024-10-27T02:30:00[Europe/Berlin]", Some("2024-10-27"));
    }

    #[test]
    fn t12_what_is_no_date_or_beyond_all_is_none_or_a_day() {
        check("2024-02-30T10:00:00Z", None);
        check("31 February 2024", None);
        check("2024-03-31T25:00:00", None);
        check("0025-01-17T10:00:00Z", Some("0025-01-17 0025-01-17T10:00:00Z"));
        check("9999-12-31T23:59:59-14:00", Some("9999-12-31"));
        check("-9999-01-01T00:00:00+14:00", None);
        check("", None);
    }
}
