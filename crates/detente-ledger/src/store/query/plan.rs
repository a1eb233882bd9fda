//! From a filter to SQL: which index gives the candidates, and what each of them must still fulfil.
//!
//! SQLite would choose an index by averages, and "between IRN and PAK, in a quiet year" is no average. So each part's
//! candidates are counted up to [`ENOUGH`], and the rarest part leads. Where all are frequent, the first rows come soon
//! whichever leads.

use super::super::StoreError;
use super::super::database::{Database, NO_LIMIT, Value};
use super::filter::{Filter, terms};
use super::parts::{Asked, EVENT, INCIDENT, Lead, Part, Sql, days, of, of_telling, words_check};

/// Candidates up to which parts are compared.
const ENOUGH: i64 = 2_000;

/// The events that a filter lets through.
pub(super) fn events(database: &Database, filter: &Filter) -> Result<Sql, StoreError> {
    let mut parts = of(EVENT, filter);
    parts.extend(of_telling(filter));
    assembled(database, EVENT, &parts, Sql::default(), filter)
}

/// The incidents that a filter lets through, but for what it asks of claims and articles.
pub(super) fn incidents(database: &Database, filter: &Filter) -> Result<Sql, StoreError> {
    assembled(database, INCIDENT, &of(INCIDENT, filter), Sql::default(), filter)
}

/// The same, where what it asks of claims and articles holds for one event that tells of them.
pub(super) fn told_incidents(database: &Database, filter: &Filter) -> Result<Sql, StoreError> {
    let commit = filter.as_of.commit(database)?;
    let marks = vec![Value::Integer(commit), Value::Integer(commit)];
    let mut told = Sql::new(
        " AND EXISTS (SELECT 1 FROM incident_report m WHERE m.incident = e.number AND m.seq <= ?
              AND (m.superseded_by IS NULL OR m.superseded_by > ?)
              AND EXISTS (SELECT 1 FROM revision r CROSS JOIN event e ON e.revision = r.id
                          CROSS JOIN article a ON a.id = r.article
                          WHERE r.article = m.article AND e.number = m.number",
        marks,
    );
    told.push(standing(commit));
    of_telling(filter).into_iter().for_each(|part| told.push(part.check));
    told.push(words_check(database, filter)?);
    told.text.push_str("))");
    assembled(database, INCIDENT, &of(INCIDENT, filter), told, filter)
}

/// Whether incidents are better looked for by themselves than by the events that tell of them: something is asked of them by which
/// they are found, and they are fewer, or words are asked for that many articles have.
pub(super) fn incidents_lead(database: &Database, filter: &Filter) -> Result<bool, StoreError> {
    let Some(incidents) = fewest(database, &of(INCIDENT, filter), filter)? else { return Ok(false) };
    let mut tellings = fewest(database, &of_telling(filter), filter)?.unwrap_or(ENOUGH);
    if let Some(typed) = &filter.text {
        tellings = tellings.min(count_words(database, typed)?);
    }
    Ok(incidents <= tellings)
}

/// Candidates of the rarest part that has an index.
fn fewest(database: &Database, parts: &[Part], filter: &Filter) -> Result<Option<i64>, StoreError> {
    let mut least = None;
    for lead in parts.iter().filter_map(|part| part.lead.as_ref()) {
        let found = count(database, lead, filter)?;
        least = Some(least.map_or(found, |least: i64| least.min(found)));
    }
    Ok(least)
}

/// What a filter asks of an incident `e`, but for claims and articles, as a condition.
pub(super) fn incident_check(database: &Database, filter: &Filter) -> Result<Sql, StoreError> {
    let mut sql = Sql::default();
    of(INCIDENT, filter).into_iter().for_each(|part| sql.push(part.check));
    sql.push(days(filter, "e.day"));
    sql.push(standing(filter.as_of.commit(database)?));
    Ok(sql)
}

fn assembled(
    database: &Database,
    asked: Asked,
    parts: &[Part],
    more: Sql,
    filter: &Filter,
) -> Result<Sql, StoreError> {
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
        Some((_, lead)) => led(asked, lead, filter),
        None => led(asked, &Lead::all(asked.table), filter),
    };
    for part in parts {
        sql.push(part.check.clone());
        if part.is_words && !words_lead {
            sql.push(words_check(database, filter)?);
        }
    }
    sql.push(more);
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

/// Candidates, the latest first.
fn led(asked: Asked, lead: &Lead, filter: &Filter) -> Sql {
    let Asked { table, columns, joined, .. } = asked;
    let mut sql = Sql::new(format!("{columns} FROM ("), Vec::new());
    sql.push(lead.candidates(&days(filter, "day")));
    sql.text.push_str(&format!(") l CROSS JOIN {table} e ON e.id = l.id{joined} WHERE true"));
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

/// How many bodies have the words that were typed, up to [`ENOUGH`].
fn count_words(database: &Database, typed: &str) -> Result<i64, StoreError> {
    let has_words = database.has_words("body_text", "?1");
    let sql =
        format!("SELECT count(*) FROM (SELECT 1 FROM body_text WHERE {has_words} LIMIT {ENOUGH}) AS found");
    let words = Value::from(database.expression(&terms(typed)?)?);
    database.one(&sql, &[words], |row| row.get(0))
}

/// How many candidates each part of a filter has on its own, for people who found nothing.
pub(super) fn counts(database: &Database, filter: &Filter) -> Result<Vec<(String, i64)>, StoreError> {
    let mut parts = of(EVENT, filter);
    parts.extend(of_telling(filter));
    let mut all = Vec::new();
    for part in parts {
        let found = match (&part.lead, &filter.text) {
            (Some(lead), _) => count(database, lead, &Filter::default())?,
            (None, Some(typed)) if part.is_words => count_words(database, typed)?,
            (None, _) => continue,
        };
        all.push((part.name, found));
    }
    Ok(all)
}
