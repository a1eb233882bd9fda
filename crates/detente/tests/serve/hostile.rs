//! T20, the half that runs: what comes from outside is text in a real document with scripts.

use super::devtools::Browser;
use super::markup::payloads;
use super::server::{Server, encoded};
use serde_json::json;

/// Whether all that was tried is text in the page that is open.
const IS_CLEAN: &str = "typeof window.canary === 'undefined'
    && !document.querySelector('img, iframe, object, embed, base, math, template, x-evil, animate, script:not([src]), \
        link[href*=evil], meta[http-equiv], svg script, a[href^=javascript]')
    && [...document.querySelectorAll('*')].every((e) => [...e.attributes].every((a) => !a.name.startsWith('on')))
    && performance.getEntriesByType('resource').every((r) => new URL(r.name).origin === location.origin)";

/// Of the texts typed, the short form opens one in so many at each kind of address, at each others, and of what was read in articles one in
/// so many; `DETENTE_LONG` opens all.
const EACH: usize = 9;

#[test]
fn t20_nothing_that_articles_say_runs() {
    let Some(mut browser) = Browser::start() else { return };
    let server = Server::demo();
    let is_long = std::env::var_os("DETENTE_LONG").is_some();
    let mut paths =
        ["/", "/incidents", "/crises", "/alerts", "/sources", "/status"].map(String::from).to_vec();
    for (i, payload) in payloads().iter().enumerate() {
        let text = format!(
            "Iran struck {payload} in Pakistan on Tuesday. Three people were killed, {payload} said.\n\n{payload}"
        );
        let article = json!({
            "id": format!("{payload}{i}"), "source": format!("{payload}"), "title": payload, "agency": payload, "author": payload,
            "url": payload, "text": text, "published": "2024-03-05",
        });
        let taken = server.send(&article);
        paths.push(format!("/article/{}", taken["articles"][0].as_str().expect("an article")));
        let typed = encoded(payload);
        let (status, _, answer) = server.answer(
            "POST",
            &format!("/v1/articles/files?name={typed}"),
            &format!("Talks with {payload} ended in Muscat."),
        );
        let taken: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
        assert_eq!(status, 200, "{payload}: {taken}");
        let file = format!("/article/{}", taken["articles"][0].as_str().expect("an article"));
        let kinds = [
            file,
            format!("/incidents?q={typed}"),
            format!("/sources?source={typed}"),
            format!("/actor/{typed}"),
            format!("/dyad/PAK/{typed}"),
            format!("/alerts?rule={typed}"),
            format!("/alerts?on={typed}"),
            format!("/incidents?from={typed}"),
            format!("/{typed}"),
        ];
        let of_kinds = kinds.into_iter().enumerate();
        paths.extend(of_kinds.filter(|(at, _)| is_long || (i + at) % EACH == 0).map(|(_, path)| path));
    }
    // What was made of them, once the lists know of it.
    let incidents = server.answer("GET", "/v1/incidents?from=2024-03-01&limit=1000&as_of=999999", "");
    let incidents: serde_json::Value = serde_json::from_slice(&incidents.2).expect("JSON");
    let ids = incidents["rows"].as_array().expect("rows").iter().filter_map(|row| row["id"].as_str());
    let ids = ids.enumerate().filter(|(i, _)| is_long || i % EACH == 0);
    paths.extend(ids.map(|(_, id)| format!("/incident/{id}")));
    paths.push(server.first("/crises", "/crisis/"));
    for path in &paths {
        browser.open(&server.url(path));
        assert_eq!(
            browser.value(IS_CLEAN),
            true,
            "{path}: {}",
            browser.value("document.documentElement.outerHTML")
        );
    }
    eprintln!("T20: {} pages in a browser", paths.len());
}
