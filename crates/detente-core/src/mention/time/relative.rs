//! Time expressions that hang on the day of the article or on a time told of before: "yesterday", "last week",
//! "two days earlier", "the night before", "the past 48 hours".

use detente_data::{TimeUnit, TimeWords};

use super::calendar::{Read, weekday};
use super::expression::{Expression, From, Part, Which};
use crate::mention::word::{Word, lower, number};

/// An expression relative to another time that starts at `at`.
pub(super) fn relative(words: &[Word<'_>], at: usize) -> Read {
    named_day(words, at)
        .or_else(|| which_weekday(words, at))
        .or_else(|| weekend(words, at))
        .or_else(|| told_unit(words, at))
        .or_else(|| article_unit(words, at))
        .or_else(|| counted(words, at))
}

fn calendar(unit: TimeUnit, offset: i64, from: From) -> Expression {
    Expression::Calendar { unit, offset, from, part: Part::Whole }
}

pub(super) fn unit(words: &[Word<'_>], at: usize) -> Option<TimeUnit> {
    TimeWords::get().units.get(lower(words, at)).copied()
}

pub(super) fn is_part_of_day(word: &str) -> bool {
    TimeWords::get().parts.words.iter().any(|w| w == word)
}

/// "today", "the day before yesterday", "last night", "overnight".
fn named_day(words: &[Word<'_>], at: usize) -> Read {
    let day = |offset| calendar(TimeUnit::Day, offset, From::Article);
    let w = |i: usize| lower(words, at + i);
    Some(match w(0) {
        "today" | "tonight" => (day(0), at + 1),
        "yesterday" => (day(-1), at + 1),
        "tomorrow" => (day(1), at + 1),
        "overnight" => (Expression::Overnight, at + 1),
        "last" if w(1) == "night" || (w(1) == "evening") => (day(-1), at + 2),
        "this" if is_part_of_day(w(1)) => (day(0), at + 2),
        // "Those who on this day spoke up"; "on this day in 1953" is another.
        "this" if w(1) == "day" && at > 0 && lower(words, at - 1) == "on" && w(2) != "in" => (day(0), at + 2),
        "the" if w(1) == "day" && w(2) == "before" && w(3) == "yesterday" => (day(-2), at + 4),
        "the" if w(1) == "day" && w(2) == "after" && w(3) == "tomorrow" => (day(2), at + 4),
        _ => return None,
    })
}

/// "Tuesday", "next Friday", "Monday of last week", "this week's Friday".
fn which_weekday(words: &[Word<'_>], at: usize) -> Read {
    let w = |i: usize| lower(words, i);
    if w(at) == "this" && w(at + 1) == "week" && w(at + 2) == "'s" {
        return Some((Expression::WeekdayIn { day: weekday(words, at + 3)?, week: 0 }, at + 4));
    }
    if w(at) == "last" && w(at + 1) == "week" && w(at + 2) == "'s" {
        return Some((Expression::WeekdayIn { day: weekday(words, at + 3)?, week: -1 }, at + 4));
    }
    let the = usize::from(w(at) == "the");
    let (which, from) = match w(at + the) {
        "next" | "coming" | "upcoming" => (Which::Next, at + the + 1),
        "last" | "past" | "previous" => (Which::Last, at + the + 1),
        "this" => (Which::This, at + the + 1),
        _ => (Which::Plain, at),
    };
    let Some(day) = weekday(words, from) else {
        return plural_weekday(words, from).map(|end| (Expression::Extent, end));
    };
    let of = usize::from(w(from + 1) == "of");
    match (w(from + 1 + of), w(from + 2 + of)) {
        ("last", "week") => Some((Expression::WeekdayIn { day, week: -1 }, from + 3 + of)),
        ("this", "week") => Some((Expression::WeekdayIn { day, week: 0 }, from + 3 + of)),
        ("next", "week") => Some((Expression::WeekdayIn { day, week: 1 }, from + 3 + of)),
        _ => Some((Expression::Weekday { day, which }, from + 1)),
    }
}

/// "Mondays", "Fridays".
fn plural_weekday(words: &[Word<'_>], at: usize) -> Option<usize> {
    let singular = lower(words, at).strip_suffix('s')?;
    (singular.ends_with("day") && TimeWords::get().weekdays.contains_key(singular)).then_some(at + 1)
}

/// "last weekend", "at the weekend".
fn weekend(words: &[Word<'_>], at: usize) -> Read {
    let the = usize::from(lower(words, at) == "the");
    let (which, from) = match lower(words, at + the) {
        "next" | "coming" => (Which::Next, at + the + 1),
        "last" | "past" | "previous" => (Which::Last, at + the + 1),
        "this" => (Which::This, at + the + 1),
        _ => (Which::Plain, at + the),
    };
    // "the past weekend" is the nearest, where "last weekend" said on a Sunday is the one before.
    (lower(words, from) == "weekend").then_some((Expression::Weekend(which), from + 1))
}

/// "the same day", "that week", "the next morning", "the following month", "the night before".
fn told_unit(words: &[Word<'_>], at: usize) -> Read {
    let w = |i: usize| lower(words, at + i);
    let told = |unit, offset, end| Some((calendar(unit, offset, From::Told), at + end));
    let part_or_unit = |i: usize| {
        if is_part_of_day(w(i)) { Some(TimeUnit::Day) } else { unit(words, at + i) }
    };
    let is_plural = |i: usize| w(i).ends_with('s');
    match (w(0), w(1)) {
        ("that" | "same", _) if !is_plural(1) => {
            let same = usize::from(w(1) == "same");
            return told(part_or_unit(1 + same)?, 0, 2 + same);
        }
        ("the" | "this" | "on", "same") if !is_plural(2) => return told(part_or_unit(2)?, 0, 3),
        ("the", "following") if !is_plural(2) => return told(part_or_unit(2)?, 1, 3),
        ("the", "next") if is_part_of_day(w(2)) || w(2) == "day" => return told(TimeUnit::Day, 1, 3),
        ("the", "previous" | "preceding") if !is_plural(2) => return told(part_or_unit(2)?, -1, 3),
        _ => {}
    }
    if w(0) == "the" && !is_plural(1) {
        let unit = part_or_unit(1)?;
        let from = if ends_phrase(words, at + 3) { From::Told } else { From::Clause };
        // "the day after the attack" dates the attack by the clause around it, one day back.
        let sign = if from == From::Told { 1 } else { -1 };
        return match w(2) {
            "before" => Some((calendar(unit, -sign, from), at + if from == From::Told { 3 } else { 2 })),
            "after" => Some((calendar(unit, sign, from), at + if from == From::Told { 3 } else { 2 })),
            _ => None,
        };
    }
    None
}

/// Whether nothing follows that "before" or "after" could govern.
fn ends_phrase(words: &[Word<'_>], at: usize) -> bool {
    words.get(at).is_none_or(|w| {
        let joins = [
            "and", "but", "that", "at", "in", "on", "by", "when", "with", "had", "was", "were", "to", "after",
        ];
        w.is_stop() || joins.contains(&w.lower.as_str()) || matches!(w.text, "\"" | "”")
    })
}

/// "last week", "next month", "this year", "earlier this month", "the end of the year", "the past two weeks".
fn article_unit(words: &[Word<'_>], at: usize) -> Read {
    let w = |i: usize| lower(words, at + i);
    let (part, skip) = match (w(0), w(1), w(2), w(3)) {
        ("earlier", "this" | "in", ..) => (Part::SoFar, 1 + usize::from(w(1) == "in")),
        ("later", "this" | "in", ..) => (Part::Rest, 1 + usize::from(w(1) == "in")),
        ("early", "this" | "last" | "next", ..) => (Part::Early, 1),
        ("late", "this" | "last" | "next", ..) => (Part::Late, 1),
        ("the", "end" | "close", "of", _) => (Part::End, 3),
        ("the", "start" | "beginning", "of", _) => (Part::Early, 3),
        ("end", "of", ..) => (Part::End, 2),
        _ => (Part::Whole, 0),
    };
    let the = usize::from(w(skip) == "the");
    let here = skip + the;
    if the == 0 || part != Part::Whole {
        let offset = match w(here) {
            "last" => Some(-1),
            "this" => Some(0),
            "next" => Some(1),
            _ if the == 1 => Some(0),
            _ => None,
        };
        let bare = usize::from(!matches!(w(here), "last" | "this" | "next"));
        if let Some((offset, unit)) = offset.zip(unit(words, at + here + 1 - bare)) {
            let is_single = !w(here + 1 - bare).ends_with('s');
            let is_whole = !matches!(unit, TimeUnit::Clock);
            if is_single && is_whole && !(unit == TimeUnit::Day && bare == 0) {
                return Some((
                    Expression::Calendar { unit, offset, from: From::Article, part },
                    at + here + 2 - bare,
                ));
            }
        }
    }
    window(words, at + skip)
}

/// "the past two weeks", "the last year", "the next 48 hours", "recent days".
fn window(words: &[Word<'_>], at: usize) -> Read {
    let the = usize::from(lower(words, at) == "the");
    let sign = match lower(words, at + the) {
        "past" | "last" | "previous" => -1,
        "next" | "coming" => 1,
        "recent" | "few" => {
            unit(words, at + the + 1)?;
            return Some((Expression::Vague, at + the + 2));
        }
        _ => return None,
    };
    let from = at + the + 1;
    if matches!(lower(words, from), "few" | "several" | "couple") {
        let of = usize::from(lower(words, from + 1) == "of");
        unit(words, from + 1 + of)?;
        return Some((Expression::Vague, from + 2 + of));
    }
    let (count, end) = number(words, from).unwrap_or((1, from));
    let found = unit(words, end)?;
    if end == from && lower(words, end).ends_with('s') {
        return Some((Expression::Vague, end + 1));
    }
    let count = i64::try_from(count).ok()?;
    Some((Expression::Window { unit: found, count: sign * count }, end + 1))
}

/// "two days ago", "a year earlier", "three days after", "hours later"; else a bare length of time.
fn counted(words: &[Word<'_>], at: usize) -> Read {
    let (count, here) = count(words, at)?;
    let hyphen = usize::from(lower(words, here) == "-");
    let found = unit(words, here + hyphen)?;
    let mut end = here + hyphen + 1;
    if hyphen == 1 || lower(words, end) == "-" {
        // "48-hour", "six-week-long": how long.
        return Some((Expression::Extent, end));
    }
    let is_exact = count.is_some();
    let steps = count.and_then(|c| i64::try_from(c).ok()).unwrap_or(1);
    // "hours later" is the same day, "days later" says too little.
    let (steps, known) = if found == TimeUnit::Clock { (0, true) } else { (steps, is_exact) };
    let step_unit = if found == TimeUnit::Clock { TimeUnit::Day } else { found };
    let make = |offset: i64, from| {
        if known { calendar(step_unit, offset, from) } else { Expression::Vague }
    };
    let direction = lower(words, end);
    let read = match direction {
        "ago" => make(-steps, From::Article),
        "earlier" | "previously" | "beforehand" => make(-steps, From::Told),
        "later" | "afterwards" | "afterward" => make(steps, From::Told),
        "before" | "after" if ends_phrase(words, end + 1) => {
            make(if direction == "after" { steps } else { -steps }, From::Told)
        }
        "before" | "after" | "since" | "following" => {
            let back = if direction == "before" { steps } else { -steps };
            let shifted = base_after(words, end + 1);
            return Some(match shifted {
                Some(base) if known => {
                    (Expression::Shift { unit: step_unit, count: -back, base: Box::new(base) }, end)
                }
                _ => (make(back, From::Clause), end),
            });
        }
        // "a night club" is no length of time, "for a night" is.
        _ if is_exact && !matches!(lower(words, at), "a" | "an") => return Some((Expression::Extent, end)),
        _ => return bare_extent(words, at, end),
    };
    end += 1;
    Some((read, end))
}

/// The time that directly follows "after" ("two days after Christmas", "a day after Tuesday's attack").
fn base_after(words: &[Word<'_>], at: usize) -> Option<Expression> {
    let skip = usize::from(matches!(lower(words, at), "the" | "its" | "his" | "their"));
    let (base, _) = super::calendar::date(words, at + skip).or_else(|| which_weekday(words, at + skip))?;
    matches!(base, Expression::Date { .. } | Expression::Weekday { .. } | Expression::Easter { .. })
        .then_some(base)
}

/// "for hours", "in weeks".
fn bare_extent(words: &[Word<'_>], at: usize, end: usize) -> Read {
    let before = if at == 0 { "" } else { lower(words, at - 1) };
    matches!(before, "for" | "in" | "within" | "over" | "of" | "many").then_some((Expression::Extent, end))
}

/// A count of units, none where it is left open ("days", "several weeks").
fn count(words: &[Word<'_>], at: usize) -> Option<(Option<u64>, usize)> {
    if let Some((count, end)) = number(words, at) {
        let half = usize::from(lower(words, end) == "-" && lower(words, end + 1) == "and");
        return Some((Some(count), end + half));
    }
    match lower(words, at) {
        "a" | "an" => match lower(words, at + 1) {
            "few" => Some((None, at + 2)),
            "couple" => Some((Some(2), at + 2 + usize::from(lower(words, at + 2) == "of"))),
            "single" | "full" => Some((Some(1), at + 2)),
            _ => Some((Some(1), at + 1)),
        },
        "half" => Some((None, at + 1 + usize::from(matches!(lower(words, at + 1), "a" | "an")))),
        "several" | "many" | "some" | "few" => Some((None, at + 1)),
        word if TimeWords::get().units.contains_key(word) && word.ends_with('s') => Some((None, at)),
        _ => None,
    }
}
