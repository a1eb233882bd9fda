//! The handlers of the pages.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use detente_crisis::crisis::Pair;
use detente_crisis::{Incident, PartyId};
use detente_ledger::store::{AsOf, Filter as StoreFilter, Store, StoreError, parsed_key};
use maud::Markup;
use serde::Deserialize;

use crate::alerts::{AlertQuery, listed};
use crate::app::{App, MOST_HITS, PATIENCE, With, article_key, cite, incident_id};
use crate::asset::Asset;
use crate::filter::{Cursor, Query, party};
use crate::later::Missing;
use crate::link;
use crate::page::layout::Place;
use crate::page::{
    actor, alerts, article, compare, crises, crisis, dyad, figure_file, incident, incidents, overview,
    sources, status, tension,
};
use crate::params::Params;
use crate::problem::{PageProblem, Problem, kept_if};
use crate::shown::{Shown, html};
use crate::snapshot::{Counts, Slow};
use crate::view::Head;
use crate::words;

type Shared = State<Arc<App>>;
type Answer = Result<Response, PageProblem>;

/// Makes the pages of a list of addresses and who answers there, so that the test that goes through all of them has the same list.
macro_rules! pages {
    ($($address:literal => $handler:ident),* $(,)?) => {
        /// The pages.
        pub(crate) fn routes() -> Router<Arc<App>> {
            Router::new()$(.route($address, get($handler)))*
        }

        /// Their addresses.
        #[cfg(test)]
        pub(crate) const ROUTES: &[&str] = &[$($address),*];
    };
}

pages! {
    "/" => overview_page,
    "/map.svg" => map_file,
    "/series.svg" => series_file,
    "/incidents" => incidents_page,
    "/incident/{id}" => incident_page,
    "/incident/{id}/{figure}" => incident_file,
    "/article/{key}" => article_page,
    "/crises" => crises_page,
    "/crisis/{id}" => crisis_page,
    "/crisis/{id}/timeline.svg" => crisis_file,
    "/dyad/{one}/{other}" => dyad_page,
    "/dyad/{one}/{other}/{figure}" => dyad_file,
    "/actor/{party}" => actor_page,
    "/alerts" => alerts_page,
    "/sources" => sources_page,
    "/status" => status_page,
    "/assets/{hash}/{name}" => asset_file,
}

async fn overview_page(State(app): Shared, Params(query): Params<Query>) -> Answer {
    let filter = query.filter()?;
    let response = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let with = app.having(Slow::Crises, &snapshot, filter.as_of);
        let counts = match filter.as_of {
            AsOf::Now => Some(snapshot.counts(|| counts(app))?),
            // The ledger counts what stands now.
            _ => None,
        };
        let cite = cite("Overview of incidents", &snapshot, filter.as_of);
        // Asked before the page is made: what comes meanwhile would leave it without a note to load it again.
        let lack = with.lack(Slow::Crises);
        let asked = overview::Asked { query: &query, filter: &filter, crises: &with.snapshot };
        let body = overview::body(&snapshot, counts.as_ref(), &asked, &cite);
        let shown = Shown {
            title: "Overview",
            place: Place::Overview,
            path: "/",
            query: &query,
            snapshot: &snapshot,
            is_awaited: lack == Some(Missing::NotYet),
        };
        Ok(kept_if(lack.is_none(), html(app, &shown, body)))
    });
    Ok(response.await?)
}

fn counts(app: &App) -> Result<Counts, StoreError> {
    let status = app.shelf.with(Store::status)?;
    let articles = u64::try_from(status.articles - status.withdrawn).unwrap_or(0);
    Ok(Counts { articles, sources: app.shelf.with(Store::sources)?.len() as u64 })
}

async fn map_file(State(app): Shared, Params(query): Params<Query>) -> Answer {
    let filter = query.filter()?;
    let figure = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let shown = snapshot.all_that_pass(&filter);
        Ok(crate::figure::map::world(&overview::dots(&shown, query.links())))
    });
    Ok(figure_file::answer(figure.await?, "incidents-map"))
}

async fn series_file(State(app): Shared, Params(query): Params<Query>) -> Answer {
    let filter = query.filter()?;
    let figure = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        Ok(overview::course_figure(&snapshot, &query, &filter))
    });
    let missing = || Problem::missing("nothing is told of in these days");
    Ok(figure_file::answer(figure.await?.ok_or_else(missing)?, "incidents-over-time"))
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
            Some(words) => Some(article_hits(app, words, filter.as_of, query.links())?),
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
        let is_cut = hits.as_ref().is_some_and(|hits| hits.len() >= MOST_HITS);
        let listed = incidents::Listed { incidents: &rows, total: found.total, next, articles, why, is_cut };
        let cite = cite("List of incidents", &snapshot, filter.as_of);
        let body = incidents::body(&query, &listed, &cite);
        Ok(html(
            app,
            &Shown {
                title: "Incidents",
                place: Place::Incidents,
                path: "/incidents",
                query: &query,
                snapshot: &snapshot,
                is_awaited: false,
            },
            body,
        ))
    });
    Ok(response.await?)
}

/// Articles that hold the words, also those that tell of no incident.
fn article_hits(app: &App, words: &str, as_of: AsOf, links: link::Links<'_>) -> Result<Markup, StoreError> {
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
        @if !heads.is_empty() { section.panel { h2 { "Articles with these words" } (sources::list(&heads, links)) } }
    })
}

async fn incident_page(State(app): Shared, Path(id): Path<String>, Params(query): Params<Query>) -> Answer {
    let (id, as_of) = (incident_id(&id)?, query.as_of()?);
    let found = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(as_of)?;
        let Some(found) = app.shelf.incident(&snapshot, id, as_of)? else { return Ok(None) };
        let title = words::title(&found.incident);
        let what =
            format!("Incident {}: {title}, {}", link::incident_name(id), words::days(found.incident.days));
        let body = incident::body(&found, &query, &cite(&what, &snapshot, as_of));
        Ok(Some(html(
            app,
            &Shown {
                title: &title,
                place: Place::Incidents,
                path: &link::Links::default().incident(id),
                query: &query,
                snapshot: &snapshot,
                is_awaited: false,
            },
            body,
        )))
    });
    let missing =
        || Problem::missing("no such incident in the ledger as it stands; ?as_of= asks for an earlier state");
    Ok(found.await?.ok_or_else(missing)?)
}

/// The figures of an incident for download.
async fn incident_file(
    State(app): Shared,
    Path((id, figure)): Path<(String, String)>,
    Params(query): Params<Query>,
) -> Answer {
    let (id, as_of) = (incident_id(&id)?, query.as_of()?);
    let name = format!("incident-{}", figure.trim_end_matches(".svg"));
    let drawn = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(as_of)?;
        let found = app.shelf.incident(&snapshot, id, as_of)?;
        Ok(found.and_then(|page| incident::figure(&page, &figure, query.links())))
    });
    let missing = || Problem::missing("no such figure of an incident in the ledger as it stands");
    Ok(figure_file::answer(drawn.await?.ok_or_else(missing)?, &name))
}

async fn article_page(State(app): Shared, Path(key): Path<String>, Params(query): Params<Query>) -> Answer {
    let (key, as_of) = (article_key(&key)?, query.as_of()?);
    let found = app.ask(move |app| {
        let Some(found) = app.shelf.article(key, as_of)? else { return Ok(None) };
        let snapshot = app.shelf.snapshot(as_of)?;
        let head = &found.head;
        let who = head.agency.as_deref().unwrap_or(&head.source);
        let what = format!("{who}, “{}”, {}", head.label(), words::day(head.day));
        let body = article::body(&found, query.links(), &cite(&what, &snapshot, as_of));
        Ok(Some(html(
            app,
            &Shown {
                title: head.label(),
                place: Place::Sources,
                path: &link::Links::default().article(key),
                query: &query,
                snapshot: &snapshot,
                is_awaited: false,
            },
            body,
        )))
    });
    Ok(found.await?.ok_or_else(|| Problem::missing("no such article in the ledger"))?)
}

async fn crises_page(State(app): Shared, Params(query): Params<Query>) -> Answer {
    let filter = query.filter()?;
    let response = app.ask_in_time(move |app| {
        let With { snapshot, is_asked } = app.snapshot_with(Slow::Crises, filter.as_of)?;
        let all = snapshot.crises(PATIENCE)?;
        let cite = cite("Crises and dyads", &snapshot, filter.as_of);
        let body = crises::body(&snapshot, all, &filter, query.links_within_days(), &cite);
        let shown = Shown {
            title: "Crises and dyads",
            place: Place::Crises,
            path: "/crises",
            query: &query,
            snapshot: &snapshot,
            is_awaited: !is_asked,
        };
        Ok(kept_if(is_asked, html(app, &shown, body)))
    });
    Ok(response.await?)
}

async fn crisis_page(State(app): Shared, Path(id): Path<String>, Params(query): Params<Query>) -> Answer {
    let (id, as_of) = (incident_id(&id)?, query.as_of()?);
    let found = app.ask_in_time(move |app| {
        let With { snapshot, is_asked } = app.snapshot_with(Slow::Crises, as_of)?;
        let all = snapshot.crises(PATIENCE)?;
        let Some(crisis) = all.iter().find(|c| c.id == id) else { return Ok(None) };
        let title = crisis::title(crisis);
        let what = format!("Crisis {}: {title}", link::incident_name(id));
        let cite = cite(&what, &snapshot, as_of);
        let body =
            crisis::body(&snapshot, crisis, &app.shelf.chronicle(&snapshot, crisis)?, query.links(), &cite);
        let shown = Shown {
            title: &title,
            place: Place::Crises,
            path: &link::Links::default().crisis(id),
            query: &query,
            snapshot: &snapshot,
            is_awaited: !is_asked,
        };
        Ok(Some(kept_if(is_asked, html(app, &shown, body))))
    });
    let missing = || Problem::missing("no such crisis in the ledger as it stands");
    Ok(found.await?.ok_or_else(missing)?)
}

async fn crisis_file(State(app): Shared, Path(id): Path<String>, Params(query): Params<Query>) -> Answer {
    let (id, as_of) = (incident_id(&id)?, query.as_of()?);
    let figure = app.ask_in_time(move |app| {
        let With { snapshot, is_asked } = app.snapshot_with(Slow::Crises, as_of)?;
        let all = snapshot.crises(PATIENCE)?;
        let crisis = all.iter().find(|c| c.id == id);
        let figure = crisis.and_then(|c| crisis::shown(&snapshot, c, query.links())?.timeline());
        Ok(figure.map(|figure| kept_if(is_asked, figure_file::answer(figure, "crisis-timeline"))))
    });
    Ok(figure.await?.ok_or_else(|| Problem::missing("no such crisis in the ledger as it stands"))?)
}

fn pair(one: &str, other: &str) -> Result<Pair, Problem> {
    match (party(one), party(other)) {
        (Some(one), Some(other)) if one != other => Ok(Pair::new(one, other).0),
        _ => Err(Problem::missing("a dyad has two different parties: /dyad/IRN/PAK")),
    }
}

/// What only the page of two parties is asked.
#[derive(Default, Deserialize)]
#[serde(default)]
struct DyadQuery {
    /// Another dyad: "IND, PAK".
    compare: String,
}

impl DyadQuery {
    fn pair(&self) -> Result<Option<Pair>, Problem> {
        let typed = self.compare.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let parties = typed.split_once([',', '–', '/']);
        let other = parties.and_then(|(one, other)| pair(one, other).ok());
        let wrong =
            || Problem::bad(format!("compare={typed:?}: expected two different parties such as IND,PAK"));
        other.map(Some).ok_or_else(wrong)
    }
}

async fn dyad_page(
    State(app): Shared,
    Path((one, other)): Path<(String, String)>,
    Params(query): Params<Query>,
    Params(dyad_query): Params<DyadQuery>,
) -> Answer {
    let (pair, filter) = (pair(&one, &other)?, query.filter()?);
    let beside = dyad_query.pair()?;
    let response = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let with = app.having(Slow::Outlooks, &snapshot, filter.as_of);
        let lack = with.lack(Slow::Outlooks);
        let (path, days) = (link::dyad(pair.a(), pair.b()), (filter.from, filter.to));
        let compared = beside
            .as_ref()
            .and_then(|other| compare::Compared::new(&snapshot, (&pair, other), days, query.links()));
        let shown = dyad::DyadPage::new(&snapshot, pair, days, query.links());
        let title = shown.title();
        let compare = dyad_query.compare.trim();
        let asked = dyad::Asked { query: &query, compare, path: &path, outlooks: &with.snapshot };
        let cite = cite(&title, &snapshot, filter.as_of);
        let body = dyad::body(&snapshot, &shown, &asked, compared.as_ref(), &cite);
        let is_awaited = lack == Some(Missing::NotYet);
        let (place, query) = (Place::Crises, &query);
        let shown = Shown { title: &title, place, path: &path, query, snapshot: &snapshot, is_awaited };
        Ok(kept_if(lack.is_none(), html(app, &shown, body)))
    });
    Ok(response.await?)
}

/// The figures of a dyad for download.
async fn dyad_file(
    State(app): Shared,
    Path((one, other, figure)): Path<(String, String, String)>,
    Params(query): Params<Query>,
    Params(dyad_query): Params<DyadQuery>,
) -> Answer {
    let (pair, filter) = (pair(&one, &other)?, query.filter()?);
    let beside = dyad_query.pair()?;
    let name = format!("{}-{}-{}", figure.trim_end_matches(".svg"), pair.a(), pair.b());
    let drawn = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(filter.as_of)?;
        let days = (filter.from, filter.to);
        let shown = || dyad::DyadPage::new(&snapshot, pair.clone(), days, query.links());
        Ok(match (figure.as_str(), beside) {
            ("timeline.svg", _) => shown().timeline(),
            ("index.svg", _) => shown().span.and_then(|span| {
                crate::figure::tension::tension(&tension::within(&snapshot, &pair, span), span)
            }),
            ("compare.svg", Some(other)) => {
                compare::Compared::new(&snapshot, (&pair, &other), days, query.links())
                    .map(|compared| compared.figure(&snapshot))
            }
            _ => None,
        })
    });
    let missing = || Problem::missing("no such figure, or nothing is told of the two in these days");
    Ok(figure_file::answer(drawn.await?.ok_or_else(missing)?, &name))
}

/// What only the page of a party is asked.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ActorQuery {
    /// The day of its offices.
    on: String,
}

async fn actor_page(
    State(app): Shared,
    Path(name): Path<String>,
    Params(query): Params<Query>,
    Params(ActorQuery { on }): Params<ActorQuery>,
) -> Answer {
    let as_of = query.as_of()?;
    let party: PartyId = party(&name).ok_or_else(|| Problem::missing("a party has a name: /actor/IRN"))?;
    let wrong = |_| Problem::bad(format!("on={on:?}: expected a day such as 2024-01-19"));
    let on = Some(on.trim()).filter(|on| !on.is_empty()).map(str::parse).transpose().map_err(wrong)?;
    let response = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(as_of)?;
        let title = words::party(&party);
        let statements = app.shelf.statements(&snapshot, &party, as_of)?;
        let path = link::Links::default().actor(&party);
        let incidents = snapshot.of_party(&party);
        let shown = actor::ActorPage { party, incidents, statements, on };
        let body = actor::body(&snapshot, &shown, &query, &cite(&title, &snapshot, as_of));
        Ok(html(
            app,
            &Shown {
                title: &title,
                place: Place::Crises,
                path: &path,
                query: &query,
                snapshot: &snapshot,
                is_awaited: false,
            },
            body,
        ))
    });
    Ok(response.await?)
}

async fn alerts_page(
    State(app): Shared,
    Params(query): Params<Query>,
    Params(alert_query): Params<AlertQuery>,
) -> Answer {
    let filter = query.filter()?;
    alert_query.check()?;
    let response = app.ask_in_time(move |app| {
        let With { snapshot, is_asked } = app.snapshot_with(Slow::Alerts, filter.as_of)?;
        let listed = listed(app, &snapshot, &alert_query, &filter)?;
        let asked = alerts::Asked { query: &query, alerts: &alert_query, skip: filter.skip };
        let body = alerts::body(&asked, &listed, &app.rules, &cite("Alerts", &snapshot, filter.as_of));
        let shown = Shown {
            title: "Alerts",
            place: Place::Alerts,
            path: "/alerts",
            query: &query,
            snapshot: &snapshot,
            is_awaited: !is_asked,
        };
        Ok(html(app, &shown, body))
    });
    Ok(response.await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SourceQuery {
    source: String,
}

async fn sources_page(
    State(app): Shared,
    Params(query): Params<Query>,
    Params(SourceQuery { source }): Params<SourceQuery>,
) -> Answer {
    const ROWS: usize = 60;
    let as_of = query.as_of()?;
    let response = app.ask(move |app| {
        let snapshot = app.shelf.snapshot(as_of)?;
        let rows = app.shelf.with(Store::sources)?;
        let sources = rows
            .into_iter()
            .map(|s| sources::SourceRow { name: s.source, articles: u64::try_from(s.articles).unwrap_or(0) });
        let mut quarantine = app.shelf.with(Store::quarantine)?;
        quarantine.reverse();
        let only = Some(source.clone()).filter(|s| !s.is_empty());
        let asked = StoreFilter { source: only, limit: Some(ROWS), as_of, ..StoreFilter::default() };
        let mut articles = Vec::new();
        app.shelf.with(|store| {
            store.articles(&asked, |row| {
                articles.extend(
                    parsed_key(&row.key).map(|k| Head::of(detente_crisis::report::ArticleKey(k), &row)),
                );
                true
            })
        })?;
        let listed = sources::Listed { source, sources: sources.collect(), articles, quarantine };
        let body = sources::body(&listed, query.links(), &cite("Sources", &snapshot, as_of));
        Ok(html(
            app,
            &Shown {
                title: "Sources",
                place: Place::Sources,
                path: "/sources",
                query: &query,
                snapshot: &snapshot,
                is_awaited: false,
            },
            body,
        ))
    });
    Ok(response.await?)
}

async fn status_page(State(app): Shared, Params(query): Params<Query>) -> Answer {
    let response = app.ask(move |app| {
        let snapshot = app.shelf.present();
        let status = app.shelf.with(Store::status)?;
        let server = status::Server {
            is_writable: app.desk.is_some(),
            is_demo: app.is_demo,
            version: env!("CARGO_PKG_VERSION"),
        };
        let body = status::body(&status, &server, &cite("Status", &snapshot, AsOf::Now));
        Ok(html(
            app,
            &Shown {
                title: "Status",
                place: Place::Status,
                path: "/status",
                query: &query,
                snapshot: &snapshot,
                is_awaited: false,
            },
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
