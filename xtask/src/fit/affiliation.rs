//! Choices of whose a party without owner is, with what the annotation has.

use std::collections::BTreeMap;

use detente_core::choice::Weights;
use detente_core::entity::{self, affiliation::Case};
use detente_core::text::{ByteSpan, EntityId};
use detente_data::{ActorCode, Knowledge};

use super::logit::{self, Answered};
use super::{Args, GoldParty, Measured, Read};
use crate::eval_parties::{mention_of, nearest};

/// Rounds of choosing and fitting: what was chosen before is a sign for what comes after.
const ROUNDS: usize = 3;

/// The weights that the articles teach, going on from a table.
pub(super) fn fit(learn: &[&Read], args: &Args, before: &str) -> String {
    let mut table = before.to_owned();
    for _ in 0..ROUNDS {
        let weights = Weights::parse(&table);
        let mut sum = Measured::default();
        for read in learn {
            let (entities, cases) = resolve(read, &weights);
            answer(read, &entities, cases, &mut sum);
        }
        table = logit::fit(&sum.cases.iter().collect::<Vec<_>>(), args.pull, before);
    }
    table
}

/// Reads the entities anew by a table of weights, and how often the choices are right.
pub(super) fn learnt(all: &mut [Read], table: &str) -> BTreeMap<String, [usize; 2]> {
    let weights = Weights::parse(table);
    let mut sum = Measured::default();
    for read in all {
        let (entities, cases) = resolve(read, &weights);
        answer(read, &entities, cases, &mut sum);
        read.entities = entities;
    }
    sum.tally
}

fn resolve(read: &Read, weights: &Weights) -> (entity::Entities, Vec<Case>) {
    let (document, analysis, mentions) = (&read.document, &read.analysis, &read.mentions);
    let mut cases = Vec::new();
    let knowledge = Knowledge::builtin();
    let record = &mut |case| cases.push(case);
    let entities = entity::resolve_with(document, analysis, mentions, knowledge, weights, record);
    (entities, cases)
}

/// For each entity how often the annotation gives which code to the words that mean it alone.
fn annotated(
    read: &Read,
    entities: &entity::Entities,
) -> BTreeMap<EntityId, BTreeMap<Option<String>, usize>> {
    let text = &read.gold.text;
    let mut votes: BTreeMap<EntityId, BTreeMap<Option<String>, usize>> = BTreeMap::new();
    let mut vote = |party: &GoldParty, near: usize| {
        let Some(at) = nearest(text, &party.text, near) else { return };
        let span = ByteSpan::new(at, at + party.text.len());
        let mention = mention_of(&read.analysis, &read.mentions, span);
        if let Some([entity]) = mention.map(|m| entities.of(m)) {
            *votes.entry(*entity).or_default().entry(party.code.clone()).or_default() += 1;
        }
    };
    for event in &read.gold.events {
        let anchor = event.anchors.first().and_then(|a| text.find(a.as_str())).unwrap_or(0);
        event.actors.iter().chain(&event.recipients).for_each(|party| vote(party, anchor));
        for claim in &event.claims {
            let cue = claim.anchor.as_deref().and_then(|a| text.find(a)).unwrap_or(anchor);
            if let Ok(party) = serde_json::from_value::<GoldParty>(claim.source.clone()) {
                vote(&party, cue);
            }
        }
    }
    votes
}

fn answer(read: &Read, entities: &entity::Entities, cases: Vec<Case>, sum: &mut Measured) {
    let votes = annotated(read, entities);
    for case in cases {
        let [entity] = entities.of(case.mention) else { continue };
        let Some(codes) = votes.get(entity) else { continue };
        let Some((code, _)) = codes.iter().max_by_key(|(_, n)| **n) else { continue };
        let code: Option<ActorCode> = match code {
            // An invented state has a code that no list knows.
            Some(code) => match code.parse().ok().filter(|c| is_known(*c)) {
                Some(code) => Some(code),
                None => continue,
            },
            None => None,
        };
        let right = case.options.iter().position(|option| *option == code);
        sum.count("whose", right == Some(case.taken));
        sum.count("whose put", right.is_some());
        sum.count(
            if code.is_some() { "whose, somebody's" } else { "whose, nobody's" },
            right == Some(case.taken),
        );
        sum.count(&format!("whose {:?}", read.mentions.get(case.mention).sort), right == Some(case.taken));
        if let Some(right) = right {
            sum.cases.push(Answered { options: case.signs, right });
        }
    }
}

fn is_known(code: ActorCode) -> bool {
    code.state().is_none_or(|state| Knowledge::builtin().state(state).is_some())
}
