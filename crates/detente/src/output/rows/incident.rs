//! Incidents and disputes as rows.

use super::{Column, Row, filed, shown, spelt};
use detente_crisis::incident::{Figures, Incident};
use detente_crisis::report::{Claimant, Toll, Who};
use detente_ledger::store::{DisputeRow, IncidentRow};
use serde_json::Value;

/// The columns of incidents.
pub(crate) const INCIDENTS: &[Column] = &[
    shown("id"),
    shown("date"),
    filed("date_to"),
    filed("is_dated"),
    shown("type"),
    shown("mode"),
    shown("status"),
    shown("initiator"),
    shown("recipient"),
    shown("place"),
    shown("country"),
    filed("lat"),
    filed("lon"),
    filed("geo_precision_km"),
    shown("killed"),
    filed("killed_low"),
    filed("killed_high"),
    filed("killed_latest"),
    filed("injured_low"),
    filed("injured_high"),
    shown("articles"),
    shown("origins"),
    filed("first_reported"),
    filed("last_reported"),
    shown("disputed"),
    filed("cameo"),
    filed("goldstein"),
    filed("score"),
    filed("seq"),
];

impl Row for IncidentRow {
    fn cells(&self) -> Vec<String> {
        let incident = &self.incident;
        let place = incident.place.as_ref();
        let position = place.and_then(|place| place.position);
        vec![
            self.id.clone(),
            incident.days.from.to_string(),
            incident.days.to.to_string(),
            incident.is_dated.to_string(),
            incident.kind.to_string(),
            spelt(incident.mode.map(|mode| mode.as_str())),
            incident.status.to_string(),
            parties(&incident.actors),
            parties(&incident.recipients),
            spelt(place.map(|place| place.name.as_str())),
            spelt(place.and_then(|place| place.country)),
            spelt(position.map(|(lat, _)| lat)),
            spelt(position.map(|(_, lon)| lon)),
            spelt(place.map(|place| place.radius_km)),
            incident.killed.as_ref().map(figures).unwrap_or_default(),
            spelt(incident.killed.as_ref().map(|f| f.lowest)),
            spelt(incident.killed.as_ref().map(|f| f.highest)),
            incident.killed.as_ref().map(|f| toll(f.latest)).unwrap_or_default(),
            spelt(incident.injured.as_ref().map(|f| f.lowest)),
            spelt(incident.injured.as_ref().map(|f| f.highest)),
            incident.articles.to_string(),
            incident.origins.to_string(),
            incident.first.to_string(),
            incident.last.to_string(),
            disputed(incident),
            incident.cameo.to_string(),
            incident.cameo.goldstein().to_string(),
            incident.score.to_string(),
            self.seq.to_string(),
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
    shown("incident"),
    shown("date"),
    shown("type"),
    shown("initiator"),
    shown("recipient"),
    shown("place"),
    shown("about"),
    shown("sides"),
    filed("articles"),
    filed("origins"),
    filed("seq"),
];

impl Row for DisputeRow {
    fn cells(&self) -> Vec<String> {
        let incident = &self.row.incident;
        let sides: Vec<String> = self.dispute.sides.iter().map(|side| claimant(&side.claimant)).collect();
        vec![
            self.row.id.clone(),
            incident.days.from.to_string(),
            incident.kind.to_string(),
            parties(&incident.actors),
            parties(&incident.recipients),
            spelt(incident.place.as_ref().map(|place| place.name.as_str())),
            self.dispute.about.to_string(),
            sides.join(" / "),
            incident.articles.to_string(),
            incident.origins.to_string(),
            self.row.seq.to_string(),
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
    let mut names: Vec<String> = Vec::new();
    for who in all {
        let name = who.party().map_or_else(|| who.sector.to_string(), |party| party.to_string());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(";")
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

fn disputed(incident: &Incident) -> String {
    incident.disputes.iter().map(|dispute| dispute.about.as_str()).collect::<Vec<_>>().join(";")
}
