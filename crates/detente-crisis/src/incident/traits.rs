//! What of a report its matching looks at, made once.

use detente_data::{EventType, Mode, RelationChange, StateCode, Status};
use jiff::civil::Date;
use twox_hash::XxHash3_64;

use super::weights::Weights;
use crate::report::{OriginKey, Report, Who};
use crate::word;

/// A report for comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Traits {
    pub(super) kind: EventType,
    pub(super) mode: Option<Mode>,
    pub(super) actors: Side,
    pub(super) recipients: Side,
    pub(super) span: Span,
    pub(super) place: Option<Place>,
    /// The least numbers of dead that its accounts give.
    pub(super) killed: Vec<u64>,
    /// Words of the sentences that tell it, sorted.
    pub(super) told: Vec<u32>,
    /// Words that tell it, sorted.
    pub(super) tells: Vec<u32>,
    /// Length of the vector of the words' weights.
    pub(super) length: f32,
    pub(super) relation: Option<RelationChange>,
    /// Whether it is told as a fact and not as a plan or a fear.
    pub(super) is_real: bool,
}

/// Parties in one role, as sorted numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Side {
    pub(super) codes: Vec<u32>,
    pub(super) names: Vec<u32>,
}

/// Traits wherever they are kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'t> {
    pub(super) kind: EventType,
    pub(super) mode: Option<Mode>,
    pub(super) actors: SideView<'t>,
    pub(super) recipients: SideView<'t>,
    pub(super) span: Span,
    pub(super) place: Option<Place>,
    pub(super) killed: &'t [u64],
    pub(super) told: &'t [u32],
    pub(super) tells: &'t [u32],
    pub(super) length: f32,
    pub(super) relation: Option<RelationChange>,
    pub(super) is_real: bool,
}

impl View<'_> {
    /// Whether two may be of one happening at all: of one type, and near in days.
    pub(super) fn is_comparable(&self, other: &View<'_>) -> bool {
        self.kind == other.kind && self.span.is_near(other.span)
    }
}

/// A side wherever it is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct SideView<'t> {
    pub(super) codes: &'t [u32],
    pub(super) names: &'t [u32],
}

/// Days on which it may have taken place, counted from 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: i32,
    pub(super) to: i32,
    /// Whether the article states them.
    pub(super) is_stated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub(super) name: u32,
    pub(super) country: Option<StateCode>,
}

/// How many days before its publication an article without a stated day may speak of.
const FRESH: i32 = 3;
/// Stated days that span more ("since 1979") say as little as none.
const VAGUE: i32 = 400;

impl Traits {
    pub(super) fn of(report: &Report, weights: &Weights) -> Self {
        let (mut actors, mut recipients) = (Side::of(&report.actors), Side::of(&report.recipients));
        if report.kind.is_symmetric() {
            actors.take_in(std::mem::take(&mut recipients));
        }
        let (mut tells, mut told): (Vec<u32>, Vec<u32>) = report.words.iter().partition(|n| word::tells(**n));
        // An index holds many of them, and vectors grow by halves of what they need.
        tells.shrink_to_fit();
        told.shrink_to_fit();
        let length = weights.length(&told);
        Traits {
            kind: report.kind,
            mode: report.mode,
            actors,
            recipients,
            span: span(report),
            place: report
                .place
                .as_ref()
                .map(|spot| Place { name: word::number(&spot.name.to_lowercase()), country: spot.country }),
            killed: report.accounts.iter().filter_map(|account| Some(account.killed?.min)).collect(),
            told,
            tells,
            length,
            relation: report.relation,
            is_real: matches!(report.status, Status::Happened | Status::Ongoing),
        }
    }

    /// A number that reports of one origin share if they tell the same in the same words: copies, that is.
    pub(super) fn digest(&self, origin: OriginKey) -> u64 {
        let mut bytes = origin.0.0.to_le_bytes().to_vec();
        let place = self.place.as_ref().map(|place| (place.name, place.country));
        let closed = (self.kind, self.mode, place, self.relation, self.is_real);
        // Debug forms are only compared within one run, never stored.
        bytes.extend(format!("{closed:?}{:?}", self.span.is_stated.then_some(self.span)).bytes());
        bytes.extend(self.killed.iter().flat_map(|n| n.to_le_bytes()));
        let lists = [&self.actors, &self.recipients].map(|side| [&side.codes, &side.names]);
        for list in lists.into_iter().flatten().chain([&self.told, &self.tells]) {
            bytes.extend((list.len() as u32).to_le_bytes());
            bytes.extend(list.iter().flat_map(|n| n.to_le_bytes()));
        }
        XxHash3_64::oneshot(&bytes)
    }

    /// Takes the days from another day of publication, where none are stated.
    pub(super) fn publish(&mut self, published: Date) {
        if !self.span.is_stated {
            self.span = fresh(published);
        }
    }

    /// The same, borrowed.
    pub(super) fn view(&self) -> View<'_> {
        View {
            kind: self.kind,
            mode: self.mode,
            actors: self.actors.view(),
            recipients: self.recipients.view(),
            span: self.span,
            place: self.place,
            killed: &self.killed,
            told: &self.told,
            tells: &self.tells,
            length: self.length,
            relation: self.relation,
            is_real: self.is_real,
        }
    }
}

impl Span {
    pub(super) fn gap(self, other: Self) -> i32 {
        (self.from - other.to).max(other.from - self.to).max(0)
    }

    /// Whether the days are near enough for one happening: stated days must nearly agree.
    pub(super) fn is_near(self, other: Self) -> bool {
        let reach = if self.is_stated && other.is_stated { STATED_REACH } else { REACH };
        self.gap(other) <= reach
    }
}

/// Days by which two reports can lie apart and still be of one happening, where one of them states no day.
pub(super) const REACH: i32 = 30;
/// Where both state it.
pub(super) const STATED_REACH: i32 = 7;

fn span(report: &Report) -> Span {
    let stated = report.days.map(|days| (number_of(days.from), number_of(days.to)));
    match stated.filter(|(from, to)| to - from <= VAGUE) {
        Some((from, to)) => Span { from, to: to.max(from), is_stated: true },
        None => fresh(report.published),
    }
}

fn fresh(published: Date) -> Span {
    let published = number_of(published);
    Span { from: published - FRESH, to: published, is_stated: false }
}

/// Days since 1970.
fn number_of(day: Date) -> i32 {
    let days = day.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24;
    i32::try_from(days).unwrap_or(0)
}

impl Side {
    fn of(parties: &[Who]) -> Self {
        let codes = parties.iter().filter_map(|who| Some(word::number(who.code?.as_str()))).collect();
        let name = |who: &Who| who.name.as_ref().map(|name| word::number(&name.to_lowercase()));
        let mut side = Side { codes, names: parties.iter().filter_map(name).collect() };
        side.sort();
        side
    }

    fn view(&self) -> SideView<'_> {
        SideView { codes: &self.codes, names: &self.names }
    }

    fn take_in(&mut self, other: Self) {
        self.codes.extend(other.codes);
        self.names.extend(other.names);
        self.sort();
    }

    fn sort(&mut self) {
        for list in [&mut self.codes, &mut self.names] {
            list.sort_unstable();
            list.dedup();
        }
    }
}

/// What two sorted lists have in common.
pub(super) fn common<'a>(left: &'a [u32], right: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while let (Some(a), Some(b)) = (left.get(i), right.get(j)) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    (i, j) = (i + 1, j + 1);
                    return Some(*a);
                }
            }
        }
        None
    })
}
