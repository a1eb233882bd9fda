//! What is still being computed is said to be, and nothing of it is kept by anybody; what is there of the present is shown meanwhile.

use super::{Answer, Site, document, documents};

/// Where a program is told that something is being computed.
const FOR_PROGRAMS: [&str; 6] = [
    "/v1/crises",
    "/v1/crises/00000000000000ff",
    "/v1/alerts",
    "/v1/alerts.atom",
    "/v1/outlook",
    "/v1/outlook/IRN/PAK",
];
/// Pages of nothing else.
const PAGES: [&str; 3] = ["/crises", "/crisis/00000000000000ff", "/alerts"];
/// Pages with much else.
const PARTS: [&str; 2] = ["/", "/dyad/IRN/PAK"];

/// Asks for all at once: each answer takes as long as it waits.
async fn all<'p>(site: &Site, paths: &[&'p str]) -> Vec<(&'p str, Answer)> {
    futures_util::future::join_all(paths.iter().map(|path| async { (*path, site.get(path).await) })).await
}

/// Checks a status, that no browser keeps the answer, and how it is to be asked for again: by a program, by each browser itself, or by
/// our script.
fn check_again(answer: &Answer, path: &str, status: u16, (program, browser, script): (&str, &str, bool)) {
    assert_eq!(answer.status, status, "{path}: {}", answer.body);
    assert_eq!(answer.header("etag"), "", "{path}");
    assert_eq!((answer.header("retry-after"), answer.header("refresh")), (program, browser), "{path}");
    assert_eq!(answer.body.contains("data-again=\"5\""), script, "{path}: {}", answer.body);
    let is_kept_by_none = ["no-store", "no-cache"].contains(&answer.header("cache-control"));
    assert!(status == 503 && browser.is_empty() || is_kept_by_none, "{path}");
}

#[tokio::test]
async fn what_is_being_computed_is_said_to_be() {
    let site = Site::new(&documents());
    site.app.background.hold();
    let (programs, pages, parts, list) = tokio::join!(
        all(&site, &FOR_PROGRAMS),
        all(&site, &PAGES),
        all(&site, &PARTS),
        site.get("/v1/incidents"),
    );
    for (path, answer) in &programs {
        check_again(answer, path, 503, ("5", "", false));
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    pages.iter().for_each(|(path, answer)| check_again(answer, path, 503, ("5", "5", false)));
    parts.iter().for_each(|(path, answer)| check_again(answer, path, 200, ("", "", true)));
    for (path, answer) in programs.iter().chain(&pages).chain(&parts) {
        assert!(answer.body.contains("being computed"), "{path}: {}", answer.body);
    }
    assert_eq!(list.status, 200, "what is there does not wait for what is not");
    site.app.background.release();
    site.app.prepare();
    for path in FOR_PROGRAMS.iter().chain(&PAGES).chain(&PARTS).filter(|path| !path.ends_with("ff")) {
        let answer = site.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        // What was delivered changes without a commit.
        assert_eq!(answer.header("etag").is_empty(), path.contains("alerts"), "{path}");
        assert!(!answer.body.contains("being computed") && !answer.body.contains("data-again"), "{path}");
    }
}

#[tokio::test]
async fn of_the_present_the_last_that_is_there_is_shown_meanwhile() {
    let site = Site::new(&documents());
    site.app.prepare();
    site.app.background.hold();
    site.app.take(vec![document("d", "2024-01-20", "Iran struck Iraq in Basra. 1 died.")]).expect("taken");
    site.settle().await;
    let newest = ["/v1/crises?as_of=4", "/v1/incidents"];
    let lists = ["/v1/crises", "/v1/outlook", "/v1/alerts"];
    let pages = ["/crises", "/alerts", "/", "/dyad/IRN/PAK"];
    let (newest, lists, pages) = tokio::join!(all(&site, &newest), all(&site, &lists), all(&site, &pages));
    check_again(&newest[0].1, newest[0].0, 503, ("5", "", false));
    assert_eq!(newest[1].1.json()["seq"], 4);
    for (path, answer) in &lists {
        assert_eq!((answer.status.as_u16(), answer.header("etag")), (200, ""), "{path}");
        assert_eq!(answer.json()["seq"], 3, "{path} says which commit it knows");
    }
    pages.iter().for_each(|(path, answer)| check_again(answer, path, 200, ("", "", true)));
    site.app.background.release();
    site.app.prepare();
    for (path, _) in &lists {
        assert_eq!(site.get(path).await.json()["seq"], 4, "{path}");
    }
    for (path, _) in &pages {
        assert!(!site.get(path).await.body.contains("data-again"), "{path}");
    }
}
