//! T20, the half that runs: what comes from outside is text in a real document with scripts.

use super::devtools::Browser;
use super::server::{Server, encoded};
use serde_json::json;

/// Ways out of text that do something where a page takes them for markup: they set `window.canary` or make an element of
/// a kind that no template has.
const HOSTILE: [&str; 24] = [
    "<script>window.canary=1</script>",
    "</title><script>window.canary=1</script>",
    "</textarea></style></script><script>window.canary=1</script>",
    "<img src=x onerror=window.canary=1>",
    "\"><img src=x onerror=window.canary=1>",
    "'><img src=x onerror=window.canary=1>",
    "<svg onload=window.canary=1>",
    "<svg><script>window.canary=1</script></svg>",
    "<math><mtext><img src=x onerror=window.canary=1></mtext></math>",
    "<iframe srcdoc=\"<script>parent.canary=1</script>\"></iframe>",
    "<object data=\"data:text/html,<script>parent.canary=1</script>\"></object>",
    "<embed src=javascript:window.canary=1>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=\"0;url=javascript:window.canary=1\">",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<a href=javascript:window.canary=1 autofocus onfocus=window.canary=1>x</a>",
    "javascript:window.canary=1",
    "data:text/html,<script>window.canary=1</script>",
    "\" autofocus onfocus=window.canary=1 x=\"",
    "' onmouseover=window.canary=1 x='",
    "--><script>window.canary=1</script>",
    "]]><script>window.canary=1</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.canary=1>\">",
    "<details open ontoggle=window.canary=1><summary>x</summary></details>",
];

#[test]
fn t20_nothing_that_articles_say_runs() {
    let Some(mut browser) = Browser::start() else { return };
    let server = Server::demo();
    let mut paths = vec!["/".to_string(), "/incidents".to_string(), "/sources".to_string()];
    for (i, payload) in HOSTILE.iter().enumerate() {
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
        paths.extend([format!("/incidents?q={typed}"), format!("/sources?source={typed}")]);
        paths.extend([format!("/actor/{typed}"), format!("/dyad/PAK/{typed}"), format!("/{typed}")]);
    }
    let is_clean = "typeof window.canary === 'undefined'
        && !document.querySelector('img, iframe, object, embed, base, math, script:not([src]), meta[http-equiv], svg script, a[href^=javascript]')
        && [...document.querySelectorAll('*')].every((e) => [...e.attributes].every((a) => !a.name.startsWith('on')))
        && performance.getEntriesByType('resource').every((r) => new URL(r.name).origin === location.origin)";
    for path in &paths {
        browser.open(&server.url(path));
        assert_eq!(
            browser.value(is_clean),
            true,
            "{path}: {}",
            browser.value("document.documentElement.outerHTML")
        );
    }
}
