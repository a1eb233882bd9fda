use super::*;

/// Checks what rows give, one line each: "DAY FROM>TO TYPE/mode CODE", or the skipped line's words. The first row is the header where
/// the set has one.
fn check(set: Set, text: &str, expected: &[&str]) {
    let header = text.lines().next().unwrap();
    assert_eq!(Set::guess(header), Some(set));
    let import = Import::new(set, header, text.as_bytes()).unwrap();
    let shown: Vec<String> = import
        .map(|result| match result {
            Ok(Deed { from, to, act }) => {
                let sign = if act.way == Way::Both { '=' } else { '>' };
                let mode = act.mode.map(|mode| format!("/{mode}")).unwrap_or_default();
                let single = if act.doubt.is_single { "" } else { " firm" };
                format!("{} {from}{sign}{to} {}{mode} {}{single}", act.day, act.kind, act.cameo)
            }
            Err(skipped) => skipped.to_string(),
        })
        .collect();
    assert_eq!(shown, expected);
}

/// A row of so many columns, separated by tabs, with some of them filled.
fn sparse(columns: usize, filled: &[(usize, &str)]) -> String {
    let mut cells = vec![""; columns];
    filled.iter().for_each(|(at, text)| cells[*at] = text);
    cells.join("\t")
}

#[test]
fn labelled_events_resolve_by_name_role_and_office() {
    check(
        Set::Labelled,
        "date\tsource\tevent\ttarget\n\
         2014-03-02\tMilitary (Russia)\tOccupy territory\tCitizen (Ukraine)\n\
         2014-03-03\tBarack Obama\tDiscuss by telephone\tAngela Merkel\n\
         2014-03-04\tArmed Rebel (Syria)\tUse conventional military force\tMilitary (Syria)\n\
         2014-03-05\tChina\tMake statement\tJapan\n\
         2014-03-06\tPolice (India)\tArrest, detain, or charge with legal action\tThief (India)\n\
         2014-03-07\tSomebody Unheard\tAccuse\tIran\n\
         2014-13-08\tIran\tAccuse\tIraq\n\
         2014-03-09\tIran\tSing\tIraq\n\
         2014-03-10\tIran\n",
        &[
            "2014-03-02 RUS>UKR ASSAULT 192",
            "2014-03-03 USA>DEU CONSULT 041",
            "2014-03-04 REB in SYR>SYR ASSAULT 190",
            "line 5: nothing is done to another; the row was skipped",
            "line 6: both sides are one party; the row was skipped",
            "line 7: \"Somebody Unheard\" is not known; the row was skipped",
            "line 8: column \"date\" holds \"2014-13-08\"; the row was skipped",
            "line 9: column \"event\" holds \"Sing\"; the row was skipped",
            "line 10: there is no column \"event\"; the row was skipped",
        ],
    );
}

#[test]
fn icews_rows_go_by_code_country_and_sector() {
    let header = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\t\
        Target Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude";
    let row = |cells: &[(usize, &str)]| sparse(20, cells);
    let first = row(&[
        (1, "2018-05-04"),
        (2, "Foreign Affairs (Iran)"),
        (3, "Foreign Ministry,Government"),
        (4, "Iran"),
        (6, "111"),
        (8, "Saudi Arabia"),
        (10, "Saudi Arabia"),
    ]);
    let second = row(&[
        (1, "2018-05-04"),
        (2, "Houthis"),
        (3, "Rebel,Dissident"),
        (4, "Yemen"),
        (6, "194"),
        (8, "Saudi Arabia"),
        (10, "Saudi Arabia"),
    ]);
    let text = format!("{header}\n{first}\n{second}\n");
    check(Set::Icews, &text, &["2018-05-04 IRN>SAU ACCUSE 111", "2018-05-04 Houthis>SAU ASSAULT 194"]);
}

#[test]
fn gdelt_rows_have_no_header_and_their_own_codes() {
    let row = |code: &str, actor2: (&str, &str)| {
        let cells = [
            (0, "7"),
            (1, "20160105"),
            (5, "IRN"),
            (6, "IRAN"),
            (7, "IRN"),
            (15, "SAU"),
            (16, actor2.0),
            (17, actor2.1),
            (26, code),
        ];
        sparse(61, &cells)
    };
    let rows = [
        row("112", ("SAUDI ARABIA", "SAU")),
        row("042", ("ROMANIA", "ROM")),
        row("010", ("IRAQ", "IRQ")),
        row("112", ("", "")),
        row("xyz", ("IRAQ", "IRQ")),
        "short\trow".to_owned(),
    ];
    check(
        Set::Gdelt,
        &rows.join("\n"),
        &[
            "2016-01-05 IRN>SAU ACCUSE 112",
            "2016-01-05 IRN>ROU CONSULT 042",
            "line 3: nothing is done to another; the row was skipped",
            "line 4: a side is not given; the row was skipped",
            "line 5: column \"EventCode\" holds \"xyz\"; the row was skipped",
            "line 6: column \"number of columns\" holds \"2\"; the row was skipped",
        ],
    );
}

#[test]
fn polecat_rows_have_types_and_modes() {
    let header = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tActor Name\tActor Country\tPrimary Actor Sector\tRecipient Name\t\
        Recipient Country\tPrimary Recipient Sector";
    let text = format!(
        "{header}\n1\t2023-02-01\tASSAULT\tdrone\tUkraine\tUKR\tMIL\tRussia\tRUS\tGOV\n\
         2\t2023-02-01\tCONSULT\tphone\tChina\tCHN\tGOV\tRussia\tRUS\tGOV\n3\t2023-02-01\tDANCE\t\tChina\tCHN\tGOV\tRussia\tRUS\tGOV\n"
    );
    check(
        Set::Polecat,
        &text,
        &[
            "2023-02-01 UKR>RUS ASSAULT/drone 19",
            "2023-02-01 CHN=RUS CONSULT/phone 04",
            "line 4: column \"Event Type\" holds \"DANCE\"; the row was skipped",
        ],
    );
}

#[test]
fn acled_and_ucdp_sides_are_states_and_groups() {
    check(
        Set::Acled,
        "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,inter1,actor2,inter2,country,source\n\
         PAK1,16 January 2024,1,Explosions/Remote violence,Air/drone strike,Military Forces of Iran (1989-),8,JeA: Jaish al-Adl,2,Pakistan,AP; Dawn\n\
         PAK2,2024-01-18,1,Battles,Armed clash,Military Forces of Pakistan (2022-2024),1,BLA: Baloch Liberation Army,2,Pakistan,Dawn\n\
         PAK3,2024-01-19,1,Protests,Peaceful protest,Protesters (Pakistan),6,,0,Pakistan,Dawn\n\
         PAK4,2024-01-19,1,Strategic developments,Headquarters or base established,X,1,Y,1,Pakistan,Dawn\n",
        &[
            "2024-01-16 IRN>Jaish al-Adl ASSAULT/aerial 195 firm",
            "2024-01-18 PAK=Baloch Liberation Army ASSAULT/firearms 190",
            "line 4: a side is not given; the row was skipped",
            "line 5: nothing is done to another; the row was skipped",
        ],
    );
    check(
        Set::Ucdp,
        "id,type_of_violence,side_a,side_b,number_of_sources,country,date_prec,date_start,best\n\
         1,1,Government of Eritrea,Government of Ethiopia,2,Ethiopia,1,1999-02-06 00:00:00.000,25\n\
         2,3,Boko Haram,Civilians,-1,Nigeria,1,2014-04-14,40\n\
         3,9,Boko Haram,Civilians,-1,Nigeria,1,2014-04-14,40\n",
        &[
            "1999-02-06 ERI=ETH ASSAULT 190 firm",
            "2014-04-14 Boko Haram>NGA ASSAULT 180",
            "line 4: column \"type_of_violence\" holds \"9\"; the row was skipped",
        ],
    );
}

#[test]
fn the_same_told_twice_a_day_is_one_deed_and_counts_are_kept() {
    let text = "date\tsource\tevent\ttarget\n2014-03-02\tRussia\tAccuse\tUkraine\n2014-03-02\tSergey Lavrov\tAccuse\tUkraine\n\
                2014-03-02\tNobody\tAccuse\tUkraine\n";
    let mut import = Import::new(Set::Labelled, "date\tsource\tevent\ttarget", text.as_bytes()).unwrap();
    let deeds: Vec<Deed> = import.by_ref().filter_map(Result::ok).collect();
    assert_eq!(deeds.len(), 2);
    assert_eq!(deeds[0], deeds[1]);
    let counts = import.counts();
    assert_eq!((counts.rows, counts.deeds, counts.skipped["unknown-name"]), (3, 2, 1));
    assert_eq!(counts.unknown_names(), [("Nobody", 1)]);
}

#[test]
fn nothing_like_a_set_is_none() {
    for line in ["", "a\tb\tc", "<html>", "1\t2\t3"] {
        assert_eq!(Set::guess(line), None, "{line:?}");
    }
}
