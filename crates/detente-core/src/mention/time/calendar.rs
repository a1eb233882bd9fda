//! Time expressions that name a calendar date: "August 7, 2008", "late August", "on the 26th", "Christmas Eve".

use detente_data::TimeWords;

use super::expression::{Expression, Feast, Part, Which, Year};
use super::year::{year, years};
use crate::mention::word::{Word, day_of_month, is_ordinal, lower};

/// What was read and the word after it.
pub(super) type Read = Option<(Expression, usize)>;

/// A calendar date that starts at `at`.
pub(super) fn date(words: &[Word<'_>], at: usize) -> Read {
    numeric(words, at)
        .or_else(|| weekday_with_date(words, at))
        .or_else(|| month_first(words, at))
        .or_else(|| day_first(words, at))
        .or_else(|| holiday(words, at))
        .or_else(|| season(words, at))
        .or_else(|| years(words, at))
        .or_else(|| nth(words, at))
}

/// "2016-01-03", "2016-01-03T10:00", "3.1.2016", "27/1/2016"; "3/1/2016" is a day of January here and of March there.
fn numeric(words: &[Word<'_>], at: usize) -> Read {
    let word = lower(words, at);
    let on = |year, month, day| Some((Expression::Date { year: Year::Is(year), month, day }, at + 1));
    let iso = word.split_once('t').map_or(word, |(date, _)| date);
    if let Some(day) = (iso.len() == 10).then(|| iso.parse::<jiff::civil::Date>().ok()).flatten() {
        return on(day.year(), day.month(), day.day());
    }
    let mark = if word.contains('/') { '/' } else { '.' };
    let mut parts = word.split(mark);
    let (first, second) = (day_of_month(parts.next()?)?, day_of_month(parts.next()?)?);
    let year = year(parts.next()?).filter(|y| (1900..2100).contains(y) && parts.next().is_none())?;
    match (first, second) {
        (day, month @ ..=12) if mark == '.' || day > 12 => on(year, month, day),
        (month @ ..=12, day @ 13..) if mark == '/' => on(year, month, day),
        _ => None,
    }
}

/// "Tuesday, August 7": the date says it all.
fn weekday_with_date(words: &[Word<'_>], at: usize) -> Read {
    weekday(words, at)?;
    let mut next = at + 1;
    while matches!(lower(words, next), "," | "(" | "the") && next < at + 3 {
        next += 1;
    }
    let (read, end) = month_first(words, next).or_else(|| day_first(words, next))?;
    matches!(read, Expression::Date { .. }).then_some((read, end))
}

/// A weekday; its short forms need a capital ("sun", "wed").
pub(super) fn weekday(words: &[Word<'_>], at: usize) -> Option<i8> {
    let word = words.get(at)?;
    let day = *TimeWords::get().weekdays.get(&word.lower)?;
    (word.is_capital() || word.lower.len() > 5).then_some(day)
}

/// A month; always with a capital, since "march" and "may" are verbs.
fn month(words: &[Word<'_>], at: usize) -> Option<i8> {
    let word = words.get(at).filter(|w| w.is_capital())?;
    TimeWords::get().months.get(&word.lower).copied()
}

/// Whether "March" or "May" at `at` stands where only the month can.
fn is_sure_month(words: &[Word<'_>], at: usize) -> bool {
    if !matches!(lower(words, at), "march" | "may" | "mar" | "jan" | "jun") {
        return true;
    }
    let before = if at == 0 { "" } else { lower(words, at - 1) };
    let cues = [
        "in", "of", "since", "until", "by", "last", "next", "this", "early", "late", "mid", "from",
        "between", "to", "through", "during", "till", "-", "before", "after", "and", "or",
    ];
    cues.contains(&before) && lower(words, at + 1) != "be"
}

/// A year in figures ("2008", "'08") at `at`, after an optional comma or "of".
fn year_after(words: &[Word<'_>], at: usize) -> (Year, usize) {
    let skip = usize::from(matches!(lower(words, at), "," | "of"));
    if let Some(year) = year(lower(words, at + skip)) {
        return (Year::Is(year), at + skip + 1);
    }
    if let Some(year) =
        lower(words, at).strip_prefix('\'').and_then(|y| (y.len() == 2).then_some(y)?.parse().ok())
    {
        let year: i16 = year;
        return (Year::Is(if year < 50 { 2000 + year } else { 1900 + year }), at + 1);
    }
    let of = usize::from(lower(words, at) == "of");
    match (lower(words, at + of), lower(words, at + of + 1)) {
        ("last", "year") => (Year::Offset(-1), at + of + 2),
        ("this", "year") => (Year::Offset(0), at + of + 2),
        ("next", "year") => (Year::Offset(1), at + of + 2),
        _ => (Year::Nearest, at),
    }
}

/// "mid-December", "mid-2007", where the hyphen joins them to one word.
pub(super) fn mid(words: &[Word<'_>], at: usize) -> Read {
    let rest = lower(words, at).strip_prefix("mid-")?;
    if let Some(month) = TimeWords::get().months.get(rest) {
        let (year, end) = year_after(words, at + 1);
        return Some((Expression::Month { year, month: *month, part: Part::Mid }, end));
    }
    Some((Expression::Year { year: year(rest)?, part: Part::Mid }, at + 1))
}

/// "August 7 (2008)", "August 7-9", "March 2008", "March".
fn month_first(words: &[Word<'_>], at: usize) -> Read {
    let month = month(words, at)?;
    let the = usize::from(lower(words, at + 1) == "the");
    if let Some((day, last, end)) = days(words, at + 1 + the) {
        let (year, end) = year_after(words, end);
        return Some((dates(year, month, day, last), end));
    }
    let (year, end) = year_after(words, at + 1);
    let is_month = year != Year::Nearest || is_sure_month(words, at);
    is_month.then_some((Expression::Month { year, month, part: Part::Whole }, end))
}

/// One day of a month or two of them: "7", "26th", "7-9", "7 and 8".
fn days(words: &[Word<'_>], at: usize) -> Option<(i8, Option<i8>, usize)> {
    let word = lower(words, at);
    if let Some((first, last)) = word.split_once(['-', '–']) {
        return Some((day_of_month(first)?, Some(day_of_month(last)?), at + 1));
    }
    let day = day_of_month(word)?;
    let is_joined = matches!(lower(words, at + 1), "-" | "–" | "to" | "and" | "or" | "until" | "through");
    let last = if is_joined { day_of_month(lower(words, at + 2)).filter(|l| *l > day) } else { None };
    // "August 7 and 8 people died" is no pair of days: the next word must not be counted by it.
    let is_free = words.get(at + 3).is_none_or(|w| w.is_stop() || w.is_capital() || w.lower.len() < 4);
    match last.filter(|_| is_free) {
        Some(last) => Some((day, Some(last), at + 3)),
        None => Some((day, None, at + 1)),
    }
}

fn dates(year: Year, month: i8, day: i8, last: Option<i8>) -> Expression {
    let on = |day| Expression::Date { year, month, day };
    match last {
        Some(last) => Expression::Span(Box::new(on(day)), Box::new(on(last))),
        None => on(day),
    }
}

/// "7 August (2008)", "3-7 August", "the 7th of August".
fn day_first(words: &[Word<'_>], at: usize) -> Read {
    let the = usize::from(lower(words, at) == "the");
    let (day, last, mut end) = days(words, at + the).or_else(|| {
        let first = match lower(words, at + the) {
            "first" => 1,
            "second" => 2,
            "third" => 3,
            _ => return None,
        };
        Some((first, None, at + the + 1))
    })?;
    // "the 1st day of February".
    end += usize::from(the == 1 && lower(words, end) == "day" && lower(words, end + 1) == "of");
    let of = usize::from(lower(words, end) == "of");
    if last.is_none() && of == 0 && the == 1 && !is_ordinal(lower(words, at + the)) {
        return None;
    }
    end += of;
    let month = month(words, end)?;
    let (year, end) = year_after(words, end + 1);
    Some((dates(year, month, day, last), end))
}

/// "Christmas Eve", "Easter Monday".
fn holiday(words: &[Word<'_>], at: usize) -> Read {
    words.get(at).filter(|w| w.is_capital())?;
    let known = TimeWords::get();
    for length in [4, 3, 2, 1] {
        let end = at + length;
        let Some(slice) = words.get(at..end) else { continue };
        let name = slice.iter().map(|w| w.lower.as_str()).collect::<Vec<_>>().join(" ").replace(" 's", "'s");
        let (year, after) = year_after(words, end);
        if let Some([month, day]) = known.holidays.get(&name) {
            return Some((Expression::Date { year, month: *month, day: *day }, after));
        }
        if let Some(offset) = known.easter.get(&name) {
            return Some((Expression::Easter { year, offset: *offset }, after));
        }
        if let Some(feast) = feast(&name) {
            return Some((Expression::Feast { year, feast }, after));
        }
    }
    None
}

/// "Ramadan", "Eid al-Fitr": hyphens may be words of their own.
fn feast(name: &str) -> Option<Feast> {
    let known = TimeWords::get();
    let name = name.replace(" - ", "-");
    let islamic = known.islamic.get(&name).copied();
    let islamic = islamic.map(|[month, first, last]| Feast::Islamic { month, first, last });
    let fixed = || known.spans.get(&name).copied().map(Feast::Fixed);
    islamic.or_else(fixed).or_else(|| known.listed.contains_key(&name).then_some(Feast::Listed(name)))
}

/// "summer 2014", "the spring of 2014", "last summer".
fn season(words: &[Word<'_>], at: usize) -> Read {
    let the = usize::from(matches!(lower(words, at), "the" | "this"));
    let (shift, at) = match lower(words, at + the) {
        "last" => (Some(Which::Last), at + the + 1),
        "next" => (Some(Which::Next), at + the + 1),
        _ => (None, at + the),
    };
    let months = *TimeWords::get().seasons.get(lower(words, at))?;
    let (year, end) = year_after(words, at + 1);
    let year = match (shift, year) {
        (Some(Which::Next), Year::Nearest) if months[0] > 2 => Year::Nearest,
        (_, year) => year,
    };
    // "the fall of the city" is none, "the fall of 2014" is.
    let is_sure = lower(words, at) != "fall" || year != Year::Nearest;
    let is_dated = is_sure && (year != Year::Nearest || shift.is_some() || the == 1);
    is_dated.then_some((Expression::Season { year, months }, end))
}

/// "on the 26th".
fn nth(words: &[Word<'_>], at: usize) -> Read {
    let is_after_on = at > 0 && lower(words, at - 1) == "on";
    if !is_after_on || lower(words, at) != "the" || !is_ordinal(lower(words, at + 1)) {
        return None;
    }
    let is_free = words.get(at + 2).is_none_or(|w| w.is_stop() || w.lower.len() < 4);
    is_free.then_some((Expression::DayOfMonth(day_of_month(lower(words, at + 1))?), at + 2))
}
