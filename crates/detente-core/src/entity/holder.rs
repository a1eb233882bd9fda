//! Who held an office that the text only names: "the foreign minister" in an article about Pakistan of 19 January 2024
//! is Jalil Abbas Jilani.
//!
//! This is inferred, not read: it goes beside the entity and never takes the place of its name.

use detente_data::{Knowledge, Office};

use super::Entity;
use crate::analysis::Analysis;
use crate::document::Document;
use crate::mention::{Mentions, Sort};
use crate::text::EntityId;

/// Adds to each entity that an office alone names who held it on the day of the article.
pub(super) fn infer(
    document: &Document,
    analysis: &Analysis,
    mentions: &Mentions,
    knowledge: &Knowledge,
    of: &[Vec<EntityId>],
    all: &mut [Entity],
) {
    /// A state less sure than this says nothing of who is meant.
    const SURE: f32 = 0.5;
    let Some(day) = document.day else { return };
    for (mention, entities) in mentions.all.iter().zip(of) {
        let [entity] = entities.as_slice() else { continue };
        let Some(entity) = all.get_mut(entity.index()) else { continue };
        let is_bare = entity.known.is_none() && entity.holder.is_none() && entity.score >= SURE;
        if mention.sort != Sort::Office || mention.plural || !is_bare {
            continue;
        }
        let lemmas: Vec<&str> = mention.core.ids().map(|id| analysis.lemma(id)).collect();
        // "former foreign minister" was somebody else.
        let is_former = mention
            .tokens
            .ids()
            .any(|id| matches!(analysis.lemma(id), "former" | "ex" | "deputy" | "vice" | "late"));
        let office = (0..lemmas.len()).find_map(|from| Office::of_words(&lemmas[from..].join(" ")));
        if let (Some(code), Some(office)) = (entity.code, office.filter(|_| !is_former)) {
            entity.holder = knowledge.holders(code, office, day).first().map(|leader| leader.name.clone());
        }
    }
}
