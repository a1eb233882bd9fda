//! Time expressions of a year and more: "in 2005", "1988-91", "c. 1818", "(Doe, 2016)", "the first half of 2014",
//! "the 1990s", "the 19th century".

use detente_data::TimeWords;

use super::calendar::Read;
use super::expression::{Expression, Part, Year};
use crate::mention::word::{Word, day_of_month, is_ordinal, lower};

/// Words after which four figures are a year.
const CUES: [&str; 32] = [
    "in",
    "since",
    "until",
    "till",
    "by",
    "from",
    "between",
    "of",
    "during",
    "before",
    "after",
    "early",
    "late",
    "mid",
    "around",
    "circa",
    "c",
    "ca",
    "year",
    "and",
    "or",
    "to",
    "through",
    "throughout",
    "into",
    "summer",
    "winter",
    "spring",
    "autumn",
    "fall",
    "-",
    "–",
];

/// Marks and words that join the two ends of a range or a list of years.
const JOINTS: [&str; 5] = ["and", "or", "to", "-", "–"];

/// A year, or a span that is counted in years, that starts at `at`.
pub(super) fn years(words: &[Word<'_>], at: usize) -> Read {
    before_christ(words, at)
        .or_else(|| decade(words, at))
        .or_else(|| century(words, at))
        .or_else(|| share(words, at))
        .or_else(|| range(words, at))
        .or_else(|| alone(words, at))
}

/// A year in four figures.
pub(super) fn year(word: &str) -> Option<i16> {
    let is_figures = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    is_figures.then(|| word.parse().ok()).flatten().filter(|y| (1000..2200).contains(y))
}

/// "in 493 BC": before any day that a ledger could hold, and no year of our era.
fn before_christ(words: &[Word<'_>], at: usize) -> Read {
    let word = lower(words, at);
    let is_count = word.len() <= 4 && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    (is_count && matches!(lower(words, at + 1), "bc" | "bce")).then_some((Expression::Vague, at + 2))
}

/// "the 1990s", "the '90s", "the nineties".
fn decade(words: &[Word<'_>], at: usize) -> Read {
    let the = usize::from(lower(words, at) == "the");
    let word = lower(words, at + the);
    if let Some(first) = TimeWords::get().decades.get(word).filter(|_| the == 1) {
        return Some((Expression::Decade(*first), at + 2));
    }
    let word = word.strip_suffix('s')?;
    let word = word.strip_suffix('\'').unwrap_or(word);
    let short = word.strip_prefix('\'').filter(|w| w.len() == 2);
    let first = match short {
        Some(tens) => tens.parse::<i16>().ok().map(|tens| 1900 + tens),
        None => year(word),
    };
    Some((Expression::Decade(first.filter(|y| y % 10 == 0)?), at + the + 1))
}

/// "the 19th century", "a 19th-century fort", "the nineteenth century".
fn century(words: &[Word<'_>], at: usize) -> Read {
    let mut here = at + usize::from(lower(words, at) == "the");
    let word = lower(words, here);
    let nth = match (word, lower(words, here + 1), lower(words, here + 2)) {
        ("twenty", "-", "first") => {
            here += 2;
            Some(21)
        }
        _ if is_ordinal(word) => day_of_month(word),
        _ => TimeWords::get().ordinals.get(word).copied(),
    };
    let last = here + 1 + usize::from(lower(words, here + 1) == "-");
    if lower(words, last) != "century" {
        return None;
    }
    if matches!(lower(words, last + 1), "bc" | "bce") {
        return Some((Expression::Vague, last + 2));
    }
    let first = nth.filter(|n| *n <= 21).map(|n| (i16::from(n) - 1) * 100)?;
    Some((Expression::Century(first), last + 1))
}

/// "the first half of 2014", "the third quarter of last year".
fn share(words: &[Word<'_>], at: usize) -> Read {
    let the = usize::from(lower(words, at) == "the");
    let nth = *TimeWords::get().ordinals.get(lower(words, at + the))?;
    let months: i8 = match lower(words, at + the + 1) {
        "half" => 6,
        "quarter" => 3,
        _ => return None,
    };
    if lower(words, at + the + 2) != "of" || i16::from(nth) * i16::from(months) > 12 {
        return None;
    }
    let here = at + the + 3;
    let of_year = |offset, end| Some((Year::Offset(offset), end));
    let (year, end) = match (lower(words, here), lower(words, here + 1)) {
        ("the" | "this", "year") => of_year(0, here + 2),
        ("last", "year") => of_year(-1, here + 2),
        ("next", "year") => of_year(1, here + 2),
        (figures, _) => year(figures).map(|y| (Year::Is(y), here + 1)),
    }?;
    let month = |month| Box::new(Expression::Month { year, month, part: Part::Whole });
    Some((Expression::Span(month((nth - 1) * months + 1), month(nth * months)), end))
}

/// "1988-1991", "1871–72".
fn range(words: &[Word<'_>], at: usize) -> Read {
    let (first, last, end) = match lower(words, at).split_once(['-', '–']) {
        Some((first, last)) => (year(first)?, last, at + 1),
        None if matches!(lower(words, at + 1), "-" | "–") => {
            (year(lower(words, at))?, lower(words, at + 2), at + 3)
        }
        None => return None,
    };
    let century = first / 100 * 100;
    let last = if last.len() == 2 { century + last.parse::<i16>().ok()? } else { year(last)? };
    let is_range = (1500..2100).contains(&first)
        && (first + 1..=first + 100).contains(&last)
        && !is_counted(lower(words, end));
    let of = |year| Box::new(Expression::Year { year, part: Part::Whole });
    is_range.then(|| (Expression::Span(of(first), of(last)), end))
}

/// Whether a word is what the figures before it count ("2000 soldiers").
fn is_counted(next: &str) -> bool {
    next.ends_with('s') && !next.starts_with('\'') && next.len() > 2
        || ["people", "children", "men", "women", "police", "personnel"].iter().any(|end| next.ends_with(end))
}

/// "in 2005", "his 2006 campaign", "(Doe, 2016)"; four figures that count something are none ("2000 soldiers").
fn alone(words: &[Word<'_>], at: usize) -> Read {
    let value = year(lower(words, at))?;
    let back = |n: usize| at.checked_sub(n).map_or("", |i| lower(words, i));
    let (before, next) = (back(1), lower(words, at + 1));
    let by_cue = CUES.contains(&before) && (!JOINTS.contains(&before) || year(back(2)).is_some());
    let is_modern = (1900..2100).contains(&value);
    let by_modifier = is_modern && next.starts_with(|c: char| c.is_ascii_lowercase()) && next.len() > 3;
    // "the 1916 Battle", "its 1920 treaty": a name or a thing that the year tells from others.
    let by_name = is_modern
        && matches!(before, "the" | "its" | "his" | "her" | "their")
        && words.get(at + 1).is_some_and(Word::is_capital);
    // "2003: Invasion", "1917" on a line of its own: headings of a history.
    let is_heading = at == 0 && (words.len() == 1 || matches!(next, ":" | "-" | "–"));
    // "(Doe, 2016)", "(Doe et al., 2015; Roe, 2016)", "(Geneva, 1995)": what a source or a paper is of.
    let is_citation = before == "," && matches!(next, ")" | ";");
    let is_sure = (1600..2100).contains(&value) || before == "in";
    let is_told = by_cue || by_modifier || by_name || is_heading || is_citation || before == "(";
    // "the 2020 elections": no round number of them.
    let is_free = !is_counted(next) || before == "the" && is_modern && value % 100 != 0;
    (is_sure && is_free && is_told).then_some((Expression::Year { year: value, part: Part::Whole }, at + 1))
}
