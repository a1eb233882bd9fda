//! What is asked for.

use super::super::database::Term;
use super::super::{AsOf, StoreError};
use detente_data::{EventType, Stance, StateCode, Status};
use jiff::civil::Date;

/// What is asked for. Everything that is given must hold; of a list of types, statuses or stances any one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Parties that must all take part: a state's code, a group's name, with a sector as "IRN:MIL" if wanted.
    pub parties: Vec<String>,
    /// Two parties between which the act must be, either way.
    pub dyad: Option<(String, String)>,
    /// PLOVER types.
    pub kinds: Vec<EventType>,
    /// Name of the place.
    pub place: Option<String>,
    /// State in which it lies.
    pub country: Option<StateCode>,
    /// First day.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Whether it happened. An event told as happened on a day yet to come counts as none of happened and ongoing.
    pub statuses: Vec<Status>,
    /// Who must have given an account of it; parties as above.
    pub claimants: Vec<String>,
    /// In which stance one of the claimants (or, without any, anybody) must have spoken.
    pub stances: Vec<Stance>,
    /// Words of the article: all of them, "in quotes" as a phrase, with a star at the end as a beginning.
    pub text: Option<String>,
    /// Source of the article.
    pub source: Option<String>,
    /// The event's frame does not count below this score.
    pub least_score: Option<f32>,
    /// Of incidents: only those of which there are accounts that cannot all be true.
    pub is_disputed: bool,
    /// Pass over so many first.
    pub skip: usize,
    /// At most so many.
    pub limit: Option<usize>,
    /// As of when.
    pub as_of: AsOf,
}

impl Filter {
    /// Whether anything is asked of claims or articles, which incidents themselves do not have.
    pub(super) fn asks_of_tellings(&self) -> bool {
        !(self.claimants.is_empty()
            && self.stances.is_empty()
            && self.text.is_none()
            && self.source.is_none())
    }

    /// Whether anything is asked of events, and not of articles alone.
    pub(super) fn asks_of_events(&self) -> bool {
        !(self.parties.is_empty()
            && self.dyad.is_none()
            && self.kinds.is_empty()
            && self.place.is_none()
            && self.country.is_none()
            && self.statuses.is_empty()
            && self.claimants.is_empty()
            && self.stances.is_empty())
    }
}

/// A party as typed: its name and, after the last colon, a sector.
pub(super) fn party_and_sector(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((party, sector)) if sector.len() == 3 && sector.chars().all(|c| c.is_ascii_uppercase()) => {
            (party, Some(sector))
        }
        _ => (text, None),
    }
}

/// The words and phrases that a person typed, all of which must occur. Nothing of an index's own language comes through, so
/// no text is an error but an empty one.
pub(super) fn terms(text: &str) -> Result<Vec<Term>, StoreError> {
    let mut terms = Vec::new();
    for (at, part) in text.split('"').enumerate() {
        if at % 2 == 1 {
            terms.extend(term(part, false));
        } else {
            terms.extend(part.split_whitespace().filter_map(|word| {
                let is_prefix = word.len() > 1 && word.ends_with('*');
                term(word.trim_end_matches('*'), is_prefix)
            }));
        }
    }
    if terms.is_empty() {
        return Err(StoreError::Filter(format!("--text {text:?} has no word to look for")));
    }
    Ok(terms)
}

/// A word or phrase; none where it has no letter or digit.
fn term(text: &str, is_prefix: bool) -> Option<Term> {
    let text: String = text.chars().filter(|c| *c != '\0').collect();
    text.chars().any(char::is_alphanumeric).then(|| Term { text: text.trim().to_string(), is_prefix })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let terms = terms(text).expect("terms");
        let shown: Vec<String> =
            terms.iter().map(|t| format!("{}{}", t.text, if t.is_prefix { "*" } else { "" })).collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn words_and_phrases_have_no_language_of_their_own() {
        check("border clash", &["border", "clash"]);
        check("\"two children\" kill*", &["two children", "kill*"]);
        check("a OR NEAR(b, 2)", &["a", "OR", "NEAR(b,", "2)"]);
        check("title:x -y \"unclosed z", &["title:x", "-y", "unclosed z"]);
        assert!(terms(" \" * ").is_err());
    }

    #[test]
    fn a_sector_stands_after_a_colon() {
        assert_eq!(party_and_sector("IRN:MIL"), ("IRN", Some("MIL")));
        assert_eq!(party_and_sector("Sons of X: the band"), ("Sons of X: the band", None));
    }
}
