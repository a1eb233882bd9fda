//! Pages answer, say what they should, and follow the state that is asked for.

use super::{Site, document, documents, first_incident};
use detente_ledger::store::spelt_key;

#[tokio::test]
async fn every_page_answers_with_its_content() {
    let site = Site::new(&documents());
    let incident = first_incident(&site).await;
    let article = spelt_key(documents()[0].key().0);
    for (path, content) in [
        ("/".to_string(), "Iran"),
        ("/incidents".to_string(), "Air strike"),
        ("/incidents?q=Panjgur".to_string(), "Articles with these words"),
        ("/incidents?party=IRN&type=AID".to_string(), "No incident found"),
        (format!("/incident/{incident}"), "Accounts, by who gives them"),
        (format!("/article/{article}"), "<mark class=\"party\""),
        ("/crises".to_string(), "/dyad/IRN/PAK"),
        ("/dyad/IRN/PAK".to_string(), "Official relations"),
        ("/dyad/IRN/PAK".to_string(), "Tension: index from 0 to 100"),
        ("/dyad/IRN/PAK".to_string(), "too short for a forecast"),
        ("/dyad/IRN/PAK?compare=PAK,%20iraq".to_string(), "Compared with"),
        ("/dyad/PAK/IRN?from=1999-01-01&to=1999-02-01".to_string(), "Nothing is told of the two"),
        ("/actor/IRN".to_string(), "With whom"),
        ("/sources".to_string(), "Newest articles"),
        ("/status".to_string(), "Last commit"),
        ("/map.svg".to_string(), "xmlns="),
        ("/dyad/IRN/PAK/timeline.svg".to_string(), "<style>"),
        ("/dyad/IRN/PAK/index.svg".to_string(), "area i1"),
        ("/dyad/IRN/PAK/compare.svg?compare=IRN,IRQ".to_string(), "class=\"other\""),
    ] {
        let answer = site.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert!(answer.body.contains(content), "{path} lacks {content}: {}", answer.body);
        assert!(!answer.body.contains(" style=\""), "{path} has a style that the policy forbids");
    }
}

#[tokio::test]
async fn an_empty_ledger_says_what_to_do() {
    let site = Site::new(&[]);
    for path in ["/", "/incidents", "/crises", "/sources", "/status", "/actor/IRN", "/dyad/IRN/PAK"] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
    }
    assert!(site.get("/").await.body.contains("holds no incident yet"));
}

#[tokio::test]
async fn what_is_not_there_is_a_page_too() {
    let site = Site::new(&documents());
    for (path, status) in [
        ("/nowhere", 404),
        ("/incident/0000000000000000", 404),
        ("/incident/x", 404),
        ("/article/zz", 404),
        ("/dyad/IRN/IRN", 404),
        ("/assets/x/style.css", 404),
        ("/dyad/IRN/PAK/other.svg", 404),
        ("/dyad/IRN/PAK?compare=PAK", 400),
        ("/incidents?from=soon", 400),
        ("/?as_of=soon", 400),
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.body.contains("<main"), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_corrected_article_shows_both_states() {
    let mut site_documents =
        vec![document("a", "2024-01-16", "Iran struck Pakistan in Panjgur. 12 died, it said.")];
    site_documents.push(document("a", "2024-01-16", "Iran struck Pakistan in Panjgur. 9 died, it said."));
    let site = Site::new(&site_documents);
    let path = format!("/article/{}", spelt_key(site_documents[0].key().0));
    let now = site.get(&path).await.body;
    assert!(now.contains("<del>12</del>") && now.contains("<ins>9</ins>"), "{now}");
    let before = site.get(&format!("{path}?as_of=1")).await.body;
    assert!(before.contains("Panjgur. 12 died") || before.contains(". 12 died"), "{before}");
    assert!(!before.contains("<ins>9</ins>"));
}
