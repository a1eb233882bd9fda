//! From an article's record to the reports that the stages across articles work on.
//!
//! In: a record, and what the ledger knows of the article beside it. Out: a [`Report`] for each event, in order, without
//! any raw text: of the sentences that tell it only the [`words`] remain, as numbers.
//!
//! "Pakistan's army said two children were killed in the strike" becomes a report of an ASSAULT by Iran, whose account by
//! Pakistan's military has two dead, and whose words are the numbers of *army, child, kill, strike* and of the two names.

use std::collections::BTreeSet;

use detente_core::analysis::Upos;
use detente_core::event::{Event, Telling};
use detente_core::pipeline::Reading;
use detente_core::text::{ByteSpan, TokenId, TokenSpan};
use detente_crisis::report::{
    Account, ArticleKey, Claimant, Days, OriginKey, Promise, Report, ReportId, Spot, Toll, Who,
};
use detente_crisis::word;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::record::{self, Source};

/// How far an event that is set in a state or a sea as a whole may lie from the middle of it, in kilometres.
const WIDE_KM: f32 = 500.0;

/// What the ledger knows of an article beside its record.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleFacts {
    /// Its lasting number.
    pub key: ArticleKey,
    /// The first of the texts that it is a copy of; its own key where it is none.
    pub origin: OriginKey,
    /// Day of publication, or else of arrival.
    pub published: Date,
    /// Of each event, in the record's order; an event without counts as one without words.
    pub words: Vec<EventWords>,
}

/// The content words of one event, as [numbers](word), sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventWords {
    /// Of the sentences that tell it.
    pub told: Vec<u32>,
    /// Of what is promised in it.
    pub promised: Vec<u32>,
}

/// The content words of each event of a reading, in order: base forms of nouns, names, verbs, adjectives, numbers. The
/// words for its parties are left out: reports name those anyway, and all that happens between two states shares them.
pub fn words(reading: &Reading) -> Vec<EventWords> {
    let analysis = &reading.analysis;
    let of_event = |event: &Event| {
        let mut told = BTreeSet::new();
        for telling in &event.tellings {
            let sentence = analysis.sentence_of(telling.trigger);
            let parties = event.actors.iter().chain(&event.recipients).map(|p| p.span).collect::<Vec<_>>();
            told.extend(content_words(reading, sentence.tokens, &parties));
            told.insert(word::telling_number(&analysis.lemma(telling.trigger).to_lowercase()));
        }
        let promised = event
            .commitment
            .map(|c| content_words(reading, tokens(reading, c.content), &[]))
            .unwrap_or_default();
        EventWords { told: told.into_iter().collect(), promised: promised.into_iter().collect() }
    };
    reading.events.iter().map(of_event).collect()
}

/// The tokens of a stretch of text.
fn tokens(reading: &Reading, span: ByteSpan) -> TokenSpan {
    let all = &reading.analysis.tokens;
    let from = all.partition_point(|t| t.span.end() <= span.start());
    TokenSpan::new(from, all.partition_point(|t| t.span.start() < span.end()))
}

/// The content words of a stretch of a reading without those of some others, as [numbers](word).
pub fn content_words(reading: &Reading, tokens: TokenSpan, without: &[ByteSpan]) -> BTreeSet<u32> {
    lemmas(reading, tokens, without).map(|lemma| word::number(&lemma)).collect()
}

/// The content words of all sentences that tell of an event, as words: what the weights of words are counted from.
pub fn telling_words(reading: &Reading) -> BTreeSet<String> {
    let sentence = |telling: &Telling| reading.analysis.sentence_of(telling.trigger).tokens;
    let sentences = reading.events.iter().flat_map(|event| &event.tellings).map(sentence);
    sentences.flat_map(|tokens| lemmas(reading, tokens, &[])).collect()
}

fn lemmas(reading: &Reading, tokens: TokenSpan, without: &[ByteSpan]) -> impl Iterator<Item = String> {
    let is_content = |id: &TokenId| {
        let token = reading.analysis.token(*id);
        let is_open = matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num);
        is_open && !without.iter().any(|span| span.contains(token.span))
    };
    tokens.ids().filter(is_content).map(|id| reading.analysis.lemma(id).to_lowercase())
}

/// The reports of an article, one for each event of its record, in order.
pub fn reports(article: &record::Article, facts: &ArticleFacts) -> Vec<Report> {
    let place = |name: &String| article.events.iter().position(|e| e.id == *name);
    let mut all = Vec::with_capacity(article.events.len());
    for (at, event) in article.events.iter().enumerate() {
        let words = facts.words.get(at).cloned().unwrap_or_default();
        let commitment = article.commitments.iter().find(|c| c.event == event.id);
        all.push(Report {
            id: ReportId { article: facts.key, event: number(at) },
            origin: facts.origin,
            published: facts.published,
            kind: event.kind,
            mode: event.mode(),
            cameo: event.cameo,
            status: event.status,
            actors: event.actors.iter().map(who).collect(),
            recipients: event.recipients.iter().map(who).collect(),
            days: event.date.map(|days| Days { from: days.from, to: days.to }),
            place: event.place.as_ref().map(spot),
            accounts: event.claims.iter().map(|claim| account(claim, article.agency.as_deref())).collect(),
            answers: event.responds_to.iter().filter_map(place).map(number).collect(),
            relation: article.relations.iter().find(|r| r.event == event.id).map(|r| r.change),
            promise: commitment.map(|c| Promise { state: c.state, words: words.promised.clone() }),
            words: words.told,
            score: event.score,
        });
    }
    all
}

/// A place in a list as the number that reports carry.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn who(party: &record::Party) -> Who {
    Who { code: party.code, sector: party.sector, name: party.name.clone(), score: party.score }
}

fn spot(place: &record::Place) -> Spot {
    let location = place.location.as_ref();
    Spot {
        name: location.map_or_else(|| place.name.clone(), |l| l.name.clone()),
        country: place.country,
        position: location.map(|l| (l.lat, l.lon)),
        radius_km: location.and_then(|l| l.radius_km).unwrap_or(WIDE_KM),
    }
}

fn account(claim: &record::Claim, agency: Option<&str>) -> Account {
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
        score: claim.score,
    }
}

#[cfg(test)]
mod tests;
