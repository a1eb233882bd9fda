//! The index of tension of two parties: its course, and what it is made of on the days that matter.

use detente_crisis::crisis::{Index, Pair, index};
use jiff::civil::Date;
use maud::{Markup, html};

use crate::figure::tension::{PARTS, tension};
use crate::snapshot::Snapshot;
use crate::words;

/// The index of two parties within days.
pub(crate) fn within(snapshot: &Snapshot, pair: &Pair, (from, to): (Date, Date)) -> Vec<Index> {
    let all = index(pair, &snapshot.dyads, &snapshot.relations);
    all.into_iter().filter(|at| (from..=to).contains(&at.day)).collect()
}

/// The day on which it is highest.
pub(crate) fn highest(days: &[Index]) -> Option<&Index> {
    days.iter().rev().max_by(|a, b| a.value.total_cmp(&b.value))
}

/// The panel of the index; nothing where nothing is told of the two in these days.
pub(crate) fn panel(days: &[Index], span: Option<(Date, Date)>) -> Markup {
    let (Some(span), Some(highest), Some(last)) = (span, highest(days), days.last()) else { return html! {} };
    html! {
        section.panel {
            h2 { "Tension: index from 0 to 100" }
            div.wide-figure { @if let Some(figure) = tension(days, span) { (figure) } }
            div.scroll tabindex="0" role="region" aria-label="Parts of the index" { table.parts {
                thead { tr {
                    th { "Part" } th.num { "to" }
                    th.num { "highest, " (words::day(highest.day)) }
                    th.num { "last, " (words::day(last.day)) }
                } }
                tbody {
                    @for part in PARTS.iter().rev() {
                        tr {
                            td { svg.key viewBox="0 0 14 14" aria-hidden="true" { rect class=(part.class) width="14" height="14" {} } " " (part.name) }
                            td.num { (part.most) }
                            td.num { (points((part.of)(&highest.parts))) }
                            td.num { (points((part.of)(&last.parts))) }
                        }
                    }
                    tr.sum { td { strong { "Index" } } td.num { "100" } td.num { strong { (points(highest.value)) } } td.num { strong { (points(last.value)) } } }
                    tr { td { svg.key viewBox="0 0 14 14" aria-hidden="true" { path.firm d="M0 7h14" {} } " without what is doubtful" } td.num {} td.num { (points(highest.firm)) } td.num { (points(last.firm)) } }
                }
            } }
            p.small.soft { "Doubtful: disputed, told by one origin, or of no stated day. How it is computed: docs/crises.md." }
        }
    }
}

/// Points with one decimal. A part that takes nothing away is 0 and not -0.
pub(crate) fn points(value: f32) -> String {
    format!("{:.1}", value + 0.0)
}
