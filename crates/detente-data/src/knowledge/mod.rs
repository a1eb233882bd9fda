//! Everything known about the world beforehand, and how to find it in text.

mod actor;
mod gazetteer;
mod leader;
mod likeness;
mod own;
mod phrase;
mod place;
mod problem;
mod role;
mod state;
#[cfg(test)]
mod tests;
mod who;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

pub use actor::{Actor, ActorKind};
pub use gazetteer::{Fault, compile};
pub use leader::{Leader, LeaderOffice, Office};
pub use own::{ListKind, OwnLists};
pub use phrase::fold;
pub use place::{Place, PlaceKind, Region, distance};
pub use problem::Problem;
pub use role::{RoleGroup, RoleMatch};
pub use state::{FormerState, State, StateForm};

use crate::code::{ActorCode, Sector, StateCode};
use gazetteer::Gazetteer;
use phrase::{Map, PhraseIndex};

/// What a name points to, by place in the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ref {
    State(u16, StateForm),
    Actor(u16),
    Leader(u16, NamePart),
    Region(u16, RegionForm),
}

/// Whether a person is named in full or by a part of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamePart {
    /// The name or a spelling of it, of two words or more.
    Full,
    /// One word: "Rouhani". Often several people share it.
    Alone,
}

/// In which way a word names a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegionForm {
    /// "Chechnya".
    Name,
    /// "Chechen", "Chechens".
    Adjective,
}

/// One thing that a phrase may stand for.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'k> {
    /// A state, and in which form.
    State(&'k State, StateForm),
    /// Another known actor.
    Actor(&'k Actor),
    /// A person.
    Leader(&'k Leader, NamePart),
    /// A region, sea, island, border, site.
    Region(&'k Region, RegionForm),
}

impl Entry<'_> {
    /// The usual name of the thing.
    pub fn name(&self) -> &str {
        match self {
            Self::State(state, _) => &state.name,
            Self::Actor(actor) => &actor.name,
            Self::Leader(leader, _) => &leader.name,
            Self::Region(region, _) => &region.place.name,
        }
    }

    /// Its code. For a person that of the first office listed: ask [`Leader::office_on`] where a date is known.
    pub fn code(&self) -> Option<ActorCode> {
        match self {
            Self::State(state, _) => Some(state.code.into()),
            Self::Actor(actor) => actor.code,
            Self::Leader(leader, _) => leader.offices.first().and_then(|office| office.code),
            Self::Region(region, _) => region.place.country.map(ActorCode::State),
        }
    }

    /// Its sector where it acts: a state acts by its government. None for regions, which do not act.
    pub fn sector(&self) -> Option<Sector> {
        match self {
            Self::State(_, StateForm::Seat(sector)) => Some(*sector),
            Self::State(..) => Some(Sector::Gov),
            Self::Actor(actor) => Some(actor.sector),
            Self::Leader(leader, _) => leader.offices.first().map(|office| office.sector),
            Self::Region(..) => None,
        }
    }
}

/// A known phrase found in text.
#[derive(Debug, Clone)]
pub struct Match<'k> {
    /// How many tokens it takes.
    pub len: usize,
    /// What it may stand for, at least one; states first, then actors, people, regions.
    pub entries: Vec<Entry<'k>>,
}

impl<'k> Match<'k> {
    /// The first entry of the kind the caller wants.
    pub fn first_map<T>(&self, pick: impl FnMut(&Entry<'k>) -> Option<T>) -> Option<T> {
        self.entries.iter().find_map(pick)
    }

    /// The state, where the phrase may stand for one.
    pub fn state(&self) -> Option<(&'k State, StateForm)> {
        self.first_map(|entry| match entry {
            Entry::State(state, form) => Some((*state, *form)),
            _ => None,
        })
    }
}

/// What detente knows about the world. See [`Knowledge::builtin`].
#[derive(Debug)]
pub struct Knowledge {
    states: Vec<State>,
    actors: Vec<Actor>,
    leaders: Vec<Leader>,
    regions: Vec<Region>,
    state_by_code: HashMap<StateCode, u16>,
    names: PhraseIndex<Ref>,
    /// People by each word of their names; made when first asked for, since reading text does not need it.
    people_by_word: OnceLock<Map<String, Vec<u16>>>,
    /// People by what they hold; made when first asked for.
    holders_of: OnceLock<BTreeMap<(ActorCode, Office), Vec<u16>>>,
    /// How names sound by state; made when first asked for.
    likeness: OnceLock<likeness::Likeness>,
    roles: PhraseIndex<(Sector, RoleGroup)>,
    problems: Vec<Problem>,
}

/// Surnames and short names that are everyday words or months: alone they are no sign of a person.
const EVERYDAY: &str = include_str!("../../knowledge/everyday.txt");

/// Longest run of tokens that is tried as the name of a place.
const PLACE_TOKENS: usize = 6;

/// Whether a name with its article is only the beginning of another: "the North" is a Korea, "the North Caucasus" is
/// not, nor is "the Gulf of Aden" the Gulf.
fn is_cut_short(words: &[&str], at: usize, len: usize) -> bool {
    let goes_on = |next: &&str| is_capital(next) || *next == "of" || *next == "-";
    len == 2 && words[at].eq_ignore_ascii_case("the") && words.get(at + len).is_some_and(goes_on)
}

/// Adds a place, unless a hand-kept one is the same: that one takes over what it lacks.
fn complete(places: &mut Vec<Place>, place: Place) {
    const SAME_KM: f32 = 60.0;
    let is_same = |known: &&mut Place| {
        known.geonames.is_none()
            && known.country == place.country
            && (known.kind == place.kind
                || known.kind == PlaceKind::Region && place.kind == PlaceKind::Province)
            && known
                .distance(&place)
                .is_none_or(|km| km < if known.kind == PlaceKind::City { SAME_KM } else { 3.0 * SAME_KM })
    };
    match places.iter_mut().find(is_same) {
        Some(known) => {
            known.geonames = place.geonames;
            known.population = known.population.or(place.population);
            known.division = known.division.take().or(place.division);
            known.position = place.position;
        }
        None => places.push(place),
    }
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

impl Knowledge {
    /// The knowledge compiled into this program, loaded at the first call.
    ///
    /// ```
    /// use detente_data::{Entry, Knowledge, StateForm};
    /// let words = ["Tehran", "said", "the", "U.S.", "lied"];
    /// let found = Knowledge::builtin().lookup(&words, 0).expect("a capital");
    /// assert!(matches!(found.entries[0], Entry::State(state, StateForm::Capital) if state.name == "Iran"));
    /// ```
    pub fn builtin() -> &'static Self {
        static CELL: OnceLock<Knowledge> = OnceLock::new();
        CELL.get_or_init(Self::load)
    }

    /// Loads the built-in files anew. Faulty entries are left out and listed in [`Self::problems`].
    pub fn load() -> Self {
        Self::with(OwnLists::default())
    }

    /// Loads the built-in files with a user's own lists, whose entries go before built-in ones of the same name.
    pub fn with(own: OwnLists) -> Self {
        let mut problems = Vec::new();
        let states = state::load(&mut problems);
        let state_by_code = states.iter().zip(0u16..).map(|(state, index)| (state.code, index)).collect();
        let named: HashSet<String> = own.actors.iter().map(|actor| fold(&actor.name)).collect();
        let mut actors = own.actors;
        // Asked only where there are own entries: folding every name costs a tenth of the load.
        let mut built_in = actor::load(&mut problems);
        built_in.retain(|actor| named.is_empty() || !named.contains(&fold(&actor.name)));
        actors.append(&mut built_in);
        let mut regions = own.places;
        regions.append(&mut place::load_regions(&mut problems));
        let mut knowledge = Self {
            states,
            actors,
            leaders: leader::load(&own.people, &mut problems),
            regions,
            state_by_code,
            names: PhraseIndex::with_room(32_768),
            people_by_word: OnceLock::new(),
            holders_of: OnceLock::new(),
            likeness: OnceLock::new(),
            roles: role::load(&mut problems),
            problems,
        };
        knowledge.index_names();
        knowledge.index_people();
        knowledge
    }

    fn index_names(&mut self) {
        for (state, index) in self.states.iter().zip(0..) {
            for (word, form) in state.forms() {
                self.names.add(word, Ref::State(index, form));
            }
        }
        for (actor, index) in self.actors.iter().zip(0..) {
            for name in actor.all_names() {
                self.names.add(name, Ref::Actor(index));
            }
        }
        for (region, index) in self.regions.iter().zip(0..) {
            self.names.add(&region.place.name, Ref::Region(index, RegionForm::Name));
            for alias in &region.aliases {
                self.names.add(alias, Ref::Region(index, RegionForm::Name));
            }
            for adjective in &region.adjectives {
                self.names.add(adjective, Ref::Region(index, RegionForm::Adjective));
            }
        }
    }

    fn index_people(&mut self) {
        let everyday: HashSet<&str> = EVERYDAY.lines().collect();
        for (leader, index) in self.leaders.iter().zip(0..) {
            for name in std::iter::once(&leader.name).chain(&leader.aliases) {
                let key = fold(name);
                let part = if key.contains(' ') { NamePart::Full } else { NamePart::Alone };
                if part == NamePart::Full || !everyday.contains(key.as_str()) {
                    self.names.add(name, Ref::Leader(index, part));
                }
            }
        }
    }

    fn people_by_word(&self) -> &Map<String, Vec<u16>> {
        self.people_by_word.get_or_init(|| {
            let mut by_word: Map<String, Vec<u16>> = Map::default();
            for (leader, index) in self.leaders.iter().zip(0..) {
                for name in std::iter::once(&leader.name).chain(&leader.aliases) {
                    for word in fold(name).split(' ') {
                        let people = by_word.entry(word.to_owned()).or_default();
                        if people.last() != Some(&index) {
                            people.push(index);
                        }
                    }
                }
            }
            by_word
        })
    }

    /// The longest known name that begins at token `at`, and everything it may stand for.
    ///
    /// Tokens are those of Universal Dependencies: the possessive and hyphens are tokens of their own, "U.S." is
    /// one. Names need their capitals, accents do not matter.
    ///
    /// ```
    /// let words = ["the", "al", "-", "Qaeda", "group", "'s", "leader"];
    /// let found = detente_data::Knowledge::builtin().lookup(&words, 1).expect("a group");
    /// assert_eq!(found.len, 3);
    /// assert_eq!(found.entries[0].name(), "al-Qaeda");
    /// ```
    pub fn lookup(&self, words: &[&str], at: usize) -> Option<Match<'_>> {
        let (len, refs) = self.names.find(words, at)?;
        if is_cut_short(words, at, len) {
            return None;
        }
        Some(Match { len, entries: refs.into_iter().map(|found| self.entry(found)).collect() })
    }

    fn entry(&self, found: Ref) -> Entry<'_> {
        match found {
            Ref::State(index, form) => Entry::State(&self.states[usize::from(index)], form),
            Ref::Actor(index) => Entry::Actor(&self.actors[usize::from(index)]),
            Ref::Leader(index, part) => Entry::Leader(&self.leaders[usize::from(index)], part),
            Ref::Region(index, form) => Entry::Region(&self.regions[usize::from(index)], form),
        }
    }

    /// Everything known under exactly this name, whatever its case: for names that no text surrounds.
    pub fn named(&self, name: &str) -> Vec<Entry<'_>> {
        let mut refs: Vec<Ref> = Vec::new();
        for found in self.names.get(&fold(name)) {
            if !refs.contains(&found) {
                refs.push(found);
            }
        }
        refs.into_iter().map(|found| self.entry(found)).collect()
    }

    /// People whose name holds all the given words: in full, by surname alone, without the middle names.
    ///
    /// ```
    /// let people = detente_data::Knowledge::builtin().leader(&["Recep", "Erdogan"]);
    /// assert_eq!(people[0].name, "Recep Tayyip Erdogan");
    /// ```
    pub fn leader(&self, name_words: &[&str]) -> Vec<&Leader> {
        let key = fold(&name_words.join(" "));
        let mut people: Option<Vec<u16>> = None;
        for word in key.split(' ').filter(|word| !word.is_empty()) {
            let bearers = self.people_by_word().get(word).map(Vec::as_slice).unwrap_or_default();
            let kept = match people {
                None => bearers.to_vec(),
                Some(kept) => kept.into_iter().filter(|index| bearers.contains(index)).collect(),
            };
            people = Some(kept);
        }
        people.unwrap_or_default().into_iter().map(|index| &self.leaders[usize::from(index)]).collect()
    }

    /// The longest known role that begins at token `at`. Takes lemmas, small.
    ///
    /// ```
    /// use detente_data::{Knowledge, Sector};
    /// let lemmas = ["the", "defence", "ministry", "say"];
    /// let role = Knowledge::builtin().role(&lemmas, 1).expect("an institution");
    /// assert_eq!((role.len, role.sector), (2, Sector::Gov));
    /// ```
    pub fn role(&self, lemmas: &[&str], at: usize) -> Option<RoleMatch> {
        let (len, found) = self.roles.find(lemmas, at)?;
        found.first().map(|&(sector, group)| RoleMatch { len, sector, group })
    }

    /// All places of that name: hand-kept regions first, then provinces, then others by people living there.
    ///
    /// ```
    /// let places = detente_data::Knowledge::builtin().places("Lahore");
    /// assert_eq!(places[0].country.map(|code| code.to_string()).as_deref(), Some("PAK"));
    /// ```
    pub fn places(&self, name: &str) -> Vec<Place> {
        let key = fold(name);
        let regions = self.names.get(&key).filter_map(|found| match found {
            Ref::Region(index, RegionForm::Name) => Some(self.regions[usize::from(index)].place.clone()),
            _ => None,
        });
        let mut places: Vec<Place> = regions.collect();
        if let Some(gazetteer) = Gazetteer::builtin() {
            let known = gazetteer.numbers(&key).into_iter().filter_map(|number| gazetteer.place(number));
            for place in known.filter(|place| place.kind != PlaceKind::Country) {
                complete(&mut places, place);
            }
        }
        places
    }

    /// A state as a place: its middle, by where its people live, and its number in GeoNames.
    pub fn state_place(&self, code: StateCode) -> Option<Place> {
        let state = self.state(code)?;
        let gazetteer = Gazetteer::builtin()?;
        let names = std::iter::once(&state.name).chain(&state.names);
        let mut found = names.flat_map(|name| gazetteer.numbers(&fold(name)));
        found.find_map(|number| {
            gazetteer.place(number).filter(|p| p.kind == PlaceKind::Country && p.country == Some(code))
        })
    }

    /// The longest run of tokens from `at` that names a place, at most six, and all places of that name.
    pub fn place_at(&self, words: &[&str], at: usize) -> Option<(usize, Vec<Place>)> {
        let rest = words.get(at..)?;
        let capital = rest.first()?.chars().next()?.is_uppercase();
        let longest = if capital { rest.len().min(PLACE_TOKENS) } else { 0 };
        (1..=longest).rev().find_map(|len| {
            // A run must not end on a mark or a small word, nor swallow a comma.
            let run = &rest[..len];
            let ends_well = run[len - 1].chars().next().is_some_and(char::is_alphabetic);
            let clean = run
                .iter()
                .all(|word| word.chars().any(char::is_alphanumeric) || matches!(*word, "-" | "'" | "’"));
            let places = if ends_well && clean { self.places(&run.join(" ")) } else { Vec::new() };
            (!places.is_empty()).then_some((len, places))
        })
    }

    /// How many places the gazetteer has, and under how many names.
    pub fn gazetteer_sizes(&self) -> (usize, usize) {
        Gazetteer::builtin().map_or((0, 0), Gazetteer::sizes)
    }

    /// The place of that number in GeoNames.
    pub fn place_numbered(&self, geonames: u32) -> Option<Place> {
        Gazetteer::builtin()?.numbered(geonames)
    }

    /// Whether any place of the gazetteer has that name.
    pub fn is_place(&self, name: &str) -> bool {
        Gazetteer::builtin().is_some_and(|gazetteer| gazetteer.has(&fold(name)))
    }

    /// The state of that code.
    pub fn state(&self, code: StateCode) -> Option<&State> {
        self.state_by_code.get(&code).map(|&index| &self.states[usize::from(index)])
    }

    /// Land neighbours of a state.
    pub fn neighbours(&self, code: StateCode) -> &[StateCode] {
        self.state(code).map(|state| state.neighbours.as_slice()).unwrap_or_default()
    }

    /// All states.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// All other actors.
    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// All people.
    pub fn leaders(&self) -> &[Leader] {
        &self.leaders
    }

    /// All hand-kept regions.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// How many different names [`Self::lookup`] knows, and how many roles [`Self::role`].
    pub fn sizes(&self) -> (usize, usize) {
        (self.names.len(), self.roles.len())
    }

    /// Faults in the files; a test keeps this empty.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}
