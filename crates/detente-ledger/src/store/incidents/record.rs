//! Writes what became of an incident, and reads it back.

use super::super::codec::{day_number, day_of, pack_summary, unpack_summary};
use super::super::database::{Database, values};
use super::super::error::StoreError;
use super::super::{Seq, rows};
use super::{Keeper, Touched, load};
use detente_crisis::incident::{Change, Dispute, Figures, Incident, IncidentId, What, consolidate};
use detente_crisis::report::{ArticleKey, Days, OriginKey, Report, ReportId, Spot, Who};
use detente_data::{CommitmentState, Mode, RelationChange};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// What stands compressed beside the columns of an incident. Its reports and what it answers stand in rows, and are put in when
/// it is asked for.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Summary {
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<Mode>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actors: Vec<Who>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipients: Vec<Who>,
    #[serde(skip_serializing_if = "Option::is_none")]
    radius_km: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    killed: Option<Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    injured: Option<Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<RelationChange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    promise: Option<CommitmentState>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    disputes: Vec<Dispute>,
    /// The events that its reports say it answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answered: Vec<ReportId>,
}

/// In the place of another incident in a change that has none.
const NOBODY: i64 = 0;

/// A state of an incident as its row has it.
#[derive(Debug)]
pub(in crate::store) struct Kept {
    pub(in crate::store) seq: i64,
    pub(in crate::store) superseded_by: Option<i64>,
    /// Without reports and what it answers.
    pub(in crate::store) incident: Incident,
    /// The events that its reports say it answers.
    pub(in crate::store) answered: Vec<ReportId>,
}

/// Reads a row of incidents.
pub(in crate::store) fn kept(database: &Database, row: i64) -> Result<Kept, StoreError> {
    let sql = "SELECT number, seq, superseded_by, summary, (SELECT name FROM label WHERE id = type), cameo,
                      (SELECT name FROM label WHERE id = status), day, day_to, is_dated, place, country, lat, lon, articles,
                      origins, first_reported, last_reported, score FROM incident WHERE id = ?1";
    database.one(sql, &values![row], |row| {
        let summary: Summary = unpack_summary(&row.get::<Vec<u8>>(3)?)?;
        let day = |column| day_of(row.get(column)?);
        let position = row.get::<Option<f64>>(12)?.zip(row.get::<Option<f64>>(13)?);
        let place = row.get::<Option<String>>(10)?.map(|name| -> Result<Spot, StoreError> {
            Ok(Spot {
                name,
                country: row.get::<Option<String>>(11)?.map(|code| parsed(&code)).transpose()?,
                position: position.map(|(lat, lon)| (lat as f32, lon as f32)),
                radius_km: summary.radius_km.unwrap_or_default(),
            })
        });
        let incident = Incident {
            id: IncidentId(row.get::<i64>(0)?.cast_unsigned()),
            reports: Vec::new(),
            kind: parsed(&row.get::<String>(4)?)?,
            mode: summary.mode,
            cameo: parsed(&row.get::<String>(5)?)?,
            status: parsed(&row.get::<String>(6)?)?,
            actors: summary.actors,
            recipients: summary.recipients,
            days: Days { from: day(7)?, to: day(8)? },
            is_dated: row.get(9)?,
            place: place.transpose()?,
            killed: summary.killed,
            injured: summary.injured,
            articles: row.get(14)?,
            origins: row.get(15)?,
            first: day(16)?,
            last: day(17)?,
            relation: summary.relation,
            promise: summary.promise,
            answers: Vec::new(),
            disputes: summary.disputes,
            score: row.get::<f64>(18)? as f32,
        };
        let (seq, superseded_by) = (row.get(1)?, row.get(2)?);
        Ok(Kept { seq, superseded_by, incident, answered: summary.answered })
    })
}

/// A word or code of a column.
fn parsed<T: FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| StoreError::Corrupt(format!("{text:?} in a row of incidents: {error}")))
}

/// The word for a change.
fn word(what: What) -> &'static str {
    match what {
        What::Made => "made",
        What::Grown => "grown",
        What::Shrunk => "shrunk",
        What::Merged => "merged",
        What::Split => "split",
        What::Changed => "changed",
        What::Gone => "gone",
    }
}

/// Notes the origin of an article, where it is not what is noted.
pub(super) fn origin(
    database: &Database,
    touched: Touched,
    origin: OriginKey,
    seq: Seq,
) -> Result<(), StoreError> {
    let sql = "SELECT origin FROM origin WHERE article = ?1 AND superseded_by IS NULL";
    let noted: Option<i64> = database.cell(sql, &values![touched.article])?;
    let new = origin.0.0.cast_signed();
    if noted == Some(new) || (noted.is_none() && origin.0 == touched.key) {
        return Ok(());
    }
    if noted.is_some() {
        let sql = "UPDATE origin SET superseded_by = ?2 WHERE article = ?1 AND superseded_by IS NULL";
        database.execute(sql, &values![touched.article, seq.0])?;
    }
    let sql = "INSERT INTO origin (article, origin, seq) VALUES (?1, ?2, ?3)";
    database.execute(sql, &values![touched.article, new, seq.0]).map(drop)
}

/// Writes one change: whose reports are whose, the new state, and the word for it.
pub(super) fn change(
    database: &Database,
    keeper: &mut Keeper,
    change: &Change,
    seq: Seq,
) -> Result<(), StoreError> {
    for report in change.before.iter().filter(|report| !change.after.contains(report)) {
        owner(database, *report, keeper.incidents.incident_of(*report), seq)?;
    }
    for report in &change.after {
        owner(database, *report, Some(change.id), seq)?;
    }
    let number = change.id.0.cast_signed();
    let sql = "UPDATE incident SET superseded_by = ?2 WHERE number = ?1 AND superseded_by IS NULL";
    database.execute(sql, &values![number, seq.0])?;
    let mut articles = 0;
    if let Some((incident, answered)) = summed(database, keeper, &change.after)? {
        articles = incident.articles;
        insert(database, change.id, incident, answered, seq)?;
    }
    let others: BTreeSet<IncidentId> = change.from.iter().chain(&change.into).copied().collect();
    let others: BTreeSet<i64> = others.iter().map(|other| other.0.cast_signed()).collect();
    let others = if others.is_empty() { BTreeSet::from([NOBODY]) } else { others };
    let sql = "INSERT INTO incident_change (number, seq, what, other, articles)
               VALUES (?1, ?2, (SELECT id FROM label WHERE name = ?3), ?4, ?5) ON CONFLICT DO NOTHING";
    for other in others {
        let row = values![number, seq.0, word(change.what()), other, articles];
        database.execute(sql, &row)?;
    }
    Ok(())
}

/// Notes of which incident a report is; none where it is withdrawn.
fn owner(
    database: &Database,
    report: ReportId,
    incident: Option<IncidentId>,
    seq: Seq,
) -> Result<(), StoreError> {
    let Some(touched) = load::touched(database, report.article)? else { return Ok(()) };
    let sql =
        "SELECT incident FROM incident_report WHERE article = ?1 AND number = ?2 AND superseded_by IS NULL";
    let noted: Option<i64> = database.cell(sql, &values![touched.article, report.event])?;
    let new = incident.map(|incident| incident.0.cast_signed());
    if noted == new {
        return Ok(());
    }
    if noted.is_some() {
        let sql = "UPDATE incident_report SET superseded_by = ?3 WHERE article = ?1 AND number = ?2 AND superseded_by IS NULL";
        database.execute(sql, &values![touched.article, report.event, seq.0])?;
    }
    if let Some(new) = new {
        let sql = "INSERT INTO incident_report (incident, article, number, seq) VALUES (?1, ?2, ?3, ?4)";
        database.execute(sql, &values![new, touched.article, report.event, seq.0])?;
    }
    Ok(())
}

/// What the reports of an incident together tell, and which events they say it answers.
fn summed(
    database: &Database,
    keeper: &mut Keeper,
    reports: &[ReportId],
) -> Result<Option<(Incident, Vec<ReportId>)>, StoreError> {
    let mut by_article: BTreeMap<ArticleKey, BTreeSet<u32>> = BTreeMap::new();
    for report in reports {
        by_article.entry(report.article).or_default().insert(report.event);
    }
    let mut all: Vec<Report> = Vec::new();
    for (key, events) in by_article {
        let of_article = keeper.reports_of(database, key)?;
        all.extend(of_article.iter().filter(|report| events.contains(&report.id.event)).cloned());
    }
    let answered = all.iter().flat_map(|report| {
        report.answers.iter().map(|event| ReportId { article: report.id.article, event: *event })
    });
    let answered: BTreeSet<ReportId> = answered.collect();
    let all: Vec<&Report> = all.iter().collect();
    // What it answers is found by rows, when it is asked for.
    let incident = consolidate(&all, |_| None);
    Ok(incident.map(|incident| (incident, answered.into_iter().collect())))
}

fn insert(
    database: &Database,
    id: IncidentId,
    incident: Incident,
    answered: Vec<ReportId>,
    seq: Seq,
) -> Result<(), StoreError> {
    let place = incident.place.as_ref();
    let position = place.and_then(|place| place.position);
    let day = day_number(incident.days.from);
    let most = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let low = |figures: &Option<Figures>| figures.as_ref().map(|f| most(f.lowest));
    let high = |figures: &Option<Figures>| figures.as_ref().map(|f| most(f.highest));
    let sql = "INSERT INTO incident (number, type, cameo, status, day, day_to, is_dated, place, country, lat, lon, killed_low,
                   killed_high, injured_low, injured_high, articles, origins, first_reported, last_reported, disputes, score,
                   summary, seq)
               VALUES (?1, (SELECT id FROM label WHERE name = ?2), ?3, (SELECT id FROM label WHERE name = ?4), ?5, ?6, ?7, ?8,
                   ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)";
    let row = values![
        id.0.cast_signed(),
        incident.kind.as_str(),
        incident.cameo.to_string(),
        incident.status.as_str(),
        day,
        day_number(incident.days.to),
        incident.is_dated,
        place.map(|place| place.name.as_str()),
        place.and_then(|place| place.country).map(|code| code.to_string()),
        position.map(|(lat, _)| f64::from(lat)),
        position.map(|(_, lon)| f64::from(lon)),
        low(&incident.killed),
        high(&incident.killed),
        low(&incident.injured),
        high(&incident.injured),
        incident.articles,
        incident.origins,
        day_number(incident.first),
        day_number(incident.last),
        incident.disputes.len() as i64,
        incident.score,
        pack_summary(&summary(&incident, answered))?,
        seq.0,
    ];
    let row = database.insert(sql, &row)?;
    rows::insert_parties(database, rows::INCIDENT, row, day, &incident.actors, &incident.recipients)?;
    let sql =
        "INSERT INTO dispute (incident, about, day) VALUES (?1, (SELECT id FROM label WHERE name = ?2), ?3)
               ON CONFLICT DO NOTHING";
    for dispute in &incident.disputes {
        database.execute(sql, &values![row, dispute.about.as_str(), day])?;
    }
    Ok(())
}

/// What no column of an incident has.
fn summary(incident: &Incident, answered: Vec<ReportId>) -> Summary {
    Summary {
        mode: incident.mode,
        actors: incident.actors.clone(),
        recipients: incident.recipients.clone(),
        radius_km: incident.place.as_ref().map(|place| place.radius_km),
        killed: incident.killed.clone(),
        injured: incident.injured.clone(),
        relation: incident.relation,
        promise: incident.promise,
        disputes: incident.disputes.clone(),
        answered,
    }
}
