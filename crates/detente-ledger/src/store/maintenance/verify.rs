//! Whether a ledger is sound: the database's own checks, and the rules of this schema that no constraint can hold.

use super::super::codec::{unpack_record, unpack_text};
use super::super::database::Database;
use super::super::words::unpack_words;
use super::super::{Store, StoreError};
use detente_crisis::incident::Mark;
use serde::Serialize;

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The rule.
    pub rule: &'static str,
    /// Where it is broken.
    pub at: String,
}

/// Rules as queries that find what breaks them; each gives one text a row.
const RULES: &[(&str, &str)] = &[
    (
        "one state of an article stands",
        "SELECT 'article ' || article FROM revision WHERE superseded_by IS NULL GROUP BY article HAVING count(*) > 1",
    ),
    (
        "an article has a state that stands",
        "SELECT 'article ' || id FROM article WHERE NOT EXISTS (SELECT 1 FROM revision WHERE article = article.id AND superseded_by IS NULL)",
    ),
    (
        "one reading of a text stands",
        "SELECT 'body ' || body FROM reading WHERE superseded_by IS NULL GROUP BY body HAVING count(*) > 1",
    ),
    (
        "events that stand are of a state that stands",
        "SELECT 'event ' || e.id FROM event e JOIN revision r ON r.id = e.revision WHERE e.superseded_by IS NULL AND r.superseded_by IS NOT NULL",
    ),
    (
        "events that stand are of a reading that stands",
        "SELECT 'event ' || e.id FROM event e JOIN reading g ON g.id = e.reading WHERE e.superseded_by IS NULL AND g.superseded_by IS NOT NULL",
    ),
    (
        "nothing ends before it begins",
        "SELECT 'event ' || id FROM event WHERE superseded_by < seq UNION ALL SELECT 'revision ' || id FROM revision WHERE superseded_by < seq UNION ALL SELECT 'reading ' || id FROM reading WHERE superseded_by < seq",
    ),
    (
        "commits are numbered without gaps",
        "SELECT 'commits' FROM (SELECT count(*) AS n, max(seq) AS last FROM commit_log) AS numbers WHERE n <> coalesce(last, 0)",
    ),
    (
        "every text is in the index of words",
        "SELECT 'body ' || id FROM body WHERE NOT EXISTS (SELECT 1 FROM body_text_docsize WHERE id = body.id)",
    ),
    (
        "every claim has an event",
        "SELECT 'claim of event ' || event FROM claim WHERE NOT EXISTS (SELECT 1 FROM event WHERE id = claim.event)",
    ),
];

/// As many faults of one rule as a person will look at.
const SHOWN: usize = 20;

impl Store {
    /// Looks for faults. A sound ledger has none.
    ///
    /// # Errors
    /// Of the database, where it cannot even be searched.
    pub fn verify(&self) -> Result<Vec<Fault>, StoreError> {
        let mut faults = self.named(verify(&self.database))?;
        let broken = self.named(self.unreadable_runs())?;
        let rule = "every run of imported events reads back";
        faults.extend(broken.iter().take(SHOWN).map(|id| Fault { rule, at: format!("run {id}") }));
        Ok(faults)
    }
}

fn verify(database: &Database) -> Result<Vec<Fault>, StoreError> {
    let mut faults = Vec::new();
    let mut find = |rule: &'static str, sql: &str| -> Result<(), StoreError> {
        let mut found = 0;
        database.stream(sql, &[], |row| {
            let at: String = row.get(0)?;
            if at != "ok" {
                faults.push(Fault { rule, at });
            }
            found += 1;
            Ok(found < SHOWN)
        })
    };
    for (rule, sql) in database.own_rules().iter().chain(RULES) {
        find(rule, sql)?;
    }
    let unreadable = unreadable(database)?;
    faults.extend(unreadable);
    Ok(faults)
}

/// Texts, records, words and marks that do not read back, and records whose events are not the rows'.
fn unreadable(database: &Database) -> Result<Vec<Fault>, StoreError> {
    let mut faults = Vec::new();
    let mut add = |rule, at: String| {
        if faults.len() < SHOWN {
            faults.push(Fault { rule, at });
        }
    };
    database.stream("SELECT id, text FROM body", &[], |row| {
        let (id, blob): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        if unpack_text(&blob).is_err() {
            add("every text reads back", format!("body {id}"));
        }
        Ok(true)
    })?;
    let sql = "SELECT g.id, g.record, g.words, (SELECT count(*) FROM event e JOIN revision r ON r.id = e.revision
               WHERE r.body = g.body AND e.reading = g.id AND e.superseded_by IS NULL),
               EXISTS (SELECT 1 FROM revision WHERE body = g.body AND superseded_by IS NULL) AND g.superseded_by IS NULL
               FROM reading g";
    database.stream(sql, &[], |row| {
        let (id, record, words): (i64, Vec<u8>, Option<Vec<u8>>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (events, stands): (usize, bool) = (row.get::<u32>(3)? as usize, row.get(4)?);
        if words.is_some_and(|words| unpack_words(&words).is_err()) {
            add("every list of words reads back", format!("reading {id}"));
        }
        match unpack_record(&record) {
            Err(_) => add("every record reads back", format!("reading {id}")),
            Ok(record) if stands && record.events.len() != events => {
                add("a reading that stands has a row for each event", format!("reading {id}"));
            }
            Ok(_) => {}
        }
        Ok(true)
    })?;
    database.stream("SELECT shelf, counted_day, article, traits FROM mark", &[], |row| {
        let (shelf, day, article): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let traits: Vec<u8> = row.get(3)?;
        if i32::try_from(day).ok().and_then(|day| Mark::from_row(shelf, day, &traits)).is_none() {
            add("every mark reads back", format!("article {article}"));
        }
        Ok(true)
    })?;
    Ok(faults)
}
