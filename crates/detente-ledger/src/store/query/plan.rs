//! From a filter to SQL: which index gives the candidates, and what each of them must still fulfil.
//!
//! SQLite would choose an index by averages, and "events between IRN and PAK in quiet years" is no average. So each
//! filter's candidates are counted up to [`ENOUGH`], and the rarest filter leads. Where all are frequent, the first rows come soon
//! whichever leads.

use super::super::StoreError;
use super::super::codec::day_number;
use super::super::rows::in_order;
use super::filter::{Filter, expression, party_and_sector};
use detente_data::Status;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Candidates up to which filters are compared.
const ENOUGH: i64 = 2_000;

/// A piece of SQL with its parameters.
#[derive(Debug, Clone, Default)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) values: Vec<Value>,
}

impl Sql {
    fn new(text: impl Into<String>, values: Vec<Value>) -> Self {
        Sql { text: text.into(), values }
    }

    pub(super) fn push(&mut self, other: Sql) {
        self.text.push_str(&other.text);
        self.values.extend(other.values);
    }
}

/// One filter: how to lead with it, and how to check it on an event `e` that something else found.
struct Part {
    /// As the command line names it.
    name: String,
    lead: Option<Lead>,
    check: Sql,
}

/// How a filter finds events: a table with `day` and the condition on it.
#[derive(Clone)]
struct Lead {
    table: &'static str,
    /// The column that is an event's id.
    id: &'static str,
    condition: Sql,
}

fn text(value: impl ToString) -> Value {
    Value::Text(value.to_string())
}

/// The days of a filter, as a condition on a column.
fn days(filter: &Filter, column: &str) -> Sql {
    let mut sql = Sql::default();
    for (sign, day) in [(">=", filter.since), ("<=", filter.until)] {
        if let Some(day) = day {
            sql.push(Sql::new(format!(" AND {column} {sign} ?"), vec![Value::Integer(day_number(day))]));
        }
    }
    sql
}

fn party(name: &str, typed: &str) -> Part {
    let (party, sector) = party_and_sector(typed);
    let mut values = vec![text(party)];
    let mut condition = "party = ?".to_string();
    if let Some(sector) = sector {
        condition.push_str(" AND sector = ?");
        values.push(text(sector));
    }
    let check =
        format!(" AND EXISTS (SELECT 1 FROM event_party WHERE {condition} AND day = e.day AND event = e.id)");
    Part {
        name: format!("{name} {typed}"),
        lead: Some(Lead {
            table: "event_party",
            id: "event",
            condition: Sql::new(condition, values.clone()),
        }),
        check: Sql::new(check, values),
    }
}

fn dyad(one: &str, other: &str) -> Part {
    let (one, other) = in_order(one, other);
    let condition = "one = ? AND other = ?";
    let values = vec![text(&one), text(&other)];
    let check =
        format!(" AND EXISTS (SELECT 1 FROM event_dyad WHERE {condition} AND day = e.day AND event = e.id)");
    Part {
        name: format!("--dyad {one} {other}"),
        lead: Some(Lead { table: "event_dyad", id: "event", condition: Sql::new(condition, values.clone()) }),
        check: Sql::new(check, values),
    }
}

/// A column of the event itself; it can lead where it has one value.
fn column(name: &str, column: &'static str, given: Vec<Value>) -> Part {
    let marks = vec!["?"; given.len()].join(", ");
    let shown =
        given.iter().map(|v| if let Value::Text(t) = v { t.as_str() } else { "" }).collect::<Vec<_>>();
    let lead = (given.len() == 1).then(|| Lead {
        table: "event",
        id: "id",
        condition: Sql::new(format!("{column} = ?"), given.clone()),
    });
    Part {
        name: format!("{name} {}", shown.join(" ")),
        lead,
        check: Sql::new(format!(" AND e.{column} IN ({marks})"), given),
    }
}

fn claims(filter: &Filter) -> Vec<Part> {
    let stances: Vec<Value> = filter.stances.iter().map(text).collect();
    let stance = match stances.len() {
        0 => String::new(),
        n => format!(" AND stance IN ({})", vec!["?"; n].join(", ")),
    };
    let mut parts = Vec::new();
    for typed in &filter.claimants {
        let (party, sector) = party_and_sector(typed);
        let mut condition = "claimant = ?".to_string();
        let mut values = vec![text(party)];
        if let Some(sector) = sector {
            condition.push_str(" AND sector = ?");
            values.push(text(sector));
        }
        condition.push_str(&stance);
        values.extend(stances.iter().cloned());
        parts.push(Part {
            name: format!("--claimant {typed}"),
            lead: Some(Lead {
                table: "claim",
                id: "event",
                condition: Sql::new(condition.clone(), values.clone()),
            }),
            check: Sql::new(
                format!(" AND EXISTS (SELECT 1 FROM claim WHERE event = e.id AND {condition})"),
                values,
            ),
        });
    }
    if filter.claimants.is_empty() && !stances.is_empty() {
        let check = format!(" AND EXISTS (SELECT 1 FROM claim WHERE event = e.id{stance})");
        parts.push(Part { name: "--stance".to_string(), lead: None, check: Sql::new(check, stances) });
    }
    parts
}

fn statuses(filter: &Filter) -> Option<Part> {
    if filter.statuses.is_empty() {
        return None;
    }
    let mut part = column("--status", "status", filter.statuses.iter().map(|s| text(s.as_str())).collect());
    if filter.statuses.iter().any(|s| matches!(s, Status::Happened | Status::Ongoing)) {
        part.check.text.push_str(" AND e.is_future = 0");
    }
    Some(part)
}

fn words(filter: &Filter) -> Result<Option<Part>, StoreError> {
    let Some(typed) = &filter.text else { return Ok(None) };
    let values = vec![text(expression(typed)?)];
    // The index is asked once for each candidate; `+` keeps it from being asked for everything first.
    let check = " AND EXISTS (SELECT 1 FROM body_text WHERE body_text MATCH ? AND rowid = r.body)";
    Ok(Some(Part { name: format!("--text {typed:?}"), lead: None, check: Sql::new(check, values) }))
}

/// What a filter asks of events, part by part.
fn parts(filter: &Filter) -> Result<Vec<Part>, StoreError> {
    let mut parts: Vec<Part> = filter.parties.iter().map(|typed| party("--party", typed)).collect();
    parts.extend(filter.dyad.as_ref().map(|(one, other)| dyad(one, other)));
    parts.extend(filter.place.as_ref().map(|place| column("--place", "place", vec![text(place)])));
    parts.extend(claims(filter));
    parts.extend(filter.country.map(|code| column("--country", "country", vec![text(code)])));
    if !filter.kinds.is_empty() {
        parts.push(column("--type", "type", filter.kinds.iter().map(|k| text(k.as_str())).collect()));
    }
    parts.extend(statuses(filter));
    parts.extend(words(filter)?);
    if let Some(source) = &filter.source {
        let check = " AND a.source = (SELECT id FROM source WHERE name = ?)";
        parts.push(Part {
            name: format!("--source {source}"),
            lead: None,
            check: Sql::new(check, vec![text(source)]),
        });
    }
    if let Some(score) = filter.least_score {
        let check = Sql::new(" AND e.score >= ?", vec![Value::Real(f64::from(score))]);
        parts.push(Part { name: format!("--min-score {score}"), lead: None, check });
    }
    Ok(parts)
}

/// How many candidates a lead has, up to [`ENOUGH`].
fn count(connection: &Connection, lead: &Lead, filter: &Filter) -> Result<i64, StoreError> {
    let mut inner = Sql::new(format!("SELECT 1 FROM {} WHERE ", lead.table), Vec::new());
    inner.push(lead.condition.clone());
    inner.push(days(filter, "day"));
    let sql = format!("SELECT count(*) FROM ({} LIMIT {ENOUGH})", inner.text);
    Ok(connection.prepare_cached(&sql)?.query_row(params_from_iter(inner.values), |row| row.get(0))?)
}

/// The rows that stand as of a commit.
fn standing(alias: &str, commit: i64) -> Sql {
    let text =
        format!(" AND {alias}.seq <= ? AND ({alias}.superseded_by IS NULL OR {alias}.superseded_by > ?)");
    Sql::new(text, vec![Value::Integer(commit), Value::Integer(commit)])
}

const COLUMNS: &str = "SELECT e.id, e.number, e.reading, e.revision, e.is_future, e.seq, e.superseded_by";
const JOINED: &str = " CROSS JOIN revision r ON r.id = e.revision CROSS JOIN article a ON a.id = r.article";

/// The whole question.
pub(super) fn events(connection: &Connection, filter: &Filter) -> Result<Sql, StoreError> {
    let commit = filter.as_of.commit(connection)?;
    let parts = parts(filter)?;
    let mut best: Option<(i64, usize)> = None;
    for (at, part) in parts.iter().enumerate() {
        if let Some(lead) = &part.lead {
            let found = count(connection, lead, filter)?;
            if best.is_none_or(|(least, _)| found < least) {
                best = Some((found, at));
            }
        }
    }
    let has_few = best.is_some_and(|(found, _)| found < ENOUGH);
    let mut sql = match best {
        // A word of many articles is asked of each candidate; else the index of words leads.
        Some((_, at)) if has_few || filter.text.is_none() => led(&parts[at], filter),
        _ if filter.text.is_some() => led_by_words(filter)?,
        _ => by_day(filter),
    };
    let leads_words = filter.text.is_some() && !has_few;
    for part in parts.iter().filter(|part| !(leads_words && part.name.starts_with("--text"))) {
        sql.push(part.check.clone());
    }
    sql.push(standing("e", commit));
    let order = if leads_words { " ORDER BY w.rowid DESC" } else { " ORDER BY l.day DESC, l.id DESC" };
    sql.text.push_str(order);
    if let Some(limit) = filter.limit {
        sql.push(Sql::new(" LIMIT ?", vec![Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX))]));
    }
    Ok(sql)
}

fn led(part: &Part, filter: &Filter) -> Sql {
    let Some(lead) = &part.lead else { return by_day(filter) };
    // One event may have a party in two roles, or two claims of one claimant.
    let (table, id) = (lead.table, lead.id);
    let distinct = if table == "event" { "" } else { "DISTINCT " };
    let mut sql =
        Sql::new(format!("{COLUMNS} FROM (SELECT {distinct}day, {id} AS id FROM {table} WHERE "), Vec::new());
    sql.push(lead.condition.clone());
    sql.push(days(filter, "day"));
    sql.text.push_str(&format!(
        " ORDER BY day DESC, {id} DESC) l CROSS JOIN event e ON e.id = l.id{JOINED} WHERE 1"
    ));
    sql
}

fn by_day(filter: &Filter) -> Sql {
    let mut sql = Sql::new(format!("{COLUMNS} FROM (SELECT day, id FROM event WHERE 1"), Vec::new());
    sql.push(days(filter, "day"));
    sql.text.push_str(&format!(
        " ORDER BY day DESC, id DESC) l CROSS JOIN event e ON e.id = l.id{JOINED} WHERE 1"
    ));
    sql
}

/// Articles with the words, the last to arrive first, and their events.
fn led_by_words(filter: &Filter) -> Result<Sql, StoreError> {
    let typed = filter.text.as_deref().unwrap_or_default();
    let from =
        " FROM body_text w CROSS JOIN revision r ON r.body = w.rowid CROSS JOIN event e ON e.revision = r.id
                CROSS JOIN article a ON a.id = r.article WHERE w.body_text MATCH ?";
    let mut sql = Sql::new(format!("{COLUMNS}{from}"), vec![text(expression(typed)?)]);
    sql.push(days(filter, "e.day"));
    Ok(sql)
}

/// How many candidates each part of a filter has on its own, for people who found nothing.
pub(super) fn counts(connection: &Connection, filter: &Filter) -> Result<Vec<(String, i64)>, StoreError> {
    let mut all = Vec::new();
    for part in parts(filter)? {
        let found = match (&part.lead, &filter.text) {
            (Some(lead), _) => count(connection, lead, &Filter::default())?,
            (None, Some(typed)) if part.name.starts_with("--text") => {
                let sql = format!(
                    "SELECT count(*) FROM (SELECT 1 FROM body_text WHERE body_text MATCH ?1 LIMIT {ENOUGH})"
                );
                connection.prepare_cached(&sql)?.query_row([expression(typed)?], |row| row.get(0))?
            }
            (None, _) => continue,
        };
        all.push((part.name, found));
    }
    Ok(all)
}
