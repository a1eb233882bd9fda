//! What the learnt choices make of whole texts: whose a party is, which words tell one act, which acts change relations, which promise.

use detente_core::document::Article;
use detente_core::pipeline::{Pipeline, Reading};

fn read(text: &str) -> Reading {
    let pipeline = Pipeline::builtin().expect("the built-in reader loads");
    pipeline.read(Article { text: text.to_owned(), ..Article::default() })
}

/// How often the acts of a type are told, act by act.
#[track_caller]
fn check_told(text: &str, kind: &str, expected: &[usize]) {
    let reading = read(text);
    let acts = reading.events.iter().filter(|event| event.kind.as_str() == kind);
    let told: Vec<usize> = acts.map(|event| event.tellings.len()).collect();
    assert_eq!(told, expected, "{text}");
}

#[test]
fn one_act_told_again_is_one_event() {
    check_told(
        "KELDAR, May 3 - Peru shelled the Chilean town of Arica on Tuesday. The shelling killed four soldiers, Chile said.",
        "ASSAULT",
        &[3],
    );
    check_told(
        "Chad closed its border with Niger on Friday. The closure stranded hundreds of traders.",
        "COERCE",
        &[2],
    );
}

#[test]
fn two_acts_of_one_type_are_two_events() {
    check_told(
        "Ecuador recalled its ambassador from Bogota on Monday. Venezuela suspended all trade with Colombia on Tuesday.",
        "SANCTION",
        &[1, 1],
    );
    check_told(
        "Turkey bombed a town in Syria on Monday. Syria shelled a village in Turkey on Wednesday.",
        "ASSAULT",
        &[1, 1],
    );
}

/// Whose the actors of the acts of a type are.
#[track_caller]
fn check_whose(text: &str, kind: &str, expected: &str) {
    let reading = read(text);
    let acts = reading.events.iter().filter(|event| event.kind.as_str() == kind);
    let mut codes: Vec<String> =
        acts.flat_map(|e| &e.actors).filter_map(|p| p.code).map(|c| c.to_string()).collect();
    codes.dedup();
    assert_eq!(codes, [expected], "{text}");
}

#[test]
fn a_party_without_owner_is_not_always_that_of_the_dateline() {
    check_whose(
        "CAIRO, July 18 - Fighting went on in Chad for a third day. Chadian officials spoke of sixty dead.\n\n\
         The army shelled two villages near Abeche on Tuesday.",
        "ASSAULT",
        "TCD",
    );
    check_whose(
        "VIENNA, July 18 - Armenia and Georgia quarrelled over their border on Tuesday. Armenian officials said that the \
         police had arrested four Georgian drivers.",
        "COERCE",
        "ARM",
    );
}

#[test]
fn a_minister_is_of_the_state_that_the_name_sounds_of_or_the_words_beside_it_tell() {
    check_whose(
        "NICOSIA, July 18 - Talks between Turkey and Cyprus broke off on Tuesday. Foreign Minister Mehmet Ozgur accused the \
         other side of bad faith.",
        "ACCUSE",
        "TUR",
    );
    check_whose(
        "LIMA, July 18 - Peru and Chile quarrelled again on Tuesday over the sea border.\n\nChile's envoy, Pedro Salas, \
         accused the Peruvian navy of ramming a trawler.",
        "ACCUSE",
        "CHL",
    );
}

/// The changes of relations that a text tells, with who changes them towards whom.
#[track_caller]
fn check_changes(text: &str, expected: &[&str]) {
    let reading = read(text);
    let code = |p: &detente_core::event::Party| p.code.map_or("?".to_owned(), |c| c.to_string());
    let found: Vec<String> = reading
        .events
        .iter()
        .filter_map(|event| {
            let change = event.relation?;
            let (from, to) = (event.actors.first().map(code)?, event.recipients.first().map(code)?);
            Some(format!("{from} {to} {change}"))
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn changes_of_relations() {
    check_changes("Peru recalled its ambassador from Chile on Monday.", &["PER CHL recall_ambassador"]);
    check_changes("Damascus barred Turkish airliners from its skies.", &["SYR TUR close_airspace"]);
    check_changes(
        "Tehran called in the ambassador of Pakistan and handed him a protest note.",
        &["IRN PAK summon_envoy"],
    );
    check_changes("Morocco broke off relations with Algeria in August.", &["MAR DZA sever"]);
    check_changes("Niger closed its border with Benin last week.", &["NER BEN close_border"]);
}

#[test]
fn what_changes_nothing() {
    check_changes("The envoy of Peru attacked the customs of Chile in a speech.", &[]);
    check_changes("France said that it would not close its embassy in Mali.", &[]);
}

/// What is promised in a text, and what became of it.
#[track_caller]
fn check_promises(text: &str, expected: &[(&str, &str)]) {
    let reading = read(text);
    let promises = reading.events.iter().filter_map(|event| event.commitment);
    let found: Vec<(&str, &str)> = promises.map(|c| (c.content.slice(text), c.state.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn promises() {
    check_promises(
        "Peru promised Chile on Monday to withdraw its troops from the border.",
        &[("withdraw its troops from the border", "made")],
    );
    check_promises("Peru condemned the raid and asked Chile for an apology.", &[]);
}

/// On which day the first act of a type is, in an article of 5 January 2016, a Tuesday.
#[track_caller]
fn check_day(text: &str, kind: &str, expected: &str) {
    let article = Article {
        text: text.to_owned(),
        published: Some("2016-01-05".parse().expect("a day")),
        ..Article::default()
    };
    let reading = Pipeline::builtin().expect("the built-in reader loads").read(article);
    let act = reading.events.iter().find(|event| event.kind.as_str() == kind);
    let day = act.and_then(|event| event.days).map(|days| days.from.to_string());
    assert_eq!(day.as_deref(), Some(expected), "{text}");
}

/// The network has "due" and "set" for verbs, and "expected" for the lemma of "expected": these lay a week or a year back.
#[test]
fn what_is_due_lies_ahead() {
    check_day(
        "OSLO (Wire) - The Swedish minister is due in Tehran for talks on Wednesday.",
        "CONSULT",
        "2016-01-06",
    );
    check_day(
        "OSLO (Wire) - The Norwegian foreign minister is expected to visit Iran on February 12.",
        "CONSULT",
        "2016-02-12",
    );
    check_day("OSLO (Wire) - A meeting of Iran and Turkey is set for Thursday.", "CONSULT", "2016-01-07");
    check_day("OSLO (Wire) - The ministers of Iran and Turkey met on Saturday.", "CONSULT", "2016-01-02");
}
