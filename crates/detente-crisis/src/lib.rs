//! What articles tell together: the incidents behind their events, and the crises that incidents make up.
//!
//! In: [`Report`]s, each one event as one article tells it, without any raw text. Out: [`Incident`]s, each one
//! happening with its accounts, figures and disputes; from these the stages of a crisis (dyads, relations, chains,
//! commitments, phases), and what a reader wants to be told of. Everything is a pure function of the set of reports: the order in which they came, and
//! whether they came at once or one by one, cannot be seen in the result.
//!
//! "Iran struck Panjgur on Tuesday" (EFE) and "Tuesday's Iranian missile strike in Balochistan" (AFP) are two reports
//! of one incident; "Pakistan recalled its ambassador" is another incident, which answers it.

pub mod alert;
pub mod crisis;
pub mod fingerprint;
pub mod incident;
pub mod report;
pub mod word;

pub use incident::{Incident, IncidentId};
pub use report::{PartyId, Report, ReportId, Who};
