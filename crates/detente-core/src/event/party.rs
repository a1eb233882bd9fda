//! From the words that fill a role to the parties they mean.
//!
//! "the positions of alleged insurgent groups" means the groups, "Iranian diplomats" the diplomats (of
//! Iran), "the two countries" two parties with the same words.

use super::Party;
use crate::analysis::{Analysis, Relation, Upos};
use crate::entity::Entities;
use crate::mention::{Mentions, Sort};
use crate::text::{MentionId, TokenId};
use detente_data::{ActorCode, Sector};

/// Score of a party that no list knows.
const UNLISTED: f32 = 0.4;

/// What the role fillers look into.
#[derive(Clone, Copy)]
pub struct Parties<'a> {
    /// Trees.
    pub analysis: &'a Analysis,
    /// Spans that name parties.
    pub mentions: &'a Mentions,
    /// Whom they mean.
    pub entities: &'a Entities,
}

impl Parties<'_> {
    /// The parties that a head and its conjuncts mean.
    pub fn of(&self, head: TokenId) -> Vec<Party> {
        let mut out: Vec<Party> = Vec::new();
        for one in self.analysis.conjuncts(head) {
            if one != head && !self.analysis.upos(one).is_nominal() && self.mentions.headed_by(one).is_none()
            {
                continue;
            }
            for party in self.of_one(one, 0) {
                if !out.iter().any(|p| same(p, &party)) {
                    out.push(party);
                }
            }
        }
        out
    }

    /// Whether a head means any party.
    pub fn any(&self, head: TokenId) -> bool {
        !self.of(head).is_empty()
    }

    fn of_one(&self, head: TokenId, depth: usize) -> Vec<Party> {
        if let Some(id) = self.mentions.headed_by(head) {
            let mut parties = self.of_mention(id);
            let country = self.entities.place(id).and_then(|p| p.country).map(ActorCode::State);
            // a town that the text treats as a party stands for the state it lies in
            for party in parties.iter_mut().filter(|p| p.code.is_none()) {
                party.code = country;
                party.score *= 0.6;
            }
            if !parties.is_empty() {
                return parties;
            }
        }
        if depth > 2 {
            return Vec::new();
        }
        // "Stan Storimans, a Dutch cameraman": the apposition may say what the name does not
        let below: Vec<TokenId> =
            self.analysis.children_by(head, &[Relation::Appos, Relation::Flat]).collect();
        for child in below {
            let parties = self.of_one(child, depth + 1);
            if !parties.is_empty() {
                return parties;
            }
        }
        let through = self.through_noun(head, depth);
        if through.is_empty() && depth == 0 { self.unlisted(head).into_iter().collect() } else { through }
    }

    /// A state or land that no list knows, by its name alone: "Varunia", in a text in which it shells "Keldar".
    fn unlisted(&self, head: TokenId) -> Option<Party> {
        let id = self.mentions.headed_by(head)?;
        let mention = self.mentions.get(id);
        let is_unknown = mention.sort == Sort::Place && self.entities.place(id).is_none();
        let span = self.analysis.bytes(mention.tokens);
        is_unknown.then_some(Party { span, entity: None, code: None, sector: Sector::Uns, score: UNLISTED })
    }

    /// The party that a noun belongs to, where the noun is none itself: "ISIS targets", "its territory",
    /// "the positions of the rebels".
    fn through_noun(&self, head: TokenId, depth: usize) -> Vec<Party> {
        let a = self.analysis;
        if !matches!(a.upos(head), Upos::Noun | Upos::Propn) {
            return Vec::new();
        }
        let of = a.children_by(head, &[Relation::Nmod]).filter(|c| a.case(*c).as_deref() == Some("of"));
        let owners = a.children_by(head, &[Relation::NmodPoss, Relation::Compound, Relation::Amod]);
        for child in of.chain(owners) {
            let mut parties = Vec::new();
            for one in a.conjuncts(child) {
                parties.extend(self.of_one(one, depth + 1));
            }
            if !parties.is_empty() {
                return parties;
            }
        }
        Vec::new()
    }

    /// The state that a town or region lies in, as the party hit where the words name only the place ("Russia
    /// occupied Crimea").
    pub fn by_place(&self, head: TokenId) -> Option<Party> {
        let id = self.mentions.headed_by(head)?;
        let place = self.entities.place(id)?;
        let code = ActorCode::State(place.country?);
        let span = self.analysis.bytes(self.mentions.get(id).tokens);
        Some(Party { span, entity: None, code: Some(code), sector: Sector::Gov, score: place.score * 0.5 })
    }

    /// The parties a mention means, with its own words.
    pub fn of_mention(&self, id: MentionId) -> Vec<Party> {
        let mention = self.mentions.get(id);
        let span = self.analysis.bytes(mention.tokens);
        self.entities
            .of(id)
            .iter()
            .map(|entity| {
                let e = self.entities.get(*entity);
                // the mention's own words say best in which capacity it acts ("Iranian soldiers": MIL)
                let sector = mention.sector.unwrap_or(e.sector);
                // "Secretary-General Jan Peeters" in a story from Athens is his organisation's
                let code = if sector == Sector::Igo { Some(ActorCode::Igo) } else { e.code };
                Party { span, entity: Some(*entity), code, sector, score: e.score }
            })
            .collect()
    }
}

/// Whether two parties are one as far as the text shows.
pub fn same(a: &Party, b: &Party) -> bool {
    match (a.entity, b.entity) {
        (Some(x), Some(y)) if x == y => true,
        _ => a.span == b.span && a.code == b.code,
    }
}

/// Whether two parties can be one: the same code, and neither an armed group nor civilians against a
/// government.
pub fn compatible(a: &Party, b: &Party) -> bool {
    match (a.code, b.code) {
        (Some(x), Some(y)) => x == y && camp(a.sector) == camp(b.sector),
        _ => camp(a.sector) == camp(b.sector),
    }
}

/// On which side of a state a sector stands.
pub fn camp(sector: Sector) -> u8 {
    match sector {
        Sector::Reb | Sector::Crm => 1,
        Sector::Opp | Sector::Pty => 2,
        Sector::Cvl
        | Sector::Ref
        | Sector::Rel
        | Sector::Eth
        | Sector::Lab
        | Sector::Edu
        | Sector::Med
        | Sector::Bus => 3,
        _ => 0,
    }
}
