//! The accounts of an incident, claimant by claimant: who says what, and what they said last.

use std::cmp::Ordering;

use detente_data::Sector;
use jiff::civil::Date;

use super::{Figures, Side};
use crate::report::{Account, ArticleKey, Claimant, PartyId, Report, Toll};

/// One account with its report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voice<'r> {
    pub(super) report: &'r Report,
    pub(super) account: &'r Account,
    /// Its place among the report's accounts.
    at: u32,
}

/// Whether two accounts are by one claimant: "Pakistan's army" is another than "Pakistan's foreign ministry", and an
/// agency that does not sign is another in every article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Speaker {
    Agency(String),
    Unsigned(ArticleKey),
    Party(PartyId, Sector),
    /// Somebody of whom only the kind is told: "witnesses", "officials".
    Nameless(Sector),
}

/// All accounts, the latest last.
pub(super) fn voices<'r>(reports: &[&'r Report]) -> Vec<Voice<'r>> {
    let mut all = Vec::new();
    for report in reports {
        for (at, account) in (0u32..).zip(&report.accounts) {
            all.push(Voice { report, account, at });
        }
    }
    all.sort_by_key(|voice| voice.when());
    all
}

/// What each claimant said last, by claimant; `says` picks the accounts that count.
pub(super) fn latest<'r>(voices: &[Voice<'r>], says: impl Fn(&Account) -> bool) -> Vec<Voice<'r>> {
    let mut last = std::collections::BTreeMap::new();
    for voice in voices.iter().filter(|voice| says(voice.account)) {
        last.insert(voice.speaker(), *voice);
    }
    last.into_values().collect()
}

impl Voice<'_> {
    fn when(&self) -> (Date, ArticleKey, u32, u32) {
        (self.report.published, self.report.id.article, self.report.id.event, self.at)
    }

    pub(super) fn speaker(&self) -> Speaker {
        match &self.account.claimant {
            Claimant::Narrator(Some(agency)) => Speaker::Agency(agency.clone()),
            Claimant::Narrator(None) => Speaker::Unsigned(self.report.id.article),
            Claimant::Party(who) => {
                who.party().map_or(Speaker::Nameless(who.sector), |party| Speaker::Party(party, who.sector))
            }
        }
    }

    /// The party that speaks; none for an agency.
    pub(super) fn party(&self) -> Option<PartyId> {
        match &self.account.claimant {
            Claimant::Narrator(_) => None,
            Claimant::Party(who) => who.party(),
        }
    }

    pub(super) fn is_narrator(&self) -> bool {
        matches!(self.account.claimant, Claimant::Narrator(_))
    }

    pub(super) fn side(&self) -> Side {
        Side { claimant: self.account.claimant.clone(), report: self.report.id, account: self.at }
    }

    pub(super) fn in_time(&self, other: &Self) -> Ordering {
        self.when().cmp(&other.when())
    }
}

/// The figures that stand: each claimant's last. A correction by the one who gave a figure puts the old one away.
pub(super) fn figures(voices: &[Voice<'_>], of: impl Fn(&Account) -> Option<Toll>) -> Option<Figures> {
    let standing = latest(voices, |account| of(account).is_some());
    let tolls: Vec<(Claimant, Toll)> =
        standing.iter().filter_map(|v| Some((v.account.claimant.clone(), of(v.account)?))).collect();
    let last = standing.iter().max_by(|a, b| a.in_time(b))?;
    Some(Figures {
        lowest: tolls.iter().map(|(_, toll)| toll.min).min()?,
        highest: tolls.iter().map(|(_, toll)| toll.max.unwrap_or(toll.min)).max()?,
        latest: of(last.account)?,
        by_claimant: tolls,
    })
}
