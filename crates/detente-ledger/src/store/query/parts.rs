//! A filter part by part: how each part finds candidates on its own, and how it is checked on what another found.

use super::super::StoreError;
use super::super::codec::day_number;
use super::super::database::{Database, Value};
use super::super::rows::in_order;
use super::filter::{Filter, party_and_sector, terms};
use detente_data::Status;

/// A piece of SQL with its parameters.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) values: Vec<Value<'static>>,
}

impl Sql {
    pub(super) fn new(text: impl Into<String>, values: Vec<Value<'static>>) -> Self {
        Sql { text: text.into(), values }
    }

    pub(super) fn push(&mut self, other: Sql) {
        self.text.push_str(&other.text);
        self.values.extend(other.values);
    }
}

/// What is asked for: its table, and those of its parties and dyads with the column that is its id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) table: &'static str,
    party: &'static str,
    dyad: &'static str,
    id: &'static str,
    /// What is selected of each candidate `e`, and what else must be joined to it.
    pub(super) columns: &'static str,
    pub(super) joined: &'static str,
}

/// Events, each with its revision and article.
pub(super) const EVENT: Asked = Asked {
    table: "event",
    party: "event_party",
    dyad: "event_dyad",
    id: "event",
    columns: "SELECT e.id, e.number, e.reading, e.revision, e.is_future, e.seq, e.superseded_by",
    joined: " CROSS JOIN revision r ON r.id = e.revision CROSS JOIN article a ON a.id = r.article",
};

/// Incidents.
pub(super) const INCIDENT: Asked = Asked {
    table: "incident",
    party: "incident_party",
    dyad: "incident_dyad",
    id: "incident",
    columns: "SELECT e.id",
    joined: "",
};

/// One part of a filter.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// As the command line names it.
    pub(super) name: String,
    /// How it finds candidates; none where no index does.
    pub(super) lead: Option<Lead>,
    /// What it asks of a candidate `e`.
    pub(super) check: Sql,
    /// Whether it asks for words of the article.
    pub(super) is_words: bool,
}

impl Part {
    fn new(name: String, lead: Option<Lead>, check: Sql) -> Self {
        Part { name, lead, check, is_words: false }
    }
}

/// How a part finds candidates: a table with `day` and a condition on it.
#[derive(Debug, Clone)]
pub(super) struct Lead {
    pub(super) table: &'static str,
    /// The column that is a candidate's id.
    pub(super) id: &'static str,
    pub(super) condition: Sql,
}

fn text(value: impl ToString) -> Value<'static> {
    Value::from(value.to_string())
}

/// The days of a filter, as a condition on a column.
pub(super) fn days(filter: &Filter, column: &str) -> Sql {
    let mut sql = Sql::default();
    for (sign, day) in [(">=", filter.since), ("<=", filter.until)] {
        if let Some(day) = day {
            sql.push(Sql::new(format!(" AND {column} {sign} ?"), vec![Value::from(day_number(day))]));
        }
    }
    sql
}

/// A part that another table answers, which repeats day and id.
fn beside(asked: Asked, name: String, table: &'static str, condition: Sql) -> Part {
    let id = asked.id;
    let check = format!(
        " AND EXISTS (SELECT 1 FROM {table} WHERE {} AND day = e.day AND {id} = e.id)",
        condition.text
    );
    let check = Sql::new(check, condition.values.clone());
    Part::new(name, Some(Lead { table, id, condition }), check)
}

/// A party, and a sector of it where one is typed, as conditions on two columns.
fn party_condition(column: &str, typed: &str) -> Sql {
    let (party, sector) = party_and_sector(typed);
    let mut condition = Sql::new(format!("{column} = ?"), vec![text(party)]);
    if let Some(sector) = sector {
        condition.push(Sql::new(" AND sector = ?", vec![text(sector)]));
    }
    condition
}

fn party(asked: Asked, typed: &str) -> Part {
    beside(asked, format!("--party {typed}"), asked.party, party_condition("party", typed))
}

fn dyad(asked: Asked, one: &str, other: &str) -> Part {
    let (one, other) = in_order(one, other);
    let condition = Sql::new("one = ? AND other = ?", vec![text(&one), text(&other)]);
    beside(asked, format!("--dyad {one} {other}"), asked.dyad, condition)
}

/// The number of a label.
const LABEL: &str = "(SELECT id FROM label WHERE name = ?)";

/// A column of the candidate itself, which has what is given or, as `mark` says, its label; it can lead where it has one value.
fn column(asked: Asked, name: &str, column: &'static str, mark: &str, given: Vec<String>) -> Part {
    let marks = vec![mark; given.len()].join(", ");
    let name = format!("{name} {}", given.join(" "));
    let values: Vec<Value<'static>> = given.into_iter().map(Value::from).collect();
    let lead = (values.len() == 1).then(|| Lead {
        table: asked.table,
        id: "id",
        condition: Sql::new(format!("{column} = {mark}"), values.clone()),
    });
    Part::new(name, lead, Sql::new(format!(" AND e.{column} IN ({marks})"), values))
}

fn claims(filter: &Filter) -> Vec<Part> {
    let mut stance = Sql::default();
    if !filter.stances.is_empty() {
        let marks = vec![LABEL; filter.stances.len()].join(", ");
        let values = filter.stances.iter().map(text).collect();
        stance = Sql::new(format!(" AND stance IN ({marks})"), values);
    }
    let check = |condition: &Sql| {
        let check = format!(" AND EXISTS (SELECT 1 FROM claim WHERE event = e.id{})", condition.text);
        Sql::new(check, condition.values.clone())
    };
    if filter.claimants.is_empty() && !filter.stances.is_empty() {
        return vec![Part::new("--stance".to_string(), None, check(&stance))];
    }
    let part = |typed: &String| {
        let mut condition = party_condition("claimant", typed);
        condition.push(stance.clone());
        let mut anded = Sql::new(" AND ", Vec::new());
        anded.push(condition.clone());
        let lead = Lead { table: "claim", id: "event", condition };
        Part::new(format!("--claimant {typed}"), Some(lead), check(&anded))
    };
    filter.claimants.iter().map(part).collect()
}

fn statuses(asked: Asked, filter: &Filter) -> Option<Part> {
    if filter.statuses.is_empty() {
        return None;
    }
    let names = filter.statuses.iter().map(|s| s.as_str().to_string()).collect();
    let mut part = column(asked, "--status", "status", LABEL, names);
    // Most have happened, so the index has the others only; happened leads nowhere that days do not.
    if filter.statuses == [Status::Happened] {
        part.lead = None;
    } else if let Some(lead) = &mut part.lead {
        lead.condition.text.push_str(" AND status <> 1");
    }
    let is_told = |status: &Status| matches!(status, Status::Happened | Status::Ongoing);
    // Incidents have the status of their reports, in which the future has not happened.
    if asked.table == EVENT.table && filter.statuses.iter().any(is_told) {
        part.check.text.push_str(" AND e.is_future = 0");
    }
    Some(part)
}

fn words(database: &Database, filter: &Filter) -> Result<Option<Part>, StoreError> {
    let Some(typed) = &filter.text else { return Ok(None) };
    let has_words = database.has_words("body_text", "?");
    let check = format!(" AND EXISTS (SELECT 1 FROM body_text WHERE {has_words} AND rowid = r.body)");
    let check = Sql::new(check, vec![text(database.expression(&terms(typed)?)?)]);
    Ok(Some(Part { is_words: true, ..Part::new(format!("--text {typed:?}"), None, check) }))
}

/// What a filter asks of events or incidents themselves.
pub(super) fn of(asked: Asked, filter: &Filter) -> Vec<Part> {
    let mut parts: Vec<Part> = filter.parties.iter().map(|typed| party(asked, typed)).collect();
    parts.extend(filter.dyad.as_ref().map(|(one, other)| dyad(asked, one, other)));
    parts.extend(
        filter.place.as_ref().map(|place| column(asked, "--place", "place", "?", vec![place.clone()])),
    );
    parts.extend(
        filter.country.map(|code| column(asked, "--country", "country", "?", vec![code.to_string()])),
    );
    if !filter.kinds.is_empty() {
        let names = filter.kinds.iter().map(|k| k.as_str().to_string()).collect();
        parts.push(column(asked, "--type", "type", LABEL, names));
    }
    parts.extend(statuses(asked, filter));
    if asked.table == INCIDENT.table && filter.is_disputed {
        let check =
            Sql::new(" AND EXISTS (SELECT 1 FROM dispute WHERE day = e.day AND incident = e.id)", Vec::new());
        let lead = Lead { table: "dispute", id: "incident", condition: Sql::new("true", Vec::new()) };
        parts.push(Part::new("--disputed".to_string(), Some(lead), check));
    }
    if let Some(score) = filter.least_score {
        let check = Sql::new(" AND e.score >= ?", vec![Value::from(score)]);
        parts.push(Part::new(format!("--min-score {score}"), None, check));
    }
    parts
}

/// What a filter asks of an event's claims and article.
pub(super) fn of_telling(database: &Database, filter: &Filter) -> Result<Vec<Part>, StoreError> {
    let mut parts = claims(filter);
    parts.extend(words(database, filter)?);
    if let Some(source) = &filter.source {
        let check = Sql::new(" AND a.source = (SELECT id FROM source WHERE name = ?)", vec![text(source)]);
        parts.push(Part::new(format!("--source {source}"), None, check));
    }
    Ok(parts)
}
