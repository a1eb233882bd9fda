//! Events as rows: one row for each event as one article tells it.

use super::{Column, Row, filed, shown, spelt};
use detente_ledger::record::{Claim, Event, Party, Source};
use detente_ledger::store::EventRow;
use serde_json::Value;

/// The columns of events.
pub(crate) const EVENTS: &[Column] = &[
    filed("id"),
    shown("date"),
    filed("date_to"),
    filed("date_precision"),
    shown("type"),
    shown("mode"),
    shown("status"),
    shown("initiator"),
    filed("initiator_names"),
    shown("recipient"),
    filed("recipient_names"),
    shown("place"),
    shown("country"),
    filed("admin1"),
    filed("lat"),
    filed("lon"),
    filed("geo_precision_km"),
    shown("killed"),
    shown("injured"),
    shown("according_to"),
    filed("cameo"),
    filed("goldstein"),
    filed("score"),
    filed("is_future"),
    filed("words"),
    filed("incident"),
    filed("article"),
    filed("agency"),
    filed("published"),
    filed("source"),
    filed("url"),
    filed("seq"),
];

impl Row for EventRow {
    fn cells(&self) -> Vec<String> {
        let (event, article) = (&self.event, &self.article);
        let location = event.place.as_ref().and_then(|place| place.location.as_ref());
        let days = event.date;
        vec![
            self.id.clone(),
            spelt(days.map(|days| days.from)),
            spelt(days.map(|days| days.to)),
            spelt(days.map(|days| if days.from == days.to { "day" } else { "range" })),
            event.kind.to_string(),
            event.mode.clone().unwrap_or_default(),
            event.status.to_string(),
            codes(&event.actors),
            names(&event.actors),
            codes(&event.recipients),
            names(&event.recipients),
            spelt(event.place.as_ref().map(|p| location.map_or(p.name.as_str(), |l| l.name.as_str()))),
            spelt(event.place.as_ref().and_then(|p| p.country)),
            spelt(location.and_then(|l| l.division.as_deref())),
            spelt(location.map(|l| l.lat)),
            spelt(location.map(|l| l.lon)),
            spelt(location.and_then(|l| l.radius_km)),
            toll(event, |claim| claim.killed),
            toll(event, |claim| claim.injured),
            claimants(event),
            event.cameo.to_string(),
            event.goldstein.to_string(),
            event.score.to_string(),
            self.is_future.to_string(),
            spelt(event.anchors.first().map(|words| words.text.as_str())),
            spelt(self.incident.as_deref()),
            article.key.clone(),
            spelt(article.agency.as_deref()),
            article.day.to_string(),
            article.source.clone(),
            spelt(article.url.as_deref()),
            self.seq.to_string(),
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
fn codes(parties: &[Party]) -> String {
    let code = |party: &Party| {
        party
            .code
            .map(|code| code.to_string())
            .or_else(|| party.name.clone())
            .unwrap_or_else(|| party.text.clone())
    };
    joined(parties.iter().map(code))
}

fn names(parties: &[Party]) -> String {
    joined(parties.iter().map(|party| party.name.clone().unwrap_or_else(|| party.text.clone())))
}

/// Each once, in the order in which they come.
fn joined(items: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for item in items {
        if !all.contains(&item) {
            all.push(item);
        }
    }
    all.join(";")
}

/// "9" or "9-12": the least and the most that anybody gives.
fn toll(event: &Event, of: impl Fn(&Claim) -> Option<(u64, Option<u64>)>) -> String {
    let tolls: Vec<(u64, Option<u64>)> = event.claims.iter().filter_map(of).collect();
    let Some(least) = tolls.iter().map(|(min, _)| *min).min() else { return String::new() };
    let most = tolls.iter().map(|(min, max)| max.unwrap_or(*min)).max().unwrap_or(least);
    let is_open = tolls.iter().any(|(_, max)| max.is_none());
    let open = if is_open { "+" } else { "" };
    if least == most { format!("{least}{open}") } else { format!("{least}-{most}{open}") }
}

/// Who vouches, and in which stance where it is another than to assert.
fn claimants(event: &Event) -> String {
    joined(event.claims.iter().map(|claim| {
        let who = match &claim.source {
            Source::Narrator(_) => "narrator".to_string(),
            Source::Party(party) => codes(std::slice::from_ref(party.as_ref())),
        };
        match claim.stance {
            detente_data::Stance::Asserts => who,
            stance => format!("{who} {stance}"),
        }
    }))
}
