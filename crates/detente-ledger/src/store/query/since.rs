//! What commits changed of incidents: for those who hold them all and follow the ledger.

use super::super::database::values;
use super::super::{AsOf, Seq, Store, StoreError};
use super::incidents::{incident_row, standing};
use detente_crisis::incident::{Incident, IncidentId};
use std::collections::BTreeSet;

impl Store {
    /// Numbers of the incidents that commits after one, up to another, made, changed or ended. What another incident is
    /// said to answer may have changed with them.
    ///
    /// # Errors
    /// Of the database.
    pub fn incidents_since(&self, after: Seq, until: Seq) -> Result<BTreeSet<IncidentId>, StoreError> {
        let list = || -> Result<BTreeSet<IncidentId>, StoreError> {
            // Rows are appended, so those of later commits are the last; walking back to them needs no index.
            let sql = "SELECT number FROM incident
                       WHERE id > coalesce((SELECT id FROM incident WHERE seq <= ?1 ORDER BY id DESC LIMIT 1), 0)
                         AND seq <= ?2
                       UNION SELECT number FROM incident WHERE superseded_by > ?1 AND superseded_by <= ?2";
            self.database.list(sql, &values![after.0, until.0], |row| {
                Ok(IncidentId(row.get::<i64>(0)?.cast_unsigned()))
            })
        };
        self.named(list())
    }

    /// Incidents with these numbers as they stand or stood; those that did not are left out, and none is followed into
    /// another.
    ///
    /// # Errors
    /// Of the database, or where what is kept does not read back.
    pub fn incidents_with(
        &self,
        ids: impl IntoIterator<Item = IncidentId>,
        as_of: AsOf,
    ) -> Result<Vec<Incident>, StoreError> {
        let load = || -> Result<Vec<Incident>, StoreError> {
            let commit = as_of.commit(&self.database)?;
            let mut all = Vec::new();
            for id in ids {
                if let Some(row) = standing(&self.database, id.0.cast_signed(), commit)? {
                    all.push(incident_row(&self.database, row, commit)?.incident);
                }
            }
            Ok(all)
        };
        self.named(load())
    }
}
