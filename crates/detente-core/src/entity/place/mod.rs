//! Places: where a mention lies, and where the text sets an event.
//!
//! In: the tree, the mentions, the gazetteer. Out: for each mention its [`Place`], if it can be read as one, and for
//! the event stage the place of an event. "cluster bombs exploded in the central square of Gori" is set in "the
//! central square of Gori", in Georgia, because an article about Georgia and Russia means the Georgian Gori.

mod area;
mod atlas;
mod choice;
mod phrase;
mod setting;
mod told;

pub use area::{Area, area};
pub use choice::Ranked;
pub use setting::{Setting, Settings};

use super::Place;
use crate::analysis::Analysis;
use crate::document::Document;
use crate::mention::{Form, Mentions};
use crate::text::TokenSpan;
use atlas::Atlas;
use detente_data::{Knowledge, StateCode};
use phrase::Phrases;

/// For each mention, the place it names or lies in, where it can be read as one; and the names of places.
pub fn locate(
    document: &Document,
    analysis: &Analysis,
    mentions: &Mentions,
    knowledge: &Knowledge,
) -> (Vec<Option<Place>>, Vec<Toponym>) {
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
    (mentions.all.iter().map(locate).collect(), atlas.toponyms())
}

/// A name of a place in the text, with what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Toponym {
    /// Its words.
    pub tokens: TokenSpan,
    /// The likeliest place; none for a name that is not known.
    pub best: Option<Ranked>,
    /// The next that lies elsewhere.
    pub runner_up: Option<Ranked>,
    /// The state it lies in, which the text may tell of a place that is not known.
    pub country: Option<StateCode>,
}

/// The names of places of an article in order, without words that only say whose something is ("Iranian").
pub fn toponyms(document: &Document, analysis: &Analysis, knowledge: &Knowledge) -> Vec<Toponym> {
    Atlas::new(document, analysis, knowledge).toponyms()
}

/// Every place of a name with its score, the likeliest first, given the states that the company would speak of.
///
/// ```
/// use detente_data::Knowledge;
/// let lebanon = "LBN".parse()?;
/// let found = detente_core::entity::place::candidates(Knowledge::builtin(), "Tripoli", &[lebanon]);
/// assert_eq!(found[0].place.country, Some(lebanon));
/// # Ok::<(), detente_data::UnknownName>(())
/// ```
pub fn candidates(knowledge: &Knowledge, name: &str, near: &[StateCode]) -> Vec<Ranked> {
    choice::alone(knowledge, name, near)
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::document::{Article, Document};
    use crate::mention::word::testing::tagged;
    use crate::text::TokenId;
    use crate::{entity, mention};
    use detente_data::Knowledge;

    /// `expected`: for each trigger, the state its event is set in.
    fn check(text: &str, expected: &[(&str, Option<&str>)]) {
        let (plain, analysis) = tagged(text);
        let document = Document::new(Article { text: plain.clone(), ..Article::default() });
        let knowledge = Knowledge::builtin();
        let mentions = mention::find(&document, &analysis, knowledge);
        let entities = entity::resolve(&document, &analysis, &mentions, knowledge);
        let settings = Settings::new(&document, &analysis, &mentions, &entities, knowledge);
        for (trigger, wanted) in expected {
            let mut all = (0..analysis.tokens.len()).map(TokenId::new);
            let at = all.find(|t| analysis.word(*t, &plain) == *trigger).unwrap();
            let found = settings.of_event(at).and_then(|s| s.country).map(|c| c.to_string());
            assert_eq!(found.as_deref(), *wanted, "{trigger} in: {plain}");
        }
    }

    #[test]
    fn an_event_is_set_in_its_own_clause() {
        check(
            "They/PRON/2/nsubj rallied=rally/VERB/0/root in/ADP/4/case Lahore/PROPN/2/obl",
            &[("rallied", Some("PAK"))],
        );
        check(
            "Ministers=minister/NOUN/2/nsubj held=hold/VERB/0/root talks=talk/NOUN/2/obj in/ADP/5/case Geneva/PROPN/3/nmod",
            &[("held", Some("CHE")), ("talks", Some("CHE"))],
        );
        check(
            "The/DET/2/det embassy/NOUN/5/nsubj in/ADP/4/case Tehran/PROPN/2/nmod condemned=condemn/VERB/0/root \
             the/DET/7/det raid/NOUN/5/obj",
            &[("condemned", None), ("raid", None)],
        );
    }

    #[test]
    fn a_shared_name_goes_by_its_company() {
        check(
            "Troops=troop/NOUN/2/nsubj entered=enter/VERB/0/root Hyderabad/PROPN/2/obj ,/PUNCT/5/punct Pakistan/PROPN/3/appos",
            &[("entered", Some("PAK"))],
        );
        check(
            "Troops=troop/NOUN/2/nsubj entered=enter/VERB/0/root Hyderabad/PROPN/2/obj",
            &[("entered", Some("IND"))],
        );
    }
}
