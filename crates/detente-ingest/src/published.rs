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
