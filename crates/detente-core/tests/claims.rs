//! Claims and attributions, through the whole reader.

use detente_core::claim::{Source, attributions};
use detente_core::document::Article;
use detente_core::pipeline::Pipeline;
use detente_core::text::ByteSpan;
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
            a.bytes(one.cue).overlaps(cue) && one.content.iter().any(|span| a.bytes(*span).overlaps(content))
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
        let at = example.find(mark).expect("the example holds the mark");
        example[..at].chars().filter(|c| !"[]{}".contains(*c)).map(char::len_utf8).sum()
    };
    ByteSpan::new(place(open), place(close))
}

/// Every event has a claim, every claim of a source shows its words, and all spans slice the text.
#[test]
fn every_event_is_vouched_for_by_somebody() {
    let text = "Kenya shelled a village in Somalia on Monday, the Somali army said. “Five farmers died,” it added. \
                Nairobi denied this. Ethiopia condemned the attack.";
    let reading = Pipeline::builtin().unwrap().read(Article { text: text.to_owned(), ..Article::default() });
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
