//! The rows by which an event is found: the event with its columns, its parties, dyads and claims.
//!
//! In: a record. Out: rows. What is shown of an event comes from the record itself; the columns only find and order it.

use super::codec::day_number;
use super::database::{Database, values};
use super::error::StoreError;
use super::{Seq, article_key};
use crate::record;
use crate::report::{ArticleFacts, EventWords, reports};
use detente_crisis::incident::Mark;
use detente_crisis::report::{Account, Claimant, OriginKey, Report, Who};
use detente_data::Status;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Under what the events of a record are put.
pub(super) struct At {
    pub(super) article: i64,
    pub(super) revision: i64,
    pub(super) reading: i64,
    /// Day of the article.
    pub(super) day: Date,
    /// Day on which it arrived.
    pub(super) arrived: Date,
    pub(super) seq: Seq,
}

/// Inserts the rows of every event of a record, whose words are given. What its events are marked by.
pub(super) fn insert(
    database: &Database,
    at: &At,
    record: &record::Article,
    words: Vec<EventWords>,
) -> Result<Vec<Mark>, StoreError> {
    // Rows name neither article nor origin.
    let key = article_key("", "");
    let facts = ArticleFacts { key, origin: OriginKey(key), published: at.day, words };
    let mut marks = Vec::with_capacity(record.events.len());
    for (report, event) in reports(record, &facts).iter().zip(&record.events) {
        insert_event(database, at, report, event)?;
        let mark = Mark::of(report);
        let sql = "INSERT INTO mark (shelf, counted_day, article, traits) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
        database.execute(sql, &values![mark.shelf(), mark.day(), at.article, mark.row()])?;
        marks.push(mark);
    }
    Ok(marks)
}

fn insert_event(
    database: &Database,
    at: &At,
    report: &Report,
    event: &record::Event,
) -> Result<(), StoreError> {
    let day = day_number(report.days.map_or(at.day, |days| days.from));
    let sql = "INSERT INTO event (reading, revision, number, type, cameo, status, is_future, day, day_to, place, country,
                                  lat, lon, score, seq)
               VALUES (?1, ?2, ?3, (SELECT id FROM label WHERE name = ?4), ?5, (SELECT id FROM label WHERE name = ?6), ?7,
                       ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let place = report.place.as_ref();
    let position = place.and_then(|place| place.position);
    let row = values![
        at.reading,
        at.revision,
        report.id.event,
        report.kind.as_str(),
        report.cameo.to_string(),
        report.status.as_str(),
        is_future(report, at.arrived),
        day,
        report.days.map(|days| day_number(days.to)),
        place.map(|place| place.name.as_str()),
        place.and_then(|place| place.country).map(|code| code.to_string()),
        position.map(|(lat, _)| f64::from(lat)),
        position.map(|(_, lon)| f64::from(lon)),
        event.score,
        at.seq.0,
    ];
    let id = database.insert(sql, &row)?;
    insert_parties(database, EVENT, id, day, &report.actors, &report.recipients)?;
    for (number, account) in report.accounts.iter().enumerate() {
        insert_claim(database, id, number, day, account)?;
    }
    Ok(())
}

/// Whether an event is told as happened on a day that had not come when it was told. Dates within a day are a matter of
/// zones.
fn is_future(report: &Report, arrived: Date) -> bool {
    let is_told = matches!(report.status, Status::Happened | Status::Ongoing);
    let tomorrow = arrived.checked_add(1.day()).unwrap_or(Date::MAX);
    is_told && report.days.is_some_and(|days| days.from > tomorrow)
}

/// The name under which a party is found.
fn party_name(who: &Who) -> Option<String> {
    who.party().map(|party| party.to_string())
}

/// The tables in which the parties of something stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parties {
    party: &'static str,
    dyad: &'static str,
}

/// Those of events.
const EVENT: Parties = Parties {
    party: "INSERT INTO event_party (party, day, event, role, sector) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
    dyad: "INSERT INTO event_dyad (one, other, day, event) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
};

/// Those of incidents.
pub(super) const INCIDENT: Parties = Parties {
    party: "INSERT INTO incident_party (party, day, incident, role, sector) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
    dyad: "INSERT INTO incident_dyad (one, other, day, incident) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
};

/// Inserts the parties of an event or an incident, and every two of them between which it is.
pub(super) fn insert_parties(
    database: &Database,
    tables: Parties,
    id: i64,
    day: i64,
    actors: &[Who],
    recipients: &[Who],
) -> Result<(), StoreError> {
    for (role, list) in [("a", actors), ("r", recipients)] {
        for who in list {
            if let Some(party) = party_name(who) {
                database.execute(tables.party, &values![party, day, id, role, who.sector.as_str()])?;
            }
        }
    }
    for (one, other) in dyads(actors, recipients) {
        database.execute(tables.dyad, &values![one, other, day, id])?;
    }
    Ok(())
}

/// Every two parties between which an act is: of one side and the other, or, where it has one side, within it.
fn dyads(actors: &[Who], recipients: &[Who]) -> BTreeSet<(String, String)> {
    let actors: BTreeSet<String> = actors.iter().filter_map(party_name).collect();
    let recipients: BTreeSet<String> = recipients.iter().filter_map(party_name).collect();
    let others = if recipients.is_empty() { &actors } else { &recipients };
    let mut all = BTreeSet::new();
    for actor in &actors {
        for other in others.iter().filter(|other| *other != actor) {
            all.insert(in_order(actor, other));
        }
    }
    all
}

/// Two names as `event_dyad` has them: in the order of their small letters.
pub(super) fn in_order(one: &str, other: &str) -> (String, String) {
    let is_first = one.to_lowercase() <= other.to_lowercase();
    let (one, other) = if is_first { (one, other) } else { (other, one) };
    (one.to_string(), other.to_string())
}

fn insert_claim(
    database: &Database,
    event: i64,
    number: usize,
    day: i64,
    account: &Account,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO claim (event, number, day, claimant, sector, stance, killed_min, killed_max, injured_min, injured_max)
               VALUES (?1, ?2, ?3, ?4, ?5, (SELECT id FROM label WHERE name = ?6), ?7, ?8, ?9, ?10)";
    let who = match &account.claimant {
        Claimant::Narrator(_) => None,
        Claimant::Party(who) => Some(who),
    };
    // Somebody without a code and a name ("witnesses") is still not the agency.
    let party = who.map(|who| party_name(who).unwrap_or_else(|| who.sector.to_string()));
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let row = values![
        event,
        number,
        day,
        party,
        who.map(|who| who.sector.as_str()),
        account.stance.as_str(),
        account.killed.map(|toll| count(toll.min)),
        account.killed.and_then(|toll| toll.max).map(count),
        account.injured.map(|toll| count(toll.min)),
        account.injured.and_then(|toll| toll.max).map(count),
    ];
    database.execute(sql, &row).map(drop)
}
