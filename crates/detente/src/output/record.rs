//! The record: what `--format jsonl` writes, one object per article.
//!
//! These are wire types. The core's types are free to change; these promise their fields, which
//! `docs/output.md` describes. The `detente-ledger` crate will own them once it exists.

use super::offsets::Offsets;
use detente_core::claim::{Claim as CoreClaim, Dispute as CoreDispute, Source as CoreSource, Toll};
use detente_core::entity::place;
use detente_core::event::{Event as CoreEvent, Party as CoreParty, Telling};
use detente_core::pipeline::Reading;
use detente_core::text::{ByteSpan, EventId, TokenSpan};
use detente_data::{Knowledge, StateCode};
use serde::Serialize;

/// One article.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Article {
    pub(crate) id: String,
    pub(crate) agency: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) dateline: Option<Dateline>,
    pub(crate) events: Vec<Event>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) commitments: Vec<Commitment>,
    pub(crate) disputes: Vec<Dispute>,
}

/// Where and when the article was filed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Dateline {
    pub(crate) places: Vec<String>,
    pub(crate) date: Option<String>,
}

/// Words of the article, with offsets in Unicode scalar values.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Words {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) text: String,
}

/// What is said to have happened.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) anchors: Vec<Words>,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) mode: Option<&'static str>,
    pub(crate) actors: Vec<Party>,
    pub(crate) recipients: Vec<Party>,
    pub(crate) status: &'static str,
    pub(crate) date: Option<Date>,
    pub(crate) place: Option<Place>,
    pub(crate) claims: Vec<Claim>,
    pub(crate) responds_to: Vec<String>,
    pub(crate) incident: String,
    pub(crate) cameo: &'static str,
    pub(crate) goldstein: f32,
    pub(crate) intensity: f32,
    pub(crate) frame: String,
    pub(crate) score: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) explain: Option<Explain>,
}

/// A party to an event, or the source of a claim.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Party {
    pub(crate) text: String,
    pub(crate) code: Option<String>,
    pub(crate) sector: &'static str,
    pub(crate) score: f32,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) name: Option<String>,
    /// Who held the office that the words name, on the article's day: inferred, not read.
    pub(crate) holder: Option<String>,
}

/// First and last day on which the event may have taken place.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Date {
    pub(crate) from: String,
    pub(crate) to: String,
}

/// Where an event is set.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) country: Option<String>,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) score: f32,
    pub(crate) location: Option<Location>,
}

/// The place of the gazetteer that the words mean.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Location {
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) division: Option<String>,
    pub(crate) geonames: Option<u32>,
    pub(crate) lat: f32,
    pub(crate) lon: f32,
    pub(crate) radius_km: Option<f32>,
    pub(crate) score: f32,
    pub(crate) runner_up: Option<String>,
}

/// One source's account of an event.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Claim {
    pub(crate) source: Source,
    pub(crate) stance: &'static str,
    pub(crate) anchor: Option<Words>,
    pub(crate) content: Option<String>,
    pub(crate) content_span: Option<Extent>,
    pub(crate) killed: Option<(u64, Option<u64>)>,
    pub(crate) injured: Option<(u64, Option<u64>)>,
    pub(crate) target: Option<String>,
    pub(crate) target_span: Option<Extent>,
    pub(crate) score: f32,
}

/// Where words stand that are given beside it.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Extent {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Who vouches: the word "narrator" or a party.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Source {
    Narrator(Narrator),
    Party(Party),
}

/// Serialises as the string "narrator".
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) enum Narrator {
    #[serde(rename = "narrator")]
    Narrator,
}

/// A change in official relations.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Relation {
    pub(crate) parties: Vec<String>,
    pub(crate) change: &'static str,
    pub(crate) event: String,
}

/// A promise or agreement.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Commitment {
    pub(crate) parties: Vec<String>,
    pub(crate) content: String,
    pub(crate) content_span: Extent,
    pub(crate) event: String,
    pub(crate) state: &'static str,
}

/// Accounts of one happening that cannot all be true.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Dispute {
    pub(crate) incident: String,
    pub(crate) about: &'static str,
    pub(crate) sides: Vec<Side>,
}

/// One account in a dispute: the event and the place of the claim among its claims.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Side {
    pub(crate) event: String,
    pub(crate) claim: usize,
}

/// Why the reader holds an event.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Explain {
    pub(crate) frame: String,
    pub(crate) score: f32,
    pub(crate) tellings: Vec<ExplainTelling>,
}

/// Why the reader holds one telling of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ExplainTelling {
    pub(crate) trigger: Words,
    pub(crate) lemma: String,
    pub(crate) roles: Vec<ExplainRole>,
}

/// The words that fill a role, and the syntax that led to them.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ExplainRole {
    pub(crate) role: String,
    pub(crate) path: String,
    pub(crate) words: Words,
}

/// The name of an event outside the program: `e1`, `e2`, ...
pub(crate) fn event_name(id: EventId) -> String {
    format!("e{}", id.index() + 1)
}

impl Article {
    /// The record of a reading, with the `explain` objects if asked for.
    pub(crate) fn of(reading: &Reading, explain: bool) -> Self {
        let made = Maker { reading, offsets: Offsets::new(reading.document.text()), explain };
        let document = &reading.document;
        let events = made.events();
        Article {
            id: document.article.id.clone(),
            agency: agency(reading),
            published: document.article.published.or(document.day).map(|d| d.to_string()),
            dateline: document.dateline.as_ref().map(|d| Dateline {
                places: d.places.iter().map(|p| p.slice(document.text()).to_string()).collect(),
                date: d.date.map(|d| d.to_string()),
            }),
            relations: made.relations(),
            commitments: made.commitments(),
            disputes: made.disputes(&events),
            events,
        }
    }
}

/// The agency as the source or else the dateline gives it.
pub(crate) fn agency(reading: &Reading) -> Option<String> {
    let document = &reading.document;
    let signed = || document.dateline.as_ref()?.agency.map(|span| span.slice(document.text()).to_string());
    document.article.agency.clone().or_else(signed)
}

/// Makes the parts of one article's record.
struct Maker<'r> {
    reading: &'r Reading,
    offsets: Offsets<'r>,
    explain: bool,
}

impl Maker<'_> {
    fn text(&self) -> &str {
        self.reading.document.text()
    }

    fn words(&self, span: ByteSpan) -> Words {
        let (start, end) = self.offsets.of(span);
        Words { start, end, text: span.slice(self.text()).to_string() }
    }

    fn extent(&self, span: ByteSpan) -> Extent {
        let (start, end) = self.offsets.of(span);
        Extent { start, end }
    }

    fn token_words(&self, tokens: TokenSpan) -> Words {
        self.words(self.reading.analysis.bytes(tokens))
    }

    fn party(&self, party: &CoreParty) -> Party {
        let words = self.words(party.span);
        Party {
            text: words.text,
            code: party.code.map(|c| c.as_str().to_string()),
            sector: party.sector.as_str(),
            score: rounded(party.score),
            start: words.start,
            end: words.end,
            name: entity_name(self.reading, party),
            holder: party.entity.and_then(|e| self.reading.entities.all.get(e.index())?.holder.clone()),
        }
    }

    fn events(&self) -> Vec<Event> {
        let incidents = super::incident::names(self.reading);
        let events = self.reading.events.iter().enumerate().zip(incidents);
        events.map(|((i, event), incident)| self.event(EventId::new(i), event, incident)).collect()
    }

    fn event(&self, id: EventId, event: &CoreEvent, incident: String) -> Event {
        let claims = self.reading.claims.iter().filter(|c| c.event == id);
        Event {
            id: event_name(id),
            anchors: event.tellings.iter().map(|t| self.token_words(t.anchor)).collect(),
            kind: event.kind.as_str(),
            mode: event.mode.map(|m| m.as_str()),
            actors: event.actors.iter().map(|p| self.party(p)).collect(),
            recipients: event.recipients.iter().map(|p| self.party(p)).collect(),
            status: event.status.as_str(),
            date: event.days.map(|d| Date { from: d.from.to_string(), to: d.to.to_string() }),
            place: event.place.as_ref().map(|place| {
                let words = self.words(place.span);
                Place {
                    name: words.text,
                    country: place.country.map(|c| c.to_string()),
                    start: words.start,
                    end: words.end,
                    score: rounded(place.score),
                    location: self.location(place.span, place.country),
                }
            }),
            claims: claims.map(|c| self.claim(c)).collect(),
            responds_to: event.responds_to.iter().copied().map(event_name).collect(),
            incident,
            cameo: event.cameo.as_str(),
            goldstein: event.cameo.goldstein(),
            intensity: event.mode.map_or_else(|| event.kind.intensity(), |m| m.intensity()),
            frame: event.frame.clone(),
            score: rounded(event.score),
            explain: self.explain.then(|| self.explain(event)),
        }
    }

    /// The place of the gazetteer, or the area, that an event's words describe.
    fn location(&self, span: ByteSpan, country: Option<StateCode>) -> Option<Location> {
        let (document, analysis) = (&self.reading.document, &self.reading.analysis);
        // What a user added is in the toponyms already; the built-in list is asked for whole states alone.
        let known = Knowledge::builtin();
        let area = place::area(document, analysis, known, &self.reading.entities.toponyms, span, country)?;
        let degrees = |value: f32| (value * 1000.0).round() / 1000.0;
        Some(Location {
            kind: area.place.kind.as_str(),
            division: area.place.division,
            geonames: area.place.geonames,
            lat: degrees(area.position.0),
            lon: degrees(area.position.1),
            radius_km: area.radius_km.map(f32::round),
            score: rounded(area.score),
            runner_up: area
                .runner_up
                .map(|p| p.country.map_or_else(|| p.name.clone(), |code| format!("{}, {code}", p.name))),
            name: area.place.name,
        })
    }

    fn claim(&self, claim: &CoreClaim) -> Claim {
        Claim {
            source: match &claim.source {
                CoreSource::Narrator => Source::Narrator(Narrator::Narrator),
                CoreSource::Party(party) => Source::Party(self.party(party)),
            },
            stance: claim.stance.as_str(),
            anchor: claim.cue.map(|s| self.words(s)),
            content: claim.content.map(|s| s.slice(self.text()).to_string()),
            content_span: claim.content.map(|s| self.extent(s)),
            killed: claim.killed.map(toll),
            injured: claim.injured.map(toll),
            target: claim.target.map(|s| s.slice(self.text()).to_string()),
            target_span: claim.target.map(|s| self.extent(s)),
            score: rounded(claim.score),
        }
    }

    fn relations(&self) -> Vec<Relation> {
        let mut all = Vec::new();
        for (i, event) in self.reading.events.iter().enumerate() {
            let Some(change) = event.relation else { continue };
            let parties = self.dyad(event);
            if !parties.is_empty() {
                all.push(Relation { parties, change: change.as_str(), event: event_name(EventId::new(i)) });
            }
        }
        all
    }

    /// From whom to whom: the first actor and the first recipient that is another party. A symmetric
    /// event ("the two countries restored relations") has its second actor for the latter.
    fn dyad(&self, event: &CoreEvent) -> Vec<String> {
        let Some(from) = event.actors.first().map(|p| self.label(p)) else { return Vec::new() };
        let others = event.recipients.iter().chain(event.actors.iter().skip(1));
        let to = others.map(|p| self.label(p)).find(|to| *to != from);
        std::iter::once(from).chain(to).collect()
    }

    fn commitments(&self) -> Vec<Commitment> {
        let mut all = Vec::new();
        for (i, event) in self.reading.events.iter().enumerate() {
            let Some(commitment) = event.commitment else { continue };
            let mut parties = Vec::new();
            for party in event.actors.iter().chain(&event.recipients) {
                let label = self.label(party);
                if !parties.contains(&label) {
                    parties.push(label);
                }
            }
            all.push(Commitment {
                parties,
                content: commitment.content.slice(self.text()).to_string(),
                content_span: self.extent(commitment.content),
                event: event_name(EventId::new(i)),
                state: commitment.state.as_str(),
            });
        }
        all
    }

    fn disputes(&self, events: &[Event]) -> Vec<Dispute> {
        let name = |at: EventId| events.get(at.index()).map(|e| e.incident.clone()).unwrap_or_default();
        let sides = |dispute: &CoreDispute| {
            let side = |claim: &usize| Side { event: event_name(dispute.event), claim: *claim };
            dispute.sides.iter().map(side).collect()
        };
        let disputes = self.reading.disputes.iter();
        disputes
            .map(|d| Dispute { incident: name(d.event), about: d.about.as_str(), sides: sides(d) })
            .collect()
    }

    /// A party's code, or its name where it has none.
    fn label(&self, party: &CoreParty) -> String {
        let name = || entity_name(self.reading, party);
        let words = || party.span.slice(self.text()).to_string();
        party.code.map(|c| c.as_str().to_string()).or_else(name).unwrap_or_else(words)
    }

    fn explain(&self, event: &CoreEvent) -> Explain {
        Explain {
            frame: event.frame.clone(),
            score: rounded(event.score),
            tellings: event.tellings.iter().map(|t| self.explain_telling(t)).collect(),
        }
    }

    fn explain_telling(&self, telling: &Telling) -> ExplainTelling {
        ExplainTelling {
            trigger: self.token_words(TokenSpan::of(telling.trigger)),
            lemma: self.reading.analysis.lemma(telling.trigger).to_string(),
            roles: telling
                .roles
                .iter()
                .map(|fill| ExplainRole {
                    role: fill.role.to_string(),
                    path: fill.path.to_string(),
                    words: self.token_words(fill.tokens),
                })
                .collect(),
        }
    }
}

/// The name of the entity a party is: the one in the knowledge base, or else the fullest in the article.
pub(crate) fn entity_name(reading: &Reading, party: &CoreParty) -> Option<String> {
    let entity = reading.entities.all.get(party.entity?.index())?;
    let fullest = || reading.analysis.bytes(entity.name).slice(reading.document.text()).to_string();
    Some(entity.known.clone().unwrap_or_else(fullest))
}

/// Three decimals: more would be noise in every diff.
fn rounded(score: f32) -> f32 {
    (score * 1000.0).round() / 1000.0
}

fn toll(toll: Toll) -> (u64, Option<u64>) {
    (toll.min, toll.max)
}
