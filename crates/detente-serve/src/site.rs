//! The handlers of the pages.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use detente_crisis::crisis::Pair;
use detente_crisis::{Incident, PartyId};
use detente_ledger::store::{AsOf, Filter as StoreFilter, parsed_key};
use maud::Markup;
use serde::Deserialize;

use crate::app::{App, article_key, cite, incident_id};
use crate::asset::Asset;
use crate::filter::{Cursor, Query, party};
use crate::page::layout::{Frame, Place, page};
use crate::page::{
    actor, article, crises, crisis, dyad, figure_file, incident, incidents, overview, sources, status,
};
use crate::params::Params;
use crate::problem::{PageProblem, Problem};
use crate::view::Head;
use crate::words;

type Shared = State<Arc<App>>;
type Answer = Result<Response, PageProblem>;

/// The pages.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(overview_page))
        .route("/map.svg", get(map_file))
        .route("/incidents", get(incidents_page))
        .route("/incident/{id}", get(incident_page))
        .route("/article/{key}", get(article_page))
        .route("/crises", get(crises_page))
        .route("/crisis/{id}", get(crisis_page))
        .route("/crisis/{id}/timeline.svg", get(crisis_file))
        .route("/dyad/{one}/{other}", get(dyad_page))
        .route("/dyad/{one}/{other}/timeline.svg", get(timeline_file))
        .route("/actor/{party}", get(actor_page))
        .route("/sources", get(sources_page))
        .route("/status", get(status_page))
        .route("/assets/{hash}/{name}", get(asset_file))
}

/// The routes, for the test that goes through all of them.
#[cfg(test)]
pub(crate) const ROUTES: [&str; 8] =
    ["/", "/map.svg", "/incidents", "/crises", "/dyad/IRN/PAK", "/actor/IRN", "/sources", "/status"];

/// What differs from page to page in the frame.
struct Shown<'a> {
    title: &'a str,
    place: Place,
    search: &'a str,
    seq: Option<i64>,
}

fn html(app: &App, shown: &Shown<'_>, body: Markup) -> Response {
    let Shown { title, place, search, seq } = *shown;
    page(&Frame { title, place, search, is_demo: app.is_demo, seq }, body).into_response()
}

/// A page of the present follows the ledger; one of the past does not.
fn followed(as_of: AsOf, seq: i64) -> Option<i64> {
    (as_of == AsOf::Now).then_some(seq)
}

async fn overview_page(State(app): Shared, Params(query): Params<Query>) -> Answer {
    let filter = query.filter()?;
    let response = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let status = app.shelf.with(detente_ledger::store::Store::status)?;
        let sources = app.shelf.with(detente_ledger::store::Store::sources)?.len();
        let counts = overview::Counts {
            articles: u64::try_from(status.articles - status.withdrawn).unwrap_or(0),
            sources: sources as u64,
        };
        let cite = cite("Overview of incidents", &snapshot, filter.as_of);
        let body = overview::body(&snapshot, &counts, &query, &filter, &cite);
        Ok(html(
            app,
            &Shown {
                title: "Overview",
                place: Place::Overview,
                search: "",
                seq: followed(filter.as_of, snapshot.seq.0),
            },
            body,
        ))
    });
    Ok(response.await?)
}

async fn map_file(State(app): Shared, Params(query): Params<Query>) -> Answer {
    let filter = query.filter()?;
    let figure = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let shown: Vec<&Incident> = snapshot.incidents().iter().filter(|i| filter.lets_through(i)).collect();
        Ok(crate::figure::map::world(&overview::dots(&shown)))
    });
    Ok(figure_file::answer(figure.await?, "incidents-map"))
}

async fn incidents_page(State(app): Shared, Params(query): Params<Query>) -> Answer {
    let filter = query.filter()?;
    let response = app.ask(move |app| {
        let (snapshot, hits) = app.picture(&filter)?;
        let found = snapshot.find(&filter, hits.as_ref());
        let rows: Vec<Incident> = found.rows.iter().map(|i| (*i).clone()).collect();
        let next =
            (found.total > rows.len()).then(|| rows.last().map(|i| Cursor::of(i).to_string())).flatten();
        let articles = match &filter.words {
            Some(words) => Some(article_hits(app, words, filter.as_of)?),
            None => None,
        };
        let why = rows.is_empty().then(|| {
            let days = snapshot.days().map_or_else(String::new, |(from, to)| {
                format!(" from {} to {}", words::day(from), words::day(to))
            });
            format!(
                "The ledger holds {} incidents{days}; none passes all of these filters. Take one away.",
                snapshot.incidents().len()
            )
        });
        let listed = incidents::Listed { incidents: &rows, total: found.total, next, articles, why };
        let cite = cite("List of incidents", &snapshot, filter.as_of);
        let body = incidents::body(&query, &listed, &cite);
        Ok(html(
            app,
            &Shown {
                title: "Incidents",
                place: Place::Incidents,
                search: &query.q,
                seq: followed(filter.as_of, snapshot.seq.0),
            },
            body,
        ))
    });
    Ok(response.await?)
}

/// Articles that hold the words, also those that tell of no incident.
fn article_hits(app: &App, words: &str, as_of: AsOf) -> Result<Markup, detente_ledger::store::StoreError> {
    const ROWS: usize = 30;
    let asked =
        StoreFilter { text: Some(words.to_string()), as_of, limit: Some(ROWS), ..StoreFilter::default() };
    let mut heads = Vec::new();
    app.shelf.with(|store| {
        store.articles(&asked, |row| {
            heads.extend(parsed_key(&row.key).map(|k| Head::of(detente_crisis::report::ArticleKey(k), &row)));
            true
        })
    })?;
    Ok(maud::html! {
        @if !heads.is_empty() { section.panel { h2 { "Articles with these words" } (sources::list(&heads)) } }
    })
}

async fn incident_page(State(app): Shared, Path(id): Path<String>, Params(query): Params<Query>) -> Answer {
    let (id, as_of) = (incident_id(&id)?, query.as_of()?);
    let found = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(as_of)?;
        let Some(found) = app.shelf.incident(&snapshot, id, as_of)? else { return Ok(None) };
        let title = words::title(&found.incident);
        let what = format!(
            "Incident {}: {title}, {}",
            crate::link::incident_name(id),
            words::days(found.incident.days)
        );
        let body = incident::body(&found, &cite(&what, &snapshot, as_of));
        Ok(Some(html(
            app,
            &Shown {
                title: &title,
                place: Place::Incidents,
                search: "",
                seq: followed(as_of, snapshot.seq.0),
            },
            body,
        )))
    });
    let missing =
        || Problem::missing("no such incident in the ledger as it stands; ?as_of= asks for an earlier state");
    Ok(found.await?.ok_or_else(missing)?)
}

async fn article_page(State(app): Shared, Path(key): Path<String>, Params(query): Params<Query>) -> Answer {
    let (key, as_of) = (article_key(&key)?, query.as_of()?);
    let found = app.ask(move |app| {
        let Some(found) = app.shelf.article(key, as_of)? else { return Ok(None) };
        let snapshot = app.shelf.snapshot(as_of)?;
        let head = &found.head;
        let who = head.agency.as_deref().unwrap_or(&head.source);
        let what = format!("{who}, “{}”, {}", head.label(), words::day(head.day));
        let body = article::body(&found, &cite(&what, &snapshot, as_of));
        Ok(Some(html(
            app,
            &Shown {
                title: head.label(),
                place: Place::Sources,
                search: "",
                seq: followed(as_of, snapshot.seq.0),
            },
            body,
        )))
    });
    Ok(found.await?.ok_or_else(|| Problem::missing("no such article in the ledger"))?)
}

async fn crises_page(State(app): Shared, Params(query): Params<Query>) -> Answer {
    let as_of = query.as_of()?;
    let response = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(as_of)?;
        let body = crises::body(&snapshot, &cite("Dyads", &snapshot, as_of));
        Ok(html(
            app,
            &Shown {
                title: "Crises and dyads",
                place: Place::Crises,
                search: "",
                seq: followed(as_of, snapshot.seq.0),
            },
            body,
        ))
    });
    Ok(response.await?)
}

async fn crisis_page(State(app): Shared, Path(id): Path<String>, Params(query): Params<Query>) -> Answer {
    let (id, as_of) = (incident_id(&id)?, query.as_of()?);
    let found = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(as_of)?;
        let Some(crisis) = snapshot.crisis(id) else { return Ok(None) };
        let title = crisis::title(crisis);
        let what = format!("Crisis {}: {title}", crate::link::incident_name(id));
        let cite = cite(&what, &snapshot, as_of);
        let body = crisis::body(&snapshot, crisis, &snapshot.chronicle(crisis), &cite);
        let shown =
            Shown { title: &title, place: Place::Crises, search: "", seq: followed(as_of, snapshot.seq.0) };
        Ok(Some(html(app, &shown, body)))
    });
    let missing = || Problem::missing("no such crisis in the ledger as it stands");
    Ok(found.await?.ok_or_else(missing)?)
}

async fn crisis_file(State(app): Shared, Path(id): Path<String>, Params(query): Params<Query>) -> Answer {
    let (id, as_of) = (incident_id(&id)?, query.as_of()?);
    let figure = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(as_of)?;
        Ok(snapshot.crisis(id).and_then(|c| crisis::shown(&snapshot, c)?.timeline()))
    });
    let figure =
        figure.await?.ok_or_else(|| Problem::missing("no such crisis in the ledger as it stands"))?;
    Ok(figure_file::answer(figure, "crisis-timeline"))
}

fn pair(one: &str, other: &str) -> Result<Pair, Problem> {
    match (party(one), party(other)) {
        (Some(one), Some(other)) if one != other => Ok(Pair::new(one, other).0),
        _ => Err(Problem::missing("a dyad has two different parties: /dyad/IRN/PAK")),
    }
}

async fn dyad_page(
    State(app): Shared,
    Path((one, other)): Path<(String, String)>,
    Params(query): Params<Query>,
) -> Answer {
    let (pair, filter) = (pair(&one, &other)?, query.filter()?);
    let response = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let path = crate::link::dyad(pair.a(), pair.b());
        let shown = dyad::DyadPage::new(&snapshot, pair, filter.from, filter.to);
        let title = shown.title();
        let body = dyad::body(&shown, &query, &path, &cite(&title, &snapshot, filter.as_of));
        Ok(html(
            app,
            &Shown {
                title: &title,
                place: Place::Crises,
                search: "",
                seq: followed(filter.as_of, snapshot.seq.0),
            },
            body,
        ))
    });
    Ok(response.await?)
}

async fn timeline_file(
    State(app): Shared,
    Path((one, other)): Path<(String, String)>,
    Params(query): Params<Query>,
) -> Answer {
    let (pair, filter) = (pair(&one, &other)?, query.filter()?);
    let name = format!("timeline-{}-{}", pair.a(), pair.b());
    let figure = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        Ok(dyad::DyadPage::new(&snapshot, pair, filter.from, filter.to).timeline())
    });
    let figure = figure.await?.ok_or_else(|| Problem::missing("nothing is told of the two in these days"))?;
    Ok(figure_file::answer(figure, &name))
}

async fn actor_page(State(app): Shared, Path(name): Path<String>, Params(query): Params<Query>) -> Answer {
    let as_of = query.as_of()?;
    let party: PartyId = party(&name).ok_or_else(|| Problem::missing("a party has a name: /actor/IRN"))?;
    let response = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(as_of)?;
        let title = words::party(&party);
        let body = actor::body(&snapshot, &party, &cite(&title, &snapshot, as_of));
        Ok(html(
            app,
            &Shown { title: &title, place: Place::Crises, search: "", seq: followed(as_of, snapshot.seq.0) },
            body,
        ))
    });
    Ok(response.await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SourceQuery {
    source: String,
}

async fn sources_page(State(app): Shared, Params(query): Params<SourceQuery>) -> Answer {
    const ROWS: usize = 60;
    let response = app.ask(move |app| {
        let snapshot = app.shelf.present();
        let rows = app.shelf.with(detente_ledger::store::Store::sources)?;
        let sources = rows
            .into_iter()
            .map(|s| sources::SourceRow { name: s.source, articles: u64::try_from(s.articles).unwrap_or(0) });
        let mut quarantine = app.shelf.with(detente_ledger::store::Store::quarantine)?;
        quarantine.reverse();
        let source = Some(query.source.clone()).filter(|s| !s.is_empty());
        let asked = StoreFilter { source, limit: Some(ROWS), ..StoreFilter::default() };
        let mut articles = Vec::new();
        app.shelf.with(|store| {
            store.articles(&asked, |row| {
                articles.extend(
                    parsed_key(&row.key).map(|k| Head::of(detente_crisis::report::ArticleKey(k), &row)),
                );
                true
            })
        })?;
        let listed =
            sources::Listed { source: query.source, sources: sources.collect(), articles, quarantine };
        let body = sources::body(&listed, &cite("Sources", &snapshot, AsOf::Now));
        Ok(html(
            app,
            &Shown { title: "Sources", place: Place::Sources, search: "", seq: Some(snapshot.seq.0) },
            body,
        ))
    });
    Ok(response.await?)
}

async fn status_page(State(app): Shared) -> Answer {
    let response = app.ask(move |app| {
        let snapshot = app.shelf.present();
        let status = app.shelf.with(detente_ledger::store::Store::status)?;
        let server = status::Server {
            is_writable: app.desk.is_some(),
            is_demo: app.is_demo,
            version: env!("CARGO_PKG_VERSION"),
        };
        let body = status::body(&status, &server, &cite("Status", &snapshot, AsOf::Now));
        Ok(html(
            app,
            &Shown { title: "Status", place: Place::Status, search: "", seq: Some(snapshot.seq.0) },
            body,
        ))
    });
    Ok(response.await?)
}

async fn asset_file(Path((hash, name)): Path<(String, String)>) -> Answer {
    let asset = Asset::find(&hash, &name).ok_or_else(|| Problem::missing("no such file; reload the page"))?;
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    let kind = HeaderValue::from_static(asset.kind);
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, forever)], asset.content).into_response())
}
