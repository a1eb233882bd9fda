//! From bytes to text, whatever encoding they are in; bytes that are no text are told apart.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use std::fmt;

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotText {
    /// The start of a known kind of file, and what to do with it.
    Kind {
        /// What it is.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// Bytes that no text has.
    Binary,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotText::Kind { what, remedy } => write!(f, "{what}, not text; {remedy}"),
            NotText::Binary => write!(f, "not text: it holds bytes that no text encoding has"),
        }
    }
}

const CONVERT: &str = "convert it to plain text first";
const UNPACK: &str = "unpack it and pipe it in";

/// How files start that are often taken for articles.
const KINDS: [(&[u8], &str, &str); 9] = [
    (b"%PDF-", "a PDF document", "extract its text first (`pdftotext FILE`)"),
    (b"\xd0\xcf\x11\xe0", "an office document", CONVERT),
    (b"{\\rtf", "an RTF document", CONVERT),
    (b"BZh", "compressed with bzip2", UNPACK),
    (b"\xfd7zXZ", "compressed with xz", UNPACK),
    (b"\x89PNG", "a picture", CONVERT),
    (b"\xff\xd8\xff", "a picture", CONVERT),
    (b"GIF8", "a picture", CONVERT),
    (b"\x7fELF", "a program", "name articles"),
];

/// The text that `bytes` hold: by their byte order mark, as UTF-8, as UTF-16 without a mark, or in the legacy
/// encoding that fits best.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, NotText> {
    decode_labelled(bytes, None)
}

/// As [`decode`], with the encoding that the bytes' transport or a page itself names. A label is believed where nothing
/// speaks against it: bytes that are UTF-8 are, whatever the label says, and a label that does not fit is no help.
pub(crate) fn decode_labelled(bytes: &[u8], label: Option<&str>) -> Result<String, NotText> {
    if let Some((_, what, remedy)) = KINDS.iter().find(|(start, ..)| bytes.starts_with(start)) {
        return Err(NotText::Kind { what, remedy });
    }
    let known = Encoding::for_bom(bytes).or_else(|| utf_16(bytes).map(|encoding| (encoding, 0)));
    if let Some((encoding, mark)) = known {
        let (text, is_broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return plausible(text.into_owned(), is_broken);
    }
    let labelled = label
        .and_then(|l| Encoding::for_label(l.as_bytes()))
        .filter(|e| e.is_ascii_compatible() || *e == ISO_2022_JP);
    match std::str::from_utf8(bytes) {
        // Escapes of seven bits are UTF-8 as well.
        Ok(_) if labelled == Some(ISO_2022_JP) && bytes.contains(&0x1b) => {}
        Ok(text) => return plausible(text.to_string(), false),
        Err(_) if bytes.contains(&0) => return Err(NotText::Binary),
        Err(_) if is_mostly_utf_8(bytes) => {
            return plausible(String::from_utf8_lossy(bytes).into_owned(), true);
        }
        Err(_) => {}
    }
    if let Some(encoding) = labelled.filter(|encoding| *encoding != UTF_8) {
        let (text, is_broken) = encoding.decode_without_bom_handling(bytes);
        if !is_broken {
            return plausible(text.into_owned(), false);
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, is_broken) = encoding.decode_without_bom_handling(bytes);
    plausible(text.into_owned(), is_broken)
}

/// UTF-16 without a mark shows in Latin text as a zero in every second byte.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(4096)];
    if bytes.len() < 4 || bytes.len() % 2 == 1 {
        return None;
    }
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    let many = start.len() * 2 / 5;
    if low >= many && high == 0 {
        Some(UTF_16LE)
    } else if high >= many && low == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether it is UTF-8 but for a few bytes: a text cut in the middle of a letter, or one pasted in.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        // Only the end of the file can cut a letter off.
        let is_cut = std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
        bad += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    good > 4 * bad
}

/// Refuses what no writer of articles would type.
fn plausible(text: String, is_broken: bool) -> Result<String, NotText> {
    let (mut control, mut lost, mut all) = (0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        match c {
            '\0' => return Err(NotText::Binary),
            '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{1a}' | '\u{85}' => {}
            '\u{fffd}' => lost += 1,
            c if c.is_control() => control += 1,
            _ => {}
        }
    }
    let too_many = control > 2 && control * 100 > all;
    let too_broken = is_broken && lost * 20 > all;
    if too_many || too_broken { Err(NotText::Binary) } else { Ok(text) }
}
