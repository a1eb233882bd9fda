//! Who: the names of parties as a person would write them.

use super::Page;
use super::layout::{Run, plain, run};
use super::palette;
use detente_core::analysis::Upos;
use detente_core::event::Party;
use detente_data::{ActorCode, Sector};
use detente_ledger::record;

impl Page<'_> {
    /// Names with codes, `between` them. Parties with the same words ("the two ministers") share one name.
    pub(super) fn parties(&self, parties: &[Party], between: &'static str) -> Vec<Run> {
        let mut named: Vec<(String, Vec<String>)> = Vec::new();
        for party in parties {
            let name = self.name(party);
            let code = code(party);
            match named.iter_mut().find(|(n, _)| *n == name) {
                Some((_, codes)) => {
                    codes.extend(code.filter(|c| !codes.contains(c)).into_iter().collect::<Vec<_>>())
                }
                None => named.push((name, code.into_iter().collect())),
            }
        }
        let mut runs = Vec::new();
        for (i, (name, codes)) in named.into_iter().enumerate() {
            if i > 0 {
                runs.push(plain(between));
            }
            runs.push(run(name, palette::PARTY));
            if !codes.is_empty() {
                runs.push(run(format!(" ({})", codes.join(", ")), palette::FAINT));
            }
        }
        runs
    }

    /// The words of a party, or for a pronoun ("it", "their") the name of whom it means.
    pub(super) fn name(&self, party: &Party) -> String {
        let words = party.span.slice(self.text());
        let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.is_pronoun(party) { record::entity_name(self.reading, party).unwrap_or(flat) } else { flat }
    }

    fn is_pronoun(&self, party: &Party) -> bool {
        let tokens = &self.reading.analysis.tokens;
        let at = tokens.partition_point(|t| t.span.start() < party.span.start());
        tokens.get(at).is_some_and(|t| t.span == party.span && matches!(t.upos, Upos::Pron | Upos::Det))
    }

    /// The parties in a few words for a link: "Iran", "Iran and another".
    pub(super) fn brief(&self, parties: &[Party]) -> Option<String> {
        let first = self.name(parties.first()?);
        Some(if parties.len() > 1 { format!("{first} and others") } else { first })
    }
}

/// "IRN" for a government, "PAK MIL" for another part of a state, "REB" where no state is known.
pub(super) fn code(party: &Party) -> Option<String> {
    match (party.code, party.sector) {
        (Some(code @ ActorCode::State(_)), Sector::Gov | Sector::Uns) => Some(code.as_str().to_string()),
        (Some(code @ ActorCode::State(_)), sector) => Some(format!("{} {sector}", code.as_str())),
        (Some(code), _) => Some(code.as_str().to_string()),
        (None, Sector::Uns) => None,
        (None, sector) => Some(sector.to_string()),
    }
}
