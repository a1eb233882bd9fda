//! Events as rows: one row for each event as one article tells it.

use super::{Column, Row, filed, shown, text};
use detente_ledger::record::{Claim, Event, Party, Source};
use detente_ledger::store::EventRow;
use detente_table::{Cell, Kind};
use serde_json::Value;

/// The columns of events.
pub(crate) const EVENTS: &[Column] = &[
    filed("id", Kind::Text),
    shown("date", Kind::Day),
    filed("date_to", Kind::Day),
    filed("date_precision", Kind::Text),
    shown("type", Kind::Text),
    shown("mode", Kind::Text),
    shown("status", Kind::Text),
    shown("initiator", Kind::List),
    filed("initiator_names", Kind::List),
    shown("recipient", Kind::List),
    filed("recipient_names", Kind::List),
    shown("place", Kind::Text),
    shown("country", Kind::Text),
    filed("admin1", Kind::Text),
    filed("lat", Kind::Double),
    filed("lon", Kind::Double),
    filed("geo_precision_km", Kind::Double),
    shown("killed", Kind::Text),
    shown("injured", Kind::Text),
    shown("according_to", Kind::List),
    filed("cameo", Kind::Text),
    filed("goldstein", Kind::Double),
    filed("score", Kind::Double),
    filed("is_future", Kind::Flag),
    filed("words", Kind::Text),
    filed("incident", Kind::Text),
    filed("article", Kind::Text),
    filed("agency", Kind::Text),
    filed("published", Kind::Day),
    filed("source", Kind::Text),
    filed("url", Kind::Text),
    filed("seq", Kind::Integer),
];

impl Row for EventRow {
    fn cells(&self) -> Vec<Cell> {
        let (event, article) = (&self.event, &self.article);
        let location = event.place.as_ref().and_then(|place| place.location.as_ref());
        let days = event.date;
        vec![
            Cell::text(&self.id),
            days.map(|days| days.from).into(),
            days.map(|days| days.to).into(),
            text(days.map(|days| if days.from == days.to { "day" } else { "range" })),
            Cell::text(event.kind),
            text(event.mode.as_deref()),
            Cell::text(event.status),
            codes(&event.actors),
            names(&event.actors),
            codes(&event.recipients),
            names(&event.recipients),
            text(event.place.as_ref().map(|p| location.map_or(p.name.as_str(), |l| l.name.as_str()))),
            text(event.place.as_ref().and_then(|p| p.country)),
            text(location.and_then(|l| l.division.as_deref())),
            location.map(|l| l.lat).into(),
            location.map(|l| l.lon).into(),
            location.and_then(|l| l.radius_km).into(),
            toll(event, |claim| claim.killed),
            toll(event, |claim| claim.injured),
            claimants(event),
            Cell::text(event.cameo),
            event.goldstein.into(),
            event.score.into(),
            self.is_future.into(),
            text(event.anchors.first().map(|words| words.text.as_str())),
            text(self.incident.as_deref()),
            Cell::text(&article.key),
            text(article.agency.as_deref()),
            article.day.into(),
            Cell::text(&article.source),
            text(article.url.as_deref()),
            self.seq.0.into(),
        ]
    }

    fn json(&self) -> Value {
        // Strings, numbers and lists only: there is no way to fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    fn position(&self) -> Option<(f64, f64)> {
        let location = self.event.place.as_ref()?.location.as_ref()?;
        Some((f64::from(location.lon), f64::from(location.lat)))
    }
}

/// Codes, or names where there is none.
fn codes(parties: &[Party]) -> Cell {
    once(parties.iter().map(code))
}

fn code(party: &Party) -> String {
    party
        .code
        .map(|code| code.to_string())
        .or_else(|| party.name.clone())
        .unwrap_or_else(|| party.text.clone())
}

fn names(parties: &[Party]) -> Cell {
    once(parties.iter().map(|party| party.name.clone().unwrap_or_else(|| party.text.clone())))
}

/// Each once, in the order in which they come.
fn once(items: impl Iterator<Item = String>) -> Cell {
    let mut all: Vec<String> = Vec::new();
    for item in items {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    Cell::List(all)
}

/// "9" or "9-12": the least and the most that anybody gives.
fn toll(event: &Event, of: impl Fn(&Claim) -> Option<(u64, Option<u64>)>) -> Cell {
    let tolls: Vec<(u64, Option<u64>)> = event.claims.iter().filter_map(of).collect();
    let Some(least) = tolls.iter().map(|(min, _)| *min).min() else { return Cell::Unknown };
    let most = tolls.iter().map(|(min, max)| max.unwrap_or(*min)).max().unwrap_or(least);
    let is_open = tolls.iter().any(|(_, max)| max.is_none());
    let open = if is_open { "+" } else { "" };
    Cell::text(if least == most { format!("{least}{open}") } else { format!("{least}-{most}{open}") })
}

/// Who vouches, and in which stance where it is another than to assert.
fn claimants(event: &Event) -> Cell {
    once(event.claims.iter().map(|claim| {
        let who = match &claim.source {
            Source::Narrator(_) => "narrator".to_string(),
            Source::Party(party) => code(party),
        };
        match claim.stance {
            detente_data::Stance::Asserts => who,
            stance => format!("{who} {stance}"),
        }
    }))
}
