//! The ledger's promises, each named by its number in docs/reliability.md.

mod alerts;
mod append_only;
mod asked;
mod asking;
mod behind;
#[path = "../../../detente-core/tests/changed/mod.rs"]
mod changed;
mod clocks;
mod coded;
mod corrections;
mod happenings;
mod looked_after;
mod order;
mod replays;
mod saved;
mod servers;
mod stores;
mod tier;
mod torn;

use detente_core::document::Article;
use detente_ledger::record;
use detente_ledger::report::EventWords;
use detente_ledger::store::{AsOf, Document, EventRow, Filter, Outcome, Read, Seq, Store};
use jiff::Timestamp;
use std::path::Path;
use stores::{On, Place};

/// A ledger in a place of its own.
struct Ledger {
    store: Store,
    place: Place,
    now: Timestamp,
}

impl Ledger {
    fn new(on: On) -> Self {
        let place = Place::new(on);
        let store = Store::open(Path::new(&place.address), "reader 1").expect("a ledger");
        Ledger { store, place, now: at("2024-01-20T12:00:00Z") }
    }

    /// The same ledger, opened by another process.
    fn open(&self, reader: &str) -> Store {
        Store::open(Path::new(&self.place.address), reader).expect("the same ledger")
    }

    /// Takes one document in, in a commit of its own.
    fn take(&mut self, document: &Document) -> (Outcome, Option<Seq>) {
        let read = read(document);
        let mut batch = self.store.begin(self.now).expect("a batch");
        let outcome = batch.take(document, (!document.is_withdrawal).then_some(Ok(&read))).expect("taken");
        (outcome, batch.commit().expect("committed"))
    }

    fn events(&self, filter: &Filter) -> Vec<EventRow> {
        let mut all = Vec::new();
        self.store
            .events(filter, |row| {
                all.push(row);
                true
            })
            .expect("an answer");
        all
    }

    /// The dead by the events that stand as of then.
    fn killed(&self, as_of: AsOf) -> Vec<u64> {
        let events = self.events(&Filter { as_of, ..Filter::default() });
        let of = |row: &EventRow| row.event.claims.iter().filter_map(|c| c.killed).map(|(min, _)| min).sum();
        events.iter().map(of).collect()
    }

    fn dump(&self) -> String {
        let mut text = String::new();
        self.store
            .dump(|line| {
                text.push_str(line);
                text.push('\n');
                true
            })
            .expect("a dump");
        text
    }

    fn check_sound(&self) {
        assert_eq!(self.store.verify().expect("a verdict"), []);
    }

    /// The number of rows of every table.
    fn rows(&self) -> Vec<(String, i64)> {
        let count = |name: String| {
            let sql = format!("SELECT cast(count(*) AS TEXT) FROM {name}");
            let count = self.place.texts(&sql)[0].parse().expect("a count");
            (name, count)
        };
        self.place.tables().into_iter().map(count).collect()
    }
}

fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}

/// A document of the test's own feed.
fn document(name: &str, text: &str) -> Document {
    Document {
        source: "https://wire.example/feed".to_string(),
        name: name.to_string(),
        article: Article {
            id: name.to_string(),
            text: text.to_string(),
            published: Some("2024-01-17".parse().expect("a day")),
            agency: Some("Example Wire".to_string()),
            ..Article::default()
        },
        ..Document::default()
    }
}

/// "N killed": the text from which [`read`] makes a strike with that many dead.
fn strike(name: &str, killed: u64) -> Document {
    document(name, &format!("Iran struck Panjgur in Pakistan. {killed} killed, Pakistan says."))
}

fn withdrawal(name: &str) -> Document {
    Document { is_withdrawal: true, ..document(name, "") }
}

fn updated(document: Document, time: &str) -> Document {
    Document { updated: Some(at(time)), ..document }
}

/// In the reader's place: one strike for each "N killed" of the text.
fn read(document: &Document) -> Read {
    let text = &document.article.text;
    let words: Vec<&str> = text.split_whitespace().collect();
    let tolls =
        words.windows(2).filter(|pair| pair[1].starts_with("killed")).filter_map(|pair| pair[0].parse().ok());
    let events: Vec<record::Event> = tolls.enumerate().map(|(n, killed)| event(n, killed)).collect();
    let words = vec![EventWords::default(); events.len()];
    let record = record::Article {
        id: document.name.clone(),
        agency: document.article.agency.clone(),
        published: document.article.published,
        dateline: None,
        events,
        relations: Vec::new(),
        commitments: Vec::new(),
        disputes: Vec::new(),
    };
    Read { record, words, signature: None }
}

fn event(number: usize, killed: u64) -> record::Event {
    let party = |text: &str, code: &str, sector: &str| {
        serde_json::json!({"text": text, "code": code, "sector": sector, "score": 0.9, "start": 0, "end": 4,
                           "name": text, "holder": null})
    };
    let value = serde_json::json!({
        "id": format!("e{}", number + 1),
        "anchors": [{"start": 5, "end": 11, "text": "struck"}],
        "type": "ASSAULT", "mode": "aerial",
        "actors": [party("Iran", "IRN", "MIL")],
        "recipients": [party("Pakistan", "PAK", "CVL")],
        "status": "happened",
        "date": {"from": "2024-01-16", "to": "2024-01-16"},
        "place": {"name": "Panjgur", "country": "PAK", "start": 12, "end": 19, "score": 0.9, "location": {
            "name": "Panjgur", "kind": "city", "division": "Balochistan", "geonames": 1168199, "lat": 26.97,
            "lon": 64.09, "radius_km": 10.0, "score": 0.9, "runner_up": null}},
        "claims": [{"source": party("Pakistan", "PAK", "GOV"), "stance": "asserts", "anchor": null, "content": null,
                    "content_span": null, "killed": [killed, killed], "injured": null, "target": null,
                    "target_span": null, "score": 0.8}],
        "responds_to": [], "incident": "", "cameo": "195", "goldstein": -10.0, "intensity": -10.0,
        "frame": "strike", "score": 0.9,
    });
    serde_json::from_value(value).expect("an event")
}
