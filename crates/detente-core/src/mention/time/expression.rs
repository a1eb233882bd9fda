//! What a time expression says, before it is known which days that means.

use detente_data::TimeUnit;

/// What the words say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expression {
    /// "August 7", "7 August 2008".
    Date {
        /// Which year.
        year: Year,
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// "on the 26th".
    DayOfMonth(i8),
    /// "March", "late August", "June of last year".
    Month {
        /// Which year.
        year: Year,
        /// 1 to 12.
        month: i8,
        /// Which part of it.
        part: Part,
    },
    /// "in 2005", "late 2005".
    Year {
        /// The year.
        year: i16,
        /// Which part of it.
        part: Part,
    },
    /// "the 1990s", by its first year.
    Decade(i16),
    /// "the 19th century", by its first year: 1800.
    Century(i16),
    /// "spring 2014", "last summer": its first and last month.
    Season {
        /// Which year.
        year: Year,
        /// First and last month.
        months: [i8; 2],
    },
    /// "on Tuesday", "next Friday".
    Weekday {
        /// 1 is Monday.
        day: i8,
        /// Which of them.
        which: Which,
    },
    /// "Monday of last week": the weekday of the week so many weeks ahead.
    WeekdayIn {
        /// 1 is Monday.
        day: i8,
        /// Weeks from the present one.
        week: i64,
    },
    /// "last weekend".
    Weekend(Which),
    /// "Easter Monday", by days from Easter Sunday.
    Easter {
        /// Which year.
        year: Year,
        /// Days from Easter Sunday.
        offset: i64,
    },
    /// "during Ramadan", "Nowruz".
    Feast {
        /// Which year.
        year: Year,
        /// Which feast.
        feast: Feast,
    },
    /// "yesterday", "last week", "the following day", "two years ago": a whole unit, so many away.
    Calendar {
        /// The unit.
        unit: TimeUnit,
        /// How many away, negative before.
        offset: i64,
        /// From when.
        from: From,
        /// Which part of it.
        part: Part,
    },
    /// "overnight".
    Overnight,
    /// "at 3 p.m.", "in the evening".
    PartOfDay {
        /// Whether it begins the next day ("from midnight").
        is_midnight: bool,
    },
    /// "the past two weeks", "the next 48 hours", in days, months or years from the day.
    Window {
        /// The unit.
        unit: TimeUnit,
        /// How many, negative back.
        count: i64,
    },
    /// "from Monday to Tuesday", "Wednesday or Thursday".
    Span(Box<Expression>, Box<Expression>),
    /// "since Monday".
    Since(Box<Expression>),
    /// "until Thursday".
    Until(Box<Expression>),
    /// "by the end of the month", "before Christmas"; the flag says whether the day itself is left out.
    By(Box<Expression>, bool),
    /// "two days after Christmas": so many units from another time.
    Shift {
        /// The unit.
        unit: TimeUnit,
        /// How many, negative before.
        count: i64,
        /// From which.
        base: Box<Expression>,
    },
    /// "for two days", "every Tuesday": not when, but how long or how often.
    Extent,
    /// "recently".
    Vague,
}

/// A feast that moves, or lasts for days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Feast {
    /// First and last day in an Islamic month.
    Islamic {
        /// 1 to 12.
        month: i8,
        /// 1 to 30.
        first: i8,
        /// 1 to 30.
        last: i8,
    },
    /// First and last month and day.
    Fixed([i8; 4]),
    /// Listed by year under this name.
    Listed(String),
}

/// Which year a date without century is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Year {
    /// Not said: the nearest.
    Nearest,
    /// Said.
    Is(i16),
    /// "of last year".
    Offset(i16),
}

/// Which part of a month or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All.
    Whole,
    /// "early August", "the beginning of".
    Early,
    /// "mid-August".
    Mid,
    /// "late August".
    Late,
    /// "the end of".
    End,
    /// "earlier this month".
    SoFar,
    /// "later this month".
    Rest,
}

/// Which of several like days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// "on Tuesday".
    Plain,
    /// "last Tuesday".
    Last,
    /// "next Tuesday".
    Next,
    /// "this Tuesday".
    This,
}

/// From when something is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// The day of the article ("ago", "last week").
    Article,
    /// The time told of just before ("the next day", "two days later").
    Told,
    /// The time of the clause around ("three days after the Kremlin recognised ...", said "on Friday").
    Clause,
}

/// Whether the words around speak of what was or what will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tense {
    /// It was.
    Past,
    /// It will be.
    Future,
    /// They do not say (a headline, a bare noun phrase).
    #[default]
    Unsaid,
}
