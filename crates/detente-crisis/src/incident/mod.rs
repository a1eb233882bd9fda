//! From reports to incidents: one happening in the world, told by any number of events in any number of articles.
//!
//! [`Incidents`] says which reports tell of one happening, as articles come and go; [`consolidate()`] makes the
//! [`Incident`] of them; [`resolve`] does both for a set of reports at once.

mod block;
mod change;
mod cluster;
mod consolidate;
mod dispute;
mod drawer;
mod feature;
mod index;
mod mark;
pub mod matching;
mod pack;
mod probe;
mod score;
mod shelf;
mod traits;
mod voice;
mod weights;

pub use change::{Change, What};
pub use consolidate::{consolidate, resolve};
pub use drawer::Drawer;
pub use index::Incidents;
pub use mark::{Mark, Stretch};
pub use probe::Probe;
pub use shelf::{Kept, Shelf};

use detente_data::{About, CameoCode, CommitmentState, EventType, Mode, RelationChange, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

use crate::report::{Claimant, Days, ReportId, Spot, Toll, Who};

/// An incident's lasting number: made of its first report (by day of publication, then article, then event).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IncidentId(pub u64);

impl IncidentId {
    /// Of the incident whose first report that is.
    pub(crate) fn of(report: ReportId) -> Self {
        let mut bytes = report.article.0.to_le_bytes().to_vec();
        bytes.extend(report.event.to_le_bytes());
        IncidentId(XxHash3_64::oneshot(&bytes))
    }
}

/// A report's place among the reports of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    published: Date,
    report: ReportId,
}

/// One happening in the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Its number.
    pub id: IncidentId,
    /// The events that tell of it, by day of publication.
    pub reports: Vec<ReportId>,
    /// PLOVER type.
    pub kind: EventType,
    /// PLOVER mode.
    pub mode: Option<Mode>,
    /// CAMEO code.
    pub cameo: CameoCode,
    /// Whether it happened, as most origins tell it.
    pub status: Status,
    /// Who did it.
    pub actors: Vec<Who>,
    /// To or with whom.
    pub recipients: Vec<Who>,
    /// When: as stated, or else the day of the first report.
    pub days: Days,
    /// Whether an article states the day.
    pub is_dated: bool,
    /// Where.
    pub place: Option<Spot>,
    /// The dead, by all accounts.
    pub killed: Option<Figures>,
    /// The injured, by all accounts.
    pub injured: Option<Figures>,
    /// Number of articles that tell of it.
    pub articles: u32,
    /// Number of independent origins: copies of one text count once.
    pub origins: u32,
    /// Day of publication of the first report.
    pub first: Date,
    /// Day of publication of the last.
    pub last: Date,
    /// Change of official relations it brings.
    pub relation: Option<RelationChange>,
    /// What it does to a promise.
    pub promise: Option<CommitmentState>,
    /// Incidents that it is said to answer.
    pub answers: Vec<IncidentId>,
    /// Accounts that cannot all be true.
    pub disputes: Vec<Dispute>,
    /// How sure it is that this happened as coded and that its reports belong together, 0 to 1.
    pub score: f32,
}

/// The figures given for an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The lowest that anybody gives as the least.
    pub lowest: u64,
    /// The highest that anybody gives.
    pub highest: u64,
    /// The one published last.
    pub latest: Toll,
    /// Each claimant's latest figure, by claimant.
    pub by_claimant: Vec<(Claimant, Toll)>,
}

/// Accounts of one incident that cannot all be true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dispute {
    /// What they disagree on.
    pub about: About,
    /// The accounts.
    pub sides: Vec<Side>,
}

/// One account in a dispute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Who says so.
    pub claimant: Claimant,
    /// Where: the event and the place of the account among its accounts.
    pub report: ReportId,
    /// That place, from 0.
    pub account: u32,
}
