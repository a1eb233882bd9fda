//! Days of publication in the forms that feeds and archives write them.

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;

/// The day of "2024-01-19", "2024-01-19T12:30:00Z", "2024-01-19 12:30+05:00", "20240119" or "Fri, 19 Jan 2024
/// 12:30:00 GMT", in the time zone it was written in.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let is_spelled =
        text.starts_with(|c: char| c.is_alphabetic()) || text.contains(' ') && !text.contains('-');
    if is_spelled {
        return rfc2822::parse(text).ok().map(|zoned| zoned.date());
    }
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    // What follows the time is its zone; the day is the writer's, so the zone must only be one.
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let zone = time.find(['Z', 'z', '+', '-', '[']).unwrap_or(time.len());
    let is_zone = time[zone..].chars().all(|c| c.is_ascii_alphanumeric() || "+-:[]/_".contains(c));
    let local: DateTime = format!("{date}T{}", time[..zone].trim()).parse().ok()?;
    is_zone.then(|| local.date())
}
