//! T11 and T29, at the store: the order of arrival and the size of commits cannot be seen in what stands.

use super::stores::{On, on_both_stores};
use super::{Ledger, read, strike, updated, withdrawal};
use detente_ledger::store::Document;
use proptest::prelude::*;
use std::collections::BTreeSet;

on_both_stores!(
    t11_every_order_of_five_states_ends_the_same,
    t29_one_dump_for_every_order_and_size_of_commits
);

/// Every order of a list.
fn orders<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for at in 0..items.len() {
        let mut rest = items.to_vec();
        let first = rest.remove(at);
        all.extend(orders(&rest).into_iter().map(|mut order| {
            order.insert(0, first.clone());
            order
        }));
    }
    all
}

fn t11_every_order_of_five_states_ends_the_same(on: On) {
    let states = [
        updated(strike("a", 12), "2024-01-17T08:00:00Z"),
        updated(strike("a", 9), "2024-01-17T09:00:00Z"),
        updated(withdrawal("a"), "2024-01-17T10:00:00Z"),
        updated(strike("a", 12), "2024-01-17T11:00:00Z"),
        updated(strike("a", 11), "2024-01-17T11:00:00Z"),
    ];
    let orders = orders(&states);
    assert_eq!(orders.len(), 120);
    let mut ends = BTreeSet::new();
    // A schema of a server takes half a second to make.
    for order in orders.iter().step_by(if on == On::Postgres { 17 } else { 1 }) {
        for doubled in [false, true] {
            let mut ledger = Ledger::new(on);
            for state in order {
                ledger.take(state);
                if doubled {
                    ledger.take(state);
                }
            }
            if doubled {
                order.iter().for_each(|state| {
                    ledger.take(state);
                });
            }
            ends.insert(ledger.dump());
        }
    }
    assert_eq!(ends.len(), 1, "{:#?}", ends.iter().take(2).collect::<Vec<_>>());
}

/// Takes documents in, so many a commit.
fn dumped(on: On, documents: &[Document], at_once: usize) -> String {
    let mut ledger = Ledger::new(on);
    for some in documents.chunks(at_once) {
        let mut batch = ledger.store.begin(ledger.now).expect("a batch");
        for document in some {
            let read = read(document);
            batch.take(document, (!document.is_withdrawal).then_some(Ok(&read))).expect("taken");
        }
        batch.commit().expect("committed");
    }
    ledger.check_sound();
    ledger.dump()
}

fn t29_one_dump_for_every_order_and_size_of_commits(on: On) {
    let shuffled = Just((0..24u64).collect::<Vec<_>>()).prop_shuffle();
    let cases = if on == On::Postgres { 4 } else { 12 };
    proptest!(ProptestConfig { cases, ..ProptestConfig::default() }, |(shuffled in shuffled, at_once in 1..9usize)| {
        let document = |n: u64| match n % 4 {
            0 => updated(strike(&format!("a{}", n / 4), n), "2024-01-17T08:00:00Z"),
            1 => updated(strike(&format!("a{}", n / 4), n), "2024-01-17T09:00:00Z"),
            2 if n % 8 == 2 => updated(withdrawal(&format!("a{}", n / 4)), "2024-01-17T10:00:00Z"),
            _ => strike(&format!("b{n}"), n),
        };
        let sorted: Vec<Document> = (0..24).map(document).collect();
        let mixed: Vec<Document> = shuffled.into_iter().map(document).collect();
        prop_assert_eq!(dumped(on, &sorted, 1), dumped(on, &mixed, at_once));
    });
}
