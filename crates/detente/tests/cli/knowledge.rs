//! What the program knows, asked on the command line, and lists of the user's own.

use super::{command, run};
use std::fs;
use tempfile::TempDir;

/// A folder with one file in it; the file's path.
fn list(name: &str, text: &str) -> (TempDir, String) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("a file");
    let path = path.display().to_string();
    (folder, path)
}

#[test]
fn who_names_the_office_of_the_day() {
    let ran = run(["who", "Jalil Abbas Jilani", "--on", "2024-01-19"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.lines().next().is_some_and(|line| line.ends_with("Jalil Abbas Jilani")), "{}", ran.out);
    assert!(ran.out.contains("* PAK GOV foreign-minister"), "{}", ran.out);
    let ran = run(["who", "Jalil Abbas Jilani", "--on", "2030-01-19"]);
    assert!(!ran.out.contains('*'), "{}", ran.out);
    let ran = run(["who", "foreign minister of Pakistan", "--on", "2024-01-19"]);
    assert!(ran.out.contains("Jalil Abbas Jilani"), "{}", ran.out);
}

#[test]
fn who_knows_groups_and_states_and_says_when_it_knows_nobody() {
    let ran = run(["who", "Jaish al-Adl"]);
    assert!(ran.out.contains("IRN REB group"), "{}", ran.out);
    let ran = run(["who", "Iran"]);
    assert!(ran.out.starts_with("1.00  Iran\n") || ran.out.contains("IRN GOV state  Tehran"), "{}", ran.out);
    let ran = run(["who", "Nobody Whatsoever"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.contains("nothing is known"), "{}", ran.err);
}

#[test]
fn where_lists_places_with_scores_and_heeds_the_company() {
    let ran = run(["where", "Saravan"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let first = ran.out.lines().next().unwrap_or_default();
    assert!(
        first.contains("Saravan, city") && first.contains(", IRN") && first.contains("GeoNames"),
        "{}",
        ran.out
    );
    let first = |args: &[&str]| run(args).out.lines().next().unwrap_or_default().to_owned();
    assert!(first(&["where", "Tripoli"]).contains(", LBY"));
    assert!(first(&["where", "Tripoli", "--near", "LBN"]).contains(", LBN"));
    assert_eq!(run(["where", "Nosuchplace"]).code, Some(1));
    assert_eq!(run(["where", "Tripoli", "--near", "Lebanon"]).code, Some(2));
}

const ACTORS: &str = "\
[[actor]]
name = \"Red River Column\"
code = \"SSD\"
sector = \"REB\"
kind = \"group\"

[[actor]]
name = \"Blue Hill Column\"
sector = \"ARMY\"
kind = \"group\"
";

#[test]
fn check_names_file_line_column_and_what_was_expected() {
    let (_folder, path) = list("mine.toml", ACTORS);
    let ran = run(["knowledge", "check", &path]);
    assert_eq!(ran.code, Some(3), "{}", ran.out);
    assert!(ran.out.starts_with(&format!("{path}:9:10: expected one of GOV MIL")), "{}", ran.out);
    assert!(ran.out.contains("entries that can be used: 1; faults: 1"), "{}", ran.out);
    let (_folder, path) = list("mine.tsv", "Camp Zero\t\t\tSSD\tcamp\tnorth\t31.6\n");
    let ran = run(["knowledge", "check", &path]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.out.starts_with(&format!("{path}:1:22: Camp Zero: expected degrees")), "{}", ran.out);
    let (_folder, path) = list("mine.tsv", "Camp Zero\t\t\tSSD\tcamp\t4.8\t31.6\n");
    assert_eq!(run(["knowledge", "check", &path]).code, Some(0));
}

#[test]
fn check_says_what_is_no_text_and_what_is_not_there() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("latin.tsv");
    fs::write(&path, b"# ok\nPe\xf1a\t\t\tESP\tcity\t1\t1\n").expect("a file");
    let ran = run(["knowledge", "check", &path.display().to_string()]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("latin.tsv:2:3: expected text in UTF-8"), "{}", ran.err);
    let ran = run(["knowledge", "check", "no-such-file.tsv"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("no-such-file.tsv: cannot be read"), "{}", ran.err);
    assert!(!ran.err.contains("panicked"));
}

/// The code of the first actor of the first event.
fn first_actor(args: &[&str]) -> (Option<String>, String) {
    let text =
        "Juba, Jan 3, 2022 (AAA) - The Red River Column attacked a police station in Yambuling on Monday.";
    let out = command().args(["read", "--format", "jsonl"]).args(args).arg("-").write_stdin(text).output();
    let ran: super::Ran = out.expect("a run").into();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let event = &ran.objects()[0]["events"][0];
    let place = event["place"]["country"].as_str().map(str::to_owned);
    (event["actors"][0]["sector"].as_str().map(str::to_owned).or(place), ran.err)
}

#[test]
fn read_knows_the_users_own_actors_and_uses_what_is_sound() {
    let (_folder, path) = list("mine.toml", ACTORS);
    assert_ne!(first_actor(&[]).0.as_deref(), Some("REB"));
    let (sector, err) = first_actor(&["--actors", &path]);
    assert_eq!(sector.as_deref(), Some("REB"));
    assert!(err.contains("mine.toml:9:10: expected one of"), "{err}");
    let ran = run(["read", "--actors", "no-such-file.toml", "x.txt"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("no-such-file.toml"), "{}", ran.err);
}

#[test]
fn own_people_and_places_are_known_to_every_command() {
    let (_folder, people) = list("people.tsv", "Ama Testwell\t\tGHA\tGOV\tforeign-minister\t2031\t\n");
    let ran = run(["who", "Ama Testwell", "--on", "2031-05-01", "--actors", &people]);
    assert!(ran.out.contains("* GHA GOV foreign-minister  2031-01-01 to ?"), "{} {}", ran.out, ran.err);
    let (_folder, places) = list("places.tsv", "Tripoli\t\t\tUSA\tcity\t42\t-93\n");
    let ran = run(["where", "Tripoli", "--places", &places]);
    assert!(ran.out.contains("Tripoli, city, USA; 42.000 -93.000"), "{}", ran.out);
}
