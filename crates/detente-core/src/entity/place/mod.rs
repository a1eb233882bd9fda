//! Places: where a mention lies, and where the text sets an event.
//!
//! In: the tree, the mentions, the gazetteer. Out: for each mention its [`Place`], if it can be read as one, and for
//! the event stage the place of an event. "cluster bombs exploded in the central square of Gori" is set in "the
//! central square of Gori", in Georgia, because an article about Georgia and Russia means the Georgian Gori.

mod atlas;
mod phrase;
mod setting;

pub use setting::{Setting, Settings};

use super::Place;
use crate::analysis::Analysis;
use crate::document::Document;
use crate::mention::{Form, Mentions};
use atlas::Atlas;
use detente_data::Knowledge;
use phrase::Phrases;

/// For each mention, the place it names or lies in, where it can be read as one.
pub fn locate(
    document: &Document,
    analysis: &Analysis,
    mentions: &Mentions,
    knowledge: &Knowledge,
) -> Vec<Option<Place>> {
    let atlas = Atlas::new(document, analysis, knowledge);
    let phrases = Phrases { analysis, atlas: &atlas };
    let locate = |mention: &crate::mention::Mention| {
        if mention.form == Form::Pronoun {
            return None;
        }
        let lies = phrases.lies(mention.head).filter(|l| l.country.is_some())?;
        Some(Place {
            tokens: lies.tokens,
            country: lies.country,
            score: lies.score,
            runner_up: lies.runner_up,
        })
    };
    mentions.all.iter().map(locate).collect()
}
