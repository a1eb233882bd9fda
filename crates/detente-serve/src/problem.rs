//! What goes wrong, as an answer: `application/problem+json` (RFC 9457) for programs, a page for people.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Serialize;
use utoipa::ToSchema;

use crate::link::Links;
use crate::page::layout::{self, Frame, Place};

/// Seconds after which it is worth asking again for what is being computed.
pub(crate) const RETRY: u16 = 5;

/// Nobody may keep it.
fn kept_by_none() -> (HeaderName, HeaderValue) {
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
}

/// Heads of a page that says no more than that something is being computed: each browser loads it again by itself. On a page with more than
/// that it would wipe what somebody types.
fn again() -> [(HeaderName, HeaderValue); 3] {
    [
        kept_by_none(),
        (header::REFRESH, HeaderValue::from(RETRY)),
        (header::RETRY_AFTER, HeaderValue::from(RETRY)),
    ]
}

/// An answer, which nobody may keep where it is not all that the state has.
pub(crate) fn kept_if(is_whole: bool, answer: impl IntoResponse) -> Response {
    if is_whole { answer.into_response() } else { ([kept_by_none()], answer).into_response() }
}

/// An error that a client is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The HTTP status.
    #[serde(serialize_with = "number")]
    #[schema(value_type = u16, example = 404)]
    pub(crate) status: StatusCode,
    /// What it is, the same for every case of it.
    #[schema(example = "not found")]
    pub(crate) title: String,
    /// What to do about this one.
    #[schema(example = "no incident has the number 00000000000000ff")]
    pub(crate) detail: String,
}

fn number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem of that status.
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or("error").to_lowercase();
        Problem { status, title, detail: detail.into() }
    }

    /// There is no such thing.
    pub(crate) fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// The question cannot be understood.
    pub(crate) fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// It is still being computed; who asks again soon is told it.
    pub(crate) fn not_yet(what: &str) -> Self {
        let detail =
            format!("{what} of this state of the ledger are being computed; ask again in {RETRY} seconds");
        Problem { title: "being computed".to_string(), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, detail) }
    }

    /// It cannot be computed.
    pub(crate) fn failed(what: &str) -> Self {
        let detail =
            format!("{what} of this state of the ledger could not be computed; the server's log says why");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }

    /// Something of ours failed; the client learns no more than what to do.
    pub(crate) fn internal(error: &dyn std::fmt::Display) -> Self {
        eprintln!("detente: serve: {error}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the ledger could not be read; the server's log says why",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (self.status, [(header::CONTENT_TYPE, kind)], body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let ask = HeaderValue::from_static("Basic realm=\"detente: any name, a token as password\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(RETRY));
        }
        response
    }
}

/// The same as a page.
pub(crate) struct PageProblem(pub(crate) Problem);

impl From<Problem> for PageProblem {
    fn from(problem: Problem) -> Self {
        PageProblem(problem)
    }
}

impl IntoResponse for PageProblem {
    fn into_response(self) -> Response {
        let Problem { status, title, detail } = self.0;
        let frame = Frame {
            title: &title,
            place: Place::Elsewhere,
            search: "",
            is_demo: false,
            seq: None,
            links: Links::default(),
            left_out: Vec::new(),
            again: None,
        };
        let body = html! {
            h1 { (status.as_u16()) " " (title) }
            // It may say again what somebody typed, in letters that run the other way.
            p dir="auto" { (detail) }
            p { a href="/" { "Overview" } " · " a href="/incidents" { "all incidents" } }
        };
        let page = layout::page(&frame, body);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return (status, again(), page).into_response();
        }
        (status, page).into_response()
    }
}
