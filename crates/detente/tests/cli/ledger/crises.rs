//! What the incidents of a ledger make up, as users ask for it.

use super::Ledger;
use crate::stores::{On, on_both_stores};

on_both_stores!(
    a_crisis_is_followed_from_its_incidents,
    a_chain_leads_from_the_strike_to_the_recall,
    what_is_not_there_is_said,
    coded_events_of_others_join_a_dyad,
    imported_events_stay_and_count_beside_the_ledgers_own,
);

/// Two weeks of strikes and answers between two states, with an envoy who goes, told by one wire.
fn crisis(on: On) -> Ledger {
    let ledger = Ledger::new(on);
    let told = [
        ("2021-03-01", "Iran struck a village in Pakistan on Monday, killing four people, Pakistan said."),
        (
            "2021-03-02",
            "Pakistan recalled its ambassador from Iran on Tuesday after Iran attacked a village on Monday.",
        ),
        (
            "2021-03-03",
            "Pakistan shelled a border post in Iran on Wednesday, killing two soldiers, Iran said.",
        ),
        ("2021-03-04", "Iran fired rockets at an army base in Pakistan on Thursday, wounding five soldiers."),
        ("2021-03-05", "On Friday Pakistan and Iran agreed to hold talks on a ceasefire."),
    ];
    let line = |(n, (day, text)): (usize, &(&str, &str))| {
        format!(
            "{}\n",
            serde_json::json!({"id": format!("w{n}"), "text": text, "published": day, "agency": "Wire"})
        )
    };
    let lines: String = told.iter().enumerate().map(line).collect();
    let file = ledger.write("wire.jsonl", &lines);
    let ran = ledger.run(&["ingest", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    ledger
}

/// The output of a command that must end well and print every one of these.
fn check(ledger: &Ledger, args: &[&str], expected: &[&str]) -> String {
    let ran = ledger.run(args);
    assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.err);
    for part in expected {
        assert!(ran.out.contains(part), "{args:?} lacks {part:?}:\n{}", ran.out);
    }
    ran.out
}

fn a_crisis_is_followed_from_its_incidents(on: On) {
    let ledger = crisis(on);
    check(&ledger, &["dyad"], &["Iran - Pakistan"]);
    check(&ledger, &["dyad", "Iran", "Pakistan", "--by", "day"], &["2021-03-01", "2021-03-03"]);
    check(&ledger, &["dyad", "IRN", "PAK", "--index"], &["2021-03-04"]);
    check(
        &ledger,
        &["relations", "IRN", "PAK", "--on", "2021-03-03"],
        &["Pakistan's ambassador to Iran: recalled since 2 March 2021"],
    );
    check(&ledger, &["relations", "IRN", "PAK", "--on", "2021-03-01"], &["no record of their relations"]);
    let listed = check(&ledger, &["crises"], &["2021-03-01 to", "Iran, Pakistan"]);
    let id = listed.split_whitespace().next().expect("a number");
    check(&ledger, &["crisis", id], &["peak", "2021-03-01", "Iran"]);
    check(&ledger, &["commitments", "--party", "Iran"], &["Iran, Pakistan"]);
}

fn a_chain_leads_from_the_strike_to_the_recall(on: On) {
    let ledger = crisis(on);
    let strikes =
        ledger.run(&["incidents", "--type", "ASSAULT", "--until", "2021-03-01", "--format", "jsonl"]);
    let strike = strikes.objects()[0]["id"].as_str().expect("a number").to_owned();
    let told = check(&ledger, &["chain", &strike, "--stated"], &["answered by"]);
    assert!(told.contains("called home the ambassador"), "{told}");
}

fn what_is_not_there_is_said(on: On) {
    let ledger = crisis(on);
    let ran = ledger.run(&["crisis", "0000000000000000"]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert!(ran.err.contains("no such crisis"), "{}", ran.err);
    let ran = ledger.run(&["chain", "12"]);
    assert!(ran.err.contains("16 hexadecimal digits"), "{}", ran.err);
    check(&ledger, &["relations", "FRA", "BRA"], &["no record of their relations"]);
    let short = ledger.run(&["outlook", "IRN", "PAK"]);
    assert!(short.err.contains("too short"), "{}{}", short.out, short.err);
}

fn coded_events_of_others_join_a_dyad(on: On) {
    let ledger = crisis(on);
    let rows = "date\tsource\tevent\ttarget\n2021-03-08\tIran\tUse conventional military force\tPakistan\nnot a day\tIran\tSign\tPakistan\n";
    let file = ledger.write("coded.tsv", rows);
    let ran = ledger.run(&["dyad", "IRN", "PAK", "--by", "day", "--coded", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("2021-03-08"), "{}", ran.out);
    assert!(ran.err.contains("coded.tsv:3"), "{}", ran.err);
    let strange = ledger.write("strange.csv", "colour,taste\n");
    let ran = ledger.run(&["dyad", "IRN", "PAK", "--coded", &strange]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("none of ICEWS"), "{}", ran.err);
}

/// A row of so many columns with tabs between them, some of them filled.
fn sparse(columns: usize, filled: &[(usize, &str)]) -> String {
    let mut cells = vec![""; columns];
    filled.iter().for_each(|(at, text)| cells[*at] = text);
    cells.join("\t")
}

/// One event of Iran and Pakistan in the form of each set, on a day of its own.
fn sets() -> Vec<(&'static str, &'static str, String)> {
    let icews = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\t\
                 Target Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude";
    let of_icews =
        [(1, "2021-04-01"), (2, "Iran"), (4, "Iran"), (6, "161"), (8, "Pakistan"), (10, "Pakistan")];
    let of_gdelt = [
        (0, "7"),
        (1, "20210402"),
        (5, "IRN"),
        (6, "IRAN"),
        (7, "IRN"),
        (15, "PAK"),
        (16, "PAKISTAN"),
        (17, "PAK"),
        (26, "112"),
    ];
    let polecat = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tActor Name\tActor Country\tPrimary Actor Sector\tRecipient Name\t\
                   Recipient Country\tPrimary Recipient Sector\n1\t2021-04-03\tASSAULT\tdrone\tIran\tIRN\tMIL\tPakistan\tPAK\tGOV\n";
    vec![
        ("icews", "2021-04-01", format!("{icews}\n{}\n", sparse(20, &of_icews))),
        ("gdelt", "2021-04-02", format!("{}\n", sparse(61, &of_gdelt))),
        ("polecat", "2021-04-03", polecat.to_string()),
        (
            "acled",
            "2021-04-04",
            "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,inter1,actor2,inter2,country,source\n\
             PAK1,04 April 2021,1,Explosions/Remote violence,Air/drone strike,Military Forces of Iran (1989-),8,Military Forces of \
             Pakistan (2018-2022),1,Pakistan,AP; Dawn\n"
                .to_string(),
        ),
        (
            "ucdp",
            "2021-04-05",
            "id,type_of_violence,side_a,side_b,number_of_sources,country,date_prec,date_start,best\n\
             1,1,Government of Iran,Government of Pakistan,2,Pakistan,1,2021-04-05,3\n2,9,Government of Iran,Government of \
             Pakistan,2,Pakistan,1,2021-04-05,3\n"
                .to_string(),
        ),
        ("labelled", "2021-04-06", "date\tsource\tevent\ttarget\n2021-04-06\tIran\tAccuse\tPakistan\n".to_string()),
    ]
}

fn imported_events_stay_and_count_beside_the_ledgers_own(on: On) {
    let ledger = crisis(on);
    let files: Vec<String> =
        sets().iter().map(|(set, _, text)| ledger.write(&format!("{set}.txt"), text)).collect();
    let strange = ledger.write("strange.csv", "colour,taste\n");
    let mut asked = vec!["import"];
    asked.extend(files.iter().map(String::as_str));
    asked.push(&strange);
    let ran = ledger.run(&asked);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let told = [
        "1 new, 0 corrected, 0 there before",
        "ucdp.txt:3: column \"type_of_violence\" holds \"9\"",
        "1 faulty rows",
        "strange.csv: the first line is that of none of",
    ];
    for part in told {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    assert_eq!(ran.err.matches("1 new").count(), 6, "{}", ran.err);
    let dump = ledger.dump();
    let again = ledger.run(&asked);
    assert_eq!(again.err.matches("0 new, 0 corrected, 1 there before").count(), 6, "{}", again.err);
    assert_eq!(ledger.dump(), dump);
    ledger.check_sound();

    let status = ledger.run(&["status"]).out;
    let days = ["--by", "day", "--since", "2021-04-01"];
    let series = |which: &str| {
        let ran = ledger.run(&[&["dyad", "IRN", "PAK", "--events", which][..], &days].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran
    };
    let (imported, own, all) = (series("imported"), series("own"), series("all"));
    for (set, day, _) in sets() {
        let line = format!("1 of {set}, {day} to {day}");
        assert!(status.contains(&line), "{line}: {status}");
        assert!(imported.out.contains(day) && all.out.contains(day) && !own.out.contains(day), "{}", all.out);
    }
    assert!(all.err.contains("6 imported events count here"), "{}", all.err);
    // What was read here is there too, but in what was imported.
    let first = |which: &str| {
        ledger.run(&["dyad", "IRN", "PAK", "--by", "day", "--events", which]).out.contains("2021-03-01")
    };
    assert_eq!((first("all"), first("own"), first("imported")), (true, true, false));
    let relations =
        |which: &str| ledger.run(&["relations", "IRN", "PAK", "--on", "2021-04-30", "--events", which]).out;
    assert!(relations("all").contains("downgraded since 1 April 2021 (one source)"), "{}", relations("all"));
    assert!(!relations("own").contains("downgraded"));
    // A backup has them.
    let copy = ledger.file("copy.db").display().to_string();
    assert_eq!(ledger.run(&["backup", &copy]).code, Some(0));
    let dumped = crate::run(["dump", "--ledger", &copy]);
    assert_eq!(dumped.out, dump);
}
