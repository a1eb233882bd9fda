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
const SHARED: &[&str] =
    &["congo", "congolese", "guinea", "sudanese", "korea", "korean", "koreans", "south korean"];

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
fn long_lists_are_sorted_and_sound() {
    for (file, text) in [(place::CITIES_FILE, place::CITIES), (place::PROVINCES_FILE, place::PROVINCES)] {
        let mut last = String::new();
        for (number, line) in text.lines().enumerate() {
            let key = place::line_key(line);
            assert!(last <= key, "{file}: line {}: {key:?} after {last:?}", number + 1);
            if !line.starts_with('#') {
                let place = place::parse_line(line, PlaceKind::City);
                let place = place.unwrap_or_else(|fault| panic!("{file}: line {}: {fault}", number + 1));
                let known = place.country.is_none_or(|code| knowledge().state(code).is_some());
                assert!(known, "{file}: line {}: no such state", number + 1);
            }
            last = key;
        }
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
