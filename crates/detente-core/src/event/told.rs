//! Where the events of an article are told.
//!
//! In: events. Out: those told by the words of a span or in the sentences around another, without a look at every event: whoever looks at every
//! two acts of an article takes four times as long for twice the text. "condemned the attack" holds the attack.

use std::collections::{BTreeMap, BTreeSet};

use super::Event;
use crate::analysis::Analysis;
use crate::text::{TokenId, TokenSpan};

/// The events of an article, by the words that evoke them.
#[derive(Debug, Default)]
pub(super) struct Told {
    at: BTreeMap<TokenId, Vec<usize>>,
}

impl Told {
    /// Events by their places in the list.
    pub(super) fn new(events: &[Event]) -> Self {
        let mut at: BTreeMap<TokenId, Vec<usize>> = BTreeMap::new();
        for (i, event) in events.iter().enumerate() {
            for telling in &event.tellings {
                at.entry(telling.trigger).or_default().push(i);
            }
        }
        Told { at }
    }

    /// The events that a word evokes.
    pub(super) fn by(&self, word: TokenId) -> &[usize] {
        self.at.get(&word).map_or(&[], Vec::as_slice)
    }

    /// The words of a span that evoke events, each with each of its events.
    pub(super) fn within(&self, span: TokenSpan) -> impl Iterator<Item = (TokenId, usize)> + '_ {
        let words = self.at.range(TokenId::new(span.start())..TokenId::new(span.end()));
        words.flat_map(|(word, events)| events.iter().map(|event| (*word, *event)))
    }

    /// The events told in the sentences that tell one, or in so many before and after them; that one is among them.
    pub(super) fn around(&self, analysis: &Analysis, event: &Event, sentences: usize) -> BTreeSet<usize> {
        let last = analysis.sentences.len().saturating_sub(1);
        let near = event.tellings.iter().flat_map(|telling| {
            let at = telling.sentence.index();
            let from = analysis.sentences[at.saturating_sub(sentences)].tokens.start();
            let to = analysis.sentences[(at + sentences).min(last)].tokens.end();
            self.within(TokenSpan::new(from, to))
        });
        near.map(|(_, event)| event).collect()
    }
}
