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
    party: Beside,
    dyad: Beside,
    /// What is selected of each candidate `e`, and what else must be joined to it.
    pub(super) columns: &'static str,
    pub(super) joined: &'static str,
}

/// A table that repeats day and id of what is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside {
    table: &'static str,
    /// The column that is the id.
    id: &'static str,
    /// What tells the rows of one id and one value apart; nothing where there is one.
    rest: &'static str,
}

/// One event may have a party in two roles, two claims of one claimant, an incident two disputes.
const EVENT_PARTY: Beside = Beside { table: "event_party", id: "event", rest: "role, sector" };
const EVENT_DYAD: Beside = Beside { table: "event_dyad", id: "event", rest: "" };
const CLAIM: Beside = Beside { table: "claim", id: "event", rest: "number" };
const INCIDENT_PARTY: Beside = Beside { table: "incident_party", id: "incident", rest: "role, sector" };
const INCIDENT_DYAD: Beside = Beside { table: "incident_dyad", id: "incident", rest: "" };
const DISPUTE: Beside = Beside { table: "dispute", id: "incident", rest: "about" };

/// Events, each with its revision and article.
pub(super) const EVENT: Asked = Asked {
    table: "event",
    party: EVENT_PARTY,
    dyad: EVENT_DYAD,
    columns: "SELECT e.id, e.number, e.reading, e.revision, e.is_future, e.seq, e.superseded_by",
    joined: " CROSS JOIN revision r ON r.id = e.revision CROSS JOIN article a ON a.id = r.article",
};

/// Incidents.
pub(super) const INCIDENT: Asked = Asked {
    table: "incident",
    party: INCIDENT_PARTY,
    dyad: INCIDENT_DYAD,
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
    id: &'static str,
    rest: &'static str,
    pub(super) condition: Sql,
}

impl Lead {
    fn new(beside: Beside, condition: Sql) -> Self {
        let Beside { table, id, rest } = beside;
        Lead { table, id, rest, condition }
    }

    /// Day and id of the candidates, each once. No DISTINCT, for which all would have to be sorted before the first is given: of the
    /// rows of one candidate the first by the rest of its columns is taken, and the index has them side by side.
    pub(super) fn candidates(&self, days: &Sql) -> Sql {
        let Lead { table, id, rest, condition } = self;
        let mut sql = Sql::new(format!("SELECT day, {id} AS id FROM {table} o WHERE "), Vec::new());
        sql.push(condition.clone());
        sql.push(days.clone());
        if !rest.is_empty() {
            let of = |row: &str| {
                let columns: Vec<String> = rest.split(", ").map(|c| format!("{row}.{c}")).collect();
                columns.join(", ")
            };
            sql.text.push_str(&format!(" AND NOT EXISTS (SELECT 1 FROM {table} p WHERE "));
            sql.push(condition.clone());
            sql.text.push_str(&format!(
                " AND p.day = o.day AND p.{id} = o.{id} AND ({}) < ({}))",
                of("p"),
                of("o")
            ));
        }
        sql
    }

    /// All there is of a table.
    pub(super) fn all(table: &'static str) -> Self {
        Lead { table, id: "id", rest: "", condition: Sql::new("true", Vec::new()) }
    }
}

fn text(value: impl ToString) -> Value<'static> {
    Value::from(value.to_string())
}

/// The days of a filter, as a condition on a column.
pub(super) fn days(filter: &Filter, column: &'static str) -> Sql {
    let mut sql = Sql::default();
    for (sign, day) in [(">=", filter.since), ("<=", filter.until)] {
        if let Some(day) = day {
            sql.push(Sql::new(format!(" AND {column} {sign} ?"), vec![Value::from(day_number(day))]));
        }
    }
    sql
}

/// A part that another table answers, which repeats day and id.
fn beside(name: String, beside: Beside, condition: Sql) -> Part {
    let Beside { table, id, .. } = beside;
    let check = format!(
        " AND EXISTS (SELECT 1 FROM {table} WHERE {} AND day = e.day AND {id} = e.id)",
        condition.text
    );
    let check = Sql::new(check, condition.values.clone());
    Part::new(name, Some(Lead::new(beside, condition)), check)
}

/// A party, and a sector of it where one is typed, as conditions on two columns.
fn party_condition(column: &'static str, typed: &str) -> Sql {
    let (party, sector) = party_and_sector(typed);
    let mut condition = Sql::new(format!("{column} = ?"), vec![text(party)]);
    if let Some(sector) = sector {
        condition.push(Sql::new(" AND sector = ?", vec![text(sector)]));
    }
    condition
}

fn party(asked: Asked, typed: &str) -> Part {
    beside(format!("--party {typed}"), asked.party, party_condition("party", typed))
}

fn dyad(asked: Asked, one: &str, other: &str) -> Part {
    let (one, other) = in_order(one, other);
    let condition = Sql::new("one = ? AND other = ?", vec![text(&one), text(&other)]);
    beside(format!("--dyad {one} {other}"), asked.dyad, condition)
}

/// The number of a label.
const LABEL: &str = "(SELECT id FROM label WHERE name = ?)";

/// A column of the candidate itself, which has what is given or, as `mark` says, its label; it can lead where it has one value.
fn column(asked: Asked, name: &str, column: &'static str, mark: &'static str, given: Vec<String>) -> Part {
    let marks = vec![mark; given.len()].join(", ");
    let name = format!("{name} {}", given.join(" "));
    let values: Vec<Value<'static>> = given.into_iter().map(Value::from).collect();
    let lead = (values.len() == 1).then(|| Lead {
        table: asked.table,
        id: "id",
        rest: "",
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
        // With the day, which the event has too, all of it is in the index by claimant: without, SQLite looked through all of a
        // claimant's claims for each candidate, and disputes with one took 6 s where 460,000 articles were.
        let check =
            format!(" AND EXISTS (SELECT 1 FROM claim WHERE event = e.id AND day = e.day{})", condition.text);
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
        let lead = Lead::new(CLAIM, condition);
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

/// Its check is only made where the words do not lead, by [`words_check`].
fn words(filter: &Filter) -> Option<Part> {
    let typed = filter.text.as_ref()?;
    Some(Part { is_words: true, ..Part::new(format!("--text {typed:?}"), None, Sql::default()) })
}

/// What words ask of the article of a candidate.
pub(super) fn words_check(database: &Database, filter: &Filter) -> Result<Sql, StoreError> {
    let Some(typed) = &filter.text else { return Ok(Sql::default()) };
    let terms = terms(typed)?;
    let has_words = database.has_words("body_text", "?");
    let check = if database.are_listed(&terms)? {
        format!(" AND r.body IN (SELECT rowid FROM body_text WHERE {has_words})")
    } else {
        format!(" AND EXISTS (SELECT 1 FROM body_text WHERE {has_words} AND rowid = r.body)")
    };
    Ok(Sql::new(check, vec![text(database.expression(&terms)?)]))
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
        let lead = Lead::new(DISPUTE, Sql::new("true", Vec::new()));
        parts.push(Part::new("--disputed".to_string(), Some(lead), check));
    }
    if let Some(score) = filter.least_score {
        let check = Sql::new(" AND e.score >= ?", vec![Value::from(score)]);
        parts.push(Part::new(format!("--min-score {score}"), None, check));
    }
    parts
}

/// What a filter asks of an event's claims and article.
pub(super) fn of_telling(filter: &Filter) -> Vec<Part> {
    let mut parts = claims(filter);
    parts.extend(words(filter));
    if let Some(source) = &filter.source {
        let check = Sql::new(" AND a.source = (SELECT id FROM source WHERE name = ?)", vec![text(source)]);
        parts.push(Part::new(format!("--source {source}"), None, check));
    }
    parts
}
