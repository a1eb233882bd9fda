//! T21: what is typed and sent is a value, never a part of a question to the ledger or of a search.

use super::{Site, documents, encoded, routes};
use crate::stores::{On, on_both_stores};
use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;

/// Ways out of a value.
const OPENERS: [&str; 10] = ["'", "\"", "')", "\")", "'))", "`", "]", "\\'", "\u{2019}", "1"];

/// What does something once outside, in SQLite or PostgreSQL.
const TAILS: [&str; 16] = [
    " OR '1'='1",
    " OR 1=1 --",
    "; DROP TABLE article; --",
    "; DELETE FROM event WHERE ''='",
    "; UPDATE revision SET day = 0; --",
    "; INSERT INTO source (name) VALUES ('x'); --",
    " UNION SELECT text FROM body --",
    " UNION ALL SELECT name FROM sqlite_schema --",
    " UNION SELECT usename::text FROM pg_user --",
    "; ATTACH DATABASE '/tmp/x' AS x; --",
    "; PRAGMA writable_schema = 1; --",
    "; COPY body TO '/tmp/x'; --",
    " AND pg_sleep(9) IS NULL --",
    " AND randomblob(1000000000) > 0 --",
    "/**/OR/**/1/**/=/**/1#",
    " ORDER BY 99 --",
];

/// Searches, orders, numbers and letters with a meaning of their own.
const OTHERS: [&str; 40] = [
    "a AND",
    "OR",
    "NOT",
    "NOT a",
    "a NEAR/2 b",
    "NEAR(a b)",
    "NEAR(a b, 2",
    "\"",
    "\"\"",
    "\"a",
    "*",
    "a*b*",
    "^a",
    "a + b",
    "title:x OR text:y",
    "{title text} : x",
    "-title:x",
    "(((((",
    ")",
    "a & b | !c",
    "a <-> b",
    "'a':*",
    "a:ABCD",
    "%",
    "_",
    "\\",
    "%00",
    "a\u{0}b",
    "day DESC; --",
    "2024-01-16_' OR 1=1",
    "2024-01-16_00 DESC",
    "-1e999",
    "9223372036854775808",
    "-9223372036854775808",
    "0x1F",
    "NaN",
    "?1",
    "$1",
    ":name",
    "x' COLLATE NOCASE --",
];

/// All 200 of them.
fn payloads() -> Vec<String> {
    let opened = OPENERS.iter().flat_map(|opener| TAILS.iter().map(move |tail| format!("{opener}{tail}")));
    let all: Vec<String> = opened.chain(OTHERS.map(String::from)).collect();
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), distinct.len()), (200, 200));
    all
}

/// The schema's hash, and how many rows each table has.
fn state(on: On, address: &str) -> Vec<String> {
    let (schema, tables) = match on {
        On::Sqlite => {
            let file = rusqlite::Connection::open(address).expect("the file");
            let list = |sql: &str| -> Vec<String> {
                let mut statement = file.prepare(sql).expect("prepared");
                statement.query_map([], |row| row.get(0)).expect("asked").map(|r| r.expect("a row")).collect()
            };
            let tables = list("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
            let count = |table: &String| list(&format!("SELECT cast(count(*) AS TEXT) FROM {table}"));
            let counts = tables.iter().map(|t| format!("{t}: {}", count(t)[0])).collect::<Vec<_>>();
            (list("SELECT name || coalesce(sql, '') FROM sqlite_schema ORDER BY name"), counts)
        }
        On::Postgres => {
            let mut client = crate::stores::client(address);
            let mut list = |sql: &str| -> Vec<String> {
                client.query(sql, &[]).expect("asked").iter().map(|row| row.get(0)).collect()
            };
            let within = "WHERE table_schema = current_schema() ORDER BY 1";
            let schema = list(&format!(
                "SELECT concat_ws(' ', table_name, column_name, data_type) FROM information_schema.columns {within}"
            ));
            let tables = list(&format!("SELECT table_name::text FROM information_schema.tables {within}"));
            let counts = tables
                .iter()
                .map(|t| format!("{t}: {}", list(&format!("SELECT count(*)::text FROM {t}"))[0]));
            (schema, counts.collect())
        }
    };
    assert!(schema.len() > 20 && tables.len() > 10, "{schema:?} {tables:?}");
    let hash = Sha256::digest(schema.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect();
    [vec![hash], tables].concat()
}

/// Every text in every parameter of every route, and in every part of every address. How many questions that were.
async fn ask(site: &Site) -> usize {
    // What takes long is there from here on.
    for path in ["/v1/crises", "/v1/alerts", "/v1/outlook/IRN/PAK"] {
        site.ready(path).await;
    }
    let mut asked = 0;
    let payloads = payloads();
    for route in routes::all(site).await {
        for payload in &payloads {
            let value = encoded(payload);
            let parts = route.parts().map(|part| route.filled_but(part, &value));
            let typed = route.parameters.iter().map(|name| format!("{}?{name}={value}", route.filled()));
            for address in parts.chain(typed) {
                // With a writer's token, and nothing sent that could be taken.
                let request = super::asked(&route.method, &address)
                    .header(AUTHORIZATION, format!("Bearer {}", site.write));
                let (status, _) = site.head(request.body(Body::empty()).expect("a request")).await;
                assert!(status.as_u16() < 500, "{} {address}: {status}", route.method);
                asked += 1;
            }
        }
    }
    asked
}

fn t21_what_is_typed_is_a_value(on: On) {
    let site = Site::with(on, &documents(), false);
    let before = state(on, &site._place.address);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let asked = runtime.block_on(ask(&site));
    eprintln!("T21: {asked} questions");
    assert!(asked > 50_000, "{asked}");
    assert_eq!(state(on, &site._place.address), before);
}

/// In every field of an article, which comes back as it was sent.
fn t21_what_is_sent_is_a_value(on: On) {
    let site = Site::with(on, &documents(), false);
    let before = state(on, &site._place.address);
    let payloads = payloads();
    let article = |payload: &String| {
        serde_json::json!({
            "id": payload, "source": payload, "text": payload, "title": payload, "agency": payload, "author": payload, "url": payload,
            "published": "2024-01-19",
        })
        .to_string()
    };
    // PostgreSQL keeps no NUL in texts.
    let sent: Vec<&String> = payloads.iter().filter(|payload| !payload.contains('\u{0}')).collect();
    let body: Vec<String> = sent.iter().map(|payload| article(payload)).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let taken = site.post("/v1/articles/bulk", &site.write, &body.join("\n")).await;
        assert_eq!(taken.json()["taken"], sent.len(), "{}", taken.body);
        for key in taken.json()["articles"].as_array().expect("articles") {
            let article = site.get(&format!("/v1/articles/{}", key.as_str().expect("a key"))).await.json();
            let text = article["text"].as_str().unwrap_or_default().to_string();
            assert!(sent.contains(&&text), "{article}");
            assert_eq!(article["title"].as_str(), Some(text.as_str()), "{article}");
        }
    });
    let after = state(on, &site._place.address);
    assert_eq!(after[0], before[0]);
    let grown = |state: &[String]| -> usize {
        let line = state.iter().find_map(|line| line.strip_prefix("article: "));
        line.and_then(|count| count.parse().ok()).expect("a table of articles")
    };
    assert_eq!(grown(&after), grown(&before) + sent.len());
}

on_both_stores!(t21_what_is_typed_is_a_value, t21_what_is_sent_is_a_value);
