//! Which days a time expression names: WikiWars and the dates of GUM. Both give the whole calendar unit (TIMEX3 values:
//! "early October" is October), so that is what is compared, and not the narrower days that an event gets.

use std::path::Path;

use anyhow::Context as _;
use detente_core::analysis::{Reader, analyse};
use detente_core::document::{Article, Document};
use detente_core::mention::time;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Measure, gum};

type Days = (Date, Date);

/// A date of a set: its bytes, and the days it means; none where the set leaves them open.
struct Wanted {
    start: usize,
    end: usize,
    days: Option<Days>,
}

#[derive(Default)]
struct Counts {
    both: usize,
    found: usize,
    wanted: usize,
    /// Dates met by one found, whatever it means.
    met: usize,
}

/// Measures both sets.
pub(super) fn measure(data: &Path, reader: &Reader, show: bool) -> anyhow::Result<Vec<Measure>> {
    let mut wars = Counts::default();
    let folder = data.join("wikiwars");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .with_context(|| folder.display().to_string())?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "tml"))
        .collect();
    files.sort();
    for path in files {
        let (text, published, dates) = timeml(&std::fs::read_to_string(&path)?);
        score(reader, text, published, &dates, show, &mut wars);
    }
    let mut gum_counts = Counts::default();
    for doc in gum::read(data)? {
        let wanted = doc.dates.iter().map(|(start, end, value)| Wanted {
            start: *start,
            end: *end,
            days: days(value),
        });
        let dates: Vec<Wanted> = wanted.collect();
        score(reader, doc.text, None, &dates, show, &mut gum_counts);
    }
    Ok([("time values, WikiWars, F1", wars), ("time values, GUM-free dev, F1", gum_counts)]
        .into_iter()
        .map(|(what, c)| Measure::f1(what, "0.75", c.both, c.found, c.wanted))
        .collect())
}

fn score(
    reader: &Reader,
    text: String,
    published: Option<Date>,
    dates: &[Wanted],
    show: bool,
    counts: &mut Counts,
) {
    let document = Document::new(Article { text, published, ..Article::default() });
    let analysis = analyse(reader, &document, None);
    let times = time::find(&document, &analysis);
    counts.wanted += dates.iter().filter(|date| date.days.is_some()).count();
    let mut taken = vec![false; dates.len()];
    // A line that is the article's own date is read as such, not as a sentence.
    if let Some((span, day)) = document.dateline.as_ref().and_then(|d| Some((d.span, d.date?))) {
        let own = |date: &Wanted| {
            span.start() < date.end && date.start < span.end() && date.days == Some((day, day))
        };
        if let Some(at) = dates.iter().position(own) {
            taken[at] = true;
            counts.found += 1;
            counts.both += 1;
        }
    }
    for found in times.iter().filter(|t| t.days.is_some() && t.is_point) {
        let span = analysis.bytes(found.tokens);
        let meets = |w: &Wanted| span.start() < w.end && w.start < span.end();
        let met: Vec<usize> = (0..dates.len()).filter(|i| meets(&dates[*i])).collect();
        if met.iter().any(|i| dates[*i].days.is_none()) {
            continue;
        }
        counts.met += usize::from(!met.is_empty());
        for own in found.named.into_iter().flatten().map(|days| (days.from, days.to)) {
            counts.found += 1;
            let right = met.iter().find(|i| !taken[**i] && dates[**i].days == Some(own));
            if let Some(i) = right {
                taken[*i] = true;
                counts.both += 1;
            } else if show {
                let wanted: Vec<_> = met.iter().map(|i| dates[*i].days).collect();
                println!("time   {:?} found {own:?} wanted {wanted:?}", span.slice(document.text()));
            }
        }
    }
    if show {
        let open = dates.iter().zip(&taken).filter(|(date, taken)| !**taken && date.days.is_some());
        let unmet = open.filter(|(date, _)| {
            !times.iter().any(|t| {
                let span = analysis.bytes(t.tokens);
                t.days.is_some() && span.start() < date.end && date.start < span.end()
            })
        });
        for (date, _) in unmet {
            println!("time   missed {:?} {:?}", document.text().get(date.start..date.end), date.days);
        }
    }
}

/// The text of a document, its day, and its dates.
fn timeml(file: &str) -> (String, Option<Date>, Vec<Wanted>) {
    let attribute = |tag: &str, name: &str| {
        tag.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split('"').next()).map(str::to_owned)
    };
    let published =
        file.split_once("<DCT>").and_then(|(_, dct)| attribute(dct, "value")?.get(..10)?.parse().ok());
    let body =
        file.split_once("<TEXT>").and_then(|(_, rest)| rest.split("</TEXT>").next()).unwrap_or_default();
    let (mut text, mut dates) = (String::new(), Vec::new());
    let mut open: Option<(usize, Option<Days>)> = None;
    for (i, piece) in body.split('<').enumerate() {
        let (tag, words) = if i == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        if tag.starts_with("TIMEX3") {
            let is_point = matches!(attribute(tag, "type").as_deref(), Some("DATE" | "TIME"));
            let value = attribute(tag, "value").filter(|_| is_point);
            open = Some((text.len(), value.and_then(|value| days(&value))));
        } else if tag.starts_with("/TIMEX3")
            && let Some((start, days)) = open.take()
        {
            dates.push(Wanted { start, end: text.len(), days });
        }
        text.push_str(&words.replace("&amp;", "&").replace("&quot;", "\"").replace("&apos;", "'"));
    }
    (text, published, dates)
}

/// The days of a value: "1980-09-17", "1980-09-17TMO", "1980-09", "1980", "198", "19", "1980-SU" is left open.
fn days(value: &str) -> Option<Days> {
    let value = value.split('T').next()?;
    let parts: Vec<&str> = value.split('-').collect();
    let number = |text: &str| text.parse::<i16>().ok();
    match parts.as_slice() {
        [year] if year.len() == 4 => {
            Some((Date::new(number(year)?, 1, 1).ok()?, Date::new(number(year)?, 12, 31).ok()?))
        }
        [decade] if decade.len() == 3 => {
            let first = number(decade)? * 10;
            Some((Date::new(first, 1, 1).ok()?, Date::new(first + 9, 12, 31).ok()?))
        }
        [year, week] if week.starts_with('W') => {
            let week = week[1..].parse().ok()?;
            let first =
                jiff::civil::ISOWeekDate::new(number(year)?, week, jiff::civil::Weekday::Monday).ok()?.date();
            Some((first, first.checked_add(6.days()).ok()?))
        }
        [year, month] => {
            let first = Date::new(number(year)?, month.parse().ok()?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        [_, _, _] => {
            let day: Date = value.parse().ok()?;
            Some((day, day))
        }
        _ => None,
    }
}
