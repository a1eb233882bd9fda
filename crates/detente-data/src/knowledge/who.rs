//! Who is known under a name, and who held an office on a day.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::phrase::fold;
use super::{Entry, FormerState, Knowledge, Leader, NamePart, Office, StateForm};
use crate::code::{ActorCode, StateCode};

const OFFICES: &str = include_str!("../../knowledge/offices.toml");

/// Words for each office, as lemmas.
fn office_words() -> &'static BTreeMap<String, Office> {
    static WORDS: OnceLock<BTreeMap<String, Office>> = OnceLock::new();
    WORDS.get_or_init(|| {
        // The file is compiled in and a test reads it, so the default never shows.
        let file: BTreeMap<Office, Vec<String>> = toml::from_str(OFFICES).unwrap_or_default();
        let pairs = file
            .into_iter()
            .flat_map(|(office, words)| words.into_iter().map(move |word| (fold(&word), office)));
        pairs
            .flat_map(|(word, office)| [(word.replace("defence", "defense"), office), (word, office)])
            .collect()
    })
}

impl Office {
    /// The office that these words name: "foreign minister".
    ///
    /// ```
    /// assert_eq!(detente_data::Office::of_words("Secretary of State"), Some(detente_data::Office::ForeignMinister));
    /// ```
    pub fn of_words(words: &str) -> Option<Self> {
        office_words().get(&fold(words)).copied()
    }
}

impl Knowledge {
    /// Who held an office of a state or organisation on a day, as far as is known; the one dated best first.
    ///
    /// ```
    /// use detente_data::{Knowledge, Office};
    /// let day = "2024-01-19".parse()?;
    /// let holders = Knowledge::builtin().holders("PAK".parse()?, Office::ForeignMinister, day);
    /// assert_eq!(holders[0].name, "Jalil Abbas Jilani");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn holders(&self, code: ActorCode, office: Office, day: Date) -> Vec<&Leader> {
        let of_code = self.holders_of.get_or_init(|| {
            let mut all: BTreeMap<(ActorCode, Office), Vec<u16>> = BTreeMap::new();
            for (leader, index) in self.leaders.iter().zip(0..) {
                for held in &leader.offices {
                    if let Some(code) = held.code {
                        let people = all.entry((code, held.office)).or_default();
                        if people.last() != Some(&index) {
                            people.push(index);
                        }
                    }
                }
            }
            all
        });
        // A term without its first day may have been over long before; one with it is known to have run.
        let term = |leader: &Leader| {
            let mut terms = leader.offices.iter().filter(|o| o.code == Some(code) && o.office == office);
            terms.find(|o| o.held_on(day) && o.from.is_some()).and_then(|o| o.from)
        };
        let people = of_code.get(&(code, office)).map(Vec::as_slice).unwrap_or_default();
        let people = people.iter().map(|index| &self.leaders[usize::from(*index)]);
        let mut held: Vec<(Date, &Leader)> =
            people.filter_map(|leader| Some((term(leader)?, leader))).collect();
        // The hand-kept list stands first; of equals the one who came last.
        held.sort_by_key(|(from, _)| std::cmp::Reverse(*from));
        held.into_iter().map(|(_, leader)| leader).collect()
    }

    /// Everything known under a name, or the holders of "the foreign minister of Pakistan", each with how likely it is
    /// meant: a full name goes before a part of one, who is in office on the day before who is not.
    ///
    /// ```
    /// let day = "2024-01-19".parse().ok();
    /// let found = detente_data::Knowledge::builtin().who("Jalil Abbas Jilani", day);
    /// assert_eq!(found[0].0.code().map(|code| code.to_string()).as_deref(), Some("PAK"));
    /// ```
    pub fn who(&self, name: &str, day: Option<Date>) -> Vec<(Entry<'_>, f32)> {
        let mut entries = self.named(name);
        if !entries.iter().any(|entry| matches!(entry, Entry::Leader(..))) {
            let words: Vec<&str> = name.split_whitespace().collect();
            let part = if words.len() > 1 { NamePart::Full } else { NamePart::Alone };
            entries.extend(self.leader(&words).into_iter().map(|leader| Entry::Leader(leader, part)));
        }
        if let Some(day) = day {
            entries.extend(
                self.in_office(name, day).into_iter().map(|leader| Entry::Leader(leader, NamePart::Full)),
            );
        }
        let weights: Vec<f32> = entries.iter().map(|entry| weight(entry, name, day)).collect();
        let total: f32 = weights.iter().sum();
        let mut ranked: Vec<(Entry<'_>, f32)> = entries
            .into_iter()
            .zip(weights)
            .map(|(entry, weight)| (entry, weight / total.max(f32::MIN_POSITIVE)))
            .collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked
    }

    /// The holders of an office told in words: "foreign minister of Pakistan", "Pakistani foreign minister".
    fn in_office(&self, words: &str, day: Date) -> Vec<&Leader> {
        let words = words.trim().trim_start_matches("the ").trim_start_matches("The ");
        let parts = words.rsplit_once(" of ").map(|(office, state)| (state, office));
        let all: Vec<&str> = words.split_whitespace().collect();
        let before = (1..all.len()).map(|len| (all[..len].join(" "), all[len..].join(" ")));
        let pairs =
            parts.map(|(state, office)| (state.to_owned(), office.to_owned())).into_iter().chain(before);
        for (state, office) in pairs {
            let state = state.trim_end_matches("'s").trim_start_matches("the ").to_owned();
            let code = self.named(&state).into_iter().find_map(|entry| match entry {
                Entry::State(state, _) => Some(ActorCode::State(state.code)),
                _ => None,
            });
            if let (Some(code), Some(office)) = (code, Office::of_words(&office)) {
                return self.holders(code, office, day);
            }
        }
        Vec::new()
    }

    /// The state of the past that a name means, with the state its acts are counted to.
    ///
    /// ```
    /// let (code, former) = detente_data::Knowledge::builtin().former_state("USSR").ok_or("unknown")?;
    /// assert_eq!((code.as_str(), former.to), ("RUS", 1991));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn former_state(&self, name: &str) -> Option<(StateCode, &FormerState)> {
        let key = fold(name);
        self.states.iter().find_map(|state| {
            let former =
                state.former.iter().find(|former| former.names.iter().any(|name| fold(name) == key))?;
            Some((state.code, former))
        })
    }
}

fn weight(entry: &Entry<'_>, name: &str, day: Option<Date>) -> f32 {
    let is_usual = fold(entry.name()) == fold(name);
    let by_name = if is_usual { 4.0 } else { 2.0 };
    let by_kind = match entry {
        Entry::State(_, StateForm::Name) => 8.0,
        Entry::State(..) => 4.0,
        Entry::Leader(_, NamePart::Alone) => 0.5,
        _ => 1.0,
    };
    let by_day = match (entry, day) {
        (_, None) => 1.0,
        (Entry::Leader(leader, _), Some(day)) => match leader.office_on(day) {
            // A dated term is a better sign than one that may have ended any time.
            Some(office) if office.from.is_some() => 6.0,
            Some(_) => 2.0,
            None => 0.5,
        },
        (Entry::Actor(actor), Some(day)) => {
            if actor.active_in(day.year()) {
                2.0
            } else {
                0.5
            }
        }
        _ => 2.0,
    };
    by_name * by_kind * by_day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_names_offices() {
        let file: Result<BTreeMap<Office, Vec<String>>, _> = toml::from_str(OFFICES);
        assert!(file.is_ok_and(|file| file.len() >= 8));
        assert_eq!(Office::of_words("defense minister"), Some(Office::DefenceMinister));
        assert_eq!(Office::of_words("bystander"), None);
    }

    #[test]
    fn an_office_finds_its_holder_of_that_day() {
        let who = |name: &str, day: &str| {
            let found = Knowledge::builtin().who(name, day.parse().ok());
            found.first().map(|(entry, _)| entry.name().to_owned())
        };
        assert_eq!(who("foreign minister of Pakistan", "2024-01-19").as_deref(), Some("Jalil Abbas Jilani"));
        assert_eq!(
            who("the Iranian foreign minister", "2024-01-19").as_deref(),
            Some("Hossein Amir-Abdollahian")
        );
        assert_eq!(who("US secretary of state", "2015-06-01").as_deref(), Some("John Kerry"));
        assert_eq!(who("President of Ukraine", "2022-02-24").as_deref(), Some("Volodymyr Zelensky"));
        assert_eq!(who("foreign minister of Norway", "2022-03-01").as_deref(), Some("Anniken Huitfeldt"));
        assert_eq!(who("Kenyan defence minister", "2021-02-01").as_deref(), Some("Monica Juma"));
        // The source of the derived list names the prime minister among the chiefs of state.
        assert_eq!(who("the South Korean president", "2023-05-01").as_deref(), Some("Yoon Suk-yeol"));
        assert_eq!(who("Nobody Whatsoever", "2022-02-24"), None);
    }

    #[test]
    fn who_is_in_office_on_the_day_goes_first() {
        let found = Knowledge::builtin().who("Bush", "2005-01-01".parse().ok());
        assert_eq!(found[0].0.name(), "George W. Bush");
        assert!((found.iter().map(|(_, score)| score).sum::<f32>() - 1.0).abs() < 1e-3);
    }
}
