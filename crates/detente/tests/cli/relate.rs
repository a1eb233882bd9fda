//! `detente relate`: marked pairs in, types out; a bad line costs that line.

use super::run_on;

/// The type that a marked sentence is given.
#[track_caller]
fn check(sentence: &str, expected: &str) {
    let ran = run_on(format!("{{\"id\": \"a\", \"text\": {sentence:?}}}\n"), &["relate", "-"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let objects = ran.objects();
    assert_eq!(objects[0]["id"], "a");
    assert_eq!(objects[0]["type"], expected, "{sentence}: {}", ran.out);
}

#[test]
fn one_act_in_several_wordings() {
    check("<s>Iranian gunners</s> shelled <t>Iraqi border posts</t> on Monday.", "ASSAULT");
    check("<t>Iraqi border posts</t> were shelled by <s>Iranian gunners</s> on Monday.", "ASSAULT");
    check(
        "The shelling of <t>Iraqi border posts</t> by <s>Iranian gunners</s> went on all night.",
        "ASSAULT",
    );
}

#[test]
fn names_that_nobody_knows() {
    check("<s>Varunia</s> recalled its ambassador from <t>Ostrel</t>.", "SANCTION");
    check("<t>Ostrel</t> was urged by <s>Varunia</s> to withdraw its troops.", "REQUEST");
}

#[test]
fn offsets_may_stand_for_marks() {
    let line = r#"{"text": "Peru condemned Chile over the raid.", "source": [0, 4], "target": [15, 20]}"#;
    let ran = run_on(line, &["relate", "-"]);
    let object = &ran.objects()[0];
    assert_eq!(
        (object["id"].as_str(), object["type"].as_str()),
        (Some("stdin:1"), Some("ACCUSE")),
        "{}",
        ran.out
    );
    assert_eq!(object["word"]["text"], "condemned");
}

#[test]
fn a_bad_line_is_named_and_the_others_are_related() {
    let lines = concat!(
        "{\"id\": \"good\", \"text\": \"<s>Iran</s> thanked <t>Oman</t>.\"}\n",
        "{\"id\": \"bare\", \"text\": \"Iran thanked Oman.\"}\n",
        "{\"text\": \"Iran thanked Oman.\", \"source\": [0, 4], \"target\": [13, 99]}\n",
        "not json\n",
    );
    let ran = run_on(lines, &["relate", "-"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.objects().len(), 1);
    let complaints: Vec<&str> = ran.err.lines().collect();
    assert_eq!(complaints.len(), 3, "{}", ran.err);
    for (line, words) in complaints.iter().zip(["<s>..</s>", "\"target\"", "not JSON"]) {
        assert!(line.contains("standard input:") && line.contains(words), "{line}");
    }
}
