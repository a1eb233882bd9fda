//! Pages follow the ledger, take files, and light up words and events together.

use super::devtools::Browser;
use super::server::Server;
use serde_json::json;
use std::path::PathBuf;

/// The story of 19 January 2024 that this project began with.
fn story() -> PathBuf {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/2024-01-19-efe-iran-pakistan.txt");
    // The browser reads no file by a way around.
    path.canonicalize().expect("the story")
}

#[test]
fn open_pages_follow_the_ledger_and_take_files() {
    let Some(mut browser) = Browser::start() else { return };
    let server = Server::demo();
    // The first page loads itself anew.
    browser.open(&server.url("/"));
    let text = "Iran's Revolutionary Guards struck a depot near Panjgur in Pakistan on Tuesday, killing three people, Pakistan's \
                Foreign Ministry said.";
    let article = json!({ "id": "follow", "source": "desk", "text": text, "published": "2024-03-05" });
    server.send(&article);
    browser.wait_for("document.body.innerText.includes('Mar 2024')");
    // Another says that there is more.
    browser.open(&server.url("/crises"));
    server.send(&json!({ "id": "again", "source": "desk", "text": text, "published": "2024-03-06" }));
    browser
        .wait_for("document.getElementById('live').innerText.includes('The ledger has grown: 50 articles')");
    // A file is dropped.
    browser.open(&server.url("/status"));
    browser.value(&format!(
        "document.querySelector('#drop input[type=password]').value = {}; true",
        json!(server.token)
    ));
    let (x, y) = browser.middle("#drop p");
    for kind in ["dragEnter", "dragOver", "drop"] {
        let data = json!({ "items": [], "files": [story()], "dragOperationsMask": 1 });
        browser.call("Input.dispatchDragEvent", json!({ "type": kind, "x": x, "y": y, "data": data }));
    }
    browser.wait_for("document.querySelector('#drop [role=status]').innerText.startsWith('1 taken in')");
    browser.wait_for("((bar) => bar.value === bar.max)(document.querySelector('#drop progress'))");
    // Its words and its events light up each other.
    let article = browser.value("document.querySelector('#drop ol a').href");
    browser.open(article.as_str().expect("a link to the article"));
    let (x, y) = browser.middle("mark.anchor[data-e]");
    browser.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }));
    browser.wait_for("document.querySelector('mark.anchor.lit') && document.querySelector('.event.lit')");
    assert!(browser.value("document.querySelectorAll('mark[data-e]').length").as_u64() > Some(10));
}
