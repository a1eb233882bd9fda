//! Cuts a zone's text into words, after the conventions of the English treebanks EWT and GUM.
//!
//! In: the text of one zone. Out: [`Word`]s in order, which do not overlap, cover every character that is not
//! white space and lie on character boundaries.
//!
//! `Pakistan’s chargé d’affaires can't re-open al-Adl's U.S.-led talks.` becomes `Pakistan` `’s` `chargé`
//! `d’affaires` `ca` `n't` `re-open` `al` `-` `Adl` `'s` `U.S.` `-` `led` `talks` `.`

use detente_data::TokenRules;

use crate::text::ByteSpan;

/// Words longer than this many bytes are cut: nothing that long is a word, and it must not cost memory.
const LONGEST: usize = 1_000;

/// A word or mark of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: ByteSpan,
    /// Whether no white space stands before it.
    pub glued: bool,
}

/// The words of `zone` of `text`.
pub fn tokenize(text: &str, zone: ByteSpan) -> Vec<Word> {
    let part = zone.slice(text);
    let mut lexer =
        Lexer { text: part, rules: TokenRules::builtin(), at: 0, chunk: 0, end: 0, out: Vec::new() };
    lexer.out.reserve(part.len() / 5);
    lexer.run();
    let mut words = Vec::with_capacity(lexer.out.len());
    let mut before = 0;
    for (start, end) in lexer.out {
        words.push(Word {
            span: ByteSpan::new(zone.start() + start, zone.start() + end),
            glued: start == before && start > 0,
        });
        before = end;
    }
    words
}

/// White space, and the characters that only steer the layout.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\0')
}

/// Whether it joins "don" and "t".
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '`' | '\u{2bc}' | '´')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{fe00}'..='\u{fe0f}' | '\u{200d}')
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining(c)
}

struct Lexer<'t> {
    text: &'t str,
    rules: &'static TokenRules,
    /// The next byte to read.
    at: usize,
    /// The first byte of the stretch without white space that holds `at`.
    chunk: usize,
    /// Its end.
    end: usize,
    out: Vec<(usize, usize)>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(c) = self.text[self.at..].chars().next() {
            if is_blank(c) {
                self.at += c.len_utf8();
                continue;
            }
            let rest = &self.text[self.at..];
            self.chunk = self.at;
            self.end = self.at + rest.find(is_blank).unwrap_or(rest.len());
            while self.at < self.end {
                self.step();
            }
        }
    }

    /// What is left of the chunk.
    fn rest(&self) -> &str {
        &self.text[self.at..self.end]
    }

    /// The character `offset` bytes ahead in the chunk.
    fn peek(&self, offset: usize) -> Option<char> {
        self.text[self.at + offset..self.end].chars().next()
    }

    /// The first character of the next chunk.
    fn next_chunk(&self) -> Option<char> {
        self.text[self.end..].chars().find(|c| !is_blank(*c))
    }

    /// Takes the next `len` bytes as a word.
    fn take(&mut self, len: usize) {
        let (mut start, end) = (self.at, self.at + len);
        self.at = end;
        while end - start > LONGEST {
            let mut cut = start + LONGEST;
            while !self.text.is_char_boundary(cut) {
                cut -= 1;
            }
            self.out.push((start, cut));
            start = cut;
        }
        if start < end {
            self.out.push((start, end));
        }
    }

    fn step(&mut self) {
        let Some(c) = self.peek(0) else { return };
        // Addresses and handles stand at a chunk's start or after an opening bracket or quote.
        if (self.at == self.chunk || !is_word_before(&self.text[self.chunk..self.at]))
            && let Some(len) = address(self.rest())
        {
            return self.take(len);
        }
        match c {
            '0'..='9' => self.number(0),
            '+' | '.' if self.at == self.chunk && self.peek(1).is_some_and(|c| c.is_ascii_digit()) => {
                self.number(1)
            }
            '.' if self.at == self.chunk && self.peek(1).is_some_and(char::is_alphabetic) => {
                self.take_extension()
            }
            _ if is_apostrophe(c) => self.apostrophe(c),
            _ if is_word_char(c) => self.word(0),
            _ => self.symbol(c),
        }
    }

    /// ".doc"
    fn take_extension(&mut self) {
        let rest = self.rest();
        let len = rest[1..].find(|c| !is_word_char(c)).map_or(rest.len(), |i| i + 1);
        self.take(len);
    }

    /// A word whose first `len` bytes are known to belong to it.
    fn word(&mut self, mut len: usize) {
        loop {
            let rest = self.rest();
            len += rest[len..].find(|c| !is_word_char(c)).unwrap_or(rest.len() - len);
            let Some(c) = rest[len..].chars().next() else { break };
            let after = rest[len + c.len_utf8()..].chars().next();
            let joins = match c {
                '.' => match self.full_stop(len) {
                    Stop::Inside => true,
                    Stop::Last => {
                        len += 1;
                        break;
                    }
                    Stop::Apart => false,
                },
                _ if is_apostrophe(c) => !self.splits_clitic(len, c),
                _ if is_hyphen(c) => self.keeps_hyphen(len, c),
                '&' => initials(&rest[..len]) && after.is_some_and(char::is_uppercase),
                '/' => self.keeps_slash(len),
                '@' => after.is_some_and(is_word_char),
                '$' if initials(&rest[..len]) && after.is_some_and(|c| c.is_ascii_digit()) => {
                    len += 1;
                    break;
                }
                _ => false,
            };
            if !joins {
                break;
            }
            len += c.len_utf8();
        }
        self.take_word(len);
    }

    /// Takes a word, cutting "can|not" and "do|n't".
    fn take_word(&mut self, len: usize) {
        let word = &self.rest()[..len];
        let cut = if word.len() <= 12 && word.is_ascii() {
            self.rules.contraction(&word.to_ascii_lowercase())
        } else {
            None
        };
        let cut = cut.or_else(|| {
            negation(&self.rest()[len..]).filter(|_| word.ends_with(['n', 'N'])).map(|_| len - 1)
        });
        match cut {
            Some(cut) if cut > 0 && cut < len => {
                self.take(cut);
                // "n't" and its like are one word with what follows the apostrophe.
                let tail = len - cut + negation(&self.rest()[len - cut..]).unwrap_or(0);
                self.take(tail);
            }
            _ => self.take(len),
        }
    }

    /// Whether the apostrophe `c` at `len` begins another word: "’s", "'ll", or the "'t" of "n't".
    fn splits_clitic(&self, len: usize, c: char) -> bool {
        let rest = self.rest();
        let tail = &rest[len + c.len_utf8()..];
        let letters = &tail[..tail.find(|c| !is_word_char(c)).unwrap_or(tail.len())];
        letters.is_empty()
            || (letters.len() <= 2 && self.rules.is_clitic(&letters.to_ascii_lowercase()))
            || (rest[..len].ends_with(['n', 'N']) && negation(&rest[len..]).is_some() && len > 1)
    }

    /// Whether the hyphen at `len` belongs to the word.
    fn keeps_hyphen(&self, len: usize, hyphen: char) -> bool {
        let rest = self.rest();
        let head = &rest[..len];
        head.len() <= 8
            && rest[len + hyphen.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric)
            && self.rules.is_prefix(&head.to_ascii_lowercase())
    }

    /// Whether the slash at `len` belongs to the word: "w/o", "s/he", "l/c", not "Islamabad/Tehran".
    fn keeps_slash(&self, len: usize) -> bool {
        let rest = self.rest();
        let tail = &rest[len + 1..];
        let tail = &tail[..tail.find(|c| !is_word_char(c)).unwrap_or(tail.len())];
        len == 1 && !tail.is_empty() && tail.len() <= 3 && tail.chars().all(char::is_alphabetic)
    }

    /// What the full stop at `len` is to the word before it.
    fn full_stop(&self, len: usize) -> Stop {
        let rest = self.rest();
        let head = &rest[..len];
        let tail = &rest[len + 1..];
        let after = tail.chars().next();
        let last = head.rsplit('.').next().unwrap_or(head);
        let one_letter = last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
        if let Some(next) = after.filter(|c| is_word_char(*c)) {
            return inside(head, last, one_letter, next, tail);
        }
        if one_letter {
            let many = head.contains('.');
            // "J. Smith", "George W. Bush"; not the end of "Plan B." or of "he and I."
            let initial = last.chars().all(char::is_uppercase)
                && last != "I"
                && after.is_none_or(|c| matches!(c, ',' | '-'))
                && self.next_chunk().is_some_and(char::is_alphabetic);
            return if many || initial { Stop::Last } else { self.listed(last, after) };
        }
        self.listed(last.rsplit(is_hyphen).next().unwrap_or(last), after)
    }

    fn listed(&self, word: &str, after: Option<char>) -> Stop {
        if word.len() > 8 || after == Some('.') {
            return Stop::Apart;
        }
        let lower = word.to_ascii_lowercase();
        let number = || after.is_none() && self.next_chunk().is_some_and(|c| c.is_ascii_digit());
        if self.rules.is_abbreviation(&lower)
            || (self.rules.is_abbreviation_before_number(&lower) && number())
        {
            Stop::Last
        } else {
            Stop::Apart
        }
    }

    /// A number that begins `len` bytes ahead (after a sign).
    fn number(&mut self, mut len: usize) {
        let rest = self.rest();
        if len == 0
            && let Some(dashed) = dashed(rest)
        {
            return self.take(dashed);
        }
        loop {
            let digits = &rest[len..];
            len += digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            let mut next = rest[len..].chars();
            match (next.next(), next.next()) {
                (Some('.' | ',' | ':' | '/'), Some('0'..='9')) => len += 1,
                _ => break,
            }
        }
        let tail = &rest[len..];
        let letters = &tail[..tail.find(|c| !is_word_char(c)).unwrap_or(tail.len())];
        if letters.is_empty() {
            return self.take_number(len);
        }
        let lower = letters.to_ascii_lowercase();
        if self.rules.is_unit(&lower) {
            return self.take(len);
        }
        self.word(len + letters.len());
    }

    /// A bare number, with the "'s" of a decade or the full stop of a list's item.
    fn take_number(&mut self, len: usize) {
        let rest = self.rest();
        let mut tail = rest[len..].chars();
        let decade = rest[..len].ends_with('0')
            && len <= 4
            && tail.next().is_some_and(is_apostrophe)
            && tail.next() == Some('s')
            && !tail.next().is_some_and(is_word_char);
        if decade {
            let apostrophe = rest[len..].chars().next().map_or(0, char::len_utf8);
            return self.take(len + apostrophe + 1);
        }
        let item = self.out.is_empty() && len <= 2 && &rest[len..] == "." && self.next_chunk().is_some();
        self.take(len + usize::from(item));
    }

    fn apostrophe(&mut self, c: char) {
        let rest = self.rest();
        let one = c.len_utf8();
        let tail = &rest[one..];
        let letters = &tail[..tail.find(|c| !is_word_char(c)).unwrap_or(tail.len())];
        let lower = letters.to_ascii_lowercase();
        let after_word = self.at > self.chunk && is_word_before(&self.text[self.chunk..self.at]);
        let digits =
            !letters.is_empty() && letters.len() <= 3 && letters.starts_with(|c: char| c.is_ascii_digit());
        let whole = if after_word || self.at > self.chunk {
            letters.len() <= 2 && self.rules.is_clitic(&lower)
        } else {
            digits || self.rules.is_elided(&lower) || lower == "s"
        };
        if whole {
            return self.take(one + letters.len());
        }
        // '' and `` are double quotes.
        let double = tail.starts_with(c);
        self.take(if double { 2 * one } else { one });
    }

    fn symbol(&mut self, c: char) {
        let rest = self.rest();
        if self.at == self.chunk
            && let Some(len) = emoticon(rest)
        {
            return self.take(len);
        }
        let runs = match c {
            '.' | '…' => run(rest, |c| matches!(c, '.' | '…')),
            '!' | '?' => run(rest, |c| matches!(c, '!' | '?')),
            '-' | '<' | '>' | '*' | '=' | '_' | '~' | '+' | '#' | '|' | '‘' | '’' | '^' => {
                run(rest, |d| d == c)
            }
            _ => c.len_utf8(),
        };
        let marks = run(&rest[runs..], is_combining);
        self.take(runs + marks);
    }
}

/// What a full stop is to the word before it.
enum Stop {
    /// Part of it, and it goes on: "U.S", "example.com".
    Inside,
    /// Its last character: "Mr."
    Last,
    /// A mark of its own.
    Apart,
}

/// The full stop between `head` and `tail`, which begins with the word character `next`.
fn inside(head: &str, last: &str, one_letter: bool, next: char, tail: &str) -> Stop {
    let letters = tail.find(|c| !is_word_char(c)).unwrap_or(tail.len());
    let next_is_letter = tail.chars().nth(1).is_none_or(|c| !is_word_char(c));
    // "U.S", "J.K. Rowling", but "J.Smith" is two words.
    if one_letter && !next_is_letter && next.is_uppercase() && tail[..letters].chars().any(char::is_lowercase)
    {
        return Stop::Last;
    }
    // A blank forgotten between sentences: "the talks.The ministry".
    let glued = next.is_uppercase()
        && last.chars().count() > 1
        && last.chars().next_back().is_some_and(char::is_lowercase)
        && tail.chars().nth(1).is_some_and(char::is_lowercase);
    if glued && !head.contains('@') { Stop::Apart } else { Stop::Inside }
}

/// Bytes of the apostrophe and "t" of "n't", if `tail` begins with them.
fn negation(tail: &str) -> Option<usize> {
    let mut chars = tail.chars();
    let apostrophe = chars.next().filter(|c| is_apostrophe(*c))?;
    let t = chars.next().filter(|c| matches!(c, 't' | 'T'))?;
    (!chars.next().is_some_and(is_word_char)).then_some(apostrophe.len_utf8() + t.len_utf8())
}

/// Whether the text ends in a word character.
fn is_word_before(text: &str) -> bool {
    text.chars().next_back().is_some_and(is_word_char)
}

/// "US", "AT", "F": up to three capitals.
fn initials(word: &str) -> bool {
    word.chars().count() <= 3 && word.chars().all(char::is_uppercase)
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Length of a date or telephone number with hyphens: "2024-01-19", "11-20-2000", "713-853-3989".
fn dashed(text: &str) -> Option<usize> {
    let len = run(text, |c| c.is_ascii_digit() || c == '-');
    let groups: Vec<usize> = text[..len].split('-').map(str::len).collect();
    let fits = matches!(
        groups.as_slice(),
        [4, 1..=2, 1..=2] | [1..=2, 1..=2, 2 | 4] | [3, 4] | [3, 3, 4] | [1, 3, 3, 4] | [2, 3, 3 | 4, 4]
    );
    (fits && !text[len..].starts_with(|c: char| c.is_alphabetic())).then_some(len)
}

/// Length of a web address, e-mail address, "#hashtag" or "@handle" at the start of `text`.
fn address(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if matches!(first, '#' | '@') {
        let tail = &text[1..];
        let len = run(tail, is_word_char);
        return (tail.starts_with(char::is_alphabetic) && len > 1).then_some(len + 1);
    }
    if !first.is_ascii_alphanumeric() {
        return None;
    }
    let is_web = ["http://", "https://", "ftp://", "www.", "doi:", "mailto:", "HTTP://", "WWW."]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    if is_web {
        let len = run(text, |c| !matches!(c, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '|'));
        return Some(trim_end(&text[..len])).filter(|len| *len > 4);
    }
    let local = run(text, |c| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-'));
    let host = text[local..].strip_prefix('@')?;
    let host = run(host, |c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    let len = trim_end(&text[..local + 1 + host]);
    text[local..len].contains('.').then_some(len)
}

/// Length of an address without the marks of the sentence around it.
fn trim_end(address: &str) -> usize {
    let mut kept = address;
    loop {
        let shorter = kept.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', ']', '}', '*']);
        let shorter = match shorter.strip_suffix(')') {
            Some(open) if !open.contains('(') => open,
            _ => shorter,
        };
        if shorter.len() == kept.len() {
            return kept.len();
        }
        kept = shorter;
    }
}

/// Length of a face made of marks, alone in its chunk.
fn emoticon(text: &str) -> Option<usize> {
    const FACES: [&str; 16] = [
        ":)", ":-)", ":(", ":-(", ";)", ";-)", ":D", ":-D", ":P", ":/", "=)", "^_^", "(:", "<3", ":'(", ";D",
    ];
    let face = FACES.iter().find(|face| text.starts_with(**face))?;
    let rest = &text[face.len()..];
    rest.chars().all(|c| matches!(c, '.' | '!' | ')' | ',')).then_some(face.len())
}

#[cfg(test)]
mod tests {
    use super::{is_blank, tokenize};
    use crate::text::ByteSpan;
    use proptest::prelude::*;

    fn check(text: &str, words: &str) {
        let got: Vec<&str> =
            tokenize(text, ByteSpan::new(0, text.len())).iter().map(|word| word.span.slice(text)).collect();
        assert_eq!(got.join(" "), words);
    }

    #[test]
    fn news_is_cut_as_the_treebanks_cut_it() {
        check(
            "Pakistan’s chargé d’affaires can't re-open talks.",
            "Pakistan ’s chargé d’affaires ca n't re-open talks .",
        );
        check("the U.S.-led, cross-border al-Adl strike", "the U.S. - led , cross-border al - Adl strike");
        check("Islamabad/Tehran, Jan. 19 (EFE).- Iran", "Islamabad / Tehran , Jan. 19 ( EFE ) . - Iran");
        check(
            "He paid $5bn, 10%, at 19:30 on 2024-01-19.",
            "He paid $ 5 bn , 10 % , at 19:30 on 2024-01-19 .",
        );
        check("“We cannot wait...” Gen. J. Doe said.", "“ We can not wait ... ” Gen. J. Doe said .");
        check(
            "the ministers' 1,000 T-72s and Sana'a’s MH17",
            "the ministers ' 1,000 T - 72s and Sana'a ’s MH17",
        );
        check("See www.example.org/a-b, or mail a.b@c.org.", "See www.example.org/a-b , or mail a.b@c.org .");
        check("It won’t.The ministry knew—too late", "It wo n’t . The ministry knew — too late");
    }

    proptest! {
        #[test]
        fn words_cover_any_text_in_order(text in "\\PC{0,40}|[a-zA-Z0-9.,'’/@$ -]{0,40}") {
            let mut at = 0;
            for word in tokenize(&text, ByteSpan::new(0, text.len())) {
                let (start, end) = (word.span.start(), word.span.end());
                prop_assert!(start >= at && end > start && text.get(start..end).is_some());
                prop_assert!(text[at..start].chars().all(is_blank));
                at = end;
            }
            prop_assert!(text[at..].chars().all(is_blank));
        }
    }

    #[test]
    fn a_monster_is_cut() {
        let text = "é".repeat(3_000);
        let words = tokenize(&text, ByteSpan::new(0, text.len()));
        assert!(words.len() > 5 && words.iter().all(|word| word.span.len() <= 1_000));
    }
}
