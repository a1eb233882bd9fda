//! The words of time ([`TimeWords`]), from `knowledge/time.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// What English news calls days, months, units, holidays and the like; every word in lower case.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeWords {
    /// Name or abbreviation of a weekday → 1 (Monday) to 7.
    pub weekdays: BTreeMap<String, i8>,
    /// Name or abbreviation of a month → 1 to 12.
    pub months: BTreeMap<String, i8>,
    /// Season → its first and last month.
    pub seasons: BTreeMap<String, [i8; 2]>,
    /// Name of a decade → its first year.
    pub decades: BTreeMap<String, i16>,
    /// Ordinal in words → its number.
    pub ordinals: BTreeMap<String, i8>,
    /// Holiday on a fixed day → month and day.
    pub holidays: BTreeMap<String, [i8; 2]>,
    /// Holiday → days from Easter Sunday.
    pub easter: BTreeMap<String, i64>,
    /// Feast → month, first and last day in the Islamic calendar.
    pub islamic: BTreeMap<String, [i8; 3]>,
    /// Feast of several days → first and last month and day.
    pub spans: BTreeMap<String, [i8; 4]>,
    /// Feast → its day in each year.
    pub listed: BTreeMap<String, Vec<String>>,
    /// Unit, singular and plural → its class.
    pub units: BTreeMap<String, TimeUnit>,
    /// Parts of a day.
    pub parts: DayParts,
    /// Adverbs that name no day.
    pub vague: WordList,
    /// Cues that something lies ahead.
    pub future: FutureCues,
    /// Verbs that lend their time to a noun.
    pub light: LightVerbs,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeUnit {
    /// Shorter than a day.
    Clock,
    /// A day or night.
    Day,
    /// Seven days.
    Week,
    /// Fourteen days.
    Fortnight,
    /// A month.
    Month,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

/// Words for a part of a day.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayParts {
    /// "morning", "midnight".
    pub words: Vec<String>,
    /// "small" of "the small hours".
    pub hours: Vec<String>,
}

/// A list of words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordList {
    /// The words.
    pub words: Vec<String>,
}

/// Cues that what is told lies ahead.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FutureCues {
    /// "will", "would".
    pub auxiliaries: Vec<String>,
    /// "expect", "due".
    pub lemmas: Vec<String>,
}

/// Verbs that lend their time to a noun in their clause.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightVerbs {
    /// Whose object is the event: "held talks".
    pub verbs: Vec<String>,
    /// Whose subject is the event: "the attack came".
    pub happening: Vec<String>,
    /// Whose clause is the event: "saw tanks roll in".
    pub witness: Vec<String>,
}

impl TimeWords {
    /// The compiled-in words.
    pub fn get() -> &'static TimeWords {
        static WORDS: OnceLock<TimeWords> = OnceLock::new();
        // The file is compiled in and the test below reads it, so the default never shows.
        WORDS.get_or_init(|| toml::from_str(include_str!("../knowledge/time.toml")).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::TimeWords;

    #[test]
    fn the_file_is_well_formed() {
        let words: Result<TimeWords, _> = toml::from_str(include_str!("../knowledge/time.toml"));
        let words = words.unwrap_or_else(|e| panic!("time.toml: {e}"));
        assert_eq!(words.weekdays["sunday"], 7);
        assert!(words.months.values().all(|m| (1..=12).contains(m)));
        assert_eq!(TimeWords::get().months.len(), words.months.len());
    }
}
