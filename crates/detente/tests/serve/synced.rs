//! T3, the server's half: an answer to an article is sent after the article is synced to the disk.

use super::server::{Server, detente, post};
use super::stores::{On, Place};
use super::traced::{SYNCS_AND_ANSWERS, can_trace, check_synced, strace};
use serde_json::json;
use std::time::{Duration, Instant};

/// Articles that are sent, one after the other.
const ARTICLES: usize = 500;

#[test]
fn t3_an_answer_comes_after_its_sync() {
    if !can_trace() {
        return;
    }
    let place = Place::new(On::Sqlite);
    let token = detente(&place, &["token", "--scope", "write"]).1.trim().to_string();
    let trace = place.folder.path().join("trace");
    let shown = trace.display().to_string();
    let under = strace(&[SYNCS_AND_ANSWERS, &["-o", &shown]].concat());
    let server = Server::start_under(&under, &["--ledger", &place.address], Some(token), None);
    for n in 0..ARTICLES {
        let text = format!("The harvest was good this year, farmers said. They brought in {n} tonnes.");
        let article = json!({ "id": format!("traced-{n}"), "source": "trace", "text": text, "published": "2024-01-17" });
        let answer = post(server.address(), &server.token, &article);
        assert!(matches!(answer, Some((200, _))), "{answer:?}");
    }
    drop(server);
    // The tracer writes its last lines once the server is gone.
    let began = Instant::now();
    let trace = loop {
        let trace = std::fs::read_to_string(&trace).expect("a trace");
        if trace.trim_end().ends_with("+++ killed by SIGKILL +++")
            || began.elapsed() > Duration::from_secs(10)
        {
            break trace;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(check_synced(&trace, "\"HTTP/1.1 200"), ARTICLES);
}
