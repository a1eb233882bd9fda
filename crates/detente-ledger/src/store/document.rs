//! What a source gave, and what can be believed of the times it claims.
//!
//! In: a [`Document`] and the clock. Out: [`Checked`]: its identity, its place in the order of revisions, its day, and
//! [`Doubts`]. A claimed date is kept whatever it is; one that cannot be is marked and nothing is reckoned from it.
//!
//! "Published 9999-12-31", arrived 2024-01-19: kept, marked `later than its arrival`, counted under 2024-01-19.

use super::codec::{article_key, day_number, hash_of};
use detente_core::document::Article;
use detente_crisis::report::ArticleKey;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

/// No news is older: the first wire agencies opened about then.
const FIRST_YEAR: i16 = 1835;

/// A text, or a withdrawal, as its source gave it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The source: a feed, a host, a file.
    pub source: String,
    /// The source's own name for it: guid, canonical address, path and id.
    pub name: String,
    /// The text with what is said of it. Of a withdrawal: the notice, which may be empty.
    pub article: Article,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published, where more than the day is known.
    pub published_at: Option<Timestamp>,
    /// When this state of it was made, by the source's word.
    pub updated: Option<Timestamp>,
    /// ISO 639-3 code of its language.
    pub language: Option<String>,
    /// Whether it takes the article back.
    pub is_withdrawal: bool,
}

/// What is wrong with the times that a document claims.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Doubts(pub(crate) i64);

impl Doubts {
    /// Published later than it arrived.
    pub const PUBLISHED_LATER: Doubts = Doubts(1);
    /// Published before there were agencies, or on the day on which clocks begin (1970-01-01).
    pub const PUBLISHED_NEVER: Doubts = Doubts(2);
    /// Changed later than it arrived, or before there were agencies.
    pub const UPDATED: Doubts = Doubts(4);

    fn add(&mut self, other: Doubts) {
        self.0 |= other.0;
    }

    /// Whether it has this doubt.
    pub fn has(self, other: Doubts) -> bool {
        self.0 & other.0 != 0
    }

    /// In words, for output.
    pub fn names(self) -> Vec<&'static str> {
        let all = [
            (Doubts::PUBLISHED_LATER, "published later than it arrived"),
            (Doubts::PUBLISHED_NEVER, "published on an impossible day"),
            (Doubts::UPDATED, "changed at an impossible time"),
        ];
        all.into_iter().filter(|(doubt, _)| self.has(*doubt)).map(|(_, name)| name).collect()
    }
}

/// What the store makes of a document before it writes it.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    pub(crate) key: ArticleKey,
    pub(crate) hash: [u8; 16],
    /// Microseconds of `updated`, where it can be believed.
    pub(crate) updated: Option<i64>,
    /// Its place in the order of revisions, where the source gives any time for it.
    pub(crate) stamp: Option<i64>,
    /// The day of publication, or else of arrival.
    pub(crate) day: Date,
    pub(crate) doubts: Doubts,
}

impl Document {
    /// Its article's lasting number.
    pub fn key(&self) -> ArticleKey {
        article_key(&self.source, &self.name)
    }

    /// The article for the reader: without a day of publication that cannot be.
    pub fn readable(&self, now: Timestamp) -> Article {
        let mut article = self.article.clone();
        if article.published.is_some_and(|day| day_doubt(day, now).is_some()) {
            article.published = None;
        }
        article
    }

    pub(crate) fn check(&self, now: Timestamp) -> Checked {
        let mut doubts = Doubts::default();
        let updated = self.updated.filter(|time| {
            let is_sound = is_sound_time(*time, now);
            if !is_sound {
                doubts.add(Doubts::UPDATED);
            }
            is_sound
        });
        let at = self.published_at.filter(|time| {
            let doubt = time_doubt(*time, now);
            doubt.into_iter().for_each(|doubt| doubts.add(doubt));
            doubt.is_none()
        });
        let day = self.article.published.filter(|day| {
            let doubt = day_doubt(*day, now);
            doubt.into_iter().for_each(|doubt| doubts.add(doubt));
            doubt.is_none()
        });
        let midnight = || day.and_then(|day| Some(day.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp()));
        Checked {
            key: self.key(),
            hash: self.hash(),
            updated: updated.map(Timestamp::as_microsecond),
            // A notice of withdrawal is dated by its own time; the day in it is the article's.
            stamp: if self.is_withdrawal { updated } else { updated.or(at).or_else(midnight) }
                .map(Timestamp::as_microsecond),
            day: day.or_else(|| at.map(day_of_time)).unwrap_or_else(|| day_of_time(now)),
            doubts,
        }
    }

    /// Of all that makes a difference to a reader. Addresses are not among it: feeds change their tracking marks.
    fn hash(&self) -> [u8; 16] {
        let article = &self.article;
        let day = article.published.map(|day| day_number(day).to_le_bytes());
        let text = |text: &Option<String>| text.clone().map(String::into_bytes);
        let (title, agency) = (text(&article.title), text(&article.agency));
        hash_of(&[
            Some(article.text.as_bytes()),
            title.as_deref(),
            agency.as_deref(),
            day.as_ref().map(<[u8; 8]>::as_slice),
        ])
    }
}

/// The day of a time, in UTC.
pub(crate) fn day_of_time(time: Timestamp) -> Date {
    time.to_zoned_datetime(TimeZone::UTC).date()
}

/// Clocks and zones differ by up to 14 hours; a day covers both.
fn latest(now: Timestamp) -> Timestamp {
    let day: Span = 24.hours();
    now.checked_add(day).unwrap_or(Timestamp::MAX)
}

fn day_doubt(day: Date, now: Timestamp) -> Option<Doubts> {
    if day > day_of_time(latest(now)) {
        Some(Doubts::PUBLISHED_LATER)
    } else if day.year() < FIRST_YEAR || day == Date::constant(1970, 1, 1) {
        Some(Doubts::PUBLISHED_NEVER)
    } else {
        None
    }
}

fn time_doubt(time: Timestamp, now: Timestamp) -> Option<Doubts> {
    if time > latest(now) { Some(Doubts::PUBLISHED_LATER) } else { day_doubt(day_of_time(time), now) }
}

fn is_sound_time(time: Timestamp, now: Timestamp) -> bool {
    time_doubt(time, now).is_none()
}
