//! States and territories, and the words that stand for them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::problem::Problem;
use crate::code::{Sector, StateCode};

pub(crate) const FILE: &str = "states.toml";
const TEXT: &str = include_str!("../../knowledge/states.toml");

/// A state or territory with a code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its code.
    pub code: StateCode,
    /// The short English name.
    pub name: String,
    /// Other names: official, abbreviated, older spellings.
    #[serde(default)]
    pub names: Vec<String>,
    /// States of the past whose acts are counted to this one, and older names of it.
    #[serde(default)]
    pub former: Vec<FormerState>,
    /// Adjectives, which mostly also name one of its people: "Iranian".
    #[serde(default)]
    pub adjectives: Vec<String>,
    /// Nouns for its people: "Iranians", "Briton".
    #[serde(default)]
    pub demonyms: Vec<String>,
    /// The capital, other spellings after it; empty where there is none.
    #[serde(default)]
    pub capital: Vec<String>,
    /// Words that stand for a part of the state: "Kremlin" for the government.
    #[serde(default)]
    pub seats: BTreeMap<Sector, Vec<String>>,
    /// Land neighbours.
    #[serde(default)]
    pub neighbours: Vec<StateCode>,
}

/// A state of the past, or a state's name of the past.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerState {
    /// What it was called.
    pub names: Vec<String>,
    /// Its first year.
    pub from: i16,
    /// Its last year.
    pub to: i16,
}

/// In which way a word names a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StateForm {
    /// "Iran".
    Name,
    /// "Iranian".
    Adjective,
    /// "Iranians".
    Demonym,
    /// "Tehran".
    Capital,
    /// "Kremlin", "Pentagon": a seat, and whose.
    Seat(Sector),
}

impl State {
    /// Every word for the state, with its form.
    pub fn forms(&self) -> impl Iterator<Item = (&str, StateForm)> {
        fn each(words: &[String], form: StateForm) -> impl Iterator<Item = (&str, StateForm)> {
            words.iter().map(move |word| (word.as_str(), form))
        }
        let seats = self.seats.iter().flat_map(|(sector, words)| each(words, StateForm::Seat(*sector)));
        std::iter::once((self.name.as_str(), StateForm::Name))
            .chain(each(&self.names, StateForm::Name))
            .chain(self.former.iter().flat_map(|former| each(&former.names, StateForm::Name)))
            .chain(each(&self.adjectives, StateForm::Adjective))
            .chain(each(&self.demonyms, StateForm::Demonym))
            .chain(each(&self.capital, StateForm::Capital))
            .chain(seats)
    }
}

#[derive(Deserialize)]
struct File {
    state: Vec<State>,
}

pub(crate) fn load(problems: &mut Vec<Problem>) -> Vec<State> {
    let file = toml::from_str::<File>(TEXT);
    file.map_or_else(
        |error| {
            problems.push(Problem::new(FILE, "file", error));
            Vec::new()
        },
        |file| file.state,
    )
}
