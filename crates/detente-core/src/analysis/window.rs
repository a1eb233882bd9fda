//! Cuts the words of a zone into windows that go through the network together.
//!
//! A zone is one window where it fits. A longer one is read from window to window: each begins after the last
//! sentence end that the network found in the one before (see `read`).

use std::ops::Range;

use super::shape::{Mark, Shape};
use super::wordpiece::WordPieces;

/// Pieces of a window: more would cost time quadratically and leave the lengths trained on.
pub(crate) const USUAL_PIECES: usize = 160;
/// Pieces of a window in which a sentence has not ended by then; the network's own limit less its two end marks.
pub(crate) const MOST_PIECES: usize = 254;

/// A word with its pieces counted.
#[derive(Debug, Clone)]
pub(crate) struct Pieces {
    /// All pieces of all words.
    ids: Vec<i32>,
    /// Where each word's pieces begin, and after the last word their number.
    starts: Vec<usize>,
}

impl Pieces {
    /// The pieces of `words`.
    pub(crate) fn of<'t>(words: impl Iterator<Item = &'t str>, vocabulary: &WordPieces) -> Self {
        let mut pieces = Pieces { ids: Vec::new(), starts: Vec::new() };
        for word in words {
            pieces.starts.push(pieces.ids.len());
            vocabulary.push(word, &mut pieces.ids);
        }
        pieces.starts.push(pieces.ids.len());
        pieces
    }

    /// Number of words.
    pub(crate) fn words(&self) -> usize {
        self.starts.len() - 1
    }

    fn word(&self, word: usize) -> &[i32] {
        &self.ids[self.starts[word]..self.starts[word + 1]]
    }

    /// The words from `start` whose pieces fit into `room`: at least one.
    pub(crate) fn fitting(&self, start: usize, room: usize) -> Range<usize> {
        let limit = self.starts[start] + room;
        let end = self.starts.partition_point(|at| *at <= limit) - 1;
        start..end.max(start + 1).min(self.words())
    }
}

/// What goes through the network at once.
#[derive(Debug)]
pub(crate) struct Window {
    /// Pieces between the two end marks.
    pub(crate) ids: Vec<i32>,
    /// The shape of each.
    pub(crate) shapes: Vec<i32>,
    /// The first piece of each word.
    pub(crate) first: Vec<i32>,
}

impl Window {
    /// The window over `range` of the words, given as text and whether white space is missing before it.
    pub(crate) fn new<'t>(
        pieces: &Pieces,
        range: Range<usize>,
        word: impl Fn(usize) -> (&'t str, bool),
        vocabulary: &WordPieces,
    ) -> Self {
        let (begin, end) = vocabulary.ends;
        let mut window = Window { ids: vec![begin], shapes: vec![0], first: Vec::with_capacity(range.len()) };
        let mut seen_letters = false;
        for at in range.clone() {
            let (text, glued) = word(at);
            let shape = Shape::of(text, seen_letters);
            seen_letters |= shape.has_letter();
            let own = pieces.word(at);
            window.first.push(i32::try_from(window.ids.len()).unwrap_or(0));
            window.ids.extend_from_slice(own);
            window.shapes.push(shape.first_piece(glued && at > range.start));
            window.shapes.extend(std::iter::repeat_n(shape.later_piece(), own.len() - 1));
        }
        window.ids.push(end);
        window.shapes.push(0);
        window
    }
    /// Marks the words of a pair of parties, one mark for each word.
    pub(crate) fn mark(&mut self, marks: &[Mark]) {
        let begins = self.first.iter().map(|at| usize::try_from(*at).unwrap_or(0));
        let ends = begins.clone().skip(1).chain([self.shapes.len() - 1]);
        for ((begin, end), mark) in begins.zip(ends).zip(marks) {
            self.shapes[begin..end].iter_mut().for_each(|shape| *shape += mark.rows());
        }
    }
}
