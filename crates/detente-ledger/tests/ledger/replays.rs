//! T9, at the store: what comes again changes nothing.

use super::happenings::{incidents, take, told};
use super::stores::{On, on_both_stores};
use super::{Ledger, document, strike, updated, withdrawal};
use detente_ledger::store::{Document, Filter, Outcome};

on_both_stores!(
    t9_the_same_feed_ten_times_leaves_the_rows_of_the_first_time,
    t9_a_changed_tracking_mark_is_no_revision_and_a_reused_guid_is,
    t9_one_story_under_changing_names_and_addresses_is_one_incident_of_one_origin,
    a_text_that_is_withdrawn_stays_so_though_the_feed_still_has_it,
);

fn t9_the_same_feed_ten_times_leaves_the_rows_of_the_first_time(on: On) {
    let mut ledger = Ledger::new(on);
    let mut feed: Vec<Document> = (0..40).map(|n| strike(&format!("story-{n}"), n)).collect();
    feed.push(updated(strike("story-3", 4), "2024-01-18T09:00:00Z"));
    feed.push(withdrawal("story-5"));
    feed.iter().for_each(|document| {
        ledger.take(document);
    });
    let (rows, dump) = (ledger.rows(), ledger.dump());
    for _ in 0..9 {
        for document in &feed {
            assert_eq!(ledger.take(document), (Outcome::Replay, None), "{}", document.name);
        }
    }
    assert_eq!(ledger.rows(), rows);
    assert_eq!(ledger.dump(), dump);
    ledger.check_sound();
}

fn t9_a_changed_tracking_mark_is_no_revision_and_a_reused_guid_is(on: On) {
    let mut ledger = Ledger::new(on);
    let mut first = strike("guid-1", 12);
    first.article.url = Some("https://wire.example/a?utm_source=rss".to_string());
    assert_eq!(ledger.take(&first).0, Outcome::New);
    first.article.url = Some("https://wire.example/a?utm_source=mail".to_string());
    assert_eq!(ledger.take(&first).0, Outcome::Replay);
    assert_eq!(ledger.take(&document("guid-1", "Another story altogether.")).0, Outcome::Revised);
    assert_eq!(ledger.take(&strike("guid-2", 12)).0, Outcome::New);
    ledger.check_sound();
}

fn t9_one_story_under_changing_names_and_addresses_is_one_incident_of_one_origin(on: On) {
    let mut ledger = Ledger::new(on);
    // A feed that gives it another guid at each look, then the same guids once more; then three addresses of one text, of one host and of two.
    for pass in [0..10, 0..10] {
        for guid in pass {
            take(&mut ledger, &told(&format!("guid-{guid}"), "Wire", 2));
        }
    }
    let one = |ledger: &Ledger| {
        let rows = incidents(ledger, &Filter::default());
        assert_eq!(rows.len(), 1);
        (rows[0].incident.articles, rows[0].incident.origins)
    };
    assert_eq!(one(&ledger), (10, 1));
    for url in ["https://paper.example/a", "https://paper.example/world/a", "https://other.example/a"] {
        let mut copy = told(url, "Wire", 2);
        copy.source = url.split('/').nth(2).unwrap_or_default().to_string();
        copy.article.url = Some(url.to_string());
        take(&mut ledger, &copy);
        let rows = ledger.rows();
        take(&mut ledger, &copy);
        assert_eq!(ledger.rows(), rows, "{url}");
    }
    assert_eq!(one(&ledger), (13, 1));
    ledger.check_sound();
}

fn a_text_that_is_withdrawn_stays_so_though_the_feed_still_has_it(on: On) {
    let mut ledger = Ledger::new(on);
    ledger.take(&strike("a", 12));
    assert_eq!(ledger.take(&withdrawal("a")).0, Outcome::Withdrawn);
    assert_eq!(ledger.take(&strike("a", 12)).0, Outcome::Replay);
    assert_eq!(ledger.killed(detente_ledger::store::AsOf::Now), [0u64; 0]);
}
