//! Reads datelines: places, date and agency in any order that newsrooms use, up to the mark that ends them.
//!
//! There is no list of forms. A dateline is a run of places, dates, times and agencies with separators
//! between them; it counts as one when what was found is enough for the mark that ends it. "Islamabad/Tehran,
//! Jan 19 (EFE).-" has two places, a date and an agency before its dash; "LONDON —" has so little that only
//! a paragraph may start with it.

use super::Dateline;
use super::date::{RoughDate, better, could_start, date, resolve, time_of_day, weekday};
use super::piece::{Mark, Pieces};
use super::shape::{ends_sentence, is_all_caps, is_capitalised, words};
use crate::text::ByteSpan;
use detente_data::newsroom;
use jiff::civil::Date;

/// What is known of an article beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known<'a> {
    pub published: Option<Date>,
    pub agency: Option<&'a str>,
}

impl Known<'_> {
    /// Whether `name` is the article's agency or a listed one.
    pub(super) fn is_agency(&self, name: &str) -> bool {
        self.agency.is_some_and(|a| a.to_lowercase() == name.to_lowercase()) || newsroom().is_agency(name)
    }
}

/// How sure it is that something is a dateline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// Only a place before a dash.
    Weak,
    /// A place with a date or an agency, or the like.
    Strong,
}

/// The dateline at the start of the block of `text` at `span`.
pub(super) fn at_start(text: &str, span: ByteSpan, known: &Known<'_>) -> Option<(Dateline, Strength)> {
    let pieces = Pieces::cut(text, span);
    let block = span.slice(text);
    let is_prose = (ends_sentence(block) && block.len() > 60) || block.len() > 160;
    let mut reader = Reader { text, pieces: &pieces, known, at: 0, found: Found::default(), is_prose };
    let end = reader.read()?;
    let found = end.found;
    let dateline = Dateline {
        span: ByteSpan::new(span.start(), end.at),
        date: found.date.and_then(|d| resolve(d, known.published)),
        places: found.places,
        qualifier: found.qualifier,
        agency: found.agency,
    };
    Some((dateline, end.strength))
}

/// A dateline behind a byline or a header in the same block: "By Jane Roe, GAZA CITY, Jan 3 (Reuters) - ...".
/// Gives the end of what stands before it.
pub(super) fn behind(
    text: &str,
    span: ByteSpan,
    known: &Known<'_>,
    is_byline: bool,
) -> Option<(ByteSpan, Dateline)> {
    const REACH: usize = 200;
    let block = span.slice(text);
    let mut gap = 0;
    let mut starts = Vec::new();
    for (i, c) in block.char_indices().take_while(|(i, _)| *i < REACH) {
        let part = if c.is_whitespace() {
            gap += if c == ' ' { 1 } else { 2 };
            continue;
        } else {
            let before = block[..i].trim_end();
            i > 0
                && c.is_uppercase()
                && (gap >= 2 || (is_byline && gap == 1 && before.ends_with([',', '-', '–', '—'])))
        };
        gap = 0;
        if part {
            starts.push(i);
        }
    }
    starts.into_iter().find_map(|i| {
        let (dateline, strength) = at_start(text, ByteSpan::new(span.start() + i, span.end()), known)?;
        let before = ByteSpan::new(span.start(), span.start() + block[..i].trim_end().len());
        let has_story = dateline.span.end() < span.end();
        (strength == Strength::Strong && !dateline.places.is_empty() && has_story)
            .then_some((before, dateline))
    })
}

#[derive(Debug, Clone, Default)]
struct Found {
    places: Vec<ByteSpan>,
    qualifier: Option<ByteSpan>,
    date: Option<RoughDate>,
    agency: Option<ByteSpan>,
    /// The agency is listed, or stands in brackets.
    agency_is_sure: bool,
    last: Option<Element>,
    /// The mark between the last element and the next.
    joint: Option<Mark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Place,
    Date,
    Time,
    Agency,
}

/// The mark that ends a dateline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Terminator {
    Dash,
    Colon,
    Dot,
    /// A closing bracket, and then the story: "Addis Ababa, May 17/2023 (ENA) Two boats ...".
    Bracket,
    /// The block's end.
    End,
}

#[derive(Debug)]
struct End {
    at: usize,
    strength: Strength,
    found: Found,
}

struct Reader<'r, 't> {
    text: &'t str,
    pieces: &'r Pieces<'t>,
    known: &'r Known<'r>,
    at: usize,
    found: Found,
    is_prose: bool,
}

impl Reader<'_, '_> {
    /// The longest run of elements that ends as a dateline does.
    fn read(&mut self) -> Option<End> {
        let mut best: Option<End> = None;
        let is_labelled = self.skip_label();
        while self.element(best.is_some()) {
            let after = self.at;
            let terminator = self.separator();
            let strength =
                terminator.filter(|t| !is_labelled || *t == Terminator::End).and_then(|t| self.strength(t));
            if let (Some(strength), Some(last)) = (strength, self.at.checked_sub(1)) {
                let at = self.pieces.get(last).map_or(0, |p| p.span.end());
                best = Some(End { at, strength, found: self.found.clone() });
            }
            if self.at == after && !self.can_follow() {
                break;
            }
        }
        best
    }

    /// "Published:", "Last updated on": what stands before a date on a line of its own.
    fn skip_label(&mut self) -> bool {
        const LABELS: [&str; 9] =
            ["published", "posted", "updated", "last", "date", "issued", "filed", "first", "release"];
        const LINKS: [&str; 6] = ["updated", "published", "on", "at", "date", "modified"];
        let is = |at: usize, list: &[&str]| {
            self.pieces.word(at).is_some_and(|w| list.contains(&w.to_lowercase().as_str()))
        };
        if !is(0, &LABELS) {
            return false;
        }
        let mut at = 1;
        while is(at, &LINKS) || self.pieces.mark(at) == Some(Mark::Colon) {
            at += 1;
        }
        self.at = at;
        true
    }

    /// Reads one element; after the end of a dateline only what cannot start a sentence.
    fn element(&mut self, is_ended: bool) -> bool {
        let at = self.at;
        let Some(piece) = self.pieces.get(at) else { return false };
        if could_start(piece)
            && !(is_ended && self.found.date.is_some())
            && let Some((rough, next)) = date(self.pieces, at)
        {
            return self.take(Element::Date, next, Some(rough));
        }
        if let Some(day) = self.pieces.word(at).and_then(weekday).filter(|_| !self.word_follows(at)) {
            return self.take(Element::Date, at + 1, Some(RoughDate::Weekday(day)));
        }
        if let Some(next) = time_of_day(self.pieces, at) {
            return self.take(Element::Time, next, None);
        }
        match self.pieces.mark(at) {
            Some(Mark::Open) => self.group(Mark::Close),
            Some(Mark::Slash) => self.group(Mark::Slash),
            Some(_) => false,
            None => self.words(is_ended),
        }
    }

    fn take(&mut self, element: Element, next: usize, rough: Option<RoughDate>) -> bool {
        if let Some(rough) = rough {
            self.found.date = Some(better(self.found.date, rough));
        }
        self.found.last = Some(element);
        self.at = next;
        true
    }

    fn take_agency(&mut self, span: ByteSpan, next: usize, is_sure: bool) -> bool {
        self.found.agency.get_or_insert(span);
        self.found.agency_is_sure |= is_sure;
        self.take(Element::Agency, next, None)
    }

    /// Whether a word that starts no date comes after piece `at`.
    fn word_follows(&self, at: usize) -> bool {
        self.pieces.word(at + 1).is_some() && date(self.pieces, at + 1).is_none()
    }

    /// `(EFE)`, `[Xinhua]`, `/TASS/`, `(Jan. 10, 2011)`, `(Xinhua, 3 May)`
    fn group(&mut self, close: Mark) -> bool {
        const LONGEST: usize = 12;
        let from = self.at + 1;
        let Some(to) = (from..from + LONGEST).find(|i| self.pieces.mark(*i) == Some(close)) else {
            return false;
        };
        let mut at = from;
        while at < to {
            if let Some((rough, next)) = date(self.pieces, at) {
                self.take(Element::Date, next, Some(rough));
                at = next;
            } else if let Some(day) = self.pieces.word(at).and_then(weekday) {
                self.take(Element::Date, at + 1, Some(RoughDate::Weekday(day)));
                at += 1;
            } else if let Some(next) = time_of_day(self.pieces, at) {
                at = next;
            } else if self.pieces.mark(at) == Some(Mark::Comma) {
                at += 1;
            } else {
                let end = (at..to).find(|i| self.pieces.mark(*i) == Some(Mark::Comma)).unwrap_or(to);
                let Some(span) = self.pieces.span(at, end) else { return false };
                if !self.names_agency(span.slice(self.text)) {
                    return false;
                }
                self.take_agency(span, end, true);
                at = end;
            }
        }
        self.at = to + 1;
        from < to
    }

    /// Whether what stands in brackets can be an agency: "Eagle News", "AFP/Reuters", "dpa".
    fn names_agency(&self, name: &str) -> bool {
        let is_note = super::note::is_bracketed_note(name);
        let is_name = words(name) <= 4
            && name
                .split([' ', '/'])
                .all(|w| !w.starts_with(char::is_lowercase) || matches!(w, "of" | "de" | "and"));
        !is_note && (self.known.is_agency(name) || is_name)
    }

    /// A place or an agency that stands free.
    fn words(&mut self, is_ended: bool) -> bool {
        let from = self.at;
        let Some(to) = self.words_end(from) else { return false };
        let Some(span) = self.pieces.span(from, to) else { return false };
        let name = span.slice(self.text);
        let is_single = to == from + 1;
        if self.known.is_agency(name) {
            return self.take_agency(span, to, true);
        }
        let after_date =
            matches!(self.found.last, Some(Element::Date | Element::Time)) && !self.found.places.is_empty();
        let caps_differ = self.found.places.first().is_some_and(|p| !is_all_caps(p.slice(self.text)));
        if is_single && is_all_caps(name) && (after_date || caps_differ) && self.found.agency.is_none() {
            return self.take_agency(span, to, false);
        }
        let dotted = self.pieces.mark(to) == Some(Mark::Dot);
        let is_region = |name: &str| newsroom().regions.contains(&name.to_lowercase());
        let is_abbreviated = dotted && is_region(&format!("{name}."));
        let to = to + usize::from(is_abbreviated);
        if is_ended || after_date || self.found.places.len() >= 4 {
            return false;
        }
        let is_second = self.found.joint == Some(Mark::Comma) && self.found.places.len() == 1;
        // "BEIRUT, Lebanon" and "Aleppo, Syria" are filed from one place, "QUITO, CARACAS" from two.
        let tells_apart = is_abbreviated || is_region(name) || !is_all_caps(name);
        if is_second && self.found.qualifier.is_none() && tells_apart {
            self.found.qualifier = self.pieces.span(from, to);
        } else {
            let start = self.place_start(from, to);
            let Some(span) = self.pieces.span(start, to) else { return false };
            self.found.places.push(span);
        }
        self.take(Element::Place, to, None)
    }

    /// The end of a name that starts at piece `from`.
    fn words_end(&self, from: usize) -> Option<usize> {
        const LONGEST: usize = 5;
        const INSIDE: [&str; 17] = [
            "al", "an", "da", "de", "del", "der", "des", "di", "do", "dos", "du", "el", "la", "le", "of",
            "the", "upon",
        ];
        // "On January 6, ..." and "In Kabul, ..." start sentences; "The Hague" is a place.
        const OPENERS: [&str; 22] = [
            "A", "After", "An", "As", "At", "Before", "But", "By", "For", "From", "He", "If", "In", "It",
            "On", "She", "Since", "They", "This", "When", "While", "With",
        ];
        let first = self.pieces.word(from)?;
        if OPENERS.contains(&first)
            || !(is_capitalised(first) || first.contains('-') || self.known.is_agency(first))
        {
            return None;
        }
        let mut at = from;
        while let Some(word) = self.pieces.word(at).filter(|_| at < from + LONGEST) {
            let is_name = is_capitalised(word) || INSIDE.contains(&word) || word.contains('-');
            let starts_date = at > from && (date(self.pieces, at).is_some() || weekday(word).is_some());
            if at > from && (!is_name || starts_date) {
                break;
            }
            // "Pakistan's army": no place is possessive.
            if word.ends_with("'s") || word.ends_with("’s") {
                return None;
            }
            at += 1;
            let is_saint = ["St", "Ste", "Ft", "Mt", "Pt"].contains(&word);
            at += usize::from(is_saint && self.pieces.mark(at) == Some(Mark::Dot));
        }
        // More words than any place has are a title: "Joint Command Morning Operational Update, Jan. 10".
        (at < from + LONGEST || self.pieces.word(from).is_some_and(is_all_caps)).then_some(at)
    }

    /// Where the place's name starts in "NEAR KOBANI", "ABOARD THE USS NIMITZ", "AT THE BORDER".
    fn place_start(&self, from: usize, to: usize) -> usize {
        const LEADS: [&str; 9] = ["NEAR", "ABOARD", "ON", "AT", "IN", "OUTSIDE", "ALONG", "OFF", "WITH"];
        let is =
            |at: usize, list: &[&str]| at + 1 < to && self.pieces.word(at).is_some_and(|w| list.contains(&w));
        if !is(from, &LEADS) {
            return from;
        }
        from + 1 + usize::from(is(from + 1, &["THE"]))
    }

    /// Reads the marks after an element; gives the mark if a dateline may end with it.
    fn separator(&mut self) -> Option<Terminator> {
        let start = self.at;
        let mut terminator = None;
        self.found.joint = None;
        while let Some(mark) = self.pieces.mark(self.at) {
            let is_tight = self.at == start && !self.pieces.get(self.at).is_some_and(|p| p.spaced);
            match mark {
                Mark::Dash => {
                    let next_is_spaced = self.pieces.get(self.at + 1).is_none_or(|p| p.spaced);
                    let follows_mark = self.at > 0 && self.pieces.mark(self.at - 1).is_some();
                    if is_tight && !next_is_spaced && !follows_mark && !self.is_long_dash() {
                        return None;
                    }
                    terminator = Some(Terminator::Dash);
                }
                Mark::Colon => terminator = terminator.or(Some(Terminator::Colon)),
                Mark::Dot => terminator = terminator.or(Some(Terminator::Dot)),
                Mark::Comma | Mark::Bar => self.found.joint = Some(Mark::Comma),
                // The slash of "MOSCOW /TASS/" opens a group, that of "Tbilisi / 10 Aug" parts two elements.
                Mark::Slash if !is_tight && self.pieces.get(self.at + 1).is_some_and(|p| !p.spaced) => break,
                Mark::Slash => self.found.joint = Some(Mark::Slash),
                Mark::Open | Mark::Close | Mark::Other => break,
            }
            self.at += 1;
        }
        if self.at == start
            && matches!(self.pieces.word(start), Some("and" | "AND"))
            && !self.found.places.is_empty()
        {
            self.at += 1;
            self.found.joint = Some(Mark::Slash);
        }
        if self.pieces.get(self.at).is_none() {
            return Some(Terminator::End);
        }
        let is_closed = self.at == start && start > 0 && self.pieces.mark(start - 1) == Some(Mark::Close);
        terminator.or(is_closed.then_some(Terminator::Bracket))
    }

    fn is_long_dash(&self) -> bool {
        self.pieces.get(self.at).is_some_and(|p| matches!(p.span.slice(self.text), "—" | "–" | "--" | "_"))
    }

    /// Whether what comes next can follow without any mark: "KABUL (AFP)", "BAGHDAD Jan 3", "8 May 19:40".
    fn can_follow(&self) -> bool {
        let next = self.at;
        self.pieces.mark(next) == Some(Mark::Open)
            || self.pieces.get(next).is_some_and(could_start)
            || self.pieces.word(next).and_then(weekday).is_some()
            || (self.found.last != Some(Element::Place) && self.pieces.word(next).is_some_and(is_capitalised))
    }

    /// How sure a dateline is that ends here; none if it is none.
    fn strength(&self, terminator: Terminator) -> Option<Strength> {
        let found = &self.found;
        let (place, date, agency) = (!found.places.is_empty(), found.date.is_some(), found.agency.is_some());
        let next = self.pieces.get(self.at);
        let next_text = next.map_or("", |p| p.span.slice(self.text));
        let opens_sentence = next.is_some()
            && (is_capitalised(next_text)
                || next_text.starts_with(|c: char| c.is_numeric() || "\"“‘'«(*".contains(c)));
        let is_dated = date && (place || agency);
        let is_enough = is_dated || (place && agency);
        let is_slug = agency && found.agency_is_sure && self.is_prose;
        match terminator {
            Terminator::Dash if is_enough || is_slug => Some(Strength::Strong),
            Terminator::Colon if is_enough && opens_sentence => Some(Strength::Strong),
            Terminator::Dash | Terminator::Colon => {
                let is_weak =
                    place && !agency && !date && opens_sentence && self.is_prose && self.places_are_short();
                let is_marked = terminator == Terminator::Dash || self.found.places.len() == 1;
                (is_weak && is_marked).then_some(Strength::Weak)
            }
            Terminator::Dot => {
                let ends_sure = match found.last {
                    Some(Element::Date | Element::Time) => true,
                    Some(Element::Agency) => date || found.agency_is_sure,
                    _ => false,
                };
                (is_enough && (place || date) && ends_sure && opens_sentence).then_some(Strength::Strong)
            }
            Terminator::Bracket => {
                (place && date && opens_sentence && self.is_prose).then_some(Strength::Strong)
            }
            Terminator::End => {
                let full_date = matches!(found.date, Some(RoughDate::Day { year: Some(_), .. }));
                let is_line = is_dated || full_date || (place && found.agency_is_sure);
                (is_line && !self.is_prose).then_some(Strength::Strong)
            }
        }
    }

    /// Whether each place has at most three words, as names of places have.
    fn places_are_short(&self) -> bool {
        self.found.places.iter().all(|p| words(p.slice(self.text)) <= 3)
    }
}
