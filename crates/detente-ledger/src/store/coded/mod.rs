//! Coded events of other systems, imported: what ICEWS, GDELT, POLECAT, ACLED and UCDP tell, beside what was read here.
//!
//! In: [`Deed`]s of [`import`](crate::import), whose numbers are made of the set and the row's own number, or, in sets that machines
//! code, which tell one event over and over, of day, parties and act. Out: the deeds that stand, for dyads and all that is made
//! of them. The same again adds nothing; a row that its set has changed since ends the deed that it was, and adds the one that it is.
//!
//! ACLED's PAK1, first coded as of 16 January and then as of the 17th: the second import adds a run that ends the one and has the other;
//! as of the commit before, the 16th is still what it says.

mod pack;
mod read;

pub use read::{CodedOf, CodedSet};

use super::codec::day_number;
use super::database::values;
use super::error::StoreError;
use super::write::Batch;
use crate::import::Set;
use detente_crisis::IncidentId;
use detente_crisis::crisis::{Act, Deed, Pair, Way};
use pack::{Entry, pack, unpack};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What became of imported deeds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CodedTally {
    /// Not there before.
    pub added: u64,
    /// There before, and other now.
    pub corrected: u64,
    /// There before.
    pub known: u64,
}

/// What a batch adds and ends, by dyad.
type Runs = BTreeMap<Pair, Vec<Entry>>;

impl Batch<'_> {
    /// Takes in deeds of a set, from a file of that name.
    ///
    /// # Errors
    /// Of the database. The transaction is lost then; what was committed before is not.
    pub fn take_coded(&mut self, set: Set, file: &str, deeds: Vec<Deed>) -> Result<CodedTally, StoreError> {
        let address = self.address;
        self.try_take_coded(set, file, deeds).map_err(|error| error.at(address))
    }

    fn try_take_coded(&mut self, set: Set, file: &str, deeds: Vec<Deed>) -> Result<CodedTally, StoreError> {
        let row = self.named_row("coded_set", "name", set.name())?;
        let mut tally = CodedTally::default();
        let runs = if set.names_its_rows() {
            self.changed(row, deeds, &mut tally)?
        } else {
            self.unknown(row, deeds, &mut tally)?
        };
        if runs.is_empty() {
            return Ok(tally);
        }
        let seq = self.seq()?.0;
        for (pair, entries) in &runs {
            self.insert_run(row, pair, entries, seq)?;
        }
        let sql =
            "INSERT INTO coded_import (coded_set, file, added, corrected, seq) VALUES (?1, ?2, ?3, ?4, ?5)";
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.tx.execute(sql, &values![row, file, count(tally.added), count(tally.corrected), seq])?;
        Ok(tally)
    }

    /// The deeds that are not there: of sets in which a deed is named by all that it says.
    fn unknown(&self, set: i64, deeds: Vec<Deed>, tally: &mut CodedTally) -> Result<Runs, StoreError> {
        let mut runs = Runs::new();
        for deed in deeds {
            let (pair, act) = placed(deed);
            runs.entry(pair).or_default().push(Entry { act, has_ended: false });
        }
        for (pair, entries) in &mut runs {
            let mut there: HashSet<IncidentId> = HashSet::new();
            let sql = "SELECT acts FROM coded_run WHERE one = ?1 AND other = ?2 AND coded_set = ?3";
            self.tx.stream(sql, &values![pair.a().to_string(), pair.b().to_string(), set], |row| {
                unpack(&row.get::<Vec<u8>>(0)?, |entry| {
                    there.insert(entry.act.incident);
                })?;
                Ok(true)
            })?;
            let all = entries.len() as u64;
            entries.retain(|entry| there.insert(entry.act.incident));
            tally.added += entries.len() as u64;
            tally.known += all - entries.len() as u64;
        }
        runs.retain(|_, entries| !entries.is_empty());
        Ok(runs)
    }

    /// The deeds that are not there as they are now: of sets that name their rows, and change them. Of a row that comes twice the
    /// last is taken.
    fn changed(&self, set: i64, deeds: Vec<Deed>, tally: &mut CodedTally) -> Result<Runs, StoreError> {
        let known = self.standing_rows(set)?;
        let mut last: BTreeMap<IncidentId, Deed> = BTreeMap::new();
        let all = deeds.len() as u64;
        last.extend(deeds.into_iter().map(|deed| (deed.act.incident, deed)));
        let mut runs = Runs::new();
        for (number, deed) in last {
            let (pair, act) = placed(deed);
            match known.get(&number) {
                Some((old_pair, old)) if *old_pair == pair && *old == act => continue,
                Some((old_pair, old)) => {
                    runs.entry(old_pair.clone()).or_default().push(Entry { act: *old, has_ended: true });
                    tally.corrected += 1;
                }
                None => tally.added += 1,
            }
            runs.entry(pair).or_default().push(Entry { act, has_ended: false });
        }
        tally.known = all - tally.added - tally.corrected;
        Ok(runs)
    }

    /// Every row of a set as it stands, by its number.
    fn standing_rows(&self, set: i64) -> Result<HashMap<IncidentId, (Pair, Act)>, StoreError> {
        let mut standing: HashMap<IncidentId, (Pair, Act)> = HashMap::new();
        let sql = "SELECT one, other, acts FROM coded_run WHERE coded_set = ?1 ORDER BY id";
        self.tx.stream(sql, &values![set], |row| {
            let pair = read::pair(&row.get::<String>(0)?, &row.get::<String>(1)?);
            unpack(&row.get::<Vec<u8>>(2)?, |Entry { act, has_ended }| {
                // The run that ends a deed of one dyad may come before or after that which has it in another.
                if !has_ended {
                    standing.insert(act.incident, (pair.clone(), act));
                }
            })?;
            Ok(true)
        })?;
        Ok(standing)
    }

    fn insert_run(&self, set: i64, pair: &Pair, entries: &[Entry], seq: i64) -> Result<(), StoreError> {
        let mut entries = entries.to_vec();
        // What ends goes first, so that a row changed and changed back stands.
        entries.sort_unstable_by_key(|entry| (!entry.has_ended, entry.act));
        let days = entries.iter().map(|entry| day_number(entry.act.day));
        let (first, last) = (days.clone().min().unwrap_or(0), days.max().unwrap_or(0));
        let events: i64 = entries.iter().map(|entry| if entry.has_ended { -1 } else { 1 }).sum();
        let sql = "INSERT INTO coded_run (coded_set, one, other, day, day_to, events, seq, acts)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let acts = pack(&entries)?;
        let (one, other) = (pair.a().to_string(), pair.b().to_string());
        self.tx.execute(sql, &values![set, one, other, first, last, events, seq, acts]).map(drop)
    }
}

/// A deed as its dyad has it.
fn placed(Deed { from, to, act }: Deed) -> (Pair, Act) {
    let (pair, way) = Pair::new(from, to);
    let way = if act.way == Way::Both { Way::Both } else { way };
    (pair, Act { way, ..act })
}
