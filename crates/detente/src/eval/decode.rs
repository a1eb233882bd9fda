//! From JSON to a [`Gold`] or to an [`Account`], with every fault on the way.
//!
//! An annotation holds texts (`"anchors": ["struck Pakistan"]`), an answer offsets in Unicode scalar values
//! (`"anchors": [{"start": 5, "end": 20}]`). What an annotation must have, an answer may leave out: a reader that tells
//! no status is scored without one.
//!
//! Faults come in two weights. Grave ones leave nothing to score against: a field of the wrong kind, an unknown type,
//! an anchor that is not in the text, an answer to an event that is not there. The others break a rule of annotation
//! only (an anchor that occurs twice, a place that is not in the text) and are for `detente eval --check` to tell.
//!
//! Worked example: the annotation of "Iran struck Pakistan." with the anchor "hit Pakistan" gives no [`Gold`] and the fault
//! `e1.anchors[0] is "hit Pakistan", which is not in the text; expected words of the text`.

use super::account::{Account, Claim, Commitment, Event, Gold, Relation, Source, Span};
use super::field::{Fault, Faults, Field, alternatives};
use detente_core::claim::{About, Stance, Toll};
use detente_core::event::CommitmentState;
use detente_data::{ActorCode, EventType, Mode, RelationChange, Sector, Status};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const STANCES: [Stance; 5] =
    [Stance::Asserts, Stance::Denies, Stance::Justifies, Stance::Condemns, Stance::Doubts];
const STATES: [CommitmentState; 3] = [CommitmentState::Made, CommitmentState::Kept, CommitmentState::Broken];
const ABOUT: [About; 5] =
    [About::Occurrence, About::Perpetrator, About::Target, About::Casualties, About::Motive];

/// What a piece of JSON was.
#[derive(Debug)]
pub(crate) struct Decoded<T> {
    /// The article's id, as far as it has one.
    pub(crate) id: String,
    /// None where a fault is grave.
    pub(crate) value: Option<T>,
    /// Every fault, in the order of the fields.
    pub(crate) faults: Vec<Fault>,
}

/// An annotated article.
pub(crate) fn annotation(value: &Value) -> Decoded<Gold> {
    let faults = Faults::default();
    let article = Field::whole(value, &faults);
    let gold = article.is_object().then(|| gold(&article)).flatten();
    decoded(value, gold, faults)
}

/// A reader's answer for one article: an object as `detente read --format jsonl` writes it.
pub(crate) fn answer(value: &Value) -> Decoded<Account> {
    let faults = Faults::default();
    let article = Field::whole(value, &faults);
    let account = article.is_object().then(|| {
        article.get("id").string();
        Decoder { text: None }.account(&article)
    });
    decoded(value, account, faults)
}

fn decoded<T>(value: &Value, read: Option<T>, faults: Faults) -> Decoded<T> {
    let faults = faults.into_list();
    let id = value.get("id").and_then(Value::as_str).unwrap_or("(no id)").to_string();
    let is_sound = !faults.iter().any(|fault| fault.is_grave);
    Decoded { id, value: read.filter(|_| is_sound), faults }
}

fn gold(article: &Field) -> Option<Gold> {
    let id = article.get("id").string();
    let crisis = article.get("crisis").string();
    let agency = article.get("agency").given().and_then(|agency| agency.string());
    let published = day(&article.get("published"));
    let text = article.get("text").string();
    let account = Decoder { text: Some(text.unwrap_or_default()) }.account(article);
    Some(Gold {
        id: id?.to_string(),
        crisis: crisis?.to_string(),
        agency: agency.map(str::to_string),
        published: published?,
        text: text?.to_string(),
        account,
    })
}

/// A day as annotations write it; of the longer forms only the calendar's is one.
fn day(field: &Field) -> Option<Date> {
    const LENGTH: usize = "2024-01-19".len();
    if field.quietly().is_some_and(|text| text.len() != LENGTH) {
        field.refuse(field.is(), "a day as 2024-01-19");
        return None;
    }
    field.parsed("a day as 2024-01-19")
}

/// Reads both sides; only one of them has a text to hold its words against.
struct Decoder<'t> {
    /// The text of an annotation; none for an answer.
    text: Option<&'t str>,
}

impl Decoder<'_> {
    fn account(&self, article: &Field) -> Account {
        let events: Vec<Field> = objects(self.items(article, "events")).collect();
        let claims = self.claim_counts(&events);
        let account = Account {
            events: events.iter().filter_map(|event| self.event(event, &claims)).collect(),
            relations: objects(self.items(article, "relations"))
                .filter_map(|r| self.relation(&r, &claims))
                .collect(),
            commitments: objects(self.items(article, "commitments"))
                .filter_map(|c| self.commitment(&c, &claims))
                .collect(),
        };
        if self.text.is_some() {
            objects(article.get("disputes").unscored().items()).for_each(|d| dispute(&d, &claims));
        }
        account
    }

    /// The ids of the events, and how many claims each has. Ids that repeat would make every reference to them a guess.
    fn claim_counts<'v>(&self, events: &[Field<'v>]) -> BTreeMap<&'v str, usize> {
        let mut counts = BTreeMap::new();
        for event in events {
            let id = event.get("id");
            let Some(name) = id.string() else { continue };
            let claims = event.get("claims").count();
            if counts.insert(name, claims).is_some() && self.text.is_some() {
                id.refuse(format!("{}, which came before", id.is()), "an id of its own");
            }
        }
        counts
    }

    fn event(&self, event: &Field, ids: &BTreeMap<&str, usize>) -> Option<Event> {
        let id = event.get("id").quietly()?;
        let event = &event.called(id);
        let kind = event.get("type").one_of(EventType::ALL, EventType::as_str);
        let mode = event.get("mode").given().zip(kind).and_then(|(mode, kind)| mode_of(&mode, kind));
        let anchors = self.anchors(event);
        let actors = self.parties(event, "actors");
        let recipients = self.parties(event, "recipients");
        let status = self.wanted(event, "status").and_then(|s| s.one_of(Status::ALL, Status::as_str));
        let days = event.get("date").given().and_then(|date| days(&date));
        let place = event.get("place").given().filter(Field::is_object);
        let country = place.and_then(|place| {
            self.words_within(&place.get("name"));
            place.get("country").given()?.parsed("three capital letters or null")
        });
        let claims = self.claims(event);
        let responds_to = self.responds_to(event, ids);
        let incident = self.incident(event);
        let kind = kind?;
        let id = id.to_string();
        Some(Event {
            id,
            anchors,
            kind,
            mode,
            actors,
            recipients,
            status,
            days,
            country,
            claims,
            responds_to,
            incident,
        })
    }

    /// The entries of a list, which an annotation must have and an answer may leave out.
    fn items<'v>(&self, of: &Field<'v>, name: &str) -> Vec<Field<'v>> {
        self.wanted(of, name).map(|list| list.items()).unwrap_or_default()
    }

    /// A field that an annotation must have and an answer may leave out.
    fn wanted<'v>(&self, of: &Field<'v>, name: &str) -> Option<Field<'v>> {
        let field = of.get(name);
        if self.text.is_some() { Some(field) } else { field.given() }
    }

    fn anchors(&self, event: &Field) -> Vec<Span> {
        let list = self.items(event, "anchors");
        let Some(text) = self.text else {
            return objects(list).filter_map(|anchor| offsets(&anchor)).collect();
        };
        if list.is_empty() && event.get("anchors").given().is_some() {
            event.get("anchors").refuse("is empty", "at least one anchor");
        }
        let span = |anchor: Field| {
            let words = anchor.string()?;
            let Some(start) = text.find(words).filter(|_| !words.is_empty()) else {
                anchor.refuse(format!("{}, which is not in the text", anchor.is()), "words of the text");
                return None;
            };
            self.words_once(&anchor);
            let start = text[..start].chars().count();
            Some(Span { start, end: start + words.chars().count() })
        };
        list.into_iter().filter_map(span).collect()
    }

    /// Holds an annotation to words that can be found again.
    fn words_once(&self, field: &Field) {
        let Some(text) = self.text else { return };
        let field = field.unscored();
        let Some(words) = field.string() else { return };
        let count = if words.is_empty() { 0 } else { text.matches(words).count() };
        if count != 1 {
            let is = field.is();
            field.breach(format!("{is}, which occurs {count} times in the text"), "words that occur once");
        }
    }

    /// Holds an annotation to words of the text.
    fn words_within(&self, field: &Field) {
        let Some(text) = self.text else { return };
        let field = field.unscored();
        let Some(words) = field.string() else { return };
        if words.is_empty() || !text.contains(words) {
            field.breach(format!("{}, which is not in the text", field.is()), "words of the text");
        }
    }

    fn parties(&self, event: &Field, name: &str) -> BTreeSet<Option<ActorCode>> {
        objects(self.items(event, name)).map(|party| self.party(&party).0).collect()
    }

    fn party(&self, party: &Field) -> (Option<ActorCode>, Option<Sector>) {
        self.words_within(&party.get("text"));
        let code = party.get("code").given();
        let code = code.and_then(|code| code.parsed("three capital letters or null"));
        let sector = self.wanted(party, "sector");
        (code, sector.and_then(|sector| sector.one_of(Sector::ALL, Sector::as_str)))
    }

    fn claims(&self, event: &Field) -> Vec<Claim> {
        let list = self.items(event, "claims");
        if list.is_empty() && self.text.is_some() && event.get("claims").given().is_some() {
            event.get("claims").breach("is empty", "at least one claim");
        }
        objects(list).filter_map(|claim| self.claim(&claim)).collect()
    }

    fn claim(&self, claim: &Field) -> Option<Claim> {
        let source = claim.get("source");
        let source = if source.is_word("narrator") {
            Source::Narrator
        } else if source.is_object() {
            self.words_once(&claim.get("anchor"));
            let (code, sector) = self.party(&source);
            Source::Party(code, sector)
        } else {
            return None;
        };
        let stance = self.wanted(claim, "stance").and_then(|s| s.one_of(&STANCES, Stance::as_str));
        if let Some(target) = claim.get("target").given() {
            self.words_within(&target);
        }
        let figure = |name| claim.get(name).given().and_then(|toll| figure(&toll));
        Some(Claim { source, stance, killed: figure("killed"), injured: figure("injured") })
    }

    fn responds_to(&self, event: &Field, ids: &BTreeMap<&str, usize>) -> Vec<String> {
        let known = |field: &Field| {
            let id = field.string()?;
            if self.text.is_some() && !ids.contains_key(id) {
                field.refuse(format!("{}, which is no event of this article", field.is()), "the id of one");
            }
            Some(id.to_string())
        };
        self.items(event, "responds_to").iter().filter_map(known).collect()
    }

    fn incident(&self, event: &Field) -> Option<String> {
        let field = self.wanted(event, "incident")?;
        let name = field.string()?;
        let is_slug = !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if self.text.is_some() && !is_slug {
            field.breach(field.is(), "small letters, digits and hyphens");
        }
        Some(name.to_string())
    }

    fn relation(&self, relation: &Field, ids: &BTreeMap<&str, usize>) -> Option<Relation> {
        let change = relation.get("change").one_of(RelationChange::ALL, RelationChange::as_str);
        let parties = self.names(relation);
        self.event_of(relation, ids);
        Some(Relation { parties, change: change? })
    }

    fn commitment(&self, commitment: &Field, ids: &BTreeMap<&str, usize>) -> Option<Commitment> {
        let parties = self.names(commitment).into_iter().collect();
        self.words_within(&commitment.get("content"));
        self.event_of(commitment, ids);
        let state = commitment.get("state").one_of(&STATES, CommitmentState::as_str);
        Some(Commitment { parties, state: state? })
    }

    fn names(&self, of: &Field) -> Vec<String> {
        let parties = self.items(of, "parties");
        parties.iter().filter_map(Field::string).map(str::to_string).collect()
    }

    /// The event of a relation or commitment. Nothing is scored by it, so an unknown one only breaks a rule.
    fn event_of(&self, of: &Field, ids: &BTreeMap<&str, usize>) {
        let Some(event) = self.text.map(|_| of.get("event").unscored()) else { return };
        if event.string().is_some_and(|id| !ids.contains_key(id)) {
            event.breach(format!("{}, which is no event of this article", event.is()), "the id of one");
        }
    }
}

/// The entries that are objects; a fault for each that is not.
fn objects<'v>(list: Vec<Field<'v>>) -> impl Iterator<Item = Field<'v>> {
    list.into_iter().filter(Field::is_object)
}

fn mode_of(mode: &Field, kind: EventType) -> Option<Mode> {
    let found = mode.quietly().and_then(|name| Mode::parse(kind, name));
    if found.is_none() {
        let names: Vec<&str> = kind.modes().map(Mode::as_str).chain(["null"]).collect();
        mode.refuse(format!("{}, which {kind} does not have", mode.is()), alternatives(&names));
    }
    found
}

fn offsets(anchor: &Field) -> Option<Span> {
    let (start, end) = (anchor.get("start").number(), anchor.get("end").number());
    let span = Span { start: usize::try_from(start?).ok()?, end: usize::try_from(end?).ok()? };
    if span.start > span.end {
        anchor.refuse(format!("ends at {} before it starts at {}", span.end, span.start), "start before end");
        return None;
    }
    Some(span)
}

fn days(date: &Field) -> Option<(Date, Date)> {
    if !date.is_object() {
        return None;
    }
    let (from, to) = (day(&date.get("from")), day(&date.get("to")));
    let (from, to) = (from?, to?);
    if from > to {
        date.breach("runs backwards", "`from` no later than `to`");
    }
    Some((from, to))
}

/// `[2, 2]`, `[101, null]`.
fn figure(toll: &Field) -> Option<Toll> {
    let bounds = toll.items();
    let [min, max] = bounds.as_slice() else {
        toll.refuse(toll.is(), "[least, most], the latter null where it is open");
        return None;
    };
    let (min, max) = (min.number(), max.clone().given().map(|max| max.number()));
    let max = match max {
        Some(max) => Some(max?),
        None => None,
    };
    let min = min?;
    if max.is_some_and(|max| max < min) {
        toll.breach(format!("is [{min}, {}]", max.unwrap_or_default()), "the least first");
    }
    Some(Toll { min, max })
}

/// Nothing is scored by disputes; their references are checked for whoever uses the annotation otherwise.
fn dispute(dispute: &Field, claims: &BTreeMap<&str, usize>) {
    dispute.get("about").one_of(&ABOUT, About::as_str);
    for side in objects(dispute.get("sides").items()) {
        let (event, claim) = (side.get("event"), side.get("claim"));
        let (Some(id), Some(number)) = (event.string(), claim.number()) else { continue };
        match claims.get(id) {
            None => {
                let found = format!("{}, which is no event of this article", event.is());
                event.breach(found, "the id of one");
            }
            Some(count) if number >= *count as u64 => {
                claim
                    .breach(format!("is {number}, but {id} has {count} claims"), "the number of one, from 0");
            }
            Some(_) => {}
        }
    }
}
