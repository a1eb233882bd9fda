//! What is computed of two parties: the index of tension, the outlook with its record, changes of relations.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use detente_crisis::crisis::{Change, Forecaster, Horizon, Index, Outlook, Record, Trend, index};
use serde::Serialize;
use utoipa::ToSchema;

use super::crises::pair;
use super::wire::Page;
use crate::app::{App, PATIENCE, With};
use crate::filter::Query;
use crate::link;
use crate::params::Params;
use crate::problem::{Problem, kept_if};
use crate::snapshot::Slow;
use crate::value::{Days, Moment};

/// A change of official relations, by one party towards another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ChangeRow {
    /// When.
    #[schema(value_type = String, format = Date)]
    day: jiff::civil::Date,
    /// Who made it.
    from: String,
    /// Towards whom.
    to: String,
    /// Which change, as `recall-ambassador`.
    change: String,
    /// happened, ongoing, future, hypothetical or negated.
    status: String,
    /// What it moved; empty for a summons, for what was not carried out, and for another telling of an earlier change.
    moved: Vec<MovedRow>,
    /// The incident that brought it.
    incident: String,
    /// The earlier change that it is another telling of.
    retells: Option<String>,
    /// Disputed, told by one origin alone, or of no stated day.
    is_doubtful: bool,
}

/// What a change did to one part of relations.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MovedRow {
    /// envoy, relations, border, airspace, trade, treaty or visits.
    subject: String,
    /// Whose; none of what both share.
    holder: Option<String>,
    /// Its state before; none without a record.
    before: Option<String>,
    /// Its state after.
    after: String,
    /// Whether what was known before contradicts it.
    contradicts: bool,
}

impl ChangeRow {
    /// The row of a change.
    pub(crate) fn of(change: &Change) -> Self {
        let moved = |m: &detente_crisis::crisis::Moved| MovedRow {
            subject: m.part.subject.as_str().to_string(),
            holder: m.part.holder.as_ref().map(ToString::to_string),
            before: m.before.map(|state| state.as_str().to_string()),
            after: m.after.as_str().to_string(),
            contradicts: m.flags.iter().any(|flag| flag.is_contradiction()),
        };
        let doubt = change.doubt;
        ChangeRow {
            day: change.day,
            from: change.from.to_string(),
            to: change.to.to_string(),
            change: change.change.as_str().to_string(),
            status: change.status.as_str().to_string(),
            moved: change.moved.iter().map(moved).collect(),
            incident: link::incident_name(change.incident),
            retells: change.retells.map(link::incident_name),
            is_doubtful: doubt.is_disputed || doubt.is_single || doubt.is_undated,
        }
    }
}

/// The tension of two parties on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct IndexRow {
    /// The day.
    #[schema(value_type = String, format = Date)]
    day: jiff::civil::Date,
    /// The index, 0 to 100: the sum of the parts.
    index: f32,
    /// The index without what is doubtful.
    firm: f32,
    /// Conflict in deeds, to 45.
    material: f32,
    /// Conflict in words, to 15.
    verbal: f32,
    /// Conflict beyond the dyad's own past, to 15.
    novelty: f32,
    /// Official relations, to 15.
    relations: f32,
    /// Conflict against cooperation, to 10.
    discord: f32,
}

impl IndexRow {
    fn of(at: &Index) -> Self {
        let parts = at.parts;
        IndexRow {
            day: at.day,
            index: at.value,
            firm: at.firm,
            material: parts.material,
            verbal: parts.verbal,
            novelty: parts.novelty,
            // A part that takes nothing away is 0 and not -0.
            relations: parts.relations + 0.0,
            discord: parts.discord,
        }
    }
}

/// The index of tension of two parties, day by day from their first deed to the ledger's last day; docs/crises.md says how it is
/// computed.
#[utoipa::path(get, path = "/v1/dyads/{one}/{other}/index", tag = "dyads",
    params(("one" = String, Path, description = "a party: IRN"), ("other" = String, Path, description = "another: PAK"), Days),
    responses((status = 200, description = "the index of each day, the first day first", body = Page<IndexRow>),
        (status = 404, description = "these are not two parties", body = Problem, content_type = "application/problem+json"),
        (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn tension(
    State(app): State<Arc<App>>,
    Path((one, other)): Path<(String, String)>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let (pair, filter) = (pair(&one, &other)?, query.filter()?);
    let page = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let all = index(&pair, &snapshot.dyads, &snapshot.relations);
        let rows: Vec<IndexRow> = all.iter().filter(|at| filter.has_day(at.day)).map(IndexRow::of).collect();
        Ok(Page::whole(rows, &snapshot))
    });
    Ok(Json(page.await?).into_response())
}

/// How forecasts so far ahead went, in the last fifth of the ledger's time. Brier scores: 0 best, 2 worst.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordRow {
    /// Days ahead: 7, 30 or 90.
    days: i32,
    /// Forecasts tested.
    forecasts: u32,
    /// How often each came: falls, stays, rises.
    came: [u32; 3],
    /// Brier score of the model.
    brier: f64,
    /// Of saying that it stays, for certain.
    brier_persistence: f64,
    /// Of saying how often each came for this dyad so far.
    brier_historical_rate: f64,
    /// Of saying how often each came anywhere after as many incidents.
    brier_same_count: f64,
    /// Mean gap between the probability said and the share that came.
    calibration_error: f64,
}

impl RecordRow {
    fn of(record: &Record) -> Self {
        RecordRow {
            days: record.horizon.days(),
            forecasts: record.cases,
            came: record.came,
            brier: record.model.brier,
            brier_persistence: record.persistence.brier,
            brier_historical_rate: record.historical_rate.brier,
            brier_same_count: record.same_count.brier,
            calibration_error: record.calibration_error(),
        }
    }
}

/// How likely material conflict between two parties falls, stays or rises.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OutlookRow {
    /// The last day that it knows of.
    #[schema(value_type = String, format = Date)]
    as_of: jiff::civil::Date,
    /// Days ahead: 7, 30 or 90.
    days: i32,
    /// Incidents of material conflict in as many days before.
    before: u32,
    /// Probability that it falls.
    falls: f64,
    /// That it stays.
    stays: f64,
    /// That it rises.
    rises: f64,
    /// How such forecasts went.
    record: RecordRow,
}

impl OutlookRow {
    fn of(outlook: &Outlook, record: &Record) -> Self {
        OutlookRow {
            as_of: outlook.as_of,
            days: outlook.horizon.days(),
            before: outlook.before,
            falls: outlook.chances.of(Trend::Falls),
            stays: outlook.chances.of(Trend::Stays),
            rises: outlook.chances.of(Trend::Rises),
            record: RecordRow::of(record),
        }
    }
}

fn records(forecaster: &Forecaster) -> impl Iterator<Item = &Record> {
    Horizon::ALL.iter().filter_map(|horizon| forecaster.record(*horizon))
}

/// The record of outlooks, for each horizon; none where the ledger is too short for a forecast that could be tested.
#[utoipa::path(get, path = "/v1/outlook", tag = "dyads", params(Moment), responses(
    (status = 200, description = "a row for each horizon", body = Page<RecordRow>),
        (status = 500, description = "it could not be computed; the server's log says why", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "it is still being computed; `Retry-After` says when to ask again", body = Problem, content_type = "application/problem+json"),
        (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn record(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let as_of = query.as_of()?;
    let page = app.ask_in_time(move |app| {
        let With { snapshot, is_asked } = app.snapshot_with(Slow::Outlooks, as_of)?;
        let forecaster = snapshot.forecaster(PATIENCE)?;
        let rows: Vec<RecordRow> = forecaster.into_iter().flat_map(records).map(RecordRow::of).collect();
        Ok(kept_if(is_asked, Json(Page::whole(rows, &snapshot))))
    });
    page.await
}

/// The outlook of two parties from the ledger's last day, each horizon with its record; docs/outlook.md says what it knows. No row:
/// the ledger is too short, or nothing of conflict is told of the two in its last half year.
#[utoipa::path(get, path = "/v1/outlook/{one}/{other}", tag = "dyads",
    params(("one" = String, Path, description = "a party: IRN"), ("other" = String, Path, description = "another: PAK"), Moment),
    responses((status = 200, description = "a row for each horizon", body = Page<OutlookRow>),
        (status = 404, description = "these are not two parties", body = Problem, content_type = "application/problem+json"),
        (status = 500, description = "it could not be computed; the server's log says why", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "it is still being computed; `Retry-After` says when to ask again", body = Problem, content_type = "application/problem+json"),
        (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn outlook(
    State(app): State<Arc<App>>,
    Path((one, other)): Path<(String, String)>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let (pair, as_of) = (pair(&one, &other)?, query.as_of()?);
    let page = app.ask_in_time(move |app| {
        let With { snapshot, is_asked } = app.snapshot_with(Slow::Outlooks, as_of)?;
        let forecaster = snapshot.forecaster(PATIENCE)?;
        let said = |forecaster: &Forecaster| -> Vec<OutlookRow> {
            let each = |record: &Record| {
                let outlook = forecaster.outlook(&pair, &snapshot.dyads, record.horizon)?;
                Some(OutlookRow::of(&outlook, record))
            };
            records(forecaster).filter_map(each).collect()
        };
        let rows = forecaster.map(said).unwrap_or_default();
        Ok(kept_if(is_asked, Json(Page::whole(rows, &snapshot))))
    });
    page.await
}
