//! The words, numbers and marks at the start of a block, for reading datelines.

use crate::text::ByteSpan;

/// How far into a block a dateline can reach.
const REACH: usize = 240;

/// A mark that means something in a dateline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Comma,
    Dot,
    Slash,
    /// Any dash or run of hyphens or underscores.
    Dash,
    Colon,
    /// A vertical bar or a bullet.
    Bar,
    Open,
    Close,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Number,
    Mark(Mark),
}

/// A word, number or mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'t> {
    kind: Kind,
    text: &'t str,
    /// Where it lies in the article.
    pub span: ByteSpan,
    /// Whether white space stands before it.
    pub spaced: bool,
}

impl<'t> Piece<'t> {
    pub(super) fn word(&self) -> Option<&'t str> {
        (self.kind == Kind::Word).then_some(self.text)
    }
    pub(super) fn is_number(&self) -> bool {
        self.kind == Kind::Number
    }
}

/// The first pieces of a block.
#[derive(Debug)]
pub(super) struct Pieces<'t>(Vec<Piece<'t>>);

impl<'t> Pieces<'t> {
    /// Cuts the start of the block of `text` at `span`.
    pub(super) fn cut(text: &'t str, span: ByteSpan) -> Self {
        let block = span.slice(text);
        let mut pieces = Vec::new();
        let mut at = 0;
        let mut spaced = false;
        while at < block.len().min(REACH) {
            let rest = &block[at..];
            let Some(first) = rest.chars().next() else { break };
            if first.is_whitespace() {
                spaced = true;
                at += first.len_utf8();
                continue;
            }
            let (kind, len) = next_piece(rest, first);
            let start = span.start() + at;
            pieces.push(Piece { kind, text: &rest[..len], span: ByteSpan::new(start, start + len), spaced });
            spaced = false;
            at += len;
        }
        Pieces(pieces)
    }
    pub(super) fn get(&self, at: usize) -> Option<&Piece<'t>> {
        self.0.get(at)
    }
    pub(super) fn word(&self, at: usize) -> Option<&'t str> {
        self.get(at)?.word()
    }
    pub(super) fn number(&self, at: usize) -> Option<&'t str> {
        self.get(at).filter(|p| p.is_number()).map(|p| p.text)
    }
    pub(super) fn mark(&self, at: usize) -> Option<Mark> {
        match self.get(at)?.kind {
            Kind::Mark(mark) => Some(mark),
            Kind::Word | Kind::Number => None,
        }
    }
    /// The text of the pieces `from..to`, which must not be empty.
    pub(super) fn span(&self, from: usize, to: usize) -> Option<ByteSpan> {
        Some(self.get(from)?.span.cover(self.get(to.checked_sub(1)?)?.span))
    }
}

fn next_piece(rest: &str, first: char) -> (Kind, usize) {
    if first.is_alphabetic() {
        return (Kind::Word, word_len(rest));
    }
    let after = rest[first.len_utf8()..].chars().next();
    let apostrophe = matches!(first, '\'' | '’');
    if first.is_ascii_digit() || (apostrophe && after.is_some_and(|c| c.is_ascii_digit())) {
        return (Kind::Number, number_len(rest));
    }
    let mark = match first {
        ',' | '،' | '、' => Mark::Comma,
        '.' => Mark::Dot,
        '/' => Mark::Slash,
        ':' => Mark::Colon,
        '|' | '•' | '·' => Mark::Bar,
        '(' | '[' => Mark::Open,
        ')' | ']' => Mark::Close,
        '-' | '_' => {
            let run = rest.chars().take_while(|c| *c == first).count();
            return (Kind::Mark(Mark::Dash), run * first.len_utf8());
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Mark::Dash,
        _ => Mark::Other,
    };
    (Kind::Mark(mark), first.len_utf8())
}

/// Letters, and apostrophes, hyphens and dots between letters ("N'Djamena", "al-Arish", "U.N").
fn word_len(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let is_link = matches!(c, '\'' | '’' | '‘' | '`' | 'ʻ' | '-' | '\u{2010}' | '\u{2011}' | '.');
        let inside = c.is_alphanumeric()
            || ('\u{300}'..='\u{36f}').contains(&c)
            || (is_link && chars.peek().is_some_and(|(_, next)| next.is_alphabetic()));
        if !inside {
            return i;
        }
    }
    rest.len()
}

/// Digits, marks between digits ("2016-01-06", "19:40") and an ending ("19th").
fn number_len(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let is_link = matches!(c, '-' | '.' | '/' | ':');
        let inside = c.is_ascii_digit()
            || (i == 0 && matches!(c, '\'' | '’'))
            || (is_link && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit()));
        if !inside {
            let ending = ["st", "nd", "rd", "th"].iter().any(|e| {
                rest[i..].strip_prefix(e).is_some_and(|after| !after.starts_with(char::is_alphanumeric))
            });
            return if ending { i + 2 } else { i };
        }
    }
    rest.len()
}
