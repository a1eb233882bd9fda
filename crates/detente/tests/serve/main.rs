//! The real server: in a browser, where every page works, can be used by everybody, follows the ledger and runs nothing of
//! what articles say; under floods; when it is killed or told to end; its answers against its own description. `DETENTE_LONG=1` runs
//! the longer forms of T2 and T31.
//!
//! The tests with a browser need Chromium; without one they say so and do nothing. `DETENTE_SCREENS=FOLDER` keeps pictures of the
//! pages; `DETENTE_AXE=FILE` (axe.min.js of the npm package axe-core) runs axe on them too, `DETENTE_SCHEMATHESIS=PROGRAM`
//! (`st` of the PyPI package schemathesis) lets a stranger try the API. `.ci/run` installs both where it can.

mod contract;
mod devtools;
mod ending;
mod floods;
mod follow;
mod hostile;
mod killed;
mod lag;
#[path = "../../../detente-serve/src/tests/markup.rs"]
mod markup;
mod pages;
mod server;
#[expect(dead_code, reason = "tests of the ledger need more of it")]
#[path = "../../../detente-ledger/tests/ledger/stores.rs"]
mod stores;
mod strangers;
mod synced;
#[path = "../../../detente-ledger/tests/ledger/tier.rs"]
mod tier;
mod tokens;
#[path = "../cli/traced.rs"]
mod traced;
