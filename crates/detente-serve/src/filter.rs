//! What a page or an answer shows, as its address says: parties, kind, place, days, words, the state of the ledger.
//!
//! `?party=IRN&party=PAK&type=ASSAULT&from=2024-01-16` is every attack between Iran and Pakistan from that day on.

use detente_crisis::report::PartyId;
use detente_crisis::{Incident, IncidentId};
use detente_data::{EventType, QuadClass, StateCode};
use detente_ledger::store::AsOf;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::link::{Links, address};
use crate::problem::Problem;
use crate::value;

/// Rows of a page, where no other number is asked for.
pub(crate) const ROWS: usize = 50;
/// Rows of an answer at most.
pub(crate) const MOST_ROWS: usize = 1_000;

/// The query as typed; an empty value is as good as none.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct Query {
    /// Words of the articles: all of them, "in quotes" as a phrase.
    #[param(schema_with = value::words)]
    pub(crate) q: String,
    /// A party: a state's code (IRN) or a group's name.
    pub(crate) party: String,
    /// A second party: what is between the two, either way.
    pub(crate) with: String,
    /// A PLOVER type (ASSAULT).
    #[serde(rename = "type")]
    #[param(rename = "type", schema_with = value::kind)]
    pub(crate) kind: String,
    /// 1 cooperation in words, 2 in deeds, 3 conflict in words, 4 in deeds.
    #[param(schema_with = value::class)]
    pub(crate) class: String,
    /// State in which it lies, by its code.
    #[param(schema_with = value::country)]
    pub(crate) country: String,
    /// First day.
    #[param(schema_with = value::day)]
    pub(crate) from: String,
    /// Last day.
    #[param(schema_with = value::day)]
    pub(crate) to: String,
    /// `yes`: only what accounts disagree on.
    #[param(schema_with = value::yes_or_no)]
    pub(crate) disputed: String,
    /// As of when: a commit's number, a day, a time.
    #[param(schema_with = value::as_of)]
    pub(crate) as_of: String,
    /// Where the page before ended: its `next`.
    #[param(schema_with = value::cursor)]
    pub(crate) after: String,
    /// Of events, claims and articles: rows to pass over, the `next` of the page before.
    #[param(schema_with = value::skip)]
    pub(crate) skip: String,
    /// Rows of a page, at most 1000. A file of incidents has all where this is not said.
    #[param(schema_with = value::limit)]
    pub(crate) limit: String,
    /// Form of the answer: `json` or `jsonl`; of incidents `csv`, `geojson` or `parquet` too.
    #[param(schema_with = value::form)]
    pub(crate) format: String,
}

/// What the query means.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Words of the articles.
    pub(crate) words: Option<String>,
    /// Parties that take part; with two, what is between them.
    pub(crate) party: Option<PartyId>,
    /// The second party.
    pub(crate) with: Option<PartyId>,
    /// Type.
    pub(crate) kind: Option<EventType>,
    /// Quad class.
    pub(crate) class: Option<QuadClass>,
    /// State.
    pub(crate) country: Option<StateCode>,
    /// First day.
    pub(crate) from: Option<Date>,
    /// Last day.
    pub(crate) to: Option<Date>,
    /// Only what is disputed.
    pub(crate) is_disputed: bool,
    /// State of the ledger.
    pub(crate) as_of: AsOf,
    /// The last row of the page before.
    pub(crate) after: Option<Cursor>,
    /// Rows to pass over.
    pub(crate) skip: usize,
    /// Rows.
    pub(crate) limit: usize,
    /// Form.
    pub(crate) form: Form,
}

/// Forms of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// One object with rows and where the next ones are.
    #[default]
    Json,
    /// One object a line.
    Jsonl,
    /// A table.
    Csv,
    /// Points.
    GeoJson,
    /// A table of typed columns.
    Parquet,
}

impl Form {
    /// All of them.
    pub(crate) const ALL: [Form; 5] = [Form::Json, Form::Jsonl, Form::Csv, Form::GeoJson, Form::Parquet];
    /// Those of rows that are no incidents.
    pub(crate) const LINES: [Form; 2] = [Form::Json, Form::Jsonl];

    /// As addresses have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Form::Json => "json",
            Form::Jsonl => "jsonl",
            Form::Csv => "csv",
            Form::GeoJson => "geojson",
            Form::Parquet => "parquet",
        }
    }
}

/// A place in the order of incidents: the latest day first, then the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cursor {
    day: Date,
    id: IncidentId,
}

impl Cursor {
    /// That of an incident.
    pub(crate) fn of(incident: &Incident) -> Self {
        Cursor { day: incident.days.from, id: incident.id }
    }

    fn parse(text: &str) -> Option<Self> {
        let (day, id) = text.split_once('_')?;
        Some(Cursor { day: day.parse().ok()?, id: IncidentId(u64::from_str_radix(id, 16).ok()?) })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{:016x}", self.day, self.id.0)
    }
}

impl Query {
    /// What it means.
    ///
    /// # Errors
    /// Where a value is none of those that its parameter has.
    pub(crate) fn filter(&self) -> Result<Filter, Problem> {
        let class = read("class", &self.class, "1, 2, 3 or 4", |text| {
            EventType::ALL.iter().map(|t| t.quad_class()).find(|c| c.number().to_string() == text)
        })?;
        let words = Some(self.q.trim().to_string()).filter(|q| !q.is_empty());
        Ok(Filter {
            words,
            party: party(&self.party),
            with: party(&self.with),
            kind: read("type", &self.kind, "a PLOVER type such as ASSAULT", |t| {
                t.to_uppercase().parse().ok()
            })?,
            class,
            country: read("country", &self.country, "a code such as PAK", |t| t.to_uppercase().parse().ok())?,
            from: read("from", &self.from, "a day such as 2024-01-16", |t| t.parse().ok())?,
            to: read("to", &self.to, "a day such as 2024-01-19", |t| t.parse().ok())?,
            is_disputed: yes_or_no("disputed", &self.disputed)?.unwrap_or(false),
            as_of: self.as_of()?,
            after: read("after", &self.after, "the `next` of the page before", Cursor::parse)?,
            skip: read("skip", &self.skip, "the `next` of the page before", |t| t.parse().ok())?.unwrap_or(0),
            limit: read("limit", &self.limit, "a number from 1 to 1000", |t| {
                t.parse().ok().filter(|n| (1..=MOST_ROWS).contains(n))
            })?
            .unwrap_or(ROWS),
            form: read("format", &self.format, "json, jsonl, csv, geojson or parquet", form)?
                .unwrap_or_default(),
        })
    }

    /// What it means where rows are no incidents: they come as JSON or line by line, with the most rows in a file, and are paged with
    /// `skip`.
    ///
    /// # Errors
    /// Where a value is none of those that its parameter has.
    pub(crate) fn filter_of_rows(&self) -> Result<Filter, Problem> {
        let mut filter = self.filter()?;
        if !Form::LINES.contains(&filter.form) {
            return Err(Problem::bad(format!("format={:?}: expected json or jsonl", self.format)));
        }
        if filter.after.is_some() {
            return Err(Problem::bad("after: these rows are paged with skip"));
        }
        if filter.form == Form::Jsonl && self.limit.is_empty() {
            filter.limit = MOST_ROWS;
        }
        Ok(filter)
    }

    /// The state of the ledger that is asked for.
    ///
    /// # Errors
    /// Where it is neither a commit, a day nor a time.
    pub(crate) fn as_of(&self) -> Result<AsOf, Problem> {
        let wanted = "a commit's number, a day or a time";
        Ok(read("as_of", &self.as_of, wanted, |t| t.parse().ok())?.unwrap_or_default())
    }

    /// The same query with one value changed, as an address.
    pub(crate) fn with_value(&self, path: &str, name: &str, value: &str) -> String {
        let all: [(&str, &str); 10] = [
            ("q", &self.q),
            ("party", &self.party),
            ("with", &self.with),
            ("type", &self.kind),
            ("class", &self.class),
            ("country", &self.country),
            ("from", &self.from),
            ("to", &self.to),
            ("disputed", &self.disputed),
            ("as_of", &self.as_of),
        ];
        let mut kept: Vec<(&str, &str)> = all.into_iter().filter(|(key, _)| *key != name).collect();
        kept.push((name, value));
        address(path, &kept)
    }

    /// The addresses of pages in the same state.
    pub(crate) fn links(&self) -> Links<'_> {
        Links::new(&self.as_of)
    }

    /// The addresses of pages in the same state and days.
    pub(crate) fn links_within_days(&self) -> Links<'_> {
        self.links().within(&self.from, &self.to)
    }

    /// The filters as they stand in an address, without its path.
    pub(crate) fn as_typed(&self) -> String {
        self.with_value("?", "", "").trim_start_matches('?').to_string()
    }
}

fn read<T>(
    name: &str,
    text: &str,
    wanted: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let text = text.trim_ascii();
    if text.is_empty() {
        return Ok(None);
    }
    parse(text).map(Some).ok_or_else(|| Problem::bad(format!("{name}={text:?}: expected {wanted}")))
}

/// A parameter that is `yes` or `no`; none where it is not given.
///
/// # Errors
/// Where it is something else.
pub(crate) fn yes_or_no(name: &str, text: &str) -> Result<Option<bool>, Problem> {
    read(name, text, "yes or no", yes)
}

/// What says yes.
pub(crate) const YES: [&str; 4] = ["yes", "true", "1", "on"];
/// What says no.
pub(crate) const NO: [&str; 3] = ["no", "false", "0"];

fn yes(text: &str) -> Option<bool> {
    YES.contains(&text).then_some(true).or_else(|| NO.contains(&text).then_some(false))
}

fn form(text: &str) -> Option<Form> {
    Form::ALL.into_iter().find(|form| form.name() == text)
}

/// A party as typed: a code in any case, a state's name, or a group's name.
pub(crate) fn party(text: &str) -> Option<PartyId> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let code = (text.len() == 3).then(|| text.to_uppercase().parse().ok()).flatten();
    let known = detente_data::Knowledge::builtin();
    let code = code.filter(|c| known.state(*c).is_some());
    let named = || known.states().iter().find(|s| s.name.eq_ignore_ascii_case(text)).map(|s| s.code);
    Some(code.or_else(named).map_or_else(|| PartyId::Group(text.to_string()), PartyId::State))
}

impl Filter {
    /// Whether a day is one of those asked for.
    pub(crate) fn has_day(&self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether an incident passes; words are looked for elsewhere.
    pub(crate) fn lets_through(&self, incident: &Incident) -> bool {
        let takes_part = |party: &Option<PartyId>| {
            party.as_ref().is_none_or(|p| {
                incident
                    .actors
                    .iter()
                    .chain(&incident.recipients)
                    .any(|w| w.party().is_some_and(|o| is_same(&o, p)))
            })
        };
        let place = incident.place.as_ref();
        self.kind.is_none_or(|k| k == incident.kind)
            && self.class.is_none_or(|c| c == incident.kind.quad_class())
            && self.country.is_none_or(|c| place.and_then(|p| p.country) == Some(c))
            && self.from.is_none_or(|day| incident.days.to >= day)
            && self.to.is_none_or(|day| incident.days.from <= day)
            && (!self.is_disputed || !incident.disputes.is_empty())
            && self.after.is_none_or(|after| Cursor::of(incident) < after)
            && takes_part(&self.party)
            && takes_part(&self.with)
    }
}

fn is_same(one: &PartyId, other: &PartyId) -> bool {
    match (one, other) {
        (PartyId::State(one), PartyId::State(other)) => one == other,
        (PartyId::Group(one), PartyId::Group(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_understood_or_named() {
        let query = Query {
            kind: "assault".into(),
            from: "2024-01-16".into(),
            party: "iran".into(),
            ..Query::default()
        };
        let filter = query.filter().expect("a filter");
        assert_eq!(
            (filter.kind, filter.party.map(|p| p.to_string())),
            (Some(EventType::Assault), Some("IRN".into()))
        );
        let wrong = Query { from: "yesterday".into(), ..Query::default() };
        assert!(wrong.filter().expect_err("an error").detail.contains("from=\"yesterday\""));
        for limit in ["0", "1001", "x", "-1"] {
            assert!(Query { limit: limit.into(), ..Query::default() }.filter().is_err(), "{limit}");
        }
    }

    #[test]
    fn addresses_keep_the_view() {
        let query = Query { q: "a&b".into(), party: "IRN".into(), ..Query::default() };
        assert_eq!(query.with_value("/incidents", "type", "AID"), "/incidents?q=a%26b&party=IRN&type=AID");
        assert_eq!(query.with_value("/incidents", "q", ""), "/incidents?party=IRN");
        let cursor = Cursor { day: "2024-01-16".parse().expect("a day"), id: IncidentId(255) };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
    }
}
