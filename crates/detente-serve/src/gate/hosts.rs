//! Which names the server answers to, and from whose pages it may be written to.
//!
//! A page of another site can make a browser call `http://127.0.0.1`, and can have its own name resolve to it. Both show:
//! the first in `Origin`, the second in `Host`.

use axum::http::{HeaderMap, Method, header};

/// The names of the server.
#[derive(Debug, Clone)]
pub struct Hosts {
    names: Vec<String>,
}

impl Hosts {
    /// Those of this machine, and others that the user gave.
    pub fn new(others: impl IntoIterator<Item = String>) -> Self {
        let own = ["localhost", "127.0.0.1", "[::1]"].map(String::from);
        Hosts { names: own.into_iter().chain(others.into_iter().map(|n| n.to_lowercase())).collect() }
    }

    /// Whether a request is meant for us and comes from no other site.
    pub(crate) fn admit(&self, method: &Method, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
        if !host.is_some_and(|h| self.is_ours(h)) {
            return false;
        }
        if method == Method::GET || method == Method::HEAD {
            return true;
        }
        match headers.get(header::ORIGIN) {
            // Programs send none; browsers always do with what changes something.
            None => true,
            Some(origin) => origin
                .to_str()
                .ok()
                .and_then(|o| o.split_once("://"))
                .is_some_and(|(_, origin)| host.is_some_and(|h| h.eq_ignore_ascii_case(origin))),
        }
    }

    fn is_ours(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !name.is_empty() => name,
            _ => host,
        };
        self.names.iter().any(|n| n.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn check(method: Method, host: Option<&str>, origin: Option<&str>, expected: bool) {
        let mut headers = HeaderMap::new();
        let value = |text: &str| HeaderValue::from_str(text).expect("a value");
        host.map(|h| headers.insert(header::HOST, value(h)));
        origin.map(|o| headers.insert(header::ORIGIN, value(o)));
        let hosts = Hosts::new(["news.example".to_string()]);
        assert_eq!(hosts.admit(&method, &headers), expected, "{method} {host:?} {origin:?}");
    }

    #[test]
    fn other_names_and_other_sites_are_refused() {
        for host in ["localhost", "LOCALHOST:4600", "127.0.0.1:80", "[::1]:4600", "news.example:443"] {
            check(Method::GET, Some(host), None, true);
        }
        for host in
            ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", ":80", "[::2]:80"]
        {
            check(Method::GET, Some(host), None, false);
        }
        check(Method::GET, None, None, false);
        check(Method::POST, Some("localhost:80"), None, true);
        check(Method::POST, Some("localhost:80"), Some("http://localhost:80"), true);
        for origin in
            ["http://evil.example", "null", "http://localhost:81", "http://localhost:80.evil.example"]
        {
            check(Method::POST, Some("localhost:80"), Some(origin), false);
        }
    }
}
