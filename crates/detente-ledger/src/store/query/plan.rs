//! From a filter to SQL: which index gives the candidates, and what each of them must still fulfil.
//!
//! SQLite would choose an index by averages, and "between IRN and PAK, in a quiet year" is no average. So each part's
//! candidates are counted up to [`ENOUGH`], and the rarest part leads. Where all are frequent, the first rows come soon
//! whichever leads.

use super::super::StoreError;
use super::super::database::{Database, NO_LIMIT, Value};
use super::filter::{Filter, terms};
use super::parts::{Asked, EVENT, INCIDENT, Lead, Part, Sql, days, of, of_telling};

/// Candidates up to which parts are compared.
const ENOUGH: i64 = 2_000;

/// The events that a filter lets through.
pub(super) fn events(database: &Database, filter: &Filter) -> Result<Sql, StoreError> {
    let mut parts = of(EVENT, filter);
    parts.extend(of_telling(database, filter)?);
    assembled(database, EVENT, &parts, filter)
}

/// The incidents that a filter lets through, but for what it asks of claims and articles.
pub(super) fn incidents(database: &Database, filter: &Filter) -> Result<Sql, StoreError> {
    assembled(database, INCIDENT, &of(INCIDENT, filter), filter)
}

/// What a filter asks of an incident `e`, but for claims and articles, as a condition.
pub(super) fn incident_check(database: &Database, filter: &Filter) -> Result<Sql, StoreError> {
    let mut sql = Sql::default();
    of(INCIDENT, filter).into_iter().for_each(|part| sql.push(part.check));
    sql.push(days(filter, "e.day"));
    sql.push(standing(filter.as_of.commit(database)?));
    Ok(sql)
}

fn assembled(database: &Database, asked: Asked, parts: &[Part], filter: &Filter) -> Result<Sql, StoreError> {
    let mut best: Option<(i64, &Lead)> = None;
    for lead in parts.iter().filter_map(|part| part.lead.as_ref()) {
        let found = count(database, lead, filter)?;
        if best.is_none_or(|(least, _)| found < least) {
            best = Some((found, lead));
        }
    }
    // Words of many articles are asked of each candidate where candidates are few; else the index of words leads.
    let has_few = best.is_some_and(|(found, _)| found < ENOUGH);
    let words_lead = parts.iter().any(|part| part.is_words) && !has_few;
    let mut sql = match best {
        _ if words_lead => led_by_words(database, filter)?,
        Some((_, lead)) => led(asked, lead.table, lead.id, &lead.condition, filter),
        None => led(asked, asked.table, "id", &Sql::new("true", Vec::new()), filter),
    };
    for part in parts.iter().filter(|part| !(words_lead && part.is_words)) {
        sql.push(part.check.clone());
    }
    sql.push(standing(filter.as_of.commit(database)?));
    sql.text.push_str(&match words_lead {
        true => format!(" ORDER BY w.rowid DESC{}", database.after_words("e.id")),
        false => " ORDER BY l.day DESC, l.id DESC".to_string(),
    });
    let number = |n: usize| Value::Integer(i64::try_from(n).unwrap_or(NO_LIMIT));
    let limit = filter.limit.map_or(Value::Integer(NO_LIMIT), number);
    sql.push(Sql::new(" LIMIT ? OFFSET ?", vec![limit, number(filter.skip)]));
    Ok(sql)
}

/// How many candidates a lead has, up to [`ENOUGH`].
fn count(database: &Database, lead: &Lead, filter: &Filter) -> Result<i64, StoreError> {
    let mut inner = Sql::new(format!("SELECT 1 FROM {} WHERE ", lead.table), Vec::new());
    inner.push(lead.condition.clone());
    inner.push(days(filter, "day"));
    let sql = format!("SELECT count(*) FROM ({} LIMIT {ENOUGH}) AS found", inner.text);
    database.one(&sql, &inner.values, |row| row.get(0))
}

/// The rows `e` that stand as of a commit.
fn standing(commit: i64) -> Sql {
    let text = " AND e.seq <= ? AND (e.superseded_by IS NULL OR e.superseded_by > ?)";
    Sql::new(text, vec![Value::Integer(commit), Value::Integer(commit)])
}

/// Candidates of a table, the latest first.
fn led(asked: Asked, table: &str, id: &str, condition: &Sql, filter: &Filter) -> Sql {
    let Asked { table: own, columns, joined, .. } = asked;
    // One event may have a party in two roles, or two claims of one claimant.
    let distinct = if table == own { "" } else { "DISTINCT " };
    let mut sql =
        Sql::new(format!("{columns} FROM (SELECT {distinct}day, {id} AS id FROM {table} WHERE "), vec![]);
    sql.push(condition.clone());
    sql.push(days(filter, "day"));
    sql.text.push_str(&format!(
        " ORDER BY day DESC, {id} DESC) l CROSS JOIN {own} e ON e.id = l.id{joined} WHERE true"
    ));
    sql
}

/// Articles with the words, the last to arrive first, and their events.
fn led_by_words(database: &Database, filter: &Filter) -> Result<Sql, StoreError> {
    let typed = filter.text.as_deref().unwrap_or_default();
    let columns = EVENT.columns;
    let has_words = database.has_words("w", "?");
    let from =
        " FROM body_text w CROSS JOIN revision r ON r.body = w.rowid CROSS JOIN event e ON e.revision = r.id
                CROSS JOIN article a ON a.id = r.article";
    let words = Value::from(database.expression(&terms(typed)?)?);
    let mut sql = Sql::new(format!("{columns}{from} WHERE {has_words}"), vec![words]);
    sql.push(days(filter, "e.day"));
    Ok(sql)
}

/// How many candidates each part of a filter has on its own, for people who found nothing.
pub(super) fn counts(database: &Database, filter: &Filter) -> Result<Vec<(String, i64)>, StoreError> {
    let mut parts = of(EVENT, filter);
    parts.extend(of_telling(database, filter)?);
    let mut all = Vec::new();
    for part in parts {
        let found = match (&part.lead, &filter.text) {
            (Some(lead), _) => count(database, lead, &Filter::default())?,
            (None, Some(typed)) if part.is_words => {
                let has_words = database.has_words("body_text", "?1");
                let sql = format!(
                    "SELECT count(*) FROM (SELECT 1 FROM body_text WHERE {has_words} LIMIT {ENOUGH}) AS found"
                );
                let words = Value::from(database.expression(&terms(typed)?)?);
                database.one(&sql, &[words], |row| row.get(0))?
            }
            (None, _) => continue,
        };
        all.push((part.name, found));
    }
    Ok(all)
}
