//! A reader who looks at the ledger as of a state stays there, and sees it.

use super::{Site, document, documents};
use detente_ledger::store::Document;
use std::collections::BTreeSet;

/// Strikes of four days after a quiet autumn, and a party that stands beside them.
fn strikes() -> Vec<Document> {
    let mut all = vec![document("w", "2023-10-02", "Iran struck Iraq in Basra. 1 died, it said.")];
    for (i, (day, who, place)) in [
        ("2024-01-16", "Iran struck Pakistan", "Panjgur"),
        ("2024-01-17", "Pakistan struck Iran", "Saravan"),
        ("2024-01-18", "Iran struck Pakistan", "Turbat"),
        ("2024-01-18", "Pakistan struck Iran", "Zahedan"),
        ("2024-01-19", "Iran struck Pakistan", "Quetta"),
    ]
    .into_iter()
    .enumerate()
    {
        all.push(document(&format!("c{i}"), day, &format!("{who} in {place}. {i} died, it said.")));
    }
    all.push(document("z", "2024-03-01", "Iran struck Iraq in Mosul. 7 died, it said."));
    all
}

/// The addresses of links, without the way back to the present and what is for programs.
fn links(html: &str) -> Vec<String> {
    let tags = html.split("<a ").skip(1).filter_map(|rest| rest.split_once('>'));
    let ours = tags.filter(|(_, text)| !text.starts_with("Back to the present"));
    let href = |tag: &str| tag.split("href=\"").nth(1)?.split('"').next().map(|h| h.replace("&amp;", "&"));
    let all = ours.filter_map(|(tag, _)| href(tag)).filter(|href| href.starts_with('/'));
    let for_programs =
        ["/v1/openapi.json", "/v1/incidents.atom", "/v1/alerts.atom", "/v1/changes", "/metrics", "/health"];
    all.filter(|href| !for_programs.contains(&href.as_str())).collect()
}

#[tokio::test]
async fn every_link_keeps_the_state() {
    let site = Site::new(&strikes());
    let mut open = vec!["/?as_of=6".to_string(), "/dyad/IRN/PAK?as_of=6&compare=IRN,IRQ".to_string()];
    let mut seen: BTreeSet<String> = open.iter().cloned().collect();
    let mut kinds = BTreeSet::new();
    while let Some(path) = open.pop() {
        let answer = site.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        if path.starts_with("/v1") || path.contains(".svg") {
            continue;
        }
        kinds.extend(path.split(['/', '?']).nth(1).map(String::from));
        assert!(answer.body.contains("Back to the present"), "{path} does not say what it shows");
        assert!(!answer.body.contains("Mosul"), "{path} shows what came later");
        for href in links(&answer.body) {
            assert!(href.contains("as_of=6"), "{path} leads to {href}");
            let page = href.split('#').next().unwrap_or_default().to_string();
            // Days and filters make no end of addresses of the same few pages.
            let is_plain = page.matches('&').count() <= 2;
            if is_plain && seen.insert(page.clone()) {
                open.push(page);
            }
        }
    }
    let all =
        ["", "actor", "alerts", "article", "crises", "dyad", "incident", "incidents", "sources", "status"];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), all);
}

#[tokio::test]
async fn the_day_is_told_with_the_way_back() {
    let site = Site::new(&documents());
    let note = |html: &str| {
        let note = html.split("class=\"left-out\"").nth(1).and_then(|n| n.split("</section>").next());
        note.unwrap_or_default().to_string()
    };
    let day = site.get("/incidents?party=IRN&as_of=2999-12-31").await.body;
    assert!(note(&day).contains("as of the end of 31 Dec 2999 (commit 3, made "), "{}", note(&day));
    assert!(note(&day).contains("href=\"/incidents?party=IRN\""), "{}", note(&day));
    let before = site.get("/?as_of=2000-01-01").await.body;
    assert!(note(&before).contains("before its first commit"), "{}", note(&before));
    let days = site.get("/?from=2024-01-17&to=2024-01-18").await.body;
    assert!(note(&days).contains("Days from 17 Jan 2024 to 18 Jan 2024."), "{}", note(&days));
    assert!(days.contains("href=\"/dyad/IRN/PAK?from=2024-01-17&amp;to=2024-01-18\""), "{days}");
    assert_eq!(note(&site.get("/").await.body), "");
}

#[tokio::test]
async fn an_incident_leads_back_to_the_list_as_it_was_filtered() {
    let site = Site::new(&documents());
    let list = site.get("/incidents?party=IRN&type=ASSAULT").await.body;
    let incident = links(&list).into_iter().find(|href| href.starts_with("/incident/")).expect("an incident");
    assert!(incident.ends_with("?party=IRN&type=ASSAULT"), "{incident}");
    let page = site.get(&incident).await.body;
    assert!(page.contains("href=\"/incidents?party=IRN&amp;type=ASSAULT\""), "{page}");
}
