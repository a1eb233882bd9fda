//! From words to time expressions: finds what is said, leaves which days that means to `resolve`.

use detente_data::TimeWords;

use super::calendar::{self, Read};
use super::expression::{Expression, Part};
use super::relative::{is_part_of_day, relative, unit};
use super::year;
use crate::mention::word::{Word, lower};

/// A time expression and the words it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// What it says.
    pub(crate) expression: Expression,
    /// First word, without prepositions.
    pub(crate) start: usize,
    /// One past its last word.
    pub(crate) end: usize,
}

/// All time expressions among the words, in order, not overlapping.
pub(crate) fn parse(words: &[Word<'_>]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match bounded(words, at)
            .or_else(|| found_at(words, at, point(words, at)))
            .or_else(|| extent(words, at))
        {
            Some(next) if next.end > at => {
                at = next.end;
                found.push(next);
            }
            _ => at += 1,
        }
    }
    found
}

fn found_at(words: &[Word<'_>], start: usize, read: Read) -> Option<Found> {
    let (expression, end) = read?;
    let (expression, end) = joined(words, expression, end);
    Some(Found { expression, start, end })
}

/// "since Monday", "until Thursday", "by the end of the month", "between Monday and Wednesday", "from 3 to 7 August".
fn bounded(words: &[Word<'_>], at: usize) -> Option<Found> {
    let wrap = |make: fn(Box<Expression>) -> Expression, skip: usize| {
        let (inner, end) = point(words, at + skip)?;
        let is_point = !matches!(inner, Expression::Extent | Expression::Vague);
        // "since last week's clashes" and "since March, when ..." name the week and the month themselves, and what was
        // "not exchanged until November" was then.
        let names = lower(words, end) == "'s"
            || lower(words, end) == "," && lower(words, end + 1) == "when"
            || lower(words, at) != "by" && lower(words, at) != "since" && is_denied(words, at);
        if names {
            return is_point.then_some(Found { expression: inner, start: at + skip, end });
        }
        is_point.then(|| Found { expression: make(Box::new(inner)), start: at + skip, end })
    };
    match lower(words, at) {
        "since" => wrap(Expression::Since, 1),
        "until" | "till" => wrap(Expression::Until, 1),
        "by" => wrap(|e| Expression::By(e, false), 1),
        "before" if !is_measured(words, at) => wrap(|e| Expression::By(e, true), 1),
        "between" => range(words, at + 1, &["and"]),
        "from" => range(words, at + 1, &["to", "until", "till", "through", "-"]),
        _ => None,
    }
}

/// Whether "not" stands close before.
fn is_denied(words: &[Word<'_>], at: usize) -> bool {
    (at.saturating_sub(4)..at).any(|i| matches!(lower(words, i), "not" | "n't" | "only"))
}

/// Whether a length of time stands before ("two days before Christmas").
fn is_measured(words: &[Word<'_>], at: usize) -> bool {
    at > 0 && unit(words, at - 1).is_some()
}

/// "3 to 7 August", "Monday and Wednesday".
fn range(words: &[Word<'_>], at: usize, joints: &[&str]) -> Option<Found> {
    if let Some((first, mid)) = point(words, at) {
        let is_joint = joints.contains(&lower(words, mid));
        if let (true, Some((second, end))) = (is_joint, point(words, mid + 1).filter(|_| is_joint)) {
            let first = with_year_of(first, &second);
            return Some(Found {
                expression: Expression::Span(Box::new(first), Box::new(second)),
                start: at,
                end,
            });
        }
        let is_span = matches!(first, Expression::Span(..));
        return is_span.then_some(Found { expression: first, start: at, end: mid });
    }
    // "from 3 to 7 August": the first day is bare.
    let day = crate::mention::word::day_of_month(lower(words, at))?;
    if !joints.contains(&lower(words, at + 1)) {
        return None;
    }
    let (second, end) = point(words, at + 2)?;
    let Expression::Date { year, month, .. } = second else { return None };
    let first = Expression::Date { year, month, day };
    Some(Found { expression: Expression::Span(Box::new(first), Box::new(second)), start: at, end })
}

/// "from August 3 to August 7, 2008": the year of the second is that of the first.
fn with_year_of(first: Expression, second: &Expression) -> Expression {
    use super::expression::Year;
    let said = match second {
        Expression::Date { year, .. } | Expression::Month { year, .. } => *year,
        _ => Year::Nearest,
    };
    match first {
        Expression::Date { year: Year::Nearest, month, day } => Expression::Date { year: said, month, day },
        Expression::Month { year: Year::Nearest, month, part } => {
            Expression::Month { year: said, month, part }
        }
        other => other,
    }
}

/// "Wednesday or Thursday", "Friday and Saturday": both.
fn joined(words: &[Word<'_>], first: Expression, end: usize) -> (Expression, usize) {
    let is_day = |e: &Expression| matches!(e, Expression::Weekday { .. } | Expression::Date { .. });
    if is_day(&first) && matches!(lower(words, end), "and" | "or") {
        let on = usize::from(lower(words, end + 1) == "on");
        if let Some((second, after)) = point(words, end + 1 + on).filter(|(e, _)| is_day(e)) {
            // "on Monday and Tuesday's attack" is not a pair.
            if lower(words, after) != "'s" {
                return (Expression::Span(Box::new(first), Box::new(second)), after);
            }
        }
    }
    (first, end)
}

/// A point in time: a core with what may stand before ("early on", "the night of") and after it ("night").
fn point(words: &[Word<'_>], at: usize) -> Read {
    if let Some(read) = modified(words, at) {
        return Some(read);
    }
    if let Some((read, end)) = core(words, at) {
        return Some((read, after_core(words, end)));
    }
    part_of_day(words, at)
}

fn core(words: &[Word<'_>], at: usize) -> Read {
    calendar::date(words, at).or_else(|| relative(words, at))
}

/// The parts of a day that may follow: "Tuesday night", "yesterday in the small hours".
fn after_core(words: &[Word<'_>], mut end: usize) -> usize {
    let early = usize::from(matches!(lower(words, end), "early" | "late" | "mid"));
    let hyphen = usize::from(early == 1 && lower(words, end + 1) == "-");
    if is_part_of_day(lower(words, end + early + hyphen)) && lower(words, end + 1) != "prayers" {
        end += early + hyphen + 1;
    }
    end
}

/// "early on Tuesday", "late August", "mid-August", "the end of 2015", "earlier in the day".
fn modified(words: &[Word<'_>], at: usize) -> Read {
    if let Some(read) = calendar::mid(words, at) {
        return Some(read);
    }
    let the = usize::from(lower(words, at) == "the");
    let (part, mut skip) = match lower(words, at + the) {
        "early" => (Part::Early, the + 1),
        "mid" | "middle" => (Part::Mid, the + 1),
        "late" => (Part::Late, the + 1),
        "earlier" => (Part::SoFar, the + 1),
        "later" => (Part::Rest, the + 1),
        "end" | "close" => (Part::End, the + 1),
        "start" | "beginning" => (Part::Early, the + 1),
        _ => return None,
    };
    while matches!(lower(words, at + skip), "on" | "in" | "of" | "-") {
        skip += 1;
    }
    if matches!(part, Part::SoFar | Part::Rest)
        && lower(words, at + skip) == "the"
        && lower(words, at + skip + 1) == "day"
    {
        return Some((Expression::PartOfDay { is_midnight: false }, at + skip + 2));
    }
    // "earlier this month" and its like are the relative expressions' own.
    if let Some((read, end)) = relative(words, at) {
        return Some((read, after_core(words, end)));
    }
    let year = year::year(lower(words, at + skip)).filter(|y| (1600..2100).contains(y));
    let year = year.map(|year| (Expression::Year { year, part: Part::Whole }, at + skip + 1));
    let (read, end) = core(words, at + skip).or(year)?;
    let read = match read {
        Expression::Month { year, month, .. } => Expression::Month { year, month, part },
        Expression::Year { year, .. } => Expression::Year { year, part },
        Expression::Extent | Expression::Vague => return None,
        other => other,
    };
    Some((read, after_core(words, end)))
}

/// "at 3 p.m.", "in the evening", "at dawn", "in the small hours", and with a day: "the night of Aug. 8", "the early
/// hours of Wednesday", "dawn on Sunday", "the night from Monday to Tuesday".
fn part_of_day(words: &[Word<'_>], at: usize) -> Read {
    let end = clock(words, at).or_else(|| {
        let the = usize::from(matches!(lower(words, at), "the" | "a"));
        let early = usize::from(matches!(lower(words, at + the), "early" | "late" | "small" | "wee"));
        let here = at + the + early;
        let is_hours = lower(words, here) == "hours"
            && TimeWords::get().parts.hours.iter().any(|h| h == lower(words, here - 1));
        (is_hours || is_part_of_day(lower(words, here))).then_some(here + 1)
    })?;
    let is_midnight = lower(words, end - 1) == "midnight";
    let mut next = end;
    while matches!(lower(words, next), "on" | "of" | "," | "local" | "time" | "moscow" | "gmt")
        && next < end + 3
    {
        next += 1;
    }
    if let Some((read, after)) =
        core(words, next).filter(|(e, _)| !matches!(e, Expression::Extent | Expression::Vague))
    {
        return Some((read, after_core(words, after)));
    }
    if let Some(range) = (lower(words, end) == "from").then(|| range(words, end + 1, &["to"])).flatten() {
        return Some((range.expression, range.end));
    }
    is_adverbial(words, at).then_some((Expression::PartOfDay { is_midnight }, end))
}

/// A part of a day names a time only after a preposition: "in the evening", not "the night club".
fn is_adverbial(words: &[Word<'_>], at: usize) -> bool {
    let before = if at == 0 { "" } else { lower(words, at - 1) };
    matches!(
        before,
        "in" | "at"
            | "from"
            | "by"
            | "until"
            | "till"
            | "after"
            | "before"
            | "around"
            | "about"
            | "during"
            | "since"
            | "of"
    )
}

/// "3 p.m.", "20:00", "0600 GMT".
fn clock(words: &[Word<'_>], at: usize) -> Option<usize> {
    let is_figures = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let word = lower(words, at);
    if !is_figures(word) {
        return None;
    }
    let next = lower(words, at + 1);
    if matches!(next, "a.m" | "p.m" | "am" | "pm" | "a.m." | "p.m." | "gmt" | "o'clock" | "hours")
        && next != "hours"
    {
        return Some(at + 2);
    }
    (word.contains(':') && word.len() >= 4).then_some(at + 1)
}

/// "every Tuesday", "daily", "each week", and adverbs that name no day.
fn extent(words: &[Word<'_>], at: usize) -> Option<Found> {
    let word = lower(words, at);
    let found = |expression, end| Some(Found { expression, start: at, end });
    match word {
        "every" | "each" => {
            let other = usize::from(lower(words, at + 1) == "other");
            let is_time = unit(words, at + 1 + other).is_some()
                || calendar::weekday(words, at + 1 + other).is_some()
                || is_part_of_day(lower(words, at + 1 + other));
            is_time.then(|| found(Expression::Extent, at + 2 + other)).flatten()
        }
        "daily" | "weekly" | "monthly" | "yearly" | "annually" | "hourly" | "nightly" => {
            found(Expression::Extent, at + 1)
        }
        "long" | "once" => None,
        _ if TimeWords::get().vague.words.iter().any(|w| w == word) => found(Expression::Vague, at + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::mention::word::testing::words;

    fn check(text: &str, expected: &[&str]) {
        let words = words(text);
        let shown: Vec<String> = parse(&words)
            .iter()
            .map(|f| words[f.start..f.end].iter().map(|w| w.text).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn finds_the_words_of_a_time_and_no_others() {
        check("Police struck early on Tuesday, the ministry said.", &["early on Tuesday"]);
        check("Workers may march through the square", &[]);
        check("In May 2014 they may march", &["May 2014"]);
        check("its Tuesday's cross-border attack", &["Tuesday"]);
        check("2,000 people left; 1999 rockets fell", &[]);
        check("They sat in the sun and wed", &[]);
        check("a 48-hour truce", &["48 - hour"]);
        check("On the night from Monday to Tuesday, they fired", &["the night from Monday to Tuesday"]);
        check("in the early hours of Wednesday", &["the early hours of Wednesday"]);
        check("three days after the palace recognised them", &["three days"]);
        check("a night club in the second town", &[]);
        check("a part 3/1/2016 in size, the fall of the city", &[]);
        check("some 1900-2000 rockets", &[]);
    }
}
