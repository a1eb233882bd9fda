//! Incidents as a file: CSV, JSON Lines, GeoJSON or Parquet, of any length.
//!
//! In: a snapshot and the numbers of incidents. Out: an answer whose body is made a few hundred rows at a time as the client takes it,
//! so that a file of everything needs no more memory than one of a page.

use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use detente_crisis::IncidentId;
use detente_table::{Cell, Kind, Parquet};
use futures_util::{StreamExt as _, stream};
use serde_json::json;

use super::wire::{IncidentRow, Losses, Party};
use crate::filter::Form;
use crate::link::Links;
use crate::snapshot::Snapshot;

/// Rows that are made at once.
const PIECE: usize = 400;

/// The columns of CSV and Parquet. Empty is unknown.
const COLUMNS: [(&str, Kind); 26] = [
    ("id", Kind::Text),
    ("day_from", Kind::Day),
    ("day_to", Kind::Day),
    ("is_dated", Kind::Flag),
    ("type", Kind::Text),
    ("mode", Kind::Text),
    ("cameo", Kind::Text),
    ("goldstein", Kind::Double),
    ("status", Kind::Text),
    ("actors", Kind::List),
    ("recipients", Kind::List),
    ("place", Kind::Text),
    ("country", Kind::Text),
    ("lat", Kind::Double),
    ("lon", Kind::Double),
    ("radius_km", Kind::Double),
    ("killed_low", Kind::Integer),
    ("killed_high", Kind::Integer),
    ("injured_low", Kind::Integer),
    ("injured_high", Kind::Integer),
    ("articles", Kind::Integer),
    ("origins", Kind::Integer),
    ("disputed", Kind::Flag),
    ("relation", Kind::Text),
    ("promise", Kind::Text),
    ("score", Kind::Double),
];

/// The incidents with these numbers, in this order, as a file of a form; `as_of` is the state that links in it keep.
pub(crate) fn of_incidents(
    form: Form,
    snapshot: Arc<Snapshot>,
    ids: Vec<IncidentId>,
    as_of: String,
) -> io::Result<Response> {
    let (kind, ending) = match form {
        Form::Json | Form::Jsonl => ("application/jsonl", "jsonl"),
        Form::Csv => ("text/csv; charset=utf-8", "csv"),
        Form::GeoJson => ("application/geo+json", "geojson"),
        Form::Parquet => ("application/vnd.apache.parquet", "parquet"),
    };
    let maker = Maker { snapshot, as_of, ids, done: 0, writer: Some(Writer::new(form)?) };
    let pieces = stream::unfold(maker, |mut maker| async move {
        let piece = maker.piece()?;
        Some((piece, maker))
    });
    // What compresses asks once more after the end, and `unfold` may not be asked then.
    let pieces = pieces.fuse();
    let name = format!("attachment; filename=\"incidents.{ending}\"");
    let headers = [(header::CONTENT_TYPE, kind.to_string()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// What makes the file.
struct Maker {
    snapshot: Arc<Snapshot>,
    as_of: String,
    ids: Vec<IncidentId>,
    done: usize,
    /// None once the file has ended.
    writer: Option<Writer>,
}

impl Maker {
    /// The next piece; none after the last.
    fn piece(&mut self) -> Option<io::Result<Vec<u8>>> {
        let mut writer = self.writer.take()?;
        let ids = self.ids.get(self.done..).unwrap_or_default();
        let ids = &ids[..ids.len().min(PIECE)];
        if ids.is_empty() {
            return Some(writer.end());
        }
        self.done += ids.len();
        let links = Links::new(&self.as_of);
        let incidents = ids.iter().filter_map(|id| self.snapshot.incident(*id));
        let rows: Vec<IncidentRow> = incidents.map(|i| IncidentRow::of(i, links)).collect();
        let piece = writer.rows(&rows);
        self.writer = Some(writer);
        Some(piece)
    }
}

enum Writer {
    Jsonl,
    Csv { has_head: bool },
    GeoJson { has_rows: bool },
    Parquet(Box<Parquet>),
}

impl Writer {
    fn new(form: Form) -> io::Result<Self> {
        Ok(match form {
            Form::Json | Form::Jsonl => Writer::Jsonl,
            Form::Csv => Writer::Csv { has_head: false },
            Form::GeoJson => Writer::GeoJson { has_rows: false },
            Form::Parquet => Writer::Parquet(Box::new(Parquet::new(&COLUMNS)?)),
        })
    }

    fn rows(&mut self, rows: &[IncidentRow]) -> io::Result<Vec<u8>> {
        match self {
            Writer::Jsonl => {
                let mut out = Vec::new();
                for row in rows {
                    serde_json::to_writer(&mut out, row)?;
                    out.push(b'\n');
                }
                Ok(out)
            }
            Writer::Csv { has_head } => csv(rows, std::mem::replace(has_head, true)),
            Writer::GeoJson { has_rows } => {
                let mut out = String::new();
                for feature in rows.iter().filter_map(feature) {
                    let is_first = !std::mem::replace(has_rows, true);
                    out.push_str(if is_first { FEATURES } else { ",\n" });
                    out.push_str(&feature.to_string());
                }
                Ok(out.into_bytes())
            }
            Writer::Parquet(file) => {
                rows.iter().try_for_each(|row| file.row(cells(row)))?;
                file.ready()
            }
        }
    }

    fn end(self) -> io::Result<Vec<u8>> {
        match self {
            Writer::Csv { has_head: false } => csv(&[], false),
            Writer::GeoJson { has_rows: false } => Ok(format!("{FEATURES}]}}").into_bytes()),
            Writer::GeoJson { has_rows: true } => Ok(b"]}".to_vec()),
            Writer::Parquet(file) => file.finish(),
            Writer::Jsonl | Writer::Csv { .. } => Ok(Vec::new()),
        }
    }
}

const FEATURES: &str = "{\"type\":\"FeatureCollection\",\"features\":[";

/// A point for what has a position.
fn feature(row: &IncidentRow) -> Option<serde_json::Value> {
    let place = row.place.as_ref()?;
    let (lat, lon) = (place.lat?, place.lon?);
    Some(json!({
        "type": "Feature",
        "id": row.id,
        "geometry": { "type": "Point", "coordinates": [lon, lat] },
        "properties": row,
    }))
}

fn csv(rows: &[IncidentRow], has_head: bool) -> io::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    if !has_head {
        out.write_record(COLUMNS.map(|(name, _)| name)).map_err(io::Error::other)?;
    }
    for row in rows {
        out.write_record(cells(row).map(|cell| plain(&cell))).map_err(io::Error::other)?;
    }
    out.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// A cell that no spreadsheet takes for a formula.
fn plain(cell: &Cell) -> String {
    let words = cell.to_string();
    let is_number = matches!(cell, Cell::Integer(_) | Cell::Double(_));
    let is_formula = !is_number && words.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{words}") } else { words }
}

fn cells(row: &IncidentRow) -> [Cell; 26] {
    let place = row.place.as_ref();
    let optional = |text: Option<&String>| text.map_or(Cell::Unknown, Cell::text);
    let low = |losses: &Option<Losses>| Cell::from(losses.as_ref().map(|l| l.lowest));
    let high = |losses: &Option<Losses>| Cell::from(losses.as_ref().map(|l| l.highest));
    [
        Cell::text(&row.id),
        row.day_from.into(),
        row.day_to.into(),
        row.is_dated.into(),
        Cell::text(&row.kind),
        optional(row.mode.as_ref()),
        Cell::text(&row.cameo),
        row.goldstein.into(),
        Cell::text(&row.status),
        labels(&row.actors),
        labels(&row.recipients),
        optional(place.map(|p| &p.name)),
        optional(place.and_then(|p| p.country.as_ref())),
        place.and_then(|p| p.lat).into(),
        place.and_then(|p| p.lon).into(),
        place.map(|p| p.radius_km).into(),
        low(&row.killed),
        high(&row.killed),
        low(&row.injured),
        high(&row.injured),
        u64::from(row.articles).into(),
        u64::from(row.origins).into(),
        (!row.disputes.is_empty()).into(),
        optional(row.relation.as_ref()),
        optional(row.promise.as_ref()),
        row.score.into(),
    ]
}

fn labels(parties: &[Party]) -> Cell {
    let label =
        |p: &Party| p.party.clone().or_else(|| p.name.clone()).or_else(|| p.code.clone()).unwrap_or_default();
    Cell::list(parties.iter().map(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, expected) in [
            (Cell::text("=1+1"), "'=1+1"),
            (Cell::from(-7.5), "-7.5"),
            (Cell::text("-cmd"), "'-cmd"),
            (Cell::text("@x"), "'@x"),
            (Cell::text("Iran"), "Iran"),
        ] {
            assert_eq!(plain(&cell), expected);
        }
    }
}
