//! Questions: each filter finds what it names and nothing else, alone and with others, at any time.

use super::stores::{On, on_both_stores};
use super::{Ledger, at, document, strike, withdrawal};
use detente_data::{EventType, Stance, Status};
use detente_ledger::store::{AsOf, Filter, Seq, StoreError};
use proptest::prelude::*;

on_both_stores!(
    each_filter_finds_what_it_names,
    articles_are_found_by_words_and_by_their_events,
    an_empty_answer_says_which_filter_finds_nothing,
    t21_no_text_that_is_typed_breaks_a_question,
);

fn ledger(on: On) -> Ledger {
    let mut ledger = Ledger::new(on);
    ledger.take(&strike("a", 12));
    ledger.take(&strike("b", 3));
    ledger.take(&document("c", "The two ministers spoke by telephone about the closed border."));
    ledger.take(&withdrawal("b"));
    ledger
}

fn check(ledger: &Ledger, filter: Filter, expected: &[&str]) {
    let mut names: Vec<String> = ledger.events(&filter).into_iter().map(|row| row.article.name).collect();
    names.sort();
    assert_eq!(names, expected, "{filter:?}");
}

fn each_filter_finds_what_it_names(on: On) {
    let text = |s: &str| Some(s.to_string());
    let list = |s: &[&str]| s.iter().map(ToString::to_string).collect::<Vec<_>>();
    let none = Filter::default;
    let ledger = &ledger(on);
    check(ledger, none(), &["a"]);
    check(ledger, Filter { parties: list(&["IRN"]), ..none() }, &["a"]);
    check(ledger, Filter { parties: list(&["irn:MIL", "PAK"]), ..none() }, &["a"]);
    check(ledger, Filter { parties: list(&["IRN:GOV"]), ..none() }, &[]);
    check(ledger, Filter { dyad: Some(("PAK".into(), "irn".into())), ..none() }, &["a"]);
    check(ledger, Filter { dyad: Some(("PAK".into(), "IND".into())), ..none() }, &[]);
    check(ledger, Filter { kinds: vec![EventType::Assault, EventType::Aid], ..none() }, &["a"]);
    check(ledger, Filter { kinds: vec![EventType::Aid], ..none() }, &[]);
    check(ledger, Filter { place: text("panjgur"), ..none() }, &["a"]);
    check(ledger, Filter { country: "PAK".parse().ok(), ..none() }, &["a"]);
    check(ledger, Filter { country: "IRN".parse().ok(), ..none() }, &[]);
    check(
        ledger,
        Filter { since: "2024-01-16".parse().ok(), until: "2024-01-16".parse().ok(), ..none() },
        &["a"],
    );
    check(ledger, Filter { since: "2024-01-17".parse().ok(), ..none() }, &[]);
    check(ledger, Filter { statuses: vec![Status::Happened], ..none() }, &["a"]);
    check(ledger, Filter { statuses: vec![Status::Negated], ..none() }, &[]);
    check(ledger, Filter { claimants: list(&["PAK:GOV"]), ..none() }, &["a"]);
    check(ledger, Filter { claimants: list(&["PAK"]), stances: vec![Stance::Denies], ..none() }, &[]);
    check(ledger, Filter { stances: vec![Stance::Asserts], ..none() }, &["a"]);
    check(ledger, Filter { text: text("\"12 killed\" panj*"), ..none() }, &["a"]);
    check(ledger, Filter { text: text("telephone"), ..none() }, &[]);
    check(ledger, Filter { text: text("strikes"), ..none() }, &[]);
    check(ledger, Filter { source: text("https://wire.example/feed"), ..none() }, &["a"]);
    check(ledger, Filter { source: text("elsewhere"), ..none() }, &[]);
    check(ledger, Filter { least_score: Some(0.95), ..none() }, &[]);
    check(ledger, Filter { as_of: AsOf::Commit(Seq(3)), ..none() }, &["a", "b"]);
    check(ledger, Filter { as_of: AsOf::Commit(Seq(0)), ..none() }, &[]);
    check(ledger, Filter { as_of: AsOf::Time(at("2024-01-01T00:00:00Z")), ..none() }, &[]);
    check(ledger, Filter { as_of: AsOf::Time(at("2024-02-01T00:00:00Z")), ..none() }, &["a"]);
}

fn articles_are_found_by_words_and_by_their_events(on: On) {
    let ledger = ledger(on);
    let names = |filter: &Filter| {
        let mut all = Vec::new();
        let take = |row: detente_ledger::store::ArticleRow| {
            all.push(row.name);
            true
        };
        ledger.store.articles(filter, take).expect("an answer");
        all
    };
    assert_eq!(names(&Filter { text: Some("telephone border".into()), ..Filter::default() }), ["c"]);
    assert_eq!(names(&Filter { parties: vec!["IRN".into()], ..Filter::default() }), ["a"]);
    assert_eq!(names(&Filter { limit: Some(1), ..Filter::default() }).len(), 1);
    // Page by page, by their events as by themselves.
    for parties in [vec![], vec!["IRN".to_string()]] {
        let all = names(&Filter { parties: parties.clone(), ..Filter::default() });
        let page =
            |skip, limit| names(&Filter { parties: parties.clone(), skip, limit, ..Filter::default() });
        let pages: Vec<String> = (0..=all.len()).flat_map(|skip| page(skip, Some(1))).collect();
        assert_eq!(pages, all, "{parties:?}");
        assert_eq!(page(0, Some(0)), [""; 0], "{parties:?}");
        assert_eq!(page(1, None), all[1..], "{parties:?}");
    }
    assert_eq!(names(&Filter::default()).len(), 3);
}

fn an_empty_answer_says_which_filter_finds_nothing(on: On) {
    let ledger = ledger(on);
    let filter = Filter { parties: vec!["IRN".into(), "IND".into()], ..Filter::default() };
    let why = ledger.store.why(&filter).expect("a reason");
    assert_eq!(why.articles, 3);
    let found: Vec<(String, i64)> = why.filters.into_iter().map(|part| (part.filter, part.found)).collect();
    assert_eq!(found, [("--party IRN".to_string(), 2), ("--party IND".to_string(), 0)]);
}

fn t21_no_text_that_is_typed_breaks_a_question(on: On) {
    let ledger = ledger(on);
    let typed = "\\PC{0,40}|[\"*():^'; -]{0,12}(OR|NOT|NEAR|DROP)?[\"*]{0,3}";
    proptest!(ProptestConfig { cases: 200, ..ProptestConfig::default() }, |(typed in typed)| {
        let some = Some(typed.clone());
        let filter =
            Filter { parties: vec![typed.clone()], place: some.clone(), source: some.clone(), ..Filter::default() };
        ledger.store.events(&filter, |_| true).expect("an answer");
        let words = Filter { text: some, ..Filter::default() };
        let asked = ledger.store.events(&words, |_| true);
        assert!(matches!(asked, Ok(()) | Err(StoreError::Filter(_))), "{typed:?}: {asked:?}");
    });
}
