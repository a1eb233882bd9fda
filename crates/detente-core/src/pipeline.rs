//! Wires the stages: an article in, a [`Reading`] out.

use crate::analysis::Analysis;
use crate::claim::Claim;
use crate::document::Document;
use crate::entity::Entities;
use crate::event::Event;
use crate::mention::Mentions;

/// Everything the reader makes of one article, layer by layer.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The article and its zones.
    pub document: Document,
    /// Sentences, tokens, trees, names, quotes.
    pub analysis: Analysis,
    /// What the text names.
    pub mentions: Mentions,
    /// Whom that means.
    pub entities: Entities,
    /// What is said to have happened.
    pub events: Vec<Event>,
    /// Who says so, ordered by event.
    pub claims: Vec<Claim>,
}
