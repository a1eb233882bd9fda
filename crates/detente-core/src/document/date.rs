//! The date of a dateline: its many spellings, and the year it leaves out.

use super::piece::{Mark, Piece, Pieces};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A date as written, before its year is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RoughDate {
    /// "Jan 19", "19 January 2024".
    Day { year: Option<i16>, month: i8, day: i8 },
    /// "Friday".
    Weekday(Weekday),
    /// Digits that could be two dates ("3/4/2011").
    Unclear,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// "Jan", "Sept", "AUGUST": three letters or more of a month's name.
fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|m| word.len() >= 3 && m.starts_with(&word))?;
    i8::try_from(at + 1).ok()
}

/// A weekday, in full or cut to three letters or more.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let word = word.to_lowercase();
    WEEKDAYS.iter().find(|(name, _)| word.len() >= 3 && name.starts_with(&word)).map(|(_, day)| *day)
}

/// The date that starts at piece `at`, and the piece after it.
pub(super) fn date(pieces: &Pieces<'_>, at: usize) -> Option<(RoughDate, usize)> {
    numeric(pieces, at).or_else(|| month_first(pieces, at)).or_else(|| day_first(pieces, at))
}

/// "January 6, 2016", "Sept. 24", "Aug 13th 2008"
fn month_first(pieces: &Pieces<'_>, at: usize) -> Option<(RoughDate, usize)> {
    let month = pieces.word(at).and_then(month)?;
    let mut next = at + 1 + usize::from(pieces.mark(at + 1) == Some(Mark::Dot));
    let digits = pieces.number(next)?;
    next += 1;
    // "May 17/2023"
    if let Some((day, year)) = digits.split_once('/') {
        let (day, year) = (day_number(day)?, Some(year_number(year)?));
        return Some((RoughDate::Day { year, month, day }, next));
    }
    let day = day_number(digits)?;
    let (year, next) = year_after(pieces, next);
    Some((RoughDate::Day { year, month, day }, next))
}

/// "12 March 2019", "08 Mar.", "10 Aug.'08", "3rd of May"
fn day_first(pieces: &Pieces<'_>, at: usize) -> Option<(RoughDate, usize)> {
    let day = pieces.number(at).and_then(day_number)?;
    let mut next = at + 1;
    if pieces.word(next) == Some("of") || pieces.mark(next) == Some(Mark::Dot) {
        next += 1;
    }
    let month = pieces.word(next).and_then(month)?;
    next += 1;
    // The dot of "08 Mar." is the date's; the dot of "Moscow, 8 August." ends the dateline.
    let abbreviated = pieces.word(next - 1).is_some_and(|w| w.len() <= 4 && !w.eq_ignore_ascii_case("may"));
    if pieces.mark(next) == Some(Mark::Dot) && abbreviated {
        next += 1;
    }
    let (year, next) = year_after(pieces, next);
    Some((RoughDate::Day { year, month, day }, next))
}

fn year_after(pieces: &Pieces<'_>, at: usize) -> (Option<i16>, usize) {
    for next in [at, at + usize::from(pieces.mark(at) == Some(Mark::Comma))] {
        if let Some(year) = pieces.number(next).and_then(year_number) {
            return (Some(year), next + 1);
        }
    }
    (None, at)
}

fn numeric(pieces: &Pieces<'_>, at: usize) -> Option<(RoughDate, usize)> {
    let digits = pieces.number(at)?;
    let parts: Vec<&str> = digits.split(['-', '.', '/']).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let number = |part: &str| part.parse::<i16>().ok();
    let (first, second, third) = (number(first)?, number(second)?, number(third)?);
    let day = |year: i16, month: i16, day: i16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok()?;
        Some(RoughDate::Day { year: Some(year), month, day })
    };
    let rough = if first >= 1000 {
        day(first, second, third)?
    } else if third < 1000 {
        return None;
    } else if digits.contains('/') && first <= 12 && second <= 12 && first != second {
        RoughDate::Unclear
    } else if second > 12 {
        day(third, first, second)?
    } else {
        day(third, second, first)?
    };
    Some((rough, at + 1))
}

/// 1 to 31, as "8", "08", "8th".
fn day_number(digits: &str) -> Option<i8> {
    let digits = digits.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    digits.parse().ok().filter(|d| digits.len() <= 2 && (1..=31).contains(d))
}

/// "2008" or "'08".
fn year_number(digits: &str) -> Option<i16> {
    if let Some(short) = digits.strip_prefix(['\'', '’']) {
        let year: i16 = short.parse().ok().filter(|_| short.len() == 2)?;
        return Some(if year < 70 { 2000 + year } else { 1900 + year });
    }
    digits.parse().ok().filter(|y| digits.len() == 4 && (1800..2200).contains(y))
}

/// Whether piece `at` starts a time of day, and the piece after it: "19:40", "1930 GMT", "7 p.m."
pub(super) fn time_of_day(pieces: &Pieces<'_>, at: usize) -> Option<usize> {
    const ZONES: [&str; 13] =
        ["gmt", "utc", "hrs", "hours", "local", "ist", "est", "edt", "cet", "am", "pm", "a.m", "p.m"];
    let digits = pieces.number(at)?;
    let mut next = at + 1;
    let mut named = false;
    while pieces.word(next).is_some_and(|w| ZONES.contains(&w.to_lowercase().as_str())) {
        named = true;
        let dotted = pieces.word(next).is_some_and(|w| w.contains('.'));
        next += 1 + usize::from(dotted && pieces.mark(next + 1) == Some(Mark::Dot));
    }
    (named || digits.contains(':')).then_some(next)
}

/// The day meant: without a year, the latest that is not after `published` and three days (clocks and
/// embargoes run ahead of datelines).
pub(super) fn resolve(rough: RoughDate, published: Option<Date>) -> Option<Date> {
    match rough {
        RoughDate::Day { year: Some(year), month, day } => Date::new(year, month, day).ok(),
        RoughDate::Day { year: None, month, day } => {
            let latest = published?.checked_add(3.days()).ok()?;
            // Eight years back there is a 29 February.
            (0..=8)
                .filter_map(|back| Date::new(latest.year() - back, month, day).ok())
                .find(|date| *date <= latest)
        }
        RoughDate::Weekday(weekday) => {
            let published = published?;
            (0..7).filter_map(|back| published.checked_sub(back.days()).ok()).find(|d| d.weekday() == weekday)
        }
        RoughDate::Unclear => None,
    }
}

/// The part of a date that says more: a day with its month over a weekday.
pub(super) fn better(old: Option<RoughDate>, new: RoughDate) -> RoughDate {
    match (old, new) {
        (Some(old @ RoughDate::Day { .. }), _) => old,
        (_, new) => new,
    }
}

/// Whether `piece` could be the first of a date.
pub(super) fn could_start(piece: &Piece<'_>) -> bool {
    piece.is_number() || piece.word().is_some_and(|w| month(w).is_some())
}
