//! Cuts a text into blocks: the lines that belong together, whatever the line breaks of its source mean.
//!
//! Blank lines always part blocks. A single line break is a paragraph's end in some sources and mere
//! wrapping in others. A wrapper fills its lines, so in a text that is wrapped a break is one of the author's
//! only where the next word would still have fitted. In a text that is not wrapped every break counts, but
//! not one in the middle of a sentence.

use super::shape::{ends_sentence, is_capitalised};
use crate::text::ByteSpan;

/// Lines wider than this come from no wrapper.
const WIDEST_WRAP: usize = 130;
/// With fewer full lines than this, nobody can tell a wrapped text from a short one.
const FEWEST_LINES: usize = 3;

/// A line without the white space around it.
#[derive(Debug, Clone, Copy)]
struct Line {
    span: ByteSpan,
    /// Characters of white space before it.
    indent: usize,
    /// Whether a blank line stands before it.
    apart: bool,
}

/// One or more lines that belong together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// From the first to the last character that is no white space.
    pub span: ByteSpan,
    /// Whether a blank line parts it from the block before.
    pub apart: bool,
}

/// What a line's own words say of its place in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stance {
    /// Nothing.
    Plain,
    /// It continues no other line.
    Starts,
    /// It continues no other line, and none continues it.
    Alone,
}

/// The blocks of `text`; `stance` is given each line and how many stand before it.
pub(super) fn split(text: &str, stance: impl Fn(&str, usize) -> Stance) -> Vec<Block> {
    let lines = lines(text);
    let width = wrap_width(text, &lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut before = Stance::Plain;
    for (i, line) in lines.iter().enumerate() {
        let now = stance(line.span.slice(text), i);
        let previous = i.checked_sub(1).map(|p| lines[p]);
        let joins = previous.is_some_and(|p| {
            !line.apart && now == Stance::Plain && before != Stance::Alone && continues(text, p, *line, width)
        });
        before = now;
        match blocks.last_mut() {
            Some(block) if joins => block.span = block.span.cover(line.span),
            _ => blocks.push(Block { span: line.span, apart: line.apart }),
        }
    }
    blocks
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut apart = false;
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let raw = &rest[..rest.find(is_break).unwrap_or(rest.len())];
        let trimmed = raw.trim_start();
        let lead = raw.len() - trimmed.len();
        let trimmed = trimmed.trim_end();
        if trimmed.is_empty() {
            apart = true;
        } else {
            let at = start + lead;
            let indent = raw[..lead].chars().map(|c| if c == '\t' { 8 } else { 1 }).sum();
            lines.push(Line { span: ByteSpan::new(at, at + trimmed.len()), indent, apart });
            apart = false;
        }
        start += raw.len();
        let ending = &text[start..];
        let first = ending.chars().next().map_or(0, char::len_utf8);
        // A paragraph separator is a blank line in one character.
        apart |= ending.starts_with('\u{2029}');
        start += if ending.starts_with("\r\n") { 2 } else { first };
    }
    lines
}

fn width_of(text: &str, line: Line) -> usize {
    // Wide lines need no exact figure; the text may be one line of megabytes.
    line.span.slice(text).chars().take(WIDEST_WRAP + 1).count()
}

/// The width to which the text is wrapped, if it is.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let continued = lines.windows(2).filter(|pair| !pair[1].apart).map(|pair| pair[0]);
    let (mut full, mut unfinished, mut widest) = (0_usize, 0_usize, 0_usize);
    for line in continued {
        let width = width_of(text, line);
        if width > WIDEST_WRAP {
            return None;
        }
        widest = widest.max(width);
        if width >= 30 {
            full += 1;
            unfinished += usize::from(!ends_sentence(line.span.slice(text)));
        }
    }
    // In running prose a line of 70 ends a sentence about once in four.
    (full >= FEWEST_LINES && unfinished * 5 >= full * 3).then_some(widest)
}

fn continues(text: &str, previous: Line, line: Line, width: Option<usize>) -> bool {
    let (before, after) = (previous.span.slice(text), line.span.slice(text));
    if is_item(after) {
        return false;
    }
    let ends = ends_sentence(before);
    let Some(width) = width else {
        return !ends && (is_open(before) || after.starts_with(char::is_lowercase));
    };
    if line.indent >= previous.indent + 2 && line.indent > 0 && ends {
        return false;
    }
    let next_word = after.split_whitespace().next().map_or(0, |w| w.chars().count());
    let room = width.saturating_sub(width_of(text, previous));
    // Hands that wrap leave some room; a line without a full stop must be clearly short to be an end.
    let kept = if ends { 2 } else { 16 };
    room <= next_word + kept || (!ends && (is_open(before) || after.starts_with(char::is_lowercase)))
}

/// Whether it starts as an item of a list does.
fn is_item(line: &str) -> bool {
    ["* ", "• ", "- ", "– ", "— ", "· ", "o "]
        .iter()
        .any(|mark| line.strip_prefix(mark).is_some_and(is_capitalised))
}

/// Whether it stops where no sentence, headline or label can.
fn is_open(line: &str) -> bool {
    const DANGLING: [&str; 26] = [
        "a", "an", "and", "as", "at", "but", "by", "for", "from", "his", "her", "in", "into", "its", "of",
        "on", "or", "over", "than", "that", "the", "their", "to", "which", "who", "with",
    ];
    line.ends_with([',', '–', '—', '(', '/'])
        || line.split_whitespace().next_back().is_some_and(|w| DANGLING.contains(&w))
}
