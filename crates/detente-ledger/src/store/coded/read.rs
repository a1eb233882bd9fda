//! The imported deeds that stand, or stood.

use super::super::database::values;
use super::super::error::StoreError;
use super::super::{AsOf, Store};
use super::pack::{Entry, unpack};
use detente_crisis::PartyId;
use detente_crisis::crisis::{Act, Dyads, Pair};
use serde::Serialize;
use serde_json::json;

/// Whose deeds are wanted.
#[derive(Debug, Clone, Copy)]
pub enum CodedOf<'p> {
    /// All.
    World,
    /// Those that a party does or suffers.
    Party(&'p PartyId),
    /// Those between two parties.
    Pair(&'p Pair),
}

/// What a ledger holds of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodedSet {
    /// Its name.
    pub name: String,
    /// Events that stand.
    pub events: i64,
    /// First and last day, as 20240119.
    pub days: Option<(i64, i64)>,
    /// Rows that the set changed after they were imported.
    pub corrected: i64,
}

/// Two parties as a run names them.
pub(super) fn pair(one: &str, other: &str) -> Pair {
    Pair::new(one.to_string().into(), other.to_string().into()).0
}

impl Store {
    /// Adds the imported deeds to dyads; how many there are.
    ///
    /// # Errors
    /// Of the database, or where what is kept does not read back.
    pub fn add_coded(&self, dyads: &mut Dyads, of: CodedOf<'_>, as_of: AsOf) -> Result<u64, StoreError> {
        self.named(self.add_runs(dyads, of, as_of))
    }

    fn add_runs(&self, dyads: &mut Dyads, of: CodedOf<'_>, as_of: AsOf) -> Result<u64, StoreError> {
        let until = as_of.commit(&self.database)?;
        let runs = "SELECT one, other, acts FROM coded_run WHERE seq <= ?1";
        let (sql, values) = match of {
            CodedOf::World => (format!("{runs} ORDER BY id"), values![until].to_vec()),
            CodedOf::Party(party) => {
                let sql = format!("{runs} AND (one = ?2 OR other = ?2) ORDER BY id");
                (sql, values![until, party.to_string()].to_vec())
            }
            CodedOf::Pair(pair) => {
                let sql = format!("{runs} AND one = ?2 AND other = ?3 ORDER BY id");
                (sql, values![until, pair.a().to_string(), pair.b().to_string()].to_vec())
            }
        };
        let mut count = 0;
        self.database.stream(&sql, &values, |row| {
            let (mut added, mut ended): (Vec<Act>, Vec<Act>) = (Vec::new(), Vec::new());
            unpack(
                &row.get::<Vec<u8>>(2)?,
                |Entry { act, has_ended }| {
                    if has_ended { ended.push(act) } else { added.push(act) }
                },
            )?;
            let pair = pair(&row.get::<String>(0)?, &row.get::<String>(1)?);
            count += added.len() as u64;
            count -= ended.len() as u64;
            dyads.remove_each(&pair, &ended);
            dyads.add_each(pair, added);
            Ok(true)
        })?;
        Ok(count)
    }

    /// What the ledger holds of each set.
    pub(in crate::store) fn coded_sets(&self) -> Result<Vec<CodedSet>, StoreError> {
        let sql = "SELECT s.name, (SELECT CAST(sum(events) AS BIGINT) FROM coded_run WHERE coded_set = s.id),
                          (SELECT min(day) FROM coded_run WHERE coded_set = s.id),
                          (SELECT max(day_to) FROM coded_run WHERE coded_set = s.id),
                          (SELECT CAST(sum(corrected) AS BIGINT) FROM coded_import WHERE coded_set = s.id)
                   FROM coded_set s ORDER BY s.name";
        self.database.list(sql, &[], |row| {
            let (first, last): (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
            Ok(CodedSet {
                name: row.get(0)?,
                events: row.get::<Option<i64>>(1)?.unwrap_or(0),
                days: first.zip(last),
                corrected: row.get::<Option<i64>>(4)?.unwrap_or(0),
            })
        })
    }

    /// The deeds that stand, a line for each dyad of each set, in an order that the imports have no part in.
    pub(in crate::store) fn coded_lines(
        &self,
        take: &mut impl FnMut(&str) -> bool,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT DISTINCT r.one, r.other, s.name, s.id FROM coded_run r JOIN coded_set s ON s.id = r.coded_set
                   ORDER BY r.one, r.other, s.name";
        let mut goes_on = true;
        self.database.stream(sql, &[], |row| {
            let (one, other, set): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let mut dyads = Dyads::new();
            let pair = pair(&one, &other);
            let sql =
                "SELECT acts FROM coded_run WHERE one = ?1 AND other = ?2 AND coded_set = ?3 ORDER BY id";
            self.database.stream(sql, &values![&one, &other, row.get::<i64>(3)?], |row| {
                let (mut added, mut ended): (Vec<Act>, Vec<Act>) = (Vec::new(), Vec::new());
                unpack(
                    &row.get::<Vec<u8>>(0)?,
                    |Entry { act, has_ended }| {
                        if has_ended { ended.push(act) } else { added.push(act) }
                    },
                )?;
                dyads.remove_each(&pair, &ended);
                dyads.add_each(pair.clone(), added);
                Ok(true)
            })?;
            if let Some(dyad) = dyads.get(&pair) {
                let line = json!({ "coded": set, "one": one, "other": other, "acts": dyad.done() });
                goes_on = take(&line.to_string());
            }
            Ok(goes_on)
        })?;
        Ok(goes_on)
    }

    /// Runs that do not read back.
    pub(in crate::store) fn unreadable_runs(&self) -> Result<Vec<i64>, StoreError> {
        let mut broken = Vec::new();
        self.database.stream("SELECT id, acts, events FROM coded_run", &[], |row| {
            let mut events = 0;
            let is_read =
                unpack(&row.get::<Vec<u8>>(1)?, |entry| events += if entry.has_ended { -1 } else { 1 });
            if is_read.is_err() || events != row.get::<i64>(2)? {
                broken.push(row.get(0)?);
            }
            Ok(true)
        })?;
        Ok(broken)
    }
}
