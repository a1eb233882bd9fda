//! From events to claims: who says so, how, and with which figures.
//!
//! In: everything above. Out: for each event its [`Claim`]s. The agency's own telling is a claim of the
//! narrator; everybody else is named with the words that attribute it.

mod attribution;
mod content;
mod dispute;
mod find;
mod quote;
mod speaker;
mod toll;

pub use attribution::{Attribution, attributions, source_party};
pub use dispute::{About, Dispute, disputes};
pub use find::find;

use crate::event::Party;
use crate::text::{ByteSpan, EventId};

/// One source's account of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The event.
    pub event: EventId,
    /// Who says so.
    pub source: Source,
    /// In which stance.
    pub stance: Stance,
    /// The words that attribute it ("Pakistan’s foreign ministry said in a statement"); none for the narrator.
    pub cue: Option<ByteSpan>,
    /// What is said.
    pub content: Option<ByteSpan>,
    /// The dead by this source's account.
    pub killed: Option<Toll>,
    /// The injured by this source's account.
    pub injured: Option<Toll>,
    /// What was hit or meant by this source's account.
    pub target: Option<ByteSpan>,
    /// How sure, 0 to 1.
    pub score: f32,
}

/// Who vouches for an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// The agency itself.
    Narrator,
    /// Somebody it quotes.
    Party(Party),
}

/// How a source stands to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stance {
    /// Says that it happened (or will).
    Asserts,
    /// Says that it did not, or not so.
    Denies,
    /// Gives a reason for it.
    Justifies,
    /// Speaks against it.
    Condemns,
    /// Is not sure of it.
    Doubts,
}

impl Stance {
    /// The name in the output.
    pub fn as_str(self) -> &'static str {
        match self {
            Stance::Asserts => "asserts",
            Stance::Denies => "denies",
            Stance::Justifies => "justifies",
            Stance::Condemns => "condemns",
            Stance::Doubts => "doubts",
        }
    }
}

/// A number of dead or injured as a source gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Toll {
    /// Least.
    pub min: u64,
    /// Most, where the source bounds it.
    pub max: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::{Source, attributions};
    use crate::document::Article;
    use crate::pipeline::Pipeline;
    use crate::text::ByteSpan;
    use detente_data::Reporting;

    /// The lexicon's own example sentences, through the reader: the marked words are attributed by the marked cue.
    #[test]
    fn most_examples_of_the_lexicon_are_attributed_as_marked() {
        let pipeline = Pipeline::builtin().unwrap();
        let examples = Reporting::builtin().examples();
        let mut missed = Vec::new();
        for example in examples {
            let plain: String = example.chars().filter(|c| !"[]{}".contains(*c)).collect();
            let (cue, content) = (marked(example, '[', ']'), marked(example, '{', '}'));
            let reading = pipeline.read(Article { text: plain, ..Article::default() });
            let a = &reading.analysis;
            let found = attributions(&reading.document, a, &reading.mentions, Reporting::builtin());
            let hit = found.iter().any(|one| {
                a.bytes(one.cue).overlaps(cue)
                    && one.content.iter().any(|span| a.bytes(*span).overlaps(content))
            });
            if !hit {
                missed.push(example);
            }
        }
        // The tree of a lone sentence can be wrong, and a sentence without any act is not read at all; a change that
        // breaks a construction misses many more.
        assert!(missed.len() * 2 <= examples.len(), "{} of {}: {missed:#?}", missed.len(), examples.len());
    }

    fn marked(example: &str, open: char, close: char) -> ByteSpan {
        let place = |mark: char| {
            let at = example.find(mark).unwrap();
            example[..at].chars().filter(|c| !"[]{}".contains(*c)).map(char::len_utf8).sum()
        };
        ByteSpan::new(place(open), place(close))
    }

    /// Every event has a claim, every claim of a source shows its words, and all spans slice the text.
    #[test]
    fn every_event_is_vouched_for_by_somebody() {
        let text = "Kenya shelled a village in Somalia on Monday, the Somali army said. “Five farmers died,” it added. \
                    Nairobi denied this. Ethiopia condemned the attack.";
        let reading =
            Pipeline::builtin().unwrap().read(Article { text: text.to_owned(), ..Article::default() });
        assert!(!reading.events.is_empty());
        for i in 0..reading.events.len() {
            assert!(reading.claims.iter().any(|claim| claim.event.index() == i), "event {i} has no claim");
        }
        for claim in &reading.claims {
            assert_eq!(claim.source == Source::Narrator, claim.cue.is_none());
            for span in [claim.cue, claim.content, claim.target].into_iter().flatten() {
                assert!(!span.slice(text).is_empty());
            }
        }
    }
}
