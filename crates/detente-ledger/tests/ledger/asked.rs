//! Questions: each filter finds what it names and nothing else, alone and with others, at any time.

use super::{Ledger, at, document, strike, withdrawal};
use detente_data::{EventType, Stance, Status};
use detente_ledger::store::{AsOf, Filter, Seq};
use proptest::prelude::*;

fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    ledger.take(&strike("a", 12));
    ledger.take(&strike("b", 3));
    ledger.take(&document("c", "The two ministers spoke by telephone about the closed border."));
    ledger.take(&withdrawal("b"));
    ledger
}

fn check(filter: Filter, expected: &[&str]) {
    let ledger = ledger();
    let mut names: Vec<String> = ledger.events(&filter).into_iter().map(|row| row.article.name).collect();
    names.sort();
    assert_eq!(names, expected, "{filter:?}");
}

#[test]
fn each_filter_finds_what_it_names() {
    let text = |s: &str| Some(s.to_string());
    let list = |s: &[&str]| s.iter().map(ToString::to_string).collect::<Vec<_>>();
    let none = Filter::default;
    check(none(), &["a"]);
    check(Filter { parties: list(&["IRN"]), ..none() }, &["a"]);
    check(Filter { parties: list(&["irn:MIL", "PAK"]), ..none() }, &["a"]);
    check(Filter { parties: list(&["IRN:GOV"]), ..none() }, &[]);
    check(Filter { dyad: Some(("PAK".into(), "irn".into())), ..none() }, &["a"]);
    check(Filter { dyad: Some(("PAK".into(), "IND".into())), ..none() }, &[]);
    check(Filter { kinds: vec![EventType::Assault, EventType::Aid], ..none() }, &["a"]);
    check(Filter { kinds: vec![EventType::Aid], ..none() }, &[]);
    check(Filter { place: text("panjgur"), ..none() }, &["a"]);
    check(Filter { country: "PAK".parse().ok(), ..none() }, &["a"]);
    check(Filter { country: "IRN".parse().ok(), ..none() }, &[]);
    check(Filter { since: "2024-01-16".parse().ok(), until: "2024-01-16".parse().ok(), ..none() }, &["a"]);
    check(Filter { since: "2024-01-17".parse().ok(), ..none() }, &[]);
    check(Filter { statuses: vec![Status::Happened], ..none() }, &["a"]);
    check(Filter { statuses: vec![Status::Negated], ..none() }, &[]);
    check(Filter { claimants: list(&["PAK:GOV"]), ..none() }, &["a"]);
    check(Filter { claimants: list(&["PAK"]), stances: vec![Stance::Denies], ..none() }, &[]);
    check(Filter { stances: vec![Stance::Asserts], ..none() }, &["a"]);
    check(Filter { text: text("\"12 killed\" panj*"), ..none() }, &["a"]);
    check(Filter { text: text("telephone"), ..none() }, &[]);
    check(Filter { text: text("strikes"), ..none() }, &[]);
    check(Filter { source: text("https://wire.example/feed"), ..none() }, &["a"]);
    check(Filter { source: text("elsewhere"), ..none() }, &[]);
    check(Filter { least_score: Some(0.95), ..none() }, &[]);
    check(Filter { as_of: AsOf::Commit(Seq(3)), ..none() }, &["a", "b"]);
    check(Filter { as_of: AsOf::Commit(Seq(0)), ..none() }, &[]);
    check(Filter { as_of: AsOf::Time(at("2024-01-01T00:00:00Z")), ..none() }, &[]);
    check(Filter { as_of: AsOf::Time(at("2024-02-01T00:00:00Z")), ..none() }, &["a"]);
}

#[test]
fn articles_are_found_by_words_and_by_their_events() {
    let ledger = ledger();
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
    assert_eq!(names(&Filter::default()).len(), 3);
}

#[test]
fn an_empty_answer_says_which_filter_finds_nothing() {
    let ledger = ledger();
    let filter = Filter { parties: vec!["IRN".into(), "IND".into()], ..Filter::default() };
    let why = ledger.store.why(&filter).expect("a reason");
    assert_eq!(why.articles, 3);
    let found: Vec<(String, i64)> = why.filters.into_iter().map(|part| (part.filter, part.found)).collect();
    assert_eq!(found, [("--party IRN".to_string(), 2), ("--party IND".to_string(), 0)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn t21_no_text_that_is_typed_breaks_a_question(typed in "\\PC{0,40}|[\"*():^'; -]{0,12}(OR|NOT|NEAR|DROP)?[\"*]{0,3}") {
        thread_local! { static LEDGER: Ledger = ledger(); }
        LEDGER.with(|ledger| {
            let filter = Filter {
                parties: vec![typed.clone()], place: Some(typed.clone()), source: Some(typed.clone()), ..Filter::default()
            };
            ledger.store.events(&filter, |_| true).expect("an answer");
            let words = Filter { text: Some(typed.clone()), ..Filter::default() };
            match ledger.store.events(&words, |_| true) {
                Ok(()) | Err(detente_ledger::store::StoreError::Filter(_)) => {}
                Err(error) => panic!("{typed:?}: {error}"),
            }
        });
    }
}
