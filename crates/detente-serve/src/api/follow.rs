//! Following the ledger and the server: `/v1/stream`, `/health`, `/metrics`.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde_json::json;

use super::ledger::Since;
use super::recorded::{Grown, Health};
use crate::app::App;
use crate::params::Params;
use crate::problem::Problem;

/// Each commit as it is made, as server-sent events named `commit`; `Last-Event-ID` goes on where the client was.
#[utoipa::path(get, path = "/v1/stream", tag = "ledger", params(Since), responses(
    (status = 200, description = "events without end, each with these fields", content_type = "text/event-stream", body = Grown),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn stream(
    State(app): State<Arc<App>>,
    Params(since): Params<Since>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let last = headers.get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    let known = last.map_or_else(|| since.after(), Ok)?;
    let (watched, ending) = (app.grown.subscribe(), app.ending.subscribe());
    let events =
        stream::unfold((app, watched, ending, known), |(app, mut watched, mut ending, known)| async move {
            // The receiver sees the newest value only, which is all that a page needs.
            while *watched.borrow_and_update() <= known {
                tokio::select! {
                    grown = watched.changed() => grown.ok()?,
                    _ = ending.wait_for(|is_ending| *is_ending) => return None,
                }
            }
            let seq = *watched.borrow();
            let articles = app
                .ask(|app| Ok(app.shelf.with(detente_ledger::store::Store::status)?.articles))
                .await
                .ok()?;
            let data = json!({ "seq": seq, "articles": articles });
            let event = Event::default().event("commit").id(seq.to_string()).data(data.to_string());
            Some((Ok(event), (app, watched, ending, seq)))
        });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}

/// Whether the server lives and can read its ledger.
#[utoipa::path(get, path = "/health", tag = "server", responses(
    (status = 200, description = "it can", body = Health),
    (status = 500, description = "it cannot", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn health(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let seq = app.ask(|app| app.shelf.with(detente_ledger::store::Store::seq)).await?;
    Ok(Json(json!({ "status": "ok", "seq": seq })).into_response())
}

/// Counts for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "server", responses(
    (status = 200, description = "text exposition format", content_type = "text/plain", body = String)))]
pub(crate) async fn metrics(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let counts: Vec<(usize, u64)> = app
        .answers
        .iter()
        .enumerate()
        .map(|(i, n)| (i, n.load(Ordering::Relaxed)))
        .filter(|(i, _)| *i > 0)
        .collect();
    let since = app.since.as_second();
    let status = app.ask(|app| app.shelf.with(detente_ledger::store::Store::status)).await?;
    let snapshot = app.shelf.present();
    let mut text = String::from("# TYPE detente_http_responses_total counter\n");
    for (class, count) in counts {
        text.push_str(&format!("detente_http_responses_total{{class=\"{class}xx\"}} {count}\n"));
    }
    let gauges = [
        ("detente_start_time_seconds", since),
        ("detente_ledger_commit", status.seq.0),
        ("detente_snapshot_commit", snapshot.seq.0),
        ("detente_ledger_articles", status.articles),
        ("detente_ledger_events", status.events),
        ("detente_ledger_incidents", i64::try_from(snapshot.incidents().len()).unwrap_or(i64::MAX)),
        ("detente_ledger_bytes", i64::try_from(status.bytes).unwrap_or(i64::MAX)),
        ("detente_quarantine", status.quarantine.iter().map(|q| q.2).sum()),
    ];
    for (name, value) in gauges {
        text.push_str(&format!("# TYPE {name} gauge\n{name} {value}\n"));
    }
    let name = "detente_snapshot_seconds";
    text.push_str(&format!("# TYPE {name} gauge\n{name} {:.6}\n", app.shelf.took().as_secs_f64()));
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
