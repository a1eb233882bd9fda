//! `/v1/incidents`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::forms;
use super::wire::{IncidentRow, Page};
use crate::app::{App, incident_id};
use crate::filter::{Cursor, Form, MOST_ROWS, Query};
use crate::params::Params;
use crate::problem::Problem;

/// Incidents, the latest day first.
#[utoipa::path(get, path = "/v1/incidents", tag = "incidents", params(Query), responses(
    (status = 200, description = "a page of incidents; with `format` CSV, JSON Lines or GeoJSON of up to 1000", body = Page<IncidentRow>),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let mut filter = query.filter()?;
    // A file holds all that can be had at once.
    if filter.form != Form::Json && query.limit.is_empty() {
        filter.limit = MOST_ROWS;
    }
    let form = filter.form;
    let page = app.ask(move |app| {
        let (snapshot, hits) = app.picture(&filter)?;
        let found = snapshot.find(&filter, hits.as_ref());
        let next =
            found.rows.last().filter(|_| found.total > found.rows.len()).map(|i| Cursor::of(i).to_string());
        let rows = found.rows.iter().map(|i| IncidentRow::of(i, query.links())).collect();
        Ok(Page { rows, total: Some(found.total), next, seq: snapshot.seq.0 })
    });
    let page: Page<IncidentRow> = page.await?;
    Ok(match form {
        Form::Json => Json(page).into_response(),
        Form::Jsonl => forms::jsonl(&page.rows),
        Form::Csv => forms::csv(&page.rows),
        Form::GeoJson => forms::geojson(&page.rows),
    })
}

/// One incident.
#[utoipa::path(get, path = "/v1/incidents/{id}", tag = "incidents",
    params(("id" = String, Path, description = "the incident's number, 16 hexadecimal digits"), Query),
    responses(
        (status = 200, description = "the incident", body = IncidentRow),
        (status = 404, description = "no such incident", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let (id, filter) = (incident_id(&id)?, query.filter()?);
    let form = filter.form;
    let row = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        Ok(snapshot.incident(id).map(|i| IncidentRow::of(i, query.links())))
    });
    let row = row.await?.ok_or_else(|| Problem::missing("no such incident in the ledger as it stands"))?;
    Ok(match form {
        Form::Json => Json(row).into_response(),
        Form::Jsonl => forms::jsonl(&[row]),
        Form::Csv => forms::csv(&[row]),
        Form::GeoJson => forms::geojson(&[row]),
    })
}

/// Incidents as an Atom feed; an entry keeps its id when the incident grows.
#[utoipa::path(get, path = "/v1/incidents.atom", tag = "incidents", params(Query), responses(
    (status = 200, description = "an Atom feed", content_type = "application/atom+xml", body = String),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn feed(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let filter = query.filter()?;
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    let base = format!("http://{host}");
    let answer = app.ask(move |app| {
        let (snapshot, hits) = app.picture(&filter)?;
        let rows: Vec<IncidentRow> = snapshot
            .find(&filter, hits.as_ref())
            .rows
            .iter()
            .map(|i| IncidentRow::of(i, query.links()))
            .collect();
        let updated = app.shelf.with(detente_ledger::store::Store::status)?.at;
        Ok(forms::atom(&rows, updated.as_deref().unwrap_or("1970-01-01T00:00:00Z"), &base))
    });
    answer.await
}
