//! The event ontology PLOVER: sixteen types, their modes, and how much each weighs.
//!
//! Types, modes and scores are those of the PLOVER manual (openeventdata/PLOVER, state of 2024-02-04),
//! MIT licence. Where the manual contradicts itself, the choice made here is explained at the place.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::closed::{UnknownName, closed_set};

closed_set! {
    /// What kind of event it is.
    EventType, "event type" {
        /// Agreeing or promising to cooperate, to meet, to end a conflict.
        Agree = "AGREE",
        /// Talks, calls, visits.
        Consult = "CONSULT",
        /// Diplomatic cooperation: praising, recognising, signing.
        Support = "SUPPORT",
        /// Declaring, but not yet carrying out, that one yields.
        Concede = "CONCEDE",
        /// Material cooperation.
        Cooperate = "COOPERATE",
        /// Material aid.
        Aid = "AID",
        /// Yielding in deed.
        Retreat = "RETREAT",
        /// Asking or demanding.
        Request = "REQUEST",
        /// Blaming, condemning, investigating.
        Accuse = "ACCUSE",
        /// Refusing.
        Reject = "REJECT",
        /// Warning of a consequence.
        Threaten = "THREATEN",
        /// Protest by people.
        Protest = "PROTEST",
        /// Reducing relations, stopping aid or trade, convicting.
        Sanction = "SANCTION",
        /// Moving or alerting forces.
        Mobilize = "MOBILIZE",
        /// Restricting, seizing, arresting.
        Coerce = "COERCE",
        /// Violence.
        Assault = "ASSAULT",
    }
}

closed_set! {
    /// Whether an event is told as a fact.
    Status, "status" {
        /// It took place.
        Happened = "happened",
        /// It goes on.
        Ongoing = "ongoing",
        /// Planned, announced, promised.
        Future = "future",
        /// Could, if, feared.
        Hypothetical = "hypothetical",
        /// The narrator says it did not happen.
        Negated = "negated",
    }
}

/// The four fields made by word or deed, cooperation or conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuadClass {
    /// Cooperation in words.
    VerbalCooperation,
    /// Cooperation in deeds.
    MaterialCooperation,
    /// Conflict in words.
    VerbalConflict,
    /// Conflict in deeds.
    MaterialConflict,
}

impl QuadClass {
    /// The number 1 to 4 that GDELT uses.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }
}

impl EventType {
    /// The quad class.
    ///
    /// The manual's summary table calls SANCTION verbal, its own section material; the section is followed,
    /// for an expulsion or an embargo is a deed.
    pub fn quad_class(self) -> QuadClass {
        match self {
            Self::Agree | Self::Consult | Self::Support | Self::Concede => QuadClass::VerbalCooperation,
            Self::Cooperate | Self::Aid | Self::Retreat => QuadClass::MaterialCooperation,
            Self::Request | Self::Accuse | Self::Reject | Self::Threaten => QuadClass::VerbalConflict,
            Self::Protest | Self::Sanction | Self::Mobilize | Self::Coerce | Self::Assault => {
                QuadClass::MaterialConflict
            }
        }
    }

    /// Intensity of an event without a mode, from -10 (conflict) to 10 (cooperation).
    ///
    /// The manual prints +3 for ACCUSE. All its modes are negative (-2, -3.5, -3.5) and so are its neighbours,
    /// so this is taken for a slip of the sign.
    pub fn intensity(self) -> f32 {
        match self {
            Self::Agree | Self::Consult => 2.5,
            Self::Support => 5.0,
            Self::Concede => 4.5,
            Self::Cooperate => 9.5,
            Self::Aid => 10.0,
            Self::Retreat => 6.5,
            Self::Request => 0.0,
            Self::Accuse => -3.0,
            Self::Reject => -2.0,
            Self::Threaten => -3.5,
            Self::Protest => -5.0,
            Self::Sanction => -6.0,
            Self::Mobilize => -5.5,
            Self::Coerce => -7.0,
            Self::Assault => -9.0,
        }
    }

    /// Whether all parties are actors and none is a recipient.
    pub fn is_symmetric(self) -> bool {
        matches!(self, Self::Consult | Self::Agree | Self::Cooperate)
    }

    /// The modes of this type, in the manual's order; empty where it has none.
    pub fn modes(self) -> impl Iterator<Item = Mode> {
        Mode::ALL.iter().copied().filter(move |mode| mode.event_type() == self)
    }
}

macro_rules! modes {
    ($($event_type:ident { $($(#[$doc:meta])* $variant:ident = $text:literal $score:literal),* $(,)? })*) => {
        /// How an event of a type was done. A name that several types share has a variant for each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum Mode {
            $($($(#[$doc])* $variant,)*)*
        }

        impl Mode {
            /// Every mode, by type.
            pub const ALL: &'static [Self] = &[$($(Self::$variant,)*)*];

            /// The name within its type: "third-party", "heavy-weapons". Several types may share it.
            pub fn as_str(self) -> &'static str {
                match self { $($(Self::$variant => $text,)*)* }
            }

            /// The type this mode belongs to.
            pub fn event_type(self) -> EventType {
                match self { $($(Self::$variant => EventType::$event_type,)*)* }
            }

            /// Intensity, from -10 (conflict) to 10 (cooperation).
            pub fn intensity(self) -> f32 {
                match self { $($(Self::$variant => $score,)*)* }
            }
        }
    };
}

// The manual's section on PROTEST also names `vandalize`, without a score; it is left out here and such
// an event is a `riot`.
modes! {
    Consult {
        /// A visit of one party to the other.
        Visit = "visit" 4.0,
        /// A third party mediates or hosts.
        ThirdParty = "third-party" 1.0,
        /// More than two parties.
        Multilateral = "multilateral" 4.0,
        /// A telephone call or the like.
        Phone = "phone" 1.5,
    }
    Retreat {
        /// Forces are withdrawn.
        RetreatWithdraw = "withdraw" 8.0,
        /// People or property are released.
        Release = "release" 6.5,
        /// Weapons are given up.
        Disarm = "disarm" 10.0,
        /// Fighting stops.
        Ceasefire = "ceasefire" 7.5,
        /// Access is granted.
        Access = "access" 6.5,
        /// An official resigns.
        Resign = "resign" 4.5,
    }
    Request {
        /// For aid or cooperation.
        RequestAssist = "assist" 0.5,
        /// For a change of policy or leaders.
        RequestChange = "change" -1.0,
        /// For a retreat or a concession.
        RequestYield = "yield" -1.0,
        /// For talks.
        RequestMeet = "meet" 0.0,
    }
    Accuse {
        /// Disapproval, condemnation, an official complaint.
        Disapprove = "disapprove" -2.0,
        /// An inquiry.
        Investigate = "investigate" -3.5,
        /// An allegation of wrongdoing.
        Allege = "allege" -3.5,
    }
    Reject {
        /// Refusal to help or to cooperate.
        RejectAssist = "assist" -1.5,
        /// Refusal of a change of policy or leaders.
        RejectChange = "change" -2.0,
        /// Refusal to retreat or to concede.
        RejectYield = "yield" -2.0,
        /// Refusal to talk.
        RejectMeet = "meet" -2.0,
    }
    Threaten {
        /// With restrictions.
        ThreatenRestrict = "restrict" -3.0,
        /// With arrests or legal action.
        ThreatenArrest = "arrest" -3.5,
        /// With reducing relations, aid, trade.
        Relations = "relations" -3.5,
        /// With expulsion.
        ThreatenExpel = "expel" -3.5,
        /// With taking territory.
        Territory = "territory" -4.0,
        /// With violence.
        Violence = "violence" -3.5,
    }
    Protest {
        /// A demonstration.
        Demo = "demo" -5.0,
        /// A violent protest.
        Riot = "riot" -7.0,
        /// A strike.
        Strike = "strike" -5.0,
        /// A hunger strike.
        Hunger = "hunger" -4.5,
        /// A boycott.
        Boycott = "boycott" -4.5,
        /// Roads or buildings are blocked.
        Obstruct = "obstruct" -4.5,
    }
    Sanction {
        /// A verdict.
        Convict = "convict" -6.0,
        /// The other side's envoys are sent away.
        SanctionExpel = "expel" -5.5,
        /// The own envoys are called home.
        SanctionWithdraw = "withdraw" -6.0,
        /// Aid, trade, agreements, relations are stopped.
        Discontinue = "discontinue" -6.0,
    }
    Mobilize {
        /// Troops.
        Troops = "troops" -6.5,
        /// Weapons and their tests.
        Weapons = "weapons" -6.5,
        /// Police.
        Police = "police" -5.5,
        /// Militias.
        Militia = "militia" -6.0,
    }
    Coerce {
        /// Property or territory is taken.
        Seize = "seize" -7.0,
        /// Movement or rights are restricted; borders, airspace closed.
        CoerceRestrict = "restrict" -7.0,
        /// Speech or media are.
        Censor = "censor" -6.5,
        /// A curfew.
        Curfew = "curfew" -6.5,
        /// Martial law or a state of emergency.
        MartialLaw = "martial-law" -7.5,
        /// An arrest.
        CoerceArrest = "arrest" -7.0,
        /// A deportation.
        Deport = "deport" -7.0,
        /// Something owed is withheld.
        Withhold = "withhold" -7.0,
        /// Deliberate falsehood.
        Misinformation = "misinformation" -6.5,
        /// An attack on computers.
        Cyber = "cyber" -7.0,
    }
    Assault {
        /// Kidnapping, hostage-taking, hijacking.
        Abduct = "abduct" -8.5,
        /// Beating.
        Beat = "beat" -7.5,
        /// Torture.
        Torture = "torture" -8.5,
        /// Sexual violence.
        Sexual = "sexual" -8.5,
        /// The killing of someone chosen; an execution.
        Targeted = "targeted" -9.5,
        /// Destruction of property.
        Destroy = "destroy" -8.5,
        /// With blades, stones, fire.
        Primitive = "primitive" -8.0,
        /// With small arms.
        Firearms = "firearms" -9.0,
        /// With bombs, mines.
        Explosives = "explosives" -9.0,
        /// An attacker who dies in it.
        SuicideAttack = "suicide-attack" -9.5,
        /// From the air, missiles included.
        Aerial = "aerial" -9.5,
        /// With unmanned aircraft.
        Drone = "drone" -9.5,
        /// With artillery, rockets, tanks.
        HeavyWeapons = "heavy-weapons" -9.5,
        /// Against a crowd.
        CrowdControl = "crowd-control" -7.5,
        /// With chemical, biological, nuclear weapons.
        Unconventional = "unconventional" -10.0,
    }
}

impl Mode {
    /// The mode of that type with that name.
    ///
    /// ```
    /// use detente_data::{EventType, Mode};
    /// assert_eq!(Mode::parse(EventType::Sanction, "withdraw"), Some(Mode::SanctionWithdraw));
    /// assert_eq!(Mode::parse(EventType::Sanction, "drone"), None);
    /// ```
    pub fn parse(event_type: EventType, name: &str) -> Option<Self> {
        event_type.modes().find(|mode| mode.as_str() == name)
    }

    /// Type and name, e.g. "SANCTION/withdraw": unique, and how serde writes a mode.
    pub fn qualified(self) -> String {
        format!("{}/{}", self.event_type(), self.as_str())
    }
}

/// Writes the name within its type.
impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Reads a qualified name ("SANCTION/withdraw"), or a bare one that only one type has ("phone").
impl FromStr for Mode {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownName::new("mode", text);
        if let Some((event_type, name)) = text.split_once('/') {
            let event_type = event_type.parse().map_err(|_| unknown())?;
            return Self::parse(event_type, name).ok_or_else(unknown);
        }
        let mut bearers = Self::ALL.iter().filter(|mode| mode.as_str() == text);
        match (bearers.next(), bearers.next()) {
            (Some(mode), None) => Ok(*mode),
            _ => Err(unknown()),
        }
    }
}

impl TryFrom<String> for Mode {
    type Error = UnknownName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Mode> for String {
    fn from(mode: Mode) -> Self {
        mode.qualified()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_round_trip() {
        for mode in Mode::ALL {
            assert_eq!(Mode::parse(mode.event_type(), mode.as_str()), Some(*mode));
            assert_eq!(mode.qualified().parse(), Ok(*mode));
        }
        assert_eq!("phone".parse(), Ok(Mode::Phone));
        assert!("withdraw".parse::<Mode>().is_err(), "two types have it");
    }

    #[test]
    fn types_have_their_modes() {
        assert_eq!(EventType::ALL.len(), 16);
        assert_eq!(EventType::Assault.modes().count(), 15);
        assert_eq!(EventType::Coerce.modes().count(), 10);
        assert_eq!(EventType::Agree.modes().count(), 0);
    }

    #[test]
    fn conflict_is_never_positive() {
        for event_type in EventType::ALL {
            let cooperative = event_type.quad_class().number() <= 2;
            assert_eq!(event_type.intensity() > 0.0, cooperative, "{event_type}");
        }
    }
}
