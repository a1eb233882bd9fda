//! The user's own lists: actors, people in office, places, in the form of the files that ship with the program.
//!
//! Every fault is named with file, line, column and what was expected; the entries without one are used.
//!
//! ```
//! use detente_data::{Knowledge, ListKind, OwnLists};
//! let mut own = OwnLists::default();
//! own.read(ListKind::Actors, "mine.toml", "[[actor]]\nname = \"River Front\"\nsector = \"REB\"\nkind = \"group\"\ncode = \"SSD\"\n");
//! own.read(ListKind::Places, "mine.tsv", "Camp Zero\t\t\tSSD\tcamp\t4.8\t31.6\n");
//! assert!(own.problems().is_empty());
//! let knowledge = Knowledge::with(own);
//! assert_eq!(knowledge.named("River Front")[0].sector().map(|s| s.as_str()), Some("REB"));
//! assert_eq!(knowledge.places("Camp Zero")[0].country.map(|c| c.to_string()).as_deref(), Some("SSD"));
//! ```

use std::collections::HashMap;

use super::Knowledge;
use super::actor::{self, Actor};
use super::leader::{self, PersonRow, same_office};
use super::phrase::fold;
use super::place::{self, Place, PlaceKind, Region};
use super::problem::{Problem, Row};
use crate::code::{ActorCode, StateCode};

/// Which list a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListKind {
    /// In the form of `actors.toml`.
    Actors,
    /// In the form of `leaders.tsv`.
    People,
    /// In the form of `regions.tsv`.
    Places,
}

impl ListKind {
    /// What a text looks like: tables of actors, or rows of places or people.
    ///
    /// A row of a place has its kind in the fifth cell, a row of a person an office.
    pub fn guess(text: &str) -> Self {
        let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let Some(first) = lines.next() else { return Self::Places };
        if !first.contains('\t') {
            return Self::Actors;
        }
        let is_place =
            |line: &str| line.split('\t').nth(4).is_some_and(|cell| cell.parse::<PlaceKind>().is_ok());
        let is_person =
            |line: &str| line.split('\t').nth(4).is_some_and(|cell| cell.parse::<super::Office>().is_ok());
        let rows = || std::iter::once(first).chain(text.lines());
        if rows().filter(|line| is_person(line)).count() > rows().filter(|line| is_place(line)).count() {
            Self::People
        } else {
            Self::Places
        }
    }
}

/// The user's own entries, read from any number of files, with what was wrong with them.
#[derive(Debug, Default)]
pub struct OwnLists {
    pub(crate) actors: Vec<Actor>,
    pub(crate) people: Vec<PersonRow>,
    pub(crate) places: Vec<Region>,
    /// Where each name of an actor stands, and whose it is.
    actor_names: HashMap<String, (String, Option<ActorCode>, String)>,
    problems: Vec<Problem>,
}

/// Places of one name further apart than this are two.
const SAME_PLACE_KM: f32 = 161.0;

impl OwnLists {
    /// Reads one file. `file` is its name in messages.
    pub fn read(&mut self, kind: ListKind, file: &str, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let before = self.problems.len();
        match kind {
            ListKind::Actors => self.read_actors(file, text),
            ListKind::People => self.read_people(file, text),
            ListKind::Places => self.read_places(file, text),
        }
        self.problems[before..].sort_by_key(|problem| problem.at);
    }

    /// What is wrong with the files read.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many entries can be used: actors, offices of people, places.
    pub fn len(&self) -> usize {
        self.actors.len() + self.people.len() + self.places.len()
    }

    /// Whether no entry can be used.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn read_actors(&mut self, file: &str, text: &str) {
        for (spot, actor) in actor::read(file, text, &mut self.problems) {
            let fault = |spot: (usize, usize), what: String| Problem {
                entry: actor.name.clone(),
                ..Problem::at(file, spot.0, spot.1, what)
            };
            let unknown = actor.code.and_then(ActorCode::state).into_iter().chain(actor.also.iter().copied());
            if let Some(code) = unknown.into_iter().find(|code| !is_state(*code)) {
                self.problems.push(fault(spot.of("code"), no_state(code)));
                continue;
            }
            if let (Some(from), Some(to)) = (actor.from, actor.to)
                && to < from
            {
                let what = format!("expected a year not before {from}, in which it begins, found {to}");
                self.problems.push(fault(spot.of("to"), what));
                continue;
            }
            let here = format!("{file}:{}", spot.line);
            if let Some((other, _, place)) = self.actor_names.get(&fold(&actor.name))
                && fold(other) == fold(&actor.name)
            {
                let what = format!("expected a new name, found the one of {place}; the first entry is used");
                self.problems.push(fault(spot.of("name"), what));
                continue;
            }
            for name in actor.all_names() {
                let mine = (actor.name.clone(), actor.code, here.clone());
                let Some((other, code, place)) = self.actor_names.insert(fold(name), mine) else { continue };
                if other != actor.name && code == actor.code {
                    let what = format!(
                        "expected {name:?} to name one actor of a state, found it at {other} ({place}) too"
                    );
                    self.problems.push(fault(spot.of("aliases"), what));
                }
            }
            self.actors.push(actor);
        }
    }

    fn read_people(&mut self, file: &str, text: &str) {
        let mut problems = std::mem::take(&mut self.problems);
        for (row, person) in leader::read(file, text, &mut problems) {
            let state = person.office.code.and_then(ActorCode::state);
            if let Some(code) = state.filter(|code| !is_state(*code)) {
                problems.push(row.problem(file, (2, no_state(code))));
                continue;
            }
            let earlier = |other: &&PersonRow| {
                fold(&other.name) == fold(&person.name) && same_office(&other.office, &person.office)
            };
            if let Some(earlier) = self.people.iter().find(earlier) {
                let what = if earlier.office == person.office {
                    "the same again"
                } else {
                    "other dates for the same term"
                };
                let fault = format!("expected one row for an office, found {what}; the first row is used");
                problems.push(row.problem(file, (5, fault)));
                continue;
            }
            self.people.push(person);
        }
        self.problems = problems;
    }

    fn read_places(&mut self, file: &str, text: &str) {
        let mut problems = std::mem::take(&mut self.problems);
        for (row, region) in place::read(file, text, &mut problems) {
            if let Some(code) = region.place.country.filter(|code| !is_state(*code)) {
                problems.push(row.problem(file, (3, no_state(code))));
                continue;
            }
            match self.clash(&row, &region.place) {
                Some(fault) => problems.push(row.problem(file, fault)),
                None => self.places.push(region),
            }
        }
        self.problems = problems;
    }

    /// What an earlier entry of the same name and state says against this one.
    fn clash(&self, _row: &Row<'_>, place: &Place) -> Option<(usize, String)> {
        let same = |other: &&Region| {
            fold(&other.place.name) == fold(&place.name) && other.place.country == place.country
        };
        let other = self.places.iter().find(same)?;
        let what = match other.place.distance(place) {
            Some(km) if km > SAME_PLACE_KM => {
                return Some((
                    5,
                    format!("expected one position, found another {km:.0} km away; the first entry is used"),
                ));
            }
            _ if other.place.kind != place.kind => {
                return Some((
                    4,
                    format!(
                        "expected {}, as before, found {}; the first entry is used",
                        other.place.kind, place.kind
                    ),
                ));
            }
            _ => "expected a new place, found the same again; the first entry is used",
        };
        Some((0, what.to_owned()))
    }
}

fn is_state(code: StateCode) -> bool {
    Knowledge::builtin().state(code).is_some()
}

fn no_state(code: StateCode) -> String {
    format!(
        "expected the code of a state or territory (ISO 3166-1 alpha-3, XKX for Kosovo), found {:?}",
        code.as_str()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(kind: ListKind, text: &str) -> (usize, Vec<String>) {
        let mut own = OwnLists::default();
        own.read(kind, "f", text);
        (own.len(), own.problems().iter().map(ToString::to_string).collect())
    }

    #[track_caller]
    fn check(kind: ListKind, text: &str, used: usize, expected: &[&[&str]]) {
        let (len, found) = faults(kind, text);
        assert_eq!((len, found.len()), (used, expected.len()), "{found:#?}");
        for (fault, parts) in found.iter().zip(expected) {
            assert!(fault.starts_with(parts[0]), "{fault} at {}", parts[0]);
            assert!(parts.iter().all(|part| fault.contains(part)), "{fault} has not {parts:?}");
        }
    }

    const GOOD: &str = "[[actor]]\nname = \"A\"\nsector = \"REB\"\nkind = \"group\"\n";

    #[test]
    fn a_bad_actor_costs_itself_alone() {
        let check = |bad: &str, parts: &[&str]| check(ListKind::Actors, &format!("{GOOD}{bad}"), 1, &[parts]);
        check("[[actor]]\nname = B\n", &["f:6:8: ", "expected"]);
        check(
            "[[actor]]\nname = \"B\"\nsector = \"ARMY\"\nkind = \"group\"\n",
            &["f:7:10: ", "GOV", "\"ARMY\""],
        );
        check("[[actor]]\nname = \"B\"\nkind = \"group\"\n", &["f:5:1: ", "sector"]);
        check(
            "[[actor]]\nname = \"B\"\nsector = \"REB\"\nkind = \"group\"\ncolour = 1\n",
            &["f:9:1: ", "colour", "expected"],
        );
        check("[[actor]]\nname = 3\nsector = \"REB\"\nkind = \"group\"\n", &["f:6:8: ", "expected a string"]);
        check(
            "[[actor]]\nname = \"B\"\ncode = \"QQQ\"\nsector = \"REB\"\nkind = \"group\"\n",
            &["f:7:8: ", "QQQ"],
        );
        check(
            "[[actor]]\nname = \"B\"\nsector = \"REB\"\nkind = \"group\"\nfrom = 2000\nto = 1999\n",
            &["f:10:6: ", "2000"],
        );
        check("[[actr]]\nname = \"B\"\n", &["f:5:1: ", "expected [[actor]]"]);
        check(GOOD, &["f:6:8: ", "f:1", "first entry is used"]);
    }

    #[test]
    fn a_bad_row_costs_itself_alone() {
        let good = "Camp Zero\t\t\tSSD\tcamp\t4.8\t31.6\n";
        let check_place =
            |bad: &str, parts: &[&str]| check(ListKind::Places, &format!("# c\n{good}{bad}"), 1, &[parts]);
        check_place("B\t\t\tSudan\tcamp\t1\t1", &["f:3:5: ", "expected a state code", "\"Sudan\""]);
        check_place("B\t\t\tQQQ\tcamp\t1\t1", &["f:3:5: ", "expected the code of a state"]);
        check_place("Bé\t\t\tSDN\ttent\t1\t1", &["f:3:10: ", "one of city province"]);
        check_place("B\t\t\tSDN\tcamp\t1x\t1", &["f:3:14: ", "degrees from -90 to 90"]);
        check_place("B\t\t\tSDN\tcamp", &["f:3:13: ", "7 cells"]);
        check_place(good, &["f:3:1: ", "the same again"]);
        check_place("Camp Zero\t\t\tSSD\tcamp\t9.8\t31.6", &["f:3:22: ", "another 556 km away"]);
        let good = "Jane Doe\t\tSSD\tGOV\tforeign-minister\t2020\t2022\n";
        let check_person =
            |bad: &str, parts: &[&str]| check(ListKind::People, &format!("{good}{bad}"), 1, &[parts]);
        check_person("J\t\tSSD\tGOV\tking\t\t", &["f:2:12: ", "head-of-state"]);
        check_person("J\t\tSSD\tGOV\tminister\t2020-13\t", &["f:2:21: ", "a date such as"]);
        check_person("J\t\tSSD\tGOV\tminister\t2020\t2019", &["f:2:26: ", "a day after 2020-01-01"]);
        check_person("Jane Doe\t\tSSD\tGOV\tforeign-minister\t2021\t2023", &["f:2:36: ", "other dates"]);
    }

    #[test]
    fn odd_files_are_told() {
        for kind in [ListKind::Actors, ListKind::People, ListKind::Places] {
            assert_eq!(faults(kind, ""), (0, Vec::new()));
            assert_eq!(faults(kind, "\u{feff}# only a comment\n\n"), (0, Vec::new()));
            assert_eq!(faults(kind, "what is this\n").1.len(), 1, "{kind:?}");
        }
        assert_eq!(ListKind::guess("# c\n[[actor]]\n"), ListKind::Actors);
        assert_eq!(ListKind::guess("A\t\tIRN\tGOV\tminister\t\t\n"), ListKind::People);
        assert_eq!(ListKind::guess("A\t\t\tIRN\tcity\t\t\n"), ListKind::Places);
    }

    #[test]
    fn an_own_entry_goes_before_the_built_in_one() {
        let mut own = OwnLists::default();
        own.read(
            ListKind::Actors,
            "f",
            "[[actor]]\nname = \"FARC\"\nsector = \"PTY\"\nkind = \"party\"\ncode = \"COL\"\n",
        );
        own.read(ListKind::Places, "f", "Lahore\t\t\tIND\tcity\t1\t1\n");
        let knowledge = Knowledge::with(own);
        let sectors: Vec<_> =
            knowledge.named("FARC").iter().filter_map(|e| e.sector()).map(|s| s.as_str()).collect();
        assert_eq!(sectors, ["PTY"]);
        assert_eq!(knowledge.places("Lahore")[0].country.map(|c| c.to_string()).as_deref(), Some("IND"));
        assert!(knowledge.places("Lahore").len() > 1);
    }
}
