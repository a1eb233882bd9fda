//! What stands between the network and the handlers: hosts and origins, tokens, limits, headers of every answer.

pub(crate) mod headers;
pub(crate) mod hosts;
pub(crate) mod rate;
pub(crate) mod tokens;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::problem::{PageProblem, Problem};
use hosts::Hosts;
use rate::Rates;
use tokens::{Scope, Tokens};

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Who may do what.
pub(crate) struct Gate {
    /// The names that the server answers to.
    pub(crate) hosts: Hosts,
    /// The tokens it knows.
    pub(crate) tokens: Tokens,
    /// Whether reading needs a token too.
    pub(crate) is_public: bool,
    /// Who has asked how often.
    pub(crate) rates: Rates,
}

/// Lets a request through, or says why not.
pub(crate) async fn admit(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |p| p.0);
    let path = request.uri().path();
    let is_program = path.starts_with("/v1") || path == "/metrics" || path == "/health";
    let verdict = gate.verdict(peer, path, request.method(), request.headers());
    match verdict {
        Ok(()) => next.run(request).await,
        Err(problem) if is_program || problem.status == StatusCode::UNAUTHORIZED => problem.into_response(),
        Err(problem) => PageProblem(problem).into_response(),
    }
}

impl Gate {
    fn verdict(&self, peer: IpAddr, path: &str, method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
        if !self.rates.may_ask(peer) {
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "wait a second"));
        }
        if !self.hosts.admit(method, headers) {
            let detail = "this server does not answer to that name, or to pages of other sites; --host NAME adds a name";
            return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, detail));
        }
        let is_reading = method == Method::GET || method == Method::HEAD;
        // Whoever watches over the server needs to know no more than that it lives.
        if is_reading && path == "/health" {
            return Ok(());
        }
        let needed = match (is_reading, self.is_public) {
            (true, false) => None,
            (true, true) => Some(Scope::Read),
            (false, _) => Some(Scope::Write),
        };
        let given = self.given(peer, headers, is_reading)?;
        match needed {
            Some(needed) if given < Some(needed) => Err(lacking(given, needed)),
            _ => Ok(()),
        }
    }

    /// The scope of the token that comes with a request; a wrong token is refused even where none is needed.
    fn given(&self, peer: IpAddr, headers: &HeaderMap, is_reading: bool) -> Result<Option<Scope>, Problem> {
        let Some(header) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
        let text = header.to_str().unwrap_or_default();
        let token = match text.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(token.trim().to_string()),
            // A browser sends this by itself, from wherever a link leads here: for reading only.
            Some((scheme, pair)) if scheme.eq_ignore_ascii_case("basic") && is_reading => {
                password(pair.trim())
            }
            _ => None,
        };
        match token.and_then(|t| self.tokens.scope(&t)) {
            Some(scope) => Ok(Some(scope)),
            None if self.rates.may_be_wrong(peer) => {
                Err(Problem::new(StatusCode::UNAUTHORIZED, "the token is not known here"))
            }
            None => Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too many wrong tokens; wait a minute")),
        }
    }
}

fn lacking(given: Option<Scope>, needed: Scope) -> Problem {
    let detail = format!(
        "this needs a token of scope {needed}: Authorization: Bearer TOKEN; `detente token` makes one"
    );
    let status = if given.is_some() { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED };
    Problem::new(status, detail)
}

fn password(pair: &str) -> Option<String> {
    let bytes = STANDARD.decode(pair).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    text.split_once(':').map(|(_, password)| password.to_string())
}
