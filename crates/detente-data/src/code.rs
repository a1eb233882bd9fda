//! Who an actor belongs to ([`ActorCode`]) and which part of it acts ([`Sector`]).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::closed::{UnknownName, closed_set};

/// ISO 3166-1 alpha-3 code of a state, or `XKX` for Kosovo.
///
/// Only the shape is checked here; whether a state has the code is for [`Knowledge::state`] to say.
///
/// ```
/// use detente_data::StateCode;
/// let iran: StateCode = "IRN".parse()?;
/// assert_eq!(iran.as_str(), "IRN");
/// assert!("Iran".parse::<StateCode>().is_err());
/// # Ok::<(), detente_data::UnknownName>(())
/// ```
///
/// [`Knowledge::state`]: crate::Knowledge::state
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StateCode([u8; 3]);

impl StateCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for StateCode {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // IGO and NGO look like codes of states and would silently shadow the two other kinds of actor.
        match text.as_bytes() {
            b"IGO" | b"NGO" => Err(UnknownName::new("state code", text)),
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(UnknownName::new("state code", text)),
        }
    }
}

impl fmt::Display for StateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for StateCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for StateCode {
    type Error = UnknownName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<StateCode> for String {
    fn from(code: StateCode) -> Self {
        code.as_str().to_owned()
    }
}

/// The code of an actor: the state it belongs to or acts in, or one of the two kinds that belong to none.
///
/// An actor of whom neither is known has no code (`Option<ActorCode>`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ActorCode {
    /// Belongs to a state, or acts in it.
    State(StateCode),
    /// An organisation of states.
    Igo,
    /// An organisation across states that is none of theirs.
    Ngo,
}

impl ActorCode {
    /// "IRN", "IGO", "NGO".
    pub fn as_str(&self) -> &str {
        match self {
            Self::State(code) => code.as_str(),
            Self::Igo => "IGO",
            Self::Ngo => "NGO",
        }
    }

    /// The state, where there is one.
    pub fn state(self) -> Option<StateCode> {
        match self {
            Self::State(code) => Some(code),
            Self::Igo | Self::Ngo => None,
        }
    }
}

impl From<StateCode> for ActorCode {
    fn from(code: StateCode) -> Self {
        Self::State(code)
    }
}

impl FromStr for ActorCode {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "IGO" => Ok(Self::Igo),
            "NGO" => Ok(Self::Ngo),
            _ => text.parse().map(Self::State).map_err(|_| UnknownName::new("actor code", text)),
        }
    }
}

impl fmt::Display for ActorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl TryFrom<String> for ActorCode {
    type Error = UnknownName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ActorCode> for String {
    fn from(code: ActorCode) -> Self {
        code.as_str().to_owned()
    }
}

closed_set! {
    /// Which part of a state or society an actor is.
    Sector, "sector" {
        /// Government: the executive, its ministries, embassies and diplomats, and a state as a whole.
        Gov = "GOV",
        /// Armed forces.
        Mil = "MIL",
        /// Police.
        Cop = "COP",
        /// Courts and prosecutors.
        Jud = "JUD",
        /// Parliaments and their members.
        Leg = "LEG",
        /// Intelligence services.
        Spy = "SPY",
        /// Armed groups against a state, and breakaway entities.
        Reb = "REB",
        /// Political opposition.
        Opp = "OPP",
        /// Political parties.
        Pty = "PTY",
        /// Organised crime.
        Crm = "CRM",
        /// Civilians.
        Cvl = "CVL",
        /// Business.
        Bus = "BUS",
        /// News media.
        Med = "MED",
        /// Schools, universities, students.
        Edu = "EDU",
        /// Non-governmental organisations.
        Ngo = "NGO",
        /// Intergovernmental organisations.
        Igo = "IGO",
        /// Refugees and displaced people.
        Ref = "REF",
        /// Workers and unions.
        Lab = "LAB",
        /// Religious bodies and communities.
        Rel = "REL",
        /// Ethnic groups.
        Eth = "ETH",
        /// Unspecified.
        Uns = "UNS",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_text() {
        for text in ["IRN", "IGO", "NGO"] {
            assert_eq!(text.parse::<ActorCode>().unwrap().as_str(), text);
        }
        for text in ["", "IR", "irn", "IRAN", "ÅLA"] {
            assert!(text.parse::<ActorCode>().is_err(), "{text}");
        }
        assert!("IGO".parse::<StateCode>().is_err());
    }

    #[test]
    fn sectors_round_trip() {
        assert_eq!(Sector::ALL.len(), 21);
        for sector in Sector::ALL {
            assert_eq!(sector.as_str().parse::<Sector>(), Ok(*sector));
        }
    }
}
