//! Alerts that were delivered: each rule and subject once.
//!
//! In: an [`Alert`] and how it is handed over. Out: it is noted if, and only if, it was handed over, in the order in which that
//! happened; what was noted before is not handed over again.
//!
//! Two runs at once find the same alert: the second waits for the first one's transaction, finds the key there, and prints nothing.

use super::codec::{day_number, stored_time};
use super::database::values;
use super::{Seq, Store, StoreError};
use detente_crisis::alert::Alert;
use jiff::Timestamp;

/// An alert that was delivered.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveredAlert {
    /// The number of rule and subject.
    pub key: u64,
    /// When.
    pub delivered: Timestamp,
    /// Where to: `output`, `webhook`.
    pub way: String,
    /// The last commit it was found in.
    pub commit: Seq,
    /// What was told.
    pub alert: Alert,
}

impl Store {
    /// The alerts that were delivered, the first first.
    ///
    /// # Errors
    /// Of the database, or where what is kept does not read back.
    pub fn alerts(&self) -> Result<Vec<DeliveredAlert>, StoreError> {
        let list = || -> Result<Vec<DeliveredAlert>, StoreError> {
            let sql = "SELECT key, delivered, way, commit_seq, body FROM alert ORDER BY id";
            self.database.list(sql, &[], |row| {
                let (at, body): (String, String) = (row.get(1)?, row.get(4)?);
                Ok(DeliveredAlert {
                    key: row.get::<i64>(0)?.cast_unsigned(),
                    delivered: at.parse().map_err(|_| StoreError::Corrupt(format!("the time {at:?}")))?,
                    way: row.get(2)?,
                    commit: Seq(row.get(3)?),
                    alert: serde_json::from_str(&body)
                        .map_err(|error| StoreError::Corrupt(format!("an alert: {error}")))?,
                })
            })
        };
        self.named(list())
    }

    /// Hands over what was not delivered yet, and notes it. `hand_over` gets it while other writers wait, so it must not take long.
    ///
    /// # Errors
    /// Of the database; of `hand_over`, and then nothing is noted.
    pub fn deliver<E: From<StoreError>>(
        &mut self,
        alerts: &[Alert],
        way: &str,
        commit: Seq,
        now: Timestamp,
        hand_over: impl FnOnce(&[&Alert]) -> Result<(), E>,
    ) -> Result<usize, E> {
        let named = |error: StoreError| E::from(error.at(&self.address));
        let tx = self.database.write().map_err(named)?;
        let mut new = Vec::new();
        for alert in alerts {
            let sql = "INSERT INTO alert (key, rule, day, way, delivered, commit_seq, body)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
            let finding = &alert.finding;
            let body = serde_json::to_string(alert)
                .map_err(|error| E::from(StoreError::Corrupt(error.to_string())))?;
            let row = values![
                finding.key().cast_signed(),
                &finding.rule,
                day_number(finding.day),
                way,
                stored_time(now),
                commit.0,
                body
            ];
            if tx.execute(sql, &row).map_err(named)? > 0 {
                new.push(alert);
            }
        }
        if !new.is_empty() {
            hand_over(&new)?;
        }
        tx.commit().map_err(named)?;
        Ok(new.len())
    }
}
