//! What a stretch of letters looks like: capitals, sentence ends, known openings.

/// Whether all its letters are capitals, and it has at least two.
pub(super) fn is_all_caps(word: &str) -> bool {
    let mut letters = 0;
    for c in word.chars().filter(|c| c.is_alphabetic()) {
        if !c.is_uppercase() {
            return false;
        }
        letters += 1;
    }
    letters >= 2
}

/// Whether its first letter is a capital.
pub(super) fn is_capitalised(word: &str) -> bool {
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)
}

/// Whether it holds nothing that could be read.
pub(super) fn is_ornament(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// Whether it ends as a sentence does, closing quotes and brackets aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(is_closer).ends_with(['.', '!', '?', '…', '。'])
}

/// Closing quotation marks and brackets, and white space.
pub(super) fn is_closer(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']')
}

/// Words, as white space cuts them.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The bytes of `text` that `opening` (in lower case) takes up at its start, in any case and with any
/// apostrophe; only whole words.
pub(super) fn opens_with(text: &str, opening: &str) -> Option<usize> {
    let mut rest = text.char_indices();
    for wanted in opening.chars() {
        let (_, c) = rest.next()?;
        let c = if c == '’' { '\'' } else { c };
        if c != wanted && c.to_lowercase().next() != Some(wanted) {
            return None;
        }
    }
    let rest = rest.as_str();
    let cuts_word = opening.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric);
    (!cuts_word).then_some(text.len() - rest.len())
}

/// The longest of `openings` at the start of `text`, in bytes.
pub(super) fn opens_with_any(text: &str, openings: &[String]) -> Option<usize> {
    openings.iter().filter_map(|o| opens_with(text, o)).max()
}

/// The offsets in `text` just after a sentence end and the white space that follows it, in its last
/// `reach` bytes.
pub(super) fn sentence_starts(text: &str, reach: usize) -> impl Iterator<Item = usize> + '_ {
    let mut from = text.len().saturating_sub(reach);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut ended = false;
    let mut blank = false;
    text[from..].char_indices().filter_map(move |(i, c)| {
        if matches!(c, '.' | '!' | '?' | '…') {
            (ended, blank) = (true, false);
        } else if c.is_whitespace() {
            blank = true;
        } else if ended && blank {
            (ended, blank) = (is_closer(c), false);
            return Some(from + i);
        } else if !is_closer(c) {
            (ended, blank) = (false, false);
        }
        None
    })
}
