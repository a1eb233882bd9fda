//! Incidents: as they stand or stood, with their accounts and what became of them.

use super::super::codec::spelt_key;
use super::super::database::{Database, values};
use super::super::incidents::{Kept, kept};
use super::super::{AsOf, Seq, Store, StoreError};
use super::articles::{ArticleRow, article_row};
use super::events::record_of;
use super::filter::Filter;
use super::parts::Sql;
use super::plan;
use crate::record;
use detente_crisis::incident::{Incident, IncidentId};
use detente_crisis::report::{ArticleKey, OriginKey, Report, ReportId};
use serde::Serialize;
use std::collections::{BTreeSet, HashSet};

/// An incident as it stands or stood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IncidentRow {
    /// Its lasting number, in hexadecimal digits.
    pub id: String,
    /// The commit that brought this state.
    pub seq: Seq,
    /// The commit that ended it.
    pub superseded_by: Option<Seq>,
    /// What its reports together tell.
    pub incident: Incident,
}

/// An event that tells of an incident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Telling {
    /// The article.
    pub article: ArticleRow,
    /// The number of the first of the texts that the article is a copy of; its own where it is none.
    pub origin: String,
    /// The event.
    pub event: record::Event,
}

/// What became of an incident in a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The commit.
    pub seq: Seq,
    /// When.
    pub at: String,
    /// made, grown, shrunk, merged, split, changed, gone.
    pub what: String,
    /// Incidents that reports came from or went to.
    pub others: Vec<String>,
    /// Articles that told of it from then on.
    pub articles: u32,
    /// The least and the most dead that anybody gave from then on.
    pub killed: Option<(i64, i64)>,
}

/// An incident with its accounts and history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundIncident {
    /// As it stands or stood.
    #[serde(flatten)]
    pub row: IncidentRow,
    /// Each event that tells of it, by day of publication.
    pub tellings: Vec<Telling>,
    /// What became of it, the first step first.
    pub history: Vec<Step>,
}

impl Store {
    /// Gives the incidents that a filter lets through to `take`, the latest first, until it answers false. What the filter
    /// asks of claims and articles must hold for one event that tells of the incident.
    ///
    /// # Errors
    /// Of the database; of a text without words.
    pub fn incidents(
        &self,
        filter: &Filter,
        take: impl FnMut(IncidentRow) -> bool,
    ) -> Result<(), StoreError> {
        self.named(incidents(&self.database, filter, take))
    }

    /// One incident with its accounts and history. One that became part of another is followed there; none where there
    /// was none.
    ///
    /// # Errors
    /// Of the database, or where what is kept does not read back.
    pub fn incident(&self, id: IncidentId, as_of: AsOf) -> Result<Option<FoundIncident>, StoreError> {
        let find = || -> Result<Option<FoundIncident>, StoreError> {
            let commit = as_of.commit(&self.database)?;
            let Some(row) = followed(&self.database, id, commit)? else { return Ok(None) };
            let row = incident_row(&self.database, row, commit)?;
            let number = row.incident.id;
            Ok(Some(FoundIncident {
                tellings: tellings(&self.database, &row.incident, commit)?,
                history: history(&self.database, number, commit)?,
                row,
            }))
        };
        self.named(find())
    }

    /// The reports of incidents as of a commit, for the stages that look at many of them.
    ///
    /// # Errors
    /// Of the database, or where what is kept does not read back.
    pub fn reports(&self, incidents: &[Incident], as_of: AsOf) -> Result<Vec<Report>, StoreError> {
        let load = || -> Result<Vec<Report>, StoreError> {
            let commit = as_of.commit(&self.database)?;
            let wanted: BTreeSet<ReportId> =
                incidents.iter().flat_map(|i| i.reports.iter().copied()).collect();
            let articles: BTreeSet<ArticleKey> = wanted.iter().map(|report| report.article).collect();
            let mut all = Vec::with_capacity(wanted.len());
            for key in articles {
                let reports = super::super::incidents::reports(&self.database, key, commit)?;
                all.extend(reports.into_iter().filter(|report| wanted.contains(&report.id)));
            }
            Ok(all)
        };
        self.named(load())
    }
}

fn incidents(
    database: &Database,
    filter: &Filter,
    take: impl FnMut(IncidentRow) -> bool,
) -> Result<(), StoreError> {
    if !filter.asks_of_tellings() {
        by_themselves(database, filter, &plan::incidents(database, filter)?, take)
    } else if plan::incidents_lead(database, filter)? {
        by_themselves(database, filter, &plan::told_incidents(database, filter)?, take)
    } else {
        by_tellings(database, filter, take)
    }
}

fn by_themselves(
    database: &Database,
    filter: &Filter,
    sql: &Sql,
    mut take: impl FnMut(IncidentRow) -> bool,
) -> Result<(), StoreError> {
    let commit = filter.as_of.commit(database)?;
    database.stream(&sql.text, &sql.values, |row| Ok(take(incident_row(database, row.get(0)?, commit)?)))
}

/// By the events that have the claims and words; each incident comes with the first of its events.
fn by_tellings(
    database: &Database,
    filter: &Filter,
    mut take: impl FnMut(IncidentRow) -> bool,
) -> Result<(), StoreError> {
    if filter.limit == Some(0) {
        return Ok(());
    }
    let commit = filter.as_of.commit(database)?;
    let of_events = Filter {
        claimants: filter.claimants.clone(),
        stances: filter.stances.clone(),
        text: filter.text.clone(),
        source: filter.source.clone(),
        as_of: filter.as_of,
        ..Filter::default()
    };
    let sql = plan::events(database, &of_events)?;
    let check = plan::incident_check(database, filter)?;
    let find = format!("SELECT e.id FROM incident e WHERE e.number = ?{}", check.text);
    let mut seen = HashSet::new();
    let (mut skipped, mut given) = (0, 0);
    database.stream(&sql.text, &sql.values, |row| {
        let (number, revision): (u32, i64) = (row.get(1)?, row.get(3)?);
        let Some(incident) = of_event(database, revision, number, commit)? else { return Ok(true) };
        if !seen.insert(incident) {
            return Ok(true);
        }
        let mut values = check.values.clone();
        values.insert(0, incident.into());
        let Some(id) = database.cell(&find, &values)? else { return Ok(true) };
        if skipped < filter.skip {
            skipped += 1;
            return Ok(true);
        }
        given += 1;
        let goes_on = take(incident_row(database, id, commit)?);
        Ok(goes_on && filter.limit.is_none_or(|limit| given < limit))
    })
}

/// Gives every incident that stands, by number, until `take` answers false.
pub(in crate::store) fn standing_by_number(
    database: &Database,
    mut take: impl FnMut(IncidentRow) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let sql = "SELECT id FROM incident WHERE superseded_by IS NULL ORDER BY number";
    database.stream(sql, &[], |row| take(incident_row(database, row.get(0)?, i64::MAX)?))
}

/// The number of the incident of an event.
pub(super) fn of_event(
    database: &Database,
    revision: i64,
    number: u32,
    commit: i64,
) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT m.incident FROM incident_report m JOIN revision r ON r.article = m.article
               WHERE r.id = ?1 AND m.number = ?2 AND m.seq <= ?3 AND (m.superseded_by IS NULL OR m.superseded_by > ?3)";
    database.cell(sql, &values![revision, number, commit])
}

/// An incident's row as of a commit; where it became part of another, that one's.
fn followed(database: &Database, id: IncidentId, commit: i64) -> Result<Option<i64>, StoreError> {
    let mut number = id.0.cast_signed();
    let mut seen = HashSet::new();
    while seen.insert(number) {
        if let Some(row) = standing(database, number, commit)? {
            return Ok(Some(row));
        }
        let sql = "SELECT other FROM incident_change WHERE number = ?1 AND seq <= ?2
                     AND what = (SELECT id FROM label WHERE name = 'gone')
                   ORDER BY seq DESC, other LIMIT 1";
        let Some(other) = database.cell(sql, &values![number, commit])? else { return Ok(None) };
        number = other;
    }
    Ok(None)
}

/// The row of an incident that stands or stood.
pub(super) fn standing(database: &Database, number: i64, commit: i64) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT id FROM incident WHERE number = ?1 AND seq <= ?2
               AND (superseded_by IS NULL OR superseded_by > ?2)";
    database.cell(sql, &values![number, commit])
}

/// The incident of a row, with its reports and what it answers as of a commit.
pub(super) fn incident_row(database: &Database, row: i64, commit: i64) -> Result<IncidentRow, StoreError> {
    let Kept { seq, superseded_by, mut incident, answered } = kept(database, row)?;
    incident.reports = reports_of(database, incident.id.0.cast_signed(), commit)?;
    let mut answers = BTreeSet::new();
    for report in answered {
        answers.extend(of_report(database, report, commit)?.filter(|other| *other != incident.id));
    }
    incident.answers = answers.into_iter().collect();
    Ok(IncidentRow {
        id: spelt_key(incident.id.0),
        seq: Seq(seq),
        superseded_by: superseded_by.map(Seq),
        incident,
    })
}

/// The reports of an incident, by day of publication, article and event.
fn reports_of(database: &Database, number: i64, commit: i64) -> Result<Vec<ReportId>, StoreError> {
    let sql = "SELECT a.key, m.number, r.day FROM incident_report m JOIN article a ON a.id = m.article
               JOIN revision r ON r.article = a.id
               WHERE m.incident = ?1 AND m.seq <= ?2 AND (m.superseded_by IS NULL OR m.superseded_by > ?2)
                 AND r.seq <= ?2 AND (r.superseded_by IS NULL OR r.superseded_by > ?2)";
    let mut all: Vec<(i64, ReportId)> = database.list(sql, &values![number, commit], |row| {
        let article = ArticleKey(row.get::<i64>(0)?.cast_unsigned());
        Ok((row.get(2)?, ReportId { article, event: row.get(1)? }))
    })?;
    all.sort_unstable();
    Ok(all.into_iter().map(|(_, report)| report).collect())
}

fn of_report(database: &Database, report: ReportId, commit: i64) -> Result<Option<IncidentId>, StoreError> {
    let sql = "SELECT m.incident FROM incident_report m JOIN article a ON a.id = m.article
               WHERE a.key = ?1 AND m.number = ?2 AND m.seq <= ?3 AND (m.superseded_by IS NULL OR m.superseded_by > ?3)";
    let key = report.article.0.cast_signed();
    let found = database.cell(sql, &values![key, report.event, commit])?;
    Ok(found.map(|number: i64| IncidentId(number.cast_unsigned())))
}

fn tellings(database: &Database, incident: &Incident, commit: i64) -> Result<Vec<Telling>, StoreError> {
    let mut all = Vec::with_capacity(incident.reports.len());
    let sql = "SELECT r.id, g.id FROM article a JOIN revision r ON r.article = a.id JOIN reading g ON g.body = r.body
               WHERE a.key = ?1 AND r.seq <= ?2 AND (r.superseded_by IS NULL OR r.superseded_by > ?2)
                 AND g.seq <= ?2 AND (g.superseded_by IS NULL OR g.superseded_by > ?2)";
    for report in &incident.reports {
        let key = report.article.0.cast_signed();
        let found: Option<(i64, i64)> =
            database.first(sql, &values![key, commit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some((revision, reading)) = found else { continue };
        let Some(event) = record_of(database, reading)?.events.into_iter().nth(report.event as usize) else {
            continue;
        };
        let OriginKey(origin) = super::super::incidents::origin(database, report.article, commit)?;
        all.push(Telling { article: article_row(database, revision)?, origin: spelt_key(origin.0), event });
    }
    Ok(all)
}

fn history(database: &Database, id: IncidentId, commit: i64) -> Result<Vec<Step>, StoreError> {
    let sql = "SELECT c.seq, l.at, (SELECT name FROM label WHERE id = c.what), c.other, c.articles, i.killed_low, i.killed_high
               FROM incident_change c JOIN commit_log l ON l.seq = c.seq
               LEFT JOIN incident i ON i.number = c.number AND i.seq = c.seq
               WHERE c.number = ?1 AND c.seq <= ?2 ORDER BY c.seq, c.other";
    let own = id.0.cast_signed();
    let mut steps: Vec<Step> = Vec::new();
    database.list::<(), ()>(sql, &values![own, commit], |row| {
        let (seq, other): (i64, i64) = (row.get(0)?, row.get(3)?);
        // 0 is no incident.
        let shown = (other != own && other != 0).then(|| spelt_key(other.cast_unsigned()));
        match steps.last_mut() {
            Some(last) if last.seq.0 == seq => last.others.extend(shown),
            _ => steps.push(Step {
                seq: Seq(seq),
                at: row.get(1)?,
                what: row.get(2)?,
                others: shown.into_iter().collect(),
                articles: row.get(4)?,
                killed: row.get::<Option<i64>>(5)?.zip(row.get(6)?),
            }),
        }
        Ok(())
    })?;
    Ok(steps)
}
