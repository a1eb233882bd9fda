//! Small hand-made articles through decoding, alignment, measures and reports.

use super::account::{Account, Event, Gold};
use super::measure::{Measure, Score};
use super::report::Report;
use super::{annotation, answer};
use serde_json::{Value, json};

/// An annotated event of that type at those words, with nobody in it.
fn event(id: usize, kind: &str, words: &str) -> Value {
    json!({
        "id": format!("e{id}"), "anchors": [words], "type": kind, "mode": null, "actors": [], "recipients": [],
        "status": "happened", "date": null, "place": null, "responds_to": [], "incident": "talks",
        "claims": [{"source": "narrator", "stance": "asserts", "anchor": null}],
    })
}

fn annotated(text: &str, events: Vec<Value>) -> Value {
    json!({
        "id": "made-up/01", "crisis": "made-up", "agency": null, "published": "2024-01-19", "text": text,
        "events": events, "relations": [], "commitments": [], "disputes": [],
    })
}

/// An annotated article with events of these types at these words.
pub(super) fn article(text: &str, events: &[(&str, &str)]) -> Gold {
    let events = events.iter().enumerate().map(|(i, (kind, words))| event(i + 1, kind, words)).collect();
    let decoded = annotation(&annotated(text, events));
    decoded.value.unwrap_or_else(|| panic!("{:?}", decoded.faults))
}

/// A found event of that type at those words.
pub(super) fn found_at(text: &str, kind: &str, words: &str) -> Event {
    let start = text.find(words).map(|at| text[..at].chars().count()).expect("words of the text");
    let anchor = json!({"start": start, "end": start + words.chars().count()});
    let found = json!({"id": "a", "events": [{"id": "e1", "anchors": [anchor], "type": kind}]});
    account(&found).events.remove(0)
}

fn account(found: &Value) -> Account {
    let decoded = answer(found);
    decoded.value.unwrap_or_else(|| panic!("{:?}", decoded.faults))
}

mod scores {
    use super::*;

    const TEXT: &str =
        "“Iran” struck Pakistan, killing two, Pakistan said. It recalled its envoy over the strike.";

    fn party(code: Option<&str>) -> Value {
        json!({"text": "Pakistan", "code": code, "sector": "GOV"})
    }

    /// Two events, the second an answer to the first, with everything that can be compared.
    fn gold() -> Value {
        let mut strike = event(1, "ASSAULT", "struck Pakistan");
        strike["mode"] = json!("aerial");
        strike["actors"] = json!([party(Some("IRN"))]);
        strike["recipients"] = json!([party(Some("PAK")), party(None)]);
        strike["date"] = json!({"from": "2024-01-16", "to": "2024-01-16"});
        strike["place"] = json!({"name": "Pakistan", "country": "PAK"});
        let said = json!({"source": party(Some("PAK")), "stance": "asserts", "anchor": "Pakistan said", "killed": [2, null]});
        strike["claims"].as_array_mut().expect("a list").push(said);
        let mut recall = event(2, "SANCTION", "recalled its envoy");
        recall["responds_to"] = json!(["e1"]);
        recall["incident"] = json!("recall");
        let mut article = annotated(TEXT, vec![strike, recall]);
        article["relations"] =
            json!([{"parties": ["PAK", "IRN"], "change": "recall_ambassador", "event": "e2"}]);
        let promise =
            json!({"parties": ["PAK", "IRN"], "content": "the strike", "event": "e1", "state": "made"});
        article["commitments"] = json!([promise]);
        article
    }

    /// The annotation as an answer: texts become offsets.
    fn as_answer(gold: &Value) -> Value {
        let mut answer = gold.clone();
        for event in answer["events"].as_array_mut().expect("a list") {
            for anchor in event["anchors"].as_array_mut().expect("a list") {
                let words = anchor.as_str().expect("words").to_string();
                let start = TEXT[..TEXT.find(&words).expect("in the text")].chars().count();
                *anchor = json!({"start": start, "end": start + words.chars().count()});
            }
        }
        answer
    }

    /// Agreed, annotated and found of one measure, after a change of the perfect answer.
    #[track_caller]
    fn check(measure: Measure, change: impl Fn(&mut Value), expected: (usize, usize, usize)) {
        let decoded = annotation(&gold());
        let gold_article = decoded.value.unwrap_or_else(|| panic!("{:?}", decoded.faults));
        let mut found = as_answer(&gold());
        change(&mut found);
        let tally = Score::of(&gold_article, &account(&found)).tally(measure);
        assert_eq!((tally.hits, tally.gold, tally.found), expected, "{measure:?}");
    }

    #[test]
    fn the_annotation_agrees_with_itself() {
        let decoded = annotation(&gold());
        assert_eq!(decoded.faults, []);
        let score = Score::of(&decoded.value.expect("sound"), &account(&as_answer(&gold())));
        for measure in Measure::ALL {
            assert_eq!(score.tally(measure).rates().f1, 1.0, "{measure:?}");
        }
        assert_eq!(score.incidents().f1, 1.0);
        assert!(score.misses.is_empty());
    }

    #[test]
    fn a_field_counts_only_with_the_type() {
        let mistype = |found: &mut Value| {
            found["events"][0]["type"] = json!("COERCE");
            found["events"][0]["mode"] = json!(null);
        };
        check(Measure::Found, mistype, (2, 2, 2));
        check(Measure::Type, mistype, (1, 2, 2));
        check(Measure::Status, mistype, (1, 2, 2));
        check(Measure::ClaimSource, mistype, (1, 3, 3));
        check(Measure::RespondsTo, mistype, (0, 1, 1));
    }

    #[test]
    fn each_field_is_compared() {
        check(Measure::Parties, |f| f["events"][0]["recipients"] = json!([{"code": "PAK"}]), (1, 2, 2));
        check(Measure::Mode, |f| f["events"][0]["mode"] = json!("drone"), (1, 2, 2));
        check(Measure::Status, |f| f["events"][0]["status"] = json!(null), (1, 2, 2));
        check(Measure::Date, |f| f["events"][0]["date"]["to"] = json!("2024-01-17"), (1, 2, 2));
        check(Measure::Country, |f| f["events"][0]["place"] = json!(null), (1, 2, 2));
        check(
            Measure::ClaimSource,
            |f| f["events"][0]["claims"][1]["source"]["sector"] = json!("MIL"),
            (2, 3, 3),
        );
        check(Measure::ClaimStance, |f| f["events"][0]["claims"][1]["stance"] = json!("denies"), (2, 3, 3));
        check(Measure::Casualties, |f| f["events"][0]["claims"][1]["killed"] = json!([2, 2]), (0, 1, 1));
        check(Measure::RespondsTo, |f| f["events"][1]["responds_to"] = json!(["e2", "e9"]), (0, 1, 2));
        check(Measure::Relations, |f| f["relations"][0]["parties"] = json!(["IRN", "PAK"]), (0, 1, 1));
        check(Measure::Commitments, |f| f["commitments"][0]["parties"] = json!(["IRN", "PAK"]), (1, 1, 1));
    }

    #[test]
    fn what_is_said_twice_counts_twice() {
        let twice = |f: &mut Value| f["relations"] = json!([f["relations"][0], f["relations"][0]]);
        check(Measure::Relations, twice, (1, 1, 2));
    }

    #[test]
    fn an_article_without_an_answer_counts_as_missed() {
        check(Measure::Found, |f| *f = json!({"id": "made-up/01"}), (0, 2, 0));
    }

    #[test]
    fn incidents_are_clusters_over_articles_of_a_crisis() {
        let decoded = annotation(&gold());
        let one = decoded.value.expect("sound");
        let merged = {
            let mut found = as_answer(&gold());
            found["events"][1]["incident"] = json!("talks");
            account(&found)
        };
        let mut score = Score::of(&one, &merged);
        // Both events in one cluster: precision 1/2, recall 1.
        assert_eq!(score.incidents().precision, 0.5);
        assert_eq!(score.incidents().recall, 1.0);
        let other = Gold { crisis: "another".to_string(), ..one.clone() };
        score.add(Score::of(&other, &merged));
        assert_eq!(score.incidents().precision, 0.5, "another crisis is another cluster");
        score.add(Score::of(&one, &merged));
        assert_eq!((score.articles, score.incidents().recall), (3, 1.0));
    }

    #[test]
    fn reports_hold_every_measure() {
        let mut found = as_answer(&gold());
        found["events"][0]["type"] = json!("COERCE");
        found["events"][0]["mode"] = json!(null);
        found["events"][1]["actors"] = json!([{"code": "PAK"}]);
        let score = Score::of(&annotation(&gold()).value.expect("sound"), &account(&found));
        let text = Report { confusion: true, misses: true }.text(&score);
        for words in [
            "1 article, 2 events annotated, 2 found",
            "event type                   0.500  0.500  0.500        1          2       2",
            "annotated     SANC  COER  none  found",
            "ASSAULT          ·     1     ·",
            "mistyped  made-up/01 e1/e1  ASSAULT “struck Pakistan”: found as COERCE “struck Pakistan”",
            "parties   made-up/01 e2/e2  SANCTION “recalled its envoy”: annotated nobody → nobody, found PAK → nobody",
            "          “Iran” struck Pakistan",
        ] {
            assert!(text.contains(words), "{words}\n{text}");
        }
        let json: Value = serde_json::from_str(&Report::json(&score)).expect("JSON");
        assert_eq!(json["measures"].as_array().map(Vec::len), Some(Measure::ALL.len()));
        assert_eq!(json["confusion"][0], json!({"annotated": "SANCTION", "found": "SANCTION", "count": 1}));
        assert_eq!(json["misses"][0]["annotated"]["anchor"], "struck Pakistan");
        assert_eq!(json["misses"][1]["found"]["actors"], json!(["PAK"]));
    }
}

mod faults {
    use super::*;

    const TEXT: &str = "Iran struck Pakistan. Pakistan struck back.";

    /// The faults of a sound annotation after a change, and whether it can still be scored.
    #[track_caller]
    fn check(change: impl Fn(&mut Value), expected: &[&str], is_scored: bool) {
        let first = event(1, "ASSAULT", "Iran struck");
        let mut article = annotated(TEXT, vec![first, event(2, "ASSAULT", "struck back")]);
        change(&mut article);
        let decoded = annotation(&article);
        let faults: Vec<String> = decoded.faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults, expected);
        assert_eq!(decoded.value.is_some(), is_scored);
    }

    #[test]
    fn a_sound_annotation_has_none() {
        check(|_| {}, &[], true);
    }

    #[test]
    fn what_cannot_be_scored_is_refused_by_field() {
        check(
            |a| a["events"][0]["type"] = json!(3),
            &[
                "e1.type is 3; expected AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, RETREAT, REQUEST, ACCUSE, REJECT, \
             THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE or ASSAULT",
            ],
            false,
        );
        check(
            |a| a["events"][0]["status"] = json!("done"),
            &[r#"e1.status is "done"; expected happened, ongoing, future, hypothetical or negated"#],
            false,
        );
        check(
            |a| a["published"] = json!(null),
            &["published is missing; expected a day as 2024-01-19"],
            false,
        );
        check(
            |a| a["published"] = json!("2024-02-30"),
            &[r#"published is "2024-02-30"; expected a day as 2024-01-19"#],
            false,
        );
        check(
            |a| a["events"] = json!({}),
            &["events is an object; expected a list, which may be empty"],
            false,
        );
        check(|a| a["events"][1] = json!("e2"), &[r#"events[1] is "e2"; expected an object"#], false);
        check(|a| a["events"][1]["id"] = json!(null), &["events[1].id is missing; expected a string"], false);
        check(
            |a| a["events"][1]["id"] = json!("e1"),
            &[r#"events[1].id is "e1", which came before; expected an id of its own"#],
            false,
        );
        check(|a| *a = json!([]), &["the article is a list; expected an object"], false);
        check(
            |a| a["events"][0]["actors"] = json!([{"text": "Iran", "code": "Iran", "sector": "GOV"}]),
            &[r#"e1.actors[0].code is "Iran"; expected three capital letters or null"#],
            false,
        );
    }

    #[test]
    fn references_must_lead_somewhere() {
        check(
            |a| a["events"][0]["anchors"] = json!(["Iran hit"]),
            &[r#"e1.anchors[0] is "Iran hit", which is not in the text; expected words of the text"#],
            false,
        );
        check(
            |a| a["events"][0]["anchors"] = json!([]),
            &["e1.anchors is empty; expected at least one anchor"],
            false,
        );
        check(
            |a| a["events"][1]["responds_to"] = json!(["e7"]),
            &[r#"e2.responds_to[0] is "e7", which is no event of this article; expected the id of one"#],
            false,
        );
        check(
            |a| a["events"][0]["mode"] = json!("riot"),
            &[
                r#"e1.mode is "riot", which ASSAULT does not have; expected abduct, beat, torture, sexual, targeted, destroy, primitive, firearms, explosives, suicide-attack, aerial, drone, heavy-weapons, crowd-control, unconventional or null"#,
            ],
            false,
        );
    }

    #[test]
    fn breaches_of_the_rules_can_be_scored() {
        check(
            |a| a["events"][0]["anchors"] = json!(["struck"]),
            &[
                r#"e1.anchors[0] is "struck", which occurs 2 times in the text; expected words that occur once"#,
            ],
            true,
        );
        check(
            |a| a["events"][0]["place"] = json!({"name": "Quetta", "country": "PAK"}),
            &[r#"e1.place.name is "Quetta", which is not in the text; expected words of the text"#],
            true,
        );
        check(
            |a| a["events"][0]["claims"] = json!([]),
            &["e1.claims is empty; expected at least one claim"],
            true,
        );
        check(
            |a| a["events"][0]["claims"][0]["killed"] = json!([3, 2]),
            &["e1.claims[0].killed is [3, 2]; expected the least first"],
            true,
        );
        check(
            |a| a["events"][0]["date"] = json!({"from": "2024-01-02", "to": "2024-01-01"}),
            &["e1.date runs backwards; expected `from` no later than `to`"],
            true,
        );
        check(
            |a| a["events"][0]["incident"] = json!("The Strike"),
            &[r#"e1.incident is "The Strike"; expected small letters, digits and hyphens"#],
            true,
        );
        check(
            |a| a["disputes"] = json!(null),
            &["disputes is missing; expected a list, which may be empty"],
            true,
        );
        check(
            |a| a["disputes"] = json!([{"about": "target", "sides": [{"event": "e1", "claim": 0}, {"event": "e2", "claim": 1}]}]),
            &["disputes[0].sides[1].claim is 1, but e2 has 1 claims; expected the number of one, from 0"],
            true,
        );
    }

    #[test]
    fn every_fault_is_told() {
        let change = |a: &mut Value| {
            a["events"][0]["claims"][0]["stance"] = json!("says");
            a["events"][1]["place"] = json!({"name": "Quetta", "country": null});
            a["relations"] = json!([{"parties": ["IRN", "PAK"], "change": "war", "event": "e3"}]);
        };
        let mut article =
            annotated(TEXT, vec![event(1, "ASSAULT", "Iran struck"), event(2, "ASSAULT", "struck back")]);
        change(&mut article);
        let fields: Vec<String> = annotation(&article).faults.into_iter().map(|fault| fault.field).collect();
        assert_eq!(
            fields,
            ["e1.claims[0].stance", "e2.place.name", "relations[0].change", "relations[0].event"]
        );
    }

    #[test]
    fn an_answer_may_leave_out_what_it_does_not_tell() {
        let found =
            json!({"id": "a", "events": [{"id": "e1", "type": "AID", "anchors": [{"start": 0, "end": 4}]}]});
        assert_eq!(account(&found).events.len(), 1);
        let bad =
            json!({"id": "a", "events": [{"id": "e1", "type": "AID", "anchors": [{"start": 5, "end": 4}]}]});
        let faults: Vec<String> = answer(&bad).faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults, ["e1.anchors[0] ends at 4 before it starts at 5; expected start before end"]);
    }
}
