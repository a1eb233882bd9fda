//! Figures and targets of claims: how many were killed or hurt, and what was hit, by whose account.

use super::Claim;
use super::find::Reader;
use crate::analysis::Relation;
use crate::event::{Event, Telling};
use crate::text::{ByteSpan, TokenId};

/// Gives every toll of the article to the claim of the event and source that it stands with.
pub(super) fn attach(_reader: &Reader<'_>, _claims: &mut [Claim]) {}

/// What was hit, in the words of that telling: the object of the verb, or what follows "on", "against", "at".
pub(super) fn target(reader: &Reader<'_>, event: &Event, telling: &Telling) -> Option<ByteSpan> {
    use detente_data::EventType;
    if !matches!(event.kind, EventType::Assault | EventType::Coerce | EventType::Protest) {
        return None;
    }
    let analysis = reader.analysis;
    let trigger = telling.trigger;
    let of_verb = analysis.children_by(trigger, &[Relation::Obj, Relation::NsubjPass]).next();
    let hit = of_verb.or_else(|| {
        analysis.children_by(trigger, &[Relation::Obl, Relation::Nmod]).find(|child| {
            analysis.case(*child).is_some_and(|case| matches!(case.as_str(), "on" | "against" | "at" | "of"))
        })
    })?;
    words(reader, hit)
}

/// The words to show: the mention there without articles, or the words below the head up to a clause.
fn words(reader: &Reader<'_>, head: TokenId) -> Option<ByteSpan> {
    let analysis = reader.analysis;
    let clause = [Relation::AclRelcl, Relation::Acl, Relation::Parataxis, Relation::Conj, Relation::Appos];
    let mut span = crate::text::TokenSpan::of(head);
    for child in analysis.children(head) {
        if clause.contains(&analysis.relation(*child)) || analysis.relation(*child) == Relation::Punct {
            continue;
        }
        span = span.cover(analysis.subtree(*child));
    }
    let is_pronoun = analysis.upos(head) == crate::analysis::Upos::Pron;
    (!is_pronoun && span.len() <= 16).then(|| analysis.bytes(span))
}
