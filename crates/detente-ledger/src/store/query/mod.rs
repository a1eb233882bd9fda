//! Questions: events and articles by party, dyad, type, place, time, status, claimant and words, as of any commit.
//!
//! In: a [`Filter`]. Out: rows, the latest first, one by one, so that an export of millions needs no memory. What a row
//! shows of an event is its record; the columns only find it.
//!
//! "What has Pakistan denied since Tuesday": `claimants: ["PAK"], stances: [denies], since: 2024-01-16`.

mod articles;
mod disputes;
mod events;
mod feed;
mod filter;
mod incidents;
mod parts;
mod plan;
mod since;
mod why;

pub use articles::{ArticleRow, FoundArticle, RevisionRow};
pub(in crate::store) use articles::{article_row, text_of};
pub use disputes::DisputeRow;
pub use events::EventRow;
pub use feed::{Change, SourceCount};
pub use filter::Filter;
pub(in crate::store) use incidents::standing_by_number;
pub use incidents::{FoundIncident, IncidentRow, Step, Telling};
pub use why::{Why, WhyFilter};
