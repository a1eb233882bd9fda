//! Annotated articles: what they say, and the reports that their annotators' events would be.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use detente_core::analysis::Upos;
use detente_core::pipeline::Reading;
use detente_core::text::{ByteSpan, TokenId};
use detente_crisis::report::{
    Account, ArticleKey, Claimant, Days, OriginKey, Report, ReportId, Spot, Toll, Who,
};
use detente_crisis::word;
use detente_data::{ActorCode, CameoCode, EventType, Mode, Sector, Stance, StateCode, Status};
use detente_ledger::report::content_words;
use jiff::civil::Date;
use serde::Deserialize;

/// One article with its annotation.
#[derive(Debug, Deserialize)]
pub struct Article {
    pub id: String,
    pub crisis: String,
    pub agency: Option<String>,
    pub published: Date,
    pub text: String,
    pub events: Vec<Event>,
}

#[derive(Debug, Deserialize)]
pub struct Event {
    pub id: String,
    pub anchors: Vec<String>,
    #[serde(rename = "type")]
    pub kind: EventType,
    mode: Option<String>,
    pub actors: Vec<Party>,
    pub recipients: Vec<Party>,
    status: Status,
    date: Option<Days>,
    place: Option<Place>,
    claims: Vec<Claim>,
    responds_to: Vec<String>,
    pub incident: String,
}

#[derive(Debug, Deserialize)]
pub struct Party {
    text: String,
    pub code: Option<ActorCode>,
    sector: Sector,
}

#[derive(Debug, Deserialize)]
struct Place {
    name: String,
    country: Option<StateCode>,
}

#[derive(Debug, Deserialize)]
struct Claim {
    source: Source,
    stance: Stance,
    killed: Option<(u64, Option<u64>)>,
    injured: Option<(u64, Option<u64>)>,
    target: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Source {
    Party(Party),
    Narrator(#[allow(dead_code)] String),
}

/// Reads an annotated article.
pub fn read(path: &Path) -> Result<Article> {
    let text = std::fs::read_to_string(path).with_context(|| format!("no file {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not an annotated article", path.display()))
}

impl Article {
    /// The reports that the annotator's events are; their words are those of the reading's sentences.
    pub fn reports(&self, key: ArticleKey, reading: &Reading) -> Vec<Report> {
        let place = |id: &String| self.events.iter().position(|e| e.id == *id).map(|at| at as u32);
        let report = |(at, event): (u32, &Event)| {
            let mode = event.mode.as_deref().and_then(|name| Mode::parse(event.kind, name));
            Some(Report {
                id: ReportId { article: key, event: at },
                origin: OriginKey(key),
                published: self.published,
                kind: event.kind,
                mode,
                cameo: CameoCode::all().find(|code| code.event_type() == Some(event.kind))?,
                status: event.status,
                actors: event.actors.iter().map(who).collect(),
                recipients: event.recipients.iter().map(who).collect(),
                days: event.date,
                place: event.place.as_ref().map(spot),
                accounts: event.claims.iter().map(|claim| account(claim, self.agency.as_deref())).collect(),
                answers: event.responds_to.iter().filter_map(place).collect(),
                relation: None,
                promise: None,
                words: words(reading, event),
                score: 1.0,
            })
        };
        (0u32..).zip(&self.events).filter_map(report).collect()
    }
}

/// The content words of the sentences that hold the anchors without those for the parties, and the words of the anchors
/// as words that tell.
fn words(reading: &Reading, event: &Event) -> Vec<u32> {
    let analysis = &reading.analysis;
    let text = reading.document.text();
    let spans = |words: &str| -> Vec<ByteSpan> {
        text.match_indices(words).map(|(at, found)| ByteSpan::new(at, at + found.len())).collect()
    };
    let parties = event.actors.iter().chain(&event.recipients);
    let parties: Vec<ByteSpan> = parties.flat_map(|party| spans(&party.text)).collect();
    let mut words = BTreeSet::new();
    for span in event.anchors.iter().flat_map(|anchor| spans(anchor)) {
        for (at, token) in analysis.tokens.iter().enumerate().filter(|(_, t)| t.span.overlaps(span)) {
            words.extend(content_words(reading, analysis.sentence_of(TokenId::new(at)).tokens, &parties));
            if matches!(token.upos, Upos::Verb | Upos::Noun) {
                words.insert(word::telling_number(&token.lemma.to_lowercase()));
            }
        }
    }
    words.into_iter().collect()
}

fn who(party: &Party) -> Who {
    Who { code: party.code, sector: party.sector, name: Some(party.text.clone()), score: 1.0 }
}

fn spot(place: &Place) -> Spot {
    Spot { name: place.name.clone(), country: place.country, position: None, radius_km: 500.0 }
}

fn account(claim: &Claim, agency: Option<&str>) -> Account {
    let toll = |(min, max): (u64, Option<u64>)| Toll { min, max };
    Account {
        claimant: match &claim.source {
            Source::Narrator(_) => Claimant::Narrator(agency.map(String::from)),
            Source::Party(party) => Claimant::Party(who(party)),
        },
        stance: claim.stance,
        killed: claim.killed.map(toll),
        injured: claim.injured.map(toll),
        target: claim.target.clone(),
        score: 1.0,
    }
}
