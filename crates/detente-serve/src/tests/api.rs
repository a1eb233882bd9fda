//! The API: forms, cursors, states, sending, its own description.

use super::{Answer, Site, asked, document, documents, first_incident};
use axum::body::Body;
use axum::http::header;
use detente_ledger::store::spelt_key;

#[tokio::test]
async fn the_document_describes_every_route_and_every_route_is_there() {
    let site = Site::new(&documents());
    let document = site.get("/v1/openapi.json").await.json();
    assert!(document["openapi"].as_str().expect("a version").starts_with("3.1"));
    let incident = first_incident(&site).await;
    let article = spelt_key(documents()[0].key().0);
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() >= 15, "{}", paths.len());
    for (path, methods) in paths {
        let filled = path.replace("{id}", &incident).replace("{key}", &article);
        let filled = filled.replace("{one}", "IRN").replace("{other}", "PAK");
        for (method, operation) in methods.as_object().expect("methods") {
            assert!(operation["responses"]["200"].is_object(), "{method} {path}");
            // The small ledger has no crisis, and a stream has no end.
            let is_asked = path != "/v1/stream" && path != "/v1/crises/{id}";
            if method == "get" && is_asked {
                let answer = site.get(&filled).await;
                assert_eq!(answer.status, 200, "{filled}: {}", answer.body);
            }
        }
    }
}

#[tokio::test]
async fn incidents_come_in_every_form() {
    let site = Site::new(&documents());
    let csv = site.get("/v1/incidents?format=csv").await;
    assert!(csv.body.starts_with("id,day_from,") && csv.body.lines().count() == 3, "{}", csv.body);
    let lines = site.get("/v1/incidents?format=jsonl").await;
    assert_eq!(lines.body.lines().count(), 2);
    let points = site.get("/v1/incidents?format=geojson").await.json();
    assert_eq!(points["features"][0]["geometry"]["type"], "Point");
    let atom = site.get("/v1/incidents.atom").await;
    assert!(atom.body.contains("<entry><id>urn:detente:incident:"), "{}", atom.body);
}

/// Every browser asks for files in this way, and the connection was closed: what compresses asks a stream that has ended once more.
#[tokio::test]
async fn files_come_compressed() {
    let site = Site::new(&documents());
    for form in ["csv", "jsonl", "geojson", "parquet"] {
        let request = asked("GET", &format!("/v1/incidents?format={form}"));
        let request = request.header(header::ACCEPT_ENCODING, "gzip, deflate, br, zstd");
        let answer = site.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-encoding")), (200, "gzip"), "{form}");
        assert!(!answer.body.is_empty(), "{form}");
    }
}

#[tokio::test]
async fn cursors_go_through_all_rows_once() {
    let site = Site::new(&documents());
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = site.get(&format!("/v1/incidents?limit=1&after={after}")).await.json();
        seen.extend(page["rows"].as_array().expect("rows").iter().map(|r| r["id"].clone()));
        match page["next"].as_str() {
            Some(next) => after = next.to_string(),
            None => break,
        }
    }
    let mut once = seen.clone();
    once.dedup();
    assert_eq!((seen.len(), once.len()), (2, 2));
}

#[tokio::test]
async fn the_same_state_is_sent_once() {
    let site = Site::new(&documents());
    for path in ["/", "/v1/incidents"] {
        let first = site.get(path).await;
        let request = asked("GET", path).header(header::IF_NONE_MATCH, first.header("etag"));
        let again = site.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""), "{path}");
    }
    let before = site.get("/v1/incidents").await.header("etag").to_string();
    let text = r#"{"id":"n","text":"Iran struck Iraq in Basra. 1 died.","published":"2024-02-01"}"#;
    assert_eq!(site.post("/v1/articles", &site.write, text).await.status, 200);
    site.settle().await;
    assert_ne!(site.get("/v1/incidents").await.header("etag"), before);
}

#[tokio::test]
async fn a_feed_is_as_old_as_the_state_it_shows() {
    let site = Site::new(&documents());
    for feed in ["incidents", "alerts"] {
        let mut updated = Vec::new();
        for as_of in ["", "?as_of=3", "?as_of=1"] {
            let body = site.get(&format!("/v1/{feed}.atom{as_of}")).await.body;
            updated
                .extend(body.split(['<', '>']).skip_while(|tag| *tag != "updated").nth(1).map(String::from));
        }
        assert!(
            updated.len() == 3 && updated[0] == updated[1] && updated[0] > updated[2],
            "{feed}: {updated:?}"
        );
    }
}

#[tokio::test]
async fn articles_are_taken_once_corrected_and_withdrawn() {
    let site = Site::new(&documents());
    let sent =
        |text: &str| format!(r#"{{"id":"n","source":"desk","text":"{text}","published":"2024-02-01"}}"#);
    let first = site.post("/v1/articles", &site.write, &sent("Iran struck Iraq in Basra. 1 died.")).await;
    assert_eq!(first.json()["articles"].as_array().expect("articles").len(), 1, "{}", first.body);
    let count = || async { site.get("/v1/incidents").await.json()["total"].as_u64() };
    // Not before the snapshot is renewed, unless the commit itself is asked for.
    assert_eq!(count().await, Some(2));
    let own = format!("/v1/incidents?as_of={}", first.json()["seq"]);
    assert_eq!(site.get(&own).await.json()["total"], 3);
    assert_eq!(count().await, Some(3));
    let again = site.post("/v1/articles", &site.write, &sent("Iran struck Iraq in Basra. 1 died.")).await;
    assert_eq!((again.json()["taken"].as_u64(), again.json()["articles"][0].as_str()), (Some(1), None));
    assert_eq!(site.get("/v1/incidents?as_of=3").await.json()["total"], 2);
    let gone = r#"{"id":"n","source":"desk","withdrawn":true,"updated":"2024-02-02T00:00:00Z"}"#;
    assert_eq!(site.post("/v1/articles", &site.write, gone).await.status, 200);
    site.settle().await;
    assert_eq!(count().await, Some(2));
    let changes = site.get("/v1/changes?after=3").await.json();
    let what: Vec<&str> =
        changes["rows"].as_array().expect("rows").iter().filter_map(|r| r["what"].as_str()).collect();
    assert_eq!(what, ["new", "withdrawn"]);
}

#[tokio::test]
async fn a_bad_line_costs_that_line() {
    let site = Site::new(&[]);
    let body =
        "{\"id\":\"1\",\"text\":\"Iran struck Iraq in Basra.\"}\nnot json\n{\"id\":\"\",\"text\":\"x\"}\n\n";
    let answer = site.post("/v1/articles/bulk", &site.write, body).await;
    let told = answer.json();
    assert_eq!((answer.status.as_u16(), told["taken"].as_u64()), (200, Some(1)));
    let refused: Vec<&str> =
        told["refused"].as_array().expect("refused").iter().filter_map(|r| r.as_str()).collect();
    assert!(
        refused.len() == 2 && refused[0].starts_with("line 2: ") && refused[1].starts_with("line 3: "),
        "{refused:?}"
    );
    assert_eq!(site.post("/v1/articles/bulk", &site.write, "no\n").await.status, 400);
}

#[tokio::test]
async fn promises_relations_and_tension_are_told_by_day() {
    let site = Site::new(&documents());
    let index = site.get("/v1/dyads/IRN/PAK/index?from=2024-01-17").await.json();
    let days: Vec<&str> =
        index["rows"].as_array().expect("rows").iter().filter_map(|r| r["day"].as_str()).collect();
    assert_eq!(days, ["2024-01-17", "2024-01-18"]);
    let last = &index["rows"][1];
    let part = |name: &str| last[name].as_f64().expect("a number");
    let sum: f64 = ["material", "verbal", "novelty", "relations", "discord"].map(part).iter().sum();
    assert!(part("index") > 10.0 && (part("index") - sum).abs() < 0.01, "{last}");
    // A ledger of three days has no forecast that could be tested, and so none at all.
    assert_eq!(site.get("/v1/outlook/IRN/PAK").await.json()["rows"], serde_json::json!([]));
    assert_eq!(site.get("/v1/commitments?open=maybe").await.status, 400);
}

/// A line of an article with this text.
fn line(id: &str, text: &str) -> String {
    format!("{}\n", serde_json::json!({ "id": id, "text": text, "published": "2024-01-16" }))
}

fn refused(answer: &Answer) -> Vec<String> {
    serde_json::from_value(answer.json()["refused"].clone()).expect("refused")
}

#[tokio::test]
async fn t14_what_is_too_long_is_refused_and_its_neighbours_are_taken() {
    let site = Site::new(&[]);
    let long = "x".repeat((32 << 20) + 1);
    assert_eq!(site.post("/v1/articles/bulk", &site.write, &long).await.status, 413);
    let limit = detente_core::limits::ARTICLE_BYTES;
    let (most, more) = ("a ".repeat(limit / 2), "\u{201c}".repeat(limit / 3 + 1));
    let too_long = "the text is longer than 4 MiB; split it into articles";
    let all = [
        line("first", "Iran struck Iraq in Basra. 1 died."),
        line("most", &most),
        line("more", &more),
        line("last", "Iraq struck Iran in Abadan. 2 died."),
    ];
    let answer = site.post("/v1/articles/bulk", &site.write, &all.concat()).await;
    assert_eq!((answer.status.as_u16(), answer.json()["taken"].as_u64()), (200, Some(3)));
    assert_eq!(refused(&answer), [format!("line 3: {too_long}")]);
    site.settle().await;
    assert_eq!(site.get("/v1/incidents").await.json()["total"], 2);
    // Alone.
    let answer = site.post("/v1/articles", &site.write, &all[2]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (413, "application/problem+json"),
        "{}",
        answer.body
    );
    assert_eq!(answer.json()["detail"], too_long);
    assert_eq!(site.post("/v1/articles", &site.write, &all[1]).await.status, 200);
    // As a file.
    let answer = site.post("/v1/articles/files?name=more.txt", &site.write, &more).await;
    assert_eq!(answer.status, 400);
    assert!(refused(&answer)[0].contains("longer than 4 MiB"), "{}", answer.body);
    // A title is not a way around it.
    let titled = serde_json::json!({ "id": "t", "text": "x", "title": most }).to_string();
    let answer = site.post("/v1/articles", &site.write, &titled).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["detail"].as_str()),
        (400, Some("no field but the text may have more than 2000 letters"))
    );
}

/// Only a server refuses names by their length; its client must not be made or dropped where tasks run.
#[test]
fn what_the_ledger_cannot_take_costs_itself_alone() {
    if crate::stores::server().is_none() {
        return;
    }
    let site = Site::with(crate::stores::On::Postgres, &[], false);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    // Without a pattern, so that the server cannot pack it.
    let mut number = 7_u32;
    let mut letter = || {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4e00 + (number >> 18)).unwrap_or('x')
    };
    let long: String = (0..8_000).map(|_| letter()).collect();
    let all = [
        line("first", "Iran struck Iraq in Basra. 1 died."),
        line("long", &format!("Iran struck Iraq in {long}. 1 died.")),
        line("last", "Iraq struck Iran in Abadan. 2 died."),
    ];
    let answer = runtime.block_on(site.post("/v1/articles/bulk", &site.write, &all.concat()));
    assert_eq!((answer.status.as_u16(), answer.json()["taken"].as_u64()), (200, Some(2)), "{}", answer.body);
    assert_eq!(refused(&answer), ["\"long\": a name in it is too long for the ledger"]);
    assert_eq!(runtime.block_on(site.post("/v1/articles", &site.write, &all[1])).status, 400);
}

#[tokio::test]
async fn problems_are_told_as_problems() {
    let site = Site::new(&[document("a", "2024-01-16", "Nothing.")]);
    for (path, status) in [
        ("/v1/incidents?type=PICNIC", 400),
        ("/v1/incidents?from=x", 400),
        ("/v1/incidents?from=2024-01-01&from=2024-01-02", 400),
        ("/v1/incidents/ffffffffffffffff", 404),
        ("/v1/nowhere", 404),
        ("/v1/articles?after=2024-01-16_00", 400),
    ] {
        let answer = site.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (status, "application/problem+json"),
            "{path}"
        );
        assert_eq!(answer.json()["status"], status, "{path}");
    }
}

/// T25: what nobody sees of a text is gone on every way in.
#[tokio::test]
async fn signs_that_nobody_sees_are_not_taken_in() {
    let site = Site::new(&[]);
    let text = "Iran struck Pak\u{ad}i\u{200b}stan in \u{202a}Panjgur\u{202c}. 2 died, it said.";
    let object = serde_json::json!({ "id": "u", "text": text, "published": "2024-01-16" }).to_string();
    for (path, body) in [
        ("/v1/articles", object.clone()),
        ("/v1/articles/bulk", object.replace("\"u\"", "\"v\"")),
        ("/v1/articles/files?name=story.txt", text.to_string()),
    ] {
        let taken = site.post(path, &site.write, &body).await;
        let key = taken.json()["articles"][0].as_str().expect("an article").to_string();
        let kept = site.get(&format!("/v1/articles/{key}")).await.json();
        assert_eq!(
            kept["text"].as_str().map(str::trim),
            Some("Iran struck Pakistan in Panjgur. 2 died, it said."),
            "{path}"
        );
    }
}

#[tokio::test]
async fn alerts_are_found_told_and_filtered() {
    let site = Site::new(&documents());
    let all = site.get("/v1/alerts").await.json();
    let texts: Vec<&str> =
        all["rows"].as_array().expect("rows").iter().filter_map(|r| r["text"].as_str()).collect();
    assert!(texts.iter().any(|text| text.contains("16 January 2024")), "{texts:?}");
    assert!(all["rows"][0]["delivered"].is_null(), "{all}");
    let disputes = site.get("/v1/alerts?on=new-dispute").await.json();
    let outbreaks = site.get("/v1/alerts?rule=First+conflict+in+half+a+year&party=IRN&with=PAK").await.json();
    assert_eq!(outbreaks["total"], 1, "{outbreaks}");
    assert!(disputes["total"].as_u64() < all["total"].as_u64(), "{disputes}");
    // What the ledger did not tell yet is not told.
    assert_eq!(site.get("/v1/alerts?as_of=0").await.json()["rows"], serde_json::json!([]));
    let feed = site.get("/v1/alerts.atom").await;
    assert!(feed.body.contains("<entry><id>urn:detente:alert:"), "{}", feed.body);
    assert!(site.get("/alerts").await.body.contains("not delivered"));
}

#[tokio::test]
async fn a_file_has_all_that_passes() {
    let site = Site::new(&documents());
    let file = site.get("/v1/incidents?format=parquet").await;
    assert_eq!(file.header("content-type"), "application/vnd.apache.parquet");
    assert!(file.body.starts_with("PAR1") && file.body.ends_with("PAR1"));
    let empty = site.get("/v1/incidents?format=csv&type=AID").await;
    assert_eq!(empty.body.lines().count(), 1, "{}", empty.body);
    let none = site.get("/v1/incidents?format=geojson&type=AID").await.json();
    assert_eq!(none["features"], serde_json::json!([]));
    assert_eq!(site.get("/v1/incidents?format=csv&limit=1").await.body.lines().count(), 2);
}

#[tokio::test]
async fn alerts_of_a_party_are_those_of_all_that_have_it() {
    let mut documents = documents();
    documents.push(document("z", "2024-02-03", "Turkey struck Syria in Afrin. 3 died, it said."));
    let site = Site::new(&documents);
    let rows = |answer: &Answer| answer.json()["rows"].as_array().cloned().unwrap_or_default();
    let all = rows(&site.get("/v1/alerts?limit=1000").await);
    for party in ["IRN", "PAK", "TUR", "NOR"] {
        let has =
            |row: &&serde_json::Value| row["parties"].as_array().is_some_and(|p| p.contains(&party.into()));
        let theirs: Vec<_> = all.iter().filter(has).cloned().collect();
        let found = site.get(&format!("/v1/alerts?party={party}&limit=1000")).await;
        assert_eq!(rows(&found), theirs, "{party}");
        let rest = site.get(&format!("/v1/alerts?party={party}&skip=1&limit=1000")).await;
        assert_eq!(rows(&rest), theirs.get(1..).unwrap_or_default(), "{party}");
        let totals = [&found, &rest].map(|answer| answer.json()["total"].as_u64());
        // As everywhere, from the first row of the page on.
        let left = [theirs.len(), theirs.len().saturating_sub(1)].map(|n| Some(n as u64));
        assert_eq!(totals, left, "{party}");
    }
    assert!(all.iter().any(|row| row["parties"][0] == "IRN" || row["parties"][1] == "IRN"), "{all:?}");
}

#[tokio::test]
async fn a_list_says_how_many_rows_follow_whether_it_looks_at_them_or_not() {
    let site = Site::new(&documents());
    for filter in ["", "&from=2000-01-01", "&party=PAK"] {
        let (mut after, mut left) = (String::new(), Vec::new());
        loop {
            let page = site.get(&format!("/v1/incidents?limit=1{filter}&after={after}")).await.json();
            left.push(page["total"].as_u64().expect("a total"));
            let Some(next) = page["next"].as_str() else { break };
            after = next.to_string();
        }
        assert_eq!(left, [2, 1], "{filter}");
    }
}
