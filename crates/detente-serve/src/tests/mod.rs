//! The whole server without a socket: every route, over a small ledger that a stand-in for the reader has filled.

mod api;
mod gate;
mod hostile;
mod markup;
mod pages;
mod routes;
mod snapshots;
mod states;
mod typed;
mod waits;

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use detente_core::document::Article;
use detente_data::{CameoCode, EventType, Knowledge, Sector, Status};
use detente_ledger::record::{self, Claim, Days, Event, Location, Narrator, Party, Place, Source, Words};
use detente_ledger::store::{Document, Read, Store, Unread};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use tower::ServiceExt as _;

use crate::app::App;
use crate::gate::hosts::Hosts;
use crate::gate::tokens::{Scope, Tokens};
use crate::gate::{Gate, Peer};
use crate::stores::{self, On};

/// A server over a ledger of its own.
struct Site {
    app: Arc<App>,
    router: Router,
    read: String,
    write: String,
    asked: AtomicU32,
    _place: stores::Place,
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

impl Site {
    fn new(documents: &[Document]) -> Self {
        Self::with(On::Sqlite, documents, false)
    }

    fn bound(documents: &[Document], is_public: bool) -> Self {
        Self::with(On::Sqlite, documents, is_public)
    }

    fn with(on: On, documents: &[Document], is_public: bool) -> Self {
        let place = stores::Place::new(on);
        let ledger = std::path::Path::new(&place.address);
        let mut store = Store::open(ledger, "stand-in").expect("a ledger");
        for document in documents {
            let now = Timestamp::now();
            let mut batch = store.begin(now).expect("begun");
            let read = read(document.readable(now));
            batch.take(document, Some(read.as_ref())).expect("taken");
            batch.commit().expect("committed");
        }
        let (app, gate) =
            crate::parts(ledger.into(), false, false, Some((store, Arc::new(read)))).expect("a server");
        let app = Arc::new(app);
        let mut tokens = Tokens::default();
        let (read, write) = (tokens.issue(Scope::Read), tokens.issue(Scope::Write));
        let (read, write) = (read.expect("a token"), write.expect("a token"));
        let gate = Gate { hosts: Hosts::new([]), tokens, is_public, ..gate };
        let router = crate::router::router(Arc::clone(&app), Arc::new(gate));
        Site { app, router, read, write, asked: AtomicU32::new(1), _place: place }
    }

    /// What the server does by itself soon after a commit.
    async fn settle(&self) {
        assert!(crate::renew(&self.app).await.is_ok());
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Each time from another address, so that no test of ours is too fast.
    async fn get(&self, path: &str) -> Answer {
        let peer = Peer(Ipv4Addr::from_bits(self.asked.fetch_add(1, Ordering::Relaxed)).into());
        self.send(asked("GET", path).extension(peer).body(Body::empty()).expect("a request")).await
    }

    /// The same, as often as it takes until what is asked for has been computed: others share the machine.
    async fn ready(&self, path: &str) -> Answer {
        let began = std::time::Instant::now();
        loop {
            let answer = self.get(path).await;
            if answer.status != StatusCode::SERVICE_UNAVAILABLE || began.elapsed().as_secs() > 60 {
                return answer;
            }
        }
    }

    /// What comes before the body, which may have no end.
    async fn head(&self, request: Request<Body>) -> (StatusCode, HeaderMap) {
        let peer = Peer(Ipv4Addr::from_bits(self.asked.fetch_add(1, Ordering::Relaxed)).into());
        let mut request = request;
        request.extensions_mut().insert(peer);
        let (parts, _) = self.router.clone().oneshot(request).await.expect("an answer").into_parts();
        (parts.status, parts.headers)
    }

    async fn post(&self, path: &str, token: &str, body: &str) -> Answer {
        let request = asked("POST", path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }
}

/// A text as part of an address.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

fn asked(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "localhost:4600")
}

/// A document of the source "wire".
fn document(name: &str, published: &str, text: &str) -> Document {
    let article = Article {
        id: name.to_string(),
        text: text.to_string(),
        published: published.parse().ok(),
        agency: Some("Wire".to_string()),
        title: Some(text.lines().next().unwrap_or_default().to_string()),
        url: Some(format!("https://wire.example/{name}")),
    };
    Document { source: "wire".to_string(), name: name.to_string(), article, ..Document::default() }
}

/// Two states that strike one another.
fn documents() -> Vec<Document> {
    vec![
        document("a", "2024-01-16", "Iran struck Pakistan in Panjgur. 2 died, it said."),
        document("b", "2024-01-18", "Pakistan struck Iran in Saravan. 10 died, it said."),
        document("c", "2024-01-18", "Nothing was decided today."),
    ]
}

/// Reads texts of the form "A struck B in PLACE. N died", several divided by " | ", the later ones in answer to the first:
/// everything else tells of nothing.
fn read(article: Article) -> Result<Read, Unread> {
    let text = &article.text;
    let mut events = Vec::new();
    for clause in text.split(" | ") {
        // A name may have a full stop in it, but does not end with one.
        let words: Vec<&str> = clause.split(' ').map(|word| word.trim_end_matches('.')).collect();
        if let [actor, "struck", recipient, "in", place, ..] = words.as_slice() {
            let responds_to = if events.is_empty() { Vec::new() } else { vec!["e1".to_string()] };
            let id = format!("e{}", events.len() + 1);
            let killed =
                clause.split(". ").nth(1).and_then(|s| s.split(' ').next()).and_then(|n| n.parse().ok());
            events.push(Event { id, responds_to, ..event(text, (actor, recipient), place, killed) });
        }
    }
    let record = record::Article {
        id: article.id.clone(),
        agency: article.agency.clone(),
        published: article.published,
        dateline: None,
        events,
        relations: Vec::new(),
        commitments: Vec::new(),
        disputes: Vec::new(),
    };
    Ok(Read { record, words: Vec::new(), signature: detente_crisis::fingerprint::Signature::of(text) })
}

fn span(text: &str, words: &str) -> (usize, usize) {
    let byte = text.find(words).unwrap_or(0);
    let start = text[..byte].chars().count();
    (start, start + words.chars().count())
}

fn party(text: &str, words: &str) -> Party {
    let (start, end) = span(text, words);
    let state = Knowledge::builtin().states().iter().find(|s| s.name == words);
    Party {
        text: words.to_string(),
        code: state.map(|s| detente_data::ActorCode::State(s.code)),
        sector: if state.is_some() { Sector::Gov } else { Sector::Uns },
        score: 0.9,
        start,
        end,
        name: Some(words.to_string()),
        holder: None,
    }
}

fn event(text: &str, (actor, recipient): (&str, &str), place: &str, killed: Option<u64>) -> Event {
    let cameo: CameoCode = "195".parse().expect("a code");
    let (start, end) = span(text, "struck");
    let (from, to) = span(text, place);
    // "Panjgur2024-01-16" is told with its day.
    let day = place.get(place.len().saturating_sub(10)..).and_then(|day| day.parse().ok());
    Event {
        id: "e1".to_string(),
        anchors: vec![Words { start, end, text: "struck".to_string() }],
        kind: EventType::Assault,
        mode: Some("aerial".to_string()),
        actors: vec![party(text, actor)],
        recipients: vec![party(text, recipient)],
        status: Status::Happened,
        date: day.map(|day| Days { from: day, to: day }),
        place: Some(Place {
            name: place.to_string(),
            country: "PAK".parse().ok(),
            start: from,
            end: to,
            score: 0.9,
            location: Some(Location {
                name: place.to_string(),
                kind: "city".to_string(),
                division: None,
                geonames: None,
                // Places of other names are elsewhere.
                lat: 25.0 + (place.bytes().map(u32::from).sum::<u32>() % 70) as f32 / 10.0,
                lon: 64.09,
                radius_km: None,
                score: 0.9,
                runner_up: None,
            }),
        }),
        claims: vec![
            claim(Source::Narrator(Narrator::Narrator), killed),
            claim(Source::Party(Box::new(party(text, recipient))), killed.map(|n| n + 3)),
        ],
        responds_to: Vec::new(),
        incident: "x".to_string(),
        cameo,
        goldstein: cameo.goldstein(),
        intensity: -9.0,
        frame: "assault/strike".to_string(),
        score: 0.8,
        explain: None,
    }
}

fn claim(source: Source, killed: Option<u64>) -> Claim {
    Claim {
        source,
        stance: detente_data::Stance::Asserts,
        anchor: None,
        content: None,
        content_span: None,
        killed: killed.map(|n| (n, Some(n))),
        injured: None,
        target: None,
        target_span: None,
        score: 0.8,
    }
}

/// The number of the incident of the first article.
async fn first_incident(site: &Site) -> String {
    let list = site.get("/v1/incidents").await.json();
    let rows = list["rows"].as_array().expect("rows").clone();
    let mut ids: Vec<&str> = rows.iter().filter_map(|r| r["id"].as_str()).collect();
    ids.reverse();
    ids.first().expect("an incident").to_string()
}
