//! The names of places in an article, each with the state it most likely lies in, given the company it keeps.
//!
//! Many towns share a name. One of a state that the article speaks of, or of its neighbour, goes before a larger one
//! elsewhere; "Hyderabad, Pakistan" settles it for the whole article.

use std::collections::BTreeMap;

use detente_data::{Entry, Knowledge, Place as Known, PlaceKind, RegionForm, StateCode, StateForm};

use crate::analysis::{Analysis, NameKind, Upos};
use crate::document::Document;
use crate::text::{TokenId, TokenSpan};

/// How narrow a place is; the narrower sets the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Extent {
    /// A state.
    State,
    /// A sea, a region over borders.
    Area,
    /// A province, a region of a state.
    Region,
    /// A town, an island, a base.
    Spot,
}

/// A name of a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    /// Its words.
    pub(super) tokens: TokenSpan,
    /// The state it lies in.
    pub(super) country: Option<StateCode>,
    /// How narrow it is.
    pub(super) extent: Extent,
    /// Whether it names a state by an adjective ("Iranian"), which is no place of its own.
    pub(super) is_adjective: bool,
    /// Whether it names a state or its seat, which may mean the government.
    pub(super) is_party: bool,
    /// How sure the state is.
    pub(super) score: f32,
    /// The next best.
    pub(super) runner_up: Option<StateCode>,
}

/// The names of places of an article.
pub(super) struct Atlas {
    /// In order.
    named: Vec<Named>,
    /// For each token, the name it belongs to.
    of: Vec<Option<usize>>,
    /// How much the article speaks of each state, summing to one.
    share: BTreeMap<StateCode, f32>,
    /// States of the dateline's places, in order.
    pub(super) dateline: Vec<StateCode>,
}

impl Atlas {
    /// Reads the names of an article.
    pub(super) fn new(document: &Document, analysis: &Analysis, knowledge: &Knowledge) -> Self {
        let words: Vec<&str> = analysis.tokens.iter().map(|t| t.span.slice(document.text())).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let next = candidates(analysis, knowledge, &words, at);
            at = next.as_ref().map_or(at + 1, |c| c.tokens.end().max(at + 1));
            found.extend(next);
        }
        let dateline = dateline_states(document, knowledge);
        let share = shares(&found, &dateline);
        let mut of = vec![None; words.len()];
        let mut named: Vec<Named> = Vec::new();
        for (i, candidate) in found.iter().enumerate() {
            let told = following_state(&words, &found, i);
            named.push(candidate.choose(knowledge, &share, told));
        }
        settle_by_name(&words, &found, &mut named);
        for (i, name) in named.iter().enumerate() {
            of[name.tokens.range()].fill(Some(i));
        }
        Atlas { named, of, share, dateline }
    }

    /// The name that a token belongs to.
    pub(super) fn at(&self, token: TokenId) -> Option<&Named> {
        self.of.get(token.index()).copied().flatten().map(|i| &self.named[i])
    }

    /// The names, in order.
    pub(super) fn all(&self) -> &[Named] {
        &self.named
    }

    /// The state that the article speaks of most.
    pub(super) fn main_state(&self) -> Option<StateCode> {
        self.share.iter().max_by(|a, b| a.1.total_cmp(b.1)).map(|(code, _)| *code)
    }
}

/// A name with what it may mean.
struct Candidate {
    tokens: TokenSpan,
    state: Option<(StateCode, StateForm)>,
    places: Vec<Known>,
    is_region_adjective: bool,
}

impl Candidate {
    fn state_as_named(&self, code: StateCode, form: StateForm) -> Named {
        let is_adjective = matches!(form, StateForm::Adjective | StateForm::Demonym);
        let extent = match form {
            StateForm::Capital | StateForm::Seat(_) => Extent::Spot,
            _ => Extent::State,
        };
        Named {
            tokens: self.tokens,
            country: Some(code),
            extent,
            is_adjective,
            is_party: true,
            score: 1.0,
            runner_up: None,
        }
    }

    /// The likeliest reading.
    fn choose(
        &self,
        knowledge: &Knowledge,
        share: &BTreeMap<StateCode, f32>,
        told: Option<StateCode>,
    ) -> Named {
        let told_elsewhere = told.is_some_and(|t| {
            self.state.is_none_or(|(code, _)| code != t) && self.places.iter().any(|p| p.country == Some(t))
        });
        if let Some((code, form)) = self.state.filter(|_| !told_elsewhere) {
            return self.state_as_named(code, form);
        }
        // Every place of a state counts for it; the best one speaks.
        let mut best: BTreeMap<Option<StateCode>, (f32, Extent)> = BTreeMap::new();
        for place in &self.places {
            let weight = weight(place, knowledge, share, told);
            let entry = best.entry(place.country).or_insert((weight, extent(place.kind)));
            if weight > entry.0 {
                *entry = (weight, extent(place.kind));
            }
        }
        let mut ranked: Vec<_> = best.into_iter().collect();
        ranked.sort_by(|a, b| b.1.0.total_cmp(&a.1.0));
        let total: f32 = ranked.iter().map(|(_, (w, _))| w.exp()).sum();
        let (country, score, extent) = match ranked.first() {
            Some((country, (weight, extent))) => {
                (*country, weight.exp() / total.max(f32::MIN_POSITIVE), *extent)
            }
            None => (None, 0.0, Extent::Spot),
        };
        let runner_up = ranked.get(1).and_then(|(country, _)| *country);
        Named {
            tokens: self.tokens,
            country,
            extent,
            is_adjective: self.is_region_adjective,
            is_party: false,
            score,
            runner_up,
        }
    }
}

fn extent(kind: PlaceKind) -> Extent {
    match kind {
        PlaceKind::Sea | PlaceKind::Area | PlaceKind::Strait | PlaceKind::River | PlaceKind::Mountain => {
            Extent::Area
        }
        PlaceKind::Province | PlaceKind::Region | PlaceKind::District => Extent::Region,
        PlaceKind::Country => Extent::State,
        PlaceKind::City
        | PlaceKind::Island
        | PlaceKind::Border
        | PlaceKind::Camp
        | PlaceKind::Site
        | PlaceKind::Base
        | PlaceKind::Airport => Extent::Spot,
    }
}

/// How well a place fits the article.
fn weight(
    place: &Known,
    knowledge: &Knowledge,
    share: &BTreeMap<StateCode, f32>,
    told: Option<StateCode>,
) -> f32 {
    let people = place.population.map_or(3.5, |p| (p.max(1) as f32).log10());
    let by_kind = if place.kind == PlaceKind::City { 0.0 } else { 1.0 };
    let by_company = place.country.map_or(0.3, |code| {
        let own = share.get(&code).copied().unwrap_or(0.0);
        let borders = |other: &StateCode| knowledge.neighbours(*other).contains(&code);
        let near: f32 = share.iter().filter(|(other, _)| borders(other)).map(|(_, s)| *s).sum();
        3.0 * own + 2.0 * f32::from(u8::from(own > 0.0)) + 1.5 * near.min(1.0)
    });
    let by_word = if told.is_some() && place.country == told { 8.0 } else { 0.0 };
    people * 0.6 + by_kind + by_company + by_word
}

/// What stands at `at`: a state, a known place, or a place the model found.
fn candidates(analysis: &Analysis, knowledge: &Knowledge, words: &[&str], at: usize) -> Option<Candidate> {
    let token = TokenId::new(at);
    if !words.get(at)?.chars().next().is_some_and(char::is_uppercase) && words[at].len() < 4 {
        return None;
    }
    let sentence = analysis.sentence_of(token).tokens;
    let words = &words[..sentence.end().min(words.len())];
    let covering = analysis.names.iter().find(|n| n.tokens.has(token));
    let known = knowledge.lookup(words, at);
    let state = known.as_ref().and_then(|m| m.state().map(|(state, form)| (m.len, state.code, form)));
    let region = known.as_ref().and_then(|m| {
        m.first_map(|e| match e {
            Entry::Region(region, form) => Some((m.len, region.place.clone(), *form)),
            _ => None,
        })
    });
    // A breakaway entity is known as an actor; where the model reads its name as a place, it lies in its state.
    let entity =
        known.as_ref().filter(|_| covering.is_some_and(|n| n.kind == NameKind::Location)).and_then(|m| {
            m.first_map(|e| match e {
                Entry::Actor(actor) => actor.code.and_then(|c| c.state()).map(|code| (m.len, code)),
                _ => None,
            })
        });
    let other = known.as_ref().is_some_and(|m| matches!(m.entries.first(), Some(Entry::Actor(_))));
    let place = knowledge.place_at(words, at).filter(|_| !other || state.is_some());
    let place_len = place.as_ref().map_or(0, |(len, _)| *len);
    let state_len = state.map_or(0, |(len, ..)| len);
    let region_len = region.as_ref().map_or(0, |(len, ..)| *len);
    let make = |len: usize, state, places, is_region_adjective| Candidate {
        tokens: TokenSpan::new(at, at + len),
        state,
        places,
        is_region_adjective,
    };
    if state_len > 0 && state_len >= place_len.max(region_len) {
        let places = place.filter(|(len, _)| *len == state_len).map_or(Vec::new(), |(_, places)| places);
        return state.map(|(len, code, form)| make(len, Some((code, form)), places, false));
    }
    if region_len > 0 && region_len >= place_len {
        let (len, place, form) = region?;
        return Some(make(len, None, vec![place], form == RegionForm::Adjective));
    }
    if let Some((len, code)) = entity.filter(|(len, _)| *len >= place_len) {
        return Some(make(len, None, vec![region_of(&words[at..at + len].join(" "), code)], false));
    }
    // A town's name inside the name of a person ("Santos") or of a body ("Rio Group") is no place.
    let is_other_name = covering.is_some_and(|n| {
        n.kind == NameKind::Person || n.tokens.len() > place_len && n.kind == NameKind::Organisation
    });
    let is_name = (at..at + place_len).all(|i| analysis.upos(TokenId::new(i)) == Upos::Propn)
        || covering.is_some_and(|n| n.kind == NameKind::Location);
    if let Some((len, places)) = place.filter(|_| !is_other_name && is_name) {
        return Some(make(len, None, places, false));
    }
    let location = covering.filter(|n| n.kind == NameKind::Location && n.tokens.start() == at)?;
    Some(make(location.tokens.len(), None, Vec::new(), false))
}

fn region_of(name: &str, code: StateCode) -> Known {
    Known {
        name: name.to_owned(),
        country: Some(code),
        kind: PlaceKind::Region,
        division: None,
        population: None,
        position: None,
        geonames: None,
    }
}

/// "Hyderabad, Pakistan", "Angostura, in Ecuador's Sucumbios province": the state named right after.
fn following_state(words: &[&str], found: &[Candidate], at: usize) -> Option<StateCode> {
    let this = found.get(at)?;
    let next = found.get(at + 1)?;
    let between = words.get(this.tokens.end()..next.tokens.start())?;
    let joins = |w: &str| matches!(w, "," | "in" | "the" | "(");
    let is_comma = matches!(between.first(), Some(&"," | &"("))
        && between.len() <= 3
        && between.iter().all(|w| joins(w));
    let (code, form) = next.state?;
    (is_comma && form != StateForm::Capital && this.state.is_none_or(|(own, _)| own != code)).then_some(code)
}

/// A name settled in one place of the article is settled in all; an unknown one takes the state told after it.
fn settle_by_name(words: &[&str], found: &[Candidate], named: &mut [Named]) {
    let key =
        |tokens: TokenSpan| words.get(tokens.range()).map(|w| w.join(" ").to_lowercase()).unwrap_or_default();
    let mut sure: BTreeMap<String, StateCode> = BTreeMap::new();
    for (i, candidate) in found.iter().enumerate() {
        if let Some(code) = following_state(words, found, i).filter(|_| candidate.state.is_none()) {
            sure.entry(key(candidate.tokens)).or_insert(code);
        }
    }
    for (candidate, name) in found.iter().zip(named.iter_mut()) {
        let told = sure.get(&key(candidate.tokens)).filter(|_| candidate.state.is_none());
        if let Some(code) = told {
            let is_possible =
                candidate.places.is_empty() || candidate.places.iter().any(|p| p.country == Some(*code));
            // A village too small for the list may share its name with a listed town elsewhere; the text knows better.
            name.runner_up = if is_possible { name.runner_up } else { name.country };
            name.country = Some(*code);
            name.score = 0.95;
        }
    }
}

fn dateline_states(document: &Document, knowledge: &Knowledge) -> Vec<StateCode> {
    let places = document.dateline.iter().flat_map(|d| d.places.iter());
    let state = |name: &str| {
        let by_state = knowledge.named(name).into_iter().find_map(|e| match e {
            Entry::State(state, _) => Some(state.code),
            _ => None,
        });
        by_state.or_else(|| knowledge.places(name).into_iter().find_map(|p| p.country))
    };
    places.filter_map(|span| state(span.slice(document.text()))).collect()
}

/// How much of the article's talk of states is of each; the dateline counts as much as three mentions.
fn shares(found: &[Candidate], dateline: &[StateCode]) -> BTreeMap<StateCode, f32> {
    let mut count: BTreeMap<StateCode, f32> = BTreeMap::new();
    for (code, _) in found.iter().filter_map(|c| c.state) {
        *count.entry(code).or_default() += 1.0;
    }
    for code in dateline {
        *count.entry(*code).or_default() += 3.0;
    }
    let total: f32 = count.values().sum();
    count.into_iter().map(|(code, n)| (code, n / total.max(1.0))).collect()
}
