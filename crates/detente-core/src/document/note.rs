//! Notes around the story: corrections, bylines, sign-offs.

use super::dateline::Known;
use super::shape::{
    ends_sentence, is_all_caps, is_capitalised, is_ornament, opens_with_any, sentence_starts, words,
};
use detente_data::newsroom;

/// Whether the text inside brackets is a note on an earlier version: "Corrects day in second paragraph".
pub(super) fn is_bracketed_note(inside: &str) -> bool {
    let first = inside.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').next().unwrap_or("");
    let first = first.to_lowercase();
    newsroom().correction_verbs.contains(&first)
        || opens_with_any(inside, &newsroom().correction_openings).is_some()
}

/// The bytes at the start of a block that are a note on an earlier version; the story may follow it.
pub(super) fn correction(block: &str) -> Option<usize> {
    if let Some(inside) = block.strip_prefix(['(', '[']) {
        let labelled = || opens_with_any(inside, &newsroom().correction_labels).is_some();
        if !is_bracketed_note(inside) && !labelled() {
            return None;
        }
        let close = inside.find([')', ']']).map_or(block.len(), |i| i + 2);
        // A dash may tie the note to the story: "(Corrects day) - Iran said".
        let tied = block[close..]
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '.'));
        return Some(if tied.is_empty() { block.len() } else { close });
    }
    if opens_with_any(block, &newsroom().correction_openings).is_some() {
        return Some(block.len());
    }
    let label = opens_with_any(block, &newsroom().correction_labels)?;
    let after = block[label..].trim_start();
    let is_marked = after.is_empty() || after.starts_with([':', '-', '–', '—', '/']);
    is_marked.then_some(block.len())
}

/// Whether a line is a byline: "By Jane Roe", "From our correspondent in Khartoum", "Jane Roe and agencies".
pub(super) fn is_byline(line: &str) -> bool {
    const LONGEST: usize = 16;
    if words(line) > LONGEST {
        return false;
    }
    if words(line) <= 6 && (line.ends_with(" and agencies") || (line.contains('@') && line.contains('.'))) {
        return true;
    }
    let Some(opening) = opens_with_any(line, &newsroom().byline_openings) else {
        return words(line) <= 5 && line.to_lowercase().ends_with(" writer") && newsroom_opens(line);
    };
    let names = line[opening..].trim_start_matches([':', ' ']);
    let is_bare = names.is_empty() || !line[..opening].to_lowercase().starts_with("by");
    is_bare && words(line) <= 8 || (!names.is_empty() && names.split_whitespace().all(is_byline_word))
}

fn newsroom_opens(line: &str) -> bool {
    opens_with_any(line, &newsroom().agencies).is_some() || line.starts_with("Staff")
}

fn is_byline_word(word: &str) -> bool {
    const LINKS: [&str; 14] =
        ["and", "in", "at", "of", "for", "with", "the", "de", "del", "van", "von", "bin", "al", "our"];
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let is_rank = bare.starts_with(|c: char| c.is_ascii_digit()) && bare.ends_with(char::is_alphabetic);
    bare.is_empty() || is_rank || is_capitalised(bare) || LINKS.contains(&bare) || bare.contains('-')
}

/// Where in the article a sign-off is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// Anywhere: only what cannot be anything else.
    Anywhere,
    /// After the last sentence of the story.
    End,
}

/// Whether a whole block, or what follows the last sentence, is a sign-off.
pub(super) fn is_signoff(text: &str, at: At, known: &Known<'_>) -> bool {
    let inside = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']'));
    if is_ornament(text) || opens_with_any(inside, &newsroom().signoff_openings).is_some() {
        return true;
    }
    let is_bracketed = inside.len() < text.len();
    let bare = inside
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/' | '#' | '*' | '.'));
    let is_framed = is_bracketed || bare.len() < inside.trim_end_matches('.').len();
    let mark = newsroom()
        .signoff_marks
        .iter()
        .any(|m| *m == inside.to_lowercase() || (is_framed && *m == bare.to_lowercase()));
    if mark && (is_framed || at == At::End || is_all_caps(bare)) {
        return true;
    }
    if is_desk_code(bare) || is_web_address(inside) || contributed(text) {
        return true;
    }
    at == At::End && (is_agency_sign(bare, known) || is_number_code(inside))
}

/// "bur-dl/mk", "str-bur/lyn", "AB/CD": initials of reporters and editors.
fn is_desk_code(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '-']).collect();
    let is_short = |p: &&str| (1..=4).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphabetic());
    let one_case = text.chars().filter(|c| c.is_alphabetic()).all(char::is_lowercase)
        || (text.contains('/') && text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase));
    (2..=6).contains(&parts.len()) && one_case && parts.iter().all(is_short)
}

/// "9376**1771": only digits and ornaments.
fn is_number_code(text: &str) -> bool {
    text.len() >= 3 && text.contains('*') && !text.chars().any(|c| c.is_alphabetic() || c.is_whitespace())
}

fn is_web_address(text: &str) -> bool {
    words(text) == 1 && ["http://", "https://", "www."].iter().any(|p| text.starts_with(p))
}

/// "Associated Press writers Jane Roe in Cairo and Joe Poe in Amman contributed to this report."
fn contributed(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphabetic());
    words(text) <= 60
        && ["contributed to this report", "contributed to this story", "contributed reporting"]
            .iter()
            .any(|e| text.ends_with(e))
}

/// The agency, by itself or with initials: "EFE", "dpa ab", "AFP/Reuters".
fn is_agency_sign(text: &str, known: &Known<'_>) -> bool {
    if known.is_agency(text) {
        return true;
    }
    let is_part = |w: &str| {
        known.is_agency(w) || is_desk_code(w) || (w.len() <= 4 && w.chars().all(|c| c.is_ascii_lowercase()))
    };
    let parts: Vec<&str> = text.split([' ', '/']).filter(|w| !w.is_empty()).collect();
    let is_joined =
        (2..=4).contains(&parts.len()) && known.is_agency(parts[0]) && parts.iter().all(|w| is_part(w));
    // An agency nobody listed: one word in capitals where a sentence would have to start.
    let is_unlisted = words(text) == 1 && (2..=12).contains(&text.len()) && is_all_caps(text);
    is_joined || is_unlisted
}

/// Whether a last block of its own is the name of who wrote the story: "R. Haddad".
pub(super) fn is_signed_name(block: &str) -> bool {
    let names: Vec<&str> = block.split_whitespace().collect();
    let is_initial = |w: &str| w.ends_with('.') && w.chars().count() <= 3;
    (2..=4).contains(&names.len())
        && names
            .iter()
            .all(|w| is_capitalised(w) && w.chars().all(|c| c.is_alphabetic() || ".-'’".contains(c)))
        && names.last().is_some_and(|w| !w.ends_with('.'))
        && (names.iter().any(|w| is_initial(w)) || names.len() <= 3)
}

/// Where a sign-off starts that is glued to the end of the last paragraph.
pub(super) fn signoff_tail(block: &str, known: &Known<'_>) -> Option<usize> {
    const REACH: usize = 600;
    let glued = sentence_starts(block, REACH).find(|i| is_signoff(&block[*i..], At::End, known));
    glued.or_else(|| bracketed_tail(block, known))
}

/// "... he said (AFP)" and "... he said. -AFP": an agency at the very end that brackets or a dash set off.
fn bracketed_tail(block: &str, known: &Known<'_>) -> Option<usize> {
    let closed = block.trim_end_matches('.');
    if closed.ends_with([')', ']']) {
        let open = closed.rfind(['(', '['])?;
        let inside = closed.get(open + 1..closed.len() - 1)?;
        return (open > 0
            && (known.is_agency(inside) || is_agency_sign(inside, known) && inside.contains('/')))
        .then_some(open);
    }
    let dash = block.rfind(['-', '–', '—', '/'])?;
    let before = block[..dash].trim_end_matches(['-', '–', '—', '/']);
    let name = block[dash..].trim_start_matches(|c: char| c.is_whitespace() || "-–—/".contains(c));
    let is_apart =
        ends_sentence(before) || before.ends_with(char::is_whitespace) && ends_sentence(before.trim_end());
    (is_apart && is_agency_sign(name, known)).then_some(before.len())
}
