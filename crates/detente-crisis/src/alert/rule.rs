//! Rules: what is to be told, read from a file that a person writes.
//!
//! ```toml
//! [[alert]]
//! name = "Strikes across the line"
//! on = "first-conflict"
//! parties = ["India", "Pakistan"]
//! days = 60
//! ```

use detente_data::own_file::{OwnFile, Spanned};
use detente_data::{About, Problem, RelationChange};
use serde::Deserialize;

use crate::crisis::party_of;
use crate::report::PartyId;

/// Longest time without conflict that can be asked for: a hundred years.
const LONGEST: i64 = 36_525;

/// What sets a rule off.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// Accounts of one incident that cannot all be true.
    NewDispute {
        /// On what they differ; empty: on anything.
        about: Vec<About>,
    },
    /// A change of official relations.
    RelationsChange {
        /// Which; empty: every one that changes how anything stands.
        changes: Vec<RelationChange>,
    },
    /// The index of a dyad rises above a value.
    IndexAbove {
        /// The value, 0 to 100.
        value: f32,
    },
    /// Material conflict of a dyad after a time without.
    FirstConflict {
        /// Days without.
        days: i32,
    },
    /// A promise that is told or concluded to be broken.
    CommitmentBroken,
}

impl Trigger {
    /// The triggers by name, as files of rules have them, in the order of the variants.
    pub const NAMES: [&str; 5] =
        ["new-dispute", "relations-change", "index-above", "first-conflict", "commitment-broken"];

    /// As rules name it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NewDispute { .. } => Self::NAMES[0],
            Self::RelationsChange { .. } => Self::NAMES[1],
            Self::IndexAbove { .. } => Self::NAMES[2],
            Self::FirstConflict { .. } => Self::NAMES[3],
            Self::CommitmentBroken => Self::NAMES[4],
        }
    }
}

/// One thing to be told of.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What its alerts are called; each rule has a name of its own.
    pub name: String,
    /// What sets it off.
    pub trigger: Trigger,
    /// Who must take part: nobody in particular, one party, or two.
    pub parties: Vec<PartyId>,
}

impl Rule {
    /// Whether all parties that it names are among these.
    pub fn wants<'p>(&self, parties: impl IntoIterator<Item = &'p PartyId> + Clone) -> bool {
        self.parties.iter().all(|wanted| parties.clone().into_iter().any(|party| party == wanted))
    }
}

/// The rules of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    #[serde(default)]
    alert: Vec<Spanned<TypedRule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedRule {
    name: Option<Spanned<String>>,
    on: Option<Spanned<String>>,
    #[serde(default)]
    parties: Vec<Spanned<String>>,
    about: Option<Spanned<Vec<Spanned<String>>>>,
    changes: Option<Spanned<Vec<Spanned<String>>>>,
    above: Option<Spanned<f64>>,
    days: Option<Spanned<i64>>,
}

impl Rules {
    /// Reads rules; `file` is the file's name, as messages have it.
    ///
    /// # Errors
    /// Everything that is wrong with them, each with line, column and what was expected.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut file = OwnFile::new(file, text);
        let Some(typed) = file.read::<Typed>() else { return Err(file.problems()) };
        if typed.alert.is_empty() {
            file.fault_of_all("expected a rule: [[alert]] with name and on");
        }
        let mut rules: Vec<Rule> = Vec::new();
        for entry in &typed.alert {
            let name = name(&mut file, entry, &rules);
            let trigger = trigger(&mut file, entry);
            let parties = parties(&mut file, entry.get_ref());
            if let (Some(name), Some(trigger)) = (name, trigger) {
                rules.push(Rule { name, trigger, parties });
            }
        }
        file.sound(Rules { rules })
    }

    /// The rules in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Those of which that is true.
    pub fn only(&self, is_wanted: impl Fn(&Rule) -> bool) -> Self {
        Rules { rules: self.rules.iter().filter(|rule| is_wanted(rule)).cloned().collect() }
    }

    /// Whether finding what they ask for takes the reports of promises, and not incidents alone.
    pub fn need_promises(&self) -> bool {
        self.rules.iter().any(|rule| rule.trigger == Trigger::CommitmentBroken)
    }
}

fn name(file: &mut OwnFile<'_>, entry: &Spanned<TypedRule>, before: &[Rule]) -> Option<String> {
    let Some(typed) = &entry.get_ref().name else {
        file.fault(entry, "expected the key name in this rule");
        return None;
    };
    let name = typed.get_ref().split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        file.fault(typed, "expected a name, found none");
    } else if before.iter().any(|rule| rule.name == name) {
        file.fault(typed, format!("expected a name of its own for each rule; {name:?} stands above already"));
    }
    Some(name)
}

fn parties(file: &mut OwnFile<'_>, typed: &TypedRule) -> Vec<PartyId> {
    let mut all: Vec<PartyId> = Vec::new();
    for (at, party) in typed.parties.iter().enumerate() {
        let text = party.get_ref().trim();
        let found = party_of(text);
        let looks_like_a_code = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
        if text.is_empty() {
            file.fault(party, "expected a party, found none");
        } else if text.contains(':') {
            file.fault(party, format!("expected a state or a group without sector, found {text:?}"));
        } else if looks_like_a_code && found == PartyId::Group(text.to_owned()) {
            file.fault(party, format!("expected a state such as IRN or Iran, or the name of a group; no state has the code {text}"));
        } else if at == 2 {
            file.fault(party, "expected at most two parties");
        } else if all.contains(&found) {
            file.fault(party, format!("expected two different parties; {text:?} is named twice"));
        }
        all.push(found);
    }
    all
}

fn trigger(file: &mut OwnFile<'_>, entry: &Spanned<TypedRule>) -> Option<Trigger> {
    let typed = entry.get_ref();
    let Some(on) = &typed.on else {
        file.fault(entry, format!("expected the key on in this rule: one of {}", Trigger::NAMES.join(" ")));
        return None;
    };
    let Some(kind) = Trigger::NAMES.iter().position(|name| name == on.get_ref()) else {
        file.fault(on, format!("expected one of {}, found {:?}", Trigger::NAMES.join(" "), on.get_ref()));
        return None;
    };
    // Keys of other triggers would be read over in silence otherwise.
    let strange = |file: &mut OwnFile<'_>, owner: usize, span: Option<Spanned<()>>, key: &str| {
        if let Some(at) = span.filter(|_| owner != kind) {
            file.fault(
                &at,
                format!(
                    "{key} says nothing to {}; it belongs to {}",
                    Trigger::NAMES[kind],
                    Trigger::NAMES[owner]
                ),
            );
        }
    };
    strange(file, 0, place(typed.about.as_ref()), "about");
    strange(file, 1, place(typed.changes.as_ref()), "changes");
    strange(file, 2, place(typed.above.as_ref()), "above");
    strange(file, 3, place(typed.days.as_ref()), "days");
    match kind {
        0 => Some(Trigger::NewDispute {
            about: members(file, typed.about.as_ref(), About::ALL, About::as_str),
        }),
        1 => {
            let changes = members(file, typed.changes.as_ref(), RelationChange::ALL, RelationChange::as_str);
            Some(Trigger::RelationsChange { changes })
        }
        2 => Some(Trigger::IndexAbove { value: above(file, entry)? }),
        3 => Some(Trigger::FirstConflict { days: days(file, entry)? }),
        _ => Some(Trigger::CommitmentBroken),
    }
}

/// Where a value stands.
fn place<T>(value: Option<&Spanned<T>>) -> Option<Spanned<()>> {
    value.map(|value| Spanned::new(value.span(), ()))
}

fn above(file: &mut OwnFile<'_>, entry: &Spanned<TypedRule>) -> Option<f32> {
    match &entry.get_ref().above {
        Some(value) if (0.0..100.0).contains(value.get_ref()) => Some(*value.get_ref() as f32),
        Some(value) => {
            file.fault(
                value,
                format!("expected a value of the index from 0 to below 100, found {}", value.get_ref()),
            );
            None
        }
        None => {
            file.fault(entry, "expected the key above in this rule: the value of the index, 0 to below 100");
            None
        }
    }
}

fn days(file: &mut OwnFile<'_>, entry: &Spanned<TypedRule>) -> Option<i32> {
    match &entry.get_ref().days {
        Some(days) if (1..=LONGEST).contains(days.get_ref()) => i32::try_from(*days.get_ref()).ok(),
        Some(days) => {
            file.fault(
                days,
                format!("expected a number of days from 1 to {LONGEST}, found {}", days.get_ref()),
            );
            None
        }
        None => {
            file.fault(
                entry,
                "expected the key days in this rule: for how long there was no material conflict",
            );
            None
        }
    }
}

/// The members of a closed set that a list names; all those that it does not know are faults.
fn members<T: Copy>(
    file: &mut OwnFile<'_>,
    list: Option<&Spanned<Vec<Spanned<String>>>>,
    all: &[T],
    text: fn(T) -> &'static str,
) -> Vec<T> {
    let mut found = Vec::new();
    for typed in list.map(Spanned::get_ref).into_iter().flatten() {
        match all.iter().find(|member| text(**member) == typed.get_ref()) {
            Some(member) => found.push(*member),
            None => {
                let known = all.iter().map(|member| text(*member)).collect::<Vec<_>>().join(" ");
                file.fault(typed, format!("expected one of {known}, found {:?}", typed.get_ref()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let told: Vec<String> = match Rules::parse("rules.toml", text) {
            Ok(rules) => rules
                .iter()
                .map(|rule| {
                    let parties: Vec<String> = rule.parties.iter().map(ToString::to_string).collect();
                    format!("{}: {:?} [{}]", rule.name, rule.trigger, parties.join(", "))
                })
                .collect(),
            Err(problems) => problems.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn each_kind_of_rule_reads() {
        let text = "[[alert]]\nname = \"a\"\non = \"new-dispute\"\nabout = [\"casualties\"]\n\
                    [[alert]]\nname = \"b\"\non = \"relations-change\"\nparties = [\"iran\"]\n\
                    [[alert]]\nname = \"c\"\non = \"index-above\"\nabove = 40\nparties = [\"IRN\", \"Pakistan\"]\n\
                    [[alert]]\nname = \"d\"\non = \"first-conflict\"\ndays = 90\nparties = [\"River Front\"]\n\
                    [[alert]]\nname = \"e\"\non = \"commitment-broken\"\n";
        check(
            text,
            &[
                "a: NewDispute { about: [Casualties] } []",
                "b: RelationsChange { changes: [] } [IRN]",
                "c: IndexAbove { value: 40.0 } [IRN, PAK]",
                "d: FirstConflict { days: 90 } [River Front]",
                "e: CommitmentBroken []",
            ],
        );
    }

    #[test]
    fn everything_that_is_wrong_is_named_by_line() {
        let text = "[[alert]]\non = \"new-dispute\"\nabout = [\"weather\"]\n\
                    [[alert]]\nname = \"x\"\non = \"war\"\n\
                    [[alert]]\nname = \"x\"\non = \"first-conflict\"\nabove = 3\n\
                    parties = [\"IRN:MIL\", \"XQX\", \"Iran\"]\n\
                    [[alert]]\nname = \"x\"\non = \"index-above\"\nabove = 100.0\n\
                    parties = [\"IRN\", \"iran\"]\n\
                    [[alert]]\nname = \"y\"\n";
        check(
            text,
            &[
                "rules.toml:1:1: expected the key name in this rule",
                "rules.toml:3:10: expected one of occurrence perpetrator target casualties motive, found \"weather\"",
                "rules.toml:6:6: expected one of new-dispute relations-change index-above first-conflict \
                 commitment-broken, found \"war\"",
                "rules.toml:7:1: expected the key days in this rule: for how long there was no material conflict",
                "rules.toml:10:9: above says nothing to first-conflict; it belongs to index-above",
                "rules.toml:11:12: expected a state or a group without sector, found \"IRN:MIL\"",
                "rules.toml:11:23: expected a state such as IRN or Iran, or the name of a group; no state has the code XQX",
                "rules.toml:11:30: expected at most two parties",
                "rules.toml:15:9: expected a value of the index from 0 to below 100, found 100",
                "rules.toml:16:19: expected two different parties; \"iran\" is named twice",
                "rules.toml:17:1: expected the key on in this rule: one of new-dispute relations-change index-above \
                 first-conflict commitment-broken",
            ],
        );
        check("", &["rules.toml: expected a rule: [[alert]] with name and on"]);
        let twice = "[[alert]]\nname = \"x\"\non = \"commitment-broken\"\n".repeat(2);
        check(
            &twice,
            &["rules.toml:5:8: expected a name of its own for each rule; \"x\" stands above already"],
        );
    }
}
