//! Incidents in the ledger: copies counted once, corrections carried through, splits and merges readable, any order.

use super::stores::{On, on_both_stores};
use super::{Ledger, document, read, strike, updated, withdrawal};
use detente_crisis::fingerprint::Signature;
use detente_ledger::store::{AsOf, Document, Filter, IncidentRow, Read, Seq, Unread};
use std::collections::BTreeSet;

on_both_stores!(
    t9_twenty_copies_are_twenty_articles_of_one_origin_and_one_incident,
    a_correction_and_a_withdrawal_carry_through_and_the_history_stays,
    filters_find_incidents_by_themselves_and_by_their_tellings,
    t29_incidents_are_the_same_in_every_order_and_after_restarts,
    two_writers_in_turn_see_what_the_other_wrote,
    a_text_that_another_process_reads_at_last_is_seen,
);

/// Takes a document in as the reader would: with its fingerprint.
pub(super) fn take(ledger: &mut Ledger, document: &Document) -> Option<Seq> {
    let read = Read { signature: Signature::of(&document.article.text), ..read(document) };
    let mut batch = ledger.store.begin(ledger.now).expect("a batch");
    batch.take(document, (!document.is_withdrawal).then_some(Ok(&read))).expect("taken");
    batch.commit().expect("committed")
}

pub(super) fn incidents(ledger: &Ledger, filter: &Filter) -> Vec<IncidentRow> {
    let mut all = Vec::new();
    let take = |row| {
        all.push(row);
        true
    };
    ledger.store.incidents(filter, take).expect("an answer");
    all
}

/// The strike in the words of one agency, long enough to have a fingerprint of its own.
pub(super) fn told(name: &str, agency: &str, killed: u64) -> Document {
    let text = format!(
        "{agency}: Iran struck Panjgur in Pakistan on Tuesday with missiles and drones, the army said. {killed} killed, \
         Pakistan says, and the ministry summoned the envoy of {agency} land to hear its protest in {agency} town."
    );
    let mut document = document(name, &text);
    document.article.agency = Some(agency.to_string());
    document
}

fn t9_twenty_copies_are_twenty_articles_of_one_origin_and_one_incident(on: On) {
    let mut ledger = Ledger::new(on);
    for host in 0..20 {
        let mut copy = told(&format!("https://paper-{host}.example/a"), "Wire", 2);
        copy.source = format!("paper-{host}.example");
        take(&mut ledger, &copy);
    }
    let rows = incidents(&ledger, &Filter::default());
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].incident.articles, rows[0].incident.origins), (20, 1));
    ledger.check_sound();
}

fn a_correction_and_a_withdrawal_carry_through_and_the_history_stays(on: On) {
    let mut ledger = Ledger::new(on);
    take(&mut ledger, &told("a", "Aria", 12));
    take(&mut ledger, &updated(told("a", "Aria", 9), "2024-01-18T08:00:00Z"));
    take(&mut ledger, &updated(withdrawal("a"), "2024-01-19T08:00:00Z"));
    let killed = |commit| {
        let rows = incidents(&ledger, &Filter { as_of: AsOf::Commit(Seq(commit)), ..Filter::default() });
        rows.iter()
            .filter_map(|row| row.incident.killed.as_ref())
            .map(|f| (f.lowest, f.highest))
            .collect::<Vec<_>>()
    };
    assert_eq!(killed(1), [(12, 12)]);
    assert_eq!(killed(2), [(9, 9)]);
    assert_eq!(killed(3), []);
    let row = incidents(&ledger, &Filter { as_of: AsOf::Commit(Seq(1)), ..Filter::default() }).remove(0);
    let id = row.incident.id;
    assert!(ledger.store.incident(id, AsOf::Now).expect("an answer").is_none());
    let found = ledger.store.incident(id, AsOf::Commit(Seq(2))).expect("an answer").expect("an incident");
    assert_eq!(found.tellings.len(), 1);
    let steps: Vec<&str> = found.history.iter().map(|step| step.what.as_str()).collect();
    assert_eq!(steps, ["made", "changed"]);
    assert_eq!(found.history[1].killed, Some((9, 9)));
    ledger.check_sound();
}

fn filters_find_incidents_by_themselves_and_by_their_tellings(on: On) {
    let mut ledger = Ledger::new(on);
    take(&mut ledger, &told("a", "Aria", 12));
    let found = |filter: Filter| incidents(&ledger, &filter).len();
    let none = Filter::default;
    assert_eq!(found(Filter { dyad: Some(("IRN".into(), "PAK".into())), ..none() }), 1);
    assert_eq!(found(Filter { parties: vec!["IND".into()], ..none() }), 0);
    assert_eq!(found(Filter { place: Some("panjgur".into()), ..none() }), 1);
    assert_eq!(found(Filter { claimants: vec!["PAK".into()], ..none() }), 1);
    assert_eq!(found(Filter { claimants: vec!["IRN".into()], ..none() }), 0);
    assert_eq!(found(Filter { text: Some("missiles".into()), country: "PAK".parse().ok(), ..none() }), 1);
    assert_eq!(found(Filter { text: Some("missiles".into()), country: "IRN".parse().ok(), ..none() }), 0);
    assert_eq!(found(Filter { is_disputed: true, ..none() }), 0);
    let events = ledger.events(&none());
    assert_eq!(events[0].incident.as_deref(), Some(incidents(&ledger, &none())[0].id.as_str()));
}

/// Articles of several tellings of several strikes, with copies and corrections.
fn stream() -> Vec<Document> {
    let mut all = Vec::new();
    for (n, agency) in ["Aria", "Boreal", "Ceres", "Aria", "Delta", "Boreal"].iter().enumerate() {
        let mut document = told(&format!("s{n}"), agency, 2 + n as u64 / 3);
        document.article.published = Some(format!("2024-01-{:02}", 16 + n % 4).parse().expect("a day"));
        all.push(updated(document, "2024-01-17T08:00:00Z"));
    }
    all.push(updated(told("s1", "Boreal", 7), "2024-01-18T08:00:00Z"));
    all.push(updated(withdrawal("s4"), "2024-01-18T09:00:00Z"));
    all.push(strike("alone", 40));
    all
}

fn t29_incidents_are_the_same_in_every_order_and_after_restarts(on: On) {
    let stream = stream();
    let mut dumps = BTreeSet::new();
    for round in 0..6 {
        let mut ledger = Ledger::new(on);
        let mut order: Vec<usize> = (0..stream.len()).collect();
        order.sort_by_key(|n| (n * [1, 2, 4, 5, 7, 8][round] + round) % 9);
        for (at, n) in order.iter().enumerate() {
            if round % 2 == 1 && at % 3 == 0 {
                // Another process goes on.
                ledger.store = ledger.open("reader 1");
            }
            take(&mut ledger, &stream[*n]);
        }
        ledger.check_sound();
        dumps.insert(ledger.dump());
    }
    assert_eq!(dumps.len(), 1, "{:#?}", dumps.iter().take(2).collect::<Vec<_>>());
}

fn two_writers_in_turn_see_what_the_other_wrote(on: On) {
    let stream = stream();
    let mut alone = Ledger::new(on);
    for document in &stream {
        take(&mut alone, document);
    }
    let mut ledger = Ledger::new(on);
    let mut other = ledger.open("reader 1");
    for (n, document) in stream.iter().enumerate() {
        if n % 2 == 1 {
            std::mem::swap(&mut ledger.store, &mut other);
        }
        take(&mut ledger, document);
        if n % 2 == 1 {
            std::mem::swap(&mut ledger.store, &mut other);
        }
    }
    assert_eq!(ledger.dump(), alone.dump());
    ledger.check_sound();
}

fn a_text_that_another_process_reads_at_last_is_seen(on: On) {
    let mut ledger = Ledger::new(on);
    let poison = told("a", "Aria", 2);
    let unread = Unread { stage: "event".into(), reason: "panic".into(), detail: "it failed".into() };
    let mut batch = ledger.store.begin(ledger.now).expect("a batch");
    batch.take(&poison, Some(Err(&unread))).expect("taken");
    batch.commit().expect("committed");
    take(&mut ledger, &document("b", "Nothing."));

    let mut other = ledger.open("reader 2");
    let waiting = other.to_reread(false, 0, 9).expect("a list");
    let mut batch = other.begin(ledger.now).expect("a batch");
    batch.reread(waiting[0].body, Ok(&read(&poison))).expect("read");
    batch.commit().expect("committed");

    take(&mut ledger, &told("c", "Boreal", 2));
    let rows = incidents(&ledger, &Filter::default());
    assert_eq!(rows.iter().map(|row| row.incident.articles).collect::<Vec<_>>(), [2]);
    ledger.check_sound();
}
