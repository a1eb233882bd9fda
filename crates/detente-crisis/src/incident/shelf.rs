//! Where an index of incidents finds the reports that it does not hold.
//!
//! In: what is looked for: what may match a mark, what is of an article or an origin. Out: the reports, each with the incident that it was
//! of. The ledger is one; the [`Empty`] one belongs to an index that holds all there is.

use std::convert::Infallible;

use detente_data::EventType;

use super::IncidentId;
use super::mark::Mark;
use crate::report::{ArticleKey, OriginKey, Report};

/// Where reports are kept that an index does not hold, as they were before what it is to apply.
///
/// It gives each report that is not in the index once, and with it all reports of that type of all articles of one origin: copies are one
/// telling.
pub trait Shelf {
    /// What can go wrong.
    type Error;

    /// Those that may match what has a mark.
    ///
    /// # Errors
    /// Where they cannot be had.
    fn near(&mut self, mark: &Mark) -> Result<Vec<Kept>, Self::Error>;

    /// Those of an article, of all types.
    ///
    /// # Errors
    /// Where they cannot be had.
    fn of_article(&mut self, article: ArticleKey) -> Result<Vec<Kept>, Self::Error>;

    /// Those of a type of the articles of an origin.
    ///
    /// # Errors
    /// Where they cannot be had.
    fn of_origin(&mut self, origin: OriginKey, kind: EventType) -> Result<Vec<Kept>, Self::Error>;
}

/// A report that was kept, with its incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The report.
    pub report: Report,
    /// The incident that it tells of.
    pub incident: Option<IncidentId>,
}

/// The shelf of an index that holds all there is.
pub(super) struct Empty;

impl Shelf for Empty {
    type Error = Infallible;

    fn near(&mut self, _: &Mark) -> Result<Vec<Kept>, Infallible> {
        Ok(Vec::new())
    }

    fn of_article(&mut self, _: ArticleKey) -> Result<Vec<Kept>, Infallible> {
        Ok(Vec::new())
    }

    fn of_origin(&mut self, _: OriginKey, _: EventType) -> Result<Vec<Kept>, Infallible> {
        Ok(Vec::new())
    }
}
