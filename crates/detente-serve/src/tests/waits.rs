//! What is still being computed is said to be, and nothing of it is kept by anybody.

use super::{Answer, Site, documents};
use crate::usual_rules;

/// Checks a status, that it is to be asked for again, and that no browser keeps it.
fn check_again(answer: &Answer, status: u16, path: &str) {
    assert_eq!(answer.status, status, "{path}: {}", answer.body);
    assert_eq!((answer.header("etag"), answer.header("retry-after")), ("", "5"), "{path}");
    assert!(answer.body.contains("being computed"), "{path}: {}", answer.body);
}

#[tokio::test]
async fn what_is_being_computed_is_said_to_be() {
    let site = Site::new(&documents());
    let snapshot = site.app.shelf.present();
    snapshot.hold();
    let (crises, crisis, alerts, feed, outlook, page, first, dyad, list) = tokio::join!(
        site.get("/v1/crises"),
        site.get("/v1/crises/00000000000000ff"),
        site.get("/v1/alerts"),
        site.get("/v1/alerts.atom"),
        site.get("/v1/outlook/IRN/PAK"),
        site.get("/crises"),
        site.get("/"),
        site.get("/dyad/IRN/PAK"),
        site.get("/v1/incidents"),
    );
    for (answer, path) in [
        (&crises, "crises"),
        (&crisis, "crisis"),
        (&alerts, "alerts"),
        (&feed, "feed"),
        (&outlook, "outlook"),
    ] {
        check_again(answer, 503, path);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    for (answer, status, path) in [(&page, 503, "/crises"), (&first, 200, "/"), (&dyad, 200, "/dyad")] {
        check_again(answer, status, path);
        assert_eq!((answer.header("refresh"), answer.header("cache-control")), ("5", "no-store"), "{path}");
    }
    assert_eq!(list.status, 200, "what is there does not wait for what is not");
    snapshot.prepare(&usual_rules());
    for path in ["/v1/crises", "/v1/alerts", "/v1/outlook/IRN/PAK", "/crises", "/", "/dyad/IRN/PAK"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert_ne!(answer.header("etag"), "", "{path}");
        assert!(!answer.body.contains("being computed"), "{path}");
    }
}
