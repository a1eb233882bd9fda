//! Every file is sound, and a sample of what a reader must find is found.

use std::collections::{HashMap, HashSet};

use super::*;

fn knowledge() -> &'static Knowledge {
    Knowledge::builtin()
}

/// The tokens of a text written with blanks between them.
fn tokens(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

/// What the first tokens stand for: length, name, code, sector of the first entry.
fn found(text: &str) -> Option<(usize, String, String, String)> {
    let matched = knowledge().lookup(&tokens(text), 0)?;
    let entry = matched.entries[0];
    let code = entry.code().map(|code| code.to_string()).unwrap_or_default();
    let sector = entry.sector().map(|sector| sector.to_string()).unwrap_or_default();
    Some((matched.len, entry.name().to_owned(), code, sector))
}

#[track_caller]
fn check(text: &str, len: usize, name: &str, code: &str, sector: &str) {
    let expected = (len, name.to_owned(), code.to_owned(), sector.to_owned());
    assert_eq!(found(text), Some(expected), "{text}");
}

#[track_caller]
fn role(text: &str, len: usize, sector: &str) {
    let role = knowledge().role(&tokens(text), 0);
    assert_eq!(
        role.map(|role| (role.len, role.sector.to_string())),
        Some((len, sector.to_owned())),
        "{text}"
    );
}

#[test]
fn files_are_sound() {
    let faults: Vec<String> = knowledge().problems().iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn states_are_told_apart() {
    let mut codes = HashSet::new();
    let mut names = HashMap::new();
    for state in knowledge().states() {
        assert!(codes.insert(state.code), "states.toml: {} stands twice", state.code);
        assert!(!names.contains_key(&state.name), "states.toml: {} stands twice", state.name);
        names.insert(state.name.clone(), state.code);
    }
    for state in knowledge().states() {
        for neighbour in &state.neighbours {
            let back = knowledge().neighbours(*neighbour);
            assert!(back.contains(&state.code), "states.toml: {neighbour} does not know {}", state.code);
        }
    }
}

/// Names that several states share on purpose.
const SHARED: &[&str] = &[
    "foreign office",
    "congo",
    "congolese",
    "guinea",
    "sudanese",
    "korea",
    "korean",
    "koreans",
    "south korean",
];

#[test]
fn no_word_names_two_states_by_accident() {
    for (phrase, refs) in knowledge().names.iter() {
        let states: HashSet<u16> = refs
            .iter()
            .filter_map(|found| match found {
                Ref::State(index, _) => Some(*index),
                _ => None,
            })
            .collect();
        assert!(
            states.len() < 2 || SHARED.contains(&phrase),
            "states.toml: {phrase:?} names {} states",
            states.len()
        );
    }
}

#[test]
fn actors_are_told_apart() {
    let mut bearers: HashMap<String, String> = HashMap::new();
    for actor in knowledge().actors() {
        for name in actor.all_names() {
            let key = name.replace('.', "");
            let Some(other) = bearers.insert(key, actor.name.clone()) else { continue };
            // Groups of several countries share short names; within one country that is a slip.
            let same = other != actor.name
                && knowledge().actors().iter().any(|a| a.name == other && a.code == actor.code);
            assert!(!same, "actors.toml: {name:?} names both {other} and {}", actor.name);
            assert_ne!(other, actor.name, "actors.toml: {} has {name:?} twice", actor.name);
        }
        for code in actor.code.and_then(ActorCode::state).iter().chain(&actor.also) {
            assert!(knowledge().state(*code).is_some(), "actors.toml: {}: no state {code}", actor.name);
        }
    }
}

#[test]
fn roles_have_one_sector() {
    let twice: Vec<_> = knowledge().roles.iter().filter(|(_, values)| values.len() > 1).collect();
    assert!(twice.is_empty(), "roles.toml: {twice:?}");
}

#[test]
fn every_state_is_a_place() {
    for state in knowledge().states() {
        let place = knowledge().state_place(state.code);
        // Without anyone living there, or without a number of its own.
        let empty = ["ATA", "BVT", "HMD", "IOT", "UMI", "ATF", "SGS"].contains(&state.code.as_str());
        assert!(place.is_some() || empty, "divisions.tsv: no country for {} {}", state.code, state.name);
    }
}

#[test]
fn states_are_found() {
    check("Iran said", 1, "Iran", "IRN", "GOV");
    check("Tehran 's", 1, "Iran", "IRN", "GOV");
    check("Iranians", 1, "Iran", "IRN", "GOV");
    check("U.S. forces", 1, "United States", "USA", "GOV");
    check("US forces", 1, "United States", "USA", "GOV");
    check("Pentagon officials", 1, "United States", "USA", "MIL");
    check("White House", 2, "United States", "USA", "GOV");
    check("Kremlin", 1, "Russia", "RUS", "GOV");
    check("SOUTH KOREA SAYS", 2, "South Korea", "KOR", "GOV");
    check("North Korean troops", 2, "North Korea", "PRK", "GOV");
    check("DPRK", 1, "North Korea", "PRK", "GOV");
    check("Côte d’Ivoire", 2, "Ivory Coast", "CIV", "GOV");
    check("Elysee Palace", 2, "France", "FRA", "GOV");
    check("Casa de Narino", 3, "Colombia", "COL", "GOV");
    assert_eq!(found("us"), None);
    assert_eq!(found("turkey"), None);
    let congo = knowledge().lookup(&["Congo"], 0).unwrap();
    assert_eq!(congo.entries.len(), 2, "both Congos");
}

#[test]
fn roles_are_found() {
    role("foreign ministry spokesman", 3, "GOV");
    role("foreign minister", 2, "GOV");
    role("defense ministry", 2, "GOV");
    role("ministry of defence", 3, "GOV");
    role("coast guard", 2, "MIL");
    role("villager", 1, "CVL");
    role("rebel", 1, "REB");
    role("lawmaker", 1, "LEG");
    role("human right activist", 3, "CVL");
    role("peacekeeper", 1, "IGO");
    role("fighter jet", 2, "MIL");
    role("news agency", 2, "MED");
    assert_eq!(knowledge().role(&["table"], 0), None);
}

#[test]
fn actors_are_found() {
    check("UN Security Council", 3, "UN Security Council", "IGO", "IGO");
    check("U.N. troops", 1, "United Nations", "IGO", "IGO");
    check("NATO said", 1, "North Atlantic Treaty Organization", "IGO", "IGO");
    check("Jaish al - Adl", 4, "Jaish al-Adl", "IRN", "REB");
    check("Jaish ul-Adl militants", 2, "Jaish al-Adl", "IRN", "REB");
    check("Revolutionary Guards", 2, "Revolutionary Guards", "IRN", "MIL");
    check("Inter - Services Public Relations", 5, "Inter-Services Public Relations", "PAK", "MIL");
    check("Kurdistan Workers ' Party", 4, "Kurdistan Workers' Party", "TUR", "REB");
    check("Free Syrian Army", 3, "Free Syrian Army", "SYR", "REB");
    check("FARC rebels", 1, "FARC", "COL", "REB");
    check("Human Rights Watch", 3, "Human Rights Watch", "NGO", "NGO");
    check("IRNA reported", 1, "IRNA", "IRN", "MED");
    check("KCNA", 1, "KCNA", "PRK", "MED");
    check("EFE", 1, "EFE", "ESP", "MED");
    check("South Ossetian separatists", 2, "South Ossetia", "GEO", "REB");
    check("Nagorno - Karabakh", 3, "Nagorno-Karabakh", "AZE", "REB");
    check("Rohingya refugees", 2, "Rohingya refugees", "MMR", "REF");
    assert_eq!(found("is"), None);
    assert!(knowledge().actors().len() >= 400);
}

#[test]
fn acronyms_that_are_words_need_quiet_neighbours() {
    assert!(knowledge().lookup(&tokens("fighters of IS said"), 2).is_some());
    assert!(knowledge().lookup(&tokens("IRAN IS READY"), 1).is_none());
    assert!(knowledge().lookup(&["Model", "villages"], 0).is_none());
}

#[test]
fn korea_is_not_every_point_of_the_compass() {
    let two =
        |text: &str| knowledge().lookup(&tokens(text), 0).map(|found| found.entries[0].name().to_owned());
    assert_eq!(two("the North fired").as_deref(), Some("North Korea"));
    assert_eq!(two("the South 's navy").as_deref(), Some("South Korea"));
    assert_eq!(two("the North Caucasus"), None);
}

#[test]
fn people_are_found_by_date() {
    let office = |name: &str, date: &str| {
        let people = knowledge().leader(&tokens(name));
        let date = date.parse().unwrap();
        let held = people.iter().find_map(|leader| leader.office_on(date));
        held.map(|office| (office.code.unwrap().to_string(), office.office.as_str()))
    };
    let is = |code: &str, office| Some((code.to_owned(), office));
    assert_eq!(office("Hossein Amir - Abdollahian", "2024-01-19"), is("IRN", "foreign-minister"));
    assert_eq!(office("Jalil Abbas Jilani", "2024-01-19"), is("PAK", "foreign-minister"));
    assert_eq!(office("Chávez", "2008-03-02"), is("VEN", "head-of-state"));
    assert_eq!(office("Uribe", "2008-03-02"), is("COL", "head-of-state"));
    assert_eq!(office("Zarif", "2016-01-01"), is("IRN", "foreign-minister"));
    assert_eq!(office("Vladimir Putin", "2008-08-08"), is("RUS", "head-of-government"));
    assert_eq!(office("Saakashvili", "2008-08-08"), is("GEO", "head-of-state"));
    assert_eq!(office("Kim Jong Un", "2014-10-01"), is("PRK", "head-of-state"));
    assert_eq!(office("Ban Ki - moon", "2012-10-04"), is("IGO", "secretary-general"));
    assert_eq!(office("Ban Ki - moon", "2005-10-04"), is("KOR", "foreign-minister"));
    assert_eq!(office("Abhisit", "2011-02-05"), is("THA", "head-of-government"));
    assert_eq!(office("Nasrallah", "2006-07-13"), is("LBN", "group-leader"));
    assert_eq!(office("Nobody Anywhere", "2006-07-13"), None);
    assert!(knowledge().leaders().iter().map(|leader| leader.offices.len()).sum::<usize>() >= 1500);
}

#[test]
fn a_month_is_no_prime_minister() {
    assert!(knowledge().lookup(&["May", "2"], 0).is_none());
    assert!(knowledge().lookup(&["Theresa", "May"], 0).is_some());
    assert!(!knowledge().leader(&["May"]).is_empty());
}

#[test]
fn places_are_found() {
    let country = |name: &str| {
        let places = knowledge().places(name);
        places.first().map(|place| place.country.map(|code| code.to_string()).unwrap_or_default())
    };
    for (name, code) in [
        ("Panjgur", "PAK"),
        ("Sistan-Baluchestan", "IRN"),
        ("Lahore", "PAK"),
        ("Zahedan", "IRN"),
        ("Yeonpyeong", "KOR"),
        ("Akçakale", "TUR"),
        ("Tskhinvali", "GEO"),
        ("Preah Vihear", "KHM"),
        ("Gaza", "PSE"),
        ("Kobane", "SYR"),
        ("Mariupol", "UKR"),
        ("Yellow Sea", ""),
        ("Goma", "COD"),
    ] {
        assert_eq!(country(name).as_deref(), Some(code), "{name}");
    }
    let georgia = knowledge().places("Georgia");
    assert!(georgia.iter().any(|place| place.country.is_some_and(|code| code.as_str() == "USA")));
    assert!(knowledge().places("Odessa").len() >= 2, "in Ukraine and in Texas");
    assert!(knowledge().places("Nosuchplace").is_empty());
    assert!(knowledge().places("").is_empty());
    let (len, places) = knowledge().place_at(&tokens("in New York City on"), 1).unwrap();
    assert_eq!((len, places[0].country.unwrap().as_str()), (3, "USA"));
}
