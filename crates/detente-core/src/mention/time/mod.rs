//! Time expressions: which words name a time, which days they mean, and which of them dates an event.
//!
//! In: the tokens of each sentence (words and tags; the tree where there is one) and the day of the article.
//! Out: [`Time`]s. In an article of Friday 19 January 2024, "agreed on Friday to de-escalate after Tuesday's
//! attack" gives 2024-01-19 for "Friday" and 2024-01-16 for "Tuesday".

mod calendar;
mod dating;
mod expression;
mod feast;
mod parse;
mod relative;
mod resolve;
mod tense;
mod year;

pub use dating::of_event;

use super::word::{self, Word};
use super::{Days, Time};
use crate::analysis::{Analysis, Sentence, Upos};
use crate::document::Document;
use crate::text::TokenSpan;
use detente_data::Reporting;
use expression::{Expression, From, Year};
use parse::Found;
use resolve::{Context, named, resolve};

/// The time expressions of an article, in order.
pub fn find(document: &Document, analysis: &Analysis) -> Vec<Time> {
    let mut times = Vec::new();
    // The time told of last, which "the next day" goes on from; a new zone (a caption, say) starts afresh.
    let mut told = Told::default();
    let mut zone = None;
    // What kind of text it is shows only in all of it.
    let parsed = analysis.sentences.iter().map(|sentence| {
        let words = word::of_sentence(analysis, *sentence, document.text());
        let found = parse::parse(&words);
        (words, found)
    });
    let parsed: Vec<(Vec<Word<'_>>, Vec<Found>)> = parsed.collect();
    let mut story = Story::of(document, parsed.iter().flat_map(|(_, found)| found));
    for (sentence, (words, found)) in analysis.sentences.iter().zip(&parsed) {
        if zone.replace(sentence.zone) != Some(sentence.zone) && !is_body(document, *sentence) {
            told = Told::default();
        }
        let days = of_sentence(document, analysis, words, found, (&mut told, &mut story));
        times.extend(found.iter().zip(days).map(|(f, (days, named))| Time {
            tokens: TokenSpan::new(words[f.start].token.index(), words[f.end - 1].token.index() + 1),
            days,
            named,
            is_point: f.expression != Expression::Extent,
        }));
    }
    times
}

fn is_body(document: &Document, sentence: Sentence) -> bool {
    document.zones.get(sentence.zone.index()).is_some_and(|z| z.kind == crate::document::ZoneKind::Paragraph)
}

/// The time told of last.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    /// What "the next day" goes on from.
    days: Option<Days>,
    /// What "a year later" goes on from: the same, or a whole year said after it.
    era: Option<Days>,
}

/// Days of the expressions of one sentence. Those that hang on the clause around them ("three days after ...") come
/// last, when the others are known.
fn of_sentence(
    document: &Document,
    analysis: &Analysis,
    words: &[Word<'_>],
    found: &[Found],
    (told, story): (&mut Told, &mut Story),
) -> Vec<(Option<Days>, [Option<Days>; 2])> {
    let mut days: Vec<Option<Days>> = vec![None; found.len()];
    let mut names = vec![[None; 2]; found.len()];
    let before = told.days;
    for (i, f) in found.iter().enumerate() {
        if hangs_on_clause(&f.expression) {
            continue;
        }
        let clause = nearest_single(&days, i);
        let tense = tense::around(analysis, words, f.start, f.end);
        let context =
            Context { day: document.day, told: told.days, era: told.era, clause, tense, story: story.told() };
        days[i] = resolve(&f.expression, &context);
        names[i] = named(&f.expression, &context);
        story.go_on(&f.expression, names[i]);
        if moves_on(&f.expression) {
            told.days = days[i].or(told.days);
        }
        if moves_on(&f.expression) || matches!(f.expression, Expression::Year { .. }) {
            told.era = days[i].or(told.era);
        }
    }
    // "A submarine sank the ship on March 26, investigators announced Thursday. 46 died; boats rescued 58 that night":
    // the story goes on from what happened, not from when it was said.
    let happened = found
        .iter()
        .zip(&days)
        .rev()
        .find(|(f, d)| d.is_some() && moves_on(&f.expression) && !is_of_saying(analysis, words, f));
    told.days = happened.and_then(|(_, d)| *d).or(told.days);
    for (i, f) in found.iter().enumerate() {
        if hangs_on_clause(&f.expression) {
            let clause = nearest_single(&days, i).or(before).or(document.day.map(Days::on));
            let context = Context { day: document.day, told: told.days, clause, ..Context::default() };
            days[i] = resolve(&f.expression, &context);
            names[i] = [days[i], None];
        }
    }
    days.into_iter().zip(names).collect()
}

/// Where a history has come to. News tells of its own days, and what it says of 1953 does not date "on August 7"; a
/// history of the war tells of years, and there it does.
struct Story {
    is_history: bool,
    told: Option<Days>,
}

impl Story {
    /// A history names past years and hardly a day that is reckoned from the article's own ("Tuesday", "yesterday").
    fn of<'f>(document: &Document, found: impl Iterator<Item = &'f Found>) -> Self {
        let today = document.day.map(|day| day.year());
        let (mut years, mut reckoned) = (0, 0);
        for f in found {
            match year_said(&f.expression) {
                Some(year) if today.is_none_or(|now| year < now - 1) => years += 1,
                Some(_) => reckoned += 1,
                None if is_reckoned(&f.expression) => reckoned += 1,
                None => {}
            }
        }
        Story { is_history: years >= 3 && years > 2 * reckoned, told: None }
    }

    fn told(&self) -> Option<Days> {
        self.told.filter(|_| self.is_history)
    }

    fn go_on(&mut self, expression: &Expression, named: [Option<Days>; 2]) {
        let is_step =
            !matches!(expression, Expression::Decade(_) | Expression::Century(_) | Expression::Window { .. });
        self.told = named[1].or(named[0]).filter(|_| is_step).or(self.told);
    }
}

/// The year that an expression says.
fn year_said(expression: &Expression) -> Option<i16> {
    match expression {
        Expression::Year { year, .. } => Some(*year),
        Expression::Date { year: Year::Is(year), .. } | Expression::Month { year: Year::Is(year), .. } => {
            Some(*year)
        }
        Expression::Span(_, to) => year_said(to),
        Expression::Since(inner) | Expression::Until(inner) | Expression::By(inner, _) => year_said(inner),
        _ => None,
    }
}

/// Whether an expression is reckoned from the day of the article.
fn is_reckoned(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::Weekday { .. }
            | Expression::WeekdayIn { .. }
            | Expression::Weekend(_)
            | Expression::Overnight
            | Expression::Calendar { from: From::Article, part: expression::Part::Whole, .. }
    )
}

/// Whether a time is that of a verb of saying: the verb beside it is one.
fn is_of_saying(analysis: &Analysis, words: &[Word<'_>], found: &Found) -> bool {
    let reporting = Reporting::builtin();
    let is_saying = |at: usize| {
        words.get(at).is_some_and(|w| {
            let lemma = analysis.lemma(w.token);
            analysis.upos(w.token) == Upos::Verb && (!reporting.verb(lemma).is_empty() || lemma == "announce")
        })
    };
    let before = found.start.checked_sub(1);
    before.is_some_and(is_saying)
        || before.and_then(|b| b.checked_sub(1)).is_some_and(is_saying)
        || is_saying(found.end)
}

fn hangs_on_clause(expression: &Expression) -> bool {
    matches!(expression, Expression::Calendar { from: From::Clause, .. })
}

/// Whether the story goes on from this time: not from one that only bounds another.
fn moves_on(expression: &Expression) -> bool {
    !matches!(
        expression,
        Expression::Since(_)
            | Expression::Until(_)
            | Expression::By(..)
            | Expression::Window { .. }
            | Expression::Year { .. }
    )
}

/// The days of the nearest other expression of the sentence that names one day, those before it first.
fn nearest_single(days: &[Option<Days>], at: usize) -> Option<Days> {
    let (before, after) = days.split_at(at);
    before.iter().rev().chain(after).flatten().find(|d| d.from == d.to).copied()
}

/// The word ranges of a sentence that belong to times ("August 7", "48-hour"), which count nothing.
pub(super) fn words_of_time(words: &[Word<'_>]) -> Vec<(usize, usize)> {
    parse::parse(words)
        .into_iter()
        .filter(|f| f.expression != Expression::Vague)
        .map(|f| (f.start, f.end))
        .collect()
}
