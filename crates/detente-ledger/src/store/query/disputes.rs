//! Disputes: incidents of which there are accounts that cannot all be true, by what they differ on.

use super::super::{AsOf, Store, StoreError};
use super::filter::Filter;
use super::incidents::IncidentRow;
use detente_crisis::incident::{Dispute, IncidentId};
use detente_data::About;
use serde::Serialize;

/// A dispute about an incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DisputeRow {
    /// What the accounts differ on, and who gives which.
    pub dispute: Dispute,
    /// The incident.
    #[serde(flatten)]
    pub row: IncidentRow,
}

impl Store {
    /// Gives the disputes about the incidents that a filter lets through to `take`, the latest first, until it answers
    /// false; of an empty `about` those about anything.
    ///
    /// # Errors
    /// Of the database; of a text without words.
    pub fn disputes(
        &self,
        filter: &Filter,
        about: &[About],
        mut take: impl FnMut(DisputeRow) -> bool,
    ) -> Result<(), StoreError> {
        // Of disputes, of which an incident has several: both are counted here.
        let (mut skipped, mut given) = (0, 0);
        let of_incidents = Filter { limit: None, skip: 0, is_disputed: true, ..filter.clone() };
        self.incidents(&of_incidents, |row| {
            for dispute in row.incident.disputes.clone() {
                if !about.is_empty() && !about.contains(&dispute.about) {
                    continue;
                }
                if filter.limit.is_some_and(|limit| given >= limit) {
                    return false;
                }
                if skipped < filter.skip {
                    skipped += 1;
                    continue;
                }
                given += 1;
                if !take(DisputeRow { dispute, row: row.clone() }) {
                    return false;
                }
            }
            true
        })
    }

    /// How the disputes about an incident were after each commit that changed it, the first first.
    ///
    /// # Errors
    /// Of the database, or where what is kept does not read back.
    pub fn disputes_over_time(
        &self,
        id: IncidentId,
    ) -> Result<Vec<(super::super::Seq, Vec<Dispute>)>, StoreError> {
        let Some(found) = self.incident(id, AsOf::Now)? else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for step in found.history {
            let then = self.incident(found.row.incident.id, AsOf::Commit(step.seq))?;
            all.push((step.seq, then.map(|found| found.row.incident.disputes).unwrap_or_default()));
        }
        Ok(all)
    }
}
