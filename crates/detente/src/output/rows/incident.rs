//! Incidents and disputes as rows.

use super::{Column, Row, filed, shown, text};
use detente_crisis::incident::Figures;
use detente_crisis::report::{Claimant, Toll, Who};
use detente_ledger::store::{DisputeRow, IncidentRow};
use detente_table::{Cell, Kind};
use serde_json::Value;

/// The columns of incidents.
pub(crate) const INCIDENTS: &[Column] = &[
    shown("id", Kind::Text),
    shown("date", Kind::Day),
    filed("date_to", Kind::Day),
    filed("is_dated", Kind::Flag),
    shown("type", Kind::Text),
    shown("mode", Kind::Text),
    shown("status", Kind::Text),
    shown("initiator", Kind::List),
    shown("recipient", Kind::List),
    shown("place", Kind::Text),
    shown("country", Kind::Text),
    filed("lat", Kind::Double),
    filed("lon", Kind::Double),
    filed("geo_precision_km", Kind::Double),
    shown("killed", Kind::Text),
    filed("killed_low", Kind::Integer),
    filed("killed_high", Kind::Integer),
    filed("killed_latest", Kind::Text),
    filed("injured_low", Kind::Integer),
    filed("injured_high", Kind::Integer),
    shown("articles", Kind::Integer),
    shown("origins", Kind::Integer),
    filed("first_reported", Kind::Day),
    filed("last_reported", Kind::Day),
    shown("disputed", Kind::List),
    filed("cameo", Kind::Text),
    filed("goldstein", Kind::Double),
    filed("score", Kind::Double),
    filed("seq", Kind::Integer),
];

impl Row for IncidentRow {
    fn cells(&self) -> Vec<Cell> {
        let incident = &self.incident;
        let place = incident.place.as_ref();
        let position = place.and_then(|place| place.position);
        vec![
            Cell::text(&self.id),
            incident.days.from.into(),
            incident.days.to.into(),
            incident.is_dated.into(),
            Cell::text(incident.kind),
            text(incident.mode.map(|mode| mode.as_str())),
            Cell::text(incident.status),
            Cell::List(party_list(&incident.actors)),
            Cell::List(party_list(&incident.recipients)),
            text(place.map(|place| place.name.as_str())),
            text(place.and_then(|place| place.country)),
            position.map(|(lat, _)| lat).into(),
            position.map(|(_, lon)| lon).into(),
            place.map(|place| place.radius_km).into(),
            text(incident.killed.as_ref().map(figures)),
            incident.killed.as_ref().map(|f| f.lowest).into(),
            incident.killed.as_ref().map(|f| f.highest).into(),
            text(incident.killed.as_ref().map(|f| toll(f.latest))),
            incident.injured.as_ref().map(|f| f.lowest).into(),
            incident.injured.as_ref().map(|f| f.highest).into(),
            incident.articles.into(),
            incident.origins.into(),
            incident.first.into(),
            incident.last.into(),
            Cell::list(incident.disputes.iter().map(|dispute| dispute.about)),
            Cell::text(incident.cameo),
            incident.cameo.goldstein().into(),
            incident.score.into(),
            self.seq.0.into(),
        ]
    }

    fn json(&self) -> Value {
        // Strings, numbers and lists only: there is no way to fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    fn position(&self) -> Option<(f64, f64)> {
        let (lat, lon) = self.incident.place.as_ref()?.position?;
        Some((f64::from(lon), f64::from(lat)))
    }
}

/// The columns of disputes.
pub(crate) const DISPUTES: &[Column] = &[
    shown("incident", Kind::Text),
    shown("date", Kind::Day),
    shown("type", Kind::Text),
    shown("initiator", Kind::List),
    shown("recipient", Kind::List),
    shown("place", Kind::Text),
    shown("about", Kind::Text),
    shown("sides", Kind::Text),
    filed("articles", Kind::Integer),
    filed("origins", Kind::Integer),
    filed("seq", Kind::Integer),
];

impl Row for DisputeRow {
    fn cells(&self) -> Vec<Cell> {
        let incident = &self.row.incident;
        let sides: Vec<String> = self.dispute.sides.iter().map(|side| claimant(&side.claimant)).collect();
        vec![
            Cell::text(&self.row.id),
            incident.days.from.into(),
            Cell::text(incident.kind),
            Cell::List(party_list(&incident.actors)),
            Cell::List(party_list(&incident.recipients)),
            text(incident.place.as_ref().map(|place| place.name.as_str())),
            Cell::text(self.dispute.about),
            Cell::text(sides.join(" / ")),
            incident.articles.into(),
            incident.origins.into(),
            self.row.seq.0.into(),
        ]
    }

    fn json(&self) -> Value {
        // Strings, numbers and lists only: there is no way to fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    fn position(&self) -> Option<(f64, f64)> {
        self.row.position()
    }
}

/// Who takes part: states by code, others by name.
pub(crate) fn parties(all: &[Who]) -> String {
    party_list(all).join(";")
}

fn party_list(all: &[Who]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for who in all {
        let name = who.party().map_or_else(|| who.sector.to_string(), |party| party.to_string());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Who gives an account.
pub(crate) fn claimant(claimant: &Claimant) -> String {
    match claimant {
        Claimant::Narrator(agency) => agency.clone().unwrap_or_else(|| "narrator".to_string()),
        Claimant::Party(who) => match (&who.name, who.party()) {
            (Some(name), Some(party)) if *name != party.to_string() => format!("{name} ({party})"),
            (Some(name), _) => name.clone(),
            (None, Some(party)) => format!("{party} {}", who.sector),
            (None, None) => who.sector.to_string(),
        },
    }
}

/// "9" or "9 to 12".
pub(crate) fn figures(figures: &Figures) -> String {
    if figures.lowest == figures.highest {
        figures.lowest.to_string()
    } else {
        format!("{} to {}", figures.lowest, figures.highest)
    }
}

/// "9", "9 to 12", "9 or more".
pub(crate) fn toll(toll: Toll) -> String {
    match toll.max {
        Some(max) if max == toll.min => max.to_string(),
        Some(max) => format!("{} to {max}", toll.min),
        None => format!("{} or more", toll.min),
    }
}
