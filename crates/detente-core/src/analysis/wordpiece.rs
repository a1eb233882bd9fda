//! Cuts words into the pieces of the encoder's vocabulary.
//!
//! A word is lower-cased, loses its accents, is split at every punctuation mark, and each part is covered by the
//! longest pieces from its start: "Co-operation" becomes `co` `-` `operation`.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Most pieces of one word; the rest is dropped.
const MOST: usize = 16;

/// The number of the piece that begins every window.
pub(crate) const BEGIN: &str = "[CLS]";
/// The number of the piece that ends every window.
pub(crate) const END: &str = "[SEP]";

/// The vocabulary.
#[derive(Debug)]
pub(crate) struct WordPieces {
    /// Pieces that begin a part.
    heads: HashMap<String, i32>,
    /// Pieces that go on, without their "##".
    tails: HashMap<String, i32>,
    /// Characters of the longest piece.
    longest: usize,
    unknown: i32,
    /// Numbers of [`BEGIN`] and [`END`].
    pub(crate) ends: (i32, i32),
}

impl WordPieces {
    /// From a vocabulary with one piece a line; none without its special pieces.
    pub(crate) fn parse(vocabulary: &str) -> Option<Self> {
        let (mut heads, mut tails) = (HashMap::new(), HashMap::new());
        let mut longest = 1;
        for (piece, id) in vocabulary.lines().zip(0i32..) {
            longest = longest.max(piece.chars().count());
            match piece.strip_prefix("##").filter(|tail| !tail.is_empty()) {
                Some(tail) => tails.insert(tail.to_string(), id),
                None => heads.insert(piece.to_string(), id),
            };
        }
        let unknown = *heads.get("[UNK]")?;
        let ends = (*heads.get(BEGIN)?, *heads.get(END)?);
        Some(WordPieces { heads, tails, longest, unknown, ends })
    }

    /// Appends the pieces of `word` to `out`: at least one, at most sixteen.
    pub(crate) fn push(&self, word: &str, out: &mut Vec<i32>) {
        let start = out.len();
        if word.bytes().all(|b| b.is_ascii_lowercase()) {
            self.cover(word, out);
        } else {
            let plain: String = if word.is_ascii() {
                word.to_ascii_lowercase()
            } else {
                word.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)).collect()
            };
            let mut rest = plain.as_str();
            while let Some(c) = rest.chars().next() {
                let len = if splits(c) { c.len_utf8() } else { rest.find(splits).unwrap_or(rest.len()) };
                self.cover(&rest[..len], out);
                rest = &rest[len..];
                if out.len() >= start + MOST {
                    break;
                }
            }
        }
        if out.len() == start {
            out.push(self.unknown);
        }
        out.truncate(start + MOST);
    }

    /// Covers a part by the longest pieces from its start.
    fn cover(&self, part: &str, out: &mut Vec<i32>) {
        let start = out.len();
        let mut rest = part;
        while !rest.is_empty() && out.len() < start + MOST {
            let pieces = if rest.len() == part.len() { &self.heads } else { &self.tails };
            let most = rest.char_indices().nth(self.longest).map_or(rest.len(), |(at, _)| at);
            let found = (1..=most)
                .rev()
                .filter(|len| rest.is_char_boundary(*len))
                .find_map(|len| pieces.get(&rest[..len]).map(|id| (len, *id)));
            let Some((len, id)) = found else {
                out.truncate(start);
                out.push(self.unknown);
                return;
            };
            out.push(id);
            rest = &rest[len..];
        }
    }
}

/// Whether a word is split before and after the character: punctuation and symbols.
fn splits(c: char) -> bool {
    if c.is_ascii() {
        !c.is_ascii_alphanumeric()
    } else {
        !c.is_alphanumeric()
            && !c.is_whitespace()
            && !c.is_control()
            && !is_combining_mark(c)
            && !is_format(c)
    }
}

/// Characters that steer the layout and are no symbols.
fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}')
}

#[cfg(test)]
mod tests {
    use super::WordPieces;

    fn check(word: &str, pieces: &[&str]) {
        let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nco\n-\noperation\nn\n'\nt\ncharge\nde\n##es\n##cal\n##ate\n.\nu\ns\n";
        let table: Vec<&str> = vocabulary.lines().collect();
        let mut out = Vec::new();
        WordPieces::parse(vocabulary).unwrap().push(word, &mut out);
        let got: Vec<&str> = out.iter().map(|id| table[usize::try_from(*id).unwrap()]).collect();
        assert_eq!(got, pieces, "{word}");
    }

    #[test]
    fn words_are_covered_by_longest_pieces() {
        check("Co-operation", &["co", "-", "operation"]);
        check("n't", &["n", "'", "t"]);
        check("chargé", &["charge"]);
        check("deescalate", &["de", "##es", "##cal", "##ate"]);
        check("decided", &["[UNK]"]);
        check("U.S.", &["u", ".", "s", "."]);
        check("\u{301}", &["[UNK]"]);
    }
}
