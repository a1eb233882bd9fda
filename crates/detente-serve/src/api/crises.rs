//! What incidents make up: `/v1/crises`, `/v1/dyads`, `/v1/relations`, `/v1/commitments`. What is computed from them stands in
//! `measures`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use detente_crisis::crisis::{Pair, Step};
use serde::Deserialize;
use utoipa::IntoParams;

use super::measures::ChangeRow;
use super::wire::{CommitmentRow, CrisisRow, DyadRow, Page, RelationRow, StepRow};
use crate::app::{App, PATIENCE, With, incident_id, today};
use crate::filter::{Filter, MOST_ROWS, Query, party, yes_or_no};
use crate::params::Params;
use crate::problem::{Problem, kept_if};
use crate::snapshot::Slow;
use crate::value::{self, Days, Moment, OfParties, OfPartiesAndDays, Until};

/// Rows of lists that most ledgers have on one page.
fn page_of_many(query: &Query, filter: &mut Filter) {
    if query.limit.is_empty() {
        filter.limit = MOST_ROWS;
    }
}

/// Pairs of parties, those of most incidents first; paged with `skip`.
#[utoipa::path(get, path = "/v1/dyads", tag = "dyads", params(OfParties), responses(
    (status = 200, description = "up to `limit` dyads, or 1000", body = Page<DyadRow>),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn dyads(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let mut filter = query.filter()?;
    page_of_many(&query, &mut filter);
    let page = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let has = |pair: &Pair| [&filter.party, &filter.with].into_iter().flatten().all(|p| pair.has(p));
        let all: Vec<&Pair> = snapshot.busiest().iter().map(|(pair, _)| pair).filter(|p| has(p)).collect();
        let acts = |pair: &Pair| snapshot.dyads.get(pair).map(|d| d.done()).unwrap_or_default();
        let rows: Vec<DyadRow> =
            all.iter().skip(filter.skip).take(filter.limit).map(|p| DyadRow::of(p, acts(p))).collect();
        Ok(Page::part(rows, all.len(), filter.skip, &snapshot))
    });
    Ok(Json(page.await?).into_response())
}

pub(super) fn pair(one: &str, other: &str) -> Result<Pair, Problem> {
    match (party(one), party(other)) {
        (Some(one), Some(other)) if one != other => Ok(Pair::new(one, other).0),
        _ => Err(Problem::missing("a dyad has two different parties")),
    }
}

/// What two parties did to each other, day by day.
#[utoipa::path(get, path = "/v1/dyads/{one}/{other}", tag = "dyads",
    params(("one" = String, Path, description = "a party: IRN"), ("other" = String, Path, description = "another: PAK"), Days),
    responses((status = 200, description = "the series of the dyad, `a` and `b` in their order", body = Page<StepRow>),
        (status = 404, description = "these are not two parties", body = Problem, content_type = "application/problem+json"),
        (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn dyad(
    State(app): State<Arc<App>>,
    Path((one, other)): Path<(String, String)>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let (pair, filter) = (pair(&one, &other)?, query.filter()?);
    let page = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let series = snapshot.dyads.get(&pair).map(|d| d.series(Step::Day));
        let cells = series.iter().flat_map(|s| s.cells.iter()).filter(|(day, _)| filter.has_day(**day));
        let rows: Vec<StepRow> = cells.map(|(day, cell)| StepRow::of(*day, cell)).collect();
        Ok(Page::whole(rows, &snapshot))
    });
    Ok(Json(page.await?).into_response())
}

/// Official relations of two parties on a day (`to`; without it, today).
#[utoipa::path(get, path = "/v1/relations/{one}/{other}", tag = "dyads",
    params(("one" = String, Path, description = "a party: IRN"), ("other" = String, Path, description = "another: PAK"), Until),
    responses((status = 200, description = "every part of relations with a record; of what is not listed there is none", body = Page<RelationRow>),
        (status = 404, description = "these are not two parties", body = Problem, content_type = "application/problem+json"),
        (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn relations(
    State(app): State<Arc<App>>,
    Path((one, other)): Path<(String, String)>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let (pair, filter) = (pair(&one, &other)?, query.filter()?);
    let page = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let standing = snapshot.relations.on(&pair, filter.to.unwrap_or_else(today));
        let rows: Vec<RelationRow> = standing.parts.iter().map(RelationRow::of).collect();
        Ok(Page::whole(rows, &snapshot))
    });
    Ok(Json(page.await?).into_response())
}

/// Every change of official relations of two parties that is told of, up to a day (`to`), the latest first: what was carried out,
/// announced, said not to have been done, and envoys that were called in.
#[utoipa::path(get, path = "/v1/relations/{one}/{other}/history", tag = "dyads",
    params(("one" = String, Path, description = "a party: IRN"), ("other" = String, Path, description = "another: PAK"), Days),
    responses((status = 200, description = "the changes", body = Page<ChangeRow>),
        (status = 404, description = "these are not two parties", body = Problem, content_type = "application/problem+json"),
        (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn history(
    State(app): State<Arc<App>>,
    Path((one, other)): Path<(String, String)>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let (pair, filter) = (pair(&one, &other)?, query.filter()?);
    let page = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let all = snapshot.relations.history(&pair).iter().rev();
        let rows: Vec<ChangeRow> = all.filter(|c| filter.has_day(c.day)).map(ChangeRow::of).collect();
        Ok(Page::whole(rows, &snapshot))
    });
    Ok(Json(page.await?).into_response())
}

/// Which promises are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct FateQuery {
    /// `yes`: only those neither kept nor broken.
    #[param(schema_with = value::yes_or_no)]
    open: String,
}

/// Promises and agreements, by the day they were made, the latest first; paged with `skip`.
#[utoipa::path(get, path = "/v1/commitments", tag = "dyads", params(OfPartiesAndDays, FateQuery), responses(
    (status = 200, description = "up to `limit` promises", body = Page<CommitmentRow>),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn commitments(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
    Params(fate): Params<FateQuery>,
) -> Result<Response, Problem> {
    let filter = query.filter()?;
    let only_open = yes_or_no("open", &fate.open)?.unwrap_or(false);
    let page = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let is_asked = |c: &&detente_crisis::crisis::Commitment| {
            [&filter.party, &filter.with].into_iter().flatten().all(|p| c.parties.contains(p))
                && c.made.is_none_or(|day| filter.has_day(day))
                && (!only_open || c.is_open())
        };
        let all: Vec<_> = snapshot.commitments.iter().rev().filter(is_asked).collect();
        let rows: Vec<CommitmentRow> =
            all.iter().skip(filter.skip).take(filter.limit).map(|c| CommitmentRow::of(c)).collect();
        Ok(Page::part(rows, all.len(), filter.skip, &snapshot))
    });
    Ok(Json(page.await?).into_response())
}

/// Crises, the latest first; paged with `skip`.
#[utoipa::path(get, path = "/v1/crises", tag = "crises", params(OfPartiesAndDays), responses(
    (status = 200, description = "up to `limit` crises, or 1000", body = Page<CrisisRow>),
        (status = 500, description = "they could not be computed; the server's log says why", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "they are still being computed; `Retry-After` says when to ask again", body = Problem, content_type = "application/problem+json"),
        (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn crises(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let mut filter = query.filter()?;
    page_of_many(&query, &mut filter);
    let page = app.ask_in_time(move |app| {
        let With { snapshot, is_asked } = app.snapshot_with(Slow::Crises, filter.as_of)?;
        let crises = snapshot.crises(PATIENCE)?;
        let is_wanted = |c: &&detente_crisis::crisis::Crisis| {
            [&filter.party, &filter.with].into_iter().flatten().all(|p| c.parties.contains(p))
                && filter.from.is_none_or(|day| c.to >= day)
                && filter.to.is_none_or(|day| c.from <= day)
        };
        let all: Vec<_> = crises.iter().rev().filter(is_wanted).collect();
        let some = all.iter().skip(filter.skip).take(filter.limit);
        let rows: Vec<CrisisRow> = some.map(|c| CrisisRow::of(c, query.links())).collect();
        Ok(kept_if(is_asked, Json(Page::part(rows, all.len(), filter.skip, &snapshot))))
    });
    page.await
}

/// One crisis.
#[utoipa::path(get, path = "/v1/crises/{id}", tag = "crises",
    params(("id" = String, Path, description = "the crisis's number, 16 hexadecimal digits"), Moment),
    responses((status = 200, description = "the crisis", body = CrisisRow),
        (status = 404, description = "no such crisis", body = Problem, content_type = "application/problem+json"),
        (status = 500, description = "they could not be computed; the server's log says why", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "they are still being computed; `Retry-After` says when to ask again", body = Problem, content_type = "application/problem+json"),
        (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn crisis(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let (id, as_of) = (incident_id(&id)?, query.as_of()?);
    let row = app.ask_in_time(move |app| {
        let With { snapshot, is_asked } = app.snapshot_with(Slow::Crises, as_of)?;
        let crises = snapshot.crises(PATIENCE)?;
        let row = crises.iter().find(|c| c.id == id).map(|c| CrisisRow::of(c, query.links()));
        Ok(row.map(|row| kept_if(is_asked, Json(row))))
    });
    row.await?.ok_or_else(|| Problem::missing("no such crisis in the ledger as it stands"))
}
