//! One event as one article tells it: all that the stages across articles may see of it.
//!
//! The ledger makes reports of its records. "Pakistan's army said two children were killed in the strike" is an
//! ASSAULT with Iran as actor and an account by Pakistan's military with two dead.

use std::fmt;
use std::str::FromStr;

use detente_data::{
    ActorCode, CameoCode, CommitmentState, EventType, Mode, RelationChange, Sector, Stance, StateCode, Status,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An article's lasting number: made of its identity (source and the source's own name for it), the same in every
/// ledger and in every order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleKey(pub u64);

/// Articles whose texts are copies or rewrites of one another have one origin: the key of the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OriginKey(pub ArticleKey);

/// An event of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReportId {
    /// The article.
    pub article: ArticleKey,
    /// The event's place among the article's events, from 0.
    pub event: u32,
}

/// A party as an article names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Who {
    /// The state it belongs to or acts in, or IGO or NGO.
    pub code: Option<ActorCode>,
    /// What part of a society it is.
    pub sector: Sector,
    /// Its name: the one in the knowledge base or the fullest in the article.
    pub name: Option<String>,
    /// How sure the code is, 0 to 1.
    pub score: f32,
}

/// A party to dyads and crises: a state with all that acts for it, or a group or organisation of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PartyId {
    /// A state, its government, forces and people.
    State(StateCode),
    /// An armed group, an organisation, anybody with a name and no state that answers for it.
    Group(String),
}

impl Who {
    /// The party that it is or acts for. Nobody known: none.
    ///
    /// Rebels act in a state and not for it: "Jaish al-Adl" has the code of Iran, and is a party of its own.
    pub fn party(&self) -> Option<PartyId> {
        let stands_alone =
            matches!(self.sector, Sector::Reb | Sector::Crm | Sector::Igo | Sector::Ngo | Sector::Uns);
        match (self.code, &self.name) {
            (_, Some(name)) if stands_alone => Some(PartyId::Group(name.clone())),
            (Some(ActorCode::State(code)), _) if !stands_alone => Some(PartyId::State(code)),
            (Some(ActorCode::State(code)), _) => Some(PartyId::Group(format!("{} in {code}", self.sector))),
            (_, Some(name)) => Some(PartyId::Group(name.clone())),
            _ => None,
        }
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartyId::State(code) => f.pad(code.as_str()),
            PartyId::Group(name) => f.pad(name),
        }
    }
}

impl FromStr for PartyId {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.parse().map_or_else(|_| PartyId::Group(text.to_string()), PartyId::State))
    }
}

impl From<String> for PartyId {
    fn from(text: String) -> Self {
        text.parse().map_or_else(|_| PartyId::Group(text), PartyId::State)
    }
}

impl From<PartyId> for String {
    fn from(party: PartyId) -> Self {
        party.to_string()
    }
}

/// An interval of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Days {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// Where an event is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Its name: the gazetteer's, or the article's words.
    pub name: String,
    /// The state it lies in.
    pub country: Option<StateCode>,
    /// Degrees north and east.
    pub position: Option<(f32, f32)>,
    /// How far the event may lie from there, in kilometres: 0 for a town, hundreds for a state.
    pub radius_km: f32,
}

/// A number of people: least and, where the source bounds it, most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Toll {
    /// Least.
    pub min: u64,
    /// Most.
    pub max: Option<u64>,
}

/// Who gives an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Claimant {
    /// The agency itself, by name where it signs.
    Narrator(Option<String>),
    /// Somebody it quotes.
    Party(Who),
}

/// One source's account within a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Who says so.
    pub claimant: Claimant,
    /// In which stance.
    pub stance: Stance,
    /// The dead by this account.
    pub killed: Option<Toll>,
    /// The injured by this account.
    pub injured: Option<Toll>,
    /// What was hit or meant by this account, in its words.
    pub target: Option<String>,
    /// How sure the reader is of the account, 0 to 1.
    pub score: f32,
}

/// A promise or agreement that an event makes, keeps or breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// What became of it, as far as the article says.
    pub state: CommitmentState,
    /// The content words of what was promised, as sorted hashes.
    pub words: Vec<u32>,
}

/// One event as one article tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Which event of which article.
    pub id: ReportId,
    /// The first of the texts that the article is a copy of; its own key where it is none.
    pub origin: OriginKey,
    /// Day of publication, or else of arrival.
    pub published: Date,
    /// PLOVER type.
    pub kind: EventType,
    /// PLOVER mode.
    pub mode: Option<Mode>,
    /// CAMEO code.
    pub cameo: CameoCode,
    /// Whether it happened.
    pub status: Status,
    /// Who did it.
    pub actors: Vec<Who>,
    /// To or with whom.
    pub recipients: Vec<Who>,
    /// When, where the article tells.
    pub days: Option<Days>,
    /// Where, where the article tells.
    pub place: Option<Spot>,
    /// Who says what of it.
    pub accounts: Vec<Account>,
    /// Events of the same article that it answers.
    pub answers: Vec<u32>,
    /// Change of official relations it brings.
    pub relation: Option<RelationChange>,
    /// Promise it makes, keeps or breaks.
    pub promise: Option<Promise>,
    /// The content words of the sentences that tell it, as sorted hashes: what two tellings can be compared by.
    pub words: Vec<u32>,
    /// How sure the reader is of the event, 0 to 1.
    pub score: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: Option<&str>, sector: Sector, name: Option<&str>, party: Option<&str>) {
        let code = code.map(|c| c.parse().expect("a code"));
        let who = Who { code, sector, name: name.map(String::from), score: 1.0 };
        assert_eq!(who.party().map(|p| p.to_string()), party.map(String::from), "{who:?}");
    }

    #[test]
    fn a_state_answers_for_its_forces_and_not_for_its_rebels() {
        check(Some("IRN"), Sector::Mil, Some("Revolutionary Guards"), Some("IRN"));
        check(Some("IRN"), Sector::Reb, Some("Jaish al-Adl"), Some("Jaish al-Adl"));
        check(Some("IRN"), Sector::Reb, None, Some("REB in IRN"));
        check(Some("IGO"), Sector::Igo, Some("United Nations"), Some("United Nations"));
        check(None, Sector::Gov, None, None);
    }

    #[test]
    fn a_party_reads_back_from_its_name() {
        for text in ["IRN", "Jaish al-Adl", "IGO"] {
            let party: PartyId = text.to_string().into();
            assert_eq!(party.to_string(), text);
        }
    }
}
