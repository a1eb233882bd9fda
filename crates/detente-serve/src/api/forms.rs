//! Incidents in the forms that people load: CSV, JSON Lines, GeoJSON, Atom.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::wire::{IncidentRow, Party};

/// One object a line.
pub(crate) fn jsonl<T: serde::Serialize>(rows: &[T]) -> Response {
    let lines: String =
        rows.iter().filter_map(|row| serde_json::to_string(row).ok()).map(|l| l + "\n").collect();
    file("application/jsonl", "jsonl", lines)
}

/// A table with a header; empty is unknown.
pub(crate) fn csv(rows: &[IncidentRow]) -> Response {
    let head = [
        "id",
        "day_from",
        "day_to",
        "is_dated",
        "type",
        "mode",
        "cameo",
        "goldstein",
        "status",
        "actors",
        "recipients",
        "place",
        "country",
        "lat",
        "lon",
        "radius_km",
        "killed_low",
        "killed_high",
        "injured_low",
        "injured_high",
        "articles",
        "origins",
        "disputed",
        "relation",
        "promise",
        "score",
    ];
    let mut out = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = out.write_record(head);
    for row in rows {
        let _ = out.write_record(cells(row).map(|cell| plain(&cell)));
    }
    file(
        "text/csv; charset=utf-8",
        "csv",
        String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default(),
    )
}

fn cells(row: &IncidentRow) -> [String; 26] {
    let place = row.place.as_ref();
    let number = |n: Option<f32>| n.map(|n| n.to_string()).unwrap_or_default();
    let low = |l: &Option<super::wire::Losses>| l.as_ref().map(|l| l.lowest.to_string()).unwrap_or_default();
    let high =
        |l: &Option<super::wire::Losses>| l.as_ref().map(|l| l.highest.to_string()).unwrap_or_default();
    [
        row.id.clone(),
        row.day_from.to_string(),
        row.day_to.to_string(),
        row.is_dated.to_string(),
        row.kind.clone(),
        row.mode.clone().unwrap_or_default(),
        row.cameo.clone(),
        row.goldstein.to_string(),
        row.status.clone(),
        labels(&row.actors),
        labels(&row.recipients),
        place.map(|p| p.name.clone()).unwrap_or_default(),
        place.and_then(|p| p.country.clone()).unwrap_or_default(),
        number(place.and_then(|p| p.lat)),
        number(place.and_then(|p| p.lon)),
        number(place.map(|p| p.radius_km)),
        low(&row.killed),
        high(&row.killed),
        low(&row.injured),
        high(&row.injured),
        row.articles.to_string(),
        row.origins.to_string(),
        (!row.disputes.is_empty()).to_string(),
        row.relation.clone().unwrap_or_default(),
        row.promise.clone().unwrap_or_default(),
        row.score.to_string(),
    ]
}

/// A cell that no spreadsheet takes for a formula.
fn plain(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '@', '\t', '\r'])
        || (cell.starts_with('-') && cell.parse::<f64>().is_err());
    if is_formula { format!("'{cell}") } else { cell.to_string() }
}

fn labels(parties: &[Party]) -> String {
    let label =
        |p: &Party| p.party.clone().or_else(|| p.name.clone()).or_else(|| p.code.clone()).unwrap_or_default();
    parties.iter().map(label).collect::<Vec<_>>().join("; ")
}

/// Points for what has a position.
pub(crate) fn geojson(rows: &[IncidentRow]) -> Response {
    let feature = |row: &IncidentRow| {
        let place = row.place.as_ref()?;
        let (lat, lon) = (place.lat?, place.lon?);
        Some(json!({
            "type": "Feature",
            "id": row.id,
            "geometry": { "type": "Point", "coordinates": [lon, lat] },
            "properties": row,
        }))
    };
    let features: Vec<_> = rows.iter().filter_map(feature).collect();
    let body = json!({ "type": "FeatureCollection", "features": features }).to_string();
    file("application/geo+json", "geojson", body)
}

fn file(kind: &'static str, ending: &str, body: String) -> Response {
    let name = format!("attachment; filename=\"incidents.{ending}\"");
    ([(header::CONTENT_TYPE, kind.to_string()), (header::CONTENT_DISPOSITION, name)], body).into_response()
}

/// A feed: one entry for each incident, updated in place.
pub(crate) fn atom(rows: &[IncidentRow], updated: &str, base: &str) -> Response {
    // XML has no way to write control characters.
    let clean = |t: &str| -> String { t.chars().filter(|c| !c.is_control()).collect() };
    let text = |t: &str| {
        clean(t).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    let entry = |row: &IncidentRow| {
        let told = format!("{} articles of {} independent origins", row.articles, row.origins);
        format!(
            "<entry><id>urn:detente:incident:{}</id><title>{}</title><updated>{}T00:00:00Z</updated>\
             <link href=\"{}{}\"/><summary>{} to {}. {}.</summary></entry>\n",
            row.id,
            text(&row.title),
            row.last_told,
            text(base),
            row.page,
            row.day_from,
            row.day_to,
            told
        )
    };
    let entries: String = rows.iter().map(entry).collect();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\
         <id>urn:detente:incidents</id><title>Incidents</title><updated>{}</updated>\
         <author><name>detente</name></author><link rel=\"self\" href=\"{}/v1/incidents.atom\"/>\n{entries}</feed>\n",
        text(updated),
        text(base)
    );
    ([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in
            [("=1+1", "'=1+1"), ("-7.5", "-7.5"), ("-cmd", "'-cmd"), ("@x", "'@x"), ("Iran", "Iran")]
        {
            assert_eq!(plain(cell), expected);
        }
    }
}
