//! From a [`Reading`] to its record.

use super::{
    Article, Claim, Commitment, Dateline, Days, Dispute, Event, Explain, ExplainRole, ExplainTelling, Extent,
    Location, Narrator, Offsets, Party, Place, Relation, Side, Source, Words, provisional,
};
use detente_core::claim::{Claim as CoreClaim, Dispute as CoreDispute, Source as CoreSource, Toll};
use detente_core::entity::place;
use detente_core::event::{Event as CoreEvent, Party as CoreParty, Telling};
use detente_core::pipeline::Reading;
use detente_core::text::{ByteSpan, EventId, TokenSpan};
use detente_data::{Knowledge, StateCode};

/// The name of an event outside the program: `e1`, `e2`, ...
pub fn event_name(id: EventId) -> String {
    format!("e{}", id.index() + 1)
}

impl Article {
    /// The record of a reading, with the `explain` objects if asked for.
    pub fn of(reading: &Reading, explain: bool) -> Self {
        let made = Maker { reading, offsets: Offsets::new(reading.document.text()), explain };
        let document = &reading.document;
        let events = made.events();
        Article {
            id: document.article.id.clone(),
            agency: agency(reading),
            published: document.article.published.or(document.day),
            dateline: document.dateline.as_ref().map(|d| Dateline {
                places: d.places.iter().map(|p| p.slice(document.text()).to_string()).collect(),
                date: d.date,
            }),
            relations: made.relations(),
            commitments: made.commitments(),
            disputes: made.disputes(&events),
            events,
        }
    }
}

/// The agency as the source or else the dateline gives it.
pub fn agency(reading: &Reading) -> Option<String> {
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
            code: party.code,
            sector: party.sector,
            score: rounded(party.score),
            start: words.start,
            end: words.end,
            name: entity_name(self.reading, party),
            holder: party.entity.and_then(|e| self.reading.entities.all.get(e.index())?.holder.clone()),
        }
    }

    fn events(&self) -> Vec<Event> {
        let incidents = provisional::names(self.reading);
        let events = self.reading.events.iter().enumerate().zip(incidents);
        events.map(|((i, event), incident)| self.event(EventId::new(i), event, incident)).collect()
    }

    fn event(&self, id: EventId, event: &CoreEvent, incident: String) -> Event {
        let claims = self.reading.claims.iter().filter(|c| c.event == id);
        Event {
            id: event_name(id),
            anchors: event.tellings.iter().map(|t| self.token_words(t.anchor)).collect(),
            kind: event.kind,
            mode: event.mode.map(|m| m.as_str().to_string()),
            actors: event.actors.iter().map(|p| self.party(p)).collect(),
            recipients: event.recipients.iter().map(|p| self.party(p)).collect(),
            status: event.status,
            date: event.days.map(|d| Days { from: d.from, to: d.to }),
            place: event.place.as_ref().map(|place| {
                let words = self.words(place.span);
                Place {
                    name: words.text,
                    country: place.country,
                    start: words.start,
                    end: words.end,
                    score: rounded(place.score),
                    location: self.location(place.span, place.country),
                }
            }),
            claims: claims.map(|c| self.claim(c)).collect(),
            responds_to: event.responds_to.iter().copied().map(event_name).collect(),
            incident,
            cameo: event.cameo,
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
            kind: area.place.kind.as_str().to_string(),
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
                CoreSource::Party(party) => Source::Party(Box::new(self.party(party))),
            },
            stance: claim.stance,
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
                all.push(Relation { parties, change, event: event_name(EventId::new(i)) });
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
                state: commitment.state,
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
        disputes.map(|d| Dispute { incident: name(d.event), about: d.about, sides: sides(d) }).collect()
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
pub fn entity_name(reading: &Reading, party: &CoreParty) -> Option<String> {
    let entity = reading.entities.all.get(party.entity?.index())?;
    let fullest = || reading.analysis.bytes(entity.name).slice(reading.document.text()).to_string();
    Some(entity.known.clone().unwrap_or_else(fullest))
}

/// Three decimals: more would be noise in every diff.
pub fn rounded(score: f32) -> f32 {
    (score * 1000.0).round() / 1000.0
}

fn toll(toll: Toll) -> (u64, Option<u64>) {
    (toll.min, toll.max)
}
