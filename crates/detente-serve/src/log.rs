//! One line for each answer, on standard error, for whoever runs the server.
//!
//! In: what was asked and what came of it. Out: a line of words, or one JSON object. What stands behind the question mark is left out: a
//! search is nobody's business but the searcher's. Tokens stand in headers, and those are never written.
//!
//! `{"at":"2024-01-19T10:04:05Z","peer":"127.0.0.1","method":"GET","path":"/v1/incidents","status":200,"ms":1.8}`

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether and how answers are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Log {
    /// Not at all.
    #[default]
    None,
    /// A line of words.
    Text,
    /// An object of JSON.
    Json,
}

const NAMES: [(Log, &str); 3] = [(Log::None, "none"), (Log::Text, "text"), (Log::Json, "json")];

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAMES.iter().find(|(log, _)| log == self).map_or("none", |(_, name)| name))
    }
}

impl FromStr for Log {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = NAMES.iter().find(|(_, name)| *name == text).map(|(log, _)| *log);
        found.ok_or_else(|| format!("{text:?} is no form of a log: none, text or json"))
    }
}

/// One answer.
#[derive(Debug, Serialize)]
pub(crate) struct Line<'a> {
    at: Timestamp,
    peer: IpAddr,
    method: &'a str,
    path: &'a str,
    status: u16,
    /// Until its head was ready, in milliseconds.
    ms: f64,
}

impl<'a> Line<'a> {
    pub(crate) fn new(
        peer: IpAddr,
        (method, path): (&'a Method, &'a str),
        status: StatusCode,
        took: Duration,
    ) -> Self {
        let ms = (took.as_secs_f64() * 1e4).round() / 10.0;
        Line { at: Timestamp::now(), peer, method: method.as_str(), path, status: status.as_u16(), ms }
    }

    /// The line in a form; none where nothing is to be told.
    pub(crate) fn written(&self, log: Log) -> Option<String> {
        match log {
            Log::None => None,
            // An address has no spaces and no control characters left: they come escaped.
            Log::Text => Some(format!(
                "{:.3} {} {} {} {} {} ms",
                self.at, self.peer, self.method, self.path, self.status, self.ms
            )),
            Log::Json => serde_json::to_string(self).ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn a_line_says_what_was_asked_and_what_came_of_it() {
        let took = Duration::from_micros(1_840);
        let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let line = Line::new(peer, (&Method::GET, "/v1/incidents"), StatusCode::OK, took);
        let json: serde_json::Value =
            serde_json::from_str(&line.written(Log::Json).expect("a line")).expect("JSON");
        assert_eq!(
            (json["path"].as_str(), json["status"].as_u64(), json["ms"].as_f64()),
            (Some("/v1/incidents"), Some(200), Some(1.8))
        );
        let text = line.written(Log::Text).expect("a line");
        assert!(text.ends_with(" 127.0.0.1 GET /v1/incidents 200 1.8 ms"), "{text}");
        assert_eq!(line.written(Log::None), None);
        assert!("xml".parse::<Log>().is_err() && "json".parse() == Ok(Log::Json));
    }
}
