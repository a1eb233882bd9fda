//! The one way to the network, for sources that ask for it.
//!
//! In: an address of http or https, and what is known of it from the last time. Out: its body, or that it has not changed, is
//! gone, or is refused. Every name is resolved here, every address it stands for is checked, and the connection is made
//! to the checked address, for each redirect anew. No proxy of the environment is used, no cookie kept, nothing sent that
//! tells of the user but the name of the program.
//!
//! Worked example: `https://a.example/rss` with the ETag of yesterday answers 304 and is [`Answer::Unchanged`];
//! `http://127.0.0.1/admin`, also as the aim of a redirect, is [`FetchError::Forbidden`].

mod guard;
#[cfg(test)]
mod tests;

use crate::http::decoded;
use crate::limits::Limits;
use crate::unpack::Budget;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};
use thiserror::Error;
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Connector, DefaultConnector, NextTimeout};
use url::{Host, Url};

/// Time to resolve one name.
const NAMES: Duration = Duration::from_secs(10);

/// Addresses of one name that are tried.
const ADDRESSES: usize = 8;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The address.
    pub address: String,
    /// The ETag of the last answer.
    pub etag: Option<String>,
    /// The Last-Modified of the last answer.
    pub last_modified: Option<String>,
    /// Bytes of the body that are taken, decompressed.
    pub most_bytes: u64,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A body.
    Body(Box<Fetched>),
    /// Nothing new since the last time.
    Unchanged,
    /// Gone for good.
    Gone,
    /// Another status.
    Refused {
        /// The status.
        status: u16,
        /// For how long the server asks to be left alone.
        retry_after: Option<Duration>,
    },
}

/// A body and what its server says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fetched {
    /// The bytes, decompressed.
    pub body: Vec<u8>,
    /// Where they were found in the end.
    pub address: String,
    /// The new address, if all redirects say that it is for good.
    pub moved_to: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// For the next request.
    pub etag: Option<String>,
    /// For the next request.
    pub last_modified: Option<String>,
}

/// Why nothing came.
#[derive(Debug, Error)]
pub enum FetchError {
    /// Not an address.
    #[error("{0:?} is no address; write https://HOST/PATH")]
    NotAnAddress(String),
    /// A scheme other than http and https.
    #[error("{0}: is not fetched; only http and https are")]
    Scheme(String),
    /// The name stands for an address that is not public.
    #[error(
        "{host} stands for {address}, which is no address of the public internet; allow the host if it is yours"
    )]
    Forbidden {
        /// The name.
        host: String,
        /// What it stands for.
        address: IpAddr,
    },
    /// The name stands for nothing.
    #[error("{0}: no such host")]
    NoSuchHost(String),
    /// Too many redirects.
    #[error("{address}: more than {limit} redirects (see `detente limits`)")]
    Redirects {
        /// The address.
        address: String,
        /// How many are followed.
        limit: u64,
    },
    /// The connection failed, or took too long.
    #[error("{address}: {message}")]
    Failed {
        /// The address.
        address: String,
        /// What went wrong.
        message: String,
    },
    /// The body is too long, or a bomb, or broken.
    #[error("{address}: {problem}")]
    Body {
        /// The address.
        address: String,
        /// What is wrong with it.
        problem: Box<crate::Problem>,
    },
}

/// From names to addresses.
pub trait Resolve: fmt::Debug + Send + Sync {
    /// What a name stands for.
    ///
    /// # Errors
    ///
    /// Whatever the system says.
    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The system's names.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

impl Resolve for SystemNames {
    fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        // The system may take minutes to say that nobody answers; its thread ends when it does.
        let (sender, found) = sync_channel(1);
        let host = host.to_owned();
        std::thread::spawn(move || {
            let found = (host.as_str(), 0).to_socket_addrs().map(|all| all.map(|a| a.ip()).collect());
            // Whoever asked may have lost patience.
            let _ = sender.send(found);
        });
        found.recv_timeout(NAMES).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

/// Whoever fetches.
pub trait Fetch {
    /// Fetches.
    ///
    /// # Errors
    ///
    /// A [`FetchError`] says why nothing came.
    fn fetch(&self, request: &Request) -> Result<Answer, FetchError>;
}

/// Fetches from the network.
#[derive(Debug)]
pub struct Fetcher {
    agent: ureq::Agent,
    limits: Limits,
}

impl Fetcher {
    /// A fetcher that calls itself `user_agent`. `allowed` are hosts, or `HOST:PORT`s, that may be visited though they are not
    /// public.
    pub fn new(user_agent: &str, allowed: &[String], names: Arc<dyn Resolve>, limits: Limits) -> Self {
        Self::over(DefaultConnector::default(), user_agent, allowed, names, limits)
    }

    /// The same with connections made by `connector`, which is given addresses that are checked.
    fn over(
        connector: impl Connector,
        user_agent: &str,
        allowed: &[String],
        names: Arc<dyn Resolve>,
        limits: Limits,
    ) -> Self {
        let header = usize::try_from(limits.header_bytes).unwrap_or(usize::MAX);
        let config = Config::builder()
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_response_header_size(header)
            .max_idle_connections(0)
            .user_agent(user_agent)
            .accept_encoding("gzip")
            .build();
        let checked =
            Checked { names, allowed: allowed.iter().map(|host| host.to_ascii_lowercase()).collect() };
        let agent = ureq::Agent::with_parts(config, connector, checked);
        Fetcher { agent, limits }
    }

    fn once(&self, url: &Url, request: &Request, left: Duration) -> Result<Reply, FetchError> {
        let failed = |error: ureq::Error| of_transport(url, error);
        let mut call = self.agent.get(url.as_str()).header(
            "Accept",
            "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.9, */*;q=0.5",
        );
        if let Some(etag) = &request.etag {
            call = call.header("If-None-Match", etag);
        }
        if let Some(moment) = &request.last_modified {
            call = call.header("If-Modified-Since", moment);
        }
        let response = call.config().timeout_global(Some(left)).build().call().map_err(failed)?;
        let (head, body) = response.into_parts();
        let status = head.status.as_u16();
        if status != 200 {
            return Ok(Reply { status, headers: head.headers, body: Vec::new() });
        }
        let encoding = text(&head.headers, "content-encoding").unwrap_or_default().to_ascii_lowercase();
        let budget = Budget::new(&Rc::new(self.limits.clone()));
        let reader = io::BufReader::new(body.into_reader());
        let body = decoded(&encoding, reader, request.most_bytes, &budget)
            .map_err(|problem| FetchError::Body { address: url.to_string(), problem: Box::new(problem) })?;
        Ok(Reply { status, headers: head.headers, body })
    }
}

/// One answer of a server.
struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Fetch for Fetcher {
    fn fetch(&self, request: &Request) -> Result<Answer, FetchError> {
        let start = Instant::now();
        let mut url = checked(&request.address)?;
        let mut is_for_good = true;
        let patience = Duration::from_secs(self.limits.fetch_seconds);
        for hop in 0..=self.limits.redirects {
            let left = patience.saturating_sub(start.elapsed()).max(Duration::from_millis(1));
            let reply = self.once(&url, request, left)?;
            let location = text(&reply.headers, "location")
                .filter(|_| matches!(reply.status, 301 | 302 | 303 | 307 | 308));
            let Some(location) = location else {
                let moved = (hop > 0 && is_for_good).then(|| url.to_string());
                return Ok(answer(reply, &url, moved));
            };
            is_for_good &= matches!(reply.status, 301 | 308);
            let next = url.join(&location).map_err(|_| FetchError::NotAnAddress(location.clone()))?;
            url = checked(next.as_str())?;
        }
        Err(FetchError::Redirects { address: request.address.clone(), limit: self.limits.redirects })
    }
}

fn answer(reply: Reply, url: &Url, moved_to: Option<String>) -> Answer {
    let field = |name| text(&reply.headers, name);
    match reply.status {
        200 => Answer::Body(Box::new(Fetched {
            address: url.to_string(),
            moved_to,
            content_type: field("content-type"),
            etag: field("etag"),
            last_modified: field("last-modified"),
            body: reply.body,
        })),
        304 => Answer::Unchanged,
        410 => Answer::Gone,
        status => {
            let retry_after =
                field("retry-after").and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
            Answer::Refused { status, retry_after }
        }
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// An address whose scheme is allowed, in the form in which hosts have one spelling: `http://0x7f.1/` is 127.0.0.1.
fn checked(address: &str) -> Result<Url, FetchError> {
    let mut url = Url::parse(address.trim()).map_err(|_| FetchError::NotAnAddress(address.to_owned()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Scheme(format!("{}:", url.scheme())));
    }
    if url.host().is_none() {
        return Err(FetchError::NotAnAddress(address.to_owned()));
    }
    // Nobody's password travels; neither fails on an address with a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    Ok(url)
}

fn of_transport(url: &Url, error: ureq::Error) -> FetchError {
    match error {
        ureq::Error::Other(inner) => match inner.downcast::<FetchError>() {
            Ok(own) => *own,
            Err(other) => FetchError::Failed { address: url.to_string(), message: other.to_string() },
        },
        other => FetchError::Failed { address: url.to_string(), message: other.to_string() },
    }
}

/// Resolves names and lets only addresses through that may be visited. Whoever connects gets these very addresses, so
/// that a name cannot stand for another one a moment later.
#[derive(Debug)]
struct Checked {
    names: Arc<dyn Resolve>,
    allowed: Vec<String>,
}

impl Checked {
    fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, FetchError> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or(80);
        let found = match url.host() {
            Some(Host::Ipv4(address)) => vec![IpAddr::V4(address)],
            Some(Host::Ipv6(address)) => vec![IpAddr::V6(address)],
            _ => self.names.resolve(&host).map_err(|_| FetchError::NoSuchHost(host.clone()))?,
        };
        let is_allowed =
            self.allowed.iter().any(|allowed| *allowed == host || *allowed == format!("{host}:{port}"));
        if let Some(address) = found.iter().find(|address| !is_allowed && !guard::is_public(**address)) {
            return Err(FetchError::Forbidden { host, address: *address });
        }
        if found.is_empty() {
            return Err(FetchError::NoSuchHost(host));
        }
        Ok(found.into_iter().take(ADDRESSES).map(|address| SocketAddr::new(address, port)).collect())
    }
}

impl Resolver for Checked {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let own = |error: FetchError| ureq::Error::Other(Box::new(error));
        let url = checked(&uri.to_string()).map_err(own)?;
        let mut addresses = self.empty();
        self.addresses(&url).map_err(own)?.into_iter().for_each(|address| addresses.push(address));
        Ok(addresses)
    }
}
