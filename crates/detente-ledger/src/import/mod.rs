//! Coded events from elsewhere, as deeds: dyads, relations' counts and the outlook run on them as on events read here.
//!
//! In: the rows of ICEWS, GDELT 2.0, POLECAT, ACLED or UCDP GED, or of a table of dates, names and event labels. Out: one
//! [`Deed`] a row, or why there is none ([`Skipped`], with its line); [`Counts`] of both at the end. Nothing is guessed: a name
//! that is not known gives no deed, and the name is listed.
//!
//! `2014-01-01⇥China⇥Make pessimistic comment⇥Japan` is a statement, which PLOVER has no type for: skipped.
//! `2014-01-01⇥Boko Haram⇥Use conventional military force⇥Citizen (Nigeria)`: an ASSAULT of Boko Haram on NGA.

mod acled;
mod gdelt;
mod icews;
mod party;
mod polecat;
mod ucdp;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io::Read;

use detente_crisis::IncidentId;
use detente_crisis::PartyId;
use detente_crisis::crisis::{Act, Deed, Doubt, Way};
use detente_data::{CameoCode, EventType, Mode, Status};
use jiff::civil::Date;

use party::Parties;
use twox_hash::XxHash3_64;

/// Names listed of those that are not known: the most frequent ones.
const MOST_NAMES: usize = 20;
/// A row longer than this is no row of any of these sets.
const LONGEST_ROW: usize = 1 << 20;

/// A set of coded events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Set {
    /// ICEWS: tab-separated, with a header.
    Icews,
    /// Four columns with a header: date, source, event, target; the event by its ICEWS label.
    Labelled,
    /// GDELT 2.0 (61 columns) or 1.0 (57, 58): tab-separated, without a header.
    Gdelt,
    /// POLECAT: tab- or comma-separated, with a header.
    Polecat,
    /// ACLED: comma-separated, with a header.
    Acled,
    /// UCDP GED: comma-separated, with a header.
    Ucdp,
}

impl Set {
    /// Every set.
    pub const ALL: [Self; 6] =
        [Self::Icews, Self::Labelled, Self::Gdelt, Self::Polecat, Self::Acled, Self::Ucdp];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Icews => "icews",
            Self::Labelled => "labelled",
            Self::Gdelt => "gdelt",
            Self::Polecat => "polecat",
            Self::Acled => "acled",
            Self::Ucdp => "ucdp",
        }
    }

    /// The set that a file belongs to, by its first line; none where it is like none of them.
    ///
    /// ```
    /// use detente_ledger::import::Set;
    /// assert_eq!(Set::guess("date\tsource\tevent\ttarget"), Some(Set::Labelled));
    /// ```
    pub fn guess(first_line: &str) -> Option<Self> {
        let line = first_line.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
        let has = |columns: &[&str]| columns.iter().all(|column| line.contains(column));
        let tabs = line.split('\t').count();
        Some(match () {
            () if has(&["CAMEO Code", "Source Name", "Target Name"]) => Self::Icews,
            () if has(&["Event Type", "Actor Country", "Recipient Country"]) => Self::Polecat,
            () if has(&["event_id_cnty", "sub_event_type"]) => Self::Acled,
            () if has(&["type_of_violence", "side_a", "date_start"]) => Self::Ucdp,
            () if line.split('\t').eq(["date", "source", "event", "target"]) => Self::Labelled,
            () if matches!(tabs, 57 | 58 | 61) && line.starts_with(|c: char| c.is_ascii_digit()) => {
                Self::Gdelt
            }
            () => return None,
        })
    }

    /// Whether it names its rows, and may change what a row says: sets that people code. Machines tell one event over and over;
    /// there an event is known by its day, parties and act.
    pub fn names_its_rows(self) -> bool {
        matches!(self, Self::Acled | Self::Ucdp)
    }

    fn has_header(self) -> bool {
        self != Self::Gdelt
    }

    fn separator(self, header: &str) -> u8 {
        match self {
            Self::Acled if header.contains(';') && !header.contains(',') => b';',
            Self::Acled | Self::Ucdp => b',',
            Self::Polecat if !header.contains('\t') => b',',
            _ => b'\t',
        }
    }
}

/// Why a row gives no deed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The row cannot be cut into columns, or is not UTF-8.
    Unreadable(String),
    /// It has no such column.
    Missing(&'static str),
    /// What stands in the column is not what it should be.
    Malformed {
        /// The column.
        column: &'static str,
        /// What stands there.
        text: String,
    },
    /// A statement, an appeal, a change of headquarters: nothing done to another.
    NoAct,
    /// One of the sides is not given.
    NoParty,
    /// A name that is not known.
    Unknown(String),
    /// Both sides belong to one party.
    Domestic,
}

impl Reason {
    /// One word for counts.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Missing(_) => "missing",
            Self::Malformed { .. } => "malformed",
            Self::NoAct => "no-act",
            Self::NoParty => "no-party",
            Self::Unknown(_) => "unknown-name",
            Self::Domestic => "domestic",
        }
    }

    /// Whether the row is at fault, and not merely of no use here.
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Unreadable(_) | Self::Missing(_) | Self::Malformed { .. })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => write!(f, "the row cannot be read: {why}"),
            Self::Missing(column) => write!(f, "there is no column {column:?}"),
            Self::Malformed { column, text } => write!(f, "column {column:?} holds {text:?}"),
            Self::NoAct => f.write_str("nothing is done to another"),
            Self::NoParty => f.write_str("a side is not given"),
            Self::Unknown(name) => write!(f, "{name:?} is not known"),
            Self::Domestic => f.write_str("both sides are one party"),
        }
    }
}

/// A row without a deed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its line, from 1.
    pub line: u64,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}; the row was skipped", self.line, self.reason)
    }
}

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows read.
    pub rows: u64,
    /// Rows that gave a deed.
    pub deeds: u64,
    /// Rows skipped, by [`Reason::word`].
    pub skipped: BTreeMap<&'static str, u64>,
    /// Rows in which both sides are known.
    pub resolved: u64,
    names: HashMap<String, u64>,
}

impl Counts {
    /// The names that are not known, the most frequent first, each with its rows.
    pub fn unknown_names(&self) -> Vec<(&str, u64)> {
        let mut names: Vec<(&str, u64)> = self.names.iter().map(|(name, n)| (name.as_str(), *n)).collect();
        names.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
        names.truncate(MOST_NAMES);
        names
    }

    fn add(&mut self, result: &Result<Deed, Reason>) {
        self.rows += 1;
        match result {
            Ok(_) => {
                self.deeds += 1;
                self.resolved += 1;
            }
            Err(reason) => {
                *self.skipped.entry(reason.word()).or_default() += 1;
                self.resolved += u64::from(*reason == Reason::Domestic);
                if let Reason::Unknown(name) = reason {
                    *self.names.entry(name.clone()).or_default() += 1;
                }
            }
        }
    }
}

/// A row, by the names of its columns.
struct Row<'r> {
    record: &'r csv::StringRecord,
    columns: &'r HashMap<String, usize>,
}

impl Row<'_> {
    fn get(&self, column: &'static str) -> Result<&str, Reason> {
        let at = self.columns.get(column).ok_or(Reason::Missing(column))?;
        self.at(*at, column)
    }

    fn at(&self, place: usize, column: &'static str) -> Result<&str, Reason> {
        self.record.get(place).map(str::trim).ok_or(Reason::Missing(column))
    }

    fn date(&self, column: &'static str) -> Result<Date, Reason> {
        let text = self.get(column)?;
        date(text).ok_or_else(|| malformed(column, text))
    }
}

fn malformed(column: &'static str, text: &str) -> Reason {
    let text = text.chars().take(80).collect();
    Reason::Malformed { column, text }
}

/// Reads "2014-01-31", with or without a time after it, "20140131", "31 January 2014".
fn date(text: &str) -> Option<Date> {
    let first = text.split([' ', 'T']).next().unwrap_or_default();
    if let Ok(date) = first.parse() {
        return Some(date);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
        let (month, day) = (i8::try_from(number(4..6)?).ok()?, i8::try_from(number(6..8)?).ok()?);
        return Date::new(number(0..4)?, month, day).ok();
    }
    jiff::fmt::strtime::parse("%d %B %Y", text).ok()?.to_date().ok()
}

/// What a row says was done, before the deed has a number.
struct Told {
    day: Date,
    from: PartyId,
    to: PartyId,
    kind: EventType,
    mode: Option<Mode>,
    cameo: CameoCode,
    is_joint: bool,
    doubt: Doubt,
    /// The set's own number, where two rows of one day, pair and code are two events. Machine-coded sets report one event
    /// over and over; they count once a day, as is usual with them.
    number: Option<String>,
}

impl Told {
    fn deed(self, set: Set) -> Result<Deed, Reason> {
        if self.from == self.to {
            return Err(Reason::Domestic);
        }
        let (day, from, to) = (self.day.to_string(), self.from.to_string(), self.to.to_string());
        let mode = self.mode.map(Mode::qualified).unwrap_or_default();
        // A row that its set names stays the same one, whatever becomes of its day.
        let name = match &self.number {
            Some(number) => [set.name(), number].join("\n"),
            None => [set.name(), &day, &from, &to, self.cameo.as_str(), &mode].join("\n"),
        };
        let number = XxHash3_64::oneshot(name.as_bytes());
        let act = Act {
            day: self.day,
            incident: IncidentId(number),
            way: if self.is_joint { Way::Both } else { Way::Forth },
            kind: self.kind,
            mode: self.mode,
            cameo: self.cameo,
            status: Status::Happened,
            doubt: self.doubt,
        };
        Ok(Deed { from: self.from, to: self.to, act })
    }
}

/// Deeds of a set, row by row. The memory taken does not grow with the rows.
pub struct Import<R> {
    set: Set,
    reader: csv::Reader<R>,
    columns: HashMap<String, usize>,
    parties: Parties,
    counts: Counts,
    is_over: bool,
}

impl<R: Read> Import<R> {
    /// Reads a set. `header` is its first line, as [`Set::guess`] took it; `reader` begins with that line.
    ///
    /// # Errors
    /// The header cannot be read.
    pub fn new(set: Set, header: &str, reader: R) -> Result<Self, csv::Error> {
        let quoted = !matches!(set, Set::Icews | Set::Gdelt | Set::Labelled);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(set.separator(header))
            .has_headers(set.has_header())
            .quoting(quoted)
            .flexible(true)
            .from_reader(reader);
        let mut columns = HashMap::new();
        if set.has_header() {
            for (at, name) in reader.headers()?.iter().enumerate() {
                columns.insert(name.trim_start_matches('\u{feff}').trim().to_owned(), at);
            }
        }
        let (parties, counts) = (Parties::default(), Counts::default());
        Ok(Self { set, reader, columns, parties, counts, is_over: false })
    }

    /// What became of the rows so far.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    fn deed(&mut self, record: &csv::StringRecord) -> Result<Deed, Reason> {
        if record.as_slice().len() > LONGEST_ROW {
            return Err(Reason::Unreadable(format!("longer than {LONGEST_ROW} bytes")));
        }
        let row = Row { record, columns: &self.columns };
        let told = match self.set {
            Set::Icews => icews::coded(&row, &mut self.parties),
            Set::Labelled => icews::labelled(&row, &mut self.parties),
            Set::Gdelt => gdelt::told(&row, &mut self.parties),
            Set::Polecat => polecat::told(&row, &mut self.parties),
            Set::Acled => acled::told(&row, &mut self.parties),
            Set::Ucdp => ucdp::told(&row, &mut self.parties),
        };
        told?.deed(self.set)
    }
}

impl<R: Read> Iterator for Import<R> {
    type Item = Result<Deed, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let mut record = csv::StringRecord::new();
        let line = self.reader.position().line();
        let result = match self.reader.read_record(&mut record) {
            Ok(false) => return None,
            Ok(true) => self.deed(&record),
            Err(error) => {
                // A row that is not UTF-8 costs itself; a file that cannot be read any further ends here.
                self.is_over = error.is_io_error();
                Err(Reason::Unreadable(error.to_string()))
            }
        };
        self.counts.add(&result);
        let line = record.position().map_or(line, csv::Position::line);
        Some(result.map_err(|reason| Skipped { line, reason }))
    }
}

#[cfg(test)]
mod tests;
