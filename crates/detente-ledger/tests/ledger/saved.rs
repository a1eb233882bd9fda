//! T30: what fuzzing of questions kept, asked again at every commit, and questions made of it.

use super::{asking, changed};

#[test]
fn t30_saved_questions_are_answered() {
    let place = tempfile::tempdir().expect("a folder");
    let store = asking::ledger(&place.path().join("ledger.db"));
    changed::each("query", 300, |bytes| asking::ask(&store, bytes));
}
