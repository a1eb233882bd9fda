//! From what a time expression says to the days it means.
//!
//! Pure: the day of the article, the time told of before and the tense around it go in, days come out.

use detente_data::TimeUnit;
use jiff::Span;
use jiff::civil::{Date, date};

use super::expression::{Expression, From, Part, Tense, Which, Year};
use crate::mention::Days;

/// What the words around a time expression add to it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Context {
    /// The day of the article.
    pub(crate) day: Option<Date>,
    /// The time told of just before.
    pub(crate) told: Option<Days>,
    /// The time told of just before, be it a whole year: what "a year later" goes on from.
    pub(crate) era: Option<Days>,
    /// The time of the clause around.
    pub(crate) clause: Option<Days>,
    /// Whether what happens then is past or to come.
    pub(crate) tense: Tense,
    /// In a history: the time told of just before, years included, which a date without a year goes on from.
    pub(crate) story: Option<Days>,
}

/// The calendar units that the words themselves name, as TIMEX3 has them in its values: "early October" names October,
/// "until Thursday" that Thursday, "6-7 January" two days.
pub(crate) fn named(expression: &Expression, context: &Context) -> [Option<Days>; 2] {
    let unpart = match expression {
        Expression::Span(from, to) => return [named(from, context)[0], named(to, context)[0]],
        Expression::Since(inner) => return named(inner, &Context { tense: Tense::Past, ..*context }),
        Expression::Until(inner) | Expression::By(inner, _) => return named(inner, context),
        Expression::Month { year, month, .. } => {
            Expression::Month { year: *year, month: *month, part: Part::Whole }
        }
        Expression::Year { year, .. } => Expression::Year { year: *year, part: Part::Whole },
        Expression::Calendar { unit, offset, from, part } => {
            let is_anaphoric = *offset == 0 && *part != Part::Whole;
            let around = origin(*unit, *from, is_anaphoric, context);
            if let (true, Some(around)) = (is_anaphoric, around) {
                return [whole(around.from, *unit), None];
            }
            let open = Context { tense: Tense::Unsaid, ..*context };
            return [calendar(*unit, *offset, *from, Part::Whole, &open), None];
        }
        other => return [resolve(other, context), None],
    };
    [resolve(&unpart, context), None]
}

/// The days that `expression` means; none where it is too vague or hangs on a day that is not known.
pub(crate) fn resolve(expression: &Expression, context: &Context) -> Option<Days> {
    match expression {
        Expression::Date { year, month, day } => date_near(*year, *month, *day, context).map(Days::on),
        Expression::DayOfMonth(day) => day_of_month(*day, context).map(Days::on),
        Expression::Month { year, month, part } => month_near(*year, *month, *part, context),
        Expression::Year { year, part } => part_of(year_days(*year)?, *part, context),
        Expression::Decade(year) => between(date(*year, 1, 1), date(year.checked_add(9)?, 12, 31)),
        Expression::Century(year) => between(date(*year, 1, 1), date(year.checked_add(99)?, 12, 31)),
        Expression::Season { year, months } => season(*year, *months, context),
        Expression::Weekday { day, which } => weekday(*day, *which, context).map(Days::on),
        Expression::WeekdayIn { day, week } => {
            let monday = monday_of(add(context.day?, week.checked_mul(7)?, TimeUnit::Day)?)?;
            add(monday, i64::from(*day) - 1, TimeUnit::Day).map(Days::on)
        }
        Expression::Weekend(which) => weekend(*which, context),
        Expression::Easter { year, offset } => easter(*year, *offset, context).map(Days::on),
        Expression::Feast { year, feast } => super::feast::days(feast, *year, context),
        Expression::Calendar { unit, offset, from, part } => calendar(*unit, *offset, *from, *part, context),
        Expression::Overnight => {
            let day = context.day?;
            between(add(day, -1, TimeUnit::Day)?, day)
        }
        Expression::PartOfDay { is_midnight } => part_of_day(*is_midnight, context),
        Expression::Window { unit, count } => window(*unit, *count, context),
        Expression::Span(from, to) => span(from, to, context),
        Expression::Since(from) => {
            let past = Context { tense: Tense::Past, ..*context };
            between(resolve(from, &past)?.from, context.day?)
        }
        Expression::Until(to) => until(to, context),
        Expression::By(to, is_open) => by(to, *is_open, context),
        Expression::Shift { unit, count, base } => {
            let base = resolve(base, context)?;
            whole(add(base.from, *count, *unit)?, exact_unit(*unit))
        }
        Expression::Extent | Expression::Vague => None,
    }
}

/// An interval, if it is one.
fn between(from: Date, to: Date) -> Option<Days> {
    (from <= to).then_some(Days { from, to })
}

/// `day` moved by so many units.
fn add(day: Date, count: i64, unit: TimeUnit) -> Option<Date> {
    // "A boy who died 24,000 years ago": more than a span holds.
    let years = |n: i64| Span::new().try_years(count.checked_mul(n)?).ok();
    let span = match unit {
        TimeUnit::Clock => Span::new(),
        TimeUnit::Day => Span::new().try_days(count).ok()?,
        TimeUnit::Week => Span::new().try_weeks(count).ok()?,
        TimeUnit::Fortnight => Span::new().try_weeks(count.checked_mul(2)?).ok()?,
        TimeUnit::Month => Span::new().try_months(count).ok()?,
        TimeUnit::Year => years(1)?,
        TimeUnit::Decade => years(10)?,
        TimeUnit::Century => years(100)?,
    };
    day.checked_add(span).ok()
}

/// The unit that a count of units pins down: "two weeks after Christmas" is a day, "two months after" a month.
fn exact_unit(unit: TimeUnit) -> TimeUnit {
    match unit {
        TimeUnit::Week | TimeUnit::Fortnight => TimeUnit::Day,
        other => other,
    }
}

/// The whole unit around a day.
fn whole(day: Date, unit: TimeUnit) -> Option<Days> {
    match unit {
        TimeUnit::Clock | TimeUnit::Day => Some(Days::on(day)),
        TimeUnit::Week | TimeUnit::Fortnight => {
            let monday = monday_of(day)?;
            between(monday, add(monday, 6, TimeUnit::Day)?)
        }
        TimeUnit::Month => between(day.first_of_month(), day.last_of_month()),
        TimeUnit::Year | TimeUnit::Decade | TimeUnit::Century => {
            between(day.first_of_year(), day.last_of_year())
        }
    }
}

fn monday_of(day: Date) -> Option<Date> {
    add(day, -i64::from(day.weekday().to_monday_zero_offset()), TimeUnit::Day)
}

/// In a history, the interval of the year that lies nearest to the time told of before: after "on 16 December 1944",
/// "in January" is that of 1945. A whole year holds its own dates.
fn story_year(told: Days, of: impl Fn(i16) -> Option<Days>) -> Option<Days> {
    if told.from == told.from.first_of_year() && told.to == told.from.last_of_year() {
        return of(told.from.year());
    }
    let year = told.from.year();
    let around = [year.checked_sub(1)?, year, year.checked_add(1)?].map(of);
    around.into_iter().flatten().min_by_key(|days| {
        let away = told.from.until(days.from).map_or(i32::MAX, |span| span.get_days());
        // A story goes forward: it looks back half as far as it looks ahead.
        if away < 0 { -2 * away } else { away }
    })
}

fn year_days(year: i16) -> Option<Days> {
    let day = Date::new(year, 1, 1).ok()?;
    between(day, day.last_of_year())
}

/// "August 7": of the year said, or the nearest that the tense allows.
fn date_near(year: Year, month: i8, day: i8, context: &Context) -> Option<Date> {
    match year {
        Year::Is(year) => Date::new(year, month, day).ok(),
        Year::Offset(offset) => Date::new(context.day?.year().checked_add(offset)?, month, day).ok(),
        Year::Nearest if context.story.is_some() => {
            story_year(context.story?, |year| Date::new(year, month, day).ok().map(Days::on)).map(|d| d.from)
        }
        Year::Nearest => {
            let today = context.day?;
            let of = |offset: i16| Date::new(today.year().checked_add(offset)?, month, day).ok();
            let around = [of(-1), of(0), of(1)];
            let mut around = around.into_iter().flatten();
            match context.tense {
                Tense::Past => around.rfind(|d| *d <= today),
                Tense::Future => around.find(|d| *d >= today),
                Tense::Unsaid => around.min_by_key(|d| today.duration_until(*d).abs()),
            }
        }
    }
}

/// "the 26th": of this month or the one before or after it, as the tense allows.
fn day_of_month(day: i8, context: &Context) -> Option<Date> {
    let today = context.day?;
    let of = |offset: i64| {
        let month = add(today.first_of_month(), offset, TimeUnit::Month)?;
        Date::new(month.year(), month.month(), day).ok()
    };
    if context.tense == Tense::Future {
        [of(0), of(1), of(2)].into_iter().flatten().find(|d| *d >= today)
    } else {
        [of(0), of(-1), of(-2)].into_iter().flatten().find(|d| *d <= today)
    }
}

fn month_near(year: Year, month: i8, part: Part, context: &Context) -> Option<Days> {
    let first = match year {
        Year::Is(year) => Date::new(year, month, 1).ok()?,
        Year::Offset(offset) => Date::new(context.day?.year().checked_add(offset)?, month, 1).ok()?,
        Year::Nearest if context.story.is_some() => {
            story_year(context.story?, |year| whole(Date::new(year, month, 1).ok()?, TimeUnit::Month))?.from
        }
        Year::Nearest => {
            let today = context.day?;
            let this_year = Date::new(today.year(), month, 1).ok()?;
            match context.tense {
                Tense::Future if this_year.last_of_month() < today => add(this_year, 1, TimeUnit::Year)?,
                Tense::Past | Tense::Unsaid if this_year > today => add(this_year, -1, TimeUnit::Year)?,
                _ => this_year,
            }
        }
    };
    part_of(between(first, first.last_of_month())?, part, context)
}

/// A part of an interval: thirds for "early", "mid", "late"; up to or from the article's day for "earlier" and "later".
fn part_of(days: Days, part: Part, context: &Context) -> Option<Days> {
    let last = i64::from(days.from.until(days.to).ok()?.get_days()) + 1;
    // A month falls into days 1-10, 11-20 and 21 to its end, as its users divide it; longer spans into thirds.
    let third = if (28..=31).contains(&last) { 10 } else { last / 3 };
    let at = |n: i64| add(days.from, n, TimeUnit::Day);
    match part {
        Part::Whole => Some(days),
        Part::Early => between(days.from, at(third - 1)?),
        Part::Mid => between(at(third)?, at(2 * third - 1)?),
        Part::Late => between(at(2 * third)?, days.to),
        Part::End => between(at((last - 7).max(0))?, days.to),
        Part::SoFar => between(days.from, context.day?.min(days.to)),
        Part::Rest => between(context.day?.max(days.from), days.to),
    }
}

fn season(year: Year, months: [i8; 2], context: &Context) -> Option<Days> {
    let of = |year: i16| {
        let from = Date::new(year, months[0], 1).ok()?;
        let to =
            Date::new(if months[1] < months[0] { year.checked_add(1)? } else { year }, months[1], 1).ok()?;
        between(from, to.last_of_month())
    };
    match year {
        Year::Is(year) => of(year),
        Year::Offset(offset) => of(context.day?.year().checked_add(offset)?),
        Year::Nearest => {
            let today = context.day?;
            let around = [-1, 0, 1].map(|o| of(today.year().checked_add(o)?));
            let mut around = around.into_iter().flatten();
            match context.tense {
                Tense::Future => around.find(|d| d.to >= today),
                Tense::Past | Tense::Unsaid => around.rfind(|d| d.from <= today),
            }
        }
    }
}

/// "on Tuesday": the last one before the article, which may be its own day; the next one where it lies ahead.
fn weekday(weekday: i8, which: Which, context: &Context) -> Option<Date> {
    let today = context.day?;
    let ahead = (i64::from(weekday) - i64::from(today.weekday().to_monday_one_offset())).rem_euclid(7);
    let back = (7 - ahead) % 7;
    let move_by = match (which, context.tense) {
        (Which::Plain | Which::This, Tense::Future) => ahead,
        (Which::Plain, _) | (Which::This, Tense::Past) => -back,
        (Which::Last, _) => -if back == 0 { 7 } else { back },
        (Which::Next, _) => {
            if ahead == 0 {
                7
            } else {
                ahead
            }
        }
        (Which::This, Tense::Unsaid) => {
            i64::from(weekday) - i64::from(today.weekday().to_monday_one_offset())
        }
    };
    add(today, move_by, TimeUnit::Day)
}

/// Saturday and Sunday.
fn weekend(which: Which, context: &Context) -> Option<Days> {
    let today = context.day?;
    let saturday = add(monday_of(today)?, 5, TimeUnit::Day)?;
    let has_begun = saturday <= today;
    let weeks = match (which, context.tense) {
        (Which::Last, _) => -1,
        (Which::Plain | Which::This, Tense::Past) | (Which::Plain, Tense::Unsaid) => -i64::from(!has_begun),
        (Which::Next, _) => i64::from(has_begun),
        (Which::Plain | Which::This, _) => 0,
    };
    let from = add(saturday, weeks, TimeUnit::Week)?;
    between(from, add(from, 1, TimeUnit::Day)?)
}

/// Easter by the calendar's own rule (the anonymous Gregorian computus).
fn easter(year: Year, offset: i64, context: &Context) -> Option<Date> {
    let of = |year: i16| {
        let y = i64::from(year);
        let (a, b, c) = (y % 19, y / 100, y % 100);
        let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        let n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
        let sunday = Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()?;
        add(sunday, offset, TimeUnit::Day)
    };
    match year {
        Year::Is(year) => of(year),
        Year::Offset(offset) => of(context.day?.year().checked_add(offset)?),
        Year::Nearest => {
            let today = context.day?;
            let around = [-1, 0, 1].map(|o| of(today.year().checked_add(o)?));
            let mut around = around.into_iter().flatten();
            if context.tense == Tense::Future {
                around.find(|d| *d >= today)
            } else {
                around.rfind(|d| *d <= today)
            }
        }
    }
}

/// The day from which something is reckoned; "the next day" hangs on a time told of, else it is unknown.
fn origin(unit: TimeUnit, from: From, is_anaphoric: bool, context: &Context) -> Option<Days> {
    let is_long = matches!(unit, TimeUnit::Year | TimeUnit::Decade | TimeUnit::Century);
    match from {
        // "the end of the month" in a history is the end of the month told of.
        From::Article if is_anaphoric && context.story.is_some() => context.story,
        From::Article => context.day.map(Days::on),
        From::Told if is_long => context.era.or(context.told),
        From::Told => context.told,
        From::Clause => context.clause,
    }
}

fn calendar(unit: TimeUnit, offset: i64, from: From, part: Part, context: &Context) -> Option<Days> {
    let is_anaphoric = offset == 0 && part != Part::Whole;
    let origin = origin(unit, from, is_anaphoric, context)?;
    // "the next day" after an interval ("last week") is no day that anybody could name.
    if unit == TimeUnit::Day && offset != 0 && origin.from != origin.to && from != From::Clause {
        return None;
    }
    if offset == 0 && matches!(unit, TimeUnit::Day | TimeUnit::Clock) {
        return Some(origin);
    }
    let start = if offset < 0 { origin.from } else { origin.to };
    let unit_days = if from == From::Clause { exact_unit(unit) } else { unit };
    let days = whole(add(start, offset, unit)?, unit_days)?;
    let is_open = part == Part::Whole && offset == 0 && from == From::Article;
    let part = match context.tense {
        // "this month" of what has been done lasts to the day of the article, of what will be done from it.
        Tense::Past if is_open => Part::SoFar,
        Tense::Future if is_open => Part::Rest,
        _ => part,
    };
    part_of(days, part, context)
}

/// "in the evening": of the day told of in the sentence, else of the article's; "from midnight" is the night ahead.
fn part_of_day(is_midnight: bool, context: &Context) -> Option<Days> {
    let told = context.clause.filter(|d| d.from == d.to);
    let day = told.map_or(context.day, |d| Some(d.from))?;
    if is_midnight && context.tense == Tense::Future && told.is_none() {
        return add(day, 1, TimeUnit::Day).map(Days::on);
    }
    Some(Days::on(day))
}

fn window(unit: TimeUnit, count: i64, context: &Context) -> Option<Days> {
    let today = context.day?;
    let (unit, count) = match unit {
        // 24, 48, 72 hours are days; less is the day itself and the one beside it.
        TimeUnit::Clock => (TimeUnit::Day, if count.abs() < 24 { count.signum() } else { count / 24 }),
        other => (other, count),
    };
    let end = add(today, count, unit)?;
    between(today.min(end), today.max(end))
}

fn span(from: &Expression, to: &Expression, context: &Context) -> Option<Days> {
    let to = resolve(to, context)?;
    let first = resolve(from, context)?;
    if first.from <= to.from {
        return between(first.from, to.to.max(first.from));
    }
    // "from Friday to Monday" of the past, told on a Monday or later: each by itself is the last of its kind.
    let weekday_back =
        matches!(from, Expression::Weekday { .. }).then(|| add(first.from, -7, TimeUnit::Day))??;
    between(weekday_back, to.to)
}

fn until(to: &Expression, context: &Context) -> Option<Days> {
    let to = resolve(to, context)?.to;
    let from =
        if context.tense == Tense::Future { context.day? } else { context.told.map_or(to, |t| t.from) };
    between(from.min(to), to)
}

fn by(to: &Expression, is_open: bool, context: &Context) -> Option<Days> {
    let days = resolve(to, context)?;
    let is_end = matches!(
        to,
        Expression::Calendar { part: Part::End, .. } | Expression::Month { part: Part::End, .. }
    );
    let last = if is_open && !is_end { add(days.from, -1, TimeUnit::Day)? } else { days.to };
    let today = context.day?;
    if last >= today && (context.tense != Tense::Past || last > today) {
        return between(today, last);
    }
    // "before August 7" of the past says no day; "by Sunday evening" says that it was so on Sunday.
    if is_open { None } else { Some(Days::on(last)) }
}

#[cfg(test)]
mod tests {
    use super::{Context, named, resolve};
    use crate::mention::Days;
    use crate::mention::time::expression::{Expression, Tense};
    use crate::mention::time::parse::parse;
    use crate::mention::word::testing::words;

    fn days(text: &str) -> Option<Days> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        (text != "-").then(|| Days { from: from.parse().unwrap(), to: to.parse().unwrap() })
    }

    fn show(days: Option<Days>) -> String {
        match days {
            None => "-".to_string(),
            Some(d) if d.from == d.to => d.from.to_string(),
            Some(d) => format!("{}..{}", d.from, d.to),
        }
    }

    #[test]
    fn table() {
        let mut wrong = Vec::new();
        let rows = include_str!("table.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
        for row in rows {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let [day, tense, told, clause, text, expected] = cells[..] else { panic!("row: {row}") };
            let tense = match tense {
                "past" => Tense::Past,
                "future" => Tense::Future,
                _ => Tense::Unsaid,
            };
            let (told, clause) = (days(told), days(clause));
            let context = Context { day: day.parse().ok(), told, era: told, clause, tense, story: None };
            let found = parse(&words(text));
            let got = match found.first().map(|f| &f.expression) {
                None => "nothing found".to_string(),
                Some(Expression::Extent) => "how long".to_string(),
                Some(expression) => show(resolve(expression, &context)),
            };
            if got != expected {
                wrong.push(format!("{row}\n    got {got} by {:?}", found.first().map(|f| &f.expression)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn check_named(story: &str, text: &str, expected: [&str; 2]) {
        let context = Context { day: "2009-12-19".parse().ok(), story: days(story), ..Context::default() };
        let found = parse(&words(text));
        let got = found.first().map(|f| named(&f.expression, &context)).unwrap_or_default();
        assert_eq!(got.map(show), expected, "{text} after {story}");
    }

    #[test]
    fn a_history_goes_on_from_the_year_told_of() {
        check_named("-", "On 14 October they attacked", ["2009-10-14", "-"]);
        check_named("1914-01-01..1914-12-31", "On 14 October they attacked", ["1914-10-14", "-"]);
        check_named("1944-12-16", "In early January they retook it", ["1945-01-01..1945-01-31", "-"]);
        check_named("1951-04-22", "By the end of the month they were back", ["1951-04-01..1951-04-30", "-"]);
        check_named("-", "On 6-7 January 1916 the line broke", ["1916-01-06", "1916-01-07"]);
        check_named("-", "until mid-2007", ["2007-01-01..2007-12-31", "-"]);
    }
}
