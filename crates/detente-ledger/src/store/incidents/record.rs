//! Writes what became of an incident.

use super::super::codec::{day_number, pack_summary};
use super::super::database::{Database, values};
use super::super::error::StoreError;
use super::super::{Seq, rows};
use super::{Keeper, Touched, load};
use detente_crisis::incident::{Change, Figures, Incident, IncidentId, What, consolidate};
use detente_crisis::report::{ArticleKey, OriginKey, Report, ReportId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What stands compressed beside the columns of an incident.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::store) struct Summary {
    /// The incident; its reports and what it answers stand in rows, and are put in when it is asked for.
    pub(in crate::store) incident: Incident,
    /// The events that its reports say it answers.
    pub(in crate::store) answered: Vec<ReportId>,
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
    let sql = "SELECT rowid, origin FROM origin WHERE article = ?1 AND superseded_by IS NULL";
    let noted: Option<(i64, i64)> =
        database.first(sql, &values![touched.article], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let new = origin.0.0.cast_signed();
    if noted.map(|(_, old)| old) == Some(new) || (noted.is_none() && origin.0 == touched.key) {
        return Ok(());
    }
    if let Some((row, _)) = noted {
        let sql = "UPDATE origin SET superseded_by = ?2 WHERE rowid = ?1";
        database.execute(sql, &values![row, seq.0])?;
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
    let others = if others.is_empty() { BTreeSet::from([change.id]) } else { others };
    let sql = "INSERT INTO incident_change (number, seq, what, other, articles) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT DO NOTHING";
    for other in others {
        let row = values![number, seq.0, word(change.what()), other.0.cast_signed(), articles];
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
    let sql = "SELECT rowid, incident FROM incident_report
               WHERE article = ?1 AND number = ?2 AND superseded_by IS NULL";
    let key = values![touched.article, report.event];
    let noted: Option<(i64, i64)> = database.first(sql, &key, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let new = incident.map(|incident| incident.0.cast_signed());
    if noted.map(|(_, old)| old) == new {
        return Ok(());
    }
    if let Some((row, _)) = noted {
        let sql = "UPDATE incident_report SET superseded_by = ?2 WHERE rowid = ?1";
        database.execute(sql, &values![row, seq.0])?;
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
    let incident = consolidate(&all, |report| keeper.incidents.incident_of(report));
    Ok(incident.map(|incident| (incident, answered.into_iter().collect())))
}

fn insert(
    database: &Database,
    id: IncidentId,
    mut incident: Incident,
    answered: Vec<ReportId>,
    seq: Seq,
) -> Result<(), StoreError> {
    let place = incident.place.clone();
    let position = place.as_ref().and_then(|place| place.position);
    let day = day_number(incident.days.from);
    let low =
        |figures: &Option<Figures>| figures.as_ref().map(|f| i64::try_from(f.lowest).unwrap_or(i64::MAX));
    let high =
        |figures: &Option<Figures>| figures.as_ref().map(|f| i64::try_from(f.highest).unwrap_or(i64::MAX));
    let sql = "INSERT INTO incident (number, type, mode, cameo, goldstein, status, day, day_to, is_dated, place, country, lat,
                   lon, killed_low, killed_high, injured_low, injured_high, articles, origins, first_reported,
                   last_reported, disputes, score, summary, seq)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                   ?23, ?24, ?25)";
    incident.reports.clear();
    incident.answers.clear();
    let disputes: Vec<_> = incident.disputes.iter().map(|dispute| dispute.about).collect();
    let summary = Summary { incident, answered };
    let blob = pack_summary(&summary)?;
    let incident = &summary.incident;
    let row = values![
        id.0.cast_signed(),
        incident.kind.as_str(),
        incident.mode.map(|mode| mode.as_str()),
        incident.cameo.to_string(),
        incident.cameo.goldstein(),
        incident.status.as_str(),
        day,
        day_number(incident.days.to),
        incident.is_dated,
        place.as_ref().map(|place| place.name.as_str()),
        place.as_ref().and_then(|place| place.country).map(|code| code.to_string()),
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
        disputes.len() as i64,
        incident.score,
        blob,
        seq.0,
    ];
    let row = database.insert(sql, &row)?;
    rows::insert_parties(database, rows::INCIDENT, row, day, &incident.actors, &incident.recipients)?;
    let sql = "INSERT INTO dispute (incident, about, day) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    for about in disputes {
        database.execute(sql, &values![row, about.as_str(), day])?;
    }
    Ok(())
}
