//! Looks for what rules ask for, and knows what was told before.

use super::delivery::{Delivered, Delivery};
use super::state::State;
use detente_crisis::alert::{Rules, Told};
use detente_ledger::store::{Seq, Store, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::time::Duration;

/// The place in the ledger where it is noted from which commit on each rule looks.
const PLACE: &str = "alerts";

/// Rules, and what they found before.
pub(crate) struct Lookout {
    rules: Rules,
    told: Told,
    /// Only what happened on that day or later.
    from: Option<Date>,
    delivery: Delivery,
}

impl Lookout {
    /// Looks with these rules for what was not delivered.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn new(store: &Store, rules: Rules, delivery: Delivery) -> Result<Self, StoreError> {
        let told = store.alerts()?.into_iter().map(|delivered| delivered.alert.finding).collect();
        Ok(Lookout { rules, told, from: None, delivery })
    }

    /// Looks only for what happened on a day or later.
    pub(crate) fn from(mut self, day: Date) -> Self {
        self.from = Some(day);
        self
    }

    /// Looks only for what the ledger did not tell yet after a commit.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) fn after(mut self, store: &Store, seq: Seq) -> Result<Self, StoreError> {
        self.forget(store, &self.rules.clone(), seq)?;
        Ok(self)
    }

    /// Looks only for what came since each rule was first used with this ledger: who begins to watch does not want the past.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written.
    pub(crate) fn since_first_used(mut self, store: &mut Store) -> Result<Self, StoreError> {
        let noted = store.checkpoints()?.into_iter().find(|(place, _)| place == PLACE);
        let before: BTreeMap<String, i64> =
            noted.and_then(|(_, text)| serde_json::from_str(&text).ok()).unwrap_or_default();
        let (mut first, now) = (before.clone(), store.seq()?);
        for rule in self.rules.iter() {
            first.entry(rule.name.clone()).or_insert(now.0);
        }
        if first != before {
            let text =
                serde_json::to_string(&first).map_err(|error| StoreError::Corrupt(error.to_string()))?;
            let mut batch = store.begin(Timestamp::now())?;
            batch.checkpoint(PLACE, &text)?;
            batch.commit()?;
        }
        let mut by_commit: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
        for (rule, seq) in &first {
            by_commit.entry(*seq).or_default().push(rule);
        }
        for (seq, names) in by_commit {
            let rules = self.rules.only(|rule| names.contains(&rule.name.as_str()));
            self.forget(store, &rules, Seq(seq))?;
        }
        Ok(self)
    }

    /// Takes what rules find in a state of the past as told.
    fn forget(&mut self, store: &Store, rules: &Rules, seq: Seq) -> Result<(), StoreError> {
        if seq.0 > 0 && !rules.is_empty() {
            self.told.extend(State::load(store, seq, rules)?.find(rules));
        }
        Ok(())
    }

    /// Delivers what is new. `wait` waits, and answers false where whoever waits should stop.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written, or the output cannot be written.
    pub(crate) fn look(
        &mut self,
        store: &mut Store,
        wait: &dyn Fn(Duration) -> bool,
    ) -> anyhow::Result<Delivered> {
        let state = State::load(store, store.seq()?, &self.rules)?;
        let mut found = state.find(&self.rules);
        found.retain(|finding| !self.told.has(finding) && self.from.is_none_or(|from| finding.day >= from));
        let alerts = state.tell(store, found)?;
        let delivered = self.delivery.deliver(store, &alerts, state.seq, wait)?;
        let done = alerts.into_iter().take(delivered.count).map(|alert| alert.finding);
        self.told.extend(done);
        Ok(delivered)
    }
}
