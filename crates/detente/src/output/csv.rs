//! `--format csv`: one row per claim, for spreadsheets and data frames (RFC 4180; empty means unknown).

use detente_ledger::record::{Article, Claim, Event, Party, Source};

/// The columns, in order.
pub(crate) const COLUMNS: [&str; 30] = [
    "article",
    "event",
    "date_from",
    "date_to",
    "type",
    "mode",
    "status",
    "actors",
    "actor_texts",
    "recipients",
    "recipient_texts",
    "place",
    "country",
    "source",
    "source_code",
    "source_sector",
    "stance",
    "killed_min",
    "killed_max",
    "injured_min",
    "injured_max",
    "target",
    "cameo",
    "goldstein",
    "frame",
    "score",
    "anchor",
    "cue",
    "incident",
    "responds_to",
];

/// The header line.
pub(crate) fn header() -> Vec<u8> {
    write(std::iter::once(COLUMNS.map(String::from)))
}

/// The rows of one article. An event that nobody vouches for still has a row, with an empty source.
pub(crate) fn rows(article: &Article) -> Vec<u8> {
    let rows = article.events.iter().flat_map(|event| {
        let claims: Vec<Option<&Claim>> = match event.claims.as_slice() {
            [] => vec![None],
            claims => claims.iter().map(Some).collect(),
        };
        claims.into_iter().map(|claim| row(article, event, claim))
    });
    write(rows)
}

fn row(article: &Article, event: &Event, claim: Option<&Claim>) -> [String; COLUMNS.len()] {
    let date = event.date.as_ref();
    let place = event.place.as_ref();
    let (source, code, sector) = match claim.map(|c| &c.source) {
        Some(Source::Narrator(_)) => ("narrator".to_string(), String::new(), String::new()),
        Some(Source::Party(p)) => (p.text.clone(), spelt(p.code), p.sector.to_string()),
        None => Default::default(),
    };
    let (killed_min, killed_max) = toll(claim.and_then(|c| c.killed));
    let (injured_min, injured_max) = toll(claim.and_then(|c| c.injured));
    [
        article.id.clone(),
        event.id.clone(),
        spelt(date.map(|d| d.from)),
        spelt(date.map(|d| d.to)),
        event.kind.to_string(),
        event.mode.clone().unwrap_or_default(),
        event.status.to_string(),
        codes(&event.actors),
        texts(&event.actors),
        codes(&event.recipients),
        texts(&event.recipients),
        place.map(|p| p.name.clone()).unwrap_or_default(),
        spelt(place.and_then(|p| p.country)),
        source,
        code,
        sector,
        spelt(claim.map(|c| c.stance)),
        killed_min,
        killed_max,
        injured_min,
        injured_max,
        claim.and_then(|c| c.target.clone()).unwrap_or_default(),
        event.cameo.to_string(),
        event.goldstein.to_string(),
        event.frame.clone(),
        event.score.to_string(),
        event.anchors.first().map(|a| a.text.clone()).unwrap_or_default(),
        claim.and_then(|c| c.anchor.as_ref()).map(|a| a.text.clone()).unwrap_or_default(),
        event.incident.clone(),
        event.responds_to.join(";"),
    ]
}

fn toll(toll: Option<(u64, Option<u64>)>) -> (String, String) {
    let Some((min, max)) = toll else { return Default::default() };
    (min.to_string(), max.map(|m| m.to_string()).unwrap_or_default())
}

/// The codes, `;` between them, one for each party; a party without a code leaves its place empty.
fn codes(parties: &[Party]) -> String {
    join(parties.iter().map(|p| spelt(p.code)))
}

/// Empty where unknown.
fn spelt(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn texts(parties: &[Party]) -> String {
    join(parties.iter().map(|p| p.text.as_str()))
}

fn join<T: AsRef<str>>(items: impl Iterator<Item = T>) -> String {
    let items: Vec<T> = items.collect();
    items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(";")
}

fn write(rows: impl Iterator<Item = [String; COLUMNS.len()]>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Rows are arrays of one length and go to memory: neither way of failing is open.
        let _ = writer.write_record(&row);
    }
    writer.into_inner().unwrap_or_default()
}
