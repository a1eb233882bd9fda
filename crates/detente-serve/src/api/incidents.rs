//! `/v1/incidents`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::recorded::Points;
use super::wire::{IncidentRow, Page};
use super::{file, forms};
use crate::app::{App, incident_id};
use crate::filter::{Cursor, Form, Query};
use crate::params::Params;
use crate::problem::Problem;
use crate::value::{InAnyForm, Newest, OfIncidents};

/// Incidents, the latest day first.
#[utoipa::path(get, path = "/v1/incidents", tag = "incidents", params(OfIncidents), responses(
    (status = 200, description = "a page of incidents; with `format` a file of all: CSV, JSON Lines, GeoJSON or Parquet", content(
        (Page<IncidentRow> = "application/json"), (String = "text/csv"), (String = "application/jsonl"), (Points = "application/geo+json"), (Vec<u8> = "application/vnd.apache.parquet"))),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let mut filter = query.filter()?;
    // A file holds all that there is.
    if filter.form != Form::Json && query.limit.is_empty() {
        filter.limit = usize::MAX;
    }
    let answer = app.ask(move |app| {
        let (snapshot, hits) = app.picture(&filter)?;
        let found = snapshot.find(&filter, hits.as_ref());
        if filter.form != Form::Json {
            let ids = found.rows.iter().map(|i| i.id).collect();
            return Ok(file::of_incidents(filter.form, Arc::clone(&snapshot), ids, query.as_of.clone()));
        }
        let next =
            found.rows.last().filter(|_| found.total > found.rows.len()).map(|i| Cursor::of(i).to_string());
        let rows: Vec<IncidentRow> = found.rows.iter().map(|i| IncidentRow::of(i, query.links())).collect();
        Ok(Ok(Json(Page { rows, total: Some(found.total), next, seq: snapshot.seq.0 }).into_response()))
    });
    answer.await?.map_err(|error| Problem::internal(&error))
}

/// One incident.
#[utoipa::path(get, path = "/v1/incidents/{id}", tag = "incidents",
    params(("id" = String, Path, description = "the incident's number, 16 hexadecimal digits"), InAnyForm),
    responses(
        (status = 200, description = "the incident, in a form as the list", content(
            (IncidentRow = "application/json"), (String = "text/csv"), (String = "application/jsonl"), (Points = "application/geo+json"), (Vec<u8> = "application/vnd.apache.parquet"))),
        (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such incident", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let (id, filter) = (incident_id(&id)?, query.filter()?);
    let answer = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let Some(incident) = snapshot.incident(id) else { return Ok(None) };
        if filter.form != Form::Json {
            let file = file::of_incidents(filter.form, Arc::clone(&snapshot), vec![id], query.as_of.clone());
            return Ok(Some(file));
        }
        Ok(Some(Ok(Json(IncidentRow::of(incident, query.links())).into_response())))
    });
    let answer = answer.await?;
    let answer = answer.ok_or_else(|| Problem::missing("no such incident in the ledger as it stands"))?;
    answer.map_err(|error| Problem::internal(&error))
}

/// Incidents as an Atom feed; an entry keeps its id when the incident grows.
#[utoipa::path(get, path = "/v1/incidents.atom", tag = "incidents", params(Newest), responses(
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
        let found = snapshot.find(&filter, hits.as_ref());
        let rows = found.rows.iter().map(|i| IncidentRow::of(i, query.links()).entry());
        let updated = snapshot.at.map(|at| at.to_string());
        let feed = forms::Feed { name: "incidents", title: "Incidents", updated: updated.as_deref() };
        Ok(forms::atom(&feed, &rows.collect::<Vec<_>>(), &base))
    });
    answer.await
}
