//! What articles tell, as recorded: `/v1/events`, `/v1/claims`, `/v1/articles`, `/v1/disputes`, `/v1/changes`.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use detente_data::EventType;
use detente_ledger::store::{EventRow, Filter as StoreFilter, Seq, Store, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::IntoParams;

use super::forms;
use super::recorded::{
    RecordedArticle, RecordedArticlePage, RecordedChange, RecordedClaimRow, RecordedEventRow,
};
use super::wire::{DisputeRow, Page, disputes as dispute_rows};
use crate::app::{App, article_key};
use crate::filter::{Cursor, Filter, Form, MOST_ROWS, Query};
use crate::params::Params;
use crate::problem::Problem;
use crate::value::{self, Disputed, Moment, Recorded};

/// The ledger's own filter for ours; none where nothing can pass: a type of another class.
fn asked(filter: &Filter) -> Option<StoreFilter> {
    let two = filter.party.as_ref().zip(filter.with.as_ref());
    let is_asked = |kind: &EventType| {
        filter.kind.is_none_or(|k| k == *kind) && filter.class.is_none_or(|c| c == kind.quad_class())
    };
    let is_narrow = filter.kind.is_some() || filter.class.is_some();
    let kinds: Vec<EventType> = EventType::ALL.iter().copied().filter(is_asked).collect();
    (!kinds.is_empty()).then(|| StoreFilter {
        parties: if two.is_some() {
            Vec::new()
        } else {
            filter.party.iter().map(ToString::to_string).collect()
        },
        dyad: two.map(|(a, b)| (a.to_string(), b.to_string())),
        kinds: if is_narrow { kinds } else { Vec::new() },
        country: filter.country,
        since: filter.from,
        until: filter.to,
        text: filter.words.clone(),
        skip: filter.skip,
        limit: Some(filter.limit),
        as_of: filter.as_of,
        ..StoreFilter::default()
    })
}

fn answer<T: Serialize>(rows: Vec<T>, form: Form, next: Option<String>, seq: Seq) -> Response {
    match form {
        Form::Jsonl => forms::jsonl(&rows),
        _ => Json(Page { rows, total: None, next, seq: seq.0 }).into_response(),
    }
}

/// Where the next page begins, if this one is full.
fn next(rows: usize, filter: &Filter) -> Option<String> {
    (rows >= filter.limit).then(|| (filter.skip + rows).to_string())
}

/// A list of the ledger: gives rows to a taker until it wants no more.
type List<T> = fn(&Store, &StoreFilter, &mut dyn FnMut(T) -> bool) -> Result<(), StoreError>;

/// The rows that a list of the ledger has for a filter, and where the next page begins.
async fn found<T: Send + 'static>(
    app: &Arc<App>,
    filter: Filter,
    list: List<T>,
) -> Result<(Vec<T>, Option<String>, Seq), Problem> {
    app.ask(move |app| {
        let mut rows = Vec::new();
        if let Some(asked) = asked(&filter) {
            let mut take = |row| {
                rows.push(row);
                true
            };
            app.shelf.with(|store| list(store, &asked, &mut take))?;
        }
        let next = next(rows.len(), &filter);
        Ok((rows, next, app.shelf.present().seq))
    })
    .await
}

/// Events as articles tell them, the latest first, each with its article. Fields as in docs/output.md.
#[utoipa::path(get, path = "/v1/events", tag = "ledger", params(Recorded), responses(
    (status = 200, description = "up to `limit` events; with `format=jsonl` one a line", content((Page<RecordedEventRow> = "application/json"), (String = "application/jsonl"))),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn events(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let filter = query.filter_of_rows()?;
    let form = filter.form;
    let (rows, next, seq) = found(&app, filter, |store, asked, take| store.events(asked, take)).await?;
    Ok(answer(rows, form, next, seq))
}

/// Claims: who says what of which event. `limit` counts events.
#[utoipa::path(get, path = "/v1/claims", tag = "ledger", params(Recorded), responses(
    (status = 200, description = "the claims of up to `limit` events; with `format=jsonl` one a line", content((Page<RecordedClaimRow> = "application/json"), (String = "application/jsonl"))),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn claims(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let filter = query.filter_of_rows()?;
    let form = filter.form;
    let (rows, next, seq) = found(&app, filter, |store, asked, take| store.events(asked, take)).await?;
    let each = |row: &EventRow| -> Vec<Value> {
        let about = json!({ "event": row.id, "type": row.event.kind, "article": row.article.key, "day": row.article.day });
        row.event.claims.iter().map(|claim| json!({ "about": about, "claim": claim })).collect()
    };
    Ok(answer(rows.iter().flat_map(each).collect(), form, next, seq))
}

/// Articles, the latest first, without their texts.
#[utoipa::path(get, path = "/v1/articles", tag = "ledger", params(Recorded), responses(
    (status = 200, description = "up to `limit` articles; with `format=jsonl` one a line", content((Page<RecordedArticle> = "application/json"), (String = "application/jsonl"))),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn articles(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let filter = query.filter_of_rows()?;
    let form = filter.form;
    let list = found(&app, filter, |store, asked, take| store.articles(asked, take));
    let (rows, next, seq) = list.await?;
    Ok(answer(rows, form, next, seq))
}

/// One article: its text, what was read in it, every revision.
#[utoipa::path(get, path = "/v1/articles/{key}", tag = "ledger",
    params(("key" = String, Path, description = "the article's number, 16 hexadecimal digits"), Moment),
    responses(
        (status = 200, description = "the article", body = RecordedArticlePage),
        (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such article", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn article(
    State(app): State<Arc<App>>,
    Path(key): Path<String>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let (key, as_of) = (article_key(&key)?, query.as_of()?);
    let found = app.ask(move |app| app.shelf.with(|store| store.article(key, as_of))).await?;
    let found = found.ok_or_else(|| Problem::missing("no such article in the ledger"))?;
    Ok(Json(found).into_response())
}

/// Accounts of one incident that cannot all be true.
#[utoipa::path(get, path = "/v1/disputes", tag = "incidents", params(Disputed), responses(
    (status = 200, description = "the disputes of up to `limit` incidents", body = Page<DisputeRow>),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn disputes(
    State(app): State<Arc<App>>,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    let mut filter = query.filter()?;
    filter.is_disputed = true;
    let page = app.ask(move |app| {
        let (snapshot, hits) = app.picture(&filter)?;
        let found = snapshot.find(&filter, hits.as_ref());
        let next =
            found.rows.last().filter(|_| found.total > found.rows.len()).map(|i| Cursor::of(i).to_string());
        let rows = found.rows.iter().flat_map(|i| dispute_rows(i)).collect();
        Ok(Page::<DisputeRow> { rows, total: None, next, seq: snapshot.seq.0 })
    });
    Ok(Json(page.await?).into_response())
}

/// From where changes are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Since {
    /// The last commit that is known: what came after it is given.
    #[param(schema_with = value::commit)]
    after: u64,
}

/// How many changes are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Most {
    /// Changes, at most 1000; 200 where this is not said. A commit is given whole, also where that makes more.
    #[param(schema_with = value::limit)]
    limit: String,
}

impl Most {
    fn changes(&self) -> Result<usize, Problem> {
        let typed = self.limit.trim();
        let number = if typed.is_empty() { Some(CHANGES) } else { typed.parse().ok() };
        let wrong = || Problem::bad(format!("limit={typed:?}: expected a number from 1 to {MOST_ROWS}"));
        number.filter(|n| (1..=MOST_ROWS).contains(n)).ok_or_else(wrong)
    }
}

/// Changes where no number is asked for.
const CHANGES: usize = 200;

impl Since {
    /// The last commit that is known.
    ///
    /// # Errors
    /// Where no ledger has so many.
    pub(crate) fn after(&self) -> Result<i64, Problem> {
        let wrong = || Problem::bad(format!("after={}: expected the number of a commit", self.after));
        i64::try_from(self.after).map_err(|_| wrong())
    }
}

/// What commits did to articles, in their order, withdrawals included. `next` is the `after` to go on with.
#[utoipa::path(get, path = "/v1/changes", tag = "ledger", params(Since, Most), responses(
    (status = 200, description = "about `limit` changes", body = Page<RecordedChange>),
    (status = 400, description = "a parameter cannot be understood", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn changes(
    State(app): State<Arc<App>>,
    Params(since): Params<Since>,
    Params(most): Params<Most>,
) -> Result<Response, Problem> {
    let (after, limit) = (since.after()?, most.changes()?);
    let page = app.ask(move |app| {
        let rows = app.shelf.with(|store| store.changes(Seq(after), limit))?;
        let next = rows.last().map(|c| c.seq.to_string());
        Ok(Page { rows, total: None, next, seq: app.shelf.present().seq.0 })
    });
    Ok(Json(page.await?).into_response())
}
