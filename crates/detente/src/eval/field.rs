//! The fields of a JSON object, each knowing its name; what is wrong with them is noted and the rest is read on.
//!
//! Worked example: in `{"events": [{"id": "e1", "type": "FIGHT"}]}` the field `events[0]` is renamed `e1` once its id
//! is known, and asking `e1.type` for an event type notes the fault `e1.type is "FIGHT"; expected AGREE, CONSULT, ...
//! or ASSAULT`.

use serde_json::Value;
use std::cell::RefCell;
use std::fmt;
use std::str::FromStr;

/// Scalar values of a wrong value that a message shows.
const SHOWN: usize = 60;

/// One fault of an annotation or an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The field, by the ids of its events: `e3.claims[0].stance`.
    pub(crate) field: String,
    /// What it holds, as the predicate of a sentence: `is "said"`.
    pub(crate) found: String,
    /// What was expected there.
    pub(crate) expected: String,
    /// Whether nothing can be scored against it; otherwise it only breaks a rule.
    pub(crate) is_grave: bool,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}; expected {}", self.field, self.found, self.expected)
    }
}

/// The faults noted so far.
#[derive(Debug, Default)]
pub(super) struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    pub(super) fn into_list(self) -> Vec<Fault> {
        self.0.into_inner()
    }
}

/// A value and where it stands.
#[derive(Clone)]
pub(super) struct Field<'v> {
    value: &'v Value,
    name: String,
    faults: &'v Faults,
    /// Whether anything is scored by it.
    is_scored: bool,
}

impl<'v> Field<'v> {
    /// The outermost value; its fields go by their bare names.
    pub(super) fn whole(value: &'v Value, faults: &'v Faults) -> Self {
        Field { value, name: String::new(), faults, is_scored: true }
    }

    /// The field of that name; a missing one is null, as annotators leave either.
    pub(super) fn get(&self, name: &str) -> Field<'v> {
        let value = self.value.get(name).unwrap_or(&Value::Null);
        let dot = if self.name.is_empty() { "" } else { "." };
        Field { value, name: format!("{}{dot}{name}", self.name), ..self.clone() }
    }

    /// The same value under another name.
    pub(super) fn called(&self, name: &str) -> Field<'v> {
        Field { name: name.to_string(), ..self.clone() }
    }

    /// The same field, as one by which nothing is scored: whatever is wrong with it only breaks a rule.
    pub(super) fn unscored(&self) -> Field<'v> {
        Field { is_scored: false, ..self.clone() }
    }

    /// None where the field is missing or null.
    pub(super) fn given(self) -> Option<Field<'v>> {
        (!self.value.is_null()).then_some(self)
    }

    /// Notes a fault that leaves nothing to score against.
    pub(super) fn refuse(&self, found: impl Into<String>, expected: impl Into<String>) {
        self.note(found.into(), expected.into(), true);
    }

    /// Notes a breach of the rules of annotation.
    pub(super) fn breach(&self, found: impl Into<String>, expected: impl Into<String>) {
        self.note(found.into(), expected.into(), false);
    }

    fn note(&self, found: String, expected: String, is_grave: bool) {
        let field = if self.name.is_empty() { "the article".to_string() } else { self.name.clone() };
        self.faults.0.borrow_mut().push(Fault {
            field,
            found,
            expected,
            is_grave: is_grave && self.is_scored,
        });
    }

    fn refuse_kind(&self, expected: &str) {
        let found = if self.value.is_null() { "is missing".to_string() } else { self.is() };
        self.refuse(found, expected);
    }

    /// What it holds, as a predicate.
    pub(super) fn is(&self) -> String {
        match self.value {
            Value::String(text) => format!("is {}", quoted(text)),
            Value::Array(_) => "is a list".to_string(),
            Value::Object(_) => "is an object".to_string(),
            other => format!("is {other}"),
        }
    }

    /// Whether it is an object; a fault if not.
    pub(super) fn is_object(&self) -> bool {
        if !self.value.is_object() {
            self.refuse_kind("an object");
        }
        self.value.is_object()
    }

    /// Whether it is the word, without a fault if not.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.value.as_str() == Some(word)
    }

    /// Its string.
    pub(super) fn string(&self) -> Option<&'v str> {
        let text = self.value.as_str();
        if text.is_none() {
            self.refuse_kind("a string");
        }
        text
    }

    /// Its string, if it is one, without a fault if not.
    pub(super) fn quietly(&self) -> Option<&'v str> {
        self.value.as_str()
    }

    /// Its number.
    pub(super) fn number(&self) -> Option<u64> {
        let number = self.value.as_u64();
        if number.is_none() {
            self.refuse_kind("a whole number of 0 or more");
        }
        number
    }

    /// How long its list is, without a fault if it is none.
    pub(super) fn count(&self) -> usize {
        self.value.as_array().map_or(0, Vec::len)
    }

    /// The entries of its list, each under its number.
    pub(super) fn items(&self) -> Vec<Field<'v>> {
        let Some(list) = self.value.as_array() else {
            self.refuse_kind("a list, which may be empty");
            return Vec::new();
        };
        let field = |(i, value)| Field { value, name: format!("{}[{i}]", self.name), ..self.clone() };
        list.iter().enumerate().map(field).collect()
    }

    /// The one of a closed set that it names.
    pub(super) fn one_of<T: Copy>(&self, all: &[T], name: impl Fn(T) -> &'static str) -> Option<T> {
        let member = self.value.as_str().and_then(|text| all.iter().copied().find(|m| name(*m) == text));
        if member.is_none() {
            let names: Vec<&str> = all.iter().map(|m| name(*m)).collect();
            self.refuse_kind(&alternatives(&names));
        }
        member
    }

    /// What its string means in that form.
    pub(super) fn parsed<T: FromStr>(&self, expected: &str) -> Option<T> {
        let parsed = self.value.as_str().and_then(|text| text.parse().ok());
        if parsed.is_none() {
            self.refuse_kind(expected);
        }
        parsed
    }
}

/// "asserts, denies or doubts"; "null" where there are none.
pub(super) fn alternatives(names: &[&str]) -> String {
    match names {
        [] => "null".to_string(),
        [one] => (*one).to_string(),
        [all @ .., last] => format!("{} or {last}", all.join(", ")),
    }
}

/// A text in quotes, cut where it is long, so that a fault stays on its line.
pub(super) fn quoted(text: &str) -> String {
    let start: String = text.chars().take(SHOWN).collect();
    let dots = if start.len() < text.len() { "..." } else { "" };
    format!("{:?}", start + dots)
}
