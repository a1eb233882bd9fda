//! Any bytes as a question to a small ledger: the entry point of the fuzz target `query`.
//!
//! In: bytes, cut at line ends into the fields of a filter. Out: nothing; it panics where a question is an error of any kind
//! but that there is no word to look for, or where an answer has what was not asked for.

use detente_core::document::Article;
use detente_crisis::fingerprint::Signature;
use detente_data::{EventType, Stance, Status};
use detente_ledger::record;
use detente_ledger::report::EventWords;
use detente_ledger::store::{AsOf, Document, Filter, Read, Store, StoreError};
use std::path::Path;

/// Makes the ledger that is asked: three articles of two sources, one of them withdrawn, one corrected.
pub(crate) fn ledger(at: &Path) -> Store {
    let mut store = Store::open(at, "reader 1").expect("a ledger");
    let texts = [
        ("a", "Iran struck Panjgur in Pakistan on Tuesday, killing 12 villagers, Pakistan says.", false),
        ("b", "The \"Sons of X: the band\" denied it, 'tis said; OR NEAR(it, 2) AND NOT NULL*.", false),
        (
            "c",
            "München: Außenminister sprachen\u{202e} über Grenzübergänge -- %d _ \\ DROP TABLE event;",
            false,
        ),
        ("b", "", true),
        ("a", "Iran struck Panjgur in Pakistan on Tuesday, killing 9 villagers, Pakistan says.", false),
    ];
    for (n, (name, text, is_withdrawal)) in texts.into_iter().enumerate() {
        let article = Article {
            id: name.to_owned(),
            text: text.to_owned(),
            published: "2024-01-17".parse().ok(),
            agency: Some("Wire".to_owned()),
            title: Some(name.repeat(3)),
            ..Article::default()
        };
        let source = if name == "c" { "other" } else { "wire.example" };
        let document = Document {
            source: source.to_owned(),
            name: name.to_owned(),
            article,
            is_withdrawal,
            ..Document::default()
        };
        let read = reading(&document);
        let now = format!("2024-01-2{n}T12:00:00Z").parse().expect("a time");
        let mut batch = store.begin(now).expect("a batch");
        batch.take(&document, (!is_withdrawal).then_some(Ok(&read))).expect("taken");
        batch.commit().expect("committed");
    }
    store
}

fn reading(document: &Document) -> Read {
    let events = if document.name == "a" { vec![event()] } else { Vec::new() };
    let words = vec![EventWords::default(); events.len()];
    let record = record::Article {
        id: document.name.clone(),
        agency: None,
        published: document.article.published,
        dateline: None,
        events,
        relations: Vec::new(),
        commitments: Vec::new(),
        disputes: Vec::new(),
    };
    Read { record, words, signature: Signature::of(&document.article.text) }
}

fn event() -> record::Event {
    let party = |code: &str| {
        serde_json::json!({"text": code, "code": code, "sector": "GOV", "score": 0.9, "start": 0, "end": 4,
                           "name": code, "holder": null})
    };
    let claim = |stance: &str, code: &str| {
        serde_json::json!({"source": party(code), "stance": stance, "anchor": null, "content": null, "content_span": null,
                           "killed": [9, 9], "injured": null, "target": null, "target_span": null, "score": 0.8})
    };
    let value = serde_json::json!({
        "id": "e1", "anchors": [{"start": 5, "end": 11, "text": "struck"}], "type": "ASSAULT", "mode": "aerial",
        "actors": [party("IRN")], "recipients": [party("PAK")], "status": "happened",
        "date": {"from": "2024-01-16", "to": "2024-01-16"},
        "place": {"name": "Panjgur", "country": "PAK", "start": 12, "end": 19, "score": 0.9, "location": null},
        "claims": [claim("asserts", "PAK"), claim("denies", "IRN")],
        "responds_to": [], "incident": "", "cameo": "195", "goldstein": -10.0, "intensity": -10.0,
        "frame": "strike", "score": 0.9,
    });
    serde_json::from_value(value).expect("an event")
}

/// Asks bytes.
pub(crate) fn ask(store: &Store, bytes: &[u8]) {
    let filter = filter(&String::from_utf8_lossy(bytes));
    let page = counts(store, &filter);
    let whole = counts(store, &Filter { skip: 0, limit: None, ..filter.clone() });
    for (of_page, of_whole) in page.into_iter().zip(whole) {
        let (Some(of_page), Some(of_whole)) = (of_page, of_whole) else { continue };
        let expected = of_whole.saturating_sub(filter.skip).min(filter.limit.unwrap_or(usize::MAX));
        assert_eq!(of_page, expected, "{filter:?}");
    }
    let why = store.why(&filter);
    assert!(matches!(why, Ok(_) | Err(StoreError::Filter(_))), "{filter:?}: {why:?}");
    // Nothing that is asked changes anything.
    assert_eq!(store.seq().expect("a number").0, 5);
}

/// How many events, articles, incidents and disputes pass; none where there is no word to look for.
fn counts(store: &Store, filter: &Filter) -> [Option<usize>; 4] {
    let mut counts = [0; 4];
    let [events, articles, incidents, disputes] = &mut counts;
    let asked = [
        store.events(filter, |_| counted(events)),
        store.articles(filter, |_| counted(articles)),
        store.incidents(filter, |_| counted(incidents)),
        store.disputes(filter, &[], |_| counted(disputes)),
    ];
    let mut found = [None; 4];
    for (at, result) in asked.into_iter().enumerate() {
        assert!(matches!(result, Ok(()) | Err(StoreError::Filter(_))), "{filter:?}: {result:?}");
        found[at] = result.is_ok().then_some(counts[at]);
    }
    found
}

fn counted(count: &mut usize) -> bool {
    *count += 1;
    true
}

/// A filter of lines: what each is for stands before the first blank; lines for nothing are words to look for.
fn filter(text: &str) -> Filter {
    let mut filter = Filter::default();
    for line in text.split('\n').take(12) {
        let (what, rest) = line.split_once(' ').unwrap_or(("", line));
        let some = || Some(rest.to_owned());
        match what {
            "party" => filter.parties.push(rest.to_owned()),
            "dyad" => filter.dyad = rest.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())),
            "claimant" => filter.claimants.push(rest.to_owned()),
            "kind" => filter.kinds.extend(rest.parse::<EventType>()),
            "status" => filter.statuses.extend(rest.parse::<Status>()),
            "stance" => filter.stances.extend(rest.parse::<Stance>()),
            "place" => filter.place = some(),
            "country" => filter.country = rest.parse().ok(),
            "source" => filter.source = some(),
            "since" => filter.since = rest.parse().ok(),
            "until" => filter.until = rest.parse().ok(),
            "score" => filter.least_score = rest.parse().ok(),
            "skip" => filter.skip = rest.parse().unwrap_or_default(),
            "limit" => filter.limit = rest.parse().ok(),
            "as-of" => filter.as_of = rest.parse().unwrap_or(AsOf::Now),
            "disputed" => filter.is_disputed = true,
            _ => filter.text = Some(line.to_owned()),
        }
    }
    filter
}
