//! What the words beside a name tell of where it lies: "Hyderabad, Pakistan", "Angostura, in Ecuador's Sucumbios
//! province", "the Lebanese port of Tripoli", "Atlanta, Georgia".

use detente_data::{Place as Known, PlaceKind, SettingWords, StateForm};

use super::atlas::Candidate;
use super::choice::Told;
use super::phrase::is_in;

/// What the names around the one at `at` tell of it.
pub(super) fn told(words: &[&str], found: &[Candidate], at: usize) -> Told {
    let this = &found[at];
    let between = |one: &Candidate, other: &Candidate| {
        words.get(one.tokens.end()..other.tokens.start()).unwrap_or_default()
    };
    let after = found.get(at + 1).filter(|next| follows(between(this, next)));
    let before = at.checked_sub(1).map(|i| &found[i]);
    let beside = after.map(|next| (next, false)).or_else(|| {
        let last = before.filter(|last| leads(between(last, this), last))?;
        Some((last, last.state.is_some_and(|(_, form)| form != StateForm::Name)))
    });
    let mut told = beside.map(|(other, is_loose)| by_larger(this, other, is_loose)).unwrap_or_default();
    if let Some(town) = before.filter(|last| told.country.is_none() && follows(between(last, this))) {
        told.country = by_town(this, town);
    }
    let next = words.get(this.tokens.end()).map(|w| w.to_lowercase()).unwrap_or_default();
    told.is_division = is_in(&SettingWords::get().divisions, &next);
    told
}

/// By the state or the province named beside.
fn by_larger(this: &Candidate, other: &Candidate, is_loose: bool) -> Told {
    // A province counts where one of this name's places lies in it.
    let holds = |province: &&Known| {
        matches!(province.kind, PlaceKind::Province | PlaceKind::Region)
            && this.places.iter().any(|p| lies_in(p, province))
    };
    if let Some(province) = other.places.iter().find(holds) {
        return Told { country: province.country, division: Some(province.name.clone()), ..Told::default() };
    }
    let own = this.state.filter(|(_, form)| *form == StateForm::Name).map(|(code, _)| code);
    let state = other.state.filter(|(code, form)| {
        !matches!(form, StateForm::Capital | StateForm::Seat(_)) && own != Some(*code)
    });
    Told { country: state.map(|(code, _)| code), is_loose, ..Told::default() }
}

/// For a province that is a state's name too: the town before it lies in it.
fn by_town(this: &Candidate, town: &Candidate) -> Option<detente_data::StateCode> {
    let is_town = town.state.is_none_or(|(_, form)| form == StateForm::Capital);
    let holds =
        |p: &&Known| p.kind == PlaceKind::Province && town.places.iter().any(|inner| lies_in(inner, p));
    this.places.iter().find(holds).and_then(|p| p.country).filter(|_| is_town)
}

fn lies_in(place: &Known, province: &Known) -> bool {
    place.country == province.country && place.division.as_deref() == Some(province.name.as_str())
}

fn is_possessive(word: &str) -> bool {
    matches!(word, "'s" | "’s" | "'" | "’")
}

/// Whether these words join a place to the larger one named after it: ", in the", "in northern".
fn follows(between: &[&str]) -> bool {
    let joins = |w: &&str| matches!(*w, "," | "(") || is_in(&SettingWords::get().joins, &w.to_lowercase());
    let first = between.first().is_some_and(|w| matches!(*w, "," | "(" | "in"));
    first && between.len() <= 4 && between.iter().all(joins)
}

/// Whether these words join a place to the larger one named before it: "'s", "city of", "'s northern port of".
fn leads(between: &[&str], last: &Candidate) -> bool {
    let words = SettingWords::get();
    let joins = |w: &&str| {
        let low = w.to_lowercase();
        is_possessive(w) || low == "of" || is_in(&words.joins, &low) || is_in(&words.places, &low)
    };
    let is_adjective =
        last.state.is_some_and(|(_, form)| matches!(form, StateForm::Adjective | StateForm::Demonym));
    let owns = between.first().is_some_and(|w| is_possessive(w));
    let is_of = between.last().is_some_and(|w| *w == "of");
    (is_adjective || owns || is_of) && between.len() <= 5 && between.iter().all(joins)
}
