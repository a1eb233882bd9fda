//! The names of places in an article, each with the state it most likely lies in, given the company it keeps.
//!
//! Many towns share a name. One of a state that the article speaks of, or of its neighbour, goes before a larger one
//! elsewhere; "Hyderabad, Pakistan" settles it for the whole article.

use std::collections::BTreeMap;

use detente_data::{
    Entry, Knowledge, Place as Known, PlaceKind, RegionForm, SettingWords, StateCode, StateForm,
};

use super::Toponym;
use super::choice::{Company, Ranked, Shares, Told, rank};
use super::told::told;
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

/// What a name of a place means: the likeliest place and the next that lies elsewhere.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Meaning {
    pub(super) best: Option<Ranked>,
    pub(super) runner_up: Option<Ranked>,
}

/// What there is beside a name, wherever it stands: a name that may be a state's or another's is no witness for itself.
struct Beside {
    /// Where the other names' places lie.
    settled: Vec<(f32, f32)>,
    /// How much the others speak of each state, once that was asked.
    share: Option<Shares>,
}

/// The names of places of an article.
pub(super) struct Atlas {
    /// In order.
    named: Vec<Named>,
    /// What each of them means.
    meanings: Vec<Meaning>,
    /// For each token, the name it belongs to.
    of: Vec<Option<usize>>,
    /// How much the article speaks of each state, summing to one.
    share: Shares,
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
        let told: Vec<Told> = (0..found.len()).map(|i| told(&words, &found, i)).collect();
        let mut chosen: Vec<(Named, Meaning)> = Vec::new();
        // A second time with what the first has settled: "Victoria" beside a sure "Mahé" lies in the Seychelles.
        for _ in 0..2 {
            let settled = positions(&found, &chosen);
            let all = shares(&found, &dateline, &chosen, |_| true);
            let mut beside: BTreeMap<&[&str], Beside> = BTreeMap::new();
            let mut again = Vec::with_capacity(found.len());
            for (candidate, told) in found.iter().zip(&told) {
                let own = &words[candidate.tokens.range()];
                let is_other = |other: usize| words[found[other].tokens.range()] != *own;
                let Beside { settled, share } = beside
                    .entry(own)
                    .or_insert_with(|| Beside { settled: elsewhere(&settled, is_other), share: None });
                let share = match candidate.is_doubtful() {
                    true => share.get_or_insert_with(|| shares(&found, &dateline, &chosen, is_other)),
                    false => &all,
                };
                again.push(candidate.choose(&Company { knowledge, share, settled }, told));
            }
            chosen = again;
        }
        let share = shares(&found, &dateline, &chosen, |_| true);
        let mut of = vec![None; words.len()];
        let (mut named, mut meanings): (Vec<Named>, Vec<Meaning>) = chosen.into_iter().unzip();
        settle_by_name(&words, &found, &told, &mut named, &mut meanings);
        for (i, name) in named.iter().enumerate() {
            of[name.tokens.range()].fill(Some(i));
        }
        Atlas { named, meanings, of, share, dateline }
    }

    /// The name that a token belongs to.
    pub(super) fn at(&self, token: TokenId) -> Option<&Named> {
        self.of.get(token.index()).copied().flatten().map(|i| &self.named[i])
    }

    /// The names, in order.
    pub(super) fn all(&self) -> &[Named] {
        &self.named
    }

    /// The names with what they mean, without words that only say whose something is.
    pub(super) fn toponyms(&self) -> Vec<Toponym> {
        let names = self.named.iter().zip(&self.meanings).filter(|(named, _)| !named.is_adjective);
        names
            .map(|(named, meaning)| Toponym {
                tokens: named.tokens,
                best: meaning.best.clone(),
                runner_up: meaning.runner_up.clone(),
                country: named.country,
            })
            .collect()
    }

    /// The state that the article speaks of most.
    pub(super) fn main_state(&self) -> Option<StateCode> {
        self.share.iter().max_by(|a, b| a.1.total_cmp(b.1)).map(|(code, _)| *code)
    }
}

/// A name with what it may mean.
pub(super) struct Candidate {
    pub(super) tokens: TokenSpan,
    pub(super) state: Option<(StateCode, StateForm)>,
    pub(super) places: Vec<Known>,
    is_region_adjective: bool,
}

impl Candidate {
    /// Whether the name of a state or capital is as good a name of something elsewhere.
    fn is_doubtful(&self) -> bool {
        let Some((code, form)) = self.state else { return false };
        let mut elsewhere = self.places.iter().filter(|p| p.country.is_some_and(|c| c != code));
        match form {
            StateForm::Name => elsewhere.any(|p| p.kind == PlaceKind::Province),
            StateForm::Capital => elsewhere.next().is_some(),
            StateForm::Adjective | StateForm::Demonym | StateForm::Seat(_) => false,
        }
    }

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
    fn choose(&self, company: &Company<'_>, told: &Told) -> (Named, Meaning) {
        let weights: Vec<f32> = self.places.iter().map(|place| company.weight(place, told)).collect();
        if let Some((code, form)) = self.state
            && let Some(as_state) = self.choose_state(code, form, &weights, company, told)
        {
            return as_state;
        }
        let (best, runner_up) = rank(&self.places, &weights);
        // Every place of a state counts for it; the best one speaks.
        let mut by_country: BTreeMap<Option<StateCode>, f32> = BTreeMap::new();
        for (place, weight) in self.places.iter().zip(&weights) {
            let entry = by_country.entry(place.country).or_insert(*weight);
            *entry = entry.max(*weight);
        }
        let top = by_country.values().copied().fold(f32::MIN, f32::max);
        let total: f32 = by_country.values().map(|w| (w - top).exp()).sum();
        let country = best.as_ref().and_then(|b| b.place.country);
        let mut others: Vec<_> = by_country.iter().filter(|(code, _)| **code != country).collect();
        others.sort_by(|a, b| b.1.total_cmp(a.1));
        let named = Named {
            tokens: self.tokens,
            country,
            extent: best.as_ref().map_or(Extent::Spot, |b| extent(b.place.kind)),
            is_adjective: self.is_region_adjective,
            is_party: false,
            score: if best.is_some() { 1.0 / total.max(1.0) } else { 0.0 },
            runner_up: others.first().and_then(|(code, _)| **code),
        };
        (named, Meaning { best, runner_up })
    }

    /// As the state it names, unless a place of another state fits clearly better: "Georgia" beside Atlanta, "Tripoli"
    /// beside Beirut.
    fn choose_state(
        &self,
        code: StateCode,
        form: StateForm,
        weights: &[f32],
        company: &Company<'_>,
        told: &Told,
    ) -> Option<(Named, Meaning)> {
        /// By how much a rival must win.
        const MARGIN: f32 = 1.0;
        let named = self.state_as_named(code, form);
        let capital = self.places.iter().find(|p| p.country == Some(code) && p.kind == PlaceKind::City);
        let capital = capital.filter(|_| form == StateForm::Capital);
        let own = match form {
            // "Niger state" is no state of its own.
            StateForm::Name
                if told.is_division && self.places.iter().any(|p| p.kind == PlaceKind::Province) =>
            {
                0.0
            }
            StateForm::Name | StateForm::Capital => company.state_weight(code, capital, told),
            StateForm::Adjective | StateForm::Demonym | StateForm::Seat(_) => f32::MAX,
        };
        let is_rival = |p: &Known| p.country.is_some_and(|country| country != code);
        let rivals = self.places.iter().zip(weights).filter(|(p, _)| is_rival(p));
        let rival = rivals.max_by(|a, b| a.1.total_cmp(b.1));
        if rival.is_some_and(|(_, weight)| *weight > own + MARGIN) {
            return None;
        }
        let place = capital.cloned().or_else(|| company.knowledge.state_place(code));
        let score = rival.map_or(1.0, |(_, weight)| 1.0 / (1.0 + (weight - own).min(0.0).exp()));
        let meaning = Meaning {
            best: place.map(|place| Ranked { place, score }),
            runner_up: rival.map(|(place, _)| Ranked { place: place.clone(), score: 1.0 - score }),
        };
        Some((named, meaning))
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

/// What stands at `at`: a state, a known place, or a place the model found.
fn candidates(analysis: &Analysis, knowledge: &Knowledge, words: &[&str], at: usize) -> Option<Candidate> {
    let token = TokenId::new(at);
    if !words.get(at)?.chars().next().is_some_and(char::is_uppercase) && words[at].len() < 4 {
        return None;
    }
    let sentence = analysis.sentence_of(token).tokens;
    let words = &words[..sentence.end().min(words.len())];
    let covering = analysis.name_at(token);
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
    let place = place.filter(|(len, _)| *len > 1 || !is_part_word(words[at]));
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
        let (len, region, form) = region?;
        let same = place.filter(|(other, _)| *other == len && form == RegionForm::Name);
        let places = same.map_or_else(|| vec![region], |(_, places)| places);
        return Some(make(len, None, places, form == RegionForm::Adjective));
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

/// Cameroon has a region North, but "North Ostrel" is none of its towns, nor is "the North" of a story on Mali.
fn is_part_word(word: &str) -> bool {
    SettingWords::get().joins.iter().any(|part| part.eq_ignore_ascii_case(word))
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

/// A name settled in one place of the article is settled in all; an unknown one takes the state told after it.
fn settle_by_name(
    words: &[&str],
    found: &[Candidate],
    told: &[Told],
    named: &mut [Named],
    meanings: &mut [Meaning],
) {
    let key =
        |tokens: TokenSpan| words.get(tokens.range()).map(|w| w.join(" ").to_lowercase()).unwrap_or_default();
    let mut sure: BTreeMap<String, (StateCode, usize)> = BTreeMap::new();
    for (i, candidate) in found.iter().enumerate() {
        if let Some(code) = told[i].country.filter(|_| !named[i].is_party && !told[i].is_loose) {
            sure.entry(key(candidate.tokens)).or_insert((code, i));
        }
    }
    for (i, candidate) in found.iter().enumerate() {
        let Some((code, first)) = sure.get(&key(candidate.tokens)).copied() else { continue };
        let name = &mut named[i];
        if name.is_adjective || candidate.state.is_some_and(|(_, form)| form == StateForm::Name) {
            continue;
        }
        let is_possible =
            candidate.places.is_empty() || candidate.places.iter().any(|p| p.country == Some(code));
        // A village too small for the list may share its name with a listed town elsewhere; the text knows better.
        name.runner_up = if is_possible { name.runner_up } else { name.country };
        name.country = Some(code);
        name.is_party = false;
        name.score = 0.95;
        let fits = |m: &Meaning| m.best.as_ref().is_some_and(|b| b.place.country == Some(code));
        meanings[i] = Some(meanings[first].clone()).filter(fits).unwrap_or_default();
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

/// How much of the article's talk of states is of each; the dateline counts as much as three mentions, a town settled
/// before as much as half a mention. Only the names that `counts` says are heard.
/// The places of other names, each once.
fn elsewhere(settled: &[(usize, (f32, f32))], is_other: impl Fn(usize) -> bool) -> Vec<(f32, f32)> {
    let mut all: Vec<_> =
        settled.iter().filter(|(i, _)| is_other(*i)).map(|(_, position)| *position).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    all.dedup();
    all
}

fn shares(
    found: &[Candidate],
    dateline: &[StateCode],
    chosen: &[(Named, Meaning)],
    counts: impl Fn(usize) -> bool,
) -> Shares {
    const TOWN: f32 = 0.5;
    /// A capital that has namesakes of some size, before anything is settled: "San José".
    const SHARED: f32 = 0.1;
    /// People of a namesake that news may well mean.
    const LARGE: Option<u32> = Some(50_000);
    let mut count = Shares::new();
    for (i, candidate) in found.iter().enumerate().filter(|(i, _)| counts(*i)) {
        let read = chosen.get(i).map(|(named, _)| *named);
        let state = candidate.state.filter(|_| read.is_none_or(|r| r.is_party || r.is_adjective));
        if let Some((code, form)) = state {
            let is_large = |p: &Known| p.country != Some(code) && p.population > LARGE;
            let is_shared = form == StateForm::Capital && candidate.places.iter().any(is_large);
            *count.entry(code).or_default() += if is_shared && read.is_none() { SHARED } else { 1.0 };
        } else if let Some(read) = read
            && let Some(code) = read.country.filter(|_| read.score > 0.6)
        {
            *count.entry(code).or_default() += TOWN * read.score;
        }
    }
    for code in dateline {
        *count.entry(*code).or_default() += 3.0;
    }
    let total: f32 = count.values().sum();
    count.into_iter().map(|(code, n)| (code, n / total.max(1.0))).collect()
}

/// Where the settled names lie that are no whole states, each with its place in the list.
fn positions(found: &[Candidate], chosen: &[(Named, Meaning)]) -> Vec<(usize, (f32, f32))> {
    const SURE: f32 = 0.8;
    let spot = |i: usize| {
        let best = chosen.get(i)?.1.best.as_ref().filter(|b| b.score > SURE)?;
        let is_spot = !matches!(best.place.kind, PlaceKind::Country | PlaceKind::Sea | PlaceKind::Area);
        best.place.position.filter(|_| is_spot).map(|position| (i, position))
    };
    (0..found.len()).filter_map(spot).collect()
}
