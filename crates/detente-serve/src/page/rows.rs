//! Incidents as rows of a table and as a chronicle, their signs and tags.

use detente_crisis::Incident;
use detente_data::{EventType, QuadClass, wording};
use maud::{Markup, html};

use crate::figure::glyph;
use crate::link::Links;
use crate::words;

/// The sign of an event, to stand in a line of text.
pub(crate) fn sign(kind: EventType) -> Markup {
    html! {
        svg.key viewBox="0 0 14 14" aria-hidden="true" {
            path class=(glyph::class(kind, false)) d=(glyph::path(kind, 7.0, 7.0, 5.0)) {}
        }
    }
}

/// What the signs mean.
pub(crate) fn legend() -> Markup {
    let kinds = [
        (EventType::Consult, QuadClass::VerbalCooperation),
        (EventType::Cooperate, QuadClass::MaterialCooperation),
        (EventType::Accuse, QuadClass::VerbalConflict),
        (EventType::Assault, QuadClass::MaterialConflict),
    ];
    html! {
        ul.legend {
            @for (kind, class) in kinds { li { (sign(kind)) " " (words::class_name(class)) } }
        }
    }
}

/// Links to the parties: "Iran → Pakistan".
pub(crate) fn parties(incident: &Incident, links: Links<'_>) -> Markup {
    let side = |all: &[detente_crisis::Who]| {
        let mut parties: Vec<_> = all.iter().filter_map(detente_crisis::Who::party).collect();
        parties.sort();
        parties.dedup();
        html! {
            @for (i, party) in parties.iter().take(3).enumerate() {
                @if i > 0 { ", " }
                a href=(links.actor(party)) { bdi { (words::party(party)) } }
            }
            @if parties.len() > 3 { " and " (parties.len() - 3) " more" }
            @if parties.is_empty() { span.soft { "unknown" } }
        }
    };
    html! {
        (side(&incident.actors))
        @if !incident.recipients.is_empty() { " → " (side(&incident.recipients)) }
    }
}

/// What is said beside an incident: its status, dispute, single origin.
pub(crate) fn tags(incident: &Incident) -> Markup {
    html! {
        @if let Some(status) = wording::status(incident.status) { " " span.tag { (status) } }
        @if !incident.disputes.is_empty() { " " span.tag.dispute { "disputed" } }
    }
}

/// "2–10": from the lowest to the highest that anybody gives.
pub(crate) fn range(figures: &detente_crisis::incident::Figures) -> String {
    if figures.lowest == figures.highest {
        figures.lowest.to_string()
    } else {
        format!("{}–{}", figures.lowest, figures.highest)
    }
}

/// "2–10 killed, 3 injured", as a range over all accounts.
pub(crate) fn losses(incident: &Incident) -> Option<String> {
    let part = |figures: &Option<_>, word: &str| figures.as_ref().map(|f| format!("{} {word}", range(f)));
    let parts: Vec<String> = [part(&incident.killed, "killed"), part(&incident.injured, "injured")]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The table of incidents.
pub(crate) fn table<'i>(incidents: impl Iterator<Item = &'i Incident>, links: Links<'_>) -> Markup {
    html! {
        div.scroll {
            table.rows {
                thead {
                    tr { th { "Day" } th { "What" } th { "Who" } th.opt { "Where" } th.num.opt { "Losses" } th.num { abbr title="independent origins / articles" { "Told by" } } }
                }
                tbody { @for incident in incidents { (row(incident, links)) } }
            }
        }
    }
}

fn row(incident: &Incident, links: Links<'_>) -> Markup {
    html! {
        tr data-row {
            td.when { time datetime=(incident.days.from) { @if !incident.is_dated { "by " } (words::days(incident.days)) } }
            td.what { (sign(incident.kind)) " " a href=(links.incident(incident.id)) { (words::capital(words::act(incident))) } (tags(incident)) }
            td.who { (parties(incident, links)) }
            td.opt { @if let Some(place) = &incident.place { bdi { (words::spot(place)) } } }
            td.num.opt { @if let Some(losses) = losses(incident) { (losses) } }
            td.num.told { (incident.origins) span.soft { " / " (incident.articles) } }
        }
    }
}

/// Incidents as a chronicle, one line each.
pub(crate) fn chronicle<'i>(incidents: impl IntoIterator<Item = &'i Incident>, links: Links<'_>) -> Markup {
    html! {
        ol.chronicle {
            @for incident in incidents {
                li data-row {
                    time datetime=(incident.days.from) { (words::days(incident.days)) }
                    span { (sign(incident.kind)) }
                    div {
                        p {
                            a href=(links.incident(incident.id)) { bdi { (words::title(incident)) } }
                            @if let Some(place) = &incident.place { ", " bdi { (words::spot(place)) } }
                            (tags(incident))
                        }
                        p.small.soft {
                            @if let Some(losses) = losses(incident) { (losses) " · " }
                            (told_by(incident))
                        }
                    }
                }
            }
        }
    }
}

/// "3 origins, 20 articles".
pub(crate) fn told_by(incident: &Incident) -> String {
    let many = |n: u32, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    format!("{}, {}", many(incident.origins, "independent origin"), many(incident.articles, "article"))
}
