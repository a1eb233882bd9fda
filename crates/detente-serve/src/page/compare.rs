//! Two dyads side by side: the same days, the same axes, the same figures.

use detente_crisis::crisis::{Index, Pair};
use jiff::civil::Date;
use maud::{Markup, html};

use super::dyad::DyadPage;
use super::tension::{highest, points, within};
use crate::figure::compare::{Side, compare};
use crate::link::Links;
use crate::snapshot::Snapshot;
use crate::words;

/// Dyads that are offered.
const OFFERED: usize = 40;

/// The two, within the days of the page or, where it has none, within the days that either is shown with.
pub(crate) struct Compared<'s> {
    one: DyadPage<'s>,
    other: DyadPage<'s>,
    span: (Date, Date),
}

impl<'s> Compared<'s> {
    /// Nothing where neither has a day to show.
    pub(crate) fn new(
        snapshot: &'s Snapshot,
        pairs: (&Pair, &Pair),
        days: (Option<Date>, Option<Date>),
        links: Links<'s>,
    ) -> Option<Self> {
        let shown = |pair: &Pair, days| DyadPage::new(snapshot, pair.clone(), days, links);
        let spans = [shown(pairs.0, days).span, shown(pairs.1, days).span];
        let from = spans.iter().flatten().map(|s| s.0).min()?;
        let to = spans.iter().flatten().map(|s| s.1).max()?;
        let both = (Some(from), Some(to));
        Some(Compared { one: shown(pairs.0, both), other: shown(pairs.1, both), span: (from, to) })
    }

    fn sides(&self, snapshot: &Snapshot) -> [Side; 2] {
        let side = |page: &DyadPage<'_>| Side {
            name: page.title(),
            index: within(snapshot, &page.pair, self.span),
            acts: page.acts.iter().map(|act| (act.day, act.intensity().value() as f32)).collect(),
        };
        [side(&self.one), side(&self.other)]
    }

    /// The figure alone.
    pub(crate) fn figure(&self, snapshot: &Snapshot) -> Markup {
        compare(&self.sides(snapshot), self.span)
    }

    /// The panel with the figure and the figures.
    pub(crate) fn panel(&self, snapshot: &Snapshot, links: Links<'_>) -> Markup {
        let sides = self.sides(snapshot);
        let both = [&self.one, &self.other];
        let row = |what: &str, cells: [String; 2]| {
            html! { tr { td { (what) } @for cell in &cells { td.num { (cell) } } } }
        };
        let count = |is_conflict: bool| {
            both.map(|p| p.acts.iter().filter(|a| (a.quad().number() > 2) == is_conflict).count().to_string())
        };
        let peak = |side: &Side| {
            highest(&side.index)
                .map_or("none".to_string(), |at| format!("{} on {}", points(at.value), words::day(at.day)))
        };
        let last = |side: &Side| side.index.last().map_or("none".to_string(), |at: &Index| points(at.value));
        html! {
            section.panel {
                h2 { "Compared with " a href=(links.dyad(self.other.pair.a(), self.other.pair.b())) { bdi { (self.other.title()) } } }
                div.wide-figure { (compare(&sides, self.span)) }
                table {
                    thead { tr { th { (words::day(self.span.0)) " – " (words::day(self.span.1)) } @for page in both { th.num { bdi { (page.title()) } } } } }
                    tbody {
                        (row("Incidents", both.map(|p| p.incidents.len().to_string())))
                        (row("Conflict", count(true)))
                        (row("Cooperation", count(false)))
                        (row("Index, highest", [peak(&sides[0]), peak(&sides[1])]))
                        (row("Index on the last day", [last(&sides[0]), last(&sides[1])]))
                    }
                }
            }
        }
    }
}

/// What is offered to compare with.
pub(crate) fn offers(snapshot: &Snapshot, pair: &Pair) -> Markup {
    let others = snapshot.busiest().iter().map(|(other, _)| other).filter(|other| *other != pair);
    html! {
        datalist #dyads {
            @for other in others.take(OFFERED) {
                option value=(format!("{}, {}", other.a(), other.b())) { (words::party(other.a())) " – " (words::party(other.b())) }
            }
        }
    }
}
