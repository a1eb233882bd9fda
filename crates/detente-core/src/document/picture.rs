//! Captions and credits of pictures that stand among the paragraphs.

use super::dateline::Known;
use super::shape::{is_all_caps, is_capitalised, opens_with, opens_with_any, sentence_starts, words};
use detente_data::newsroom;

/// The parts of a block about a picture, as byte lengths and offsets in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Picture {
    /// Where the description starts: after "FILE PHOTO:".
    pub caption: usize,
    /// Where the credit starts; the block's end without one.
    pub credit: usize,
}

/// Longer blocks describe no picture.
const LONGEST: usize = 900;
/// How far from its block's end a credit can start.
const REACH: usize = 160;

/// Whether the block is about a picture, and where its parts lie. `caption == credit` where it is only a credit.
pub(super) fn picture(block: &str, known: &Known<'_>) -> Option<Picture> {
    if block.len() > LONGEST {
        return None;
    }
    if is_credit(block, known, false) {
        return Some(Picture { caption: 0, credit: 0 });
    }
    let label = label(block);
    if let Some(caption) = label {
        let rest = &block[caption..];
        if is_named(rest, known) {
            return Some(Picture { caption: 0, credit: 0 });
        }
        let credit = credit_tail(rest, known, true).map_or(block.len(), |i| caption + i);
        return Some(Picture { caption, credit });
    }
    let opens = opens_with_any(block, &newsroom().caption_openings).is_some();
    let credit = credit_tail(block, known, opens);
    (opens || credit.is_some()).then_some(Picture { caption: 0, credit: credit.unwrap_or(block.len()) })
}

/// The bytes of a label such as "(PICTURE)", "FILE PHOTO:", "FILE -".
fn label(block: &str) -> Option<usize> {
    let inside = block.trim_start_matches(['(', '[']);
    let bracket = block.len() - inside.len();
    let len = opens_with_any(inside, &newsroom().caption_labels)?;
    let after = &inside[len..];
    let marks = after.trim_start_matches(|c: char| c.is_whitespace() || ")]:-–—".contains(c));
    let mark = &after[..after.len() - marks.len()];
    // A hyphen makes a word of it: "file-sharing", "image-making".
    let is_marked =
        mark.contains([':', '–', '—']) || mark.contains(" -") || (bracket > 0 && mark.contains([')', ']']));
    (is_marked && !marks.is_empty()).then_some(block.len() - marks.len())
}

/// Whether the text after "Photo:" names who took it and not what it shows.
fn is_named(text: &str, known: &Known<'_>) -> bool {
    let has_agency = text.split(['/', '(', ')', ',']).any(|part| known.is_agency(part.trim()));
    let is_name = |w: &str| {
        is_capitalised(w)
            || matches!(w, "via" | "for" | "and" | "de" | "of")
            || !w.starts_with(char::is_alphabetic)
    };
    words(text) <= 7
        && text.split([' ', '/']).all(is_name)
        && (has_agency || text.contains('/') || words(text) <= 3)
}

/// Where the credit starts at the end of a block. With `is_caption` an agency alone is enough.
fn credit_tail(block: &str, known: &Known<'_>, is_caption: bool) -> Option<usize> {
    let fits = |i: &usize| {
        *i > 0 && (is_credit(&block[*i..], known, true) || (is_caption && is_agency(&block[*i..], known)))
    };
    bracket_start(block)
        .filter(fits)
        .or_else(|| sentence_starts(block, REACH).find(fits))
        .or_else(|| labelled_start(block))
        .or_else(|| chain_start(block, known))
}

fn is_agency(text: &str, known: &Known<'_>) -> bool {
    let name = text.trim_matches(|c: char| c.is_whitespace() || "()[].".contains(c));
    known.is_agency(name) || (words(name) == 1 && is_all_caps(name))
}

/// The last bracket that closes at the block's end.
fn bracket_start(block: &str) -> Option<usize> {
    let closed = block.trim_end_matches('.');
    closed.ends_with([')', ']']).then(|| closed.rfind(['(', '[']))?
}

/// "... seen in July.Image: Jane Roe": a label close to the end, whatever stands before it.
fn labelled_start(block: &str) -> Option<usize> {
    const LABELS: [&str; 8] =
        ["Photo:", "Photo by ", "Photograph:", "Image:", "Picture:", "Credit:", "Photo credit:", "PHOTO:"];
    let start = LABELS.iter().filter_map(|l| block.rfind(l)).filter(|i| *i > 0).max()?;
    (words(&block[start..]) <= 10 && block.len() - start <= REACH).then_some(start)
}

/// "..., 19 January 2024 EFE/EPA/JANE ROE": a chain with slashes that starts with an agency, without a full stop before.
fn chain_start(block: &str, known: &Known<'_>) -> Option<usize> {
    let slash = block.find('/')?;
    // white space may be longer than a byte: "July\u{a0}EFE/EPA"
    let (at, space) = block[..slash].char_indices().rfind(|(_, c)| c.is_whitespace())?;
    let start = at + space.len_utf8();
    let first = &block[start..slash];
    (known.is_agency(first) && is_all_caps(first) && is_credit(&block[start..], known, true)).then_some(start)
}

/// Whether a text is nothing but a credit: "EFE/EPA/JANE ROE", "(AP Photo/Jane Roe)", "© AFP", "Photo by Jane Roe".
/// A whole block in capitals with a slash may be a headline, so there it takes an agency; a tail may do without.
fn is_credit(text: &str, known: &Known<'_>, is_tail: bool) -> bool {
    const LONGEST_CREDIT: usize = 14;
    let inside = text.trim_matches(|c: char| c.is_whitespace() || "()[]|.-–—".contains(c));
    let count = words(inside);
    if inside.is_empty() || count > LONGEST_CREDIT {
        return false;
    }
    let is_bracketed = text.starts_with(['(', '[']);
    let is_word = |w: &str| newsroom().credit_words.contains(&w.to_lowercase());
    let parts = || {
        inside.split(|c: char| c.is_whitespace() || matches!(c, '/' | '|' | ',')).filter(|w| !w.is_empty())
    };
    let names = parts().all(|w| {
        is_capitalised(w)
            || is_word(w)
            || known.is_agency(w)
            || matches!(w, "by" | "for" | "de" | "of" | "and")
    });
    let has_agency = parts().any(|w| known.is_agency(w))
        || inside.split(['/', '|', ',']).any(|p| known.is_agency(p.trim()));
    let has_word = parts().any(is_word);
    if let Some(len) = opens_with_any(inside, &newsroom().credit_openings) {
        let after = inside[len..].trim_start();
        let is_marked =
            after.starts_with([':', '/', '|']) || inside[..len].to_lowercase().ends_with([' ', 'y', 'f']);
        let rest = after.trim_start_matches([':', '/', '|', ' ']);
        let is_makers = words(rest) <= 3 || is_named(rest, known);
        if is_marked && !rest.is_empty() && is_capitalised(rest) && (is_bracketed && count <= 10 || is_makers)
        {
            return true;
        }
    }
    if opens_with(inside, "©").is_some() {
        return count <= 8;
    }
    // "EFE/EPA/JANE ROE", "REUTERS/Jane Roe", "Jane Roe/PHOTOLURE" (no listed agency, but capitals)
    let has_caps = parts().any(is_all_caps);
    let may_be_unlisted = is_tail && (has_caps || is_bracketed);
    let is_chain = inside.contains('/') && count <= 8 && names && (has_agency || has_word || may_be_unlisted);
    // "AFP PHOTO", "AP Photo", "Getty Images", "AFP via Getty Images"
    let is_agencys =
        names && has_word && (has_agency || (is_bracketed && has_caps) || count <= 3 && has_caps);
    is_chain || is_agencys
}
