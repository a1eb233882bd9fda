#![no_main]
//! Questions: filters and words to look for, asked of a small ledger.

#[path = "../../crates/detente-ledger/tests/ledger/asking.rs"]
mod asking;

use detente_ledger::store::Store;
use std::cell::OnceCell;
use tempfile::TempDir;

thread_local! {
    static LEDGER: OnceCell<(Store, TempDir)> = const { OnceCell::new() };
}

fn ledger() -> (Store, TempDir) {
    let folder = TempDir::new().expect("a folder");
    (asking::ledger(&folder.path().join("ledger.db")), folder)
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| LEDGER.with(|cell| asking::ask(&cell.get_or_init(ledger).0, bytes)));
