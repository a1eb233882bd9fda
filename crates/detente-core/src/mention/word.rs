//! The words of a sentence, lower-cased once for the scanners of times and quantities, and numbers among them.

use crate::analysis::{Analysis, Sentence};
use crate::text::TokenId;

/// A token as the scanners see it.
#[derive(Debug, Clone)]
pub(crate) struct Word<'t> {
    /// As written.
    pub(crate) text: &'t str,
    /// In lower case, without the full stop of an abbreviation ("sept." → "sept").
    pub(crate) lower: String,
    /// The token it is.
    pub(crate) token: TokenId,
}

impl<'t> Word<'t> {
    fn new(text: &'t str, token: TokenId) -> Self {
        let lower = text.to_lowercase().replace('’', "'");
        let lower = match lower.strip_suffix('.') {
            Some(stem) if !stem.is_empty() && !stem.contains('.') => stem.to_string(),
            _ => lower,
        };
        Word { text, lower, token }
    }
    /// Whether it is written with a capital.
    pub(crate) fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
    /// Whether it ends or parts a clause.
    pub(crate) fn is_stop(&self) -> bool {
        matches!(self.text, "," | ";" | ":" | "." | "(" | ")" | "--" | "–" | "—" | "?" | "!")
    }
}

/// The words of a sentence.
pub(crate) fn of_sentence<'t>(analysis: &Analysis, sentence: Sentence, text: &'t str) -> Vec<Word<'t>> {
    sentence.tokens.ids().map(|t| Word::new(analysis.word(t, text), t)).collect()
}

/// The lower-cased word at `at`, empty beyond either end.
pub(crate) fn lower<'w>(words: &'w [Word<'_>], at: usize) -> &'w str {
    words.get(at).map_or("", |w| w.lower.as_str())
}

/// A number in figures, with separators of thousands ("1,400"); no fractions, no leading zeros.
fn figures(word: &str) -> Option<u64> {
    let mut groups = word.split(',');
    let first = groups.next().filter(|g| !g.is_empty())?;
    let rest: Vec<&str> = groups.collect();
    let is_plain = |g: &str| g.bytes().all(|b| b.is_ascii_digit());
    let fits = is_plain(first)
        && first.len() <= if rest.is_empty() { 12 } else { 3 }
        && rest.len() <= 4
        && rest.iter().all(|g| g.len() == 3 && is_plain(g))
        && (first == "0" || !first.starts_with('0'));
    if fits { format!("{first}{}", rest.concat()).parse().ok() } else { None }
}

/// A number word below a hundred.
fn small(word: &str) -> Option<u64> {
    const BELOW_TWENTY: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if let Some((tens, units)) = word.split_once('-') {
        let (tens, units) = (small(tens)?, small(units)?);
        return (tens >= 20 && tens % 10 == 0 && (1..10).contains(&units)).then_some(tens + units);
    }
    let index = |list: &[&str]| list.iter().position(|w| *w == word).and_then(|i| u64::try_from(i).ok());
    index(&BELOW_TWENTY).or_else(|| index(&TENS).map(|i| (i + 2) * 10))
}

/// The factor a word of magnitude stands for.
pub(crate) fn magnitude(word: &str) -> Option<u64> {
    match word {
        "hundred" => Some(100),
        "thousand" => Some(1_000),
        "million" => Some(1_000_000),
        "billion" => Some(1_000_000_000),
        _ => None,
    }
}

/// The cardinal number that starts at `at`, and where it ends: "1,400", "2 000", "forty - six", "a hundred and
/// five", "two thousand", "1.5 million". A bare "a" or "one" is left to the caller, who knows whether it counts.
pub(crate) fn number(words: &[Word<'_>], at: usize) -> Option<(u64, usize)> {
    let is_article = matches!(lower(words, at), "a" | "an");
    if is_article {
        magnitude(lower(words, at + 1))?;
        return Some(rest_of_number(words, at + 1, 0, 1));
    }
    let word = lower(words, at);
    if let Some((tenths, factor)) = decimal(word).zip(magnitude(lower(words, at + 1))) {
        return Some((tenths.checked_mul(factor)? / 10, at + 2));
    }
    let value = figures(word).or_else(|| small(word))?;
    let mut end = at + 1;
    let mut value = value;
    if figures(word).is_some() && word.len() <= 3 && lower(words, end) == "000" {
        (value, end) = (value * 1_000, end + 1);
    }
    if value >= 20 && value.is_multiple_of(10) && figures(word).is_none() {
        let skip = usize::from(lower(words, end) == "-");
        if let Some(units) = small(lower(words, end + skip)).filter(|u| (1..10).contains(u)) {
            (value, end) = (value + units, end + skip + 1);
        }
    }
    Some(rest_of_number(words, end, 0, value))
}

/// Goes on after "two" with "hundred and five thousand": `total` is complete, `current` still open.
fn rest_of_number(words: &[Word<'_>], mut at: usize, mut total: u64, mut current: u64) -> (u64, usize) {
    // "six-hundred-strong" is rare enough to leave; a magnitude must follow directly.
    while let Some(factor) = magnitude(lower(words, at)) {
        if factor == 100 {
            current = current.saturating_mul(100);
        } else {
            total = total.saturating_add(current.saturating_mul(factor));
            current = 0;
        }
        at += 1;
        let skip = usize::from(lower(words, at) == "and");
        if let Some(more) = small(lower(words, at + skip)).filter(|m| *m > 0) {
            let units = small(lower(words, at + skip + 1)).filter(|u| more >= 20 && *u < 10 && *u > 0);
            current += more + units.unwrap_or(0);
            at += skip + 1 + usize::from(units.is_some());
        }
    }
    (total.saturating_add(current), at)
}

/// "1.5" as 15 tenths.
fn decimal(word: &str) -> Option<u64> {
    let (whole, tenth) = word.split_once('.')?;
    let digit = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    (digit(whole) && tenth.len() == 1 && digit(tenth)).then(|| format!("{whole}{tenth}").parse().ok())?
}

/// The day of a month: "7", "26th", "first".
pub(crate) fn day_of_month(word: &str) -> Option<i8> {
    let bare = ["st", "nd", "rd", "th"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word);
    let is_figures = !bare.is_empty() && bare.len() <= 2 && bare.bytes().all(|b| b.is_ascii_digit());
    is_figures.then(|| bare.parse().ok()).flatten().filter(|d| (1..=31).contains(d))
}

/// Whether the word is an ordinal in figures ("26th").
pub(crate) fn is_ordinal(word: &str) -> bool {
    day_of_month(word).is_some() && !word.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
pub(crate) mod testing {
    //! Tokens by hand, so that tests need no model: white space and punctuation part words, hyphens and `'s` are
    //! tokens of their own.
    use super::Word;
    use crate::analysis::{Analysis, Relation, Sentence, Token, Upos};
    use crate::text::{ByteSpan, SentenceId, TokenId, TokenSpan, ZoneId};

    /// Byte ranges of the tokens of `text`.
    pub(crate) fn tokens(text: &str) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for (start, word) in pieces(text) {
            let core = word.trim_end_matches([',', ';', ':', '.', '?', '!', ')', '”', '"']);
            let keeps_stop = core.contains('.')
                || ["sept", "jan", "feb", "aug", "oct", "nov", "dec"].contains(&core.to_lowercase().as_str());
            let core =
                if keeps_stop && word[core.len()..].starts_with('.') { &word[..=core.len()] } else { core };
            split_core(start, core, &mut out);
            let mut at = start + core.len();
            for mark in word[core.len()..].chars() {
                out.push((at, at + mark.len_utf8()));
                at += mark.len_utf8();
            }
        }
        out
    }

    fn pieces(text: &str) -> Vec<(usize, &str)> {
        let base = text.as_ptr() as usize;
        text.split_whitespace().map(|w| (w.as_ptr() as usize - base, w)).collect()
    }

    fn split_core(start: usize, core: &str, out: &mut Vec<(usize, usize)>) {
        let lead = core.len() - core.trim_start_matches(['(', '“', '"']).len();
        if lead > 0 {
            out.push((start, start + lead));
        }
        let (mut from, end) = (start + lead, start + core.len());
        let stem = ["'s", "’s"].iter().find_map(|s| core.strip_suffix(s)).map_or(core.len(), str::len);
        for (i, c) in core.char_indices().filter(|(i, _)| *i >= lead && *i < stem) {
            let is_letter_hyphen = c == '-' && i > lead && i + 1 < stem && !core.starts_with(['1', '2']);
            if is_letter_hyphen {
                out.push((from, start + i));
                out.push((start + i, start + i + 1));
                from = start + i + 1;
            }
        }
        if from < start + stem {
            out.push((from, start + stem));
        }
        if stem < core.len() {
            out.push((start + stem, end));
        }
    }

    /// An article of one sentence from "word/TAG" or, with the tree, "word/TAG/head/relation" (heads count from 1);
    /// a lemma that differs from the lower-cased word stands after "=" ("killed=kill/VERB/0/root").
    pub(crate) fn tagged(text: &str) -> (String, Analysis) {
        let mut plain = String::new();
        let mut tokens = Vec::new();
        for item in text.split_whitespace() {
            let cells: Vec<&str> = item.split('/').collect();
            let (word, lemma) = cells[0].split_once('=').unwrap_or((cells[0], ""));
            let upos = Upos::parse(cells[1]);
            let lower = word.to_lowercase();
            let singular =
                if upos == Upos::Noun { lower.strip_suffix('s').unwrap_or(&lower) } else { &lower };
            if !plain.is_empty() {
                plain.push(' ');
            }
            let start = plain.len();
            plain.push_str(word);
            let head: usize = cells.get(2).map_or(0, |h| h.parse().unwrap());
            tokens.push(Token {
                span: ByteSpan::new(start, plain.len()),
                lemma: if lemma.is_empty() { singular.to_string() } else { lemma.to_string() },
                upos,
                head: head.checked_sub(1).map(TokenId::new),
                relation: cells.get(3).map_or(Relation::Dep, |r| Relation::parse(r)),
                sentence: SentenceId::new(0),
            });
        }
        let all = TokenSpan::new(0, tokens.len());
        let root = tokens.iter().position(|t| t.relation == Relation::Root).map(TokenId::new);
        let mut analysis = Analysis::default();
        analysis.tokens = tokens;
        analysis.sentences = vec![Sentence { tokens: all, zone: ZoneId::new(0), root }];
        analysis.link();
        (plain, analysis)
    }

    /// The words of `text`.
    pub(crate) fn words(text: &str) -> Vec<Word<'_>> {
        tokens(text).iter().enumerate().map(|(i, (a, b))| Word::new(&text[*a..*b], TokenId::new(i))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{number, testing::words};

    #[test]
    fn numbers_in_figures_and_words() {
        let check = |text: &str, expected: Option<(u64, usize)>| {
            assert_eq!(number(&words(text), 0), expected, "{text}")
        };
        check("1,400 people", Some((1_400, 1)));
        check("2 000 dead", Some((2_000, 2)));
        check("forty-six sailors", Some((46, 3)));
        check("a hundred and five men", Some((105, 4)));
        check("two hundred thousand", Some((200_000, 3)));
        check("1.5 million refugees", Some((1_500_000, 2)));
        check("three thousand two hundred", Some((3_200, 4)));
        check("a soldier", None);
        check("007", None);
        check("T-72", None);
    }
}
