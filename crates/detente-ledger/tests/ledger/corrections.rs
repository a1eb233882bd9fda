//! T10: corrections and withdrawals, and every state in between.

use super::stores::{On, on_both_stores};
use super::{Ledger, strike, updated, withdrawal};
use detente_ledger::store::{AsOf, Document, Seq};

on_both_stores!(t10_thirty_scripts_of_corrections_and_withdrawals);

/// One step of a script: what arrives, and the dead that stand after it.
type Step = (Document, &'static [u64]);

/// Runs a script; the present and every past must be right after each step.
fn check(store: On, name: &str, steps: &[Step]) {
    let mut ledger = Ledger::new(store);
    let mut past: Vec<(Seq, &[u64])> = Vec::new();
    for (at, (document, expected)) in steps.iter().enumerate() {
        let (_, seq) = ledger.take(document);
        past.extend(seq.map(|seq| (seq, *expected)));
        assert_eq!(ledger.killed(AsOf::Now), *expected, "{name}, step {at}");
        for (seq, expected) in &past {
            assert_eq!(ledger.killed(AsOf::Commit(*seq)), *expected, "{name}, step {at}, as of {seq}");
        }
    }
    ledger.check_sound();
}

fn s(killed: u64) -> Document {
    strike("a", killed)
}

fn w() -> Document {
    withdrawal("a")
}

fn on(document: Document, day: u32) -> Document {
    updated(document, &format!("2024-01-{day:02}T08:00:00Z"))
}

fn t10_thirty_scripts_of_corrections_and_withdrawals(store: On) {
    let two = || {
        let mut document = s(12);
        document.article.text.push_str(" 4 killed in Kech.");
        document
    };
    let none: &[u64] = &[];
    let scripts: Vec<Vec<Step>> = vec![
        // Without times of the source: the order of arrival.
        vec![(s(12), &[12]), (s(9), &[9]), (w(), none)],
        vec![(s(12), &[12]), (s(9), &[9]), (s(10), &[10])],
        vec![(s(12), &[12]), (s(9), &[9]), (s(12), &[9])],
        vec![(s(12), &[12]), (w(), none), (s(9), &[9])],
        vec![(s(12), &[12]), (w(), none), (w(), none)],
        vec![(w(), none), (s(12), &[12])],
        vec![(s(12), &[12]), (w(), none), (s(12), none)],
        vec![(two(), &[4, 12]), (s(12), &[12]), (w(), none)],
        vec![(s(12), &[12]), (two(), &[4, 12]), (s(9), &[9])],
        vec![(s(0), &[0]), (s(1), &[1]), (s(2), &[2]), (s(3), &[3]), (w(), none)],
        // With times: the time counts, not the arrival.
        vec![(on(s(12), 17), &[12]), (on(s(9), 18), &[9]), (on(w(), 19), none)],
        vec![(on(s(9), 18), &[9]), (on(s(12), 17), &[9]), (on(w(), 19), none)],
        vec![(on(w(), 19), none), (on(s(9), 18), none), (on(s(12), 17), none)],
        vec![(on(s(12), 17), &[12]), (on(w(), 18), none), (on(s(9), 19), &[9])],
        vec![(on(s(9), 19), &[9]), (on(w(), 18), &[9]), (on(s(12), 17), &[9])],
        vec![(on(s(12), 17), &[12]), (on(s(9), 18), &[9]), (on(s(12), 19), &[12])],
        vec![(on(s(12), 17), &[12]), (on(s(12), 18), &[12]), (on(s(9), 17), &[12])],
        vec![(on(s(12), 17), &[12]), (on(s(12), 17), &[12]), (on(s(9), 18), &[9])],
        vec![(on(s(12), 17), &[12]), (on(w(), 17), none), (on(s(9), 17), none)],
        vec![(on(w(), 17), none), (on(s(12), 17), none), (on(s(9), 18), &[9])],
        // Some with times, some without: what has none comes after what stood when it arrived.
        vec![(s(12), &[12]), (on(s(9), 18), &[9]), (w(), none)],
        vec![(on(s(9), 18), &[9]), (s(12), &[9]), (on(w(), 19), none)],
        vec![(on(s(12), 18), &[12]), (w(), none), (on(s(9), 19), &[9])],
        vec![(s(12), &[12]), (on(w(), 18), none), (s(9), none), (on(s(10), 19), &[10])],
        vec![(s(12), &[12]), (s(9), &[9]), (on(s(11), 18), &[11]), (on(s(10), 17), &[11])],
        // Times that cannot be: counted as none.
        vec![(on(s(12), 17), &[12]), (updated(s(9), "9999-01-01T00:00:00Z"), &[12]), (on(s(8), 18), &[8])],
        vec![(s(12), &[12]), (updated(s(9), "9999-01-01T00:00:00Z"), &[9]), (s(8), &[8])],
        vec![(s(12), &[12]), (updated(s(9), "0025-01-01T00:00:00Z"), &[9]), (w(), none)],
        vec![(s(12), &[12]), (updated(w(), "1970-01-01T00:00:00Z"), none), (s(9), &[9])],
        vec![(two(), &[4, 12]), (on(w(), 18), none), (on(two(), 19), &[4, 12]), (on(w(), 20), none)],
    ];
    assert_eq!(scripts.len(), 30);
    for (number, steps) in scripts.iter().enumerate() {
        check(store, &format!("script {number}"), steps);
    }
}
