//! What passes between two marked parties: a second look of the network at the words around them.
//!
//! In: an [`Analysis`] and the spans of a source and a target. Out: [`Between`], the probability of each type of act from
//! the one to the other. The network sees which words are the source's and which are the target's by their shapes, so that
//! of "<s>Varunia</s> was accused by <t>Ostrel</t> of shelling its ports" it can weigh what Varunia does to Ostrel and leave
//! aside what Ostrel does to Varunia.

use detente_data::{EventType, Mode};

use super::Analysis;
use super::act::best_mode;
use super::network::{Labels, Reader};
use super::shape::Mark;
use super::window::{MOST_PIECES, Pieces, Window};
use crate::choice::softmax;
use crate::text::ByteSpan;

/// What the network sees pass from a source to a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Between {
    /// Every type with its probability, 0 to 1, in the order of [`EventType::ALL`].
    pub kinds: Vec<(EventType, f32)>,
    /// The probability that nothing passes.
    pub nothing: f32,
    /// The likeliest mode of each type, in the same order.
    modes: Vec<Option<Mode>>,
}

impl Between {
    /// The likeliest mode, should the act be of this type.
    pub fn mode(&self, kind: EventType) -> Option<Mode> {
        let at = self.kinds.iter().position(|(other, _)| *other == kind)?;
        self.modes[at]
    }
}

/// What passes from `source` to `target`; none where they stand too far apart for one look, or one of them on no word.
pub fn between(
    reader: &Reader,
    text: &str,
    analysis: &Analysis,
    source: ByteSpan,
    target: ByteSpan,
) -> Option<Between> {
    let tokens = &analysis.tokens;
    let mark = |span: ByteSpan| match span {
        _ if source.overlaps(span) => Mark::Source,
        _ if target.overlaps(span) => Mark::Target,
        _ => Mark::None,
    };
    let marked = || tokens.iter().filter(|token| mark(token.span) != Mark::None);
    let first = analysis.sentences[marked().next()?.sentence.index()].tokens;
    let last = analysis.sentences[marked().next_back()?.sentence.index()].tokens;
    let tokens = &tokens[first.start()..last.end()];
    let pieces = Pieces::of(tokens.iter().map(|token| token.span.slice(text)), &reader.pieces);
    let range = pieces.fitting(0, MOST_PIECES);
    let word = |at: usize| {
        let glued = at > 0 && tokens[at - 1].span.end() == tokens[at].span.start();
        (tokens[at].span.slice(text), glued)
    };
    let marks: Vec<Mark> = tokens[range.clone()].iter().map(|token| mark(token.span)).collect();
    let mut window = Window::new(&pieces, range, word, &reader.pieces);
    window.mark(&marks);
    let scores = reader.score_marked(&window)?;
    weigh(&scores, &marks, &reader.labels)
}

/// The mean of what the source's words say and of what the target's words say, added up.
fn weigh(scores: &[f32], marks: &[Mark], labels: &Labels) -> Option<Between> {
    let half = labels.kinds.len() + labels.modes.len() + 2;
    let mut row = vec![0.0; half];
    for (party, part) in [(Mark::Source, 0), (Mark::Target, half)] {
        let words = marks.iter().filter(|mark| **mark == party).count();
        if words == 0 {
            return None;
        }
        for (word, _) in marks.iter().enumerate().filter(|(_, mark)| **mark == party) {
            let own = scores.get(word * 2 * half + part..word * 2 * half + part + half)?;
            row.iter_mut().zip(own).for_each(|(sum, score)| *sum += score / words as f32);
        }
    }
    let (kinds, modes) = row.split_at(labels.kinds.len() + 1);
    let chances = softmax(kinds);
    let chance = |kind: &EventType| {
        let at = labels.kinds.iter().position(|other| other == kind);
        at.map_or(0.0, |at| chances[at + 1])
    };
    Some(Between {
        kinds: EventType::ALL.iter().map(|kind| (*kind, chance(kind))).collect(),
        nothing: chances[0],
        modes: EventType::ALL.iter().map(|kind| best_mode(modes, labels, *kind)).collect(),
    })
}
