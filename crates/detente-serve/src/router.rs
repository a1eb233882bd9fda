//! Everything put together: handlers, limits, compression, entity tags, the gate, the headers of every answer.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

use crate::app::{App, today};
use crate::gate::{self, Gate, Peer};
use crate::log::{Line, Log};
use crate::problem::{PageProblem, Problem};
use crate::{api, site};

/// Bytes of a body: many articles at a time.
const BULK: usize = 32 << 20;
/// Between two pieces of a body.
const PIECE: Duration = Duration::from_secs(10);
/// For an answer to begin.
const ANSWER: Duration = Duration::from_secs(60);

/// The whole server as one service.
pub(crate) fn router(app: Arc<App>, gate: Arc<Gate>) -> Router {
    Router::new()
        .merge(site::routes())
        .merge(api::routes())
        .fallback(missing)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), tagged))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(BULK))
        .layer(RequestBodyTimeoutLayer::new(PIECE))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, ANSWER))
        .layer(CatchPanicLayer::custom(|_| Problem::internal(&"a handler panicked").into_response()))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(gate, gate::admit))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), counted))
        .layer(middleware::from_fn(gate::headers::put_on))
        .with_state(app)
}

async fn missing(uri: Uri) -> Response {
    let problem = Problem::missing(format!("nothing is at {}", uri.path()));
    if uri.path().starts_with("/v1") { problem.into_response() } else { PageProblem(problem).into_response() }
}

async fn wrong_method() -> Response {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this address does not take that method").into_response()
}

async fn counted(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if app.log == Log::None {
        let response = next.run(request).await;
        app.count(response.status());
        return response;
    }
    let began = Instant::now();
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |p| p.0);
    let (method, path) = (request.method().clone(), request.uri().path().to_string());
    let response = next.run(request).await;
    app.count(response.status());
    let line = Line::new(peer, (&method, &path), response.status(), began.elapsed());
    if let Some(line) = line.written(app.log) {
        eprintln!("{line}");
    }
    response
}

/// What changes without a commit: the ledger notes there what was delivered.
const WITHOUT_COMMIT: [&str; 3] = ["/alerts", "/v1/alerts", "/v1/alerts.atom"];

/// What else is shown follows from the address and the state of the ledger, so both together are its tag.
async fn tagged(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if WITHOUT_COMMIT.contains(&path) {
        let mut response = next.run(request).await;
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        return response;
    }
    let is_fixed = (request.method() == Method::GET || request.method() == Method::HEAD)
        && !path.starts_with("/assets")
        && !["/v1/stream", "/metrics", "/health"].contains(&path);
    if !is_fixed {
        return next.run(request).await;
    }
    let host = request.headers().get(header::HOST).map(HeaderValue::as_bytes).unwrap_or_default();
    let state =
        format!("{} {} {} {}", env!("CARGO_PKG_VERSION"), app.shelf.present().seq, today(), request.uri());
    let digest = Sha256::new().chain_update(state).chain_update(host).finalize();
    let tag = format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..12]));
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|k| k.trim() == tag));
    let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("W/\"\""));
    if is_known {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let mut response = next.run(request).await;
    // What says that it may not be kept is not all that the state has, and has no tag.
    if response.status() == StatusCode::OK && !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::ETAG, tag);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    response
}
