//! Byte and token spans, typed by what they index, and the ids of everything a reader makes.
//!
//! One value (the article) owns the text; everything else points into it. A `ByteSpan` slices the
//! article's text, a `TokenSpan` slices the analysis' tokens, and the compiler keeps them apart.
//!
//! ```
//! use detente_core::text::ByteSpan;
//! let text = "Iran struck first";
//! assert_eq!(ByteSpan::new(5, 11).slice(text), "struck");
//! ```

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// Marks on one letter at most: spellings and transcriptions have two, rarely three.
const MOST_MARKS: usize = 3;

/// A text as it is read by those who see it: without the signs that steer its layout and stand unseen in and around its words (soft hyphens,
/// spaces of no width, joiners, marks and embeddings of direction, selectors of variants, tags). Between letters of scripts that need them
/// they stay. Marks that are stacked on a letter higher than any spelling has them are no part of a word either, and go.
///
/// Articles come in through this, so that "Pak\u{ad}istan" is Pakistan and what is stored is what was read.
///
/// ```
/// use detente_core::text::seen;
/// assert_eq!(seen("\u{202a}Pak\u{ad}i\u{200b}stan\u{202c}".to_owned()), "Pakistan");
/// assert_eq!(seen("\u{645}\u{6cc}\u{200c}\u{62e}".to_owned()), "\u{645}\u{6cc}\u{200c}\u{62e}");
/// assert_eq!(seen("Ira\u{301}\u{302}\u{303}\u{304}n, Vie\u{302}\u{323}t".to_owned()), "Iran, Vie\u{302}\u{323}t");
/// ```
pub fn seen(text: String) -> String {
    let text = if text.contains(is_unseen) { without_unseen(&text) } else { text };
    if text.contains(is_mark) { without_stacks(&text) } else { text }
}

fn without_unseen(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if !is_unseen(c) {
            out.push(c);
            continue;
        }
        let mut run = vec![c];
        while let Some(c) = rest.next_if(|c| is_unseen(*c)) {
            run.push(c);
        }
        let needs = |c: Option<char>| c.is_some_and(needs_signs);
        if needs(out.chars().next_back()) || needs(rest.peek().copied()) {
            out.extend(run);
        }
    }
    out
}

fn without_stacks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut end, mut marks) = (0, 0);
    for c in text.chars() {
        // Where the letter ends on which the next mark stands.
        (end, marks) = if is_mark(c) { (end, marks + 1) } else { (out.len() + c.len_utf8(), 0) };
        if marks == MOST_MARKS + 1 {
            out.truncate(end);
        }
        if marks <= MOST_MARKS {
            out.push(c);
        }
    }
    out
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Whether it stands above, below or through the letter before it, in any of the alphabets that share such marks.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a letter is of a script that joins or turns: Hebrew to the last of the Indian ones, and signs that are put together.
fn needs_signs(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}')
}

/// Marks a span that counts bytes of the article's text.
#[derive(Debug, Clone, Copy)]
pub struct Bytes;
/// Marks a span that counts tokens of the article's analysis.
#[derive(Debug, Clone, Copy)]
pub struct Tokens;

/// A half-open range `start..end` of `Unit`s.
pub struct Span<Unit> {
    start: u32,
    end: u32,
    unit: PhantomData<Unit>,
}

/// A span of bytes of the article's text; always on character boundaries.
pub type ByteSpan = Span<Bytes>;
/// A span of tokens of the article.
pub type TokenSpan = Span<Tokens>;

impl<Unit> Span<Unit> {
    /// The span `start..end`; an `end` before `start` gives an empty span at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        // Articles are capped far below 4 GiB (see `limits`), so saturation never happens on input.
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Span { start, end: end.max(start), unit: PhantomData }
    }
    /// First unit.
    pub fn start(self) -> usize {
        self.start as usize
    }
    /// One past the last unit.
    pub fn end(self) -> usize {
        self.end as usize
    }
    /// Number of units.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }
    /// Whether it holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
    /// Whether unit `at` lies inside.
    pub fn holds(self, at: usize) -> bool {
        self.start() <= at && at < self.end()
    }
    /// Whether the two share a unit.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// The smallest span that covers both.
    pub fn cover(self, other: Self) -> Self {
        Span { start: self.start.min(other.start), end: self.end.max(other.end), unit: PhantomData }
    }
    /// The units as a range for iteration and slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start()..self.end()
    }
}

impl ByteSpan {
    /// The text it stands for; empty where it does not fit `text` (never a panic).
    pub fn slice(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

impl TokenSpan {
    /// The span of one token.
    pub fn of(token: TokenId) -> Self {
        Span::new(token.index(), token.index() + 1)
    }
    /// The tokens inside.
    pub fn ids(self) -> impl DoubleEndedIterator<Item = TokenId> + Clone {
        self.range().map(TokenId::new)
    }
    /// Whether `token` lies inside.
    pub fn has(self, token: TokenId) -> bool {
        self.holds(token.index())
    }
}

impl<Unit> Clone for Span<Unit> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<Unit> Copy for Span<Unit> {}
impl<Unit> PartialEq for Span<Unit> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }
}
impl<Unit> Eq for Span<Unit> {}
impl<Unit> Hash for Span<Unit> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}
impl<Unit> PartialOrd for Span<Unit> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<Unit> Ord for Span<Unit> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}
impl<Unit> fmt::Debug for Span<Unit> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);
        impl $name {
            /// The id of the thing at `index` of its list.
            pub fn new(index: usize) -> Self {
                $name(u32::try_from(index).unwrap_or(u32::MAX))
            }
            /// Its place in that list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A token of the article, in `Analysis::tokens`.
    TokenId,
    /// A sentence, in `Analysis::sentences`.
    SentenceId,
    /// A zone, in `Document::zones`.
    ZoneId,
    /// A mention, in `Mentions::all`.
    MentionId,
    /// An entity, in `Entities::all`.
    EntityId,
    /// An event, in `Reading::events`; written `e1`, `e2`, ... outside.
    EventId,
}
