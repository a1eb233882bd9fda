//! Which commit a question is about.
//!
//! "As of 2024-01-18" is as of the last commit of that day; later commits are as if they had not been.

use super::codec::stored_time;
use super::database::{Database, values};
use super::{Seq, StoreError};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::str::FromStr;

/// A state of the ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AsOf {
    /// As it stands.
    #[default]
    Now,
    /// After that commit.
    Commit(Seq),
    /// After the last commit that was made at or before that time.
    Time(Timestamp),
}

impl AsOf {
    /// The last commit that counts.
    pub(super) fn commit(self, database: &Database) -> Result<i64, StoreError> {
        match self {
            AsOf::Now => Ok(i64::MAX),
            AsOf::Commit(seq) => Ok(seq.0),
            AsOf::Time(time) => last_before(database, &stored_time(time)),
        }
    }
}

/// The last commit by that time. Commits are numbered without gaps and made in the order of time, but for a clock that was
/// set back, so their log is searched by halves.
fn last_before(database: &Database, time: &str) -> Result<i64, StoreError> {
    let newest: Option<Option<i64>> = database.cell("SELECT max(seq) FROM commit_log", &[])?;
    let (mut low, mut high) = (0, newest.flatten().unwrap_or(0));
    while low < high {
        let middle = low + (high - low + 1) / 2;
        let made: Option<String> =
            database.cell("SELECT at FROM commit_log WHERE seq = ?1", &values![middle])?;
        if made.is_none_or(|made| made.as_str() <= time) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(low)
}

impl FromStr for AsOf {
    type Err = String;

    /// A commit's number, a day (its end, UTC) or a time.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day_end = |day: Date| {
            let next = day.checked_add(1.day()).ok()?.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp();
            next.checked_sub(1.microsecond()).ok()
        };
        if let Some(seq) = text.parse::<i64>().ok().filter(|seq| *seq >= 0) {
            return Ok(AsOf::Commit(Seq(seq)));
        }
        let time = text.parse::<Timestamp>().ok().or_else(|| day_end(text.parse().ok()?));
        time.map(AsOf::Time).ok_or_else(|| {
            format!("{text:?} is neither the number of a commit, a day (2024-01-19) nor a time (2024-01-19T12:00:00Z)")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = match text.parse::<AsOf>() {
            Ok(AsOf::Now) => "now".to_string(),
            Ok(AsOf::Commit(seq)) => seq.to_string(),
            Ok(AsOf::Time(time)) => stored_time(time),
            Err(_) => "error".to_string(),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn commits_days_and_times_are_told_apart() {
        check("17", "17");
        check("2024-01-19", "2024-01-19T23:59:59.999999Z");
        check("2024-01-19T12:00:00+01:00", "2024-01-19T11:00:00.000000Z");
        check("yesterday", "error");
        check("-3", "error");
    }
}
