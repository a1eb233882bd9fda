//! Which values the parameters of an address take, and which of them an operation heeds, as the API's document says it.
//!
//! In: what `filter` reads. Out: schemas and lists of parameters. An empty value is as good as none, so that every schema has it.
//! `/v1/crises/{id}` heeds `as_of` alone ([`Moment`]): a number, a day or a time.

use detente_crisis::alert::Trigger;
use detente_data::EventType;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::schema::{AnyOfBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};

use crate::filter::{Form, NO, Query, YES};

fn one_of<'a>(values: impl IntoIterator<Item = &'a str>) -> Schema {
    let all: Vec<&str> = std::iter::once("").chain(values).collect();
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(all)).build().into()
}

fn like(pattern: &str) -> Schema {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build().into()
}

fn formed(format: KnownFormat) -> Schema {
    let format = SchemaFormat::KnownFormat(format);
    ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build().into()
}

fn any_of(all: impl IntoIterator<Item = Schema>) -> Schema {
    all.into_iter().fold(AnyOfBuilder::new(), |any, one| any.item(one)).build().into()
}

/// A PLOVER type.
pub(crate) fn kind() -> Schema {
    one_of(EventType::ALL.iter().map(|kind| kind.as_str()))
}

/// The number of a quad class.
pub(crate) fn class() -> Schema {
    one_of(["1", "2", "3", "4"])
}

/// A state's code.
pub(crate) fn country() -> Schema {
    like("^([A-Za-z]{3})?$")
}

/// A day.
pub(crate) fn day() -> Schema {
    any_of([formed(KnownFormat::Date), one_of([])])
}

/// Yes or no.
pub(crate) fn yes_or_no() -> Schema {
    one_of(YES.into_iter().chain(NO))
}

/// A state of the ledger.
pub(crate) fn as_of() -> Schema {
    any_of([like("^[0-9]{0,18}$"), formed(KnownFormat::Date), formed(KnownFormat::DateTime)])
}

/// Where a page of incidents ended: the day and the number of its last.
pub(crate) fn cursor() -> Schema {
    const DAY: &str =
        "[0-9]{4}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)";
    const LEAP_DAY: &str = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29";
    like(&format!("^(({DAY}|{LEAP_DAY})_[0-9a-f]{{16}})?$"))
}

/// The number of a commit.
pub(crate) fn commit() -> Schema {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(i64::MAX)).build().into()
}

/// Words to look for: nothing, or a letter or digit among them.
pub(crate) fn words() -> Schema {
    like("^\\s*$|[0-9A-Za-z]|[^\\x00-\\x7F]")
}

/// Rows to pass over.
pub(crate) fn skip() -> Schema {
    like("^[0-9]{0,9}$")
}

/// Rows.
pub(crate) fn limit() -> Schema {
    like("^([1-9][0-9]{0,2}|1000)?$")
}

/// What sets a rule of alerts off.
pub(crate) fn trigger() -> Schema {
    one_of(Trigger::NAMES)
}

/// Forms of an answer.
pub(crate) fn form() -> Schema {
    forms(&Form::ALL)
}

fn forms(forms: &[Form]) -> Schema {
    one_of(forms.iter().map(|form| form.name()))
}

/// Those of all parameters that have one of some names; `format` is one of `forms_of`.
fn heeded(names: &[&str], forms_of: &[Form]) -> Vec<Parameter> {
    let mut all = Query::into_params(|| Some(ParameterIn::Query));
    all.retain(|parameter| names.contains(&parameter.name.as_str()));
    for parameter in all.iter_mut().filter(|parameter| parameter.name == "format") {
        parameter.schema = Some(RefOr::T(forms(forms_of)));
    }
    all
}

macro_rules! heeds {
    ($($(#[$doc:meta])* $name:ident: $($parameter:literal)* in $forms:expr;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;

        impl IntoParams for $name {
            fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                heeded(&[$($parameter),*], &$forms)
            }
        }
    )*};
}

heeds! {
    /// A state of the ledger alone.
    Moment: "as_of" in [];
    /// A state, and until which day.
    Until: "as_of" "to" in [];
    /// A state and days.
    Days: "as_of" "from" "to" in [];
    /// Rows of parties.
    OfParties: "as_of" "party" "with" "skip" "limit" in [];
    /// Rows of parties and days.
    OfPartiesAndDays: "as_of" "party" "with" "from" "to" "skip" "limit" in [];
    /// Alerts.
    OfAlerts: "as_of" "party" "with" "from" "to" "skip" "limit" "format" in Form::LINES;
    /// What articles tell, as recorded.
    Recorded: "as_of" "q" "party" "with" "type" "class" "country" "from" "to" "skip" "limit" "format" in Form::LINES;
    /// Incidents, in any form.
    OfIncidents: "as_of" "q" "party" "with" "type" "class" "country" "from" "to" "disputed" "after" "limit" "format" in Form::ALL;
    /// Incidents in the form of the operation.
    Newest: "as_of" "q" "party" "with" "type" "class" "country" "from" "to" "disputed" "after" "limit" in [];
    /// Incidents that are disputed.
    Disputed: "as_of" "q" "party" "with" "type" "class" "country" "from" "to" "after" "limit" in [];
    /// One incident, in any form.
    InAnyForm: "as_of" "format" in Form::ALL;
}
