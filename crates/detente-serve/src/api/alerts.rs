//! `/v1/alerts`: what the rules of the server find, with what was delivered of it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::forms::{self, Entry};
use super::wire::{Page, ReportName, names, report};
use crate::alerts::{AlertQuery, Shown, listed};
use crate::app::{App, With};
use crate::filter::{Form, Query};
use crate::link::{self, Links};
use crate::params::Params;
use crate::problem::Problem;
use crate::snapshot::Slow;
use crate::value::{OfAlerts, OfPartiesAndDays};

/// What a rule found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AlertRow {
    /// Its number, made of its rule and subject.
    #[schema(example = "00a1b2c3d4e5f607")]
    pub(crate) id: String,
    /// The rule.
    pub(crate) rule: String,
    /// What set it off: new-dispute, relations-change, index-above, first-conflict or commitment-broken.
    pub(crate) on: String,
    /// The day of which it is.
    #[schema(value_type = String, format = Date)]
    pub(crate) day: jiff::civil::Date,
    /// Who takes part.
    pub(crate) parties: Vec<String>,
    /// One sentence: what sources claim.
    pub(crate) text: String,
    /// The incidents it rests on, that which set the rule off first.
    pub(crate) incidents: Vec<String>,
    /// The events that tell of what it is about.
    pub(crate) reports: Vec<ReportName>,
    /// The page of the first incident, from the root of this server.
    pub(crate) page: String,
    /// When it was delivered; none where it was not.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(crate) delivered: Option<jiff::Timestamp>,
    /// How: output or webhook.
    pub(crate) way: Option<String>,
}

impl AlertRow {
    /// The row of an alert.
    pub(crate) fn of(shown: &Shown, links: Links<'_>) -> Self {
        let finding = &shown.alert.finding;
        let first = finding.incidents.first();
        AlertRow {
            id: link::number(finding.key()),
            rule: finding.rule.clone(),
            on: finding.subject.trigger().to_string(),
            day: finding.day,
            parties: finding.parties.iter().map(ToString::to_string).collect(),
            text: shown.alert.text.clone(),
            incidents: names(&finding.incidents),
            reports: finding.reports.iter().map(|id| report(*id)).collect(),
            page: first.map_or_else(|| links.to("/alerts"), |id| links.incident(*id)),
            delivered: shown.delivered.as_ref().map(|(at, _)| *at),
            way: shown.delivered.as_ref().map(|(_, way)| way.clone()),
        }
    }

    /// As an entry of a feed.
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            id: format!("urn:detente:alert:{}", self.id),
            title: format!("{}: {}", self.rule, self.parties.join(", ")),
            day: self.day,
            page: self.page.clone(),
            summary: self.text.clone(),
        }
    }
}

/// Alerts, the latest day first: found by the rules of the server, or delivered before; paged with `skip`.
#[utoipa::path(get, path = "/v1/alerts", tag = "alerts", params(OfAlerts, AlertQuery), responses(
    (status = 200, description = "up to `limit` alerts; with `format=jsonl` one a line", content((Page<AlertRow> = "application/json"), (String = "application/jsonl"))),
    (status = 500, description = "they could not be computed; the server's log says why", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "they are still being computed; `Retry-After` says when to ask again", body = Problem, content_type = "application/problem+json"),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn alerts(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
    Params(alerts): Params<AlertQuery>,
) -> Result<Response, Problem> {
    let Listed { page, form, .. } = page(&app, query, alerts).await?;
    Ok(match form {
        Form::Jsonl => forms::jsonl(&page.rows),
        _ => Json(page).into_response(),
    })
}

/// Alerts as an Atom feed; an entry keeps its id for ever.
#[utoipa::path(get, path = "/v1/alerts.atom", tag = "alerts", params(OfPartiesAndDays, AlertQuery), responses(
    (status = 200, description = "an Atom feed", content_type = "application/atom+xml", body = String),
    (status = 500, description = "they could not be computed; the server's log says why", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "they are still being computed; `Retry-After` says when to ask again", body = Problem, content_type = "application/problem+json"),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn alert_feed(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
    Params(alerts): Params<AlertQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    let base = format!("http://{host}");
    let Listed { page, at, .. } = page(&app, query, alerts).await?;
    let updated = at.map(|at| at.to_string());
    let entries: Vec<Entry> = page.rows.iter().map(AlertRow::entry).collect();
    let feed = forms::Feed { name: "alerts", title: "Alerts", updated: updated.as_deref() };
    Ok(forms::atom(&feed, &entries, &base))
}

/// A page of alerts.
struct Listed {
    page: Page<AlertRow>,
    form: Form,
    /// When the state was made that it is of.
    at: Option<jiff::Timestamp>,
}

async fn page(app: &Arc<App>, query: Query, alerts: AlertQuery) -> Result<Listed, Problem> {
    let filter = query.filter_of_rows()?;
    alerts.check()?;
    let form = filter.form;
    let page = app.ask_in_time(move |app| {
        let With { snapshot, .. } = app.snapshot_with(Slow::Alerts, filter.as_of)?;
        let found = listed(app, &snapshot, &alerts, &filter)?;
        let rows = found.rows.iter().map(|shown| AlertRow::of(shown, query.links())).collect();
        let page = Page::part(rows, found.total, filter.skip, &snapshot);
        Ok(Listed { page, form, at: snapshot.at })
    });
    page.await
}
