//! T12: clocks that jump and dates that cannot be.

use super::stores::{On, on_both_stores};
use super::{Ledger, at, strike};
use detente_data::Status;
use detente_ledger::store::{ArticleRow, AsOf, Document, Filter, Outcome, Seq, Store};

on_both_stores!(
    t12_commits_count_upward_though_the_clock_goes_back,
    t12_a_day_that_cannot_be_is_kept_and_marked_and_not_reckoned_from,
    t12_moments_two_days_ahead_are_kept_and_marked,
    t12_nothing_of_the_future_counts_as_happened,
);

fn articles(store: &Store, as_of: AsOf) -> Vec<ArticleRow> {
    let mut all = Vec::new();
    let take = |row| {
        all.push(row);
        true
    };
    store.articles(&Filter { as_of, ..Filter::default() }, take).expect("an answer");
    all
}

fn t12_commits_count_upward_though_the_clock_goes_back(on: On) {
    let mut ledger = Ledger::new(on);
    let clock = [
        "2024-01-20T12:00:00Z",
        "2024-01-20T11:00:00Z",
        "2034-01-20T12:00:00Z",
        "2024-01-20T13:00:00Z",
        "2024-03-31T01:30:00Z",
        "2038-01-19T03:14:08Z",
    ];
    for (n, time) in clock.iter().enumerate() {
        ledger.now = at(time);
        let (_, seq) = ledger.take(&strike(&format!("a{n}"), n as u64));
        assert_eq!(seq, Some(Seq(n as i64 + 1)));
    }
    // The clock's own word is kept; a correction without a time of its own still comes after what stood.
    ledger.now = at("2024-01-20T10:00:00Z");
    assert_eq!(ledger.take(&strike("a5", 99)).0, Outcome::Revised);
    assert_eq!(articles(&ledger.store, AsOf::Commit(Seq(2))).len(), 2);
    ledger.check_sound();
}

fn t12_a_day_that_cannot_be_is_kept_and_marked_and_not_reckoned_from(on: On) {
    for (published, doubt) in [
        ("2024-01-23", "later"),
        ("9999-12-31", "later"),
        ("2038-01-19", "later"),
        ("0025-01-17", "impossible"),
        ("1970-01-01", "impossible"),
        ("2024-01-21", ""),
        ("1914-08-04", ""),
    ] {
        let mut ledger = Ledger::new(on);
        let mut document = strike("a", 1);
        document.article.published = Some(published.parse().expect("a day"));
        ledger.take(&document);
        let rows = articles(&ledger.store, AsOf::Now);
        assert_eq!(rows[0].published.map(|day| day.to_string()).as_deref(), Some(published));
        let counted = if doubt.is_empty() { published } else { "2024-01-20" };
        assert_eq!(rows[0].day.to_string(), counted, "{published}");
        assert_eq!(rows[0].doubts.iter().any(|d| d.contains(doubt)), !doubt.is_empty(), "{published}");
        assert_eq!(document.readable(ledger.now).published.is_some(), doubt.is_empty());
        ledger.check_sound();
    }
}

/// The clock says noon of the 20th; zones differ by less than a day.
fn t12_moments_two_days_ahead_are_kept_and_marked(on: On) {
    let check = |document: &Document, doubts: &[&str]| {
        let mut ledger = Ledger::new(on);
        ledger.take(document);
        let rows = articles(&ledger.store, AsOf::Now);
        assert_eq!(rows[0].doubts, doubts, "{document:?}");
        assert_eq!(rows[0].day.to_string(), "2024-01-20", "{document:?}");
        let claimed = [document.article.published.map(|day| day.to_string())];
        assert_eq!([rows[0].published.map(|day| day.to_string())], claimed);
        ledger.check_sound();
    };
    let undated = || {
        let mut document = strike("a", 1);
        document.article.published = None;
        document
    };
    let later = "published later than it arrived";
    let at_48 = Some(at("2024-01-22T12:00:00Z"));
    check(&Document { published_at: at_48, ..undated() }, &[later]);
    check(&Document { published_at: Some(at("2024-01-20T13:00:00Z")), ..undated() }, &[]);
    check(&Document { updated: at_48, ..undated() }, &["changed at an impossible time"]);
    let mut both = Document { published_at: at_48, ..strike("a", 1) };
    both.article.published = "2024-01-22".parse().ok();
    check(&both, &[later]);
}

fn t12_nothing_of_the_future_counts_as_happened(on: On) {
    let mut ledger = Ledger::new(on);
    ledger.now = at("2024-01-10T00:00:00Z");
    // The strike of the 16th, told on the 10th.
    let mut document = strike("a", 5);
    document.article.published = Some("2024-01-10".parse().expect("a day"));
    ledger.take(&document);
    let all = ledger.events(&Filter::default());
    assert!(all.len() == 1 && all[0].is_future);
    let happened = Filter { statuses: vec![Status::Happened], ..Filter::default() };
    assert!(ledger.events(&happened).is_empty());
}
