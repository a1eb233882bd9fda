//! Which of the places of one name is meant, by the company it keeps.
//!
//! People living there speak for a place, and so do the states the article talks of, other places near it, and most of
//! all the words beside it: in "Cordoba, Argentina", "the Lebanese city of Tripoli" or "Victoria in Texas" the state or
//! province named there decides.

use std::collections::BTreeMap;

use detente_data::{Entry, Knowledge, Place, PlaceKind, StateCode, StateForm};

/// How much the article speaks of each state, summing to one.
pub(super) type Shares = BTreeMap<StateCode, f32>;

/// What the words beside a name tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Told {
    /// The state named there.
    pub(super) country: Option<StateCode>,
    /// The first-level division named there.
    pub(super) division: Option<String>,
    /// Whether the word beside it is only a state's adjective, which may go with something else.
    pub(super) is_loose: bool,
    /// Whether a word for a division follows: "Niger state".
    pub(super) is_division: bool,
}

/// The company of a name.
pub(super) struct Company<'a> {
    pub(super) knowledge: &'a Knowledge,
    pub(super) share: &'a Shares,
    /// Where the article's other, settled places lie.
    pub(super) settled: &'a [(f32, f32)],
}

/// A place with how well it fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The place.
    pub place: Place,
    /// How sure it is, 0 to 1, among all places of the name.
    pub score: f32,
}

/// Two places nearer than this are one and the same for a reader.
const SAME_KM: f32 = 25.0;

/// Weight of a state as the meaning of its own name, without company.
const STATE_NAME: f32 = 7.0;

/// Weight of being a capital.
const CAPITAL: f32 = 2.5;

impl Company<'_> {
    /// How well a place fits.
    pub(super) fn weight(&self, place: &Place, told: &Told) -> f32 {
        let unpeopled = match place.kind {
            PlaceKind::District => 2.5,
            PlaceKind::City => 2.7,
            PlaceKind::Airport | PlaceKind::Base => 4.0,
            _ => 3.5,
        };
        let people = place.population.map_or(unpeopled, |p| (p.max(1) as f32).log10());
        let by_kind = if matches!(place.kind, PlaceKind::City | PlaceKind::District) { 0.0 } else { 1.0 };
        people * 0.6
            + by_kind
            + self.by_state(place.country)
            + self.by_distance(place)
            + by_words(place, told)
    }

    /// How well a state as such fits: by its own name, or by its capital's.
    pub(super) fn state_weight(&self, code: StateCode, capital: Option<&Place>, told: &Told) -> f32 {
        let base = match capital {
            Some(place) => {
                CAPITAL
                    + place.population.map_or(5.0, |p| (p.max(1) as f32).log10()) * 0.6
                    + self.by_distance(place)
            }
            None => STATE_NAME,
        };
        let beside = if told.country == Some(code) { 8.0 } else { 0.0 };
        base + self.by_state(Some(code)) + beside
    }

    fn by_state(&self, country: Option<StateCode>) -> f32 {
        country.map_or(0.3, |code| {
            let own = self.share.get(&code).copied().unwrap_or(0.0);
            let borders = |other: &StateCode| self.knowledge.neighbours(*other).contains(&code);
            let near: f32 = self.share.iter().filter(|(other, _)| borders(other)).map(|(_, s)| *s).sum();
            3.0 * own + 2.0 * (own / 0.25).min(1.0) + 1.5 * near.min(1.0)
        })
    }

    /// A place near another one of the article goes before one far from all.
    fn by_distance(&self, place: &Place) -> f32 {
        let Some(position) = place.position else { return 0.0 };
        let nearest =
            self.settled.iter().map(|other| detente_data::distance(position, *other)).min_by(f32::total_cmp);
        match nearest {
            Some(km) if km < 120.0 => 2.0,
            Some(km) if km < 300.0 => 1.2,
            Some(km) if km < 700.0 => 0.5,
            _ => 0.0,
        }
    }
}

fn by_words(place: &Place, told: &Told) -> f32 {
    let is_told = |own: bool, weight: f32| if own { weight } else { 0.0 };
    let country = told.country.is_some() && place.country == told.country;
    let is_division = place.division.as_ref().is_some_and(|own| told.division.as_ref() == Some(own));
    // "Victoria, Texas": the town goes before a province of the state that Texas lies in.
    let is_kind = told.is_division && matches!(place.kind, PlaceKind::Province | PlaceKind::District);
    is_told(country, if told.is_loose { 3.0 } else { 8.0 })
        + is_told(is_division, 6.0)
        + is_told(is_kind, 5.0)
}

/// The best place and the next that is somewhere else, each with its score.
pub(super) fn rank(places: &[Place], weights: &[f32]) -> (Option<Ranked>, Option<Ranked>) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
    let Some(&first) = order.first() else { return (None, None) };
    let is_same = |other: usize| places[first].distance(&places[other]).is_some_and(|km| km < SAME_KM);
    let share = |i: usize| (weights[i] - weights[first]).exp();
    let total: f32 = order.iter().map(|i| share(*i)).sum();
    // A town, its district and its airport are no rivals: their weight counts for the one meant.
    let own: f32 = order.iter().filter(|i| **i == first || is_same(**i)).map(|i| share(*i)).sum();
    let ranked =
        |i: usize, sum: f32| Ranked { place: places[i].clone(), score: sum / total.max(f32::MIN_POSITIVE) };
    let second = order.iter().copied().find(|i| *i != first && !is_same(*i));
    (Some(ranked(first, own)), second.map(|i| ranked(i, share(i))))
}

/// All places of a name and the state of that name, ranked by the states talked about alone.
pub(super) fn alone(knowledge: &Knowledge, name: &str, near: &[StateCode]) -> Vec<Ranked> {
    let share: Shares = near.iter().map(|code| (*code, 1.0 / near.len() as f32)).collect();
    let company = Company { knowledge, share: &share, settled: &[] };
    let told = Told::default();
    let states = knowledge.named(name).into_iter().filter_map(|entry| match entry {
        Entry::State(state, StateForm::Name) => knowledge.state_place(state.code),
        _ => None,
    });
    let state_weight =
        |place: &Place| place.country.map_or(0.0, |code| company.state_weight(code, None, &told));
    let mut found: Vec<(f32, Place)> = states.map(|place| (state_weight(&place), place)).collect();
    found.extend(knowledge.places(name).into_iter().map(|place| (company.weight(&place, &told), place)));
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let top = found.first().map_or(0.0, |(weight, _)| *weight);
    let total: f32 = found.iter().map(|(weight, _)| (weight - top).exp()).sum();
    let score = |weight: f32| (weight - top).exp() / total.max(f32::MIN_POSITIVE);
    found.into_iter().map(|(weight, place)| Ranked { place, score: score(weight) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(name: &str, share: &[(&str, f32)], told: &Told) -> (String, f32) {
        let knowledge = Knowledge::builtin();
        let share: Shares = share.iter().filter_map(|(code, s)| Some((code.parse().ok()?, *s))).collect();
        let company = Company { knowledge, share: &share, settled: &[] };
        let places = knowledge.places(name);
        let weights: Vec<f32> = places.iter().map(|p| company.weight(p, told)).collect();
        let (best, _) = rank(&places, &weights);
        best.map(|b| (b.place.country.map(|c| c.to_string()).unwrap_or_default(), b.score))
            .unwrap_or_default()
    }

    #[test]
    fn the_state_talked_about_and_the_words_beside_decide() {
        let silent = Told::default();
        assert_eq!(best("Cordoba", &[], &silent).0, "ARG");
        assert_eq!(best("Cordoba", &[("ESP", 1.0)], &silent).0, "ESP");
        let told = Told { country: "COL".parse().ok(), ..Told::default() };
        assert_eq!(best("Cordoba", &[("ESP", 1.0)], &told).0, "COL");
        let texas =
            Told { country: "USA".parse().ok(), division: Some("Texas".to_owned()), ..Told::default() };
        assert_eq!(best("Victoria", &[], &texas).0, "USA");
    }

    #[test]
    fn a_name_of_one_place_is_sure_and_a_shared_one_is_not() {
        assert!(best("Mogadishu", &[], &Told::default()).1 > 0.9);
        assert!(best("San José", &[], &Told::default()).1 < 0.9);
        assert_eq!(rank(&[], &[]), (None, None));
    }
}
