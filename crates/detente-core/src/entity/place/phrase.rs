//! Where a noun phrase lies: "the central square of Gori", "Iranian territory near the border", "the Yemeni capital".

use detente_data::{SettingWords, StateCode};

use super::atlas::{Atlas, Extent, Named};
use crate::analysis::{Analysis, Relation, Upos};
use crate::text::{TokenId, TokenSpan};

/// How deep "the gate of the base in the suburb of ..." is followed.
const DEPTH: usize = 4;

/// A phrase that names a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lies {
    /// Its words, without a preposition.
    pub(super) tokens: TokenSpan,
    /// Where.
    pub(super) country: Option<StateCode>,
    /// How narrow it is.
    pub(super) extent: Extent,
    /// How sure the state is.
    pub(super) score: f32,
    /// The next best.
    pub(super) runner_up: Option<StateCode>,
    /// Whether it is a line between states, on whichever side the one that acts stands.
    pub(super) is_border: bool,
}

pub(super) fn is_in(list: &[String], lemma: &str) -> bool {
    list.iter().any(|w| w == lemma)
}

/// Looks up where phrases lie.
pub(super) struct Phrases<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) atlas: &'a Atlas,
}

impl Phrases<'_> {
    /// Where the phrase headed by `head` lies, if it names a place.
    pub(super) fn lies(&self, head: TokenId) -> Option<Lies> {
        self.lies_within(head, DEPTH)
    }

    fn lies_within(&self, head: TokenId, depth: usize) -> Option<Lies> {
        let depth = depth.checked_sub(1)?;
        let lemma = self.analysis.lemma(head).to_lowercase();
        let words = SettingWords::get();
        if let Some(named) = self.atlas.at(head).filter(|n| !n.is_adjective) {
            return Some(from_name(named));
        }
        let is_noun = matches!(self.analysis.upos(head), Upos::Noun | Upos::Propn);
        if !is_noun {
            return None;
        }
        let is_mission = is_in(&words.missions, &lemma);
        let is_place = is_in(&words.places, &lemma) || is_mission;
        let below = self.below(head, depth, is_place);
        let beside = self.beside(head).filter(|_| !is_mission);
        let tokens = self.span(head);
        let extent = if is_in(&["country".into(), "state".into(), "nation".into()], &lemma) {
            Extent::State
        } else {
            Extent::Spot
        };
        let is_border = is_in(&words.borders, &lemma);
        let spot = |found: Lies| Lies { tokens, extent, is_border, ..found };
        if is_place {
            // "the Pakistani border village in Balochistan": the people's own word goes before the name of a region
            // that lies in two states.
            let sure_side = beside.filter(|s| below.is_none_or(|b| b.country != s.country && b.score < 0.9));
            let known = sure_side.or(below).or(beside).map(spot);
            return Some(known.or_else(|| self.again(head, &lemma)).unwrap_or(Lies {
                tokens,
                country: None,
                extent,
                score: 0.0,
                runner_up: None,
                is_border,
            }));
        }
        // "the courtyard of a house in Akcakale", "a ferry off Incheon": any noun that stands in a place.
        below.map(|found| Lies { tokens: found.tokens, ..found })
    }

    /// The place in an attribute that follows ("of Gori", "in Balochistan province") or an apposed name.
    fn below(&self, head: TokenId, depth: usize, is_place: bool) -> Option<Lies> {
        let relations =
            [Relation::Appos, Relation::Flat, Relation::NmodDesc, Relation::Nmod, Relation::Compound];
        let mut found = None;
        for child in self.analysis.children(head).iter().copied() {
            let relation = self.analysis.relation(child);
            if !relations.contains(&relation) {
                continue;
            }
            let inner = match relation {
                Relation::Nmod => {
                    let case = self.analysis.case(child).unwrap_or_default();
                    // "the square of Gori" lies in Gori, "the request of France" nowhere.
                    let is_inner = is_place && case == "of"
                        || matches!(
                            case.as_str(),
                            "in" | "at"
                                | "near"
                                | "on"
                                | "inside"
                                | "outside"
                                | "off"
                                | "close to"
                                | "around"
                                | "within"
                                | "across"
                        );
                    self.lies_within(child, depth).filter(|l| is_inner && l.country.is_some())
                }
                Relation::Compound => self
                    .atlas
                    .at(child)
                    .filter(|n| n.extent != Extent::State && !n.is_adjective)
                    .map(from_name),
                _ => self.lies_within(child, depth).filter(|l| l.country.is_some()),
            };
            found = found.or(inner);
        }
        found
    }

    /// The state that a word before the noun names ("Iranian territory", "Ecuador's Sucumbios province").
    fn beside(&self, head: TokenId) -> Option<Lies> {
        let relations =
            [Relation::Amod, Relation::Compound, Relation::NmodPoss, Relation::NmodDesc, Relation::Nmod];
        let named = self
            .analysis
            .children_by(head, &relations)
            .filter(|c| *c < head)
            .find_map(|c| self.atlas.at(c))?;
        Some(from_name(named))
    }

    /// "the town", "the capital", "the country": what was named before, or where the story was filed.
    fn again(&self, head: TokenId, lemma: &str) -> Option<Lies> {
        let tokens = self.span(head);
        let lies =
            |country, extent| Lies { tokens, country, extent, score: 0.5, runner_up: None, is_border: false };
        if lemma == "capital" {
            let country = self.atlas.dateline.first().copied().or_else(|| self.atlas.main_state())?;
            return Some(lies(Some(country), Extent::Spot));
        }
        if !is_in(&SettingWords::get().again, lemma) || !self.is_definite(head) {
            return None;
        }
        let sentence = self.analysis.token(head).sentence.index();
        let last = self.atlas.all().iter().rev().find(|n| {
            let at = TokenId::new(n.tokens.start());
            at < head && n.extent == Extent::Spot && self.analysis.token(at).sentence.index() + 4 >= sentence
        })?;
        Some(lies(last.country, Extent::Spot))
    }

    fn is_definite(&self, head: TokenId) -> bool {
        self.analysis
            .children_by(head, &[Relation::Det])
            .any(|d| matches!(self.analysis.lemma(d), "the" | "this" | "that"))
    }

    /// The noun with what stands before it and the names apposed or attached to it.
    fn span(&self, head: TokenId) -> TokenSpan {
        let mut span = TokenSpan::of(head);
        for child in self.analysis.children(head).iter().copied() {
            let keeps = match self.analysis.relation(child) {
                Relation::Det
                | Relation::Amod
                | Relation::Compound
                | Relation::NmodPoss
                | Relation::NmodDesc
                | Relation::Nummod => child < head,
                Relation::Flat => true,
                Relation::Nmod => child > head && child.index() < head.index() + 5,
                _ => false,
            };
            if keeps {
                let inner = if child > head { self.span(child) } else { self.analysis.subtree(child) };
                span = span.cover(inner);
            }
        }
        span
    }
}

fn from_name(named: &Named) -> Lies {
    Lies {
        tokens: named.tokens,
        country: named.country,
        extent: named.extent,
        score: named.score,
        runner_up: named.runner_up,
        is_border: false,
    }
}
