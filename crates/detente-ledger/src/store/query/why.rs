//! Why nothing was found: what the ledger covers, and which part of the filter finds nothing on its own.

use super::super::codec::day_of;
use super::super::{Store, StoreError};
use super::filter::Filter;
use super::plan;
use jiff::civil::Date;
use serde::Serialize;

/// What the ledger covers, and what each part of a filter finds alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// Articles that were ever taken in.
    pub articles: i64,
    /// Events that were ever told.
    pub events: i64,
    /// First and last day of events.
    pub days: Option<(Date, Date)>,
    /// Each part of the filter.
    pub filters: Vec<WhyFilter>,
}

/// A part of a filter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhyFilter {
    /// As it is typed.
    pub filter: String,
    /// How many it finds alone; counted up to 2,000.
    pub found: i64,
}

impl Store {
    /// Explains an empty answer.
    ///
    /// # Errors
    /// Of the database.
    pub fn why(&self, filter: &Filter) -> Result<Why, StoreError> {
        let number =
            |sql: &str| -> Result<Option<i64>, StoreError> { self.database.one(sql, &[], |row| row.get(0)) };
        let explain = || -> Result<Why, StoreError> {
            let first = number("SELECT min(day) FROM event")?;
            let last = number("SELECT max(day) FROM event")?;
            let days = match (first, last) {
                (Some(first), Some(last)) => Some((day_of(first)?, day_of(last)?)),
                _ => None,
            };
            let counts = plan::counts(&self.database, filter)?;
            Ok(Why {
                // Rows are never deleted, so the last id is their number.
                articles: number("SELECT max(id) FROM article")?.unwrap_or(0),
                events: number("SELECT max(id) FROM event")?.unwrap_or(0),
                days,
                filters: counts.into_iter().map(|(filter, found)| WhyFilter { filter, found }).collect(),
            })
        };
        self.named(explain())
    }
}
